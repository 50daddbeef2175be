//! From one network interface to others: the steps that somebody who is inside could take next.
//!
//! An interface reaches security groups, and these are carried by interfaces: asked in two halves, a walk over an estate
//! visits each group and each interface once, and never each pair. Groups are found by the groups that their rules name,
//! and by the ranges around an address, of which there are no more than an address has bits. Networks that peering
//! connects are followed in one account; what transit gateways connect is not known.

use super::ports::{OpenPort, Ports, covers};
use super::service::carriers;
use super::{Card, Guard, Host, Index, Origin, Search};
use crate::snapshot::{AccountId, Reason, Region, Resource, Unread, Value};
use ipnet::IpNet;
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::net::IpAddr;
use std::sync::OnceLock;

/// The networks of an estate, seen from inside.
pub struct Network<'a, 's> {
    index: &'a Index<'s>,
    /// The ranges that rules and prefix lists name, and how long their prefixes are.
    named: OnceLock<(BTreeSet<u8>, HashSet<IpNet>)>,
}

/// Where somebody stands who is inside. Two who stand alike are let in by the same groups.
#[derive(Debug, Clone)]
pub struct Stand<'a> {
    pub from: &'a Resource,
    pub alike: Alike<'a>,
    /// Its addresses, or the ranges that they are in.
    at: Vec<IpNet>,
}

/// What security groups and network ACLs can tell apart.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Alike<'a> {
    account: &'a AccountId,
    region: &'a Region,
    vpc: Option<&'a str>,
    subnet: Option<&'a str>,
    groups: Vec<&'a str>,
    /// The named ranges that it is in.
    ranges: Vec<IpNet>,
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
        Self { index, named: OnceLock::new() }
    }

    /// Where a resource stands: at each of its interfaces, or in each of its subnets; nowhere where it is in no network
    /// or does not run. Unread where it may stand elsewhere, too.
    pub fn stands(&self, from: &'a Resource) -> Result<Vec<Stand<'a>>, Unread> {
        let mut search = Search::new(from, self.index, true);
        let Some(Host { cards, live: true, .. }) = search.host() else { return Ok(vec![]) };
        cards.into_iter().map(|card| self.stand(from, &card, &mut search)).collect()
    }

    fn stand(&self, from: &'a Resource, card: &Card<'a>, search: &mut Search<'a, 's>) -> Result<Stand<'a>, Unread> {
        if let Some(unread) = &card.unread {
            return Err(unread.clone());
        }
        let addresses = card.private.iter().chain(&card.v6).filter_map(|text| text.parse::<IpAddr>().ok());
        let mut at: Vec<IpNet> = addresses.map(IpNet::from).collect();
        if at.is_empty() {
            // A service has its addresses somewhere in its subnet.
            at = search.ranges(card.subnet.as_slice()).unwrap_or_default();
        }
        let mut groups = card.guard.ids();
        groups.sort_unstable();
        let ranges: BTreeSet<IpNet> = at.iter().flat_map(|at| self.named_around(at)).collect();
        let (account, region, vpc) = (&from.account, &from.region, search.vpc_of(card));
        let ranges = ranges.into_iter().collect();
        Ok(Stand { from, alike: Alike { account, region, vpc, subnet: card.subnet, groups, ranges }, at })
    }

    /// The ranges that some rule names, and that hold all of a range.
    fn named_around(&self, range: &IpNet) -> Vec<IpNet> {
        let (lengths, ranges) = self.named.get_or_init(|| named(self.index));
        let wider = lengths.range(..=range.prefix_len()).filter_map(|bits| IpNet::new(range.addr(), *bits).ok());
        wider.map(|wide| wide.trunc()).filter(|wide| ranges.contains(wide)).collect()
    }

    /// The security groups that let in what comes from a place, by the groups that it carries or by its addresses.
    /// Unread where others may do so, too.
    pub fn opened_to(&self, stand: &Stand<'a>) -> Result<Vec<Opening<'a>>, Unread> {
        let mut search = Search::new(stand.from, self.index, true);
        let candidates = candidates(&mut search, &stand.alike)?;
        let networks = Networks::around(&mut search, stand.alike.vpc)?;
        let origin = Origin::Near { ranges: stand.at.clone(), groups: stand.alike.groups.clone(), account: None };
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
        found.retain(|interface| interface.at("status").as_str() != Some("available") && !search.idle(interface));
        for (kind, field) in carriers() {
            // A kind that nobody asked for hides nothing of the others.
            match search.find(kind, field, id) {
                Err(unread) if unread.reason == Reason::NotCollected => {}
                services => found.extend(services?),
            }
        }
        Ok(found)
    }

    /// What of an open port is left where somebody listens, when the network ACLs in between have been passed. Within
    /// one subnet there are none.
    pub fn passed(&self, from: &Stand<'a>, to: &'a Resource, port: &OpenPort) -> Result<Vec<OpenPort>, Unread> {
        let mut search = Search::new(to, self.index, true);
        let Some(Host { cards, live: true, listens, .. }) = search.host() else { return Ok(vec![]) };
        let origin = Origin::Near { ranges: from.at.clone(), groups: vec![], account: None };
        // Whom the port lets in may be more than this one.
        let own = from.at.iter().find(|own| port.source.parse().is_ok_and(|wide| covers(&wide, own)));
        let source = own.map_or_else(|| port.source.clone(), ToString::to_string);
        let arriving = OpenPort { source, ..port.clone() };
        let arriving: Ports = match &listens {
            Some(listens) => listens.iter().filter_map(|listens| arriving.at(listens)).collect(),
            None => Ports::from([arriving]),
        };
        let mut open = Ports::new();
        for card in cards {
            let within = card.subnet.is_some() && card.subnet == from.alike.subnet;
            open.extend(if within { arriving.clone() } else { search.through_acl(&card, arriving.clone(), &origin) });
        }
        match search.doubts.into_iter().flatten().next() {
            Some(unread) => Err(unread),
            None => Ok(open.into_iter().collect()),
        }
    }
}

/// All ranges that a security group or a prefix list names.
fn named(index: &Index<'_>) -> (BTreeSet<u8>, HashSet<IpNet>) {
    let mut ranges = HashSet::new();
    for resource in &index.snapshot().resources {
        let texts: Vec<&Value> = match &*resource.kind {
            "ec2_security_group" => resource.at("ingress").items().iter().map(|rule| rule.at("cidr")).collect(),
            "ec2_prefix_list" => resource.at("cidrs").items().iter().collect(),
            _ => continue,
        };
        ranges.extend(texts.into_iter().filter_map(|text| text.as_str()?.parse::<IpNet>().ok()));
    }
    let mut lengths = BTreeSet::new();
    ranges.iter().for_each(|range| {
        lengths.insert(range.prefix_len());
    });
    (lengths, ranges)
}

/// The groups with a rule that may be about a sender, by id.
fn candidates<'a, 's: 'a>(
    search: &mut Search<'a, 's>,
    sender: &Alike<'a>,
) -> Result<BTreeMap<&'a str, &'a Resource>, Unread> {
    let mut found = Vec::new();
    for group in &sender.groups {
        found.extend(search.find("ec2_security_group", "ingress.source_security_group_id", group)?);
    }
    // Also where no range is named: what could not be read may name one.
    search.find("ec2_prefix_list", "cidrs", "")?;
    search.find("ec2_security_group", "ingress.cidr", "")?;
    for range in sender.ranges.iter().map(ToString::to_string) {
        found.extend(search.find("ec2_security_group", "ingress.cidr", &range)?);
        for list in search.find("ec2_prefix_list", "cidrs", &range)? {
            let id = list.at("prefix_list_id").as_str().unwrap_or_default();
            found.extend(search.find("ec2_security_group", "ingress.prefix_list_id", id)?);
        }
    }
    Ok(found.into_iter().map(|group| (&*group.id, group)).collect())
}

/// The network that an interface is in, and those that are connected with it.
struct Networks<'a>(Vec<&'a str>);

impl<'a> Networks<'a> {
    fn around<'s: 'a>(search: &mut Search<'a, 's>, own: Option<&'a str>) -> Result<Self, Unread> {
        let Some(own) = own else { return Ok(Self(vec![])) };
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
