//! The document: its head, its parts in the order of a reader's questions, and the data below them.

use super::text::Text;
use super::{attestations, blind, findings, fixes, footer, frameworks, masthead, policy, posture, trend, waivers};
use crate::report::View;
use maud::{DOCTYPE, Markup, PreEscaped, html};

/// All of it in one element, so that one hash lets it in.
const STYLE: &str = concat!(
    include_str!("assets/base.css"),
    include_str!("assets/parts.css"),
    include_str!("assets/findings.css"),
    include_str!("assets/pages.css"),
    include_str!("assets/narrow.css"),
    include_str!("assets/print.css"),
);

const SCRIPT: &str = concat!(
    "'use strict';(() => {\n",
    include_str!("assets/theme.js"),
    include_str!("assets/dom.js"),
    include_str!("assets/data.js"),
    include_str!("assets/list.js"),
    include_str!("assets/filters.js"),
    include_str!("assets/finding.js"),
    include_str!("assets/pages.js"),
    include_str!("assets/route.js"),
    include_str!("assets/main.js"),
    "})();\n"
);

pub(super) fn draw(view: &View<'_>, island: &str) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(policy::policy(SCRIPT, STYLE));
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="referrer" content="no-referrer";
                title { "Plimsoll: load " (Text(view.posture.sentence())) ", " (view.scan.taken_at.format("%Y-%m-%d")) }
                style { (PreEscaped(STYLE)) }
                script { (PreEscaped(SCRIPT)) }
            }
            body {
                a class="skip" href="#main" { "Skip to the report" }
                (masthead::draw(view))
                main id="main" tabindex="-1" {
                    (posture::draw(view))
                    (trend::draw(view))
                    (fixes::draw(view))
                    (findings::draw(view))
                    (frameworks::draw(view))
                    (blind::draw(view))
                    (waivers::draw(view))
                    (attestations::draw(view))
                }
                (footer::draw(view))
                dialog id="page" aria-labelledby="page-title" {}
                script id="data" type="application/json" { (PreEscaped(island)) }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neither_script_nor_style_ends_its_element() {
        assert!(!SCRIPT.contains("</") && !SCRIPT.contains("<!--") && !STYLE.contains("</"));
    }

    #[test]
    fn the_script_never_makes_markup_of_text() {
        for way in
            ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function", "DOMParser"]
        {
            assert!(!SCRIPT.contains(way), "{way}");
        }
    }
}
