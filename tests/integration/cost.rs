//! What a scan costs: calls beside the plan of them, and memory where there are many accounts.

use super::support::{Account, FaultProxy, Plimsoll, REGION, plimsoll};
use plimsoll::snapshot::{self, Snapshot};
use serde_json::Value;
use std::process::Child;
use std::time::{Duration, Instant};

const REGIONS: [&str; 3] = [REGION, "eu-west-1", "us-east-1"];

/// Accounts to read. `PLIMSOLL_ACCOUNTS=200` reads more.
fn accounts() -> usize {
    std::env::var("PLIMSOLL_ACCOUNTS").ok().and_then(|accounts| accounts.parse().ok()).unwrap_or(12)
}

/// Kinds that need no more than moto does well, of all protocols, global and regional.
const KINDS: [&str; 16] = [
    "ec2_vpc",
    "ec2_subnet",
    "ec2_security_group",
    "ec2_network_acl",
    "ec2_route_table",
    "ec2_instance",
    "ec2_volume",
    "iam_role",
    "iam_user",
    "iam_policy",
    "kms_key",
    "logs_group",
    "sns_topic",
    "secretsmanager_secret",
    "dynamodb_table",
    "elbv2_load_balancer",
];

fn scoped(command: &[&str], accounts: &[Account]) -> Plimsoll {
    let scan = plimsoll().args(command).args(["--max-rps", "1000"]).account(&accounts[0]);
    let scan = REGIONS.iter().fold(scan, |scan, region| scan.args(["--region", region]));
    let scan = KINDS.iter().fold(scan, |scan, kind| scan.args(["--kind", kind]));
    accounts.iter().fold(scan, |scan, account| scan.args(["--account", &account.id]))
}

/// Takes a snapshot, and tells how much memory that took, where the system says it.
fn take(mut scan: Plimsoll) -> (Snapshot, Option<u64>) {
    let file = scan.folder().join("x.jsonl.zst");
    let mut child = scan.start();
    let memory = most_memory(&mut child);
    let out = child.wait_with_output().unwrap();
    assert_eq!(out.status.code(), Some(0), "{}", String::from_utf8_lossy(&out.stderr));
    (snapshot::read(&file).unwrap(), memory)
}

/// The most memory that a process had at once, in bytes.
fn most_memory(child: &mut Child) -> Option<u64> {
    let status = format!("/proc/{}/status", child.id());
    let mut most = None;
    while child.try_wait().unwrap().is_none() {
        let text = std::fs::read_to_string(&status).unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kib = line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<u64>().ok());
        most = most.max(kib.map(|kib| kib << 10));
        std::thread::sleep(Duration::from_millis(50));
    }
    most
}

fn calls(snapshot: &Snapshot) -> u64 {
    snapshot.end.as_ref().unwrap().calls.values().sum()
}

#[test]
fn many_accounts_take_little_memory_and_few_calls() {
    let accounts: Vec<Account> = (0..accounts()).map(|_| Account::new()).collect();
    let proxy = FaultProxy::new([]);
    let started = Instant::now();
    let scan = scoped(&["snapshot", "-o", "x.jsonl.zst"], &accounts).endpoint(&proxy.url());
    let (taken, memory) = take(scan);
    let took = started.elapsed();
    assert!(taken.is_complete(), "{:?}", taken.gaps);
    assert_eq!(taken.header.accounts.len(), accounts.len());

    let planned = planned(&taken, &accounts);
    // Beside what is planned: who one is, and the role of each account.
    let beside = accounts.len() as u64;
    println!(
        "{} accounts, {} regions, {} kinds: {} calls ({planned} planned), {took:.1?}, {} MiB, {} resources",
        accounts.len(),
        REGIONS.len(),
        KINDS.len(),
        calls(&taken),
        memory.unwrap_or_default() >> 20,
        taken.resources.len(),
    );
    assert!(calls(&taken) as f64 <= 1.3 * planned as f64 + beside as f64, "{:?}", taken.end);
    assert!(memory.is_none_or(|bytes| bytes < 1 << 30), "{memory:?}");
}

/// What `--plan` says, where a snapshot counts the resources.
fn planned(taken: &Snapshot, accounts: &[Account]) -> u64 {
    let plan = scoped(&["scan", "--plan", "--format", "json", "--control", "iam/role-in-use"], accounts);
    let file = plan.folder().join("before.jsonl.zst");
    snapshot::Writer::write(&file, taken).unwrap();
    let history = plan.folder().join("history");
    std::fs::create_dir(&history).unwrap();
    std::fs::rename(file, history.join("before.jsonl.zst")).unwrap();
    let run = plan.args(["--history", "history"]).run();
    assert_eq!(run.code, 0, "{}", run.stderr);
    let plan: Value = run.json();
    assert_eq!(plan["format"], "plimsoll/plan/v1");
    assert_eq!(plan["counted_by"], Value::from(taken.header.id.as_str()));
    plan["calls"].as_u64().unwrap()
}
