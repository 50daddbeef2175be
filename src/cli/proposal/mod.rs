//! A configuration that a snapshot suggests, as a file for a person to go through.
//!
//! All that it proposes stands in comments, so that as it is written it changes nothing: who takes a line out of its
//! comment has decided. Names of tags and accounts come from the cloud, and are hostile.

mod survey;
#[cfg(test)]
mod tests;
mod write;

use crate::scan::Scan;

/// The text of the file.
pub(super) fn of(judged: &Scan<'_>) -> String {
    write::text(&survey::Survey::of(judged))
}
