//! Controls that are ready to run, and which of them were chosen.

use super::{Check, Example, Fix, RiskProfile, Severity};
use crate::snapshot::{Value, glob};
use std::collections::BTreeMap;

/// A valid control.
#[derive(Debug)]
pub struct Control {
    /// The path of its file: `s3/bucket-versioning`.
    pub id: String,
    /// What is true when it passes.
    pub title: String,
    /// The kind it is about.
    pub resource: String,
    pub severity: Severity,
    pub applies: Option<Check>,
    pub check: Check,
    pub params: Value,
    pub why: String,
    pub risk: RiskProfile,
    pub fix: Fix,
    /// `fix.cause`, compiled.
    pub cause: Option<Check>,
    /// Requirement ids by framework id.
    pub maps: BTreeMap<String, Vec<String>>,
    /// The same rule in other tools, by tool.
    pub also_known_as: BTreeMap<String, Vec<String>>,
    pub references: Vec<String>,
    pub examples: Vec<Example>,
}

/// Controls by id, each id once.
#[derive(Debug, Default)]
pub struct ControlSet {
    controls: Vec<Control>,
    left_out: Vec<Control>,
}

/// Which controls to run; empty means all.
#[derive(Debug, Clone, Default)]
pub struct Selection {
    /// Ids, with `*` and `?`.
    pub controls: Vec<String>,
    /// Services: the first part of an id.
    pub services: Vec<String>,
}

impl ControlSet {
    pub fn new(mut controls: Vec<Control>) -> Self {
        controls.sort_by(|a, b| a.id.cmp(&b.id));
        Self { controls, left_out: Vec::new() }
    }

    pub fn controls(&self) -> &[Control] {
        &self.controls
    }

    /// Controls that there are and that were not chosen. A requirement that one of them serves is not known to be met.
    pub fn left_out(&self) -> &[Control] {
        &self.left_out
    }

    /// The chosen controls. The others stay known as left out.
    pub fn select(self, selection: &Selection) -> Self {
        let (controls, left_out): (Vec<_>, Vec<_>) = self.controls.into_iter().partition(|c| selection.takes(&c.id));
        Self { controls, left_out: self.left_out.into_iter().chain(left_out).collect() }
    }

    pub fn get(&self, id: &str) -> Option<&Control> {
        let place = self.controls.binary_search_by(|c| c.id.as_str().cmp(id)).ok()?;
        self.controls.get(place)
    }
}

impl Selection {
    /// Whether it takes a control: all that it names must fit.
    fn takes(&self, id: &str) -> bool {
        let service = id.split('/').next().unwrap_or_default();
        (self.controls.is_empty() || self.controls.iter().any(|pattern| glob(pattern, id)))
            && (self.services.is_empty() || self.services.iter().any(|known| known == service))
    }
}
