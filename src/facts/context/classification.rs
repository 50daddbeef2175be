//! The user's own rules about data, importance and owners: the part of `plimsoll.yaml` that facts need.

use super::{Criticality, DataClass};
use crate::control::Condition;
use crate::snapshot::{KindInfo, glob};
use crate::yaml::{Mistake, Source, Spanned};
use serde::Deserialize;
use std::collections::BTreeSet;

/// Which tags to believe, and rules for what has no tags. The first rule that matches and says something wins; tags win
/// over rules.
#[derive(Debug, Deserialize)]
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
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Rule {
    /// An account's id or name.
    pub account: Option<String>,
    /// A unit of the organisation, by name, path or id: the account is in it, or in one below.
    pub ou: Option<String>,
    /// A kind, such as `s3_bucket`.
    pub kind: Option<Spanned<String>>,
    /// The name or id, with `*` and `?`.
    pub name: Option<String>,
    /// A condition in CEL.
    pub when: Option<Condition>,
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

impl Classification {
    /// What is wrong with the rules, beyond what does not even parse.
    pub fn lint(&self, source: &Source, kinds: &[KindInfo]) -> Vec<Mistake> {
        self.rules.iter().flat_map(|rule| rule.lint(source, kinds)).collect()
    }

    /// The kinds that must be read for the rules to be decided.
    pub(in crate::facts) fn needs(&self) -> BTreeSet<String> {
        self.rules.iter().flat_map(Rule::needs).collect()
    }
}

impl Rule {
    fn lint(&self, source: &Source, kinds: &[KindInfo]) -> Vec<Mistake> {
        let names = || kinds.iter().map(|kind| kind.name);
        if let Some(kind) = self.kind.as_ref().filter(|kind| !names().any(|name| glob(&kind.value, name))) {
            let mistake = source.mistake_at(kind, format!("there is no kind `{}`", kind.value), "no kind");
            return vec![mistake.nearest(&kind.value, names())];
        }
        let kind = self.kind.as_ref().map(|kind| kind.value.as_str());
        self.when.iter().flat_map(|when| when.lint(source, kind, kinds)).collect()
    }

    fn needs(&self) -> BTreeSet<String> {
        let organization: &[&str] = match (&self.ou, &self.account) {
            (Some(_), _) => &["organizations_account", "organizations_ou", "organizations_organization"],
            (None, Some(account)) if !is_number(account) => &["organizations_account", "organizations_organization"],
            _ => &[],
        };
        let looked_at = self.when.iter().flat_map(Condition::kinds);
        organization.iter().map(|kind| (*kind).to_owned()).chain(looked_at).collect()
    }
}

/// Whether a pattern can only be about accounts' numbers.
pub(super) fn is_number(pattern: &str) -> bool {
    pattern.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'*' | b'?'))
}
