//! The requirements that there are, for the linter of controls, which cannot see frameworks.

use super::Framework;
use crate::control::Requirements;

/// The requirements of all frameworks.
pub fn known(frameworks: &[Framework]) -> Requirements {
    let ids = |framework: &Framework| framework.requirements.iter().map(|one| one.id.clone()).collect();
    Requirements {
        ids: frameworks.iter().map(|framework| (framework.id.clone(), ids(framework))).collect(),
        withdrawn: frameworks.iter().map(|one| (one.id.clone(), one.withdrawn.clone())).collect(),
        techniques: frameworks.iter().filter(|one| one.techniques).map(|one| one.id.clone()).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample::all_built_in;
    use super::*;
    use std::collections::BTreeMap;

    #[test]
    fn ids_in_force_and_ids_withdrawn() {
        let all = known(&all_built_in());
        assert!(all.ids["nist-csf-2.0"].contains("PR.DS-01"));
        assert_eq!(all.withdrawn["nist-csf-2.0"]["DE.AE-01"], ["ID.AM-03"]);
    }

    #[test]
    fn the_built_in_controls_serve_what_there_is() {
        let all = known(&all_built_in());
        let controls = crate::control::load(&crate::control::built_in(), &BTreeMap::new()).unwrap();
        for control in controls.controls() {
            for (framework, served) in &control.maps {
                let ids = served.iter().map(|served| &served.requirement);
                let missing: Vec<&String> = ids.filter(|id| !all.ids[framework].contains(*id)).collect();
                assert!(missing.is_empty(), "{}: {framework} has no {missing:?}", control.id);
            }
        }
    }
}
