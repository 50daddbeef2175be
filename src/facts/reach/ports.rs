//! Ranges of addresses and ports, and what of them a network ACL lets through.

use crate::snapshot::{IPV6_IN_USE, Value, is_world};
use ipnet::IpNet;
use schemars::JsonSchema;
use serde::Serialize;

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

impl OpenPort {
    /// All that there may be behind a group that could not be read.
    pub(super) fn everything(group: &str, source: &str) -> Self {
        let (protocol, source, security_group_id) = ("-1".to_owned(), source.to_owned(), group.to_owned());
        Self { protocol, from: 0, to: LAST, source, security_group_id }
    }
}

/// The whole of IPv4, and of IPv6.
pub(super) const WORLD: [&str; 2] = ["0.0.0.0/0", "::/0"];

const LAST: i64 = 65535;

pub(super) fn is_internet(cidr: &str) -> bool {
    cidr.parse::<IpNet>().is_ok_and(is_world)
}

/// The ports of a rule or entry; what is no port is all of them.
pub(super) fn ports_of(rule: &Value) -> (i64, i64) {
    match (rule.at("from_port").as_int(), rule.at("to_port").as_int()) {
        (Some(from), Some(to)) if (0..=LAST).contains(&from) => (from, to.clamp(from, LAST)),
        _ => (0, LAST),
    }
}

/// The entries of a network ACL, in their order.
pub(super) struct Entries<'a>(Vec<&'a Value>);

impl<'a> Entries<'a> {
    pub fn of(entries: &'a Value) -> Self {
        let mut entries: Vec<&Value> = entries.items().iter().collect();
        entries.sort_by_key(|entry| entry.at("rule_number").as_int());
        Self(entries)
    }

    /// The part of a port that gets through. TCP needs a way back, and takes any: whoever attacks chooses the port that
    /// the answers go to.
    pub fn through(&self, port: OpenPort) -> Vec<OpenPort> {
        if port.protocol == "tcp" && !self.lets_out() { vec![] } else { self.lets_in(port) }
    }

    fn lets_out(&self) -> bool {
        let mut out = self.0.iter().filter(|entry| entry.at("egress").as_bool() != Some(false));
        out.any(|entry| is_allow(entry) && cidr(entry).is_some_and(is_internet))
    }

    /// The first entry that speaks of a port decides.
    fn lets_in(&self, port: OpenPort) -> Vec<OpenPort> {
        let mut left = vec![(port.from, port.to)];
        let mut open = Vec::new();
        let inbound = self.0.iter().filter(|entry| entry.at("egress").as_bool() != Some(true));
        for entry in inbound.filter(|entry| speaks_of(entry, &port)) {
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

/// Whether an entry decides about a port's protocol and source. What lets in some of either lets in; what denies must
/// deny all of both.
fn speaks_of(entry: &Value, port: &OpenPort) -> bool {
    let protocol = entry.at("protocol").as_str().unwrap_or("-1");
    let same = protocol == "-1" || protocol == port.protocol || number(protocol) == port.protocol;
    let Some(range) = cidr(entry) else { return false };
    if is_allow(entry) {
        let same_family = range.contains(':') == port.source.contains(':');
        return (same || port.protocol == "-1") && same_family && is_internet(range);
    }
    same && covers(range, &port.source)
}

fn covers(outer: &str, inner: &str) -> bool {
    let (Ok(outer), Ok(inner)) = (outer.parse::<IpNet>(), inner.parse::<IpNet>()) else { return false };
    outer.contains(&if inner.contains(&IPV6_IN_USE) { IPV6_IN_USE } else { inner })
}

fn cidr(entry: &Value) -> Option<&str> {
    entry.at("cidr").as_str()
}

fn is_allow(entry: &Value) -> bool {
    entry.at("action").as_str() == Some("allow")
}

/// The name of a protocol that is given by its number.
fn number(protocol: &str) -> &str {
    match protocol {
        "6" => "tcp",
        "17" => "udp",
        "1" => "icmp",
        "58" => "icmpv6",
        other => other,
    }
}
