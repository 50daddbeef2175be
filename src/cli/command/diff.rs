//! `plimsoll diff OLD NEW`: what changed, measured by the same rules.

use super::super::args::{DiffArgs, FormatArg};
use super::super::rules::RuleBook;
use super::super::{CliError, Exit, files, out};
use crate::control::Selection;
use crate::evaluate::Keep;
use crate::report::{self, DiffRows};
use crate::scan::scan;
use crate::trend::diff;

/// Rows of each class on a screen.
const TOP: usize = 10;

pub(super) fn run(args: &DiffArgs) -> Result<Exit, CliError> {
    let rules = RuleBook::read(&args.rules)?.choose(&Selection::default(), &[])?;
    let picture = |file| -> Result<_, CliError> {
        let snapshot = files::read_snapshot(file)?;
        Ok(scan(&snapshot, &rules, Keep::Problems).picture())
    };
    let (old, new) = (picture(&args.old)?, picture(&args.new)?);
    let diff = diff(&old, &new);
    let rows = DiffRows::of(&diff);
    let style = out::style();
    out::print(|to| match args.format {
        FormatArg::Table => report::table::diff(&rows, TOP, to, style),
        FormatArg::Json => report::json::diff(&rows, to),
    })?;
    Ok(Exit::Fine)
}
