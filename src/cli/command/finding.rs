//! One finding, as people name it.

use super::super::CliError;
use crate::report::{Explained, FindingRow, Inputs};

/// Digits of a fingerprint that are not an accident.
pub(super) const LEAST: usize = 4;

/// Whether a text may be a fingerprint, or the start of one.
pub(super) fn is_start(text: &str) -> bool {
    text.len() >= LEAST && text.bytes().all(|b| b.is_ascii_hexdigit())
}

/// The one finding whose fingerprint starts so.
pub(super) fn of_fingerprint<'a>(inputs: &Inputs<'a>, start: &str) -> Result<FindingRow<'a>, CliError> {
    let mut found = Explained::matching(inputs, &[&start.to_ascii_lowercase()]);
    match (found.len(), found.pop()) {
        (1, Some(finding)) => Ok(finding),
        (0, _) => Err(CliError::input(
            format!("no finding of this snapshot has the fingerprint `{start}`"),
            "`plimsoll scan` shows fingerprints in its first column, and all of them with --format json",
        )),
        (many, _) => {
            let message = format!("{many} findings start with `{start}`");
            Err(CliError::input(message, "give more of the fingerprint"))
        }
    }
}
