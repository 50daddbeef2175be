//! Controls that are ready to run, and which of them were chosen.

use super::{Check, Defence, Examples, Fix, RiskProfile, Root, Served, Severity};
use crate::snapshot::{Value, glob};
use crate::yaml::nearest;
use std::collections::{BTreeMap, BTreeSet};

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
    /// What it does for requirements, by framework id.
    pub maps: BTreeMap<String, Vec<Served>>,
    /// Broader controls on the same kind: where one of them fails on a resource, this one's failure is a part of it.
    pub folded_under: Vec<String>,
    /// The same rule in other tools, by tool.
    pub also_known_as: BTreeMap<String, Vec<String>>,
    pub references: Vec<String>,
    pub examples: Examples,
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

    /// The chosen controls. The others stay known as left out. A name that fits none is refused with a message and
    /// help: silently nothing would look like a pass.
    pub fn select(mut self, selection: &Selection) -> Result<Self, (String, String)> {
        let unknown = |pattern: &&String| !self.controls.iter().any(|control| glob(pattern, &control.id));
        if let Some(pattern) = selection.controls.iter().find(unknown) {
            let help = match nearest(pattern, self.controls.iter().map(|c| c.id.as_str())) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "`plimsoll controls list` shows all".to_owned(),
            };
            return Err((format!("there is no control `{pattern}`"), help));
        }
        let services: BTreeSet<&str> = self.controls.iter().map(Control::service).collect();
        if let Some(service) = selection.services.iter().find(|service| !services.contains(service.as_str())) {
            let known = services.into_iter().collect::<Vec<_>>().join(", ");
            return Err((format!("no control is about a service `{service}`"), format!("there are {known}")));
        }
        self.retain(|control| selection.takes(control));
        Ok(self)
    }

    /// Leaves out the controls that are not kept.
    pub fn retain(&mut self, keep: impl FnMut(&Control) -> bool) {
        let (kept, left_out) = std::mem::take(&mut self.controls).into_iter().partition(keep);
        self.controls = kept;
        self.left_out.extend::<Vec<_>>(left_out);
    }

    /// The names of kinds that the controls look at, themselves or in look-ups.
    pub fn kinds(&self) -> BTreeSet<String> {
        let of = |control: &Control| -> Vec<String> {
            control.checks().flat_map(Check::kinds).chain([control.resource.clone()]).collect()
        };
        self.controls.iter().flat_map(of).collect()
    }

    pub fn get(&self, id: &str) -> Option<&Control> {
        let place = self.controls.binary_search_by(|c| c.id.as_str().cmp(id)).ok()?;
        self.controls.get(place)
    }
}

impl Control {
    /// All its expressions.
    pub fn checks(&self) -> impl Iterator<Item = &Check> {
        self.applies.iter().chain([&self.check]).chain(&self.cause)
    }

    /// Whether it looks at a fact, such as `visibility`. Its text is searched first: compiling takes longer.
    pub fn asks_for(&self, fact: &str) -> bool {
        let names = |check: &Check| {
            let of_facts = check.paths().iter().filter(|path| path.root == Root::Facts);
            of_facts.map(|path| path.names.first()).any(|first| first.is_none_or(|first| first == fact))
        };
        self.checks().any(|check| check.source.contains("facts") && names(check))
    }

    /// The ids of the requirements that it serves, by framework id.
    pub fn requirements(&self) -> BTreeMap<&str, Vec<&str>> {
        let ids = self.maps.iter().map(|(framework, served)| {
            (framework.as_str(), served.iter().map(|one| one.requirement.as_str()).collect())
        });
        ids.collect()
    }

    /// How it helps against techniques, by their ids.
    pub fn defences(&self) -> BTreeMap<&str, Defence> {
        let all = self.maps.values().flatten();
        all.filter_map(|served| Some((served.requirement.as_str(), served.defence?))).collect()
    }

    /// Whether another tool calls it so.
    pub fn is_known_as(&self, tool: &str, name: &str) -> bool {
        self.also_known_as.get(tool).is_some_and(|names| names.iter().any(|known| known == name))
    }

    /// The first part of the id.
    pub fn service(&self) -> &str {
        self.id.split('/').next().unwrap_or_default()
    }
}

impl Selection {
    /// Whether it takes a control: all that it names must fit.
    fn takes(&self, control: &Control) -> bool {
        (self.controls.is_empty() || self.controls.iter().any(|pattern| glob(pattern, &control.id)))
            && (self.services.is_empty() || self.services.iter().any(|known| known == control.service()))
    }
}
