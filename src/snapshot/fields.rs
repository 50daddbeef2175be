//! What is known of each kind without looking at a snapshot: its fields with their docs, the permissions it needs, a
//! sample. The linter, the field reference, `plimsoll permissions` and the examples of controls all read it here.

use super::{Resource, Value};
use serde_json::Value as Json;
use std::collections::BTreeMap;

/// Where a kind lives, and how many there are of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// Read once an account.
    Global,
    /// Read in each region.
    Regional,
    /// One thing an account, for a check: `account.<kind>`.
    Account,
    /// One thing a region, for a check: `region.<kind>`.
    Region,
}

impl Scope {
    /// Whether it is read once an account, and not in each region.
    pub fn is_global(self) -> bool {
        matches!(self, Self::Global | Self::Account)
    }
}

/// An IAM action that reading a kind needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Action {
    pub name: &'static str,
    pub per: Per,
}

/// How often an action is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Per {
    /// Once in each place, or once for each page of a listing.
    Page,
    /// Once for so many resources.
    Batch(u32),
    /// Once for each resource: AWS has nothing that answers for several.
    Resource,
}

impl Action {
    pub const fn page(name: &'static str) -> Self {
        Self { name, per: Per::Page }
    }

    pub const fn batch(name: &'static str, most: u32) -> Self {
        Self { name, per: Per::Batch(most) }
    }

    pub const fn each(name: &'static str) -> Self {
        Self { name, per: Per::Resource }
    }
}

/// A kind, as data.
#[derive(Debug, Clone)]
pub struct KindInfo {
    pub name: &'static str,
    pub cloudformation: &'static str,
    pub scope: Scope,
    /// The IAM actions that it needs, all of them read-only.
    pub actions: &'static [Action],
    /// What it is, in a sentence or two.
    pub doc: String,
    pub fields: Fields,
    /// A healthy resource of the kind, over which the examples of controls are laid.
    pub sample: Resource,
}

/// A tree of field names.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Fields(pub BTreeMap<String, Field>);

#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    pub doc: String,
    /// `string`, `integer`, `boolean`, `number`, `object`, `list of ...`, `any`.
    pub kind: String,
    /// May be null: not set.
    pub nullable: bool,
    /// Fetched by a call of its own, so that it may be unread where its resource is known.
    pub reading: bool,
    /// The values that it may take, where they are few.
    pub values: Vec<String>,
    /// The fields of the object, or of the objects in the list.
    pub fields: Fields,
    /// An object with names that are not known beforehand, such as tags.
    pub open: bool,
}

impl Field {
    pub fn is_list(&self) -> bool {
        self.kind.starts_with("list of ")
    }
}

impl Fields {
    /// Reads the tree from a JSON Schema, as `schemars` derives it from a Rust type.
    pub fn from_schema(schema: &Json) -> Self {
        let defs = schema.get("$defs").unwrap_or(&Json::Null);
        Self::of(schema, defs, 0)
    }

    /// A type that holds itself is cut here.
    const DEEPEST: usize = 12;

    fn of(schema: &Json, defs: &Json, depth: usize) -> Self {
        let properties = schema.get("properties").and_then(Json::as_object);
        let entries = properties.into_iter().flatten().filter(|_| depth < Self::DEEPEST);
        Self(entries.map(|(name, field)| (name.clone(), Field::of(field, defs, depth + 1))).collect())
    }

    /// The field at a path, and through lists: `ingress.cidrs` names the `cidrs` of each item of `ingress`.
    pub fn find(&self, path: &[&str]) -> Option<&Field> {
        let (first, rest) = path.split_first()?;
        let field = self.0.get(*first)?;
        if rest.is_empty() { Some(field) } else { field.fields.find(rest) }
    }
}

impl Field {
    fn of(schema: &Json, defs: &Json, depth: usize) -> Self {
        let flat = Flat::of(schema, defs, 0);
        let items = flat.body.get("items").map(|items| Self::of(items, defs, depth));
        let kind = match (&items, flat.body.get("type").and_then(type_name)) {
            (Some(item), _) => format!("list of {}", item.kind),
            (None, Some(name)) => name.to_owned(),
            (None, None) if flat.values.is_empty() => "any".to_owned(),
            (None, None) => "string".to_owned(),
        };
        let open = flat.body.get("additionalProperties").is_some_and(|more| more != &Json::Bool(false));
        let values = items.as_ref().map(|item| item.values.clone()).filter(|v| !v.is_empty()).unwrap_or(flat.values);
        let fields = match items {
            Some(item) => item.fields,
            None => Fields::of(&flat.body, defs, depth),
        };
        Self { doc: flat.doc, kind, nullable: flat.nullable, reading: flat.reading, values, fields, open }
    }
}

/// A schema with its references followed and its wrappers (`anyOf` with null, `allOf` of one) taken off.
struct Flat {
    body: Json,
    doc: String,
    nullable: bool,
    reading: bool,
    values: Vec<String>,
}

impl Flat {
    fn of(schema: &Json, defs: &Json, depth: usize) -> Self {
        let doc = schema.get("description").and_then(Json::as_str).unwrap_or_default().to_owned();
        let reading = schema.get("x-reading").is_some();
        let nullable = schema.get("type").and_then(Json::as_array).is_some_and(|types| types.contains(&"null".into()));
        let inner = inner_of(schema, defs).filter(|_| depth < Fields::DEEPEST);
        let mut flat = match inner {
            Some((inner, may_be_null)) => {
                let mut flat = Self::of(inner, defs, depth + 1);
                flat.nullable |= may_be_null;
                flat
            }
            None => Self {
                body: schema.clone(),
                doc: String::new(),
                nullable: false,
                reading: false,
                values: values_of(schema),
            },
        };
        flat.nullable |= nullable;
        flat.reading |= reading;
        if !doc.is_empty() {
            flat.doc = doc;
        }
        flat
    }
}

/// What a wrapper wraps, and whether null is allowed beside it.
fn inner_of<'a>(schema: &'a Json, defs: &'a Json) -> Option<(&'a Json, bool)> {
    if let Some(name) = schema.get("$ref").and_then(Json::as_str) {
        return Some((defs.get(name.rsplit('/').next()?)?, false));
    }
    if let Some([inner]) = schema.get("allOf").and_then(Json::as_array).map(Vec::as_slice) {
        return Some((inner, false));
    }
    let any = schema.get("anyOf").and_then(Json::as_array)?;
    let is_null = |schema: &Json| schema.get("type").and_then(Json::as_str) == Some("null");
    let inner = any.iter().find(|schema| !is_null(schema))?;
    Some((inner, any.iter().any(is_null)))
}

fn type_name(types: &Json) -> Option<&str> {
    match types {
        Json::String(name) => Some(name),
        Json::Array(names) => names.iter().filter_map(Json::as_str).find(|name| *name != "null"),
        _ => None,
    }
}

/// The words of an enumeration, whether schemars wrote it as `enum` or, with docs, as `oneOf` of `const`.
fn values_of(schema: &Json) -> Vec<String> {
    let plain = schema.get("enum").and_then(Json::as_array).into_iter().flatten();
    let documented = schema.get("oneOf").and_then(Json::as_array).into_iter().flatten();
    let words = documented.flat_map(|one| {
        one.get("const").into_iter().chain(one.get("enum").and_then(Json::as_array).into_iter().flatten())
    });
    plain.chain(words).filter_map(Json::as_str).map(str::to_owned).collect()
}

impl KindInfo {
    /// A made-up kind with the fields of a schema.
    #[cfg(test)]
    pub fn made_up(name: &'static str, schema: &str) -> Self {
        let resource = r#"{"kind":"k","id":"x","account":"111122223333","region":"eu-west-1"}"#;
        Self {
            name,
            cloudformation: "K",
            scope: Scope::Regional,
            actions: &[],
            doc: String::new(),
            fields: Fields::from_schema(&serde_json::from_str(schema).unwrap()),
            sample: serde_json::from_str(resource).unwrap(),
        }
    }

    /// The sample with an example's overlay, as the resource that a control is tried on.
    pub fn example(&self, overlay: &Value) -> Resource {
        let whole = Value::of(&self.sample).overlaid(overlay);
        Resource::from_value(whole).unwrap_or_else(|_| self.sample.clone())
    }
}
