//! A rule that findings and fixes are about: what is the same for all of them is said once.

use crate::control::{Defence, Effort, Severity};
use crate::report::View;
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::BTreeMap;

#[derive(Serialize, JsonSchema)]
pub(super) struct Control<'a> {
    id: &'a str,
    /// What is true when the control passes.
    title: &'a str,
    /// Why it matters.
    why: &'a str,
    /// How bad a failure is in itself.
    severity: Severity,
    fix: ControlFix<'a>,
    /// Requirement ids by framework id.
    maps: BTreeMap<&'a str, Vec<&'a str>>,
    /// How it helps against the techniques among them, by their ids.
    defences: BTreeMap<&'a str, Defence>,
    /// The same rule in other tools, by tool.
    also_known_as: &'a BTreeMap<String, Vec<String>>,
    /// Addresses of what explains it.
    references: &'a [String],
}

/// What closes a failure, wherever it is.
#[derive(Serialize, JsonSchema)]
struct ControlFix<'a> {
    text: &'a str,
    terraform: Option<&'a str>,
    effort: Effort,
}

impl<'a> From<&'a crate::control::Control> for Control<'a> {
    fn from(control: &'a crate::control::Control) -> Self {
        let fix = &control.fix;
        Self {
            id: &control.id,
            title: &control.title,
            why: &control.why,
            severity: control.severity,
            fix: ControlFix { text: &fix.text, terraform: fix.terraform.as_deref(), effort: fix.effort },
            maps: control.requirements(),
            defences: control.defences(),
            also_known_as: &control.also_known_as,
            references: &control.references,
        }
    }
}

/// Those of the listed findings and fixes, by id.
pub(super) fn named<'a>(view: &'a View<'a>) -> Vec<Control<'a>> {
    let of_findings = view.findings.iter().map(|row| row.control);
    let all = of_findings.chain(view.fixes.iter().map(|row| row.control));
    let by_id: BTreeMap<&str, _> = all.map(|control| (control.id.as_str(), control)).collect();
    by_id.into_values().map(Into::into).collect()
}
