//! The graph of all steps that begin at an entry, found forwards: what nobody gets to costs nothing.

use super::estate::{Estate, Next};
use super::gap::{Blind, blind};
use super::{Draft, Edge, Entry, Node, Prize, Thing};
use crate::facts::Deriver;
use crate::snapshot::Unread;
use petgraph::graph::{DiGraph, NodeIndex};
use rayon::prelude::*;
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

/// The most steps that are looked at. What an estate of a hundred thousand resources has is far below it.
const MOST_STEPS: usize = 2_000_000;

/// All steps from the entries, and what is worth going for.
#[derive(Debug, Default)]
pub struct Paths<'a> {
    pub(super) graph: DiGraph<Node<'a>, Edge>,
    /// In order.
    pub(super) entries: Vec<NodeIndex>,
    /// What is worth a path and can be got at, the greatest prizes first.
    pub(super) targets: Vec<Target>,
    /// What was not seen, so that there may be more paths than these.
    pub gaps: Vec<Blind>,
}

#[derive(Debug, Clone)]
pub(super) struct Target {
    pub node: NodeIndex,
    pub prize: Prize,
    /// What would have to be read to know that it is worth a path.
    pub unread: Option<Arc<Unread>>,
}

impl<'a> Paths<'a> {
    pub fn of(deriver: &'a Deriver<'a, '_>) -> Self {
        let estate = Estate::of(deriver);
        let mut building = Building::default();
        let resources = &deriver.index().snapshot().resources;
        let first: Vec<Draft<'a>> = resources.par_iter().flat_map_iter(|resource| estate.first(resource)).collect();
        building.add(first);
        while let Some(open) = building.open() {
            let next: Vec<Next<'a>> = open.par_iter().map(|node| estate.next(node)).collect();
            for Next { steps, unread } in next {
                building.add(steps);
                building.unread.extend(unread);
            }
        }
        building.finish(&estate)
    }
}

#[derive(Default)]
struct Building<'a> {
    graph: DiGraph<Node<'a>, Edge>,
    places: HashMap<Node<'a>, NodeIndex>,
    /// What has an edge already: another reason for the same step adds nothing.
    known: BTreeSet<(NodeIndex, NodeIndex, crate::control::Step, Arc<str>)>,
    fresh: Vec<Node<'a>>,
    unread: Vec<(&'a str, Unread)>,
    full: bool,
}

impl<'a> Building<'a> {
    fn add(&mut self, steps: Vec<Draft<'a>>) {
        for Draft { from, to, edge } in steps {
            self.full |= self.graph.edge_count() >= MOST_STEPS;
            if self.full {
                return;
            }
            let (from, to) = (self.place(from), self.place(to));
            if from == to {
                continue;
            }
            let first = edge.on.first().cloned().unwrap_or_default();
            if self.known.insert((from, to, edge.step, first)) {
                self.graph.add_edge(from, to, edge);
            }
        }
    }

    fn place(&mut self, node: Node<'a>) -> NodeIndex {
        if let Some(place) = self.places.get(&node) {
            return *place;
        }
        let place = self.graph.add_node(node.clone());
        self.places.insert(node.clone(), place);
        self.fresh.push(node);
        place
    }

    /// What was found and not yet gone on from, in order.
    fn open(&mut self) -> Option<Vec<Node<'a>>> {
        let mut open = std::mem::take(&mut self.fresh);
        open.sort_unstable();
        (!open.is_empty()).then_some(open)
    }

    fn finish(self, estate: &Estate<'a, '_>) -> Paths<'a> {
        let mut entries: Vec<(Entry, NodeIndex)> = Vec::new();
        let mut targets = Vec::new();
        for place in self.graph.node_indices() {
            match &self.graph[place] {
                Node::Entry(entry) => entries.push((entry.clone(), place)),
                Node::Admin(_) => targets.push(Target { node: place, prize: Prize::Admin, unread: None }),
                Node::Thing(Thing(resource)) => targets.extend(estate.stores.get(resource).map(|store| Target {
                    node: place,
                    prize: store.prize,
                    unread: store.unread.clone(),
                })),
                Node::Joint(_) => {}
            }
        }
        entries.sort();
        targets.sort_by(|a, b| b.prize.cmp(&a.prize).then_with(|| self.graph[a.node].cmp(&self.graph[b.node])));
        let entries = entries.into_iter().map(|(_, place)| place).collect();
        Paths { entries, targets, gaps: blind(estate, self.unread, self.full), graph: self.graph }
    }
}
