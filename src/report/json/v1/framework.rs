//! What is known about each framework's requirements.

use super::attestation::Attestation;
use crate::framework::{AssessmentMethod, JudgedBy, Responsibility, Score, Status};
use crate::report::view;
use schemars::JsonSchema;
use serde::Serialize;

#[derive(Serialize, JsonSchema)]
pub(super) struct Framework<'a> {
    id: &'a str,
    title: &'a str,
    version: Option<&'a str>,
    /// Where its publisher explains it.
    url: Option<&'a str>,
    license: Option<&'a str>,
    /// What the framework's licence asks every copy to say.
    notice: Option<&'a str>,
    /// Requirements by status.
    score: Score,
    /// The same with every requirement counted as often as it weighs.
    weighted: Score,
    requirements: Vec<Requirement<'a>>,
}

#[derive(Serialize, JsonSchema)]
struct Requirement<'a> {
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
    status: Status,
    /// The controls that serve it.
    controls: &'a [&'a str],
    /// The names in other tools that it refers to and that no control has, as `prowler:s3_bucket_kms_encryption`.
    unanswered: &'a [String],
    /// What decided its status, where it is attested or inherited.
    attestation: Option<Attestation<'a>>,
    /// Their open failures.
    failures: u64,
    /// Their failures that somebody accepted; they do not meet the requirement.
    waived: u64,
}

impl<'a> From<&'a view::FrameworkRow<'a>> for Framework<'a> {
    fn from(row: &'a view::FrameworkRow<'a>) -> Self {
        let requirements = row.requirements.iter().map(|requirement| Requirement {
            id: requirement.id,
            title: requirement.title,
            groups: &requirement.groups,
            assessment: requirement.assessment,
            responsibility: requirement.responsibility,
            judged_by: requirement.judged_by,
            weight: requirement.weight,
            why: requirement.why,
            status: requirement.status,
            controls: &requirement.controls,
            unanswered: &requirement.unanswered,
            attestation: requirement.attestation.map(Into::into),
            failures: requirement.failures,
            waived: requirement.waived,
        });
        Self {
            id: row.id,
            title: row.title,
            version: row.version,
            url: row.url,
            license: row.license,
            notice: row.notice,
            score: row.score,
            weighted: row.weighted,
            requirements: requirements.collect(),
        }
    }
}
