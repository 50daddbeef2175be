//! Security groups: the stateful filter of a network interface.
//!
//! EC2 groups a rule's peers under one permission (protocol and ports). Here each peer is a row of its own, because a
//! check asks "is there a rule that...". EC2 writes "all ports" in three ways: no ports, -1, or 0 to 65535; the first
//! two become null.
//!
//! - <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_IpPermission.html>
//! - <https://docs.aws.amazon.com/vpc/latest/userguide/default-security-group.html>

use super::ec2_reply::{PAGE, arn, id, sample_tags, text};
use super::kind::{Found, Kind};
use super::tags;
use crate::collect::aws::error::answer;
use crate::collect::{Place, Sink};
use crate::snapshot::{Action, Scope, Unread};
use aws_sdk_ec2::types as sdk;
use schemars::JsonSchema;
use serde::Serialize;

/// A security group with its rules, one row for each peer.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Ec2SecurityGroup {
    /// Such as `sg-0a1b2c3d4e5f60718`.
    pub group_id: String,
    /// Unique in its VPC; `default` for the one that came with it.
    pub group_name: Option<String>,
    /// The account that made the group; another one where a VPC or the group is shared with this account.
    pub owner_id: Option<String>,
    /// The VPC that it is in.
    pub vpc_id: Option<String>,
    /// What its owner wrote about it.
    pub description: Option<String>,
    /// The group named `default`, which every VPC has and which cannot be deleted.
    pub is_default: bool,
    /// What may come in. Nothing else may.
    pub ingress: Vec<Rule>,
    /// What may go out. Nothing else may.
    pub egress: Vec<Rule>,
}

/// One peer that may talk over one protocol and range of ports. Exactly one of `cidr`, `prefix_list_id` and
/// `source_security_group_id` is set.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
pub struct Rule {
    /// `tcp`, `udp`, `icmp`, `icmpv6`, the number of another protocol, or `-1` for all of them.
    pub protocol: String,
    /// The first port, or for ICMP the type; null for all. Only TCP, UDP and ICMP rules have ports.
    pub from_port: Option<i32>,
    /// The last port, or for ICMP the code; null for all.
    pub to_port: Option<i32>,
    /// An IPv4 or IPv6 range.
    pub cidr: Option<String>,
    /// A list of ranges that is kept elsewhere.
    pub prefix_list_id: Option<String>,
    /// Whatever carries this security group.
    pub source_security_group_id: Option<String>,
    /// The account of that security group.
    pub source_account: Option<String>,
    /// What its owner wrote about the rule.
    pub description: Option<String>,
}

impl Kind for Ec2SecurityGroup {
    const NAME: &'static str = "ec2_security_group";
    const CLOUDFORMATION: &'static str = "AWS::EC2::SecurityGroup";
    const SCOPE: Scope = Scope::Regional;
    const ACTIONS: &'static [Action] = &[Action::page("ec2:DescribeSecurityGroups")];

    fn sample() -> Found<Self> {
        Found {
            id: "arn:aws:ec2:eu-central-1:111122223333:security-group/sg-0a1b2c3d4e5f60718".into(),
            name: Some("orders-api".into()),
            tags: sample_tags("orders-api"),
            fields: Self {
                group_id: "sg-0a1b2c3d4e5f60718".into(),
                group_name: Some("orders-api".into()),
                owner_id: Some("111122223333".into()),
                vpc_id: Some("vpc-0a1b2c3d4e5f60718".into()),
                description: Some("Orders API behind its load balancer".into()),
                is_default: false,
                ingress: vec![Rule {
                    source_security_group_id: Some("sg-0f1e2d3c4b5a69788".into()),
                    source_account: Some("111122223333".into()),
                    description: Some("From the load balancer".into()),
                    ..rule("tcp", Some(8443), Some(8443))
                }],
                egress: vec![Rule { cidr: Some("10.20.0.0/16".into()), ..rule("tcp", Some(5432), Some(5432)) }],
            },
        }
    }

    async fn collect(place: &Place, out: &Sink) -> Result<(), Unread> {
        let ec2 = client!(place, aws_sdk_ec2);
        let mut groups = ec2.describe_security_groups().into_paginator().page_size(PAGE).items().send();
        while let Some(group) = groups.next().await {
            out.push(found(place, &answer(Self::ACTIONS[0].name, group)?)?).await;
        }
        Ok(())
    }
}

fn found(place: &Place, group: &sdk::SecurityGroup) -> Result<Found<Ec2SecurityGroup>, Unread> {
    let group_id = id(Ec2SecurityGroup::ACTIONS[0].name, group.group_id())?;
    Ok(Found {
        id: arn(place, group.owner_id(), &format!("security-group/{group_id}")),
        name: text(group.group_name()).or_else(|| tags::ec2_name(group.tags())),
        tags: tags::ec2(group.tags()),
        fields: Ec2SecurityGroup {
            group_id: group_id.to_owned(),
            group_name: text(group.group_name()),
            owner_id: text(group.owner_id()),
            vpc_id: text(group.vpc_id()),
            description: text(group.description()),
            is_default: group.group_name() == Some("default"),
            ingress: rules(group.ip_permissions()),
            egress: rules(group.ip_permissions_egress()),
        },
    })
}

fn rules(permissions: &[sdk::IpPermission]) -> Vec<Rule> {
    let mut rules: Vec<Rule> = permissions.iter().flat_map(peers).collect();
    rules.sort();
    rules
}

/// The rows of one permission.
fn peers(permission: &sdk::IpPermission) -> Vec<Rule> {
    let base = rule(permission.ip_protocol().unwrap_or("-1"), permission.from_port(), permission.to_port());
    let v4 = permission.ip_ranges().iter().map(|range| (range.cidr_ip(), range.description()));
    let v6 = permission.ipv6_ranges().iter().map(|range| (range.cidr_ipv6(), range.description()));
    let ranges = v4.chain(v6).map(|(cidr, about)| Rule { cidr: text(cidr), description: text(about), ..base.clone() });
    let lists = permission.prefix_list_ids().iter().map(|list| Rule {
        prefix_list_id: text(list.prefix_list_id()),
        description: text(list.description()),
        ..base.clone()
    });
    let groups = permission.user_id_group_pairs().iter().map(|pair| Rule {
        source_security_group_id: text(pair.group_id()),
        source_account: text(pair.user_id()),
        description: text(pair.description()),
        ..base.clone()
    });
    ranges.chain(lists).chain(groups).collect()
}

fn rule(protocol: &str, from_port: Option<i32>, to_port: Option<i32>) -> Rule {
    Rule {
        protocol: protocol.to_owned(),
        from_port: from_port.filter(|port| *port >= 0),
        to_port: to_port.filter(|port| *port >= 0),
        cidr: None,
        prefix_list_id: None,
        source_security_group_id: None,
        source_account: None,
        description: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_peer_of_a_permission_is_a_rule() {
        let permission = sdk::IpPermission::builder()
            .ip_protocol("tcp")
            .from_port(22)
            .to_port(22)
            .ip_ranges(sdk::IpRange::builder().cidr_ip("10.0.0.0/8").description("office").build())
            .ipv6_ranges(sdk::Ipv6Range::builder().cidr_ipv6("::/0").build())
            .prefix_list_ids(sdk::PrefixListId::builder().prefix_list_id("pl-1").build())
            .user_id_group_pairs(sdk::UserIdGroupPair::builder().group_id("sg-2").user_id("444455556666").build())
            .build();
        let rules = rules(&[permission]);
        assert_eq!(rules.len(), 4);
        assert!(rules.iter().all(|rule| (rule.from_port, rule.to_port) == (Some(22), Some(22))));
        let cidrs: Vec<_> = rules.iter().filter_map(|rule| rule.cidr.as_deref()).collect();
        assert_eq!(cidrs, ["10.0.0.0/8", "::/0"]);
        let group = rules.iter().find(|rule| rule.source_security_group_id.is_some()).unwrap();
        assert_eq!(group.source_account.as_deref(), Some("444455556666"));
    }

    #[test]
    fn all_ports_are_null_however_they_are_written() {
        let world = sdk::IpRange::builder().cidr_ip("0.0.0.0/0").build();
        let plain = sdk::IpPermission::builder().ip_protocol("-1").ip_ranges(world.clone());
        let minus = plain.clone().from_port(-1).to_port(-1).build();
        for permission in [plain.build(), minus] {
            let [rule] = &rules(&[permission])[..] else { panic!("one rule") };
            assert_eq!((rule.protocol.as_str(), rule.from_port, rule.to_port), ("-1", None, None));
        }
    }

    #[test]
    fn an_echo_request_keeps_its_type() {
        let ping = sdk::IpPermission::builder().ip_protocol("icmp").from_port(8).to_port(-1);
        let ping = ping.ip_ranges(sdk::IpRange::builder().cidr_ip("0.0.0.0/0").build()).build();
        let [rule] = &rules(&[ping])[..] else { panic!("one rule") };
        assert_eq!((rule.from_port, rule.to_port), (Some(8), None));
    }
}
