//! `--push-security-hub`: from a judged scan to the hubs of its accounts and regions.

use super::super::args::ScanArgs;
use super::super::{CliError, out};
use super::collecting;
use super::scan::Settings;
use crate::collect::{self, Hub, Push, Sent};
use crate::evaluate::Verdict;
use crate::report::{View, asff};
use crate::scan::Scan;
use crate::snapshot::{AccountId, KindInfo, Region};
use crate::trend::Trend;
use serde_json::Value as Json;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Failures that are told one by one.
const MOST_TOLD: usize = 20;

pub(super) fn run(
    args: &ScanArgs,
    settings: &Settings,
    judged: &Scan<'_>,
    kinds: &[KindInfo],
    trend: Option<&Trend>,
) -> Result<(), CliError> {
    // Whatever is listed elsewhere: what could not be decided is not gone.
    let include = BTreeSet::from([Verdict::Fail, Verdict::Unknown]);
    let mut inputs = settings.inputs(judged, kinds, trend);
    inputs.include = &include;
    let view = View::lay_out(&inputs);
    let push = Push {
        ours: asff::GENERATOR,
        at: asff::moment(view.scan.taken_at),
        asked: asked(judged),
        hubs: hubs(judged, &view),
    };
    let request = collecting::request(&args.credentials, &args.scope, BTreeSet::new(), Path::new(""));
    tell(&collect::push(&request, &push)?)
}

/// What made findings in this scan, or would have.
fn asked(judged: &Scan<'_>) -> BTreeSet<String> {
    let controls = judged.rules.controls.controls().iter().map(|control| asff::generator(&control.id));
    let kinds = judged.snapshot.header.kinds.keys();
    controls.chain(kinds.map(|kind| asff::unread_generator(kind))).collect()
}

/// A hub for each place that was looked at, whether or not anything was found: something may have gone there.
fn hubs(judged: &Scan<'_>, view: &View<'_>) -> Vec<Hub> {
    let mut hubs: BTreeMap<(AccountId, Region), Hub> = BTreeMap::new();
    for plan in &judged.snapshot.plans {
        for region in plan.regions.iter().cloned().chain([Region::global()]) {
            if let Some(hub) = hub_of(&mut hubs, view, plan.account.as_str(), region.as_str()) {
                hub.looked_at.insert(region.as_str().to_owned());
                hub.blind.extend(blind(view, plan.account.as_str(), region.as_str()));
            }
        }
    }
    for finding in asff::findings(view) {
        let text = |value: &Json| value.as_str().unwrap_or_default().to_owned();
        let (account, region) = (text(&finding["AwsAccountId"]), text(&finding["Resources"][0]["Region"]));
        if let Some(hub) = hub_of(&mut hubs, view, &account, &region) {
            hub.findings.push(finding);
        }
    }
    hubs.into_values().collect()
}

/// The hub that findings of a place go to.
fn hub_of<'h>(
    hubs: &'h mut BTreeMap<(AccountId, Region), Hub>,
    view: &View<'_>,
    account: &str,
    region: &str,
) -> Option<&'h mut Hub> {
    let home = asff::home(region, view.scan.partition());
    let product = asff::product_arn(account, home, view.scan.partition());
    let (account, region) = (AccountId::try_from(account).ok()?, Region::try_from(home).ok()?);
    let (findings, looked_at, blind) = (Vec::new(), BTreeSet::new(), BTreeSet::new());
    let new = || Hub { account: account.clone(), region: region.clone(), product, findings, looked_at, blind };
    Some(hubs.entry((account.clone(), region.clone())).or_insert_with(new))
}

/// The controls that could not see all resources in a place.
fn blind<'v>(view: &'v View<'_>, account: &'v str, region: &'v str) -> impl Iterator<Item = (String, String)> + 'v {
    let here = move |place: &str| place == region || place == Region::global().as_str();
    let gaps =
        view.gaps.iter().filter(move |gap| gap.resources.is_none() && gap.account == account && here(gap.region));
    gaps.flat_map(move |gap| gap.controls.iter().map(|control| (asff::generator(control), region.to_owned())))
}

fn tell(sent: &[Sent]) -> Result<(), CliError> {
    let sum = |of: fn(&Sent) -> u64| sent.iter().map(of).sum::<u64>();
    let (imported, archived, in_doubt) = (sum(|one| one.imported), sum(|one| one.archived), sum(|one| one.in_doubt));
    let doubt = match in_doubt {
        0 => String::new(),
        n => format!("; {n} of earlier scans were left as they are, as it is not known whether they are gone"),
    };
    out::note(&format!("Security Hub: {imported} findings sent, {archived} that are gone archived{doubt}"));
    let failures: Vec<&String> = sent.iter().flat_map(|one| &one.failures).collect();
    failures.iter().take(MOST_TOLD).for_each(|failure| out::note(failure));
    match failures.len() {
        0 => Ok(()),
        n => {
            let more = n.saturating_sub(MOST_TOLD);
            let more = if more > 0 { format!(", {more} of them not told above") } else { String::new() };
            let help = "docs/security-hub.md says what must be on and allowed; the reports are written";
            Err(CliError::input(format!("not all findings came to Security Hub: {n} failures{more}"), help))
        }
    }
}
