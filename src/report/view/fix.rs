//! Fixes, in the ranking's order, with names for its places.

use super::{Count, Inputs, called, command};
use crate::control::{Control, Effort, FixScope};
use crate::risk::FixPlan;
use crate::snapshot::Resource;
use std::collections::{BTreeMap, BTreeSet};

pub struct FixRow<'a> {
    pub id: &'a str,
    /// The control whose fix is described.
    pub control: &'a Control,
    pub scope: FixScope,
    pub effort: Effort,
    pub target: &'a str,
    /// The target as a person would say it.
    pub place: String,
    pub account: &'a str,
    pub region: Option<&'a str>,
    pub owner: Option<&'a str>,
    /// Fingerprints, heaviest first.
    pub findings: Vec<&'a str>,
    pub finding_count: Count,
    /// The ids of the controls it closes findings of.
    pub controls: Vec<&'a str>,
    /// The load it takes away.
    pub worth: f64,
    /// The same as a part of the estate's load, 0 to 1.
    pub share: f64,
    /// How many attack paths it cuts, and of how many.
    pub paths: (usize, usize),
    /// The command for the heaviest of its findings.
    pub command: Option<String>,
}

pub(super) fn rows<'a>(inputs: &Inputs<'a>) -> Vec<FixRow<'a>> {
    let targets: BTreeSet<&str> = inputs.ranking.fixes.iter().map(|plan| plan.target.as_str()).collect();
    let all = inputs.snapshot.resources.iter().filter(|resource| targets.contains(&*resource.id));
    let named: Names<'_> = all.map(|resource| (&*resource.id, resource)).collect();
    inputs.ranking.fixes.iter().map(|plan| row(inputs, plan, &named)).collect()
}

/// The resources that fixes are made on, by id.
type Names<'a> = BTreeMap<&'a str, &'a Resource>;

fn row<'a>(inputs: &Inputs<'a>, plan: &'a FixPlan, named: &Names<'a>) -> FixRow<'a> {
    let all = &inputs.assessment.findings;
    let findings: Vec<_> = plan.findings.iter().map(|place| &all[*place]).collect();
    let set = inputs.controls.controls();
    let control = &set[plan.control];
    let mut controls: Vec<&str> = findings.iter().map(|finding| set[finding.control].id.as_str()).collect();
    controls.sort_unstable();
    controls.dedup();
    // The described control's own finding is the one that its command was written for.
    let first = findings.iter().find(|finding| finding.control == plan.control).or(findings.first());
    let resource = first.map(|finding| &inputs.snapshot.resources[finding.resource]);
    FixRow {
        id: &plan.id,
        control,
        scope: plan.scope,
        effort: plan.effort,
        target: &plan.target,
        place: place(plan, named, inputs.snapshot.header.accounts.len() == 1),
        account: &plan.account,
        region: plan.region.as_deref(),
        owner: plan.owner.as_deref(),
        findings: findings.iter().map(|finding| finding.fingerprint.as_str()).collect(),
        finding_count: Count::new(findings.len(), "finding", "findings"),
        controls,
        worth: plan.worth,
        paths: (plan.paths, inputs.ranking.paths),
        share: plan.share,
        command: control.fix.cli.as_ref().zip(resource).map(|(cli, resource)| command::fill(cli, resource)),
    }
}

/// The one thing, or all of a region or account, that a fix is made on.
fn place(plan: &FixPlan, named: &Names<'_>, alone: bool) -> String {
    let region = plan.region.as_deref().unwrap_or("every region");
    match plan.scope {
        FixScope::Resource => match named.get(plan.target.as_str()) {
            Some(resource) => called(&resource.kind, resource.label()),
            // The cause may lie in something that was not read.
            None => plan.target.rsplit(['/', ':']).find(|part| !part.is_empty()).unwrap_or(&plan.target).to_owned(),
        },
        FixScope::Region if alone => format!("region {region}"),
        FixScope::Region => format!("account {}, {region}", plan.account),
        FixScope::Account if alone => "the account".to_owned(),
        FixScope::Account => format!("account {}", plan.account),
    }
}
