//! The estate as it is seen from one resource.

use super::{Deriver, FactSheet, Index};
use crate::control::World;
use crate::snapshot::{Resource, Unread, Value};
use std::sync::OnceLock;

/// A resource's place in the estate. Its facts are derived when a check looks at one, and each is made ready for checks
/// when they look at it.
pub struct Seat<'a, 's> {
    resource: &'a Resource,
    index: &'a Index<'s>,
    /// None where facts are not known yet.
    deriver: Option<&'a Deriver<'a, 's>>,
    sheet: OnceLock<FactSheet>,
    /// Laid over the facts, in examples.
    overlay: Option<&'a Value>,
    facts: [OnceLock<Value>; FactSheet::NAMES.len()],
}

impl<'a, 's> Seat<'a, 's> {
    pub fn new(resource: &'a Resource, deriver: &'a Deriver<'a, 's>, overlay: Option<&'a Value>) -> Self {
        Self { deriver: Some(deriver), overlay, ..Self::bare(resource, deriver.index()) }
    }

    /// For whoever asks before facts are known.
    pub(super) fn bare(resource: &'a Resource, index: &'a Index<'s>) -> Self {
        Self { resource, index, deriver: None, sheet: OnceLock::new(), overlay: None, facts: Default::default() }
    }

    fn sheet(&self) -> Option<&FactSheet> {
        self.deriver.map(|deriver| self.sheet.get_or_init(|| deriver.sheet(self.resource)))
    }

    /// The facts, for whoever weighs what was found.
    pub fn into_sheet(self) -> Option<FactSheet> {
        self.sheet();
        self.sheet.into_inner()
    }
}

impl World for Seat<'_, '_> {
    fn fact(&self, name: &str) -> Option<&Value> {
        let place = FactSheet::NAMES.iter().position(|known| *known == name)?;
        let fact = || {
            let own = self.sheet().map_or(Value::Null, |sheet| sheet.value(name));
            match self.overlay.and_then(|overlay| overlay.as_object()?.get(name)) {
                Some(over) => own.overlaid(over),
                None => own,
            }
        };
        Some(self.facts[place].get_or_init(fact))
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
    use crate::facts::Classification;
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
        let deriver = Deriver::new(&index, &by);
        let seat = Seat::new(&resource, &deriver, None);
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
