//! VPC endpoints: a private way to a service. Deleted ones stay listed for a while and are left out.
//!
//! Without a policy of its own an endpoint has the default one, which allows everything; EC2 returns that text too.
//! Services that know no endpoint policies have none. States are capitalised in the API's reference and lower-case in
//! its replies; a snapshot has them lower-case.
//! - <https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html>
//! - <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_VpcEndpoint.html>

use super::ec2_reply::{PAGE, arn, id, moment, sample_tags, sorted, text};
use super::kind::{Found, Kind};
use super::tags;
use crate::collect::aws::error::answer;
use crate::collect::{Place, Sink};
use crate::snapshot::policy_document::{PolicyDocument, Principal, Statement};
use crate::snapshot::{Action, Reading, Reason, Scope, Unread};
use aws_sdk_ec2::types as sdk;
use schemars::JsonSchema;
use serde::Serialize;

/// A VPC endpoint.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Ec2VpcEndpoint {
    /// Such as `vpce-0a1b2c3d4e5f60718`.
    pub vpc_endpoint_id: String,
    /// `Interface`, `Gateway`, `GatewayLoadBalancer`, `Resource` or `ServiceNetwork`.
    pub r#type: Option<String>,
    /// Such as `com.amazonaws.eu-central-1.s3`.
    pub service_name: Option<String>,
    /// The VPC that it is in.
    pub vpc_id: Option<String>,
    /// The account that it belongs to; another one where it is shared.
    pub owner_id: Option<String>,
    /// `available`, `pendingacceptance`, `pending`, `deleting`, `rejected`, `failed`, `expired` or `partial`.
    pub state: Option<String>,
    /// What may be asked through it, beside what the caller's own policies allow. Null where the service knows no
    /// endpoint policies.
    pub policy: Reading<Option<PolicyDocument>>,
    /// For interface endpoints.
    pub subnet_ids: Vec<String>,
    /// For interface endpoints.
    pub security_group_ids: Vec<String>,
    /// For gateway endpoints.
    pub route_table_ids: Vec<String>,
    /// The network interfaces that it has.
    pub network_interface_ids: Vec<String>,
    /// Whether the service's public name leads to the endpoint from within the VPC.
    pub private_dns_enabled: Option<bool>,
    /// Whether a service of AWS made it and takes care of it.
    pub requester_managed: Option<bool>,
    /// When it was created: RFC 3339, in UTC.
    pub created_at: Option<String>,
}

impl Kind for Ec2VpcEndpoint {
    const NAME: &'static str = "ec2_vpc_endpoint";
    const CLOUDFORMATION: &'static str = "AWS::EC2::VPCEndpoint";
    const SCOPE: Scope = Scope::Regional;
    const ACTIONS: &'static [Action] = &[Action::page("ec2:DescribeVpcEndpoints")];

    fn sample() -> Found<Self> {
        let own_bucket = Statement {
            sid: Some("OwnBucket".into()),
            effect: "Allow".into(),
            principals: vec![Principal { kind: "AWS".into(), id: "arn:aws:iam::111122223333:root".into() }],
            not_principals: vec![],
            actions: vec!["s3:GetObject".into(), "s3:PutObject".into()],
            not_actions: vec![],
            resources: vec!["arn:aws:s3:::orders-documents/*".into()],
            not_resources: vec![],
            conditions: vec![],
        };
        let policy = PolicyDocument { version: Some("2012-10-17".into()), statements: vec![own_bucket] };
        Found {
            id: "arn:aws:ec2:eu-central-1:111122223333:vpc-endpoint/vpce-0a1b2c3d4e5f60718".into(),
            name: Some("orders-s3".into()),
            tags: sample_tags("orders-s3"),
            fields: Self {
                vpc_endpoint_id: "vpce-0a1b2c3d4e5f60718".into(),
                r#type: Some("Gateway".into()),
                service_name: Some("com.amazonaws.eu-central-1.s3".into()),
                vpc_id: Some("vpc-0a1b2c3d4e5f60718".into()),
                owner_id: Some("111122223333".into()),
                state: Some("available".into()),
                policy: Reading::Known(Some(policy)),
                subnet_ids: vec![],
                security_group_ids: vec![],
                route_table_ids: vec!["rtb-0a1b2c3d4e5f60718".into()],
                network_interface_ids: vec![],
                private_dns_enabled: Some(false),
                requester_managed: Some(false),
                created_at: Some("2026-01-12T08:30:00Z".into()),
            },
        }
    }

    async fn collect(place: &Place, out: &Sink) -> Result<(), Unread> {
        let ec2 = client!(place, aws_sdk_ec2);
        let mut endpoints = ec2.describe_vpc_endpoints().into_paginator().page_size(PAGE).items().send();
        while let Some(endpoint) = endpoints.next().await {
            let found = found(place, &answer(Self::ACTIONS[0].name, endpoint)?)?;
            if found.fields.state.as_deref() != Some("deleted") {
                out.push(found).await;
            }
        }
        Ok(())
    }
}

fn found(place: &Place, endpoint: &sdk::VpcEndpoint) -> Result<Found<Ec2VpcEndpoint>, Unread> {
    let endpoint_id = id(Ec2VpcEndpoint::ACTIONS[0].name, endpoint.vpc_endpoint_id())?;
    Ok(Found {
        id: arn(place, endpoint.owner_id(), &format!("vpc-endpoint/{endpoint_id}")),
        name: tags::ec2_name(endpoint.tags()),
        tags: tags::ec2(endpoint.tags()),
        fields: Ec2VpcEndpoint {
            vpc_endpoint_id: endpoint_id.to_owned(),
            r#type: endpoint.vpc_endpoint_type().map(|kind| kind.as_str().to_owned()),
            service_name: text(endpoint.service_name()),
            vpc_id: text(endpoint.vpc_id()),
            owner_id: text(endpoint.owner_id()),
            state: endpoint.state().map(|state| state.as_str().to_ascii_lowercase()),
            policy: policy(endpoint.policy_document()),
            subnet_ids: sorted(endpoint.subnet_ids()),
            security_group_ids: sorted(endpoint.groups().iter().filter_map(|group| group.group_id())),
            route_table_ids: sorted(endpoint.route_table_ids()),
            network_interface_ids: sorted(endpoint.network_interface_ids()),
            private_dns_enabled: endpoint.private_dns_enabled(),
            requester_managed: endpoint.requester_managed(),
            created_at: moment(endpoint.creation_timestamp()),
        },
    })
}

fn policy(document: Option<&str>) -> Reading<Option<PolicyDocument>> {
    let Some(document) = text(document) else { return Reading::Known(None) };
    match PolicyDocument::parse(&document) {
        Some(policy) => Reading::Known(Some(policy)),
        None => Reading::Unread(Unread::new(Ec2VpcEndpoint::ACTIONS[0].name, Reason::Unparseable)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_policy_that_is_not_understood_is_unread_and_not_absent() {
        assert_eq!(policy(None), Reading::Known(None));
        assert_eq!(policy(Some("")), Reading::Known(None));
        assert!(matches!(policy(Some("{]")), Reading::Unread(_)));
        let default = r#"{"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}]}"#;
        assert_eq!(policy(Some(default)).known().and_then(Option::as_ref).map(|p| p.statements.len()), Some(1));
    }
}
