//! What waivers take off the load.

use super::fix::by_resource;
use super::load::{of_finding, of_resource};
use super::{Load, Score};
use crate::evaluate::Assessment;
use std::collections::BTreeMap;

/// What would come back without each waiver by itself, in the order of the assessment's waivers. As weaknesses of one
/// thing count for less than their sum, these are not what all of them hide together.
pub fn hidden(assessment: &Assessment, scores: &[Score]) -> Vec<Load> {
    let mut hidden = vec![Load::default(); assessment.waivers.len()];
    let findings = &assessment.findings;
    for places in by_resource(findings).into_values() {
        let weight = |place: &usize| of_finding(&findings[*place], &scores[*place]);
        let left: Vec<(f64, f64)> = places.iter().filter(|place| findings[**place].is_left()).map(weight).collect();
        let mut by_waiver: BTreeMap<usize, Vec<(f64, f64)>> = BTreeMap::new();
        for place in places.iter().filter(|place| findings[**place].folded_under.is_none()) {
            if let Some(waiver) = findings[*place].waiver {
                by_waiver.entry(waiver).or_default().push(weight(place));
            }
        }
        let now = of_resource(left.iter().copied());
        for (waiver, back) in by_waiver {
            let without = of_resource(left.iter().copied().chain(back));
            hidden[waiver] += Load { low: without.low - now.low, high: without.high - now.high, unbounded: false };
        }
    }
    hidden
}
