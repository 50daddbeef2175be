//! The cheapest change that leaves no way from an entry to a target.
//!
//! Where all ways share a step, that one is enough, and of several the one that takes least work; of these, the one that
//! cuts most other paths too. Where they share none, the set of steps that takes least work together is a minimum cut.

use super::edge::Edge;
use super::graph::Paths;
use super::route::Path;
use crate::control::Effort;
use petgraph::algo::dinics;
use petgraph::algo::dominators::{Dominators, simple_fast};
use petgraph::graph::{DiGraph, EdgeIndex, EdgeReference, NodeIndex};
use petgraph::visit::{EdgeRef, VisitMap, Visitable};
use petgraph::{Incoming, Outgoing};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};
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

/// Wider than all changes together.
const ENDLESS: u64 = 1 << 40;

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

    /// The steps that take least work together, of those sets that leave no way: a maximum flow fills them.
    fn least(&self, entry: NodeIndex, target: NodeIndex) -> Vec<EdgeIndex> {
        let work = |edge: &Edge| if edge.joins() { ENDLESS } else { work(edge.effort) };
        let pipes = self.graph.map(|_, _| (), |_, edge| work(edge));
        let (_, flows) = dinics(&pipes, entry, target);
        let mut inside = pipes.visit_map();
        let mut open = vec![entry];
        while let Some(node) = open.pop() {
            if !inside.visit(node) {
                continue;
            }
            let on = pipes.edges(node).filter(|pipe| flows[pipe.id().index()] < *pipe.weight());
            let back = pipes.edges_directed(node, Incoming).filter(|pipe| flows[pipe.id().index()] > 0);
            open.extend(on.map(|pipe| pipe.target()).chain(back.map(|pipe| pipe.source())));
        }
        let leads_out =
            |pipe: &EdgeReference<u64>| inside.is_visited(&pipe.source()) && !inside.is_visited(&pipe.target());
        pipes.edge_references().filter(leads_out).map(|pipe| pipe.id()).collect()
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
fn work(effort: Effort) -> u64 {
    match effort {
        Effort::Minutes => 4,
        Effort::Hours => 7,
        Effort::Days => 16,
    }
}
