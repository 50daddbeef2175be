//! Launch configurations, which came before launch templates. They cannot be changed, only replaced, and have no tags.
//!
//! - What a configuration does not say of the metadata service is the region's default, and then the AMI's.
//!   <https://docs.aws.amazon.com/autoscaling/ec2/userguide/create-launch-config.html#launch-configurations-imds>

use super::kind::{Found, Kind};
use super::timestamp::Moment;
use super::user_data::secrets_in;
use crate::collect::aws::call::List;
use crate::collect::aws::service::AUTO_SCALING;
use crate::collect::secrets::SecretHit;
use crate::collect::{Place, Sink};
use crate::snapshot::{Action, Reading, Scope, Unread};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A launch configuration: what the instances of an Auto Scaling group are made from.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct AutoscalingLaunchConfiguration {
    /// The AMI.
    pub image_id: Option<String>,
    /// The type of instance.
    pub instance_type: Option<String>,
    /// How instances reach the metadata service; null where the configuration does not say.
    pub metadata_options: Option<MetadataOptions>,
    /// Whether instances get a public address; null leaves it to the subnet.
    pub associate_public_ip_address: Option<bool>,
    /// The instance profile, as a name or an ARN.
    pub iam_instance_profile: Option<String>,
    /// The key pair that opens SSH.
    pub key_name: Option<String>,
    /// The security groups.
    pub security_groups: Vec<String>,
    /// The volumes.
    pub block_devices: Vec<BlockDevice>,
    /// Secrets in the user data.
    pub user_data_secrets: Reading<Vec<SecretHit>>,
    /// Whether metrics come every minute.
    pub instance_monitoring: Option<bool>,
    /// When it was made.
    pub created_at: Option<Moment>,
}

#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all(deserialize = "PascalCase"))]
pub struct MetadataOptions {
    /// `required` means IMDSv2 only; `optional` allows IMDSv1.
    pub http_tokens: Option<String>,
    /// `enabled` or `disabled`.
    pub http_endpoint: Option<String>,
    /// How many network hops an answer may take.
    pub http_put_response_hop_limit: Option<i64>,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct BlockDevice {
    /// Such as `/dev/xvda`.
    pub device_name: Option<String>,
    /// Whether the volume is encrypted; null leaves it to the snapshot and to the region's default.
    pub encrypted: Option<bool>,
    /// The snapshot that it is made from.
    pub snapshot_id: Option<String>,
}

const LIST: &str = "autoscaling:DescribeLaunchConfigurations";

impl Kind for AutoscalingLaunchConfiguration {
    const NAME: &'static str = "autoscaling_launch_configuration";
    const CLOUDFORMATION: &'static str = "AWS::AutoScaling::LaunchConfiguration";
    const SCOPE: Scope = Scope::Regional;
    const ACTIONS: &'static [Action] = &[Action::page(LIST)];

    fn sample() -> Found<Self> {
        Found {
            id: "arn:aws:autoscaling:eu-central-1:111122223333:launchConfiguration:0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9:launchConfigurationName/shop"
                .into(),
            name: Some("shop".into()),
            tags: Reading::Known(None),
            fields: Self {
                image_id: Some("ami-0a1b2c3d4e5f60718".into()),
                instance_type: Some("m6i.large".into()),
                metadata_options: Some(MetadataOptions {
                    http_tokens: Some("required".into()),
                    http_endpoint: Some("enabled".into()),
                    http_put_response_hop_limit: Some(1),
                }),
                associate_public_ip_address: Some(false),
                iam_instance_profile: Some("arn:aws:iam::111122223333:instance-profile/shop".into()),
                key_name: None,
                security_groups: vec!["sg-0a1b2c3d4e5f60718".into()],
                block_devices: vec![BlockDevice {
                    device_name: Some("/dev/xvda".into()),
                    encrypted: Some(true),
                    snapshot_id: None,
                }],
                user_data_secrets: Reading::Known(vec![]),
                instance_monitoring: Some(true),
                created_at: Some(Moment::sample("2026-01-20T07:00:00Z")),
            },
        }
    }

    async fn collect(place: &Place, out: &Sink) -> Result<(), Unread> {
        let listing = place.call(&AUTO_SCALING, "DescribeLaunchConfigurations").set("MaxRecords", 100);
        let mut pages = listing.pages("NextToken", "NextToken");
        while let Some(page) = pages.next::<Page>().await? {
            for configuration in page.launch_configurations.0 {
                out.push(found(place, configuration)).await;
            }
        }
        Ok(())
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Page {
    #[serde(default)]
    launch_configurations: List<Configuration>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Configuration {
    launch_configuration_name: String,
    #[serde(rename = "LaunchConfigurationARN")]
    arn: Option<String>,
    image_id: Option<String>,
    instance_type: Option<String>,
    metadata_options: Option<MetadataOptions>,
    associate_public_ip_address: Option<bool>,
    iam_instance_profile: Option<String>,
    key_name: Option<String>,
    #[serde(default)]
    security_groups: List<String>,
    #[serde(default)]
    block_device_mappings: List<Mapping>,
    user_data: Option<String>,
    instance_monitoring: Option<Monitoring>,
    created_time: Option<Moment>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Mapping {
    device_name: Option<String>,
    ebs: Option<Ebs>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Ebs {
    encrypted: Option<bool>,
    snapshot_id: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Monitoring {
    enabled: Option<bool>,
}

fn found(place: &Place, it: Configuration) -> Found<AutoscalingLaunchConfiguration> {
    let text = |text: Option<String>| text.filter(|text| !text.is_empty());
    let mut security_groups = it.security_groups.0;
    security_groups.sort();
    // What has no EBS volume behind it is the instance's own disk.
    let volumes =
        it.block_device_mappings.0.into_iter().filter_map(|mapping| Some((mapping.device_name, mapping.ebs?)));
    let mut block_devices: Vec<BlockDevice> = volumes
        .map(|(device_name, ebs)| BlockDevice {
            device_name,
            encrypted: ebs.encrypted,
            snapshot_id: text(ebs.snapshot_id),
        })
        .collect();
    block_devices.sort_by(|one, other| one.device_name.cmp(&other.device_name));
    let fields = AutoscalingLaunchConfiguration {
        image_id: it.image_id,
        instance_type: it.instance_type,
        metadata_options: it.metadata_options,
        associate_public_ip_address: it.associate_public_ip_address,
        iam_instance_profile: text(it.iam_instance_profile),
        key_name: text(it.key_name),
        security_groups,
        block_devices,
        user_data_secrets: match text(it.user_data) {
            Some(encoded) => secrets_in(LIST, &encoded),
            None => Reading::Known(vec![]),
        },
        instance_monitoring: it.instance_monitoring.and_then(|monitoring| monitoring.enabled),
        created_at: it.created_time,
    };
    let name = it.launch_configuration_name;
    let id = it.arn.unwrap_or_else(|| place.made_up_id(AutoscalingLaunchConfiguration::NAME, &name));
    Found { id, name: Some(name), tags: Reading::Known(None), fields }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collect::canned::Canned;
    use base64::Engine;
    use base64::prelude::BASE64_STANDARD;

    fn read(rest: &str) -> crate::collect::canned::Read {
        let reply = format!(
            "<DescribeLaunchConfigurationsResponse><DescribeLaunchConfigurationsResult><LaunchConfigurations><member>\
             <LaunchConfigurationName>a</LaunchConfigurationName><LaunchConfigurationARN>arn:a</LaunchConfigurationARN>\
             <ImageId>ami-1</ImageId><KeyName/>{rest}</member></LaunchConfigurations></DescribeLaunchConfigurationsResult>\
             </DescribeLaunchConfigurationsResponse>"
        );
        Canned::default().reply("DescribeLaunchConfigurations", &reply).read::<AutoscalingLaunchConfiguration>()
    }

    #[test]
    fn a_configuration_is_read_whole_and_its_secrets_are_forgotten() {
        let script = BASE64_STANDARD.encode("#!/bin/sh\nexport DB_PASSWORD=hunter2hunter2\n");
        let read = read(&format!(
            "<UserData>{script}</UserData><MetadataOptions><HttpTokens>optional</HttpTokens></MetadataOptions>\
             <AssociatePublicIpAddress>true</AssociatePublicIpAddress><SecurityGroups><member>sg-1</member></SecurityGroups>\
             <BlockDeviceMappings><member><DeviceName>/dev/sda1</DeviceName><Ebs><Encrypted>false</Encrypted></Ebs></member>\
             <member><DeviceName>/dev/sdb</DeviceName><VirtualName>ephemeral0</VirtualName></member></BlockDeviceMappings>"
        ));
        assert_eq!(read.gaps, []);
        let [configuration] = read.resources.as_slice() else { panic!("one configuration") };
        assert_eq!(configuration.at("metadata_options.http_tokens").as_str(), Some("optional"));
        assert!(configuration.at("key_name").is_null());
        let text = serde_json::to_string(configuration).unwrap();
        assert!(text.contains(r#""user_data_secrets":[{"line":2,"#) && !text.contains("hunter2"), "{text}");
        assert!(text.contains(r#""block_devices":[{"device_name":"/dev/sda1","encrypted":false,"#), "{text}");
    }

    #[test]
    fn what_is_not_said_is_null_and_a_refusal_is_a_gap() {
        let read = read("");
        assert!(read.resources[0].at("metadata_options").is_null() && read.resources[0].unread().is_empty());
        let denied = Canned::default().read::<AutoscalingLaunchConfiguration>();
        assert_eq!(denied.gaps[0].action, LIST);
    }
}
