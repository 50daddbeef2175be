//! What a network ACL lets through. It remembers no connections: what comes in must be let out again as an answer.
//!
//! <https://docs.aws.amazon.com/vpc/latest/userguide/nacl-rules.html>

use super::ports::{LAST, OpenPort, covers, overlap, ports_of, protocol_of};
use super::{Origin, Ports};
use crate::snapshot::Value;
use ipnet::IpNet;

/// The entries of a network ACL, in their order: the first that speaks of a packet decides.
pub(super) struct Entries<'a> {
    inbound: Vec<&'a Value>,
    outbound: Vec<&'a Value>,
}

/// A part of a port, and of those who come.
type Part = (i64, i64, IpNet);

impl<'a> Entries<'a> {
    pub fn of(entries: &'a Value) -> Self {
        let mut entries: Vec<&Value> = entries.items().iter().collect();
        entries.sort_by_key(|entry| entry.at("rule_number").as_int());
        let not = |egress: bool| entries.iter().copied().filter(move |e| e.at("egress").as_bool() != Some(egress));
        Self { inbound: not(true).collect(), outbound: not(false).collect() }
    }

    /// The part of a port that gets through, from wherever its source is.
    pub fn through(&self, port: &OpenPort, origin: &Origin<'_>) -> Ports {
        let sources = match port.source.parse::<IpNet>() {
            Ok(source) => vec![source],
            // A security group: whatever carries it is somewhere in the network that it comes from.
            Err(_) => origin.ranges().to_vec(),
        };
        if sources.is_empty() {
            return Ports::from([port.clone()]);
        }
        let named = port.source.parse::<IpNet>().is_err();
        let made = |protocol: &str, (from, to, source): Part| OpenPort {
            protocol: protocol.to_owned(),
            from,
            to,
            source: if named { port.source.clone() } else { source.to_string() },
            security_group_id: port.security_group_id.clone(),
        };
        let parts = |protocol: &str| -> Vec<Part> {
            sources.iter().flat_map(|source| self.parts(protocol, (port.from, port.to, *source), origin)).collect()
        };
        if port.protocol != "-1" {
            return parts(&port.protocol).into_iter().map(|part| made(&port.protocol, part)).collect();
        }
        let (tcp, udp) = (parts("tcp"), parts("udp"));
        match tcp == udp {
            true if tcp.is_empty() => parts("icmp").into_iter().map(|part| made("icmp", part)).collect(),
            true => tcp.into_iter().map(|part| made("-1", part)).collect(),
            false => {
                let tcp = tcp.into_iter().map(|part| made("tcp", part));
                tcp.chain(udp.into_iter().map(|part| made("udp", part))).collect()
            }
        }
    }

    /// TCP needs a way back, and takes any: clients are answered at ports from 1024 up, but whoever attacks chooses the
    /// port that the answers go to. Of other protocols one packet may do harm.
    fn parts(&self, protocol: &str, part: Part, origin: &Origin<'_>) -> Vec<Part> {
        let mut parts = passed(&self.inbound, protocol, part, origin);
        if protocol == "tcp" {
            parts.retain(|(.., source)| !passed(&self.outbound, "tcp", (1, LAST, *source), origin).is_empty());
        }
        parts
    }
}

/// What of some ports is let through. What lets in some of the source lets in; what denies must deny all of it.
fn passed(entries: &[&Value], protocol: &str, (from, to, source): Part, origin: &Origin<'_>) -> Vec<Part> {
    let mut left = vec![(from, to)];
    let mut open = Vec::new();
    for entry in entries.iter().filter(|entry| ["-1", protocol].contains(&protocol_of(entry))) {
        let Some(range) = entry.at("cidr").as_str().and_then(|cidr| cidr.parse::<IpNet>().ok()) else { continue };
        let allowed = match entry.at("action").as_str() {
            Some("allow") => match overlap(&range, &source).filter(|shared| origin.counts(shared)) {
                Some(shared) => Some(shared),
                None => continue,
            },
            _ if covers(&range, &source) => None,
            _ => continue,
        };
        // About the rest of the source a later entry decides.
        let decides = allowed.is_none_or(|shared| covers(&shared, &source));
        let (first, last) = ports_of(entry);
        let mut rest = Vec::new();
        for (a, b) in left {
            let (low, high) = (a.max(first), b.min(last));
            if low <= high {
                open.extend(allowed.map(|shared| (low, high, shared)));
            }
            if low > high || !decides {
                rest.push((a, b));
                continue;
            }
            rest.extend([(a, low - 1), (high + 1, b)].into_iter().filter(|(a, b)| a <= b));
        }
        left = rest;
    }
    open
}
