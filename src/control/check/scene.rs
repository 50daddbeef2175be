//! What a check can see: its resource, the facts, its account and region, other kinds, the time, its parameters.

use super::paths::{Path, Root};
use super::value;
use crate::snapshot::{Resource, Unread, Value};
use cel::common::types::{CelNull, CelTimestamp};
use cel::common::value::CowVal;
use cel::context::VariableResolver;
use chrono::{DateTime, Utc};

/// One resource on the stage, for one control.
pub struct Scene<'a> {
    pub resource: &'a Resource,
    pub world: &'a dyn World,
    pub params: &'a Value,
    pub now: DateTime<Utc>,
}

/// The rest of the estate, seen from a resource.
pub trait World: Send + Sync {
    fn facts(&self) -> &Value;
    /// All resources of a kind in the resource's account and region.
    fn all(&self, kind: &str) -> Result<Vec<&Resource>, Unread>;
    /// Those whose field equals the key.
    fn where_field(&self, kind: &str, field: &str, key: &str) -> Result<Vec<&Resource>, Unread>;
    /// The one resource of a kind that there is one of, in the resource's account or region.
    fn setting(&self, kind: &str) -> Result<&Resource, Unread>;
}

impl Scene<'_> {
    /// The value at a path, for evidence: null where there is none.
    pub fn value(&self, path: &Path) -> Value {
        let rest = path.names.join(".");
        match path.root {
            Root::Resource => self.resource_value(&rest),
            Root::Facts => self.world.facts().at(&rest).clone(),
            Root::Params => self.params.at(&rest).clone(),
            Root::Account | Root::Region => match path.names.split_first() {
                Some((kind, names)) => match self.world.setting(kind) {
                    Ok(setting) => setting.at(&names.join(".")).clone(),
                    Err(unread) => Value::Unread(unread.into()),
                },
                None => Value::Null,
            },
            Root::Kinds | Root::By | Root::Now => Value::Null,
        }
    }

    fn resource_value(&self, path: &str) -> Value {
        match path {
            "id" => Value::str(&*self.resource.id),
            "name" => self.resource.name.as_deref().map_or(Value::Null, Value::str),
            "arn" => self.resource.arn().map_or(Value::Null, Value::str),
            "account" => Value::str(self.resource.account.as_str()),
            "region" => Value::str(self.resource.region.as_str()),
            "kind" => Value::str(&*self.resource.kind),
            _ => self.resource.at(path).clone(),
        }
    }
}

impl VariableResolver for Scene<'_> {
    fn resolve<'b>(&'b self, variable: &str) -> Option<CowVal<'b, 'b>> {
        Some(match variable {
            "resource" => CowVal::owned(value::OfResource(self.resource)),
            "facts" => value::lend(self.world.facts()).unwrap_or_else(|_| CowVal::owned(CelNull)),
            "params" => value::lend(self.params).unwrap_or_else(|_| CowVal::owned(CelNull)),
            "account" => {
                CowVal::owned(value::Settings { world: self.world, name: "id", value: self.resource.account.as_str() })
            }
            "region" => {
                CowVal::owned(value::Settings { world: self.world, name: "name", value: self.resource.region.as_str() })
            }
            "kinds" => CowVal::owned(value::Kinds(self.world)),
            "by" => CowVal::owned(value::By(self.world)),
            "now" => CowVal::owned(CelTimestamp::from(self.now.fixed_offset())),
            _ => return None,
        })
    }
}
