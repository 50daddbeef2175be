//! From where a resource can be touched at all.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// In rising order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Exposure {
    /// Nothing refers to it: an unattached group, a stopped instance.
    Isolated,
    /// Only from inside its own account or network.
    Internal,
    /// From other accounts that are named.
    CrossAccount,
    /// From the internet, behind a sign-in.
    InternetWithAuth,
    /// From the internet, by anybody.
    InternetOpen,
}
