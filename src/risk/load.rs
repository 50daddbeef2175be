//! What an estate carries. Ten points of score double the load, and it is a sum: more trouble is always more load.

use super::Score;
use crate::evaluate::{Finding, Verdict};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::ops::AddAssign;

/// The load of a resource, account, owner or estate.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Load {
    /// What is certain: failures, at the least they can weigh.
    pub low: f64,
    /// What it may be: failures and unknowns, at the most they can weigh.
    pub high: f64,
    /// Whole kinds could not be read, so that there may be more than `high`.
    pub unbounded: bool,
}

impl AddAssign for Load {
    fn add_assign(&mut self, other: Self) {
        self.low += other.low;
        self.high += other.high;
        self.unbounded |= other.unbounded;
    }
}

/// The loads of one run.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Loads {
    /// Left after waivers.
    pub estate: Load,
    /// As if nothing had been waived.
    pub inherent: Load,
    pub by_account: BTreeMap<String, Load>,
    /// By owner; what nobody owns is under the empty name.
    pub by_owner: BTreeMap<String, Load>,
}

impl Load {
    /// What a finding of a score weighs by itself.
    pub fn of_score(score: f64) -> f64 {
        (score / 10.0).exp2()
    }

    /// What each of a resource's findings, by what they weigh, adds to what the resource carries.
    pub fn parts(weights: &[f64]) -> Vec<f64> {
        let mut order: Vec<usize> = (0..weights.len()).collect();
        order.sort_by(|a, b| weights[*b].total_cmp(&weights[*a]).then(a.cmp(b)));
        let mut parts = vec![0.0; weights.len()];
        for (place, part) in order.into_iter().zip(fractions()) {
            parts[place] = weights[place] * part;
        }
        parts
    }
}

/// Of the worst finding all counts, of the next half.
fn fractions() -> impl Iterator<Item = f64> {
    std::iter::successors(Some(1.0f64), |part| Some(part / 2.0))
}

/// A finding's load at the least and at the most.
pub(super) fn of_finding(finding: &Finding, score: &Score) -> (f64, f64) {
    let load = Load::of_score;
    match finding.verdict {
        Verdict::Pass => (0.0, 0.0),
        Verdict::Unknown => (0.0, load(score.high)),
        Verdict::Fail => (load(score.low), load(score.high)),
    }
}

/// A resource carries its worst finding, half of the next, a quarter of the one after that: ten weaknesses of one
/// thing are not ten times as bad, but never less bad than nine.
pub(super) fn of_resource(loads: impl IntoIterator<Item = (f64, f64)>) -> Load {
    let (mut low, mut high): (Vec<f64>, Vec<f64>) = loads.into_iter().unzip();
    Load { low: fading(&mut low), high: fading(&mut high), unbounded: false }
}

fn fading(loads: &mut [f64]) -> f64 {
    loads.sort_by(|a, b| b.total_cmp(a));
    loads.iter().zip(fractions()).map(|(load, part)| load * part).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn loads() -> impl Strategy<Value = Vec<(f64, f64)>> {
        prop::collection::vec((0.0..1024.0f64).prop_flat_map(|low| (Just(low), low..=1024.0)), 0..20)
    }

    proptest! {
        #[test]
        fn another_finding_never_lowers_the_load(loads in loads(), more in 0.0..1024.0f64) {
            let before = of_resource(loads.clone());
            let after = of_resource(loads.into_iter().chain([(more, more)]));
            prop_assert!(after.low >= before.low - 1e-9 && after.high >= before.high - 1e-9);
        }

        #[test]
        fn a_worse_finding_never_lowers_the_load(loads in loads(), place: prop::sample::Index, more in 0.0..100.0f64) {
            prop_assume!(!loads.is_empty());
            let before = of_resource(loads.clone());
            let mut worse = loads;
            let place = place.index(worse.len());
            worse[place].0 += more;
            worse[place].1 += more;
            let after = of_resource(worse);
            prop_assert!(after.low >= before.low - 1e-9 && after.high >= before.high - 1e-9);
        }

        #[test]
        fn the_parts_of_a_load_are_the_whole(loads in loads()) {
            let weights: Vec<f64> = loads.iter().map(|(_, high)| *high).collect();
            let whole = of_resource(loads).high;
            prop_assert!((Load::parts(&weights).iter().sum::<f64>() - whole).abs() < 1e-9 * whole.max(1.0));
        }

        #[test]
        fn order_changes_nothing(mut loads in loads()) {
            let before = of_resource(loads.clone());
            loads.reverse();
            prop_assert_eq!(of_resource(loads), before);
        }
    }
}
