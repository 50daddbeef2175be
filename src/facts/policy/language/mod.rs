//! The language of IAM's policies, by itself: what a document says, and what it answers to a request.
//!
//! A [`Document`] is read once from its normal form and can then be asked many times. Not all that a request brings
//! with it is known, so that answers have three values. Nothing here knows who is public or who owns what.
//!
//! - <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html>
//! - <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html>

mod answer;
mod compare;
mod condition;
mod document;
mod operator;
mod pattern;
mod principal;
mod request;
mod statement;

pub use answer::Answer;
pub(super) use compare::range;
pub use condition::Condition;
pub use document::{Document, Verdict};
pub use operator::{Compare, Operator, Quantifier, Test};
pub use pattern::{Pattern, Syntax, names_one};
pub(super) use principal::account_of;
pub use principal::{Caller, Principal};
pub use request::{Context, Presence, Request};
pub use statement::{Effect, Statement, Which};

#[cfg(test)]
mod laws;
#[cfg(test)]
mod tests;
