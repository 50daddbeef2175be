//! Acme's snapshots, as they are and changed.

use serde_json::Value;
use std::path::{Path, PathBuf};

/// A snapshot as it is.
pub fn file(quarter: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("testdata/acme/{quarter}.jsonl.zst"))
}

/// The lines of a snapshot.
pub fn lines(quarter: &str) -> Vec<Value> {
    let text = String::from_utf8(zstd::decode_all(&std::fs::read(file(quarter)).unwrap()[..]).unwrap()).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// Lines as a snapshot, with as many resources as its end says.
pub fn packed(mut lines: Vec<Value>) -> Vec<u8> {
    let count = lines.iter().filter(|line| line.get("resource").is_some()).count();
    lines.iter_mut().filter_map(|line| line.get_mut("end")).for_each(|end| end["resources"] = count.into());
    let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
    zstd::encode_all(text.as_bytes(), 1).unwrap()
}

/// With forty times as many of some kinds, so that there are more than ten thousand findings.
pub fn large(lines: Vec<Value>) -> Vec<Value> {
    let kinds = ["s3_bucket", "ec2_volume", "ec2_instance", "ec2_snapshot", "iam_role", "ec2_security_group"];
    let many = |line: &Value| line["resource"]["kind"].as_str().is_some_and(|kind| kinds.contains(&kind));
    let copies = |line: Value| {
        let more = if many(&line) { 40 } else { 0 };
        let more: Vec<Value> = (0..more).map(|number| copy(&line, number)).collect();
        [line].into_iter().chain(more)
    };
    lines.into_iter().flat_map(copies).collect()
}

fn copy(line: &Value, number: usize) -> Value {
    let mut line = line.clone();
    for field in ["id", "name"] {
        if let Some(text) = line["resource"][field].as_str().map(|text| format!("{text}-{number:05}")) {
            line["resource"][field] = text.into();
        }
    }
    line
}
