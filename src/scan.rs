//! The sentence: derive, evaluate, weigh, roll up; then compare, and lay out.
//!
//! Everything here is a pure function of a snapshot and the rules. Collecting, which is not, comes before it.

use crate::control::{Control, ControlSet};
use crate::evaluate::{Assessment, Finding, Keep, Waivers, evaluate};
use crate::facts::paths::Paths;
use crate::facts::{Classification, Deriver, Facts, Index};
use crate::framework::{Attestations, Coverage, Framework, Pick, coverage};
use crate::risk::{Ranking, weigh};
use crate::snapshot::Snapshot;
use crate::trend::Picture;
use std::collections::BTreeSet;

/// What a snapshot is judged by.
#[derive(Debug, Default)]
pub struct Rules {
    pub controls: ControlSet,
    pub frameworks: Vec<Framework>,
    /// The parts of frameworks to report; none is all but the examples and what was superseded.
    pub picks: Vec<Pick>,
    pub waivers: Waivers,
    pub attestations: Attestations,
    pub classification: Classification,
}

/// A snapshot, judged.
pub struct Scan<'a> {
    pub snapshot: &'a Snapshot,
    pub rules: &'a Rules,
    pub facts: Facts,
    pub assessment: Assessment,
    pub ranking: Ranking,
    pub coverages: Vec<Coverage>,
}

/// Judges a snapshot.
pub fn scan<'a>(snapshot: &'a Snapshot, rules: &'a Rules, keep: Keep) -> Scan<'a> {
    let index = Index::new(snapshot);
    let deriver = Deriver::new(&index, &rules.classification).asked_by(&rules.controls);
    let (assessment, facts) = evaluate(&deriver, &rules.controls, &rules.waivers, keep);
    let paths = rules.paths(&deriver);
    let ranking = weigh(snapshot, &facts, &rules.controls, &assessment, &paths);
    let vouched = rules.attestations.in_force(snapshot.header.taken_at.date_naive());
    let coverages = rules.covered(coverage(&rules.frameworks, &rules.controls, &assessment, &vouched));
    Scan { snapshot, rules, facts, assessment, ranking, coverages }
}

/// What of an estate is one owner's, or nobody's: its findings, weighed by themselves.
pub struct Part {
    pub owner: Option<String>,
    pub assessment: Assessment,
    pub ranking: Ranking,
}

impl Rules {
    /// The attack paths, where a fix may cut one.
    fn paths<'d>(&self, deriver: &'d Deriver<'_, '_>) -> Paths<'d> {
        let cut = |control: &Control| !control.fix.cuts.is_empty();
        if self.controls.controls().iter().any(cut) { Paths::of(deriver) } else { Paths::default() }
    }

    /// What was asked for, of all that is known.
    fn covered(&self, all: Vec<Coverage>) -> Vec<Coverage> {
        if self.picks.is_empty() {
            let current = |one: &Framework| !one.example && one.superseded_by.is_none();
            let asked = |coverage: &Coverage| self.frameworks.get(coverage.framework).is_some_and(current);
            return all.into_iter().filter(asked).collect();
        }
        self.picks.iter().filter_map(|pick| pick.of(&all, &self.frameworks)).collect()
    }
}

impl Scan<'_> {
    /// Each owner's part, and what nobody owns, one after the other: each finding is in one of them, and their loads add up
    /// to the estate's.
    pub fn by_owner<E>(&self, mut take: impl FnMut(&Part) -> Result<(), E>) -> Result<(), E> {
        let Self { snapshot, rules, facts, assessment, .. } = self;
        let index = Index::new(snapshot);
        let deriver = Deriver::new(&index, &rules.classification).asked_by(&rules.controls);
        let paths = rules.paths(&deriver);
        let owner = |finding: &Finding| facts.of(finding.resource).owner.name.as_deref();
        let owners: BTreeSet<Option<&str>> = assessment.findings.iter().map(owner).collect();
        for name in owners {
            let assessment = assessment.part(&rules.controls, snapshot, |finding| owner(finding) == name);
            let ranking = weigh(snapshot, facts, &rules.controls, &assessment, &paths);
            take(&Part { owner: name.map(str::to_owned), assessment, ranking })?;
        }
        Ok(())
    }

    /// What is kept of it, to compare it with others.
    pub fn picture(&self) -> Picture {
        let Self { snapshot, rules, facts, assessment, ranking, coverages } = self;
        Picture::of(snapshot, &rules.controls, facts, assessment, ranking, &rules.frameworks, coverages)
    }
}
