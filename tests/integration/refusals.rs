//! What cannot be done is refused with exit code 2, and a message that says what to do.

use super::support::{Account, Fault, FaultProxy, Plimsoll, REGION, Run, plimsoll, seeded};
use std::time::{Duration, Instant};

#[track_caller]
fn refused(plimsoll: Plimsoll, told: &[&str]) -> Run {
    let run = plimsoll.run();
    assert_eq!(run.code, 2, "{}{}", run.stdout, run.stderr);
    // Lines are broken to fit a terminal.
    let text = run.stderr.split_whitespace().filter(|word| *word != "│").collect::<Vec<_>>().join(" ");
    for words in told {
        assert!(text.contains(words), "not told: {words}\n{}", run.stderr);
    }
    assert!(!text.contains("panicked"), "{}", run.stderr);
    assert_eq!(run.stdout, "", "a refusal is no result");
    run
}

#[test]
fn an_endpoint_that_nobody_serves() {
    let started = Instant::now();
    let account = Account::new();
    let url = "http://127.0.0.1:9";
    let scan = plimsoll().args(["scan", "--region", REGION]).account(&account).endpoint(url);
    refused(scan.env("AWS_MAX_ATTEMPTS", "2"), &["cannot reach", url, "--endpoint-url"]);
    assert!(started.elapsed() < Duration::from_secs(30));
}

#[test]
fn no_credentials() {
    refused(plimsoll().args(["scan", "--region", REGION]), &["no AWS credentials", "AWS_PROFILE", "plimsoll demo"]);
}

#[test]
fn a_profile_that_there_is_not() {
    refused(plimsoll().args(["scan", "--profile", "nobody", "--region", REGION]), &["nobody"]);
}

#[test]
fn a_region_that_cannot_be() {
    refused(plimsoll().args(["scan", "--region", "Frankfurt!"]), &["Frankfurt!"]);
}

#[test]
fn a_region_that_there_is_not() {
    let account = Account::new();
    let scan = |more: &[&str]| {
        let scan = plimsoll().args(["scan", "--region", REGION, "--region", "eu-centrall-1"]).args(more);
        scan.account(&account)
    };
    for more in [&[][..], &["--plan"]] {
        refused(scan(more), &["AWS has no region `eu-centrall-1`", "did you mean `eu-central-1`?"]);
    }
}

#[test]
fn a_control_that_there_is_not() {
    let scan = plimsoll().args(["scan", "--control", "s3/bucket-versionning", "--region", REGION]);
    refused(scan, &["s3/bucket-versionning", "did you mean `s3/bucket-versioning`?"]);
}

#[test]
fn a_framework_that_there_is_not() {
    refused(
        plimsoll().args(["scan", "--framework", "nist-csf-20", "--region", REGION]),
        &["nist-csf-20", "nist-csf-2.0"],
    );
}

const CONTROL: &str = "\
title: S3 buckets have a name
resource: s3_bucket
severity: low
check: resource.versionning.status == 'enabled'
why: A control of a test that names a field which there is not.
risk: {threat: destruction, exploit: hard}
fix: {text: Nothing., effort: minutes, scope: resource}
examples:
  - pass: {}
  - fail: {versioning: {status: suspended}}
  - unknown: {versioning: {$unread: access_denied}}
";

#[test]
fn a_control_with_a_mistake() {
    let scan = || plimsoll().args(["scan", "--controls", "own", "--region", REGION]);
    let told = ["own/s3/named.yaml:4", "resource.versionning", "did you mean `versioning`?"];
    refused(scan().file("own/s3/named.yaml", CONTROL), &told);
    refused(scan().file("own/s3/named.yaml", "title: [\n"), &["own/s3/named.yaml"]);
    refused(scan().file("own/s3/named.yaml", format!("{CONTROL}colour: red\n")), &["own/s3/named.yaml:12", "colour"]);
    refused(scan(), &["own"]);
}

#[test]
fn a_configuration_with_a_mistake() {
    let scan = || plimsoll().args(["scan", "--region", REGION]);
    refused(scan().file("plimsoll.yaml", "lin: 3\n"), &["plimsoll.yaml:1", "lin"]);
    refused(scan().file("plimsoll.yaml", "line: -3\n"), &["plimsoll.yaml", "`line`"]);
    refused(scan().args(["--config", "other.yaml"]), &["other.yaml"]);
}

#[test]
fn waivers_with_a_mistake() {
    let scan = || plimsoll().args(["scan", "--waivers", "waivers.yaml", "--region", REGION]);
    refused(scan(), &["waivers.yaml"]);
    let without_end = "waivers:\n  - control: s3/bucket-versioning\n    reason: A test.\n    owner: me\n";
    refused(scan().file("waivers.yaml", without_end), &["waivers.yaml:4", "expires"]);
}

#[test]
fn snapshots_that_are_none() {
    let scan = || plimsoll().args(["scan", "--snapshot", "x.jsonl.zst"]);
    refused(scan(), &["x.jsonl.zst"]);
    refused(scan().file("x.jsonl.zst", ""), &["x.jsonl.zst"]);
    refused(scan().file("x.jsonl.zst", "{\"Version\": 1}\n"), &["x.jsonl.zst"]);
    let other = zstd::encode_all(&b"{\"report\": {}}\n"[..], 1).unwrap();
    refused(scan().file("x.jsonl.zst", other), &["x.jsonl.zst"]);
    let newer = zstd::encode_all(&b"{\"snapshot\": {\"format\": \"plimsoll/snapshot/v9\"}}\n"[..], 1).unwrap();
    refused(scan().file("x.jsonl.zst", newer), &["x.jsonl.zst"]);
}

/// What a crash or a full disk leaves is still of use, and is not taken for the whole.
#[test]
fn a_truncated_snapshot() {
    let whole = std::fs::read(&seeded().snapshot).unwrap();
    let scan = || plimsoll().args(["scan", "--format", "json", "--strict", "--snapshot", "x.jsonl.zst"]);
    for part in [whole.len() - 1, whole.len() / 2] {
        let run = scan().file("x.jsonl.zst", &whole[..part]).run();
        assert!([2, 3].contains(&run.code), "{part} bytes: exit {}: {}", run.code, run.stderr);
        assert!(run.code == 2 || run.json()["scan"]["complete"] == false, "{part} bytes are taken for the whole");
        assert!(run.code == 3 || run.stderr.contains("x.jsonl.zst"), "{}", run.stderr);
    }
    refused(scan().file("x.jsonl.zst", &whole[..20]), &["x.jsonl.zst"]);
}

/// Ctrl-C ends it soon, and what was read until then can be judged, and knows that it is not all.
#[test]
fn an_interrupted_scan() {
    let proxy = FaultProxy::new([("ec2:DescribeVolumes", Fault::Hang)]);
    let mut scan = seeded().scan().endpoint(&proxy.url()).args(["--save", "part.jsonl.zst"]);
    let child = scan.start();
    proxy.wait_for("ec2:DescribeVolumes");
    std::thread::sleep(Duration::from_millis(500));
    let started = Instant::now();
    let kill = std::process::Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(kill.success());
    let out = child.wait_with_output().unwrap();
    assert!(started.elapsed() < Duration::from_secs(10), "it does not end: {:?}", started.elapsed());
    assert_eq!(out.status.code(), Some(2), "{}", String::from_utf8_lossy(&out.stderr));
    assert!(String::from_utf8_lossy(&out.stderr).contains("interrupted"));

    let part = std::fs::read(scan.folder().join("part.jsonl.zst")).unwrap();
    let replay = ["scan", "--snapshot", "part.jsonl.zst", "--format", "json", "--strict"];
    let run = plimsoll().args(replay).file("part.jsonl.zst", part).run();
    assert_eq!(run.code, 3, "{}", run.stderr);
    assert_eq!(run.json()["scan"]["complete"], false);
}
