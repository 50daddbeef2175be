//! The worst findings, and of other verdicts those that were asked for.

use super::grid::{Column, Fit, Grid, left, right};
use super::ink::Ink;
use super::link;
use super::page::Page;
use crate::evaluate::Verdict;
use crate::report::{FindingRow, View};

pub(super) fn draw(view: &View, page: &mut Page) {
    let (failures, note) = view.top_findings(Verdict::Fail);
    page.heading("WORST FINDINGS", &note);
    if failures.is_empty() {
        page.prose(&view.nothing_listed(), Ink::Plain);
    }
    table(&failures, page);
    for (verdict, title) in [(Verdict::Unknown, "NOT DECIDED"), (Verdict::Pass, "PASSED")] {
        let (findings, note) = view.top_findings(verdict);
        if !findings.is_empty() {
            page.heading(title, &note);
            table(&findings, page);
        }
    }
}

fn table(findings: &[&FindingRow<'_>], page: &mut Page) {
    if findings.is_empty() {
        return;
    }
    let wide = page.is_wide();
    let mut grid = Grid::new(columns(wide));
    for (place, finding) in findings.iter().enumerate() {
        grid.row(row(finding, wide));
        // What several resources have in common is said once, below all of them.
        let rule = finding.rule();
        if findings.get(place + 1).is_none_or(|next| next.rule() != rule) {
            grid.below(1, &rule, Ink::Plain);
            grid.link(link::reference(finding.control));
        }
    }
    page.grid(&grid);
}

fn columns(wide: bool) -> Vec<Column> {
    let mut columns = vec![left("id", Fit::Whole), right("risk"), left("", Fit::Whole)];
    columns.push(left("what", Fit::Share(1)));
    if wide {
        columns.extend([left("account", Fit::Whole), left("region", Fit::Whole)]);
    }
    columns.extend([left("owner", Fit::Within(if wide { 20 } else { 10 })), left("due", Fit::Whole)]);
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
        (finding.resource.called(), Ink::Strong),
    ];
    if wide {
        cells.extend([
            (finding.resource.account.to_owned(), Ink::Plain),
            (finding.resource.region.to_owned(), Ink::Plain),
        ]);
    }
    cells.push((finding.owner.unwrap_or("nobody").to_owned(), Ink::Plain));
    cells.push((finding.due_text(), if finding.overdue { Ink::Bad } else { Ink::Plain }));
    cells
}
