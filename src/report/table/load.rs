//! The load against the line, with the last quarters beside it.

use super::grid::{Fit, Grid, left, right};
use super::ink::Ink;
use super::page::Page;
use crate::report::{Standing, View, amount};
use crate::risk::{Band, Load};

/// Quarters that are shown above today.
const QUARTERS: usize = 4;

pub(super) fn draw(view: &View, page: &mut Page) {
    page.heading("LOAD", &view.posture.sentence());
    bars(view, page);
    if let Some(doubt) = view.posture.doubt() {
        page.prose(&doubt, Ink::Notable);
    }
    let bands = view.posture.bands.iter().filter(|(_, n)| *n > 0).map(band);
    page.parts(&bands.chain(view.posture.beside()).collect::<Vec<_>>(), Ink::Plain);
}

fn band((band, n): &(Band, u64)) -> String {
    format!("{} {}: {}", crate::report::thousands(*n), band.as_str(), band.advice())
}

fn bars(view: &View, page: &mut Page) {
    let earlier = view.earlier_quarters(QUARTERS);
    let limit = view.posture.line.map(|line| line.limit);
    if earlier.is_empty() && limit.is_none() {
        // One bar with nothing to measure it by says nothing.
        return;
    }
    let mut grid = Grid::new(vec![left("", Fit::Whole), left("", Fit::Whole), right(""), left("", Fit::Whole)]);
    let room = page.room() / 2;
    let now = view.posture.load;
    let most =
        earlier.iter().map(|quarter| quarter.load.high).chain([now.high, limit.unwrap_or(0.0)]).fold(0.0, f64::max);
    let scale = Scale { most, limit, room };
    for quarter in earlier {
        let note = if quarter.complete { "" } else { "incomplete" };
        let cells = [quarter.label.clone(), scale.bar(quarter.load), amount(quarter.load.high), note.to_owned()];
        grid.row(cells.map(|text| (text, Ink::Faint)).into());
    }
    let ink = match view.posture.line.map(|line| line.standing) {
        Some(Standing::Over) => Ink::Bad,
        Some(Standing::Unclear) => Ink::Notable,
        Some(Standing::Below) => Ink::Good,
        None => Ink::Plain,
    };
    let cells = ["now".to_owned(), scale.bar(now), amount(now.high), String::new()];
    grid.row(cells.map(|text| (text, ink)).into());
    page.grid(&grid);
}

/// One measure for all bars of a picture.
pub(super) struct Scale {
    pub(super) most: f64,
    pub(super) limit: Option<f64>,
    /// In columns.
    pub(super) room: usize,
}

impl Scale {
    /// Full for what is certain, shaded for what it may be besides, and a stroke where the line is.
    pub(super) fn bar(&self, load: Load) -> String {
        let column =
            |load: f64| if self.most > 0.0 { (load / self.most * self.room as f64).round() as usize } else { 0 };
        let (certain, possible, line) = (column(load.low), column(load.high), self.limit.map(column));
        let at = |place: usize| match place {
            _ if line == Some(place + 1) => '│',
            _ if place < certain => '█',
            _ if place < possible => '▒',
            _ => ' ',
        };
        (0..self.room).map(at).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_tells_the_certain_from_the_possible_and_shows_the_line() {
        let scale = Scale { most: 100.0, limit: Some(80.0), room: 10 };
        let load = |low, high| Load { low, high, unbounded: false };
        assert_eq!(scale.bar(load(30.0, 60.0)), "███▒▒▒ │  ");
        assert_eq!(scale.bar(load(100.0, 100.0)), "███████│██");
        assert_eq!(Scale { most: 0.0, limit: None, room: 3 }.bar(load(0.0, 0.0)), "   ");
    }
}
