//! How the estate stands: its load against the line, and who carries it.

use super::{Count, Inputs};
use crate::evaluate::Verdict;
use crate::risk::{Band, Load};
use std::collections::BTreeMap;

pub struct Posture<'a> {
    /// What is left after waivers.
    pub load: Load,
    /// As if nothing had been waived.
    pub inherent: Load,
    pub line: Option<Line>,
    /// Open failures in each band, worst first.
    pub bands: [(Band, u64); 4],
    pub open: Count,
    pub overdue: u64,
    pub waived: u64,
    /// Findings that could not be decided.
    pub unknown: u64,
    /// Controls that could not see all they look at.
    pub blind_controls: Count,
    /// Heaviest first.
    pub accounts: Vec<Carrier<'a>>,
    /// Heaviest first; without a name where nobody is named.
    pub owners: Vec<Carrier<'a>>,
}

/// Somebody or something that carries load.
pub struct Carrier<'a> {
    pub name: Option<&'a str>,
    pub load: Load,
    /// Open failures.
    pub open: u64,
}

/// How much the estate may carry, and whether it does.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Line {
    pub limit: f64,
    pub standing: Standing,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Even at the most that is known of.
    Below,
    /// Below at the least and over at the most, or below with whole kinds unread.
    Unclear,
    Over,
}

impl Line {
    pub(super) fn of(limit: f64, load: Load) -> Self {
        let standing = match load {
            Load { low, .. } if low > limit => Standing::Over,
            Load { high, unbounded: false, .. } if high <= limit => Standing::Below,
            _ => Standing::Unclear,
        };
        Self { limit, standing }
    }
}

impl<'a> Posture<'a> {
    pub(super) fn of(inputs: &Inputs<'a>) -> Self {
        let tally = Tallied::of(inputs);
        let loads = &inputs.ranking.loads;
        let tallies = &inputs.assessment.tallies;
        let blind = tallies.iter().filter(|tally| tally.blind || tally.unknown > 0).count();
        Self {
            load: loads.estate,
            inherent: loads.inherent,
            line: inputs.line.map(|limit| Line::of(limit, loads.estate)),
            bands: Band::ALL.map(|band| (band, tally.bands.get(&band).copied().unwrap_or(0))),
            open: Count::new(tally.open, "failure", "failures"),
            overdue: tally.overdue,
            waived: tally.waived,
            unknown: tally.unknown,
            blind_controls: Count::new(blind, "control", "controls"),
            accounts: carriers(&loads.by_account, &tally.accounts),
            owners: carriers(&loads.by_owner, &tally.owners),
        }
    }
}

#[derive(Default)]
struct Tallied<'a> {
    bands: BTreeMap<Band, u64>,
    open: usize,
    overdue: u64,
    waived: u64,
    unknown: u64,
    accounts: BTreeMap<&'a str, u64>,
    owners: BTreeMap<&'a str, u64>,
}

impl<'a> Tallied<'a> {
    fn of(inputs: &Inputs<'a>) -> Self {
        let mut tally = Self::default();
        for (place, finding) in inputs.assessment.findings.iter().enumerate() {
            match finding.verdict {
                Verdict::Pass => {}
                Verdict::Unknown => tally.unknown += 1,
                Verdict::Fail if finding.waiver.is_some() => tally.waived += 1,
                Verdict::Fail if finding.folded_under.is_some() => {}
                Verdict::Fail => tally.count_open(inputs, place),
            }
        }
        tally
    }

    fn count_open(&mut self, inputs: &Inputs<'a>, place: usize) {
        let finding = &inputs.assessment.findings[place];
        let resource = &inputs.snapshot.resources[finding.resource];
        let owner = inputs.facts.of(finding.resource).owner.name.as_deref();
        self.open += 1;
        self.overdue += u64::from(super::finding::dates(inputs, place).is_some_and(|dates| dates.overdue));
        *self.accounts.entry(resource.account.as_str()).or_default() += 1;
        *self.owners.entry(owner.unwrap_or_default()).or_default() += 1;
        if let Some(score) = super::finding::score(inputs, place) {
            *self.bands.entry(score.band()).or_default() += 1;
        }
    }
}

fn carriers<'a>(loads: &'a BTreeMap<String, Load>, open: &BTreeMap<&str, u64>) -> Vec<Carrier<'a>> {
    let mut rows: Vec<Carrier<'a>> = loads
        .iter()
        .map(|(name, load)| Carrier {
            name: Some(name.as_str()).filter(|name| !name.is_empty()),
            load: *load,
            open: open.get(name.as_str()).copied().unwrap_or(0),
        })
        .collect();
    rows.sort_by(|a, b| b.load.high.total_cmp(&a.load.high).then(a.name.cmp(&b.name)));
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_load_that_may_be_over_the_line_is_not_called_below() {
        let load = |low, high, unbounded| Load { low, high, unbounded };
        assert_eq!(Line::of(100.0, load(50.0, 90.0, false)).standing, Standing::Below);
        assert_eq!(Line::of(100.0, load(50.0, 90.0, true)).standing, Standing::Unclear);
        assert_eq!(Line::of(100.0, load(50.0, 150.0, false)).standing, Standing::Unclear);
        assert_eq!(Line::of(100.0, load(101.0, 150.0, true)).standing, Standing::Over);
    }
}
