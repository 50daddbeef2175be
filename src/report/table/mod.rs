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
mod page;
mod trend;
mod waivers;

pub use controls::{control, controls};
pub use diff::diff;
pub use explain::explain;
pub use frameworks::{framework, frameworks};
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
