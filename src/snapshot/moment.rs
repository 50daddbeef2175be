//! All resources and gaps of one moment.

use super::{AccountId, Gap, Header, Reach, Reason, Region, Resource};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// What a snapshot file holds, in an order that does not depend on the network.
#[derive(Debug, Clone)]
pub struct Snapshot {
    pub header: Header,
    /// By account, region, kind and id.
    pub resources: Vec<Resource>,
    pub gaps: Vec<Gap>,
    /// Each (kind, account, region) that was read to its end.
    pub done: Vec<Done>,
    /// Missing where the scan was cut off.
    pub end: Option<End>,
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

impl Snapshot {
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
        self
    }

    /// A planned (kind, account, region) with neither an end nor a gap.
    fn unfinished(&self) -> Vec<Gap> {
        let done: BTreeSet<_> = self.done.iter().map(|d| (&d.account, &d.region, d.kind.as_str())).collect();
        let known: BTreeSet<_> = self.gaps.iter().map(|g| (&g.account, &g.region, g.kind.as_str())).collect();
        let mut left = Vec::new();
        let global = [Region::global()];
        for (kind, reach) in &self.header.kinds {
            let regions = if *reach == Reach::Global { &global[..] } else { &self.header.regions };
            for account in &self.header.accounts {
                for region in regions {
                    let place = (account, region, kind.as_str());
                    if !done.contains(&place) && !known.contains(&place) {
                        left.push(Gap {
                            account: account.clone(),
                            region: region.clone(),
                            kind: kind.clone(),
                            action: String::new(),
                            reason: Reason::Interrupted,
                            detail: None,
                        });
                    }
                }
            }
        }
        left
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
        Self { header, resources, gaps: vec![], done: vec![], end: Some(end) }.settle()
    }
}
