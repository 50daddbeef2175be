//! Fixes: one change that a person makes, and all the findings that it closes.

use super::load::{of_finding, of_resource};
use super::{Load, Score};
use crate::control::{ControlSet, Effort, FixScope};
use crate::evaluate::{Assessment, Finding};
use crate::facts::Facts;
use crate::facts::paths::Severed;
use crate::snapshot::{Resource, Snapshot, Value, fingerprint};
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
    /// How many attack paths it cuts.
    pub paths: usize,
}

/// All changes that would close open failures, the one that takes away most first.
pub(super) fn plan(
    snapshot: &Snapshot,
    facts: &Facts,
    controls: &ControlSet,
    assessment: &Assessment,
    scores: &[Score],
    estate: &Load,
    severed: &mut Severed<'_, '_>,
) -> Vec<FixPlan> {
    let by_resource = by_resource(&assessment.findings);
    // AWS's own policies have one ARN in all accounts, and are detached in each.
    let mut groups: BTreeMap<(String, FixScope, &str, String), Vec<usize>> = BTreeMap::new();
    for (place, finding) in assessment.findings.iter().enumerate().filter(|(_, finding)| finding.is_open()) {
        let fix = &controls.controls()[finding.control].fix;
        let change = fix.change.clone().unwrap_or_else(|| controls.controls()[finding.control].id.clone());
        let resource = &snapshot.resources[finding.resource];
        let target = target(fix.scope, finding, resource);
        groups.entry((change, fix.scope, resource.account.as_str(), target)).or_default().push(place);
    }
    let weights = Weights { assessment, scores, by_resource: &by_resource };
    let mut plans: Vec<FixPlan> = groups
        .into_iter()
        .map(|((change, scope, account, target), mut places)| {
            places.sort_by(|a, b| scores[*b].high.total_cmp(&scores[*a].high).then(a.cmp(b)));
            let first = &assessment.findings[places[0]];
            let resource = &snapshot.resources[first.resource];
            let worth = weights.worth(&places);
            FixPlan {
                id: fingerprint(&change, &named(&target, account)),
                control: first.control,
                scope,
                effort: effort(&places, assessment, controls),
                target,
                account: account.to_owned(),
                region: (scope != FixScope::Account).then(|| resource.region.to_string()),
                owner: common_owner(&places, assessment, facts),
                share: if estate.high > 0.0 { worth / estate.high } else { 0.0 },
                paths: cut(&places, snapshot, controls, assessment, severed),
                findings: places,
                worth,
            }
        })
        .collect();
    let weight = |plan: &FixPlan| plan.worth * (1.0 + part(plan.paths, severed.all));
    plans.sort_by(|a, b| weight(b).total_cmp(&weight(a)).then(a.effort.cmp(&b.effort)).then_with(|| a.id.cmp(&b.id)));
    plans
}

/// A fix that cuts all attack paths counts double: what it takes away is the worse for where it leads.
fn part(cut: usize, all: usize) -> f64 {
    if all == 0 { 0.0 } else { cut as f64 / all as f64 }
}

/// How many attack paths are cut when some findings are closed.
fn cut(
    places: &[usize],
    snapshot: &Snapshot,
    controls: &ControlSet,
    assessment: &Assessment,
    severed: &mut Severed<'_, '_>,
) -> usize {
    let mut steps = BTreeSet::new();
    for place in places {
        let finding = &assessment.findings[*place];
        let control = &controls.controls()[finding.control];
        let ports = control.params.at("ports");
        let ports: Vec<i64> = ports.items().iter().filter_map(Value::as_int).collect();
        let at = finding.cause.as_deref().unwrap_or(&snapshot.resources[finding.resource].id);
        steps.extend(severed.steps(&control.fix.cuts, at, (!ports.is_empty()).then_some(&ports)));
    }
    severed.without(&steps)
}

fn target(scope: FixScope, finding: &Finding, resource: &Resource) -> String {
    match scope {
        FixScope::Resource => finding.cause.clone().unwrap_or_else(|| resource.id.to_string()),
        FixScope::Region => format!("{}/{}", resource.account, resource.region),
        FixScope::Account => resource.account.to_string(),
    }
}

/// A target's name in all accounts: most have theirs in it.
fn named(target: &str, account: &str) -> String {
    if target.contains(account) { target.to_owned() } else { format!("{account}/{target}") }
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
            let left =
                places.iter().filter(|place| self.assessment.findings[**place].is_left() && !without.contains(place));
            of_resource(left.map(|place| of_finding(&self.assessment.findings[*place], &self.scores[*place]))).high
        };
        let none = BTreeSet::new();
        touched.iter().map(|resource| load(resource, &none) - load(resource, &gone)).sum()
    }
}

/// A change that closes findings of several controls takes as long as the longest of them.
fn effort(places: &[usize], assessment: &Assessment, controls: &ControlSet) -> Effort {
    let of = |place: &usize| controls.controls()[assessment.findings[*place].control].fix.effort;
    places.iter().map(of).max().unwrap_or(Effort::Days)
}

/// The one owner of all that the change touches; nobody where they differ.
fn common_owner(places: &[usize], assessment: &Assessment, facts: &Facts) -> Option<String> {
    let mut owners = places.iter().map(|place| &facts.of(assessment.findings[*place].resource).owner.name);
    let first = owners.next()?.clone()?;
    owners.all(|owner| owner.as_ref() == Some(&first)).then_some(first)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::control::{ControlFile, load};
    use crate::evaluate::{Keep, Waivers, evaluate};
    use crate::facts::paths::Paths;
    use crate::facts::{Classification, Deriver, Index};
    use crate::risk::weigh;
    use crate::snapshot::{AccountId, Header, Reach, Region};
    use crate::yaml::Source;

    fn control(id: &str, effort: &str) -> ControlFile {
        let text = format!(
            "title: T\nresource: k\nseverity: high\ncheck: resource.good\nwhy: W\n\
             risk: {{threat: tampering, exploit: trivial}}\nfix: {{text: F, effort: {effort}, change: detach, \
             cause: \"['arn:aws:iam::aws:policy/X']\"}}\n"
        );
        ControlFile::new(id, Source::new("x.yaml", text))
    }

    #[test]
    fn a_policy_of_aws_is_detached_in_each_account_and_takes_the_longest() {
        let controls = load(&[control("k/a", "minutes"), control("k/b", "days")], &BTreeMap::new()).unwrap();
        let accounts = ["111122223333", "444455556666"];
        let resource = |account: &&str| -> Resource {
            let json =
                format!(r#"{{"kind":"k","id":"{account}/x","account":"{account}","region":"global","good":false}}"#);
            serde_json::from_str(&json).unwrap()
        };
        let ids = accounts.map(|id| AccountId::try_from(id).unwrap()).to_vec();
        let now = "2026-06-30T12:00:00Z".parse().unwrap();
        let mut header = Header::new(now, "x".into(), ids, vec![Region::global()]);
        header.kinds.insert("k".into(), Reach::Global);
        let snapshot = Snapshot::of(header, accounts.iter().map(resource).collect());
        let (index, by) = (Index::new(&snapshot), Classification::default());
        let (assessment, facts) = evaluate(&Deriver::new(&index, &by), &controls, &Waivers::default(), Keep::Problems);
        let ranking = weigh(&snapshot, &facts, &controls, &assessment, &Paths::default());
        let [one, other] = ranking.fixes.as_slice() else { panic!("{:?}", ranking.fixes) };
        assert!(one.id != other.id && one.account != other.account);
        assert_eq!((one.effort, one.findings.len()), (Effort::Days, 2));
        assert!((one.worth + other.worth - ranking.loads.estate.high).abs() < 1e-9);
    }
}
