//! What the internet can reach: a public address, a route to an internet gateway that nothing blocks, a network ACL and
//! a security group that let it in, and, for instances, that they run.
//!
//! How far this goes: a range counts as the internet where it is wider than anybody's own; what denies a part of the
//! world does not hold back the rest. Load balancers are not followed here.
//!
//! Where something on the way could not be read, the search is made twice, with the worst and with the best that it may
//! be.

mod ports;
mod route;

pub use ports::OpenPort;

use super::{Index, Span};
use crate::snapshot::{Reason, Resource, Unread, Value};
use ports::{Entries, WORLD, is_internet, ports_of};
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::BTreeSet;
use std::sync::Arc;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Reach {
    /// Whether any port can be reached from the internet.
    pub internet: bool,
    /// What can be reached, sorted.
    pub ports: Vec<OpenPort>,
}

/// Said of a security group that protects nothing.
pub(super) const UNUSED: &str = "no network interface carries it";

/// The states in which an instance answers nobody.
pub(super) const RESTING: [&str; 4] = ["shutting-down", "stopping", "stopped", "terminated"];

/// The kinds of which the path from the internet is made.
pub(super) const NEEDS: &[&str] = &[
    "ec2_network_interface",
    "ec2_security_group",
    "ec2_route_table",
    "ec2_network_acl",
    "ec2_subnet",
    "ec2_prefix_list",
];

/// Of an instance, an interface, or a security group.
pub(super) fn of(resource: &Resource, index: &Index<'_>) -> Option<Span<Reach>> {
    let search = |worst: bool| {
        let mut path = PathTo { resource, index, worst, doubt: None, because: vec![] };
        let ports = match &*resource.kind {
            "ec2_instance" => path.ports_of_instance(),
            "ec2_network_interface" => path.ports_of_card(resource, None),
            "ec2_security_group" => path.ports_of_group(),
            _ => return None,
        };
        let ports: Vec<OpenPort> = ports.into_iter().collect();
        Some((Reach { internet: !ports.is_empty(), ports }, path.doubt, path.because))
    };
    let (high, doubt, mut because) = search(true)?;
    let low = if doubt.is_some() { search(false)?.0 } else { high.clone() };
    match doubt.filter(|_| low != high) {
        Some(unread) => {
            because.push(format!("could not be read: {unread}"));
            Some(Span { low, high, because, unread: Some(Arc::new(unread)) })
        }
        None => Some(Span { low, high, because, unread: None }),
    }
}

/// What a search found.
type Ports = BTreeSet<OpenPort>;

/// The search for a path.
struct PathTo<'a, 's> {
    resource: &'a Resource,
    index: &'a Index<'s>,
    /// Whether what could not be read is taken to let everything through, or nothing.
    worst: bool,
    /// The first thing that could not be read.
    doubt: Option<Unread>,
    because: Vec<String>,
}

/// Where a card is plugged in, and what it answers to.
struct Card<'a> {
    v4: Option<&'a str>,
    v6: Option<&'a str>,
    subnet: Option<&'a str>,
    vpc: Option<&'a str>,
}

/// The fields that say where a card is plugged in.
const PLACE: [&str; 3] = ["subnet_id", "vpc_id", "security_group_ids"];

/// Stands for an address that may be there.
const SOME_ADDRESS: &str = "an address that could not be read";

/// The most reasons that are kept: a group may protect thousands.
const MOST_REASONS: usize = 5;

impl<'a, 's: 'a> PathTo<'a, 's> {
    fn find(&mut self, kind: &str, field: &str, key: &str) -> Result<Vec<&'a Resource>, Unread> {
        self.index.where_field(kind, field, key, &self.resource.account, &self.resource.region)
    }

    /// Remembers what is not known, and says whether to take it for open.
    fn unsure(&mut self, unread: &Unread) -> bool {
        self.doubt.get_or_insert_with(|| unread.clone());
        self.worst
    }

    /// For what must be there and is not: the listing does not know it.
    fn not_listed(&mut self, kind: &str) -> bool {
        self.unsure(&Unread::new(kind, Reason::NotCollected))
    }

    fn because(&mut self, why: String) {
        if self.because.len() < MOST_REASONS && !self.because.contains(&why) {
            self.because.push(why);
        }
    }

    fn ports_of_instance(&mut self) -> Ports {
        let state = self.resource.at("state");
        if let Value::Unread(unread) = state
            && !self.unsure(unread)
        {
            return Ports::new();
        }
        if let Some(state) = state.as_str().filter(|state| RESTING.contains(state)) {
            self.because(format!("the instance is {state}"));
            return Ports::new();
        }
        let found = match self.resource.at("instance_id") {
            Value::Unread(unread) => Err(Unread::clone(unread)),
            id => self.find("ec2_network_interface", "instance_id", id.as_str().unwrap_or_default()),
        };
        match found {
            Ok(found) if !found.is_empty() => {
                found.into_iter().flat_map(|interface| self.ports_of_card(interface, None)).collect()
            }
            // An instance tells its own first card.
            Ok(_) => self.ports_of_card(self.resource, None),
            Err(unread) => self.ports_of_hidden_cards(&unread),
        }
    }

    /// Where the interfaces could not be read: the first card is known, but for addresses of its secondary private
    /// ones; of others nothing is.
    fn ports_of_hidden_cards(&mut self, unread: &Unread) -> Ports {
        let own = self.card(self.resource);
        let (v4, v6) = (own.v4.is_some(), own.v6.is_some());
        let others = self.resource.at("network_interface_ids");
        if (others.items().len() > 1 || others.as_unread().is_some()) && self.unsure(unread) {
            return everything("");
        }
        if !(v4 || v6) && self.unsure(unread) {
            return self.ports_behind(&Card { v4: Some(SOME_ADDRESS), ..own }, self.resource, None);
        }
        self.ports_behind(&own, self.resource, None)
    }

    fn ports_of_group(&mut self) -> Ports {
        let group = self.resource;
        let found = match group.at("group_id") {
            Value::Unread(unread) => Err(Unread::clone(unread)),
            id => self.find("ec2_network_interface", "security_group_ids", id.as_str().unwrap_or_default()),
        };
        match found {
            Err(unread) => {
                if self.unsure(&unread) {
                    self.rules(group, true, true)
                } else {
                    Ports::new()
                }
            }
            Ok(found) if found.is_empty() => {
                self.because(UNUSED.to_owned());
                Ports::new()
            }
            Ok(found) => found.into_iter().flat_map(|interface| self.ports_of_card(interface, Some(group))).collect(),
        }
    }

    /// What reaches an interface, or an instance by its first one; by way of one group, where it is one that is asked.
    fn ports_of_card(&mut self, holder: &'a Resource, only: Option<&'a Resource>) -> Ports {
        let card = self.card(holder);
        self.ports_behind(&card, holder, only)
    }

    fn card(&mut self, holder: &'a Resource) -> Card<'a> {
        Card {
            // An address may belong to a secondary private one.
            v4: self.address(holder, &["public_ips", "public_ip"]),
            v6: self.address(holder, &["ipv6_addresses"]),
            subnet: holder.at("subnet_id").as_str(),
            vpc: holder.at("vpc_id").as_str(),
        }
    }

    fn address(&mut self, holder: &'a Resource, fields: &[&str]) -> Option<&'a str> {
        let values = fields.iter().map(|field| holder.at(field));
        let known = values.clone().find_map(|value| value.as_str().or(value.items().iter().find_map(Value::as_str)));
        if known.is_some() {
            return known;
        }
        let unread = values.filter_map(Value::unread_within).next()?;
        self.unsure(unread).then_some(SOME_ADDRESS)
    }

    fn ports_behind(&mut self, card: &Card<'a>, holder: &'a Resource, only: Option<&'a Resource>) -> Ports {
        let Some(address) = card.v4.or(card.v6) else {
            self.because("it has no public address".into());
            return Ports::new();
        };
        if let Some(unread) = PLACE.iter().find_map(|field| holder.at(field).unread_within()) {
            let group = only.and_then(|group| group.at("group_id").as_str()).unwrap_or_default();
            return if self.unsure(unread) { everything(group) } else { Ports::new() };
        }
        if self.blocked(card) {
            self.because("VPC Block Public Access holds back the internet".into());
            return Ports::new();
        }
        let tables = self.tables(card);
        let (v4, v6) = match &tables {
            Some(tables) => {
                (card.v4.is_some() && self.leads(tables, false), card.v6.is_some() && self.leads(tables, true))
            }
            None => (card.v4.is_some() && self.worst, card.v6.is_some() && self.worst),
        };
        if !v4 && !v6 {
            self.because("its subnet has no route to an internet gateway".into());
            return Ports::new();
        }
        let ports = match only {
            Some(group) => self.rules(group, v4, v6),
            None => self.groups(holder, v4, v6),
        };
        let open = self.through_acl(card, ports);
        if let Some(OpenPort { security_group_id, source, .. }) = open.first() {
            self.because(format!("{address} is public and routed, and {security_group_id} lets in {source}"));
        }
        open
    }

    fn groups(&mut self, holder: &'a Resource, v4: bool, v6: bool) -> Ports {
        let groups: Vec<&str> = holder.at("security_group_ids").items().iter().filter_map(Value::as_str).collect();
        // A network load balancer may have none; it lets in what its listeners do.
        let balancer = holder.at("interface_type").as_str() == Some("network_load_balancer");
        if groups.is_empty() && balancer && self.not_listed("elbv2_listener") {
            return everything("");
        }
        let mut ports = Ports::new();
        for group in groups {
            let open = match self.find("ec2_security_group", "group_id", group) {
                Ok(found) if !found.is_empty() => {
                    found.into_iter().for_each(|found| ports.extend(self.rules(found, v4, v6)));
                    false
                }
                Ok(_) => self.not_listed("ec2_security_group"),
                Err(unread) => self.unsure(&unread),
            };
            if open {
                ports.extend(everything(group));
            }
        }
        ports
    }

    /// What a security group lets in from the internet.
    fn rules(&mut self, group: &'a Resource, v4: bool, v6: bool) -> Ports {
        let id = group.at("group_id").as_str().unwrap_or_default();
        let ingress = group.at("ingress");
        if let Some(unread) = ingress.unread_within()
            && self.unsure(unread)
        {
            return everything(id);
        }
        let mut open = Ports::new();
        for rule in ingress.items() {
            let (from, to) = ports_of(rule);
            let protocol = rule.at("protocol").as_str().unwrap_or("-1");
            let sources = match rule.at("prefix_list_id").as_str() {
                Some(list) => self.listed(list),
                None => rule.at("cidr").as_str().map(str::to_owned).into_iter().collect(),
            };
            let reaching = |source: &String| is_internet(source) && if source.contains(':') { v6 } else { v4 };
            open.extend(sources.into_iter().filter(reaching).map(|source| OpenPort {
                protocol: protocol.to_owned(),
                from,
                to,
                source,
                security_group_id: id.to_owned(),
            }));
        }
        open
    }

    /// The ranges of a prefix list. One that is not listed is AWS's own, and no such list holds the internet.
    fn listed(&mut self, list: &str) -> Vec<String> {
        let world = || WORLD.map(str::to_owned).to_vec();
        let lists = match self.find("ec2_prefix_list", "prefix_list_id", list) {
            Ok(lists) => lists,
            Err(unread) => return if self.unsure(&unread) { world() } else { vec![] },
        };
        let mut ranges = Vec::new();
        for cidrs in lists.into_iter().map(|list| list.at("cidrs")) {
            if let Some(unread) = cidrs.unread_within()
                && self.unsure(unread)
            {
                ranges.extend(world());
            }
            ranges.extend(cidrs.items().iter().filter_map(Value::as_str).map(str::to_owned));
        }
        ranges
    }

    fn through_acl(&mut self, card: &Card<'_>, ports: Ports) -> Ports {
        let Some(subnet) = card.subnet.filter(|_| !ports.is_empty()) else { return ports };
        let unread = match self.find("ec2_network_acl", "subnet_ids", subnet).map(|found| found.first().copied()) {
            Ok(Some(acl)) => match acl.at("entries").unread_within() {
                None => {
                    let entries = Entries::of(acl.at("entries"));
                    let open: Ports = ports.into_iter().flat_map(|port| entries.through(port)).collect();
                    if open.is_empty() {
                        self.because("the network ACL holds it back".into());
                    }
                    return open;
                }
                Some(unread) => Unread::clone(unread),
            },
            // Every subnet has one; where none is listed, nothing is known to hold anything back.
            Ok(None) => return ports,
            Err(unread) => unread,
        };
        if self.unsure(&unread) { ports } else { Ports::new() }
    }
}

fn everything(group: &str) -> Ports {
    WORLD.iter().map(|source| OpenPort::everything(group, source)).collect()
}

#[cfg(test)]
mod tests;
