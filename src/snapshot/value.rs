//! A field's value: JSON with one more word, unread.
//!
//! A snapshot of a large estate is mostly the same few field names over and over, so an object shares its names with
//! all objects of the same shape and stores only the values.

use super::reading::UNREAD_KEY;
use super::{Reason, Unread};
use serde::de::{self, Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde::ser::{Serialize, SerializeMap, Serializer};
use std::cell::RefCell;
use std::collections::HashSet;
use std::fmt;
use std::sync::Arc;

#[derive(Clone, PartialEq)]
pub enum Value {
    /// Not set.
    Null,
    Bool(bool),
    Int(i64),
    Float(f64),
    /// Short texts are shared: an estate says `available` a hundred thousand times.
    Str(Arc<str>),
    List(Box<[Self]>),
    Object(Object),
    /// Could not be read.
    Unread(Arc<Unread>),
}

/// The names of an object. One pointer, where a slice has two: an estate has some objects more than it has shapes.
type Shape = Arc<Vec<Box<str>>>;

/// Names in the order of the file, values beside them.
#[derive(Clone, PartialEq)]
pub struct Object {
    names: Shape,
    values: Box<[Value]>,
}

static NULL: Value = Value::Null;

impl Value {
    pub fn str(text: impl Into<Arc<str>>) -> Self {
        Self::Str(text.into())
    }

    pub fn unread(action: &str, reason: Reason) -> Self {
        Self::Unread(Arc::new(Unread::new(action, reason)))
    }

    /// Any serializable thing as a value. Only what cannot be JSON at all (a map with odd keys) fails, and becomes null.
    pub fn of(thing: &impl Serialize) -> Self {
        serde_json::to_value(thing).map(Self::from).unwrap_or(Self::Null)
    }

    /// The value at a dotted path. Null where something on the way is not set, unread where something is unread.
    pub fn at(&self, path: &str) -> &Self {
        let mut here = self;
        for name in path.split('.') {
            match here {
                Self::Object(object) => here = object.get(name).unwrap_or(&NULL),
                Self::Unread(_) => return here,
                _ => return &NULL,
            }
        }
        here
    }

    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::Str(text) => Some(text),
            _ => None,
        }
    }

    pub fn as_bool(&self) -> Option<bool> {
        match self {
            Self::Bool(b) => Some(*b),
            _ => None,
        }
    }

    pub fn as_int(&self) -> Option<i64> {
        match self {
            Self::Int(n) => Some(*n),
            _ => None,
        }
    }

    /// The elements of a list; nothing for any other value.
    pub fn items(&self) -> &[Self] {
        match self {
            Self::List(items) => items,
            _ => &[],
        }
    }

    pub fn as_object(&self) -> Option<&Object> {
        match self {
            Self::Object(object) => Some(object),
            _ => None,
        }
    }

    pub fn as_unread(&self) -> Option<&Arc<Unread>> {
        match self {
            Self::Unread(unread) => Some(unread),
            _ => None,
        }
    }

    /// The first thing in it that could not be read, however deep.
    pub fn unread_within(&self) -> Option<&Arc<Unread>> {
        match self {
            Self::Unread(unread) => Some(unread),
            Self::List(items) => items.iter().find_map(Self::unread_within),
            Self::Object(object) => object.values.iter().find_map(Self::unread_within),
            _ => None,
        }
    }

    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// This value with another laid over it: objects merge by name, everything else is replaced.
    pub fn overlaid(&self, over: &Self) -> Self {
        match (self, over) {
            (Self::Object(base), Self::Object(over)) => {
                let mut entries: Vec<(Box<str>, Self)> =
                    base.iter().map(|(name, value)| (name.into(), value.clone())).collect();
                for (name, value) in over.iter() {
                    match entries.iter_mut().find(|(known, _)| **known == *name) {
                        Some((_, slot)) => *slot = slot.overlaid(value),
                        None => entries.push((name.into(), value.clone())),
                    }
                }
                Self::Object(Object::new(entries))
            }
            _ => over.clone(),
        }
    }
}

impl FromIterator<(Box<str>, Value)> for Object {
    fn from_iter<I: IntoIterator<Item = (Box<str>, Value)>>(entries: I) -> Self {
        Self::new(entries)
    }
}

impl Object {
    pub fn new(entries: impl IntoIterator<Item = (Box<str>, Value)>) -> Self {
        let (names, values): (Vec<_>, Vec<_>) = entries.into_iter().unzip();
        Self { names: shape(names), values: values.into() }
    }

    pub fn get(&self, name: &str) -> Option<&Value> {
        let place = self.names.iter().position(|known| **known == *name)?;
        self.values.get(place)
    }

    pub fn iter(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.names.iter().map(|name| &**name).zip(self.values.iter())
    }

    /// Names and values, moved out.
    pub(super) fn into_entries(self) -> impl Iterator<Item = (Box<str>, Value)> {
        let names: Vec<Box<str>> = self.names.to_vec();
        names.into_iter().zip(self.values)
    }

    pub fn len(&self) -> usize {
        self.values.len()
    }

    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }
}

thread_local! {
    /// Shapes seen by this thread. Cleared when a hostile file invents too many.
    static SHAPES: RefCell<HashSet<Shape>> = RefCell::default();
    /// Short texts seen by this thread, likewise.
    static TEXTS: RefCell<HashSet<Arc<str>>> = RefCell::default();
}

const MOST_SHAPES: usize = 10_000;

/// Texts that are shared, and how long they may be.
const MOST_TEXTS: usize = 100_000;
const LONGEST_SHARED: usize = 64;

/// The text, and the same memory for the same short text.
fn shared(text: &str) -> Arc<str> {
    if text.len() > LONGEST_SHARED {
        return text.into();
    }
    TEXTS.with_borrow_mut(|texts| {
        if let Some(known) = texts.get(text) {
            return Arc::clone(known);
        }
        if texts.len() >= MOST_TEXTS {
            texts.clear();
        }
        let fresh: Arc<str> = text.into();
        texts.insert(Arc::clone(&fresh));
        fresh
    })
}

fn shape(mut names: Vec<Box<str>>) -> Shape {
    SHAPES.with_borrow_mut(|shapes| {
        if let Some(known) = shapes.get(&names) {
            return Arc::clone(known);
        }
        if shapes.len() >= MOST_SHAPES {
            shapes.clear();
        }
        names.shrink_to_fit();
        let shape = Shape::new(names);
        shapes.insert(Arc::clone(&shape));
        shape
    })
}

impl From<serde_json::Value> for Value {
    fn from(json: serde_json::Value) -> Self {
        match json {
            serde_json::Value::Null => Self::Null,
            serde_json::Value::Bool(b) => Self::Bool(b),
            serde_json::Value::Number(n) => {
                n.as_i64().map_or_else(|| Self::Float(n.as_f64().unwrap_or(f64::NAN)), Self::Int)
            }
            serde_json::Value::String(text) => Self::Str(text.into()),
            serde_json::Value::Array(items) => Self::List(items.into_iter().map(Self::from).collect()),
            serde_json::Value::Object(map) => {
                object_or_unread(map.into_iter().map(|(name, value)| (name.into(), Self::from(value))).collect())
            }
        }
    }
}

/// `{$unread: ...}` is the one object that is not an object. In files it holds action and reason; in the examples of
/// controls the reason alone is enough.
fn object_or_unread(entries: Vec<(Box<str>, Value)>) -> Value {
    if let [(name, inner)] = entries.as_slice()
        && &**name == UNREAD_KEY
        && let Some(unread) = parse_unread(inner)
    {
        return Value::Unread(Arc::new(unread));
    }
    Value::Object(Object::new(entries))
}

/// One of a few, by its name.
fn named<T: serde::de::DeserializeOwned>(value: &Value) -> Option<T> {
    serde_json::from_value(serde_json::Value::from(value.as_str()?)).ok()
}

fn parse_unread(inner: &Value) -> Option<Unread> {
    let reason = named::<Reason>;
    match inner {
        Value::Str(_) => Some(Unread::new("", reason(inner)?)),
        Value::Object(object) => Some(Unread {
            action: object.get("action").and_then(Value::as_str).unwrap_or_default().to_owned(),
            reason: reason(object.get("reason")?)?,
            detail: object.get("detail").and_then(Value::as_str).map(str::to_owned),
            denied_by: object.get("denied_by").and_then(named),
        }),
        _ => None,
    }
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Bool(b) => serializer.serialize_bool(*b),
            Self::Int(n) => serializer.serialize_i64(*n),
            Self::Float(n) => serializer.serialize_f64(*n),
            Self::Str(text) => serializer.serialize_str(text),
            Self::List(items) => serializer.collect_seq(items),
            Self::Object(object) => serializer.collect_map(object.iter()),
            Self::Unread(unread) => {
                let mut map = serializer.serialize_map(Some(1))?;
                map.serialize_entry(UNREAD_KEY, &**unread)?;
                map.end()
            }
        }
    }
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ValueVisitor)
    }
}

struct ValueVisitor;

impl<'de> Visitor<'de> for ValueVisitor {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_none<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        Value::deserialize(deserializer)
    }

    fn visit_bool<E>(self, b: bool) -> Result<Value, E> {
        Ok(Value::Bool(b))
    }

    fn visit_i64<E>(self, n: i64) -> Result<Value, E> {
        Ok(Value::Int(n))
    }

    fn visit_u64<E: de::Error>(self, n: u64) -> Result<Value, E> {
        Ok(i64::try_from(n).map_or(Value::Float(n as f64), Value::Int))
    }

    fn visit_f64<E>(self, n: f64) -> Result<Value, E> {
        Ok(Value::Float(n))
    }

    fn visit_str<E>(self, text: &str) -> Result<Value, E> {
        Ok(Value::Str(shared(text)))
    }

    fn visit_string<E>(self, text: String) -> Result<Value, E> {
        Ok(Value::Str(shared(&text)))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Value, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = seq.next_element()? {
            items.push(item);
        }
        Ok(Value::List(items.into()))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let mut entries = Vec::with_capacity(map.size_hint().unwrap_or(16));
        while let Some(entry) = map.next_entry::<Box<str>, Value>()? {
            entries.push(entry);
        }
        Ok(object_or_unread(entries))
    }
}

impl fmt::Debug for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&serde_json::to_string(self).unwrap_or_default())
    }
}

impl fmt::Debug for Object {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(json: &str) -> Value {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn unread_is_neither_null_nor_an_object() {
        let v = value(r#"{"a": null, "b": {"$unread": {"action": "s3:GetBucketPolicy", "reason": "access_denied"}}}"#);
        assert!(v.at("a").is_null());
        let unread = v.at("b.deeper.still").as_unread().expect("unread on the way stays unread");
        assert_eq!(**unread, Unread::new("s3:GetBucketPolicy", Reason::AccessDenied));
        assert!(v.at("missing.path").is_null());
    }

    #[test]
    fn what_is_written_is_what_was_read() {
        let text = r#"{"n":1,"f":1.5,"s":"x","l":[true,null],"u":{"$unread":{"action":"a:B","reason":"throttled"}}}"#;
        assert_eq!(serde_json::to_string(&value(text)).unwrap(), text);
    }

    #[test]
    fn overlays_merge_objects_and_replace_the_rest() {
        let base = value(r#"{"a": {"x": 1, "y": [1, 2]}, "b": 2}"#);
        let over = value(r#"{"a": {"y": [3]}, "c": {"$unread": "timeout"}}"#);
        let both = base.overlaid(&over);
        assert_eq!(both.at("a.x").as_int(), Some(1));
        assert_eq!(both.at("a.y").items(), [Value::Int(3)]);
        assert_eq!(both.at("c").as_unread().unwrap().reason, Reason::Timeout);
    }

    #[test]
    fn objects_of_one_shape_share_their_names() {
        let (a, b) = (value(r#"{"p": 1, "q": 2}"#), value(r#"{"p": 3, "q": 4}"#));
        let names = |v: &Value| Arc::as_ptr(&v.as_object().unwrap().names).cast::<u8>();
        assert_eq!(names(&a), names(&b));
    }

    #[test]
    fn a_file_of_endless_depth_is_refused() {
        let deep = "[".repeat(100_000);
        assert!(serde_json::from_str::<Value>(&deep).is_err());
    }
}
