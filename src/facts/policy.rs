//! What a resource policy allows to whom, after AWS's own meaning of public.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

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
    /// Named principals of other accounts.
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
    /// The condition keys that narrow who is let in, sorted.
    pub narrowed_by: Vec<String>,
}
