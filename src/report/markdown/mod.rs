//! A report as a comment on a pull request, or as the summary of a job: what GitHub, GitLab and others draw as Markdown.

mod brief;
mod diff;
mod escape;
mod scan;
mod sheet;

use super::{Audience, DiffRows, Style, View};
use sheet::Sheet;
use std::io;

/// Writes what its audience wants to know.
pub(super) fn write(view: &View, to: &mut dyn io::Write, _style: Style) -> io::Result<()> {
    let mut sheet = Sheet::default();
    match view.audience {
        Audience::Engineers => scan::draw(view, &mut sheet),
        Audience::Exec => brief::draw(view, &mut sheet),
    }
    sheet.write(to)
}

/// Writes the differences, for `diff`.
pub fn diff(rows: &DiffRows<'_>, to: &mut dyn io::Write) -> io::Result<()> {
    let mut sheet = Sheet::default();
    diff::draw(rows, &mut sheet);
    sheet.write(to)
}

#[cfg(test)]
mod tests;
