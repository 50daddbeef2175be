//! What could not be seen. Never a pass, never a failure, always shown.

use super::grid::{Fit, Grid, left, right};
use super::ink::Ink;
use super::page::Page;
use crate::report::{View, thousands};

const SHOWN: usize = 4;

pub(super) fn draw(view: &View, page: &mut Page) {
    let spots = &view.blind_spots;
    if spots.is_empty() {
        return;
    }
    let more = view.left_out_spots(SHOWN);
    let note = if more.is_zero() { String::new() } else { format!("and {more} more") };
    page.heading("BLIND SPOTS", &note);
    let columns = vec![left("kind", Fit::Share(3)), left("unseen", Fit::Whole), left("where", Fit::Share(2))];
    let rest = [left("needs", Fit::Share(4)), left("because", Fit::Whole), right("controls")];
    let mut grid = Grid::new(columns.into_iter().chain(rest).collect());
    for spot in spots.iter().take(SHOWN) {
        let words = [spot.kind.to_owned(), spot.extent(), spot.place(), spot.action.to_owned()];
        let tail = [spot.reason.as_str().replace('_', " "), thousands(spot.control_count.n)];
        grid.row(words.into_iter().chain(tail).map(|text| (text, Ink::Plain)).collect());
    }
    page.grid(&grid);
}
