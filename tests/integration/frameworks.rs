//! Frameworks from the command line: attestations, comparisons, and a layer for the ATT&CK Navigator.

use crate::support::{Plimsoll, plimsoll};
use serde_json::Value;

const ACME: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/testdata/acme/2026-Q3.jsonl.zst");

fn judged(args: &[&str]) -> Plimsoll {
    plimsoll().args(["scan", "--snapshot", ACME, "--format", "json"]).args(args)
}

fn status<'r>(report: &'r Value, framework: &str, requirement: &str) -> &'r Value {
    let all = report["frameworks"].as_array().unwrap();
    let framework = all.iter().find(|one| one["id"] == framework).unwrap();
    framework["requirements"].as_array().unwrap().iter().find(|one| one["id"] == requirement).unwrap()
}

const WORDS: &str = "attestations:
  - {requirement: nist-800-53-r5:AT-2, statement: All are trained, evidence: wiki, by: ana, on: 2026-05-01, expires: 2027-04-30}
  - {requirement: nist-800-53-r5:AT-3, statement: All are trained, evidence: wiki, by: ana, on: 2025-05-01, expires: 2026-04-30}
  - {requirement: nist-800-53-r5:PE-3, statement: Doors, evidence: Artifact, by: ana, on: 2026-05-01, expires: 2027-10-31, report: AWS SOC 2 Type 2}
  - {requirement: 'nist-800-53-r5:SC-28', statement: Encrypted, evidence: wiki, by: ana, on: 2026-05-01, expires: 2027-04-30}
";

#[test]
fn people_vouch_where_controls_are_silent_and_nowhere_else() {
    let without: Value = serde_json::from_str(&judged(&[]).run().stdout).unwrap();
    let run = judged(&["--attestations", "a.yaml"]).file("a.yaml", WORDS).run();
    let with: Value = serde_json::from_str(&run.stdout).unwrap();
    let of = |report: &Value, id: &str| status(report, "nist-800-53-r5", id)["status"].as_str().unwrap().to_owned();
    let moved = ["AT-2", "AT-3", "PE-3", "SC-28"].map(|id| (of(&without, id), of(&with, id)));
    let pair = |before: &str, after: &str| (before.to_owned(), after.to_owned());
    assert_eq!(
        moved,
        [
            pair("not_covered", "attested"),
            pair("not_covered", "not_covered"),
            pair("not_covered", "inherited"),
            pair("not_met", "not_met"),
        ]
    );
    assert_eq!(status(&with, "nist-800-53-r5", "PE-3")["attestation"]["report"], "AWS SOC 2 Type 2");
    let states: Vec<&str> =
        with["attestations"].as_array().unwrap().iter().map(|one| one["state"].as_str().unwrap()).collect();
    assert_eq!(states, ["expired", "holds", "holds", "holds"]);
    let table = plimsoll().args(["scan", "--snapshot", ACME, "--attestations", "a.yaml"]).file("a.yaml", WORDS).run();
    assert!(
        table.stdout.contains("4 attestations: 1 expired, 1 not counted where a control speaks"),
        "{}",
        table.stdout
    );
}

#[test]
fn an_attestation_of_what_there_is_not_is_refused_in_its_place() {
    let wrong = WORDS.replace("AT-2,", "AT-22,").replace("2027-10-31", "2028-01-01");
    let run = judged(&["--attestations", "a.yaml"]).file("a.yaml", wrong).run();
    assert_eq!(run.code, 2);
    for told in ["a.yaml:2:", "did you mean `AT-2`?", "a.yaml:4:", "18 months at most"] {
        assert!(run.stderr.contains(told), "{told}: {}", run.stderr);
    }
}

#[test]
fn a_pattern_that_fits_nothing_is_refused_before_a_scan() {
    let own = "title: Ours\nrequirements:\n  - {id: R1, title: One, satisfied_by: [s4/*, prowler:s3_bucket_acl_prohibitedd]}\n";
    let run = judged(&["--frameworks", "own"]).file("own/ours.yaml", own).run();
    assert_eq!(run.code, 2);
    for told in ["no control is named `s4/*`", "ours.yaml:3:", "did you mean `s3_bucket_acl_prohibited`?"] {
        assert!(run.stderr.contains(told), "{told}: {}", run.stderr);
    }
}

#[test]
fn older_benchmarks_are_reported_where_they_are_asked_for() {
    let ids = |args: &[&str]| -> Vec<String> {
        let report: Value = serde_json::from_str(&judged(args).run().stdout).unwrap();
        report["frameworks"].as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap().to_owned()).collect()
    };
    assert!(!ids(&[]).iter().any(|id| id == "cis-aws-5.0" || id == "acme-top-risks"));
    assert_eq!(ids(&["--framework", "cis-aws-5.0"]), ["cis-aws-5.0"]);
}

#[test]
fn two_benchmarks_side_by_side() {
    let compare = |args: &[&str]| plimsoll().args(["frameworks", "compare"]).args(args).run();
    let run = compare(&["cis-aws-6.0", "cis-aws-7.0", "--format", "json"]);
    let json: Value = serde_json::from_str(&run.stdout).unwrap();
    let count = |side: &str| json[side].as_array().unwrap().len();
    assert_eq!([count("both"), count("only_first")], [61, 2], "two of 6.0 have no counterpart in 7.0");
    assert!(compare(&["cis-aws-6.0", "hipaa-security-rule"]).stdout.contains("ONLY  hipaa-security-rule"));
    assert!(compare(&["cis-aws-6.0", "hipa"]).stderr.contains("there is no framework `hipa`"));
}

#[test]
fn what_is_uncovered_says_what_it_waits_for() {
    let show = |id: &str| plimsoll().args(["frameworks", "show", id, "--uncovered"]).run().stdout;
    assert!(show("nist-800-53-r5:PE-3").contains("name its report in an attestation"));
    let heading = show("nist-800-53-r5").lines().next().unwrap().to_owned();
    assert!(heading.contains("1,014 requirements, "), "the counts are those of the whole: {heading}");
    assert!(show("aws-fsbp").contains("no control is known as security_hub:"));
    assert!(show("pci-dss-4.0").contains("PCI Security Standards Council"), "the notice");
    let json = plimsoll().args(["frameworks", "show", "nist-800-53-r5:PE-3", "--format", "json"]).run().stdout;
    let shown: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(shown[0]["requirements"][0]["responsibility"], "provider");
}

#[test]
fn a_layer_for_the_navigator() {
    let run = plimsoll().args(["frameworks", "navigator", "--snapshot", ACME]).run();
    let layer: Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!((&layer["domain"], &layer["versions"]["layer"]), (&"enterprise-attack".into(), &"4.5".into()));
    assert_eq!(layer["techniques"].as_array().unwrap().len(), 104);
    let open = |one: &&Value| one["metadata"][0]["value"] == "open";
    assert!(layer["techniques"].as_array().unwrap().iter().filter(open).count() > 5);
    let mut to_file = plimsoll().args(["frameworks", "navigator", "-o", "layer.json"]);
    let file = to_file.folder().join("layer.json");
    assert_eq!(to_file.start().wait_with_output().unwrap().status.code(), Some(0));
    assert!(std::fs::read_to_string(file).unwrap().contains("Plimsoll: controls"));
}
