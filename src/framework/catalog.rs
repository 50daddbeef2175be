//! Frameworks that are ready to use.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;

/// A valid framework.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Framework {
    /// The name of its file: `nist-csf-2.0`.
    pub id: String,
    pub title: String,
    pub version: Option<String>,
    pub url: Option<String>,
    /// Where its ids and titles were taken from.
    pub source: Option<String>,
    pub license: Option<String>,
    /// What the licence asks every copy to say.
    pub notice: Option<String>,
    /// Made to be copied: reported only where it is asked for.
    pub example: bool,
    /// The framework that took its place; it is then reported only where it is asked for.
    pub superseded_by: Option<String>,
    /// Whether it lists what attackers do: controls then say whether they protect, detect or respond.
    pub techniques: bool,
    /// Families, categories, tactics or sections, in the framework's order.
    pub groups: Vec<Group>,
    /// In the framework's order, each id once.
    pub requirements: Vec<Requirement>,
    /// Ids that are no longer in force, and the requirements or groups that took their place.
    pub withdrawn: BTreeMap<String, Vec<String>>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    pub id: String,
    pub title: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Requirement {
    pub id: String,
    pub title: String,
    /// The groups it belongs to: one in most frameworks, several for a technique that serves several tactics.
    pub groups: Vec<String>,
    /// The selections that contain it: `moderate`, `level-1`.
    pub baselines: Vec<String>,
    pub assessment: Option<AssessmentMethod>,
    pub responsibility: Responsibility,
    pub judged_by: JudgedBy,
    /// What answers it, beside the controls that map to it.
    pub satisfied_by: Vec<Reference>,
    /// How much it matters to those who wrote the framework, 1 to 10.
    pub weight: u64,
    pub why: Option<String>,
}

/// Whether the framework's authors hold that a tool can tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum AssessmentMethod {
    Automated,
    Manual,
}

/// Who answers for a requirement, of the two who share a cloud:
/// <https://aws.amazon.com/compliance/shared-responsibility-model/>.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Responsibility {
    /// AWS alone: buildings, hardware, what lies below a service.
    Provider,
    /// Whoever uses AWS: settings, people, processes.
    #[default]
    Customer,
    /// Both, each for a part.
    Shared,
}

/// How it can be known whether a requirement is met.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum JudgedBy {
    /// A control can see it, or a part of it, in the configuration.
    #[default]
    Automated,
    /// A person has to look and to say so.
    Attested,
    /// The provider's auditor has looked: a person names the report.
    ProviderReport,
}

/// Other tools by whose names a control may be known, as under `also_known_as` in a control.
pub const TOOLS: [&str; 3] = ["aws_config", "prowler", "security_hub"];

/// What a requirement may be satisfied by. Patterns have `*` and `?`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reference {
    /// `s3/*`
    Controls { pattern: String },
    /// `mitre-attack:T1530*`
    Requirements { framework: String, pattern: String },
    /// `prowler:s3_bucket_kms_encryption`: controls by their name in another tool. A name that no control has today is
    /// no mistake: whoever adds such a control has it serve.
    KnownAs { tool: String, pattern: String },
}

impl Reference {
    pub fn new(text: &str) -> Self {
        match text.split_once(':') {
            Some((tool, pattern)) if TOOLS.contains(&tool) => {
                Self::KnownAs { tool: tool.to_owned(), pattern: pattern.to_owned() }
            }
            Some((framework, pattern)) => {
                Self::Requirements { framework: framework.to_owned(), pattern: pattern.to_owned() }
            }
            None => Self::Controls { pattern: text.to_owned() },
        }
    }
}

impl Responsibility {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Provider => "provider",
            Self::Customer => "customer",
            Self::Shared => "shared",
        }
    }
}

impl JudgedBy {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Automated => "automated",
            Self::Attested => "attested",
            Self::ProviderReport => "provider_report",
        }
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Controls { pattern } => f.write_str(pattern),
            Self::Requirements { framework: owner, pattern } | Self::KnownAs { tool: owner, pattern } => {
                write!(f, "{owner}:{pattern}")
            }
        }
    }
}
