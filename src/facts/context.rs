//! What a resource means to its company: its data, its importance, its owner.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How secret its data is. In rising order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DataClass {
    /// Meant for everybody.
    Public,
    /// The company's own affairs.
    Internal,
    /// Would hurt if it came out: customer data, contracts.
    Confidential,
    /// Regulated, or ruinous if it came out.
    Restricted,
}

/// How much hangs on it. In rising order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Criticality {
    /// Sandbox, development.
    Low,
    Normal,
    /// Production.
    High,
    /// The company stands still without it.
    Vital,
}
