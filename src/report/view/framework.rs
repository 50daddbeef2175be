//! Frameworks with their requirements by name.

use super::{Count, thousands};
use crate::control::ControlSet;
use crate::framework::{
    AssessmentMethod, Attestation, Attestations, Coverage, Framework, JudgedBy, RequirementStatus, Responsibility,
    Score, Status,
};

/// Names of other tools that a sentence has room for.
const NAMES: usize = 6;

/// A status, its name, and how many requirements of a score have it.
pub type StatusColumn = (Status, &'static str, fn(&Score) -> u64);

/// All of them, in the order in which they are shown.
pub const STATUSES: [StatusColumn; 6] = [
    (Status::Met, "met", |score| score.met),
    (Status::Attested, "attested", |score| score.attested),
    (Status::Inherited, "inherited", |score| score.inherited),
    (Status::NotMet, "not met", |score| score.not_met),
    (Status::Unknown, "unknown", |score| score.unknown),
    (Status::NotCovered, "not covered", |score| score.not_covered),
];

/// What nobody vouches for needs no column; all others are there, whatever stands in them.
pub fn status_columns(rows: &[FrameworkRow<'_>]) -> Vec<StatusColumn> {
    let vouched = |status| matches!(status, Status::Attested | Status::Inherited);
    let shown = |(status, _, of): &StatusColumn| !vouched(*status) || rows.iter().any(|row| of(&row.score) > 0);
    STATUSES.into_iter().filter(shown).collect()
}

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
    pub responsibility: Responsibility,
    pub judged_by: JudgedBy,
    /// How much it matters, 1 to 10.
    pub weight: u64,
    pub why: Option<&'a str>,
    pub status: Status,
    /// The ids of the controls that serve it.
    pub controls: Vec<&'a str>,
    /// The names in other tools that it refers to and that no control has.
    pub unanswered: Vec<String>,
    /// What decided its status, where a person vouches for it.
    pub attestation: Option<&'a Attestation>,
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
    attestations: &'a Attestations,
) -> Vec<FrameworkRow<'a>> {
    let mut rows = Vec::new();
    for coverage in coverages {
        let Some(framework) = frameworks.get(coverage.framework) else { continue };
        let each = coverage.requirements.iter();
        let requirements: Vec<_> = each.filter_map(|status| row(framework, status, controls, attestations)).collect();
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

fn row<'a>(
    framework: &'a Framework,
    of: &RequirementStatus,
    controls: &'a ControlSet,
    attestations: &'a Attestations,
) -> Option<RequirementRow<'a>> {
    let requirement = framework.requirements.get(of.requirement)?;
    let groups = framework.groups.iter().filter(|group| requirement.groups.contains(&group.id));
    let serving = of.controls.iter().filter_map(|place| controls.controls().get(*place));
    Some(RequirementRow {
        id: &requirement.id,
        title: &requirement.title,
        groups: groups.map(|group| group.title.as_str()).collect(),
        assessment: requirement.assessment,
        responsibility: requirement.responsibility,
        judged_by: requirement.judged_by,
        unanswered: of.unanswered.clone(),
        attestation: super::attestation::at(attestations, of.attestation),
        weight: requirement.weight,
        why: requirement.why.as_deref(),
        status: of.status,
        controls: serving.map(|control| control.id.as_str()).collect(),
        failures: of.failures,
        waived: of.waived,
    })
}

impl RequirementRow<'_> {
    pub fn status_word(&self) -> &'static str {
        STATUSES.iter().find(|(status, ..)| *status == self.status).map_or("unknown", |(_, name, _)| name)
    }

    /// Which controls serve it, or why none does.
    pub fn sentence(&self) -> String {
        if self.controls.is_empty() { self.uncovered_sentence() } else { self.covered_sentence() }
    }

    /// The controls that serve it, and how many more another tool would have.
    pub fn covered_sentence(&self) -> String {
        let more = match self.unanswered.len() {
            0 => String::new(),
            n => format!("; no control is known as {}", Count::new(n, "more name", "more names")),
        };
        format!("{}{more}", self.controls.join(", "))
    }

    /// Why no control serves it, and what would.
    pub fn uncovered_sentence(&self) -> String {
        let how = match (self.judged_by, self.responsibility) {
            (JudgedBy::ProviderReport, Responsibility::Provider) => "the provider's; name its report in an attestation",
            (JudgedBy::ProviderReport, _) => "the provider's for its part; name its report in an attestation",
            (JudgedBy::Attested, _) => "for a person to attest",
            (JudgedBy::Automated, _) => "no control sees it yet",
        };
        let (shown, more) = self.unanswered.split_at(self.unanswered.len().min(NAMES));
        let more = if more.is_empty() { String::new() } else { format!(" and {} more", more.len()) };
        let names = format!("no control is known as {}{more}", shown.join(", "));
        match (shown, self.judged_by) {
            ([], _) => how.to_owned(),
            (_, JudgedBy::Automated) => names,
            (_, JudgedBy::Attested | JudgedBy::ProviderReport) => format!("{how}; {names}"),
        }
    }
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
