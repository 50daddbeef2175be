//! What each control says, for catalogues and other tools: a list.

use crate::control::{Control, Defence, Fix, RiskProfile, Severity};
use crate::snapshot::Value;
use serde::Serialize;
use std::collections::BTreeMap;
use std::io;

#[derive(Serialize)]
struct Entry<'a> {
    id: &'a str,
    title: &'a str,
    service: &'a str,
    /// The kind it looks at.
    resource: &'a str,
    severity: Severity,
    applies: Option<&'a str>,
    check: &'a str,
    params: &'a Value,
    why: &'a str,
    risk: &'a RiskProfile,
    fix: &'a Fix,
    maps: BTreeMap<&'a str, Vec<&'a str>>,
    /// How it helps against the techniques among them, by their ids.
    defences: BTreeMap<&'a str, Defence>,
    also_known_as: &'a BTreeMap<String, Vec<String>>,
    references: &'a [String],
}

/// Writes all controls, for `controls list`.
pub fn controls(controls: &[&Control], to: &mut dyn io::Write) -> io::Result<()> {
    let entries: Vec<Entry<'_>> = controls.iter().map(|control| Entry::from(*control)).collect();
    super::document(&entries, to)
}

impl<'a> From<&'a Control> for Entry<'a> {
    fn from(control: &'a Control) -> Self {
        Self {
            id: &control.id,
            title: &control.title,
            service: control.service(),
            resource: &control.resource,
            severity: control.severity,
            applies: control.applies.as_ref().map(|applies| applies.source.as_str()),
            check: &control.check.source,
            params: &control.params,
            why: &control.why,
            risk: &control.risk,
            fix: &control.fix,
            maps: control.requirements(),
            defences: control.defences(),
            also_known_as: &control.also_known_as,
            references: &control.references,
        }
    }
}
