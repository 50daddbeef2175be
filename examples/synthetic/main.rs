//! `cargo run --release --example synthetic -- COUNT FILE` writes a snapshot of COUNT resources, to measure whole
//! commands with: `/usr/bin/time -v plimsoll scan --snapshot FILE`.

#![expect(clippy::expect_used, reason = "an example may end where it cannot write")]
#![expect(clippy::print_stderr, reason = "this is a command")]

#[path = "../../benches/synthetic.rs"]
mod synthetic;

use std::path::Path;

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, count, file] = arguments.as_slice() else {
        eprintln!("give a count and a file");
        std::process::exit(2);
    };
    synthetic::write(count.parse().expect("a number"), Path::new(file));
}
