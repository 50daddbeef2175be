//! The report for machines. A format of its own and not a dump of internal types: old readers keep working.

pub mod v1;

use super::{Style, View};
use std::io;

/// Writes the report as `plimsoll/report/v1`, with a newline at its end.
pub fn write(view: &View, to: &mut dyn io::Write, _style: Style) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *to, &v1::Report::from(view))?;
    to.write_all(b"\n")
}
