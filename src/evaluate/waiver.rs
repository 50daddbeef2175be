//! Findings that a person accepts, with a reason, until a date.
//!
//! A list and not a map, so that no rule overwrites another; exact names or wildcards, so that no rule matches more
//! than it says; and every rule says why, who, and how long.

use chrono::NaiveDate;
use serde::Deserialize;

/// The file: `waivers: [...]`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Waivers {
    pub waivers: Vec<Waiver>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Waiver {
    /// A control's id, with `*` and `?`.
    pub control: Option<String>,
    /// A resource's id or ARN, with `*` and `?`.
    pub resource: Option<String>,
    /// The fingerprint of one finding.
    pub fingerprint: Option<String>,
    pub account: Option<String>,
    pub reason: String,
    pub owner: String,
    /// The last day on which it holds.
    pub expires: NaiveDate,
}

/// What became of a waiver in a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaiverUse {
    pub waiver: Waiver,
    /// Findings that it covers, or would cover if it had not expired.
    pub covers: u64,
    pub expired: bool,
}
