//! Where a resource stands on the network: its network interfaces, with what guards each of them.

use super::Search;
use super::ports::Listener;
use crate::snapshot::{Reason, Resource, Unread, Value};

/// What answers on the network.
pub(super) struct Host<'a> {
    /// Whether it runs and is attached to something; if not, why.
    pub live: bool,
    pub rest: &'static str,
    pub cards: Vec<Card<'a>>,
    pub place: Place,
    /// Where it listens; none where it may listen anywhere.
    pub listens: Option<Vec<Listener>>,
    /// Where it listens to the internet, if elsewhere.
    pub outside: Option<Vec<Listener>>,
    /// What load balancers know it by: the ids of instances, or ARNs.
    pub known_by: Vec<&'a str>,
    /// What could not be read of these names.
    pub nameless: Option<Unread>,
}

/// In which of the places it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// In all of them.
    Everywhere,
    /// In one of them, and nothing says in which.
    Somewhere,
}

/// Where it is plugged in, and what it answers to.
#[derive(Clone)]
pub(super) struct Card<'a> {
    pub v4: Option<&'a str>,
    pub v6: Option<&'a str>,
    /// Its addresses inside of the network.
    pub private: Vec<&'a str>,
    pub subnet: Option<&'a str>,
    pub vpc: Option<&'a str>,
    pub guard: Guard<'a>,
    /// What could not be read of these addresses.
    pub nameless: Option<Unread>,
    /// What could not be read of where it is plugged in, and of what guards it.
    pub unread: Option<Unread>,
}

/// What decides who is let in.
#[derive(Clone)]
pub(super) enum Guard<'a> {
    /// All that any of these groups lets in, by id.
    Groups(Vec<&'a str>),
    /// One group, which is the one that is asked.
    Only(&'a Resource),
    /// Nothing stands before it.
    Nobody,
}

impl<'a> Guard<'a> {
    /// The group that is asked, if one is.
    pub fn one(&self) -> &'a str {
        match self {
            Self::Only(group) => group.at("group_id").as_str().unwrap_or_default(),
            Self::Groups(_) | Self::Nobody => "",
        }
    }

    /// The ids of the groups.
    pub fn ids(&self) -> Vec<&'a str> {
        match self {
            Self::Groups(groups) => groups.clone(),
            Self::Only(_) => vec![self.one()],
            Self::Nobody => vec![],
        }
    }
}

/// Said of a security group that protects nothing.
const UNUSED: &str = "no network interface carries it";

/// Said of an instance that answers nobody, and of its interfaces.
const STOPPED: &str = "the instance does not run";

/// The states in which an instance answers nobody.
const RESTING: [&str; 4] = ["shutting-down", "stopping", "stopped", "terminated"];

/// The fields that say where an interface is plugged in.
const PLUGGED: [&str; 3] = ["subnet_id", "vpc_id", "security_group_ids"];

/// Stands for an address that may be there.
const SOME_ADDRESS: &str = "an address that could not be read";

impl<'a> Card<'a> {
    /// What tells it from others that carry the same group.
    fn kind(&self) -> (Option<&'a str>, bool, bool, bool) {
        (self.subnet, self.v4.is_some(), self.v6.is_some(), self.unread.is_some())
    }
}

impl<'a> Host<'a> {
    pub fn of(cards: Vec<Card<'a>>) -> Self {
        let (live, rest, place) = (true, "", Place::Everywhere);
        Self { live, rest, cards, place, listens: None, outside: None, known_by: vec![], nameless: None }
    }

    pub fn resting(why: &'static str) -> Self {
        Self { live: false, rest: why, ..Self::of(vec![]) }
    }
}

impl<'a, 's: 'a> Search<'a, 's> {
    /// Where the resource stands; nothing for kinds that sit in no network.
    pub(super) fn host(&mut self) -> Option<Host<'a>> {
        Some(match &*self.resource.kind {
            "ec2_instance" => self.instance(),
            "ec2_network_interface" => self.interface(),
            "ec2_security_group" => self.group(),
            "elb_load_balancer" => self.classic_balancer(),
            "elbv2_load_balancer" => self.balancer(),
            _ => return self.service(),
        })
    }

    /// Whether a state is one in which nothing answers. What could not be read may be either.
    pub(super) fn rests(&mut self, field: &str, resting: &[&str]) -> bool {
        match self.resource.at(field) {
            Value::Unread(unread) => !self.unsure(unread),
            state => state.as_str().is_some_and(|state| resting.contains(&state)),
        }
    }

    fn instance(&mut self) -> Host<'a> {
        if self.rests("state", &RESTING) {
            return Host::resting(STOPPED);
        }
        let found = match self.resource.at("instance_id") {
            Value::Unread(unread) => Err(Unread::clone(unread)),
            id => self.find("ec2_network_interface", "instance_id", id.as_str().unwrap_or_default()),
        };
        let cards = match found {
            Ok(found) if !found.is_empty() => found.into_iter().map(|interface| self.card(interface)).collect(),
            // An instance tells its own first card.
            Ok(_) => vec![self.card(self.resource)],
            Err(unread) => self.hidden_cards(&unread),
        };
        self.named_by_instance(Host::of(cards))
    }

    /// Where the interfaces could not be read: the first card is known, but for addresses of its secondary private
    /// ones; of others nothing is.
    fn hidden_cards(&mut self, unread: &Unread) -> Vec<Card<'a>> {
        let mut own = self.card(self.resource);
        let others = self.resource.at("network_interface_ids");
        let mut cards = Vec::new();
        if (others.items().len() > 1 || others.as_unread().is_some()) && self.unsure(unread) {
            cards.push(Card { v4: Some(SOME_ADDRESS), unread: Some(unread.clone()), ..own.clone() });
        }
        if own.v4.is_none() && own.v6.is_none() && self.unsure(unread) {
            own.v4 = Some(SOME_ADDRESS);
        }
        cards.push(own);
        cards
    }

    fn interface(&mut self) -> Host<'a> {
        if self.rests("status", &["available"]) {
            return Host::resting("it is attached to nothing");
        }
        if self.idle(self.resource) {
            return Host::resting(STOPPED);
        }
        let listens = self.listens_for_balancer();
        let mut card = self.card(self.resource);
        // A network load balancer may have no group; it lets in what its listeners do.
        if listens.is_some() && card.guard.ids().is_empty() {
            card.guard = Guard::Nobody;
        }
        Host { listens, ..self.named_by_instance(Host::of(vec![card])) }
    }

    fn named_by_instance(&self, host: Host<'a>) -> Host<'a> {
        let id = self.resource.at("instance_id");
        let nameless = id.as_unread().map(|unread| Unread::clone(unread));
        Host { known_by: id.as_str().into_iter().collect(), nameless, ..host }
    }

    /// Whether the instance of an interface does not run. Where instances were not asked for, it is taken to run.
    pub(super) fn idle(&mut self, interface: &'a Resource) -> bool {
        let Some(id) = interface.at("instance_id").as_str() else { return false };
        match self.find("ec2_instance", "instance_id", id) {
            Ok(found) => found.first().is_some_and(|instance| match instance.at("state") {
                Value::Unread(unread) => !self.unsure(unread),
                state => state.as_str().is_some_and(|state| RESTING.contains(&state)),
            }),
            Err(unread) => unread.reason != Reason::NotCollected && !self.unsure(&unread),
        }
    }

    fn group(&mut self) -> Host<'a> {
        let group = self.resource;
        let found = match group.at("group_id") {
            Value::Unread(unread) => Err(Unread::clone(unread)),
            id => self.find("ec2_network_interface", "security_group_ids", id.as_str().unwrap_or_default()),
        };
        let guard = Guard::Only(group);
        match found {
            Ok(found) if found.is_empty() => Host::resting(UNUSED),
            Ok(found) => {
                let mut cards = Vec::new();
                for interface in found.into_iter().filter(|one| one.at("status").as_str() != Some("available")) {
                    if !self.idle(interface) {
                        cards.push(Card { guard: guard.clone(), ..self.card(interface) });
                    }
                }
                // One card is as good as another that stands in the same place with the same families of addresses.
                cards.sort_by_key(Card::kind);
                cards.dedup_by_key(|card| card.kind());
                if cards.is_empty() { Host::resting("nothing that carries it runs") } else { Host::of(cards) }
            }
            Err(unread) if self.unsure(&unread) => {
                let (v4, v6) = (Some(SOME_ADDRESS), Some(SOME_ADDRESS));
                let (private, subnet, vpc) = (vec![], None, None);
                Host::of(vec![Card { v4, v6, private, subnet, vpc, guard, nameless: None, unread: None }])
            }
            Err(_) => Host::of(vec![]),
        }
    }

    /// An interface, or the first one of an instance.
    pub(super) fn card(&mut self, holder: &'a Resource) -> Card<'a> {
        let texts = |field: &str| holder.at(field).items().iter().filter_map(Value::as_str);
        Card {
            // An address may belong to a secondary private one.
            v4: self.address(holder, &["public_ips", "public_ip"]),
            v6: self.address(holder, &["ipv6_addresses"]),
            private: texts("private_ips").chain(holder.at("private_ip").as_str()).collect(),
            nameless: ["private_ips", "private_ip"]
                .iter()
                .find_map(|field| holder.at(field).unread_within())
                .map(|unread| Unread::clone(unread)),
            subnet: holder.at("subnet_id").as_str(),
            vpc: holder.at("vpc_id").as_str(),
            guard: Guard::Groups(texts("security_group_ids").collect()),
            unread: PLUGGED
                .iter()
                .find_map(|field| holder.at(field).unread_within())
                .map(|unread| Unread::clone(unread)),
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
}
