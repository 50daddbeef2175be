//! What is known about each requirement of a framework.

use schemars::JsonSchema;
use serde::Serialize;

/// How a requirement stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Every control that serves it passed wherever it applies.
    Met,
    /// A control that serves it failed somewhere.
    NotMet,
    /// None failed, and something could not be read, or nothing was there to be judged.
    Unknown,
    /// No control serves it.
    NotCovered,
}

/// A framework's requirements by status: four numbers, and never one percentage that hides the unknown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Score {
    pub met: u64,
    pub not_met: u64,
    pub unknown: u64,
    pub not_covered: u64,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequirementStatus {
    /// The requirement's place in its framework.
    pub requirement: usize,
    pub status: Status,
    /// Places in the control set of the controls that serve it.
    pub controls: Vec<usize>,
    /// Open failures of these controls.
    pub failures: u64,
}

/// One framework over one assessment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coverage {
    /// The framework's place in the list that was given.
    pub framework: usize,
    pub score: Score,
    /// One for each requirement, in the framework's order.
    pub requirements: Vec<RequirementStatus>,
}
