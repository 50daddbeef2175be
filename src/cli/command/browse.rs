//! `plimsoll browse`: a report to walk around in.

use super::super::args::BrowseArgs;
use super::super::rules::RuleBook;
use super::super::terminal::Terminal;
use super::super::{CliError, Exit, out};
use super::scan::Settings;
use super::subject::{opened, subject};
use crate::control::Selection;
use crate::evaluate::{Keep, Verdict};
use crate::facts::paths::Paths;
use crate::facts::{Deriver, Index};
use crate::report::{App, Ends, PathsView, View};
use crate::scan::scan;

/// Attack paths that can be walked to; a list of more would not be read.
const PATHS: usize = 200;

pub(super) fn run(args: &BrowseArgs) -> Result<Exit, CliError> {
    // Before minutes are spent on what cannot be shown.
    Terminal::expect()?;
    let book = RuleBook::read(&args.rules)?;
    let mut settings = Settings::plain(&book.config);
    settings.include.insert(Verdict::Unknown);
    let history = opened(&args.history, &book.config)?;
    let rules = book.choose(&Selection::default(), &[])?;
    let snapshot = subject(
        "an estate is browsed",
        args.snapshot.as_deref(),
        history.as_ref(),
        settings.terms.calendar.fiscal_year,
    )?;
    let judged = scan(&snapshot, &rules, Keep::Problems);
    let earlier = |history| super::trend::measured(history, &rules, settings.terms, Some(&judged));
    let trend = history.as_ref().map(earlier).transpose()?;
    let kinds = crate::collect::kinds();
    let inputs = settings.inputs(&judged, &kinds, trend.as_ref());
    let view = View::lay_out(&inputs);
    let index = Index::new(&snapshot);
    let deriver = Deriver::new(&index, &rules.classification);
    let paths = Paths::of(&deriver);
    let paths = PathsView::lay_out(&paths, &snapshot, &Ends::default(), PATHS);
    let mut app = App::new(inputs, &view, &paths, out::style().colour);
    Terminal::open()?.show(&mut app)
}
