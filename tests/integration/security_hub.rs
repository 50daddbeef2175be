//! `--push-security-hub` against a hub, by what is in it afterwards.

use super::support::{Account, REGION, Run, plimsoll};
use serde_json::Value;
use std::collections::BTreeSet;

fn push(account: &Account, args: &[&str]) -> Run {
    plimsoll()
        .args(["scan", "--service", "s3", "--region", REGION, "--push-security-hub", "--format", "json"])
        .args(args)
        .account(account)
        .run()
}

fn held(account: &Account) -> Vec<Value> {
    serde_json::from_str(&account.have("hub", &["show"])).unwrap()
}

fn of<'f>(held: &'f [Value], control: &str, bucket: &str) -> &'f Value {
    let is = |finding: &&Value| {
        finding["GeneratorId"] == format!("plimsoll/{control}")
            && finding["Resources"][0]["Id"] == format!("arn:aws:s3:::{bucket}")
    };
    held.iter().find(is).unwrap_or_else(|| panic!("no {control} of {bucket}"))
}

#[test]
fn findings_come_are_renewed_and_go_and_what_people_set_stays() {
    let account = Account::new();
    let bucket = format!("hub-{}", account.id);
    account.have("hub", &["make", &bucket]);
    let first = push(&account, &[]);
    assert_eq!(first.code, 0, "{}", first.stderr);
    let open = first.json()["findings"].as_array().unwrap().len();
    assert!(first.stderr.contains("findings sent, 0 that are gone archived"), "{}", first.stderr);
    let before = held(&account);
    let versions = of(&before, "s3/bucket-versioning", &bucket);
    assert_eq!((&versions["RecordState"], &versions["Compliance"]["Status"]), (&"ACTIVE".into(), &"FAILED".into()));
    assert!(
        before.len() <= open && before.len() > 3,
        "those of the account are in another region's hub: {}",
        before.len()
    );

    account.have("hub", &["work"]);
    account.have("hub", &["fix", &bucket]);
    let second = push(&account, &[]);
    assert_eq!(second.code, 0, "{}", second.stderr);
    assert!(second.stderr.contains(" 1 that are gone archived"), "{}", second.stderr);
    let after = held(&account);
    let ids: BTreeSet<&str> = after.iter().map(|finding| finding["Id"].as_str().unwrap()).collect();
    assert_eq!(ids.len(), after.len(), "nothing came twice");
    assert!(before.iter().all(|finding| ids.contains(finding["Id"].as_str().unwrap())), "nothing is deleted");
    let fixed = of(&after, "s3/bucket-versioning", &bucket);
    assert_eq!((&fixed["RecordState"], &fixed["Title"]), (&"ARCHIVED".into(), &versions["Title"]));
    let other = after.iter().find(|finding| finding["Id"] == "other/1").unwrap();
    assert_eq!(other["RecordState"], "ACTIVE", "what is another's stays");
    for earlier in &before {
        let finding = after.iter().find(|finding| finding["Id"] == earlier["Id"]).unwrap();
        let set = (&finding["Workflow"]["Status"], &finding["Severity"]["Label"]);
        assert_eq!(set, (&"NOTIFIED".into(), &"LOW".into()), "{finding}");
    }
    let standing = of(&after, "s3/bucket-access-logging", &bucket);
    let earlier = of(&before, "s3/bucket-access-logging", &bucket);
    assert_eq!((&standing["Id"], &standing["RecordState"]), (&earlier["Id"], &"ACTIVE".into()));
    assert!(standing["UpdatedAt"].as_str() > earlier["UpdatedAt"].as_str());
}

#[test]
fn what_was_not_looked_at_is_not_gone() {
    let account = Account::new();
    let bucket = format!("hub-{}", account.id);
    account.have("hub", &["make", &bucket]);
    assert_eq!(push(&account, &[]).code, 0);
    account.have("hub", &["fix", &bucket]);
    let narrow = push(&account, &["--control", "s3/bucket-access-logging"]);
    assert!(narrow.code == 0 && narrow.stderr.contains(", 0 that are gone archived; "), "{}", narrow.stderr);
    assert_eq!(of(&held(&account), "s3/bucket-versioning", &bucket)["RecordState"], "ACTIVE");
}

#[test]
fn nothing_is_sent_unless_it_is_asked_for() {
    let account = Account::new();
    account.have("hub", &["make", &format!("hub-{}", account.id)]);
    let run = plimsoll().args(["scan", "--service", "s3", "--region", REGION]).account(&account).run();
    assert!(run.code == 0 && !run.stderr.contains("Security Hub:"), "{}", run.stderr);
    assert!(held(&account).is_empty());
    let replay = plimsoll().args(["scan", "--snapshot", "x", "--push-security-hub"]).run();
    assert!(replay.code == 2 && replay.stderr.contains("cannot be used with"), "{}", replay.stderr);
}
