//! What changed between two scans.

use super::grid::{Fit, Grid, left, right};
use super::ink::Ink;
use super::page::Page;
use crate::report::{ChangeRow, Count, DiffRows, ResourceRows, Style, called};
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
    why(rows, &mut page);
    exposure(rows, top, &mut page);
    resources(rows, top, &mut page);
    page.write(to)
}

/// The parts of the change, which add up to it.
fn why(rows: &DiffRows<'_>, page: &mut Page) {
    if rows.change.parts.is_empty() {
        return;
    }
    page.heading("WHY THE LOAD CHANGED", &format!("{} together", rows.change.together_text()));
    page.parts(
        &rows.change.parts.iter().map(|part| format!("{} {}", part.title, part.text())).collect::<Vec<_>>(),
        Ink::Plain,
    );
}

fn exposure(rows: &DiffRows<'_>, top: usize, page: &mut Page) {
    for part in rows.exposure_parts() {
        let ink = match part.key {
            "opened" => Ink::Worrying,
            "closed" => Ink::Good,
            _ => Ink::Notable,
        };
        page.heading(part.title, &format!("{}, by what reaches them and what they may do", part.count));
        let mut grid = Grid::new(vec![left("", Fit::Share(1)), left("", Fit::Whole), left("", Fit::Whole)]);
        for row in part.rows.iter().take(top) {
            let place = [&row.opened.account, &row.opened.region].map(|text| (text.clone(), Ink::Plain));
            grid.row([(row.called(), ink)].into_iter().chain(place).collect());
            grid.below(0, &row.facts_text(), Ink::Plain);
        }
        page.grid(&grid);
        more(part.rows.len(), top, page);
    }
}

fn resources(rows: &DiffRows<'_>, top: usize, page: &mut Page) {
    for part in &rows.resources.parts {
        page.heading(part.title, &format!("{}, {}", part.count, part.meaning));
        let mut grid = Grid::new(vec![left("", Fit::Share(1)), left("", Fit::Whole), left("", Fit::Whole)]);
        for row in part.rows.iter().take(top) {
            let name = (called(&row.kind, &row.name), Ink::Strong);
            grid.row(vec![name, (row.account.clone(), Ink::Plain), (row.region.clone(), Ink::Plain)]);
            if !row.fields.is_empty() {
                grid.below(0, &ResourceRows::fields_text(row), Ink::Plain);
            }
        }
        page.grid(&grid);
        more(part.rows.len(), top, page);
    }
    let only_times = rows.resources.only_times;
    if !only_times.is_zero() {
        page.prose(
            &format!("{only_times} changed in nothing but times, such as when they were last used."),
            Ink::Faint,
        );
    }
}

fn more(all: usize, top: usize, page: &mut Page) {
    if let Some(more) = all.checked_sub(top).filter(|more| *more > 0) {
        page.line(&format!("and {} more", Count::new(more, "resource", "resources")), Ink::Faint);
    }
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
    use crate::report::ChangeRows;
    use crate::report::clean::width;
    use crate::report::sample::difference;

    fn drawn(rows: &DiffRows<'_>) -> String {
        let mut out = Vec::new();
        diff(rows, 12, &mut out, Style { width: 80, ..Style::default() }).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn changes_stand_under_what_they_are() {
        insta::assert_snapshot!(drawn(&difference(1)), @r#"
        DIFF  2026-06-30 → 2026-06-30, load 260 → 326, 1 failure standing
          a is incomplete: what it could not see is not called new.

        WORSE  1 failure, there before, with less risk
          01234567  66.0  high  bucket payroll  was 42.0
                    rule: S3 buckets keep old versions of objects (s3/bucket-versioning)

        WHY THE LOAD CHANGED  +66.0 together
          context changed +66.0

        OPENED  1 resource, by what reaches them and what they may do
          bucket payroll  111122223333  eu-central-1
            exposure: internal → internal to internet_open; policy: none → public

        RESOURCES CHANGED  1 resource, fields that are not as they were
          bucket payroll  111122223333  eu-central-1
            policy: unread → null; tags.team: "evilname -with-a-very-long-tail-tha… →
            null; versioning.status: "enabled" → null; and 3 more
          3 resources changed in nothing but times, such as when they were last used.
        "#);
    }

    fn none() -> Count {
        Count::new(0, "resource", "resources")
    }

    fn unchanged() -> ChangeRows {
        ChangeRows { parts: Vec::new(), together: 0 }
    }

    #[test]
    fn no_line_is_too_wide_and_nothing_hostile_is_left() {
        for columns in [80, 160] {
            let mut out = Vec::new();
            diff(&difference(13), 12, &mut out, Style { width: columns, ..Style::default() }).unwrap();
            let text = String::from_utf8(out).unwrap();
            let wide: Vec<&str> = text.lines().filter(|line| width(line) > columns.into()).collect();
            assert!(wide.is_empty() && !text.contains(['\u{1b}', '\u{202e}', '\r']), "{wide:#?}");
        }
    }

    #[test]
    fn what_is_left_out_is_counted_and_nothing_is_said_in_words() {
        let quiet =
            |new| DiffRows { resources: ResourceRows { parts: Vec::new(), only_times: none() }, ..difference(new) };
        let quiet = |new| DiffRows { exposure: Vec::new(), change: unchanged(), ..quiet(new) };
        assert!(drawn(&quiet(13)).ends_with("and 1 failure more\n"));
        let nothing = DiffRows { parts: Vec::new(), ..quiet(1) };
        assert!(drawn(&nothing).ends_with("No failure changed.\n"));
    }
}
