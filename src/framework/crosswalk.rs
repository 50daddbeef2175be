//! From what a requirement asks to the controls that can tell: by the controls' `maps`, and by `satisfied_by`, also by
//! way of other frameworks' requirements.
//!
//! Ids mean themselves only: a control that serves AC-2(1) does not thereby serve AC-2.

use super::{Framework, Reference};
use crate::control::{Control, ControlSet, Served};
use crate::snapshot::glob;
use std::collections::{BTreeMap, BTreeSet};

/// Who serves a requirement.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Serving {
    /// Places in the control set, rising.
    pub controls: Vec<usize>,
    /// Whether controls that are not part of this run serve it too.
    pub left_out: bool,
}

/// For each framework and each of its requirements, who serves it.
pub(super) fn crosswalk(frameworks: &[Framework], controls: &ControlSet) -> Vec<Vec<Serving>> {
    let all: Vec<&Control> = controls.controls().iter().chain(controls.left_out()).collect();
    let nodes = Nodes::new(frameworks);
    let mut serving = direct(&all, &nodes);
    let mut ways: Vec<(usize, usize)> = Vec::new();
    for (from, reference) in nodes.references() {
        match reference {
            Reference::Controls { pattern } => serving[from].extend(fitting(&all, pattern)),
            // Also where the other framework is not at hand: the controls themselves say what they serve.
            Reference::Requirements { framework, pattern } => {
                serving[from].extend(mapped(&all, framework, pattern));
                ways.extend(nodes.fitting(framework, pattern).map(|to| (from, to)));
            }
        }
    }
    spread(&ways, &mut serving);
    let run = controls.controls().len();
    let mut flat = serving.into_iter().map(|places| Serving {
        left_out: places.last().is_some_and(|place| *place >= run),
        controls: places.into_iter().filter(|place| *place < run).collect(),
    });
    frameworks.iter().map(|framework| flat.by_ref().take(framework.requirements.len()).collect()).collect()
}

/// Lets requirements have what the ones they point at have, until nothing moves. A circle, which the linter refuses,
/// ends with all of it serving each.
fn spread(ways: &[(usize, usize)], serving: &mut [BTreeSet<usize>]) {
    let mut moved = true;
    while moved {
        moved = false;
        for (from, to) in ways.iter().filter(|(from, to)| from != to) {
            let more: Vec<usize> = serving[*to].difference(&serving[*from]).copied().collect();
            moved |= !more.is_empty();
            serving[*from].extend(more);
        }
    }
}

/// All requirements of all frameworks, counted through.
pub(super) struct Nodes<'a> {
    frameworks: &'a [Framework],
    /// The number of each framework's first requirement.
    first: BTreeMap<&'a str, (usize, &'a Framework)>,
}

impl<'a> Nodes<'a> {
    pub fn new(frameworks: &'a [Framework]) -> Self {
        let mut next = 0;
        let mut first = BTreeMap::new();
        for framework in frameworks {
            first.insert(framework.id.as_str(), (next, framework));
            next += framework.requirements.len();
        }
        Self { frameworks, first }
    }

    pub fn len(&self) -> usize {
        self.frameworks.iter().map(|framework| framework.requirements.len()).sum()
    }

    /// The number of a framework's first requirement; the others follow in their order.
    pub fn first(&self, framework: &str) -> Option<usize> {
        self.first.get(framework).map(|(first, _)| *first)
    }

    /// The numbers of a framework's requirements that fit a pattern.
    pub fn fitting(&self, framework: &str, pattern: &str) -> impl Iterator<Item = usize> {
        let found = self.first.get(framework).copied();
        found.into_iter().flat_map(move |(first, framework)| {
            let fits =
                move |(place, _): &(usize, &super::Requirement)| glob(pattern, &framework.requirements[*place].id);
            framework.requirements.iter().enumerate().filter(fits).map(move |(place, _)| first + place)
        })
    }

    /// What each requirement says it is satisfied by.
    pub fn references(&self) -> impl Iterator<Item = (usize, &'a Reference)> {
        let requirements = self.frameworks.iter().flat_map(|framework| &framework.requirements);
        requirements.enumerate().flat_map(|(node, one)| one.satisfied_by.iter().map(move |reference| (node, reference)))
    }
}

/// What the controls' `maps` say.
fn direct(all: &[&Control], nodes: &Nodes<'_>) -> Vec<BTreeSet<usize>> {
    let mut numbers: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for (id, (first, framework)) in &nodes.first {
        let requirements = framework.requirements.iter().enumerate();
        numbers.extend(requirements.map(|(place, one)| ((*id, one.id.as_str()), first + place)));
    }
    let mut serving = vec![BTreeSet::new(); nodes.len()];
    for (place, control) in all.iter().enumerate() {
        for (framework, ids) in &control.maps {
            let number = |served: &Served| numbers.get(&(framework.as_str(), served.requirement.as_str())).copied();
            for number in ids.iter().filter_map(number) {
                serving[number].insert(place);
            }
        }
    }
    serving
}

fn fitting(all: &[&Control], pattern: &str) -> impl Iterator<Item = usize> {
    all.iter().enumerate().filter(move |(_, control)| glob(pattern, &control.id)).map(|(place, _)| place)
}

fn mapped(all: &[&Control], framework: &str, pattern: &str) -> impl Iterator<Item = usize> {
    let serves = move |control: &Control| {
        control.maps.get(framework).is_some_and(|ids| ids.iter().any(|served| glob(pattern, &served.requirement)))
    };
    all.iter().enumerate().filter(move |(_, control)| serves(control)).map(|(place, _)| place)
}

#[cfg(test)]
mod tests {
    use super::super::sample::{all_built_in, controls, framework};
    use super::*;
    use crate::control::Selection;

    /// The ids of those who serve a requirement.
    fn who<'c>(frameworks: &[Framework], controls: &'c ControlSet, framework: &str, id: &str) -> Vec<&'c str> {
        let place = frameworks.iter().position(|known| known.id == framework).unwrap();
        let requirement = frameworks[place].requirements.iter().position(|one| one.id == id).unwrap();
        let serving = crosswalk(frameworks, controls)[place][requirement].clone();
        serving.controls.iter().map(|place| controls.controls()[*place].id.as_str()).collect()
    }

    #[test]
    fn a_companys_own_risks_pick_from_all_frameworks() {
        let frameworks = all_built_in();
        let controls = controls(&[
            ("ec2/admin-ports", "mitre-attack:T1021.008 cis-aws-7.0:6.3"),
            ("ec2/image-not-public", ""),
            ("ec2/imds", "mitre-attack:T1552.005 cis-aws-7.0:6.7"),
            ("iam/user-mfa", "nist-800-53-r5:IA-2(1) nist-csf-2.0:PR.AA-03"),
            ("lambda/policy", "cis-aws-7.0:2.21"),
            ("s3/versioning", "mitre-attack:T1485 nist-800-53-r5:CP-9"),
        ]);
        let who = |id| who(&frameworks, &controls, "acme-top-risks", id);
        assert_eq!(who("R1"), ["ec2/image-not-public", "lambda/policy"]);
        assert_eq!(who("R2"), ["ec2/imds", "iam/user-mfa"]);
        assert_eq!(who("R3"), ["s3/versioning"]);
        assert_eq!(who("R4"), ["ec2/admin-ports"]);
        assert!(who("R5").is_empty());
    }

    #[test]
    fn an_id_means_itself_only() {
        let frameworks = all_built_in();
        let controls = controls(&[("iam/a", "nist-800-53-r5:AC-2(1)")]);
        assert_eq!(who(&frameworks, &controls, "nist-800-53-r5", "AC-2(1)"), ["iam/a"]);
        assert!(who(&frameworks, &controls, "nist-800-53-r5", "AC-2").is_empty());
        assert!(who(&frameworks, &controls, "nist-800-53-r5", "AC-2(11)").is_empty());
    }

    #[test]
    fn references_reach_through_frameworks_and_end_in_a_circle() {
        let frameworks = [
            framework("a", &[("R1", "b:*")]),
            framework("b", &[("S1", "c:T1"), ("S2", "s3/*")]),
            framework("c", &[("T1", "a:R1 a:R1")]),
        ];
        let controls = controls(&[("iam/x", "c:T1"), ("s3/y", "")]);
        for (framework, id) in [("a", "R1"), ("b", "S1"), ("c", "T1")] {
            assert_eq!(who(&frameworks, &controls, framework, id), ["iam/x", "s3/y"], "{framework}:{id}");
        }
        assert_eq!(who(&frameworks, &controls, "b", "S2"), ["s3/y"]);
    }

    #[test]
    fn a_framework_that_is_not_at_hand_is_read_from_the_controls() {
        let frameworks = [framework("own", &[("R1", "pci-dss-4.0:8.*")])];
        let controls = controls(&[("iam/x", "pci-dss-4.0:8.3.6"), ("iam/y", "pci-dss-4.0:1.2")]);
        assert_eq!(who(&frameworks, &controls, "own", "R1"), ["iam/x"]);
    }

    #[test]
    fn controls_that_were_not_chosen_are_not_forgotten() {
        let frameworks = [framework("own", &[("R1", "*/x"), ("R2", "iam/*")])];
        let controls = controls(&[("iam/x", ""), ("s3/x", "")]);
        let controls =
            controls.select(&Selection { services: vec!["iam".to_owned()], ..Selection::default() }).unwrap();
        let serving = crosswalk(&frameworks, &controls);
        assert_eq!(serving[0][0], Serving { controls: vec![0], left_out: true });
        assert_eq!(serving[0][1], Serving { controls: vec![0], left_out: false });
    }
}
