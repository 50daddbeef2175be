//! One file that opens from a disk, with no network: for whoever forwards a report.
//!
//! What matters stands in the markup and can be read without a script. Everything else is data, from which a script of
//! ours draws; the page lets nothing else run.

mod attestations;
mod blind;
mod chart;
mod data;
mod findings;
mod fixes;
mod footer;
mod frameworks;
mod masthead;
mod page;
mod policy;
mod posture;
mod text;
mod trend;
mod waivers;

use super::{Style, View};
use std::io;

/// Writes the page.
pub fn write(view: &View, to: &mut dyn io::Write, _style: Style) -> io::Result<()> {
    let page = page::draw(view, &data::island(view)?);
    to.write_all(page.into_string().as_bytes())
}
