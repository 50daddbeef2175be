//! EBS snapshots that the account owns, and with whom they are shared.
//!
//! With whom one is shared, AWS says only snapshot by snapshot. (Which are public would be one listing, but each is
//! asked anyway for the accounts.)
//! <https://docs.aws.amazon.com/ebs/latest/userguide/ebs-modifying-snapshot-permissions.html>

use super::ec2_reply::{id, sorted, text};
use super::kind::{Found, Kind};
use super::tags::{ec2, ec2_name};
use super::timestamp::rfc3339;
use crate::collect::aws::error::answer;
use crate::collect::{Place, Sink};
use crate::snapshot::{Action, Reading, Scope, Unread};
use aws_sdk_ec2::Client;
use aws_sdk_ec2::types::{PermissionGroup, Snapshot, SnapshotAttributeName};
use schemars::JsonSchema;
use serde::Serialize;

/// A copy of a volume.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Ec2Snapshot {
    /// Such as `snap-0a1b2c3d4e5f60718`.
    pub snapshot_id: String,
    /// The volume of which it is a copy, which may have gone.
    pub volume_id: Option<String>,
    /// The size of the volume in GiB.
    pub volume_size_gib: Option<i32>,
    /// Whether the data is encrypted.
    pub encrypted: Option<bool>,
    /// The ARN of the KMS key; null where the snapshot is not encrypted.
    pub kms_key_id: Option<String>,
    /// Every AWS account may make a volume of it.
    pub public: Reading<bool>,
    /// The accounts, by their numbers, that may make a volume of it.
    pub shared_accounts: Reading<Vec<String>>,
    /// `pending`, `completed`, `error`, `recoverable` or `recovering`.
    pub state: Option<String>,
    /// `standard` or `archive`.
    pub storage_tier: Option<String>,
    /// When it was begun: RFC 3339, in UTC.
    pub started_at: Option<String>,
}

const LIST: &str = "ec2:DescribeSnapshots";
const SHARING: &str = "ec2:DescribeSnapshotAttribute";

impl Kind for Ec2Snapshot {
    const NAME: &'static str = "ec2_snapshot";
    // Access Analyzer's name; CloudFormation has none.
    const CLOUDFORMATION: &'static str = "AWS::EC2::Snapshot";
    const SCOPE: Scope = Scope::Regional;
    const ACTIONS: &'static [Action] = &[Action::page(LIST), Action::each(SHARING)];

    fn sample() -> Found<Self> {
        let id = "snap-0a1b2c3d4e5f60718";
        Found {
            id: format!("arn:aws:ec2:eu-central-1::snapshot/{id}"),
            name: Some("invoice-worker-daily".into()),
            tags: Reading::Known(Some([("Name".to_owned(), "invoice-worker-daily".to_owned())].into())),
            fields: Self {
                snapshot_id: id.into(),
                volume_id: Some("vol-0a1b2c3d4e5f60718".into()),
                volume_size_gib: Some(64),
                encrypted: Some(true),
                kms_key_id: Some(
                    "arn:aws:kms:eu-central-1:111122223333:key/0d1e2f30-4a5b-4c6d-8e7f-9a0b1c2d3e4f".into(),
                ),
                public: Reading::Known(false),
                shared_accounts: Reading::Known(vec![]),
                state: Some("completed".into()),
                storage_tier: Some("standard".into()),
                started_at: Some("2026-06-29T03:00:00Z".into()),
            },
        }
    }

    async fn collect(place: &Place, out: &Sink) -> Result<(), Unread> {
        let ec2 = client!(place, aws_sdk_ec2);
        let mut pages = ec2.describe_snapshots().owner_ids("self").into_paginator().page_size(1000).send();
        while let Some(page) = pages.next().await {
            let page = answer(LIST, page)?;
            out.each(page.snapshots.unwrap_or_default(), |snapshot| one(place, &ec2, snapshot)).await;
        }
        Ok(())
    }
}

async fn one(place: &Place, ec2_client: &Client, snapshot: Snapshot) -> Result<Option<Found<Ec2Snapshot>>, Unread> {
    let id = id(LIST, snapshot.snapshot_id())?;
    let sharing = sharing(ec2_client, id).await;
    let fields = Ec2Snapshot {
        snapshot_id: id.to_owned(),
        volume_id: text(snapshot.volume_id()),
        volume_size_gib: snapshot.volume_size(),
        encrypted: snapshot.encrypted(),
        kms_key_id: text(snapshot.kms_key_id()),
        public: sharing.clone().map(|shares| shares.public).into(),
        shared_accounts: sharing.map(|shares| shares.accounts).into(),
        state: snapshot.state().map(|state| state.as_str().to_owned()),
        storage_tier: snapshot.storage_tier().map(|tier| tier.as_str().to_owned()),
        started_at: snapshot.start_time().and_then(rfc3339),
    };
    // The ARN of a snapshot names no account.
    let id = format!("arn:{}:ec2:{}::snapshot/{id}", place.session().partition(), place.region());
    Ok(Some(Found { id, name: ec2_name(snapshot.tags()), tags: ec2(snapshot.tags()), fields }))
}

#[derive(Clone)]
struct Sharing {
    public: bool,
    accounts: Vec<String>,
}

async fn sharing(ec2_client: &Client, id: &str) -> Result<Sharing, Unread> {
    let attribute = SnapshotAttributeName::CreateVolumePermission;
    let request = ec2_client.describe_snapshot_attribute().snapshot_id(id).attribute(attribute);
    let reply = answer(SHARING, request.send().await)?;
    let shares = reply.create_volume_permissions();
    Ok(Sharing {
        public: shares.iter().any(|share| share.group() == Some(&PermissionGroup::All)),
        accounts: sorted(shares.iter().filter_map(|share| share.user_id())),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collect::canned::Canned;

    const LISTED: &str = "<DescribeSnapshotsResponse><snapshotSet><item><snapshotId>snap-1</snapshotId>\
        <encrypted>false</encrypted><status>completed</status></item></snapshotSet></DescribeSnapshotsResponse>";

    #[test]
    fn who_may_copy_a_snapshot_is_read() {
        let shared = "<DescribeSnapshotAttributeResponse><createVolumePermission><item><userId>444455556666</userId>\
            </item><item><group>all</group></item></createVolumePermission></DescribeSnapshotAttributeResponse>";
        let api = Canned::default().reply("DescribeSnapshots", LISTED).reply("DescribeSnapshotAttribute", shared);
        let read = api.read::<Ec2Snapshot>();
        assert_eq!(read.gaps, []);
        let [snapshot] = read.resources.as_slice() else { panic!("one snapshot") };
        assert_eq!(snapshot.at("public").as_bool(), Some(true));
        assert_eq!(serde_json::to_string(snapshot.at("shared_accounts")).unwrap(), r#"["444455556666"]"#);
    }

    #[test]
    fn beyond_the_ration_only_the_listing_is_read() {
        let items: String = (1..=502)
            .map(|number| format!("<item><snapshotId>snap-{number}</snapshotId><encrypted>false</encrypted></item>"))
            .collect();
        let listed =
            format!("<DescribeSnapshotsResponse><snapshotSet>{items}</snapshotSet></DescribeSnapshotsResponse>");
        let shared = "<DescribeSnapshotAttributeResponse><createVolumePermission/></DescribeSnapshotAttributeResponse>";
        let api = (0..500).fold(Canned::default().reply("DescribeSnapshots", &listed), |api, _| {
            api.reply("DescribeSnapshotAttribute", shared)
        });
        // Tests have a ration of five hundred.
        let read = api.read::<Ec2Snapshot>();
        assert_eq!((read.gaps.len(), read.resources.len()), (0, 502));
        let capped = read
            .resources
            .iter()
            .filter(|snapshot| snapshot.unread().iter().any(|unread| unread.reason == crate::snapshot::Reason::Capped));
        assert_eq!(capped.count(), 2);
        assert!(read.resources.iter().all(|snapshot| snapshot.at("encrypted").as_bool() == Some(false)));
    }

    #[test]
    fn what_has_gone_is_left_out_and_what_is_denied_is_unread() {
        let error = |code: &str| format!("<Response><Errors><Error><Code>{code}</Code></Error></Errors></Response>");
        let read = |code: &str| {
            let api = Canned::default().reply("DescribeSnapshots", LISTED);
            api.status("DescribeSnapshotAttribute", 400, &error(code)).read::<Ec2Snapshot>()
        };
        let gone = read("InvalidSnapshot.NotFound");
        assert!(gone.resources.is_empty() && gone.gaps.is_empty());
        assert_eq!(read("UnauthorizedOperation").resources[0].unread()[0].action, SHARING);
    }
}
