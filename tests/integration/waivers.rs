//! Waivers: what they hide, and one more of them.

use super::support::{Plimsoll, Run, plimsoll};
use serde_json::Value;
use std::path::Path;

const NOW: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/testdata/acme/2026-Q3.jsonl.zst");

const WAIVERS: &str = "waivers:\n\
    - {id: quick, control: s3/*, reason: a, owner: ana, expires: 2026-10-10}\n\
    - {id: over, control: ec2/instance-imdsv2-required, reason: b, owner: ana, expires: 2026-08-31}\n\
    - {id: none, resource: 'arn:aws:s3:::no-such-bucket', control: s3/bucket-versioning, reason: c, owner: ana, expires: 2027-03-31}\n\
    - {id: again, control: s3/bucket-*, reason: d, owner: ana, expires: 2027-03-31}\n\
    - {id: all, control: '*', account: '111122223333', reason: e, owner: ana, expires: 2036-01-01}\n";

fn check(args: &[&str]) -> Plimsoll {
    plimsoll().file("w.yaml", WAIVERS).args(["waivers", "check", "--waivers", "w.yaml", "--snapshot", NOW]).args(args)
}

#[test]
fn each_waiver_is_shown_with_what_it_hides_and_what_is_wrong_with_it() {
    let run = check(&["--format", "json"]).run();
    assert_eq!(run.code, 0, "{}", run.stderr);
    let all = run.json();
    assert_eq!(all["format"], "plimsoll/waivers/v1");
    let of = |id: &str| all["waivers"].as_array().unwrap().iter().find(|one| one["id"] == id).unwrap();
    let wants = |id: &str| of(id)["attention"].to_string();
    assert_eq!(wants("quick"), r#"["soon"]"#);
    assert_eq!(wants("over"), r#"["expired"]"#);
    assert_eq!(wants("again"), r#"["needless"]"#);
    assert_eq!(wants("all"), r#"["too_broad","too_long"]"#);
    assert_eq!(all["wanting_attention"], 5);
    let (quick, over) = (of("quick"), of("over"));
    assert!(
        over["covers"].as_u64() > Some(0) && over["hides"] == Value::Array(vec![]) && over["load"] == 0.0,
        "{over}"
    );
    // What the scan calls waived by it is what it is said to hide.
    let scan =
        plimsoll().file("w.yaml", WAIVERS).args(["scan", "--snapshot", NOW, "--waivers", "w.yaml", "--format", "json"]);
    let report = scan.run().json();
    let waived = report["findings"].as_array().unwrap().iter().filter(|finding| finding["waiver"]["id"] == "quick");
    let waived: Vec<&Value> = waived.collect();
    assert_eq!(waived.len(), quick["hides"].as_array().unwrap().len());
    assert!(!waived.is_empty() && waived.iter().all(|finding| finding["control"].as_str().unwrap().starts_with("s3/")));
    let whole = report["posture"]["load_inherent"].as_f64().unwrap() - report["posture"]["load"].as_f64().unwrap();
    assert!((all["hidden_load"].as_f64().unwrap() - whole).abs() < 0.2, "{whole}");
    let load = |id: &str| of(id)["load"].as_f64().unwrap();
    assert!(load("quick") > 0.0 && load("all") > 0.0 && load("quick") + load("all") <= whole + 0.2);
}

#[test]
fn strict_ends_with_1_where_one_wants_attention() {
    assert_eq!(check(&["--strict"]).run().code, 1);
    let calm = "waivers:\n- {control: ec2/instance-imdsv2-required, reason: b, owner: ana, expires: 2027-03-31}\n";
    let args = ["waivers", "check", "--strict", "--waivers", "w.yaml", "--snapshot", NOW];
    let run = plimsoll().file("w.yaml", calm).args(args).run();
    assert_eq!(run.code, 0, "{}{}", run.stdout, run.stderr);
    assert!(run.stdout.contains("none wants attention"), "{}", run.stdout);
}

/// A day within a year of today, whatever today is.
fn soon() -> String {
    let days = std::time::Duration::from_secs(90 * 86_400);
    chrono::DateTime::<chrono::Utc>::from(std::time::SystemTime::now() + days).format("%Y-%m-%d").to_string()
}

fn add(file: &Path, fingerprint: &str, day: &str) -> Run {
    let run = plimsoll().args(["waivers", "add", fingerprint, "--reason", "a: \"b\"\n# c", "--owner", "ana"]);
    run.args(["--ticket", "SEC-1", "--snapshot", NOW, "--expires", day, "--waivers"]).args([file]).run()
}

#[test]
fn a_waiver_is_added_below_what_is_there_and_holds() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("ours.yaml");
    let old = "# Kept by ana.\nwaivers:\n    # The website.\n    - {control: a/b, reason: x, owner: y, expires: 2026-12-31} # kept\n";
    std::fs::write(&file, old).unwrap();
    let run = add(&file, "7bc3a429", &soon());
    assert_eq!(run.code, 0, "{}", run.stderr);
    let new = std::fs::read_to_string(&file).unwrap();
    assert!(new.starts_with(old) && new.contains("fingerprint: \"7bc3a429befbec0521fe2bb3a6846915\""), "{new}");
    let args = ["scan", "--format", "json", "--waivers", "w.yaml", "--snapshot", NOW];
    let report = plimsoll().file("w.yaml", &new).args(args).run().json();
    let finding = report["findings"].as_array().unwrap().iter().find(|one| one["waiver"] != Value::Null).unwrap();
    assert_eq!(finding["fingerprint"], "7bc3a429befbec0521fe2bb3a6846915");
    assert_eq!(
        (&finding["waiver"]["ticket"], &finding["waiver"]["reason"]),
        (&"SEC-1".into(), &"a: \"b\"\n# c".into())
    );
    // A second one is refused, and the file stays.
    let again = add(&file, "7bc3a429", &soon());
    assert!(again.code == 2 && again.stderr.contains("waived already"), "{}", again.stderr);
    assert_eq!(std::fs::read_to_string(&file).unwrap(), new);
}

#[test]
fn a_file_is_made_where_there_is_none_and_what_is_wrong_is_not_written() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("ours.yaml");
    for (fingerprint, day, told) in [
        ("7bc3a429", "2099-01-01", "more than a year"),
        ("7bc3a429", "2020-01-01", "had expired"),
        ("00000000", &soon(), "no finding"),
        ("s3/bucket", &soon(), "not a whole fingerprint"),
    ] {
        let run = add(&file, fingerprint, day);
        assert!(run.code == 2 && run.stderr.contains(told), "{told}: {}", run.stderr);
        assert!(!file.exists(), "{told}");
    }
    assert_eq!(add(&file, "7bc3a429", &soon()).code, 0);
    assert!(std::fs::read_to_string(&file).unwrap().starts_with("waivers:\n  - fingerprint: "));
}

/// Two people, or a loop of a shell: each reads the file, adds to it and replaces it.
#[test]
fn nobody_loses_what_another_adds_meanwhile() {
    let report = plimsoll().args(["scan", "--format", "json", "--snapshot", NOW]).run().json();
    let open = report["findings"].as_array().unwrap().iter().filter(|one| one["verdict"] == "fail");
    let fingerprints: Vec<&str> = open.map(|one| one["fingerprint"].as_str().unwrap()).take(12).collect();
    assert_eq!(fingerprints.len(), 12);
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("ours.yaml");
    std::thread::scope(|scope| {
        for fingerprint in &fingerprints {
            scope.spawn(|| {
                let run = add(&file, fingerprint, &soon());
                assert_eq!(run.code, 0, "{}", run.stderr);
            });
        }
    });
    let text = std::fs::read_to_string(&file).unwrap();
    let lost: Vec<_> = fingerprints.iter().filter(|fingerprint| !text.contains(**fingerprint)).collect();
    assert!(lost.is_empty(), "{lost:?} of\n{text}");
    let args = ["waivers", "check", "--waivers", "ours.yaml", "--snapshot", NOW];
    let run = plimsoll().file("ours.yaml", &text).args(args).run();
    assert!(run.code == 0 && run.stdout.contains("12 waivers"), "{}{}", run.stdout, run.stderr);
}
