//! What in a reply is not as expected, and where. What the reply holds there is not told: it may be a secret.

use serde::de::{self, Expected, Unexpected};
use std::fmt;

/// A longer name is not one of AWS's.
const LONGEST_NAME: usize = 64;

/// A path of member names, such as `Functions[3].Timeout`, and what is wrong there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Misfit {
    path: String,
    what: String,
}

impl Misfit {
    pub fn new(what: impl Into<String>) -> Self {
        Self { path: String::new(), what: what.into() }
    }

    pub fn expected(what: &str) -> Self {
        Self::new(format!("is not {what}"))
    }

    pub fn in_member(self, name: &str) -> Self {
        let name: String = name.chars().take(LONGEST_NAME).filter(|c| !c.is_control()).collect();
        let dot = if self.path.is_empty() || self.path.starts_with('[') { "" } else { "." };
        Self { path: format!("{name}{dot}{}", self.path), ..self }
    }

    pub fn in_item(self, index: usize) -> Self {
        let dot = if self.path.is_empty() || self.path.starts_with('[') { "" } else { "." };
        Self { path: format!("[{index}]{dot}{}", self.path), ..self }
    }
}

impl fmt::Display for Misfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = if self.path.is_empty() { "the reply" } else { &self.path };
        write!(f, "{path} {}", self.what)
    }
}

impl std::error::Error for Misfit {}

/// The messages of serde's own quote what they found.
impl de::Error for Misfit {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self::new("is not as expected")
    }

    fn invalid_type(_: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::new(format!("is not {expected}"))
    }

    fn invalid_value(_: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::new(format!("is not {expected}"))
    }

    fn invalid_length(_: usize, expected: &dyn Expected) -> Self {
        Self::new(format!("is not {expected}"))
    }

    fn unknown_variant(_: &str, _: &'static [&'static str]) -> Self {
        Self::new("is none of the values that are known")
    }

    fn unknown_field(_: &str, _: &'static [&'static str]) -> Self {
        Self::new("has a member that is not known")
    }

    fn missing_field(name: &'static str) -> Self {
        Self::new(format!("lacks {name}"))
    }

    fn duplicate_field(name: &'static str) -> Self {
        Self::new(format!("has {name} more than once"))
    }
}
