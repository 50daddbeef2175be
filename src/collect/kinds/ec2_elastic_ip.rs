//! Elastic IP addresses: public addresses that stay the account's until they are released. EC2 lists them in one reply.
//! <https://docs.aws.amazon.com/vpc/latest/userguide/vpc-eips.html>

use super::ec2_reply::{arn, id, sample_tags, text};
use super::kind::{Found, Kind};
use super::tags;
use crate::collect::aws::error::answer;
use crate::collect::{Place, Sink};
use crate::snapshot::{Action, Scope, Unread};
use aws_sdk_ec2::types as sdk;
use schemars::JsonSchema;
use serde::Serialize;

/// An Elastic IP address.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Ec2ElasticIp {
    /// Such as `eipalloc-0a1b2c3d4e5f60718`.
    pub allocation_id: String,
    /// The public address that it is.
    pub public_ip: Option<String>,
    /// Null where the address is not in use.
    pub association_id: Option<String>,
    /// The instance that it is attached to; null for none.
    pub instance_id: Option<String>,
    /// The network interface that it is attached to; null for none.
    pub network_interface_id: Option<String>,
    /// The private address that it stands for; null where it is attached to nothing.
    pub private_ip: Option<String>,
    /// The service that manages it: `alb`, `nlb`, `rds` or `rnat`; null where nobody else does.
    pub service_managed: Option<String>,
}

impl Kind for Ec2ElasticIp {
    const NAME: &'static str = "ec2_elastic_ip";
    const CLOUDFORMATION: &'static str = "AWS::EC2::EIP";
    const SCOPE: Scope = Scope::Regional;
    const ACTIONS: &'static [Action] = &[Action::page("ec2:DescribeAddresses")];

    fn sample() -> Found<Self> {
        Found {
            id: "arn:aws:ec2:eu-central-1:111122223333:elastic-ip/eipalloc-0a1b2c3d4e5f60718".into(),
            name: Some("orders-nat-a".into()),
            tags: sample_tags("orders-nat-a"),
            fields: Self {
                allocation_id: "eipalloc-0a1b2c3d4e5f60718".into(),
                public_ip: Some("198.51.100.7".into()),
                association_id: Some("eipassoc-0a1b2c3d4e5f60718".into()),
                instance_id: None,
                network_interface_id: Some("eni-0f1e2d3c4b5a69788".into()),
                private_ip: Some("10.20.101.7".into()),
                service_managed: None,
            },
        }
    }

    async fn collect(place: &Place, out: &Sink) -> Result<(), Unread> {
        let ec2 = client!(place, aws_sdk_ec2);
        let reply = answer(Self::ACTIONS[0].name, ec2.describe_addresses().send().await)?;
        for address in reply.addresses() {
            out.push(found(place, address)?).await;
        }
        Ok(())
    }
}

fn found(place: &Place, address: &sdk::Address) -> Result<Found<Ec2ElasticIp>, Unread> {
    let allocation_id = id(Ec2ElasticIp::ACTIONS[0].name, address.allocation_id())?;
    Ok(Found {
        id: arn(place, None, &format!("elastic-ip/{allocation_id}")),
        name: tags::ec2_name(address.tags()),
        tags: tags::ec2(address.tags()),
        fields: Ec2ElasticIp {
            allocation_id: allocation_id.to_owned(),
            public_ip: text(address.public_ip()),
            association_id: text(address.association_id()),
            instance_id: text(address.instance_id()),
            network_interface_id: text(address.network_interface_id()),
            private_ip: text(address.private_ip_address()),
            service_managed: address.service_managed().map(|service| service.as_str().to_owned()),
        },
    })
}
