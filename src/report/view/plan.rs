//! What a scan would ask, before it asks.

use super::Count;
use crate::snapshot::{Action, KindInfo, Per, Snapshot};
use std::collections::BTreeMap;

/// The calls that a scan would make.
pub struct PlanView<'a> {
    pub accounts: Vec<&'a str>,
    pub regions: Vec<&'a str>,
    pub account_count: Count,
    pub region_count: Count,
    pub kind_count: Count,
    /// By service.
    pub services: Vec<PlannedService<'a>>,
    /// The least that the listings cost, and what is known of the rest.
    pub calls: u64,
    /// The snapshot by which the rest was counted.
    pub counted_by: Option<&'a str>,
}

/// The calls of one service.
pub struct PlannedService<'a> {
    pub name: &'a str,
    pub operations: Vec<PlannedOperation<'a>>,
    pub calls: u64,
}

/// An operation, as IAM names it.
pub struct PlannedOperation<'a> {
    pub action: &'a str,
    pub per: Per,
    /// How many calls: at least, for listings; by an earlier snapshot, for what is asked of each resource; null where
    /// there is none.
    pub calls: Option<u64>,
}

impl PlannedService<'_> {
    /// The operations that are asked of each resource, and whose number is not known.
    pub fn uncounted(&self) -> Vec<&str> {
        self.operations.iter().filter(|one| one.calls.is_none()).map(|one| one.action).collect()
    }
}

impl<'a> PlanView<'a> {
    /// Counts: listings by places, the rest by the resources of an earlier snapshot.
    pub fn lay_out(
        kinds: &'a [KindInfo],
        accounts: Vec<&'a str>,
        regions: Vec<&'a str>,
        before: Option<&'a Snapshot>,
    ) -> Self {
        let mut known: BTreeMap<&str, PlannedOperation<'a>> = BTreeMap::new();
        let places = |kind: &KindInfo| (accounts.len() * if kind.scope.is_global() { 1 } else { regions.len() }) as u64;
        for kind in kinds {
            let there_are = before
                .filter(|before| before.header.kinds.contains_key(kind.name))
                .map(|before| before.resources.iter().filter(|resource| *resource.kind == *kind.name).count() as u64);
            for action in kind.actions {
                let calls = calls(*action, places(kind), there_are);
                let new = PlannedOperation { action: action.name, per: action.per, calls };
                match known.get_mut(action.name) {
                    // One reply serves several kinds.
                    Some(old) if action.per == Per::Page => old.calls = old.calls.max(calls),
                    Some(old) => old.calls = old.calls.zip(calls).map(|(a, b)| a + b),
                    None => drop(known.insert(action.name, new)),
                }
            }
        }
        let services = by_service(known);
        Self {
            account_count: Count::new(accounts.len(), "account", "accounts"),
            region_count: Count::new(regions.len(), "region", "regions"),
            kind_count: Count::new(kinds.len(), "kind", "kinds"),
            calls: services.iter().map(|service| service.calls).sum(),
            counted_by: before.map(|before| before.header.id.as_str()),
            accounts,
            regions,
            services,
        }
    }
}

fn calls(action: Action, places: u64, there_are: Option<u64>) -> Option<u64> {
    match action.per {
        Per::Page => Some(places),
        Per::Batch(most) => there_are.map(|count| count.div_ceil(u64::from(most.max(1)))),
        Per::Resource => there_are,
    }
}

/// Most calls first.
fn by_service<'a>(operations: BTreeMap<&str, PlannedOperation<'a>>) -> Vec<PlannedService<'a>> {
    let mut services: BTreeMap<&str, Vec<PlannedOperation<'_>>> = BTreeMap::new();
    for operation in operations.into_values() {
        let service = operation.action.split(':').next().unwrap_or_default();
        services.entry(service).or_default().push(operation);
    }
    let planned = services.into_iter().map(|(name, operations)| {
        let calls = operations.iter().filter_map(|one| one.calls).sum();
        PlannedService { name, operations, calls }
    });
    let mut planned: Vec<_> = planned.collect();
    planned.sort_by(|a, b| b.calls.cmp(&a.calls).then(a.name.cmp(b.name)));
    planned
}
