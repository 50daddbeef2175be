//! A field that is fetched by a call of its own: known, or unread with the gap that explains it.
//!
//! "Not set" is a known value, `Reading::Known(None)`.

use super::Unread;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use std::borrow::Cow;

#[derive(Debug, Clone, PartialEq)]
pub enum Reading<T> {
    Known(T),
    Unread(Unread),
}

impl<T> Reading<T> {
    pub fn map<U>(self, f: impl FnOnce(T) -> U) -> Reading<U> {
        match self {
            Self::Known(value) => Reading::Known(f(value)),
            Self::Unread(unread) => Reading::Unread(unread),
        }
    }

    pub fn known(&self) -> Option<&T> {
        match self {
            Self::Known(value) => Some(value),
            Self::Unread(_) => None,
        }
    }
}

impl<T> From<Result<T, Unread>> for Reading<T> {
    fn from(result: Result<T, Unread>) -> Self {
        match result {
            Ok(value) => Self::Known(value),
            Err(unread) => Self::Unread(unread),
        }
    }
}

/// The key that marks an unread value in a snapshot, and in the examples of controls.
pub(super) const UNREAD_KEY: &str = "$unread";

impl<T: Serialize> Serialize for Reading<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Known(value) => value.serialize(serializer),
            Self::Unread(unread) => {
                let mut map = serializer.serialize_map(Some(1))?;
                map.serialize_entry(UNREAD_KEY, unread)?;
                map.end()
            }
        }
    }
}

/// A reading has its value's schema, marked: the field reference says that it is fetched apart.
impl<T: JsonSchema> JsonSchema for Reading<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        format!("Reading_{}", T::schema_name()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let inner = generator.subschema_for::<T>();
        json_schema!({ "x-reading": true, "allOf": [inner] })
    }
}
