//! Transit gateways, own ones and those that another account shares with this one. Deleted ones stay listed for a while
//! and are left out.
//! <https://docs.aws.amazon.com/vpc/latest/tgw/tgw-transit-gateways.html>

use super::ec2_reply::{PAGE, arn, id, moment, sample_tags, text};
use super::kind::{Found, Kind};
use super::tags;
use crate::collect::aws::error::answer;
use crate::collect::{Place, Sink};
use crate::snapshot::{Action, Scope, Unread};
use aws_sdk_ec2::types as sdk;
use schemars::JsonSchema;
use serde::Serialize;

/// A transit gateway.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Ec2TransitGateway {
    /// Such as `tgw-0a1b2c3d4e5f60718`.
    pub transit_gateway_id: String,
    /// The account that made it; another one where it is shared with this account.
    pub owner_id: Option<String>,
    /// `pending`, `available`, `modifying` or `deleting`.
    pub state: Option<String>,
    /// What its owner wrote about it.
    pub description: Option<String>,
    /// `enable` where accounts that it is shared with may attach their VPCs without anybody's consent, or `disable`.
    pub auto_accept_shared_attachments: Option<String>,
    /// `enable` where new attachments use the default route table, or `disable`.
    pub default_route_table_association: Option<String>,
    /// `enable` where new attachments announce their routes to the default route table, or `disable`.
    pub default_route_table_propagation: Option<String>,
    /// When it was created: RFC 3339, in UTC.
    pub created_at: Option<String>,
}

impl Kind for Ec2TransitGateway {
    const NAME: &'static str = "ec2_transit_gateway";
    const CLOUDFORMATION: &'static str = "AWS::EC2::TransitGateway";
    const SCOPE: Scope = Scope::Regional;
    const ACTIONS: &'static [Action] = &[Action::page("ec2:DescribeTransitGateways")];

    fn sample() -> Found<Self> {
        Found {
            id: "arn:aws:ec2:eu-central-1:111122223333:transit-gateway/tgw-0a1b2c3d4e5f60718".into(),
            name: Some("backbone".into()),
            tags: sample_tags("backbone"),
            fields: Self {
                transit_gateway_id: "tgw-0a1b2c3d4e5f60718".into(),
                owner_id: Some("111122223333".into()),
                state: Some("available".into()),
                description: Some("Between the VPCs of the company".into()),
                auto_accept_shared_attachments: Some("disable".into()),
                default_route_table_association: Some("disable".into()),
                default_route_table_propagation: Some("disable".into()),
                created_at: Some("2026-01-12T08:30:00Z".into()),
            },
        }
    }

    async fn collect(place: &Place, out: &Sink) -> Result<(), Unread> {
        let ec2 = client!(place, aws_sdk_ec2);
        let mut gateways = ec2.describe_transit_gateways().into_paginator().page_size(PAGE).items().send();
        while let Some(gateway) = gateways.next().await {
            let gateway = answer(Self::ACTIONS[0].name, gateway)?;
            if gateway.state() != Some(&sdk::TransitGatewayState::Deleted) {
                out.push(found(place, &gateway)?).await;
            }
        }
        Ok(())
    }
}

fn found(place: &Place, gateway: &sdk::TransitGateway) -> Result<Found<Ec2TransitGateway>, Unread> {
    let gateway_id = id(Ec2TransitGateway::ACTIONS[0].name, gateway.transit_gateway_id())?;
    let options = gateway.options();
    Ok(Found {
        id: arn(place, gateway.owner_id(), &format!("transit-gateway/{gateway_id}")),
        name: tags::ec2_name(gateway.tags()),
        tags: tags::ec2(gateway.tags()),
        fields: Ec2TransitGateway {
            transit_gateway_id: gateway_id.to_owned(),
            owner_id: text(gateway.owner_id()),
            state: gateway.state().map(|state| state.as_str().to_owned()),
            description: text(gateway.description()),
            auto_accept_shared_attachments: options
                .and_then(|options| options.auto_accept_shared_attachments())
                .map(|value| value.as_str().to_owned()),
            default_route_table_association: options
                .and_then(|options| options.default_route_table_association())
                .map(|value| value.as_str().to_owned()),
            default_route_table_propagation: options
                .and_then(|options| options.default_route_table_propagation())
                .map(|value| value.as_str().to_owned()),
            created_at: moment(gateway.creation_time()),
        },
    })
}
