//! What is drawn for a terminal, as lines of the browser.

use super::data::Data;
use super::place::Place;
use crate::report::Style;
use crate::report::table::{Hue, Ink, Weight};
use ansi_to_tui::IntoText;
use ratatui_core::style::{Color, Modifier};
use ratatui_core::text::{Line, Span};
use unicode_width::UnicodeWidthChar;

/// The text of a page, in lines that fit. What it says was cleaned where it was drawn: no sequence in it is hostile.
pub(super) fn of(data: &Data<'_>, place: Place, style: Style) -> Vec<Line<'static>> {
    let mut drawn = Vec::new();
    if data.text(place, &mut drawn, style).is_err() || drawn.is_empty() {
        // A vector takes whatever is written; and nothing is no line.
        return vec![];
    }
    let text = drawn.into_text().unwrap_or_default();
    text.lines.into_iter().flat_map(|line| folded(line, style.width.into())).collect()
}

/// A line of at most `most` columns, and the rest of it in lines below. Lines are made to fit where they are drawn, but for
/// long names, which a terminal would fold, and terminals that are narrower than what is drawn for.
pub(super) fn folded(line: Line<'static>, most: usize) -> Vec<Line<'static>> {
    if line.width() <= most || most == 0 {
        return vec![line];
    }
    let mut lines = vec![];
    let (mut open, mut used) = (Line::default(), 0);
    for span in line.spans {
        let mut text = String::new();
        for c in span.content.chars() {
            let wide = c.width().unwrap_or(0);
            if used > 0 && used + wide > most {
                open.push_span(Span::styled(std::mem::take(&mut text), span.style));
                lines.push(std::mem::take(&mut open));
                used = 0;
            }
            text.push(c);
            used += wide;
        }
        open.push_span(Span::styled(text, span.style));
    }
    lines.push(open);
    lines
}

/// An ink as the browser paints it.
pub(super) fn style(ink: Ink, colour: bool) -> ratatui_core::style::Style {
    let style = ratatui_core::style::Style::new();
    if !colour {
        return style;
    }
    let style = match ink.hue() {
        None => style,
        Some(Hue::Red) => style.fg(Color::Red),
        Some(Hue::Yellow) => style.fg(Color::Yellow),
        Some(Hue::Cyan) => style.fg(Color::Cyan),
    };
    match ink.weight() {
        Weight::Plain => style,
        Weight::Bold => style.add_modifier(Modifier::BOLD),
        Weight::Dim => style.add_modifier(Modifier::DIM),
    }
}
