//! Frameworks: four numbers each, and never one percentage that hides the unknown.

use super::grid::{Fit, Grid, left, right};
use super::ink::Ink;
use super::page::Page;
use crate::framework::Status;
use crate::report::clean::width;
use crate::report::{FrameworkRow, Style, View, thousands};
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

/// Writes what frameworks ask and how much of it a control can see, for `frameworks list`.
pub fn frameworks(rows: &[FrameworkRow<'_>], to: &mut dyn io::Write, style: Style) -> io::Result<()> {
    let mut page = Page::new(style);
    let wide = page.is_wide();
    let columns = [left("framework", Fit::Whole)].into_iter().chain(wide.then(|| left("", Fit::Prose(1))));
    let counts = ["requirements", "covered", "not covered"].map(right);
    let mut grid = Grid::new(columns.chain(counts).collect());
    for row in rows {
        let title = wide.then(|| (row.full_title(), Ink::Plain));
        let counts = [row.requirement_count.n, row.covered(), row.score.not_covered].map(thousands);
        let counts = counts.into_iter().map(|n| (n, Ink::Plain));
        grid.row([(row.id.to_owned(), Ink::Strong)].into_iter().chain(title).chain(counts).collect());
        if !wide {
            grid.below(0, &row.full_title(), Ink::Faint);
        }
    }
    page.grid(&grid);
    page.write(to)
}

fn table(rows: &[FrameworkRow<'_>], page: &mut Page) {
    let wide = page.is_wide();
    let names = [left("", Fit::Share(1))].into_iter().chain(wide.then(|| left("", Fit::Prose(2))));
    let counts = ["met", "not met", "unknown", "not covered"].map(right);
    let mut grid = Grid::new(names.chain(counts).collect());
    for row in rows {
        let score = row.score;
        let counts = [
            (score.met, Status::Met),
            (score.not_met, Status::NotMet),
            (score.unknown, Status::Unknown),
            (score.not_covered, Status::NotCovered),
        ];
        let title = wide.then(|| (row.full_title(), Ink::Faint));
        let names = [(row.id.to_owned(), Ink::Plain)].into_iter().chain(title);
        let ink = |n, status| if n == 0 { Ink::Faint } else { Ink::of_status(status) };
        grid.row(names.chain(counts.map(|(n, status)| (thousands(n), ink(n, status)))).collect());
    }
    page.grid(&grid);
}

/// Writes one framework's requirements with the controls that serve them, for `frameworks show`.
pub fn framework(row: &FrameworkRow<'_>, to: &mut dyn io::Write, style: Style) -> io::Result<()> {
    let mut page = Page::new(style);
    page.heading(row.id, &format!("{}: {}", row.full_title(), row.coverage_sentence()));
    let names = row.requirements.iter().map(|requirement| width(requirement.id));
    let margin = names.max().unwrap_or(0) + 2;
    for requirement in &row.requirements {
        if requirement.status == Status::NotCovered {
            page.described(requirement.id, margin, &format!("{}: not covered", requirement.title), Ink::Notable);
        } else {
            page.described(requirement.id, margin, requirement.title, Ink::Plain);
            page.described("", margin, &requirement.controls.join(", "), Ink::Faint);
        }
    }
    if let Some(notice) = row.notice {
        page.heading("NOTICE", "");
        page.prose(notice, Ink::Faint);
    }
    page.write(to)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample::Estate;

    #[test]
    fn the_list_says_how_much_can_be_seen() {
        let estate = Estate::small();
        let mut out = Vec::new();
        frameworks(&estate.view().frameworks, &mut out, Style::default()).unwrap();
        insta::assert_snapshot!(String::from_utf8(out).unwrap(), @r"
        framework       requirements  covered  not covered
        nist-800-53-r5             2        2            0
          NIST SP 800-53 Rev. 5 5.1.1
        ");
    }

    #[test]
    fn a_framework_shows_who_serves_what() {
        let estate = Estate::small();
        let view = estate.view();
        let mut out = Vec::new();
        framework(&view.frameworks[0], &mut out, Style::default()).unwrap();
        insta::assert_snapshot!(String::from_utf8(out).unwrap(), @r"
        nist-800-53-r5  NIST SP 800-53 Rev. 5 5.1.1: 2 requirements, 2 of them covered
          CP-9  System Backup
                s3/bucket-versioning
          AC-3  Access Enforcement
                s3/policy-is-private
        ");
    }
}
