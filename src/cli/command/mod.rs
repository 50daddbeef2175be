//! One file a subcommand.

mod browse;
mod collecting;
mod completions;
mod config;
mod controls;
mod demo;
mod diff;
mod explain;
mod finding;
mod frameworks;
mod history;
mod kinds;
mod man;
mod merge;
mod notify;
mod paths;
mod permissions;
mod plan;
mod push;
mod report;
mod scan;
mod snapshot;
mod subject;
mod target;
mod trend;
mod waivers;

use super::args::Command;
use super::{CliError, Exit};
use clap::ArgMatches;

pub(super) fn run(command: Command, matches: &ArgMatches) -> Result<Exit, CliError> {
    match command {
        Command::Scan(args) => scan::run(&args, matches),
        Command::Snapshot(args) => snapshot::run(&args),
        Command::Report(args) => report::run(&args, matches),
        Command::Merge(args) => merge::run(&args),
        Command::Trend(args) => trend::run(&args),
        Command::History(command) => history::run(&command),
        Command::Diff(args) => diff::run(&args),
        Command::Explain(args) => explain::run(&args),
        Command::Browse(args) => browse::run(&args),
        Command::Paths(args) => paths::run(&args),
        Command::Controls(command) => controls::run(command),
        Command::Frameworks(command) => frameworks::run(command),
        Command::Kinds(command) => kinds::run(&command),
        Command::Waivers(command) => waivers::run(command),
        Command::Config(command) => config::run(command),
        Command::Permissions(args) => permissions::run(&args),
        Command::Demo { save } => demo::run(save.as_deref()),
        Command::Completions { shell } => completions::run(shell),
        Command::Man { output } => man::run(output.as_deref()),
    }
}
