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
    /// The names in other tools that it refers to, itself or by way of others, and that no control has.
    pub unanswered: Vec<String>,
}

/// For each framework and each of its requirements, who serves it.
pub(super) fn crosswalk(frameworks: &[Framework], controls: &ControlSet) -> Vec<Vec<Serving>> {
    let all: Vec<&Control> = controls.controls().iter().chain(controls.left_out()).collect();
    let nodes = Nodes::new(frameworks);
    let names = Names::new(&all);
    let mut serving = direct(&all, &nodes);
    let mut unanswered = vec![BTreeSet::new(); nodes.len()];
    let mut ways: Vec<(usize, usize)> = Vec::new();
    for (from, reference) in nodes.references() {
        match reference {
            Reference::Controls { pattern } => serving[from].extend(fitting(&all, pattern)),
            // Where the other framework is not at hand, the controls themselves say what they serve.
            Reference::Requirements { framework, pattern } if nodes.first(framework).is_none() => {
                serving[from].extend(mapped(&all, framework, pattern));
            }
            Reference::Requirements { framework, pattern } => {
                ways.extend(nodes.fitting(framework, pattern).into_iter().map(|to| (from, to)));
            }
            Reference::KnownAs { tool, pattern } => match names.fitting(tool, pattern) {
                none if none.is_empty() => {
                    unanswered[from].insert(reference.to_string());
                }
                fitting => serving[from].extend(fitting),
            },
        }
    }
    spread(&ways, &mut serving);
    spread(&ways, &mut unanswered);
    let run = controls.controls().len();
    let mut flat = serving.into_iter().zip(unanswered).map(|(places, unanswered)| Serving {
        unanswered: unanswered.into_iter().collect(),
        left_out: places.last().is_some_and(|place| *place >= run),
        controls: places.into_iter().filter(|place| *place < run).collect(),
    });
    frameworks.iter().map(|framework| flat.by_ref().take(framework.requirements.len()).collect()).collect()
}

/// Lets requirements have what the ones they point at have, until nothing moves. A circle, which the linter refuses,
/// ends with all of it serving each.
fn spread<T: Clone + Ord>(ways: &[(usize, usize)], sets: &mut [BTreeSet<T>]) {
    let mut moved = true;
    while moved {
        moved = false;
        for (from, to) in ways.iter().filter(|(from, to)| from != to) {
            let more: Vec<T> = sets[*to].difference(&sets[*from]).cloned().collect();
            moved |= !more.is_empty();
            sets[*from].extend(more);
        }
    }
}

/// All requirements of all frameworks, counted through.
pub(super) struct Nodes<'a> {
    frameworks: &'a [Framework],
    /// The number of each framework's first requirement.
    first: BTreeMap<&'a str, (usize, &'a Framework)>,
    numbers: BTreeMap<(&'a str, &'a str), usize>,
}

impl<'a> Nodes<'a> {
    pub fn new(frameworks: &'a [Framework]) -> Self {
        let mut next = 0;
        let mut first = BTreeMap::new();
        for framework in frameworks {
            first.insert(framework.id.as_str(), (next, framework));
            next += framework.requirements.len();
        }
        let mut numbers = BTreeMap::new();
        for (id, (first, framework)) in &first {
            let requirements = framework.requirements.iter().enumerate();
            numbers.extend(requirements.map(|(place, one)| ((*id, one.id.as_str()), first + place)));
        }
        Self { frameworks, first, numbers }
    }

    pub fn len(&self) -> usize {
        self.frameworks.iter().map(|framework| framework.requirements.len()).sum()
    }

    /// The number of a framework's first requirement; the others follow in their order.
    pub fn first(&self, framework: &str) -> Option<usize> {
        self.first.get(framework).map(|(first, _)| *first)
    }

    /// The numbers of a framework's requirements that fit a pattern.
    pub fn fitting(&self, framework: &str, pattern: &str) -> Vec<usize> {
        // Most are whole ids, and a thousand requirements need not be looked through for each.
        if let Some(number) = self.numbers.get(&(framework, pattern)) {
            return vec![*number];
        }
        let Some((first, framework)) = self.first.get(framework) else { return Vec::new() };
        let each = framework.requirements.iter().enumerate();
        each.filter(|(_, one)| glob(pattern, &one.id)).map(|(place, _)| first + place).collect()
    }

    /// What each requirement says it is satisfied by.
    pub fn references(&self) -> impl Iterator<Item = (usize, &'a Reference)> {
        let requirements = self.frameworks.iter().flat_map(|framework| &framework.requirements);
        requirements.enumerate().flat_map(|(node, one)| one.satisfied_by.iter().map(move |reference| (node, reference)))
    }
}

/// What the controls' `maps` say.
fn direct(all: &[&Control], nodes: &Nodes<'_>) -> Vec<BTreeSet<usize>> {
    let mut serving = vec![BTreeSet::new(); nodes.len()];
    for (place, control) in all.iter().enumerate() {
        for (framework, ids) in &control.maps {
            let number =
                |served: &Served| nodes.numbers.get(&(framework.as_str(), served.requirement.as_str())).copied();
            for number in ids.iter().filter_map(number) {
                serving[number].insert(place);
            }
        }
    }
    serving
}

/// Controls by their names in other tools.
pub(super) struct Names {
    /// In small letters, as wildcards do not tell letters apart.
    by_tool: BTreeMap<String, BTreeMap<String, BTreeSet<usize>>>,
}

impl Names {
    pub fn new(all: &[&Control]) -> Self {
        let mut by_tool: BTreeMap<String, BTreeMap<String, BTreeSet<usize>>> = BTreeMap::new();
        for (place, control) in all.iter().enumerate() {
            for (tool, names) in &control.also_known_as {
                let known = by_tool.entry(tool.clone()).or_default();
                names.iter().for_each(|name| {
                    known.entry(name.to_ascii_lowercase()).or_default().insert(place);
                });
            }
        }
        Self { by_tool }
    }

    /// The controls that a tool knows by a name.
    pub fn fitting(&self, tool: &str, pattern: &str) -> BTreeSet<usize> {
        let Some(names) = self.by_tool.get(tool) else { return BTreeSet::new() };
        if pattern.contains(['*', '?']) {
            let fitting = names.iter().filter(|(name, _)| glob(pattern, name));
            return fitting.flat_map(|(_, places)| places).copied().collect();
        }
        names.get(&pattern.to_ascii_lowercase()).cloned().unwrap_or_default()
    }
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
    use super::super::load;
    use super::super::sample::{all_built_in, controls, file, framework};
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
        assert_eq!(serving[0][0], Serving { controls: vec![0], left_out: true, ..Serving::default() });
        assert_eq!(serving[0][1], Serving { controls: vec![0], left_out: false, ..Serving::default() });
    }

    #[test]
    fn a_name_in_another_tool_finds_whoever_has_it_and_says_who_does_not() {
        let own =
            framework("own", &[("R1", "prowler:s3_* security_hub:s3.14"), ("R2", "prowler:iam_later aws_config:*")]);
        let controls = controls(&[
            ("iam/x", "prowler:iam_now"),
            ("s3/y", "prowler:s3_bucket_object_versioning"),
            ("s3/z", "security_hub:S3.14"),
        ]);
        let serving = crosswalk(&[own], &controls);
        assert_eq!(serving[0][0], Serving { controls: vec![1, 2], ..Serving::default() });
        let unanswered = vec!["aws_config:*".to_owned(), "prowler:iam_later".to_owned()];
        assert_eq!(serving[0][1], Serving { unanswered, ..Serving::default() });
    }

    #[test]
    fn a_framework_of_names_in_another_tool_needs_no_maps() {
        let text = "title: T\nknown_as: security_hub\nrequirements: [{id: S3.1, title: A}, {id: S3.14, title: B}]";
        let frameworks = load(&[file("aws-own", text)]).unwrap();
        let controls = controls(&[("s3/z", "security_hub:S3.14")]);
        let serving = crosswalk(&frameworks, &controls);
        assert_eq!(serving[0][0].unanswered, ["security_hub:S3.1"]);
        assert_eq!(serving[0][1].controls, [0]);
    }
}
