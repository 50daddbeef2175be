//! The changes that take most load away.

use super::text::{Name, Text, lines};
use crate::report::{FixRow, View, amount, paths_text, percent, thousands};
use maud::{Markup, html};

/// Those that can be read without the script, which brings the rest.
const SHOWN: usize = 10;

pub(super) fn draw(view: &View<'_>) -> Markup {
    let shown = &view.fixes[..view.fixes.len().min(SHOWN)];
    let all = thousands(view.fixes.len() as u64);
    html! {
        section id="fixes" aria-labelledby="fixes-title" {
            h2 id="fixes-title" { "Fix first" }
            @if shown.is_empty() {
                p class="lead" { "Nothing that is known needs a fix." }
            } @else {
                p class="lead" { "One change may close many findings. What takes most load away comes first." }
                ol class="fixes" id="fix-list" { @for fix in shown { (row(fix)) } }
                @if shown.len() < view.fixes.len() {
                    p class="more" id="more-fixes" { (shown.len()) " of " (all) " fixes." }
                }
            }
        }
    }
}

fn row(fix: &FixRow<'_>) -> Markup {
    let paths = paths_text(fix.paths);
    html! {
        li {
            div class="worth" { strong { "−" (amount(fix.worth)) } span { (percent(fix.share)) " of the load" } }
            div class="work" {
                h3 { (Text(&fix.control.fix.text)) }
                p class="place" { (Name(&fix.place)) }
                ul class="facts" {
                    li { (fix.effort_word()) }
                    li { a class="scripted" href={ "#/fix/" (fix.id) } { "closes " (fix.finding_count) } }
                    @if !paths.is_empty() { li class="paths" { (paths) } }
                    li { (Name(fix.owner.unwrap_or("nobody"))) }
                    li { (Text(fix.account)) ", " (Text(fix.region.unwrap_or("all regions"))) }
                }
                @if let Some(command) = &fix.command { details { summary { "Command" } pre tabindex="0" { code { (lines(command)) } } } }
            }
        }
    }
}
