//! Clusters of Redshift.
//!
//! - Whether connections must be encrypted is a parameter of a group, which several clusters may use: each group is asked
//!   once. <https://docs.aws.amazon.com/redshift/latest/mgmt/connecting-ssl-support.html>
//! - Where logs go is a question to each cluster. <https://docs.aws.amazon.com/redshift/latest/mgmt/db-auditing.html>

use super::kind::{Found, Kind};
use super::rds_reply::values;
use super::sorted::sorted;
use super::tags::{Tag, listed};
use super::timestamp::Moment;
use crate::collect::aws::call::List;
use crate::collect::aws::service::REDSHIFT;
use crate::collect::{Place, Sink};
use crate::snapshot::{Action, Reading, Scope, Unread};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A data warehouse on nodes of its own.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct RedshiftCluster {
    /// `available`, `paused`, `creating` or another state.
    pub status: Option<String>,
    /// Such as `ra3.large`.
    pub node_type: Option<String>,
    /// How many nodes compute.
    pub number_of_nodes: Option<i64>,
    /// Whether it has a public address; whether that can be reached, security groups and routes say.
    pub publicly_accessible: Option<bool>,
    /// The port that it listens on.
    pub port: Option<i64>,
    /// Whether its data is encrypted.
    pub encrypted: Option<bool>,
    /// The KMS key; null where it is not encrypted with one.
    pub kms_key_id: Option<String>,
    /// Whether copying and unloading go through the VPC.
    pub enhanced_vpc_routing: Option<bool>,
    /// Whether major versions are installed by themselves.
    pub allow_version_upgrade: Option<bool>,
    /// For how many days automated snapshots are kept; 0 is none.
    pub automated_snapshot_retention_period: Option<i64>,
    /// The region to which snapshots are copied; null where to none.
    pub snapshot_copy_region: Option<String>,
    /// Whether the first user has the name that the console proposes, `awsuser`; the name is not kept.
    pub master_username_is_default: Option<bool>,
    /// The secret that keeps the first user's password; null where Secrets Manager does not manage it.
    pub master_password_secret_arn: Option<String>,
    /// Whether the first database has the name that the console proposes, `dev`.
    pub database_name_is_default: Option<bool>,
    /// `Enabled` or `Disabled`.
    pub multi_az: Option<String>,
    /// The VPC that it is in.
    pub vpc_id: Option<String>,
    /// Its subnet group.
    pub cluster_subnet_group_name: Option<String>,
    /// The security groups that guard it.
    pub vpc_security_group_ids: Vec<String>,
    /// Its parameter groups.
    pub cluster_parameter_groups: Vec<String>,
    /// The roles that it may take.
    pub iam_roles: Vec<String>,
    /// Whether connections must be encrypted; null where its parameter group does not say.
    pub require_ssl: Reading<Option<bool>>,
    /// Whether what users do is written to the audit logs too; null where its parameter group does not say.
    pub enable_user_activity_logging: Reading<Option<bool>>,
    /// Where audit logs go; null where nothing is logged.
    pub logging: Reading<Option<Logging>>,
    /// When it was made.
    pub created_at: Option<Moment>,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Logging {
    /// `s3`, `cloudwatch` or `s3table`; null where AWS does not say, as for older buckets.
    pub destination_type: Option<String>,
    /// The bucket that gets them; null where they go elsewhere.
    pub bucket_name: Option<String>,
    /// `connectionlog`, `userlog` and `useractivitylog`; all where they go to a bucket.
    pub log_exports: Vec<String>,
}

const LIST: &str = "redshift:DescribeClusters";
const LOGGING: &str = "redshift:DescribeLoggingStatus";
const PARAMETERS: &str = "redshift:DescribeClusterParameters";

impl Kind for RedshiftCluster {
    const NAME: &'static str = "redshift_cluster";
    const CLOUDFORMATION: &'static str = "AWS::Redshift::Cluster";
    const SCOPE: Scope = Scope::Regional;
    const ACTIONS: &'static [Action] = &[Action::page(LIST), Action::each(LOGGING), Action::each(PARAMETERS)];

    fn sample() -> Found<Self> {
        Found {
            id: "arn:aws:redshift:eu-central-1:111122223333:cluster:sales".into(),
            name: Some("sales".into()),
            tags: Reading::Known(Some([("team".to_owned(), "analytics".to_owned())].into())),
            fields: Self {
                status: Some("available".into()),
                node_type: Some("ra3.large".into()),
                number_of_nodes: Some(2),
                publicly_accessible: Some(false),
                port: Some(5440),
                encrypted: Some(true),
                kms_key_id: Some(
                    "arn:aws:kms:eu-central-1:111122223333:key/0d1e2f30-4a5b-4c6d-8e7f-9a0b1c2d3e4f".into(),
                ),
                enhanced_vpc_routing: Some(true),
                allow_version_upgrade: Some(true),
                automated_snapshot_retention_period: Some(14),
                snapshot_copy_region: Some("eu-west-1".into()),
                master_username_is_default: Some(false),
                master_password_secret_arn: Some(
                    "arn:aws:secretsmanager:eu-central-1:111122223333:secret:redshift!sales-AbCdEf".into(),
                ),
                database_name_is_default: Some(false),
                multi_az: Some("Enabled".into()),
                vpc_id: Some("vpc-0a1b2c3d4e5f60718".into()),
                cluster_subnet_group_name: Some("private".into()),
                vpc_security_group_ids: vec!["sg-0a1b2c3d4e5f60718".into()],
                cluster_parameter_groups: vec!["sales".into()],
                iam_roles: vec!["arn:aws:iam::111122223333:role/sales-loader".into()],
                require_ssl: Reading::Known(Some(true)),
                enable_user_activity_logging: Reading::Known(Some(true)),
                logging: Reading::Known(Some(Logging {
                    destination_type: Some("cloudwatch".into()),
                    bucket_name: None,
                    log_exports: vec!["connectionlog".into(), "useractivitylog".into(), "userlog".into()],
                })),
                created_at: Some(Moment::sample("2026-01-31T12:00:00Z")),
            },
        }
    }

    async fn collect(place: &Place, out: &Sink) -> Result<(), Unread> {
        let mut groups = Groups::new();
        let list = place.call(&REDSHIFT, "DescribeClusters").set("MaxRecords", 100);
        let mut pages = list.pages("Marker", "Marker");
        while let Some(page) = pages.next::<Page>().await? {
            for group in page.clusters.0.iter().flat_map(|cluster| &cluster.cluster_parameter_groups.0) {
                if !groups.contains_key(&group.parameter_group_name) {
                    let name = group.parameter_group_name.clone();
                    groups.insert(name, parameters(place, &group.parameter_group_name).await);
                }
            }
            out.each(page.clusters.0, |cluster| one(place, cluster, &groups)).await;
        }
        Ok(())
    }
}

/// The parameters of each group.
type Groups = BTreeMap<String, Result<BTreeMap<String, String>, Unread>>;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Page {
    #[serde(default)]
    clusters: List<Cluster>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Cluster {
    cluster_identifier: String,
    cluster_status: Option<String>,
    node_type: Option<String>,
    number_of_nodes: Option<i64>,
    publicly_accessible: Option<bool>,
    endpoint: Option<Endpoint>,
    encrypted: Option<bool>,
    kms_key_id: Option<String>,
    enhanced_vpc_routing: Option<bool>,
    allow_version_upgrade: Option<bool>,
    automated_snapshot_retention_period: Option<i64>,
    cluster_snapshot_copy_status: Option<SnapshotCopy>,
    master_username: Option<String>,
    master_password_secret_arn: Option<String>,
    #[serde(rename = "DBName")]
    database: Option<String>,
    #[serde(rename = "MultiAZ")]
    multi_az: Option<String>,
    vpc_id: Option<String>,
    cluster_subnet_group_name: Option<String>,
    #[serde(default)]
    vpc_security_groups: List<SecurityGroup>,
    #[serde(default)]
    cluster_parameter_groups: List<ParameterGroup>,
    #[serde(default)]
    iam_roles: List<Role>,
    cluster_create_time: Option<Moment>,
    #[serde(default)]
    tags: List<Tag>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Endpoint {
    port: Option<i64>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct SnapshotCopy {
    destination_region: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct SecurityGroup {
    vpc_security_group_id: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ParameterGroup {
    parameter_group_name: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Role {
    iam_role_arn: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Status {
    logging_enabled: bool,
    log_destination_type: Option<String>,
    bucket_name: Option<String>,
    #[serde(default)]
    log_exports: List<String>,
}

/// All of a group, also what nobody changed: what is the default depends on the group's family.
async fn parameters(place: &Place, group: &str) -> Result<BTreeMap<String, String>, Unread> {
    values(place.call(&REDSHIFT, "DescribeClusterParameters").set("ParameterGroupName", group)).await
}

/// None for a cluster that has gone since it was listed.
async fn one(place: &Place, cluster: Cluster, groups: &Groups) -> Result<Option<Found<RedshiftCluster>>, Unread> {
    let name = cluster.cluster_identifier;
    let call = place.call(&REDSHIFT, "DescribeLoggingStatus").set("ClusterIdentifier", name.as_str());
    let Some(logging) = call.judge::<Status>().await.transpose() else { return Ok(None) };
    let group_names = sorted(cluster.cluster_parameter_groups.0.into_iter().map(|group| group.parameter_group_name));
    let fields = RedshiftCluster {
        status: cluster.cluster_status,
        node_type: cluster.node_type,
        number_of_nodes: cluster.number_of_nodes,
        publicly_accessible: cluster.publicly_accessible,
        port: cluster.endpoint.and_then(|endpoint| endpoint.port),
        encrypted: cluster.encrypted,
        kms_key_id: cluster.kms_key_id.filter(|key| !key.is_empty()),
        enhanced_vpc_routing: cluster.enhanced_vpc_routing,
        allow_version_upgrade: cluster.allow_version_upgrade,
        automated_snapshot_retention_period: cluster.automated_snapshot_retention_period,
        snapshot_copy_region: cluster.cluster_snapshot_copy_status.and_then(|copy| copy.destination_region),
        master_username_is_default: cluster.master_username.map(|name| name == "awsuser"),
        master_password_secret_arn: cluster.master_password_secret_arn.filter(|arn| !arn.is_empty()),
        database_name_is_default: cluster.database.map(|name| name == "dev"),
        multi_az: cluster.multi_az,
        vpc_id: cluster.vpc_id,
        cluster_subnet_group_name: cluster.cluster_subnet_group_name,
        vpc_security_group_ids: sorted(cluster.vpc_security_groups.0.into_iter().map(|one| one.vpc_security_group_id)),
        require_ssl: switch(groups, &group_names, "require_ssl"),
        enable_user_activity_logging: switch(groups, &group_names, "enable_user_activity_logging"),
        cluster_parameter_groups: group_names,
        iam_roles: sorted(cluster.iam_roles.0.into_iter().map(|role| role.iam_role_arn)),
        logging: logging.map(destination).into(),
        created_at: cluster.cluster_create_time,
    };
    let id = place.arn("redshift", &format!("cluster:{name}"));
    let tags = Reading::Known(Some(listed(&cluster.tags.0)));
    Ok(Some(Found { id, name: Some(name), tags, fields }))
}

fn destination(status: Status) -> Option<Logging> {
    status.logging_enabled.then(|| Logging {
        destination_type: status.log_destination_type.filter(|text| !text.is_empty()),
        bucket_name: status.bucket_name.filter(|text| !text.is_empty()),
        log_exports: sorted(status.log_exports.0),
    })
}

/// A parameter of the first group that has it; clusters have but one group.
fn switch(groups: &Groups, names: &[String], parameter: &str) -> Reading<Option<bool>> {
    let known: Result<Vec<_>, Unread> = names.iter().filter_map(|name| groups.get(name)).cloned().collect();
    let value = |groups: Vec<BTreeMap<String, String>>| groups.iter().find_map(|group| group.get(parameter).cloned());
    known.map(|groups| value(groups).map(|value| value == "true")).into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collect::canned::Canned;

    fn clusters() -> Canned {
        let cluster = |name: &str| {
            format!(
                "<Cluster><ClusterIdentifier>{name}</ClusterIdentifier><MasterUsername>awsuser</MasterUsername>\
                 <DBName>dev</DBName><PubliclyAccessible>true</PubliclyAccessible><ClusterParameterGroups>\
                 <ClusterParameterGroup><ParameterGroupName>g</ParameterGroupName></ClusterParameterGroup>\
                 </ClusterParameterGroups><Tags><Tag><Key>team</Key><Value>x</Value></Tag></Tags></Cluster>"
            )
        };
        let page = format!(
            "<DescribeClustersResponse><DescribeClustersResult><Clusters>{}{}</Clusters></DescribeClustersResult>\
             </DescribeClustersResponse>",
            cluster("a"),
            cluster("b")
        );
        Canned::default().reply("DescribeClusters", &page)
    }

    #[test]
    fn clusters_are_read_and_a_group_is_asked_once() {
        let logging = "<R><DescribeLoggingStatusResult><LoggingEnabled>false</LoggingEnabled>\
            </DescribeLoggingStatusResult></R>";
        let parameters = "<R><DescribeClusterParametersResult><Parameters><Parameter>\
            <ParameterName>require_ssl</ParameterName><ParameterValue>false</ParameterValue></Parameter></Parameters>\
            </DescribeClusterParametersResult></R>";
        let read = clusters()
            .reply("DescribeLoggingStatus", logging)
            .reply("DescribeClusterParameters", parameters)
            .read::<RedshiftCluster>();
        assert_eq!(read.gaps, []);
        assert_eq!((read.resources.len(), read.asked.len()), (2, 4));
        let cluster = &read.resources[0];
        assert_eq!(cluster.at("require_ssl").as_bool(), Some(false));
        assert!(cluster.at("logging").is_null() && cluster.at("enable_user_activity_logging").is_null());
        assert_eq!(cluster.at("master_username_is_default").as_bool(), Some(true));
        assert_eq!(cluster.at("tags.team").as_str(), Some("x"));
    }

    #[test]
    fn what_is_denied_is_unread_and_what_is_gone_is_gone() {
        assert_eq!(clusters().read::<RedshiftCluster>().resources[0].unread().len(), 3);
        let gone = "<ErrorResponse><Error><Code>ClusterNotFound</Code></Error></ErrorResponse>";
        assert!(clusters().status("DescribeLoggingStatus", 404, gone).read::<RedshiftCluster>().resources.is_empty());
    }
}
