//! What is known about each framework's requirements.

use crate::framework::{Score, Status};
use crate::report::view;
use schemars::JsonSchema;
use serde::Serialize;

#[derive(Serialize, JsonSchema)]
pub(super) struct Framework<'a> {
    id: &'a str,
    title: &'a str,
    version: Option<&'a str>,
    /// What the framework's licence asks every copy to say.
    notice: Option<&'a str>,
    /// Requirements by status.
    score: Score,
    requirements: Vec<Requirement<'a>>,
}

#[derive(Serialize, JsonSchema)]
struct Requirement<'a> {
    id: &'a str,
    title: &'a str,
    status: Status,
    /// The controls that serve it.
    controls: &'a [&'a str],
    /// Their open failures.
    failures: u64,
}

impl<'a> From<&'a view::FrameworkRow<'a>> for Framework<'a> {
    fn from(row: &'a view::FrameworkRow<'a>) -> Self {
        let requirements = row.requirements.iter().map(|requirement| Requirement {
            id: requirement.id,
            title: requirement.title,
            status: requirement.status,
            controls: &requirement.controls,
            failures: requirement.failures,
        });
        Self {
            id: row.id,
            title: row.title,
            version: row.version,
            notice: row.notice,
            score: row.score,
            requirements: requirements.collect(),
        }
    }
}
