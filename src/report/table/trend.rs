//! Quarter over quarter: whether security rose.

use super::grid::{Fit, Grid, left, right};
use super::ink::Ink;
use super::load::Scale;
use super::page::Page;
use crate::report::{QuarterRow, Style, TrendRows, amount, thousands};
use crate::risk::Band;
use crate::trend::Flow;
use std::io;

/// Writes the quarters, for `trend`.
pub fn trend(rows: &TrendRows<'_>, line: Option<f64>, to: &mut dyn io::Write, style: Style) -> io::Result<()> {
    let mut page = Page::new(style);
    page.heading("TREND", &rows.sentence());
    if rows.quarters.is_empty() {
        return page.write(to);
    }
    load(rows, line, &mut page);
    flow(rows, &mut page);
    frameworks(rows, &mut page);
    page.write(to)
}

fn load(rows: &TrendRows<'_>, limit: Option<f64>, page: &mut Page) {
    let title = limit.map_or_else(String::new, |limit| format!("against a line of {}", amount(limit)));
    page.heading("LOAD", &title);
    let most = rows.quarters.iter().map(|row| row.load.high).fold(limit.unwrap_or(0.0), f64::max);
    let scale = Scale { most, limit, room: page.room() / 2 - 6 };
    let bands = ["critical", "high", "medium", "low"].map(right);
    let columns = [left("quarter", Fit::Whole), left("", Fit::Whole), right("load")];
    let mut grid = Grid::new(columns.into_iter().chain(bands).collect());
    for row in &rows.quarters {
        let label = if row.complete { row.label.clone() } else { format!("{}*", row.label) };
        let over = limit.is_some_and(|limit| row.load.low > limit);
        let ink = if over { Ink::Worrying } else { Ink::Plain };
        let mut cells = vec![(label, Ink::Plain), (scale.bar(row.load), ink), (amount(row.load.high), ink)];
        cells.extend(row.bands.iter().map(|(band, n)| (thousands(*n), faint_if_zero(*n, *band))));
        grid.row(cells);
    }
    page.grid(&grid);
    if rows.quarters.iter().any(|row| !row.complete) {
        page.prose("* not all could be read in this quarter.", Ink::Faint);
    }
}

fn faint_if_zero(n: u64, band: Band) -> Ink {
    if n == 0 { Ink::Faint } else { Ink::of_band(band) }
}

fn flow(rows: &TrendRows<'_>, page: &mut Page) {
    page.heading("FINDINGS", "since the quarter before; days is the mean from first seen to fixed");
    let counts = ["new", "found", "fixed", "returned", "standing", "removed", "unseen", "moved", "days"].map(right);
    let mut grid = Grid::new([left("quarter", Fit::Whole)].into_iter().chain(counts).collect());
    for row in &rows.quarters {
        grid.row(flow_row(row));
    }
    page.grid(&grid);
    let words =
        "found: not judged before; removed: gone with its resource; unseen: not judged; moved: has another owner";
    page.prose(words, Ink::Faint);
}

fn flow_row(row: &QuarterRow<'_>) -> Vec<(String, Ink)> {
    let mut cells = vec![(row.label.clone(), Ink::Plain)];
    match row.flow {
        None => cells.extend(std::iter::repeat_n(("–".to_owned(), Ink::Faint), 8)),
        Some(Flow { new, fixed, returned, standing, removed, moved, unseen, came_into_sight }) => cells.extend([
            (thousands(new), if new > 0 { Ink::Worrying } else { Ink::Faint }),
            (thousands(came_into_sight), if came_into_sight > 0 { Ink::Notable } else { Ink::Faint }),
            (thousands(fixed), if fixed > 0 { Ink::Good } else { Ink::Faint }),
            (thousands(returned), if returned > 0 { Ink::Worrying } else { Ink::Faint }),
            (thousands(standing), Ink::Plain),
            (thousands(removed), Ink::Plain),
            (thousands(unseen), if unseen > 0 { Ink::Notable } else { Ink::Faint }),
            (thousands(moved), Ink::Plain),
        ]),
    }
    let days = row.days_to_fix.map_or_else(|| "–".to_owned(), |days| format!("{days:.0}"));
    cells.push((days, Ink::Plain));
    cells
}

fn frameworks(rows: &TrendRows<'_>, page: &mut Page) {
    let Some(last) = rows.quarters.last().filter(|row| !row.frameworks.is_empty()) else { return };
    page.heading("FRAMEWORKS", "met / not met / unknown");
    let shown = &rows.quarters[rows.quarters.len().saturating_sub(4)..];
    let quarters = shown.iter().map(|_| right(""));
    let mut grid = Grid::new([left("", Fit::Share(1))].into_iter().chain(quarters).collect());
    let labels = shown.iter().map(|row| (row.label.clone(), Ink::Faint));
    grid.row([(String::new(), Ink::Plain)].into_iter().chain(labels).collect());
    for (id, _) in &last.frameworks {
        let cells = shown.iter().map(|row| (row.framework_text(id), Ink::Plain));
        grid.row([((*id).to_owned(), Ink::Plain)].into_iter().chain(cells).collect());
    }
    page.grid(&grid);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample::quarters;

    #[test]
    fn quarters_stand_below_each_other() {
        let mut out = Vec::new();
        trend(&quarters(), Some(200.0), &mut out, Style { width: 80, ..Style::default() }).unwrap();
        insta::assert_snapshot!(String::from_utf8(out).unwrap(), @r"
        TREND  3 quarters: load fell from 420 in 2025-Q4 to 153 in 2026-Q2

        LOAD  against a line of 200
          quarter                                      load  critical  high  medium  low
          2025-Q4*  ███████████████│████████▒▒▒▒▒▒▒▒▒   420         0    12       3    0
          2026-Q1   ███████████████│████                260         0    12       3    0
          2026-Q2   ████████████   │                    153         0    12       3    0
          * not all could be read in this quarter.

        FINDINGS  since the quarter before; days is the mean from first seen to fixed
          quarter  new  found  fixed  returned  standing  removed  unseen  moved  days
          2025-Q4    –      –      –         –         –        –       –      –     –
          2026-Q1    4      0      9         1     1,204        0       3      2    12
          2026-Q2    4      0      9         1     1,204        0       3      2    12
          found: not judged before; removed: gone with its resource; unseen: not judged;
          moved: has another owner

        FRAMEWORKS  met / not met / unknown
                              2025-Q4      2026-Q1      2026-Q2
          nist-800-53-r5  40 / 12 / 3  40 / 12 / 3  40 / 12 / 3
        ");
    }

    #[test]
    fn no_history_is_said_in_words() {
        let mut out = Vec::new();
        trend(&TrendRows { quarters: Vec::new() }, None, &mut out, Style::default()).unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), "TREND  no snapshot is in the history\n");
    }
}
