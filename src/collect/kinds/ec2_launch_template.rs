//! EC2 launch templates, each with its default and its latest version: the two that are used without naming a number.
//!
//! One listing gives these versions of all templates:
//! <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeLaunchTemplateVersions.html>

use super::ec2_instance::MetadataOptions;
use super::ec2_reply::{id, sorted, text};
use super::kind::{Found, Kind};
use super::tags::ec2;
use super::timestamp::rfc3339;
use super::user_data::secrets_in;
use crate::collect::aws::error::answer;
use crate::collect::secrets::SecretHit;
use crate::collect::{Place, Sink};
use crate::snapshot::{Action, Reading, Reason, Scope, Unread};
use aws_sdk_ec2::Client;
use aws_sdk_ec2::types::{
    LaunchTemplate, LaunchTemplateBlockDeviceMapping, LaunchTemplateInstanceMetadataOptions, LaunchTemplateVersion,
    ResponseLaunchTemplateData,
};
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::BTreeMap;

/// What new instances are made after.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Ec2LaunchTemplate {
    /// Such as `lt-0a1b2c3d4e5f60718`.
    pub launch_template_id: String,
    /// When it was created: RFC 3339, in UTC.
    pub created_at: Option<String>,
    /// The version that is used where none is named.
    pub default_version: Option<i64>,
    /// The newest version.
    pub latest_version: Option<i64>,
    /// The default and the latest version, once where they are the same.
    pub versions: Reading<Vec<TemplateVersion>>,
}

/// What a version of a template says. What it leaves out, the AMI, the subnet or the region decides.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct TemplateVersion {
    /// The number of the version.
    pub version: i64,
    /// The image of its root volume.
    pub image_id: Option<String>,
    /// Such as `t3.micro`.
    pub instance_type: Option<String>,
    /// The ARN or the name of the instance profile.
    pub iam_instance_profile: Option<String>,
    /// Null where the template says nothing of the metadata service.
    pub metadata_options: Option<MetadataOptions>,
    /// Whether instances get a public IPv4 address; null leaves it to the subnet.
    pub associate_public_ip_address: Option<bool>,
    /// The ids of the security groups that it names, those of its network interfaces included.
    pub security_group_ids: Vec<String>,
    /// The key pair for SSH; null for none.
    pub key_name: Option<String>,
    /// The volumes that an instance gets beside or instead of those of its image.
    pub block_devices: Vec<TemplateDevice>,
    /// Secrets in the user data, without their values; empty where there are none.
    pub user_data_secrets: Reading<Vec<SecretHit>>,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct TemplateDevice {
    /// Such as `/dev/xvda`.
    pub device_name: Option<String>,
    /// Null leaves it to the snapshot and to the region's default.
    pub encrypted: Option<bool>,
    /// The KMS key of the volume; null where none is named.
    pub kms_key_id: Option<String>,
    /// The snapshot from which the volume is made, with its encryption.
    pub snapshot_id: Option<String>,
}

const LIST: &str = "ec2:DescribeLaunchTemplates";
const VERSIONS: &str = "ec2:DescribeLaunchTemplateVersions";

impl Kind for Ec2LaunchTemplate {
    const NAME: &'static str = "ec2_launch_template";
    const CLOUDFORMATION: &'static str = "AWS::EC2::LaunchTemplate";
    const SCOPE: Scope = Scope::Regional;
    const ACTIONS: &'static [Action] = &[Action::page(LIST), Action::page(VERSIONS)];

    fn sample() -> Found<Self> {
        let id = "lt-0a1b2c3d4e5f60718";
        Found {
            id: format!("arn:aws:ec2:eu-central-1:111122223333:launch-template/{id}"),
            name: Some("invoice-worker".into()),
            tags: Reading::Known(Some([("team".to_owned(), "billing".to_owned())].into())),
            fields: Self {
                launch_template_id: id.into(),
                created_at: Some("2026-05-02T10:00:00Z".into()),
                default_version: Some(3),
                latest_version: Some(3),
                versions: Reading::Known(vec![TemplateVersion::sample()]),
            },
        }
    }

    async fn collect(place: &Place, out: &Sink) -> Result<(), Unread> {
        let ec2 = client!(place, aws_sdk_ec2);
        let mut versions = None;
        let mut templates = ec2.describe_launch_templates().into_paginator().page_size(200).items().send();
        while let Some(template) = templates.next().await {
            let template = answer(LIST, template)?;
            // Most regions have no templates, and need no second call.
            if versions.is_none() {
                versions = Some(versions_by_template(&ec2).await);
            }
            if let Some(versions) = &versions {
                out.push(found(place, &template, versions)?).await;
            }
        }
        Ok(())
    }
}

type Versions = Result<BTreeMap<String, Vec<TemplateVersion>>, Unread>;

async fn versions_by_template(ec2_client: &Client) -> Versions {
    let request = ec2_client.describe_launch_template_versions().versions("$Default").versions("$Latest");
    let mut versions = request.into_paginator().page_size(200).items().send();
    let mut by_template: BTreeMap<String, Vec<TemplateVersion>> = BTreeMap::new();
    while let Some(version) = versions.next().await {
        let version = answer(VERSIONS, version)?;
        if let (Some(template), Some(number)) = (version.launch_template_id(), version.version_number()) {
            by_template.entry(template.to_owned()).or_default().push(TemplateVersion::of(number, &version));
        }
    }
    for versions in by_template.values_mut() {
        versions.sort_by_key(|version| version.version);
        versions.dedup_by_key(|version| version.version);
    }
    Ok(by_template)
}

fn found(place: &Place, template: &LaunchTemplate, versions: &Versions) -> Result<Found<Ec2LaunchTemplate>, Unread> {
    let id = id(LIST, template.launch_template_id())?;
    // Every template has a version: where the reply names none, it was not understood, and nothing is known of it.
    let missing = || Unread::new(VERSIONS, Reason::Unparseable);
    let own = match versions {
        Ok(all) => all.get(id).cloned().ok_or_else(missing),
        Err(unread) => Err(unread.clone()),
    };
    let fields = Ec2LaunchTemplate {
        launch_template_id: id.to_owned(),
        created_at: template.create_time().and_then(rfc3339),
        default_version: template.default_version_number(),
        latest_version: template.latest_version_number(),
        versions: own.into(),
    };
    let id = place.arn("ec2", &format!("launch-template/{id}"));
    let name = template.launch_template_name().map(str::to_owned);
    Ok(Found { id, name, tags: ec2(template.tags()), fields })
}

impl TemplateVersion {
    fn of(number: i64, version: &LaunchTemplateVersion) -> Self {
        let none = ResponseLaunchTemplateData::builder().build();
        let data = version.launch_template_data().unwrap_or(&none);
        let interfaces = data.network_interfaces();
        let groups = interfaces.iter().flat_map(|interface| interface.groups()).chain(data.security_group_ids());
        let public = interfaces.iter().filter_map(|interface| interface.associate_public_ip_address());
        let profile = data.iam_instance_profile();
        Self {
            version: number,
            image_id: text(data.image_id()),
            instance_type: data.instance_type().map(|name| name.as_str().to_owned()),
            iam_instance_profile: text(profile.and_then(|profile| profile.arn().or(profile.name()))),
            metadata_options: data.metadata_options().map(metadata_options),
            associate_public_ip_address: public.reduce(|one, other| one || other),
            security_group_ids: sorted(groups.map(String::as_str)),
            key_name: text(data.key_name()),
            block_devices: data.block_device_mappings().iter().map(device).collect(),
            user_data_secrets: match data.user_data().filter(|text| !text.is_empty()) {
                Some(encoded) => secrets_in(VERSIONS, encoded),
                None => Reading::Known(vec![]),
            },
        }
    }

    fn sample() -> Self {
        Self {
            version: 3,
            image_id: Some("ami-0a1b2c3d4e5f60718".into()),
            instance_type: Some("m7g.large".into()),
            iam_instance_profile: Some("arn:aws:iam::111122223333:instance-profile/invoice-worker".into()),
            metadata_options: Some(MetadataOptions {
                http_tokens: Some("required".into()),
                http_endpoint: Some("enabled".into()),
                http_put_response_hop_limit: Some(1),
            }),
            associate_public_ip_address: Some(false),
            security_group_ids: vec!["sg-0a1b2c3d4e5f60718".into()],
            key_name: None,
            block_devices: vec![TemplateDevice {
                device_name: Some("/dev/xvda".into()),
                encrypted: Some(true),
                kms_key_id: None,
                snapshot_id: None,
            }],
            user_data_secrets: Reading::Known(vec![]),
        }
    }
}

fn metadata_options(options: &LaunchTemplateInstanceMetadataOptions) -> MetadataOptions {
    MetadataOptions {
        http_tokens: options.http_tokens().map(|tokens| tokens.as_str().to_owned()),
        http_endpoint: options.http_endpoint().map(|endpoint| endpoint.as_str().to_owned()),
        http_put_response_hop_limit: options.http_put_response_hop_limit(),
    }
}

fn device(device: &LaunchTemplateBlockDeviceMapping) -> TemplateDevice {
    let ebs = device.ebs();
    TemplateDevice {
        device_name: device.device_name().map(str::to_owned),
        encrypted: ebs.and_then(|ebs| ebs.encrypted()),
        kms_key_id: text(ebs.and_then(|ebs| ebs.kms_key_id())),
        snapshot_id: text(ebs.and_then(|ebs| ebs.snapshot_id())),
    }
}
