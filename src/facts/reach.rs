//! Who can reach a resource over the network: the internet at an address of its own, the internet by way of load
//! balancers, and networks of other accounts.
//!
//! From the internet it takes a public address, a route to an internet gateway that nothing blocks, a network ACL that
//! lets in and lets answer, a security group that lets it in, and something that runs, is attached and listens.
//!
//! How far this goes: a range counts as the internet where it is wider than anybody's own; what denies a part of the
//! world does not hold back the rest. CloudFront, Global Accelerator and links of API Gateway into networks are not
//! followed.
//!
//! Where something on the way could not be read, the search is made twice, with the worst and with the best that it may
//! be.

mod acl;
mod balancer;
mod endpoint;
mod front;
mod group;
mod host;
mod others;
mod peer;
mod ports;
mod route;
mod search;
mod service;
mod target;
mod within;

pub use ports::{OpenPort, Way};
pub use within::{Alike, Network, Opening, Stand};

use super::{Index, Span};
use crate::snapshot::{Resource, Unread, Value};
use acl::Entries;
use group::Origin;
use host::{Card, Guard, Host, Place};
use ports::Ports;
use schemars::JsonSchema;
use search::{Found, Search};
use serde::Serialize;
use std::sync::Arc;

#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, JsonSchema)]
pub struct Reach {
    /// Whether it answers anybody: it runs, is attached, and something listens.
    pub live: bool,
    /// Whether any port can be reached from the internet, at an address of its own.
    pub internet: bool,
    /// What can be reached there, sorted.
    pub ports: Vec<OpenPort>,
    /// What the internet reaches of it by way of load balancers, sorted.
    pub through: Vec<Way>,
    /// What networks of other accounts reach of it, sorted.
    pub accounts: Vec<Way>,
}

/// What the way from the internet to a network interface is made of.
const NETWORK: [&str; 5] =
    ["ec2_security_group", "ec2_route_table", "ec2_network_acl", "ec2_subnet", "ec2_prefix_list"];

/// What has the addresses of instances and tasks, and carries their security groups.
const INTERFACES: [&str; 1] = ["ec2_network_interface"];

/// Load balancers, and what is behind them.
const BALANCERS: [&str; 4] = ["elb_load_balancer", "elbv2_load_balancer", "elbv2_listener", "elbv2_target_group"];

/// What leads to networks of other accounts.
const NEIGHBOURS: [&str; 2] = ["ec2_vpc_peering", "ec2_transit_gateway"];

/// The kinds that the reach of a kind is made of.
pub(super) fn needs(kind: &str) -> Vec<&'static str> {
    let (interfaces, balancers, neighbours) = (INTERFACES.as_slice(), BALANCERS.as_slice(), NEIGHBOURS.as_slice());
    let further: &[&[&'static str]] = match kind {
        "ec2_instance" | "ec2_network_interface" | "ecs_service" => &[interfaces, balancers, neighbours],
        "elb_load_balancer" | "elbv2_load_balancer" | "elbv2_listener" => &[balancers, neighbours],
        "elasticbeanstalk_environment" => &[interfaces, balancers, neighbours, &["ec2_instance"]],
        "apigateway_rest_api" | "apigatewayv2_api" => return vec!["apigateway_domain"],
        "lambda_function" => &[balancers],
        "rds_cluster" => &[neighbours, &["rds_instance"]],
        "ec2_security_group" => &[interfaces, neighbours],
        kind if service::kinds().any(|one| one == kind) => &[neighbours],
        _ => return vec![],
    };
    NETWORK.iter().chain(further.iter().copied().flatten()).copied().collect()
}

/// Of whatever answers on a network; nothing for other kinds.
pub(super) fn of(resource: &Resource, index: &Index<'_>) -> Option<Span<Reach>> {
    let mut worst = Search::new(resource, index, true);
    let high = worst.found()?;
    let because = std::mem::take(&mut worst.open).into_iter().chain(std::mem::take(&mut worst.closed)).collect();
    if worst.doubts.iter().all(Option::is_none) {
        return Some(Span { low: high.clone().into(), high: high.into(), because, unread: None });
    }
    let low = Search::new(resource, index, false).found()?;
    Some(between(low, high, worst.doubts, because))
}

/// What was doubted matters only where the answers differ.
fn between(low: Found, high: Found, doubts: [Option<Unread>; 4], mut because: Vec<String>) -> Span<Reach> {
    let differs =
        [low.live != high.live, low.ports != high.ports, low.through != high.through, low.accounts != high.accounts];
    let unread = doubts.into_iter().zip(differs).filter_map(|(doubt, differs)| doubt.filter(|_| differs)).next();
    let unread = unread.map(Arc::new);
    because.extend(unread.iter().map(|unread| format!("could not be read: {unread}")));
    Span { low: low.into(), high: high.into(), because, unread }
}

impl From<Found> for Reach {
    fn from(found: Found) -> Self {
        let Found { live, ports, through, accounts } = found;
        Self {
            live,
            internet: !ports.is_empty(),
            ports: ports.into_iter().collect(),
            through: through.into_iter().collect(),
            accounts: accounts.into_iter().collect(),
        }
    }
}

impl Span<Reach> {
    /// As a check sees it: what is known of it, and unread what is not. That load balancers could not be read does not
    /// hide what is open without them.
    pub(super) fn by_part(&self) -> Value {
        let Some(unread) = &self.unread else { return Value::of(&self.high) };
        let (low, high) = (Value::of(&self.low), Value::of(&self.high));
        let part = |(name, high): (&str, &Value)| {
            let known = low.at(name) == high;
            (name.into(), if known { high.clone() } else { Value::Unread(Arc::clone(unread)) })
        };
        Value::Object(high.as_object().into_iter().flat_map(|object| object.iter()).map(part).collect())
    }
}

#[cfg(test)]
mod tests;
