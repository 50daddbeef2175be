//! Many accounts: entered by a role, split over machines, joined again, and gone on with after a sudden death.

use super::support::{Account, Fault, FaultProxy, Plimsoll, REGION, plimsoll};
use plimsoll::snapshot::{self, Snapshot};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::time::Duration;

/// Kinds that moto serves quickly, global and regional.
const KINDS: [&str; 4] = ["iam_role", "ec2_vpc", "sns_topic", "kms_key"];

fn accounts(count: usize) -> Vec<Account> {
    (0..count).map(|_| Account::new()).collect()
}

/// A snapshot of accounts, by the credentials of the first.
fn take(accounts: &[Account]) -> Plimsoll {
    let scan = plimsoll().args(["snapshot", "--region", REGION, "--max-rps", "1000"]).account(&accounts[0]);
    let scan = KINDS.iter().fold(scan, |scan, kind| scan.args(["--kind", kind]));
    accounts.iter().fold(scan, |scan, account| scan.args(["--account", &account.id]))
}

fn run(scan: Plimsoll, file: &Path) -> Snapshot {
    let run = scan.args(["-o", &file.to_string_lossy()]).run();
    assert_eq!(run.code, 0, "{}", run.stderr);
    snapshot::read(file).unwrap()
}

/// How many resources of each kind were found in each account.
fn counts(snapshot: &Snapshot) -> BTreeMap<(String, String), usize> {
    let mut counts = BTreeMap::new();
    for resource in &snapshot.resources {
        *counts.entry((resource.account.to_string(), resource.kind.to_string())).or_default() += 1;
    }
    counts
}

#[test]
fn each_account_is_read_by_its_role() {
    let accounts = accounts(3);
    let folder = tempfile::tempdir().unwrap();
    let taken = run(take(&accounts), &folder.path().join("all.jsonl.zst"));
    assert!(taken.is_complete(), "{:?}", taken.gaps);
    let expected: BTreeSet<&str> = accounts.iter().map(|account| account.id.as_str()).collect();
    let vpcs = taken.resources.iter().filter(|resource| &*resource.kind == "ec2_vpc");
    assert_eq!(vpcs.map(|vpc| vpc.account.as_str()).collect::<BTreeSet<_>>(), expected, "each has its default VPC");
    let calls = &taken.end.unwrap().calls;
    assert_eq!(calls.get("sts:AssumeRole"), Some(&2), "one for each account but our own: {calls:?}");
}

#[test]
fn an_account_that_refuses_is_a_gap_and_not_the_end() {
    let accounts = accounts(3);
    let refuses = FaultProxy::new([("sts:AssumeRole", Fault::Refuse)]);
    let folder = tempfile::tempdir().unwrap();
    let taken = run(take(&accounts).endpoint(&refuses.url()), &folder.path().join("all.jsonl.zst"));
    assert!(!taken.is_complete());
    let gaps: BTreeSet<(&str, &str, &str)> =
        taken.gaps.iter().map(|gap| (gap.account.as_str(), gap.kind.as_str(), gap.action.as_str())).collect();
    let refused =
        accounts[1..].iter().flat_map(|account| KINDS.map(|kind| (account.id.as_str(), kind, "sts:AssumeRole")));
    assert_eq!(gaps, refused.collect(), "every kind of both");
    let read: BTreeSet<&str> = taken.resources.iter().map(|resource| resource.account.as_str()).collect();
    assert_eq!(read, BTreeSet::from([accounts[0].id.as_str()]));
}

#[test]
fn shards_make_up_the_whole() {
    let accounts = accounts(6);
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let whole = run(take(&accounts), &at("whole.jsonl.zst"));
    let parts: Vec<String> = (1..=2)
        .filter_map(|shard| {
            let file = at(&format!("{shard}.jsonl.zst"));
            let scan = take(&accounts).args(["--shard", &format!("{shard}/2"), "-o", &file.to_string_lossy()]).run();
            assert!(scan.code == 0 || scan.stderr.contains("has no account"), "{}", scan.stderr);
            (scan.code == 0).then(|| file.to_string_lossy().into_owned())
        })
        .collect();
    if parts.len() < 2 {
        // Six accounts may all fall into one of two shards.
        return;
    }
    let joined = at("joined.jsonl.zst");
    let merge = plimsoll().args(["merge", "-o", &joined.to_string_lossy()]).args(&parts).run();
    assert_eq!(merge.code, 0, "{}", merge.stderr);
    let joined = snapshot::read(&joined).unwrap();
    assert_eq!(counts(&joined), counts(&whole));
    assert!(joined.is_complete());
    let twice = plimsoll().args(["merge", "-o", "x", &parts[0], &parts[0]]).run();
    assert_eq!(twice.code, 2);
    assert!(twice.stderr.contains("more than one"), "{}", twice.stderr);
}

/// What was read is there, and what was not is asked for: nothing twice.
#[test]
fn a_scan_that_was_killed_is_gone_on_with() {
    let accounts = accounts(2);
    let folder = tempfile::tempdir().unwrap();
    let (whole, part) = (folder.path().join("whole.jsonl.zst"), folder.path().join("part.jsonl.zst"));
    let whole = run(take(&accounts), &whole);

    let hangs = FaultProxy::new([("kms:ListAliases", Fault::Hang)]);
    let mut scan = take(&accounts).endpoint(&hangs.url()).args(["-o", &part.to_string_lossy()]);
    let mut child = scan.start();
    hangs.wait_for("kms:ListAliases");
    wait_until(|| snapshot::read(&part).is_ok_and(|part| part.done.len() >= 6));
    // SIGKILL.
    child.kill().unwrap();
    child.wait().unwrap();
    let before = snapshot::read(&part).unwrap();
    assert!(!before.is_complete() && before.end.is_none());

    let counts_calls = FaultProxy::new([]);
    let resume = plimsoll().args(["snapshot", "--max-rps", "1000", "--resume", &part.to_string_lossy()]);
    let resumed = resume.account(&accounts[0]).endpoint(&counts_calls.url()).run();
    assert_eq!(resumed.code, 0, "{}", resumed.stderr);
    let after = snapshot::read(&part).unwrap();
    assert!(after.is_complete(), "{:?}", after.gaps);
    assert_eq!(after.header.id, before.header.id);
    assert_eq!(counts(&after), counts(&whole));
    assert_eq!(after.resources, whole.resources, "as if nothing had happened");
    for action in ["ec2:DescribeVpcs", "sns:ListTopics", "iam:GetAccountAuthorizationDetails"] {
        assert_eq!(counts_calls.seen(action), 0, "{action} was done: {:?}", counts_calls.all_seen());
    }
    assert!(counts_calls.seen("kms:ListKeys") > 0);
}

fn wait_until(mut holds: impl FnMut() -> bool) {
    let started = std::time::Instant::now();
    while !holds() {
        assert!(started.elapsed() < Duration::from_secs(60), "it does not come to that");
        std::thread::sleep(Duration::from_millis(50));
    }
}
