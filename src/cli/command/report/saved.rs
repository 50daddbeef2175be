//! Results that were saved, which are no snapshots.

use serde::Deserialize;
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;

/// What a saved result says of itself.
#[derive(Deserialize)]
struct Saved {
    format: String,
    scan: SavedScan,
}

#[derive(Deserialize)]
struct SavedScan {
    id: String,
}

/// The largest report that is looked into.
const LARGEST: u64 = 1 << 30;

/// The snapshot of which a file is a report, where it is one in JSON, packed or not.
pub(super) fn result_of(file: &Path) -> Option<String> {
    let mut bytes = BufReader::new(File::open(file).ok()?);
    let text: Box<dyn Read> = match bytes.fill_buf().ok()?.first()? {
        b'{' => Box::new(bytes),
        _ => Box::new(zstd::Decoder::with_buffer(bytes).ok()?),
    };
    let saved: Saved = serde_json::from_reader(BufReader::new(text.take(LARGEST))).ok()?;
    saved.format.starts_with("plimsoll/report/").then_some(saved.scan.id)
}
