//! Replies that the kinds of ECS share: which clusters and services there are. A listing gives ARNs only, but descriptions
//! come in batches: 100 clusters, 10 services.
//!
//! What has been deleted stays visible for a while as `INACTIVE`, and is left out.
//! <https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Cluster.html>

use super::tags::Tag;
use crate::collect::Place;
use crate::collect::aws::error::is_gone;
use crate::collect::aws::service::ECS;
use crate::snapshot::{Reason, Unread};
use futures_util::StreamExt;
use serde::Deserialize;
use std::collections::BTreeSet;

pub const LIST_CLUSTERS: &str = "ecs:ListClusters";
pub const DESCRIBE_CLUSTERS: &str = "ecs:DescribeClusters";
pub const LIST_SERVICES: &str = "ecs:ListServices";
pub const DESCRIBE_SERVICES: &str = "ecs:DescribeServices";

/// Clusters that are asked for their services at the same time.
const SIDE_BY_SIDE: usize = 8;

/// The ARNs of the clusters.
pub struct ClusterArns(pub Vec<String>);

/// What was described, and what could not be.
pub struct Described<T> {
    pub found: Vec<T>,
    pub unread: BTreeSet<Unread>,
}

impl<T> Described<T> {
    fn none() -> Self {
        Self { found: Vec::new(), unread: BTreeSet::new() }
    }
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Cluster {
    pub cluster_arn: String,
    pub cluster_name: Option<String>,
    pub status: Option<String>,
    pub running_tasks_count: Option<i64>,
    pub active_services_count: Option<i64>,
    pub registered_container_instances_count: Option<i64>,
    #[serde(default)]
    pub settings: Vec<Setting>,
    pub configuration: Option<Configuration>,
    #[serde(default)]
    pub capacity_providers: Vec<String>,
    #[serde(default)]
    pub tags: Vec<Tag>,
}

#[derive(Debug, Clone, Deserialize)]
pub struct Setting {
    pub name: String,
    pub value: Option<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Configuration {
    pub execute_command_configuration: Option<ExecuteCommand>,
    pub managed_storage_configuration: Option<ManagedStorage>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ExecuteCommand {
    pub kms_key_id: Option<String>,
    pub logging: Option<String>,
    pub log_configuration: Option<ExecuteCommandLog>,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ExecuteCommandLog {
    pub cloud_watch_log_group_name: Option<String>,
    pub cloud_watch_encryption_enabled: Option<bool>,
    pub s3_bucket_name: Option<String>,
    pub s3_encryption_enabled: Option<bool>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ManagedStorage {
    pub kms_key_id: Option<String>,
    pub fargate_ephemeral_storage_kms_key_id: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ClusterPage {
    #[serde(default)]
    cluster_arns: Vec<String>,
}

#[derive(Deserialize)]
struct DescribedClusters {
    #[serde(default)]
    clusters: Vec<Cluster>,
    #[serde(default)]
    failures: Vec<Failed>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ServicePage {
    #[serde(default)]
    service_arns: Vec<String>,
}

#[derive(Deserialize)]
#[serde(bound = "S: Deserialize<'de>")]
struct DescribedServices<S> {
    #[serde(default = "Vec::new")]
    services: Vec<S>,
    #[serde(default)]
    failures: Vec<Failed>,
}

/// One of a batch that has no description. `MISSING` is what has gone since it was listed.
/// <https://docs.aws.amazon.com/AmazonECS/latest/developerguide/api_failures_messages.html>
#[derive(Deserialize)]
pub struct Failed {
    #[serde(default)]
    reason: String,
}

impl Failed {
    /// What a batch's failures mean.
    pub fn unread(failures: Vec<Self>, action: &str) -> impl Iterator<Item = Unread> {
        let known = failures.into_iter().filter(|failed| failed.reason != "MISSING");
        known.map(move |failed| Unread { detail: Some(failed.reason), ..Unread::new(action, Reason::Error) })
    }
}

pub async fn cluster_arns(place: &Place) -> Result<ClusterArns, Unread> {
    let mut arns = Vec::new();
    let mut pages = place.call(&ECS, "ListClusters").set("maxResults", 100).pages("nextToken", "nextToken");
    while let Some(page) = pages.next::<ClusterPage>().await? {
        arns.extend(page.cluster_arns);
    }
    arns.sort();
    Ok(ClusterArns(arns))
}

/// All clusters, described.
pub async fn clusters(place: &Place) -> Result<Described<Cluster>, Unread> {
    let arns = place.once(|| cluster_arns(place)).await?;
    let mut all = Described::none();
    for batch in arns.0.chunks(100) {
        let include = vec!["SETTINGS", "CONFIGURATIONS", "TAGS"];
        let call = place.call(&ECS, "DescribeClusters").set("clusters", batch.to_vec()).set("include", include);
        match call.answer::<DescribedClusters>().await {
            Ok(reply) => {
                all.unread.extend(Failed::unread(reply.failures, DESCRIBE_CLUSTERS));
                let there = reply.clusters.into_iter();
                all.found.extend(there.filter(|cluster| cluster.status.as_deref() != Some("INACTIVE")));
            }
            Err(unread) => {
                all.unread.insert(unread);
            }
        }
    }
    Ok(all)
}

/// All services of all clusters, described.
pub async fn services<S: for<'de> Deserialize<'de>>(place: &Place) -> Result<Described<S>, Unread> {
    let arns = place.once(|| cluster_arns(place)).await?;
    let mut replies =
        futures_util::stream::iter(arns.0.clone()).map(|cluster| of_cluster(place, cluster)).buffered(SIDE_BY_SIDE);
    let mut all = Described::none();
    while let Some(of_one) = replies.next().await {
        all.found.extend(of_one.found);
        all.unread.extend(of_one.unread);
    }
    Ok(all)
}

/// A cluster goes only when its services have gone: one that has has none.
async fn of_cluster<S: for<'de> Deserialize<'de>>(place: &Place, cluster: String) -> Described<S> {
    let mut all = Described::none();
    match fill(place, &cluster, &mut all).await {
        Ok(()) => all,
        Err(unread) if is_gone(&unread) => Described::none(),
        Err(unread) => {
            all.unread.insert(unread);
            all
        }
    }
}

async fn fill<S: for<'de> Deserialize<'de>>(
    place: &Place,
    cluster: &str,
    all: &mut Described<S>,
) -> Result<(), Unread> {
    let listing = place.call(&ECS, "ListServices").set("cluster", cluster).set("maxResults", 100);
    let mut pages = listing.pages("nextToken", "nextToken");
    while let Some(mut page) = pages.next::<ServicePage>().await? {
        page.service_arns.sort();
        for batch in page.service_arns.chunks(10) {
            let call = place.call(&ECS, "DescribeServices").set("cluster", cluster).set("services", batch.to_vec());
            let reply: DescribedServices<S> = call.set("include", vec!["TAGS"]).answer().await?;
            all.unread.extend(Failed::unread(reply.failures, DESCRIBE_SERVICES));
            all.found.extend(reply.services);
        }
    }
    Ok(())
}
