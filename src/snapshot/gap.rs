//! What could not be read, and why. A gap is data: never a pass, never a fail, always shown.

use super::{AccountId, Region};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::fmt;

/// Why something could not be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// The credentials lack the permission.
    AccessDenied,
    /// AWS kept asking us to slow down until the retries were used up.
    Throttled,
    /// The account has not enabled the region.
    RegionDisabled,
    /// No answer in time.
    Timeout,
    /// The endpoint could not be reached.
    Unreachable,
    /// The service has no address in the region, and AWS did not confirm that it is not offered there.
    NoEndpoint,
    /// The credentials expired during the scan.
    CredentialsExpired,
    /// The API does not know the call: an older region, partition or a stand-in for AWS.
    Unsupported,
    /// The answer came but could not be understood.
    Unparseable,
    /// Larger than the bound on what is kept.
    TooLarge,
    /// There are more of the kind than are asked about one by one.
    Capped,
    /// The scan ended before this was read.
    Interrupted,
    /// The kind was not part of this scan.
    NotCollected,
    /// Any other error of the API.
    Error,
}

impl Reason {
    /// The name as it stands in files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::AccessDenied => "access_denied",
            Self::Throttled => "throttled",
            Self::RegionDisabled => "region_disabled",
            Self::Timeout => "timeout",
            Self::Unreachable => "unreachable",
            Self::NoEndpoint => "no_endpoint",
            Self::CredentialsExpired => "credentials_expired",
            Self::Unsupported => "unsupported",
            Self::Unparseable => "unparseable",
            Self::TooLarge => "too_large",
            Self::Capped => "capped",
            Self::Interrupted => "interrupted",
            Self::NotCollected => "not_collected",
            Self::Error => "error",
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Which policy denied a call, where AWS says it: what to change, and who can, depends on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DeniedBy {
    /// A policy of the user or role, or the lack of one.
    IdentityPolicy,
    /// A service control policy of the organization.
    ServiceControlPolicy,
    /// A resource control policy of the organization.
    ResourceControlPolicy,
    /// The policy of the resource itself.
    ResourcePolicy,
    /// The permissions boundary of the user or role.
    PermissionsBoundary,
    /// A policy that was given when the role was assumed.
    SessionPolicy,
    /// The policy of the VPC endpoint through which the call went.
    EndpointPolicy,
}

impl DeniedBy {
    /// In words, for people.
    pub fn words(self) -> &'static str {
        match self {
            Self::IdentityPolicy => "an identity policy",
            Self::ServiceControlPolicy => "a service control policy",
            Self::ResourceControlPolicy => "a resource control policy",
            Self::ResourcePolicy => "a resource policy",
            Self::PermissionsBoundary => "a permissions boundary",
            Self::SessionPolicy => "a session policy",
            Self::EndpointPolicy => "a VPC endpoint policy",
        }
    }
}

/// Stands in the place of a value that could not be read: `{"$unread": {"action": ..., "reason": ...}}`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Unread {
    /// The IAM action that would have read it, such as `s3:GetBucketPolicy`.
    pub action: String,
    pub reason: Reason,
    /// What AWS said, without anything secret, for a person to read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// For a denial: by which policy, where AWS says it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub denied_by: Option<DeniedBy>,
}

impl Unread {
    pub fn new(action: impl Into<String>, reason: Reason) -> Self {
        Self { action: action.into(), reason, detail: None, denied_by: None }
    }
}

impl fmt::Display for Unread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.action, self.reason)
    }
}

/// A kind that could not be read, wholly or to its end, in one account and region.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Gap {
    pub account: AccountId,
    pub region: Region,
    /// The kind of which resources may be missing.
    pub kind: String,
    /// The IAM action that failed.
    pub action: String,
    pub reason: Reason,
    /// What AWS said, without anything secret, for a person to read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// For a denial: by which policy, where AWS says it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub denied_by: Option<DeniedBy>,
}

impl Gap {
    pub fn new(kind: impl Into<String>, account: AccountId, region: Region, unread: Unread) -> Self {
        let Unread { action, reason, detail, denied_by } = unread;
        Self { account, region, kind: kind.into(), action, reason, detail, denied_by }
    }

    /// The same gap, as the value of a field that depends on it.
    pub fn as_unread(&self) -> Unread {
        Unread {
            action: self.action.clone(),
            reason: self.reason,
            detail: self.detail.clone(),
            denied_by: self.denied_by,
        }
    }
}
