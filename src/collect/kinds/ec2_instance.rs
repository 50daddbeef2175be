//! EC2 instances. Those that were terminated are gone, though AWS still shows them for an hour; they are left out.
//!
//! - User data is in no listing: <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeInstanceAttribute.html>
//! - When an instance was stopped stands only in the text of its last transition.

use super::ec2_reply::{id, sorted, text};
use super::kind::{Found, Kind};
use super::tags::{ec2, ec2_name};
use super::timestamp::rfc3339;
use super::user_data::secrets_in;
use crate::collect::aws::error::answer;
use crate::collect::secrets::SecretHit;
use crate::collect::{Place, Sink};
use crate::snapshot::{Action, Reading, Scope, Unread};
use aws_sdk_ec2::Client;
use aws_sdk_ec2::types::{Filter, Instance, InstanceAttributeName, InstanceMetadataOptionsResponse};
use chrono::{NaiveDateTime, SecondsFormat};
use schemars::JsonSchema;
use serde::Serialize;

/// A virtual machine that is not terminated.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Ec2Instance {
    /// Such as `i-0a1b2c3d4e5f60718`.
    pub instance_id: String,
    /// The AMI that it was started from.
    pub image_id: Option<String>,
    /// Such as `m7g.large`.
    pub instance_type: Option<String>,
    /// `pending`, `running`, `shutting-down`, `stopping` or `stopped`.
    pub state: Option<String>,
    /// When it was last started: RFC 3339, in UTC.
    pub launched_at: Option<String>,
    /// When it was stopped; null where it was not, or AWS does not say.
    pub stopped_at: Option<String>,
    /// The VPC that it is in.
    pub vpc_id: Option<String>,
    /// The subnet that it is in.
    pub subnet_id: Option<String>,
    /// The security groups of all its network interfaces.
    pub security_group_ids: Vec<String>,
    /// The network interfaces that it has.
    pub network_interface_ids: Vec<String>,
    /// The private address in its subnet.
    pub private_ip: Option<String>,
    /// The public IPv4 address of the primary network interface.
    pub public_ip: Option<String>,
    /// All IPv6 addresses, which are public by nature.
    pub ipv6_addresses: Vec<String>,
    /// The instance profile, through which it has a role; null where it has none.
    pub iam_instance_profile_arn: Option<String>,
    /// How its metadata service answers, which hands out the credentials of its role.
    pub metadata_options: Option<MetadataOptions>,
    /// The key pair whose private half opens it.
    pub key_name: Option<String>,
    /// Detailed monitoring: `enabled`, `disabled`, `pending` or `disabling`.
    pub monitoring: Option<String>,
    /// Traffic to its volumes has bandwidth of its own.
    pub ebs_optimized: Option<bool>,
    /// `hvm` or `paravirtual`.
    pub virtualization_type: Option<String>,
    /// Such as `Linux/UNIX` or `Windows`.
    pub platform: Option<String>,
    /// The attached EBS volumes.
    pub volume_ids: Vec<String>,
    /// Secrets in the user data, without their values; empty where there are none.
    pub user_data_secrets: Reading<Vec<SecretHit>>,
}

/// How the instance metadata service answers, which hands out the credentials of the instance's role.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct MetadataOptions {
    /// `required` means IMDSv2 only; `optional` allows IMDSv1, too.
    pub http_tokens: Option<String>,
    /// `enabled` or `disabled`.
    pub http_endpoint: Option<String>,
    /// How many network hops an answer may take; 1 keeps it from containers behind a bridge.
    pub http_put_response_hop_limit: Option<i32>,
}

const LIST: &str = "ec2:DescribeInstances";
const USER_DATA: &str = "ec2:DescribeInstanceAttribute";

impl Kind for Ec2Instance {
    const NAME: &'static str = "ec2_instance";
    const CLOUDFORMATION: &'static str = "AWS::EC2::Instance";
    const SCOPE: Scope = Scope::Regional;
    const ACTIONS: &'static [Action] = &[Action::page(LIST), Action::each(USER_DATA)];

    fn sample() -> Found<Self> {
        let id = "i-0a1b2c3d4e5f60718";
        Found {
            id: format!("arn:aws:ec2:eu-central-1:111122223333:instance/{id}"),
            name: Some("invoice-worker".into()),
            tags: Reading::Known(Some([("Name".to_owned(), "invoice-worker".to_owned())].into())),
            fields: Self {
                instance_id: id.into(),
                image_id: Some("ami-0a1b2c3d4e5f60718".into()),
                instance_type: Some("m7g.large".into()),
                state: Some("running".into()),
                launched_at: Some("2026-05-04T08:30:00Z".into()),
                stopped_at: None,
                vpc_id: Some("vpc-0a1b2c3d4e5f60718".into()),
                subnet_id: Some("subnet-0a1b2c3d4e5f60718".into()),
                security_group_ids: vec!["sg-0a1b2c3d4e5f60718".into()],
                network_interface_ids: vec!["eni-0a1b2c3d4e5f60718".into()],
                private_ip: Some("10.0.1.17".into()),
                public_ip: None,
                ipv6_addresses: vec![],
                iam_instance_profile_arn: Some("arn:aws:iam::111122223333:instance-profile/invoice-worker".into()),
                metadata_options: Some(MetadataOptions {
                    http_tokens: Some("required".into()),
                    http_endpoint: Some("enabled".into()),
                    http_put_response_hop_limit: Some(1),
                }),
                key_name: None,
                monitoring: Some("enabled".into()),
                ebs_optimized: Some(true),
                virtualization_type: Some("hvm".into()),
                platform: Some("Linux/UNIX".into()),
                volume_ids: vec!["vol-0a1b2c3d4e5f60718".into()],
                user_data_secrets: Reading::Known(vec![]),
            },
        }
    }

    async fn collect(place: &Place, out: &Sink) -> Result<(), Unread> {
        let ec2 = client!(place, aws_sdk_ec2);
        let there = ["pending", "running", "shutting-down", "stopping", "stopped"].map(str::to_owned);
        let alive = Filter::builder().name("instance-state-name").set_values(Some(there.into())).build();
        let mut pages = ec2.describe_instances().filters(alive).into_paginator().page_size(1000).send();
        while let Some(page) = pages.next().await {
            let page = answer(LIST, page)?;
            let instances = page.reservations.unwrap_or_default().into_iter();
            let instances = instances.flat_map(|reservation| reservation.instances.unwrap_or_default());
            out.each(instances, |instance| one(place, &ec2, instance)).await;
        }
        Ok(())
    }
}

async fn one(place: &Place, ec2_client: &Client, instance: Instance) -> Result<Option<Found<Ec2Instance>>, Unread> {
    let id = id(LIST, instance.instance_id())?;
    let user_data_secrets = user_data_secrets(ec2_client, id).await;
    Ok(Some(Found {
        id: place.arn("ec2", &format!("instance/{id}")),
        name: ec2_name(instance.tags()),
        tags: ec2(instance.tags()),
        fields: fields(id, &instance, user_data_secrets),
    }))
}

async fn user_data_secrets(ec2_client: &Client, id: &str) -> Reading<Vec<SecretHit>> {
    let request = ec2_client.describe_instance_attribute().instance_id(id).attribute(InstanceAttributeName::UserData);
    match answer(USER_DATA, request.send().await) {
        Ok(reply) => match reply.user_data().and_then(|data| data.value()) {
            Some(encoded) => secrets_in(USER_DATA, encoded),
            None => Reading::Known(vec![]),
        },
        Err(unread) => Reading::Unread(unread),
    }
}

fn fields(id: &str, instance: &Instance, user_data_secrets: Reading<Vec<SecretHit>>) -> Ec2Instance {
    let interfaces = instance.network_interfaces();
    let groups = interfaces.iter().flat_map(|interface| interface.groups()).chain(instance.security_groups());
    let ipv6 = interfaces.iter().flat_map(|interface| interface.ipv6_addresses());
    let volumes = instance.block_device_mappings().iter().filter_map(|device| device.ebs()?.volume_id());
    let state = instance.state().and_then(|state| state.name()).map(|name| name.as_str());
    let stopped = instance.state_transition_reason().filter(|_| state == Some("stopped"));
    Ec2Instance {
        instance_id: id.to_owned(),
        image_id: text(instance.image_id()),
        instance_type: instance.instance_type().map(|name| name.as_str().to_owned()),
        state: text(state),
        launched_at: instance.launch_time().and_then(rfc3339),
        stopped_at: stopped.and_then(transition_time),
        vpc_id: text(instance.vpc_id()),
        subnet_id: text(instance.subnet_id()),
        security_group_ids: sorted(groups.filter_map(|group| group.group_id())),
        network_interface_ids: sorted(interfaces.iter().filter_map(|interface| interface.network_interface_id())),
        private_ip: text(instance.private_ip_address()),
        public_ip: text(instance.public_ip_address()),
        ipv6_addresses: sorted(ipv6.filter_map(|address| address.ipv6_address())),
        iam_instance_profile_arn: text(instance.iam_instance_profile().and_then(|profile| profile.arn())),
        metadata_options: instance.metadata_options().map(metadata_options),
        key_name: text(instance.key_name()),
        monitoring: instance.monitoring().and_then(|monitoring| monitoring.state()).map(|s| s.as_str().to_owned()),
        ebs_optimized: instance.ebs_optimized(),
        virtualization_type: instance.virtualization_type().map(|name| name.as_str().to_owned()),
        platform: text(instance.platform_details()),
        volume_ids: sorted(volumes),
        user_data_secrets,
    }
}

fn metadata_options(options: &InstanceMetadataOptionsResponse) -> MetadataOptions {
    MetadataOptions {
        http_tokens: options.http_tokens().map(|tokens| tokens.as_str().to_owned()),
        http_endpoint: options.http_endpoint().map(|endpoint| endpoint.as_str().to_owned()),
        http_put_response_hop_limit: options.http_put_response_hop_limit(),
    }
}

/// From `User initiated (2026-02-03 04:05:06 GMT)`. Other reasons hold no time.
fn transition_time(reason: &str) -> Option<String> {
    let (_, rest) = reason.rsplit_once('(')?;
    let (time, _) = rest.split_once(')')?;
    let time = time.trim_end_matches(" GMT").trim_end_matches(" UTC");
    let time = NaiveDateTime::parse_from_str(time, "%Y-%m-%d %H:%M:%S").ok()?;
    Some(time.and_utc().to_rfc3339_opts(SecondsFormat::Secs, true))
}

#[cfg(test)]
mod tests {
    use super::transition_time;

    #[test]
    fn the_time_of_a_stop_is_found_in_its_reason() {
        let time = transition_time("User initiated (2026-02-03 04:05:06 GMT)");
        assert_eq!(time.as_deref(), Some("2026-02-03T04:05:06Z"));
        assert_eq!(transition_time("Server.SpotInstanceShutdown: no capacity (really)"), None);
        assert_eq!(transition_time(""), None);
    }
}
