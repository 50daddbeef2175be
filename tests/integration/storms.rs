//! Bad weather: faults of all sorts, mixed at random from fixed seeds. Every run ends; what passes over loses nothing; what
//! does not is a gap that says why; and nothing is read wrong.

use super::support::{Account, Fault, FaultProxy, Plimsoll, REGION, plimsoll};
use plimsoll::snapshot::{self, Resource, Snapshot};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;
use std::time::{Duration, Instant};

/// Runs, each with a mix of its own. `PLIMSOLL_STORMS=200` makes more.
fn runs() -> u64 {
    std::env::var("PLIMSOLL_STORMS").ok().and_then(|runs| runs.parse().ok()).unwrap_or(9)
}

/// Calls of all four protocols, and the kind whose listing or part each is.
const CALLS: [(&str, &str); 14] = [
    ("ec2:DescribeVpcs", "ec2_vpc"),
    ("ec2:DescribeSubnets", "ec2_subnet"),
    ("ec2:DescribeSecurityGroups", "ec2_security_group"),
    ("iam:GetAccountAuthorizationDetails", "iam_role"),
    ("iam:ListServerCertificates", "iam_server_certificate"),
    ("kms:ListKeys", "kms_key"),
    ("kms:ListAliases", "kms_key"),
    ("kms:DescribeKey", "kms_key"),
    ("kms:GetKeyPolicy", "kms_key"),
    ("sns:ListTopics", "sns_topic"),
    ("sns:GetTopicAttributes", "sns_topic"),
    ("sns:ListSubscriptions", "sns_topic"),
    ("s3:GetAccountPublicAccessBlock", "s3_account"),
    ("s3:ListAccessPoints", "s3_access_point"),
];

/// Attempts of a call.
const ATTEMPTS: u64 = 3;

/// A generator of numbers that are the same everywhere: xorshift64.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % bound
    }

    /// One that passes over before the attempts do, or one that does not.
    fn fault(&mut self) -> Fault {
        let times = 1 + self.below(ATTEMPTS - 1);
        match self.below(11) {
            0 | 1 => Fault::Throttle(times),
            2 | 3 => Fault::Fail(times),
            4 => Fault::Drop(times),
            5 => Fault::Cut(times),
            6 => Fault::Drip,
            7 => Fault::Deny,
            8 => Fault::Babble,
            9 => Fault::Expire,
            _ => Fault::Throttle(u64::MAX),
        }
    }
}

fn lasts(fault: Fault) -> bool {
    matches!(fault, Fault::Deny | Fault::Babble | Fault::Expire | Fault::Throttle(u64::MAX))
}

fn take(account: &Account) -> Plimsoll {
    let kinds: BTreeSet<&str> = CALLS.iter().map(|(_, kind)| *kind).collect();
    let scan = plimsoll().args(["snapshot", "--region", REGION, "--max-rps", "1000", "-o", "x.jsonl.zst"]);
    let scan = kinds.iter().fold(scan, |scan, kind| scan.args(["--kind", kind]));
    scan.account(account).env("AWS_MAX_ATTEMPTS", &ATTEMPTS.to_string())
}

fn run(scan: Plimsoll) -> Snapshot {
    let file = scan.folder().join("x.jsonl.zst");
    let mut scan = scan;
    let out = scan.start().wait_with_output().unwrap();
    assert_eq!(out.status.code(), Some(0), "{}", String::from_utf8_lossy(&out.stderr));
    snapshot::read(&file).unwrap()
}

/// What is wrong with a run in a storm, beside one in calm weather.
fn wrong(seed: u64, calm: &Snapshot, account: &Account) -> (Vec<String>, u64) {
    let mut dice = Dice(0x9e37_79b9_7f4a_7c15 ^ (seed + 1));
    let mut faults = BTreeMap::new();
    for (call, kind) in CALLS {
        // A call that many resources share may fail more often than one call is tried.
        let shared = ["kms:DescribeKey", "kms:GetKeyPolicy", "sns:GetTopicAttributes"].contains(&call);
        if dice.below(3) == 0 {
            let fault = dice.fault();
            if !shared || lasts(fault) || matches!(fault, Fault::Drip) {
                faults.insert(call, (fault, kind));
            }
        }
    }
    let proxy = FaultProxy::new(faults.iter().map(|(call, (fault, _))| (*call, *fault)));
    let started = Instant::now();
    let stormy = run(take(account).endpoint(&proxy.url()));
    let mut wrong = Vec::new();
    if started.elapsed() > Duration::from_secs(120) {
        wrong.push(format!("it takes {:?}", started.elapsed()));
    }
    let hurt: BTreeSet<&str> = faults.values().filter(|(fault, _)| lasts(*fault)).map(|(_, kind)| *kind).collect();
    for (call, (_, kind)) in faults.iter().filter(|(_, (fault, _))| lasts(*fault)) {
        // Where the listing of a kind fails, nothing more can be told of its parts.
        let whole = stormy.gaps.iter().any(|gap| gap.kind == *kind);
        let is_told = unread(&stormy).contains(*call) || whole || proxy.seen(call) == 0;
        if !is_told {
            wrong.push(format!("{call}: no gap"));
        }
    }
    wrong.extend(lost(calm, &stormy, &hurt));
    let context = format!("seed {seed}, {faults:?}");
    (wrong.into_iter().map(|what| format!("{what}: {context}")).collect(), faults.len() as u64)
}

/// The actions of all gaps and unread fields.
fn unread(snapshot: &Snapshot) -> BTreeSet<String> {
    let gaps = snapshot.gaps.iter().map(|gap| gap.action.clone());
    let fields = snapshot.resources.iter().flat_map(|one| one.unread().into_iter().map(|unread| unread.action.clone()));
    gaps.chain(fields).collect()
}

/// What differs, in kinds that nothing lasting happened to; and in the others, what is there and not as it was.
fn lost(calm: &Snapshot, stormy: &Snapshot, hurt: &BTreeSet<&str>) -> Vec<String> {
    let by_id = |snapshot: &Snapshot| -> BTreeMap<String, Resource> {
        snapshot.resources.iter().map(|one| (one.id.to_string(), one.clone())).collect()
    };
    let (was, is) = (by_id(calm), by_id(stormy));
    let mut wrong = Vec::new();
    for (id, one) in &was {
        match is.get(id) {
            None if !hurt.contains(&*one.kind) => wrong.push(format!("{id} is lost")),
            Some(now) if now != one && now.unread().is_empty() => wrong.push(format!("{id} is another")),
            Some(now) if now != one && !hurt.contains(&*one.kind) => wrong.push(format!("{id} is in part unread")),
            _ => {}
        }
    }
    wrong.extend(is.keys().filter(|id| !was.contains_key(*id)).map(|id| format!("{id} is new")));
    wrong
}

#[test]
fn every_storm_passes() {
    let account = Account::new().seed("kinds/messages");
    let calm = run(take(&account));
    assert!(calm.is_complete(), "{:?}", calm.gaps);
    let seeds = Mutex::new(0..runs());
    let next = || seeds.lock().unwrap().next();
    let results = Mutex::new((Vec::new(), 0));
    std::thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| {
                while let Some(seed) = next() {
                    let (wrong, faults) = wrong(seed, &calm, &account);
                    let mut results = results.lock().unwrap();
                    results.0.extend(wrong);
                    results.1 += faults;
                }
            });
        }
    });
    let (wrong, faults) = results.into_inner().unwrap();
    println!("{} runs, {faults} faults", runs());
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}
