//! Floor 8: the command line. The only place, beside the files of snapshots and history, that touches the world.

mod age;
mod args;
mod channels;
mod command;
mod config;
mod earlier;
mod exit;
mod files;
mod gate;
mod history;
mod out;
mod params;
mod progress;
mod proposal;
mod rules;
mod terminal;
mod webhook;

pub use args::Cli;
pub use exit::Exit;

use clap::{CommandFactory, FromArgMatches};
use files::read_source;
use miette::Diagnostic;

/// Why a command could not run.
#[derive(Debug, thiserror::Error, Diagnostic)]
pub enum CliError {
    #[error(transparent)]
    #[diagnostic(transparent)]
    Broken(#[from] crate::yaml::Broken),
    #[error(transparent)]
    #[diagnostic(transparent)]
    Load(#[from] crate::snapshot::LoadError),
    #[error(transparent)]
    #[diagnostic(transparent)]
    Collect(#[from] crate::collect::CollectError),
    #[error(transparent)]
    #[diagnostic(transparent)]
    Bucket(#[from] crate::collect::BucketError),
    #[error(transparent)]
    #[diagnostic(transparent)]
    History(#[from] crate::trend::HistoryError),
    #[error("cannot read {path}")]
    #[diagnostic(help("{help}"))]
    Read { path: String, source: std::io::Error, help: &'static str },
    #[error("cannot write {path}")]
    #[diagnostic(help("choose another place, or free some space"))]
    Write { path: String, source: std::io::Error },
    #[error("{message}")]
    #[diagnostic(help("{help}"))]
    Input { message: String, help: String },
    /// Whoever read our output has gone: there is nobody left to tell.
    #[error("the output was closed")]
    Closed,
}

impl CliError {
    fn input(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self::Input { message: message.into(), help: help.into() }
    }
}

/// Parses the command line, runs the command, tells what went wrong.
pub fn run() -> Exit {
    let matches = match Cli::command().try_get_matches() {
        Ok(matches) => matches,
        Err(error) => {
            // Help and version come here too, and go to the standard output.
            let _ = error.print();
            return if error.use_stderr() { Exit::CouldNotRun } else { Exit::Fine };
        }
    };
    let ended = Cli::from_arg_matches(&matches)
        .map_err(|error| CliError::input(error.to_string(), "see `plimsoll --help`"))
        .and_then(|cli| {
            out::paint(cli.color);
            command::run(cli.command, &matches)
        });
    match ended {
        Ok(exit) => exit,
        Err(CliError::Closed) => Exit::Fine,
        Err(error) => {
            out::complain(error);
            Exit::CouldNotRun
        }
    }
}
