//! Route tables. A subnet without an association of its own uses the main table of its VPC.
//!
//! A route names its target in one of a dozen fields; here it is a kind and an id. `gateway_id` alone stands for five
//! kinds of targets, told apart by the id's prefix.
//! <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Route.html>

use super::ec2_reply::{arn, id, sample_tags, sorted, text};
use super::kind::{Found, Kind};
use super::tags;
use crate::collect::aws::error::answer;
use crate::collect::{Place, Sink};
use crate::snapshot::{Action, Scope, Unread};
use aws_sdk_ec2::types as sdk;
use schemars::JsonSchema;
use serde::Serialize;

/// A route table.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Ec2RouteTable {
    /// Such as `rtb-0a1b2c3d4e5f60718`.
    pub route_table_id: String,
    /// The VPC that it is in.
    pub vpc_id: Option<String>,
    /// The account that it belongs to; another one where it is shared.
    pub owner_id: Option<String>,
    /// Whether subnets of the VPC without a table of their own use this one.
    pub is_main: bool,
    /// The subnets that are associated with it by name.
    pub subnet_ids: Vec<String>,
    /// The internet or virtual private gateways whose incoming traffic it routes.
    pub gateway_ids: Vec<String>,
    /// The routes, of which the most specific one that fits wins.
    pub routes: Vec<Route>,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
pub struct Route {
    /// An IPv4 or IPv6 range, or the id of a prefix list.
    pub destination: Option<String>,
    /// `local`, `internet_gateway`, `egress_only_internet_gateway`, `nat_gateway`, `network_interface`, `instance`,
    /// `vpc_peering_connection`, `transit_gateway`, `vpn_gateway`, `vpc_endpoint`, `local_gateway`, `carrier_gateway`,
    /// `core_network`, `odb_network`, or `other`.
    pub target_kind: String,
    /// The target's id or ARN; null for `local`.
    pub target_id: Option<String>,
    /// `active`, `blackhole` where the target is gone, or `filtered`.
    pub state: Option<String>,
    /// `CreateRouteTable`, `CreateRoute`, `EnableVgwRoutePropagation` or `Advertisement`.
    pub origin: Option<String>,
}

/// Route tables come in smaller pages than all else.
const PAGE: i32 = 100;

impl Kind for Ec2RouteTable {
    const NAME: &'static str = "ec2_route_table";
    const CLOUDFORMATION: &'static str = "AWS::EC2::RouteTable";
    const SCOPE: Scope = Scope::Regional;
    const ACTIONS: &'static [Action] = &[Action::page("ec2:DescribeRouteTables")];

    fn sample() -> Found<Self> {
        let route = |destination: &str, kind: &str, target: Option<&str>, origin: &str| Route {
            destination: Some(destination.into()),
            target_kind: kind.into(),
            target_id: target.map(Into::into),
            state: Some("active".into()),
            origin: Some(origin.into()),
        };
        Found {
            id: "arn:aws:ec2:eu-central-1:111122223333:route-table/rtb-0a1b2c3d4e5f60718".into(),
            name: Some("orders-private".into()),
            tags: sample_tags("orders-private"),
            fields: Self {
                route_table_id: "rtb-0a1b2c3d4e5f60718".into(),
                vpc_id: Some("vpc-0a1b2c3d4e5f60718".into()),
                owner_id: Some("111122223333".into()),
                is_main: false,
                subnet_ids: vec!["subnet-0a1b2c3d4e5f60718".into()],
                gateway_ids: vec![],
                routes: vec![
                    route("0.0.0.0/0", "nat_gateway", Some("nat-0a1b2c3d4e5f60718"), "CreateRoute"),
                    route("10.20.0.0/16", "local", None, "CreateRouteTable"),
                ],
            },
        }
    }

    async fn collect(place: &Place, out: &Sink) -> Result<(), Unread> {
        let ec2 = client!(place, aws_sdk_ec2);
        let mut tables = ec2.describe_route_tables().into_paginator().page_size(PAGE).items().send();
        while let Some(table) = tables.next().await {
            out.push(found(place, &answer(Self::ACTIONS[0].name, table)?)?).await;
        }
        Ok(())
    }
}

fn found(place: &Place, table: &sdk::RouteTable) -> Result<Found<Ec2RouteTable>, Unread> {
    let route_table_id = id(Ec2RouteTable::ACTIONS[0].name, table.route_table_id())?;
    let mut routes: Vec<Route> = table.routes().iter().map(route).collect();
    routes.sort();
    Ok(Found {
        id: arn(place, table.owner_id(), &format!("route-table/{route_table_id}")),
        name: tags::ec2_name(table.tags()),
        tags: tags::ec2(table.tags()),
        fields: Ec2RouteTable {
            route_table_id: route_table_id.to_owned(),
            vpc_id: text(table.vpc_id()),
            owner_id: text(table.owner_id()),
            is_main: table.associations().iter().any(|association| association.main() == Some(true)),
            subnet_ids: sorted(table.associations().iter().filter_map(|association| association.subnet_id())),
            gateway_ids: sorted(table.associations().iter().filter_map(|association| association.gateway_id())),
            routes,
        },
    })
}

fn route(route: &sdk::Route) -> Route {
    let destination =
        route.destination_cidr_block().or(route.destination_ipv6_cidr_block()).or(route.destination_prefix_list_id());
    let (kind, id) = target(route);
    Route {
        destination: text(destination),
        target_kind: kind.to_owned(),
        target_id: id.map(str::to_owned),
        state: route.state().map(|state| state.as_str().to_owned()),
        origin: route.origin().map(|origin| origin.as_str().to_owned()),
    }
}

/// A route to an instance names its network interface beside it; the interface is what packets go to.
fn target(route: &sdk::Route) -> (&'static str, Option<&str>) {
    let candidates = [
        ("nat_gateway", route.nat_gateway_id()),
        ("network_interface", route.network_interface_id()),
        ("instance", route.instance_id()),
        ("vpc_peering_connection", route.vpc_peering_connection_id()),
        ("transit_gateway", route.transit_gateway_id()),
        ("egress_only_internet_gateway", route.egress_only_internet_gateway_id()),
        ("local_gateway", route.local_gateway_id()),
        ("carrier_gateway", route.carrier_gateway_id()),
        ("core_network", route.core_network_arn()),
        ("odb_network", route.odb_network_arn()),
    ];
    let named = candidates.into_iter().find(|(_, id)| id.is_some_and(|id| !id.is_empty()));
    named.unwrap_or_else(|| gateway(route.gateway_id().filter(|id| !id.is_empty())))
}

fn gateway(id: Option<&str>) -> (&'static str, Option<&str>) {
    match id {
        Some("local") => ("local", None),
        Some(igw) if igw.starts_with("igw-") => ("internet_gateway", id),
        Some(vgw) if vgw.starts_with("vgw-") => ("vpn_gateway", id),
        Some(vpce) if vpce.starts_with("vpce-") => ("vpc_endpoint", id),
        _ => ("other", id),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gateway_is_told_by_its_prefix() {
        let to = |id: &str| sdk::Route::builder().gateway_id(id).build();
        assert_eq!(target(&to("igw-1")), ("internet_gateway", Some("igw-1")));
        assert_eq!(target(&to("vpce-1")), ("vpc_endpoint", Some("vpce-1")));
        assert_eq!(target(&to("local")), ("local", None));
        assert_eq!(target(&to("new-1")), ("other", Some("new-1")));
    }

    #[test]
    fn the_target_that_is_named_wins_over_an_empty_gateway() {
        let peering = sdk::Route::builder().gateway_id("").vpc_peering_connection_id("pcx-1").build();
        assert_eq!(target(&peering), ("vpc_peering_connection", Some("pcx-1")));
        let appliance = sdk::Route::builder().instance_id("i-1").network_interface_id("eni-1").build();
        assert_eq!(target(&appliance), ("network_interface", Some("eni-1")));
    }

    #[test]
    fn a_prefix_list_is_a_destination() {
        let s3 = sdk::Route::builder().destination_prefix_list_id("pl-1").gateway_id("vpce-1").build();
        assert_eq!(route(&s3).destination.as_deref(), Some("pl-1"));
    }
}
