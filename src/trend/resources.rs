//! Which resources came, went and changed between two snapshots, and which of their fields.

use super::Picture;
use super::picture::Look;
use crate::snapshot::{Object, Resource, Snapshot, Value};
use chrono::DateTime;
use std::collections::{BTreeMap, BTreeSet};

/// What became of a resource. In the order in which it is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Became {
    Came,
    /// Its place was not read before: it may have been there.
    CameIntoSight,
    Changed,
    /// Its place is not read now: it may still be there.
    LostSight,
    Went,
}

/// Names are as the cloud gave them, and hostile.
#[derive(Debug, Clone, PartialEq)]
pub struct ResourceChange {
    pub became: Became,
    pub id: String,
    pub name: String,
    pub kind: String,
    pub account: String,
    pub region: String,
    /// By path; the first of many.
    pub fields: Vec<FieldChange>,
    /// How many more there are.
    pub left_out: usize,
    /// Nothing but times moved on, such as when it was last used.
    pub only_times: bool,
}

/// Values as JSON, cut where they are long. Of two lists, what is in one of them only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldChange {
    pub path: String,
    pub before: String,
    pub after: String,
}

/// Of one resource.
const MOST_FIELDS: usize = 50;
/// Characters of a value.
const LONGEST: usize = 1000;

/// Account, region, kind and id.
pub(super) type Key<'a> = (&'a str, &'a str, &'a str, &'a str);

pub(super) fn by_key(snapshot: &Snapshot) -> BTreeMap<Key<'_>, &Resource> {
    snapshot.resources.iter().map(|resource| (key(resource), resource)).collect()
}

fn key(resource: &Resource) -> Key<'_> {
    (resource.account.as_str(), resource.region.as_str(), &resource.kind, &resource.id)
}

/// What became of a resource that only one of the two snapshots has.
pub(super) fn became(resource: &Resource, is_new: bool, other: &Picture) -> Became {
    let sees = other.looks_at_place(&resource.kind, resource.account.as_str(), resource.region.as_str());
    match (is_new, sees == Look::Sees) {
        (true, true) => Became::Came,
        (true, false) => Became::CameIntoSight,
        (false, true) => Became::Went,
        (false, false) => Became::LostSight,
    }
}

/// Compares two snapshots. The pictures are theirs, and say what was looked at.
pub fn resources(old: (&Snapshot, &Picture), new: (&Snapshot, &Picture)) -> Vec<ResourceChange> {
    let (before, after) = (by_key(old.0), by_key(new.0));
    let came = after.iter().filter(|(key, _)| !before.contains_key(*key));
    let came = came.map(|(_, resource)| ResourceChange::of(resource, became(resource, true, old.1), vec![]));
    let went = before.iter().filter(|(key, _)| !after.contains_key(*key));
    let went = went.map(|(_, resource)| ResourceChange::of(resource, became(resource, false, new.1), vec![]));
    let both = before.iter().filter_map(|(key, was)| Some((*was, *after.get(key)?)));
    let changed = both.filter(|(was, is)| was != is).filter_map(|(was, is)| {
        let fields = fields(was, is);
        (!fields.is_empty()).then(|| ResourceChange::of(is, Became::Changed, fields))
    });
    let mut all: Vec<ResourceChange> = came.chain(changed).chain(went).collect();
    all.sort_by_key(|change| (change.became, change.only_times));
    all
}

impl ResourceChange {
    fn of(resource: &Resource, became: Became, mut fields: Vec<Differs<'_>>) -> Self {
        let only_times = !fields.is_empty() && fields.iter().all(Differs::is_of_times);
        let left_out = fields.len().saturating_sub(MOST_FIELDS);
        fields.truncate(MOST_FIELDS);
        Self {
            became,
            id: resource.id.to_string(),
            name: resource.label().to_owned(),
            kind: resource.kind.to_string(),
            account: resource.account.to_string(),
            region: resource.region.to_string(),
            fields: fields.into_iter().map(Differs::told).collect(),
            left_out,
            only_times,
        }
    }
}

/// A field that is not as it was.
struct Differs<'a> {
    path: String,
    before: &'a Value,
    after: &'a Value,
}

static NULL: Value = Value::Null;

fn fields<'a>(was: &'a Resource, is: &'a Resource) -> Vec<Differs<'a>> {
    let mut found = Vec::new();
    compare("tags", &was.tags, &is.tags, &mut found);
    compare_objects("", &was.fields, &is.fields, &mut found);
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found
}

fn compare<'a>(path: &str, before: &'a Value, after: &'a Value, found: &mut Vec<Differs<'a>>) {
    match (before, after) {
        _ if before == after => {}
        (Value::Object(before), Value::Object(after)) => compare_objects(path, before, after, found),
        _ => found.push(Differs { path: path.to_owned(), before, after }),
    }
}

fn compare_objects<'a>(path: &str, before: &'a Object, after: &'a Object, found: &mut Vec<Differs<'a>>) {
    let names: BTreeSet<&str> = before.iter().chain(after.iter()).map(|(name, _)| name).collect();
    for name in names {
        let path = if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
        let of = |object: &'a Object| object.get(name).unwrap_or(&NULL);
        compare(&path, of(before), of(after), found);
    }
}

impl Differs<'_> {
    fn is_of_times(&self) -> bool {
        let time = |value: &Value| value.as_str().is_some_and(|text| DateTime::parse_from_rfc3339(text).is_ok());
        time(self.after) && (self.before.is_null() || time(self.before))
    }

    fn told(self) -> FieldChange {
        let (before, after) = match (self.before, self.after) {
            (Value::List(before), Value::List(after)) => lists(before, after),
            (before, after) => (json(before), json(after)),
        };
        FieldChange { path: bounded(self.path), before: bounded(before), after: bounded(after) }
    }
}

/// What is in one of two lists only; both whole where they differ in order alone.
fn lists(before: &[Value], after: &[Value]) -> (String, String) {
    let count = |items: &[Value]| {
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        items.iter().for_each(|item| *counts.entry(json(item)).or_default() += 1);
        counts
    };
    let (had, has) = (count(before), count(after));
    let only = |items: &BTreeMap<String, usize>, others: &BTreeMap<String, usize>| {
        let more = |(item, n): (&String, &usize)| {
            let more = n.saturating_sub(others.get(item).copied().unwrap_or_default());
            std::iter::repeat_n(item.clone(), more)
        };
        items.iter().flat_map(more).collect::<Vec<_>>()
    };
    let (gone, come) = (only(&had, &has), only(&has, &had));
    let whole = |items: &[Value]| items.iter().map(json).collect::<Vec<_>>();
    let (gone, come) = if gone.is_empty() && come.is_empty() { (whole(before), whole(after)) } else { (gone, come) };
    (format!("[{}]", gone.join(",")), format!("[{}]", come.join(",")))
}

fn json(value: &Value) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

fn bounded(mut text: String) -> String {
    if let Some((end, _)) = text.char_indices().nth(LONGEST) {
        text.truncate(end);
        text.push('…');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::super::picture::sample::picture;
    use super::*;
    use crate::snapshot::{AccountId, Header, Region};
    use serde_json::json;

    fn snapshot(resources: &[serde_json::Value]) -> Snapshot {
        let account = AccountId::try_from("111122223333").unwrap();
        let region = Region::try_from("eu-west-1").unwrap();
        let header = Header::new("2026-01-01T00:00:00Z".parse().unwrap(), "x".into(), vec![account], vec![region]);
        let whole = |own: &serde_json::Value| {
            let mut all = json!({"kind": "k", "account": "111122223333", "region": "eu-west-1"});
            all.as_object_mut().unwrap().extend(own.as_object().unwrap().clone());
            serde_json::from_value(all).unwrap()
        };
        Snapshot::of(header, resources.iter().map(whole).collect())
    }

    fn changes(old: &[serde_json::Value], new: &[serde_json::Value]) -> Vec<ResourceChange> {
        let looks = picture("2026-01-01", &[], vec![]);
        resources((&snapshot(old), &looks), (&snapshot(new), &looks))
    }

    fn told(change: &ResourceChange) -> Vec<(&str, &str, &str)> {
        change.fields.iter().map(|field| (field.path.as_str(), field.before.as_str(), field.after.as_str())).collect()
    }

    #[test]
    fn fields_are_told_with_what_they_were_and_are() {
        let old = json!({"id": "a", "tags": {"team": "x"}, "versioning": {"status": "enabled", "mfa": null},
            "rules": [1, 2, 2], "kept": true, "gone": 1});
        let new = json!({"id": "a", "tags": {"team": "y"}, "versioning": {"status": null, "mfa": null},
            "rules": [2, 3], "kept": true,
            "policy": {"$unread": {"action": "s3:GetBucketPolicy", "reason": "access_denied"}}});
        let all = changes(&[old], &[new]);
        let unread = r#"{"$unread":{"action":"s3:GetBucketPolicy","reason":"access_denied"}}"#;
        assert_eq!(
            told(&all[0]),
            [
                ("gone", "1", "null"),
                ("policy", "null", unread),
                ("rules", "[1,2]", "[3]"),
                ("tags.team", "\"x\"", "\"y\""),
                ("versioning.status", "\"enabled\"", "null"),
            ]
        );
        assert!(all.len() == 1 && all[0].became == Became::Changed && !all[0].only_times && all[0].left_out == 0);
    }

    #[test]
    fn another_order_is_shown_whole() {
        let all = changes(&[json!({"id": "a", "l": [1, 2]})], &[json!({"id": "a", "l": [2, 1]})]);
        assert_eq!(told(&all[0]), [("l", "[1,2]", "[2,1]")]);
    }

    #[test]
    fn what_came_and_went_is_told_from_what_was_not_looked_at() {
        let (old, new) = (snapshot(&[json!({"id": "a"})]), snapshot(&[json!({"id": "b"})]));
        let sees = picture("2026-01-01", &[], vec![]);
        let mut blind = sees.clone();
        blind.blind.insert(("k".into(), "111122223333".into(), "eu-west-1".into()));
        let became = |before: &Picture, after: &Picture| -> Vec<(Became, String)> {
            resources((&old, before), (&new, after)).into_iter().map(|one| (one.became, one.id)).collect()
        };
        let (a, b) = ("a".to_owned(), "b".to_owned());
        assert_eq!(became(&sees, &sees), [(Became::Came, b.clone()), (Became::Went, a.clone())]);
        assert_eq!(became(&blind, &blind), [(Became::CameIntoSight, b), (Became::LostSight, a)]);
    }

    #[test]
    fn times_that_move_on_are_told_apart() {
        let of = |time: &str, on: bool| json!({"id": "a", "last_used_at": time, "on": on});
        let (first, then) = (of("2026-01-01T00:00:00Z", true), of("2026-02-01T00:00:00Z", true));
        assert!(changes(std::slice::from_ref(&first), &[then])[0].only_times);
        assert!(!changes(&[first], &[of("2026-02-01T00:00:00Z", false)])[0].only_times);
    }

    #[test]
    fn what_is_endless_is_bounded() {
        let many: serde_json::Map<String, _> =
            (0..200).map(|n| (format!("f{n:03}"), json!("é".repeat(9000)))).collect();
        let mut new = serde_json::Value::Object(many);
        new["id"] = json!("a");
        let all = changes(&[json!({"id": "a"})], &[new]);
        assert_eq!((all[0].fields.len(), all[0].left_out), (50, 150));
        assert!(all[0].fields.iter().all(|field| field.after.chars().count() == LONGEST + 1));
    }
}
