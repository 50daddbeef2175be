//! Cache clusters of ElastiCache: those of Memcached, and the nodes of replication groups of Redis OSS and Valkey.
//!
//! - A node of a replication group has the group's settings. <https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_CacheCluster.html>
//! - Clusters are always in a VPC; which one, only the subnet group knows.

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

/// A cluster of cache nodes.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ElasticacheCluster {
    /// `memcached`, `redis` or `valkey`.
    pub engine: Option<String>,
    /// Such as `7.1.0`.
    pub engine_version: Option<String>,
    /// `available`, `creating` or another state.
    pub status: Option<String>,
    /// Such as `cache.t4g.small`.
    pub cache_node_type: Option<String>,
    /// How many nodes it has.
    pub num_cache_nodes: Option<i64>,
    /// The replication group that it belongs to; null where it stands alone.
    pub replication_group_id: Option<String>,
    /// For how many days automated snapshots are kept; null or 0 is none.
    pub snapshot_retention_limit: Option<i64>,
    /// Whether connections may be encrypted.
    pub transit_encryption_enabled: Option<bool>,
    /// `required`, or `preferred` where connections without encryption are taken too; null where AWS does not say.
    pub transit_encryption_mode: Option<String>,
    /// Whether what is on disk is encrypted.
    pub at_rest_encryption_enabled: Option<bool>,
    /// Whether a password is asked for.
    pub auth_token_enabled: Option<bool>,
    /// Whether minor versions are installed by themselves.
    pub auto_minor_version_upgrade: Option<bool>,
    /// Its subnet group; `default` is the one that AWS made.
    pub cache_subnet_group_name: Option<String>,
    /// Its parameter group.
    pub cache_parameter_group_name: Option<String>,
    /// The security groups that guard it.
    pub security_group_ids: Vec<String>,
    /// The zone of its nodes, or `Multiple`.
    pub preferred_availability_zone: Option<String>,
    /// Where its logs go.
    pub log_delivery: Vec<LogDelivery>,
    /// When it was made.
    pub created_at: Option<Moment>,
}

const LIST: &str = "elasticache:DescribeCacheClusters";

impl Kind for ElasticacheCluster {
    const NAME: &'static str = "elasticache_cluster";
    const CLOUDFORMATION: &'static str = "AWS::ElastiCache::CacheCluster";
    const SCOPE: Scope = Scope::Regional;
    const ACTIONS: &'static [Action] = &[Action::page(LIST), GET_RESOURCES];

    fn sample() -> Found<Self> {
        Found {
            id: "arn:aws:elasticache:eu-central-1:111122223333:cluster:sessions-001".into(),
            name: Some("sessions-001".into()),
            tags: Reading::Known(Some([("team".to_owned(), "shop".to_owned())].into())),
            fields: Self {
                engine: Some("valkey".into()),
                engine_version: Some("8.0.1".into()),
                status: Some("available".into()),
                cache_node_type: Some("cache.t4g.small".into()),
                num_cache_nodes: Some(1),
                replication_group_id: Some("sessions".into()),
                snapshot_retention_limit: Some(7),
                transit_encryption_enabled: Some(true),
                transit_encryption_mode: Some("required".into()),
                at_rest_encryption_enabled: Some(true),
                auth_token_enabled: Some(false),
                auto_minor_version_upgrade: Some(true),
                cache_subnet_group_name: Some("private".into()),
                cache_parameter_group_name: Some("default.valkey8".into()),
                security_group_ids: vec!["sg-0a1b2c3d4e5f60718".into()],
                preferred_availability_zone: Some("eu-central-1a".into()),
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
        let tags = RegionTags::new(place, "elasticache:cluster");
        let list = place.call(&ELASTICACHE, "DescribeCacheClusters").set("MaxRecords", 100);
        let mut pages = list.pages("Marker", "Marker");
        while let Some(page) = pages.next::<Page>().await? {
            out.each(page.cache_clusters.0, |cluster| one(place, cluster, &tags)).await;
        }
        Ok(())
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Page {
    #[serde(default)]
    cache_clusters: List<Cluster>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Cluster {
    cache_cluster_id: String,
    #[serde(rename = "ARN")]
    arn: Option<String>,
    engine: Option<String>,
    engine_version: Option<String>,
    cache_cluster_status: Option<String>,
    cache_node_type: Option<String>,
    num_cache_nodes: Option<i64>,
    replication_group_id: Option<String>,
    snapshot_retention_limit: Option<i64>,
    transit_encryption_enabled: Option<bool>,
    transit_encryption_mode: Option<String>,
    at_rest_encryption_enabled: Option<bool>,
    auth_token_enabled: Option<bool>,
    auto_minor_version_upgrade: Option<bool>,
    cache_subnet_group_name: Option<String>,
    cache_parameter_group: Option<ParameterGroup>,
    #[serde(default)]
    security_groups: List<SecurityGroup>,
    preferred_availability_zone: Option<String>,
    #[serde(default)]
    log_delivery_configurations: List<LogDelivery>,
    cache_cluster_create_time: Option<Moment>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ParameterGroup {
    cache_parameter_group_name: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct SecurityGroup {
    security_group_id: String,
}

async fn one(
    place: &Place,
    cluster: Cluster,
    tags: &RegionTags<'_>,
) -> Result<Option<Found<ElasticacheCluster>>, Unread> {
    let id = cluster.arn.unwrap_or_else(|| place.arn("elasticache", &format!("cluster:{}", cluster.cache_cluster_id)));
    let tags = tags.of(&id).await;
    let fields = ElasticacheCluster {
        engine: cluster.engine,
        engine_version: cluster.engine_version,
        status: cluster.cache_cluster_status,
        cache_node_type: cluster.cache_node_type,
        num_cache_nodes: cluster.num_cache_nodes,
        replication_group_id: cluster.replication_group_id.filter(|id| !id.is_empty()),
        snapshot_retention_limit: cluster.snapshot_retention_limit,
        transit_encryption_enabled: cluster.transit_encryption_enabled,
        transit_encryption_mode: cluster.transit_encryption_mode,
        at_rest_encryption_enabled: cluster.at_rest_encryption_enabled,
        auth_token_enabled: cluster.auth_token_enabled,
        auto_minor_version_upgrade: cluster.auto_minor_version_upgrade,
        cache_subnet_group_name: cluster.cache_subnet_group_name,
        cache_parameter_group_name: cluster.cache_parameter_group.and_then(|group| group.cache_parameter_group_name),
        security_group_ids: sorted(cluster.security_groups.0.into_iter().map(|group| group.security_group_id)),
        preferred_availability_zone: cluster.preferred_availability_zone,
        log_delivery: deliveries(cluster.log_delivery_configurations),
        created_at: cluster.cache_cluster_create_time,
    };
    Ok(Some(Found { id, name: Some(cluster.cache_cluster_id), tags, fields }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collect::canned::Canned;

    fn page(name: &str, more: &str) -> String {
        format!(
            "<DescribeCacheClustersResponse><DescribeCacheClustersResult><CacheClusters><CacheCluster>\
             <CacheClusterId>{name}</CacheClusterId><Engine>redis</Engine>\
             <CacheParameterGroup><CacheParameterGroupName>p</CacheParameterGroupName></CacheParameterGroup>\
             <TransitEncryptionEnabled>false</TransitEncryptionEnabled><SecurityGroups><member>\
             <SecurityGroupId>sg-1</SecurityGroupId></member></SecurityGroups></CacheCluster></CacheClusters>{more}\
             </DescribeCacheClustersResult></DescribeCacheClustersResponse>"
        )
    }

    #[test]
    fn clusters_of_all_pages_are_read() {
        let tags = r#"{"ResourceTagMappingList": [{"Tags": [{"Key": "team", "Value": "x"}],
            "ResourceARN": "arn:aws:elasticache:eu-central-1:111122223333:cluster:a"}]}"#;
        let read = Canned::default()
            .reply("DescribeCacheClusters", &page("a", "<Marker>m</Marker>"))
            .reply("DescribeCacheClusters", &page("b", ""))
            .reply("GetResources", tags)
            .read::<ElasticacheCluster>();
        assert_eq!(read.gaps, []);
        assert_eq!(read.asked.iter().filter(|asked| *asked == "GetResources").count(), 1);
        let [a, _] = read.resources.as_slice() else { panic!("two clusters") };
        assert_eq!(a.id.to_string(), "arn:aws:elasticache:eu-central-1:111122223333:cluster:a");
        assert_eq!(a.at("tags.team").as_str(), Some("x"));
        assert_eq!(a.at("transit_encryption_enabled").as_bool(), Some(false));
        assert_eq!(a.at("cache_parameter_group_name").as_str(), Some("p"));
    }

    #[test]
    fn what_is_denied_is_unread() {
        let read = Canned::default().reply("DescribeCacheClusters", &page("a", "")).read::<ElasticacheCluster>();
        assert_eq!(read.resources[0].unread().len(), 1);
        assert_eq!(Canned::default().read::<ElasticacheCluster>().gaps.len(), 1);
    }
}
