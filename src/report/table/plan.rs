//! What a scan would ask, service by service.

use super::grid::{Fit, Grid, left, right};
use super::ink::Ink;
use super::page::Page;
use crate::report::{PlanView, Style, thousands};
use std::io;

/// Writes it, for `--plan`.
pub fn plan(view: &PlanView<'_>, to: &mut dyn io::Write, style: Style) -> io::Result<()> {
    let mut page = Page::new(style);
    let scope = format!("{} in {}, {}; nothing is read", view.kind_count, view.account_count, view.region_count);
    page.heading("PLAN", &scope);
    let mut grid =
        Grid::new(vec![left("service", Fit::Whole), right("calls"), left("and for each resource", Fit::Prose(1))]);
    for service in &view.services {
        let more = service.uncounted();
        let short: Vec<&str> = more.iter().map(|action| action.split(':').nth(1).unwrap_or(action)).collect();
        let calls = if more.is_empty() { thousands(service.calls) } else { format!("{}+", thousands(service.calls)) };
        grid.row(vec![(service.name.to_owned(), Ink::Strong), (calls, Ink::Plain), (short.join(", "), Ink::Faint)]);
    }
    page.grid(&grid);
    let counted = match view.counted_by {
        Some(id) => format!("What is asked of each resource is counted by {id}."),
        None => "How many resources there are is known only to a snapshot: with --history, the last one counts them."
            .to_owned(),
    };
    page.prose(
        &format!("{} calls, one for each listing that fits a page. {counted}", thousands(view.calls)),
        Ink::Plain,
    );
    page.write(to)
}
