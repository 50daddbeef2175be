//! Internet gateways: what a route must lead to for a VPC to be reachable from the internet.
//! <https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Internet_Gateway.html>

use super::ec2_reply::{PAGE, arn, id, sample_tags, sorted, text};
use super::kind::{Found, Kind};
use super::tags;
use crate::collect::aws::error::answer;
use crate::collect::{Place, Sink};
use crate::snapshot::{Action, Scope, Unread};
use aws_sdk_ec2::types as sdk;
use schemars::JsonSchema;
use serde::Serialize;

/// An internet gateway.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Ec2InternetGateway {
    /// Such as `igw-0a1b2c3d4e5f60718`.
    pub internet_gateway_id: String,
    /// The account that it belongs to; another one where it is shared.
    pub owner_id: Option<String>,
    /// The VPC that it is attached to; empty where it is attached to none.
    pub vpc_ids: Vec<String>,
}

impl Kind for Ec2InternetGateway {
    const NAME: &'static str = "ec2_internet_gateway";
    const CLOUDFORMATION: &'static str = "AWS::EC2::InternetGateway";
    const SCOPE: Scope = Scope::Regional;
    const ACTIONS: &'static [Action] = &[Action::page("ec2:DescribeInternetGateways")];

    fn sample() -> Found<Self> {
        Found {
            id: "arn:aws:ec2:eu-central-1:111122223333:internet-gateway/igw-0a1b2c3d4e5f60718".into(),
            name: Some("orders".into()),
            tags: sample_tags("orders"),
            fields: Self {
                internet_gateway_id: "igw-0a1b2c3d4e5f60718".into(),
                owner_id: Some("111122223333".into()),
                vpc_ids: vec!["vpc-0a1b2c3d4e5f60718".into()],
            },
        }
    }

    async fn collect(place: &Place, out: &Sink) -> Result<(), Unread> {
        let ec2 = client!(place, aws_sdk_ec2);
        let mut gateways = ec2.describe_internet_gateways().into_paginator().page_size(PAGE).items().send();
        while let Some(gateway) = gateways.next().await {
            out.push(found(place, &answer(Self::ACTIONS[0].name, gateway)?)?).await;
        }
        Ok(())
    }
}

fn found(place: &Place, gateway: &sdk::InternetGateway) -> Result<Found<Ec2InternetGateway>, Unread> {
    let gateway_id = id(Ec2InternetGateway::ACTIONS[0].name, gateway.internet_gateway_id())?;
    // An attached gateway is `available`, a word that the API's own enumeration lacks.
    let gone = |state: &sdk::AttachmentStatus| *state == sdk::AttachmentStatus::Detached;
    let attached = gateway.attachments().iter().filter(|attachment| !attachment.state().is_some_and(gone));
    Ok(Found {
        id: arn(place, gateway.owner_id(), &format!("internet-gateway/{gateway_id}")),
        name: tags::ec2_name(gateway.tags()),
        tags: tags::ec2(gateway.tags()),
        fields: Ec2InternetGateway {
            internet_gateway_id: gateway_id.to_owned(),
            owner_id: text(gateway.owner_id()),
            vpc_ids: sorted(attached.filter_map(|attachment| attachment.vpc_id())),
        },
    })
}
