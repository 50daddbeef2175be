//! Gates: what makes a run end with 1 or 3, each with the sentence that says why.

mod judge;
mod settings;

pub use settings::GateRule;
pub(super) use settings::Gates;

use super::earlier::Comparison;
use super::{CliError, Exit, out};
use crate::trend::Picture;

/// Judges a run by its gates, and says why it does not end with 0. `compared` says what is new, where a gate asks for it.
pub(super) fn hold(gates: &Gates, now: &Picture, compared: Option<&Comparison<'_>>) -> Result<Exit, CliError> {
    if gates.ask_for_new() && compared.is_none() {
        return Err(settings::nothing_to_compare());
    }
    let ruling = judge::judge(gates, now, compared);
    ruling.notes.iter().for_each(|note| out::note(note));
    ruling.reasons.iter().for_each(|reason| out::reason(reason));
    Ok(ruling.exit)
}
