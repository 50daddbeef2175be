//! Clusters of MemoryDB. All settings come with the listing; tags come in bulk.
//!
//! - A cluster is always encrypted at rest; the question is only by whose key.
//!   <https://docs.aws.amazon.com/memorydb/latest/devguide/at-rest-encryption.html>
//! - Who may connect is said by the ACL; the one called `open-access` lets in everybody without a password.
//!   <https://docs.aws.amazon.com/memorydb/latest/devguide/clusters.acls.html>

use super::kind::{Found, Kind};
use super::region_tags::{GET_RESOURCES, RegionTags};
use crate::collect::aws::service::MEMORYDB;
use crate::collect::{Place, Sink};
use crate::snapshot::{Action, Reading, Scope, Unread};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A database that is kept in memory.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all(deserialize = "PascalCase"))]
pub struct MemorydbCluster {
    /// `redis` or `valkey`.
    pub engine: Option<String>,
    /// Such as `7.1`.
    pub engine_version: Option<String>,
    /// `available`, `creating` or another state.
    pub status: Option<String>,
    /// Such as `db.r6g.large`.
    pub node_type: Option<String>,
    /// `multiaz` or `singleaz`.
    pub availability_mode: Option<String>,
    /// Whether connections are encrypted.
    #[serde(rename(deserialize = "TLSEnabled"))]
    pub tls_enabled: Option<bool>,
    /// The KMS key; null where the key is MemoryDB's own.
    pub kms_key_id: Option<String>,
    /// Who may connect; `open-access` is everybody who reaches it.
    #[serde(rename(deserialize = "ACLName"))]
    pub acl_name: Option<String>,
    /// For how many days automated snapshots are kept; 0 is none.
    pub snapshot_retention_limit: Option<i64>,
    /// Whether minor versions are installed by themselves.
    pub auto_minor_version_upgrade: Option<bool>,
    /// Its subnet group.
    pub subnet_group_name: Option<String>,
    /// Its parameter group.
    pub parameter_group_name: Option<String>,
    /// The security groups that guard it.
    #[serde(default)]
    pub security_groups: Vec<SecurityGroup>,
    /// The topic that is told of what happens to it.
    pub sns_topic_arn: Option<String>,
}

#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all(deserialize = "PascalCase"))]
pub struct SecurityGroup {
    /// Such as `sg-0a1b2c3d4e5f60718`.
    pub security_group_id: Option<String>,
    /// `active`, `adding` or `removing`.
    pub status: Option<String>,
}

const LIST: &str = "memorydb:DescribeClusters";

impl Kind for MemorydbCluster {
    const NAME: &'static str = "memorydb_cluster";
    const CLOUDFORMATION: &'static str = "AWS::MemoryDB::Cluster";
    const SCOPE: Scope = Scope::Regional;
    const ACTIONS: &'static [Action] = &[Action::page(LIST), GET_RESOURCES];

    fn sample() -> Found<Self> {
        Found {
            id: "arn:aws:memorydb:eu-central-1:111122223333:cluster/stock".into(),
            name: Some("stock".into()),
            tags: Reading::Known(Some([("team".to_owned(), "shop".to_owned())].into())),
            fields: Self {
                engine: Some("valkey".into()),
                engine_version: Some("7.3".into()),
                status: Some("available".into()),
                node_type: Some("db.r6g.large".into()),
                availability_mode: Some("multiaz".into()),
                tls_enabled: Some(true),
                kms_key_id: Some(
                    "arn:aws:kms:eu-central-1:111122223333:key/0d1e2f30-4a5b-4c6d-8e7f-9a0b1c2d3e4f".into(),
                ),
                acl_name: Some("stock".into()),
                snapshot_retention_limit: Some(7),
                auto_minor_version_upgrade: Some(true),
                subnet_group_name: Some("private".into()),
                parameter_group_name: Some("default.memorydb-valkey7".into()),
                security_groups: vec![SecurityGroup {
                    security_group_id: Some("sg-0a1b2c3d4e5f60718".into()),
                    status: Some("active".into()),
                }],
                sns_topic_arn: Some("arn:aws:sns:eu-central-1:111122223333:alarms".into()),
            },
        }
    }

    async fn collect(place: &Place, out: &Sink) -> Result<(), Unread> {
        let tags = RegionTags::new(place, "memorydb:cluster");
        let mut pages = place.call(&MEMORYDB, "DescribeClusters").pages("NextToken", "NextToken");
        while let Some(page) = pages.next::<Page>().await? {
            for Cluster { name, arn, mut fields } in page.clusters {
                fields.security_groups.sort_by(|a, b| a.security_group_id.cmp(&b.security_group_id));
                let tags = tags.of(&arn).await;
                out.push(Found { id: arn, name: Some(name), tags, fields }).await;
            }
        }
        Ok(())
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Page {
    #[serde(default)]
    clusters: Vec<Cluster>,
}

#[derive(Deserialize)]
struct Cluster {
    #[serde(rename = "Name")]
    name: String,
    #[serde(rename = "ARN")]
    arn: String,
    #[serde(flatten)]
    fields: MemorydbCluster,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collect::canned::Canned;

    const PAGE: &str = r#"{"Clusters": [{"Name": "c", "ARN": "arn:aws:memorydb:eu-central-1:111122223333:cluster/c",
        "TLSEnabled": false, "ACLName": "open-access", "SnapshotRetentionLimit": 0, "SecurityGroups": [
        {"SecurityGroupId": "sg-2", "Status": "active"}, {"SecurityGroupId": "sg-1", "Status": "active"}]}]}"#;

    #[test]
    fn an_open_cluster_is_read() {
        let read = Canned::default()
            .reply("DescribeClusters", PAGE)
            .reply(
                "GetResources",
                r#"{"ResourceTagMappingList": [{"Tags": [{"Key": "team", "Value": "x"}],
                    "ResourceARN": "arn:aws:memorydb:eu-central-1:111122223333:cluster/c"}]}"#,
            )
            .read::<MemorydbCluster>();
        assert_eq!(read.gaps, []);
        let [cluster] = read.resources.as_slice() else { panic!("one cluster") };
        assert_eq!(cluster.at("tls_enabled").as_bool(), Some(false));
        assert_eq!(cluster.at("acl_name").as_str(), Some("open-access"));
        assert!(cluster.at("kms_key_id").is_null());
        assert!(
            serde_json::to_string(cluster.at("security_groups"))
                .unwrap()
                .starts_with(r#"[{"security_group_id":"sg-1""#)
        );
        assert_eq!(cluster.at("tags.team").as_str(), Some("x"));
    }

    #[test]
    fn what_is_denied_is_unread() {
        let read = Canned::default().reply("DescribeClusters", PAGE).read::<MemorydbCluster>();
        assert_eq!(read.resources[0].unread().len(), 1);
        assert_eq!(Canned::default().read::<MemorydbCluster>().gaps.len(), 1);
    }
}
