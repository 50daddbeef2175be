//! Parse, run, exit code.

use std::process::ExitCode;

fn main() -> ExitCode {
    plimsoll::cli::run().into()
}
