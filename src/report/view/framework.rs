//! Frameworks with their requirements by name.

use super::{Count, thousands};
use crate::control::ControlSet;
use crate::framework::{Coverage, Framework, Score, Status};

pub struct FrameworkRow<'a> {
    pub id: &'a str,
    pub title: &'a str,
    pub version: Option<&'a str>,
    /// What its licence asks every copy to say.
    pub notice: Option<&'a str>,
    pub score: Score,
    /// The same with every requirement counted as often as it weighs.
    pub weighted: Score,
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
    /// Their failures that somebody accepted.
    pub waived: u64,
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
                    waived: status.waived,
                })
            })
            .collect();
        rows.push(FrameworkRow {
            id: &framework.id,
            title: &framework.title,
            version: framework.version.as_deref(),
            notice: framework.notice.as_deref(),
            score: coverage.score,
            weighted: coverage.weighted,
            requirement_count: Count::new(requirements.len(), "requirement", "requirements"),
            requirements,
        });
    }
    rows
}

impl FrameworkRow<'_> {
    pub fn full_title(&self) -> String {
        // Many a title names its version already.
        let version = self.version.filter(|version| !self.title.contains(version));
        version.map_or_else(|| self.title.to_owned(), |version| format!("{} {version}", self.title))
    }

    /// Requirements that a control serves.
    pub fn covered(&self) -> u64 {
        let score = self.score;
        score.met + score.not_met + score.unknown
    }

    pub fn coverage_sentence(&self) -> String {
        format!("{}, {} of them covered", self.requirement_count, thousands(self.covered()))
    }
}
