//! VPC peering connections. Both sides see the connection under the same id, each in its own account; the ranges and
//! options of the other side may be left out by EC2. Deleted ones stay listed for a while and are left out.
//! <https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-basics.html>

use super::ec2_reply::{PAGE, arn, id, sample_tags, sorted, text};
use super::kind::{Found, Kind};
use super::tags;
use crate::collect::aws::error::answer;
use crate::collect::{Place, Sink};
use crate::snapshot::{Action, Scope, Unread};
use aws_sdk_ec2::types as sdk;
use schemars::JsonSchema;
use serde::Serialize;

/// A peering connection between two VPCs.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Ec2VpcPeering {
    /// Such as `pcx-0a1b2c3d4e5f60718`.
    pub vpc_peering_connection_id: String,
    /// `active`, `pending-acceptance`, `provisioning`, `initiating-request`, `rejected`, `expired`, `failed` or
    /// `deleting`.
    pub status: Option<String>,
    /// The side that asked.
    pub requester: Option<Side>,
    /// The side that was asked.
    pub accepter: Option<Side>,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Side {
    /// The VPC that it is in.
    pub vpc_id: Option<String>,
    /// The account that the VPC is in.
    pub account: Option<String>,
    /// The region that the VPC is in.
    pub region: Option<String>,
    /// Its IPv4 and IPv6 ranges; empty where EC2 does not show them.
    pub cidrs: Vec<String>,
    /// Whether this side's public host names resolve to private addresses for the other; null where EC2 does not say.
    pub allow_dns_resolution_from_remote_vpc: Option<bool>,
}

impl Kind for Ec2VpcPeering {
    const NAME: &'static str = "ec2_vpc_peering";
    const CLOUDFORMATION: &'static str = "AWS::EC2::VPCPeeringConnection";
    const SCOPE: Scope = Scope::Regional;
    const ACTIONS: &'static [Action] = &[Action::page("ec2:DescribeVpcPeeringConnections")];

    fn sample() -> Found<Self> {
        let side = |vpc_id: &str, cidr: &str| Side {
            vpc_id: Some(vpc_id.into()),
            account: Some("111122223333".into()),
            region: Some("eu-central-1".into()),
            cidrs: vec![cidr.into()],
            allow_dns_resolution_from_remote_vpc: Some(true),
        };
        Found {
            id: "arn:aws:ec2:eu-central-1:111122223333:vpc-peering-connection/pcx-0a1b2c3d4e5f60718".into(),
            name: Some("orders-to-billing".into()),
            tags: sample_tags("orders-to-billing"),
            fields: Self {
                vpc_peering_connection_id: "pcx-0a1b2c3d4e5f60718".into(),
                status: Some("active".into()),
                requester: Some(side("vpc-0a1b2c3d4e5f60718", "10.20.0.0/16")),
                accepter: Some(side("vpc-0f1e2d3c4b5a69788", "10.30.0.0/16")),
            },
        }
    }

    async fn collect(place: &Place, out: &Sink) -> Result<(), Unread> {
        let ec2 = client!(place, aws_sdk_ec2);
        let mut peerings = ec2.describe_vpc_peering_connections().into_paginator().page_size(PAGE).items().send();
        while let Some(peering) = peerings.next().await {
            let found = found(place, &answer(Self::ACTIONS[0].name, peering)?)?;
            if found.fields.status.as_deref() != Some("deleted") {
                out.push(found).await;
            }
        }
        Ok(())
    }
}

fn found(place: &Place, peering: &sdk::VpcPeeringConnection) -> Result<Found<Ec2VpcPeering>, Unread> {
    let peering_id = id(Ec2VpcPeering::ACTIONS[0].name, peering.vpc_peering_connection_id())?;
    let status = peering.status().and_then(|status| status.code());
    Ok(Found {
        id: arn(place, None, &format!("vpc-peering-connection/{peering_id}")),
        name: tags::ec2_name(peering.tags()),
        tags: tags::ec2(peering.tags()),
        fields: Ec2VpcPeering {
            vpc_peering_connection_id: peering_id.to_owned(),
            status: status.map(|code| code.as_str().to_owned()),
            requester: peering.requester_vpc_info().map(side),
            accepter: peering.accepter_vpc_info().map(side),
        },
    })
}

fn side(side: &sdk::VpcPeeringConnectionVpcInfo) -> Side {
    let v4 = side.cidr_block_set().iter().filter_map(|block| block.cidr_block());
    let v6 = side.ipv6_cidr_block_set().iter().filter_map(|block| block.ipv6_cidr_block());
    Side {
        vpc_id: text(side.vpc_id()),
        account: text(side.owner_id()),
        region: text(side.region()),
        cidrs: sorted(side.cidr_block().into_iter().chain(v4).chain(v6)),
        allow_dns_resolution_from_remote_vpc: side
            .peering_options()
            .and_then(|options| options.allow_dns_resolution_from_remote_vpc()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_that_is_given_twice_is_one() {
        let block = sdk::CidrBlock::builder().cidr_block("10.0.0.0/16").build();
        let v6 = sdk::Ipv6CidrBlock::builder().ipv6_cidr_block("2001:db8::/56").build();
        let info = sdk::VpcPeeringConnectionVpcInfo::builder()
            .cidr_block("10.0.0.0/16")
            .cidr_block_set(block)
            .ipv6_cidr_block_set(v6)
            .build();
        let side = side(&info);
        assert_eq!(side.cidrs, ["10.0.0.0/16", "2001:db8::/56"]);
        assert_eq!(side.allow_dns_resolution_from_remote_vpc, None);
    }
}
