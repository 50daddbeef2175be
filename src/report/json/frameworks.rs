//! What frameworks ask, and which controls serve it: a list.

use super::v1::{FrameworkText, RequirementText};
use crate::report::FrameworkRow;
use serde::Serialize;
use std::io;

#[derive(Serialize)]
struct Entry<'a> {
    #[serde(flatten)]
    text: FrameworkText<'a>,
    covered: u64,
    not_covered: u64,
    requirements: Vec<RequirementText<'a>>,
}

/// Writes all frameworks, for `frameworks list` and `show`.
pub fn frameworks(rows: &[FrameworkRow<'_>], to: &mut dyn io::Write) -> io::Result<()> {
    let entries: Vec<Entry<'_>> = rows.iter().map(Entry::from).collect();
    super::document(&entries, to)
}

impl<'a> From<&'a FrameworkRow<'a>> for Entry<'a> {
    fn from(row: &'a FrameworkRow<'a>) -> Self {
        Self {
            text: row.into(),
            covered: row.covered(),
            not_covered: row.score.not_covered,
            requirements: row.requirements.iter().map(Into::into).collect(),
        }
    }
}
