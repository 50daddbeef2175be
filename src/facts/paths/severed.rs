//! How many paths a fix cuts: pairs of an entry and a target that no longer connect without the steps that it takes away.

use super::graph::Paths;
use crate::control::Step;
use petgraph::graph::{EdgeIndex, NodeIndex};
use petgraph::visit::EdgeRef;
use std::collections::{BTreeSet, HashMap};

/// The most edges that are walked for all fixes together. Where that is not enough, a fix is said to cut what its best
/// step alone cuts, which is never too much.
const MOST_WALKED: usize = 100_000_000;

/// What fixes are asked of.
pub struct Severed<'p, 'a> {
    paths: &'p Paths<'a>,
    /// By what decides them, and their sort.
    edges: HashMap<(&'p str, Step), Vec<EdgeIndex>>,
    entries: Vec<From>,
    /// How many pairs there are.
    pub all: usize,
    walked: usize,
}

/// An entry, and where it gets to.
struct From {
    entry: NodeIndex,
    reached: Vec<bool>,
    /// How many targets each edge cuts off by itself, if any.
    alone: HashMap<EdgeIndex, usize>,
}

impl<'p, 'a> Severed<'p, 'a> {
    pub fn of(paths: &'p Paths<'a>) -> Self {
        let mut edges: HashMap<(&str, Step), Vec<EdgeIndex>> = HashMap::new();
        for edge in paths.graph.edge_references() {
            for id in &edge.weight().on {
                edges.entry((id, edge.weight().step)).or_default().push(edge.id());
            }
        }
        let split = paths.split();
        let from = |entry: &NodeIndex| From {
            entry: *entry,
            reached: paths.reached(*entry, &BTreeSet::new()),
            alone: paths.narrows(&split, *entry).cuts,
        };
        let entries: Vec<From> = paths.entries.iter().map(from).collect();
        let pairs = |from: &From| paths.targets.iter().filter(|target| from.reached[target.node.index()]).count();
        let all = entries.iter().map(pairs).sum();
        Self { paths, edges, entries, all, walked: 0 }
    }

    /// The steps of some sorts that hang on a resource; where ports are named, of those by the network only the ones at
    /// these.
    pub fn steps(&self, sorts: &[Step], id: &str, ports: Option<&[i64]>) -> Vec<EdgeIndex> {
        let at = |edge: &EdgeIndex| match (ports, self.paths.graph[*edge].ports, self.paths.graph[*edge].step) {
            (Some(ports), Some((from, to)), _) => ports.iter().any(|port| (from..=to).contains(port)),
            (Some(_), None, Step::Reach | Step::Neighbour) => false,
            _ => true,
        };
        let all = sorts.iter().filter_map(|sort| self.edges.get(&(id, *sort))).flatten();
        all.copied().filter(at).collect()
    }

    /// How many pairs do not connect without some steps.
    pub fn without(&mut self, steps: &BTreeSet<EdgeIndex>) -> usize {
        let mut cut = 0;
        for from in &self.entries {
            let begins = |edge: &EdgeIndex| {
                self.paths.graph.edge_endpoints(*edge).is_some_and(|(node, _)| from.reached[node.index()])
            };
            let steps: BTreeSet<EdgeIndex> = steps.iter().copied().filter(begins).collect();
            let alone = |edge: &EdgeIndex| from.alone.get(edge).copied().unwrap_or(0);
            cut += match steps.len() {
                0 => 0,
                1 => steps.iter().map(alone).sum(),
                _ if self.walked > MOST_WALKED => steps.iter().map(alone).max().unwrap_or(0),
                _ => {
                    self.walked += self.paths.graph.edge_count();
                    let left = self.paths.reached(from.entry, &steps);
                    let lost = |node: NodeIndex| from.reached[node.index()] && !left[node.index()];
                    self.paths.targets.iter().filter(|target| lost(target.node)).count()
                }
            };
        }
        cut
    }
}
