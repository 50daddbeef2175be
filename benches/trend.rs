//! How long `plimsoll trend` takes over four years of an estate. `BENCH_RESOURCES` sets its size; 2,000 without it.

#![expect(clippy::expect_used, reason = "a benchmark that cannot set up may end")]
#![expect(clippy::print_stdout, reason = "a benchmark says what it measured")]

mod synthetic;

use chrono::{DateTime, Months, Utc};
use plimsoll::snapshot::{Snapshot, Writer, read};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

const QUARTERS: u32 = 16;
/// What somebody waits for without a second thought.
const BOUND: Duration = Duration::from_secs(5);

fn main() {
    let count = std::env::var("BENCH_RESOURCES").ok().and_then(|count| count.parse().ok()).unwrap_or(2_000);
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("synthetic.jsonl.zst");
    synthetic::write(count, &file);
    let history = folder.path().join("history");
    fs::create_dir(&history).expect("a folder");
    let estate = read(&file).expect("a good snapshot");
    (0..QUARTERS).for_each(|quarter| put(&estate, quarter, &history));
    let fastest = (0..5).map(|_| run(&history)).min().unwrap_or_default();
    println!("trend over {QUARTERS} quarters of {count} resources: {fastest:.2?}");
    assert!(count > 2_000 || fastest <= BOUND, "{fastest:.2?} are more than {BOUND:?}");
}

/// The same estate at another time: in each quarter another fiftieth of it is not there.
fn put(estate: &Snapshot, quarter: u32, history: &Path) {
    let mut header = estate.header.clone();
    let last: DateTime<Utc> = "2026-09-30T12:00:00Z".parse().expect("a moment");
    header.taken_at = last - Months::new(3 * (QUARTERS - 1 - quarter));
    let path = history.join(format!("{}-{}.jsonl.zst", header.taken_at.format("%Y%m%dT%H%M%SZ"), header.accounts[0]));
    let mut writer = Writer::create(&path, &header).expect("a new file");
    let there = estate.resources.iter().zip(0u32..).filter(|(_, place)| place % 50 != quarter);
    there.for_each(|(resource, _)| writer.resource(resource).expect("a resource"));
    estate.done.iter().for_each(|done| writer.done(done).expect("an end of a kind"));
    writer.finish(0, BTreeMap::new()).expect("an end");
}

fn run(history: &Path) -> Duration {
    let started = Instant::now();
    let mut program = Command::new(env!("CARGO_BIN_EXE_plimsoll"));
    let out = program.args(["trend", "--format", "json", "--history"]).arg(history).output().expect("the program");
    let took = started.elapsed();
    let said = String::from_utf8_lossy(&out.stderr);
    // That the last snapshot is old by now is told, and is true.
    assert!(out.status.success(), "{said}");
    let trend: serde_json::Value = serde_json::from_slice(&out.stdout).expect("JSON");
    let quarters = trend["quarters"].as_array().expect("quarters");
    assert_eq!(quarters.len(), QUARTERS as usize);
    assert!(quarters.iter().all(|quarter| quarter["load"].as_f64() > Some(0.0)), "an estate at risk");
    took
}
