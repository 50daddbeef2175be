//! Two frameworks side by side, by name.

use super::Count;
use crate::control::ControlSet;
use crate::framework::{Comparison, Framework, Requirement};

pub struct ComparisonRows<'a> {
    pub first: &'a Framework,
    pub second: &'a Framework,
    /// What both ask, in the order of the first.
    pub both: Vec<MatchRow<'a>>,
    pub only_first: Vec<&'a Requirement>,
    pub only_second: Vec<&'a Requirement>,
}

pub struct MatchRow<'a> {
    pub first: &'a Requirement,
    pub second: Vec<&'a Requirement>,
    /// The ids of the controls that serve both sides; none where only references link them.
    pub controls: Vec<&'a str>,
}

impl<'a> ComparisonRows<'a> {
    pub fn of(comparison: &Comparison, first: &'a Framework, second: &'a Framework, controls: &'a ControlSet) -> Self {
        let of = |framework: &'a Framework, places: &[usize]| -> Vec<&'a Requirement> {
            places.iter().filter_map(|place| framework.requirements.get(*place)).collect()
        };
        let both = comparison.both.iter().filter_map(|one| {
            let serving = one.controls.iter().filter_map(|place| controls.controls().get(*place));
            Some(MatchRow {
                first: first.requirements.get(one.first)?,
                second: of(second, &one.second),
                controls: serving.map(|control| control.id.as_str()).collect(),
            })
        });
        Self {
            both: both.collect(),
            only_first: of(first, &comparison.only_first),
            only_second: of(second, &comparison.only_second),
            first,
            second,
        }
    }

    pub fn sentence(&self) -> String {
        let both = Count::new(self.both.len(), "requirement", "requirements");
        let (first, second) = (self.only_first.len(), self.only_second.len());
        format!(
            "{both} of {} with a counterpart in {}; {first} only in {}, {second} only in {}",
            self.first.id, self.second.id, self.first.id, self.second.id
        )
    }
}
