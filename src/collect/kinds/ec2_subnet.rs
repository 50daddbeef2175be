//! Subnets. One is public where its route table leads to an internet gateway, which it does not say itself.
//! <https://docs.aws.amazon.com/vpc/latest/userguide/configure-subnets.html>

use super::ec2_reply::{PAGE, arn, id, sample_tags, sorted, text};
use super::kind::{Found, Kind};
use super::tags;
use crate::collect::aws::error::answer;
use crate::collect::{Place, Sink};
use crate::snapshot::{Action, Scope, Unread};
use aws_sdk_ec2::types as sdk;
use schemars::JsonSchema;
use serde::Serialize;

/// A subnet, or one that another account shares with this one.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Ec2Subnet {
    /// Such as `subnet-0a1b2c3d4e5f60718`.
    pub subnet_id: String,
    /// The VPC that it is in.
    pub vpc_id: Option<String>,
    /// The account that made it; another one where it is shared with this account.
    pub owner_id: Option<String>,
    /// Such as `eu-central-1a`.
    pub availability_zone: Option<String>,
    /// Its IPv4 range; null in a subnet of IPv6 only.
    pub cidr: Option<String>,
    /// Its IPv6 ranges.
    pub ipv6_cidrs: Vec<String>,
    /// Whether a new network interface gets a public IPv4 address without being asked.
    pub map_public_ip_on_launch: Option<bool>,
    /// Whether a new network interface gets an IPv6 address without being asked.
    pub assign_ipv6_address_on_creation: Option<bool>,
    /// A subnet that AWS made with the default VPC.
    pub default_for_az: Option<bool>,
    /// `available`, `pending`, `unavailable`, `failed` or `failed-insufficient-capacity`.
    pub state: Option<String>,
    /// What passes an internet gateway: `off` for no block, `block-bidirectional`, or `block-ingress`. Null where EC2
    /// does not say.
    pub internet_gateway_block_mode: Option<String>,
}

impl Kind for Ec2Subnet {
    const NAME: &'static str = "ec2_subnet";
    const CLOUDFORMATION: &'static str = "AWS::EC2::Subnet";
    const SCOPE: Scope = Scope::Regional;
    const ACTIONS: &'static [Action] = &[Action::page("ec2:DescribeSubnets")];

    fn sample() -> Found<Self> {
        Found {
            id: "arn:aws:ec2:eu-central-1:111122223333:subnet/subnet-0a1b2c3d4e5f60718".into(),
            name: Some("orders-private-a".into()),
            tags: sample_tags("orders-private-a"),
            fields: Self {
                subnet_id: "subnet-0a1b2c3d4e5f60718".into(),
                vpc_id: Some("vpc-0a1b2c3d4e5f60718".into()),
                owner_id: Some("111122223333".into()),
                availability_zone: Some("eu-central-1a".into()),
                cidr: Some("10.20.1.0/24".into()),
                ipv6_cidrs: vec![],
                map_public_ip_on_launch: Some(false),
                assign_ipv6_address_on_creation: Some(false),
                default_for_az: Some(false),
                state: Some("available".into()),
                internet_gateway_block_mode: Some("off".into()),
            },
        }
    }

    async fn collect(place: &Place, out: &Sink) -> Result<(), Unread> {
        let ec2 = client!(place, aws_sdk_ec2);
        let mut subnets = ec2.describe_subnets().into_paginator().page_size(PAGE).items().send();
        while let Some(subnet) = subnets.next().await {
            out.push(found(place, &answer(Self::ACTIONS[0].name, subnet)?)?).await;
        }
        Ok(())
    }
}

fn found(place: &Place, subnet: &sdk::Subnet) -> Result<Found<Ec2Subnet>, Unread> {
    let subnet_id = id(Ec2Subnet::ACTIONS[0].name, subnet.subnet_id())?;
    let block = subnet.block_public_access_states().and_then(|states| states.internet_gateway_block_mode());
    Ok(Found {
        id: arn(place, subnet.owner_id(), &format!("subnet/{subnet_id}")),
        name: tags::ec2_name(subnet.tags()),
        tags: tags::ec2(subnet.tags()),
        fields: Ec2Subnet {
            subnet_id: subnet_id.to_owned(),
            vpc_id: text(subnet.vpc_id()),
            owner_id: text(subnet.owner_id()),
            availability_zone: text(subnet.availability_zone()),
            cidr: text(subnet.cidr_block()),
            ipv6_cidrs: ipv6_cidrs(subnet),
            map_public_ip_on_launch: subnet.map_public_ip_on_launch(),
            assign_ipv6_address_on_creation: subnet.assign_ipv6_address_on_creation(),
            default_for_az: subnet.default_for_az(),
            state: subnet.state().map(|state| state.as_str().to_owned()),
            internet_gateway_block_mode: block.map(|mode| mode.as_str().to_owned()),
        },
    })
}

/// The ranges in use. EC2 lists those that were taken off again, too, for a while.
fn ipv6_cidrs(subnet: &sdk::Subnet) -> Vec<String> {
    let is_used = |state: &sdk::SubnetCidrBlockStateCode| {
        matches!(state, sdk::SubnetCidrBlockStateCode::Associated | sdk::SubnetCidrBlockStateCode::Associating)
    };
    let used = subnet
        .ipv6_cidr_block_association_set()
        .iter()
        .filter(|association| association.ipv6_cidr_block_state().and_then(|state| state.state()).is_none_or(is_used));
    sorted(used.filter_map(|association| association.ipv6_cidr_block()))
}
