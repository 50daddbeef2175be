//! What a colour means. Nothing is said by colour alone.

use crate::evaluate::Verdict;
use crate::framework::Status;
use crate::risk::Band;
use comfy_table::{Attribute, Cell, Color};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ink {
    Plain,
    Strong,
    Faint,
    Bad,
    Worrying,
    Notable,
    Good,
}

impl Ink {
    pub(super) fn of_band(band: Band) -> Self {
        match band {
            Band::Critical => Self::Bad,
            Band::High => Self::Worrying,
            Band::Medium => Self::Notable,
            Band::Low => Self::Plain,
        }
    }

    pub(super) fn of_verdict(verdict: Verdict) -> Self {
        match verdict {
            Verdict::Pass => Self::Good,
            Verdict::Unknown => Self::Notable,
            Verdict::Fail => Self::Bad,
        }
    }

    pub(super) fn of_status(status: Status) -> Self {
        match status {
            Status::Met | Status::Attested | Status::Inherited => Self::Good,
            Status::NotMet => Self::Bad,
            Status::Unknown => Self::Notable,
            Status::NotCovered => Self::Faint,
        }
    }

    /// Select Graphic Rendition, ECMA-48 8.3.117.
    fn code(self) -> Option<&'static str> {
        match self {
            Self::Plain => None,
            Self::Strong => Some("1"),
            Self::Faint => Some("2"),
            Self::Bad => Some("1;31"),
            Self::Worrying => Some("31"),
            Self::Notable => Some("33"),
            Self::Good => Some("32"),
        }
    }

    pub(super) fn paint(self, text: &str, colour: bool) -> String {
        match self.code().filter(|_| colour) {
            Some(code) => format!("\u{1b}[{code}m{text}\u{1b}[0m"),
            None => text.to_owned(),
        }
    }

    pub(super) fn cell(self, text: String) -> Cell {
        let cell = Cell::new_owned(text);
        match self {
            Self::Plain => cell,
            Self::Strong => cell.add_attribute(Attribute::Bold),
            Self::Faint => cell.add_attribute(Attribute::Dim),
            Self::Bad => cell.fg(Color::DarkRed).add_attribute(Attribute::Bold),
            Self::Worrying => cell.fg(Color::DarkRed),
            Self::Notable => cell.fg(Color::DarkYellow),
            Self::Good => cell.fg(Color::DarkGreen),
        }
    }
}
