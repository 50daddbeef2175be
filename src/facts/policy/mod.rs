//! What a resource policy allows to whom, after AWS's own meaning of public.
//!
//! A statement that allows everybody is public unless a condition narrows who may come to fixed values; `keys.rs` has the
//! keys, `kinds.rs` the kinds that have a policy, and `docs/policies.md` both in words.
//! <https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html>

mod access;
mod bucket;
mod deputy;
mod federated;
mod fence;
mod grant;
mod judge;
mod keys;
mod kinds;
pub mod language;
mod narrow;
mod reference;
mod value;

pub use access::{Access, PolicyFacts, PolicyGrant};
pub(super) use kinds::{is_bound, of};
pub use reference::policy_reference;

#[cfg(test)]
mod corpus;
#[cfg(test)]
mod laws;
#[cfg(test)]
mod tests;
