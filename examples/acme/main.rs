//! Writes the four quarterly snapshots of Acme, a made-up company: `cargo run --example acme`.
//!
//! The story is told in `testdata/README.md`. Every resource is a kind's own sample with changes laid over it, so that
//! the snapshots follow the kinds for ever: a field that a kind does not have ends the program.
#![expect(clippy::expect_used, clippy::print_stdout, reason = "what is wrong with a fixture ends its making")]

mod balancing;
mod compute;
mod estate;
mod identity;
mod network;
mod services;
mod storage;
mod watch;

use std::path::Path;

fn main() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/acme");
    for quarter in estate::Quarter::ALL {
        let bytes = estate::Estate::of(quarter).bytes();
        let file = folder.join(format!("{}.jsonl.zst", quarter.name()));
        println!("{}: {} bytes", file.display(), bytes.len());
        std::fs::write(file, bytes).expect("testdata can be written");
    }
}
