//! Clusters of EMR that are there; those that have ended are left out. A listing gives names and states; a cluster's
//! settings are a call each.
//!
//! - A reply holds the passwords of Kerberos; of it only the realm is read.
//!   <https://docs.aws.amazon.com/emr/latest/APIReference/API_Cluster.html>
//! - Software is set up with free-hand properties, which are searched for secrets.

use super::kind::{Found, Kind};
use super::named_values::secrets_in;
use super::tags::{Tag, listed};
use super::timestamp::Moment;
use crate::collect::aws::service::EMR;
use crate::collect::secrets::SecretHit;
use crate::collect::{Place, Sink};
use crate::snapshot::{Action, Reading, Scope, Unread};
use futures_util::StreamExt;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A cluster of servers that work on data together.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct EmrCluster {
    /// Such as `j-2AXXXXXXGAPLF`.
    pub cluster_id: String,
    /// `STARTING`, `BOOTSTRAPPING`, `RUNNING` or `WAITING`.
    pub state: Option<String>,
    /// Such as `emr-7.8.0`.
    pub release_label: Option<String>,
    /// What runs on it, such as `Spark`.
    pub applications: Vec<String>,
    /// The security configuration that says how it encrypts; null where none does.
    pub security_configuration: Option<String>,
    /// Where its logs are kept; null where they end with it.
    pub log_uri: Option<String>,
    /// The KMS key of its logs; null where none.
    pub log_encryption_kms_key_id: Option<String>,
    /// The realm of Kerberos; null where it does without.
    pub kerberos_realm: Option<String>,
    /// The name of the server that leads.
    pub master_public_dns_name: Option<String>,
    /// Whether that name is one that AWS gives to public addresses; null where it has none yet.
    pub master_has_public_name: Option<bool>,
    /// The subnet that it is in.
    pub subnet_id: Option<String>,
    /// The pair of keys by which people sign in; null where none.
    pub ec2_key_name: Option<String>,
    /// The instance profile of its servers.
    pub instance_profile: Option<String>,
    /// The role that EMR takes.
    pub service_role: Option<String>,
    /// The security groups of the server that leads, EMR's own first.
    pub master_security_group_ids: Vec<String>,
    /// The security groups of the other servers, EMR's own first.
    pub slave_security_group_ids: Vec<String>,
    /// The security group by which EMR reaches it in a private subnet; null elsewhere.
    pub service_access_security_group_id: Option<String>,
    /// Whether all who may use EMR in the account see it.
    pub visible_to_all_users: Option<bool>,
    /// Whether it cannot be ended before this is turned off.
    pub termination_protected: Option<bool>,
    /// Whether it ends when its work is done.
    pub auto_terminate: Option<bool>,
    /// Secrets in the properties of its software, without their values; `name` is the property, and lines are counted within it.
    pub property_secrets: Vec<SecretHit>,
    /// When it was made.
    pub created_at: Option<Moment>,
}

const LIST: &str = "elasticmapreduce:ListClusters";
const DESCRIBE: &str = "elasticmapreduce:DescribeCluster";

impl Kind for EmrCluster {
    const NAME: &'static str = "emr_cluster";
    const CLOUDFORMATION: &'static str = "AWS::EMR::Cluster";
    const SCOPE: Scope = Scope::Regional;
    const ACTIONS: &'static [Action] = &[Action::page(LIST), Action::each(DESCRIBE)];

    fn sample() -> Found<Self> {
        Found {
            id: "arn:aws:elasticmapreduce:eu-central-1:111122223333:cluster/j-2AXXXXXXGAPLF".into(),
            name: Some("clicks".into()),
            tags: Reading::Known(Some([("team".to_owned(), "analytics".to_owned())].into())),
            fields: Self {
                cluster_id: "j-2AXXXXXXGAPLF".into(),
                state: Some("RUNNING".into()),
                release_label: Some("emr-7.8.0".into()),
                applications: vec!["Spark".into()],
                security_configuration: Some("encrypted".into()),
                log_uri: Some("s3n://analytics-logs/emr/".into()),
                log_encryption_kms_key_id: Some(
                    "arn:aws:kms:eu-central-1:111122223333:key/0d1e2f30-4a5b-4c6d-8e7f-9a0b1c2d3e4f".into(),
                ),
                kerberos_realm: Some("EC2.INTERNAL".into()),
                master_public_dns_name: Some("ip-10-0-1-5.eu-central-1.compute.internal".into()),
                master_has_public_name: Some(false),
                subnet_id: Some("subnet-0a1b2c3d4e5f60718".into()),
                ec2_key_name: None,
                instance_profile: Some("emr-servers".into()),
                service_role: Some("emr-service".into()),
                master_security_group_ids: vec!["sg-0a1b2c3d4e5f60718".into()],
                slave_security_group_ids: vec!["sg-0b1b2c3d4e5f60718".into()],
                service_access_security_group_id: Some("sg-0c1b2c3d4e5f60718".into()),
                visible_to_all_users: Some(true),
                termination_protected: Some(true),
                auto_terminate: Some(false),
                property_secrets: vec![],
                created_at: Some(Moment::sample("2026-01-31T12:00:00Z")),
            },
        }
    }

    async fn collect(place: &Place, out: &Sink) -> Result<(), Unread> {
        let clusters = clusters(place).await?;
        for cluster in &clusters.found {
            out.push(found(place, cluster)).await;
        }
        for unread in &clusters.unread {
            out.gap(unread.clone()).await;
        }
        Ok(())
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Page {
    #[serde(default)]
    clusters: Vec<Listed>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Listed {
    id: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Described {
    cluster: Cluster,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Cluster {
    id: String,
    name: Option<String>,
    cluster_arn: Option<String>,
    status: Option<Status>,
    release_label: Option<String>,
    applications: Option<Vec<Application>>,
    pub(super) security_configuration: Option<String>,
    log_uri: Option<String>,
    log_encryption_kms_key_id: Option<String>,
    kerberos_attributes: Option<Kerberos>,
    master_public_dns_name: Option<String>,
    ec2_instance_attributes: Option<Servers>,
    service_role: Option<String>,
    visible_to_all_users: Option<bool>,
    termination_protected: Option<bool>,
    auto_terminate: Option<bool>,
    configurations: Option<Vec<Configuration>>,
    tags: Option<Vec<Tag>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Status {
    state: Option<String>,
    timeline: Option<Timeline>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Timeline {
    creation_date_time: Option<Moment>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Application {
    name: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Kerberos {
    realm: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Servers {
    ec2_subnet_id: Option<String>,
    ec2_key_name: Option<String>,
    iam_instance_profile: Option<String>,
    emr_managed_master_security_group: Option<String>,
    emr_managed_slave_security_group: Option<String>,
    service_access_security_group: Option<String>,
    additional_master_security_groups: Option<Vec<String>>,
    additional_slave_security_groups: Option<Vec<String>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Configuration {
    properties: Option<BTreeMap<String, String>>,
    configurations: Option<Vec<Self>>,
}

/// The clusters that could be read, and why others could not.
#[derive(Default)]
pub(super) struct Clusters {
    pub(super) found: Vec<Cluster>,
    pub(super) unread: Vec<Unread>,
}

/// All clusters of the place that have not ended, read once for all kinds that need them.
pub(super) async fn clusters(place: &Place) -> Result<Arc<Clusters>, Unread> {
    place.once(|| async { Ok(read(place).await) }).await
}

async fn read(place: &Place) -> Clusters {
    const SIDE_BY_SIDE: usize = 8;
    let mut clusters = Clusters::default();
    let ids = match ids(place, &mut clusters.unread).await {
        ids if ids.is_empty() => return clusters,
        ids => ids,
    };
    let describe =
        |id: String| async move { place.call(&EMR, "DescribeCluster").set("ClusterId", id).judge::<Described>().await };
    let mut replies = futures_util::stream::iter(ids).map(describe).buffer_unordered(SIDE_BY_SIDE);
    while let Some(reply) = replies.next().await {
        match reply {
            Ok(described) => clusters.found.extend(described.map(|reply| reply.cluster)),
            Err(unread) => clusters.unread.push(unread),
        }
    }
    clusters.found.sort_by(|a, b| a.id.cmp(&b.id));
    clusters
}

async fn ids(place: &Place, unread: &mut Vec<Unread>) -> Vec<String> {
    let mut ids = Vec::new();
    let states = json!(["STARTING", "BOOTSTRAPPING", "RUNNING", "WAITING"]);
    let mut pages = place.call(&EMR, "ListClusters").set("ClusterStates", states).pages("Marker", "Marker");
    loop {
        match pages.next::<Page>().await {
            Ok(Some(page)) => ids.extend(page.clusters.into_iter().map(|cluster| cluster.id)),
            Ok(None) => return ids,
            Err(error) => {
                unread.push(error);
                return ids;
            }
        }
    }
}

fn found(place: &Place, cluster: &Cluster) -> Found<EmrCluster> {
    let id = cluster.cluster_arn.clone();
    let id = id.unwrap_or_else(|| place.arn("elasticmapreduce", &format!("cluster/{}", cluster.id)));
    let tags = Reading::Known(Some(listed(cluster.tags.as_deref().unwrap_or_default())));
    Found { id, name: cluster.name.clone(), tags, fields: fields(cluster) }
}

fn fields(cluster: &Cluster) -> EmrCluster {
    let nothing = Servers::default();
    let servers = cluster.ec2_instance_attributes.as_ref().unwrap_or(&nothing);
    let status = cluster.status.as_ref();
    let leader = cluster.master_public_dns_name.clone().filter(|name| !name.is_empty());
    let mut applications: Vec<String> =
        cluster.applications.iter().flatten().filter_map(|application| application.name.clone()).collect();
    applications.sort();
    EmrCluster {
        cluster_id: cluster.id.clone(),
        state: status.and_then(|status| status.state.clone()),
        release_label: cluster.release_label.clone(),
        applications,
        security_configuration: cluster.security_configuration.clone().filter(|name| !name.is_empty()),
        log_uri: cluster.log_uri.clone().filter(|uri| !uri.is_empty()),
        log_encryption_kms_key_id: cluster.log_encryption_kms_key_id.clone(),
        kerberos_realm: cluster.kerberos_attributes.as_ref().and_then(|kerberos| kerberos.realm.clone()),
        // <https://docs.aws.amazon.com/vpc/latest/userguide/vpc-dns.html>
        master_has_public_name: leader.as_ref().map(|name| name.starts_with("ec2-")),
        master_public_dns_name: leader,
        subnet_id: servers.ec2_subnet_id.clone(),
        ec2_key_name: servers.ec2_key_name.clone(),
        instance_profile: servers.iam_instance_profile.clone(),
        service_role: cluster.service_role.clone(),
        master_security_group_ids: groups(
            &servers.emr_managed_master_security_group,
            &servers.additional_master_security_groups,
        ),
        slave_security_group_ids: groups(
            &servers.emr_managed_slave_security_group,
            &servers.additional_slave_security_groups,
        ),
        service_access_security_group_id: servers.service_access_security_group.clone(),
        visible_to_all_users: cluster.visible_to_all_users,
        termination_protected: cluster.termination_protected,
        auto_terminate: cluster.auto_terminate,
        property_secrets: secrets_in(properties(cluster.configurations.as_deref().unwrap_or_default())),
        created_at: status.and_then(|s| s.timeline.as_ref()).and_then(|times| times.creation_date_time.clone()),
    }
}

fn groups(own: &Option<String>, more: &Option<Vec<String>>) -> Vec<String> {
    let mut more = more.clone().unwrap_or_default();
    more.sort();
    own.iter().cloned().chain(more).collect()
}

/// Names and values, also those of configurations within configurations.
fn properties(configurations: &[Configuration]) -> Vec<(&str, &str)> {
    let mut all = Vec::new();
    for configuration in configurations {
        let own = configuration.properties.iter().flatten();
        all.extend(own.map(|(name, value)| (name.as_str(), value.as_str())));
        all.extend(properties(configuration.configurations.as_deref().unwrap_or_default()));
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collect::canned::Canned;

    fn clusters() -> Canned {
        Canned::default().reply("ListClusters", r#"{"Clusters": [{"Id": "j-1", "Name": "c"}]}"#)
    }

    #[test]
    fn a_cluster_is_read_without_its_secrets() {
        let cluster = r#"{"Cluster": {"Id": "j-1", "Name": "c", "Status": {"State": "WAITING",
            "Timeline": {"CreationDateTime": 1769860800.5}}, "MasterPublicDnsName": "ec2-3-0-0-1.compute.amazonaws.com",
            "ClusterArn": "arn:aws:elasticmapreduce:eu-central-1:111122223333:cluster/j-1",
            "KerberosAttributes": {"Realm": "R", "KdcAdminPassword": "hunter2hunter2"},
            "Ec2InstanceAttributes": {"EmrManagedMasterSecurityGroup": "sg-9",
            "AdditionalMasterSecurityGroups": ["sg-2", "sg-1"]}, "Configurations": [{"Classification": "hive-site",
            "Properties": {"javax.jdo.option.ConnectionPassword": "hunter3hunter3"}, "Configurations": []}]}}"#;
        let read = clusters().reply("DescribeCluster", cluster).read::<EmrCluster>();
        assert_eq!(read.gaps, []);
        let [one] = read.resources.as_slice() else { panic!("one cluster") };
        assert_eq!(one.at("master_has_public_name").as_bool(), Some(true));
        assert_eq!(one.at("kerberos_realm").as_str(), Some("R"));
        let groups = serde_json::to_string(one.at("master_security_group_ids")).unwrap();
        assert_eq!(groups, r#"["sg-9","sg-1","sg-2"]"#);
        let written = serde_json::to_string(one).unwrap();
        assert!(written.contains("ConnectionPassword") && !written.contains("hunter"), "{written}");
    }

    #[test]
    fn what_is_denied_is_a_gap() {
        assert_eq!(clusters().read::<EmrCluster>().gaps[0].action.as_str(), DESCRIBE);
        assert_eq!(Canned::default().read::<EmrCluster>().gaps[0].action.as_str(), LIST);
    }
}
