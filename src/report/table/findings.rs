//! The worst findings.

use super::grid::{Fit, Grid, left, right};
use super::ink::Ink;
use super::page::Page;
use crate::evaluate::Verdict;
use crate::report::{FindingRow, View};

pub(super) fn draw(view: &View, page: &mut Page) {
    let (findings, note) = view.top_findings();
    page.heading("WORST FINDINGS", &note);
    if findings.is_empty() {
        return page.prose(&view.nothing_listed(), Ink::Plain);
    }
    let wide = page.is_wide();
    let mut grid = Grid::new(columns(wide));
    for finding in findings {
        grid.row(row(finding, wide));
    }
    page.grid(&grid);
}

fn columns(wide: bool) -> Vec<super::grid::Column> {
    let mut columns = vec![left("id", Fit::Whole), right("risk"), left("", Fit::Whole)];
    columns.extend([left("control", Fit::Share(5)), left("resource", Fit::Share(3))]);
    if wide {
        columns.extend([left("account", Fit::Whole), left("region", Fit::Whole), left("owner", Fit::Within(20))]);
    }
    columns.push(left("due", Fit::Whole));
    columns
}

fn row(finding: &FindingRow<'_>, wide: bool) -> Vec<(String, Ink)> {
    let ink = match finding.risk {
        Some(score) if finding.verdict == Verdict::Fail => Ink::of_band(score.band()),
        _ => Ink::of_verdict(finding.verdict),
    };
    let mut cells = vec![
        (finding.short_id().to_owned(), Ink::Faint),
        (finding.risk_text(), ink),
        (finding.standing().to_owned(), ink),
        (finding.control.id.clone(), Ink::Plain),
        (finding.resource.label.to_owned(), Ink::Plain),
    ];
    if wide {
        cells.extend([
            (finding.resource.account.to_owned(), Ink::Plain),
            (finding.resource.region.to_owned(), Ink::Plain),
            (finding.owner.unwrap_or("nobody").to_owned(), Ink::Plain),
        ]);
    }
    cells.push((finding.due_text(), if finding.overdue { Ink::Bad } else { Ink::Plain }));
    cells
}
