//! A framework as a person writes it.

use super::{AssessmentMethod, JudgedBy, Responsibility};
use crate::yaml::Spanned;
use serde::Deserialize;
use std::collections::BTreeMap;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawFramework {
    pub title: Spanned<String>,
    #[serde(default)]
    pub version: Option<String>,
    #[serde(default)]
    pub url: Option<String>,
    /// Where the ids and titles were taken from.
    #[serde(default)]
    pub source: Option<String>,
    #[serde(default)]
    pub license: Option<String>,
    /// What the licence asks every copy to say.
    #[serde(default)]
    pub notice: Option<String>,
    #[serde(default)]
    pub example: bool,
    #[serde(default)]
    pub superseded_by: Option<Spanned<String>>,
    #[serde(default)]
    pub techniques: bool,
    /// The tool whose names its ids are: a control that is known by one of them serves it.
    #[serde(default)]
    pub known_as: Option<Spanned<String>>,
    /// Of all requirements that neither say it themselves nor have it from their group.
    #[serde(default)]
    pub responsibility: Option<Responsibility>,
    #[serde(default)]
    pub judged_by: Option<JudgedBy>,
    #[serde(default)]
    pub groups: Vec<RawGroup>,
    pub requirements: Vec<RawRequirement>,
    /// Ids that are no longer in force, and the requirements or groups that took their place.
    #[serde(default)]
    pub withdrawn: BTreeMap<String, Vec<Spanned<String>>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawGroup {
    pub id: Spanned<String>,
    pub title: String,
    /// Of those of its requirements that do not say it themselves.
    #[serde(default)]
    pub responsibility: Option<Responsibility>,
    #[serde(default)]
    pub judged_by: Option<JudgedBy>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawRequirement {
    pub id: Spanned<String>,
    pub title: String,
    #[serde(default)]
    pub groups: Vec<Spanned<String>>,
    #[serde(default)]
    pub baselines: Vec<String>,
    #[serde(default)]
    pub assessment: Option<AssessmentMethod>,
    #[serde(default)]
    pub responsibility: Option<Responsibility>,
    #[serde(default)]
    pub judged_by: Option<Spanned<JudgedBy>>,
    /// Controls (`s3/*`), other requirements (`nist-800-53-r5:AC-2`, `mitre-attack:T1530*`), and controls by their name in
    /// another tool (`prowler:s3_bucket_kms_encryption`).
    #[serde(default)]
    pub satisfied_by: Vec<Spanned<String>>,
    #[serde(default)]
    pub weight: Option<Spanned<u64>>,
    #[serde(default)]
    pub why: Option<String>,
}
