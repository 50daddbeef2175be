//! What the organisation leaves open to an account: its service control policies, level by level, and what its resource
//! control policies deny.

use super::library::Part;
use super::rights::Layer;
use crate::facts::Index;
use crate::facts::control_policy::{Attached, SERVICE_CONTROL};
use crate::facts::policy::is_bound;
use crate::facts::policy::language::{Answer, Effect, Statement};
use crate::snapshot::{AccountId, Resource};

/// All service control policies of a snapshot.
pub type Policies<'s> = Attached<'s, Part<'s>>;

pub fn policies<'s>(index: &Index<'s>) -> Policies<'s> {
    let part = |policy: &'s Resource| Part::of(format!("control policy {}", policy.label()), policy.at("policy"));
    Attached::of(SERVICE_CONTROL, index, part)
}

#[derive(Default)]
pub struct Controls<'s> {
    /// From the root to the account; none where they were not read, or do not bind the account.
    levels: Vec<Vec<Part<'s>>>,
    /// What is denied on resources of the account.
    denials: Vec<Statement<'s>>,
    management: bool,
}

impl<'s> Controls<'s> {
    pub fn of(account: &AccountId, policies: &Policies<'s>, index: &Index<'s>) -> Self {
        let denials = index.denials().on(account.as_str()).to_vec();
        Self { levels: policies.levels(account, index), denials, management: policies.is_manager(account) }
    }

    pub fn is_management_account(&self) -> bool {
        self.management
    }

    /// What each level allows of an action, and what any denies. What was not read is not taken to deny.
    pub fn about(&self, action: &str) -> (Vec<Layer<'_, 's>>, Vec<&Statement<'s>>) {
        let levels = self.levels.iter().map(|level| Layer::of(level.iter(), action)).collect();
        (levels, self.levels.iter().flatten().flat_map(|part| part.about(Effect::Deny, action)).collect())
    }

    /// What is denied of an action on resources of the account, whoever asks.
    pub fn on_resources(&self, action: &str) -> Vec<&Statement<'s>> {
        let about = |statement: &&Statement<'s>| statement.about_action(action) == Answer::Yes;
        self.denials.iter().filter(|_| is_bound(action)).filter(about).collect()
    }
}
