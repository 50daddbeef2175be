//! The examples of controls: their tests.

use super::Verdict;
use super::run::Rule;
use super::stage::{Said, Stage};
use crate::control::{Control, ControlSet, Example, Expect, Path, Root, Term};
use crate::snapshot::{KindInfo, Object, Value};
use rayon::prelude::*;

/// An example that the control does not bear out.
#[derive(Debug, Clone, PartialEq)]
pub struct ExampleFailure {
    pub control: String,
    /// The example's line in the control's file.
    pub line: u64,
    pub expected: Expect,
    pub said: Said,
    /// What the terms of the deciding expression said.
    pub terms: Vec<Term>,
}

/// Tries all examples of all controls, and each passing example once more with each nullable field not set.
pub fn try_examples(controls: &ControlSet, kinds: &[KindInfo]) -> Vec<ExampleFailure> {
    let failures = |control: &Control| match Stage::of(control, kinds) {
        Some(stage) => try_control(control, stage),
        None => vec![],
    };
    controls.controls().par_iter().flat_map_iter(failures).collect()
}

fn try_control(control: &Control, stage: Stage<'_>) -> Vec<ExampleFailure> {
    let tried = control.examples.iter().filter_map(|example| try_example(control, stage, example));
    tried.chain(probe_nulls(control, stage)).collect()
}

fn try_example(control: &Control, stage: Stage<'_>, example: &Example) -> Option<ExampleFailure> {
    let rule = Rule::of(control);
    let look = stage.play(example, &example.overlay, &control.params, |scene| {
        let said = rule.say(scene);
        let terms = if said.bears_out(example.expect) { vec![] } else { rule.terms(scene) };
        (said, terms)
    });
    let (said, terms) = look.unwrap_or_else(|problem| (Said::Broken(problem), vec![]));
    (!said.bears_out(example.expect)).then(|| failure(control, example, said, terms))
}

fn failure(control: &Control, example: &Example, said: Said, terms: Vec<Term>) -> ExampleFailure {
    ExampleFailure { control: control.id.clone(), line: example.line, expected: example.expect, said, terms }
}

/// A check that breaks on "not set" would be silent about just the resources that matter.
fn probe_nulls(control: &Control, stage: Stage<'_>) -> Vec<ExampleFailure> {
    let broken = |(pass, overlay, path): (&Example, Value, Vec<&str>)| {
        let said = stage.play(pass, &overlay, &control.params, |scene| Rule::of(control).say(scene));
        let Ok(Said::Broken(problem)) = said else { return None };
        let said = Said::BreaksOnNull { path: format!("resource.{}", path.join(".")), problem };
        Some(failure(control, pass, said, vec![]))
    };
    null_probes(control, stage.kind).filter_map(broken).collect()
}

/// A passing example with one nullable field after the other not set.
pub(super) fn null_probes<'c>(
    control: &'c Control,
    kind: &KindInfo,
) -> impl Iterator<Item = (&'c Example, Value, Vec<&'c str>)> {
    let pass = control.examples.iter().find(|example| example.expect == Expect::Pass);
    let paths = pass.map(|_| nullable(control, kind)).unwrap_or_default();
    paths.into_iter().filter_map(move |path| pass.map(|pass| (pass, pass.overlay.overlaid(&null_at(&path)), path)))
}

/// The fields that a control names and that may be not set, each once.
fn nullable<'c>(control: &'c Control, kind: &KindInfo) -> Vec<Vec<&'c str>> {
    let paths = control.applies.iter().chain([&control.check]).flat_map(|check| check.paths());
    let own = paths.filter(|path: &&Path| path.root == Root::Resource && !path.names.is_empty());
    let mut found: Vec<Vec<&str>> = Vec::new();
    for path in own {
        for length in 1..=path.names.len() {
            let names: Vec<&str> = path.names[..length].iter().map(String::as_str).collect();
            let nullable = kind.fields.find(&names).is_some_and(|field| field.nullable);
            let through_list = (1..length).any(|l| kind.fields.find(&names[..l]).is_some_and(|f| f.is_list()));
            if nullable && !through_list && !found.contains(&names) {
                found.push(names);
            }
        }
    }
    found
}

fn null_at(names: &[&str]) -> Value {
    names.iter().rev().fold(Value::Null, |inner, name| Value::Object(Object::new([((*name).into(), inner)])))
}

impl ExampleFailure {
    /// In a sentence, with the file's name as its reader knows it, and below it what each term said.
    pub fn describe(&self, file: &str) -> String {
        let Self { control: _, line, expected, said, terms } = self;
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
        let first = format!("{file}:{line}: an example of {}, but the control {said}", expected.as_str());
        let term = |Term { text, said, found, depth }: &Term| {
            let found = found.as_ref().map(|found| format!(" (it is {found})")).unwrap_or_default();
            format!("\n    {}{said}: {text}{found}", "  ".repeat(*depth))
        };
        terms.iter().fold(first, |text, one| text + &term(one))
    }
}
