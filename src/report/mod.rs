//! Floor 7: one view model, and one file for each format that draws it.
//!
//! [`View::lay_out`] sorts, counts and names; a reporter only draws. All reporters have one signature, so that
//! [`write()`] is a list of formats.

pub mod clean;
pub mod json;
mod mermaid;
mod navigator;
#[cfg(test)]
mod sample;
pub mod table;
mod view;

pub use mermaid::mermaid;
pub use navigator::{Painted, navigator};
pub use view::*;

use std::io;

/// How a report is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// One screen for a person.
    Table,
    /// `plimsoll/report/v1`.
    Json,
}

/// What the reader's terminal can do. Formats for machines do not look at it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Style {
    /// In columns.
    pub width: u16,
    pub colour: bool,
}

impl Default for Style {
    fn default() -> Self {
        Self { width: 80, colour: false }
    }
}

/// Writes a report. The same view and style give the same bytes.
pub fn write(format: Format, view: &View, to: &mut dyn io::Write, style: Style) -> io::Result<()> {
    match format {
        Format::Table => table::write(view, to, style),
        Format::Json => json::write(view, to, style),
    }
}
