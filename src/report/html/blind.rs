//! What could not be seen. Never a pass, never a failure, always shown.

use super::text::Text;
use crate::report::{BlindSpot, View};
use maud::{Markup, html};

pub(super) fn draw(view: &View<'_>) -> Markup {
    html! {
        section id="blind" aria-labelledby="blind-title" {
            h2 id="blind-title" { "Blind spots" }
            @if view.blind_spots.is_empty() {
                p class="lead" { (Text(view.completeness())) }
            } @else {
                p class="lead" { "What could not be read is neither a pass nor a failure. With these permissions it would be known." }
                div class="scroll" tabindex="0" role="region" aria-labelledby="blind-title" {
                    table {
                        caption class="unseen" { "What could not be read, why, and which controls it blinds" }
                        thead { tr { @for head in ["needs", "because", "where", "unseen", "blinds"] { th scope="col" { (head) } } } }
                        tbody { @for spot in &view.blind_spots { (row(spot)) } }
                    }
                }
            }
        }
    }
}

fn row(spot: &BlindSpot<'_>) -> Markup {
    let needs = if spot.action.is_empty() { spot.kind } else { spot.action };
    html! {
        tr {
            th scope="row" class="code" { (Text(needs)) }
            td { (Text(spot.because())) }
            td { (Text(spot.place())) }
            td { (spot.extent()) }
            td {
                @if spot.controls.is_empty() {
                    "no control"
                } @else {
                    details { summary { (spot.control_count) } p class="code" { (Text(spot.controls.join(", "))) } }
                }
            }
        }
    }
}
