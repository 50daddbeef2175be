//! What a scan costs: calls beside the least that would do, and memory where there are many accounts.

use super::support::{FaultProxy, Plimsoll, REGIONS, everything, least, model};
use plimsoll::snapshot::{self, Snapshot};
use std::collections::{BTreeMap, BTreeSet};
use std::process::Child;
use std::time::{Duration, Instant};

/// Accounts to read. `PLIMSOLL_ACCOUNTS=200` reads more.
fn accounts() -> u64 {
    std::env::var("PLIMSOLL_ACCOUNTS").ok().and_then(|accounts| accounts.parse().ok()).unwrap_or(12)
}

/// The most memory that a process had at once, in bytes, where the system says it.
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

/// Takes a snapshot, and tells how much memory that took.
fn take(mut scan: Plimsoll) -> (Snapshot, Option<u64>) {
    let file = scan.folder().join("x.jsonl.zst");
    let mut child = scan.start();
    let memory = most_memory(&mut child);
    let out = child.wait_with_output().unwrap();
    assert_eq!(out.status.code(), Some(0), "{}", String::from_utf8_lossy(&out.stderr));
    (snapshot::read(&file).unwrap(), memory)
}

fn calls(snapshot: &Snapshot) -> u64 {
    snapshot.end.as_ref().unwrap().calls.values().sum()
}

/// By account: resources and gaps.
fn counts(taken: &Snapshot) -> BTreeMap<String, (usize, usize)> {
    let mut counts: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    taken.resources.iter().for_each(|resource| counts.entry(resource.account.to_string()).or_default().0 += 1);
    taken.gaps.iter().for_each(|gap| counts.entry(gap.account.to_string()).or_default().1 += 1);
    counts
}

#[test]
fn no_more_is_asked_than_needed() {
    let (taken, _) = take(everything(model()));
    let mut rows: Vec<(u64, u64, &str)> = Vec::new();
    for (operation, made) in &taken.end.as_ref().unwrap().calls {
        rows.push((*made, least::calls(operation, *made, &taken), operation));
    }
    let services: BTreeMap<&str, (u64, u64)> =
        rows.iter().fold(BTreeMap::new(), |mut sums, (made, least, operation)| {
            let sum = sums.entry(operation.split(':').next().unwrap()).or_default();
            (sum.0, sum.1) = (sum.0 + made, sum.1 + least);
            sums
        });
    println!("{:24} {:>5} {:>5}", "service", "made", "least");
    services.iter().for_each(|(service, (made, least))| println!("{service:24} {made:5} {least:5}"));
    let more = rows.iter().filter(|(made, least, _)| made > least);
    more.for_each(|(made, least, operation)| println!("more than the least: {operation}: {made} for {least}"));
    let (made, least) = services.values().fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1));
    println!("{} resources: {made} calls, least {least}: {:.3}", taken.resources.len(), made as f64 / least as f64);
    assert!(made as f64 <= 1.3 * least as f64);
}

/// All accounts are alike.
#[test]
fn many_accounts_take_little_memory() {
    let model = model();
    let proxy = FaultProxy::copying(model);
    let mut scan = everything(model).args(["--account", &model.id]).endpoint(&proxy.url());
    for number in 1..accounts() {
        scan = scan.args(["--account".to_owned(), (330_000_000_000 + number).to_string()]);
    }
    let started = Instant::now();
    let (taken, memory) = take(scan);
    println!(
        "{} accounts, {} regions: {} calls, {:.1?}, {} MiB of memory, {} resources, {} gaps",
        accounts(),
        REGIONS.len(),
        calls(&taken),
        started.elapsed(),
        memory.unwrap_or_default() >> 20,
        taken.resources.len(),
        taken.gaps.len(),
    );
    let counts = counts(&taken);
    assert_eq!(counts.len() as u64, accounts());
    let of_model = &counts[&model.id];
    assert!(counts.values().all(|of| of == of_model), "nothing is lost in any: {counts:?}");
    let unlike: BTreeSet<(&str, &str, &str)> = (taken.resources.iter())
        .map(|resource| (&*resource.id, resource.account.as_str(), resource.region.as_str()))
        .collect();
    assert_eq!(unlike.len(), taken.resources.len());
    if cfg!(target_os = "linux") {
        assert!(memory.unwrap() < 1 << 30, "{memory:?}");
    }
}
