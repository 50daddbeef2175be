//! DynamoDB tables. A listing gives names only, and each setting of a table is a call of its own.
//!
//! - AWS always encrypts tables; what it says of encryption is about keys in KMS, and it says nothing where the key is its
//!   own. <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html>
//! - A table without a resource policy answers with an error. <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_GetResourcePolicy.html>

use super::kind::{Found, Kind};
use super::region_tags::{GET_RESOURCES, RegionTags};
use super::timestamp::Moment;
use crate::collect::aws::service::DYNAMODB;
use crate::collect::{Place, Sink};
use crate::snapshot::policy_document::PolicyDocument;
use crate::snapshot::{Action, Reading, Scope, Unread};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A table of items, found by their keys.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct DynamodbTable {
    /// `ACTIVE`, `CREATING`, `ARCHIVED`, `INACCESSIBLE_ENCRYPTION_CREDENTIALS` or another state.
    pub status: Option<String>,
    /// Whether it cannot be deleted before this is turned off.
    pub deletion_protection_enabled: Option<bool>,
    /// `KMS` where a key of the account's KMS encrypts it, be it AWS's or the account's; null where the key is DynamoDB's own.
    pub sse_type: Option<String>,
    /// The ARN of the KMS key; null where the key is DynamoDB's own.
    pub kms_master_key_arn: Option<String>,
    /// `PROVISIONED` or `PAY_PER_REQUEST`; null where AWS does not say, as for tables that were never on demand.
    pub billing_mode: Option<String>,
    /// `STANDARD` or `STANDARD_INFREQUENT_ACCESS`; null where AWS does not say, as for tables that were always standard.
    pub table_class: Option<String>,
    /// Whether changes go to a stream; null where AWS does not say, as for tables without a stream.
    pub stream_enabled: Option<bool>,
    /// The regions to which it is copied.
    pub replicas: Vec<Replica>,
    /// How many items it held some hours ago.
    pub item_count: Option<i64>,
    /// Whether it can be restored to any second of the last days.
    pub point_in_time_recovery_enabled: Reading<Option<bool>>,
    /// For how many days back it can be restored; null where it cannot.
    pub recovery_period_in_days: Reading<Option<i64>>,
    /// Who else may use it.
    pub policy: Reading<Option<PolicyDocument>>,
    /// When it was made.
    pub created_at: Option<Moment>,
}

#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all(deserialize = "PascalCase"))]
pub struct Replica {
    /// Such as `eu-west-1`.
    pub region_name: Option<String>,
    /// `ACTIVE`, `CREATING` or another state.
    pub replica_status: Option<String>,
    /// The KMS key there; null where the key is DynamoDB's own.
    #[serde(rename(deserialize = "KMSMasterKeyId"))]
    pub kms_master_key_id: Option<String>,
}

const LIST: &str = "dynamodb:ListTables";
const DESCRIBE: &str = "dynamodb:DescribeTable";
const BACKUPS: &str = "dynamodb:DescribeContinuousBackups";
const POLICY: &str = "dynamodb:GetResourcePolicy";

const SAMPLE_POLICY: &str = r#"{"Version": "2012-10-17", "Statement": [{"Sid": "OwnAccount", "Effect": "Allow",
    "Principal": {"AWS": "arn:aws:iam::111122223333:role/baskets"}, "Action": "dynamodb:GetItem",
    "Resource": "arn:aws:dynamodb:eu-central-1:111122223333:table/baskets"}]}"#;

impl Kind for DynamodbTable {
    const NAME: &'static str = "dynamodb_table";
    const CLOUDFORMATION: &'static str = "AWS::DynamoDB::Table";
    const SCOPE: Scope = Scope::Regional;
    const ACTIONS: &'static [Action] =
        &[Action::page(LIST), Action::each(DESCRIBE), Action::each(BACKUPS), Action::each(POLICY), GET_RESOURCES];

    fn sample() -> Found<Self> {
        Found {
            id: "arn:aws:dynamodb:eu-central-1:111122223333:table/baskets".into(),
            name: Some("baskets".into()),
            tags: Reading::Known(Some([("team".to_owned(), "shop".to_owned())].into())),
            fields: Self {
                status: Some("ACTIVE".into()),
                deletion_protection_enabled: Some(true),
                sse_type: Some("KMS".into()),
                kms_master_key_arn: Some(
                    "arn:aws:kms:eu-central-1:111122223333:key/0d1e2f30-4a5b-4c6d-8e7f-9a0b1c2d3e4f".into(),
                ),
                billing_mode: Some("PAY_PER_REQUEST".into()),
                table_class: Some("STANDARD".into()),
                stream_enabled: None,
                replicas: vec![Replica {
                    region_name: Some("eu-west-1".into()),
                    replica_status: Some("ACTIVE".into()),
                    kms_master_key_id: Some(
                        "arn:aws:kms:eu-west-1:111122223333:key/1e1e2f30-4a5b-4c6d-8e7f-9a0b1c2d3e4f".into(),
                    ),
                }],
                item_count: Some(20_000),
                point_in_time_recovery_enabled: Reading::Known(Some(true)),
                recovery_period_in_days: Reading::Known(Some(35)),
                policy: Reading::Known(PolicyDocument::parse(SAMPLE_POLICY)),
                created_at: Some(Moment::sample("2026-01-31T12:00:00Z")),
            },
        }
    }

    async fn collect(place: &Place, out: &Sink) -> Result<(), Unread> {
        let tags = RegionTags::new(place, "dynamodb:table");
        let list = place.call(&DYNAMODB, "ListTables").set("Limit", 100);
        let mut pages = list.pages("ExclusiveStartTableName", "LastEvaluatedTableName");
        while let Some(page) = pages.next::<Names>().await? {
            out.each(page.table_names, |name| one(place, name, &tags)).await;
        }
        Ok(())
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Names {
    table_names: Vec<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Described {
    table: Table,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Table {
    table_arn: String,
    table_status: Option<String>,
    deletion_protection_enabled: Option<bool>,
    #[serde(rename = "SSEDescription")]
    sse: Option<Sse>,
    billing_mode_summary: Option<Billing>,
    table_class_summary: Option<Class>,
    stream_specification: Option<Stream>,
    #[serde(default)]
    replicas: Vec<Replica>,
    item_count: Option<i64>,
    creation_date_time: Option<Moment>,
}

#[derive(Deserialize)]
struct Sse {
    #[serde(rename = "SSEType")]
    kind: Option<String>,
    #[serde(rename = "KMSMasterKeyArn")]
    key: Option<String>,
    #[serde(rename = "Status")]
    status: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Billing {
    billing_mode: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Class {
    table_class: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Stream {
    stream_enabled: Option<bool>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Backups {
    continuous_backups_description: Continuous,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Continuous {
    point_in_time_recovery_description: Option<PointInTime>,
}

#[derive(Clone, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct PointInTime {
    point_in_time_recovery_status: Option<String>,
    recovery_period_in_days: Option<i64>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Policy {
    policy: Option<String>,
}

/// None for a table that has gone since it was listed.
async fn one(
    place: &Place,
    name: String,
    region_tags: &RegionTags<'_>,
) -> Result<Option<Found<DynamodbTable>>, Unread> {
    let describe = place.call(&DYNAMODB, "DescribeTable").set("TableName", name.as_str());
    let Some(Described { table }) = describe.judge().await? else { return Ok(None) };
    let arn = table.table_arn.as_str();
    let (backups, policy, tags) = tokio::join!(
        place.call(&DYNAMODB, "DescribeContinuousBackups").set("TableName", name.as_str()).judge::<Backups>(),
        place.call(&DYNAMODB, "GetResourcePolicy").set("ResourceArn", arn).judge::<Policy>(),
        region_tags.of(arn),
    );
    let recovery = backups
        .map(|reply| reply.and_then(|all| all.continuous_backups_description.point_in_time_recovery_description));
    let enabled = |one: PointInTime| one.point_in_time_recovery_status.map(|status| status == "ENABLED");
    let sse = table.sse.filter(|sse| sse.status.as_deref() != Some("DISABLED"));
    let fields = DynamodbTable {
        status: table.table_status,
        deletion_protection_enabled: table.deletion_protection_enabled,
        sse_type: sse.as_ref().and_then(|sse| sse.kind.clone()),
        kms_master_key_arn: sse.and_then(|sse| sse.key),
        billing_mode: table.billing_mode_summary.and_then(|summary| summary.billing_mode),
        table_class: table.table_class_summary.and_then(|summary| summary.table_class),
        stream_enabled: table.stream_specification.and_then(|stream| stream.stream_enabled),
        replicas: sorted(table.replicas),
        item_count: table.item_count,
        point_in_time_recovery_enabled: recovery.clone().map(|one| one.and_then(enabled)).into(),
        recovery_period_in_days: recovery.map(|one| one.and_then(|one| one.recovery_period_in_days)).into(),
        policy: PolicyDocument::reading(POLICY, policy.map(|reply| reply.and_then(|reply| reply.policy))),
        created_at: table.creation_date_time,
    };
    Ok(Some(Found { id: table.table_arn, name: Some(name), tags, fields }))
}

fn sorted(mut replicas: Vec<Replica>) -> Vec<Replica> {
    replicas.sort_by(|a, b| a.region_name.cmp(&b.region_name));
    replicas
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collect::canned::Canned;

    fn tables() -> Canned {
        Canned::default().reply("ListTables", r#"{"TableNames": ["t"]}"#)
    }

    const TABLE: &str = r#"{"Table": {"TableArn": "arn:aws:dynamodb:eu-central-1:111122223333:table/t",
        "TableName": "t", "TableStatus": "ACTIVE", "DeletionProtectionEnabled": false, "CreationDateTime": 1769860800.5,
        "StreamSpecification": {"StreamEnabled": true, "StreamViewType": "KEYS_ONLY"},
        "SSEDescription": {"Status": "ENABLED", "SSEType": "KMS", "KMSMasterKeyArn": "k"}}}"#;

    #[test]
    fn a_table_is_read_whole() {
        let backups = r#"{"ContinuousBackupsDescription": {"ContinuousBackupsStatus": "ENABLED",
            "PointInTimeRecoveryDescription": {"PointInTimeRecoveryStatus": "DISABLED"}}}"#;
        let none = r#"{"__type": "com.amazonaws.dynamodb.v20120810#PolicyNotFoundException"}"#;
        let read = tables()
            .reply("DescribeTable", TABLE)
            .reply("DescribeContinuousBackups", backups)
            .status("GetResourcePolicy", 400, none)
            .reply(
                "GetResources",
                r#"{"ResourceTagMappingList": [{"Tags": [{"Key": "b", "Value": "2"}],
                "ResourceARN": "arn:aws:dynamodb:eu-central-1:111122223333:table/t"}]}"#,
            )
            .read::<DynamodbTable>();
        assert_eq!(read.gaps, []);
        let [table] = read.resources.as_slice() else { panic!("one table") };
        assert!(table.unread().is_empty() && table.at("policy").is_null());
        assert_eq!(table.at("point_in_time_recovery_enabled").as_bool(), Some(false));
        assert_eq!(table.at("sse_type").as_str(), Some("KMS"));
        assert_eq!(table.at("stream_enabled").as_bool(), Some(true));
        assert_eq!(table.at("tags.b").as_str(), Some("2"));
    }

    #[test]
    fn what_is_denied_is_unread_and_what_is_gone_is_gone() {
        let read = tables().reply("DescribeTable", TABLE).read::<DynamodbTable>();
        assert_eq!(read.resources[0].unread().len(), 4);
        let gone = r#"{"__type": "com.amazonaws.dynamodb.v20120810#ResourceNotFoundException"}"#;
        let read = tables().status("DescribeTable", 400, gone).read::<DynamodbTable>();
        assert!(read.resources.is_empty() && read.gaps.is_empty());
        let no_table = r#"{"__type": "com.amazonaws.dynamodb.v20120810#TableNotFoundException"}"#;
        for (operation, gone) in [("GetResourcePolicy", gone), ("DescribeContinuousBackups", no_table)] {
            let read = tables().reply("DescribeTable", TABLE).status(operation, 400, gone).read::<DynamodbTable>();
            assert!(read.resources.is_empty() && read.gaps.is_empty(), "{operation}");
        }
        assert_eq!(tables().read::<DynamodbTable>().gaps.len(), 1);
    }
}
