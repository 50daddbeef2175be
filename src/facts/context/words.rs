//! The steps of data and importance, and the words that people have for them.

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
    /// Neither more nor less than others.
    Normal,
    /// Production.
    High,
    /// The company stands still without it.
    Vital,
}

/// What people write into a data class's tag.
pub(super) const DATA_WORDS: &[(&str, DataClass)] = &[
    ("public", DataClass::Public),
    ("open", DataClass::Public),
    ("internal", DataClass::Internal),
    ("private", DataClass::Internal),
    ("confidential", DataClass::Confidential),
    ("sensitive", DataClass::Confidential),
    ("customer", DataClass::Confidential),
    ("restricted", DataClass::Restricted),
    ("highly-confidential", DataClass::Restricted),
    ("secret", DataClass::Restricted),
    ("regulated", DataClass::Restricted),
    ("pii", DataClass::Restricted),
    ("phi", DataClass::Restricted),
    ("pci", DataClass::Restricted),
];

/// What people write into a criticality's tag.
pub(super) const CRITICALITY_WORDS: &[(&str, Criticality)] = &[
    ("low", Criticality::Low),
    ("tier-3", Criticality::Low),
    ("normal", Criticality::Normal),
    ("medium", Criticality::Normal),
    ("tier-2", Criticality::Normal),
    ("high", Criticality::High),
    ("tier-1", Criticality::High),
    ("vital", Criticality::Vital),
    ("critical", Criticality::Vital),
    ("mission-critical", Criticality::Vital),
    ("tier-0", Criticality::Vital),
];

/// What people write into an environment's tag.
pub(super) const ENVIRONMENT_WORDS: &[(&str, Criticality)] = &[
    ("prod", Criticality::High),
    ("production", Criticality::High),
    ("live", Criticality::High),
    ("staging", Criticality::Normal),
    ("stage", Criticality::Normal),
    ("uat", Criticality::Normal),
    ("dev", Criticality::Low),
    ("development", Criticality::Low),
    ("test", Criticality::Low),
    ("qa", Criticality::Low),
    ("sandbox", Criticality::Low),
    ("demo", Criticality::Low),
];

impl Criticality {
    /// Of an environment, by a word that people have for one.
    pub fn of_environment(word: &str) -> Option<Self> {
        ENVIRONMENT_WORDS.iter().find(|(known, _)| known.eq_ignore_ascii_case(word)).map(|(_, step)| *step)
    }

    /// The name as it stands in files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Normal => "normal",
            Self::High => "high",
            Self::Vital => "vital",
        }
    }
}
