//! The list of findings. The first of them stand in the markup; the script takes the list over from there.

use super::text::{Name, Text};
use crate::report::{FindingRow, View, thousands};
use maud::{Markup, html};

/// As many as a page of the list has.
const SHOWN: usize = 50;

/// Columns: what they are sorted by, and their names.
const COLUMNS: [(&str, &str); 5] =
    [("risk", "Risk"), ("rule", "Finding"), ("place", "Where"), ("owner", "Owner"), ("due", "Due")];

pub(super) fn draw(view: &View<'_>) -> Markup {
    let shown = &view.findings[..view.findings.len().min(SHOWN)];
    html! {
        section id="findings" aria-labelledby="findings-title" {
            h2 id="findings-title" tabindex="-1" { "Findings" }
            @if shown.is_empty() {
                p class="lead" { (Text(view.nothing_listed())) }
            } @else {
                div id="filters" class="filters" role="search" aria-label="Findings" hidden {}
                p id="count" class="count" role="status" { (thousands(shown.len() as u64)) " of " (thousands(view.findings.len() as u64)) " findings, worst first" }
                table class="list" id="list" role="table" {
                    caption class="unseen" { "Findings. Buttons in the column heads sort them." }
                    thead role="rowgroup" { tr role="row" { @for (key, name) in COLUMNS { th role="columnheader" scope="col" class=(key) data-sort=(key) { (name) } } } }
                    tbody role="rowgroup" { @for finding in shown { (row(finding)) } }
                }
                div id="pager" class="pager" hidden {}
                noscript { p class="note" { "The list, its filters and the page of each finding are drawn by a script that this file brings along." } }
            }
        }
    }
}

fn row(finding: &FindingRow<'_>) -> Markup {
    let resource = &finding.resource;
    let standing = finding.standing();
    html! {
        tr role="row" class=(standing) {
            td role="cell" class="risk" { span class={ "band " (standing) } { (standing) } span class="score" { (finding.risk_text()) } }
            th role="rowheader" scope="row" class="rule" {
                a href={ "#/finding/" (finding.fingerprint) } { (Name(resource.called())) }
                span class="broken" { (Text(finding.rule())) }
            }
            td role="cell" class="place" { (Text(resource.account)) " " span { (Text(resource.region)) } }
            td role="cell" class="owner" { (Name(finding.owner.unwrap_or("nobody"))) }
            td role="cell" class={ "due" @if finding.overdue { " overdue" } } { (finding.due_text()) }
        }
    }
}
