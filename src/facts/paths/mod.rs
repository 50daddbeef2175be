//! Attack paths: how the internet, or an account that is not of the estate, gets to an administrator's rights or to
//! sensitive data, step by step, and the cheapest change that cuts each path.
//!
//! A step leads from what has been taken over to the next thing: by the network, by policies and trust, by the role that a
//! machine has, by the ways up, and by what a principal may read. Steps that hang on something unread are possible; a path
//! with one of them is possible, too. All steps are found once, forwards from the entries.
//!
//! What this does not see stands in `docs/facts.md`.

mod cut;
mod edge;
mod entry;
mod estate;
mod gap;
mod graph;
mod inside;
mod node;
mod reading;
mod route;
mod severed;
mod store;
#[cfg(test)]
mod tests;

pub use cut::{Change, Cut};
pub use edge::Edge;
pub use gap::{Blind, kinds};
pub use graph::Paths;
pub use node::{Entry, Node, Thing};
pub use route::{Hop, Path, Route, Way};
pub use severed::Severed;
pub use store::Prize;

use edge::Draft;
use node::Joint;
