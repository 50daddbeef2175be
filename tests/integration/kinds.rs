//! Every kind that moto serves, read from an account in which its seed put some.
//!
//! A seed in `tests/seed/kinds` prints what it made, as JSON: `{"made": {"kms_key": 2}, "lacking": {"kms:ListGrants":
//! "why"}}`. What moto lacks is a gap, and must be named; there is none beside.

use super::support::{Account, REGION, kind_seeds, plimsoll};
use plimsoll::snapshot::{self, Snapshot};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Seeded {
    /// How many of each kind must be found at least: accounts have things that nobody made.
    made: BTreeMap<String, usize>,
    /// Actions that moto does not serve, and why a gap or an unread field is right.
    #[serde(default)]
    lacking: BTreeMap<String, String>,
}

fn read(account: &Account, kinds: &BTreeMap<String, usize>) -> Snapshot {
    let mut scan = plimsoll().args(["snapshot", "--region", REGION, "--max-rps", "1000", "-o", "all.jsonl.zst"]);
    for kind in kinds.keys() {
        scan = scan.args(["--kind", kind]);
    }
    let file = scan.folder().join("all.jsonl.zst");
    let mut scan = scan.account(account).env("AWS_MAX_ATTEMPTS", "3");
    let out = scan.start().wait_with_output().unwrap();
    assert_eq!(out.status.code(), Some(0), "{}", String::from_utf8_lossy(&out.stderr));
    snapshot::read(&file).unwrap()
}

/// What is wrong with what was read.
fn wrong(seed: &str) -> Vec<String> {
    let (account, told) = Account::new().seed_and_hear(seed);
    let seeded: Seeded = serde_json::from_str(&told).unwrap_or_else(|error| panic!("{seed}: {error}: {told}"));
    let snapshot = read(&account, &seeded.made);
    let mut wrong = Vec::new();
    for (kind, made) in &seeded.made {
        let found = snapshot.resources.iter().filter(|resource| *resource.kind == **kind).count();
        if found < *made {
            wrong.push(format!("{seed}: {found} of {made} {kind}"));
        }
    }
    let gaps = snapshot.gaps.iter().map(|gap| (gap.kind.clone(), gap.as_unread()));
    let fields = snapshot.resources.iter().flat_map(|resource| {
        resource.unread().into_iter().map(|unread| (resource.kind.to_string(), unread.clone())).collect::<Vec<_>>()
    });
    let unread: BTreeSet<_> = gaps.chain(fields).collect();
    let unexplained = unread.iter().filter(|(_, unread)| !seeded.lacking.contains_key(&unread.action));
    wrong.extend(unexplained.map(|(kind, unread)| format!("{seed}: {kind}: {unread}: {:?}", unread.detail)));
    let unused = seeded.lacking.keys().filter(|action| !unread.iter().any(|(_, unread)| unread.action == **action));
    wrong.extend(unused.map(|action| format!("{seed}: moto does serve {action}")));
    wrong
}

#[test]
fn all_that_was_made_is_read() {
    let wrong: Vec<String> = kind_seeds().iter().flat_map(|seed| wrong(seed)).collect();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}
