//! A framework as a person writes it.

use super::AssessmentMethod;
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
    pub techniques: bool,
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
    /// Controls (`s3/*`) and other requirements (`nist-800-53-r5:AC-2`, `mitre-attack:T1530*`).
    #[serde(default)]
    pub satisfied_by: Vec<Spanned<String>>,
    #[serde(default)]
    pub weight: Option<Spanned<u64>>,
    #[serde(default)]
    pub why: Option<String>,
}
