//! Floor 2: what follows from several resources together.
//!
//! Each fact is a pure function of the snapshot, with the evidence that led to it. What could not be read makes a fact
//! uncertain, between a low and a high value, and never silently low.

mod classification;
mod context;
mod exposure;
mod index;
mod policy;
mod privilege;
mod reach;
mod sheet;
mod span;

pub use classification::{Classification, Rule};
pub use context::{Criticality, DataClass};
pub use exposure::Exposure;
pub use index::Index;
pub use policy::{Access, PolicyFacts};
pub use reach::{Network, OpenPort, Opening, Reach, Way};
pub use sheet::{Deriver, FactSheet, Facts, Owner};
pub use span::Span;

use crate::control::ControlSet;
use crate::snapshot::Fields;
use std::collections::BTreeSet;

/// The kinds that must be read for controls to be decided: those that they name, and those that the facts of these are
/// made of.
pub fn kinds_for(controls: &ControlSet) -> BTreeSet<String> {
    let named = controls.kinds();
    let made_of = named.iter().flat_map(|kind| sheet::needs(kind)).map(str::to_owned);
    made_of.chain(named.iter().cloned()).collect()
}

/// The paths that a check can name under `facts`.
pub fn fields() -> Fields {
    sheet::fields()
}
