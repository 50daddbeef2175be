//! In which order a list stands. The first is the order of the report.

use super::data::Data;
use super::place::Place;
use chrono::NaiveDate;

/// A name, and what lines are compared by; as text, since most of it is.
type Order = (&'static str, fn(&Data<'_>, Place) -> String);

const FINDINGS: [Order; 5] = [
    ("by risk", |_, _| String::new()),
    ("by day due", |data, line| of_finding(data, line, |row| row.due.unwrap_or(NaiveDate::MAX).to_string())),
    ("by owner", |data, line| of_finding(data, line, |row| row.owner.unwrap_or("\u{10ffff}").to_owned())),
    ("by control", |data, line| of_finding(data, line, |row| row.control.id.clone())),
    ("by resource", |data, line| of_finding(data, line, |row| row.resource.called())),
];

const FIXES: [Order; 4] = [
    ("by worth", |_, _| String::new()),
    ("by effort", |data, line| of_fix(data, line, |row| (row.effort as u8).to_string())),
    ("by owner", |data, line| of_fix(data, line, |row| row.owner.unwrap_or("\u{10ffff}").to_owned())),
    ("by what it closes", |data, line| of_fix(data, line, |row| format!("{:020}", u64::MAX - row.finding_count.n))),
];

fn of_finding(data: &Data<'_>, line: Place, of: impl Fn(&crate::report::FindingRow<'_>) -> String) -> String {
    let Place::Finding(n) = line else { return String::new() };
    data.finding(n).map(of).unwrap_or_default()
}

fn of_fix(data: &Data<'_>, line: Place, of: impl Fn(&crate::report::FixRow<'_>) -> String) -> String {
    let Place::Fix(n) = line else { return String::new() };
    data.fix(n).map(of).unwrap_or_default()
}

/// The orders in which lines like these can stand; none where there is only one.
fn orders(lines: &[Place]) -> &'static [Order] {
    match lines.first() {
        Some(Place::Finding(_)) => &FINDINGS,
        Some(Place::Fix(_)) => &FIXES,
        _ => &[],
    }
}

/// The order after this one.
pub(super) fn next(lines: &[Place], order: usize) -> usize {
    (order + 1) % orders(lines).len().max(1)
}

/// Sorts lines; those that compare alike stay as the report has them.
pub(super) fn sort(data: &Data<'_>, lines: &mut [Place], order: usize) {
    if let Some((_, by)) = orders(lines).get(order).filter(|_| order > 0) {
        lines.sort_by_cached_key(|line| by(data, *line));
    }
}

/// What it is called, where there is a choice.
pub(super) fn name(lines: &[Place], order: usize) -> Option<&'static str> {
    orders(lines).get(order).map(|(name, _)| *name)
}
