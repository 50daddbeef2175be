//! The facts of a policy, as checks see them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

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

impl Access {
    /// The name as it stands in checks.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::SameAccount => "same_account",
            Self::ServiceOnly => "service_only",
            Self::OrgOnly => "org_only",
            Self::CrossAccount => "cross_account",
            Self::Public => "public",
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, JsonSchema)]
pub struct PolicyFacts {
    pub access: Access,
    /// The other accounts that are let in, by themselves or through a service, sorted.
    pub accounts: Vec<String>,
    /// The actions open to everybody, sorted.
    pub public_actions: Vec<String>,
    /// The condition keys that narrow the widest access to what it is, sorted.
    pub narrowed_by: Vec<String>,
    /// The services that are let in whomever they act for, sorted: no condition asks on whose behalf they come, and
    /// another customer may send them (the confused deputy). `*` is any service.
    pub unguarded_services: Vec<String>,
    /// Whom each statement lets in, in the order of the document.
    pub grants: Vec<PolicyGrant>,
    /// Whether resource control policies of the organisation take away something that the policy allows.
    pub controlled: bool,
}

/// Somebody whom a statement lets in.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, JsonSchema)]
pub struct PolicyGrant {
    /// The statement's own name, or its number, from 1.
    pub statement: String,
    /// Whom it names, as it is written: an ARN, an account id, a service, `*`; `*` where it names those it spares.
    pub principal: String,
    /// What is left once conditions and denials have narrowed it.
    pub access: Access,
    /// The other accounts that come in by it, where they are named; sorted.
    pub accounts: Vec<String>,
    /// The actions that no denial takes away, as written.
    pub actions: Arc<[String]>,
    /// The condition keys that narrow it, sorted.
    pub narrowed_by: Vec<String>,
    /// Whether it lets in a service whomever that acts for.
    pub unguarded: bool,
}

impl PolicyFacts {
    pub fn none() -> Self {
        Self {
            access: Access::None,
            accounts: vec![],
            public_actions: vec![],
            narrowed_by: vec![],
            unguarded_services: vec![],
            grants: vec![],
            controlled: false,
        }
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

    /// The same with strangers kept out: something before the policy lets nobody in from outside of the account.
    pub(super) fn held_back(self) -> Self {
        let held = |access: Access| if access > Access::ServiceOnly { Access::SameAccount } else { access };
        let grants = self.grants.into_iter();
        let grants =
            grants.map(|grant| PolicyGrant { access: held(grant.access), accounts: vec![], ..grant }).collect();
        Self { access: held(self.access), accounts: vec![], public_actions: vec![], grants, ..self }
    }
}
