//! Finding resources by what they hold: which interfaces carry this security group, which flow logs watch this VPC.
//!
//! An index over a field is made when somebody first asks for it, so that a snapshot pays only for what its controls
//! look up.

use crate::snapshot::{AccountId, Gap, Reason, Region, Resource, Snapshot, Unread, Value};
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, PoisonError, RwLock};

/// Places in the snapshot's list of resources.
type Places = Vec<u32>;
/// By account, and the value of the field.
type ByValue<'a> = HashMap<(&'a AccountId, &'a str), Places>;

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
        let places = by_value.get(&(account, key)).map(Vec::as_slice).unwrap_or_default();
        let resources = places.iter().map(|place| &self.snapshot.resources[*place as usize]);
        Ok(resources.filter(|r| region.is_global() || r.region.is_global() || r.region == *region).collect())
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
        let mut by_value = ByValue::new();
        for (place, resource) in (0u32..).zip(&self.snapshot.resources).filter(|(_, r)| &*r.kind == kind) {
            for value in values(resource, field) {
                by_value.entry((&resource.account, value)).or_default().push(place);
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
