//! Floor 0: what was seen of an estate at one moment, and the words for it.
//!
//! A [`Snapshot`] holds [`Resource`]s, and [`Gap`]s for what could not be read. It is the only thing that remembers:
//! all that comes after it is a pure function of it. Fields are [`Value`]s, in which "not set" (`null`) and "unread"
//! are different things.

mod fields;
mod file;
mod fit;
mod gap;
mod glob;
mod identity;
mod merge;
mod moment;
pub mod policy_document;
mod range;
mod reading;
mod resource;
mod value;

pub use fields::{Action, Field, Fields, KindInfo, Per, Scope};
pub use file::{
    Header, LoadError, Reach, ResumeError, SaveError, Writer, read, read_bytes, read_header, read_header_of,
};
pub use gap::{DeniedBy, Gap, Reason, Unread};
pub use glob::{fits, glob};
pub use identity::{AccountId, Region};
pub use merge::{MergeError, merge};
pub use moment::{Done, End, Plan, Snapshot};
pub use range::{IPV6_IN_USE, is_world};
pub use reading::Reading;
pub use resource::{Resource, fingerprint};
pub use value::{Object, Value};
