//! Database instances of RDS, and those of DocumentDB and Neptune, which are listed by the same API.
//!
//! - An instance of a cluster takes storage, encryption, backups and users from the cluster; what AWS repeats here of the
//!   cluster's settings is kept as it is said. <https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DBInstance.html>
//! - Tags and the subnet group come with the listing; nothing has to be asked of an instance by itself.

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

/// A server with databases in it.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct RdsInstance {
    /// Such as `postgres`, `mysql`, `aurora-postgresql`, `sqlserver-ex`, `oracle-ee`, `docdb` or `neptune`.
    pub engine: Option<String>,
    /// Such as `16.4`.
    pub engine_version: Option<String>,
    /// Whether it goes on after the end of standard support: `open-source-rds-extended-support`, with `-disabled` where not.
    pub engine_lifecycle_support: Option<String>,
    /// Such as `db.r6g.large`.
    pub db_instance_class: Option<String>,
    /// `available`, `stopped`, `creating` or another state.
    pub status: Option<String>,
    /// The cluster that it belongs to; null where it stands alone.
    pub db_cluster_identifier: Option<String>,
    /// The instance or cluster of which it is a replica; null where it is none.
    pub read_replica_source: Option<String>,
    /// Whether its name leads to a public address; whether that can be reached, security groups and routes say.
    pub publicly_accessible: Option<bool>,
    /// The port that it listens on.
    pub port: Option<i64>,
    /// Whether its storage is encrypted.
    pub storage_encrypted: Option<bool>,
    /// The ARN of the KMS key; null where the storage is not encrypted.
    pub kms_key_id: Option<String>,
    /// For how many days automated backups are kept; 0 is none.
    pub backup_retention_period: Option<i64>,
    /// Whether there is a standby in another zone.
    pub multi_az: Option<bool>,
    /// Whether it cannot be deleted before this is turned off.
    pub deletion_protection: Option<bool>,
    /// Whether users may sign in with IAM instead of a password.
    pub iam_database_authentication_enabled: Option<bool>,
    /// Whether minor versions are installed by themselves.
    pub auto_minor_version_upgrade: Option<bool>,
    /// The logs that go to CloudWatch, such as `audit`, `error`, `postgresql` or `upgrade`.
    pub enabled_cloudwatch_logs_exports: Vec<String>,
    /// Seconds between readings of enhanced monitoring; 0 is off.
    pub monitoring_interval: Option<i64>,
    /// Which of AWS's authorities signed its certificate, such as `rds-ca-rsa2048-g1`.
    pub ca_certificate_identifier: Option<String>,
    /// When its certificate ends.
    pub certificate_valid_till: Option<Moment>,
    /// The security groups that guard it.
    pub vpc_security_group_ids: Vec<String>,
    /// Its subnet group.
    pub db_subnet_group_name: Option<String>,
    /// The VPC of its subnet group.
    pub vpc_id: Option<String>,
    /// The subnets of its subnet group.
    pub subnet_ids: Vec<String>,
    /// Whether the first user has a name that everybody knows, such as `admin` or `postgres`; the name is not kept.
    pub master_username_is_default: Option<bool>,
    /// The secret that keeps the first user's password; null where Secrets Manager does not manage it.
    pub master_user_secret_arn: Option<String>,
    /// Whether snapshots get its tags.
    pub copy_tags_to_snapshot: Option<bool>,
    /// Whether Performance Insights is on.
    pub performance_insights_enabled: Option<bool>,
    /// The KMS key that encrypts what Performance Insights keeps; null where it is off.
    pub performance_insights_kms_key_id: Option<String>,
    /// Its parameter groups.
    pub db_parameter_groups: Vec<String>,
    /// Its option groups.
    pub option_groups: Vec<String>,
    /// Whether activity goes to a stream of events: `started`, `stopped` or in between; null where the engine cannot.
    pub activity_stream_status: Option<String>,
    /// When it was made.
    pub created_at: Option<Moment>,
}

const LIST: &str = "rds:DescribeDBInstances";

impl Kind for RdsInstance {
    const NAME: &'static str = "rds_instance";
    const CLOUDFORMATION: &'static str = "AWS::RDS::DBInstance";
    const SCOPE: Scope = Scope::Regional;
    const ACTIONS: &'static [Action] = &[Action::page(LIST)];

    fn sample() -> Found<Self> {
        let key = "arn:aws:kms:eu-central-1:111122223333:key/0d1e2f30-4a5b-4c6d-8e7f-9a0b1c2d3e4f";
        Found {
            id: "arn:aws:rds:eu-central-1:111122223333:db:ledger".into(),
            name: Some("ledger".into()),
            tags: Reading::Known(Some([("team".to_owned(), "billing".to_owned())].into())),
            fields: Self {
                engine: Some("postgres".into()),
                engine_version: Some("16.4".into()),
                engine_lifecycle_support: Some("open-source-rds-extended-support-disabled".into()),
                db_instance_class: Some("db.r6g.large".into()),
                status: Some("available".into()),
                db_cluster_identifier: None,
                read_replica_source: None,
                publicly_accessible: Some(false),
                port: Some(6543),
                storage_encrypted: Some(true),
                kms_key_id: Some(key.into()),
                backup_retention_period: Some(14),
                multi_az: Some(true),
                deletion_protection: Some(true),
                iam_database_authentication_enabled: Some(true),
                auto_minor_version_upgrade: Some(true),
                enabled_cloudwatch_logs_exports: vec!["postgresql".into(), "upgrade".into()],
                monitoring_interval: Some(60),
                ca_certificate_identifier: Some("rds-ca-rsa2048-g1".into()),
                certificate_valid_till: Some(Moment::sample("2027-06-30T00:00:00Z")),
                vpc_security_group_ids: vec!["sg-0a1b2c3d4e5f60718".into()],
                db_subnet_group_name: Some("private".into()),
                vpc_id: Some("vpc-0a1b2c3d4e5f60718".into()),
                subnet_ids: vec!["subnet-0a1b2c3d4e5f60718".into(), "subnet-0b1b2c3d4e5f60718".into()],
                master_username_is_default: Some(false),
                master_user_secret_arn: Some(
                    "arn:aws:secretsmanager:eu-central-1:111122223333:secret:rds!db-ledger-AbCdEf".into(),
                ),
                copy_tags_to_snapshot: Some(true),
                performance_insights_enabled: Some(true),
                performance_insights_kms_key_id: Some(key.into()),
                db_parameter_groups: vec!["ledger-postgres16".into()],
                option_groups: vec!["default:postgres-16".into()],
                activity_stream_status: Some("stopped".into()),
                created_at: Some(Moment::sample("2026-01-31T12:00:00Z")),
            },
        }
    }

    async fn collect(place: &Place, out: &Sink) -> Result<(), Unread> {
        let instances = instances(place).await?;
        for instance in &instances.found {
            out.push(found(instance)).await;
        }
        instances.unread.clone().map_or(Ok(()), Err)
    }
}

#[derive(Deserialize)]
struct Page {
    #[serde(default, rename = "DBInstances")]
    instances: List<Instance>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Instance {
    #[serde(rename = "DBInstanceIdentifier")]
    pub(super) identifier: String,
    #[serde(rename = "DBInstanceArn")]
    arn: String,
    pub(super) engine: Option<String>,
    pub(super) engine_version: Option<String>,
    engine_lifecycle_support: Option<String>,
    #[serde(rename = "DBInstanceClass")]
    class: Option<String>,
    #[serde(rename = "DBInstanceStatus")]
    status: Option<String>,
    #[serde(rename = "DBClusterIdentifier")]
    cluster: Option<String>,
    #[serde(rename = "ReadReplicaSourceDBInstanceIdentifier")]
    replica_of: Option<String>,
    #[serde(rename = "ReadReplicaSourceDBClusterIdentifier")]
    replica_of_cluster: Option<String>,
    publicly_accessible: Option<bool>,
    endpoint: Option<Endpoint>,
    storage_encrypted: Option<bool>,
    kms_key_id: Option<String>,
    backup_retention_period: Option<i64>,
    #[serde(rename = "MultiAZ")]
    multi_az: Option<bool>,
    deletion_protection: Option<bool>,
    #[serde(rename = "IAMDatabaseAuthenticationEnabled")]
    iam: Option<bool>,
    auto_minor_version_upgrade: Option<bool>,
    #[serde(default)]
    enabled_cloudwatch_logs_exports: List<String>,
    monitoring_interval: Option<i64>,
    #[serde(rename = "CACertificateIdentifier")]
    ca: Option<String>,
    certificate_details: Option<Certificate>,
    #[serde(default)]
    vpc_security_groups: List<Membership>,
    #[serde(rename = "DBSubnetGroup")]
    subnet_group: Option<SubnetGroup>,
    master_username: Option<String>,
    master_user_secret: Option<UserSecret>,
    copy_tags_to_snapshot: Option<bool>,
    performance_insights_enabled: Option<bool>,
    #[serde(rename = "PerformanceInsightsKMSKeyId")]
    performance_insights_key: Option<String>,
    #[serde(default, rename = "DBParameterGroups")]
    pub(super) parameter_groups: List<ParameterGroup>,
    #[serde(default)]
    option_group_memberships: List<OptionGroup>,
    activity_stream_status: Option<String>,
    instance_create_time: Option<Moment>,
    #[serde(default)]
    tag_list: List<Tag>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Endpoint {
    port: Option<i64>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct SubnetGroup {
    #[serde(rename = "DBSubnetGroupName")]
    name: Option<String>,
    vpc_id: Option<String>,
    #[serde(default)]
    subnets: List<Subnet>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Subnet {
    subnet_identifier: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct ParameterGroup {
    #[serde(rename = "DBParameterGroupName")]
    pub(super) name: String,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct OptionGroup {
    option_group_name: String,
}

/// All instances of the place, listed once for all kinds that need them.
pub(super) async fn instances(place: &Place) -> Result<Arc<Listing<Instance>>, Unread> {
    let call = place.call(&RDS, "DescribeDBInstances");
    place.once(|| async { Ok(Listing::of(call, |page: Page| page.instances).await) }).await
}

fn found(db: &Instance) -> Found<RdsInstance> {
    let group = db.subnet_group.as_ref();
    let fields = RdsInstance {
        engine: db.engine.clone(),
        engine_version: db.engine_version.clone(),
        engine_lifecycle_support: db.engine_lifecycle_support.clone(),
        db_instance_class: db.class.clone(),
        status: db.status.clone(),
        db_cluster_identifier: db.cluster.clone(),
        read_replica_source: db.replica_of.clone().or_else(|| db.replica_of_cluster.clone()),
        publicly_accessible: db.publicly_accessible,
        port: db.endpoint.as_ref().and_then(|endpoint| endpoint.port),
        storage_encrypted: db.storage_encrypted,
        kms_key_id: db.kms_key_id.clone(),
        backup_retention_period: db.backup_retention_period,
        multi_az: db.multi_az,
        deletion_protection: db.deletion_protection,
        iam_database_authentication_enabled: db.iam,
        auto_minor_version_upgrade: db.auto_minor_version_upgrade,
        enabled_cloudwatch_logs_exports: sorted(db.enabled_cloudwatch_logs_exports.0.clone()),
        monitoring_interval: db.monitoring_interval,
        ca_certificate_identifier: db.ca.clone(),
        certificate_valid_till: db.certificate_details.as_ref().and_then(|details| details.valid_till.clone()),
        vpc_security_group_ids: group_ids(&db.vpc_security_groups),
        db_subnet_group_name: group.and_then(|group| group.name.clone()),
        vpc_id: group.and_then(|group| group.vpc_id.clone()),
        subnet_ids: sorted(group.into_iter().flat_map(|g| g.subnets.0.iter().map(|one| one.subnet_identifier.clone()))),
        master_username_is_default: is_default_name(db.master_username.as_deref()),
        master_user_secret_arn: db.master_user_secret.as_ref().and_then(|secret| secret.secret_arn.clone()),
        copy_tags_to_snapshot: db.copy_tags_to_snapshot,
        performance_insights_enabled: db.performance_insights_enabled,
        performance_insights_kms_key_id: db.performance_insights_key.clone(),
        db_parameter_groups: sorted(db.parameter_groups.0.iter().map(|group| group.name.clone())),
        option_groups: sorted(db.option_group_memberships.0.iter().map(|group| group.option_group_name.clone())),
        activity_stream_status: db.activity_stream_status.clone(),
        created_at: db.instance_create_time.clone(),
    };
    let tags = Reading::Known(Some(listed(&db.tag_list.0)));
    Found { id: db.arn.clone(), name: Some(db.identifier.clone()), tags, fields }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collect::canned::Canned;
    use crate::snapshot::Reason;

    fn page(name: &str, more: &str) -> String {
        format!(
            "<DescribeDBInstancesResponse><DescribeDBInstancesResult><DBInstances><DBInstance>\
             <DBInstanceIdentifier>{name}</DBInstanceIdentifier>\
             <DBInstanceArn>arn:aws:rds:eu-central-1:111122223333:db:{name}</DBInstanceArn>\
             <Engine>postgres</Engine><MasterUsername>postgres</MasterUsername><MultiAZ>false</MultiAZ>\
             <PubliclyAccessible>true</PubliclyAccessible><BackupRetentionPeriod>0</BackupRetentionPeriod>\
             <Endpoint><Address>x</Address><Port>5432</Port></Endpoint><PendingModifiedValues/>\
             <DBSubnetGroup><DBSubnetGroupName>g</DBSubnetGroupName><VpcId>vpc-1</VpcId><Subnets><Subnet>\
             <SubnetIdentifier>subnet-1</SubnetIdentifier></Subnet></Subnets></DBSubnetGroup>\
             <VpcSecurityGroups><VpcSecurityGroupMembership><VpcSecurityGroupId>sg-1</VpcSecurityGroupId>\
             </VpcSecurityGroupMembership></VpcSecurityGroups>\
             <DBParameterGroups><DBParameterGroup><DBParameterGroupName>p</DBParameterGroupName></DBParameterGroup>\
             </DBParameterGroups><CertificateDetails><ValidTill>2026-01-31T12:00:00Z</ValidTill></CertificateDetails>\
             <TagList><Tag><Key>team</Key><Value>x</Value></Tag></TagList></DBInstance></DBInstances>{more}\
             </DescribeDBInstancesResult></DescribeDBInstancesResponse>"
        )
    }

    #[test]
    fn instances_of_all_pages_are_read_with_one_call_a_page() {
        let read = Canned::default()
            .reply("DescribeDBInstances", &page("a", "<Marker>m</Marker>"))
            .reply("DescribeDBInstances", &page("b", ""))
            .read::<RdsInstance>();
        assert_eq!(read.gaps, []);
        assert_eq!((read.resources.len(), read.asked.len()), (2, 2));
        let db = &read.resources[0];
        assert_eq!(db.at("publicly_accessible").as_bool(), Some(true));
        assert_eq!(db.at("master_username_is_default").as_bool(), Some(true));
        assert_eq!(db.at("vpc_id").as_str(), Some("vpc-1"));
        assert_eq!(db.at("certificate_valid_till").as_str(), Some("2026-01-31T12:00:00Z"));
        assert_eq!(db.at("tags.team").as_str(), Some("x"));
        assert!(db.at("storage_encrypted").is_null(), "what is not said is not known");
    }

    #[test]
    fn a_replica_of_a_cluster_is_a_replica() {
        let source = "<ReadReplicaSourceDBClusterIdentifier>c</ReadReplicaSourceDBClusterIdentifier></DBInstance>";
        let page = page("a", "").replace("</DBInstance>", source);
        let read = Canned::default().reply("DescribeDBInstances", &page).read::<RdsInstance>();
        assert_eq!(read.resources[0].at("read_replica_source").as_str(), Some("c"));
    }

    #[test]
    fn what_was_listed_before_a_refusal_stays() {
        let denied = "<ErrorResponse><Error><Code>AccessDenied</Code></Error></ErrorResponse>";
        let read = Canned::default()
            .reply("DescribeDBInstances", &page("a", "<Marker>m</Marker>"))
            .status("DescribeDBInstances", 403, denied)
            .read::<RdsInstance>();
        assert_eq!((read.resources.len(), read.gaps[0].reason), (1, Reason::AccessDenied));
    }
}
