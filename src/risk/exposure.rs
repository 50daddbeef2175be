//! Likelihood, first factor: from where the resource can be touched. Its steps are those of the matrix, with one
//! between.

use super::score::Step;
use crate::facts::{Exposure, FactSheet};

/// Each weight with its reason.
pub(super) fn weigh(exposure: Exposure) -> (f64, &'static str) {
    match exposure {
        // Highly probable: scanners try the whole internet several times a day.
        Exposure::InternetOpen => (1.00, "anybody on the internet can try it"),
        // Probable: what stands between is a sign-in, and stolen credentials lead most published incidents.
        Exposure::InternetWithAuth => (0.80, "it can be tried from the internet, behind a sign-in"),
        // Between possible and probable: the other account's security is not ours to see.
        Exposure::CrossAccount => (0.67, "named principals of other accounts reach it"),
        // Possible: an attacker must already be inside.
        Exposure::Internal => (0.55, "it can be touched only from inside"),
        // Improbable: nothing leads to it today.
        Exposure::Isolated => (0.12, "nothing leads to it"),
    }
}

/// From the facts, unless the exposure lies in the nature of the control.
pub(super) fn factor(sheet: &FactSheet, inherent: Option<Exposure>) -> Step {
    if let Some(exposure) = inherent {
        let (weight, why) = weigh(exposure);
        return Step::new("exposure", word(exposure), weight, weight, format!("{why} (by the control's nature)"));
    }
    let span = &sheet.exposure;
    let ((low, _), (high, why)) = (weigh(span.low), weigh(span.high));
    let value = if span.is_known() { word(span.high) } else { format!("{} to {}", word(span.low), word(span.high)) };
    Step::new("exposure", value, low, high, because(why, &span.because))
}

/// The general reason, and what was seen.
pub(super) fn because(why: &str, seen: &[String]) -> String {
    match seen.first() {
        Some(first) => format!("{why}: {first}"),
        None => why.to_owned(),
    }
}

fn word(exposure: Exposure) -> String {
    match exposure {
        Exposure::InternetOpen => "internet_open",
        Exposure::InternetWithAuth => "internet_with_auth",
        Exposure::CrossAccount => "cross_account",
        Exposure::Internal => "internal",
        Exposure::Isolated => "isolated",
    }
    .to_owned()
}

/// The least likelihood: the matrix's lowest step. Nothing is impossible.
pub(super) const LEAST: f64 = 0.12;
