//! The shortest way of each principal to all rights, by a search back from those who have them.

use super::admin;
use super::control::{self, Controls};
use super::gains::{Edge, End, Estate};
use super::library::Library;
use super::rights::{Rights, Said, is_of_aws};
use super::scene::{Place, Scene, Trust};
use crate::facts::{Index, Span};
use crate::snapshot::{AccountId, Reason, Resource, Unread};
use petgraph::Direction::Incoming;
use petgraph::graph::{DiGraph, EdgeIndex, NodeIndex};
use petgraph::visit::EdgeRef;
use rayon::prelude::*;
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::{BTreeMap, HashMap, VecDeque};
use std::fmt;
use std::sync::Arc;

/// How a principal gets to rights that its policies do not give it by name.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, JsonSchema)]
pub struct WayUp {
    /// Whether it can make itself an administrator, or become one, without being one.
    pub to_admin: bool,
    /// The steps of the shortest way, in order; none where there is no way.
    pub steps: Vec<WayStep>,
    /// The managed policy or the group that allows the first step, by its id: what others have as well, and what is changed
    /// for all of them at once. Empty where it is the principal's own, or AWS's.
    pub granted_by: Vec<String>,
}

/// One step of a way up.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, JsonSchema)]
pub struct WayStep {
    /// The published path, by its id on pathfinding.cloud.
    pub path: String,
    /// What is done, in short.
    pub name: String,
    /// The resource that holds a role, or the principal that is used or changed; null where it changes itself.
    pub through: Option<String>,
}

impl fmt::Display for WayStep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.name, self.path)?;
        self.through.iter().try_for_each(|through| write!(f, ", by {through}"))
    }
}

/// All principals of a snapshot, and their ways up.
pub struct Ways<'s> {
    pub(super) all: Vec<Rights<'s>>,
    by_id: HashMap<(&'s AccountId, &'s str), Place>,
    pub(super) admins: Vec<Said>,
    pub(super) graph: DiGraph<(), Edge<'s>>,
    /// Whom each role lets in.
    pub(super) trusts: HashMap<Place, Trust<'s>>,
    /// The roles that a resource has, by the resource's id.
    pub(super) held: HashMap<&'s str, Vec<Place>>,
    /// The first edge of each one's shortest way: over certain edges, and over all.
    certain: Vec<Option<EdgeIndex>>,
    possible: Vec<Option<EdgeIndex>>,
}

const KINDS: [&str; 3] = ["iam_user", "iam_role", "iam_group"];

impl<'s> Ways<'s> {
    pub fn new(index: &Index<'s>) -> Self {
        let all = rights(index);
        let by_id = all.iter().enumerate().map(|(place, one)| ((&one.principal.account, &*one.principal.id), place));
        let by_id = by_id.collect();
        let admins: Vec<Said> = all.par_iter().map(admin::of_principal).collect();
        let roles = all.iter().enumerate().filter(|(_, rights)| &*rights.principal.kind == "iam_role");
        let trusts: HashMap<Place, Trust<'s>> = roles.map(|(place, role)| (place, Trust::of(role.principal))).collect();
        let scenes = scenes(&all, &trusts, index);
        let graph = graph(&all, &admins, &trusts, &scenes);
        let certain = search(&graph, &admins, false);
        let possible = search(&graph, &admins, true);
        let mut held: HashMap<&str, Vec<Place>> = HashMap::new();
        for (holder, role) in scenes.values().flat_map(|scene| scene.holders.values()).flatten() {
            held.entry(&holder.id).or_default().push(*role);
        }
        Self { all, by_id, admins, graph, trusts, held, certain, possible }
    }

    pub fn place(&self, principal: &Resource) -> Option<Place> {
        self.by_id.get(&(&principal.account, &*principal.id)).copied()
    }

    /// Whether it is as good as an administrator.
    pub fn admin(&self, principal: &Resource) -> Option<Span<bool>> {
        Some(admin::span(self.admins[self.place(principal)?].clone()))
    }

    /// How a user or role gets to be an administrator. One that is one already has no way to go.
    pub fn up(&self, principal: &Resource) -> Option<Span<WayUp>> {
        let place = self.place(principal).filter(|_| &*principal.kind != "iam_group")?;
        match &self.admins[place] {
            Said::Yes(_) => return Some(Span::known(WayUp::default(), "it is an administrator already")),
            // It may be one already, and may well find a way if it is not.
            Said::Unread(unread) => {
                let perhaps = WayUp { to_admin: true, ..WayUp::default() };
                return Some(Span::between(WayUp::default(), perhaps, Arc::clone(unread)));
            }
            Said::No => {}
        }
        let low = self.way(place, &self.certain);
        let high = if low.to_admin { low.clone() } else { self.way(place, &self.possible) };
        if low == high {
            let because: Vec<String> = low.steps.iter().map(WayStep::to_string).collect();
            let none = || vec!["no published path is open to it".to_owned()];
            let because = if because.is_empty() { none() } else { because };
            return Some(Span { low: low.clone(), high, because, unread: None });
        }
        let unread = self.unread(place).unwrap_or_else(|| Arc::new(Unread::new("iam_policy", Reason::NotCollected)));
        Some(Span::between(low, high, unread))
    }

    fn way(&self, from: Place, next: &[Option<EdgeIndex>]) -> WayUp {
        let mut steps = Vec::new();
        let mut here = from;
        while let Some((edge, (_, to))) = next[here].and_then(|edge| Some((edge, self.graph.edge_endpoints(edge)?))) {
            let Edge { path, through, .. } = &self.graph[edge];
            steps.push(WayStep { path: path.id.clone(), name: path.name.clone(), through: through.map(str::to_owned) });
            here = to.index();
            if here >= self.all.len() {
                break;
            }
        }
        WayUp { to_admin: !steps.is_empty(), steps, granted_by: self.grantor(from, next).into_iter().collect() }
    }

    /// What allows the first step, where others may have it too.
    fn grantor(&self, from: Place, next: &[Option<EdgeIndex>]) -> Option<String> {
        let Said::Yes(name) = &self.graph[next[from]?].said else { return None };
        let own = &*self.all[from].principal.id;
        let source = self.all[from].source(name).filter(|id| *id != own && !is_of_aws(id));
        source.map(str::to_owned)
    }

    /// The first thing that is not known of the possible way.
    fn unread(&self, from: Place) -> Option<Arc<Unread>> {
        let mut here = from;
        loop {
            let of = |said: &Said| if let Said::Unread(unread) = said { Some(Arc::clone(unread)) } else { None };
            let Some(edge) = self.possible.get(here).copied().flatten() else {
                return self.admins.get(here).and_then(of);
            };
            if let Some(unread) = of(&self.graph[edge].said) {
                return Some(unread);
            }
            here = self.graph.edge_endpoints(edge)?.1.index();
        }
    }
}

/// The rights of all principals, in the order of the snapshot.
fn rights<'s>(index: &Index<'s>) -> Vec<Rights<'s>> {
    let library = Library::new(index);
    let all: Vec<&Resource> =
        index.snapshot().resources.iter().filter(|resource| KINDS.contains(&&*resource.kind)).collect();
    let policies = control::policies(index);
    let mut controls: BTreeMap<&str, Arc<Controls<'s>>> = BTreeMap::new();
    for principal in &all {
        let of = || Arc::new(Controls::of(&principal.account, &policies, index));
        controls.entry(principal.account.as_str()).or_insert_with(of);
    }
    let of = |principal: &&'s Resource| {
        Rights::of(principal, index, &library, Arc::clone(&controls[principal.account.as_str()]))
    };
    all.par_iter().map(of).collect()
}

/// Each account as whoever is in it sees it.
fn scenes<'s>(
    all: &[Rights<'s>],
    trusts: &HashMap<Place, Trust<'s>>,
    index: &Index<'s>,
) -> BTreeMap<&'s str, Scene<'s>> {
    let mut scenes: BTreeMap<&str, Scene<'s>> = BTreeMap::new();
    for rights in all {
        let account = &rights.principal.account;
        scenes.entry(account.as_str()).or_insert_with(|| Scene::of(account, all, trusts, index));
    }
    scenes
}

/// Who gets to whom in one step. The last node is the end of all ways: all rights.
fn graph<'s>(
    all: &[Rights<'s>],
    admins: &[Said],
    trusts: &HashMap<Place, Trust<'s>>,
    scenes: &BTreeMap<&'s str, Scene<'s>>,
) -> DiGraph<(), Edge<'s>> {
    let estate = Estate { all, trusts };
    let gains = |(place, rights): (usize, &Rights<'s>)| match &*rights.principal.kind {
        // A group does nothing by itself, and an administrator needs no way.
        "iam_group" => BTreeMap::new(),
        _ if admins[place].is_yes() => BTreeMap::new(),
        _ => estate.gains(place, !admins[place].is_no(), &scenes[rights.principal.account.as_str()]),
    };
    let gains: Vec<BTreeMap<End, Edge<'s>>> = all.par_iter().enumerate().map(gains).collect();
    let mut graph = DiGraph::new();
    let nodes: Vec<NodeIndex> = (0..=all.len()).map(|_| graph.add_node(())).collect();
    for (from, edges) in gains.into_iter().enumerate() {
        for (end, edge) in edges {
            let to = if let End::Principal(place) = end { place } else { all.len() };
            graph.add_edge(nodes[from], nodes[to], edge);
        }
    }
    graph
}

/// From all rights backwards, the nearest first.
fn search(graph: &DiGraph<(), Edge<'_>>, admins: &[Said], possible: bool) -> Vec<Option<EdgeIndex>> {
    let mut next: Vec<Option<EdgeIndex>> = vec![None; admins.len()];
    let is_end = |place: usize| admins.get(place).is_none_or(|said| said.is_yes() || (possible && !said.is_no()));
    let mut queue: VecDeque<NodeIndex> = graph.node_indices().filter(|node| is_end(node.index())).collect();
    while let Some(node) = queue.pop_front() {
        let mut edges: Vec<_> = graph.edges_directed(node, Incoming).collect();
        edges.sort_by_key(|edge| edge.source());
        for edge in edges.into_iter().filter(|edge| possible || edge.weight().said.is_yes()) {
            let from = edge.source().index();
            if !is_end(from) && next[from].is_none() {
                next[from] = Some(edge.id());
                queue.push_back(edge.source());
            }
        }
    }
    next
}
