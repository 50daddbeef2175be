//! What is kept of one run, to compare it with others: no resources and no values, so that many fit into memory.

use crate::control::ControlSet;
use crate::evaluate::{Assessment, Verdict};
use crate::facts::Facts;
use crate::framework::{Coverage, Framework, Score};
use crate::risk::{Band, Load, Ranking};
use crate::snapshot::{Gap, Header, Snapshot};
use chrono::{DateTime, Utc};
use std::collections::{BTreeMap, BTreeSet};

#[derive(Debug, Clone)]
pub struct Picture {
    /// The snapshot's id.
    pub id: String,
    pub taken_at: DateTime<Utc>,
    pub accounts: Vec<String>,
    pub complete: bool,
    pub load: Load,
    pub inherent: Load,
    /// Open failures and unknowns, by fingerprint; waived ones too.
    pub findings: BTreeMap<String, Seen>,
    /// The ids of all resources, to tell what was fixed from what was removed.
    pub resources: BTreeSet<String>,
    /// Kinds, accounts and regions that could not be read: what is missing there was not fixed.
    pub blind: BTreeSet<(String, String, String)>,
    /// What was asked of which accounts and regions: nothing is known of others.
    pub header: Header,
    /// Each framework's score, by its id.
    pub frameworks: BTreeMap<String, Score>,
}

/// A finding of a run, without its evidence.
#[derive(Debug, Clone, PartialEq)]
pub struct Seen {
    pub control: String,
    pub title: String,
    pub resource: String,
    /// What people call it.
    pub name: String,
    pub kind: String,
    pub account: String,
    pub region: String,
    pub owner: Option<String>,
    pub verdict: Verdict,
    pub waived: bool,
    /// A part of a broader failure: in no count, and there all the same.
    pub folded: bool,
    pub score: f64,
    pub band: Band,
}

impl Picture {
    /// Draws a run.
    pub fn of(
        snapshot: &Snapshot,
        controls: &ControlSet,
        facts: &Facts,
        assessment: &Assessment,
        ranking: &Ranking,
        frameworks: &[Framework],
        coverages: &[Coverage],
    ) -> Self {
        let problems = assessment.findings.iter().zip(&ranking.scores).filter(|(f, _)| f.verdict != Verdict::Pass);
        let findings = problems.map(|(finding, score)| {
            let (control, resource) = (&controls.controls()[finding.control], &snapshot.resources[finding.resource]);
            let seen = Seen {
                control: control.id.clone(),
                title: control.title.clone(),
                resource: resource.id.to_string(),
                name: resource.label().to_owned(),
                kind: resource.kind.to_string(),
                account: resource.account.to_string(),
                region: resource.region.to_string(),
                owner: facts.of(finding.resource).owner.name.clone(),
                verdict: finding.verdict,
                waived: finding.waiver.is_some(),
                folded: finding.folded_under.is_some(),
                score: score.value(),
                band: score.band(),
            };
            (finding.fingerprint.clone(), seen)
        });
        let blind = assessment.blind.iter().map(|blind| {
            let Gap { kind, account, region, .. } = &blind.gap;
            (kind.clone(), account.to_string(), region.to_string())
        });
        Self {
            id: snapshot.header.id.clone(),
            taken_at: snapshot.header.taken_at,
            accounts: snapshot.header.accounts.iter().map(ToString::to_string).collect(),
            complete: snapshot.is_complete(),
            load: ranking.loads.estate,
            inherent: ranking.loads.inherent,
            findings: findings.collect(),
            resources: snapshot.resources.iter().map(|resource| resource.id.to_string()).collect(),
            blind: blind.collect(),
            header: snapshot.header.clone(),
            frameworks: coverages.iter().map(|c| (frameworks[c.framework].id.clone(), c.score)).collect(),
        }
    }

    /// The number of open failures in a band.
    pub fn open_in(&self, band: Band) -> u64 {
        let open = |seen: &&Seen| seen.verdict == Verdict::Fail && !seen.waived && !seen.folded && seen.band == band;
        self.findings.values().filter(open).count() as u64
    }

    /// Whether a failure was there, by itself or as a part of another.
    pub(super) fn failed(&self, fingerprint: &str) -> bool {
        self.findings.get(fingerprint).is_some_and(|seen| seen.verdict == Verdict::Fail)
    }

    /// Whether a finding would have been known, had it been there.
    pub(super) fn saw(&self, fingerprint: &str, seen: &Seen) -> bool {
        let undecided = self.findings.get(fingerprint).is_some_and(|was| was.verdict == Verdict::Unknown);
        !undecided && (self.resources.contains(&seen.resource) || !self.is_blind_to(seen))
    }

    /// Whether a resource could be there without being seen.
    pub(super) fn is_blind_to(&self, seen: &Seen) -> bool {
        let asked = self.header.asked(&seen.kind, &seen.account, &seen.region);
        !asked
            || self.blind.iter().any(|(kind, account, region)| {
                *kind == seen.kind && *account == seen.account && (*region == seen.region || region == "global")
            })
    }
}

#[cfg(test)]
pub(super) mod sample {
    use super::*;
    use crate::snapshot::{AccountId, Reach, Region};

    /// A finding whose fingerprint is its resource's id.
    pub(in super::super) fn fail(name: &str) -> (String, Seen) {
        let seen = Seen {
            control: "c/c".into(),
            title: "c".into(),
            resource: name.into(),
            name: name.into(),
            kind: "k".into(),
            account: "111122223333".into(),
            region: "eu-west-1".into(),
            owner: None,
            verdict: Verdict::Fail,
            waived: false,
            folded: false,
            score: 50.0,
            band: Band::Medium,
        };
        (name.to_owned(), seen)
    }

    pub(in super::super) fn unknown(name: &str) -> (String, Seen) {
        let (name, seen) = fail(name);
        (name, Seen { verdict: Verdict::Unknown, ..seen })
    }

    fn header(day: &str) -> Header {
        let account = AccountId::try_from("111122223333").unwrap();
        let region = Region::try_from("eu-west-1").unwrap();
        let taken_at = format!("{day}T00:00:00Z").parse().unwrap();
        let mut header = Header::new(taken_at, "example".into(), vec![account], vec![region]);
        header.kinds.insert("k".into(), Reach::Regional);
        header
    }

    pub(in super::super) fn picture(day: &str, resources: &[&str], findings: Vec<(String, Seen)>) -> Picture {
        Picture {
            header: header(day),
            id: day.to_owned(),
            taken_at: format!("{day}T00:00:00Z").parse().unwrap(),
            accounts: vec!["111122223333".to_owned()],
            complete: true,
            load: Load::default(),
            inherent: Load::default(),
            findings: findings.into_iter().collect(),
            resources: resources.iter().map(|id| (*id).to_owned()).collect(),
            blind: BTreeSet::new(),
            frameworks: BTreeMap::new(),
        }
    }
}
