//! Two frameworks side by side: what both ask, and what only one does, as far as the maps can tell.
//!
//! Two requirements ask the same where one control serves both, or where one refers to the other, or both to a third or
//! to one name in another tool. Requirements that nothing links may still mean the same: nobody wrote it down.

use super::crosswalk::{Nodes, crosswalk};
use super::{Framework, Pick, Reference};
use crate::control::ControlSet;
use std::collections::{BTreeMap, BTreeSet};

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Comparison {
    /// What both ask, in the order of the first.
    pub both: Vec<Match>,
    /// Places of requirements that only the first has.
    pub only_first: Vec<usize>,
    /// Places of requirements that only the second has.
    pub only_second: Vec<usize>,
}

/// A requirement of the first framework, and those of the second that ask the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Match {
    pub first: usize,
    pub second: Vec<usize>,
    /// Places in the control set of the controls that serve both sides.
    pub controls: Vec<usize>,
}

/// Something by which two requirements are linked.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Link<'a> {
    Control(usize),
    Requirement(usize),
    Name(&'a str, &'a str),
}

/// A requirement, by its place in its framework, and all that it is linked by.
struct Linked<'a> {
    place: usize,
    links: BTreeSet<Link<'a>>,
}

/// Compares two frameworks, or parts of them.
pub fn compare(frameworks: &[Framework], controls: &ControlSet, first: &Pick, second: &Pick) -> Comparison {
    let serving = crosswalk(frameworks, controls);
    let nodes = Nodes::new(frameworks);
    let references: BTreeMap<usize, Vec<&Reference>> =
        nodes.references().fold(BTreeMap::new(), |mut all, (from, to)| {
            all.entry(from).or_insert_with(Vec::new).push(to);
            all
        });
    let links = |pick: &Pick| -> Vec<Linked<'_>> {
        let start = nodes.first(&frameworks[pick.framework].id).unwrap_or_default();
        let links = pick.requirements.iter().map(|place| {
            let served = serving[pick.framework][*place].controls.iter().copied().map(Link::Control);
            let links = reached(start + place, &references, &nodes).into_iter().chain(served).collect();
            Linked { place: *place, links }
        });
        links.collect()
    };
    matched(&links(first), &links(second))
}

/// A requirement with all that it refers to, itself or by way of others.
fn reached<'a>(from: usize, references: &BTreeMap<usize, Vec<&'a Reference>>, nodes: &Nodes<'a>) -> BTreeSet<Link<'a>> {
    let mut links = BTreeSet::from([Link::Requirement(from)]);
    let mut open = vec![from];
    while let Some(here) = open.pop() {
        for reference in references.get(&here).into_iter().flatten() {
            match reference {
                Reference::Controls { .. } => {}
                Reference::KnownAs { tool, pattern } => {
                    links.insert(Link::Name(tool, pattern));
                }
                Reference::Requirements { framework, pattern } => {
                    let to = nodes.fitting(framework, pattern).into_iter();
                    open.extend(to.filter(|to| links.insert(Link::Requirement(*to))));
                }
            }
        }
    }
    links
}

fn matched(first: &[Linked<'_>], second: &[Linked<'_>]) -> Comparison {
    let mut by_link: BTreeMap<&Link<'_>, BTreeSet<usize>> = BTreeMap::new();
    for Linked { place, links } in second {
        links.iter().for_each(|link| {
            by_link.entry(link).or_default().insert(*place);
        });
    }
    let mut comparison = Comparison::default();
    let mut found = BTreeSet::new();
    for &Linked { place, ref links } in first {
        let shared: Vec<_> = links.iter().filter_map(|link| Some((link, by_link.get(link)?))).collect();
        let partners: BTreeSet<usize> = shared.iter().flat_map(|(_, places)| places.iter().copied()).collect();
        if partners.is_empty() {
            comparison.only_first.push(place);
            continue;
        }
        let controls = shared.iter().filter_map(|(link, _)| match link {
            Link::Control(control) => Some(*control),
            Link::Requirement(_) | Link::Name(..) => None,
        });
        let controls = controls.collect();
        found.extend(partners.iter().copied());
        comparison.both.push(Match { first: place, second: partners.into_iter().collect(), controls });
    }
    comparison.only_second = second.iter().map(|one| one.place).filter(|place| !found.contains(place)).collect();
    comparison
}

#[cfg(test)]
mod tests {
    use super::super::sample::{controls, framework};
    use super::*;

    fn whole(frameworks: &[Framework], framework: usize) -> Pick {
        Pick { framework, requirements: (0..frameworks[framework].requirements.len()).collect() }
    }

    #[test]
    fn what_both_ask_and_what_only_one_does() {
        let frameworks = [
            framework("a", &[("A1", ""), ("A2", "c:*"), ("A3", "prowler:s3_x"), ("A4", "b:B4"), ("A5", "iam/*")]),
            framework("b", &[("B1", ""), ("B2", "c:C1"), ("B3", "prowler:s3_x"), ("B4", ""), ("B5", "s3/*")]),
            framework("c", &[("C1", "")]),
        ];
        let controls = controls(&[("iam/x", "a:A1 b:B1"), ("s3/y", "b:B1")]);
        let comparison = compare(&frameworks, &controls, &whole(&frameworks, 0), &whole(&frameworks, 1));
        let places: Vec<(usize, Vec<usize>, Vec<usize>)> =
            comparison.both.into_iter().map(|one| (one.first, one.second, one.controls)).collect();
        let (by_control, by_reference) = (vec![0], Vec::new());
        assert_eq!(
            places,
            [
                (0, vec![0], by_control.clone()),
                (1, vec![1], by_reference.clone()),
                (2, vec![2], by_reference.clone()),
                (3, vec![3], by_reference),
                (4, vec![0], by_control),
            ]
        );
        assert_eq!((comparison.only_first, comparison.only_second), (vec![], vec![4]));
    }

    #[test]
    fn a_framework_is_like_itself_and_order_only_swaps_sides() {
        let frameworks = [framework("a", &[("A1", ""), ("A2", "")]), framework("b", &[("B1", "a:A1"), ("B2", "")])];
        let none = controls(&[]);
        let [a, b] = [0, 1].map(|framework| whole(&frameworks, framework));
        let same = compare(&frameworks, &none, &a, &a);
        assert_eq!((same.both.len(), same.only_first.len(), same.only_second.len()), (2, 0, 0));
        let (there, back) = (compare(&frameworks, &none, &a, &b), compare(&frameworks, &none, &b, &a));
        assert_eq!((&there.only_first, &there.only_second), (&back.only_second, &back.only_first));
        assert_eq!(there.both[0].second, [0]);
        let part = Pick { framework: 0, requirements: vec![1] };
        assert_eq!(compare(&frameworks, &none, &part, &b).only_first, [1], "of a part, nothing but the part");
    }
}
