//! The built-in controls and frameworks are right in all that can be judged without an estate.

use plimsoll::collect;
use plimsoll::control::{self, ControlSet, Expect, Known};
use plimsoll::evaluate::{try_examples, try_mutants};
use plimsoll::facts;
use plimsoll::framework;
use plimsoll::snapshot::KindInfo;
use plimsoll::yaml::Mistake;
use std::collections::{BTreeMap, BTreeSet};

fn built_in() -> ControlSet {
    control::load(&control::built_in(), &BTreeMap::new()).unwrap_or_else(|broken| panic!("{}", all(&broken.mistakes)))
}

fn all(mistakes: &[Mistake]) -> String {
    mistakes.iter().map(|mistake| format!("\n{:?}", miette_of(mistake))).collect()
}

/// As a person sees it, without colours.
fn miette_of(mistake: &Mistake) -> String {
    let handler = miette::GraphicalReportHandler::new_themed(miette::GraphicalTheme::none());
    let mut out = String::new();
    handler.render_report(&mut out, mistake).unwrap();
    out
}

#[test]
fn controls_lint_clean() {
    let frameworks = framework::load(&framework::built_in()).unwrap();
    let requirements = framework::known(&frameworks);
    let (kinds, facts, controls) = (collect::kinds(), facts::fields(), control::built_in());
    let known = Known { kinds: &kinds, facts: &facts, requirements: &requirements, controls: &controls };
    let mistakes = control::lint(&controls, &known);
    assert!(mistakes.is_empty(), "{}", all(&mistakes));
}

#[test]
fn frameworks_lint_clean() {
    let files = framework::built_in();
    let mistakes = framework::lint(&files, &framework::load(&files).unwrap(), &built_in());
    assert!(mistakes.is_empty(), "{}", all(&mistakes));
}

#[test]
fn examples_hold() {
    let failures = try_examples(&built_in(), &collect::kinds());
    let told: Vec<String> =
        failures.iter().map(|failure| failure.describe(&format!("controls/{}.yaml", failure.control))).collect();
    assert!(told.is_empty(), "\n{}", told.join("\n"));
}

#[test]
fn every_control_has_an_example_of_each_verdict() {
    let controls = built_in();
    assert!(controls.controls().len() >= 350, "{} controls", controls.controls().len());
    for control in controls.controls() {
        for expect in [Expect::Pass, Expect::Fail, Expect::Unknown] {
            let count = control.examples.iter().filter(|example| example.expect == expect).count();
            assert!(count > 0, "{} has no example of {}", control.id, expect.as_str());
        }
    }
}

/// Of all small changes to the expressions, the examples notice nearly all. `plimsoll controls test --mutants` lists the
/// others.
#[test]
fn examples_notice_what_is_changed() {
    let reports = try_mutants(&built_in(), &collect::kinds());
    let tried: usize = reports.iter().map(|report| report.tried).sum();
    let survived: usize = reports.iter().map(|report| report.survived.len()).sum();
    println!("{tried} changes of {} controls, {survived} unnoticed", reports.len());
    assert!(survived * 100 <= tried * 5, "{survived} of {tried}");
}

#[test]
fn no_two_controls_have_the_same_title_or_check() {
    let controls = built_in();
    let mut titles = BTreeSet::new();
    for control in controls.controls() {
        assert!(titles.insert(control.title.to_lowercase()), "{}: another control has its title", control.id);
    }
}

/// The kinds that controls name, and those that their facts are made of.
pub fn kinds_read() -> Vec<KindInfo> {
    let needed = facts::kinds_for(&built_in(), &facts::Classification::default());
    collect::kinds().into_iter().filter(|kind| needed.contains(kind.name)).collect()
}
