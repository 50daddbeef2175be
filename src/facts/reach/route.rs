//! The way from an internet gateway to a subnet: what blocks it, and which route leads there.

use super::ports::is_internet;
use super::{Card, Search};
use crate::snapshot::{Reason, Resource, Unread, Value};

impl<'a, 's: 'a> Search<'a, 's> {
    /// VPC Block Public Access: a switch above all routes, with exceptions by subnet.
    /// <https://docs.aws.amazon.com/vpc/latest/userguide/security-vpc-bpa.html>
    pub(super) fn blocked(&mut self, card: &Card<'_>) -> bool {
        let Some(subnet) = card.subnet else { return false };
        let subnets = match self.find("ec2_subnet", "subnet_id", subnet) {
            Ok(subnets) => subnets,
            Err(unread) => return !self.unsure(&unread),
        };
        subnets.into_iter().any(|subnet| match subnet.at("internet_gateway_block_mode") {
            Value::Unread(unread) => !self.unsure(unread),
            mode => mode.as_str().is_some_and(|mode| mode.starts_with("block-")),
        })
    }

    /// The subnet's own route table, or else the VPC's main one; none where neither could be read.
    pub(super) fn tables(&mut self, card: &Card<'a>) -> Option<Vec<&'a Resource>> {
        let own = card.subnet.map_or(Ok(vec![]), |subnet| self.find("ec2_route_table", "subnet_ids", subnet));
        let found = match own {
            Ok(tables) if !tables.is_empty() => return Some(tables),
            Ok(_) => self.vpc_of(card).map_or(Ok(vec![]), |vpc| self.find("ec2_route_table", "vpc_id", vpc)),
            Err(unread) => Err(unread),
        };
        match found {
            // Every VPC has a table.
            Ok(tables) if tables.is_empty() => {
                self.not_listed("ec2_route_table");
                None
            }
            Ok(tables) => {
                Some(tables.into_iter().filter(|table| table.at("is_main").as_bool() != Some(false)).collect())
            }
            Err(unread) => {
                self.unsure(&unread);
                None
            }
        }
    }

    /// The network that a card is in; by its subnet, where nothing else says it.
    pub(super) fn vpc_of(&mut self, card: &Card<'a>) -> Option<&'a str> {
        card.vpc.or_else(|| {
            let subnets = self.find("ec2_subnet", "subnet_id", card.subnet?).ok()?;
            subnets.first()?.at("vpc_id").as_str()
        })
    }

    /// Whether a route leads to an internet gateway. What leads to an appliance, such as a firewall's endpoint, may lead
    /// there behind it.
    pub(super) fn leads(&mut self, tables: &[&'a Resource], v6: bool) -> bool {
        let mut perhaps = None;
        for routes in tables.iter().map(|table| table.at("routes")) {
            if let Some(unread) = routes.unread_within() {
                perhaps.get_or_insert_with(|| Unread::clone(unread));
            }
            for route in routes.items().iter().filter(|route| route.at("state").as_str() != Some("blackhole")) {
                let target = route.at("target_id").as_str().unwrap_or_default();
                let gateway = target.starts_with("igw-");
                let appliance = ["vpce-", "eni-", "i-"].iter().any(|kind| target.starts_with(kind));
                if !(gateway || appliance) || !self.is_default(route, v6) {
                    continue;
                }
                if gateway {
                    return true;
                }
                perhaps.get_or_insert_with(|| Unread::new(target, Reason::NotCollected));
            }
        }
        perhaps.is_some_and(|unread| self.unsure(&unread))
    }

    fn is_default(&mut self, route: &'a Value, v6: bool) -> bool {
        let to = route.at("destination").as_str().unwrap_or_default();
        let ranges = if to.starts_with("pl-") { self.listed(to) } else { vec![to] };
        ranges.iter().any(|range| is_internet(range) && range.contains(':') == v6)
    }
}
