//! Ports that are open, and ranges of addresses.

use crate::snapshot::{IPV6_IN_USE, Value, is_world};
use ipnet::IpNet;
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::BTreeSet;

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
pub struct OpenPort {
    /// `tcp`, `udp`, `icmp`, ... or `-1` for all.
    pub protocol: String,
    /// The first port; 0 where the rule names none.
    pub from: i64,
    /// The last port; 65535 where the rule names none.
    pub to: i64,
    /// The range that is let in.
    pub source: String,
    /// The security group whose rule lets it in; empty where none guards it.
    pub security_group_id: String,
}

/// A port that is reached by way of something else.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
pub struct Way {
    /// The ARN of the load balancer, or the id of the peering connection or transit gateway.
    pub by: String,
    /// The account that it comes from; null for the internet.
    pub account: Option<String>,
    /// `tcp`, `udp`, ... or `-1` for all.
    pub protocol: String,
    /// The first port, at its end.
    pub from: i64,
    /// The last port.
    pub to: i64,
    /// The range that is let in, or the other account's security group.
    pub source: String,
    /// The security group whose rule lets it in at its end; empty where none guards it.
    pub security_group_id: String,
}

/// What a search found.
pub(super) type Ports = BTreeSet<OpenPort>;
pub(super) type Ways = BTreeSet<Way>;

impl OpenPort {
    /// All that there may be behind a group that could not be read.
    pub(super) fn everything(group: &str, source: &str) -> Self {
        let (protocol, source, security_group_id) = ("-1".to_owned(), source.to_owned(), group.to_owned());
        Self { protocol, from: 0, to: LAST, source, security_group_id }
    }

    /// The part of it at which somebody listens.
    pub(super) fn at(&self, listener: &Listener) -> Option<Self> {
        let protocol = match (&*self.protocol, listener.protocol) {
            ("-1", other) | (other, "-1") => other.to_owned(),
            (own, other) if own == other => own.to_owned(),
            _ => return None,
        };
        let (from, to) = (self.from.max(listener.from), self.to.min(listener.to));
        (from <= to).then(|| Self { protocol, from, to, ..self.clone() })
    }

    pub(super) fn by(self, by: &str, account: Option<&str>) -> Way {
        let Self { protocol, from, to, source, security_group_id } = self;
        Way { by: by.to_owned(), account: account.map(str::to_owned), protocol, from, to, source, security_group_id }
    }

    /// A port, or some of them, for people.
    pub fn label(&self) -> String {
        match (self.from, self.to) {
            (0, LAST) => "all ports".to_owned(),
            (from, to) if from == to => format!("port {from}"),
            (from, to) => format!("ports {from} to {to}"),
        }
    }
}

/// All that anybody could reach.
pub(super) fn everything(group: &str) -> Ports {
    WORLD.iter().map(|source| OpenPort::everything(group, source)).collect()
}

/// Where somebody listens.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Listener {
    pub protocol: &'static str,
    pub from: i64,
    pub to: i64,
}

impl Listener {
    pub fn tcp(port: i64) -> Self {
        Self { protocol: "tcp", from: port, to: port }
    }

    /// By the name of what is spoken there; a port that is not known may be any.
    pub fn spoken(protocol: Option<&str>, port: Option<i64>) -> Vec<Self> {
        let protocols: &[&'static str] = match protocol {
            Some("UDP" | "QUIC") => &["udp"],
            Some("TCP_UDP" | "TCP_QUIC") => &["tcp", "udp"],
            Some("GENEVE") | None => &["-1"],
            Some(_) => &["tcp"],
        };
        let (from, to) = port.map_or((0, LAST), |port| (port, port));
        protocols.iter().map(|protocol| Self { protocol, from, to }).collect()
    }
}

/// The whole of IPv4, and of IPv6.
pub(super) const WORLD: [&str; 2] = ["0.0.0.0/0", "::/0"];

pub(super) const LAST: i64 = 65535;

/// Whether a range is so wide that it holds strangers.
pub(super) fn is_wide(range: &IpNet) -> bool {
    is_world(*range)
}

pub(super) fn is_internet(cidr: &str) -> bool {
    cidr.parse().is_ok_and(|range| is_wide(&range))
}

/// The addresses that two ranges share: one of the two, as ranges never half overlap.
pub(super) fn overlap(a: &IpNet, b: &IpNet) -> Option<IpNet> {
    if a.contains(b) {
        Some(*b)
    } else if b.contains(a) {
        Some(*a)
    } else {
        None
    }
}

/// Whether a range holds all of another that is in use.
pub(super) fn covers(outer: &IpNet, inner: &IpNet) -> bool {
    outer.contains(if inner.contains(&IPV6_IN_USE) { &IPV6_IN_USE } else { inner })
}

/// The ports of a rule or entry; what is no port is all of them.
pub(super) fn ports_of(rule: &Value) -> (i64, i64) {
    match (rule.at("from_port").as_int(), rule.at("to_port").as_int()) {
        (Some(from), Some(to)) if (0..=LAST).contains(&from) => (from, to.clamp(from, LAST)),
        _ => (0, LAST),
    }
}

/// The protocol of a rule or entry by its name, where it is given by its number.
pub(super) fn protocol_of(rule: &Value) -> &str {
    match rule.at("protocol").as_str().unwrap_or("-1") {
        "6" => "tcp",
        "17" => "udp",
        "1" => "icmp",
        "58" => "icmpv6",
        other => other,
    }
}
