//! One call of an operation, for services without a crate of their own.
//!
//! The SDK's runtime does everything that is the same for all services: credentials, signatures, retries, timeouts, the
//! user agent. What a crate would add are types for each of some ten thousand operations, and minutes of compilation;
//! a kind needs a few fields of a few of them, and says which by a struct of its own.
//!
//! ```text
//! let mut pages = place.call(&KMS, "ListKeys").set("Limit", 1000).pages("Marker", "NextMarker");
//! while let Some(page) = pages.next::<KeyList>().await? { ... }
//! ```

mod failure;
mod json;
mod list;
mod misfit;
mod pages;
mod read;
mod reply;
mod request;
mod send;
mod tree;
mod xml;

pub use list::List;
pub use request::{Call, segment};
