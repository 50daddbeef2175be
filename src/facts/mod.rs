//! Floor 2: what follows from several resources together.
//!
//! Each fact is a pure function of the snapshot, with the evidence that led to it. What could not be read makes a fact
//! uncertain, between a low and a high value, and never silently low.

pub mod access;
mod context;
mod control_policy;
mod exposure;
mod index;
mod organization;
pub mod paths;
mod policy;
mod reach;
mod seat;
mod sheet;
mod span;
mod visibility;

pub use context::{Classification, Criticality, DataClass, Rule};
pub use exposure::Exposure;
pub use index::Index;
pub use policy::{Access, PolicyFacts, PolicyGrant, language, policy_reference};
pub use reach::{Network, OpenPort, Opening, Reach, Way};
pub use seat::Seat;
pub use sheet::{Deriver, FactSheet, Facts, Owner};
pub use span::Span;
pub use visibility::{Level, Trace, Visibility};

use crate::control::ControlSet;
use crate::snapshot::Fields;
use std::collections::BTreeSet;

/// The kinds that must be read for controls to be decided: those that they name, and those that the facts of these are
/// made of, and what the user's rules look at.
pub fn kinds_for(controls: &ControlSet, by: &Classification) -> BTreeSet<String> {
    let all = controls.controls();
    let named: BTreeSet<String> = controls.kinds().into_iter().chain(by.needs()).collect();
    let made_of = named.iter().flat_map(|kind| sheet::needs(kind));
    let seen_by = all.iter().filter(|control| control.asks_for("visibility"));
    let seen_by = seen_by.flat_map(|control| visibility::needs(&control.resource));
    let held_by = all.iter().any(|control| control.asks_for("way_up")).then(access::holders).into_iter().flatten();
    made_of.chain(seen_by).chain(held_by).map(str::to_owned).chain(named.iter().cloned()).collect()
}

/// The paths that a check can name under `facts`.
pub fn fields() -> Fields {
    sheet::fields()
}
