//! What was scanned, how far, and what it cost.

use super::{Count, Inputs};
use chrono::{DateTime, Utc};
use std::collections::BTreeMap;

pub struct Scan<'a> {
    pub id: &'a str,
    pub taken_at: DateTime<Utc>,
    pub source: &'a str,
    pub accounts: Vec<&'a str>,
    pub regions: Vec<&'a str>,
    pub account_count: Count,
    pub region_count: Count,
    /// The scan came to its end, and nothing that a control looks at failed to be read.
    pub complete: bool,
    /// The scan came to its end, whatever it could not read.
    pub finished: bool,
    pub resources: Count,
    /// Not known where the scan was cut off.
    pub duration_ms: Option<u64>,
    pub calls: Option<Calls<'a>>,
    /// The controls that were run.
    pub controls: Count,
}

pub struct Calls<'a> {
    pub total: Count,
    pub by_operation: &'a BTreeMap<String, u64>,
    /// The operations that were called most often, for a screen.
    pub most: Vec<(&'a str, u64)>,
}

impl<'a> Scan<'a> {
    /// How many operations a screen names.
    const NAMED: usize = 3;

    pub(super) fn of(inputs: &Inputs<'a>, nothing_missed: bool) -> Self {
        let snapshot = inputs.snapshot;
        let header = &snapshot.header;
        let end = snapshot.end.as_ref();
        Self {
            id: &header.id,
            taken_at: header.taken_at,
            source: &header.source,
            accounts: header.accounts.iter().map(|account| account.as_str()).collect(),
            regions: header.regions.iter().map(|region| region.as_str()).collect(),
            account_count: Count::new(header.accounts.len(), "account", "accounts"),
            region_count: Count::new(header.regions.len(), "region", "regions"),
            complete: snapshot.is_complete() && nothing_missed,
            finished: end.is_some(),
            resources: Count::new(snapshot.resources.len(), "resource", "resources"),
            duration_ms: end.map(|end| end.duration_ms),
            calls: end.map(|end| Calls::of(&end.calls)),
            controls: Count::new(inputs.controls.controls().len(), "control", "controls"),
        }
    }
}

impl Scan<'_> {
    /// The AWS partition. What was not taken from AWS is written as if it were in the first of them.
    pub fn partition(&self) -> &str {
        if self.source.starts_with("aws") { self.source } else { "aws" }
    }
}

impl<'a> Calls<'a> {
    fn of(by_operation: &'a BTreeMap<String, u64>) -> Self {
        let total: u64 = by_operation.values().sum();
        let mut most: Vec<(&str, u64)> = by_operation.iter().map(|(name, n)| (name.as_str(), *n)).collect();
        most.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
        most.truncate(Scan::NAMED);
        Self { total: Count::new(total as usize, "call", "calls"), by_operation, most }
    }
}
