//! AMIs that the account owns, and with whom they are shared.
//!
//! Whether one is public stands in the listing. With which accounts and organizations it is shared, AWS says only image
//! by image. <https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/sharing-amis.html>

use super::ec2_reply::{id, sorted, text};
use super::kind::{Found, Kind};
use super::tags::{ec2, ec2_name};
use crate::collect::aws::error::answer;
use crate::collect::{Place, Sink};
use crate::snapshot::{Action, Reading, Scope, Unread};
use aws_sdk_ec2::Client;
use aws_sdk_ec2::types::{BlockDeviceMapping, Image, ImageAttributeName};
use schemars::JsonSchema;
use serde::Serialize;

/// An image from which instances are started.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Ec2Image {
    /// Such as `ami-0a1b2c3d4e5f60718`.
    pub image_id: String,
    /// Every AWS account may start instances from it.
    pub public: Option<bool>,
    /// Who beside the owner may start instances from it.
    pub launch_permissions: Reading<LaunchPermissions>,
    /// `available`, `pending`, `disabled`, `failed` and so on.
    pub state: Option<String>,
    /// When it was created: RFC 3339, in UTC.
    pub created_at: Option<String>,
    /// When AWS stops to offer it to others; null for never.
    pub deprecated_at: Option<String>,
    /// When an instance was last started from it; AWS is a day late, and does not look back before 2017.
    pub last_launched_at: Option<String>,
    /// `v2.0`: instances started from it take IMDSv2 only, unless told otherwise; null where it does not say.
    pub imds_support: Option<String>,
    /// The disks that come with it.
    pub block_devices: Vec<ImageDevice>,
    /// The instance from which it was made, where it was.
    pub source_instance_id: Option<String>,
    /// Such as `Linux/UNIX` or `Windows`.
    pub platform: Option<String>,
}

/// Who else may start instances from an image.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct LaunchPermissions {
    /// Accounts, by their numbers.
    pub accounts: Vec<String>,
    /// ARNs of organizations and organizational units.
    pub organizations: Vec<String>,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ImageDevice {
    /// Such as `/dev/xvda`.
    pub device_name: Option<String>,
    /// Null where the device is not an EBS volume.
    pub snapshot_id: Option<String>,
    /// Null where the device is not an EBS volume.
    pub encrypted: Option<bool>,
}

const LIST: &str = "ec2:DescribeImages";
const SHARING: &str = "ec2:DescribeImageAttribute";

impl Kind for Ec2Image {
    const NAME: &'static str = "ec2_image";
    // CloudFormation has the name in `AWS::EC2::Image::Id`, the type of a template's parameter, and makes no images.
    const CLOUDFORMATION: &'static str = "AWS::EC2::Image";
    const SCOPE: Scope = Scope::Regional;
    const ACTIONS: &'static [Action] = &[Action::page(LIST), Action::each(SHARING)];

    fn sample() -> Found<Self> {
        let id = "ami-0a1b2c3d4e5f60718";
        Found {
            id: format!("arn:aws:ec2:eu-central-1::image/{id}"),
            name: Some("invoice-worker-2026-05".into()),
            tags: Reading::Known(Some([("team".to_owned(), "billing".to_owned())].into())),
            fields: Self {
                image_id: id.into(),
                public: Some(false),
                launch_permissions: Reading::Known(LaunchPermissions { accounts: vec![], organizations: vec![] }),
                state: Some("available".into()),
                created_at: Some("2026-05-01T06:00:00Z".into()),
                deprecated_at: Some("2027-05-01T06:00:00Z".into()),
                last_launched_at: Some("2026-06-28T06:00:00Z".into()),
                imds_support: Some("v2.0".into()),
                block_devices: vec![ImageDevice {
                    device_name: Some("/dev/xvda".into()),
                    snapshot_id: Some("snap-0a1b2c3d4e5f60718".into()),
                    encrypted: Some(true),
                }],
                source_instance_id: Some("i-0a1b2c3d4e5f60718".into()),
                platform: Some("Linux/UNIX".into()),
            },
        }
    }

    async fn collect(place: &Place, out: &Sink) -> Result<(), Unread> {
        let ec2 = client!(place, aws_sdk_ec2);
        let mut pages = ec2.describe_images().owners("self").into_paginator().page_size(1000).send();
        while let Some(page) = pages.next().await {
            let page = answer(LIST, page)?;
            out.each(page.images.unwrap_or_default(), |image| one(place, &ec2, image)).await;
        }
        Ok(())
    }
}

async fn one(place: &Place, ec2_client: &Client, image: Image) -> Result<Option<Found<Ec2Image>>, Unread> {
    let id = id(LIST, image.image_id())?;
    let fields = Ec2Image {
        image_id: id.to_owned(),
        public: image.public(),
        launch_permissions: launch_permissions(ec2_client, id).await,
        state: image.state().map(|state| state.as_str().to_owned()),
        created_at: image.creation_date().map(whole_seconds),
        deprecated_at: image.deprecation_time().map(whole_seconds),
        last_launched_at: image.last_launched_time().map(whole_seconds),
        imds_support: image.imds_support().map(|version| version.as_str().to_owned()),
        block_devices: image.block_device_mappings().iter().map(device).collect(),
        source_instance_id: text(image.source_instance_id()),
        platform: text(image.platform_details()),
    };
    let name = text(image.name()).or_else(|| ec2_name(image.tags()));
    // The ARN of an image names no account.
    let id = format!("arn:{}:ec2:{}::image/{id}", place.session().partition(), place.region());
    Ok(Some(Found { id, name, tags: ec2(image.tags()), fields }))
}

async fn launch_permissions(ec2_client: &Client, id: &str) -> Reading<LaunchPermissions> {
    let attribute = ImageAttributeName::LaunchPermission;
    let request = ec2_client.describe_image_attribute().image_id(id).attribute(attribute);
    let reply = answer(SHARING, request.send().await);
    let permissions = reply.map(|reply| {
        let shares = reply.launch_permissions();
        let organizations =
            shares.iter().filter_map(|share| share.organization_arn().or(share.organizational_unit_arn()));
        LaunchPermissions {
            accounts: sorted(shares.iter().filter_map(|share| share.user_id())),
            organizations: sorted(organizations),
        }
    });
    permissions.into()
}

fn device(device: &BlockDeviceMapping) -> ImageDevice {
    ImageDevice {
        device_name: device.device_name().map(str::to_owned),
        snapshot_id: text(device.ebs().and_then(|ebs| ebs.snapshot_id())),
        encrypted: device.ebs().and_then(|ebs| ebs.encrypted()),
    }
}

/// Here AWS writes `2026-05-01T06:00:00.000Z`, as text.
fn whole_seconds(moment: &str) -> String {
    match moment.split_once('.') {
        Some((seconds, _)) => format!("{seconds}Z"),
        None => moment.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collect::canned::Canned;

    const LISTED: &str = "<DescribeImagesResponse><imagesSet><item><imageId>ami-1</imageId><isPublic>false</isPublic>\
        </item></imagesSet></DescribeImagesResponse>";

    #[test]
    fn who_may_start_an_image_is_read() {
        let shared = "<DescribeImageAttributeResponse><launchPermission><item><userId>444455556666</userId></item>\
            </launchPermission></DescribeImageAttributeResponse>";
        let api = Canned::default().reply("DescribeImages", LISTED).reply("DescribeImageAttribute", shared);
        let read = api.read::<Ec2Image>();
        assert_eq!(read.gaps, []);
        let [image] = read.resources.as_slice() else { panic!("one image") };
        let accounts = serde_json::to_string(image.at("launch_permissions.accounts")).unwrap();
        assert_eq!(accounts, r#"["444455556666"]"#);
    }

    #[test]
    fn what_has_gone_is_left_out_and_what_is_denied_is_unread() {
        let read = |code: &str| {
            let error = format!("<Response><Errors><Error><Code>{code}</Code></Error></Errors></Response>");
            let api = Canned::default().reply("DescribeImages", LISTED);
            api.status("DescribeImageAttribute", 400, &error).read::<Ec2Image>()
        };
        let gone = read("InvalidAMIID.NotFound");
        assert!(gone.resources.is_empty() && gone.gaps.is_empty());
        assert_eq!(read("UnauthorizedOperation").resources[0].unread()[0].action, SHARING);
    }
}
