//! What a file holds, beside what its kinds say: a field that is missing, or is of another type than its kind's, was not
//! understood, and so is unread. Taken for "not set" it could pass.

use super::{Field, Fields, KindInfo, Object, Reason, Resource, Snapshot, Unread, Value};
use rayon::prelude::*;
use std::collections::HashMap;

impl Snapshot {
    /// Puts unread in the place of all that does not fit. Kinds that are not known are left as they are: no control can
    /// name them.
    pub fn fitted(mut self, kinds: &[KindInfo]) -> Self {
        let fields: HashMap<&str, &Fields> = kinds.iter().map(|kind| (kind.name, &kind.fields)).collect();
        self.resources.par_iter_mut().for_each(|resource| {
            if let Some(fields) = fields.get(&*resource.kind) {
                fit(resource, fields);
            }
        });
        self
    }
}

fn fit(resource: &mut Resource, fields: &Fields) {
    if let Some(object) = fitting(&resource.fields, fields, &resource.kind) {
        resource.fields = object;
    }
}

/// The object as its fields say that it is; none where it is so already.
fn fitting(object: &Object, fields: &Fields, path: &str) -> Option<Object> {
    let asked = object.iter().filter_map(|(name, value)| Some((name, value, fields.0.get(name)?)));
    let changed =
        asked.filter_map(|(name, value, field)| Some((name, replacement(value, field, || format!("{path}.{name}"))?)));
    let mut changed: HashMap<&str, Value> = changed.collect();
    let missing: Vec<&String> = fields.0.keys().filter(|name| object.get(name).is_none()).collect();
    if changed.is_empty() && missing.is_empty() {
        return None;
    }
    let missing = missing.into_iter();
    let missing = missing.map(|name| (name.as_str(), Value::unread(&format!("{path}.{name}"), Reason::NotCollected)));
    let kept = object.iter().map(|(name, value)| (name, changed.remove(name).unwrap_or_else(|| value.clone())));
    Some(kept.chain(missing).map(|(name, value)| (name.into(), value)).collect())
}

/// What stands in the place of a value that does not fit; none where it fits.
fn replacement(value: &Value, field: &Field, path: impl Fn() -> String) -> Option<Value> {
    match value {
        Value::Unread(_) => None,
        Value::Null if field.nullable || field.kind == "any" => None,
        value => of_kind(value, field, &field.kind, &path),
    }
}

fn of_kind(value: &Value, field: &Field, kind: &str, path: &impl Fn() -> String) -> Option<Value> {
    match (kind.strip_prefix("list of "), value) {
        (Some(item), Value::List(items)) => {
            let fitted: Vec<Option<Value>> = items.iter().map(|one| of_kind(one, field, item, path)).collect();
            let changed = fitted.iter().any(Option::is_some);
            let whole = fitted.into_iter().zip(items).map(|(new, old)| new.unwrap_or_else(|| old.clone()));
            changed.then(|| Value::List(whole.collect()))
        }
        (None, Value::Object(object)) if kind == "object" => fitting(object, &field.fields, &path()).map(Value::Object),
        (None, Value::Unread(_)) => None,
        (None, Value::Str(_)) if kind == "string" => None,
        (None, Value::Bool(_)) if kind == "boolean" => None,
        (None, Value::Int(_)) if matches!(kind, "integer" | "number") => None,
        (None, Value::Float(_)) if kind == "number" => None,
        (None, _) if kind == "any" => None,
        _ => Some(Value::Unread(
            Unread { detail: Some(format!("it should be of type {kind}")), ..Unread::new(path(), Reason::Unparseable) }
                .into(),
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::snapshot::Scope;

    fn kind() -> KindInfo {
        let schema: serde_json::Value = serde_json::from_str(
            r#"{"properties": {
                "public": {"type": "boolean"},
                "port": {"type": ["integer", "null"]},
                "names": {"type": "array", "items": {"type": "string"}},
                "rules": {"type": "array", "items": {"type": "object", "properties": {"cidr": {"type": "string"}}}},
                "block": {"type": "object", "properties": {"on": {"type": "boolean"}}}
            }}"#,
        )
        .unwrap();
        KindInfo {
            name: "k",
            cloudformation: "K",
            scope: Scope::Regional,
            actions: &[],
            doc: String::new(),
            fields: Fields::from_schema(&schema),
            sample: resource("{}"),
        }
    }

    fn resource(fields: &str) -> Resource {
        let common = r#"{"kind":"k","id":"x","account":"111122223333","region":"eu-west-1"}"#;
        let whole = serde_json::from_str::<Value>(common).unwrap().overlaid(&serde_json::from_str(fields).unwrap());
        serde_json::from_str(&serde_json::to_string(&whole).unwrap()).unwrap()
    }

    const GOOD: &str = r#"{"public":false,"port":null,"names":["a"],"rules":[{"cidr":"::/0"}],"block":{"on":true},
        "newer":1}"#;

    fn fitted(overlay: &str) -> Resource {
        let whole = serde_json::from_str::<Value>(GOOD).unwrap().overlaid(&serde_json::from_str(overlay).unwrap());
        let mut resource = resource(&serde_json::to_string(&whole).unwrap());
        fit(&mut resource, &kind().fields);
        resource
    }

    #[test]
    fn what_fits_stays() {
        assert_eq!(fitted("{}"), resource(GOOD));
        let unread = r#"{"public":{"$unread":{"action":"k:Get","reason":"throttled"}}}"#;
        assert_eq!(fitted(unread).unread()[0].reason, Reason::Throttled);
    }

    #[test]
    fn what_does_not_fit_is_unread() {
        for (overlay, path) in [
            (r#"{"public":"false"}"#, "k.public"),
            (r#"{"public":null}"#, "k.public"),
            (r#"{"port":"22"}"#, "k.port"),
            (r#"{"port":2.5}"#, "k.port"),
            (r#"{"names":"a"}"#, "k.names"),
            (r#"{"names":["a",1]}"#, "k.names"),
            (r#"{"rules":[{"cidr":7}]}"#, "k.rules.cidr"),
            (r#"{"rules":[null]}"#, "k.rules"),
            (r#"{"block":[]}"#, "k.block"),
            (r#"{"block":{"on":1}}"#, "k.block.on"),
        ] {
            let fitted = fitted(overlay);
            let unread = fitted.unread();
            assert_eq!(
                unread.iter().map(|u| (&*u.action, u.reason)).collect::<Vec<_>>(),
                [(path, Reason::Unparseable)]
            );
        }
    }

    #[test]
    fn what_is_missing_is_unread() {
        let mut old = resource(r#"{"public":true}"#);
        fit(&mut old, &kind().fields);
        assert_eq!(old.at("public").as_bool(), Some(true));
        assert_eq!(old.unread().len(), 4);
        assert_eq!(old.at("block.on").as_unread().unwrap().reason, Reason::NotCollected);
    }

    #[test]
    fn tags_are_texts() {
        for tags in [r#""x""#, r#"["x"]"#, r#"{"data-class":5}"#] {
            assert!(resource(&format!(r#"{{"tags":{tags}}}"#)).tags.as_unread().is_some(), "{tags}");
        }
        assert!(resource(r#"{"tags":{"a":"b"}}"#).tags.as_object().is_some());
        assert!(resource(r#"{"tags":null}"#).tags.is_null());
    }
}
