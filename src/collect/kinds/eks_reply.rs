//! What the kinds of EKS share: the names of the clusters and of what belongs to them, and issues of health.

use crate::collect::aws::call::segment;
use crate::collect::aws::service::EKS;
use crate::collect::{Place, Sink};
use crate::snapshot::Unread;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub const LIST_CLUSTERS: &str = "eks:ListClusters";

/// The names of the region's clusters.
pub struct ClusterNames(pub Vec<String>);

/// What is wrong, as EKS sees it. Its message may quote anything, and is not kept.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all(deserialize = "camelCase"))]
pub struct Issue {
    /// Such as `AccessDenied` or `InsufficientNumberOfReplicas`.
    pub code: Option<String>,
    /// What it is about.
    #[serde(default)]
    pub resource_ids: Vec<String>,
}

#[derive(Debug, Default, Deserialize)]
pub struct Health {
    #[serde(default)]
    issues: Vec<Issue>,
}

impl Health {
    pub fn into_issues(self) -> Vec<Issue> {
        let mut issues = self.issues;
        issues.sort();
        issues
    }
}

#[derive(Deserialize)]
struct Page {
    #[serde(default)]
    clusters: Vec<String>,
}

/// Connected clusters, which run elsewhere, are left out of the listing.
pub async fn cluster_names(place: &Place) -> Result<ClusterNames, Unread> {
    let mut names = Vec::new();
    let listing = place.call(&EKS, "ListClusters").get("/clusters").set("maxResults", 100);
    let mut pages = listing.pages("nextToken", "nextToken");
    while let Some(page) = pages.next::<Page>().await? {
        names.extend(page.clusters);
    }
    Ok(ClusterNames(names))
}

/// A node group or an add-on, and where its description is.
pub struct Member {
    pub cluster: String,
    pub path: String,
}

#[derive(Deserialize)]
struct MemberPage {
    #[serde(default, alias = "nodegroups", alias = "addons")]
    names: Vec<String>,
}

/// What belongs to each of the clusters, by the folder that lists it. A cluster that cannot be asked
/// is a gap, unless it has gone.
pub async fn members(place: &Place, out: &Sink, operation: &'static str, folder: &str) -> Result<Vec<Member>, Unread> {
    let clusters = place.once(|| cluster_names(place)).await?;
    let mut all = Vec::new();
    for cluster in &clusters.0 {
        let path = format!("/clusters/{}/{folder}", segment(cluster));
        if let Err(unread) = of_cluster(place, operation, cluster, &path, &mut all).await {
            out.missed(unread).await;
        }
    }
    Ok(all)
}

async fn of_cluster(
    place: &Place,
    operation: &'static str,
    cluster: &str,
    path: &str,
    all: &mut Vec<Member>,
) -> Result<(), Unread> {
    let listing = place.call(&EKS, operation).get(path).set("maxResults", 100);
    let mut pages = listing.pages("nextToken", "nextToken");
    while let Some(page) = pages.next::<MemberPage>().await? {
        let members = page.names.iter().map(|name| format!("{path}/{}", segment(name)));
        all.extend(members.map(|path| Member { cluster: cluster.to_owned(), path }));
    }
    Ok(())
}
