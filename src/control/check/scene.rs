//! What a check can see: its resource, the facts, its account and region, other kinds, the time, its parameters.

use super::paths::{Path, Root};
use super::value;
use crate::snapshot::{Resource, Unread, Value};
use cel::common::types::{CelNull, CelTimestamp};
use cel::common::value::{CowVal, Val};
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
    /// One of the facts, by its name; none for a name that no fact has.
    fn fact(&self, name: &str) -> Option<&Value>;
    /// All resources of a kind in the resource's account and region.
    fn all(&self, kind: &str) -> Result<Vec<&Resource>, Unread>;
    /// Those whose field equals the key.
    fn where_field(&self, kind: &str, field: &str, key: &str) -> Result<Vec<&Resource>, Unread>;
    /// The one resource of a kind that there is one of, in the resource's account or region.
    fn setting(&self, kind: &str) -> Result<&Resource, Unread>;
}

impl Scene<'_> {
    /// The value at a path, for evidence: null where there is none, and what the check got where something is unread.
    pub fn value(&self, path: &Path) -> Value {
        let Some((first, rest)) = path.names.split_first() else { return Value::Null };
        let start = match path.root {
            Root::Resource => of_resource(self.resource, first),
            Root::Facts => self.world.fact(first).cloned().unwrap_or(Value::Null),
            Root::Params => self.params.at(first).clone(),
            Root::Account if first == "id" => Value::str(self.resource.account.as_str()),
            Root::Region if first == "name" => Value::str(self.resource.region.as_str()),
            Root::Account | Root::Region => return self.setting(first, rest),
            Root::Kinds | Root::By | Root::Now => Value::Null,
        };
        inside(start, rest)
    }

    fn setting(&self, kind: &str, names: &[String]) -> Value {
        match (self.world.setting(kind), names.split_first()) {
            (Ok(setting), Some((first, rest))) => inside(of_resource(setting, first), rest),
            (Ok(_), None) => Value::Null,
            (Err(unread), _) => Value::Unread(unread.into()),
        }
    }
}

/// Names are not joined: a tag's may hold dots.
fn inside(start: Value, names: &[String]) -> Value {
    let step = |value: Value, name: &String| match value {
        Value::Object(object) => object.get(name).cloned().unwrap_or(Value::Null),
        Value::Unread(_) => value,
        _ => Value::Null,
    };
    names.iter().fold(start, step)
}

fn of_resource(resource: &Resource, name: &str) -> Value {
    match name {
        "id" => Value::str(&*resource.id),
        "name" => resource.name.as_deref().map_or(Value::Null, Value::str),
        "arn" => resource.arn().map_or(Value::Null, Value::str),
        "account" => Value::str(resource.account.as_str()),
        "region" => Value::str(resource.region.as_str()),
        "kind" => Value::str(&*resource.kind),
        "tags" => resource.tags.clone(),
        _ => resource.fields.get(name).cloned().unwrap_or_else(|| Value::Unread(value::missing(resource, name).into())),
    }
}

impl Scene<'_> {
    /// What stands at the end of a path, where all of the way is there and read.
    fn lend(&self, root: &str, path: &str) -> Option<Box<dyn Val + '_>> {
        let (first, rest) = path.split_once('.').unwrap_or((path, ""));
        match root {
            "resource" => value::OfResource(self.resource).at(path),
            "facts" => value::at(self.world.fact(first)?, rest),
            "params" => value::at(self.params, path),
            "account" | "region" if !["id", "name"].contains(&first) => {
                value::OfResource(self.world.setting(first).ok()?).at(rest)
            }
            "by" if !rest.is_empty() && !rest.contains('.') => {
                Some(Box::new(value::ByField::new(self.world, first, rest)))
            }
            _ => None,
        }
    }
}

impl VariableResolver for Scene<'_> {
    /// CEL asks for `resource.a.b` as a whole before it asks for `resource`, to take the steps itself. What is there is
    /// given at once; where a step fails CEL takes them all, and tells which.
    fn resolve<'b>(&'b self, variable: &str) -> Option<CowVal<'b, 'b>> {
        if let Some((root, path)) = variable.split_once('.') {
            return self.lend(root, path).map(CowVal::Owned);
        }
        Some(match variable {
            "resource" => CowVal::owned(value::OfResource(self.resource)),
            "facts" => CowVal::owned(value::Facts(self.world)),
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
