//! The cheapest way from each entry to each target: as little that is not known as can be, then as few flaws and secrets,
//! then as few steps.

use super::graph::{Paths, Target};
use super::{Edge, Entry, Node, Prize};
use crate::snapshot::Unread;
use petgraph::graph::{EdgeIndex, NodeIndex};
use petgraph::visit::EdgeRef;
use std::cmp::Reverse;
use std::collections::{BTreeSet, BinaryHeap};

/// What a way costs: steps that are only possible, flaws or secrets, steps.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cost {
    pub unread: usize,
    pub flaws: usize,
    pub steps: usize,
}

/// A way from an entry to a target.
#[derive(Debug, Clone)]
pub struct Path {
    pub(super) entry: NodeIndex,
    /// The place of its target among all.
    pub(super) target: usize,
    pub cost: Cost,
    edges: Vec<EdgeIndex>,
}

/// What paths have in common that lead the same way, and only then to different targets.
pub type Way = (usize, Vec<usize>);

impl Path {
    pub fn way(&self, paths: &Paths<'_>) -> Way {
        let last = self.edges.last().filter(|edge| paths.graph[**edge].joins());
        let common = self.edges.len() - usize::from(last.is_some());
        (self.entry.index(), self.edges[..common].iter().map(|edge| edge.index()).collect())
    }
}

/// A path as it is told: things that are seen, one after the other.
#[derive(Debug, Clone)]
pub struct Route<'p, 'a> {
    pub entry: &'p Entry,
    pub hops: Vec<Hop<'p, 'a>>,
    pub prize: Prize,
    /// Whether each of its steps, and the prize, is known.
    pub certain: bool,
    /// What would have to be read to know the prize.
    pub unread: Option<&'p Unread>,
}

#[derive(Debug, Clone)]
pub struct Hop<'p, 'a> {
    /// What opens the way to it.
    pub by: Vec<&'p Edge>,
    pub node: &'p Node<'a>,
    /// How many others could stand in its place.
    pub alike: usize,
}

impl<'a> Paths<'a> {
    /// One path for each entry and each target that it gets to; the worst come first.
    pub fn paths(&self) -> Vec<Path> {
        let mut paths: Vec<Path> = self.entries.iter().flat_map(|entry| self.from(*entry)).collect();
        paths.sort_by_cached_key(|path| {
            let prize = Reverse(self.targets[path.target].prize);
            (prize, !self.is_certain(path), path.cost, path.entry, path.target)
        });
        paths
    }

    fn from(&self, entry: NodeIndex) -> impl Iterator<Item = Path> {
        let (costs, before) = self.costs(entry);
        let path = |(place, target): (usize, &Target)| {
            let cost = costs[target.node.index()]?;
            let mut edges = Vec::new();
            let mut here = target.node;
            while let Some(edge) = before[here.index()] {
                edges.push(edge);
                here = self.graph.edge_endpoints(edge)?.0;
            }
            edges.reverse();
            Some(Path { entry, target: place, cost, edges })
        };
        self.targets.iter().enumerate().filter_map(path).collect::<Vec<_>>().into_iter()
    }

    /// What it costs to get to each node, and by which edge one comes there.
    fn costs(&self, entry: NodeIndex) -> (Vec<Option<Cost>>, Vec<Option<EdgeIndex>>) {
        let count = self.graph.node_count();
        let (mut costs, mut before) = (vec![None; count], vec![None; count]);
        let mut open = BinaryHeap::from([Reverse((Cost::default(), entry))]);
        costs[entry.index()] = Some(Cost::default());
        while let Some(Reverse((cost, node))) = open.pop() {
            if costs[node.index()] != Some(cost) {
                continue;
            }
            for edge in self.graph.edges(node) {
                let (next, to) = (cost.and(edge.weight()), edge.target());
                if costs[to.index()].is_none_or(|known| next < known) {
                    costs[to.index()] = Some(next);
                    before[to.index()] = Some(edge.id());
                    open.push(Reverse((next, to)));
                }
            }
        }
        (costs, before)
    }

    /// Where a path begins, and what it is after.
    pub fn ends(&self, path: &Path) -> Option<(&Entry, &Node<'a>)> {
        let Node::Entry(entry) = &self.graph[path.entry] else { return None };
        Some((entry, &self.graph[self.targets.get(path.target)?.node]))
    }

    /// Whether each of its steps, and what it is after, is known.
    pub fn is_certain(&self, path: &Path) -> bool {
        path.cost.unread == 0 && self.targets.get(path.target).is_some_and(|target| target.unread.is_none())
    }

    /// A path as it is told.
    pub fn route<'p>(&'p self, path: &Path) -> Option<Route<'p, 'a>> {
        let Node::Entry(entry) = &self.graph[path.entry] else { return None };
        let target = self.targets.get(path.target)?;
        let mut hops = Vec::new();
        let mut by = Vec::new();
        for (number, edge) in path.edges.iter().enumerate() {
            by.push(&self.graph[*edge]);
            let node = &self.graph[self.graph.edge_endpoints(*edge)?.1];
            if node.is_seen() {
                let alike = self.alike(*edge, path.edges.get(number + 1).copied());
                hops.push(Hop { by: std::mem::take(&mut by), node, alike });
            }
        }
        let (certain, unread) = (self.is_certain(path), target.unread.as_deref());
        Some(Route { entry, hops, prize: target.prize, certain, unread })
    }

    /// Others of the same kind that the same step leads to, and that lead on in the same way.
    fn alike(&self, into: EdgeIndex, out: Option<EdgeIndex>) -> usize {
        let found = || {
            let (from, here) = self.graph.edge_endpoints(into)?;
            let to = self.graph.edge_endpoints(out?)?.1;
            let kind = &self.graph[here].resource()?.kind;
            if self.graph[from].is_seen() {
                return None;
            }
            let after: BTreeSet<NodeIndex> = self.graph.neighbors_directed(to, petgraph::Incoming).collect();
            let others: BTreeSet<NodeIndex> = self.graph.neighbors(from).collect();
            let same = |node: &&NodeIndex| self.graph[**node].resource().is_some_and(|one| one.kind == *kind);
            Some(others.intersection(&after).filter(same).count().saturating_sub(1))
        };
        found().unwrap_or(0)
    }
}

impl Cost {
    fn and(self, edge: &Edge) -> Self {
        Self {
            unread: self.unread + usize::from(edge.unread.is_some()),
            flaws: self.flaws + usize::from(edge.needs_a_flaw()),
            steps: self.steps + usize::from(!edge.joins()),
        }
    }
}
