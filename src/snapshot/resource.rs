//! One thing of a kind, in one account and region.

use super::{AccountId, Object, Reason, Region, Unread, Value};
use serde::ser::SerializeMap;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::sync::Arc;

/// What every resource has, whatever its kind, and then the kind's own fields.
///
/// In a file, and for a check, the two stand side by side: `resource.name` and `resource.versioning.status`.
#[derive(Debug, Clone, PartialEq)]
pub struct Resource {
    /// The kind's name, such as `s3_bucket`.
    pub kind: Arc<str>,
    /// The ARN; where AWS gives none, a made-up id that starts with `plimsoll:`.
    pub id: Arc<str>,
    pub name: Option<Arc<str>>,
    pub account: AccountId,
    pub region: Region,
    /// An object of strings, null where the kind has no tags, or unread.
    pub tags: Value,
    /// The kind's own fields.
    pub fields: Object,
}

impl Resource {
    /// The names that every resource has; no kind may use them for a field.
    pub const COMMON: [&str; 7] = ["kind", "id", "arn", "name", "account", "region", "tags"];

    pub fn arn(&self) -> Option<&str> {
        self.id.starts_with("arn:").then_some(&self.id)
    }

    /// The value at a dotted path, among the common names or the kind's own. Null where nothing is set.
    pub fn at(&self, path: &str) -> &Value {
        static NULL: Value = Value::Null;
        let (first, rest) = path.split_once('.').map_or((path, None), |(first, rest)| (first, Some(rest)));
        let here = match first {
            "tags" => &self.tags,
            _ => self.fields.get(first).unwrap_or(&NULL),
        };
        rest.map_or(here, |rest| here.at(rest))
    }

    /// The value of a tag. Null where it is not set, unread where the tags are.
    pub fn tag(&self, name: &str) -> &Value {
        static NULL: Value = Value::Null;
        match &self.tags {
            Value::Object(tags) => tags.get(name).unwrap_or(&NULL),
            Value::Unread(_) => &self.tags,
            _ => &NULL,
        }
    }

    /// What could not be read of it.
    pub fn unread(&self) -> Vec<&Unread> {
        let mut found = Vec::new();
        let mut open: Vec<&Value> = self.fields.iter().map(|(_, value)| value).chain([&self.tags]).collect();
        while let Some(value) = open.pop() {
            match value {
                Value::Unread(unread) => found.push(&**unread),
                Value::Object(object) => open.extend(object.iter().map(|(_, value)| value)),
                Value::List(items) => open.extend(items),
                _ => {}
            }
        }
        found
    }

    /// What a person would call it: the name, or else the last part of the id.
    pub fn label(&self) -> &str {
        self.name
            .as_deref()
            .filter(|name| !name.is_empty())
            .unwrap_or_else(|| self.id.rsplit(['/', ':']).find(|part| !part.is_empty()).unwrap_or(&self.id))
    }

    /// The order in which resources stand wherever order can be seen.
    pub(super) fn order(&self) -> (&str, &str, &str, &str) {
        (self.account.as_str(), self.region.as_str(), &self.kind, &self.id)
    }
}

/// The name of a finding for ever: of one control, on one resource.
pub fn fingerprint(control: &str, resource: &str) -> String {
    let digest = Sha256::new().chain_update(control).chain_update("\n").chain_update(resource).finalize();
    let digits = digest.iter().take(16).flat_map(|byte| [byte >> 4, byte & 15]);
    digits.filter_map(|digit| char::from_digit(digit.into(), 16)).collect()
}

impl Resource {
    /// The name for ever of a control's finding on it. What one account owns and several see, such as a policy of AWS's
    /// own or a shared subnet, has a finding in each.
    pub fn fingerprint(&self, control: &str) -> String {
        let owner = self.id.strip_prefix("arn:").and_then(|arn| arn.split(':').nth(3)).unwrap_or_default();
        if owner.is_empty() || owner == self.account.as_str() {
            return fingerprint(control, &self.id);
        }
        fingerprint(control, &format!("{}\n{}", self.id, self.account))
    }
}

impl Serialize for Resource {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("kind", &*self.kind)?;
        map.serialize_entry("id", &*self.id)?;
        map.serialize_entry("name", &self.name)?;
        map.serialize_entry("account", &self.account)?;
        map.serialize_entry("region", &self.region)?;
        map.serialize_entry("tags", &self.tags)?;
        for (name, value) in self.fields.iter() {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}

impl<'de> Deserialize<'de> for Resource {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let whole = Value::deserialize(deserializer)?;
        Self::from_value(whole).map_err(serde::de::Error::custom)
    }
}

impl Resource {
    pub(super) fn from_value(whole: Value) -> Result<Self, String> {
        let Value::Object(object) = whole else {
            return Err("a resource must be an object".into());
        };
        let mut own = Vec::with_capacity(object.len());
        let mut common = <[Option<Value>; Self::COMMON.len()]>::default();
        for (name, value) in object.into_entries() {
            match Self::COMMON.iter().position(|known| **known == *name) {
                Some(place) => common[place] = Some(value),
                None => own.push((name, value)),
            }
        }
        let [kind, id, _arn, name, account, region, tags] = common;
        let text = |value: Option<Value>, what: &str| match value {
            Some(Value::Str(text)) => Ok(text),
            _ => Err(format!("a resource has no `{what}`")),
        };
        Ok(Self {
            kind: text(kind, "kind")?,
            id: text(id, "id")?,
            name: match name {
                Some(Value::Str(name)) => Some(name),
                _ => None,
            },
            account: AccountId::try_from(text(account, "account")?)?,
            region: Region::try_from(text(region, "region")?)?,
            tags: texts(tags.unwrap_or(Value::Null)),
            fields: Object::new(own),
        })
    }
}

/// Tags are texts by name. What is something else was not understood, and says nothing.
fn texts(tags: Value) -> Value {
    let understood = match &tags {
        Value::Null | Value::Unread(_) => true,
        Value::Object(object) => object.iter().all(|(_, value)| value.as_str().is_some()),
        _ => false,
    };
    if understood { tags } else { Value::unread("tags", Reason::Unparseable) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINE: &str = r#"{"kind":"s3_bucket","id":"arn:aws:s3:::b","name":"b","account":"123456789012","region":"us-east-1","tags":{"team":"x"},"versioning":{"status":"enabled"}}"#;

    #[test]
    fn a_resource_survives_its_file() {
        let resource: Resource = serde_json::from_str(LINE).unwrap();
        assert_eq!(resource.at("versioning.status").as_str(), Some("enabled"));
        assert_eq!(resource.tag("team").as_str(), Some("x"));
        assert_eq!(serde_json::to_string(&resource).unwrap(), LINE);
    }

    #[test]
    fn fingerprints_never_change() {
        assert_eq!(fingerprint("s3/bucket-versioning", "arn:aws:s3:::b"), "e44e7087d4ecff4ca773fd674982dc71");
    }

    #[test]
    fn what_several_accounts_see_has_a_finding_in_each() {
        let of = |id: &str, account: &str| {
            let json = serde_json::json!({"kind": "k", "id": id, "account": account, "region": "global"});
            serde_json::from_value::<Resource>(json).unwrap().fingerprint("a/b")
        };
        let bucket = "arn:aws:s3:::b";
        assert_eq!(of(bucket, "111122223333"), fingerprint("a/b", bucket), "its name is the world's");
        let role = "arn:aws:iam::111122223333:role/r";
        assert_eq!(of(role, "111122223333"), fingerprint("a/b", role));
        let of_aws = "arn:aws:iam::aws:policy/ReadOnlyAccess";
        assert_ne!(of(of_aws, "111122223333"), of(of_aws, "444455556666"));
    }
}
