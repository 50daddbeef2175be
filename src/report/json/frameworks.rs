//! What frameworks ask, and which controls serve it: a list.

use crate::framework::{AssessmentMethod, JudgedBy, Responsibility};
use crate::report::FrameworkRow;
use serde::Serialize;
use std::io;

#[derive(Serialize)]
struct Entry<'a> {
    id: &'a str,
    title: &'a str,
    version: Option<&'a str>,
    url: Option<&'a str>,
    license: Option<&'a str>,
    notice: Option<&'a str>,
    covered: u64,
    not_covered: u64,
    requirements: Vec<Requirement<'a>>,
}

#[derive(Serialize)]
struct Requirement<'a> {
    id: &'a str,
    title: &'a str,
    groups: &'a [&'a str],
    assessment: Option<AssessmentMethod>,
    responsibility: Responsibility,
    judged_by: JudgedBy,
    weight: u64,
    why: Option<&'a str>,
    controls: &'a [&'a str],
    unanswered: &'a [String],
}

/// Writes all frameworks, for `frameworks list` and `show`.
pub fn frameworks(rows: &[FrameworkRow<'_>], to: &mut dyn io::Write) -> io::Result<()> {
    let entries: Vec<Entry<'_>> = rows.iter().map(Entry::from).collect();
    super::document(&entries, to)
}

impl<'a> From<&'a FrameworkRow<'a>> for Entry<'a> {
    fn from(row: &'a FrameworkRow<'a>) -> Self {
        let requirement = |requirement: &'a crate::report::RequirementRow<'a>| Requirement {
            id: requirement.id,
            title: requirement.title,
            groups: &requirement.groups,
            assessment: requirement.assessment,
            responsibility: requirement.responsibility,
            judged_by: requirement.judged_by,
            weight: requirement.weight,
            why: requirement.why,
            controls: &requirement.controls,
            unanswered: &requirement.unanswered,
        };
        Self {
            id: row.id,
            title: row.title,
            version: row.version,
            url: row.url,
            license: row.license,
            notice: row.notice,
            covered: row.covered(),
            not_covered: row.score.not_covered,
            requirements: row.requirements.iter().map(requirement).collect(),
        }
    }
}
