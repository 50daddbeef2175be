//! What the organisation leaves open to an account: its service control policies, level by level.
//!
//! They can be read from the organisation's management account and its delegates only. Where they were not, nothing is
//! taken to be held back.

use super::library::Part;
use super::rights::Layer;
use crate::facts::Index;
use crate::facts::policy::language::{Effect, Statement};
use crate::snapshot::{AccountId, Resource};

#[derive(Default)]
pub struct Controls<'s> {
    /// From the root to the account; none where they were not read, or do not bind the account.
    levels: Vec<Vec<Part<'s>>>,
    management: bool,
}

impl<'s> Controls<'s> {
    pub fn of(account: &AccountId, index: &Index<'s>) -> Self {
        let all = &index.snapshot().resources;
        let of = |kind: &'static str| all.iter().filter(move |resource| &*resource.kind == kind);
        let manages = |organization: &&Resource| {
            organization.at("organization.management_account_id").as_str() == Some(account.as_str())
        };
        if of("organizations_organization").any(|organization| manages(&organization)) {
            return Self { levels: vec![], management: true };
        }
        let mut targets = vec![account.as_str()];
        let member =
            of("organizations_account").find(|member| member.at("account_id").as_str() == Some(account.as_str()));
        let mut parent = member.and_then(|member| member.at("parent_id").as_str());
        // AWS allows five levels of units under a root.
        while let Some(id) = parent.filter(|_| targets.len() < 8) {
            targets.push(id);
            let unit = of("organizations_ou").find(|unit| unit.at("ou_id").as_str() == Some(id));
            parent = unit.and_then(|unit| unit.at("parent_id").as_str());
        }
        // The last one is a root, or the way up was not read whole.
        if !targets.last().is_some_and(|top| top.starts_with("r-")) {
            return Self::default();
        }
        let policies: Vec<&Resource> = of("organizations_policy")
            .filter(|policy| policy.at("type").as_str() == Some("SERVICE_CONTROL_POLICY"))
            .collect();
        if policies.iter().any(|policy| policy.at("targets").unread_within().is_some()) {
            return Self::default();
        }
        let attached = |policy: &&&'s Resource, target: &str| {
            policy.at("targets").items().iter().any(|one| one.at("target_id").as_str() == Some(target))
        };
        let level = |target: &&str| -> Vec<Part<'s>> {
            let here = policies.iter().filter(|policy| attached(policy, target));
            here.map(|policy| Part::of(format!("control policy {}", policy.label()), policy.at("policy"))).collect()
        };
        let levels: Vec<Vec<Part<'s>>> = targets.iter().rev().map(level).collect();
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
