//! Names that have a grammar, checked where they enter.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::sync::Arc;

/// Twelve digits. Anything else that a file or an API offers is refused.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "String", into = "String")]
#[schemars(with = "String")]
pub struct AccountId(Arc<str>);

impl AccountId {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for AccountId {
    type Error = String;

    fn try_from(id: String) -> Result<Self, String> {
        Self::try_from(id.as_str())
    }
}

impl TryFrom<&str> for AccountId {
    type Error = String;

    fn try_from(id: &str) -> Result<Self, String> {
        Self::try_from(Arc::<str>::from(id))
    }
}

/// Shares the memory of a text that is already known.
impl TryFrom<Arc<str>> for AccountId {
    type Error = String;

    fn try_from(id: Arc<str>) -> Result<Self, String> {
        if id.len() == 12 && id.bytes().all(|b| b.is_ascii_digit()) {
            Ok(Self(id))
        } else {
            Err(format!("`{}` is not an AWS account id: twelve digits", id.escape_debug()))
        }
    }
}

impl From<AccountId> for String {
    fn from(id: AccountId) -> Self {
        id.0.as_ref().to_owned()
    }
}

impl fmt::Display for AccountId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A region's name, or `global` for what lives in none.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "String", into = "String")]
#[schemars(with = "String")]
pub struct Region(Arc<str>);

impl Region {
    pub fn global() -> Self {
        Self("global".into())
    }

    pub fn is_global(&self) -> bool {
        &*self.0 == "global"
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Region {
    type Error = String;

    fn try_from(name: String) -> Result<Self, String> {
        Self::try_from(name.as_str())
    }
}

impl TryFrom<&str> for Region {
    type Error = String;

    fn try_from(name: &str) -> Result<Self, String> {
        Self::try_from(Arc::<str>::from(name))
    }
}

/// Shares the memory of a text that is already known.
impl TryFrom<Arc<str>> for Region {
    type Error = String;

    fn try_from(name: Arc<str>) -> Result<Self, String> {
        let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
        if !name.is_empty() && name.len() <= 32 && name.bytes().all(plain) {
            Ok(Self(name))
        } else {
            Err(format!("`{}` is not the name of a region, such as eu-central-1", name.escape_debug()))
        }
    }
}

impl From<Region> for String {
    fn from(region: Region) -> Self {
        region.0.as_ref().to_owned()
    }
}

impl fmt::Display for Region {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
