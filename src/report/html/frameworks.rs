//! Frameworks: six numbers each, and never one percentage that hides the unknown.

use super::chart::percent_of;
use super::text::Text;
use crate::report::{FrameworkRow, StatusColumn, View, status_columns, thousands};
use maud::{Markup, html};

pub(super) fn draw(view: &View<'_>) -> Markup {
    let columns = status_columns(&view.frameworks);
    html! {
        section id="frameworks" aria-labelledby="frameworks-title" {
            h2 id="frameworks-title" { "Frameworks" }
            @if view.frameworks.is_empty() {
                p class="lead" { @if view.whose.is_part() { "Frameworks ask about the whole estate." } @else { "No framework was asked for." } }
            } @else {
                p class="lead" { "Requirements by what is known of them. A waiver accepts a risk; it does not meet a requirement." }
                div class="scroll" tabindex="0" role="region" aria-labelledby="frameworks-title" {
                    table class="frameworks" {
                        caption class="unseen" { "Frameworks and the numbers of their requirements by status" }
                        thead {
                            tr {
                                th scope="col" { "framework" }
                                th scope="col" class="bar" { span class="unseen" { "picture" } }
                                @for (_, name, _) in &columns { th scope="col" class="number" { span class={ "key " (class(name)) } { (name) } } }
                            }
                        }
                        tbody { @for row in &view.frameworks { (framework(row, &columns)) } }
                    }
                }
            }
        }
    }
}

fn framework(row: &FrameworkRow<'_>, columns: &[StatusColumn]) -> Markup {
    html! {
        tr {
            th scope="row" { a class="scripted" href={ "#/framework/" (row.id) } { (Text(row.full_title())) } }
            td class="bar" aria-hidden="true" { (bar(row, columns)) }
            @for (_, _, of) in columns {
                @let n = of(&row.score);
                td class=(if n == 0 { "number faint" } else { "number" }) { (thousands(n)) }
            }
        }
    }
}

fn bar(row: &FrameworkRow<'_>, columns: &[StatusColumn]) -> Markup {
    let all = row.requirement_count.n as f64;
    let mut before = 0.0;
    let parts = columns.iter().map(|(_, name, of)| {
        let n = of(&row.score) as f64;
        let x = percent_of(before, all);
        before += n;
        html! { rect class={ "fill " (class(name)) } x=(x) y="0" height="12" width=(percent_of(n, all)) {} }
    });
    html! { svg width="100%" height="12" focusable="false" { @for part in parts { (part) } } }
}

/// A name as a class.
fn class(name: &str) -> String {
    name.replace(' ', "-")
}
