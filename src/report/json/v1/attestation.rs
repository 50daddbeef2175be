//! What a person vouches for.

use crate::framework::{Attestation as Vouched, Term};
use crate::report::view;
use schemars::JsonSchema;
use serde::Serialize;

/// A statement about what no control can see.
#[derive(Serialize, JsonSchema)]
pub(super) struct Attestation<'a> {
    statement: &'a str,
    /// Where it can be seen.
    evidence: &'a str,
    by: &'a str,
    /// The first day on which it holds.
    #[schemars(extend("format" = "date"))]
    on: String,
    /// The last day on which it holds.
    #[schemars(extend("format" = "date"))]
    expires: String,
    /// The provider's report, where the provider answers for the requirement.
    report: Option<&'a str>,
}

#[derive(Serialize, JsonSchema)]
pub(super) struct AttestationUse<'a> {
    /// As `mitre-attack:T1530`.
    requirements: Vec<String>,
    attestation: Attestation<'a>,
    state: State,
    /// The requirements for which it does not count, although it holds: a control speaks of them, or another attestation
    /// holds longer.
    not_counted: &'a [String],
}

#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum State {
    Expired,
    /// It holds, and for thirty days at most.
    EndsSoon,
    NotYet,
    Holds,
}

impl<'a> From<&'a Vouched> for Attestation<'a> {
    fn from(attestation: &'a Vouched) -> Self {
        Self {
            statement: &attestation.statement,
            evidence: &attestation.evidence,
            by: &attestation.by,
            on: attestation.on.to_string(),
            expires: attestation.expires.to_string(),
            report: attestation.report.as_deref(),
        }
    }
}

impl<'a> From<&'a view::AttestationRow<'a>> for AttestationUse<'a> {
    fn from(row: &'a view::AttestationRow<'a>) -> Self {
        Self {
            requirements: row.attestation.requirements.iter().map(ToString::to_string).collect(),
            attestation: row.attestation.into(),
            state: match row.term {
                Term::Expired => State::Expired,
                Term::EndsSoon => State::EndsSoon,
                Term::NotYet => State::NotYet,
                Term::Holds => State::Holds,
            },
            not_counted: &row.uncounted,
        }
    }
}
