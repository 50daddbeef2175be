//! What was looked at and when, and the way to each part.

use super::text::Text;
use crate::report::View;
use maud::{Markup, html};

/// Each part's id and name.
const PARTS: [(&str, &str); 8] = [
    ("posture", "Posture"),
    ("trend", "Trend"),
    ("fixes", "Fix first"),
    ("findings", "Findings"),
    ("frameworks", "Frameworks"),
    ("blind", "Blind spots"),
    ("waivers", "Waivers"),
    ("attestations", "Attestations"),
];

pub(super) fn draw(view: &View<'_>) -> Markup {
    let scan = &view.scan;
    html! {
        header class="masthead" {
            p class="brand" { (mark()) " Plimsoll" }
            p class="scope" {
                (Text(scan.source)) " · "
                time datetime=(scan.taken_at.to_rfc3339()) { (scan.taken_at.format("%-d %B %Y, %H:%M UTC")) }
                br;
                (Text(view.scope()))
            }
        }
        nav class="parts" aria-label="Parts of the report" {
            ul {
                @for (id, name) in PARTS {
                    @if id != "trend" || view.trend.is_some() {
                        li { a href={ "#" (id) } { (name) } }
                    }
                }
            }
            button type="button" id="theme" class="quiet" hidden { "Theme: automatic" }
        }
    }
}

/// The mark on a ship's hull: a ring, and the line through it.
pub(super) fn mark() -> Markup {
    html! {
        svg class="mark" width="34" height="24" viewBox="0 0 34 24" aria-hidden="true" focusable="false" {
            circle cx="17" cy="12" r="9" {}
            line x1="1" y1="12" x2="33" y2="12" {}
        }
    }
}
