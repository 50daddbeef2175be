//! What could not be seen. Never a pass, never a failure, always shown.

use super::grid::{Column, Fit, Grid, left, right};
use super::ink::Ink;
use super::page::Page;
use crate::report::{BlindSpot, View, thousands};

const SHOWN: usize = 4;

pub(super) fn draw(view: &View, page: &mut Page) {
    let (spots, note) = view.top_blind_spots(SHOWN);
    if spots.is_empty() {
        return;
    }
    page.heading("BLIND SPOTS", &note);
    let wide = page.is_wide();
    let mut grid = Grid::new(columns(wide));
    for spot in spots {
        grid.row(row(spot, wide));
    }
    page.grid(&grid);
}

fn columns(wide: bool) -> Vec<Column> {
    let kind = wide.then(|| left("kind", Fit::Share(1)));
    let words = [left("needs", Fit::Share(1)), left("because", Fit::Within(29)), left("where", Fit::Within(22))];
    let rest = [left("unseen", Fit::Whole), right("controls")];
    kind.into_iter().chain(words).chain(rest).collect()
}

fn row(spot: &BlindSpot<'_>, wide: bool) -> Vec<(String, Ink)> {
    let kind = wide.then(|| spot.kind.to_owned());
    // The action names the kind well enough where there is no room for both.
    let needs = match spot.action {
        "" if wide => "–",
        "" => spot.kind,
        action => action,
    };
    let words = [needs.to_owned(), spot.because(), spot.place()];
    let rest = [spot.extent(), thousands(spot.control_count.n)];
    kind.into_iter().chain(words).chain(rest).map(|text| (text, Ink::Plain)).collect()
}
