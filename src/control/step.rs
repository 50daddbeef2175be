//! The sorts of steps that attack paths are made of. Controls name those that their fix takes away, so that the type
//! lives on their floor.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How one thing leads to the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// The internet reaches it.
    Reach,
    /// From inside of a network, a security group lets it in.
    Neighbour,
    /// Its own policy lets in everybody, or it is shared with all.
    Policy,
    /// A role lets in whoever comes, or somebody of another account who was taken over.
    Trust,
    /// It lets in an account that is not of the estate: by its policy, its trust, by being shared, or over the network.
    Account,
    /// Whoever takes it over has its role.
    Role,
    /// A published way to gain more than policies say.
    WayUp,
    /// What a principal's policies allow, or those of what it reads.
    Rights,
    /// A password is enough.
    SignIn,
}

impl Step {
    /// The name as it stands in files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Reach => "reach",
            Self::Neighbour => "neighbour",
            Self::Policy => "policy",
            Self::Trust => "trust",
            Self::Account => "account",
            Self::Role => "role",
            Self::WayUp => "way_up",
            Self::Rights => "rights",
            Self::SignIn => "sign_in",
        }
    }
}
