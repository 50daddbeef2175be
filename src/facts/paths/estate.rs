//! All that steps are found by, and the steps out of each thing that has been taken over.

use super::store::Stores;
use super::{Draft, Edge, Entry, Node, Thing};
use crate::control::Step;
use crate::facts::access::{Abroad, Gained, Said, Target, Ways, escalations};
use crate::facts::reach::Network;
use crate::facts::{Deriver, Index};
use crate::snapshot::{Resource, Unread};
use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, RwLock};

pub(super) struct Estate<'a, 's> {
    pub deriver: &'a Deriver<'a, 's>,
    pub index: &'a Index<'s>,
    pub ways: &'a Ways<'s>,
    pub abroad: Abroad<'s>,
    pub stores: Stores<'a>,
    pub network: Network<'a, 's>,
    /// What carries the security groups that were looked at.
    pub landed: RwLock<HashMap<Thing<'a>, Landings<'a>>>,
    /// The accounts that were read.
    own: BTreeSet<&'a str>,
    /// The kinds by which code runs.
    machines: BTreeSet<&'static str>,
}

/// Carriers of a security group: one to ask for, and all that are like it.
pub(super) type Landings<'a> = Arc<[(&'a Resource, Vec<Thing<'a>>)]>;

/// Steps out of something, and what could not be read of where else it leads.
#[derive(Default)]
pub(super) struct Next<'a> {
    pub steps: Vec<Draft<'a>>,
    pub unread: Option<(&'a str, Unread)>,
}

impl<'a, 's> Estate<'a, 's> {
    pub fn of(deriver: &'a Deriver<'a, 's>) -> Self {
        let (index, ways) = (deriver.index(), deriver.ways());
        let accounts = index.snapshot().header.accounts.iter();
        Self {
            deriver,
            index,
            ways,
            abroad: ways.abroad(index),
            stores: Stores::of(deriver),
            network: Network::new(index),
            landed: RwLock::default(),
            own: accounts.map(crate::snapshot::AccountId::as_str).collect(),
            machines: machines().collect(),
        }
    }

    pub fn is_machine(&self, resource: &Resource) -> bool {
        self.machines.contains(&*resource.kind)
    }

    /// The account by its number, where it is not one of the estate.
    pub fn stranger(&self, account: &str) -> Option<Entry> {
        let foreign = !account.is_empty() && !self.own.contains(account);
        foreign.then(|| Entry::Account(Arc::from(account)))
    }

    /// Where somebody gets next.
    pub fn next(&self, node: &Node<'a>) -> Next<'a> {
        let steps = |steps| Next { steps, unread: None };
        match node {
            Node::Entry(_) | Node::Admin(_) => Next::default(),
            Node::Joint(joint) => self.through(joint),
            Node::Thing(Thing(resource)) => match &*resource.kind {
                "iam_user" | "iam_role" | "iam_group" => steps(self.of_principal(resource)),
                "rds_instance" => steps(self.of_database(resource)),
                _ if self.is_machine(resource) => self.of_machine(resource),
                _ => Next::default(),
            },
        }
    }

    /// Whoever runs code on it has its roles, and stands where it stands.
    fn of_machine(&self, machine: &'a Resource) -> Next<'a> {
        let mut next = self.standing(machine);
        let definitions = definitions(machine);
        let holders = definitions.iter().filter_map(|arn| self.index.by_id(arn)).chain([machine]);
        for holder in holders {
            for role in self.ways.held_by(holder) {
                let edge = Edge::new(Step::Role, format!("it runs as {}", role.label()));
                let edge = edge.on([&*machine.id, &*holder.id]);
                let edge = edge.closed_by(format!("let {} run without {}", machine.label(), role.label()));
                next.steps.push(edge.between(thing(machine), thing(role)));
            }
        }
        next
    }

    /// The data of a cluster is that of its instances.
    fn of_database(&self, instance: &'a Resource) -> Vec<Draft<'a>> {
        let (account, region) = (&instance.account, &instance.region);
        let name = instance.at("db_cluster_identifier").as_str().unwrap_or_default();
        let found = self.index.where_field("rds_cluster", "name", name, account, region).unwrap_or_default();
        let same = |cluster| Edge::joining(Step::Neighbour).between(thing(instance), thing(cluster));
        found.into_iter().filter(|_| !name.is_empty()).map(same).collect()
    }

    fn of_principal(&self, who: &'a Resource) -> Vec<Draft<'a>> {
        let admin = self.ways.is_admin(who);
        let mut steps = Vec::new();
        if let Some(said) = admin.filter(|said| !said.is_no()) {
            let (why, on, unread) = self.told(who, said);
            let because = match unread {
                Some(_) => "a policy may make it an administrator".to_owned(),
                None => format!("{why} makes it an administrator"),
            };
            let change = format!("take the rights of an administrator from {}", who.label());
            let edge = Edge::new(Step::Rights, because).closed_by(change).on(on).perhaps(unread);
            steps.push(edge.between(thing(who), Node::Admin(&who.account)));
        }
        // Who may do everything needs nothing more.
        if !admin.is_some_and(Said::is_yes) {
            steps.extend(self.ups(who));
            steps.extend(self.roles_elsewhere(who));
            steps.extend(self.readings(who));
        }
        steps
    }

    /// By the published ways to gain more than its policies say.
    fn ups(&self, who: &'a Resource) -> Vec<Draft<'a>> {
        let up = |(gained, edge): (Gained<'a>, &crate::facts::access::Edge<'s>)| {
            let (why, on, unread) = self.told(who, &edge.said);
            let by = if why.is_empty() { String::new() } else { format!(", by {why}") };
            let step = Edge::new(Step::WayUp, format!("{} ({}){by}", edge.path.name, edge.path.id));
            let to = match gained {
                Gained::Admin => Node::Admin(&who.account),
                Gained::Principal(principal) => thing(principal),
            };
            let actions: Vec<&str> = edge.path.permissions.keys().map(String::as_str).collect();
            let change = format!("take {} from {}", actions.join(" or "), who.label());
            step.closed_by(change).on(on).perhaps(unread).between(thing(who), to)
        };
        self.ways.steps(who).into_iter().map(up).collect()
    }

    /// Roles of other accounts of the estate.
    fn roles_elsewhere(&self, who: &'a Resource) -> Vec<Draft<'a>> {
        let found = self.ways.abroad_from(who, &self.abroad);
        let step = |(role, said): (&'a Resource, Said)| {
            let (why, _, unread) = self.told(who, &said);
            let edge = Edge::new(Step::Trust, format!("it trusts account {}, and {why} lets it ask", who.account));
            let edge = edge.closed_by(format!("let {} trust {} no longer", role.label(), who.label()));
            edge.on([&*role.id]).perhaps(unread).between(thing(who), thing(role))
        };
        found.into_iter().map(step).collect()
    }

    /// The policy that an answer names, where it stands, and what it would take to be sure.
    pub fn told(&self, who: &'a Resource, said: &Said) -> (String, Vec<&'a str>, Option<Arc<Unread>>) {
        match said {
            Said::Yes(name) => {
                let source = self.ways.rights(who).and_then(|rights| rights.source(name));
                (name.clone(), [&*who.id].into_iter().chain(source.filter(|id| **id != *who.id)).collect(), None)
            }
            Said::No => (String::new(), vec![&*who.id], None),
            Said::Unread(unread) => (String::new(), vec![&*who.id], Some(Arc::clone(unread))),
        }
    }
}

pub(super) fn thing(resource: &Resource) -> Node<'_> {
    Node::Thing(Thing(resource))
}

/// The kinds that hold a role, which code on them gets, and those that name what holds it.
pub(super) fn machines() -> impl Iterator<Item = &'static str> {
    let held = escalations().iter().filter_map(|path| match &path.target {
        Target::HeldBy(holder) if holder.is_collected() => Some(holder.kind.as_str()),
        _ => None,
    });
    held.chain(["ecs_service"])
}

/// The task definitions that a service runs.
fn definitions(service: &Resource) -> BTreeSet<&str> {
    let own = service.at("task_definition").as_str();
    let lists = ["deployments", "task_sets"].map(|list| service.at(list).items());
    let parts = lists.into_iter().flatten().filter_map(|part| part.at("task_definition").as_str());
    own.into_iter().chain(parts).collect()
}
