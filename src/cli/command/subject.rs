//! What is looked at where nothing is read from AWS.

use super::super::args::HistoryArgs;
use super::super::config::Config;
use super::super::{CliError, files, history};
use crate::snapshot::Snapshot;
use crate::trend::History;
use std::path::Path;

/// The snapshot that was named, or the last of the history.
pub(super) fn subject(what: &str, named: Option<&Path>, history: Option<&History>) -> Result<Snapshot, CliError> {
    let found = match named {
        Some(file) => Some(files::read_snapshot(file)?),
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
    named: Option<&Path>,
    asked: &HistoryArgs,
    config: &Config,
) -> Result<Snapshot, CliError> {
    let history = if named.is_none() { opened(asked, config)? } else { None };
    subject(what, named, history.as_ref())
}

/// The history that was named or configured, where there is one.
pub(super) fn opened(asked: &HistoryArgs, config: &Config) -> Result<Option<History>, CliError> {
    let place = asked.history.as_ref().or(config.history.place.as_ref());
    place.map(|place| history::open(place, &asked.caller)).transpose()
}
