//! Floor 7: one view model, and one file for each format that draws it.
//!
//! [`View::lay_out`] sorts, counts and names; a reporter only draws. All reporters have one signature, and stand in the
//! list of [`FORMATS`].

pub mod asff;
mod browse;
pub mod clean;
mod csv;
mod format;
mod github;
mod gitlab;
mod html;
pub mod json;
mod jsonl;
mod junit;
pub mod markdown;
mod mermaid;
mod navigator;
mod notice;
mod ocsf;
mod prometheus;
#[cfg(test)]
mod sample;
mod sarif;
pub mod table;
mod view;

pub use browse::{App, Key};
pub use format::{FORMATS, Format, PACKED, TABLE};
pub use mermaid::mermaid;
pub use navigator::{Painted, navigator};
pub use notice::NoticeFormat;
pub use view::*;

/// What the reader's terminal can do. Formats for machines do not look at it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Style {
    /// In columns.
    pub width: u16,
    pub colour: bool,
    /// It opens an address that a text stands for.
    pub links: bool,
}

impl Default for Style {
    fn default() -> Self {
        Self { width: 80, colour: false, links: false }
    }
}
