//! What is known about each framework's requirements.

use super::attestation::Attestation;
use crate::framework::{AssessmentMethod, JudgedBy, Responsibility, Score, Status};
use crate::report::view;
use schemars::JsonSchema;
use serde::Serialize;

#[derive(Serialize, JsonSchema)]
pub(super) struct Framework<'a> {
    #[serde(flatten)]
    text: FrameworkText<'a>,
    /// Requirements by status.
    score: Score,
    /// The same with every requirement counted as often as it weighs.
    weighted: Score,
    requirements: Vec<Requirement<'a>>,
}

/// What its authors say of it.
#[derive(Serialize, JsonSchema)]
pub(in crate::report::json) struct FrameworkText<'a> {
    id: &'a str,
    title: &'a str,
    version: Option<&'a str>,
    /// Where its publisher explains it.
    url: Option<&'a str>,
    license: Option<&'a str>,
    /// What the framework's licence asks every copy to say.
    notice: Option<&'a str>,
}

#[derive(Serialize, JsonSchema)]
struct Requirement<'a> {
    #[serde(flatten)]
    text: RequirementText<'a>,
    status: Status,
    /// What decided its status, where it is attested or inherited.
    attestation: Option<Attestation<'a>>,
    /// Open failures of its controls.
    failures: u64,
    /// Failures of them that somebody accepted; they do not meet the requirement.
    waived: u64,
}

/// What it asks, and who serves it, whatever is found.
#[derive(Serialize, JsonSchema)]
pub(in crate::report::json) struct RequirementText<'a> {
    id: &'a str,
    title: &'a str,
    /// The titles of its families, categories, tactics or sections.
    groups: &'a [&'a str],
    /// Whether the framework's authors hold that a tool can tell.
    assessment: Option<AssessmentMethod>,
    /// Who answers for it: whoever uses AWS, AWS, or both.
    responsibility: Responsibility,
    /// How it can be known whether it is met.
    judged_by: JudgedBy,
    /// How much it matters to those who wrote the framework, 1 to 10.
    weight: u64,
    why: Option<&'a str>,
    /// The controls that serve it.
    controls: &'a [&'a str],
    /// The names in other tools that it refers to and that no control has, as `prowler:s3_bucket_kms_encryption`.
    unanswered: &'a [String],
}

impl<'a> From<&'a view::FrameworkRow<'a>> for Framework<'a> {
    fn from(row: &'a view::FrameworkRow<'a>) -> Self {
        Self {
            text: row.into(),
            score: row.score,
            weighted: row.weighted,
            requirements: row.requirements.iter().map(Into::into).collect(),
        }
    }
}

impl<'a> From<&'a view::FrameworkRow<'a>> for FrameworkText<'a> {
    fn from(row: &'a view::FrameworkRow<'a>) -> Self {
        Self {
            id: row.id,
            title: row.title,
            version: row.version,
            url: row.url,
            license: row.license,
            notice: row.notice,
        }
    }
}

impl<'a> From<&'a view::RequirementRow<'a>> for Requirement<'a> {
    fn from(row: &'a view::RequirementRow<'a>) -> Self {
        Self {
            text: row.into(),
            status: row.status,
            attestation: row.attestation.map(Into::into),
            failures: row.failures,
            waived: row.waived,
        }
    }
}

impl<'a> From<&'a view::RequirementRow<'a>> for RequirementText<'a> {
    fn from(row: &'a view::RequirementRow<'a>) -> Self {
        Self {
            id: row.id,
            title: row.title,
            groups: &row.groups,
            assessment: row.assessment,
            responsibility: row.responsibility,
            judged_by: row.judged_by,
            weight: row.weight,
            why: row.why,
            controls: &row.controls,
            unanswered: &row.unanswered,
        }
    }
}
