//! The estate as it is seen from one resource.

use crate::control::World;
use crate::facts::{FactSheet, Index};
use crate::snapshot::{Reason, Resource, Unread, Value};
use std::sync::OnceLock;

/// A resource's place in the estate. Its facts are made ready when a check looks at them.
pub(super) struct Seat<'a, 's> {
    resource: &'a Resource,
    index: &'a Index<'s>,
    sheet: &'a FactSheet,
    /// Laid over the facts, in examples.
    overlay: Option<&'a Value>,
    facts: OnceLock<Value>,
}

impl<'a, 's> Seat<'a, 's> {
    pub(super) fn new(
        resource: &'a Resource,
        index: &'a Index<'s>,
        sheet: &'a FactSheet,
        overlay: Option<&'a Value>,
    ) -> Self {
        Self { resource, index, sheet, overlay, facts: OnceLock::new() }
    }
}

impl World for Seat<'_, '_> {
    fn facts(&self) -> &Value {
        self.facts.get_or_init(|| {
            let facts = self.sheet.to_value();
            self.overlay.map_or(facts.clone(), |overlay| facts.overlaid(overlay))
        })
    }

    fn all(&self, kind: &str) -> Result<Vec<&Resource>, Unread> {
        self.index.all(kind, &self.resource.account, &self.resource.region)
    }

    fn where_field(&self, kind: &str, field: &str, key: &str) -> Result<Vec<&Resource>, Unread> {
        self.index.where_field(kind, field, key, &self.resource.account, &self.resource.region)
    }

    fn setting(&self, kind: &str) -> Result<&Resource, Unread> {
        let found = self.index.all(kind, &self.resource.account, &self.resource.region)?;
        found.first().copied().ok_or_else(|| Unread::new(kind, Reason::NotCollected))
    }
}
