//! Drawings for a terminal. One screen that a tired person understands, and not a list of a thousand rows.

mod blind;
mod controls;
mod cost;
mod diff;
mod explain;
mod findings;
mod fixes;
mod frameworks;
mod grid;
mod header;
mod ink;
mod load;
mod next;
mod page;
mod trend;
mod waivers;

pub use controls::{control, controls};
pub use diff::diff;
pub use explain::explain;
pub use frameworks::{framework, frameworks};
pub use next::next;
pub use trend::trend;

use super::{Style, View};
use page::Page;
use std::io;

/// Writes the screen of a scan: at most some 60 lines with ten fixes and ten findings.
pub fn write(view: &View, to: &mut dyn io::Write, style: Style) -> io::Result<()> {
    let mut page = Page::new(style);
    header::draw(view, &mut page);
    load::draw(view, &mut page);
    fixes::draw(view, &mut page);
    findings::draw(view, &mut page);
    frameworks::draw(view, &mut page);
    waivers::draw(view, &mut page);
    blind::draw(view, &mut page);
    cost::draw(view, &mut page);
    page.write(to)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::clean::width;
    use crate::report::sample::Estate;

    fn drawn(estate: &Estate, width: u16) -> String {
        let mut out = Vec::new();
        write(&estate.view(), &mut out, Style { width, colour: false }).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_screen_of_80_columns() {
        insta::assert_snapshot!(drawn(&Estate::small(), 80), @"");
    }

    #[test]
    fn a_screen_of_160_columns() {
        insta::assert_snapshot!(drawn(&Estate::small(), 160), @"");
    }

    #[test]
    fn nothing_failed_is_said_with_what_was_not_seen() {
        insta::assert_snapshot!(drawn(&Estate::healthy(), 80), @"");
    }

    #[test]
    fn no_line_is_too_wide_and_nothing_hostile_is_left() {
        let mut estate = Estate::small();
        estate.include = [crate::evaluate::Verdict::Fail, crate::evaluate::Verdict::Unknown].into();
        for columns in [80, 100, 160] {
            let text = drawn(&estate, columns);
            let wide: Vec<&str> = text.lines().filter(|line| width(line) > columns.into()).collect();
            assert!(wide.is_empty(), "{wide:#?}");
            assert!(!text.contains(['\u{1b}', '\u{202e}', '\r']), "{text}");
        }
    }

    #[test]
    fn the_last_quarters_stand_beside_the_load() {
        let estate = Estate::small();
        let view = View { trend: Some(crate::report::sample::quarters()), ..estate.view() };
        let mut out = Vec::new();
        write(&view, &mut out, Style { width: 80, colour: false }).unwrap();
        let text = String::from_utf8(out).unwrap();
        let load: Vec<&str> = text.lines().skip(4).take(5).collect();
        insta::assert_snapshot!(load.join("\n"), @"");
    }

    #[test]
    fn a_large_estate_fits_on_a_screen() {
        let estate = Estate::crowded();
        for width in [80, 160] {
            let lines = drawn(&estate, width).lines().count();
            assert!(lines <= 60, "{lines}");
        }
    }

    #[test]
    fn colours_change_no_word() {
        let estate = Estate::small();
        let mut out = Vec::new();
        write(&estate.view(), &mut out, Style { width: 80, colour: true }).unwrap();
        let coloured = String::from_utf8(out).unwrap();
        let plain: String =
            coloured.lines().map(|line| format!("{}\n", crate::report::clean::clean(line).trim_end())).collect();
        assert_ne!(coloured, plain);
        assert_eq!(plain, drawn(&estate, 80));
    }
}
