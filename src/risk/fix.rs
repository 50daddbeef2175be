//! Fixes: one change that a person makes, and all the findings that it closes.

use super::load::{of_finding, of_resource};
use super::{Load, Score};
use crate::control::{ControlSet, Effort, FixScope};
use crate::evaluate::{Assessment, Finding};
use crate::facts::Facts;
use crate::snapshot::{Resource, Snapshot, fingerprint};
use std::collections::{BTreeMap, BTreeSet};

#[derive(Debug, Clone, PartialEq)]
pub struct FixPlan {
    /// Stable across runs: of the change and where it is made.
    pub id: String,
    /// The control whose fix is described; of those that the change closes, the one of the heaviest finding.
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

/// All changes that would close open failures, the one that takes away most first.
pub(super) fn plan(
    snapshot: &Snapshot,
    facts: &Facts,
    controls: &ControlSet,
    assessment: &Assessment,
    scores: &[Score],
    estate: &Load,
) -> Vec<FixPlan> {
    let by_resource = by_resource(&assessment.findings);
    let mut groups: BTreeMap<(String, FixScope, String), Vec<usize>> = BTreeMap::new();
    for (place, finding) in assessment.findings.iter().enumerate().filter(|(_, finding)| finding.is_open()) {
        let fix = &controls.controls()[finding.control].fix;
        let change = fix.change.clone().unwrap_or_else(|| controls.controls()[finding.control].id.clone());
        let target = target(fix.scope, finding, &snapshot.resources[finding.resource]);
        groups.entry((change, fix.scope, target)).or_default().push(place);
    }
    let weights = Weights { assessment, scores, by_resource: &by_resource };
    let mut plans: Vec<FixPlan> = groups
        .into_iter()
        .map(|((change, scope, target), mut places)| {
            places.sort_by(|a, b| scores[*b].high.total_cmp(&scores[*a].high).then(a.cmp(b)));
            let first = &assessment.findings[places[0]];
            let resource = &snapshot.resources[first.resource];
            let worth = weights.worth(&places);
            FixPlan {
                id: fingerprint(&change, &target),
                control: first.control,
                scope,
                effort: controls.controls()[first.control].fix.effort,
                target,
                account: resource.account.to_string(),
                region: (scope != FixScope::Account).then(|| resource.region.to_string()),
                owner: common_owner(&places, assessment, facts),
                share: if estate.high > 0.0 { worth / estate.high } else { 0.0 },
                findings: places,
                worth,
            }
        })
        .collect();
    plans.sort_by(|a, b| b.worth.total_cmp(&a.worth).then(a.effort.cmp(&b.effort)).then_with(|| a.id.cmp(&b.id)));
    plans
}

fn target(scope: FixScope, finding: &Finding, resource: &Resource) -> String {
    match scope {
        FixScope::Resource => finding.cause.clone().unwrap_or_else(|| resource.id.to_string()),
        FixScope::Region => format!("{}/{}", resource.account, resource.region),
        FixScope::Account => resource.account.to_string(),
    }
}

/// Places of findings, by the place of their resource.
pub(super) fn by_resource(findings: &[Finding]) -> BTreeMap<usize, Vec<usize>> {
    let mut by_resource: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (place, finding) in findings.iter().enumerate() {
        by_resource.entry(finding.resource).or_default().push(place);
    }
    by_resource
}

struct Weights<'a> {
    assessment: &'a Assessment,
    scores: &'a [Score],
    by_resource: &'a BTreeMap<usize, Vec<usize>>,
}

impl Weights<'_> {
    /// What the estate's load would lose. Only the resources that the change touches are weighed again.
    fn worth(&self, places: &[usize]) -> f64 {
        let gone: BTreeSet<usize> = places.iter().copied().collect();
        let touched: BTreeSet<usize> = places.iter().map(|place| self.assessment.findings[*place].resource).collect();
        let load = |resource: &usize, without: &BTreeSet<usize>| {
            let places = self.by_resource.get(resource).map(Vec::as_slice).unwrap_or_default();
            let left = places
                .iter()
                .filter(|place| self.assessment.findings[**place].waiver.is_none() && !without.contains(place));
            of_resource(left.map(|place| of_finding(&self.assessment.findings[*place], &self.scores[*place]))).high
        };
        let none = BTreeSet::new();
        touched.iter().map(|resource| load(resource, &none) - load(resource, &gone)).sum()
    }
}

/// The one owner of all that the change touches; nobody where they differ.
fn common_owner(places: &[usize], assessment: &Assessment, facts: &Facts) -> Option<String> {
    let mut owners = places.iter().map(|place| &facts.of(assessment.findings[*place].resource).owner.name);
    let first = owners.next()?.clone()?;
    owners.all(|owner| owner.as_ref() == Some(&first)).then_some(first)
}
