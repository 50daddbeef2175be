//! The load against the line, and who carries it.

use super::chart::{Gauge, percent_of};
use super::text::{Name, Text};
use crate::report::{Carrier, Standing, View, amount, thousands};
use maud::{Markup, html};

/// Carriers that are shown before the reader asks for all.
const SHOWN: usize = 6;

pub(super) fn draw(view: &View<'_>) -> Markup {
    let posture = &view.posture;
    html! {
        section id="posture" aria-labelledby="posture-title" class=(standing_class(view)) {
            p class="kicker" { "Load against the line" }
            h1 id="posture-title" { (headline(view)) }
            (gauge(view))
            @if let Some(doubt) = posture.doubt() { p class="doubt" { (sentence(&doubt)) } }
            p class={ "seen " (if view.scan.complete { "complete" } else { "incomplete" }) } {
                (Text(view.completeness()))
                @if !view.blind_spots.is_empty() { " " a href="#blind" { "See what was not seen" } }
            }
            (bands(view))
            div class="carriers" {
                (carriers("Accounts", "account", &posture.accounts))
                (carriers("Owners", "owner", &posture.owners))
            }
        }
    }
}

fn standing_class(view: &View<'_>) -> &'static str {
    match view.posture.line.map(|line| line.standing) {
        Some(Standing::Over) => "over",
        Some(Standing::Below) => "below",
        Some(Standing::Unclear) => "unclear",
        None => "no-line",
    }
}

/// The number large, and what it means beside it.
fn headline(view: &View<'_>) -> Markup {
    let sentence = view.posture.sentence();
    let (number, rest) = sentence.split_once(' ').unwrap_or((&sentence, ""));
    html! { span class="figure" { (number.trim_end_matches(',')) } " " span class="meaning" { (rest) } }
}

fn gauge(view: &View<'_>) -> Markup {
    let posture = &view.posture;
    let limit = posture.line.map(|line| line.limit);
    let most = posture.load.high.max(limit.unwrap_or_default()) * 1.08;
    Gauge { load: posture.load, limit, most }.draw(&posture.sentence())
}

fn bands(view: &View<'_>) -> Markup {
    let posture = &view.posture;
    html! {
        dl class="bands" {
            @for (band, n) in &posture.bands {
                div class=(if *n == 0 { "none" } else { "some" }) {
                    dt { span class={ "band " (band.as_str()) } { (band.as_str()) } }
                    dd {
                        strong { (thousands(*n)) }
                        span { (band.advice()) }
                    }
                }
            }
        }
        @let beside = posture.beside();
        @if !beside.is_empty() { p class="beside" { (sentence(&beside.join(" · "))) } }
    }
}

fn carriers(title: &str, what: &str, rows: &[Carrier<'_>]) -> Markup {
    let most = rows.iter().map(|row| row.load.high).fold(0.0, f64::max);
    let (first, rest) = rows.split_at(rows.len().min(SHOWN));
    html! {
        @if !rows.is_empty() {
            div class="carrier" {
                h2 class="minor" { "Load by " (what) }
                (table(title, what, first, most))
                @if !rest.is_empty() {
                    details {
                        summary { (thousands(rest.len() as u64)) " more" }
                        (table(title, what, rest, most))
                    }
                }
            }
        }
    }
}

fn table(title: &str, what: &str, rows: &[Carrier<'_>], most: f64) -> Markup {
    html! {
        table {
            caption class="unseen" { (title) ", heaviest first" }
            thead class="unseen" {
                tr { th scope="col" { (what) } th scope="col" { "share" } th scope="col" { "load" } th scope="col" { "open" } }
            }
            tbody {
                @for row in rows {
                    tr {
                        th scope="row" { (Name(row.name.unwrap_or("nobody"))) }
                        td class="bar" aria-hidden="true" { (bar(row, most)) }
                        td class="number" { (amount(row.load.high)) }
                        td class="number faint" { (thousands(row.open)) " open" }
                    }
                }
            }
        }
    }
}

/// Full for what is certain, and shaded for what it may be besides.
fn bar(row: &Carrier<'_>, most: f64) -> Markup {
    html! {
        svg width="100%" height="8" focusable="false" {
            rect class="possible" x="0" y="0" height="8" width=(percent_of(row.load.high, most)) {}
            rect class="certain" x="0" y="0" height="8" width=(percent_of(row.load.low, most)) {}
        }
    }
}

/// Starts with a capital and ends with a stop.
fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|c| c.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}.", letters.as_str())
}
