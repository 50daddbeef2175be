//! `plimsoll diff OLD NEW`: what changed, measured by the same rules.

use super::super::args::{DiffArgs, DiffFormatArg};
use super::super::rules::RuleBook;
use super::super::{CliError, Exit, age, out};
use super::subject::{named, opened};
use crate::control::Selection;
use crate::evaluate::Keep;
use crate::facts::{Deriver, Index};
use crate::report::{self, DiffRows};
use crate::scan::scan;
use crate::trend::{diff, exposure, resources};

/// Rows of each class on a screen.
const TOP: usize = 10;

pub(super) fn run(args: &DiffArgs) -> Result<Exit, CliError> {
    let book = RuleBook::read(&args.rules)?;
    let stale_after = book.config.stale_after_days;
    let fiscal_year = book.config.fiscal_year;
    let are_files = args.old.exists() && args.new.exists();
    let history = if are_files { None } else { opened(&args.history, &book.config)? };
    let rules = book.choose(&Selection::default(), &[])?;
    let read = |name| named(name, history.as_ref(), fiscal_year);
    let (old, new) = (read(&args.old)?, read(&args.new)?);
    age::note_if_stale(&new.header.id, new.header.taken_at, stale_after);
    let [was, is] = [&old, &new].map(|snapshot| scan(snapshot, &rules, Keep::Problems).picture());
    let diff = diff(&was, &is);
    let changed = resources((&old, &was), (&new, &is));
    let [before, after] = [&old, &new].map(Index::new);
    let [before, after] = [&before, &after].map(|index| Deriver::new(index, &rules.classification));
    let opened = exposure((&before, &was), (&after, &is));
    let rows = DiffRows::of(&diff, &changed, &opened);
    let style = out::style();
    out::print(|to| match args.format {
        DiffFormatArg::Table => report::table::diff(&rows, TOP, to, style),
        DiffFormatArg::Json => report::json::diff(&rows, to),
        DiffFormatArg::Markdown => report::markdown::diff(&rows, to),
    })?;
    Ok(Exit::Fine)
}
