//! From what has been taken over to what its network lets it reach: by the places where it stands, and the security
//! groups that let these in. No two machines are looked at together.

use super::estate::{Estate, Next, thing};
use super::node::Standing;
use super::{Draft, Edge, Joint, Node, Thing};
use crate::control::Step;
use crate::facts::reach::Opening;
use crate::snapshot::{Resource, Unread};
use std::collections::BTreeMap;
use std::sync::Arc;

impl<'a> Estate<'a, '_> {
    /// The places where it stands.
    pub(super) fn standing(&self, machine: &'a Resource) -> Next<'a> {
        match self.network.stands(machine) {
            Ok(stands) => {
                let stand = |stand| Node::Joint(Joint::Stand(Standing(Arc::new(stand))));
                let step = |stand| Edge::joining(Step::Neighbour).between(thing(machine), stand);
                Next { steps: stands.into_iter().map(stand).map(step).collect(), unread: None }
            }
            Err(unread) => Next { steps: vec![], unread: Some((&machine.id, unread)) },
        }
    }

    /// The way on from what only joins.
    pub(super) fn through(&self, joint: &Joint<'a>) -> Next<'a> {
        let steps = |steps| Next { steps, unread: None };
        match joint {
            // Their edges are made with them.
            Joint::Door { .. } | Joint::Port { .. } | Joint::Gate { behind: false, .. } => Next::default(),
            Joint::Gate { to, behind: true, .. } => {
                let behind = |to: &Thing<'a>| {
                    let edge = Edge::joining(Step::Neighbour).on([&*to.0.id]);
                    edge.between(Node::Joint(joint.clone()), Node::Thing(*to))
                };
                steps(to.iter().map(behind).collect())
            }
            Joint::Stores(places) => steps(self.each_store(places)),
            Joint::Stand(stand) => match self.openings(stand) {
                Ok(found) => steps(found),
                Err(unread) => Next { steps: vec![], unread: Some((&stand.0.from.id, unread)) },
            },
        }
    }

    fn openings(&self, stand: &Standing<'a>) -> Result<Vec<Draft<'a>>, Unread> {
        let mut steps = Vec::new();
        for opening in self.network.opened_to(&stand.0)? {
            let to: Arc<[Thing<'a>]> = self.carriers(stand, &opening)?.into();
            let Some(port) = opening.ports.first().filter(|_| !to.is_empty()) else { continue };
            let group = Thing(opening.group);
            let gate = |behind| Node::Joint(Joint::Gate { group, to: Arc::clone(&to), behind });
            let because =
                format!("security group {} lets in {} to {}", opening.group.label(), port.source, port.label());
            let edge = Edge::new(Step::Neighbour, because).on([&*opening.group.id]).taking_a_flaw();
            let edge = edge.closed_by(format!("close security group {} to its neighbours", opening.group.label()));
            steps.push(Edge::joining(Step::Neighbour).between(Node::Joint(Joint::Stand(stand.clone())), gate(false)));
            steps.push(edge.between(gate(false), gate(true)));
        }
        Ok(steps)
    }

    /// What carries a group that lets somebody in, and is not held back by a network ACL: those in one subnet are alike.
    fn carriers(&self, stand: &Standing<'a>, opening: &Opening<'a>) -> Result<Vec<Thing<'a>>, Unread> {
        let mut by_subnet: BTreeMap<&str, Vec<&'a Resource>> = BTreeMap::new();
        let mut found = Vec::new();
        for carrier in self.network.carried_by(opening.group)? {
            if &*carrier.kind == "ec2_network_interface" {
                by_subnet.entry(carrier.at("subnet_id").as_str().unwrap_or_default()).or_default().push(carrier);
            } else if self.arrives(stand, carrier, opening)? {
                found.push(Thing(carrier));
            }
        }
        for interfaces in by_subnet.into_values() {
            let instances = interfaces.iter().filter_map(|interface| self.instance(interface));
            let instances: Vec<Thing<'a>> = instances.map(Thing).collect();
            let first = interfaces.first().filter(|_| !instances.is_empty());
            if first.map_or(Ok(false), |first| self.arrives(stand, first, opening))? {
                found.extend(instances);
            }
        }
        found.sort();
        found.dedup();
        Ok(found)
    }

    fn arrives(&self, stand: &Standing<'a>, carrier: &'a Resource, opening: &Opening<'a>) -> Result<bool, Unread> {
        for port in &opening.ports {
            if !self.network.passed(&stand.0, carrier, port)?.is_empty() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// The machine that an interface belongs to.
    fn instance(&self, interface: &'a Resource) -> Option<&'a Resource> {
        let id = interface.at("instance_id").as_str()?;
        let (account, region) = (&interface.account, &interface.region);
        self.index.where_field("ec2_instance", "instance_id", id, account, region).ok()?.first().copied()
    }
}
