//! The examples of controls, run through the same engine as a scan.

use super::Verdict;
use super::run::judge;
use crate::control::{Control, ControlSet, Example, Expect, Outcome, Path, Root, Scene};
use crate::facts::{Classification, Deriver, Index, Seat};
use crate::snapshot::{Header, KindInfo, Object, Reach, Resource, Scope, Snapshot, Unread, Value};
use chrono::{DateTime, Utc};
use rayon::prelude::*;

/// An example that the control does not bear out.
#[derive(Debug, Clone, PartialEq)]
pub struct ExampleFailure {
    pub control: String,
    /// The example's line in the control's file.
    pub line: u64,
    pub expected: Expect,
    pub said: Said,
}

/// What a control said of an example.
#[derive(Debug, Clone, PartialEq)]
pub enum Said {
    Skip,
    Verdict(Verdict),
    /// Something other than a gap kept it from saying anything.
    Broken(String),
    /// It breaks where a field of a passing example is not set.
    BreaksOnNull {
        path: String,
        problem: String,
    },
}

/// Tries all examples of all controls, and each passing example once more with each nullable field not set.
pub fn try_examples(controls: &ControlSet, kinds: &[KindInfo]) -> Vec<ExampleFailure> {
    controls.controls().par_iter().flat_map_iter(|control| try_control(control, kinds)).collect()
}

fn try_control(control: &Control, kinds: &[KindInfo]) -> Vec<ExampleFailure> {
    let Some(kind) = kinds.iter().find(|kind| kind.name == control.resource) else { return vec![] };
    let mut failures = Vec::new();
    for example in &control.examples {
        let said = say(control, kind, kinds, example, &example.overlay);
        if !said.bears_out(example.expect) {
            failures.push(failure(control, example, said));
        }
    }
    if let Some(pass) = control.examples.iter().find(|example| example.expect == Expect::Pass) {
        failures.extend(probe_nulls(control, kind, kinds, pass));
    }
    failures
}

fn failure(control: &Control, example: &Example, said: Said) -> ExampleFailure {
    ExampleFailure { control: control.id.clone(), line: example.line, expected: example.expect, said }
}

/// A check that breaks on "not set" would be silent about just the resources that matter.
fn probe_nulls(control: &Control, kind: &KindInfo, kinds: &[KindInfo], pass: &Example) -> Vec<ExampleFailure> {
    let checks = control.applies.iter().chain([&control.check]);
    let mut paths: Vec<&Path> = checks.flat_map(|check| check.paths()).collect();
    paths.retain(|path| path.root == Root::Resource && !path.names.is_empty());
    let mut tried = Vec::new();
    let mut failures = Vec::new();
    for path in paths {
        for length in 1..=path.names.len() {
            let names: Vec<&str> = path.names[..length].iter().map(String::as_str).collect();
            let nullable = kind.fields.find(&names).is_some_and(|field| field.nullable);
            let through_list = (1..length).any(|l| kind.fields.find(&names[..l]).is_some_and(|f| f.is_list()));
            if !nullable || through_list || tried.contains(&names) {
                continue;
            }
            let overlay = pass.overlay.overlaid(&null_at(&names));
            if let Said::Broken(problem) = say(control, kind, kinds, pass, &overlay) {
                let said = Said::BreaksOnNull { path: format!("resource.{}", names.join(".")), problem };
                failures.push(failure(control, pass, said));
            }
            tried.push(names);
        }
    }
    failures
}

fn null_at(names: &[&str]) -> Value {
    names.iter().rev().fold(Value::Null, |inner, name| Value::Object(Object::new([((*name).into(), inner)])))
}

/// Puts the example into an estate of its own and asks the control.
fn say(control: &Control, kind: &KindInfo, kinds: &[KindInfo], example: &Example, overlay: &Value) -> Said {
    let resource = kind.example(overlay);
    let snapshot = stage(&resource, kinds, example);
    let index = Index::new(&snapshot);
    let Some(place) = snapshot.resources.iter().position(|r| r.id == resource.id && r.kind == resource.kind) else {
        return Said::Broken("the example's resource is lost among the others: give it an id of its own".into());
    };
    let sheet = Deriver::new(&index, &Classification::default()).sheet(&snapshot.resources[place]);
    let seat = Seat::new(&snapshot.resources[place], &index, &sheet, example.facts.as_ref());
    let params = example.params.as_ref().map_or(control.params.clone(), |over| control.params.overlaid(over));
    let scene = Scene { resource: &snapshot.resources[place], world: &seat, params: &params, now: example.now };
    let broken = control.applies.iter().chain([&control.check]).find_map(|check| match check.run(&scene) {
        Outcome::Broken(problem) => Some(problem),
        _ => None,
    });
    match judge(control, &scene) {
        None => Said::Skip,
        // A check may break where `applies` says that it is not asked.
        Some((Verdict::Unknown, unread)) if from_control(unread.as_ref()) => Said::Broken(broken.unwrap_or_default()),
        Some((verdict, _)) => Said::Verdict(verdict),
    }
}

fn from_control(unread: Option<&Unread>) -> bool {
    unread.is_some_and(|unread| unread.action.starts_with("control:"))
}

/// An estate with the example's resources, and healthy settings for its account and region.
fn stage(resource: &Resource, kinds: &[KindInfo], example: &Example) -> Snapshot {
    let mut resources = vec![resource.clone()];
    for kind in kinds {
        let given = example.with.get(kind.name);
        for (number, overlay) in (1..).zip(given.into_iter().flatten()) {
            let mut other = kind.example(overlay);
            // The first keeps the sample's id, by which the samples of other kinds name it.
            if resources.iter().any(|known| known.kind == other.kind && known.id == other.id) {
                other.id = format!("{}#{number}", other.id).into();
            }
            resources.push(Resource { account: resource.account.clone(), ..other });
        }
        let alone = matches!(kind.scope, Scope::Account | Scope::Region);
        if alone && given.is_none() && *resource.kind != *kind.name {
            resources.push(kind.sample.clone());
        }
    }
    Snapshot::of(header(resource, kinds, example.now), resources)
}

fn header(resource: &Resource, kinds: &[KindInfo], now: DateTime<Utc>) -> Header {
    let regional = kinds.iter().find(|kind| !kind.scope.is_global()).map(|kind| kind.sample.region.clone());
    let mut regions: Vec<_> = regional.into_iter().chain([resource.region.clone()]).collect();
    regions.retain(|region| !region.is_global());
    regions.sort();
    regions.dedup();
    let mut header = Header::new(now, "example".into(), vec![resource.account.clone()], regions);
    let reach = |kind: &KindInfo| if kind.scope.is_global() { Reach::Global } else { Reach::Regional };
    header.kinds = kinds.iter().map(|kind| (kind.name.to_owned(), reach(kind))).collect();
    header
}

impl Said {
    fn bears_out(&self, expect: Expect) -> bool {
        match (self, expect) {
            (Self::Skip, Expect::Skip) => true,
            (Self::Verdict(verdict), Expect::Pass) => *verdict == Verdict::Pass,
            (Self::Verdict(verdict), Expect::Fail) => *verdict == Verdict::Fail,
            (Self::Verdict(verdict), Expect::Unknown) => *verdict == Verdict::Unknown,
            _ => false,
        }
    }
}

impl ExampleFailure {
    /// In a sentence, with the file's name as its reader knows it.
    pub fn describe(&self, file: &str) -> String {
        let Self { control: _, line, expected, said } = self;
        let said = match said {
            Said::Skip => "does not apply to it".to_owned(),
            Said::Verdict(Verdict::Pass) => "passes".to_owned(),
            Said::Verdict(Verdict::Fail) => "fails".to_owned(),
            Said::Verdict(Verdict::Unknown) => "cannot tell: something that it needs is unread".to_owned(),
            Said::Broken(problem) => format!("breaks: {problem}"),
            Said::BreaksOnNull { path, problem } => {
                format!("breaks when {path} is not set (null): {problem}; guard it with `{path} != null && ...`")
            }
        };
        format!("{file}:{line}: an example of {}, but the control {said}", expected.as_str())
    }
}
