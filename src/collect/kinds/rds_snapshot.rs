//! Snapshots of database instances that somebody made by hand. Those of automated backups cannot be shared.
//!
//! With whom one is shared, AWS says only snapshot by snapshot.
//! <https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_ShareSnapshot.html>

use super::kind::{Found, Kind};
use super::rds_reply::{Snapshot, Snapshots, sharing};
use super::tags::listed;
use super::timestamp::Moment;
use crate::collect::aws::service::RDS;
use crate::collect::{Place, Sink};
use crate::snapshot::{Action, Reading, Scope, Unread};
use schemars::JsonSchema;
use serde::Serialize;

/// A copy of a database instance's storage.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct RdsSnapshot {
    /// The instance of which it is a copy, which may have gone.
    pub db_instance_identifier: Option<String>,
    /// Such as `postgres`.
    pub engine: Option<String>,
    /// Such as `16.4`.
    pub engine_version: Option<String>,
    /// `available`, `creating` or another state.
    pub status: Option<String>,
    /// Whether the data is encrypted.
    pub encrypted: Option<bool>,
    /// The ARN of the KMS key; null where the snapshot is not encrypted.
    pub kms_key_id: Option<String>,
    /// Every AWS account may restore it.
    pub public: Reading<bool>,
    /// The accounts, by their numbers, that may restore it.
    pub shared_accounts: Reading<Vec<String>>,
    /// When it was made.
    pub created_at: Option<Moment>,
}

const LIST: &str = "rds:DescribeDBSnapshots";
const SHARING: &str = "rds:DescribeDBSnapshotAttributes";

impl Kind for RdsSnapshot {
    const NAME: &'static str = "rds_snapshot";
    const CLOUDFORMATION: &'static str = "AWS::RDS::DBSnapshot";
    const SCOPE: Scope = Scope::Regional;
    const ACTIONS: &'static [Action] = &[Action::page(LIST), Action::each(SHARING)];

    fn sample() -> Found<Self> {
        Found {
            id: "arn:aws:rds:eu-central-1:111122223333:snapshot:ledger-before-16".into(),
            name: Some("ledger-before-16".into()),
            tags: Reading::Known(Some([("team".to_owned(), "billing".to_owned())].into())),
            fields: Self {
                db_instance_identifier: Some("ledger".into()),
                engine: Some("postgres".into()),
                engine_version: Some("16.4".into()),
                status: Some("available".into()),
                encrypted: Some(true),
                kms_key_id: Some(
                    "arn:aws:kms:eu-central-1:111122223333:key/0d1e2f30-4a5b-4c6d-8e7f-9a0b1c2d3e4f".into(),
                ),
                public: Reading::Known(false),
                shared_accounts: Reading::Known(vec![]),
                created_at: Some(Moment::sample("2026-01-31T12:00:00Z")),
            },
        }
    }

    async fn collect(place: &Place, out: &Sink) -> Result<(), Unread> {
        let list = place.call(&RDS, "DescribeDBSnapshots").set("SnapshotType", "manual").set("MaxRecords", 100);
        let mut pages = list.pages("Marker", "Marker");
        while let Some(page) = pages.next::<Snapshots>().await? {
            out.each(page.all.0, |snapshot| one(place, snapshot)).await;
        }
        Ok(())
    }
}

/// None for a snapshot that has gone since it was listed.
async fn one(place: &Place, snapshot: Snapshot) -> Result<Option<Found<RdsSnapshot>>, Unread> {
    let call = place.call(&RDS, "DescribeDBSnapshotAttributes");
    let sharing = sharing(call.set("DBSnapshotIdentifier", snapshot.identifier.as_str())).await;
    let Some(sharing) = sharing.transpose() else { return Ok(None) };
    let fields = RdsSnapshot {
        db_instance_identifier: snapshot.copy_of,
        engine: snapshot.engine,
        engine_version: snapshot.engine_version,
        status: snapshot.status,
        encrypted: snapshot.encrypted,
        kms_key_id: snapshot.kms_key_id,
        public: sharing.clone().map(|shares| shares.public).into(),
        shared_accounts: sharing.map(|shares| shares.accounts).into(),
        created_at: snapshot.snapshot_create_time,
    };
    let tags = Reading::Known(Some(listed(&snapshot.tag_list.0)));
    Ok(Some(Found { id: snapshot.arn, name: Some(snapshot.identifier), tags, fields }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collect::canned::Canned;

    fn snapshots() -> Canned {
        let page = "<DescribeDBSnapshotsResponse><DescribeDBSnapshotsResult><DBSnapshots><DBSnapshot>\
            <DBSnapshotIdentifier>s</DBSnapshotIdentifier><Encrypted>false</Encrypted>\
            <DBSnapshotArn>arn:aws:rds:eu-central-1:111122223333:snapshot:s</DBSnapshotArn>\
            </DBSnapshot></DBSnapshots></DescribeDBSnapshotsResult></DescribeDBSnapshotsResponse>";
        Canned::default().reply("DescribeDBSnapshots", page)
    }

    #[test]
    fn with_whom_it_is_shared_is_read() {
        let shares = "<DescribeDBSnapshotAttributesResponse><DescribeDBSnapshotAttributesResult>\
            <DBSnapshotAttributesResult><DBSnapshotIdentifier>s</DBSnapshotIdentifier><DBSnapshotAttributes>\
            <DBSnapshotAttribute><AttributeName>restore</AttributeName><AttributeValues>\
            <AttributeValue>all</AttributeValue><AttributeValue>444455556666</AttributeValue></AttributeValues>\
            </DBSnapshotAttribute></DBSnapshotAttributes></DBSnapshotAttributesResult>\
            </DescribeDBSnapshotAttributesResult></DescribeDBSnapshotAttributesResponse>";
        let read = snapshots().reply("DescribeDBSnapshotAttributes", shares).read::<RdsSnapshot>();
        assert_eq!(read.gaps, []);
        assert_eq!(read.resources[0].at("public").as_bool(), Some(true));
        let accounts = serde_json::to_string(read.resources[0].at("shared_accounts")).unwrap();
        assert_eq!(accounts, r#"["444455556666"]"#);
    }

    #[test]
    fn what_is_denied_is_unread_and_what_is_gone_is_gone() {
        let read = snapshots().read::<RdsSnapshot>();
        assert_eq!(read.resources[0].unread().len(), 2);
        let gone = "<ErrorResponse><Error><Code>DBSnapshotNotFound</Code></Error></ErrorResponse>";
        let read = snapshots().status("DescribeDBSnapshotAttributes", 404, gone).read::<RdsSnapshot>();
        assert!(read.resources.is_empty() && read.gaps.is_empty());
    }
}
