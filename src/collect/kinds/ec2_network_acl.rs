//! Network ACLs: the stateless filter of a subnet. Entries are tried by number, and the first that matches decides; the
//! entry 32767 denies what is left and cannot be removed.
//!
//! EC2 numbers protocols here and names them in security groups; both use the names in a snapshot.
//! <https://docs.aws.amazon.com/vpc/latest/userguide/vpc-network-acls.html>

use super::ec2_reply::{PAGE, arn, id, sample_tags, sorted, text};
use super::kind::{Found, Kind};
use super::tags;
use crate::collect::aws::error::answer;
use crate::collect::{Place, Sink};
use crate::snapshot::{Action, Scope, Unread};
use aws_sdk_ec2::types as sdk;
use schemars::JsonSchema;
use serde::Serialize;

/// A network ACL.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Ec2NetworkAcl {
    /// Such as `acl-0a1b2c3d4e5f60718`.
    pub network_acl_id: String,
    /// The VPC that it is in.
    pub vpc_id: Option<String>,
    /// The account that it belongs to; another one where it is shared.
    pub owner_id: Option<String>,
    /// The ACL that came with the VPC, which subnets use unless told otherwise.
    pub is_default: Option<bool>,
    /// The subnets that it filters.
    pub subnet_ids: Vec<String>,
    /// By direction (inbound first) and rule number: the order in which they are tried.
    pub entries: Vec<Entry>,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
pub struct Entry {
    /// Whether it is about traffic that leaves the subnet.
    pub egress: Option<bool>,
    /// Lower numbers are tried first.
    pub rule_number: Option<i32>,
    /// `allow` or `deny`.
    pub action: Option<String>,
    /// `tcp`, `udp`, `icmp`, `icmpv6`, the number of another protocol, or `-1` for all of them.
    pub protocol: String,
    /// An IPv4 or IPv6 range.
    pub cidr: Option<String>,
    /// The first port; null for all. Only TCP and UDP entries have ports.
    pub from_port: Option<i32>,
    /// The last port; null for all.
    pub to_port: Option<i32>,
    /// The ICMP type; null for all, and for other protocols.
    pub icmp_type: Option<i32>,
}

impl Kind for Ec2NetworkAcl {
    const NAME: &'static str = "ec2_network_acl";
    const CLOUDFORMATION: &'static str = "AWS::EC2::NetworkAcl";
    const SCOPE: Scope = Scope::Regional;
    const ACTIONS: &'static [Action] = &[Action::page("ec2:DescribeNetworkAcls")];

    fn sample() -> Found<Self> {
        let entry = |egress, number, action: &str, protocol: &str, cidr: &str, ports: Option<(i32, i32)>| Entry {
            egress: Some(egress),
            rule_number: Some(number),
            action: Some(action.into()),
            protocol: protocol.into(),
            cidr: Some(cidr.into()),
            from_port: ports.map(|(from, _)| from),
            to_port: ports.map(|(_, to)| to),
            icmp_type: None,
        };
        Found {
            id: "arn:aws:ec2:eu-central-1:111122223333:network-acl/acl-0a1b2c3d4e5f60718".into(),
            name: Some("orders-private".into()),
            tags: sample_tags("orders-private"),
            fields: Self {
                network_acl_id: "acl-0a1b2c3d4e5f60718".into(),
                vpc_id: Some("vpc-0a1b2c3d4e5f60718".into()),
                owner_id: Some("111122223333".into()),
                is_default: Some(false),
                subnet_ids: vec!["subnet-0a1b2c3d4e5f60718".into()],
                entries: vec![
                    entry(false, 100, "allow", "tcp", "10.20.0.0/16", Some((8443, 8443))),
                    entry(false, 32767, "deny", "-1", "0.0.0.0/0", None),
                    entry(true, 100, "allow", "-1", "10.20.0.0/16", None),
                    entry(true, 32767, "deny", "-1", "0.0.0.0/0", None),
                ],
            },
        }
    }

    async fn collect(place: &Place, out: &Sink) -> Result<(), Unread> {
        let ec2 = client!(place, aws_sdk_ec2);
        let mut acls = ec2.describe_network_acls().into_paginator().page_size(PAGE).items().send();
        while let Some(acl) = acls.next().await {
            out.push(found(place, &answer(Self::ACTIONS[0].name, acl)?)?).await;
        }
        Ok(())
    }
}

fn found(place: &Place, acl: &sdk::NetworkAcl) -> Result<Found<Ec2NetworkAcl>, Unread> {
    let network_acl_id = id(Ec2NetworkAcl::ACTIONS[0].name, acl.network_acl_id())?;
    let mut entries: Vec<Entry> = acl.entries().iter().map(entry).collect();
    entries.sort();
    Ok(Found {
        id: arn(place, acl.owner_id(), &format!("network-acl/{network_acl_id}")),
        name: tags::ec2_name(acl.tags()),
        tags: tags::ec2(acl.tags()),
        fields: Ec2NetworkAcl {
            network_acl_id: network_acl_id.to_owned(),
            vpc_id: text(acl.vpc_id()),
            owner_id: text(acl.owner_id()),
            is_default: acl.is_default(),
            subnet_ids: sorted(acl.associations().iter().filter_map(|association| association.subnet_id())),
            entries,
        },
    })
}

fn entry(entry: &sdk::NetworkAclEntry) -> Entry {
    let ports = entry.port_range();
    let set = |number: &i32| *number >= 0;
    Entry {
        egress: entry.egress(),
        rule_number: entry.rule_number(),
        action: entry.rule_action().map(|action| action.as_str().to_owned()),
        protocol: protocol(entry.protocol().unwrap_or("-1")).to_owned(),
        cidr: text(entry.cidr_block().or(entry.ipv6_cidr_block())),
        from_port: ports.and_then(|ports| ports.from()).filter(set),
        to_port: ports.and_then(|ports| ports.to()).filter(set),
        icmp_type: entry.icmp_type_code().and_then(|icmp| icmp.r#type()).filter(set),
    }
}

/// The protocols that security groups name, by their IANA numbers.
fn protocol(number: &str) -> &str {
    match number {
        "1" => "icmp",
        "6" => "tcp",
        "17" => "udp",
        "58" => "icmpv6",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn protocols_have_the_names_that_security_groups_use() {
        let tcp = sdk::NetworkAclEntry::builder()
            .protocol("6")
            .rule_number(100)
            .ipv6_cidr_block("::/0")
            .port_range(sdk::PortRange::builder().from(22).to(22).build())
            .build();
        let tcp = entry(&tcp);
        assert_eq!((tcp.protocol.as_str(), tcp.from_port, tcp.to_port), ("tcp", Some(22), Some(22)));
        assert_eq!(tcp.cidr.as_deref(), Some("::/0"));
        assert_eq!(protocol("47"), "47");
        assert_eq!(protocol("-1"), "-1");
    }

    #[test]
    fn entries_stand_in_the_order_in_which_they_are_tried() {
        let entry =
            |egress, number| super::entry(&sdk::NetworkAclEntry::builder().egress(egress).rule_number(number).build());
        let mut entries = [entry(true, 100), entry(false, 32767), entry(false, 90)];
        entries.sort();
        let order: Vec<_> = entries.iter().map(|entry| (entry.egress, entry.rule_number)).collect();
        assert_eq!(order, [(Some(false), Some(90)), (Some(false), Some(32767)), (Some(true), Some(100))]);
    }
}
