//! From load balancers to their targets: what reaches the one reaches the other, on the target's port, if the target
//! lets in the load balancer.
//!
//! Which rule of a listener leads where is not read, so that each open port of an application load balancer may lead to
//! all of its target groups. A sign-in that a listener asks for is not counted: its rules may pass by it.

use super::balancer::subnets_of;
use super::ports::{Listener, OpenPort, Ports, Way, Ways, everything};
use super::{Card, Guard, Host, Origin, Search};
use crate::snapshot::{Reason, Resource, Unread, Value};
use ipnet::IpNet;
use std::collections::BTreeSet;

/// The states of a target that gets no new requests.
const IDLE: [&str; 3] = ["unused", "draining", "unhealthy.draining"];

/// The most sources that are told of what comes through a load balancer.
const MOST_SOURCES: usize = 20;

/// The most instances whose interfaces are looked at for tasks that have none of their own.
const MOST_INSTANCES: usize = 100;

/// What says by which addresses and groups a load balancer is known.
const FOOTING: [&str; 3] = ["subnets", "availability_zones", "security_groups"];

/// One end of a target group.
struct End<'e, 'a> {
    host: &'e Host<'a>,
    cards: &'e [Card<'a>],
    group: &'a Resource,
    /// Where it listens for requests from the group.
    listens: Vec<Listener>,
}

impl<'a, 's: 'a> Search<'a, 's> {
    pub(super) fn through(&mut self, host: &Host<'a>) -> Ways {
        let asks_one_group = host.cards.iter().any(|card| matches!(card.guard, Guard::Only(_)));
        if self.depth == 0 || asks_one_group {
            return Ways::new();
        }
        let mut ways = self.behind_tasks(host);
        for key in &host.known_by {
            ways.extend(self.registered(host, &host.cards, key, |_| true));
            if key.starts_with("i-") {
                ways.extend(self.behind_classic(host, key));
            }
        }
        if let Some(unread) = &host.nameless {
            ways.extend(self.perhaps_behind(host, &host.cards, unread));
        }
        for card in &host.cards {
            if let Some(unread) = &card.nameless {
                ways.extend(self.perhaps_behind(host, std::slice::from_ref(card), unread));
            }
            for address in &card.private {
                let own = |group: &Resource| {
                    let vpc = group.at("vpc_id").as_str();
                    vpc.is_none() || card.vpc.is_none() || vpc == card.vpc
                };
                ways.extend(self.registered(host, std::slice::from_ref(card), address, own));
            }
        }
        ways
    }

    /// By way of the target groups in which it is registered under this name.
    fn registered(&mut self, host: &Host<'a>, cards: &[Card<'a>], key: &str, own: impl Fn(&Resource) -> bool) -> Ways {
        let (account, region) = (&self.resource.account, &self.resource.region);
        let found = match self.index.where_item("elbv2_target_group", "targets.target_id", key, account, region) {
            Ok(found) => found,
            Err(unread) => return self.perhaps_behind(host, cards, &unread),
        };
        let mut ways = Ways::new();
        for same in found.chunk_by(|(a, _), (b, _)| std::ptr::eq(*a, *b)).filter(|same| own(same[0].0)) {
            let group = same[0].0;
            let listens = self.listening(group, same.iter().map(|(_, target)| *target));
            ways.extend(self.behind_group(&End { host, cards, group, listens }));
        }
        ways
    }

    /// Where those of the targets of a group listen that get requests.
    fn listening(&mut self, group: &'a Resource, targets: impl Iterator<Item = &'a Value>) -> Vec<Listener> {
        // Groups of functions name no protocol, and take requests of HTTP.
        let protocol = match group.at("protocol") {
            Value::Unread(_) => None,
            protocol => protocol.as_str().or(Some("HTTP")),
        };
        let mut listens = Vec::new();
        for target in targets {
            let idle = match target.at("state") {
                Value::Unread(unread) => !self.unsure(unread),
                state => state.as_str().is_some_and(|state| IDLE.contains(&state)),
            };
            let port = target.at("port").as_int().or(group.at("port").as_int());
            if !idle {
                listens.extend(Listener::spoken(protocol, port));
            }
        }
        listens.sort();
        listens.dedup();
        listens
    }

    /// A service registers its tasks by itself; without interfaces of their own they answer by those of instances.
    fn behind_tasks(&mut self, host: &Host<'a>) -> Ways {
        let service = self.resource;
        let mut ways = Ways::new();
        let named = service.at("load_balancers").items().iter().filter(|_| &*service.kind == "ecs_service");
        for arn in named.filter_map(|one| one.at("target_group_arn").as_str()) {
            let Some(group) = self.index.by_id(arn) else {
                let unread = self.missing("elbv2_target_group");
                ways.extend(self.perhaps_behind(host, &host.cards, &unread));
                continue;
            };
            let cards = if host.cards.is_empty() { self.cards_of_instances(group) } else { Ok(host.cards.clone()) };
            ways.extend(match cards {
                Ok(cards) => self.behind(host, &cards, group, |_| true),
                Err(unread) => self.perhaps_behind(host, &[], &unread),
            });
        }
        ways
    }

    /// The interfaces of the instances in a target group; of many, the first stand for all.
    fn cards_of_instances(&mut self, group: &'a Resource) -> Result<Vec<Card<'a>>, Unread> {
        let targets = group.at("targets").items().iter().filter_map(|target| target.at("target_id").as_str());
        let mut cards = Vec::new();
        for instance in targets.filter(|id| id.starts_with("i-")).take(MOST_INSTANCES) {
            let found = self.find("ec2_network_interface", "instance_id", instance)?;
            cards.extend(found.into_iter().map(|interface| self.card(interface)));
        }
        Ok(cards)
    }

    /// Why a resource that another one names is not there.
    pub(super) fn missing(&self, kind: &str) -> Unread {
        let whole = self.index.whole(kind, &self.resource.account, &self.resource.region);
        whole.err().unwrap_or_else(|| Unread::new(kind, Reason::NotCollected))
    }

    /// Of the tasks of a service, and of a function: registered by others, or under many names.
    pub(super) fn behind(
        &mut self,
        host: &Host<'a>,
        cards: &[Card<'a>],
        group: &'a Resource,
        is: impl Fn(&str) -> bool,
    ) -> Ways {
        if let Some(unread) = group.at("targets").as_unread() {
            return self.perhaps_behind(host, cards, unread);
        }
        let targets = group.at("targets").items().iter();
        let named = targets.filter(|target| target.at("target_id").as_str().is_some_and(&is));
        let listens = self.listening(group, named);
        self.behind_group(&End { host, cards, group, listens })
    }

    fn behind_group(&mut self, end: &End<'_, 'a>) -> Ways {
        let balancers = end.group.at("load_balancer_arns");
        if let Some(unread) = balancers.unread_within() {
            return self.perhaps_behind(end.host, end.cards, unread);
        }
        let mut ways = Ways::new();
        for arn in balancers.items().iter().filter_map(Value::as_str).filter(|_| !end.listens.is_empty()) {
            let Some(balancer) = self.index.by_id(arn) else {
                let unread = self.missing("elbv2_load_balancer");
                ways.extend(self.perhaps_behind(end.host, end.cards, &unread));
                continue;
            };
            let fronts = self.fronts(balancer, Some(end.group));
            ways.extend(self.behind_balancer(end, balancer, &fronts));
        }
        ways
    }

    fn behind_balancer(&mut self, end: &End<'_, 'a>, balancer: &'a Resource, fronts: &Ports) -> Ways {
        let Some(front) = fronts.first() else { return Ways::new() };
        let admitted: Ports = if end.group.at("target_type").as_str() == Some("lambda") {
            fronts.iter().map(|front| OpenPort { security_group_id: String::new(), ..front.clone() }).collect()
        } else {
            end.cards.iter().flat_map(|card| self.balancer_at(end, card, balancer)).collect()
        };
        if let Some(port) = admitted.first() {
            let (name, source, label) = (balancer.label(), &front.source, port.label());
            self.is_open(format!("the load balancer {name} lets in {source} and sends it to {label}"));
        }
        let sources: BTreeSet<&String> = fronts.iter().map(|front| &front.source).take(MOST_SOURCES).collect();
        let way = |port: &OpenPort, source: &&String| Way {
            source: (*source).clone(),
            ..port.clone().by(&balancer.id, None)
        };
        admitted.iter().flat_map(|port| sources.iter().map(|source| way(port, source)).collect::<Vec<_>>()).collect()
    }

    /// What of a target lets in the load balancer: its addresses or its security groups, and past a network load
    /// balancer also the clients themselves.
    /// <https://docs.aws.amazon.com/elasticloadbalancing/latest/network/edit-target-group-attributes.html>
    fn balancer_at(&mut self, end: &End<'_, 'a>, card: &Card<'a>, balancer: &'a Resource) -> Ports {
        if let Some(unread) = &card.unread {
            return if self.unsure(unread) { everything("") } else { Ports::new() };
        }
        let groups = balancer.at("security_groups").items().iter().filter_map(Value::as_str).collect();
        let subnets = subnets_of(balancer);
        // A network ACL stands around a subnet, not within.
        let outside = card.subnet.is_none_or(|subnet| !subnets.contains(&subnet));
        let lost = FOOTING.iter().find_map(|field| balancer.at(field).unread_within());
        let near = match self.ranges(&subnets) {
            Some(ranges) if lost.is_none_or(|unread| !self.unsure(unread)) => {
                Origin::Near { ranges, groups, account: None }
            }
            _ => Origin::Unknown,
        };
        let mut ask = |origin: &Origin<'a>| {
            let open = self.guarded(&card.guard, origin);
            let open: Ports = open.iter().flat_map(|port| end.listens.iter().filter_map(|l| port.at(l))).collect();
            if outside { self.through_acl(card, open, origin) } else { open }
        };
        let mut open = ask(&near);
        if balancer.at("type").as_str() != Some("network") {
            return open;
        }
        let clients = ask(&Origin::Internet { v4: true, v6: true });
        // Instances see the client's address, unless an attribute says otherwise that is not read.
        let by_range = |port: &OpenPort| port.source.parse::<IpNet>().is_ok();
        if clients.is_empty() && end.group.at("target_type").as_str() == Some("instance") && open.iter().any(by_range) {
            let unread = Unread::new("elasticloadbalancing:DescribeTargetGroupAttributes", Reason::NotCollected);
            if !self.unsure(&unread) {
                open.retain(|port| !by_range(port));
            }
        }
        open.extend(clients);
        open
    }

    /// The ranges of subnets; nothing where they could not be read.
    pub(super) fn ranges(&mut self, subnets: &[&str]) -> Option<Vec<IpNet>> {
        let mut ranges = Vec::new();
        for subnet in subnets {
            let found = match self.find("ec2_subnet", "subnet_id", subnet) {
                Ok(found) => found,
                Err(unread) if self.unsure(&unread) => return None,
                Err(_) => continue,
            };
            for subnet in found {
                let cidrs = [subnet.at("cidr"), subnet.at("ipv6_cidrs")];
                if let Some(unread) = cidrs.iter().find_map(|cidr| cidr.unread_within())
                    && self.unsure(unread)
                {
                    return None;
                }
                let texts = cidrs.iter().flat_map(|cidr| cidr.items()).chain([cidrs[0]]).filter_map(Value::as_str);
                ranges.extend(texts.filter_map(|text| text.parse::<IpNet>().ok()));
            }
        }
        Some(ranges)
    }

    /// By way of load balancers of the first generation.
    fn behind_classic(&mut self, host: &Host<'a>, instance: &str) -> Ways {
        let balancers = match self.find("elb_load_balancer", "instances", instance) {
            Ok(balancers) => balancers,
            Err(unread) => return self.perhaps_behind(host, &host.cards, &unread),
        };
        let mut ways = Ways::new();
        for balancer in balancers {
            let fronts = self.fronts(balancer, None);
            for listener in balancer.at("listeners").items() {
                let at = Listener::spoken(listener.at("protocol").as_str(), listener.at("load_balancer_port").as_int());
                let fronts: Ports = fronts.iter().flat_map(|front| at.iter().filter_map(|at| front.at(at))).collect();
                let spoken = listener.at("instance_protocol").as_str().or(Some("TCP"));
                let listens = Listener::spoken(spoken, listener.at("instance_port").as_int());
                ways.extend(self.behind_balancer(
                    &End { host, cards: &host.cards, group: balancer, listens },
                    balancer,
                    &fronts,
                ));
            }
        }
        ways
    }

    /// Where the load balancers before it could not be read: whoever is let in may come through one.
    pub(super) fn perhaps_behind(&mut self, host: &Host<'a>, cards: &[Card<'a>], unread: &Unread) -> Ways {
        if !self.unsure(unread) {
            return Ways::new();
        }
        let ports: Ports = match cards {
            [] => everything(""),
            cards => cards.iter().flat_map(|card| self.let_in(host, card, &Origin::Unknown)).collect(),
        };
        ports.into_iter().map(|port| port.by("", None)).collect()
    }
}
