//! Quarter over quarter: whether security rose.

use super::grid::{Fit, Grid, left, right};
use super::ink::Ink;
use super::load::Scale;
use super::movers::{Grouping, groups, movers};
use super::page::Page;
use super::spark::spark;
use crate::report::{QuarterRow, SinceRow, Style, TrendLine, TrendRows, amount, thousands};
use crate::risk::Band;
use crate::trend::Flow;
use std::io;

/// Lines of a table: a year of quarters or a quarter of weeks, and some.
const MOST: usize = 16;
/// Sentences about what keeps lines from being read at their face.
const WARNINGS: usize = 4;

/// Writes the quarters, for `trend`.
pub fn trend(
    rows: &TrendRows<'_>,
    line: Option<f64>,
    by: Option<Grouping>,
    to: &mut dyn io::Write,
    style: Style,
) -> io::Result<()> {
    let mut page = Page::new(style);
    page.heading("TREND", &rows.sentence());
    if let Some(text) = rows.rules_text() {
        page.prose(&text, Ink::Plain);
    }
    let (lines, before) = rows.lines(page.room() / 3);
    if !rows.quarters.is_empty() {
        sparks(&lines, before, &mut page);
    }
    let (lines, before) = rows.lines(MOST);
    if lines.is_empty() {
        return page.write(to);
    }
    load(rows, &lines, line, &mut page);
    if before > 0 {
        page.line(&format!("{} more before these", thousands(before as u64)), Ink::Faint);
    }
    warnings(rows, &mut page);
    change(rows, &mut page);
    movers(rows, &mut page);
    flow(&lines, &mut page);
    pace(&lines, &mut page);
    if let Some(by) = by {
        groups(rows, by, &lines, &mut page);
    }
    frameworks(rows, &mut page);
    page.write(to)
}

/// How load, failures and fixes went, at a glance.
fn sparks(lines: &[TrendLine<'_, '_>], before: usize, page: &mut Page) {
    let of = |number: fn(&QuarterRow<'_>) -> Option<f64>| {
        let values = lines.iter().map(|line| match line {
            TrendLine::Measured(row) => number(row),
            TrendLine::Missing(_) => None,
        });
        spark(&values.collect::<Vec<_>>())
    };
    let open = |row: &QuarterRow<'_>| Some(row.bands.iter().map(|(_, n)| *n as f64).sum());
    let fixed = |row: &QuarterRow<'_>| row.since.as_ref().map(|since| since.flow.fixed as f64);
    let earlier = if before > 0 { "…" } else { "" };
    let parts = [("load", of(|row| Some(row.load.high))), ("open failures", of(open)), ("fixed", of(fixed))];
    page.parts(&parts.map(|(name, marks)| format!("{name} {earlier}{marks}")), Ink::Plain);
}

fn load(rows: &TrendRows<'_>, lines: &[TrendLine<'_, '_>], limit: Option<f64>, page: &mut Page) {
    let title = limit.map_or_else(String::new, |limit| format!("against a line of {}", amount(limit)));
    page.heading("LOAD", &title);
    let most = rows.quarters.iter().map(|row| row.load.high).fold(limit.unwrap_or(0.0), f64::max);
    let scale = Scale { most, limit, room: page.room() / 2 - 6 };
    let bands = ["critical", "high", "medium", "low"].map(right);
    let columns = [left(rows.by.words().0, Fit::Whole), left("", Fit::Within(scale.room)), right("load")];
    let mut grid = Grid::new(columns.into_iter().chain(bands).collect());
    for line in lines {
        let row = match line {
            TrendLine::Measured(row) => row,
            TrendLine::Missing(row) => {
                grid.row(blank(row.label(), row.why.clone(), 5));
                continue;
            }
        };
        let label = if row.complete { row.label.clone() } else { format!("{}*", row.label) };
        let over = limit.is_some_and(|limit| row.load.low > limit);
        let ink = if over { Ink::Worrying } else { Ink::Plain };
        let mut cells = vec![(label, Ink::Plain), (scale.bar(row.load), ink), (amount(row.load.high), ink)];
        cells.extend(row.bands.iter().map(|(band, n)| (thousands(*n), faint_if_zero(*n, *band))));
        grid.row(cells);
    }
    page.grid(&grid);
    if lines.iter().any(|line| matches!(line, TrendLine::Measured(row) if !row.complete)) {
        page.prose(&format!("* not all could be read in this {}.", rows.by.words().0), Ink::Faint);
    }
}

/// A line of which nothing is known.
fn blank(label: String, why: String, columns: usize) -> Vec<(String, Ink)> {
    let dashes = std::iter::repeat_n(("–".to_owned(), Ink::Faint), columns);
    [(label, Ink::Plain), (why, Ink::Notable)].into_iter().chain(dashes).collect()
}

fn warnings(rows: &TrendRows<'_>, page: &mut Page) {
    let warnings = rows.warnings();
    let (earlier, shown) = warnings.split_at(warnings.len().saturating_sub(WARNINGS));
    for warning in shown {
        page.prose(warning, Ink::Notable);
    }
    if !earlier.is_empty() {
        page.line(&format!("and {} such notes on earlier ones", thousands(earlier.len() as u64)), Ink::Faint);
    }
}

fn faint_if_zero(n: u64, band: Band) -> Ink {
    if n == 0 { Ink::Faint } else { Ink::of_band(band) }
}

/// Parts below each other, so that each column adds up.
fn change(rows: &TrendRows<'_>, page: &mut Page) {
    let all: Vec<_> = rows.quarters.iter().filter_map(|row| Some((row, row.since.as_ref()?))).collect();
    let shown = &all[all.len().saturating_sub(if page.is_wide() { 9 } else { 4 })..];
    let mut keys: Vec<(&str, &str)> = Vec::new();
    for part in shown.iter().flat_map(|(_, since)| &since.change.parts) {
        if !keys.contains(&(part.key, part.title)) {
            keys.push((part.key, part.title));
        }
    }
    if keys.is_empty() {
        return;
    }
    page.heading("WHY IT CHANGED", "parts of the change of the load, which add up to it");
    let mut grid = Grid::new(std::iter::once(left("", Fit::Whole)).chain(shown.iter().map(|_| right(""))).collect());
    let line = |name: &str, ink, cells: &mut dyn Iterator<Item = (String, Ink)>| {
        std::iter::once((name.to_owned(), ink)).chain(cells).collect::<Vec<_>>()
    };
    grid.row(line("", Ink::Plain, &mut shown.iter().map(|(row, _)| (row.label.clone(), Ink::Faint))));
    keys.sort_by_key(|(key, _)| crate::trend::Cause::ALL.iter().position(|cause| cause.words().0 == *key));
    for (key, title) in keys {
        let cell = |since: &SinceRow<'_>| match since.change.part(key) {
            Some(part) => (part.text(), if part.tenths > 0 { Ink::Worrying } else { Ink::Good }),
            None => ("–".to_owned(), Ink::Faint),
        };
        grid.row(line(title, Ink::Plain, &mut shown.iter().map(|(_, since)| cell(since))));
    }
    let together = &mut shown.iter().map(|(_, since)| (since.change.together_text(), Ink::Strong));
    grid.row(line("together", Ink::Strong, together));
    page.grid(&grid);
}

fn flow(lines: &[TrendLine<'_, '_>], page: &mut Page) {
    page.heading("FINDINGS", "since the one before");
    let since = |line: &TrendLine<'_, '_>| match line {
        TrendLine::Measured(row) => row.since.as_ref().map(|since| since.flow),
        TrendLine::Missing(_) => None,
    };
    // Rules are others only where each time had its own.
    let rules = lines.iter().filter_map(since).any(|flow| flow.ruled_in + flow.ruled_out > 0);
    let counts = ["new", "found", "fixed", "returned", "standing", "removed", "unseen", "moved"];
    let counts = counts.into_iter().chain(rules.then_some("rules")).map(right);
    let mut grid = Grid::new([left("", Fit::Whole)].into_iter().chain(counts).collect());
    for line in lines {
        let mut cells = vec![(label(line), Ink::Plain)];
        match since(line) {
            None => cells.extend(std::iter::repeat_n(("–".to_owned(), Ink::Faint), 8 + usize::from(rules))),
            Some(flow) => cells.extend(flow_cells(flow, rules)),
        }
        grid.row(cells);
    }
    page.grid(&grid);
    let words =
        "found: not judged before; removed: gone with its resource; unseen: not judged; moved: has another owner";
    page.prose(words, Ink::Faint);
}

fn label(line: &TrendLine<'_, '_>) -> String {
    match line {
        TrendLine::Measured(row) => row.label.clone(),
        TrendLine::Missing(row) => row.label(),
    }
}

fn flow_cells(flow: Flow, rules: bool) -> Vec<(String, Ink)> {
    let Flow { new, fixed, returned, standing, removed, moved, unseen, came_into_sight, ruled_in, ruled_out } = flow;
    let some = |n: u64, ink| (thousands(n), if n > 0 { ink } else { Ink::Faint });
    let mut cells = vec![
        some(new, Ink::Worrying),
        some(came_into_sight, Ink::Notable),
        some(fixed, Ink::Good),
        some(returned, Ink::Worrying),
        (thousands(standing), Ink::Plain),
        (thousands(removed), Ink::Plain),
        some(unseen, Ink::Notable),
        (thousands(moved), Ink::Plain),
    ];
    if rules {
        cells.push((format!("+{} -{}", thousands(ruled_in), thousands(ruled_out)), Ink::Notable));
    }
    cells
}

/// How long fixes took, what is late, what was accepted, and how much could be seen at all.
fn pace(lines: &[TrendLine<'_, '_>], page: &mut Page) {
    page.heading("PACE AND SIGHT", "");
    let columns = ["days to fix", "90% within", "overdue", "accepted", "judged", "blind controls"].map(right);
    let mut grid = Grid::new([left("", Fit::Whole)].into_iter().chain(columns).collect());
    for line in lines {
        let mut cells = vec![(label(line), Ink::Plain)];
        match line {
            TrendLine::Missing(_) => cells.extend(std::iter::repeat_n(("–".to_owned(), Ink::Faint), 6)),
            TrendLine::Measured(row) => cells.extend(pace_cells(row)),
        }
        grid.row(cells);
    }
    page.grid(&grid);
    let words = "days to fix: the mean from first seen to fixed; judged: the part of verdicts that could be reached; \
                 blind controls: may not have seen all of their resources";
    page.prose(words, Ink::Faint);
}

fn pace_cells(row: &QuarterRow<'_>) -> Vec<(String, Ink)> {
    let pace = row.since.as_ref().and_then(|since| since.pace);
    let days = |days: Option<f64>| days.map_or_else(|| "–".to_owned(), |days| format!("{days:.0}"));
    let some = |n: u64, ink| if n > 0 { ink } else { Ink::Faint };
    let blind = row.sight.blind_controls;
    vec![
        (days(pace.map(|pace| pace.mean_days)), Ink::Plain),
        (days(pace.map(|pace| pace.p90_days)), Ink::Plain),
        (thousands(row.overdue), some(row.overdue, Ink::Worrying)),
        (thousands(row.accepted), some(row.accepted, Ink::Plain)),
        (row.judged_text(), Ink::Plain),
        (format!("{} of {}", thousands(blind), thousands(row.sight.controls)), some(blind, Ink::Notable)),
    ]
}

fn frameworks(rows: &TrendRows<'_>, page: &mut Page) {
    let Some(last) = rows.quarters.last().filter(|row| !row.frameworks.is_empty()) else { return };
    page.heading("FRAMEWORKS", "met / not met / unknown");
    let shown = &rows.quarters[rows.quarters.len().saturating_sub(if page.is_wide() { 8 } else { 4 })..];
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
    use crate::report::MissingRow;
    use crate::report::clean::width;
    use crate::report::sample::quarters;

    fn drawn(rows: &TrendRows<'_>, width: u16) -> String {
        let mut out = Vec::new();
        trend(rows, Some(200.0), Some(Grouping::Account), &mut out, Style { width, ..Style::default() }).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn quarters_stand_below_each_other() {
        insta::assert_snapshot!(drawn(&quarters(), 80), @r"
        TREND  3 quarters: load fell from 420 in 2025-Q4 to 153 in 2026-Q2
          load █▅▄ · open failures ███ · fixed ·██

        LOAD  against a line of 200
          quarter                                      load  critical  high  medium  low
          2025-Q4*  ███████████████│████████▒▒▒▒▒▒▒▒▒   420         0    12       3    0
          2026-Q1   ███████████████│████                260         0    12       3    0
          2026-Q2   ████████████   │                    153         0    12       3    0
          * not all could be read in this quarter.
          2026-Q1 is stale: its last snapshot was taken 45 days before 2026-03-31.

        WHY IT CHANGED  parts of the change of the load, which add up to it
                    2026-Q1  2026-Q2
          new         +20.5    +20.5
          fixed      -127.3   -127.3
          together   -106.8   -106.8

        TOP MOVERS  from 2025-Q4 to 2026-Q2
          change    to
            -110  90.5  control   S3 buckets keep old version…cts (s3/bucket-versioning)
           +20.0  20.0  resource  bucket evil

        FINDINGS  since the one before
                   new  found  fixed  returned  standing  removed  unseen  moved
          2025-Q4    –      –      –         –         –        –       –      –
          2026-Q1    4      0      9         1     1,204        0       3      2
          2026-Q2    4      0      9         1     1,204        0       3      2
          found: not judged before; removed: gone with its resource; unseen: not judged;
          moved: has another owner

        PACE AND SIGHT
                   days to fix  90% within  overdue  accepted  judged  blind controls
          2025-Q4            –           –        7         2     99%         2 of 60
          2026-Q1           12          41        7         2     99%         2 of 60
          2026-Q2           12          41        7         2     99%         2 of 60
          days to fix: the mean from first seen to fixed; judged: the part of verdicts
          that could be reached; blind controls: may not have seen all of their
          resources

        BY ACCOUNT  load in 2026-Q2, open failures
          account            before  load  open
          111122223333  █▄▄     200   153    12

        FRAMEWORKS  met / not met / unknown
                              2025-Q4      2026-Q1      2026-Q2
          nist-800-53-r5  40 / 12 / 3  40 / 12 / 3  40 / 12 / 3
        ");
    }

    #[test]
    fn there_is_more_room_on_a_wide_terminal() {
        insta::assert_snapshot!(drawn(&quarters(), 160), @r"
        TREND  3 quarters: load fell from 420 in 2025-Q4 to 153 in 2026-Q2
          load █▅▄ · open failures ███ · fixed ·██

        LOAD  against a line of 200
          quarter                                                                              load  critical  high  medium  low
          2025-Q4*  ██████████████████████████████████│█████████████████▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒   420         0    12       3    0
          2026-Q1   ██████████████████████████████████│██████████                               260         0    12       3    0
          2026-Q2   ███████████████████████████       │                                         153         0    12       3    0
          * not all could be read in this quarter.
          2026-Q1 is stale: its last snapshot was taken 45 days before 2026-03-31.

        WHY IT CHANGED  parts of the change of the load, which add up to it
                    2026-Q1  2026-Q2
          new         +20.5    +20.5
          fixed      -127.3   -127.3
          together   -106.8   -106.8

        TOP MOVERS  from 2025-Q4 to 2026-Q2
          change    to
            -110  90.5  control   S3 buckets keep old versions of objects (s3/bucket-versioning)
           +20.0  20.0  resource  bucket evil

        FINDINGS  since the one before
                   new  found  fixed  returned  standing  removed  unseen  moved
          2025-Q4    –      –      –         –         –        –       –      –
          2026-Q1    4      0      9         1     1,204        0       3      2
          2026-Q2    4      0      9         1     1,204        0       3      2
          found: not judged before; removed: gone with its resource; unseen: not judged; moved: has another owner

        PACE AND SIGHT
                   days to fix  90% within  overdue  accepted  judged  blind controls
          2025-Q4            –           –        7         2     99%         2 of 60
          2026-Q1           12          41        7         2     99%         2 of 60
          2026-Q2           12          41        7         2     99%         2 of 60
          days to fix: the mean from first seen to fixed; judged: the part of verdicts that could be reached; blind controls: may not have seen all of their resources

        BY ACCOUNT  load in 2026-Q2, open failures
          account            before  load  open
          111122223333  █▄▄     200   153    12

        FRAMEWORKS  met / not met / unknown
                              2025-Q4      2026-Q1      2026-Q2
          nist-800-53-r5  40 / 12 / 3  40 / 12 / 3  40 / 12 / 3
        ");
    }

    #[test]
    fn what_is_missing_has_its_line() {
        let mut rows = quarters();
        rows.quarters.remove(1);
        let gap = rows.quarters[0].period.later(1);
        rows.missing.push(MissingRow { first: gap, last: gap, why: "no snapshot".into(), snapshot: None });
        rows.quarters[1].since.as_mut().unwrap().across_gap = true;
        let text = drawn(&rows, 80);
        let lines: Vec<&str> =
            text.lines().filter(|line| line.contains("2026-Q1") || line.contains("load █")).collect();
        insta::assert_snapshot!(lines.join("\n"), @r"
        load █·▄ · open failures █·█ · fixed ··█
        2026-Q1   no snapshot                           –         –     –       –    –
        2026-Q1    –      –      –         –         –        –       –      –
        2026-Q1            –           –        –         –       –               –
        ");
        assert!(text.contains("2026-Q2 is compared with 2025-Q4, over 90 days."), "{text}");
    }

    #[test]
    fn nothing_is_too_wide_and_nothing_hostile_is_left() {
        for columns in [80, 100, 120, 160] {
            let text = drawn(&quarters(), columns);
            let wide: Vec<&str> = text.lines().filter(|line| width(line) > columns.into()).collect();
            assert!(wide.is_empty() && !text.contains(['\u{1b}', '\u{202e}']), "{wide:#?}");
        }
    }

    #[test]
    fn no_history_is_said_in_words() {
        let none = TrendRows { quarters: Vec::new(), ..quarters() };
        assert_eq!(drawn(&none, 80), "TREND  no snapshot is in the history\n");
    }
}
