//! What a resource policy allows to whom, after AWS's own meaning of public.
//!
//! A statement that allows everybody is public unless a condition narrows who may come to fixed values; see [`narrow`]
//! for the keys. <https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html>

mod bucket;
mod narrow;
mod statement;

pub(super) use bucket::bucket;
pub(super) use statement::Statement;

use crate::snapshot::Value;
use narrow::Narrowing;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::cmp::Ordering;
use std::collections::BTreeSet;

/// The widest that any statement allows. In rising order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Access {
    /// No policy, or one that allows nothing.
    None,
    /// Principals of the same account.
    SameAccount,
    /// AWS services on behalf of the account.
    ServiceOnly,
    /// Principals of the same organisation.
    OrgOnly,
    /// Principals of other accounts, or of a named network outside.
    CrossAccount,
    /// Everybody.
    Public,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct PolicyFacts {
    pub access: Access,
    /// The other accounts that are let in, sorted.
    pub accounts: Vec<String>,
    /// The actions open to everybody, sorted.
    pub public_actions: Vec<String>,
    /// The condition keys that narrow the widest access to what it is, sorted.
    pub narrowed_by: Vec<String>,
}

/// A judgement, and the statements that led to it.
pub(super) struct Judged {
    pub facts: PolicyFacts,
    pub because: Vec<String>,
}

impl PolicyFacts {
    pub fn none() -> Self {
        Self { access: Access::None, accounts: vec![], public_actions: vec![], narrowed_by: vec![] }
    }

    /// Adds another way in, which no condition narrows.
    pub(super) fn open_to(&mut self, access: Access) {
        if access >= self.access {
            self.access = access;
            self.narrowed_by.clear();
        }
    }

    /// The most that a policy could allow which nobody has read.
    pub(super) fn anything() -> Self {
        Self { access: Access::Public, public_actions: vec!["*".into()], ..Self::none() }
    }
}

/// Judges a policy document of the snapshot, seen from the account that owns the resource.
pub(super) fn judge(document: &Value, account: &str) -> Judged {
    let statements: Vec<Statement<'_>> = document.at("statements").items().iter().map(Statement::new).collect();
    let denied: Vec<&Statement<'_>> = statements.iter().filter(|s| s.is_deny_to_all()).collect();
    // A blanket "deny all but ours" narrows every statement that allows.
    let fences: Vec<(&Statement<'_>, Narrowing)> =
        denied.iter().filter_map(|deny| Some((*deny, narrow::fence(deny, account)?))).collect();
    let mut sum = Sum::default();
    for (number, statement) in statements.iter().enumerate().filter(|(_, statement)| statement.allows) {
        if denied.iter().any(|deny| deny.takes_away(statement)) {
            continue;
        }
        sum.add(number, statement, account, &fences);
    }
    sum.judged()
}

#[derive(Default)]
struct Sum {
    access: Option<Access>,
    accounts: BTreeSet<String>,
    public_actions: BTreeSet<String>,
    narrowed_by: BTreeSet<String>,
    because: Vec<String>,
}

impl Sum {
    fn add(&mut self, number: usize, statement: &Statement<'_>, account: &str, fences: &[(&Statement<'_>, Narrowing)]) {
        // A denial narrows only what it covers.
        let fences = fences.iter().filter(|(deny, _)| deny.covers(statement)).map(|(_, narrowing)| narrowing.clone());
        let fences: Vec<Narrowing> = fences.collect();
        for grant in statement.grants(account) {
            let mut access = grant.access;
            let mut accounts: BTreeSet<String> = grant.account.clone().into_iter().collect();
            let mut keys = BTreeSet::new();
            // Conditions can only make it narrower; the narrowest counts, as all of them must hold.
            for narrowing in narrow::conditions(statement, account).iter().chain(&fences) {
                if access > Access::ServiceOnly && narrowing.access < access {
                    access = narrowing.access;
                    accounts.clone_from(&narrowing.accounts);
                }
                keys.insert(narrowing.key.clone());
            }
            if access == Access::Public {
                self.public_actions.extend(statement.action_names());
            }
            self.accounts.extend(accounts);
            self.widest(access, keys, || format!("{} lets in {}", statement.label(number), grant.who));
        }
    }

    /// Keeps the widest, and the keys without which it would be wider: none, where one way in has none.
    fn widest(&mut self, access: Access, keys: BTreeSet<String>, why: impl FnOnce() -> String) {
        match self.access.map(|known| access.cmp(&known)) {
            None | Some(Ordering::Greater) => {
                self.access = Some(access);
                self.narrowed_by = keys;
                self.because = vec![why()];
            }
            Some(Ordering::Equal) if keys.is_empty() || self.narrowed_by.is_empty() => self.narrowed_by.clear(),
            Some(Ordering::Equal) => self.narrowed_by.extend(keys),
            Some(Ordering::Less) => {}
        }
    }

    fn judged(self) -> Judged {
        let facts = PolicyFacts {
            access: self.access.unwrap_or(Access::None),
            accounts: self.accounts.into_iter().collect(),
            public_actions: self.public_actions.into_iter().collect(),
            narrowed_by: self.narrowed_by.into_iter().collect(),
        };
        let because = if self.because.is_empty() { vec!["no statement allows anything".into()] } else { self.because };
        Judged { facts, because }
    }
}

#[cfg(test)]
mod tests;
