//! What the organisation leaves open to an account: its service control policies, level by level.
//!
//! They can be read from the organisation's management account and its delegates only. Where they were not, nothing is
//! taken to be held back.

use super::library::Part;
use super::rights::Layer;
use crate::facts::Index;
use crate::facts::policy::language::{Effect, Statement};
use crate::snapshot::{AccountId, Resource, Value};
use std::collections::{BTreeSet, HashMap, HashSet};

/// All service control policies of a snapshot.
pub struct Policies<'s> {
    /// By what they are attached to; none where that was not read of each.
    attached: Option<HashMap<&'s str, Vec<Part<'s>>>>,
    /// The accounts that manage an organisation.
    managers: HashSet<&'s str>,
}

#[derive(Default)]
pub struct Controls<'s> {
    /// From the root to the account; none where they were not read, or do not bind the account.
    levels: Vec<Vec<Part<'s>>>,
    management: bool,
}

impl<'s> Policies<'s> {
    pub fn of(index: &Index<'s>) -> Self {
        let all = &index.snapshot().resources;
        let of = |kind: &'static str| all.iter().filter(move |resource| &*resource.kind == kind);
        let managers = of("organizations_organization")
            .filter_map(|organization| organization.at("organization.management_account_id").as_str());
        let policies =
            of("organizations_policy").filter(|policy| policy.at("type").as_str() == Some("SERVICE_CONTROL_POLICY"));
        Self { attached: attached(policies), managers: managers.collect() }
    }
}

fn attached<'s>(policies: impl Iterator<Item = &'s Resource>) -> Option<HashMap<&'s str, Vec<Part<'s>>>> {
    let mut attached: HashMap<&str, Vec<Part<'s>>> = HashMap::new();
    for policy in policies {
        let targets = policy.at("targets");
        if targets.unread_within().is_some() {
            return None;
        }
        let part = Part::of(format!("control policy {}", policy.label()), policy.at("policy"));
        let ids: BTreeSet<&str> =
            targets.items().iter().map(|target| target.at("target_id")).filter_map(Value::as_str).collect();
        ids.into_iter().for_each(|id| attached.entry(id).or_default().push(part.clone()));
    }
    Some(attached)
}

impl<'s> Controls<'s> {
    pub fn of(account: &AccountId, policies: &Policies<'s>, index: &Index<'s>) -> Self {
        if policies.managers.contains(account.as_str()) {
            return Self { levels: vec![], management: true };
        }
        let above = index.organization().member(account).above;
        // The last one is a root, or the way up was not read whole.
        let whole = above.last().is_some_and(|(top, _)| top.starts_with("r-"));
        let Some(attached) = policies.attached.as_ref().filter(|_| whole) else { return Self::default() };
        let targets = above.iter().rev().map(|(id, _)| *id).chain([account.as_str()]);
        let levels: Vec<Vec<Part<'s>>> =
            targets.map(|target| attached.get(target).cloned().unwrap_or_default()).collect();
        // Nobody can detach the last policy of a level: one without any means that this type is not in use.
        if levels.iter().any(Vec::is_empty) { Self::default() } else { Self { levels, management: false } }
    }

    pub fn is_management_account(&self) -> bool {
        self.management
    }

    /// What each level allows of an action, and what any denies. What was not read is not taken to deny.
    pub fn about(&self, action: &str) -> (Vec<Layer<'_, 's>>, Vec<&Statement<'s>>) {
        let levels = self.levels.iter().map(|level| Layer::of(level.iter(), action)).collect();
        (levels, self.levels.iter().flatten().flat_map(|part| part.about(Effect::Deny, action)).collect())
    }
}
