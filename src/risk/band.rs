//! Scores in words, and how long each may stay.
//!
//! Calibrated against a published matrix of likelihood (improbable, possible, probable, highly probable) and impact
//! (low, medium, high, critical): `L L M M / L M H H / M H H C / M H C C`. The 16 cells are golden tests of the score.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// In rising order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Band {
    Low,
    Medium,
    High,
    Critical,
}

impl Band {
    pub const ALL: [Self; 4] = [Self::Critical, Self::High, Self::Medium, Self::Low];

    /// The band of a score from 0 to 100.
    pub fn of(score: f64) -> Self {
        match score {
            s if s >= 84.0 => Self::Critical,
            s if s >= 60.0 => Self::High,
            s if s >= 38.0 => Self::Medium,
            _ => Self::Low,
        }
    }

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Critical => "critical",
        }
    }

    /// What to do about it.
    pub fn advice(self) -> &'static str {
        match self {
            Self::Critical => "act now",
            Self::High => "out of cycle",
            Self::Medium => "scheduled",
            Self::Low => "defer",
        }
    }
}

/// Days from the day a finding was first seen until it is overdue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct DueDays {
    pub critical: u32,
    pub high: u32,
    pub medium: u32,
    pub low: u32,
}

impl Default for DueDays {
    fn default() -> Self {
        Self { critical: 7, high: 30, medium: 90, low: 365 }
    }
}

impl DueDays {
    pub fn of(&self, band: Band) -> u32 {
        match band {
            Band::Critical => self.critical,
            Band::High => self.high,
            Band::Medium => self.medium,
            Band::Low => self.low,
        }
    }
}
