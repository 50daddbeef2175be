//! What changed between two scans.

use super::grid::{Fit, Grid, left, right};
use super::ink::Ink;
use super::page::Page;
use crate::report::{ChangeRow, DiffRows, Style};
use std::io;

/// Writes the differences, for `diff`; at most `top` rows of each part.
pub fn diff(rows: &DiffRows<'_>, top: usize, to: &mut dyn io::Write, style: Style) -> io::Result<()> {
    let mut page = Page::new(style);
    page.heading("DIFF", &rows.sentence());
    for warning in rows.warnings() {
        page.prose(&warning, Ink::Notable);
    }
    if rows.parts.is_empty() {
        page.line("No failure changed.", Ink::Plain);
    }
    for part in &rows.parts {
        page.heading(part.title, &format!("{}, {}", part.count, part.meaning));
        let shown = &part.rows[..part.rows.len().min(top)];
        let mut grid = Grid::new(columns(page.is_wide()));
        for (place, row) in shown.iter().enumerate() {
            grid.row(cells(row, page.is_wide()));
            if shown.get(place + 1).is_none_or(|next| next.control != row.control) {
                grid.below(1, &row.rule(), Ink::Plain);
            }
        }
        page.grid(&grid);
        let more = part.left_out(top);
        if !more.is_zero() {
            page.line(&format!("and {more} more"), Ink::Faint);
        }
    }
    page.write(to)
}

fn columns(wide: bool) -> Vec<super::grid::Column> {
    let mut columns = vec![left("", Fit::Whole), right(""), left("", Fit::Whole), left("", Fit::Share(1))];
    if wide {
        columns.extend([left("", Fit::Whole), left("", Fit::Whole), left("", Fit::Within(20))]);
    }
    columns.push(left("", Fit::Whole));
    columns
}

fn cells(row: &ChangeRow<'_>, wide: bool) -> Vec<(String, Ink)> {
    let ink = Ink::of_band(row.band);
    let mut cells = vec![
        (row.fingerprint.chars().take(8).collect(), Ink::Faint),
        (format!("{:.1}", row.score), ink),
        (row.band.as_str().to_owned(), ink),
        (row.called(), Ink::Strong),
    ];
    if wide {
        cells.extend([
            (row.account.to_owned(), Ink::Plain),
            (row.region.to_owned(), Ink::Plain),
            (row.owner.unwrap_or("nobody").to_owned(), Ink::Plain),
        ]);
    }
    cells.push((row.note(), Ink::Faint));
    cells
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample::difference;

    fn drawn(rows: &DiffRows<'_>) -> String {
        let mut out = Vec::new();
        diff(rows, 12, &mut out, Style { width: 80, ..Style::default() }).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn changes_stand_under_what_they_are() {
        insta::assert_snapshot!(drawn(&difference(1)), @r"
        DIFF  2026-06-30 → 2026-06-30, load 260 → 326, 1 failure standing
          a is incomplete: what it could not see is not called new.

        WORSE  1 failure, there before, with less risk
          01234567  66.0  high  bucket payroll  was 42.0
                    rule: S3 buckets keep old versions of objects (s3/bucket-versioning)
        ");
    }

    #[test]
    fn what_is_left_out_is_counted_and_nothing_is_said_in_words() {
        assert!(drawn(&difference(13)).ends_with("and 1 failure more\n"));
        let nothing = DiffRows { parts: Vec::new(), ..difference(1) };
        assert!(drawn(&nothing).ends_with("No failure changed.\n"));
    }
}
