//! The score of a finding: 50 × (likelihood + impact), each between 0 and 1, with every step explained.

use super::{Band, compensation, effect, exploit, exposure, requirement};
use crate::control::Control;
use crate::evaluate::Verdict;
use crate::facts::FactSheet;
use schemars::JsonSchema;
use serde::Serialize;
use std::sync::Arc;

/// From 0 to 100. `low` and `high` differ where an input is not known; ranking is by `high`.
#[derive(Debug, Clone, PartialEq)]
pub struct Score {
    pub low: f64,
    pub high: f64,
    pub factors: Arc<[Factor]>,
    pub confidence: Confidence,
}

/// How sure a score is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Confidence {
    /// An input could be anything, and it matters by more than a band.
    Low,
    /// Some inputs are uncertain, within a band.
    Medium,
    /// All inputs are known.
    High,
}

/// One step of a score.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Factor {
    /// `exposure`, `exploit`, `compensation`, `effect`, `requirement`.
    pub name: &'static str,
    /// The value in words, such as `internet_open`.
    pub value: String,
    /// Added to likelihood or impact, at least and at most.
    pub low: f64,
    pub high: f64,
    /// Where the value came from, and why it weighs what it weighs.
    pub because: String,
}

/// A factor while it is being added up.
pub(super) type Step = Factor;

impl Factor {
    pub(super) fn new(name: &'static str, value: impl Into<String>, low: f64, high: f64, because: String) -> Self {
        Self { name, value: value.into(), low, high, because }
    }
}

impl Score {
    /// A finding that is none: a pass.
    pub(super) fn none() -> Self {
        Self { low: 0.0, high: 0.0, factors: Arc::default(), confidence: Confidence::High }
    }

    pub(super) fn of(control: &Control, sheet: &FactSheet, verdict: Verdict) -> Self {
        let inherent = control.risk.exposure;
        let likelihood: Vec<Step> = [
            Some(exposure::factor(sheet, inherent)),
            Some(exploit::factor(control.risk.exploit)),
            compensation::factor(sheet).filter(|_| inherent.is_none()),
        ]
        .into_iter()
        .flatten()
        .collect();
        let impact = vec![
            effect::factor(control.severity, control.risk.threat, sheet),
            requirement::factor(control.risk.threat, sheet),
        ];
        let (l_low, l_high) = sum(&likelihood, exposure::LEAST);
        let (i_low, i_high) = sum(&impact, effect::LEAST);
        let (low, high) = (scale(l_low, i_low), scale(l_high, i_high));
        let factors = likelihood.into_iter().chain(impact).collect();
        // An unknown may be nothing at all.
        let low = if verdict == Verdict::Unknown { 0.0 } else { low };
        Self { low, high, factors, confidence: confidence(low, high) }
    }

    /// One decimal is more than can be known.
    pub fn value(&self) -> f64 {
        (self.high * 10.0).round() / 10.0
    }

    pub fn band(&self) -> Band {
        Band::of(self.high)
    }
}

fn sum(steps: &[Step], least: f64) -> (f64, f64) {
    let add = |of: fn(&Step) -> f64| steps.iter().map(of).sum::<f64>().clamp(least, 1.0);
    (add(|step| step.low), add(|step| step.high))
}

/// Rounded away from the noise of floating point, so that a band never hangs on the sixteenth digit.
fn scale(likelihood: f64, impact: f64) -> f64 {
    (50.0 * (likelihood + impact) * 1e6).round() / 1e6
}

fn confidence(low: f64, high: f64) -> Confidence {
    if low == high {
        Confidence::High
    } else if Band::of(low) == Band::of(high) {
        Confidence::Medium
    } else {
        Confidence::Low
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::control::{Exposure, Severity};

    /// The published matrix, by the weights in force: rows improbable, possible, probable, highly probable; columns low, medium, high, critical.
    #[test]
    fn the_golden_matrix() {
        let rows = [
            (Exposure::Isolated, [Band::Low, Band::Low, Band::Medium, Band::Medium]),
            (Exposure::Internal, [Band::Low, Band::Medium, Band::High, Band::High]),
            (Exposure::InternetWithAuth, [Band::Medium, Band::High, Band::High, Band::Critical]),
            (Exposure::InternetOpen, [Band::Medium, Band::High, Band::Critical, Band::Critical]),
        ];
        let columns = [Severity::Low, Severity::Medium, Severity::High, Severity::Critical];
        for (row, bands) in rows {
            for (column, band) in columns.into_iter().zip(bands) {
                let (likelihood, impact) = (exposure::weigh(row).0, effect::weigh(column).0);
                let score = scale(likelihood, impact);
                assert_eq!(Band::of(score), band, "{likelihood} {impact}: {score}");
                // Room to spare: no cell sits on the edge of its band.
                assert_eq!(Band::of(score - 3.0), band, "{likelihood} {impact}: {score}");
                assert_eq!(Band::of(score + 3.0), band, "{likelihood} {impact}: {score}");
            }
        }
    }
}
