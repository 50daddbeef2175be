//! NAT gateways: the way out for subnets that nobody can come into. Deleted ones stay listed for an hour and are left
//! out.
//! <https://docs.aws.amazon.com/vpc/latest/userguide/vpc-nat-gateway.html>

use super::ec2_reply::{PAGE, arn, id, moment, sample_tags, sorted, text};
use super::kind::{Found, Kind};
use super::tags;
use crate::collect::aws::error::answer;
use crate::collect::{Place, Sink};
use crate::snapshot::{Action, Scope, Unread};
use aws_sdk_ec2::types as sdk;
use schemars::JsonSchema;
use serde::Serialize;

/// A NAT gateway.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Ec2NatGateway {
    /// Such as `nat-0a1b2c3d4e5f60718`.
    pub nat_gateway_id: String,
    /// The VPC that it is in.
    pub vpc_id: Option<String>,
    /// The subnet that it stands in; null for a regional one.
    pub subnet_id: Option<String>,
    /// `pending`, `failed`, `available` or `deleting`.
    pub state: Option<String>,
    /// `public`, or `private` for one that leads to other networks only.
    pub connectivity_type: Option<String>,
    /// The public addresses of its traffic.
    pub public_ips: Vec<String>,
    /// All private IPv4 addresses.
    pub private_ips: Vec<String>,
    /// The network interfaces that it has.
    pub network_interface_ids: Vec<String>,
    /// When it was created: RFC 3339, in UTC.
    pub created_at: Option<String>,
}

impl Kind for Ec2NatGateway {
    const NAME: &'static str = "ec2_nat_gateway";
    const CLOUDFORMATION: &'static str = "AWS::EC2::NatGateway";
    const SCOPE: Scope = Scope::Regional;
    const ACTIONS: &'static [Action] = &[Action::page("ec2:DescribeNatGateways")];

    fn sample() -> Found<Self> {
        Found {
            id: "arn:aws:ec2:eu-central-1:111122223333:natgateway/nat-0a1b2c3d4e5f60718".into(),
            name: Some("orders-a".into()),
            tags: sample_tags("orders-a"),
            fields: Self {
                nat_gateway_id: "nat-0a1b2c3d4e5f60718".into(),
                vpc_id: Some("vpc-0a1b2c3d4e5f60718".into()),
                subnet_id: Some("subnet-0f1e2d3c4b5a69788".into()),
                state: Some("available".into()),
                connectivity_type: Some("public".into()),
                public_ips: vec!["198.51.100.7".into()],
                private_ips: vec!["10.20.101.7".into()],
                network_interface_ids: vec!["eni-0f1e2d3c4b5a69788".into()],
                created_at: Some("2026-01-12T08:30:00Z".into()),
            },
        }
    }

    async fn collect(place: &Place, out: &Sink) -> Result<(), Unread> {
        let ec2 = client!(place, aws_sdk_ec2);
        let mut gateways = ec2.describe_nat_gateways().into_paginator().page_size(PAGE).items().send();
        while let Some(gateway) = gateways.next().await {
            let gateway = answer(Self::ACTIONS[0].name, gateway)?;
            if gateway.state() != Some(&sdk::NatGatewayState::Deleted) {
                out.push(found(place, &gateway)?).await;
            }
        }
        Ok(())
    }
}

fn found(place: &Place, gateway: &sdk::NatGateway) -> Result<Found<Ec2NatGateway>, Unread> {
    let nat_gateway_id = id(Ec2NatGateway::ACTIONS[0].name, gateway.nat_gateway_id())?;
    let addresses = || gateway.nat_gateway_addresses().iter();
    Ok(Found {
        id: arn(place, None, &format!("natgateway/{nat_gateway_id}")),
        name: tags::ec2_name(gateway.tags()),
        tags: tags::ec2(gateway.tags()),
        fields: Ec2NatGateway {
            nat_gateway_id: nat_gateway_id.to_owned(),
            vpc_id: text(gateway.vpc_id()),
            subnet_id: text(gateway.subnet_id()),
            state: gateway.state().map(|state| state.as_str().to_owned()),
            connectivity_type: gateway.connectivity_type().map(|kind| kind.as_str().to_owned()),
            public_ips: sorted(addresses().filter_map(|address| address.public_ip())),
            private_ips: sorted(addresses().filter_map(|address| address.private_ip())),
            network_interface_ids: sorted(addresses().filter_map(|address| address.network_interface_id())),
            created_at: moment(gateway.create_time()),
        },
    })
}
