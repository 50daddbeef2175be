//! What could not be seen: whole kinds in a place, and single fields of resources that are known.

use super::{Count, Inputs};
use crate::snapshot::{DeniedBy, Reason};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};

/// One place, action and reason.
pub struct GapRow<'a> {
    pub kind: &'a str,
    pub account: &'a str,
    pub region: &'a str,
    /// The IAM action that would have read it; empty where none was tried.
    pub action: &'a str,
    pub reason: Reason,
    pub detail: Option<&'a str>,
    /// For a denial: by which policy, where AWS says it.
    pub denied_by: Option<DeniedBy>,
    /// Known resources of which a field could not be read; null where resources may be missing altogether.
    pub resources: Option<u64>,
    /// The ids of the controls that are blind, or could not decide, because of it.
    pub controls: Vec<&'a str>,
}

impl GapRow<'_> {
    /// The same in every scan that misses the same.
    pub fn fingerprint(&self) -> String {
        let whole = if self.resources.is_some() { "fields" } else { "kind" };
        let names = [self.kind, self.account, self.region, self.action, self.reason.as_str(), whole];
        let hash = Sha256::digest(names.join("\n"));
        hash.iter().take(16).map(|byte| format!("{byte:02x}")).collect()
    }
}

/// One action and reason, wherever it happened; where no action was tried, one kind.
pub struct BlindSpot<'a> {
    pub kind: &'a str,
    pub action: &'a str,
    pub reason: Reason,
    pub denied_by: Option<DeniedBy>,
    pub accounts: Vec<&'a str>,
    pub regions: Vec<&'a str>,
    /// Resources may be missing altogether.
    pub whole: bool,
    /// Known resources of which a field could not be read.
    pub resources: Count,
    pub controls: Vec<&'a str>,
    pub control_count: Count,
}

impl BlindSpot<'_> {
    /// Where, in few words.
    pub fn place(&self) -> String {
        let one = |names: &[&str], many: &str| match names {
            [name] => (*name).to_owned(),
            names => format!("{} {many}", names.len()),
        };
        match self.accounts.as_slice() {
            [_] => one(&self.regions, "regions"),
            accounts => format!("{}, {}", one(accounts, "accounts"), one(&self.regions, "regions")),
        }
    }

    /// Why, in few words: which policy denied it decides who can change that.
    pub fn because(&self) -> String {
        match self.denied_by {
            Some(policy) if policy != DeniedBy::IdentityPolicy => format!("denied by {}", policy.words()),
            _ => self.reason.as_str().replace('_', " "),
        }
    }

    /// What is not known.
    pub fn extent(&self) -> String {
        if self.whole { "all".to_owned() } else { self.resources.to_string() }
    }
}

/// Whole kinds come before fields, and each is told from the other by `whole`.
type Key<'a> = (&'a str, &'a str, &'a str, &'a str, (Reason, Option<DeniedBy>), bool);

#[derive(Default)]
struct Seen<'a> {
    detail: Option<&'a str>,
    resources: BTreeSet<usize>,
    controls: BTreeSet<usize>,
}

pub(super) fn rows<'a>(inputs: &Inputs<'a>) -> Vec<GapRow<'a>> {
    let mut seen: BTreeMap<Key<'a>, Seen<'a>> = BTreeMap::new();
    let blind = inputs.assessment.blind.iter().map(|blind| (&blind.gap, blind.controls.as_slice()));
    for (gap, controls) in inputs.snapshot.gaps.iter().map(|gap| (gap, [].as_slice())).chain(blind) {
        let key = (
            gap.kind.as_str(),
            gap.account.as_str(),
            gap.region.as_str(),
            gap.action.as_str(),
            (gap.reason, gap.denied_by),
            false,
        );
        let entry = seen.entry(key).or_default();
        entry.detail = entry.detail.or(gap.detail.as_deref());
        entry.controls.extend(controls);
    }
    // What no control asked for was not read either.
    for (number, resource) in inputs.snapshot.resources.iter().enumerate() {
        let place = (resource.account.as_str(), resource.region.as_str());
        for unread in resource.unread() {
            let key =
                (&*resource.kind, place.0, place.1, unread.action.as_str(), (unread.reason, unread.denied_by), true);
            let entry = seen.entry(key).or_default();
            entry.detail = entry.detail.or(unread.detail.as_deref());
            entry.resources.insert(number);
        }
    }
    for finding in &inputs.assessment.findings {
        let Some(unread) = &finding.unread else { continue };
        let resource = &inputs.snapshot.resources[finding.resource];
        let place = (resource.account.as_str(), resource.region.as_str());
        let key = (&*resource.kind, place.0, place.1, unread.action.as_str(), (unread.reason, unread.denied_by), true);
        let entry = seen.entry(key).or_default();
        entry.detail = entry.detail.or(unread.detail.as_deref());
        entry.resources.insert(finding.resource);
        entry.controls.insert(finding.control);
    }
    seen.into_iter().map(|(key, seen)| row(inputs, key, seen)).collect()
}

fn row<'a>(inputs: &Inputs<'a>, key: Key<'a>, seen: Seen<'a>) -> GapRow<'a> {
    let (kind, account, region, action, (reason, denied_by), is_field) = key;
    let set = inputs.controls.controls();
    GapRow {
        kind,
        account,
        region,
        action,
        reason,
        detail: seen.detail,
        denied_by,
        resources: is_field.then_some(seen.resources.len() as u64),
        controls: seen.controls.into_iter().filter_map(|place| set.get(place)).map(|c| c.id.as_str()).collect(),
    }
}

/// Groups gaps for a screen: what blinds most controls first.
pub(super) fn spots<'a>(gaps: &[GapRow<'a>]) -> Vec<BlindSpot<'a>> {
    let mut groups: BTreeMap<_, Vec<&GapRow<'a>>> = BTreeMap::new();
    for gap in gaps {
        // One permission that is missing is one blind spot, however many kinds wanted it.
        let kind = if gap.action.is_empty() { gap.kind } else { "" };
        groups.entry((kind, gap.action, gap.reason, gap.denied_by, gap.resources.is_some())).or_default().push(gap);
    }
    let mut spots: Vec<BlindSpot<'a>> = groups.into_values().filter_map(|group| spot(&group)).collect();
    spots.sort_by(|a, b| {
        let more = b.controls.len().cmp(&a.controls.len());
        more.then(b.whole.cmp(&a.whole)).then(a.kind.cmp(b.kind)).then(a.action.cmp(b.action))
    });
    spots
}

fn spot<'a>(group: &[&GapRow<'a>]) -> Option<BlindSpot<'a>> {
    let first = group.first()?;
    let sorted = |names: BTreeSet<&'a str>| names.into_iter().collect::<Vec<_>>();
    let controls = sorted(group.iter().flat_map(|gap| gap.controls.iter().copied()).collect());
    let resources: u64 = group.iter().filter_map(|gap| gap.resources).sum();
    Some(BlindSpot {
        kind: first.kind,
        action: first.action,
        reason: first.reason,
        denied_by: first.denied_by,
        accounts: sorted(group.iter().map(|gap| gap.account).collect()),
        regions: sorted(group.iter().map(|gap| gap.region).collect()),
        whole: first.resources.is_none(),
        resources: Count::new(resources as usize, "resource", "resources"),
        control_count: Count::new(controls.len(), "control", "controls"),
        controls,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gap<'a>(kind: &'a str, region: &'a str, resources: Option<u64>, controls: &[&'a str]) -> GapRow<'a> {
        let (action, reason) = ("s3:GetBucketPolicy", Reason::AccessDenied);
        let controls = controls.to_vec();
        GapRow {
            kind,
            account: "111122223333",
            region,
            action,
            reason,
            detail: None,
            denied_by: None,
            resources,
            controls,
        }
    }

    #[test]
    fn gaps_of_one_cause_are_one_blind_spot() {
        let gaps = [
            gap("s3_bucket", "eu-central-1", None, &["s3/a", "s3/b"]),
            gap("s3_bucket", "us-east-1", None, &["s3/a"]),
            gap("s3_bucket", "us-east-1", Some(4), &["s3/c"]),
        ];
        let spots = spots(&gaps);
        assert_eq!(spots.len(), 2, "a kind that is missing and a field that is missing are two things");
        assert_eq!((spots[0].place().as_str(), spots[0].control_count.n), ("2 regions", 2));
        let prints: BTreeSet<String> = gaps.iter().map(GapRow::fingerprint).collect();
        assert!(prints.len() == 3 && prints.iter().all(|print| print.len() == 32), "{prints:?}");
        assert_eq!((spots[1].place().as_str(), spots[1].extent().as_str()), ("us-east-1", "4 resources"));
    }
}
