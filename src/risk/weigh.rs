//! The whole ranking: scores, loads, fixes.

use super::load::{of_finding, of_resource};
use super::{FixPlan, Load, Loads, Score, fix};
use crate::control::ControlSet;
use crate::evaluate::{Assessment, Finding, Verdict};
use crate::facts::paths::{Paths, Severed};
use crate::facts::{FactSheet, Facts};
use crate::snapshot::Snapshot;
use rayon::prelude::*;
use std::collections::HashMap;

/// What matters how much.
#[derive(Debug, Clone)]
pub struct Ranking {
    /// One for each finding of the assessment, in its order.
    pub scores: Vec<Score>,
    pub loads: Loads,
    /// The change that takes away most comes first; what cuts attack paths counts for more.
    pub fixes: Vec<FixPlan>,
    /// How many attack paths there are: entries and what they get to.
    pub paths: usize,
}

/// Weighs an assessment.
pub fn weigh(
    snapshot: &Snapshot,
    facts: &Facts,
    controls: &ControlSet,
    assessment: &Assessment,
    paths: &Paths<'_>,
) -> Ranking {
    let scores: Vec<Score> =
        assessment.findings.par_chunks(1024).flat_map_iter(|some| scores(some, facts, controls)).collect();
    let loads = loads(snapshot, facts, assessment, &scores);
    let mut severed = Severed::of(paths);
    let fixes = fix::plan(snapshot, facts, controls, assessment, &scores, &loads.estate, &mut severed);
    Ranking { scores, loads, fixes, paths: severed.all }
}

/// The scores of some findings. Those of one control on resources that share their facts share the steps of theirs.
fn scores(findings: &[Finding], facts: &Facts, controls: &ControlSet) -> Vec<Score> {
    let mut known: HashMap<(usize, *const FactSheet, Verdict), Score> = HashMap::new();
    let mut score = |finding: &Finding| {
        if finding.verdict == Verdict::Pass {
            return Score::none();
        }
        let sheet = facts.of(finding.resource);
        let new = || Score::of(&controls.controls()[finding.control], sheet, finding.verdict);
        known.entry((finding.control, std::ptr::from_ref(sheet), finding.verdict)).or_insert_with(new).clone()
    };
    findings.iter().map(&mut score).collect()
}

fn loads(snapshot: &Snapshot, facts: &Facts, assessment: &Assessment, scores: &[Score]) -> Loads {
    let mut loads = Loads::default();
    for (resource, places) in fix::by_resource(&assessment.findings) {
        let of = |place: &usize| of_finding(&assessment.findings[*place], &scores[*place]);
        let left = places.iter().filter(|place| assessment.findings[**place].is_left());
        let whole = places.iter().filter(|place| assessment.findings[**place].folded_under.is_none());
        let open = of_resource(left.map(of));
        loads.inherent += of_resource(whole.map(of));
        loads.estate += open;
        *loads.by_account.entry(snapshot.resources[resource].account.to_string()).or_default() += open;
        let owner = facts.of(resource).owner.name.clone().unwrap_or_default();
        *loads.by_owner.entry(owner).or_default() += open;
    }
    let unbounded = |account: Option<&str>| {
        assessment.blind.iter().any(|blind| {
            !blind.controls.is_empty() && account.is_none_or(|account| blind.gap.account.as_str() == account)
        })
    };
    for blind in assessment.blind.iter().filter(|blind| !blind.controls.is_empty()) {
        loads.by_account.entry(blind.gap.account.to_string()).or_default();
    }
    for (account, load) in &mut loads.by_account {
        load.unbounded = unbounded(Some(account));
    }
    // What could not be listed may be anybody's.
    let owners = loads.by_owner.values_mut();
    for load in [&mut loads.estate, &mut loads.inherent].into_iter().chain(owners) {
        *load = Load { unbounded: unbounded(None), ..*load };
    }
    loads
}
