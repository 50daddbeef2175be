//! The estate as it is seen from one resource.

use super::{FactSheet, Index};
use crate::control::World;
use crate::snapshot::{Resource, Unread, Value};
use std::sync::OnceLock;

/// A resource's place in the estate. Its facts are made ready when a check looks at them.
pub struct Seat<'a, 's> {
    resource: &'a Resource,
    index: &'a Index<'s>,
    /// None where its facts are not known yet.
    sheet: Option<&'a FactSheet>,
    /// Laid over the facts, in examples.
    overlay: Option<&'a Value>,
    facts: OnceLock<Value>,
}

impl<'a, 's> Seat<'a, 's> {
    pub fn new(resource: &'a Resource, index: &'a Index<'s>, sheet: &'a FactSheet, overlay: Option<&'a Value>) -> Self {
        Self { resource, index, sheet: Some(sheet), overlay, facts: OnceLock::new() }
    }

    /// For whoever asks before its facts are known.
    pub(super) fn bare(resource: &'a Resource, index: &'a Index<'s>) -> Self {
        Self { resource, index, sheet: None, overlay: None, facts: OnceLock::new() }
    }
}

impl World for Seat<'_, '_> {
    fn facts(&self) -> &Value {
        self.facts.get_or_init(|| {
            let facts = self.sheet.map_or(Value::Null, FactSheet::to_value);
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
        self.index.setting(kind, &self.resource.account, &self.resource.region)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::{Classification, Deriver};
    use crate::snapshot::{AccountId, Header, Reach, Reason, Region, Snapshot};

    /// What a resource of a region sees of a setting that each of two regions has.
    fn seen_from(region: &str) -> Result<String, Reason> {
        let line = |kind: &str, region: &str| {
            let line = format!(
                r#"{{"kind":"{kind}","id":"{kind}/{region}","account":"111122223333","region":"{region}","tags":null}}"#
            );
            serde_json::from_str::<Resource>(&line).unwrap()
        };
        let regions = ["eu-west-1", "us-east-1"].map(|name| Region::try_from(name).unwrap()).to_vec();
        let account = AccountId::try_from("111122223333").unwrap();
        let now = "2026-06-30T12:00:00Z".parse().unwrap();
        let mut header = Header::new(now, "x".into(), vec![account], regions);
        header.kinds.insert("setting".into(), Reach::Regional);
        let snapshot = Snapshot::of(header, vec![line("setting", "eu-west-1"), line("setting", "us-east-1")]);
        let (index, by, resource) = (Index::new(&snapshot), Classification::default(), line("k", region));
        let sheet = Deriver::new(&index, &by).sheet(&resource);
        let seat = Seat::new(&resource, &index, &sheet, None);
        seat.setting("setting").map(|found| found.id.to_string()).map_err(|unread| unread.reason)
    }

    #[test]
    fn a_setting_is_of_ones_own_region() {
        assert_eq!(seen_from("us-east-1").unwrap(), "setting/us-east-1");
        assert_eq!(seen_from("eu-west-3"), Err(Reason::NotCollected));
        // What lives in no region has not the first region's.
        assert_eq!(seen_from("global"), Err(Reason::Error));
    }
}
