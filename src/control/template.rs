//! What a new control starts as: a control that works, about a field of its kind, to be changed into the one that is
//! wanted.

use super::Severity;
use crate::snapshot::{Field, KindInfo};
use std::fmt::Write;

/// What is known of it already.
pub struct Start<'a> {
    pub kind: &'a KindInfo,
    pub title: &'a str,
    pub severity: Severity,
}

/// The name of the schema's file, in the folder of the controls.
pub const SCHEMA_FILE: &str = "control.schema.json";

impl Start<'_> {
    /// The text of the file, for a folder two levels below the schema's.
    pub fn text(&self) -> String {
        let Self { kind, title, severity } = self;
        let title = serde_json::to_string(title).unwrap_or_default();
        let (check, pass, fail, unknown) = about(kind);
        let mut text = format!(
            "# yaml-language-server: $schema=../{SCHEMA_FILE}\n\
             title: {title}\n\
             resource: {}\n\
             severity: {}\n\
             # True is a pass. `plimsoll kinds show {}` tells all about the fields; these are the first level:\n",
            kind.name,
            severity.as_str(),
            kind.name
        );
        for (name, Field { kind, .. }) in &self.kind.fields.0 {
            // A text cannot fail to grow.
            let _ = writeln!(text, "#   resource.{name} ({kind})");
        }
        let _ = write!(
            text,
            "check: {check}\n\
             why: What can happen where this fails, in a sentence.\n\
             # threat: disclosure, tampering, destruction, takeover, evasion. exploit: trivial, moderate, hard.\n\
             risk: {{threat: tampering, exploit: moderate}}\n\
             fix:\n  text: What a person does about it, and what may break.\n  effort: hours\n\
             # maps: {{nist-800-53-r5: [CM-6], mitre-attack: {{protect: [T1530]}}}}\n\
             references: []\n\
             # Laid over the kind's healthy sample, which `plimsoll kinds show {}` shows.\n\
             examples:\n  - pass: {pass}\n  - fail: {fail}\n  - unknown: {unknown}\n",
            kind.name
        );
        text
    }
}

/// A check about the first field that says yes or no, or else about the first of all, and examples for it.
fn about(kind: &KindInfo) -> (String, String, String, String) {
    let fields = &kind.fields.0;
    let boolean = fields.iter().find(|(_, field)| field.kind == "boolean");
    match boolean.or_else(|| fields.iter().next()) {
        Some((name, Field { kind, .. })) if kind == "boolean" => (
            format!("resource.{name} == true"),
            format!("{{{name}: true}}"),
            format!("{{{name}: false}}"),
            format!("{{{name}: {{$unread: access_denied}}}}"),
        ),
        Some((name, _)) => (
            format!("resource.{name} != null"),
            "{}".to_owned(),
            format!("{{{name}: null}}"),
            format!("{{{name}: {{$unread: access_denied}}}}"),
        ),
        None => (
            "resource.tags.exists(name, name == 'owner')".to_owned(),
            "{tags: {owner: x}}".to_owned(),
            "{tags: {}}".to_owned(),
            "{tags: {$unread: access_denied}}".to_owned(),
        ),
    }
}
