//! `plimsoll/comparison/v1`: two frameworks side by side.

use crate::framework::Requirement;
use crate::report::ComparisonRows;
use serde::Serialize;
use std::io;

#[derive(Serialize)]
struct Document<'a> {
    format: &'static str,
    first: &'a str,
    second: &'a str,
    /// What both ask, as far as controls and references link them.
    both: Vec<Match<'a>>,
    only_first: Vec<Named<'a>>,
    only_second: Vec<Named<'a>>,
}

#[derive(Serialize)]
struct Match<'a> {
    first: Named<'a>,
    second: Vec<Named<'a>>,
    /// The controls that serve both sides; none where only references link them.
    controls: &'a [&'a str],
}

#[derive(Serialize)]
struct Named<'a> {
    id: &'a str,
    title: &'a str,
}

/// Writes the comparison, for `frameworks compare`.
pub fn comparison(rows: &ComparisonRows<'_>, to: &mut dyn io::Write) -> io::Result<()> {
    let both = rows.both.iter().map(|row| Match {
        first: row.first.into(),
        second: row.second.iter().copied().map(Named::from).collect(),
        controls: &row.controls,
    });
    let document = Document {
        format: "plimsoll/comparison/v1",
        first: &rows.first.id,
        second: &rows.second.id,
        both: both.collect(),
        only_first: rows.only_first.iter().copied().map(Named::from).collect(),
        only_second: rows.only_second.iter().copied().map(Named::from).collect(),
    };
    super::document(&document, to)
}

impl<'a> From<&'a Requirement> for Named<'a> {
    fn from(requirement: &'a Requirement) -> Self {
        Self { id: &requirement.id, title: &requirement.title }
    }
}
