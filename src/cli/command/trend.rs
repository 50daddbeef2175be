//! `plimsoll trend`: period over period, with one ruler, or as it was reported.

use super::super::args::{FormatArg, TrendArgs};
use super::super::config::Config;
use super::super::rules::RuleBook;
use super::super::{CliError, Exit, age, history, out};
use crate::collect;
use crate::control::Selection;
use crate::evaluate::Keep;
use crate::report::{self, TrendRows};
use crate::scan::{Rules, Scan, scan};
use crate::trend::{By, Calendar, Entry, History, Picture, Ruler, Terms, Trend};

pub(super) fn run(args: &TrendArgs) -> Result<Exit, CliError> {
    let book = RuleBook::read(&args.rules)?;
    let terms = terms(&book.config, args.by.into());
    let line = book.config.limit();
    let place = super::history::place(&args.history, &book.config)?;
    let history = history::open(&place, &args.history.caller)?;
    let trend = if args.as_reported {
        reported(&history, terms)?
    } else {
        measured(&history, &book.choose(&Selection::default(), &[])?, terms, None)?
    };
    if trend.points.is_empty() && trend.missing.is_empty() {
        let message = format!("there are no snapshots in {place}");
        return Err(CliError::input(message, "`plimsoll scan --history DIR` adds one"));
    }
    if let Some(last) = trend.points.last() {
        age::note_if_stale(&last.snapshot, last.taken_at, terms.stale_after);
    }
    let rows = TrendRows::of(&trend);
    let style = out::style();
    out::print(|to| match args.format {
        FormatArg::Table => report::table::trend(&rows, line, args.group.map(Into::into), to, style),
        FormatArg::Json => report::json::trend(&rows, to),
    })?;
    Ok(Exit::Fine)
}

/// What a company has decided of time.
pub(super) fn terms(config: &Config, by: By) -> Terms {
    let calendar = Calendar { by, fiscal_year: config.fiscal_year };
    Terms { calendar, due: config.due_days, stale_after: config.stale_after_days }
}

/// The last snapshot of each period, each judged by the same rules; and the run at hand, where there is one. One snapshot is
/// in memory at a time.
pub(super) fn measured(
    history: &History,
    rules: &Rules,
    terms: Terms,
    now: Option<&Scan<'_>>,
) -> Result<Trend, CliError> {
    let kinds = collect::kinds();
    let mut trend = Trend::new(terms);
    let before = now.map(|scan| scan.snapshot.header.taken_at);
    for period in history.periods(terms.calendar, before) {
        if let Some(loaded) = history.first_of(period, &mut out::note)? {
            trend.add(scan(&loaded.snapshot.fitted(&kinds), rules, Keep::Problems).picture());
        }
    }
    if let Some(scan) = now {
        trend.add(scan.picture());
    }
    Ok(trend)
}

/// What was said of each of them at the time.
fn reported(history: &History, terms: Terms) -> Result<Trend, CliError> {
    let mut trend = Trend::new(terms);
    let last_of_each = history.periods(terms.calendar, None).into_iter().filter_map(|period| period.first().copied());
    for Entry { id, taken_at, .. } in last_of_each {
        match history.reported(id)?.map(|bytes| Picture::from_reported(&bytes)) {
            Some(Ok(picture)) => trend.add(picture),
            Some(Err(problem)) => trend.add_unreported(id.clone(), *taken_at, Some(problem.to_string())),
            None => trend.add_unreported(id.clone(), *taken_at, None),
        }
    }
    Ok(trend)
}

/// Keeps what is said of a snapshot now, for whoever asks later what was known.
pub(super) fn keep_reported(history: &History, id: &str, judged: &Scan<'_>) -> Result<(), CliError> {
    let rules = judged.rules;
    let ruler = Ruler::of(&rules.controls, &rules.classification);
    let picture = Picture { ruler: Some(ruler), ..judged.picture() };
    let failed = |source| CliError::Write { path: "what is reported of the snapshot".to_owned(), source };
    let bytes = picture.to_reported().map_err(failed)?;
    Ok(history.keep_reported(id, &bytes)?)
}
