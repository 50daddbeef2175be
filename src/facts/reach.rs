//! What the internet can reach: a public address, a route to an internet gateway, a network ACL and a security group
//! that let it in.

use schemars::JsonSchema;
use serde::Serialize;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Reach {
    /// Whether any port can be reached from the internet.
    pub internet: bool,
    /// What can be reached, sorted.
    pub ports: Vec<OpenPort>,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
pub struct OpenPort {
    /// `tcp`, `udp`, `icmp`, ... or `-1` for all.
    pub protocol: String,
    pub from: i64,
    pub to: i64,
    /// The range that is let in.
    pub source: String,
    /// The security group whose rule lets it in.
    pub security_group_id: String,
}
