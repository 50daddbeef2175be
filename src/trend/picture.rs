//! What is kept of one run, to compare it with others: no resources and no values, so that many fit into memory.

use crate::control::ControlSet;
use crate::evaluate::Verdict;
use crate::framework::Score;
use crate::risk::{Band, Load};
use chrono::{DateTime, Utc};
use std::collections::{BTreeMap, BTreeSet};

#[derive(Debug, Clone)]
pub struct Picture {
    /// The snapshot's id.
    pub id: String,
    pub taken_at: DateTime<Utc>,
    pub complete: bool,
    pub load: Load,
    pub inherent: Load,
    /// Open failures and unknowns, by fingerprint; waived ones too.
    pub findings: BTreeMap<String, Seen>,
    /// The ids of all resources, to tell what was fixed from what was removed.
    pub resources: BTreeSet<String>,
    /// Kinds, accounts and regions that could not be read: what is missing there was not fixed.
    pub blind: BTreeSet<(String, String, String)>,
    /// Each framework's score, by its id.
    pub frameworks: BTreeMap<String, Score>,
}

/// A finding of a run, without its evidence.
#[derive(Debug, Clone, PartialEq)]
pub struct Seen {
    pub control: String,
    pub title: String,
    pub resource: String,
    pub kind: String,
    pub account: String,
    pub region: String,
    pub owner: Option<String>,
    pub verdict: Verdict,
    pub waived: bool,
    pub score: f64,
    pub band: Band,
}

impl Picture {
    /// The number of open failures in a band.
    pub fn open_in(&self, band: Band) -> u64 {
        self.findings.values().filter(|s| s.verdict == Verdict::Fail && !s.waived && s.band == band).count() as u64
    }

    /// The control's title, where today's set still has it.
    pub fn title<'a>(controls: &'a ControlSet, id: &str) -> Option<&'a str> {
        controls.get(id).map(|control| control.title.as_str())
    }
}
