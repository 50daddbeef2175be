//! `plimsoll controls list|show|search|new|lint|test|schema`.

mod judge;
mod look;
mod new;

use super::super::args::ControlsCommand;
use super::super::{CliError, Exit};

pub(super) fn run(command: ControlsCommand) -> Result<Exit, CliError> {
    match command {
        ControlsCommand::List { rules, format } => look::list(&rules, format),
        ControlsCommand::Show { id, rules } => look::show(&id, &rules),
        ControlsCommand::Search { words, rules, format } => look::search(&words, &rules, format),
        ControlsCommand::New(args) => new::run(args),
        ControlsCommand::Lint { rules } => judge::lint(&rules),
        ControlsCommand::Test { what, mutants: false, rules } => judge::test(&what, &rules),
        ControlsCommand::Test { what, mutants: true, rules } => judge::mutants(&what, &rules),
        ControlsCommand::Schema => look::schema(),
    }
}
