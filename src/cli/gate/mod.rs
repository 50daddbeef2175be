//! Gates: what makes a run end with 1 or 3, each with the sentence that says why.

mod baseline;
mod compare;
mod judge;
mod settings;

pub use settings::GateRule;
pub(super) use settings::Gates;

use super::{CliError, Exit, out};
use crate::scan::Scan;
use crate::trend::{History, Trend};
pub(super) use baseline::Baseline;
use compare::Comparison;

/// Judges a run by its gates, and says why it does not end with 0.
pub(super) fn hold(
    gates: &Gates,
    judged: &Scan<'_>,
    baseline: Option<&Baseline>,
    history: Option<&History>,
    trend: Option<&Trend>,
) -> Result<Exit, CliError> {
    if gates.are_open() {
        return Ok(Exit::Fine);
    }
    let now = judged.picture();
    let compared = match (gates.least_new(), baseline, history) {
        (None, ..) => None,
        (_, Some(baseline), _) => Some(Comparison::with_baseline(&now, baseline)),
        (_, None, Some(history)) => Some(Comparison::with_history(&now, history, judged.rules, trend)?),
        (_, None, None) => return Err(settings::nothing_to_compare()),
    };
    let ruling = judge::judge(gates, &now, compared.as_ref());
    ruling.notes.iter().for_each(|note| out::note(note));
    ruling.reasons.iter().for_each(|reason| out::reason(reason));
    Ok(ruling.exit)
}
