//! Virtual private clouds.
//!
//! Block public access for VPCs is a switch of the region, and EC2 reports what it amounts to on each VPC and subnet.
//! <https://docs.aws.amazon.com/vpc/latest/userguide/security-vpc-bpa.html>

use super::ec2_reply::{PAGE, arn, id, sample_tags, sorted, text};
use super::kind::{Found, Kind};
use super::tags;
use crate::collect::aws::error::answer;
use crate::collect::{Place, Sink};
use crate::snapshot::{Action, Scope, Unread};
use aws_sdk_ec2::types as sdk;
use schemars::JsonSchema;
use serde::Serialize;

/// A virtual private cloud, or one that another account shares with this one.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Ec2Vpc {
    /// Such as `vpc-0a1b2c3d4e5f60718`.
    pub vpc_id: String,
    /// The account that made it; another one where it is shared with this account.
    pub owner_id: Option<String>,
    /// Its IPv4 and IPv6 ranges.
    pub cidr_blocks: Vec<String>,
    /// The VPC that AWS makes in every region, with a public subnet in each zone.
    pub is_default: Option<bool>,
    /// `available` or `pending`.
    pub state: Option<String>,
    /// The set of DHCP options; `default` for none.
    pub dhcp_options_id: Option<String>,
    /// `default`, or `dedicated` for hardware of its own.
    pub instance_tenancy: Option<String>,
    /// What passes an internet gateway: `off` for no block, `block-bidirectional`, or `block-ingress`. Null where EC2
    /// does not say.
    pub internet_gateway_block_mode: Option<String>,
}

impl Kind for Ec2Vpc {
    const NAME: &'static str = "ec2_vpc";
    const CLOUDFORMATION: &'static str = "AWS::EC2::VPC";
    const SCOPE: Scope = Scope::Regional;
    const ACTIONS: &'static [Action] = &[Action::page("ec2:DescribeVpcs")];

    fn sample() -> Found<Self> {
        Found {
            id: "arn:aws:ec2:eu-central-1:111122223333:vpc/vpc-0a1b2c3d4e5f60718".into(),
            name: Some("orders".into()),
            tags: sample_tags("orders"),
            fields: Self {
                vpc_id: "vpc-0a1b2c3d4e5f60718".into(),
                owner_id: Some("111122223333".into()),
                cidr_blocks: vec!["10.20.0.0/16".into()],
                is_default: Some(false),
                state: Some("available".into()),
                dhcp_options_id: Some("dopt-0a1b2c3d4e5f60718".into()),
                instance_tenancy: Some("default".into()),
                internet_gateway_block_mode: Some("off".into()),
            },
        }
    }

    async fn collect(place: &Place, out: &Sink) -> Result<(), Unread> {
        let ec2 = client!(place, aws_sdk_ec2);
        let mut vpcs = ec2.describe_vpcs().into_paginator().page_size(PAGE).items().send();
        while let Some(vpc) = vpcs.next().await {
            out.push(found(place, &answer(Self::ACTIONS[0].name, vpc)?)?).await;
        }
        Ok(())
    }
}

fn found(place: &Place, vpc: &sdk::Vpc) -> Result<Found<Ec2Vpc>, Unread> {
    let vpc_id = id(Ec2Vpc::ACTIONS[0].name, vpc.vpc_id())?;
    let block = vpc.block_public_access_states().and_then(|states| states.internet_gateway_block_mode());
    Ok(Found {
        id: arn(place, vpc.owner_id(), &format!("vpc/{vpc_id}")),
        name: tags::ec2_name(vpc.tags()),
        tags: tags::ec2(vpc.tags()),
        fields: Ec2Vpc {
            vpc_id: vpc_id.to_owned(),
            owner_id: text(vpc.owner_id()),
            cidr_blocks: cidr_blocks(vpc),
            is_default: vpc.is_default(),
            state: vpc.state().map(|state| state.as_str().to_owned()),
            dhcp_options_id: text(vpc.dhcp_options_id()),
            instance_tenancy: vpc.instance_tenancy().map(|tenancy| tenancy.as_str().to_owned()),
            internet_gateway_block_mode: block.map(|mode| mode.as_str().to_owned()),
        },
    })
}

/// The ranges in use. EC2 lists those that were taken off again, too, for a while.
fn cidr_blocks(vpc: &sdk::Vpc) -> Vec<String> {
    let v4 = vpc.cidr_block_association_set().iter().map(|a| (a.cidr_block(), a.cidr_block_state()));
    let v6 = vpc.ipv6_cidr_block_association_set().iter().map(|a| (a.ipv6_cidr_block(), a.ipv6_cidr_block_state()));
    let used = v4.chain(v6).filter(|(_, state)| state.and_then(|state| state.state()).is_none_or(is_used));
    sorted(vpc.cidr_block().into_iter().chain(used.filter_map(|(cidr, _)| cidr)))
}

fn is_used(state: &sdk::VpcCidrBlockStateCode) -> bool {
    matches!(state, sdk::VpcCidrBlockStateCode::Associated | sdk::VpcCidrBlockStateCode::Associating)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_that_were_taken_off_are_not_the_vpcs() {
        let range = |cidr: &str, state| {
            let state = sdk::VpcCidrBlockState::builder().state(state).build();
            sdk::VpcCidrBlockAssociation::builder().cidr_block(cidr).cidr_block_state(state).build()
        };
        let v6 = sdk::VpcIpv6CidrBlockAssociation::builder().ipv6_cidr_block("2001:db8::/56").build();
        let vpc = sdk::Vpc::builder()
            .cidr_block("10.0.0.0/16")
            .cidr_block_association_set(range("10.0.0.0/16", sdk::VpcCidrBlockStateCode::Associated))
            .cidr_block_association_set(range("10.1.0.0/16", sdk::VpcCidrBlockStateCode::Disassociated))
            .ipv6_cidr_block_association_set(v6)
            .build();
        assert_eq!(cidr_blocks(&vpc), ["10.0.0.0/16", "2001:db8::/56"]);
    }
}
