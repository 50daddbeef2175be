//! Managed node groups of EKS: instances of EC2 that EKS starts, updates and drains.
//!
//! - Remote access with a key and no source security groups opens SSH to the whole internet.
//!   <https://docs.aws.amazon.com/eks/latest/APIReference/API_RemoteAccessConfig.html>
//! - With a launch template, remote access and often the AMI are said there, and not here.

use super::eks_reply::{Health, Issue, LIST_CLUSTERS, Member, members};
use super::kind::{Found, Kind, Tags};
use super::timestamp::Moment;
use crate::collect::aws::service::EKS;
use crate::collect::{Place, Sink};
use crate::snapshot::{Action, Reading, Scope, Unread};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A group of nodes of a Kubernetes cluster.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct EksNodegroup {
    /// The name of the cluster.
    pub cluster_name: String,
    /// The version of Kubernetes on the nodes.
    pub version: Option<String>,
    /// The version of the AMI, or its id where it is one of the account's own.
    pub release_version: Option<String>,
    /// Such as `AL2023_ARM_64_STANDARD` or `BOTTLEROCKET_x86_64`; `CUSTOM` where a launch template names one.
    pub ami_type: Option<String>,
    /// `ACTIVE`, `CREATING`, `UPDATING`, `DELETING`, `DEGRADED`, `CREATE_FAILED` or `DELETE_FAILED`.
    pub status: Option<String>,
    /// `ON_DEMAND`, `SPOT` or `CAPACITY_BLOCK`.
    pub capacity_type: Option<String>,
    /// The types of instance; none where a launch template says.
    pub instance_types: Vec<String>,
    /// The subnets of the nodes.
    pub subnets: Vec<String>,
    /// The role of the nodes.
    pub node_role: Option<String>,
    /// How people reach the nodes; null where nobody does, or a launch template says.
    pub remote_access: Option<RemoteAccess>,
    /// The launch template of the nodes; null where EKS has made its own.
    pub launch_template: Option<LaunchTemplate>,
    /// How many nodes there may be.
    pub scaling_config: Option<ScalingConfig>,
    /// The Auto Scaling groups behind it.
    pub auto_scaling_groups: Vec<String>,
    /// Whether nodes that are ill are replaced by themselves.
    pub node_repair_enabled: Option<bool>,
    /// What EKS sees as wrong.
    pub health_issues: Vec<Issue>,
    /// When it was made.
    pub created_at: Option<Moment>,
}

#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all(deserialize = "camelCase"))]
pub struct RemoteAccess {
    /// The key pair that opens SSH.
    pub ec2_ssh_key: Option<String>,
    /// The security groups from which SSH is allowed; with a key and none of them it is allowed from everywhere.
    #[serde(default)]
    pub source_security_groups: Vec<String>,
}

#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all(deserialize = "camelCase"))]
pub struct LaunchTemplate {
    /// Such as `lt-0a1b2c3d4e5f60718`.
    pub id: Option<String>,
    /// The number of the version that is used.
    pub version: Option<String>,
}

#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all(deserialize = "camelCase"))]
pub struct ScalingConfig {
    /// The fewest.
    pub min_size: Option<i64>,
    /// The most.
    pub max_size: Option<i64>,
    /// As many as there should be now.
    pub desired_size: Option<i64>,
}

const LIST: &str = "eks:ListNodegroups";
const DESCRIBE: &str = "eks:DescribeNodegroup";

impl Kind for EksNodegroup {
    const NAME: &'static str = "eks_nodegroup";
    const CLOUDFORMATION: &'static str = "AWS::EKS::Nodegroup";
    const SCOPE: Scope = Scope::Regional;
    const ACTIONS: &'static [Action] = &[Action::page(LIST_CLUSTERS), Action::page(LIST), Action::each(DESCRIBE)];

    fn sample() -> Found<Self> {
        let id = "0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9";
        Found {
            id: format!("arn:aws:eks:eu-central-1:111122223333:nodegroup/shop/workers/{id}"),
            name: Some("workers".into()),
            tags: Reading::Known(Some([("team".to_owned(), "platform".to_owned())].into())),
            fields: Self {
                cluster_name: "shop".into(),
                version: Some("1.35".into()),
                release_version: Some("1.35.0-20260201".into()),
                ami_type: Some("BOTTLEROCKET_ARM_64".into()),
                status: Some("ACTIVE".into()),
                capacity_type: Some("ON_DEMAND".into()),
                instance_types: vec!["m7g.large".into()],
                subnets: vec!["subnet-0a1b2c3d4e5f60718".into(), "subnet-0b1c2d3e4f5a60718".into()],
                node_role: Some("arn:aws:iam::111122223333:role/shop-nodes".into()),
                remote_access: None,
                launch_template: Some(LaunchTemplate {
                    id: Some("lt-0a1b2c3d4e5f60718".into()),
                    version: Some("3".into()),
                }),
                scaling_config: Some(ScalingConfig { min_size: Some(2), max_size: Some(6), desired_size: Some(3) }),
                auto_scaling_groups: vec!["eks-workers-0a1b2c3d".into()],
                node_repair_enabled: Some(true),
                health_issues: vec![],
                created_at: Some(Moment::sample("2026-01-12T08:30:00Z")),
            },
        }
    }

    async fn collect(place: &Place, out: &Sink) -> Result<(), Unread> {
        let groups = members(place, out, "ListNodegroups", "node-groups").await?;
        out.each(groups, |group| one(place, group)).await;
        Ok(())
    }
}

#[derive(Deserialize)]
struct Reply {
    nodegroup: Nodegroup,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Nodegroup {
    nodegroup_arn: String,
    nodegroup_name: Option<String>,
    version: Option<String>,
    release_version: Option<String>,
    ami_type: Option<String>,
    status: Option<String>,
    capacity_type: Option<String>,
    #[serde(default)]
    instance_types: Vec<String>,
    #[serde(default)]
    subnets: Vec<String>,
    node_role: Option<String>,
    remote_access: Option<RemoteAccess>,
    launch_template: Option<LaunchTemplate>,
    scaling_config: Option<ScalingConfig>,
    #[serde(default)]
    resources: Resources,
    node_repair_config: Option<Repair>,
    #[serde(default)]
    health: Health,
    #[serde(default)]
    tags: Tags,
    created_at: Option<Moment>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Resources {
    #[serde(default)]
    auto_scaling_groups: Vec<Named>,
}

#[derive(Deserialize)]
struct Named {
    name: String,
}

#[derive(Deserialize)]
struct Repair {
    enabled: Option<bool>,
}

/// None for a node group that has gone since it was listed.
async fn one(place: &Place, member: Member) -> Result<Option<Found<EksNodegroup>>, Unread> {
    let call = place.call(&EKS, "DescribeNodegroup").get(member.path);
    let Some(Reply { nodegroup: mut group }) = call.judge().await? else { return Ok(None) };
    group.subnets.sort();
    let mut remote_access = group.remote_access;
    if let Some(access) = &mut remote_access {
        access.source_security_groups.sort();
    }
    let fields = EksNodegroup {
        cluster_name: member.cluster,
        version: group.version,
        release_version: group.release_version,
        ami_type: group.ami_type,
        status: group.status,
        capacity_type: group.capacity_type,
        instance_types: group.instance_types,
        subnets: group.subnets,
        node_role: group.node_role,
        // An empty one is none.
        remote_access: remote_access
            .filter(|access| access.ec2_ssh_key.is_some() || !access.source_security_groups.is_empty()),
        launch_template: group.launch_template,
        scaling_config: group.scaling_config,
        auto_scaling_groups: group.resources.auto_scaling_groups.into_iter().map(|group| group.name).collect(),
        node_repair_enabled: group.node_repair_config.and_then(|repair| repair.enabled),
        health_issues: group.health.into_issues(),
        created_at: group.created_at,
    };
    let tags = Reading::Known(Some(group.tags));
    Ok(Some(Found { id: group.nodegroup_arn, name: group.nodegroup_name, tags, fields }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collect::canned::Canned;

    const DESCRIBED: &str = r#"{"nodegroup": {"nodegroupName": "workers", "clusterName": "shop",
        "nodegroupArn": "arn:aws:eks:eu-central-1:111122223333:nodegroup/shop/workers/1", "createdAt": 1769860800.0,
        "version": "1.34", "amiType": "AL2023_x86_64_STANDARD", "subnets": ["b", "a"],
        "remoteAccess": {"ec2SshKey": "ops"}, "resources": {"autoScalingGroups": [{"name": "g"}]},
        "health": {"issues": [{"code": "AccessDenied", "message": "no", "resourceIds": ["i-1"]}]}, "tags": {"team": "x"}}}"#;

    #[test]
    fn the_groups_of_all_clusters_are_read() {
        let read = Canned::default()
            .reply("GET /clusters", r#"{"clusters": ["dark", "old", "shop"]}"#)
            .status("GET /clusters/old/node-groups", 404, r#"{"__type": "ResourceNotFoundException"}"#)
            .reply("GET /clusters/shop/node-groups", r#"{"nodegroups": ["workers", "gone"]}"#)
            .reply("GET /clusters/shop/node-groups/workers", DESCRIBED)
            .status("GET /clusters/shop/node-groups/gone", 404, r#"{"__type": "ResourceNotFoundException"}"#)
            .read::<EksNodegroup>();
        let [group] = read.resources.as_slice() else { panic!("one group") };
        assert_eq!(group.at("remote_access.ec2_ssh_key").as_str(), Some("ops"));
        assert_eq!(group.at("cluster_name").as_str(), Some("shop"));
        assert_eq!(group.at("tags.team").as_str(), Some("x"));
        let issues = serde_json::to_string(group.at("health_issues")).unwrap();
        assert_eq!(issues, r#"[{"code":"AccessDenied","resource_ids":["i-1"]}]"#);
        let [gap] = read.gaps.as_slice() else { panic!("one cluster cannot be asked") };
        assert_eq!(gap.action, LIST);
    }
}
