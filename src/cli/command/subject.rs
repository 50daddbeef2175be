//! What is looked at where nothing is read from AWS.

use super::super::{CliError, files};
use crate::snapshot::Snapshot;
use crate::trend::History;
use std::path::Path;

/// The snapshot that was named, or the last of the history.
pub(super) fn subject(what: &str, named: Option<&Path>, history: Option<&History>) -> Result<Snapshot, CliError> {
    let last = || history.and_then(History::last);
    match named.map(Path::to_owned).or_else(last) {
        Some(file) => files::read_snapshot(&file),
        None => Err(CliError::input(
            format!("{what} from a snapshot, and none was named"),
            "give a snapshot, or --history DIR; to try it without an account: `plimsoll demo --save acme`, then --history acme",
        )),
    }
}
