//! A kind of resource as those who write controls look at it.

use crate::snapshot::{Action, Field, Fields, KindInfo, Per, Scope};

pub struct KindRow<'a> {
    pub kind: &'a KindInfo,
    /// Where it lives, in a sentence.
    pub lives: &'static str,
    /// What reading it asks, and how often, in sentences.
    pub calls: String,
    pub fields: Vec<FieldRow>,
}

/// A field that a check can name.
pub struct FieldRow {
    /// Such as `versioning.status`; through lists too.
    pub path: String,
    /// Its type, its values where they are few, and whether it may be not set or unread.
    pub what: String,
    pub doc: String,
}

impl<'a> KindRow<'a> {
    pub fn new(kind: &'a KindInfo) -> Self {
        Self { kind, lives: lives(kind.scope), calls: calls(kind.actions), fields: field_rows(&kind.fields, "") }
    }
}

/// All fields of a tree, each with its path.
pub fn field_rows(fields: &Fields, before: &str) -> Vec<FieldRow> {
    let of = |(name, field): (&String, &Field)| {
        let path = format!("{before}{name}");
        let inner = field_rows(&field.fields, &format!("{path}."));
        [FieldRow { path, what: what(field), doc: field.doc.replace('\n', " ") }].into_iter().chain(inner)
    };
    fields.0.iter().flat_map(of).collect()
}

fn what(field: &Field) -> String {
    let values = if field.values.is_empty() { String::new() } else { format!(": {}", field.values.join(", ")) };
    let nullable = if field.nullable { "; may be not set" } else { "" };
    let reading = if field.reading { "; read apart" } else { "" };
    format!("{}{values}{nullable}{reading}", field.kind)
}

fn lives(scope: Scope) -> &'static str {
    match scope {
        Scope::Global => "Read once an account.",
        Scope::Regional => "Read in each region.",
        Scope::Account => "One an account, for a check under `account`.",
        Scope::Region => "One a region, for a check under `region`.",
    }
}

fn calls(actions: &[Action]) -> String {
    let names = |per: fn(Per) -> bool| {
        let named = actions.iter().filter(|action| per(action.per)).map(|action| format!("`{}`", action.name));
        named.collect::<Vec<_>>().join(", ")
    };
    let batches = actions.iter().filter_map(|action| match action.per {
        Per::Batch(most) => Some(format!(" For each {most} of them: `{}`.", action.name)),
        _ => None,
    });
    let (pages, each) = (names(|per| per == Per::Page), names(|per| per == Per::Resource));
    let each = if each.is_empty() { each } else { format!(" For each of them: {each}.") };
    format!("Needs {pages}.{}{each}", batches.collect::<String>())
}
