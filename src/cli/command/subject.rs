//! What is looked at where nothing is read from AWS.

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
            "give --snapshot FILE, or --history DIR",
        )),
    }
}
