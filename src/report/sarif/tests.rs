//! Real logs against the published schema of SARIF, and against what GitHub asks beyond it.

use super::*;
use crate::evaluate::Verdict;
use crate::report::sample::Estate;
use std::collections::BTreeSet;

fn written(estate: &Estate) -> Json {
    let mut out = Vec::new();
    write(&estate.view(), &mut out, Style::default()).unwrap();
    serde_json::from_slice(&out).unwrap()
}

/// The schema of OASIS: see NOTICE. One of its patterns has a bracket too many, which not all languages of patterns allow.
fn validator() -> jsonschema::Validator {
    let schema = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/testdata/schemas/sarif-2.1.0.json"));
    let schema = schema.replace("-[a-zA-Z]{2}]?$", "-[a-zA-Z]{2}?$");
    jsonschema::validator_for(&serde_json::from_str(&schema).unwrap()).unwrap()
}

fn expect_valid(log: &Json) {
    let mistakes: Vec<String> = validator().iter_errors(log).map(|error| error.to_string()).collect();
    assert!(mistakes.is_empty(), "{mistakes:#?}");
    let run = &log["runs"][0];
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    let taxonomies = run["taxonomies"].as_array().unwrap();
    for rule in rules {
        assert!(rule["properties"]["tags"].as_array().unwrap().len() <= 10, "GitHub shows ten");
        for relationship in rule["relationships"].as_array().into_iter().flatten() {
            let target = &relationship["target"];
            let taxonomy = &taxonomies[target["toolComponent"]["index"].as_u64().unwrap() as usize];
            assert_eq!(taxonomy["name"], target["toolComponent"]["name"]);
            assert!(taxonomy["taxa"].as_array().unwrap().iter().any(|taxon| taxon["id"] == target["id"]), "{target}");
        }
    }
    let mut seen = BTreeSet::new();
    for result in run["results"].as_array().unwrap() {
        let rule = &rules[result["ruleIndex"].as_u64().unwrap() as usize];
        assert_eq!(rule["id"], result["ruleId"]);
        let place = &result["locations"][0]["physicalLocation"];
        assert!(!place["artifactLocation"]["uri"].as_str().unwrap().is_empty() && place["region"]["startLine"] == 1);
        assert!(seen.insert(result["partialFingerprints"]["primaryLocationLineHash"].as_str().unwrap()));
        let text = result["message"]["text"].as_str().unwrap();
        assert!(
            !text.contains(|c: char| c.is_control()) && !text.contains('\u{202e}') && !text.contains("]("),
            "{text}"
        );
    }
}

#[test]
fn logs_follow_the_published_schema() {
    let mut all = Estate::small();
    all.include = [Verdict::Pass, Verdict::Unknown, Verdict::Fail].into();
    for estate in [Estate::small(), Estate::healthy(), Estate::attested(), Estate::crowded(), Estate::hostile(), all] {
        expect_valid(&written(&estate));
    }
    assert!(!validator().is_valid(&serde_json::json!({"version": "2.1.0", "runs": [{}]})), "a validator that refuses");
}

#[test]
fn what_is_accepted_is_suppressed_and_what_is_not_known_is_no_failure() {
    let mut estate = Estate::small();
    estate.include = [Verdict::Pass, Verdict::Unknown, Verdict::Fail].into();
    let log = written(&estate);
    let results = log["runs"][0]["results"].as_array().unwrap();
    let of = |n: usize| (results[n]["kind"].as_str().unwrap(), results[n]["level"].as_str().unwrap());
    assert_eq!([0, 1, 2, 3].map(of), [("fail", "error"), ("open", "none"), ("fail", "error"), ("pass", "none")]);
    assert_eq!(results[0]["suppressions"], serde_json::json!([]));
    let accepted = &results[2]["suppressions"][0];
    assert_eq!((&accepted["kind"], &accepted["status"]), (&"external".into(), &"accepted".into()));
    assert!(accepted["justification"].as_str().unwrap().contains("Rebuilt every night"));
    let rule = &log["runs"][0]["tool"]["driver"]["rules"][0];
    assert_eq!(rule["properties"]["security-severity"], "7.5");
    let uri = &results[0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"];
    assert_eq!(uri, "111122223333/eu-central-1/s3_bucket/payroll");
}

#[test]
fn a_scan_that_saw_nothing_says_what_it_could_not_read() {
    let log = written(&Estate::blind());
    expect_valid(&log);
    let run = &log["runs"][0];
    assert_eq!(run["results"], serde_json::json!([]));
    let notes = run["invocations"][0]["toolExecutionNotifications"].as_array().unwrap();
    assert_eq!((notes.len(), &notes[0]["descriptor"]["id"]), (1, &"throttled".into()));
    expect_valid(&written(&Estate::empty()));
}

#[test]
fn what_github_would_refuse_is_left_out_and_told() {
    let told = |n: usize| {
        let log = written(&Estate::of_size(n));
        let run = &log["runs"][0];
        let note = run["invocations"][0]["toolExecutionNotifications"][0].clone();
        (run["results"].as_array().unwrap().len(), note["message"]["text"].as_str().unwrap_or_default().to_owned())
    };
    let (written, note) = told(MOST_RESULTS + 7);
    assert!(written == MOST_RESULTS && note.starts_with("7 of 25,007 findings are left out"), "{written}: {note}");
    let (written, note) = told(MOST_SHOWN + 1);
    assert!(written == MOST_SHOWN + 1 && note.starts_with("5,001 findings: GitHub shows the first 5,000"), "{note}");
}
