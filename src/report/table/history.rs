//! What a history holds, oldest first.

use super::grid::{Fit, Grid, left, right};
use super::ink::Ink;
use super::page::Page;
use crate::report::{Count, HistoryRows, Style, thousands};
use std::io;

/// Time, account and a number.
const WHOLE_NAME: usize = 32;

/// Writes it, for `history list`. What is odd was told when the history was opened.
pub fn history(history: &HistoryRows<'_>, to: &mut dyn io::Write, style: Style) -> io::Result<()> {
    let mut page = Page::new(style);
    page.heading("HISTORY", &Count::new(history.rows.len(), "snapshot", "snapshots").to_string());
    let mut grid = Grid::new(vec![
        left("snapshot", Fit::Within(WHOLE_NAME)),
        left("taken", Fit::Whole),
        left("quarter", Fit::Whole),
        right("KiB"),
        left("", Fit::Whole),
    ]);
    for row in &history.rows {
        let entry = row.entry;
        let said = match (row.counts, entry.reported) {
            (true, true) => "last, reported",
            (true, false) => "last",
            (false, true) => "reported",
            (false, false) => "",
        };
        let ink = if row.counts { Ink::Strong } else { Ink::Plain };
        grid.row(vec![
            (entry.id.clone(), ink),
            (entry.taken_at.format("%F").to_string(), Ink::Plain),
            (row.quarter.clone(), Ink::Plain),
            (thousands(entry.size.div_ceil(1024)), Ink::Plain),
            (said.to_owned(), Ink::Faint),
        ]);
    }
    page.grid(&grid);
    if !history.leftovers.is_empty() {
        let names = history.leftovers.join(", ");
        page.prose(
            &format!(
                "Of scans that run, or that died: {names}. `plimsoll history prune` removes what is older than a day."
            ),
            Ink::Plain,
        );
    }
    page.write(to)
}
