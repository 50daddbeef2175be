//! Finding resources by what they hold: which interfaces carry this security group, which flow logs watch this VPC.
//!
//! An index over a field is made when somebody first asks for it, so that a snapshot pays only for what its controls
//! look up.

use crate::snapshot::{AccountId, Gap, Reason, Region, Resource, Snapshot, Unread, Value};
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, PoisonError, RwLock};

/// Places in the snapshot's list of resources.
type Places = Vec<u32>;

/// What a field holds.
#[derive(Default)]
struct ByValue<'a> {
    /// By account, and the value of the field.
    places: HashMap<(&'a AccountId, &'a str), Places>,
    /// The resources whose field could not be read: it may hold anything.
    unread: Places,
}

pub struct Index<'a> {
    snapshot: &'a Snapshot,
    by_id: HashMap<&'a str, u32>,
    gaps: BTreeMap<(&'a str, &'a AccountId), Vec<&'a Gap>>,
    fields: RwLock<HashMap<(String, String), Arc<ByValue<'a>>>>,
}

impl<'a> Index<'a> {
    pub fn new(snapshot: &'a Snapshot) -> Self {
        let by_id = (0u32..).zip(&snapshot.resources).map(|(place, r)| (&*r.id, place)).collect();
        let mut gaps: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for gap in &snapshot.gaps {
            gaps.entry((gap.kind.as_str(), &gap.account)).or_default().push(gap);
        }
        Self { snapshot, by_id, gaps, fields: RwLock::default() }
    }

    pub fn snapshot(&self) -> &'a Snapshot {
        self.snapshot
    }

    /// The resource with this id, wherever it is.
    pub fn by_id(&self, id: &str) -> Option<&'a Resource> {
        self.by_id.get(id).map(|place| &self.snapshot.resources[*place as usize])
    }

    /// All resources of a kind that belong to a place: of the same region for a regional place, and those that are
    /// global; of all regions for a global place. Unread where some of them may be missing.
    pub fn all(&self, kind: &str, account: &AccountId, region: &Region) -> Result<Vec<&'a Resource>, Unread> {
        self.whole(kind, account, region)?;
        let snapshot = self.snapshot;
        let regions = std::iter::once(Region::global()).chain(snapshot.header.regions.iter().cloned());
        let here = regions.filter(|r| region.is_global() || r.is_global() || r == region);
        Ok(here.flat_map(|r| &snapshot.resources[snapshot.range(account, &r, kind)]).collect())
    }

    /// Those whose field, or any item of the list that it is, equals the key.
    pub fn where_field(
        &self,
        kind: &str,
        field: &str,
        key: &str,
        account: &AccountId,
        region: &Region,
    ) -> Result<Vec<&'a Resource>, Unread> {
        self.whole(kind, account, region)?;
        let by_value = self.by_value(kind, field);
        let here = |r: &&Resource| {
            r.account == *account && (region.is_global() || r.region.is_global() || r.region == *region)
        };
        let resource = |place: &u32| &self.snapshot.resources[*place as usize];
        let hidden = by_value.unread.iter().map(resource).find(here);
        if let Some(unread) = hidden.and_then(|resource| resource.at(field).as_unread()) {
            return Err(Unread::clone(unread));
        }
        let places = by_value.places.get(&(account, key)).map(Vec::as_slice).unwrap_or_default();
        Ok(places.iter().map(resource).filter(here).collect())
    }

    /// Whether all resources of a kind that belong to a place were read.
    pub fn whole(&self, kind: &str, account: &AccountId, region: &Region) -> Result<(), Unread> {
        let gaps = self.gaps.get(&(kind, account)).map(Vec::as_slice).unwrap_or_default();
        let here = |gap: &&&Gap| region.is_global() || gap.region.is_global() || gap.region == *region;
        if let Some(gap) = gaps.iter().find(here) {
            return Err(gap.as_unread());
        }
        if self.snapshot.header.kinds.contains_key(kind) {
            Ok(())
        } else {
            Err(Unread::new(kind, Reason::NotCollected))
        }
    }

    fn by_value(&self, kind: &str, field: &str) -> Arc<ByValue<'a>> {
        let name = (kind.to_owned(), field.to_owned());
        if let Some(known) = self.fields.read().unwrap_or_else(PoisonError::into_inner).get(&name) {
            return Arc::clone(known);
        }
        let made = Arc::new(self.make(kind, field));
        let mut fields = self.fields.write().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(fields.entry(name).or_insert(made))
    }

    fn make(&self, kind: &str, field: &str) -> ByValue<'a> {
        let mut by_value = ByValue::default();
        for (place, resource) in (0u32..).zip(&self.snapshot.resources).filter(|(_, r)| &*r.kind == kind) {
            if resource.at(field).as_unread().is_some() {
                by_value.unread.push(place);
            }
            for value in values(resource, field) {
                by_value.places.entry((&resource.account, value)).or_default().push(place);
            }
        }
        by_value
    }
}

/// The strings that a field holds.
fn values<'a>(resource: &'a Resource, field: &str) -> Vec<&'a str> {
    match field {
        "id" | "arn" => vec![&*resource.id],
        "name" => resource.name.as_deref().into_iter().collect(),
        _ => match resource.at(field) {
            Value::Str(text) => vec![text],
            Value::List(items) => items.iter().filter_map(Value::as_str).collect(),
            _ => vec![],
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::snapshot::{Header, Reach};

    fn estate(second: &str) -> Snapshot {
        let resource = |id: &str, field: &str| {
            let line = format!(
                r#"{{"kind":"k","id":"{id}","name":null,"account":"111122223333","region":"eu-west-1","tags":null,"at":{field}}}"#
            );
            serde_json::from_str::<Resource>(&line).unwrap()
        };
        let account = AccountId::try_from("111122223333").unwrap();
        let region = Region::try_from("eu-west-1").unwrap();
        let now = "2026-06-30T00:00:00Z".parse().unwrap();
        let mut header = Header::new(now, "test".into(), vec![account], vec![region]);
        header.kinds.insert("k".into(), Reach::Regional);
        Snapshot::of(header, vec![resource("a", r#""here""#), resource("b", second)])
    }

    fn found(second: &str, region: &str) -> Result<usize, Reason> {
        let snapshot = estate(second);
        let (account, region) = (&snapshot.header.accounts[0], Region::try_from(region).unwrap());
        let found = Index::new(&snapshot).where_field("k", "at", "here", account, &region).map(|found| found.len());
        found.map_err(|unread| unread.reason)
    }

    #[test]
    fn what_may_hold_the_key_is_not_taken_for_something_else() {
        assert_eq!(found(r#""there""#, "eu-west-1"), Ok(1));
        assert_eq!(found(r#"["there", "here"]"#, "eu-west-1"), Ok(2));
        let unread = r#"{"$unread":{"action":"k:GetPlace","reason":"access_denied"}}"#;
        assert_eq!(found(unread, "eu-west-1"), Err(Reason::AccessDenied));
        // Another region's trouble is not ours.
        assert_eq!(found(unread, "eu-west-2"), Ok(0));
    }
}
