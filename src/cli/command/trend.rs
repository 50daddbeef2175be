//! `plimsoll trend`: quarter over quarter, with one ruler.

use super::super::args::{FormatArg, TrendArgs};
use super::super::rules::RuleBook;
use super::super::{CliError, Exit, history, out};
use crate::collect;
use crate::control::Selection;
use crate::evaluate::Keep;
use crate::report::{self, TrendRows};
use crate::scan::{Rules, Scan, scan};
use crate::trend::{FiscalYear, History, Picture, trend};

pub(super) fn run(args: &TrendArgs) -> Result<Exit, CliError> {
    let book = RuleBook::read(&args.rules)?;
    let fiscal_year = book.config.fiscal_year;
    let line = book.config.limit();
    let place = super::history::place(&args.history, &book.config)?;
    let rules = book.choose(&Selection::default(), &[])?;
    let history = history::open(&place, &args.history.caller)?;
    let pictures = pictures(&history, &rules, fiscal_year, None)?;
    if pictures.is_empty() {
        let message = format!("there are no snapshots in {place}");
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
    let kinds = collect::kinds();
    let mut pictures = Vec::new();
    let before = now.map(|scan| scan.snapshot.header.taken_at);
    for quarter in history.quarters(fiscal_year, before) {
        if let Some(loaded) = history.first_of(quarter, &mut out::note)? {
            pictures.push(scan(&loaded.snapshot.fitted(&kinds), rules, Keep::Problems).picture());
        }
    }
    pictures.extend(now.map(Scan::picture));
    Ok(pictures)
}
