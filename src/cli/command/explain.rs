//! `plimsoll explain CONTROL|FINGERPRINT`.

use super::super::args::ExplainArgs;
use super::super::rules::RuleBook;
use super::super::{CliError, Exit, history, out};
use super::finding;
use super::scan::Settings;
use super::subject::{at_hand, opened, subject};
use crate::control::Selection;
use crate::evaluate::{Keep, Verdict};
use crate::report::{self, ControlRow, Explained};
use crate::scan::scan;

pub(super) fn run(args: &ExplainArgs) -> Result<Exit, CliError> {
    let book = RuleBook::read(&args.rules)?;
    let controls = book.controls()?;
    if controls.get(&args.what).is_some() {
        return explain_control(args, book);
    }
    if !finding::is_start(&args.what) {
        let near = crate::yaml::nearest(&args.what, controls.controls().iter().map(|control| control.id.as_str()));
        let help = near
            .map_or("`plimsoll controls list` shows all controls".to_owned(), |near| format!("did you mean `{near}`?"));
        let help = format!("{help}; of a fingerprint, give at least {} hexadecimal digits", finding::LEAST);
        return Err(CliError::input(format!("`{}` is neither a control nor a fingerprint", args.what), help));
    }
    explain_finding(args, book)
}

/// With what it said, where a snapshot is named.
fn explain_control(args: &ExplainArgs, book: RuleBook) -> Result<Exit, CliError> {
    let settings = Settings::plain(&book.config);
    let kinds = crate::collect::kinds();
    let selection = Selection { controls: vec![args.what.clone()], services: vec![] };
    let snapshot = match (&args.snapshot, &args.history.history) {
        (Some(name), _) => Some(at_hand("a control is explained", Some(name), &args.history, &book.config)?),
        (None, Some(place)) => history::last(&history::open(place, &args.history.caller)?)?,
        (None, None) => None,
    };
    let rules = book.choose(&selection, &[])?;
    let Some(control) = rules.controls.get(&args.what) else { return Ok(Exit::Fine) };
    let judged = snapshot.as_ref().map(|snapshot| scan(snapshot, &rules, Keep::Problems));
    let row = match &judged {
        Some(judged) => ControlRow::judged(control, &settings.inputs(judged, &kinds, None)),
        None => ControlRow::new(control, &kinds, &rules.frameworks),
    };
    out::print(|to| report::table::control(&row, to, out::style()))?;
    Ok(Exit::Fine)
}

fn explain_finding(args: &ExplainArgs, book: RuleBook) -> Result<Exit, CliError> {
    let mut settings = Settings::plain(&book.config);
    settings.include.extend([Verdict::Pass, Verdict::Unknown]);
    let history = opened(&args.history, &book.config)?;
    let rules = book.choose(&Selection::default(), &[])?;
    let snapshot = subject(
        "a finding is explained",
        args.snapshot.as_deref(),
        history.as_ref(),
        settings.terms.calendar.fiscal_year,
    )?;
    let judged = scan(&snapshot, &rules, Keep::Everything);
    let earlier = |history| super::trend::measured(history, &rules, settings.terms, Some(&judged));
    let trend = history.as_ref().map(earlier).transpose()?;
    let kinds = crate::collect::kinds();
    let inputs = settings.inputs(&judged, &kinds, trend.as_ref());
    let explained = Explained::of(&inputs, finding::of_fingerprint(&inputs, &args.what)?);
    out::print(|to| report::table::explain(&explained, to, out::style()))?;
    Ok(Exit::Fine)
}
