//! Each control on what was really read: over two accounts it must find something good and something bad.
//!
//! What the API server cannot give is named in `tests/seed/proof/rest-*.yaml`, each with its reason.

use super::support::{contrast, everything, model};
use plimsoll::control::{self, ControlSet};
use plimsoll::evaluate::{Keep, Tally};
use plimsoll::scan::{Rules, scan};
use plimsoll::snapshot;
use std::collections::BTreeMap;

fn controls() -> ControlSet {
    control::load(&control::built_in(), &BTreeMap::new()).unwrap()
}

/// What all controls say of both accounts.
fn tallies() -> Vec<Tally> {
    let rules = Rules { controls: controls(), ..Rules::default() };
    let mut sums: Vec<Tally> = vec![Tally::default(); rules.controls.controls().len()];
    for account in [model(), contrast()] {
        let mut taking = everything(account);
        let file = taking.folder().join("x.jsonl.zst");
        let out = taking.start().wait_with_output().unwrap();
        assert_eq!(out.status.code(), Some(0), "{}", String::from_utf8_lossy(&out.stderr));
        let snapshot = snapshot::read(&file).unwrap();
        let judged = scan(&snapshot, &rules, Keep::Problems);
        for (sum, one) in sums.iter_mut().zip(&judged.assessment.tallies) {
            (sum.pass, sum.fail) = (sum.pass + one.pass, sum.fail + one.fail);
        }
    }
    sums
}

/// Controls that cannot be proven here, and why.
fn rest() -> BTreeMap<String, String> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/seed/proof");
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let lists = files.filter(|path| path.extension().is_some_and(|end| end == "yaml"));
    let read = |path| {
        let text = std::fs::read_to_string(&path).unwrap();
        serde_yaml::from_str::<BTreeMap<String, String>>(&text).unwrap_or_else(|error| panic!("{path:?}: {error}"))
    };
    lists.flat_map(read).collect()
}

#[test]
fn each_control_finds_something_good_and_something_bad() {
    let (controls, tallies, mut rest) = (controls(), tallies(), rest());
    let all = controls.controls().len();
    let excused = rest.len();
    let mut wrong = Vec::new();
    for (control, tally) in controls.controls().iter().zip(tallies) {
        let proven = tally.pass > 0 && tally.fail > 0;
        match (proven, rest.remove(&control.id)) {
            (true, None) | (false, Some(_)) => {}
            (true, Some(reason)) => wrong.push(format!("{} is proven, and said not to be: {reason}", control.id)),
            (false, None) => wrong.push(format!("{}: {} passes, {} failures", control.id, tally.pass, tally.fail)),
        }
    }
    wrong.extend(rest.into_keys().map(|id| format!("there is no control {id}")));
    println!("{} of {all} controls are proven on what was read; {excused} cannot be here", all - excused);
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}
