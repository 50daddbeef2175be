//! A control as a person writes it.

use super::map::RawMap;
use super::{Fix, RiskProfile, Severity};
use crate::snapshot::Value;
use crate::yaml::Spanned;
use chrono::{DateTime, Utc};
use serde::Deserialize;
use std::collections::BTreeMap;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawControl {
    pub title: Spanned<String>,
    pub resource: Spanned<String>,
    pub severity: Severity,
    #[serde(default)]
    pub applies: Option<Spanned<String>>,
    pub check: Spanned<String>,
    #[serde(default)]
    pub params: Option<Value>,
    pub why: Spanned<String>,
    pub risk: RiskProfile,
    pub fix: Fix,
    #[serde(default)]
    pub maps: BTreeMap<String, RawMap>,
    #[serde(default)]
    pub folded_under: Vec<Spanned<String>>,
    #[serde(default)]
    pub also_known_as: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    pub references: Vec<Spanned<String>>,
    #[serde(default)]
    pub examples: Vec<Spanned<RawExample>>,
}

/// One of `pass`, `fail`, `unknown` and `skip`, and what surrounds it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawExample {
    #[serde(default)]
    pub pass: Option<Value>,
    #[serde(default)]
    pub fail: Option<Value>,
    #[serde(default)]
    pub unknown: Option<Value>,
    #[serde(default)]
    pub skip: Option<Value>,
    /// Other resources in the same account and region, by kind.
    #[serde(default)]
    pub with: BTreeMap<String, Vec<Value>>,
    #[serde(default)]
    pub facts: Option<Value>,
    #[serde(default)]
    pub params: Option<Value>,
    #[serde(default)]
    pub now: Option<DateTime<Utc>>,
    /// For whoever reads the control.
    #[serde(default)]
    #[expect(dead_code, reason = "parsed so that it may be written; nothing shows it")]
    pub note: Option<String>,
}
