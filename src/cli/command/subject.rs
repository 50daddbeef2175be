//! What is looked at where nothing is read from AWS: a file, or what a history calls so.

use super::super::args::HistoryArgs;
use super::super::config::Config;
use super::super::{CliError, files, history};
use crate::snapshot::Snapshot;
use crate::trend::{Entry, FiscalYear, History};
use std::path::Path;

/// The snapshot that was named, or the last of the history.
pub(super) fn subject(
    what: &str,
    name: Option<&Path>,
    history: Option<&History>,
    fiscal_year: FiscalYear,
) -> Result<Snapshot, CliError> {
    let found = match name {
        Some(name) => Some(named(name, history, fiscal_year)?),
        None => history.map(history::last).transpose()?.flatten(),
    };
    match found {
        Some(snapshot) => Ok(snapshot),
        None => Err(CliError::input(
            format!("{what} from a snapshot, and none was named"),
            "give a snapshot, or --history DIR; to try it without an account: `plimsoll demo --save acme`, then --history acme",
        )),
    }
}

/// The same, with the history that was named or configured.
pub(super) fn at_hand(
    what: &str,
    name: Option<&Path>,
    asked: &HistoryArgs,
    config: &Config,
) -> Result<Snapshot, CliError> {
    let history = if name.is_some_and(Path::exists) { None } else { opened(asked, config)? };
    subject(what, name, history.as_ref(), config.fiscal_year)
}

/// A file; or a snapshot of the history by its name, or by its quarter, for which the last one stands.
pub(super) fn named(name: &Path, history: Option<&History>, fiscal_year: FiscalYear) -> Result<Snapshot, CliError> {
    match history.filter(|_| !name.exists()) {
        Some(history) => in_history(&name.to_string_lossy(), history, fiscal_year),
        None => files::read_snapshot(name),
    }
}

pub(super) fn in_history(name: &str, history: &History, fiscal_year: FiscalYear) -> Result<Snapshot, CliError> {
    let candidates = called(name, history, fiscal_year);
    let missing = match candidates.as_slice() {
        [] => "there is neither a file nor a snapshot in the history of the name",
        _ => "nothing can be read in the history of the name",
    };
    let found = history::first_of(history, &candidates)?;
    let help = "`plimsoll history list` shows the names of snapshots, and the quarters";
    found.ok_or_else(|| CliError::input(format!("{missing} {name}"), help))
}

/// Of a quarter the latest first, as a damaged file must not take it along.
fn called<'h>(name: &str, history: &'h History, fiscal_year: FiscalYear) -> Vec<&'h Entry> {
    if let Some(entry) = history.entries().iter().find(|entry| entry.id == name) {
        return vec![entry];
    }
    let is_of_it = |entry: &&Entry| fiscal_year.quarter_of(entry.taken_at).to_string() == name;
    history.entries().iter().rev().filter(is_of_it).collect()
}

/// The history that was named or configured, where there is one.
pub(super) fn opened(asked: &HistoryArgs, config: &Config) -> Result<Option<History>, CliError> {
    let place = asked.history.as_ref().or(config.history.place.as_ref());
    place.map(|place| history::open(place, &asked.caller)).transpose()
}
