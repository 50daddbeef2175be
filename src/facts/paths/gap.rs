//! What was not seen: where there may be paths that nobody can tell.

use super::estate::{Estate, machines};
use super::store;
use crate::facts::{access, reach};
use crate::snapshot::{Reason, Region, Unread};
use std::collections::{BTreeMap, BTreeSet};

/// Kinds or steps that could not be looked at, for one reason.
#[derive(Debug, Clone, PartialEq)]
pub struct Blind {
    /// The kinds, or the ids of resources from which it is not known where they lead; sorted.
    pub what: Vec<String>,
    pub unread: Unread,
}

/// The kinds that paths are made of.
pub fn kinds() -> BTreeSet<&'static str> {
    let named: BTreeSet<&str> =
        machines().chain(store::kinds()).chain(access::NEEDS.iter().copied()).chain(["iam_account"]).collect();
    let network = named.iter().flat_map(|kind| reach::needs(kind)).collect::<BTreeSet<_>>();
    named.into_iter().chain(network).collect()
}

pub(super) fn blind(estate: &Estate<'_, '_>, steps: Vec<(&str, Unread)>, full: bool) -> Vec<Blind> {
    let mut all: BTreeMap<(String, &str), (Unread, BTreeSet<String>)> = BTreeMap::new();
    let mut add = |what: &str, unread: Unread| {
        let key = (unread.action.to_string(), unread.reason.as_str());
        // What nobody asked for is one gap, however many kinds it is.
        let key = if unread.reason == Reason::NotCollected { (String::new(), key.1) } else { key };
        all.entry(key).or_insert_with(|| (unread, BTreeSet::new())).1.insert(what.to_owned());
    };
    let kinds = kinds();
    for account in &estate.index.snapshot().header.accounts {
        for kind in &kinds {
            if let Err(unread) = estate.index.whole(kind, account, &Region::global()) {
                add(kind, unread);
            }
        }
    }
    steps.into_iter().for_each(|(id, unread)| add(id, unread));
    if full {
        add("steps", Unread::new("paths", Reason::TooLarge));
    }
    all.into_values().map(|(unread, what)| Blind { what: what.into_iter().collect(), unread }).collect()
}
