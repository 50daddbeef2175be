//! Load balancers: where they stand, and where they listen.

use super::ports::Listener;
use super::{Card, Guard, Host, Search};
use crate::snapshot::{Resource, Unread, Value};

/// Said of a load balancer that takes no requests.
const SILENT: &str = "it has no listener";

impl<'a, 's: 'a> Search<'a, 's> {
    pub(super) fn classic_balancer(&mut self) -> Host<'a> {
        let balancer = self.resource;
        let listeners = balancer.at("listeners");
        let listens = match listeners.unread_within() {
            Some(unread) if self.unsure(unread) => Listener::spoken(None, None),
            _ => listeners.items().iter().flat_map(|one| spoken(one, "load_balancer_port")).collect(),
        };
        let v4 = self.faces_internet().then(|| public_name(balancer));
        self.standing(listens, v4, None)
    }

    pub(super) fn balancer(&mut self) -> Host<'a> {
        if self.rests("state", &["failed"]) {
            return Host::resting("it could not be set up");
        }
        let balancer = self.resource;
        let listens = self.listeners(&balancer.id);
        let facing = self.faces_internet();
        let families = balancer.at("ip_address_type");
        let unread = families.as_unread().is_some_and(|unread| self.unsure(unread));
        let family = families.as_str().unwrap_or("ipv4");
        let closed = match balancer.at("attributes").at("ipv6_deny_all_igw_traffic") {
            Value::Unread(unread) if family != "ipv4" => !self.unsure(unread),
            denies => denies.as_bool() == Some(true),
        };
        let v4 = facing && family != "dualstack-without-public-ipv4";
        let v6 = facing && (unread || family.starts_with("dualstack")) && !closed;
        let name = public_name(balancer);
        self.standing(listens, v4.then_some(name), v6.then_some(name))
    }

    /// Where a load balancer of the second generation listens.
    pub(super) fn listeners(&mut self, balancer: &str) -> Vec<Listener> {
        match self.find("elbv2_listener", "load_balancer_arn", balancer) {
            Ok(found) => found.into_iter().flat_map(spoken_by).collect(),
            Err(unread) if self.unsure(&unread) => Listener::spoken(None, None),
            Err(_) => vec![],
        }
    }

    fn faces_internet(&mut self) -> bool {
        match self.resource.at("scheme") {
            Value::Unread(unread) => self.unsure(unread),
            scheme => scheme.as_str() == Some("internet-facing"),
        }
    }

    fn standing(&mut self, listens: Vec<Listener>, v4: Option<&'a str>, v6: Option<&'a str>) -> Host<'a> {
        if listens.is_empty() {
            return Host::resting(SILENT);
        }
        let balancer = self.resource;
        let groups: Vec<&str> = balancer.at("security_groups").items().iter().filter_map(Value::as_str).collect();
        // Network load balancers may do without a group.
        let bare = groups.is_empty() && balancer.at("type").as_str() == Some("network");
        let guard = if bare { Guard::Nobody } else { Guard::Groups(groups) };
        let unread = ["subnets", "availability_zones", "security_groups", "vpc_id", "type"]
            .iter()
            .find_map(|field| balancer.at(field).unread_within())
            .map(|unread| Unread::clone(unread));
        let vpc = balancer.at("vpc_id").as_str();
        let card = Card { v4, v6, private: vec![], subnet: None, vpc, guard, nameless: None, unread };
        let mut cards: Vec<Card<'a>> =
            subnets_of(balancer).into_iter().map(|subnet| Card { subnet: Some(subnet), ..card.clone() }).collect();
        if cards.is_empty() && card.unread.is_some() {
            cards.push(card);
        }
        Host { listens: Some(listens), known_by: vec![&balancer.id], ..Host::of(cards) }
    }

    /// Where the load balancer listens whose network interface this is; nothing for other interfaces.
    ///
    /// Its description names it: `ELB net/orders/50dc6c495c0c9188`.
    pub(super) fn listens_for_balancer(&mut self) -> Option<Vec<Listener>> {
        let interface = self.resource;
        if interface.at("interface_type").as_str() != Some("network_load_balancer") {
            return None;
        }
        let named = interface.at("description").as_str().and_then(|text| text.strip_prefix("ELB "));
        let (Some(name), Some(partition)) = (named, interface.id.split(':').nth(1)) else {
            return Some(if self.not_listed("elbv2_load_balancer") { Listener::spoken(None, None) } else { vec![] });
        };
        let (region, account) = (&interface.region, &interface.account);
        Some(self.listeners(&format!("arn:{partition}:elasticloadbalancing:{region}:{account}:loadbalancer/{name}")))
    }
}

/// The subnets that a load balancer of either generation stands in.
pub(super) fn subnets_of(balancer: &Resource) -> Vec<&str> {
    let zones = balancer.at("availability_zones").items().iter().filter_map(|zone| zone.at("subnet_id").as_str());
    balancer.at("subnets").items().iter().filter_map(Value::as_str).chain(zones).collect()
}

/// Where a listener of the second generation listens.
pub(super) fn spoken_by(listener: &Resource) -> Vec<Listener> {
    Listener::spoken(listener.at("protocol").as_str(), listener.at("port").as_int())
}

fn spoken(listener: &Value, port: &str) -> Vec<Listener> {
    Listener::spoken(listener.at("protocol").as_str(), listener.at(port).as_int())
}

fn public_name(balancer: &Resource) -> &str {
    balancer.at("dns_name").as_str().unwrap_or("its name")
}
