//! The cheapest change that leaves no way from an entry to a target.
//!
//! Where all ways share a step, that one is enough, and of several the one that takes least work; of these, the one that
//! cuts most other paths too. Where they share none, the set of steps that takes least work together is a minimum cut.

use super::graph::Paths;
use super::route::Path;
use crate::control::Effort;
use petgraph::algo::dominators::{Dominators, simple_fast};
use petgraph::graph::{DiGraph, EdgeIndex, NodeIndex};
use petgraph::visit::EdgeRef;
use petgraph::{Incoming, Outgoing};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};
use std::sync::Arc;

/// Changes that together leave no way.
#[derive(Debug, Clone)]
pub struct Cut {
    pub changes: Vec<Change>,
    /// How many paths it cuts of those that begin at the same entry, this one among them.
    pub cuts: usize,
}

/// One change, at one resource.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Change {
    pub text: String,
    pub effort: Effort,
    /// The resource that is changed.
    pub at: Option<Arc<str>>,
}

/// A graph of nodes and edges alike.
pub(super) type Split = DiGraph<(), ()>;

/// What every way from an entry goes through.
pub(super) struct Narrows {
    dominators: Dominators<NodeIndex>,
    /// How many nodes stand before the edges, which are nodes here too.
    nodes: usize,
    /// How many targets each edge cuts off by itself, if any.
    pub cuts: HashMap<EdgeIndex, usize>,
}

/// A step as a pipe of a network: where it ends, what still goes through, and the way back.
struct Pipe {
    to: usize,
    left: u32,
}

/// Wider than all changes together.
const ENDLESS: u32 = u32::MAX / 4;

impl Paths<'_> {
    /// The cheapest cut of each path, in order.
    pub fn cuts(&self, paths: &[Path]) -> Vec<Cut> {
        let split = self.split();
        let mut narrows: BTreeMap<NodeIndex, Narrows> = BTreeMap::new();
        let cut = |path: &Path| {
            let narrows = narrows.entry(path.entry).or_insert_with(|| self.narrows(&split, path.entry));
            let edges = self.cut(path, narrows);
            let cuts = match edges.as_slice() {
                [one] => narrows.alone(*one),
                _ => self.cut_off(path.entry, &edges.iter().copied().collect()),
            };
            let changes: BTreeSet<Change> = edges.iter().map(|edge| self.change(*edge)).collect();
            Cut { changes: changes.into_iter().collect(), cuts }
        };
        paths.iter().map(cut).collect()
    }

    /// The edges of the cheapest cut.
    pub(super) fn cut(&self, path: &Path, narrows: &Narrows) -> Vec<EdgeIndex> {
        let target = self.targets[path.target].node;
        let shared = narrows.before(target).filter(|edge| !self.graph[*edge].joins());
        let best = shared.min_by_key(|edge| (self.graph[*edge].effort, Reverse(narrows.alone(*edge))));
        best.map_or_else(|| self.least(path.entry, target), |edge| vec![edge])
    }

    fn change(&self, edge: EdgeIndex) -> Change {
        let edge = &self.graph[edge];
        Change { text: edge.change.clone(), effort: edge.effort, at: edge.on.first().cloned() }
    }

    /// The graph with edges that are nodes as well, so that a node before all ways may be one of them.
    pub(super) fn split(&self) -> Split {
        let (nodes, edges) = (self.graph.node_count(), self.graph.edge_count());
        let mut split = Split::with_capacity(nodes + edges, 2 * edges);
        (0..nodes + edges).for_each(|_| {
            split.add_node(());
        });
        for edge in self.graph.edge_references() {
            let middle = NodeIndex::new(nodes + edge.id().index());
            split.add_edge(edge.source(), middle, ());
            split.add_edge(middle, edge.target(), ());
        }
        split
    }

    pub(super) fn narrows(&self, split: &Split, entry: NodeIndex) -> Narrows {
        let nodes = self.graph.node_count();
        let mut narrows = Narrows { dominators: simple_fast(split, entry), nodes, cuts: HashMap::new() };
        for target in &self.targets {
            for edge in narrows.before(target.node).collect::<Vec<_>>() {
                *narrows.cuts.entry(edge).or_default() += 1;
            }
        }
        narrows
    }

    /// The steps that take least work together, of those sets that leave no way.
    fn least(&self, entry: NodeIndex, target: NodeIndex) -> Vec<EdgeIndex> {
        let (mut pipes, ends) = self.pipes(target);
        let mut reached;
        loop {
            let by = flow(&pipes, &ends, entry.index());
            if by[target.index()].is_none() {
                reached = by;
                break;
            }
            push(&mut pipes, &by, target.index());
        }
        reached[entry.index()] = Some(usize::MAX);
        let inside = |node: NodeIndex| reached[node.index()].is_some();
        let cut = self.graph.edge_references().filter(|edge| inside(edge.source()) && !inside(edge.target()));
        // Others lead inwards to what the target does not hang on.
        cut.filter(|edge| pipes[2 * edge.id().index() + 1].left > 0).map(|edge| edge.id()).collect()
    }

    /// Two for each edge, there and back; of those that lead to the target.
    fn pipes(&self, target: NodeIndex) -> (Vec<Pipe>, Vec<Vec<usize>>) {
        let mut leads = vec![false; self.graph.node_count()];
        let mut open = vec![target];
        leads[target.index()] = true;
        while let Some(node) = open.pop() {
            for from in self
                .graph
                .neighbors_directed(node, Incoming)
                .filter(|from| !std::mem::replace(&mut leads[from.index()], true))
            {
                open.push(from);
            }
        }
        let mut pipes = Vec::with_capacity(2 * self.graph.edge_count());
        let mut ends: Vec<Vec<usize>> = vec![vec![]; self.graph.node_count()];
        for edge in self.graph.edge_references() {
            let (from, to) = (edge.source().index(), edge.target().index());
            if leads[to] {
                ends[from].push(pipes.len());
                ends[to].push(pipes.len() + 1);
            }
            let left = if edge.weight().joins() { ENDLESS } else { work(edge.weight().effort) };
            pipes.extend([Pipe { to, left }, Pipe { to: from, left: 0 }]);
        }
        (pipes, ends)
    }

    /// How many targets an entry gets to, and no more without some edges.
    pub(super) fn cut_off(&self, entry: NodeIndex, without: &BTreeSet<EdgeIndex>) -> usize {
        let (before, after) = (self.reached(entry, &BTreeSet::new()), self.reached(entry, without));
        let lost = |node: NodeIndex| before[node.index()] && !after[node.index()];
        self.targets.iter().filter(|target| lost(target.node)).count()
    }

    /// Where an entry gets to without some edges.
    pub(super) fn reached(&self, entry: NodeIndex, without: &BTreeSet<EdgeIndex>) -> Vec<bool> {
        let mut reached = vec![false; self.graph.node_count()];
        reached[entry.index()] = true;
        let mut open = vec![entry];
        while let Some(node) = open.pop() {
            for edge in self.graph.edges_directed(node, Outgoing).filter(|edge| !without.contains(&edge.id())) {
                if !std::mem::replace(&mut reached[edge.target().index()], true) {
                    open.push(edge.target());
                }
            }
        }
        reached
    }
}

impl Narrows {
    /// How many targets an edge cuts off by itself.
    pub fn alone(&self, edge: EdgeIndex) -> usize {
        self.cuts.get(&edge).copied().unwrap_or(0)
    }

    /// The edges that all ways to a node go through, the last one first.
    fn before(&self, node: NodeIndex) -> impl Iterator<Item = EdgeIndex> {
        let nodes = self.nodes;
        let all = self.dominators.strict_dominators(node).into_iter().flatten();
        all.filter_map(move |one| one.index().checked_sub(nodes)).map(EdgeIndex::new)
    }
}

/// Each change must be agreed upon and made, so that two that take hours go before four that take minutes.
fn work(effort: Effort) -> u32 {
    match effort {
        Effort::Minutes => 4,
        Effort::Hours => 7,
        Effort::Days => 16,
    }
}

/// By which pipe each place is reached where something still goes through.
fn flow(pipes: &[Pipe], ends: &[Vec<usize>], from: usize) -> Vec<Option<usize>> {
    let mut by: Vec<Option<usize>> = vec![None; ends.len()];
    let mut open = VecDeque::from([from]);
    while let Some(node) = open.pop_front() {
        for pipe in ends[node].iter().copied().filter(|pipe| pipes[*pipe].left > 0) {
            let to = pipes[pipe].to;
            if to != from && by[to].is_none() {
                by[to] = Some(pipe);
                open.push_back(to);
            }
        }
    }
    by
}

/// Sends as much as goes through the way that was found.
fn push(pipes: &mut [Pipe], by: &[Option<usize>], to: usize) {
    let mut way = Vec::new();
    let mut here = to;
    while let Some(pipe) = by[here] {
        way.push(pipe);
        here = pipes[pipe ^ 1].to;
    }
    let most = way.iter().map(|pipe| pipes[*pipe].left).min().unwrap_or(0);
    for pipe in way {
        pipes[pipe].left -= most;
        pipes[pipe ^ 1].left += most;
    }
}
