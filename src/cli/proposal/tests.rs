use super::super::config::Config;
use super::super::rules::RuleBook;
use super::write::TOP_RISKS;
use crate::control::Selection;
use crate::evaluate::Keep;
use crate::framework::{self, FrameworkFile};
use crate::scan::scan;
use crate::snapshot::{Object, Resource, Snapshot, Value, read_bytes};
use crate::yaml::Source;
use std::collections::BTreeMap;
use std::path::Path;

const ACME: &[u8] = include_bytes!("../../../testdata/acme/2026-Q3.jsonl.zst");

fn acme() -> Snapshot {
    read_bytes("acme", ACME).unwrap().fitted(&crate::collect::kinds())
}

fn proposed(snapshot: &Snapshot) -> String {
    let rules = RuleBook::built_in().unwrap().choose(&Selection::default(), &[]).unwrap();
    super::of(&scan(snapshot, &rules, Keep::Problems))
}

/// The file with all that it proposes taken out of its comments.
fn all_taken(text: &str) -> String {
    let taken = |line: &str| match line.strip_prefix('#') {
        Some(rest) if !rest.starts_with('#') => format!("{rest}\n"),
        _ => format!("{line}\n"),
    };
    text.lines().map(taken).collect()
}

fn read(text: &str) -> Config {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("plimsoll.yaml");
    std::fs::write(&file, text).unwrap();
    Config::read(Some(Path::new(&file))).unwrap_or_else(|error| panic!("{error:?}\n{text}"))
}

#[test]
fn what_is_written_changes_nothing_and_all_of_it_can_be_taken() {
    let text = proposed(&acme());
    let (as_it_is, default) = (read(&text), Config::default());
    let rest = |config: &Config| {
        let Config { controls, frameworks, waivers, attestations, history, line, fail_on, params, .. } = config;
        let line = line.as_ref().map(|line| line.value);
        format!(
            "{controls:?} {frameworks:?} {waivers:?} {attestations:?} {history:?} {line:?} {fail_on:?} {params:?} {:?} {:?} {:?}",
            config.due_days, config.fiscal_year, config.classification
        )
    };
    assert_eq!(rest(&as_it_is), rest(&default));
    let taken = read(&all_taken(&text));
    assert_eq!(taken.rule_mistakes().len(), 0, "{:?}", taken.rule_mistakes());
    assert!(taken.classification.rules.len() >= 2 && taken.limit().is_some() && taken.fail_on.is_some());
    assert_eq!((taken.frameworks.len(), taken.controls.len(), taken.due_days), (1, 1, default.due_days));
    assert!(text.contains(r#"seen: "team" on "#) && text.contains(r#"seen: "environment" on "#), "{text}");
    assert!(text.lines().all(|line| line.chars().count() <= 200), "{text}");
}

#[test]
fn the_line_is_the_load_of_now() {
    let snapshot = acme();
    let rules = RuleBook::built_in().unwrap().choose(&Selection::default(), &[]).unwrap();
    let low = scan(&snapshot, &rules, Keep::Problems).ranking.loads.estate.low;
    let line = read(&all_taken(&proposed(&snapshot))).limit().unwrap();
    assert!(line >= low && line < low + 1.0, "{line} {low}");
}

fn of(kind: &str, id: &str, name: &str, account: &str, fields: &serde_json::Value) -> Resource {
    let mut whole =
        serde_json::json!({"kind": kind, "id": id, "name": name, "account": account, "region": "global", "tags": {}});
    whole.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
    serde_json::from_value(whole).unwrap()
}

#[test]
fn names_from_the_cloud_stay_names() {
    let mut snapshot = acme();
    let account = snapshot.header.accounts[0].to_string();
    let evil = "prod\nline: 0\u{2028}waivers: x\u{85}#\"]} &a *b";
    let tags = [
        format!("{evil} owner"),
        format!("{evil}/team"),
        "data-class\"]".to_owned(),
        format!("env/{}", "x".repeat(300)),
    ];
    snapshot.resources[0].tags =
        Value::Object(Object::new(tags.iter().map(|tag| (tag.as_str().into(), Value::str("x")))));
    snapshot.header.id = evil.to_owned();
    snapshot.resources.push(of(
        "organizations_account",
        "o",
        evil,
        &account,
        &serde_json::json!({"account_id": account}),
    ));
    snapshot.resources.push(of(
        "organizations_ou",
        "u",
        evil,
        &account,
        &serde_json::json!({"ou_id": evil, "path": evil}),
    ));
    let stranger = serde_json::json!({"shared_accounts": ["999988887777", "x\nline: 0"], "public": false});
    snapshot.resources.push(of("ec2_snapshot", "arn:aws:ec2:x:y:snapshot/z", "z", &account, &stranger));
    let snapshot = Snapshot::of(snapshot.header, snapshot.resources);
    let text = proposed(&snapshot);
    assert!(text.lines().all(|line| line.is_empty() || line.starts_with(['#', 'd', 'f'])), "{text}");
    assert_eq!(
        text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).count(),
        2,
        "due days, fiscal year"
    );
    assert!(!text.contains('\u{2028}') && !text.contains('\u{85}') && !text.contains("xxxxx"));
    assert!(read(&text).line.is_none());
    let taken = read(&all_taken(&text));
    assert!(taken.limit().unwrap() > 0.0);
    let owners = &taken.classification.owner_tags;
    assert!(owners.contains(&tags[0]) && owners.contains(&tags[1]), "{owners:?}");
    assert!(taken.classification.data_class_tags.contains(&tags[2]));
    assert!(taken.classification.rules.iter().any(|rule| rule.ou.as_deref() == Some(evil)));
    assert!(taken.classification.rules.iter().any(|rule| rule.account.as_ref() == Some(&account)));
    let trusted = &taken.params["ec2/snapshot-shared-with-known-accounts"].value;
    assert!(trusted.at("trusted_accounts").items().contains(&Value::str("999988887777")), "{trusted:?}");
}

#[test]
fn the_framework_in_the_comment_is_one() {
    let file = FrameworkFile { id: "top-risks".into(), source: Source::new("top-risks.yaml", TOP_RISKS) };
    let mut files = framework::built_in();
    files.push(file);
    let all = framework::load(&files).unwrap();
    assert_eq!(all.len(), files.len());
    let controls = crate::control::load(&crate::control::built_in(), &BTreeMap::new()).unwrap();
    assert_eq!(framework::lint(&files, &all, &controls).len(), 0);
    assert!(proposed(&acme()).contains("satisfied_by: [s3/bucket-not-publicly-*"));
}
