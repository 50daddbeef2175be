//! The facts of one resource, side by side, as checks and the risk model read them.

use super::{Classification, Criticality, DataClass, Exposure, Index, PolicyFacts, Reach, Span};
use crate::snapshot::{Snapshot, Value};
use serde::Serialize;

/// The facts of every resource of a snapshot, in the snapshot's order.
pub struct Facts {
    sheets: Vec<FactSheet>,
}

#[derive(Debug, Clone)]
pub struct FactSheet {
    pub exposure: Span<Exposure>,
    /// What its resource policy allows to whom. `Span::low == None` for kinds without one.
    pub policy: Option<Span<PolicyFacts>>,
    /// What the internet can reach of it; for kinds that sit in a network.
    pub reach: Option<Span<Reach>>,
    /// Whether it is as good as an administrator; for principals and their policies.
    pub admin: Option<Span<bool>>,
    pub data_class: Span<DataClass>,
    pub criticality: Span<Criticality>,
    pub owner: Owner,
}

/// Who looks after a resource, and how that is known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Owner {
    /// Null where nobody is named.
    pub name: Option<String>,
    pub because: String,
}

impl Facts {
    pub(super) fn derive(_snapshot: &Snapshot, _index: &Index<'_>, _classification: &Classification) -> Self {
        Self { sheets: Vec::new() }
    }

    /// By the resource's place in the snapshot.
    pub fn of(&self, place: usize) -> &FactSheet {
        &self.sheets[place]
    }
}

impl FactSheet {
    /// As a check sees it, under `facts`. Built only for checks that look.
    pub fn to_value(&self) -> Value {
        Value::Null
    }
}

pub(super) fn needs(_kind: &str) -> &'static [&'static str] {
    &[]
}
