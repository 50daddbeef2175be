//! All verdicts of one run.

use super::{Finding, WaiverUse};
use crate::snapshot::Gap;

/// What the controls said about a snapshot.
#[derive(Debug, Clone, Default)]
pub struct Assessment {
    /// By control id and resource id.
    pub findings: Vec<Finding>,
    /// One for each control of the set, in the set's order.
    pub tallies: Vec<Tally>,
    /// Where a whole kind could not be read, and which controls are blind because of it.
    pub blind: Vec<Blind>,
    /// What became of each waiver.
    pub waivers: Vec<WaiverUse>,
}

/// How often a control said what.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    pub pass: u64,
    pub fail: u64,
    pub unknown: u64,
    /// Of the failures, those that are accepted.
    pub waived: u64,
    /// Some resources of the control's kind could not be listed, or none was asked for.
    pub blind: bool,
}

/// A kind that could not be read in a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Blind {
    pub gap: Gap,
    /// Places in the control set.
    pub controls: Vec<usize>,
}
