//! Waivers that want attention: expired, or covering nothing.

use super::grid::{Fit, Grid, left};
use super::ink::Ink;
use super::page::Page;
use crate::report::{View, WaiverState};

const SHOWN: usize = 3;

pub(super) fn draw(view: &View, page: &mut Page) {
    let (stale, sentence) = view.stale_waivers();
    if stale.is_empty() {
        return;
    }
    page.heading("WAIVERS", &sentence);
    let columns = vec![left("", Fit::Whole), left("covers", Fit::Share(3)), left("until", Fit::Whole)];
    let mut grid =
        Grid::new(columns.into_iter().chain([left("by", Fit::Within(16)), left("reason", Fit::Prose(3))]).collect());
    for row in stale.iter().take(SHOWN) {
        let ink = if row.state == WaiverState::Expired { Ink::Notable } else { Ink::Faint };
        let cells =
            [row.subject(), row.waiver.expires.to_string(), row.waiver.owner.clone(), row.waiver.reason.clone()];
        let first = (row.state.as_str().to_owned(), ink);
        grid.row([first].into_iter().chain(cells.map(|text| (text, Ink::Plain))).collect());
    }
    page.grid(&grid);
}
