//! What a failure of a control means, as the risk model reads it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The `risk:` part of a control.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RiskProfile {
    pub threat: Threat,
    pub exploit: Exploit,
    /// Where the exposure lies in the nature of the control and not in the resource: a console password can be tried
    /// from anywhere. Otherwise it comes from facts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exposure: Option<Exposure>,
}

/// What could happen. It decides which of confidentiality, integrity and availability are at stake.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Threat {
    /// Data comes out.
    Disclosure,
    /// Data or settings are changed.
    Tampering,
    /// Data or service is lost.
    Destruction,
    /// Somebody acts with rights that are not theirs.
    Takeover,
    /// An attack leaves no trace.
    Evasion,
}

/// How much an attacker needs besides a way in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Exploit {
    /// Administrator's rights.
    Hard,
    /// A flaw in software, or a stolen secret.
    Moderate,
    /// Nothing.
    Trivial,
}

/// From where a resource can be touched at all. In rising order.
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
