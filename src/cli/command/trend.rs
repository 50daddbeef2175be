//! `plimsoll trend`: quarter over quarter, with one ruler.

use super::super::args::{FormatArg, TrendArgs};
use super::super::rules::RuleBook;
use super::super::{CliError, Exit, files, out};
use crate::control::Selection;
use crate::evaluate::Keep;
use crate::report::{self, TrendRows};
use crate::scan::{Rules, Scan, scan};
use crate::trend::{FiscalYear, History, Picture, trend};

pub(super) fn run(args: &TrendArgs) -> Result<Exit, CliError> {
    let book = RuleBook::read(&args.rules)?;
    let fiscal_year = book.config.fiscal_year;
    let line = book.config.limit();
    let folder =
        args.history.clone().or_else(|| book.config.history.clone()).ok_or_else(|| {
            CliError::input("no history was named", "give --history DIR, or `history:` in plimsoll.yaml")
        })?;
    let rules = book.choose(&Selection::default(), &[])?;
    let history = History::open(&folder)?;
    let pictures = pictures(&history, &rules, fiscal_year, None)?;
    if pictures.is_empty() {
        let message = format!("there are no snapshots in {}", folder.display());
        return Err(CliError::input(message, "`plimsoll scan --history DIR` adds one"));
    }
    let trend = trend(&pictures, fiscal_year);
    let rows = TrendRows::of(&trend);
    let style = out::style();
    out::print(|to| match args.format {
        FormatArg::Table => report::table::trend(&rows, line, to, style),
        FormatArg::Json => report::json::trend(&rows, to),
    })?;
    Ok(Exit::Fine)
}

/// The last snapshot of each quarter, each judged by the same rules; and the run at hand, where there is one. One
/// snapshot is in memory at a time.
pub(super) fn pictures(
    history: &History,
    rules: &Rules,
    fiscal_year: FiscalYear,
    now: Option<&Scan<'_>>,
) -> Result<Vec<Picture>, CliError> {
    for warning in history.warnings() {
        out::note(warning);
    }
    let mut pictures = Vec::new();
    let before = now.map(|scan| scan.snapshot.header.taken_at);
    for file in history.last_of_each_quarter(fiscal_year, before) {
        let snapshot = files::read_snapshot(&file)?;
        pictures.push(scan(&snapshot, rules, Keep::Problems).picture());
    }
    pictures.extend(now.map(Scan::picture));
    Ok(pictures)
}
