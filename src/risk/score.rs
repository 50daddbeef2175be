//! The score of a finding: 50 × (likelihood + impact), each between 0 and 1, with every step explained.

use super::Band;
use schemars::JsonSchema;
use serde::Serialize;

/// From 0 to 100. `low` and `high` differ where an input is not known; ranking is by `high`.
#[derive(Debug, Clone, PartialEq)]
pub struct Score {
    pub low: f64,
    pub high: f64,
    pub factors: Vec<Factor>,
    pub confidence: Confidence,
}

/// How sure a score is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Confidence {
    /// An input could be anything, and it matters by more than a band.
    Low,
    /// Some inputs are uncertain, within a band.
    Medium,
    /// All inputs are known.
    High,
}

/// One step of a score.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Factor {
    /// `exposure`, `exploit`, `effect`, `requirement`, ...
    pub name: &'static str,
    /// The value in words, such as `internet_open`.
    pub value: String,
    /// Added to likelihood or impact, at least and at most.
    pub low: f64,
    pub high: f64,
    /// Where the value came from, and why it weighs what it weighs.
    pub because: String,
}

impl Score {
    /// One decimal is more than can be known.
    pub fn value(&self) -> f64 {
        (self.high * 10.0).round() / 10.0
    }

    pub fn band(&self) -> Band {
        Band::of(self.high)
    }
}
