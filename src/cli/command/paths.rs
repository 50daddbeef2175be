//! `plimsoll paths`: how strangers get to what is worth most, and what cuts each way.

use super::super::args::{PathsArgs, PathsFormatArg};
use super::super::rules::RuleBook;
use super::super::{CliError, Exit, out};
use super::subject::at_hand;
use crate::control::Selection;
use crate::facts::paths::Paths;
use crate::facts::{Deriver, Index};
use crate::report::{self, Ends, PathsView};

pub(super) fn run(args: &PathsArgs) -> Result<Exit, CliError> {
    let book = RuleBook::read(&args.rules)?;
    let snapshot = at_hand("paths are found", args.snapshot.as_deref(), &args.history, &book.config)?;
    let rules = book.choose(&Selection::default(), &[])?;
    let index = Index::new(&snapshot);
    let deriver = Deriver::new(&index, &rules.classification);
    let paths = Paths::of(&deriver);
    let ends = Ends { from: args.from.clone(), to: args.to.clone() };
    let view = PathsView::lay_out(&paths, &snapshot, &ends, args.limit);
    out::print(|to| match args.format {
        PathsFormatArg::Table => report::table::paths(&view, to, out::style()),
        PathsFormatArg::Json => report::json::paths(&view, to),
        PathsFormatArg::Mermaid => report::mermaid(&view, to),
    })?;
    Ok(Exit::Fine)
}
