//! `plimsoll waivers check|add`.

mod add;
mod check;

use super::super::args::WaiversCommand;
use super::super::{CliError, Exit};

pub(super) fn run(command: WaiversCommand) -> Result<Exit, CliError> {
    match command {
        WaiversCommand::Check(args) => check::run(&args),
        WaiversCommand::Add(args) => add::run(args),
    }
}
