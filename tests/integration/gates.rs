//! What makes a scan end with 1 or 3, and what it says of it. Acme's third quarter of 2026 is worse than its second, of
//! which a part could not be read.

use super::support::{Plimsoll, Run, plimsoll};
use serde_json::{Value, json};

const ACME: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/testdata/acme");

fn quarter(name: &str) -> String {
    format!("{ACME}/{name}.jsonl.zst")
}

fn scan(name: &str, args: &[&str]) -> Plimsoll {
    plimsoll().args(["scan", "--snapshot", &quarter(name)]).args(args)
}

/// The sentences on stderr, without the one on the age of what was judged.
fn told(run: &Run) -> Vec<&str> {
    run.stderr
        .lines()
        .map(|line| line.trim_start_matches("plimsoll: "))
        .filter(|line| !line.contains(" is stale: "))
        .collect()
}

#[track_caller]
fn ends(plimsoll: Plimsoll, code: i32, wanted: &[&str]) {
    let run = plimsoll.run();
    assert_eq!(run.code, code, "{}", run.stderr);
    let told = told(&run);
    assert_eq!(told.len(), wanted.len(), "{told:#?}");
    for (told, wanted) in told.iter().zip(wanted) {
        assert!(told.starts_with(wanted), "{told}\n{wanted}");
    }
    assert!(run.stdout.contains("WORST FINDINGS"), "the report is written whatever the gates say");
}

#[test]
fn a_line_is_drawn_for_a_run() {
    ends(scan("2026-Q3", &["--line", "20000"]), 0, &[]);
    ends(scan("2026-Q3", &["--line", "100"]), 1, &["over the line: the estate carries "]);
    let configured = || scan("2026-Q3", &["--config", "c.yaml"]).file("c.yaml", "line: 100\n");
    ends(configured(), 1, &["over the line: the estate carries "]);
    ends(configured().args(["--line", "20000"]), 0, &[]);
    let run = scan("2026-Q3", &["--line", "100", "--format", "json"]).run();
    assert_eq!(
        (run.json()["posture"]["line"].as_f64(), run.json()["posture"]["standing"].as_str()),
        (Some(100.0), Some("over"))
    );
    for wrong in ["-1", "nan", "inf", "many"] {
        let run = scan("2026-Q3", &[&format!("--line={wrong}")]).run();
        assert!(run.code == 2 && run.stderr.contains("not a number that is 0 or more"), "{}", run.stderr);
    }
}

#[test]
fn a_band_is_told_with_the_worst() {
    let report = scan("2026-Q3", &["--format", "json"]).run().json();
    let band = |name: &str| report["posture"]["by_band"][name].as_u64().unwrap();
    let high = band("critical") + band("high");
    assert!(high > 1, "{high}");
    ends(
        scan("2026-Q3", &["--fail-on", "high"]),
        1,
        &[&format!("at or above high: {high} findings, the worst critical: ")],
    );
    ends(scan("2026-Q2", &["--fail-on", "critical"]), 0, &[]);
}

#[test]
fn owners_and_accounts_have_gates_of_their_own() {
    let with = |gates: &str| scan("2026-Q3", &["--config", "c.yaml"]).file("c.yaml", format!("gates:\n{gates}"));
    ends(with("  - {owner: shop, line: 500}\n"), 1, &["over the line: owner shop carries "]);
    ends(with("  - {owner: shop, line: 50000, fail_on: critical}\n"), 0, &[]);
    ends(
        with("  - {account: '111122223333', fail_on: critical}\n  - {owner: billing, fail_on: critical}\n"),
        1,
        &[
            "at or above critical: 2 findings in account 111122223333, the worst critical: ",
            "at or above critical: 2 findings of owner billing, the worst critical: ec2/instance-admin-port-unreachable on audit-",
        ],
    );
    ends(
        with("  - {owner: '*', line: 1500}\n"),
        1,
        &["over the line: 3 owners, of which owner shop carries the most, "],
    );
    ends(with("  - {owner: '', line: 1}\n"), 1, &["over the line: what nobody owns carries "]);
    ends(with("  - {owner: shpo, line: 1}\n"), 0, &["the gate of owner shpo is about nothing"]);
    for (gate, problem) in [
        ("{line: 5}", "a gate is about one owner or one account"),
        ("{owner: a, account: '111122223333', line: 5}", "a gate is about one owner or one account"),
        ("{owner: a}", "a gate without a bound never closes"),
        ("{owner: a, line: -5}", "`line` must be a number that is not negative"),
        ("{account: shop, line: 5}", "`account` is no account's id"),
        ("{owner: a, lin: 5}", "did you mean `line`?"),
    ] {
        let run = with(&format!("  - {gate}\n")).run();
        assert!(
            run.code == 2 && run.stderr.contains(problem) && run.stderr.contains("c.yaml:2"),
            "{gate}: {}",
            run.stderr
        );
    }
}

#[test]
fn strict_says_what_is_missing_and_a_closed_gate_goes_first() {
    let incomplete = "incomplete: 38 findings could not be decided, and ";
    ends(scan("2026-Q2", &["--strict"]), 3, &[incomplete]);
    ends(scan("2026-Q2", &["--strict", "--line", "1"]), 1, &["over the line: ", incomplete]);
    ends(scan("2026-Q3", &["--strict"]), 0, &[]);
}

/// The fingerprints of open failures at or above high, and of all failures.
fn failures(report: &Value, high: bool) -> Vec<String> {
    let findings = report["findings"].as_array().unwrap().iter();
    let failed = findings.filter(|finding| {
        let open = finding["verdict"] == "fail" && finding["waiver"].is_null() && finding["folded_under"].is_null();
        let band = ["high", "critical"].contains(&finding["risk"]["band"].as_str().unwrap_or_default());
        if high { open && band } else { finding["verdict"] == "fail" }
    });
    failed.map(|finding| finding["fingerprint"].as_str().unwrap().to_owned()).collect()
}

/// How many failures of the third quarter are at or above high, and were none in the second.
fn new_in_the_third() -> usize {
    let before = failures(&scan("2026-Q2", &["--format", "json"]).run().json(), false);
    let now = failures(&scan("2026-Q3", &["--format", "json"]).run().json(), true);
    now.iter().filter(|fingerprint| !before.contains(fingerprint)).count()
}

#[test]
fn what_is_new_is_told_from_what_stood_and_from_what_could_not_be_seen() {
    let new = new_in_the_third();
    let sentence = |since: &str| format!("new at or above high since {since}: {new} findings, the worst critical: ");
    let second = quarter("2026-Q2");
    let against_a_snapshot = ["--fail-on-new", "high", "--baseline", &second];
    ends(scan("2026-Q3", &against_a_snapshot), 1, &[&sentence(&second)]);
    ends(scan("2026-Q3", &["--fail-on-new", "high", "--baseline", &quarter("2026-Q3")]), 0, &[]);
    // A report knows the same, as far as it lists what it could not see.
    let report = scan("2026-Q2", &["--format", "json"]).run().stdout;
    let against_a_report = scan("2026-Q3", &["--fail-on-new", "high", "--baseline", "b.json"]).file("b.json", &report);
    ends(against_a_report, 1, &[&sentence("b.json")]);
    // What a control says that there was not then may have been so then.
    let mut younger: Value = serde_json::from_str(&report).unwrap();
    younger["scan"]["controls"] = json!([]);
    younger["findings"] = json!([]);
    let against_older_rules = ["--fail-on-new", "high", "--baseline", "b.json"];
    ends(scan("2026-Q3", &against_older_rules).file("b.json", younger.to_string()), 0, &["not counted as new"]);
    // In the low band there is what came into sight: it was there in the first quarter, and the second could not say.
    let low = scan("2026-Q3", &["--fail-on-new", "low", "--baseline", &second]).run();
    let apart = told(&low).into_iter().find(|line| line.starts_with("not counted as new at or above low: "));
    assert!(apart.is_some_and(|line| line.contains("that could not be seen before")), "{}", low.stderr);
}

#[test]
fn a_history_says_what_is_new() {
    let copy = |names: &[&str]| {
        let folder = tempfile::tempdir().unwrap();
        for name in names {
            std::fs::copy(quarter(name), folder.path().join(format!("{name}.jsonl.zst"))).unwrap();
        }
        folder
    };
    let new = new_in_the_third();
    let scan = |folder: &tempfile::TempDir| {
        let history = folder.path().to_str().unwrap();
        scan("2026-Q3", &["--fail-on-new", "high", "--history", history])
    };
    // What is judged is in the history itself, and is not what it is compared with.
    let all = copy(&["2025-Q4", "2026-Q1", "2026-Q2", "2026-Q3"]);
    ends(scan(&all), 1, &[&format!("new at or above high since 2026-Q2: {new} findings, the worst critical: ")]);
    let run = scan(&all).run();
    assert!(run.stderr.contains("; 3 of them had gone before and returned"), "{}", run.stderr);
    let nothing = copy(&[]);
    ends(scan(&nothing), 0, &["nothing is called new: there is no earlier snapshot to compare with"]);
    // A history of which nothing can be read is not taken for one in which nothing was.
    let broken = copy(&["2026-Q2"]);
    std::fs::remove_file(broken.path().join("2026-Q2.jsonl.zst")).unwrap();
    std::fs::write(broken.path().join("20260630T120000Z-111122223333.jsonl.zst"), "garbage").unwrap();
    let run = scan(&broken).run();
    assert!(run.code == 2 && run.stderr.contains("no earlier snapshot can be read"), "{}", run.stderr);
    assert!(run.stdout.contains("WORST FINDINGS"), "the report is written all the same");
}

/// What the last one could not see, the one before it tells.
#[test]
fn a_gap_in_the_last_snapshot_hides_nothing_new() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["2026-Q1", "2026-Q2"] {
        std::fs::copy(quarter(name), folder.path().join(format!("{name}.jsonl.zst"))).unwrap();
    }
    let history = folder.path().to_str().unwrap();
    let both = scan("2026-Q3", &["--fail-on-new", "low", "--history", history]).run();
    let last = scan("2026-Q3", &["--fail-on-new", "low", "--baseline", &quarter("2026-Q2")]).run();
    let unseen = |run: &Run| told(run).iter().any(|line| line.contains("that could not be seen before"));
    assert!(unseen(&last) && !unseen(&both), "{}{}", last.stderr, both.stderr);
}

#[test]
fn what_cannot_be_compared_is_refused_before_anything_is_read() {
    let refused = |plimsoll: Plimsoll, told: &str| {
        let run = plimsoll.run();
        let text = run.stderr.split_whitespace().filter(|word| *word != "│").collect::<Vec<_>>().join(" ");
        assert!(run.code == 2 && text.contains(told) && run.stdout.is_empty(), "{}", run.stderr);
    };
    refused(scan("2026-Q3", &["--fail-on-new", "high"]), "findings can only be new against something");
    refused(scan("2026-Q3", &["--baseline", &quarter("2026-Q2")]), "a baseline changes nothing where nobody asks");
    let with = |text: &str| {
        let args = ["--fail-on-new", "high", "--baseline", "b.json"];
        scan("2026-Q3", &args).file("b.json", text)
    };
    refused(scan("2026-Q3", &["--fail-on-new", "high", "--baseline", "b.json"]), "cannot read b.json");
    refused(with(""), "b.json is not a snapshot");
    refused(with("{"), "b.json is no report");
    refused(with("{\"format\": \"x\"}"), "b.json is no report");
    let report = scan("2026-Q2", &["--format", "json"]).run().stdout;
    let changed = |part: &str, value: Value| {
        let mut report: Value = serde_json::from_str(&report).unwrap();
        report[part] = value;
        report.to_string()
    };
    refused(with(&changed("format", json!("plimsoll/paths/v1"))), "is of the format `plimsoll/paths/v1`");
    refused(with(&changed("part", json!({"owner": "shop"}))), "is of what one owner has");
    refused(with(&"[".repeat(100_000)), "b.json is not a snapshot");
    refused(with(&format!("{{\"x\": {}", "[".repeat(100_000))), "b.json is no report");
}

#[test]
fn quiet_leaves_why() {
    let run = scan("2026-Q3", &["--quiet", "--line", "1"]).run();
    assert_eq!((run.code, told(&run).len(), run.stderr.lines().count()), (1, 1, 1), "{}", run.stderr);
    let stale = scan("2026-Q3", &[]).run();
    assert!(stale.stderr.contains(" is stale: "), "there was something to be quiet about: {}", stale.stderr);
    let fine = scan("2026-Q3", &["-q"]).run();
    assert_eq!((fine.code, fine.stderr.as_str()), (0, ""));
    let wrong = scan("2026-Q3", &["-q", "--config", "none.yaml"]).run();
    assert!(wrong.code == 2 && wrong.stderr.contains("none.yaml"), "{}", wrong.stderr);
}
