//! Snapshots of database clusters that somebody made by hand, also those of DocumentDB and Neptune. Those of automated
//! backups cannot be shared.
//!
//! With whom one is shared, AWS says only snapshot by snapshot.
//! <https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-share-snapshot.html>

use super::kind::{Found, Kind};
use super::rds_reply::{Snapshot, Snapshots, sharing};
use super::tags::listed;
use super::timestamp::Moment;
use crate::collect::aws::service::RDS;
use crate::collect::{Place, Sink};
use crate::snapshot::{Action, Reading, Scope, Unread};
use schemars::JsonSchema;
use serde::Serialize;

/// A copy of a database cluster's storage.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct RdsClusterSnapshot {
    /// The cluster of which it is a copy, which may have gone.
    pub db_cluster_identifier: Option<String>,
    /// Such as `aurora-mysql`, `docdb` or `neptune`.
    pub engine: Option<String>,
    /// Such as `16.4`.
    pub engine_version: Option<String>,
    /// `available`, `creating` or another state.
    pub status: Option<String>,
    /// Whether the data is encrypted.
    pub storage_encrypted: Option<bool>,
    /// The ARN of the KMS key; null where the snapshot is not encrypted.
    pub kms_key_id: Option<String>,
    /// Every AWS account may restore it.
    pub public: Reading<bool>,
    /// The accounts, by their numbers, that may restore it.
    pub shared_accounts: Reading<Vec<String>>,
    /// When it was made.
    pub created_at: Option<Moment>,
}

const LIST: &str = "rds:DescribeDBClusterSnapshots";
const SHARING: &str = "rds:DescribeDBClusterSnapshotAttributes";

impl Kind for RdsClusterSnapshot {
    const NAME: &'static str = "rds_cluster_snapshot";
    // The name of Config and Access Analyzer; CloudFormation has none.
    const CLOUDFORMATION: &'static str = "AWS::RDS::DBClusterSnapshot";
    const SCOPE: Scope = Scope::Regional;
    const ACTIONS: &'static [Action] = &[Action::page(LIST), Action::each(SHARING)];

    fn sample() -> Found<Self> {
        Found {
            id: "arn:aws:rds:eu-central-1:111122223333:cluster-snapshot:orders-before-8".into(),
            name: Some("orders-before-8".into()),
            tags: Reading::Known(Some([("team".to_owned(), "shop".to_owned())].into())),
            fields: Self {
                db_cluster_identifier: Some("orders".into()),
                engine: Some("aurora-mysql".into()),
                engine_version: Some("8.0.mysql_aurora.3.08.0".into()),
                status: Some("available".into()),
                storage_encrypted: Some(true),
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
        let list = place.call(&RDS, "DescribeDBClusterSnapshots").set("SnapshotType", "manual").set("MaxRecords", 100);
        let mut pages = list.pages("Marker", "Marker");
        while let Some(page) = pages.next::<Snapshots>().await? {
            out.each(page.all.0, |snapshot| one(place, snapshot)).await;
        }
        Ok(())
    }
}

/// None for a snapshot that has gone since it was listed.
async fn one(place: &Place, snapshot: Snapshot) -> Result<Option<Found<RdsClusterSnapshot>>, Unread> {
    let call = place.call(&RDS, "DescribeDBClusterSnapshotAttributes");
    let sharing = sharing(call.set("DBClusterSnapshotIdentifier", snapshot.identifier.as_str())).await;
    let Some(sharing) = sharing.transpose() else { return Ok(None) };
    let fields = RdsClusterSnapshot {
        db_cluster_identifier: snapshot.copy_of,
        engine: snapshot.engine,
        engine_version: snapshot.engine_version,
        status: snapshot.status,
        storage_encrypted: snapshot.encrypted,
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
        let page = "<DescribeDBClusterSnapshotsResponse><DescribeDBClusterSnapshotsResult><DBClusterSnapshots><DBClusterSnapshot>\
            <DBClusterSnapshotIdentifier>s</DBClusterSnapshotIdentifier><StorageEncrypted>false</StorageEncrypted>\
            <DBClusterSnapshotArn>arn:aws:rds:eu-central-1:111122223333:cluster-snapshot:s</DBClusterSnapshotArn>\
            </DBClusterSnapshot></DBClusterSnapshots></DescribeDBClusterSnapshotsResult></DescribeDBClusterSnapshotsResponse>";
        Canned::default().reply("DescribeDBClusterSnapshots", page)
    }

    #[test]
    fn with_whom_it_is_shared_is_read() {
        let shares = "<DescribeDBClusterSnapshotAttributesResponse><DescribeDBClusterSnapshotAttributesResult>\
            <DBClusterSnapshotAttributesResult><DBClusterSnapshotIdentifier>s</DBClusterSnapshotIdentifier><DBClusterSnapshotAttributes>\
            <DBClusterSnapshotAttribute><AttributeName>restore</AttributeName><AttributeValues>\
            <AttributeValue>all</AttributeValue><AttributeValue>444455556666</AttributeValue></AttributeValues>\
            </DBClusterSnapshotAttribute></DBClusterSnapshotAttributes></DBClusterSnapshotAttributesResult>\
            </DescribeDBClusterSnapshotAttributesResult></DescribeDBClusterSnapshotAttributesResponse>";
        let read = snapshots().reply("DescribeDBClusterSnapshotAttributes", shares).read::<RdsClusterSnapshot>();
        assert_eq!(read.gaps, []);
        assert_eq!(read.resources[0].at("public").as_bool(), Some(true));
        let accounts = serde_json::to_string(read.resources[0].at("shared_accounts")).unwrap();
        assert_eq!(accounts, r#"["444455556666"]"#);
    }

    #[test]
    fn what_is_denied_is_unread_and_what_is_gone_is_gone() {
        let read = snapshots().read::<RdsClusterSnapshot>();
        assert_eq!(read.resources[0].unread().len(), 2);
        let gone = "<ErrorResponse><Error><Code>DBClusterSnapshotNotFoundFault</Code></Error></ErrorResponse>";
        let read = snapshots().status("DescribeDBClusterSnapshotAttributes", 404, gone).read::<RdsClusterSnapshot>();
        assert!(read.resources.is_empty() && read.gaps.is_empty());
    }
}
