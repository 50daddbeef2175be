//! Ways in from networks of other accounts: over peering connections, and over transit gateways that another account
//! runs.
//!
//! What is attached to a transit gateway of one's own is not read, so that nothing is said of it. VPN connections and
//! Direct Connect lead to one's own buildings: what they reach is reached from inside.

use super::ports::{OpenPort, Ways, overlap};
use super::{Card, Host, Origin, Search};
use crate::snapshot::{Reason, Resource, Unread, Value};
use ipnet::IpNet;
use std::collections::BTreeMap;

/// Stands for an account that could not be read.
const SOME_ACCOUNT: &str = "";

/// The most ranges that are looked at on either side; AWS allows 1,000 routes.
const MOST_RANGES: usize = 1000;

/// Who is at the other end.
enum Neighbour<'a> {
    /// Another account, with its ranges as far as they are shown.
    Account(&'a str, Vec<IpNet>),
    /// This account, or nobody.
    Own,
    Unread(Unread),
}

impl<'a, 's: 'a> Search<'a, 's> {
    pub(super) fn accounts(&mut self, host: &Host<'a>) -> Ways {
        self.over(host, Self::accounts_at)
    }

    fn accounts_at(&mut self, host: &Host<'a>, card: &Card<'a>) -> Ways {
        if let Some(unread) = &card.unread {
            return if self.unsure(unread) { unknown() } else { Ways::new() };
        }
        let Some(tables) = self.tables(card) else {
            return if self.worst { self.somebody_at(host, card) } else { Ways::new() };
        };
        if let Some(unread) = tables.iter().find_map(|table| table.at("routes").unread_within())
            && self.unsure(unread)
        {
            return self.somebody_at(host, card);
        }
        let mut ways = Ways::new();
        for (target, ranges) in self.neighbours(&tables) {
            ways.extend(self.neighbour_at(host, card, target, ranges));
        }
        ways
    }

    fn neighbour_at(&mut self, host: &Host<'a>, card: &Card<'a>, target: &'a str, ranges: Vec<IpNet>) -> Ways {
        let (account, shown) = match self.neighbour(card, target) {
            Neighbour::Own => return Ways::new(),
            Neighbour::Unread(unread) => {
                return if self.unsure(&unread) { self.somebody_at(host, card) } else { Ways::new() };
            }
            Neighbour::Account(account, shown) => (account, shown),
        };
        if ranges.len().max(shown.len()) > MOST_RANGES {
            let unread = Unread::new("ec2_route_table.routes", Reason::TooLarge);
            return if self.unsure(&unread) { self.somebody_at(host, card) } else { Ways::new() };
        }
        // What is not routed back gets no answer.
        let ranges = match shown.as_slice() {
            [] => ranges,
            shown => ranges.iter().flat_map(|a| shown.iter().filter_map(move |b| overlap(a, b))).collect(),
        };
        let origin = Origin::Near { ranges, groups: vec![], account: Some(account) };
        let ports = self.let_in(host, card, &origin);
        if let Some(OpenPort { source, security_group_id, .. }) = ports.first() {
            self.is_open(format!("account {account} comes by {target}, and {security_group_id} lets in {source}"));
        }
        ports.into_iter().map(|port| port.by(target, Some(account))).collect()
    }

    /// Where the other accounts' networks could not be read: whoever is let in may be one.
    fn somebody_at(&mut self, host: &Host<'a>, card: &Card<'a>) -> Ways {
        let ports = self.let_in(host, card, &Origin::Unknown);
        ports.into_iter().map(|port| port.by("", Some(SOME_ACCOUNT))).collect()
    }

    /// The peering connections and transit gateways that routes lead to, with the ranges beyond.
    fn neighbours(&mut self, tables: &[&'a Resource]) -> BTreeMap<&'a str, Vec<IpNet>> {
        let mut found: BTreeMap<&'a str, Vec<IpNet>> = BTreeMap::new();
        for route in tables.iter().flat_map(|table| table.at("routes").items()) {
            let target = route.at("target_id").as_str().unwrap_or_default();
            let leads = ["pcx-", "tgw-"].iter().any(|start| target.starts_with(start));
            if !leads || route.at("state").as_str() == Some("blackhole") {
                continue;
            }
            let to = route.at("destination").as_str().unwrap_or_default();
            let ranges = if to.starts_with("pl-") { self.listed(to) } else { vec![to] };
            found.entry(target).or_default().extend(ranges.iter().filter_map(|range| range.parse::<IpNet>().ok()));
        }
        found
    }

    fn neighbour(&mut self, card: &Card<'a>, target: &str) -> Neighbour<'a> {
        let (kind, field) = if target.starts_with("pcx-") {
            ("ec2_vpc_peering", "vpc_peering_connection_id")
        } else {
            ("ec2_transit_gateway", "transit_gateway_id")
        };
        let found = match self.find(kind, field, target) {
            Ok(found) => found.first().copied(),
            Err(unread) => return Neighbour::Unread(unread),
        };
        let Some(found) = found else {
            return Neighbour::Unread(Unread::new(kind, Reason::NotCollected));
        };
        if kind == "ec2_transit_gateway" {
            return self.account(found.at("owner_id"), vec![]);
        }
        match found.at("status") {
            Value::Unread(unread) => return Neighbour::Unread(Unread::clone(unread)),
            status if status.as_str() != Some("active") => return Neighbour::Own,
            _ => {}
        }
        let vpc = self.vpc_of(card);
        let own = |side: &&Value| vpc.is_some() && side.at("vpc_id").as_str() == vpc;
        let others: Vec<&Value> =
            ["requester", "accepter"].map(|side| found.at(side)).into_iter().filter(|s| !own(s)).collect();
        let at = |side: &&'a Value| {
            let shown = side.at("cidrs").items().iter().filter_map(Value::as_str);
            self.account(side.at("account"), shown.filter_map(|cidr| cidr.parse().ok()).collect())
        };
        // Where neither side is known for one's own, the one in another account is the other.
        others.iter().map(at).find(|one| !matches!(one, Neighbour::Own)).unwrap_or(Neighbour::Own)
    }

    fn account(&self, account: &'a Value, shown: Vec<IpNet>) -> Neighbour<'a> {
        match account {
            Value::Unread(unread) => Neighbour::Unread(Unread::clone(unread)),
            account => match account.as_str() {
                Some(account) if account != self.resource.account.as_str() => Neighbour::Account(account, shown),
                _ => Neighbour::Own,
            },
        }
    }
}

fn unknown() -> Ways {
    super::ports::everything("").into_iter().map(|port| port.by("", Some(SOME_ACCOUNT))).collect()
}
