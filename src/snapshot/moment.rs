//! All resources and gaps of one moment.

use super::{AccountId, Gap, Header, Reach, Reason, Region, Resource, Unread};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

/// What a snapshot file holds, in an order that does not depend on the network.
#[derive(Debug, Clone)]
pub struct Snapshot {
    pub header: Header,
    /// By account, region, kind and id.
    pub resources: Vec<Resource>,
    pub gaps: Vec<Gap>,
    /// The accounts that were entered. None in old files.
    pub plans: Vec<Plan>,
    /// Each (kind, account, region) that was read to its end.
    pub done: Vec<Done>,
    /// Missing where the scan was cut off.
    pub end: Option<End>,
}

/// An account that was entered, and the regions that were to be read in it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    pub account: AccountId,
    pub regions: Vec<Region>,
}

/// A (kind, account, region) that was read to its end.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Done {
    pub account: AccountId,
    pub region: Region,
    pub kind: String,
    /// How many resources were found.
    pub count: u64,
}

/// The last line of a file that is whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct End {
    pub resources: u64,
    pub gaps: u64,
    pub duration_ms: u64,
    /// API calls by operation, retries included.
    pub calls: BTreeMap<String, u64>,
}

static NOWHERE: LazyLock<[Region; 1]> = LazyLock::new(|| [Region::global()]);

impl Snapshot {
    pub(super) fn empty(header: Header) -> Self {
        Self { header, resources: vec![], gaps: vec![], plans: vec![], done: vec![], end: None }
    }

    /// Puts everything in its order, drops what was read twice, and turns what an interrupted scan left out into gaps.
    pub(super) fn settle(mut self) -> Self {
        self.resources.sort_by(|a, b| a.order().cmp(&b.order()));
        self.resources.dedup_by(|a, b| a.order() == b.order());
        self.resources.shrink_to_fit();
        if self.end.is_none() {
            let left = self.unfinished();
            self.gaps.extend(left);
        }
        self.gaps.sort();
        self.gaps.dedup();
        self.done.sort();
        self.plans.sort();
        self.plans.dedup();
        let regions: BTreeSet<Region> = self.plans.iter().flat_map(|plan| plan.regions.iter().cloned()).collect();
        self.header.regions = regions.into_iter().chain(std::mem::take(&mut self.header.regions)).collect();
        self.header.regions.sort();
        self.header.regions.dedup();
        self
    }

    /// A planned (kind, account, region) with neither an end nor a gap.
    fn unfinished(&self) -> Vec<Gap> {
        let done: BTreeSet<_> = self.done.iter().map(|d| (&d.account, &d.region, d.kind.as_str())).collect();
        let known: BTreeSet<_> = self.gaps.iter().map(|g| (&g.account, &g.region, g.kind.as_str())).collect();
        let mut left = Vec::new();
        for account in &self.header.accounts {
            let regions = self.planned(account);
            for (kind, reach) in &self.header.kinds {
                let regions = if *reach == Reach::Global { &NOWHERE[..] } else { regions };
                let missing = regions.iter().filter(|region| {
                    let place = (account, *region, kind.as_str());
                    !done.contains(&place) && !known.contains(&place)
                });
                let gap = |region: &Region| {
                    let unread = Unread::new("", Reason::Interrupted);
                    Gap::new(kind.as_str(), account.clone(), region.clone(), unread)
                };
                left.extend(missing.map(gap));
            }
        }
        left
    }

    /// The regions that were to be read in an account. Of one that was never entered nothing is known but that.
    fn planned(&self, account: &AccountId) -> &[Region] {
        let plan = self.plans.iter().find(|plan| plan.account == *account);
        match plan {
            Some(plan) => &plan.regions,
            None if self.header.regions.is_empty() => &*NOWHERE,
            None => &self.header.regions,
        }
    }

    /// Nothing is missing: the scan came to its end and no read failed.
    pub fn is_complete(&self) -> bool {
        self.end.is_some() && self.gaps.is_empty() && self.resources.iter().all(|resource| resource.unread().is_empty())
    }
}

impl Snapshot {
    /// A snapshot made of parts, complete, for examples and tests.
    pub fn of(header: Header, resources: Vec<Resource>) -> Self {
        let count = resources.len() as u64;
        let end = End { resources: count, gaps: 0, duration_ms: 0, calls: BTreeMap::new() };
        Self { resources, end: Some(end), ..Self::empty(header) }.settle()
    }
}
