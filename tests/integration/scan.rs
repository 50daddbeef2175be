//! Scans of an account in which every kind has a good and a bad example.

use super::support::{SERVICES, plimsoll, seeded};
use plimsoll::control;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// (control, resource) to verdict and the action that was missing.
pub type Verdicts = BTreeMap<(String, String), (String, Option<String>)>;

pub fn verdicts(report: &Value) -> Verdicts {
    let findings = report["findings"].as_array().unwrap();
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let of = |finding: &Value| {
        let key = (text(&finding["control"]).unwrap(), text(&finding["resource"]["id"]).unwrap());
        (key, (text(&finding["verdict"]).unwrap(), text(&finding["unread"]["action"])))
    };
    findings.iter().map(of).collect()
}

/// The verdicts of a control, by the names of resources.
fn by_name(report: &Value, control: &str, name: &str) -> Vec<String> {
    let findings = report["findings"].as_array().unwrap().iter();
    let of = findings.filter(|finding| finding["control"] == control && finding["resource"]["name"] == name);
    of.map(|finding| finding["verdict"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn good_and_bad_are_told_apart() {
    let report = seeded().report();
    for (control, good, bad) in [
        ("ec2/image-not-public", "good-image", "public-image"),
        ("ec2/image-shared-with-known-accounts", "good-image", "shared-image"),
        ("ec2/instance-imdsv2-required", "good-instance", "bad-instance"),
        ("ec2/instance-user-data-no-secrets", "good-instance", "bad-instance"),
        ("ec2/launch-template-encrypts-volumes", "good-template", "bad-template"),
        ("ec2/launch-template-imdsv2-required", "good-template", "bad-template"),
        ("ec2/launch-template-no-public-ip", "good-template", "bad-template"),
        ("ec2/launch-template-no-secrets", "good-template", "bad-template"),
        ("iam/policy-assume-role-narrow", "good-policy", "bad-any-role"),
        ("iam/policy-kms-decrypt-narrow", "good-policy", "bad-any-key"),
        ("iam/policy-no-escalation", "good-spare", "bad-spare"),
        ("iam/policy-not-admin", "good-policy", "bad-everything"),
        ("iam/role-inline-kms-decrypt-narrow", "good-service", "bad-helper"),
        ("iam/role-no-way-up", "good-service", "bad-helper"),
        ("iam/role-not-admin", "good-service", "bad-program"),
        ("iam/role-trust-confused-deputy", "good-firehose", "bad-firehose"),
        ("iam/role-trust-external-id", "good-partner", "bad-partner"),
        ("iam/role-trust-not-public", "good-github", "bad-github"),
        ("iam/role-trust-not-public", "good-partner", "bad-everybody"),
        ("iam/user-console-mfa", "good-user", "bad-user"),
        ("iam/user-no-key-beside-password", "good-user", "bad-user"),
        ("iam/user-not-admin", "good-user", "bad-admin"),
        ("iam/user-no-way-up", "good-user", "bad-user"),
        ("iam/user-rights-through-groups", "good-user", "bad-user"),
        ("s3/access-point-public-access-block", "good-point", "bad-point"),
        ("s3/bucket-access-logging", "good-bucket", "bad-bucket"),
        ("s3/bucket-acls-disabled", "good-bucket", "bad-bucket"),
        ("s3/bucket-not-publicly-readable", "good-bucket", "bad-bucket"),
        ("s3/bucket-not-publicly-writable", "good-bucket", "bad-bucket"),
        ("s3/bucket-public-access-block", "good-bucket", "bad-bucket"),
        ("s3/bucket-tls-only", "good-bucket", "bad-bucket"),
        ("s3/bucket-versioning", "good-bucket", "bucket-elsewhere"),
        ("vpc/flow-logs", "good-vpc", "bad-vpc"),
        ("vpc/security-group-admin-ports", "good-balancer", "bad-admin-ports"),
        ("vpc/security-group-all-ports", "good-balancer", "bad-all-ports"),
        ("vpc/security-group-authorized-ports", "good-balancer", "bad-other-port"),
        ("vpc/security-group-data-ports", "good-balancer", "bad-data-ports"),
        ("vpc/security-group-data-ports", "good-service", "bad-prefix-list"),
        ("vpc/security-group-unused", "good-service", "bad-unused"),
        ("vpc/security-group-wide-ranges", "good-service", "bad-wide-range"),
        ("vpc/service-endpoints", "good-vpc", "bad-vpc"),
    ] {
        assert_eq!(by_name(&report, control, good), ["pass"], "{control} of {good}");
        assert_eq!(by_name(&report, control, bad), ["fail"], "{control} of {bad}");
    }
}

#[test]
fn every_control_with_a_resource_says_something() {
    // These ask about what is not in the account, or what moto cannot show: things that are old, vital or classified
    // data, a trail's bucket, a server certificate, machines that have run for long, a root user with a second factor, an organisation, a machine that the
    // internet reaches.
    const SILENT: [&str; 25] = [
        "ec2/instance-egress-narrow",
        "ec2/instance-image-current",
        "ec2/instance-imds-hop-limit",
        "ec2/instance-long-running-patched",
        "ec2/instance-reachable-not-privileged",
        "ec2/instance-reachable-patched",
        "ec2/instance-single-subnet",
        "ec2/key-pair-in-use",
        "ec2/volume-has-recent-snapshot",
        "iam/role-in-use",
        "iam/role-privileged-in-use",
        "iam/role-trust-organization-not-privileged",
        "iam/root-credentials-centralized",
        "iam/root-gone-from-members",
        "iam/root-mfa-hardware",
        "iam/server-certificate-not-expired",
        "s3/bucket-deletion-protected",
        "s3/bucket-kms-encryption",
        "s3/bucket-mfa-delete",
        "s3/bucket-replicated-to-known-buckets",
        "s3/bucket-vital-replicated",
        "s3/trail-bucket-access-logging",
        "vpc/block-public-access",
        "vpc/database-subnet-not-public",
        "vpc/subnets-in-several-zones",
    ];
    let heard: BTreeSet<String> = verdicts(&seeded().report()).into_keys().map(|(control, _)| control).collect();
    let controls = control::load(&control::built_in(), &BTreeMap::new()).unwrap();
    let of_services =
        controls.controls().iter().filter(|control| ["ec2", "iam", "s3", "vpc"].contains(&control.service()));
    let silent: Vec<&str> = of_services.map(|control| control.id.as_str()).filter(|id| !heard.contains(*id)).collect();
    assert_eq!(silent, SILENT);
}

#[test]
fn nothing_is_unknown_where_everything_can_be_read() {
    let report = seeded().report();
    assert_eq!(report["gaps"].as_array().map(Vec::len), Some(0), "{}", report["gaps"]);
    let unknown: Vec<_> = verdicts(&report).into_iter().filter(|(_, (verdict, _))| verdict == "unknown").collect();
    assert!(unknown.is_empty(), "{unknown:?}");
}

#[test]
fn a_snapshot_says_what_the_scan_said_and_always_the_same() {
    let snapshot = seeded().snapshot.to_string_lossy();
    let replay = |format: &str| {
        let scan = ["scan", "--snapshot", &snapshot, "--format", format, "--include", "pass,unknown"];
        let run = plimsoll().args(scan).args(SERVICES).run();
        assert_eq!(run.code, 0, "{}", run.stderr);
        run.stdout
    };
    assert_eq!(replay("json"), seeded().text, "the scan that took the snapshot, and its replay");
    assert_eq!(replay("table"), replay("table"));
    assert!(replay("table").lines().count() > 10);
}

/// How much of the load the first ten fixes take away, at least: what two take from one resource together is more than
/// the sum. In an account that is made to be bad in every way each thing has a cause of its own.
#[test]
fn ten_changes_take_away_much_of_the_load() {
    let report = seeded().report();
    let fixes = report["fixes"].as_array().unwrap();
    let open = report["findings"].as_array().unwrap().iter();
    let is_open = |one: &&Value| one["verdict"] == "fail" && one["waiver"].is_null() && one["folded_under"].is_null();
    let open = open.filter(is_open).count();
    let share: f64 = fixes.iter().take(10).map(|fix| fix["share"].as_f64().unwrap()).sum();
    println!("{open} findings, {} fixes, the first ten {:.1} %", fixes.len(), share * 100.0);
    assert!(fixes.len() < open && share >= 0.77, "{open} findings, {} fixes, {share}", fixes.len());
}

#[test]
fn few_calls_are_made() {
    // Those that AWS offers for one resource only, the report that is asked for until it is there, and those of load
    // balancers that two APIs or several kinds have in common.
    const SEVERAL: [&str; 9] = [
        "ec2:DescribeImageAttribute",
        "ec2:DescribeInstanceAttribute",
        "ec2:DescribeSnapshotAttribute",
        "elasticloadbalancing:DescribeLoadBalancerAttributes",
        "elasticloadbalancing:DescribeLoadBalancers",
        "elasticloadbalancing:DescribeTags",
        "iam:GenerateCredentialReport",
        "s3:Get",
        "s3control:",
    ];
    let calls: BTreeMap<String, u64> =
        serde_json::from_value(seeded().report()["scan"]["calls"]["by_operation"].clone()).unwrap();
    assert!(calls.values().all(|count| *count <= 8), "more than one for each resource: {calls:?}");
    let once = calls.iter().filter(|(operation, _)| !SEVERAL.iter().any(|start| operation.starts_with(start)));
    let more: u64 = once.map(|(_, count)| count - 1).sum();
    // The server drops a connection now and then, and the call is repeated.
    assert!(more <= 3, "{calls:?}");
}
