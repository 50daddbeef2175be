//! What the internet can reach: a public address, a route to an internet gateway that nothing blocks, a network ACL and
//! a security group that let it in, and, for instances, that they run.
//!
//! How far this goes: a range counts as the internet if it is all of it or half of it; deny entries of a network ACL for
//! single ranges do not hold back the rest of the world; return traffic must be let out somewhere on the ephemeral
//! ports. Load balancers are not followed here.

use super::Index;
use super::Span;
use crate::snapshot::{Resource, Unread, Value};
use schemars::JsonSchema;
use serde::Serialize;
use std::sync::Arc;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Reach {
    /// Whether any port can be reached from the internet.
    pub internet: bool,
    /// What can be reached, sorted.
    pub ports: Vec<OpenPort>,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
pub struct OpenPort {
    /// `tcp`, `udp`, `icmp`, ... or `-1` for all.
    pub protocol: String,
    /// The first port; 0 where the rule names none.
    pub from: i64,
    /// The last port; 65535 where the rule names none.
    pub to: i64,
    /// The range that is let in.
    pub source: String,
    /// The security group whose rule lets it in.
    pub security_group_id: String,
}

/// Said of a security group that protects nothing.
pub(super) const UNUSED: &str = "no network interface carries it";

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
    let mut path = PathTo { resource, index, doubt: None, because: vec![] };
    let ports = match &*resource.kind {
        "ec2_instance" => path.ports_of_instance(),
        "ec2_network_interface" => path.ports_of_card(&Card::of_interface(resource)),
        "ec2_security_group" => path.ports_of_group(),
        _ => return None,
    };
    Some(path.span(ports))
}

/// Where a card is plugged in, and what it answers to.
struct Card<'a> {
    v4: Option<&'a str>,
    v6: Option<&'a str>,
    subnet: Option<&'a str>,
    vpc: Option<&'a str>,
    groups: Vec<&'a str>,
}

impl<'a> Card<'a> {
    fn of_interface(interface: &'a Resource) -> Self {
        Self {
            // An address may belong to a secondary private one.
            v4: interface
                .at("public_ips")
                .items()
                .iter()
                .find_map(Value::as_str)
                .or(interface.at("public_ip").as_str()),
            v6: interface.at("ipv6_addresses").items().iter().find_map(Value::as_str),
            subnet: interface.at("subnet_id").as_str(),
            vpc: interface.at("vpc_id").as_str(),
            groups: interface.at("security_group_ids").items().iter().filter_map(Value::as_str).collect(),
        }
    }
}

/// The search for a path. What could not be read on the way is taken to let everything through, and remembered.
struct PathTo<'a, 's> {
    resource: &'a Resource,
    index: &'a Index<'s>,
    doubt: Option<Unread>,
    because: Vec<String>,
}

impl<'a, 's: 'a> PathTo<'a, 's> {
    fn find(&mut self, kind: &str, field: &str, key: &str) -> Option<Vec<&'a Resource>> {
        match self.index.where_field(kind, field, key, &self.resource.account, &self.resource.region) {
            Ok(found) => Some(found),
            Err(unread) => {
                self.doubt.get_or_insert(unread);
                None
            }
        }
    }

    fn ports_of_instance(&mut self) -> Vec<OpenPort> {
        let state = self.resource.at("state").as_str().unwrap_or_default();
        if !matches!(state, "running" | "pending") {
            self.because.push(format!("the instance is {state}"));
            return vec![];
        }
        let id = self.resource.at("instance_id").as_str().unwrap_or_default();
        // An instance tells its own first card; the interfaces, where they can be read, tell all.
        let interfaces = match self.index.where_field(
            "ec2_network_interface",
            "instance_id",
            id,
            &self.resource.account,
            &self.resource.region,
        ) {
            Ok(found) if !found.is_empty() => found,
            _ => return self.ports_of_card(&Card::of_interface(self.resource)),
        };
        interfaces.into_iter().flat_map(|interface| self.ports_of_card(&Card::of_interface(interface))).collect()
    }

    fn ports_of_group(&mut self) -> Vec<OpenPort> {
        let id = self.resource.at("group_id").as_str().unwrap_or_default();
        let Some(interfaces) = self.find("ec2_network_interface", "security_group_ids", id) else {
            return self.rules(self.resource, true, true);
        };
        if interfaces.is_empty() {
            self.because.push(UNUSED.into());
        }
        let ports = interfaces.into_iter().flat_map(|interface| self.ports_of_card(&Card::of_interface(interface)));
        ports.collect::<Vec<_>>().into_iter().filter(|port| port.security_group_id == id).collect()
    }

    fn ports_of_card(&mut self, card: &Card<'_>) -> Vec<OpenPort> {
        if card.v4.is_none() && card.v6.is_none() {
            self.because.push("it has no public address".into());
            return vec![];
        }
        if self.blocked(card) {
            self.because.push("VPC Block Public Access holds back the internet".into());
            return vec![];
        }
        let (v4, v6) = self.routed(card);
        if !v4 && !v6 {
            self.because.push("its subnet has no route to an internet gateway".into());
            return vec![];
        }
        let mut ports = Vec::new();
        for group in &card.groups {
            match self.find("ec2_security_group", "group_id", group) {
                Some(found) => found.into_iter().for_each(|found| ports.extend(self.rules(found, v4, v6))),
                None => ports.push(everything(group)),
            }
        }
        let open = self.through_acl(card, ports);
        if let (Some(first), Some(address)) = (open.first(), card.v4.or(card.v6)) {
            let OpenPort { security_group_id, source, .. } = first;
            self.because.push(format!("{address} is public and routed, and {security_group_id} lets in {source}"));
        }
        open
    }

    /// VPC Block Public Access: a switch above all routes, with exceptions by subnet.
    /// <https://docs.aws.amazon.com/vpc/latest/userguide/security-vpc-bpa.html>
    fn blocked(&mut self, card: &Card<'_>) -> bool {
        let subnets = card.subnet.and_then(|subnet| self.find("ec2_subnet", "subnet_id", subnet)).unwrap_or_default();
        let mut modes = subnets.iter().filter_map(|subnet| subnet.at("internet_gateway_block_mode").as_str());
        modes.any(|mode| mode.starts_with("block-"))
    }

    /// What a security group lets in from the internet.
    fn rules(&mut self, group: &'a Resource, v4: bool, v6: bool) -> Vec<OpenPort> {
        let id = group.at("group_id").as_str().unwrap_or_default();
        let mut open = Vec::new();
        for rule in group.at("ingress").items() {
            let (from, to) = ports_of(rule);
            for source in self.sources(rule) {
                if if source.contains(':') { v6 } else { v4 } {
                    open.push(OpenPort {
                        protocol: rule.at("protocol").as_str().unwrap_or("-1").to_owned(),
                        from,
                        to,
                        source,
                        security_group_id: id.to_owned(),
                    });
                }
            }
        }
        open
    }

    /// The ranges of a rule that are the internet, named in it or in its prefix list.
    fn sources(&mut self, rule: &Value) -> Vec<String> {
        let Some(list) = rule.at("prefix_list_id").as_str() else {
            return rule.at("cidr").as_str().filter(|cidr| is_internet(cidr)).map(str::to_owned).into_iter().collect();
        };
        let Some(lists) = self.find("ec2_prefix_list", "prefix_list_id", list) else {
            return vec!["0.0.0.0/0".to_owned()];
        };
        let mut sources = Vec::new();
        for cidrs in lists.iter().map(|list| list.at("cidrs")) {
            if let Value::Unread(unread) = cidrs {
                self.doubt.get_or_insert(Unread::clone(unread));
                sources.push("0.0.0.0/0".to_owned());
            }
            let named = cidrs.items().iter().filter_map(Value::as_str).filter(|cidr| is_internet(cidr));
            sources.extend(named.map(str::to_owned));
        }
        sources
    }

    /// Whether the subnet's own route table, or else the VPC's main one, leads to an internet gateway.
    fn routed(&mut self, card: &Card<'_>) -> (bool, bool) {
        let own = card.subnet.map(|subnet| self.find("ec2_route_table", "subnet_ids", subnet));
        let tables = match own {
            Some(None) => return (card.v4.is_some(), card.v6.is_some()),
            Some(Some(tables)) if !tables.is_empty() => tables,
            _ => match card.vpc.map(|vpc| self.find("ec2_route_table", "vpc_id", vpc)) {
                Some(None) => return (card.v4.is_some(), card.v6.is_some()),
                Some(Some(tables)) => {
                    tables.into_iter().filter(|table| table.at("is_main").as_bool() == Some(true)).collect()
                }
                None => vec![],
            },
        };
        let leads = |world: &str| {
            let routes = tables.iter().flat_map(|table| table.at("routes").items());
            routes.into_iter().any(|route| {
                route
                    .at("destination")
                    .as_str()
                    .is_some_and(|to| is_internet(to) && to.contains(':') == world.contains(':'))
                    && route.at("target_id").as_str().is_some_and(|target| target.starts_with("igw-"))
                    && route.at("state").as_str() != Some("blackhole")
            })
        };
        (card.v4.is_some() && leads("0.0.0.0/0"), card.v6.is_some() && leads("::/0"))
    }

    fn through_acl(&mut self, card: &Card<'_>, ports: Vec<OpenPort>) -> Vec<OpenPort> {
        let Some(subnet) = card.subnet else { return ports };
        let Some(acls) = self.find("ec2_network_acl", "subnet_ids", subnet) else { return ports };
        // Every subnet has an ACL; where none is listed, the listing does not know this subnet.
        let Some(acl) = acls.first() else { return ports };
        let entries = Entries::of(acl);
        if !ports.is_empty() && !entries.lets_out() {
            self.because.push("the network ACL lets nothing out".into());
            return vec![];
        }
        ports.into_iter().flat_map(|port| entries.lets_in(port)).collect()
    }

    fn span(self, mut ports: Vec<OpenPort>) -> Span<Reach> {
        ports.sort();
        ports.dedup();
        let high = Reach { internet: !ports.is_empty(), ports };
        let mut because = self.because;
        because.dedup();
        match self.doubt {
            Some(unread) if high.internet => {
                because.push(format!("could not be read: {unread}"));
                let low = Reach { internet: false, ports: vec![] };
                Span { low, high, because, unread: Some(Arc::new(unread)) }
            }
            _ => Span { low: high.clone(), high, because, unread: None },
        }
    }
}

fn everything(group: &str) -> OpenPort {
    OpenPort {
        protocol: "-1".into(),
        from: 0,
        to: 65535,
        source: "0.0.0.0/0".into(),
        security_group_id: group.to_owned(),
    }
}

/// All of the internet, or half of it; of IPv6, what is in use of it is `2000::/3`.
fn is_internet(cidr: &str) -> bool {
    let most = if cidr.contains(':') { 3 } else { 1 };
    cidr.rsplit('/').next().and_then(|length| length.parse::<u8>().ok()).is_some_and(|length| length <= most)
}

fn ports_of(rule: &Value) -> (i64, i64) {
    match (rule.at("from_port").as_int(), rule.at("to_port").as_int()) {
        (Some(from), Some(to)) if from >= 0 => (from, to.max(from)),
        _ => (0, 65535),
    }
}

/// The entries of a network ACL that speak of the internet, in their order.
struct Entries<'a>(Vec<&'a Value>);

impl<'a> Entries<'a> {
    fn of(acl: &'a Resource) -> Self {
        let world = |entry: &&Value| entry.at("cidr").as_str().is_some_and(is_internet);
        let mut entries: Vec<&Value> = acl.at("entries").items().iter().filter(world).collect();
        entries.sort_by_key(|entry| entry.at("rule_number").as_int());
        Self(entries)
    }

    fn lets_out(&self) -> bool {
        let out = self.0.iter().filter(|entry| entry.at("egress").as_bool() == Some(true));
        out.into_iter().any(|entry| is_allow(entry) && ports_of(entry).1 >= 1024)
    }

    /// The part of a range of ports that gets through: the first entry that speaks of a port decides.
    fn lets_in(&self, port: OpenPort) -> Vec<OpenPort> {
        let mut left = vec![(port.from, port.to)];
        let mut open = Vec::new();
        let same_family = |entry: &&&Value| {
            entry.at("cidr").as_str().is_some_and(|cidr| cidr.contains(':') == port.source.contains(':'))
        };
        for entry in self.0.iter().filter(|e| e.at("egress").as_bool() == Some(false)).filter(same_family) {
            let protocol = entry.at("protocol").as_str().unwrap_or("-1");
            if !(protocol == "-1"
                || port.protocol == "-1"
                || protocol == port.protocol
                || number(protocol) == port.protocol)
            {
                continue;
            }
            // What denies one protocol leaves a way in for a rule of all protocols.
            if port.protocol == "-1" && protocol != "-1" && !is_allow(entry) {
                continue;
            }
            let (from, to) = ports_of(entry);
            let mut rest = Vec::new();
            for (a, b) in left {
                let (low, high) = (a.max(from), b.min(to));
                if low > high {
                    rest.push((a, b));
                    continue;
                }
                if is_allow(entry) {
                    open.push((low, high));
                }
                rest.extend([(a, low - 1), (high + 1, b)].into_iter().filter(|(a, b)| a <= b));
            }
            left = rest;
        }
        open.into_iter().map(|(from, to)| OpenPort { from, to, ..port.clone() }).collect()
    }
}

fn is_allow(entry: &Value) -> bool {
    entry.at("action").as_str() == Some("allow")
}

/// Network ACLs name protocols by number.
fn number(protocol: &str) -> &str {
    match protocol {
        "6" => "tcp",
        "17" => "udp",
        "1" => "icmp",
        "58" => "icmpv6",
        other => other,
    }
}

#[cfg(test)]
mod tests;
