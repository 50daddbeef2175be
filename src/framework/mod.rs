//! Floor 5: what frameworks ask, and what the controls can say about it.
//!
//! A framework is a data file. Every requirement ends as met, not met, unknown, attested, inherited or not covered;
//! what no control maps to is never counted as met.

mod answers;
mod attestation;
mod catalog;
mod compare;
mod coverage;
mod crosswalk;
mod known;
mod lint;
mod load;
mod pick;
#[cfg(test)]
mod sample;
mod schema;

pub use attestation::{Attestation, Attestations, Attested, InForce, Term};
pub use catalog::{AssessmentMethod, Framework, Group, JudgedBy, Reference, Requirement, Responsibility};
pub use compare::{Comparison, Match, compare};
pub use coverage::{Coverage, RequirementStatus, Score, Status, coverage};
pub use known::known;
pub use lint::lint;
pub use load::{FrameworkFile, built_in, load};
pub use pick::{NoSuchPick, Pick, pick, serving};
