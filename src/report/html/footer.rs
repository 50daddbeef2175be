//! What it cost, how to read it, and what others ask to be said.

use super::text::{Text, linked};
use crate::report::View;
use maud::{Markup, html};

pub(super) fn draw(view: &View<'_>) -> Markup {
    let notices: Vec<_> = view.frameworks.iter().filter(|row| row.notice.is_some() || row.license.is_some()).collect();
    html! {
        footer {
            h2 class="minor" { "How to read this" }
            p {
                "Titles say what should be true; a failure is a broken rule. Risk runs from 0 to 100, is the sum of named factors, \
                 and ten points double the load that a finding puts on the estate. The load is the sum of all; the line is how much \
                 of it the estate may carry. What could not be read makes a number an interval, and never a pass."
            }
            h2 class="minor" { "This scan" }
            p { "Snapshot " code { (Text(view.scan.id)) } ". Cost: " (Text(view.scan.cost())) ". Plimsoll " (env!("CARGO_PKG_VERSION")) "." }
            @if !notices.is_empty() {
                details class="notices" {
                    summary { "Sources and licences of frameworks" }
                    dl {
                        @for row in notices {
                            dt { (Text(row.full_title())) }
                            dd {
                                @if let Some(url) = row.url { (linked(url)) " " }
                                @if let Some(license) = row.license { "Licence: " (Text(license)) ". " }
                                @if let Some(notice) = row.notice { (Text(notice)) }
                            }
                        }
                    }
                }
            }
        }
    }
}
