//! Fixes: one change that a person makes, and all the findings that it closes.

use crate::control::{Effort, FixScope};

#[derive(Debug, Clone, PartialEq)]
pub struct FixPlan {
    /// Stable across runs: of the change and where it is made.
    pub id: String,
    /// The control whose fix is described; the heaviest of those that the change closes.
    pub control: usize,
    pub scope: FixScope,
    pub effort: Effort,
    /// The resource, `account/region` or account where the change is made.
    pub target: String,
    pub account: String,
    pub region: Option<String>,
    pub owner: Option<String>,
    /// Places in the assessment's findings, heaviest first.
    pub findings: Vec<usize>,
    /// The estate's load now, minus the load without these findings.
    pub worth: f64,
    /// Worth as a part of the estate's load, 0 to 1.
    pub share: f64,
}
