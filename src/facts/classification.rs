//! The user's own rules about data, importance and owners: the part of `plimsoll.yaml` that facts need.

use super::{Criticality, DataClass};
use serde::Deserialize;

/// Which tags to believe, and rules for what has no tags. The first rule that matches and says something wins; tags win
/// over rules.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Classification {
    /// Names of tags that hold a data class, without regard to case.
    pub data_class_tags: Vec<String>,
    pub criticality_tags: Vec<String>,
    pub owner_tags: Vec<String>,
    /// Tags that hold the environment: `prod` is high, `dev`, `test` and `sandbox` are low.
    pub environment_tags: Vec<String>,
    pub rules: Vec<Rule>,
}

/// What is so for the resources that match.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// An account id.
    pub account: Option<String>,
    /// A kind, such as `s3_bucket`.
    pub kind: Option<String>,
    /// The name or id, with `*` and `?`.
    pub name: Option<String>,
    pub data_class: Option<DataClass>,
    pub criticality: Option<Criticality>,
    pub owner: Option<String>,
}

impl Default for Classification {
    fn default() -> Self {
        let words = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        Self {
            data_class_tags: words(&["data-classification", "data-class", "classification", "confidentiality"]),
            criticality_tags: words(&["criticality", "business-criticality", "tier"]),
            owner_tags: words(&["owner", "team", "owned-by", "contact"]),
            environment_tags: words(&["environment", "env", "stage"]),
            rules: Vec::new(),
        }
    }
}
