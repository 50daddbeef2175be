//! Frameworks with their requirements by name.

use super::{Count, thousands};
use crate::control::ControlSet;
use crate::framework::{AssessmentMethod, Coverage, Framework, RequirementStatus, Score, Status};

pub struct FrameworkRow<'a> {
    pub id: &'a str,
    pub title: &'a str,
    pub version: Option<&'a str>,
    pub url: Option<&'a str>,
    pub license: Option<&'a str>,
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
    /// The titles of its families, categories, tactics or sections.
    pub groups: Vec<&'a str>,
    pub assessment: Option<AssessmentMethod>,
    /// How much it matters, 1 to 10.
    pub weight: u64,
    pub why: Option<&'a str>,
    pub status: Status,
    /// The ids of the controls that serve it.
    pub controls: Vec<&'a str>,
    /// Their open failures.
    pub failures: u64,
    /// Their failures that somebody accepted; they do not meet the requirement.
    pub waived: u64,
}

/// Each coverage with the names of its framework, its requirements and the controls that serve them.
pub fn framework_rows<'a>(
    frameworks: &'a [Framework],
    coverages: &[Coverage],
    controls: &'a ControlSet,
) -> Vec<FrameworkRow<'a>> {
    let mut rows = Vec::new();
    for coverage in coverages {
        let Some(framework) = frameworks.get(coverage.framework) else { continue };
        let each = coverage.requirements.iter();
        let requirements: Vec<_> = each.filter_map(|status| row(framework, status, controls)).collect();
        rows.push(FrameworkRow {
            id: &framework.id,
            title: &framework.title,
            version: framework.version.as_deref(),
            url: framework.url.as_deref(),
            license: framework.license.as_deref(),
            notice: framework.notice.as_deref(),
            score: coverage.score,
            weighted: coverage.weighted,
            requirement_count: Count::new(requirements.len(), "requirement", "requirements"),
            requirements,
        });
    }
    rows
}

fn row<'a>(framework: &'a Framework, of: &RequirementStatus, controls: &'a ControlSet) -> Option<RequirementRow<'a>> {
    let requirement = framework.requirements.get(of.requirement)?;
    let groups = framework.groups.iter().filter(|group| requirement.groups.contains(&group.id));
    let serving = of.controls.iter().filter_map(|place| controls.controls().get(*place));
    Some(RequirementRow {
        id: &requirement.id,
        title: &requirement.title,
        groups: groups.map(|group| group.title.as_str()).collect(),
        assessment: requirement.assessment,
        weight: requirement.weight,
        why: requirement.why.as_deref(),
        status: of.status,
        controls: serving.map(|control| control.id.as_str()).collect(),
        failures: of.failures,
        waived: of.waived,
    })
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
