//! A control's verdict on a resource, with what led to it.

use crate::snapshot::{Unread, Value};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    Pass,
    /// Something that decides could not be read.
    Unknown,
    Fail,
}

impl Verdict {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Fail => "fail",
            Self::Unknown => "unknown",
        }
    }
}

/// A verdict that is kept: all failures and unknowns, and passes where they were asked for.
#[derive(Debug, Clone)]
pub struct Finding {
    pub fingerprint: String,
    /// The control's place in the control set.
    pub control: usize,
    /// The resource's place in the snapshot.
    pub resource: usize,
    pub verdict: Verdict,
    /// What could not be read, for an unknown.
    pub unread: Option<Unread>,
    /// The values that the check looked at, in the order of their paths.
    pub evidence: Vec<Evidence>,
    /// The ids of the other resources in which the cause lies, where the control can tell.
    pub cause: Option<String>,
    /// The waiver that accepts it, by its place in the list of waivers.
    pub waiver: Option<usize>,
    /// The broader control that fails on the same resource for the same cause, by its place in the control set.
    pub folded_under: Option<usize>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Evidence {
    /// As the control writes it, such as `resource.versioning.status`.
    pub path: Arc<str>,
    pub value: Value,
}

impl Finding {
    /// Whether it counts against the estate: a failure that nobody has accepted, and no part of another.
    pub fn is_open(&self) -> bool {
        self.verdict == Verdict::Fail && self.is_left()
    }

    /// Whether it carries load after waivers, whatever the verdict.
    pub fn is_left(&self) -> bool {
        self.waiver.is_none() && self.folded_under.is_none()
    }
}
