//! What somebody accepted, until when; what ran out and what covers nothing comes first.

use super::text::Text;
use crate::report::{View, WaiverRow, thousands};
use maud::{Markup, html};

pub(super) fn draw(view: &View<'_>) -> Markup {
    let (stale, sentence) = view.stale_waivers();
    html! {
        section id="waivers" aria-labelledby="waivers-title" {
            h2 id="waivers-title" { "Waivers" }
            @if view.waivers.is_empty() {
                p class="lead" { "None. Every failure counts." }
            } @else {
                @if !stale.is_empty() { p class="lead" { "For somebody to tidy up: " (sentence) "." } }
                div class="scroll" tabindex="0" role="region" aria-labelledby="waivers-title" {
                    table {
                        caption class="unseen" { "Waivers and what became of them" }
                        thead { tr { @for head in ["state", "covers", "until", "accepted by", "reason", "findings"] { th scope="col" { (head) } } } }
                        tbody { @for waiver in &view.waivers { (row(waiver)) } }
                    }
                }
            }
        }
    }
}

fn row(row: &WaiverRow<'_>) -> Markup {
    let waiver = row.waiver;
    html! {
        tr {
            td { span class={ "state " (row.state.as_str()) } { (row.state.as_str()) } }
            th scope="row" class="code" { (Text(row.subject())) }
            td class="date" { (waiver.expires) }
            td { (Text(&waiver.owner)) }
            td class="prose" { (Text(&waiver.reason)) }
            td class="number" { (thousands(row.covers)) }
        }
    }
}
