//! What is asked, and what is known of who asks.

use super::Caller;
use std::collections::BTreeMap;

/// One request.
#[derive(Debug, Clone, Copy)]
pub struct Request<'r> {
    /// Who asks. None for policies that name no principal: those of a user or role, boundaries, service control policies.
    pub caller: Option<&'r Caller<'r>>,
    /// Such as `s3:GetObject`.
    pub action: &'r str,
    /// An ARN; `*` for actions that are about none.
    pub resource: &'r str,
    pub context: &'r Context<'r>,
}

/// What a request brings with it, by key.
#[derive(Debug, Clone)]
pub struct Context<'r> {
    known: BTreeMap<String, Option<Vec<&'r str>>>,
    /// Whether keys that are not named are known to be absent.
    complete: bool,
}

/// What is known of one key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Presence<'c> {
    Values(&'c [&'c str]),
    Absent,
    Unknown,
}

impl<'r> Context<'r> {
    /// Nothing is known but what is added.
    pub fn unknown() -> Self {
        Self { known: BTreeMap::new(), complete: false }
    }

    /// There is nothing but what is added.
    pub fn complete() -> Self {
        Self { known: BTreeMap::new(), complete: true }
    }

    /// The key has these values. None is the same as absent.
    #[must_use]
    pub fn with(mut self, key: &str, values: impl IntoIterator<Item = &'r str>) -> Self {
        let values: Vec<&str> = values.into_iter().collect();
        self.known.insert(key.to_ascii_lowercase(), Some(values).filter(|values| !values.is_empty()));
        self
    }

    /// The key is not there.
    #[must_use]
    pub fn without(mut self, key: &str) -> Self {
        self.known.insert(key.to_ascii_lowercase(), None);
        self
    }

    pub fn presence(&self, key: &str) -> Presence<'_> {
        // Keys of a document are in lower case already.
        let known = if key.bytes().any(|byte| byte.is_ascii_uppercase()) {
            self.known.get(&key.to_ascii_lowercase())
        } else {
            self.known.get(key)
        };
        match known {
            Some(Some(values)) => Presence::Values(values),
            Some(None) => Presence::Absent,
            None if self.complete => Presence::Absent,
            None => Presence::Unknown,
        }
    }
}
