//! The requirements that there are, for the linter of controls, which cannot see frameworks.

use super::Framework;
use std::collections::{BTreeMap, BTreeSet};

#[derive(Debug, Default)]
pub struct KnownRequirements {
    /// Requirement ids by framework id.
    pub ids: BTreeMap<String, BTreeSet<String>>,
    /// Ids that are no longer in force and what took their place, by framework id.
    pub withdrawn: BTreeMap<String, BTreeMap<String, Vec<String>>>,
}

impl KnownRequirements {
    pub fn new(frameworks: &[Framework]) -> Self {
        let ids = |framework: &Framework| framework.requirements.iter().map(|one| one.id.clone()).collect();
        Self {
            ids: frameworks.iter().map(|framework| (framework.id.clone(), ids(framework))).collect(),
            withdrawn: frameworks.iter().map(|one| (one.id.clone(), one.withdrawn.clone())).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample::all_built_in;
    use super::*;

    #[test]
    fn ids_in_force_and_ids_withdrawn() {
        let known = KnownRequirements::new(&all_built_in());
        assert!(known.ids["nist-csf-2.0"].contains("PR.DS-01"));
        assert_eq!(known.withdrawn["nist-csf-2.0"]["DE.AE-01"], ["ID.AM-03"]);
    }

    #[test]
    fn the_built_in_controls_serve_what_there_is() {
        let known = KnownRequirements::new(&all_built_in());
        let controls = crate::control::load(&crate::control::built_in(), &BTreeMap::new()).unwrap();
        for control in controls.controls() {
            for (framework, ids) in &control.maps {
                let missing: Vec<&String> = ids.iter().filter(|id| !known.ids[framework].contains(*id)).collect();
                assert!(missing.is_empty(), "{}: {framework} has no {missing:?}", control.id);
            }
        }
    }
}
