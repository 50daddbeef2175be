//! Whether a control's examples would notice a change of it. A change that nobody notices is a part of the control
//! that nothing proves.

use super::examples::null_probes;
use super::run::Rule;
use super::stage::{Said, Stage};
use crate::control::{Check, Control, ControlSet, Example, Mutant};
use crate::snapshot::{KindInfo, Value};
use rayon::prelude::*;

/// What became of one control's mutants.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MutantReport {
    pub control: String,
    pub tried: usize,
    /// What was changed without an example going wrong.
    pub survived: Vec<String>,
}

/// Changes each control in one place at a time, and tries its examples on it.
pub fn try_mutants(controls: &ControlSet, kinds: &[KindInfo]) -> Vec<MutantReport> {
    let report = |control: &Control| {
        let stage = Stage::of(control, kinds)?;
        Some(try_control(control, stage))
    };
    controls.controls().par_iter().filter_map(report).collect()
}

fn try_control(control: &Control, stage: Stage<'_>) -> MutantReport {
    let of = |check: &Check| check.mutants().into_iter();
    let mut alive: Vec<(bool, Mutant)> = of(&control.check).map(|mutant| (false, mutant)).collect();
    alive.extend(control.applies.iter().flat_map(of).map(|mutant| (true, mutant)));
    let tried = alive.len();
    let mut keep = |example: &Example, overlay: &Value, unnoticed: &dyn Fn(&Said) -> bool| {
        // An estate is made once for all mutants. An example that cannot be played is told by its own test.
        let _ = stage.play(example, overlay, &control.params, |scene| {
            // Nor does one that goes wrong with nothing changed prove anything.
            if !unnoticed(&Rule::of(control).say(scene)) {
                return;
            }
            alive.retain(|(applies, mutant)| {
                let rule = Rule::of(control);
                let rule = match applies {
                    true => Rule { applies: Some(&mutant.check), ..rule },
                    false => Rule { check: &mutant.check, ..rule },
                };
                unnoticed(&rule.say(scene))
            });
        });
    };
    for example in control.examples.iter() {
        keep(example, &example.overlay, &|said| said.bears_out(example.expect));
    }
    // What breaks on a field that is not set is noticed by the linter.
    for (example, overlay) in null_probes(control, stage.kind).map(|(example, overlay, _)| (example, overlay)) {
        keep(example, &overlay, &|said| !matches!(said, Said::Broken(_)));
    }
    let told = |(applies, mutant): (bool, Mutant)| {
        let place = if applies { "applies" } else { "check" };
        format!("{place}: {}", mutant.what)
    };
    MutantReport { control: control.id.clone(), tried, survived: alive.into_iter().map(told).collect() }
}
