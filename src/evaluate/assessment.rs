//! All verdicts of one run.

use super::{Finding, Verdict, WaiverUse, Waivers};
use crate::control::ControlSet;
use crate::snapshot::{Gap, Snapshot};

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

impl Tally {
    pub(super) fn count(&mut self, verdict: Verdict) {
        match verdict {
            Verdict::Pass => self.pass += 1,
            Verdict::Fail => self.fail += 1,
            Verdict::Unknown => self.unknown += 1,
        }
    }
}

impl Assessment {
    /// Some of the findings, counted by themselves, with the waivers that cover some of them. Passes count where they were
    /// kept. What could not be listed may belong to any part.
    pub fn part(&self, controls: &ControlSet, snapshot: &Snapshot, is_part: impl Fn(&Finding) -> bool) -> Self {
        let findings = self.findings.iter().filter(|finding| is_part(finding));
        let findings: Vec<Finding> = findings.map(|finding| Finding { waiver: None, ..finding.clone() }).collect();
        let mut tallies: Vec<Tally> =
            self.tallies.iter().map(|tally| Tally { blind: tally.blind, ..Tally::default() }).collect();
        for finding in &findings {
            tallies[finding.control].count(finding.verdict);
        }
        let mut part = Self { findings, tallies, blind: self.blind.clone(), waivers: Vec::new() };
        Waivers::of(self.waivers.iter().map(|used| used.waiver.clone())).apply(&mut part, controls, snapshot);
        part.drop_strange_waivers();
        part
    }

    /// A waiver that covers nothing of a part covers something of another, or is the estate's to tidy up.
    fn drop_strange_waivers(&mut self) {
        let mut next = 0;
        let places: Vec<Option<usize>> = self
            .waivers
            .iter()
            .map(|used| {
                let place = (used.covers > 0).then_some(next);
                next += usize::from(place.is_some());
                place
            })
            .collect();
        for finding in &mut self.findings {
            finding.waiver = finding.waiver.and_then(|place| places[place]);
        }
        self.waivers.retain(|used| used.covers > 0);
    }
}
