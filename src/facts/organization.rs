//! What the organisation says of an account: its name, its tags, and the units above it.
//!
//! The management account reads them, or a delegated administrator, so that they stand in another account of the snapshot
//! than the one that they are about. <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_integrate_delegated_admin.html>

use crate::facts::Index;
use crate::snapshot::{AccountId, Reason, Region, Resource, Unread};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// All that the snapshot holds of organisations.
pub struct Organization<'s> {
    /// By number.
    accounts: HashMap<&'s str, &'s Resource>,
    /// By id.
    units: HashMap<&'s str, &'s Resource>,
    /// The accounts that are in none.
    alone: HashSet<&'s str>,
    /// Why accounts may be missing that a management account ought to know.
    missing: Option<Arc<Unread>>,
}

/// How deep units can be nested, with room: AWS allows five.
const DEEPEST: usize = 16;

/// An account as its organisation sees it.
#[derive(Clone)]
pub struct Member<'s> {
    /// Whether it is in no organisation.
    alone: bool,
    /// None where the organisation does not know it, or was not read.
    pub account: Option<&'s Resource>,
    /// The ids above it and what is known of each, from the nearest unit to the root.
    pub above: Vec<(&'s str, Option<&'s Resource>)>,
    /// Why more could be said, had it been read.
    pub unread: Option<Arc<Unread>>,
}

impl<'s> Organization<'s> {
    pub fn of(index: &Index<'s>) -> Self {
        let snapshot = index.snapshot();
        let global = Region::global();
        // What one account could not read, another may have: a gap is only the matter of who manages the organisation.
        let of_kind = |kind: &'static str| snapshot.resources.iter().filter(move |resource| &*resource.kind == kind);
        let by = |kind: &'static str, field: &'static str| {
            of_kind(kind).filter_map(move |resource| Some((resource.at(field).as_str()?, resource))).collect()
        };
        let settings = |field: &'static str, wanted: bool| {
            of_kind("organizations_organization").filter(move |one| one.at(field).as_bool() == Some(wanted))
        };
        let manages = settings("is_management_account", true);
        let missing = manages.flat_map(|settings| {
            ["organizations_account", "organizations_ou"]
                .map(|kind| index.whole(kind, &settings.account, &global).err())
        });
        let missing = missing.flatten().find(|unread| unread.reason != Reason::NotCollected);
        Self {
            accounts: by("organizations_account", "account_id"),
            units: by("organizations_ou", "ou_id"),
            alone: settings("member", false).map(|one| one.account.as_str()).collect(),
            missing: missing.map(Arc::new),
        }
    }

    pub fn member(&self, account: &AccountId) -> Member<'s> {
        let Some(found) = self.accounts.get(account.as_str()).copied() else {
            let alone = self.alone.contains(account.as_str());
            return Member { alone, account: None, above: vec![], unread: self.missing.clone().filter(|_| !alone) };
        };
        let mut member = Member { alone: false, account: Some(found), above: vec![], unread: None };
        let mut parent = found.at("parent_id");
        while let (Some(id), true) = (parent.as_str(), member.above.len() < DEEPEST) {
            let unit = self.units.get(id).copied();
            member.above.push((id, unit));
            let Some(unit) = unit else {
                // The root is no unit. A unit that nobody listed has more above it.
                let lost = || self.missing.clone().unwrap_or_else(|| not_collected("organizations_ou"));
                member.unread = id.starts_with("ou-").then(lost);
                return member;
            };
            parent = unit.at("parent_id");
        }
        member.unread = parent.as_unread().cloned();
        member
    }
}

impl Member<'_> {
    /// Why an account's name is not known.
    pub fn nameless(&self) -> Option<Arc<Unread>> {
        let unknown = || self.unread.clone().unwrap_or_else(|| not_collected("organizations_account"));
        (self.account.is_none() && !self.alone).then(unknown)
    }

    /// Why there may be more units above it than are known.
    pub fn homeless(&self) -> Option<Arc<Unread>> {
        self.unread.clone().or_else(|| self.nameless())
    }
}

fn not_collected(kind: &str) -> Arc<Unread> {
    Arc::new(Unread::new(kind, Reason::NotCollected))
}
