//! EBS volumes. <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeVolumes.html>

use super::ec2_reply::{id, sorted, text};
use super::kind::{Found, Kind};
use super::tags::{ec2, ec2_name};
use super::timestamp::rfc3339;
use crate::collect::aws::error::answer;
use crate::collect::{Place, Sink};
use crate::snapshot::{Action, Reading, Scope, Unread};
use aws_sdk_ec2::types::Volume;
use schemars::JsonSchema;
use serde::Serialize;

/// A disk of an instance, or one that is left over.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Ec2Volume {
    /// Such as `vol-0a1b2c3d4e5f60718`.
    pub volume_id: String,
    /// `creating`, `available` (attached to nothing), `in-use`, `deleting`, `deleted` or `error`.
    pub state: Option<String>,
    /// Whether the data is encrypted.
    pub encrypted: Option<bool>,
    /// The ARN of the KMS key; null where the volume is not encrypted.
    pub kms_key_id: Option<String>,
    /// The snapshot from which it was made.
    pub snapshot_id: Option<String>,
    /// The instances to which it is attached.
    pub instance_ids: Vec<String>,
    /// The size in GiB.
    pub size_gib: Option<i32>,
    /// Such as `gp3`.
    pub volume_type: Option<String>,
    /// Such as `eu-central-1a`.
    pub availability_zone: Option<String>,
    /// When it was created: RFC 3339, in UTC.
    pub created_at: Option<String>,
}

const LIST: &str = "ec2:DescribeVolumes";

impl Kind for Ec2Volume {
    const NAME: &'static str = "ec2_volume";
    const CLOUDFORMATION: &'static str = "AWS::EC2::Volume";
    const SCOPE: Scope = Scope::Regional;
    const ACTIONS: &'static [Action] = &[Action::page(LIST)];

    fn sample() -> Found<Self> {
        let id = "vol-0a1b2c3d4e5f60718";
        Found {
            id: format!("arn:aws:ec2:eu-central-1:111122223333:volume/{id}"),
            name: Some("invoice-worker-root".into()),
            tags: Reading::Known(Some([("Name".to_owned(), "invoice-worker-root".to_owned())].into())),
            fields: Self {
                volume_id: id.into(),
                state: Some("in-use".into()),
                encrypted: Some(true),
                kms_key_id: Some(
                    "arn:aws:kms:eu-central-1:111122223333:key/0d1e2f30-4a5b-4c6d-8e7f-9a0b1c2d3e4f".into(),
                ),
                snapshot_id: Some("snap-0a1b2c3d4e5f60718".into()),
                instance_ids: vec!["i-0a1b2c3d4e5f60718".into()],
                size_gib: Some(64),
                volume_type: Some("gp3".into()),
                availability_zone: Some("eu-central-1a".into()),
                created_at: Some("2026-05-04T08:30:00Z".into()),
            },
        }
    }

    async fn collect(place: &Place, out: &Sink) -> Result<(), Unread> {
        let ec2 = client!(place, aws_sdk_ec2);
        let mut volumes = ec2.describe_volumes().into_paginator().page_size(500).items().send();
        while let Some(volume) = volumes.next().await {
            out.push(found(place, &answer(LIST, volume)?)?).await;
        }
        Ok(())
    }
}

fn found(place: &Place, volume: &Volume) -> Result<Found<Ec2Volume>, Unread> {
    let id = id(LIST, volume.volume_id())?;
    let fields = Ec2Volume {
        volume_id: id.to_owned(),
        state: volume.state().map(|state| state.as_str().to_owned()),
        encrypted: volume.encrypted(),
        kms_key_id: text(volume.kms_key_id()),
        snapshot_id: text(volume.snapshot_id()),
        instance_ids: sorted(volume.attachments().iter().filter_map(|attachment| attachment.instance_id())),
        size_gib: volume.size(),
        volume_type: volume.volume_type().map(|name| name.as_str().to_owned()),
        availability_zone: text(volume.availability_zone()),
        created_at: volume.create_time().and_then(rfc3339),
    };
    let id = place.arn("ec2", &format!("volume/{id}"));
    Ok(Found { id, name: ec2_name(volume.tags()), tags: ec2(volume.tags()), fields })
}
