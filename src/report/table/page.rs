//! The page that sections are drawn on: headings, lines, tables.

use super::grid::Grid;
use super::ink::Ink;
use super::link;
use super::wrap::wrapped;
use crate::report::Style;
use crate::report::clean::{clean, width};
use std::io;

pub(super) struct Page {
    out: String,
    pub(super) style: Style,
}

/// Columns that a section's body stands to the right of its heading.
pub(super) const INDENT: usize = 2;
/// Between a heading and what follows it.
const BETWEEN: usize = 2;
/// From where on an entry is described.
const ENTRY: usize = 13;
/// Below this, a terminal is too narrow to draw for, and lines are left to wrap.
const NARROWEST: u16 = 60;

impl Page {
    pub(super) fn new(style: Style) -> Self {
        Self { out: String::new(), style: Style { width: style.width.max(NARROWEST), ..style } }
    }

    /// Room for what a narrow terminal has no columns for.
    pub(super) fn is_wide(&self) -> bool {
        self.style.width >= 120
    }

    pub(super) fn room(&self) -> usize {
        usize::from(self.style.width) - INDENT
    }

    /// A blank line, and a heading with what follows it on the same line as far as there is room.
    pub(super) fn heading(&mut self, title: &str, note: &str) {
        if !self.out.is_empty() {
            self.out.push('\n');
        }
        let note = clean(note);
        let room = usize::from(self.style.width).saturating_sub(width(title) + BETWEEN);
        let lines = if width(&note) <= room { vec![note.into_owned()] } else { wrapped(&note, room) };
        let (first, rest) = lines.split_first().map_or(("", [].as_slice()), |(first, rest)| (first, rest));
        let title = Ink::Strong.paint(title, self.style.colour);
        self.out.push_str(format!("{title}{:BETWEEN$}{first}", "").trim_end());
        self.out.push('\n');
        for line in rest {
            self.line(line, Ink::Plain);
        }
    }

    /// A line of the body, of words that were cleaned or are ours.
    pub(super) fn line(&mut self, text: &str, ink: Ink) {
        let text = ink.paint(text, self.style.colour);
        self.out.push_str(format!("{:INDENT$}{text}", "").trim_end());
        self.out.push('\n');
    }

    /// A sentence, which may be hostile, broken between words.
    pub(super) fn prose(&mut self, text: &str, ink: Ink) {
        for line in wrapped(&clean(text), self.room()) {
            self.line(&line, ink);
        }
    }

    /// An address, which opens itself where the terminal can.
    pub(super) fn link(&mut self, address: &str) {
        let url = link::safe(address).filter(|_| self.style.links);
        for line in wrapped(&clean(address), self.room()) {
            let line = link::wrap(&line, url.as_deref());
            self.line(&line, Ink::Plain);
        }
    }

    /// Short parts beside each other, broken between them only.
    pub(super) fn parts(&mut self, parts: &[String], ink: Ink) {
        const BETWEEN: &str = " · ";
        let mut open = String::new();
        for part in parts {
            if !open.is_empty() && width(&open) + width(BETWEEN) + width(part) > self.room() {
                self.line(&std::mem::take(&mut open), ink);
            }
            open.push_str(if open.is_empty() { "" } else { BETWEEN });
            open.push_str(part);
        }
        if !open.is_empty() {
            self.line(&open, ink);
        }
    }

    /// Text whose lines are to stay as they are: commands and code.
    pub(super) fn verbatim(&mut self, text: &str, indent: usize) {
        for line in text.trim_end().lines() {
            let line = format!("{:indent$}{}", "", clean(line));
            self.line(&line, Ink::Plain);
        }
    }

    /// The first lines of a text that may be long.
    pub(super) fn excerpt(&mut self, text: &str, indent: usize, most: usize) {
        let mut lines = text.lines();
        for line in lines.by_ref().take(most) {
            self.verbatim(line, indent);
        }
        if lines.next().is_some() {
            self.verbatim("…", indent);
        }
    }

    /// A name of ours and what it is.
    pub(super) fn entry(&mut self, name: &str, text: &str, ink: Ink) {
        self.described(name, ENTRY, text, ink);
    }

    /// A name, and from the margin on what it is, broken between words. Both may be hostile.
    pub(super) fn described(&mut self, name: &str, margin: usize, text: &str, ink: Ink) {
        self.described_at(name, margin, text, ink, None);
    }

    /// An entry that opens an address where the terminal can.
    pub(super) fn linked(&mut self, name: &str, text: &str, ink: Ink, url: Option<&str>) {
        self.described_at(name, ENTRY, text, ink, url.filter(|_| self.style.links));
    }

    fn described_at(&mut self, name: &str, margin: usize, text: &str, ink: Ink, url: Option<&str>) {
        let name = clean(name);
        for (place, line) in wrapped(&clean(text), self.room().saturating_sub(margin)).iter().enumerate() {
            let name = if place == 0 { &*name } else { "" };
            let blank = " ".repeat(margin.saturating_sub(width(name)));
            let name = Ink::Faint.paint(name, self.style.colour);
            let line = format!("{name}{blank}{}", link::wrap(&ink.paint(line, self.style.colour), url));
            self.line(&line, Ink::Plain);
        }
    }

    pub(super) fn grid(&mut self, grid: &Grid) {
        self.out.push_str(&grid.draw(INDENT, self.style));
    }

    pub(super) fn write(&self, to: &mut dyn io::Write) -> io::Result<()> {
        to.write_all(self.out.as_bytes())
    }
}
