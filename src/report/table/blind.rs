//! What could not be seen. Never a pass, never a failure, always shown.

use super::grid::{Column, Fit, Grid, left, right};
use super::ink::Ink;
use super::page::Page;
use crate::report::{BlindSpot, Style, View, thousands};
use std::io;

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

/// Writes one of them whole.
pub fn blind_spot(spot: &BlindSpot<'_>, to: &mut dyn io::Write, style: Style) -> io::Result<()> {
    let mut page = Page::new(style);
    page.heading("BLIND SPOT", spot.kind);
    page.entry("needs", if spot.action.is_empty() { "no call was made" } else { spot.action }, Ink::Strong);
    page.entry("because", &spot.because(), Ink::Notable);
    page.entry("unseen", &spot.extent(), Ink::Plain);
    page.entry("accounts", &spot.accounts.join(", "), Ink::Plain);
    page.entry("regions", &spot.regions.join(", "), Ink::Plain);
    page.heading("CANNOT TELL", &spot.control_count.to_string());
    page.prose(&spot.controls.join(", "), Ink::Plain);
    page.write(to)
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
