//! `plimsoll report SNAPSHOT`: the reports of a scan from what it saved, without its gates.

mod by_owner;
mod name;
mod saved;

use super::super::args::{PartArg, ReportArgs};
use super::super::rules::RuleBook;
use super::super::{CliError, Exit, age, out};
use super::scan::Settings;
use super::{subject, target};
use crate::control::Selection;
use crate::evaluate::{Keep, Verdict};
use crate::report::View;
use crate::scan::scan;
use crate::snapshot::Snapshot;
use crate::trend::{FiscalYear, History};
use clap::ArgMatches;
use saved::result_of;
use std::path::Path;

pub(super) fn run(args: &ReportArgs, matches: &ArgMatches) -> Result<Exit, CliError> {
    let kept: Vec<&Path> = args.snapshot.iter().map(|file| file.as_path()).collect();
    let parts = matches!(args.by, Some(PartArg::Owner));
    let targets = if parts { Vec::new() } else { target::targets(&args.output, &kept, matches)? };
    let folder = if parts { Some(by_owner::Folder::of(&args.output)?) } else { None };
    let book = RuleBook::read(&args.rules)?;
    let settings = Settings::to_report(&args.output, &book.config);
    let history = subject::opened(&args.history, &book.config)?;
    let rules = book.choose(&Selection::default(), &[])?;
    let snapshot = snapshot(args.snapshot.as_deref(), history.as_ref(), settings.terms.calendar.fiscal_year)?;
    age::note_if_stale(&snapshot.header.id, snapshot.header.taken_at, settings.terms.stale_after);
    // The passes of a part can be counted only where they are kept.
    let passes = parts || settings.include.contains(&Verdict::Pass);
    let judged = scan(&snapshot, &rules, if passes { Keep::Everything } else { Keep::Problems });
    let earlier = |history| super::trend::measured(history, &rules, settings.terms, Some(&judged));
    let trend = history.as_ref().map(earlier).transpose()?;
    let kinds = crate::collect::kinds();
    let inputs = settings.inputs(&judged, &kinds, trend.as_ref());
    match folder {
        Some(folder) => out::note(&folder.write(&judged, &inputs)?),
        None => target::write_all(&targets, &View::lay_out(&inputs))?,
    }
    Ok(Exit::Fine)
}

/// What was named; of a report, the snapshot that it is of, where the history has it.
fn snapshot(named: Option<&Path>, history: Option<&History>, fiscal_year: FiscalYear) -> Result<Snapshot, CliError> {
    let Some((file, id)) = named.and_then(|file| Some((file, result_of(file)?))) else {
        return subject::subject("a report is made", named, history, fiscal_year);
    };
    let what = format!("{} is a report of the snapshot {id}", file.display());
    let Some(history) = history else {
        let help = "a report does not hold all that another one shows: give the snapshot, or a --history that has it";
        return Err(CliError::input(what, help));
    };
    out::note(&format!("{what}, which is judged again by the rules of today"));
    subject::in_history(&id, history, fiscal_year)
}
