//! Secrets are planted wherever people leave them; each is found, and none is kept.

use super::support::{Account, REGION, plimsoll};
use plimsoll::snapshot;
use std::collections::BTreeMap;
use std::io::Read;

#[test]
fn every_secret_is_found_and_none_is_kept() {
    let (account, told) = Account::new().seed_and_hear("planted");
    let planted: BTreeMap<String, Vec<String>> = serde_json::from_str(&told).unwrap();
    let scan = plimsoll().args(["scan", "--region", REGION, "--max-rps", "1000", "--save", "x.jsonl.zst"]);
    let scan = scan.args(["--format", "json", "-o", "report.json", "--include", "pass,unknown", "--format", "table"]);
    let scan = planted.keys().fold(scan, |scan, kind| scan.args(["--kind", kind])).account(&account);
    let folder = scan.folder().to_owned();
    let mut scan = scan;
    let out = scan.start().wait_with_output().unwrap();
    assert_eq!(out.status.code(), Some(0), "{}", String::from_utf8_lossy(&out.stderr));

    let mut text = String::new();
    let file = std::fs::File::open(folder.join("x.jsonl.zst")).unwrap();
    zstd::stream::read::Decoder::new(file).unwrap().read_to_string(&mut text).unwrap();
    text.push_str(&std::fs::read_to_string(folder.join("report.json")).unwrap());
    text.push_str(&String::from_utf8_lossy(&out.stdout));
    text.push_str(&String::from_utf8_lossy(&out.stderr));
    for (kind, value) in planted.iter().flat_map(|(kind, values)| values.iter().map(move |value| (kind, value))) {
        assert!(!text.contains(value.as_str()), "the secret of {kind} is kept");
    }

    let taken = snapshot::read(&folder.join("x.jsonl.zst")).unwrap();
    let missed: Vec<String> = planted
        .iter()
        .filter_map(|(kind, values)| {
            let of_kind = taken.resources.iter().filter(|resource| *resource.kind == **kind);
            let hits: usize = of_kind.map(|one| hits(&serde_json::to_value(one).unwrap())).sum();
            (hits < values.len()).then(|| format!("{kind}: {hits} of {}", values.len()))
        })
        .collect();
    assert!(missed.is_empty(), "{missed:?}");
}

/// How many secrets were found, in all lists whose name ends in `secrets`.
fn hits(json: &serde_json::Value) -> usize {
    match json {
        serde_json::Value::Object(members) => members
            .iter()
            .map(|(name, member)| match member.as_array() {
                Some(list) if name.ends_with("secrets") => list.iter().filter(|hit| hit.get("line").is_some()).count(),
                _ => hits(member),
            })
            .sum(),
        serde_json::Value::Array(items) => items.iter().map(hits).sum(),
        _ => 0,
    }
}
