//! From what has been taken over to what its network lets it reach: by the places where it stands, and the security
//! groups that let these in. No two machines are looked at together.

use super::estate::{Estate, Landings, Next, thing};
use super::node::Standing;
use super::{Draft, Edge, Joint, Node, Thing};
use crate::control::Step;
use crate::facts::reach::Opening;
use crate::snapshot::{Resource, Unread};
use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError};

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
            Joint::Gate { group, to, behind: true } => match self.landings(group.0) {
                Ok(landings) => {
                    let landed = to.iter().filter_map(|number| landings.get(*number)).flat_map(|(_, all)| all);
                    steps(landed.map(|to| self.behind(joint, *to)).collect())
                }
                Err(unread) => Next { steps: vec![], unread: Some((&group.0.id, unread)) },
            },
            Joint::Stores(places) => steps(self.each_store(places)),
            Joint::Stand(stand) => match self.openings(stand) {
                Ok(found) => steps(found),
                Err(unread) => Next { steps: vec![], unread: Some((&stand.0.from.id, unread)) },
            },
        }
    }

    fn behind(&self, gate: &Joint<'a>, to: Thing<'a>) -> Draft<'a> {
        Edge::joining(Step::Neighbour).on([&*to.0.id]).between(Node::Joint(gate.clone()), Node::Thing(to))
    }

    fn openings(&self, stand: &Standing<'a>) -> Result<Vec<Draft<'a>>, Unread> {
        let mut steps = Vec::new();
        for opening in self.network.opened_to(&stand.0)? {
            let to: Arc<[usize]> = self.passing(stand, &opening)?.into();
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

    /// The landings of a group that lets somebody in that no network ACL holds back.
    fn passing(&self, stand: &Standing<'a>, opening: &Opening<'a>) -> Result<Vec<usize>, Unread> {
        let mut found = Vec::new();
        for (number, (first, _)) in self.landings(opening.group)?.iter().enumerate() {
            if self.arrives(stand, first, opening)? {
                found.push(number);
            }
        }
        Ok(found)
    }

    /// What carries a group, those together that are alike for network ACLs: the machines of one subnet, and each service
    /// by itself. Each with what to ask for. Looked up once for each group.
    fn landings(&self, group: &'a Resource) -> Result<Landings<'a>, Unread> {
        let known = self.landed.read().unwrap_or_else(PoisonError::into_inner).get(&Thing(group)).cloned();
        if let Some(known) = known {
            return Ok(known);
        }
        let mut by_subnet: BTreeMap<&str, (&'a Resource, Vec<Thing<'a>>)> = BTreeMap::new();
        let mut all = Vec::new();
        for carrier in self.network.carried_by(group)? {
            if &*carrier.kind != "ec2_network_interface" {
                all.push((carrier, vec![Thing(carrier)]));
            } else if let Some(machine) = self.instance(carrier) {
                let subnet = carrier.at("subnet_id").as_str().unwrap_or_default();
                by_subnet.entry(subnet).or_insert_with(|| (carrier, vec![])).1.push(Thing(machine));
            }
        }
        all.extend(by_subnet.into_values());
        let found: Landings<'a> = all.into();
        let mut landed = self.landed.write().unwrap_or_else(PoisonError::into_inner);
        Ok(Arc::clone(landed.entry(Thing(group)).or_insert(found)))
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
