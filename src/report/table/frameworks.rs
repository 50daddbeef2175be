//! Frameworks: four numbers each, and never one percentage that hides the unknown.

use super::grid::{Fit, Grid, left, right};
use super::ink::Ink;
use super::page::Page;
use crate::framework::Status;
use crate::report::{FrameworkRow, RequirementRow, Style, View, status_word, thousands};
use std::io;

/// Frameworks that the screen of a scan has room for.
const SHOWN: usize = 6;

pub(super) fn draw(view: &View, page: &mut Page) {
    if view.frameworks.is_empty() {
        return;
    }
    let more = view.frameworks.len().saturating_sub(SHOWN);
    let note = if more == 0 { String::new() } else { format!("and {more} more: plimsoll frameworks list") };
    page.heading("FRAMEWORKS", &note);
    table(&view.frameworks[..view.frameworks.len() - more], page);
}

/// Writes all frameworks, for `frameworks list`.
pub fn frameworks(rows: &[FrameworkRow<'_>], to: &mut dyn io::Write, style: Style) -> io::Result<()> {
    let mut page = Page::new(style);
    page.heading("FRAMEWORKS", "");
    table(rows, &mut page);
    page.write(to)
}

fn table(rows: &[FrameworkRow<'_>], page: &mut Page) {
    let names = vec![left("", Fit::Share(1)), left("id", Fit::Whole)];
    let counts = ["met", "not met", "unknown", "not covered"].map(right);
    let mut grid = Grid::new(names.into_iter().chain(counts).collect());
    for row in rows {
        let score = row.score;
        let counts = [
            (score.met, Status::Met),
            (score.not_met, Status::NotMet),
            (score.unknown, Status::Unknown),
            (score.not_covered, Status::NotCovered),
        ];
        let names = [(row.title.to_owned(), Ink::Plain), (row.id.to_owned(), Ink::Faint)];
        let ink = |n, status| if n == 0 { Ink::Faint } else { Ink::of_status(status) };
        grid.row(names.into_iter().chain(counts.map(|(n, status)| (thousands(n), ink(n, status)))).collect());
    }
    page.grid(&grid);
}

/// Writes one framework with its requirements, for `frameworks show`.
pub fn framework(row: &FrameworkRow<'_>, to: &mut dyn io::Write, style: Style) -> io::Result<()> {
    let mut page = Page::new(style);
    page.heading(row.id, &format!("{}, {}", row.title, row.requirement_count));
    let columns = vec![left("", Fit::Within(16)), left("requirement", Fit::Prose(3)), left("", Fit::Whole)];
    let rest = [right("failures"), left("controls", Fit::Prose(3))];
    let mut grid = Grid::new(columns.into_iter().chain(rest).collect());
    for requirement in &row.requirements {
        let ink = Ink::of_status(requirement.status);
        grid.row(vec![
            (requirement.id.to_owned(), Ink::Strong),
            (requirement.title.to_owned(), Ink::Plain),
            (status_word(requirement.status).to_owned(), ink),
            (failures(requirement), ink),
            (requirement.controls.join(", "), Ink::Faint),
        ]);
    }
    page.grid(&grid);
    if let Some(notice) = row.notice {
        page.prose(notice, Ink::Faint);
    }
    page.write(to)
}

/// Open failures, and those that were accepted.
fn failures(requirement: &RequirementRow<'_>) -> String {
    match (requirement.failures, requirement.waived) {
        (0, 0) => String::new(),
        (open, 0) => thousands(open),
        (open, waived) => format!("{} and {} waived", thousands(open), thousands(waived)),
    }
}
