//! What cannot be read is said, and changes nothing else.

use super::scan::{Verdicts, verdicts};
use super::support::{Fault, FaultProxy, seeded};
use serde_json::Value;
use std::collections::BTreeSet;
use std::sync::Mutex;

/// The verdicts that differ from those of a calm scan.
fn changed(report: &Value) -> Verdicts {
    let calm = verdicts(&seeded().report());
    let now = verdicts(report);
    let of = |key: &(String, String)| now.get(key).cloned().unwrap_or_else(|| ("gone".into(), None));
    let new = now.keys().filter(|key| !calm.contains_key(*key));
    calm.iter()
        .filter(|(key, was)| of(key) != **was)
        .map(|(key, _)| key)
        .chain(new)
        .map(|k| (k.clone(), of(k)))
        .collect()
}

/// The gaps, as action and reason.
fn gaps(report: &Value) -> BTreeSet<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    report["gaps"].as_array().unwrap().iter().map(|gap| (text(&gap["action"]), text(&gap["reason"]))).collect()
}

/// Whatever permission is missing, it is a gap that names it, and no verdict is guessed.
#[test]
fn each_permission_that_is_missing() {
    let rounds = Mutex::new(rounds().into_iter());
    let next = || rounds.lock().unwrap().next();
    let wrong = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| {
                while let Some(actions) = next() {
                    let found = without(&actions);
                    wrong.lock().unwrap().extend(found);
                }
            });
        }
    });
    let wrong = wrong.into_inner().unwrap();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// All actions, at most one of each kind in a round: where a listing is denied, nothing else is asked of its kind. Kinds
/// share some, and each has its place by the first kind that has it. Of the services that the account has nothing of, and
/// that are read for what may hold a role there, only what is asked for at all.
fn rounds() -> Vec<BTreeSet<&'static str>> {
    let mut rounds: Vec<BTreeSet<&str>> = Vec::new();
    let mut known = BTreeSet::new();
    let report = seeded().report();
    let asked = report["scan"]["calls"]["by_operation"].as_object().unwrap();
    for kind in super::controls::kinds_read() {
        let seeded =
            ["ec2_", "elb", "iam_", "macie_bucket", "s3_"].iter().any(|service| kind.name.starts_with(service));
        let actions = kind.actions.iter().map(|action| action.name).enumerate();
        // Where it is not known whether there is an organisation its roots are asked for, and moto breaks where there is none.
        let actions = actions.filter(|(_, action)| !action.starts_with("organizations:"));
        let actions = actions.filter(|(_, action)| seeded || asked.contains_key(*action));
        for (place, action) in actions.filter(|(_, action)| known.insert(*action)) {
            rounds.resize_with(rounds.len().max(place + 1), BTreeSet::new);
            rounds[place].insert(action);
        }
    }
    rounds
}

/// What is wrong with a scan that lacks permissions.
fn without(actions: &BTreeSet<&str>) -> Vec<String> {
    let proxy = FaultProxy::new(actions.iter().map(|action| (*action, Fault::Deny)));
    let run = seeded().scan().endpoint(&proxy.url()).args(["--strict"]).run();
    let report = run.json();
    let mut wrong = Vec::new();
    if run.code != 3 {
        wrong.push(format!("{actions:?}: exit code {}", run.code));
    }
    let gaps = gaps(&report);
    for action in actions {
        if !gaps.contains(&((*action).to_owned(), "access_denied".to_owned())) {
            wrong.push(format!("{action}: no gap, and asked for {} times", proxy.seen(action)));
        }
    }
    if gaps.len() != actions.len() {
        wrong.push(format!("{actions:?}: gaps {gaps:?}"));
    }
    for ((control, resource), (verdict, missing)) in changed(&report) {
        if verdict != "gone"
            && (verdict != "unknown" || missing.is_none_or(|action| !actions.contains(action.as_str())))
        {
            wrong.push(format!("{actions:?}: {control} of {resource}: {verdict}"));
        }
    }
    wrong
}

fn deny(action: &str) -> (FaultProxy, Value) {
    let proxy = FaultProxy::new([(action, Fault::Deny)]);
    let run = seeded().scan().endpoint(&proxy.url()).args(["--strict"]).run();
    assert!(proxy.seen(action) > 0, "{action} is never asked for; asked: {:?}", proxy.all_seen().keys());
    assert_eq!(run.code, 3, "{action}: {}", run.stderr);
    let report = run.json();
    assert_eq!(gaps(&report), BTreeSet::from([(action.to_owned(), "access_denied".to_owned())]), "{action}");
    (proxy, report)
}

/// A field that is denied: the verdicts that need it are unknown and name it, and no other changes.
#[track_caller]
fn a_denied_field(action: &str, controls: &[&str]) {
    let (_, report) = deny(action);
    let changed = changed(&report);
    let touched: BTreeSet<&str> = changed.keys().map(|(control, _)| control.as_str()).collect();
    assert_eq!(touched, controls.iter().copied().collect(), "{action}");
    for ((control, resource), verdict) in changed {
        assert_eq!(verdict, ("unknown".to_owned(), Some(action.to_owned())), "{control} of {resource}");
    }
}

#[test]
fn a_denied_setting_of_buckets() {
    a_denied_field("s3:GetBucketVersioning", &["s3/bucket-old-versions-expire", "s3/bucket-versioning"]);
}

/// Whether a bucket takes logs of others is known by its policy, too.
#[test]
fn a_denied_policy_of_buckets() {
    a_denied_field(
        "s3:GetBucketPolicy",
        &[
            "s3/bucket-access-logging",
            "s3/bucket-confused-deputy",
            "s3/bucket-no-foreign-administration",
            "s3/bucket-not-publicly-readable",
            "s3/bucket-not-publicly-writable",
            "s3/bucket-read-by-known-accounts",
            "s3/bucket-tls-only",
            "s3/trail-bucket-access-logging",
        ],
    );
}

/// Where the account's block is on, a bucket's own need not be.
#[test]
fn a_denied_setting_of_an_account() {
    a_denied_field(
        "s3:GetAccountPublicAccessBlock",
        &[
            "s3/access-point-public-access-block",
            "s3/account-public-access-block",
            "s3/bucket-confused-deputy",
            "s3/bucket-not-publicly-readable",
            "s3/bucket-not-publicly-writable",
            "s3/bucket-public-access-block",
            "s3/bucket-read-by-known-accounts",
        ],
    );
}

#[test]
fn a_denied_setting_of_a_region() {
    a_denied_field("ec2:GetInstanceMetadataDefaults", &["ec2/region-imdsv2-default"]);
}

#[test]
fn a_denied_attribute_of_instances() {
    a_denied_field("ec2:DescribeInstanceAttribute", &["ec2/instance-user-data-no-secrets"]);
}

#[test]
fn a_denied_setting_of_iam() {
    a_denied_field("iam:GetAccountPasswordPolicy", &["iam/password-policy-length", "iam/password-policy-reuse"]);
}

const OF_VOLUMES: [&str; 3] = ["ec2/volume-encrypted", "ec2/volume-has-recent-snapshot", "ec2/volume-not-forgotten"];

/// A listing that is denied: its kind's controls are blind, and nothing passes for it.
#[test]
fn a_denied_listing() {
    let (_, report) = deny("ec2:DescribeVolumes");
    let changed = changed(&report);
    assert!(!changed.is_empty());
    for ((control, resource), (verdict, _)) in changed {
        // Whether the volume of a snapshot is still there is not known, either.
        let expected = if control == "ec2/snapshot-not-forgotten" { "unknown" } else { "gone" };
        assert!(expected == "unknown" || control.starts_with("ec2/volume-"), "{control} of {resource}");
        assert_eq!(verdict, expected, "{control} of {resource}");
    }
    let of_volumes = |gap: &&Value| gap["kind"] == "ec2_volume";
    let gap = report["gaps"].as_array().unwrap().iter().find(of_volumes).unwrap();
    assert_eq!(gap["resources"], Value::Null, "nobody knows how many volumes there are");
    assert_eq!(gap["controls"], serde_json::json!(OF_VOLUMES));
}

/// Others lean on a listing: what they cannot know is unknown, and never a pass that was a failure.
#[test]
fn a_denied_listing_that_others_lean_on() {
    for action in ["ec2:DescribeNetworkInterfaces", "ec2:DescribeFlowLogs", "ec2:DescribeRouteTables"] {
        let (_, report) = deny(action);
        for ((control, resource), (verdict, missing)) in changed(&report) {
            assert!(["unknown", "gone"].contains(&verdict.as_str()), "{action}: {control} of {resource}: {verdict}");
            assert!(verdict == "gone" || missing.as_deref() == Some(action), "{action}: {control}: {missing:?}");
        }
    }
}

#[test]
fn everything_denied() {
    let proxy = FaultProxy::new([("*", Fault::Deny)]);
    let run = seeded().scan().endpoint(&proxy.url()).args(["--strict"]).run();
    assert_eq!(run.code, 3, "{}", run.stderr);
    let report = run.json();
    let decided: Vec<_> = verdicts(&report).into_iter().filter(|(_, (verdict, _))| verdict != "unknown").collect();
    assert!(decided.is_empty(), "{decided:?}");
    assert!(gaps(&report).iter().all(|(_, reason)| reason == "access_denied"), "{:?}", gaps(&report));
    // Load balancers of both generations are listed by one action, and by two APIs.
    let apis = |action: &str| if action == "elasticloadbalancing:DescribeLoadBalancers" { 2 } else { 1 };
    let retried: Vec<_> = proxy.all_seen().into_iter().filter(|(action, count)| *count > apis(action)).collect();
    assert!(retried.is_empty(), "a refusal is an answer, and is not asked for again: {retried:?}");
}

#[test]
fn a_throttled_call_loses_nothing() {
    let proxy = FaultProxy::new([
        ("ec2:DescribeVolumes", Fault::Throttle(3)),
        ("s3:GetBucketPolicy", Fault::Throttle(2)),
        ("s3:ListAccessPoints", Fault::Throttle(1)),
    ]);
    let run = seeded().scan().endpoint(&proxy.url()).args(["--strict"]).run();
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(proxy.seen("ec2:DescribeVolumes") >= 4);
    assert_eq!(changed(&run.json()), Verdicts::new());
}

#[test]
fn a_dropped_connection_is_tried_again() {
    let proxy = FaultProxy::new([("ec2:DescribeVpcs", Fault::Drop(2)), ("s3:ListAllMyBuckets", Fault::Drop(1))]);
    let run = seeded().scan().endpoint(&proxy.url()).args(["--strict"]).run();
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert_eq!(changed(&run.json()), Verdicts::new());
}

#[test]
fn what_is_throttled_for_ever_is_a_gap() {
    let proxy = FaultProxy::new([("ec2:DescribeVolumes", Fault::Throttle(u64::MAX))]);
    let run = seeded().scan().endpoint(&proxy.url()).args(["--strict"]).env("AWS_MAX_ATTEMPTS", "2").run();
    assert_eq!(run.code, 3, "{}", run.stderr);
    let expected = [("ec2:DescribeVolumes".to_owned(), "throttled".to_owned())];
    assert_eq!(gaps(&run.json()), BTreeSet::from(expected));
}
