//! What ten thousand findings in all formats at once come to, in bytes and in seconds.

#![expect(clippy::expect_used, clippy::unwrap_used, reason = "a benchmark that cannot set up may end")]
#![expect(clippy::print_stdout, reason = "a benchmark says what it measured")]

#[path = "../tests/integration/support/acme.rs"]
mod acme;

use plimsoll::report::{FORMATS, PACKED};
use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

const BOUND: Duration = Duration::from_secs(20);
/// Plain, events that are read one by one say each time what all of them have in common; packed, that costs nothing.
const MOST_BYTES: [(&str, u64); 2] = [("", 140_000_000), (PACKED, 10_000_000)];

fn main() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let snapshot = folder.path().join("large.jsonl.zst");
    fs::write(&snapshot, acme::packed(acme::large(acme::lines("2026-Q2")))).expect("space");
    for (ending, most) in MOST_BYTES {
        let reports = folder.path().join(format!("reports{ending}"));
        fs::create_dir(&reports).expect("a folder");
        let took = (0..3).map(|_| write_all(&snapshot, &reports, ending)).min().unwrap_or_default();
        let mut sizes: Vec<(u64, String)> = fs::read_dir(&reports).expect("a folder").map(size).collect();
        sizes.sort_by(|a, b| b.cmp(a));
        let bytes: u64 = sizes.iter().map(|(bytes, _)| bytes).sum();
        let all: Vec<String> = sizes.iter().map(|(bytes, name)| format!("{name} {:.1}", *bytes as f64 / 1e6)).collect();
        println!("all formats{ending}: {took:.1?}, {:.1} MB: {}", bytes as f64 / 1e6, all.join(", "));
        assert!(took <= BOUND && bytes <= most, "{took:?}, {bytes} bytes");
    }
}

fn size(file: std::io::Result<fs::DirEntry>) -> (u64, String) {
    let file = file.expect("a file");
    (file.metadata().expect("a size").len(), file.file_name().to_string_lossy().into_owned())
}

fn write_all(snapshot: &Path, to: &Path, ending: &str) -> Duration {
    let start = Instant::now();
    let mut program = Command::new(env!("CARGO_BIN_EXE_plimsoll"));
    program.args(["scan", "--snapshot"]).arg(snapshot);
    for format in FORMATS {
        program.args(["--format", format.name, "-o"]).arg(to.join(format!("{}{ending}", format.name)));
    }
    let out = program.output().expect("the program");
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    start.elapsed()
}
