//! A configuration that a snapshot suggests: written, checked, and without effect until somebody decides.

use super::support::plimsoll;

const SNAPSHOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/testdata/acme/2026-Q3.jsonl.zst");

#[test]
fn what_is_proposed_is_right_and_changes_nothing() {
    let place = plimsoll();
    let file = place.folder().join("plimsoll.yaml");
    let file = file.to_str().unwrap();
    let init = || plimsoll().args(["config", "init", "--snapshot", SNAPSHOT, "-o", file]).run();
    let first = init();
    assert_eq!((first.code, first.stdout.trim_end()), (0, file), "{}", first.stderr);
    let again = init();
    assert_eq!(again.code, 2);
    assert!(again.stderr.contains("is there already"), "{}", again.stderr);
    let check = plimsoll().args(["config", "check", "--config", file]).run();
    assert!(
        check.code == 0 && check.stdout.contains("all good; 0 rules of its own"),
        "{}{}",
        check.stdout,
        check.stderr
    );
    let scan = |more: &[&str]| plimsoll().args(["scan", "--snapshot", SNAPSHOT, "--format", "json"]).args(more).run();
    let (with, without) = (scan(&["--config", file]), scan(&[]));
    assert_eq!((with.code, with.stdout == without.stdout), (without.code, true));
}

#[test]
fn a_rule_with_a_mistake_is_shown_where_it_stands() {
    let place = plimsoll();
    let file = place.folder().join("plimsoll.yaml");
    let rule = "classification:\n  rules:\n    - {kind: rds_instance, when: resource.engin == 'x', owner: a}\n    \
                - {kind: rds_instanc, owner: b}\n";
    std::fs::write(&file, rule).unwrap();
    let run = plimsoll().args(["config", "check", "--config", file.to_str().unwrap()]).run();
    assert_eq!(run.code, 2);
    for told in ["did you mean `engine`?", "plimsoll.yaml:3:34", "did you mean `rds_instance`?", "plimsoll.yaml:4:14"] {
        assert!(run.stderr.contains(told), "{told}: {}", run.stderr);
    }
    let none = plimsoll().args(["config", "check"]).run();
    assert!(none.code == 2 && none.stderr.contains("there is no configuration to check"), "{}", none.stderr);
}
