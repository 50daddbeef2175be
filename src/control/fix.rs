//! What a person does about a failure.

use super::Step;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The `fix:` part of a control.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Fix {
    pub text: String,
    /// A command, in which `{resource.name}` and the like stand for the resource's fields.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cli: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub terraform: Option<String>,
    pub effort: Effort,
    #[serde(default)]
    pub scope: FixScope,
    /// Where the cause lies in other resources: CEL that gives their ids. Findings of one cause are closed together.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cause: Option<String>,
    /// The name of a change that closes the findings of several controls.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub change: Option<String>,
    /// The sorts of steps of attack paths that it takes away, of those that hang on the resource or on its cause. Where the
    /// control has a parameter `ports`, steps by the network are taken away at these ports only.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cuts: Vec<Step>,
}

/// In rising order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Effort {
    Minutes,
    Hours,
    Days,
}

/// How far one change goes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum FixScope {
    #[default]
    Resource,
    Region,
    Account,
}
