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
pub use reach::{OpenPort, Reach};
pub use sheet::{Deriver, FactSheet, Facts, Owner};
pub use span::Span;

use crate::snapshot::Fields;

/// The kinds that must be in a snapshot for the facts of a kind to be known.
pub fn needs(kind: &str) -> &'static [&'static str] {
    sheet::needs(kind)
}

/// The paths that a check can name under `facts`.
pub fn fields() -> Fields {
    sheet::fields()
}
