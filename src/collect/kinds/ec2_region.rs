//! What EC2 has decided for a whole region of an account: defaults that new volumes and instances take, and blocks on
//! public sharing. Each is a switch of its own with a call of its own.
//!
//! - <https://docs.aws.amazon.com/ebs/latest/userguide/encryption-by-default.html>
//! - <https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-IMDS-new-instances.html#set-imdsv2-account-defaults>
//! - <https://docs.aws.amazon.com/ebs/latest/userguide/block-public-access-snapshots.html>

use super::kind::{Found, Kind};
use crate::collect::aws::error::{answer, reading};
use crate::collect::{Place, Sink};
use crate::snapshot::{Action, Reading, Scope, Unread};
use schemars::JsonSchema;
use serde::Serialize;

/// EC2's settings for a region: encryption by default, defaults of the instance metadata service, blocks on sharing.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Ec2Region {
    /// New EBS volumes and snapshot copies are encrypted without being asked.
    pub ebs_encryption_by_default: Reading<bool>,
    /// What new instances get for the metadata service, where neither they nor their AMI say otherwise.
    pub imds_defaults: Reading<Option<ImdsDefaults>>,
    /// Block on public sharing of EBS snapshots: `block-all-sharing`, `block-new-sharing` or `unblocked`.
    pub snapshot_block_public_access: Reading<Option<String>>,
    /// Block on public sharing of AMIs: `block-new-sharing` or `unblocked`.
    pub image_block_public_access: Reading<Option<String>>,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ImdsDefaults {
    /// `required` means IMDSv2 only; `optional` allows IMDSv1; null leaves it to the AMI.
    pub http_tokens: Option<String>,
    /// `enabled` or `disabled`; null leaves it to the AMI.
    pub http_endpoint: Option<String>,
    /// How many network hops an answer may take.
    pub http_put_response_hop_limit: Option<i32>,
}

impl Kind for Ec2Region {
    const NAME: &'static str = "ec2_region";
    const CLOUDFORMATION: &'static str = "AWS::::Account";
    const SCOPE: Scope = Scope::Region;
    const ACTIONS: &'static [Action] = &[
        Action::page("ec2:GetEbsEncryptionByDefault"),
        Action::page("ec2:GetInstanceMetadataDefaults"),
        Action::page("ec2:GetSnapshotBlockPublicAccessState"),
        Action::page("ec2:GetImageBlockPublicAccessState"),
    ];

    fn sample() -> Found<Self> {
        Found {
            id: "plimsoll:ec2_region:111122223333:eu-central-1:settings".into(),
            name: Some("eu-central-1".into()),
            tags: Reading::Known(None),
            fields: Self {
                ebs_encryption_by_default: Reading::Known(true),
                imds_defaults: Reading::Known(Some(ImdsDefaults {
                    http_tokens: Some("required".into()),
                    http_endpoint: None,
                    http_put_response_hop_limit: Some(1),
                })),
                snapshot_block_public_access: Reading::Known(Some("block-all-sharing".into())),
                image_block_public_access: Reading::Known(Some("block-new-sharing".into())),
            },
        }
    }

    async fn collect(place: &Place, out: &Sink) -> Result<(), Unread> {
        let ec2 = client!(place, aws_sdk_ec2);
        let (encryption, imds, snapshots, images) = tokio::join!(
            ec2.get_ebs_encryption_by_default().send(),
            ec2.get_instance_metadata_defaults().send(),
            ec2.get_snapshot_block_public_access_state().send(),
            ec2.get_image_block_public_access_state().send(),
        );
        let fields = Self {
            ebs_encryption_by_default: answer("ec2:GetEbsEncryptionByDefault", encryption)
                .map(|reply| reply.ebs_encryption_by_default().unwrap_or(false))
                .into(),
            imds_defaults: reading("ec2:GetInstanceMetadataDefaults", imds, |reply| {
                reply.account_level().map(imds_defaults)
            }),
            snapshot_block_public_access: reading("ec2:GetSnapshotBlockPublicAccessState", snapshots, |reply| {
                reply.state().map(|state| state.as_str().to_owned())
            }),
            image_block_public_access: reading("ec2:GetImageBlockPublicAccessState", images, |reply| {
                reply.image_block_public_access_state().map(str::to_owned)
            }),
        };
        out.push(Found {
            id: place.made_up_id(Self::NAME, "settings"),
            name: Some(place.region().to_string()),
            tags: Reading::Known(None),
            fields,
        })
        .await;
        Ok(())
    }
}

fn imds_defaults(defaults: &aws_sdk_ec2::types::InstanceMetadataDefaultsResponse) -> ImdsDefaults {
    ImdsDefaults {
        http_tokens: defaults.http_tokens().map(|t| t.as_str().to_owned()),
        http_endpoint: defaults.http_endpoint().map(|e| e.as_str().to_owned()),
        http_put_response_hop_limit: defaults.http_put_response_hop_limit(),
    }
}
