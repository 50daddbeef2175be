//! Snapshots of the past, never changed once written, in a folder or in whatever else is a [`Store`].
//!
//! A snapshot's name says when it was taken and of which account, so that a history is opened by one listing. What is
//! odd about it is said in sentences and never passed over in silence; what cannot be read stands in the way of nothing.

mod add;
mod entry;
mod folder;
mod oddity;
mod open;
mod retention;
mod store;

pub use entry::Entry;
pub use open::{History, HistoryError, Loaded};
pub use retention::{Pruning, Retention, Spared};
pub use store::{Put, Store, StoreError, Stored, Trouble};
