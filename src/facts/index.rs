//! Finding resources by what they hold: which interfaces carry this security group, which flow logs watch this VPC.
//!
//! An index over a field is made when somebody first asks for it, so that a snapshot pays only for what its controls
//! look up.

use super::control_policy::Denials;
use super::organization::Organization;
use crate::snapshot::{AccountId, Gap, Reach, Reason, Region, Resource, Snapshot, Unread, Value};
use std::collections::{BTreeMap, HashMap};
use std::ops::Range;
use std::sync::{Arc, OnceLock, PoisonError, RwLock};

/// Places in the snapshot's list of resources, and in the list that the field is or leads into.
type Places = Vec<(u32, u32)>;

/// The resources of one kind in one region stand together.
type Run<'a> = (&'a Region, Range<usize>);

/// What a field holds.
#[derive(Default)]
struct ByValue<'a> {
    /// By account, and the value of the field.
    places: HashMap<(&'a AccountId, &'a str), Places>,
    /// Where the field of some resource could not be read: it may hold anything.
    unread: HashMap<&'a AccountId, BTreeMap<&'a Region, Unread>>,
}

pub struct Index<'a> {
    snapshot: &'a Snapshot,
    by_id: HashMap<&'a str, u32>,
    gaps: BTreeMap<(&'a str, &'a AccountId), Vec<&'a Gap>>,
    /// Where the resources of a kind stand in the snapshot, region by region.
    kinds: HashMap<(&'a str, &'a AccountId), Vec<Run<'a>>>,
    /// By kind, and field.
    fields: RwLock<HashMap<String, HashMap<String, Arc<ByValue<'a>>>>>,
    organization: OnceLock<Organization<'a>>,
    denials: OnceLock<Denials<'a>>,
}

impl<'a> Index<'a> {
    pub fn new(snapshot: &'a Snapshot) -> Self {
        let by_id = (0u32..).zip(&snapshot.resources).map(|(place, r)| (&*r.id, place)).collect();
        let mut gaps: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for gap in &snapshot.gaps {
            gaps.entry((gap.kind.as_str(), &gap.account)).or_default().push(gap);
        }
        let mut kinds: HashMap<_, Vec<_>> = HashMap::new();
        let mut start = 0;
        let alike = |a: &Resource, b: &Resource| (&a.account, &a.region, &a.kind) == (&b.account, &b.region, &b.kind);
        for run in snapshot.resources.chunk_by(alike) {
            let places = start..start + run.len();
            start = places.end;
            kinds.entry((&*run[0].kind, &run[0].account)).or_default().push((&run[0].region, places));
        }
        let fields = RwLock::default();
        Self { snapshot, by_id, gaps, kinds, fields, organization: OnceLock::new(), denials: OnceLock::new() }
    }

    pub fn snapshot(&self) -> &'a Snapshot {
        self.snapshot
    }

    /// What organisations say of the accounts, found when somebody first asks.
    pub(super) fn organization(&self) -> &Organization<'a> {
        self.organization.get_or_init(|| Organization::of(self))
    }

    /// What resource control policies deny, found likewise.
    pub(super) fn denials(&self) -> &Denials<'a> {
        self.denials.get_or_init(|| Denials::of(self))
    }

    /// The resource with this id, wherever it is.
    pub fn by_id(&self, id: &str) -> Option<&'a Resource> {
        self.by_id.get(id).map(|place| &self.snapshot.resources[*place as usize])
    }

    /// The resources of a kind in an account, as far as they were read.
    pub fn of_kind(&self, kind: &str, account: &AccountId) -> impl Iterator<Item = &'a Resource> {
        let runs = self.kinds.get(&(kind, account)).map(Vec::as_slice).unwrap_or_default();
        let places: Vec<Range<usize>> = runs.iter().map(|(_, places)| places.clone()).collect();
        let all = &self.snapshot.resources;
        places.into_iter().flat_map(move |places| &all[places])
    }

    /// All resources of a kind that belong to a place: of the same region for a regional place, and those that are
    /// read once an account; of all regions for a global place. Unread where some of them may be missing.
    pub fn all(&self, kind: &str, account: &AccountId, region: &Region) -> Result<Vec<&'a Resource>, Unread> {
        self.whole(kind, account, region)?;
        Ok(self.seen(kind, account, region).collect())
    }

    fn seen<'b>(
        &'b self,
        kind: &'b str,
        account: &'b AccountId,
        region: &'b Region,
    ) -> impl Iterator<Item = &'a Resource> + 'b {
        let places = self.kinds.get(&(kind, account)).map(Vec::as_slice).unwrap_or_default();
        let here = places.iter().filter(move |(there, _)| self.belongs(kind, there, region));
        here.flat_map(|(_, places)| &self.snapshot.resources[places.clone()])
    }

    /// Those whose field, or any item of the list that it is, equals the key. A path leads into objects, also those of a
    /// list.
    pub fn where_field(
        &self,
        kind: &str,
        field: &str,
        key: &str,
        account: &AccountId,
        region: &Region,
    ) -> Result<Vec<&'a Resource>, Unread> {
        let mut found: Vec<&Resource> =
            self.held(kind, field, key, account, region)?.into_iter().map(|(r, _)| r).collect();
        found.dedup_by(|a, b| std::ptr::eq(*a, *b));
        Ok(found)
    }

    /// The same for a path into a list, with the items that hold the key: one of a thousand targets is found without
    /// looking at the others.
    pub fn where_item(
        &self,
        kind: &str,
        path: &str,
        key: &str,
        account: &AccountId,
        region: &Region,
    ) -> Result<Vec<(&'a Resource, &'a Value)>, Unread> {
        let list = path.split_once('.').map_or(path, |(list, _)| list);
        let held = self.held(kind, path, key, account, region)?.into_iter();
        Ok(held.filter_map(|(resource, item)| Some((resource, resource.at(list).items().get(item)?))).collect())
    }

    fn held(
        &self,
        kind: &str,
        field: &str,
        key: &str,
        account: &AccountId,
        region: &Region,
    ) -> Result<Vec<(&'a Resource, usize)>, Unread> {
        self.whole(kind, account, region)?;
        let by_value = self.by_value(kind, field);
        let mut unread = by_value.unread.get(account).into_iter().flatten();
        if let Some((_, unread)) = unread.find(|(there, _)| self.belongs(kind, there, region)) {
            return Err(unread.clone());
        }
        let places = by_value.places.get(&(account, key)).map(Vec::as_slice).unwrap_or_default();
        let found = places.iter().map(|(place, item)| (&self.snapshot.resources[*place as usize], *item as usize));
        Ok(found.filter(|(resource, _)| self.belongs(kind, &resource.region, region)).collect())
    }

    /// The one resource of a kind that there is one of, in an account or a region of it.
    pub fn setting(&self, kind: &str, account: &AccountId, region: &Region) -> Result<&'a Resource, Unread> {
        self.whole(kind, account, region)?;
        let mut all = self.seen(kind, account, region);
        match (all.next(), all.next()) {
            (Some(one), None) => Ok(one),
            (None, _) => Err(Unread::new(kind, Reason::NotCollected)),
            // What lives in no region has no region's settings.
            (Some(_), Some(_)) => {
                Err(Unread { detail: Some("there are several".into()), ..Unread::new(kind, Reason::Error) })
            }
        }
    }

    /// Whether a resource of a kind, there, can be seen from here. What is read once an account is seen from all of it:
    /// a bucket has a region, and its name counts everywhere.
    fn belongs(&self, kind: &str, there: &Region, here: &Region) -> bool {
        let everywhere = self.snapshot.header.kinds.get(kind) == Some(&Reach::Global);
        everywhere || here.is_global() || there.is_global() || there == here
    }

    /// Whether all resources of a kind that belong to a place were read.
    pub fn whole(&self, kind: &str, account: &AccountId, region: &Region) -> Result<(), Unread> {
        let gaps = self.gaps.get(&(kind, account)).map(Vec::as_slice).unwrap_or_default();
        if let Some(gap) = gaps.iter().find(|gap| self.belongs(kind, &gap.region, region)) {
            return Err(gap.as_unread());
        }
        if self.snapshot.header.asked(kind, account.as_str(), region.as_str()) {
            Ok(())
        } else {
            Err(Unread::new(kind, Reason::NotCollected))
        }
    }

    fn by_value(&self, kind: &str, field: &str) -> Arc<ByValue<'a>> {
        let known = self.fields.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = known.get(kind).and_then(|fields| fields.get(field)) {
            return Arc::clone(known);
        }
        drop(known);
        let made = Arc::new(self.make(kind, field));
        let mut fields = self.fields.write().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(fields.entry(kind.to_owned()).or_default().entry(field.to_owned()).or_insert(made))
    }

    fn make(&self, kind: &str, field: &str) -> ByValue<'a> {
        let mut by_value = ByValue::default();
        for (place, resource) in (0u32..).zip(&self.snapshot.resources).filter(|(_, r)| &*r.kind == kind) {
            match values(resource, field) {
                Ok(values) => {
                    for (value, item) in values {
                        by_value.places.entry((&resource.account, value)).or_default().push((place, item));
                    }
                }
                Err(unread) => {
                    by_value.unread.entry(&resource.account).or_default().entry(&resource.region).or_insert(unread);
                }
            }
        }
        by_value
    }
}

/// The texts that a field holds, or that the items of a list hold there: `targets.target_id`; with the item of the list.
/// One that the snapshot lacks is unread, as it is for a check.
fn values<'a>(resource: &'a Resource, field: &str) -> Result<Vec<(&'a str, u32)>, Unread> {
    let (first, rest) = field.split_once('.').map_or((field, None), |(first, rest)| (first, Some(rest)));
    let value = match first {
        "id" | "arn" => return Ok(vec![(&*resource.id, 0)]),
        "name" => return Ok(resource.name.as_deref().map(|name| (name, 0)).into_iter().collect()),
        // The name of a tag may have dots of its own.
        "tags" => match resource.tag(rest.unwrap_or_default()) {
            Value::Unread(unread) => return Err(Unread::clone(unread)),
            tag => return Ok(tag.as_str().map(|tag| (tag, 0)).into_iter().collect()),
        },
        _ => resource.fields.get(first),
    };
    let Some(value) = value else {
        return Err(Unread::new(format!("{}.{first}", resource.kind), Reason::NotCollected));
    };
    let mut texts = Vec::new();
    let items = if let Value::List(items) = value { items } else { std::slice::from_ref(value) };
    for (number, item) in (0u32..).zip(items) {
        let mut own = Vec::new();
        gather(item, rest, &mut own)?;
        texts.extend(own.into_iter().map(|text| (text, number)));
    }
    Ok(texts)
}

fn gather<'a>(value: &'a Value, path: Option<&str>, texts: &mut Vec<&'a str>) -> Result<(), Unread> {
    match (value, path) {
        (Value::Unread(unread), _) => return Err(Unread::clone(unread)),
        (Value::List(items), _) => return items.iter().try_for_each(|item| gather(item, path, texts)),
        (Value::Str(text), None) => texts.push(text),
        (Value::Object(object), Some(path)) => {
            let (first, rest) = path.split_once('.').map_or((path, None), |(first, rest)| (first, Some(rest)));
            return object.get(first).map_or(Ok(()), |value| gather(value, rest, texts));
        }
        _ => {}
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::snapshot::Header;

    /// Two resources of a kind in two regions, the second with a field of its own.
    fn estate(second: &str, reach: Reach) -> Snapshot {
        let resource = |id: &str, region: &str, fields: &str| {
            let line = format!(
                r#"{{"kind":"k","id":"{id}","name":null,"account":"111122223333","region":"{region}","tags":null{fields}}}"#
            );
            serde_json::from_str::<Resource>(&line).unwrap()
        };
        let account = AccountId::try_from("111122223333").unwrap();
        let regions = ["eu-west-1", "eu-west-2"].map(|name| Region::try_from(name).unwrap());
        let now = "2026-06-30T00:00:00Z".parse().unwrap();
        let mut header = Header::new(now, "test".into(), vec![account], regions.to_vec());
        header.kinds.insert("k".into(), reach);
        let resources = vec![
            resource("a", "eu-west-1", r#","at":"here""#),
            resource("b", "eu-west-1", second),
            resource("c", "eu-west-2", r#","at":"here""#),
        ];
        Snapshot::of(header, resources)
    }

    fn found_from(second: &str, reach: Reach, region: &str) -> Result<usize, Reason> {
        let snapshot = estate(second, reach);
        let (account, region) = (&snapshot.header.accounts[0], Region::try_from(region).unwrap());
        let found = Index::new(&snapshot).where_field("k", "at", "here", account, &region).map(|found| found.len());
        found.map_err(|unread| unread.reason)
    }

    fn found(second: &str, region: &str) -> Result<usize, Reason> {
        found_from(second, Reach::Regional, region)
    }

    const UNREAD: &str = r#"{"$unread":{"action":"k:GetPlace","reason":"access_denied"}}"#;

    #[test]
    fn what_may_hold_the_key_is_not_taken_for_something_else() {
        assert_eq!(found(r#","at":"there""#, "eu-west-1"), Ok(1));
        assert_eq!(found(r#","at":["there", "here"]"#, "eu-west-1"), Ok(2));
        let unread = format!(r#","at":{UNREAD}"#);
        assert_eq!(found(&unread, "eu-west-1"), Err(Reason::AccessDenied));
        assert_eq!(found(&unread, "global"), Err(Reason::AccessDenied));
        // Another region's trouble is not ours.
        assert_eq!(found(&unread, "eu-west-2"), Ok(1));
        // One item of a list may be the key, too.
        assert_eq!(found(&format!(r#","at":["there",{UNREAD}]"#), "eu-west-1"), Err(Reason::AccessDenied));
        // What an older version did not write is not empty.
        assert_eq!(found("", "eu-west-1"), Err(Reason::NotCollected));
    }

    #[test]
    fn a_path_leads_into_the_objects_of_a_list() {
        let places = |field: &str, json: &str| {
            let line = format!(
                r#"{{"kind":"k","id":"a","name":null,"account":"111122223333","region":"global","tags":{{"a.b":"c"}},{json}}}"#
            );
            let resource: Resource = serde_json::from_str(&line).unwrap();
            let found = values(&resource, field).map_err(|unread| unread.reason)?;
            Ok(found.iter().map(|(text, item)| format!("{text}{item}")).collect::<Vec<_>>().join(" "))
        };
        let list = r#""list":[{"key":"x","rest":1},{"key":null},{"key":["y","z"]},{}]"#;
        assert_eq!(places("list.key", list).unwrap(), "x0 y2 z2");
        assert_eq!(places("list.other", list).unwrap(), "");
        assert_eq!(places("list.key", r#""list":{"key":"x"}"#).unwrap(), "x0");
        assert_eq!(places("gone.key", list), Err(Reason::NotCollected));
        assert_eq!(places("tags.a.b", list).unwrap(), "c0");
        // What is unread beside the path does not matter.
        let unread = format!(r#""list":[{{"key":"x","rest":{UNREAD}}}]"#);
        assert_eq!(places("list.key", &unread).unwrap(), "x0");
        assert_eq!(places("list.rest", &unread), Err(Reason::AccessDenied));
        assert_eq!(places("list.key.deeper", &format!(r#""list":{UNREAD}"#)), Err(Reason::AccessDenied));
    }

    #[test]
    fn what_is_read_once_an_account_is_seen_from_all_regions() {
        for region in ["eu-west-1", "eu-west-2", "us-east-1", "global"] {
            assert_eq!(found_from(r#","at":"there""#, Reach::Global, region), Ok(2), "{region}");
        }
    }

    #[test]
    fn a_region_that_nobody_looked_at_is_not_empty() {
        assert_eq!(found(r#","at":"there""#, "us-east-1"), Err(Reason::NotCollected));
    }

    #[test]
    fn all_of_a_kind() {
        let snapshot = estate(r#","at":"there""#, Reach::Regional);
        let index = Index::new(&snapshot);
        let all = |region: &str| {
            let found = index.all("k", &snapshot.header.accounts[0], &Region::try_from(region).unwrap());
            found.map(|found| found.iter().map(|r| r.id.to_string()).collect::<String>())
        };
        assert_eq!(all("eu-west-1").unwrap(), "ab");
        assert_eq!(all("global").unwrap(), "abc");
    }
}
