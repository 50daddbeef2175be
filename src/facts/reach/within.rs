//! From one network interface to others: the steps that somebody who is inside could take next.
//!
//! An interface reaches security groups, and these are carried by interfaces: asked in two halves, a walk over an estate
//! visits each group and each interface once, and never each pair. Groups are found by the groups that their rules name,
//! and by the ranges around an address, of which there are no more than an address has bits. Networks that peering
//! connects are followed in one account; what transit gateways connect is not known.

use super::ports::{OpenPort, Ports, covers};
use super::service::carriers;
use super::{Card, Guard, Index, Origin, Search};
use crate::snapshot::{Resource, Unread, Value};
use ipnet::IpNet;
use std::collections::BTreeMap;
use std::net::IpAddr;

/// The networks of an estate, seen from inside.
pub struct Network<'a, 's> {
    index: &'a Index<'s>,
}

/// A security group that lets somebody in.
#[derive(Debug, Clone, PartialEq)]
pub struct Opening<'a> {
    pub group: &'a Resource,
    /// Where, and by which rule, sorted.
    pub ports: Vec<OpenPort>,
}

impl<'a, 's: 'a> Network<'a, 's> {
    pub fn new(index: &'a Index<'s>) -> Self {
        Self { index }
    }

    /// The security groups that let in what an interface sends, by the groups that it carries or by its addresses.
    /// Unread where others may do so, too.
    pub fn opened_to(&self, from: &'a Resource) -> Result<Vec<Opening<'a>>, Unread> {
        let mut search = Search::new(from, self.index, true);
        let card = search.card(from);
        if let Some(unread) = card.unread {
            return Err(unread);
        }
        let addresses: Vec<IpAddr> = card.private.iter().chain(&card.v6).filter_map(|text| text.parse().ok()).collect();
        let candidates = candidates(&mut search, &card, &addresses)?;
        let networks = Networks::around(&mut search, &card)?;
        let ranges: Vec<IpNet> = addresses.into_iter().map(IpNet::from).collect();
        let origin = Origin::Near { ranges, groups: card.guard.ids(), account: None };
        let mut openings = Vec::new();
        for group in candidates.into_values().filter(|group| networks.hold(group)) {
            let ports = search.guarded(&Guard::Only(group), &origin);
            if !ports.is_empty() {
                openings.push(Opening { group, ports: ports.into_iter().collect() });
            }
        }
        match search.doubts.into_iter().flatten().next() {
            Some(unread) => Err(unread),
            None => Ok(openings),
        }
    }

    /// What carries a security group: network interfaces, and services that AWS shows no interface of by name.
    pub fn carried_by(&self, group: &'a Resource) -> Result<Vec<&'a Resource>, Unread> {
        let mut search = Search::new(group, self.index, true);
        let id = match group.at("group_id") {
            Value::Unread(unread) => return Err(Unread::clone(unread)),
            id => id.as_str().unwrap_or_default(),
        };
        let mut found = search.find("ec2_network_interface", "security_group_ids", id)?;
        found.retain(|interface| interface.at("status").as_str() != Some("available"));
        for (kind, field) in carriers() {
            found.extend(search.find(kind, field, id)?);
        }
        Ok(found)
    }

    /// What of an open port is left when the network ACLs between two interfaces have been passed. Within one subnet
    /// there are none.
    pub fn passed(&self, from: &'a Resource, to: &'a Resource, port: &OpenPort) -> Result<Vec<OpenPort>, Unread> {
        let mut search = Search::new(to, self.index, true);
        let (sender, receiver) = (search.card(from), search.card(to));
        if sender.subnet.is_some() && sender.subnet == receiver.subnet {
            return Ok(vec![port.clone()]);
        }
        let range = |text: &&str| text.parse::<IpAddr>().ok().map(IpNet::from);
        let ranges: Vec<IpNet> = sender.private.iter().chain(&sender.v6).filter_map(range).collect();
        let origin = Origin::Near { ranges: ranges.clone(), groups: vec![], account: None };
        // Whom the port lets in may be more than this one.
        let own = |port: &OpenPort| ranges.iter().find(|own| port.source.parse().is_ok_and(|wide| covers(&wide, own)));
        let source = own(port).map_or_else(|| port.source.clone(), ToString::to_string);
        let arriving = Ports::from([OpenPort { source, ..port.clone() }]);
        let open = search.through_acl(&receiver, arriving, &origin);
        match search.doubts.into_iter().flatten().next() {
            Some(unread) => Err(unread),
            None => Ok(open.into_iter().collect()),
        }
    }
}

/// The groups with a rule that may be about a sender, by id.
fn candidates<'a, 's: 'a>(
    search: &mut Search<'a, 's>,
    card: &Card<'a>,
    addresses: &[IpAddr],
) -> Result<BTreeMap<&'a str, &'a Resource>, Unread> {
    let mut found = Vec::new();
    for group in card.guard.ids() {
        found.extend(search.find("ec2_security_group", "ingress.source_security_group_id", group)?);
    }
    for range in addresses.iter().copied().flat_map(around) {
        found.extend(search.find("ec2_security_group", "ingress.cidr", &range)?);
        for list in search.find("ec2_prefix_list", "cidrs", &range)? {
            let id = list.at("prefix_list_id").as_str().unwrap_or_default();
            found.extend(search.find("ec2_security_group", "ingress.prefix_list_id", id)?);
        }
    }
    Ok(found.into_iter().map(|group| (&*group.id, group)).collect())
}

/// All ranges that hold an address, as AWS writes them.
fn around(address: IpAddr) -> impl Iterator<Item = String> {
    let bits = if address.is_ipv4() { 32 } else { 128 };
    (0..=bits).filter_map(move |bits| IpNet::new(address, bits).ok()).map(|range| range.trunc().to_string())
}

/// The network that an interface is in, and those that are connected with it.
struct Networks<'a>(Vec<&'a str>);

impl<'a> Networks<'a> {
    fn around<'s: 'a>(search: &mut Search<'a, 's>, card: &Card<'a>) -> Result<Self, Unread> {
        let Some(own) = search.vpc_of(card) else { return Ok(Self(vec![])) };
        let mut networks = vec![own];
        for (side, other) in [("accepter.vpc_id", "requester"), ("requester.vpc_id", "accepter")] {
            let found = search.find("ec2_vpc_peering", side, own)?;
            let active = found.into_iter().filter(|peering| peering.at("status").as_str() == Some("active"));
            networks.extend(active.filter_map(|peering| peering.at(other).at("vpc_id").as_str()));
        }
        Ok(Self(networks))
    }

    fn hold(&self, group: &Resource) -> bool {
        group.at("vpc_id").as_str().is_some_and(|vpc| self.0.contains(&vpc))
    }
}
