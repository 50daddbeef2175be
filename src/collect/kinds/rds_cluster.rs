//! Database clusters: Aurora, RDS's own with several zones, DocumentDB and Neptune, which are listed by the same API.
//!
//! - Storage, encryption, backups and users are the cluster's; its instances only compute.
//!   <https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DBCluster.html>
//! - A cluster names its subnet group, but not the VPC: its instances do.

use super::kind::{Found, Kind};
use super::rds_reply::{Certificate, Listing, Membership, UserSecret, group_ids, is_default_name};
use super::sorted::sorted;
use super::tags::{Tag, listed};
use super::timestamp::Moment;
use crate::collect::aws::call::List;
use crate::collect::aws::service::RDS;
use crate::collect::{Place, Sink};
use crate::snapshot::{Action, Reading, Scope, Unread};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Several database servers over one store.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct RdsCluster {
    /// Such as `aurora-postgresql`, `aurora-mysql`, `postgres`, `mysql`, `docdb` or `neptune`.
    pub engine: Option<String>,
    /// `provisioned`, `serverless` (the first version), `global`, `multimaster` or `parallelquery`.
    pub engine_mode: Option<String>,
    /// Such as `16.4`.
    pub engine_version: Option<String>,
    /// `available`, `stopped`, `creating` or another state.
    pub status: Option<String>,
    /// The instances in it, by their names.
    pub member_identifiers: Vec<String>,
    /// Whether it may be reached from outside of its VPC; AWS says so only of RDS's own clusters.
    pub publicly_accessible: Option<bool>,
    /// The port that it listens on.
    pub port: Option<i64>,
    /// Whether its storage is encrypted.
    pub storage_encrypted: Option<bool>,
    /// The ARN of the KMS key; null where the storage is not encrypted.
    pub kms_key_id: Option<String>,
    /// For how many days automated backups are kept.
    pub backup_retention_period: Option<i64>,
    /// How many seconds Aurora MySQL can be wound back; null or 0 where it cannot.
    pub backtrack_window: Option<i64>,
    /// Whether it has instances in several zones.
    pub multi_az: Option<bool>,
    /// Whether it cannot be deleted before this is turned off.
    pub deletion_protection: Option<bool>,
    /// Whether users may sign in with IAM instead of a password.
    pub iam_database_authentication_enabled: Option<bool>,
    /// Whether minor versions are installed by themselves; AWS says so only of RDS's own clusters.
    pub auto_minor_version_upgrade: Option<bool>,
    /// The logs that go to CloudWatch, such as `audit`, `error`, `postgresql` or `profiler`.
    pub enabled_cloudwatch_logs_exports: Vec<String>,
    /// Whether queries may come over HTTPS, signed with IAM (the Data API).
    pub http_endpoint_enabled: Option<bool>,
    /// The least and the most that it computes with; null where it is not serverless of the second version.
    pub serverless_v2_scaling: Option<ServerlessV2Scaling>,
    /// The security groups that guard it.
    pub vpc_security_group_ids: Vec<String>,
    /// Its subnet group.
    pub db_subnet_group_name: Option<String>,
    /// Its parameter group.
    pub db_cluster_parameter_group: Option<String>,
    /// Whether the first user has a name that everybody knows, such as `admin` or `postgres`; the name is not kept.
    pub master_username_is_default: Option<bool>,
    /// The secret that keeps the first user's password; null where Secrets Manager does not manage it.
    pub master_user_secret_arn: Option<String>,
    /// Whether snapshots get its tags.
    pub copy_tags_to_snapshot: Option<bool>,
    /// Whether it is a clone that belongs to another account's cluster.
    pub cross_account_clone: Option<bool>,
    /// Whether Performance Insights is on.
    pub performance_insights_enabled: Option<bool>,
    /// The KMS key that encrypts what Performance Insights keeps; null where it is off.
    pub performance_insights_kms_key_id: Option<String>,
    /// Whether activity goes to a stream of events: `started`, `stopped` or in between; null where the engine cannot.
    pub activity_stream_status: Option<String>,
    /// When the certificate of an RDS cluster of its own ends; those of Aurora are its instances'.
    pub certificate_valid_till: Option<Moment>,
    /// When it was made.
    pub created_at: Option<Moment>,
}

#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all(deserialize = "PascalCase"))]
pub struct ServerlessV2Scaling {
    /// In Aurora's units; 0 lets it pause.
    pub min_capacity: Option<f64>,
    /// In Aurora's units.
    pub max_capacity: Option<f64>,
}

const LIST: &str = "rds:DescribeDBClusters";

impl Kind for RdsCluster {
    const NAME: &'static str = "rds_cluster";
    const CLOUDFORMATION: &'static str = "AWS::RDS::DBCluster";
    const SCOPE: Scope = Scope::Regional;
    const ACTIONS: &'static [Action] = &[Action::page(LIST)];

    fn sample() -> Found<Self> {
        let key = "arn:aws:kms:eu-central-1:111122223333:key/0d1e2f30-4a5b-4c6d-8e7f-9a0b1c2d3e4f";
        Found {
            id: "arn:aws:rds:eu-central-1:111122223333:cluster:orders".into(),
            name: Some("orders".into()),
            tags: Reading::Known(Some([("team".to_owned(), "shop".to_owned())].into())),
            fields: Self {
                engine: Some("aurora-mysql".into()),
                engine_mode: Some("provisioned".into()),
                engine_version: Some("8.0.mysql_aurora.3.08.0".into()),
                status: Some("available".into()),
                member_identifiers: vec!["orders-1".into(), "orders-2".into()],
                publicly_accessible: None,
                port: Some(3307),
                storage_encrypted: Some(true),
                kms_key_id: Some(key.into()),
                backup_retention_period: Some(14),
                backtrack_window: Some(86_400),
                multi_az: Some(true),
                deletion_protection: Some(true),
                iam_database_authentication_enabled: Some(true),
                auto_minor_version_upgrade: Some(true),
                enabled_cloudwatch_logs_exports: vec!["audit".into(), "error".into()],
                http_endpoint_enabled: Some(false),
                serverless_v2_scaling: Some(ServerlessV2Scaling { min_capacity: Some(0.5), max_capacity: Some(8.0) }),
                vpc_security_group_ids: vec!["sg-0a1b2c3d4e5f60718".into()],
                db_subnet_group_name: Some("private".into()),
                db_cluster_parameter_group: Some("orders-mysql8".into()),
                master_username_is_default: Some(false),
                master_user_secret_arn: Some(
                    "arn:aws:secretsmanager:eu-central-1:111122223333:secret:rds!cluster-orders-AbCdEf".into(),
                ),
                copy_tags_to_snapshot: Some(true),
                cross_account_clone: Some(false),
                performance_insights_enabled: Some(true),
                performance_insights_kms_key_id: Some(key.into()),
                activity_stream_status: Some("stopped".into()),
                certificate_valid_till: None,
                created_at: Some(Moment::sample("2026-01-31T12:00:00Z")),
            },
        }
    }

    async fn collect(place: &Place, out: &Sink) -> Result<(), Unread> {
        let clusters = clusters(place).await?;
        for cluster in &clusters.found {
            out.push(found(cluster)).await;
        }
        clusters.unread.clone().map_or(Ok(()), Err)
    }
}

#[derive(Deserialize)]
struct Page {
    #[serde(default, rename = "DBClusters")]
    clusters: List<Cluster>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Cluster {
    #[serde(rename = "DBClusterIdentifier")]
    pub(super) identifier: String,
    #[serde(rename = "DBClusterArn")]
    arn: String,
    pub(super) engine: Option<String>,
    engine_mode: Option<String>,
    pub(super) engine_version: Option<String>,
    status: Option<String>,
    #[serde(default, rename = "DBClusterMembers")]
    members: List<Member>,
    publicly_accessible: Option<bool>,
    port: Option<i64>,
    storage_encrypted: Option<bool>,
    kms_key_id: Option<String>,
    backup_retention_period: Option<i64>,
    backtrack_window: Option<i64>,
    #[serde(rename = "MultiAZ")]
    multi_az: Option<bool>,
    deletion_protection: Option<bool>,
    #[serde(rename = "IAMDatabaseAuthenticationEnabled")]
    iam: Option<bool>,
    auto_minor_version_upgrade: Option<bool>,
    #[serde(default)]
    enabled_cloudwatch_logs_exports: List<String>,
    http_endpoint_enabled: Option<bool>,
    #[serde(rename = "ServerlessV2ScalingConfiguration")]
    scaling: Option<ServerlessV2Scaling>,
    #[serde(default)]
    vpc_security_groups: List<Membership>,
    #[serde(rename = "DBSubnetGroup")]
    subnet_group: Option<String>,
    #[serde(rename = "DBClusterParameterGroup")]
    pub(super) parameter_group: Option<String>,
    master_username: Option<String>,
    master_user_secret: Option<UserSecret>,
    copy_tags_to_snapshot: Option<bool>,
    cross_account_clone: Option<bool>,
    performance_insights_enabled: Option<bool>,
    #[serde(rename = "PerformanceInsightsKMSKeyId")]
    performance_insights_key: Option<String>,
    activity_stream_status: Option<String>,
    certificate_details: Option<Certificate>,
    cluster_create_time: Option<Moment>,
    #[serde(default)]
    tag_list: List<Tag>,
}

#[derive(Debug, Deserialize)]
struct Member {
    #[serde(rename = "DBInstanceIdentifier")]
    identifier: String,
}

/// All clusters of the place, listed once for all kinds that need them.
pub(super) async fn clusters(place: &Place) -> Result<Arc<Listing<Cluster>>, Unread> {
    let call = place.call(&RDS, "DescribeDBClusters");
    place.once(|| async { Ok(Listing::of(call, |page: Page| page.clusters).await) }).await
}

fn found(db: &Cluster) -> Found<RdsCluster> {
    let fields = RdsCluster {
        engine: db.engine.clone(),
        engine_mode: db.engine_mode.clone(),
        engine_version: db.engine_version.clone(),
        status: db.status.clone(),
        member_identifiers: sorted(db.members.0.iter().map(|member| member.identifier.clone())),
        publicly_accessible: db.publicly_accessible,
        port: db.port,
        storage_encrypted: db.storage_encrypted,
        kms_key_id: db.kms_key_id.clone(),
        backup_retention_period: db.backup_retention_period,
        backtrack_window: db.backtrack_window,
        multi_az: db.multi_az,
        deletion_protection: db.deletion_protection,
        iam_database_authentication_enabled: db.iam,
        auto_minor_version_upgrade: db.auto_minor_version_upgrade,
        enabled_cloudwatch_logs_exports: sorted(db.enabled_cloudwatch_logs_exports.0.clone()),
        http_endpoint_enabled: db.http_endpoint_enabled,
        serverless_v2_scaling: db.scaling.clone(),
        vpc_security_group_ids: group_ids(&db.vpc_security_groups),
        db_subnet_group_name: db.subnet_group.clone(),
        db_cluster_parameter_group: db.parameter_group.clone(),
        master_username_is_default: is_default_name(db.master_username.as_deref()),
        master_user_secret_arn: db.master_user_secret.as_ref().and_then(|secret| secret.secret_arn.clone()),
        copy_tags_to_snapshot: db.copy_tags_to_snapshot,
        cross_account_clone: db.cross_account_clone,
        performance_insights_enabled: db.performance_insights_enabled,
        performance_insights_kms_key_id: db.performance_insights_key.clone(),
        activity_stream_status: db.activity_stream_status.clone(),
        certificate_valid_till: db.certificate_details.as_ref().and_then(|details| details.valid_till.clone()),
        created_at: db.cluster_create_time.clone(),
    };
    let tags = Reading::Known(Some(listed(&db.tag_list.0)));
    Found { id: db.arn.clone(), name: Some(db.identifier.clone()), tags, fields }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collect::canned::Canned;
    use crate::snapshot::Reason;

    const PAGE: &str = "<DescribeDBClustersResponse><DescribeDBClustersResult><DBClusters><DBCluster>\
        <DBClusterIdentifier>docs</DBClusterIdentifier><Engine>docdb</Engine><MasterUsername>Admin</MasterUsername>\
        <DBClusterArn>arn:aws:rds:eu-central-1:111122223333:cluster:docs</DBClusterArn>\
        <StorageEncrypted>false</StorageEncrypted><DBSubnetGroup>g</DBSubnetGroup><MultiAZ>true</MultiAZ>\
        <EnabledCloudwatchLogsExports><member>profiler</member><member>audit</member></EnabledCloudwatchLogsExports>\
        <ServerlessV2ScalingConfiguration><MinCapacity>0.5</MinCapacity><MaxCapacity>8</MaxCapacity>\
        </ServerlessV2ScalingConfiguration><DBClusterMembers><DBClusterMember>\
        <DBInstanceIdentifier>docs-1</DBInstanceIdentifier></DBClusterMember></DBClusterMembers><TagList/>\
        </DBCluster></DBClusters></DescribeDBClustersResult></DescribeDBClustersResponse>";

    #[test]
    fn a_cluster_of_documentdb_is_read() {
        let read = Canned::default().reply("DescribeDBClusters", PAGE).read::<RdsCluster>();
        assert_eq!(read.gaps, []);
        let [db] = read.resources.as_slice() else { panic!("one cluster") };
        assert_eq!(db.at("storage_encrypted").as_bool(), Some(false));
        assert_eq!(db.at("master_username_is_default").as_bool(), Some(true));
        assert_eq!(serde_json::to_string(db.at("enabled_cloudwatch_logs_exports")).unwrap(), r#"["audit","profiler"]"#);
        assert_eq!(serde_json::to_string(db.at("member_identifiers")).unwrap(), r#"["docs-1"]"#);
        assert!(db.at("http_endpoint_enabled").is_null());
    }

    #[test]
    fn a_refusal_is_a_gap() {
        let read = Canned::default().read::<RdsCluster>();
        assert_eq!((read.gaps[0].action.as_str(), read.gaps[0].reason), (LIST, Reason::AccessDenied));
    }
}
