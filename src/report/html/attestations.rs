//! What people vouch for, with evidence, until a date.

use super::text::{Text, linked};
use crate::report::{AttestationRow, View};
use maud::{Markup, html};

pub(super) fn draw(view: &View<'_>) -> Markup {
    let (stale, sentence) = view.stale_attestations();
    html! {
        section id="attestations" aria-labelledby="attestations-title" {
            h2 id="attestations-title" { "Attestations" }
            @if view.attestations.is_empty() {
                p class="lead" { "None. Nobody vouches for what no control can see." }
            } @else {
                @if !stale.is_empty() { p class="lead" { (sentence) "." } }
                div class="scroll" tabindex="0" role="region" aria-labelledby="attestations-title" {
                    table {
                        caption class="unseen" { "Attestations and whether they hold" }
                        thead { tr { @for head in ["state", "of", "holds", "by", "statement", "evidence"] { th scope="col" { (head) } } } }
                        tbody { @for attestation in &view.attestations { (row(attestation)) } }
                    }
                }
            }
        }
    }
}

fn row(row: &AttestationRow<'_>) -> Markup {
    let vouched = row.attestation;
    let about: Vec<String> = vouched.requirements.iter().map(ToString::to_string).collect();
    html! {
        tr {
            td { span class={ "state " (row.state().replace(' ', "-")) } { (row.state()) } }
            th scope="row" class="code" { (Text(about.join(", "))) }
            td class="date" { (vouched.on) " to " (vouched.expires) }
            td { (Text(&vouched.by)) }
            td class="prose" {
                (Text(&vouched.statement))
                @if !row.uncounted.is_empty() { " Not counted for " (Text(row.uncounted.join(", "))) "." }
            }
            td { (linked(&vouched.evidence)) @if let Some(report) = &vouched.report { "; " (Text(report)) } }
        }
    }
}
