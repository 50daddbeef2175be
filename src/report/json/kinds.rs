//! What a check can name of each kind, for tools that write controls: a list.

use crate::report::{FieldRow, KindRow};
use crate::snapshot::Resource;
use serde::Serialize;
use std::io;

#[derive(Serialize)]
struct Kind<'a> {
    kind: &'a str,
    cloudformation: &'a str,
    about: String,
    /// The IAM actions that reading it needs.
    actions: Vec<&'a str>,
    fields: Vec<Field<'a>>,
    sample: &'a Resource,
}

#[derive(Serialize)]
struct Field<'a> {
    path: &'a str,
    what: &'a str,
    about: &'a str,
}

/// Writes kinds whole, for `kinds list` and `kinds show`.
pub fn kinds(rows: &[KindRow<'_>], to: &mut dyn io::Write) -> io::Result<()> {
    super::document(&rows.iter().map(Kind::from).collect::<Vec<_>>(), to)
}

impl<'a> From<&'a KindRow<'a>> for Kind<'a> {
    fn from(row: &'a KindRow<'a>) -> Self {
        let field = |FieldRow { path, what, doc }: &'a FieldRow| Field { path, what, about: doc };
        Self {
            kind: row.kind.name,
            cloudformation: row.kind.cloudformation,
            about: row.kind.doc.replace('\n', " "),
            actions: row.kind.actions.iter().map(|action| action.name).collect(),
            fields: row.fields.iter().map(field).collect(),
            sample: &row.kind.sample,
        }
    }
}
