//! Impact, second factor: what the resource means to its company. The greatest of confidentiality, integrity and
//! availability counts, of those that the threat puts at stake.

use super::score::Step;
use crate::control::Threat;
use crate::facts::{Criticality, DataClass, FactSheet, Span};

/// What a threat puts at stake.
fn at_stake(threat: Threat) -> &'static [Stake] {
    match threat {
        Threat::Disclosure => &[Stake::Confidentiality],
        Threat::Tampering | Threat::Evasion => &[Stake::Integrity],
        Threat::Destruction => &[Stake::Integrity, Stake::Availability],
        Threat::Takeover => &[Stake::Confidentiality, Stake::Integrity, Stake::Availability],
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Stake {
    Confidentiality,
    Integrity,
    Availability,
}

/// Weights of secrecy, each with its reason.
fn of_data(class: DataClass) -> f64 {
    match class {
        // Meant to be read by all; that it can be read is no loss at all.
        DataClass::Public => -1.0,
        // The base line.
        DataClass::Internal => 0.0,
        // Half a step: customers and contracts.
        DataClass::Confidential => 0.15,
        // A whole step: the law asks, or the company may not survive.
        DataClass::Restricted => 0.25,
    }
}

/// Weights of importance, each with its reason.
fn of_importance(criticality: Criticality) -> f64 {
    match criticality {
        // A sandbox may break.
        Criticality::Low => -0.20,
        // The base line.
        Criticality::Normal => 0.0,
        // Production: people notice.
        Criticality::High => 0.10,
        // The company stands still.
        Criticality::Vital => 0.20,
    }
}

fn weight(stake: Stake, data: DataClass, criticality: Criticality) -> f64 {
    let importance = of_importance(criticality);
    // In a sandbox everything weighs less, unless real data was put there.
    let sandbox = if data >= DataClass::Confidential { 0.0 } else { importance.min(0.0) };
    match stake {
        Stake::Confidentiality => of_data(data) + sandbox,
        Stake::Integrity => of_data(data).max(0.0).max(importance.max(0.0)) + sandbox,
        Stake::Availability => importance,
    }
}

pub(super) fn factor(threat: Threat, sheet: &FactSheet) -> Step {
    let of = |data: DataClass, criticality: Criticality| {
        let weights = at_stake(threat).iter().map(|stake| weight(*stake, data, criticality));
        weights.fold(f64::NEG_INFINITY, f64::max)
    };
    let (data, criticality) = (&sheet.data_class, &sheet.criticality);
    let low = of(data.low, criticality.low);
    let high = of(data.high, criticality.high);
    let value = format!("{} data, {} importance", range(data), range(criticality));
    let seen = [&data.because, &criticality.because].into_iter().flatten().map(String::as_str);
    // A safe order for the interval: more secret and more important never weighs less.
    Step::new("requirement", value, low.min(high), low.max(high), seen.collect::<Vec<_>>().join("; "))
}

fn range<T: Clone + PartialEq + serde::Serialize>(span: &Span<T>) -> String {
    let word = |value: &T| serde_json::to_string(value).unwrap_or_default().trim_matches('"').to_owned();
    if span.is_known() { word(&span.high) } else { format!("{} to {}", word(&span.low), word(&span.high)) }
}
