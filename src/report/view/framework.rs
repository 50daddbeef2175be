//! Frameworks with their requirements by name.

use super::Count;
use crate::control::ControlSet;
use crate::framework::{Coverage, Framework, Score, Status};

pub struct FrameworkRow<'a> {
    pub id: &'a str,
    pub title: &'a str,
    pub version: Option<&'a str>,
    /// What its licence asks every copy to say.
    pub notice: Option<&'a str>,
    pub score: Score,
    pub requirement_count: Count,
    /// In the framework's order.
    pub requirements: Vec<RequirementRow<'a>>,
}

pub struct RequirementRow<'a> {
    pub id: &'a str,
    pub title: &'a str,
    pub status: Status,
    /// The ids of the controls that serve it.
    pub controls: Vec<&'a str>,
    /// Their open failures.
    pub failures: u64,
}

/// Each coverage with the names of its framework, its requirements and the controls that serve them.
pub fn framework_rows<'a>(
    frameworks: &'a [Framework],
    coverages: &[Coverage],
    controls: &'a ControlSet,
) -> Vec<FrameworkRow<'a>> {
    let set = controls.controls();
    let mut rows = Vec::new();
    for coverage in coverages {
        let Some(framework) = frameworks.get(coverage.framework) else { continue };
        let requirements: Vec<RequirementRow<'a>> = coverage
            .requirements
            .iter()
            .filter_map(|status| {
                let requirement = framework.requirements.get(status.requirement)?;
                let controls = status.controls.iter().filter_map(|place| set.get(*place));
                Some(RequirementRow {
                    id: &requirement.id,
                    title: &requirement.title,
                    status: status.status,
                    controls: controls.map(|control| control.id.as_str()).collect(),
                    failures: status.failures,
                })
            })
            .collect();
        rows.push(FrameworkRow {
            id: &framework.id,
            title: &framework.title,
            version: framework.version.as_deref(),
            notice: framework.notice.as_deref(),
            score: coverage.score,
            requirement_count: Count::new(requirements.len(), "requirement", "requirements"),
            requirements,
        });
    }
    rows
}

/// How a status is said.
pub fn status_word(status: Status) -> &'static str {
    match status {
        Status::Met => "met",
        Status::NotMet => "not met",
        Status::Unknown => "unknown",
        Status::NotCovered => "not covered",
    }
}
