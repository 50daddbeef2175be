//! What is kept of one run, to compare it with others: no resources and no values, so that many fit into memory.
//!
//! It is also what is kept on disk of what was reported, so that the names of its fields are a format: see `reported`.

use super::Ruler;
use crate::control::ControlSet;
use crate::evaluate::{Assessment, Finding, Verdict};
use crate::facts::Facts;
use crate::framework::{Coverage, Framework, Score};
use crate::risk::{Band, Load, Ranking};
use crate::snapshot::{Gap, Header, Resource, Snapshot};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Picture {
    /// The snapshot's id.
    pub id: String,
    pub taken_at: DateTime<Utc>,
    pub accounts: Vec<String>,
    pub complete: bool,
    pub load: Load,
    pub inherent: Load,
    /// What each account carries.
    pub by_account: BTreeMap<String, Load>,
    /// What each owner carries; what nobody owns is under the empty name.
    pub by_owner: BTreeMap<String, Load>,
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
    pub sight: Sight,
    /// The rules by which it was drawn; none for today's.
    pub ruler: Option<Ruler>,
}

/// How much of what was asked was seen.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sight {
    pub resources: u64,
    /// Verdicts that were reached: a control on a resource that passed or failed.
    pub decided: u64,
    /// Verdicts that could not be, as something that decides was not read.
    pub undecided: u64,
    pub controls: u64,
    /// Of these, controls of whose kind a listing failed, somewhere, or was not asked for.
    pub blind_controls: u64,
}

/// A finding of a run, without its evidence.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
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
    /// The fingerprint of the broader failure that it is a part of: in no count, and there all the same.
    pub folded: Option<String>,
    pub score: f64,
    pub band: Band,
    /// What it weighs by itself, at the most.
    pub load: f64,
}

/// How a picture looks at a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Look {
    /// It was not to be read.
    NotAsked,
    /// It was to be read, and could not be.
    Blind,
    Sees,
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
            let owner = facts.of(finding.resource).owner.name.clone();
            let seen = Seen::of(finding, &snapshot.resources[finding.resource], controls);
            let (score, band, load) = (score.value(), score.band(), Load::of_score(score.high));
            (finding.fingerprint.clone(), Seen { owner, score, band, load, ..seen })
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
            by_account: ranking.loads.by_account.clone(),
            by_owner: ranking.loads.by_owner.clone(),
            findings: findings.collect(),
            resources: snapshot.resources.iter().map(|resource| resource.id.to_string()).collect(),
            blind: blind.collect(),
            header: snapshot.header.clone(),
            frameworks: coverages.iter().map(|c| (frameworks[c.framework].id.clone(), c.score)).collect(),
            sight: Sight::of(snapshot, assessment),
            ruler: None,
        }
    }

    /// The number of open failures in a band.
    pub fn open_in(&self, band: Band) -> u64 {
        self.findings.values().filter(|seen| seen.is_open() && seen.band == band).count() as u64
    }

    /// Failures that somebody accepted.
    pub fn accepted(&self) -> u64 {
        let accepted = |seen: &&Seen| seen.verdict == Verdict::Fail && seen.waived && seen.folded.is_none();
        self.findings.values().filter(accepted).count() as u64
    }

    /// Whether a failure was there, by itself or as a part of another.
    pub(super) fn failed(&self, fingerprint: &str) -> bool {
        self.findings.get(fingerprint).is_some_and(|seen| seen.verdict == Verdict::Fail)
    }

    /// Whether a finding would have been known, had it been there.
    pub(super) fn saw(&self, fingerprint: &str, seen: &Seen) -> bool {
        let undecided = self.findings.get(fingerprint).is_some_and(|was| was.verdict == Verdict::Unknown);
        !undecided && (self.resources.contains(&seen.resource) || self.looks_at(seen) == Look::Sees)
    }

    /// Whether the place of a finding was read.
    pub(super) fn looks_at(&self, seen: &Seen) -> Look {
        self.looks_at_place(&seen.kind, &seen.account, &seen.region)
    }

    /// Whether a resource of a kind would be known, were it there.
    pub(super) fn looks_at_place(&self, kind: &str, account: &str, region: &str) -> Look {
        let blind = |region: &str| self.blind.contains(&(kind.to_owned(), account.to_owned(), region.to_owned()));
        if !self.header.asked(kind, account, region) {
            Look::NotAsked
        } else if blind(region) || blind("global") {
            Look::Blind
        } else {
            Look::Sees
        }
    }
}

impl Sight {
    fn of(snapshot: &Snapshot, assessment: &Assessment) -> Self {
        let tallies = &assessment.tallies;
        Self {
            resources: snapshot.resources.len() as u64,
            decided: tallies.iter().map(|tally| tally.pass + tally.fail).sum(),
            undecided: tallies.iter().map(|tally| tally.unknown).sum(),
            controls: tallies.len() as u64,
            blind_controls: tallies.iter().filter(|tally| tally.blind).count() as u64,
        }
    }
}

impl Seen {
    fn of(finding: &Finding, resource: &Resource, controls: &ControlSet) -> Self {
        let control = &controls.controls()[finding.control];
        let broader = finding.folded_under.map(|broader| &controls.controls()[broader].id);
        Self {
            control: control.id.clone(),
            title: control.title.clone(),
            resource: resource.id.to_string(),
            name: resource.label().to_owned(),
            kind: resource.kind.to_string(),
            account: resource.account.to_string(),
            region: resource.region.to_string(),
            owner: None,
            verdict: finding.verdict,
            waived: finding.waiver.is_some(),
            folded: broader.map(|broader| resource.fingerprint(broader)),
            score: 0.0,
            band: Band::Low,
            load: 0.0,
        }
    }

    /// Whether it counts against the estate.
    pub fn is_open(&self) -> bool {
        self.verdict == Verdict::Fail && !self.waived && self.folded.is_none()
    }

    /// What it adds to what its resource carries, before it is weighed with the others of the resource.
    pub(super) fn weight(&self) -> f64 {
        let left = self.verdict != Verdict::Pass && !self.waived && self.folded.is_none();
        if left { self.load } else { 0.0 }
    }

    /// Its resource, of which there may be one of the same id in another account.
    pub(super) fn place(&self) -> Place<'_> {
        (&self.account, &self.region, &self.kind, &self.resource)
    }
}

/// Account, region, kind and id of a resource.
pub(super) type Place<'a> = (&'a str, &'a str, &'a str, &'a str);

#[cfg(test)]
pub(super) mod sample {
    use super::*;
    use crate::snapshot::{AccountId, Reach, Region};

    /// A finding whose fingerprint is its resource's id and, for `a/2`, a control of its own.
    pub(in super::super) fn fail(name: &str) -> (String, Seen) {
        let (resource, control) = name.split_once('/').unwrap_or((name, "c"));
        let seen = Seen {
            control: format!("c/{control}"),
            title: "c".into(),
            resource: resource.into(),
            name: resource.into(),
            kind: "k".into(),
            account: "111122223333".into(),
            region: "eu-west-1".into(),
            owner: None,
            verdict: Verdict::Fail,
            waived: false,
            folded: None,
            score: 50.0,
            band: Band::Medium,
            load: 32.0,
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
        let findings: BTreeMap<String, Seen> = findings.into_iter().collect();
        let high = super::super::change::carried(&findings);
        let load = Load { low: high, high, unbounded: false };
        Picture {
            header: header(day),
            id: day.to_owned(),
            taken_at: format!("{day}T00:00:00Z").parse().unwrap(),
            accounts: vec!["111122223333".to_owned()],
            complete: true,
            load,
            inherent: load,
            by_account: [("111122223333".to_owned(), load)].into(),
            by_owner: [(String::new(), load)].into(),
            findings,
            resources: resources.iter().map(|id| (*id).to_owned()).collect(),
            blind: BTreeSet::new(),
            frameworks: BTreeMap::new(),
            sight: Sight::default(),
            ruler: None,
        }
    }
}
