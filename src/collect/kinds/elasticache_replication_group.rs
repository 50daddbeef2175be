//! Replication groups of ElastiCache: Redis OSS and Valkey, with their copies and shards.
//!
//! Who may connect is said by a password for all (AUTH), or by user groups (RBAC); without either, whoever reaches it may.
//! <https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Clusters.RBAC.html>

use super::elasticache_reply::{LogDelivery, deliveries};
use super::kind::{Found, Kind};
use super::region_tags::{GET_RESOURCES, RegionTags};
use super::sorted::sorted;
use super::timestamp::Moment;
use crate::collect::aws::call::List;
use crate::collect::aws::service::ELASTICACHE;
use crate::collect::{Place, Sink};
use crate::snapshot::{Action, Reading, Scope, Unread};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A cache with its copies.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ElasticacheReplicationGroup {
    /// `redis` or `valkey`.
    pub engine: Option<String>,
    /// `available`, `creating` or another state.
    pub status: Option<String>,
    /// Such as `cache.t4g.small`.
    pub cache_node_type: Option<String>,
    /// The clusters in it.
    pub member_clusters: Vec<String>,
    /// Whether what is on disk is encrypted.
    pub at_rest_encryption_enabled: Option<bool>,
    /// The KMS key; null where the key is ElastiCache's own, or nothing is encrypted.
    pub kms_key_id: Option<String>,
    /// Whether connections may be encrypted.
    pub transit_encryption_enabled: Option<bool>,
    /// `required`, or `preferred` where connections without encryption are taken too; null where AWS does not say.
    pub transit_encryption_mode: Option<String>,
    /// Whether a password is asked for.
    pub auth_token_enabled: Option<bool>,
    /// The user groups that may connect.
    pub user_group_ids: Vec<String>,
    /// `enabled` where a copy takes over when the first node fails, or `disabled` or in between.
    pub automatic_failover: Option<String>,
    /// `enabled` where copies are in other zones, or `disabled`.
    pub multi_az: Option<String>,
    /// For how many days automated snapshots are kept; null or 0 is none.
    pub snapshot_retention_limit: Option<i64>,
    /// Whether minor versions are installed by themselves.
    pub auto_minor_version_upgrade: Option<bool>,
    /// Whether it has shards.
    pub cluster_enabled: Option<bool>,
    /// The group over several regions that it belongs to; null where to none.
    pub global_replication_group_id: Option<String>,
    /// Where its logs go.
    pub log_delivery: Vec<LogDelivery>,
    /// When it was made.
    pub created_at: Option<Moment>,
}

const LIST: &str = "elasticache:DescribeReplicationGroups";

impl Kind for ElasticacheReplicationGroup {
    const NAME: &'static str = "elasticache_replication_group";
    const CLOUDFORMATION: &'static str = "AWS::ElastiCache::ReplicationGroup";
    const SCOPE: Scope = Scope::Regional;
    const ACTIONS: &'static [Action] = &[Action::page(LIST), GET_RESOURCES];

    fn sample() -> Found<Self> {
        Found {
            id: "arn:aws:elasticache:eu-central-1:111122223333:replicationgroup:sessions".into(),
            name: Some("sessions".into()),
            tags: Reading::Known(Some([("team".to_owned(), "shop".to_owned())].into())),
            fields: Self {
                engine: Some("valkey".into()),
                status: Some("available".into()),
                cache_node_type: Some("cache.t4g.small".into()),
                member_clusters: vec!["sessions-001".into(), "sessions-002".into()],
                at_rest_encryption_enabled: Some(true),
                kms_key_id: Some(
                    "arn:aws:kms:eu-central-1:111122223333:key/0d1e2f30-4a5b-4c6d-8e7f-9a0b1c2d3e4f".into(),
                ),
                transit_encryption_enabled: Some(true),
                transit_encryption_mode: Some("required".into()),
                auth_token_enabled: Some(false),
                user_group_ids: vec!["sessions".into()],
                automatic_failover: Some("enabled".into()),
                multi_az: Some("enabled".into()),
                snapshot_retention_limit: Some(7),
                auto_minor_version_upgrade: Some(true),
                cluster_enabled: Some(false),
                global_replication_group_id: None,
                log_delivery: vec![LogDelivery {
                    log_type: Some("slow-log".into()),
                    destination_type: Some("cloudwatch-logs".into()),
                    status: Some("active".into()),
                }],
                created_at: Some(Moment::sample("2026-01-31T12:00:00Z")),
            },
        }
    }

    async fn collect(place: &Place, out: &Sink) -> Result<(), Unread> {
        let tags = RegionTags::new(place, "elasticache:replicationgroup");
        let list = place.call(&ELASTICACHE, "DescribeReplicationGroups").set("MaxRecords", 100);
        let mut pages = list.pages("Marker", "Marker");
        while let Some(page) = pages.next::<Page>().await? {
            out.each(page.replication_groups.0, |group| one(place, group, &tags)).await;
        }
        Ok(())
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Page {
    #[serde(default)]
    replication_groups: List<Group>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Group {
    replication_group_id: String,
    #[serde(rename = "ARN")]
    arn: Option<String>,
    engine: Option<String>,
    status: Option<String>,
    cache_node_type: Option<String>,
    #[serde(default)]
    member_clusters: List<String>,
    at_rest_encryption_enabled: Option<bool>,
    kms_key_id: Option<String>,
    transit_encryption_enabled: Option<bool>,
    transit_encryption_mode: Option<String>,
    auth_token_enabled: Option<bool>,
    #[serde(default)]
    user_group_ids: List<String>,
    automatic_failover: Option<String>,
    #[serde(rename = "MultiAZ")]
    multi_az: Option<String>,
    snapshot_retention_limit: Option<i64>,
    auto_minor_version_upgrade: Option<bool>,
    cluster_enabled: Option<bool>,
    global_replication_group_info: Option<Global>,
    #[serde(default)]
    log_delivery_configurations: List<LogDelivery>,
    replication_group_create_time: Option<Moment>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Global {
    global_replication_group_id: Option<String>,
}

async fn one(
    place: &Place,
    group: Group,
    tags: &RegionTags<'_>,
) -> Result<Option<Found<ElasticacheReplicationGroup>>, Unread> {
    let resource = format!("replicationgroup:{}", group.replication_group_id);
    let id = group.arn.unwrap_or_else(|| place.arn("elasticache", &resource));
    let tags = tags.of(&id).await;
    let global = group.global_replication_group_info.and_then(|info| info.global_replication_group_id);
    let fields = ElasticacheReplicationGroup {
        engine: group.engine,
        status: group.status,
        cache_node_type: group.cache_node_type,
        member_clusters: sorted(group.member_clusters.0),
        at_rest_encryption_enabled: group.at_rest_encryption_enabled,
        kms_key_id: group.kms_key_id.filter(|key| !key.is_empty()),
        transit_encryption_enabled: group.transit_encryption_enabled,
        transit_encryption_mode: group.transit_encryption_mode,
        auth_token_enabled: group.auth_token_enabled,
        user_group_ids: sorted(group.user_group_ids.0),
        automatic_failover: group.automatic_failover,
        multi_az: group.multi_az,
        snapshot_retention_limit: group.snapshot_retention_limit,
        auto_minor_version_upgrade: group.auto_minor_version_upgrade,
        cluster_enabled: group.cluster_enabled,
        global_replication_group_id: global.filter(|id| !id.is_empty()),
        log_delivery: deliveries(group.log_delivery_configurations),
        created_at: group.replication_group_create_time,
    };
    Ok(Some(Found { id, name: Some(group.replication_group_id), tags, fields }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collect::canned::Canned;

    fn groups() -> Canned {
        let page = "<DescribeReplicationGroupsResponse><DescribeReplicationGroupsResult><ReplicationGroups>\
            <ReplicationGroup><ReplicationGroupId>g</ReplicationGroupId><MultiAZ>disabled</MultiAZ>\
            <ARN>arn:aws:elasticache:eu-central-1:111122223333:replicationgroup:g</ARN>\
            <AuthTokenEnabled>false</AuthTokenEnabled><UserGroupIds/><GlobalReplicationGroupInfo/>\
            <MemberClusters><ClusterId>g-2</ClusterId><ClusterId>g-1</ClusterId></MemberClusters>\
            <LogDeliveryConfigurations><LogDeliveryConfiguration><LogType>slow-log</LogType><Status>active</Status>\
            </LogDeliveryConfiguration></LogDeliveryConfigurations>\
            <ReplicationGroupCreateTime>2026-01-31T12:00:00.000Z</ReplicationGroupCreateTime></ReplicationGroup>\
            </ReplicationGroups></DescribeReplicationGroupsResult></DescribeReplicationGroupsResponse>";
        Canned::default().reply("DescribeReplicationGroups", page)
    }

    #[test]
    fn a_group_without_users_is_read() {
        let tags = r#"{"ResourceTagMappingList": []}"#;
        let read = groups().reply("GetResources", tags).read::<ElasticacheReplicationGroup>();
        assert_eq!(read.gaps, []);
        let [group] = read.resources.as_slice() else { panic!("one group") };
        assert!(group.unread().is_empty() && group.at("global_replication_group_id").is_null());
        assert_eq!(serde_json::to_string(group.at("member_clusters")).unwrap(), r#"["g-1","g-2"]"#);
        assert_eq!(serde_json::to_string(group.at("user_group_ids")).unwrap(), "[]");
        assert_eq!(group.at("created_at").as_str(), Some("2026-01-31T12:00:00Z"));
    }

    #[test]
    fn what_is_denied_is_unread() {
        assert_eq!(groups().read::<ElasticacheReplicationGroup>().resources[0].unread().len(), 1);
        assert_eq!(Canned::default().read::<ElasticacheReplicationGroup>().gaps.len(), 1);
    }
}
