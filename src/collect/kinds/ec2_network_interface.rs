//! Network interfaces: what addresses, security groups and subnets have to do with instances and managed services.
//!
//! A service's interface in this account (a load balancer's, a Lambda function's, a NAT gateway's) is attached to an
//! instance that belongs to AWS: it has no instance id, or one of another account.
//! <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_NetworkInterface.html>

use super::ec2_reply::{PAGE, arn, id, moment, sample_tags, sorted, text};
use super::kind::{Found, Kind};
use super::tags;
use crate::collect::aws::error::answer;
use crate::collect::{Place, Sink};
use crate::snapshot::{Action, Scope, Unread};
use aws_sdk_ec2::types as sdk;
use schemars::JsonSchema;
use serde::Serialize;

/// A network interface.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Ec2NetworkInterface {
    /// Such as `eni-0a1b2c3d4e5f60718`.
    pub network_interface_id: String,
    /// The VPC that it is in.
    pub vpc_id: Option<String>,
    /// The subnet that it is in.
    pub subnet_id: Option<String>,
    /// Such as `eu-central-1a`.
    pub availability_zone: Option<String>,
    /// The account that it belongs to; another one where it is shared.
    pub owner_id: Option<String>,
    /// The ids of its security groups.
    pub security_group_ids: Vec<String>,
    /// The instance that it is attached to.
    pub instance_id: Option<String>,
    /// All private IPv4 addresses.
    pub private_ips: Vec<String>,
    /// The public IPv4 address of the primary private address.
    pub public_ip: Option<String>,
    /// All public IPv4 addresses, those of secondary private addresses included.
    pub public_ips: Vec<String>,
    /// All IPv6 addresses, which are public by nature.
    pub ipv6_addresses: Vec<String>,
    /// `interface` for an ordinary one; else the service that it is of, such as `lambda`, `nat_gateway`,
    /// `network_load_balancer`, `vpc_endpoint`.
    pub interface_type: Option<String>,
    /// Whether a service of AWS made it and takes care of it.
    pub requester_managed: Option<bool>,
    /// The account or service that made it, such as `amazon-elb`.
    pub requester_id: Option<String>,
    /// Services of AWS say here what it is for, such as `ELB app/orders/50dc6c495c0c9188`.
    pub description: Option<String>,
    /// `available` (attached to nothing), `in-use`, `associated`, `attaching` or `detaching`.
    pub status: Option<String>,
    /// Off for what passes on packets of others: NAT instances, firewalls.
    pub source_dest_check: Option<bool>,
    /// What it is attached to; null for nothing.
    pub attachment: Option<Attachment>,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Attachment {
    /// Null where it is attached to a service.
    pub attachment_id: Option<String>,
    /// The instance; null where it is attached to a service of AWS's.
    pub instance_id: Option<String>,
    /// The account of the instance; `amazon-aws`, `amazon-elb` and the like for services.
    pub instance_owner_id: Option<String>,
    /// `attaching`, `attached`, `detaching` or `detached`.
    pub status: Option<String>,
    /// It goes with the instance.
    pub delete_on_termination: Option<bool>,
    /// When it was attached: RFC 3339, in UTC.
    pub attached_at: Option<String>,
}

impl Kind for Ec2NetworkInterface {
    const NAME: &'static str = "ec2_network_interface";
    const CLOUDFORMATION: &'static str = "AWS::EC2::NetworkInterface";
    const SCOPE: Scope = Scope::Regional;
    const ACTIONS: &'static [Action] = &[Action::page("ec2:DescribeNetworkInterfaces")];

    fn sample() -> Found<Self> {
        Found {
            id: "arn:aws:ec2:eu-central-1:111122223333:network-interface/eni-0a1b2c3d4e5f60718".into(),
            name: Some("orders-api-1".into()),
            tags: sample_tags("orders-api-1"),
            fields: Self {
                network_interface_id: "eni-0a1b2c3d4e5f60718".into(),
                vpc_id: Some("vpc-0a1b2c3d4e5f60718".into()),
                subnet_id: Some("subnet-0a1b2c3d4e5f60718".into()),
                availability_zone: Some("eu-central-1a".into()),
                owner_id: Some("111122223333".into()),
                security_group_ids: vec!["sg-0a1b2c3d4e5f60718".into()],
                instance_id: Some("i-0a1b2c3d4e5f60718".into()),
                private_ips: vec!["10.20.1.15".into()],
                public_ip: None,
                public_ips: vec![],
                ipv6_addresses: vec![],
                interface_type: Some("interface".into()),
                requester_managed: Some(false),
                requester_id: None,
                description: Some("Orders API".into()),
                status: Some("in-use".into()),
                source_dest_check: Some(true),
                attachment: Some(Attachment {
                    attachment_id: Some("eni-attach-0a1b2c3d4e5f60718".into()),
                    instance_id: Some("i-0a1b2c3d4e5f60718".into()),
                    instance_owner_id: Some("111122223333".into()),
                    status: Some("attached".into()),
                    delete_on_termination: Some(true),
                    attached_at: Some("2026-01-12T08:30:00Z".into()),
                }),
            },
        }
    }

    async fn collect(place: &Place, out: &Sink) -> Result<(), Unread> {
        let ec2 = client!(place, aws_sdk_ec2);
        let mut interfaces = ec2.describe_network_interfaces().into_paginator().page_size(PAGE).items().send();
        while let Some(interface) = interfaces.next().await {
            out.push(found(place, &answer(Self::ACTIONS[0].name, interface)?)?).await;
        }
        Ok(())
    }
}

fn found(place: &Place, interface: &sdk::NetworkInterface) -> Result<Found<Ec2NetworkInterface>, Unread> {
    let interface_id = id(Ec2NetworkInterface::ACTIONS[0].name, interface.network_interface_id())?;
    Ok(Found {
        id: arn(place, interface.owner_id(), &format!("network-interface/{interface_id}")),
        name: tags::ec2_name(interface.tag_set()),
        tags: tags::ec2(interface.tag_set()),
        fields: fields(interface_id, interface),
    })
}

fn fields(interface_id: &str, interface: &sdk::NetworkInterface) -> Ec2NetworkInterface {
    let attachment = interface.attachment();
    let own = interface.private_ip_address().into_iter();
    let others = interface.private_ip_addresses().iter().filter_map(|address| address.private_ip_address());
    let ipv6 = interface.ipv6_addresses().iter().filter_map(|address| address.ipv6_address());
    Ec2NetworkInterface {
        network_interface_id: interface_id.to_owned(),
        vpc_id: text(interface.vpc_id()),
        subnet_id: text(interface.subnet_id()),
        availability_zone: text(interface.availability_zone()),
        owner_id: text(interface.owner_id()),
        security_group_ids: sorted(interface.groups().iter().filter_map(|group| group.group_id())),
        instance_id: text(attachment.and_then(|attachment| attachment.instance_id())),
        private_ips: sorted(own.chain(others)),
        public_ip: text(interface.association().and_then(|association| association.public_ip())),
        public_ips: public_ips(interface),
        ipv6_addresses: sorted(ipv6),
        interface_type: interface.interface_type().map(|kind| kind.as_str().to_owned()),
        requester_managed: interface.requester_managed(),
        requester_id: text(interface.requester_id()),
        description: text(interface.description()),
        status: interface.status().map(|status| status.as_str().to_owned()),
        source_dest_check: interface.source_dest_check(),
        attachment: attachment.map(self::attachment),
    }
}

fn public_ips(interface: &sdk::NetworkInterface) -> Vec<String> {
    let secondary = interface.private_ip_addresses().iter().filter_map(|address| address.association());
    let associations = interface.association().into_iter().chain(secondary);
    sorted(associations.filter_map(|association| association.public_ip()))
}

fn attachment(attachment: &sdk::NetworkInterfaceAttachment) -> Attachment {
    Attachment {
        attachment_id: text(attachment.attachment_id()),
        instance_id: text(attachment.instance_id()),
        instance_owner_id: text(attachment.instance_owner_id()),
        status: attachment.status().map(|status| status.as_str().to_owned()),
        delete_on_termination: attachment.delete_on_termination(),
        attached_at: moment(attachment.attach_time()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secondary_address_may_be_the_public_one() {
        let elastic = sdk::NetworkInterfaceAssociation::builder().public_ip("198.51.100.9").build();
        let second = sdk::NetworkInterfacePrivateIpAddress::builder()
            .private_ip_address("10.0.0.6")
            .association(elastic)
            .build();
        let interface =
            sdk::NetworkInterface::builder().private_ip_address("10.0.0.5").private_ip_addresses(second).build();
        let fields = fields("eni-1", &interface);
        assert_eq!(fields.private_ips, ["10.0.0.5", "10.0.0.6"]);
        assert_eq!((fields.public_ip, fields.public_ips), (None, vec!["198.51.100.9".to_owned()]));
    }
}
