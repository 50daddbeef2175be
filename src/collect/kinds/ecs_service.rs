//! ECS services: tasks that ECS keeps running, and how they hang on the network.
//!
//! - With the deployment controllers `CODE_DEPLOY` and `EXTERNAL` the network configuration may lie in task sets alone.
//!   <https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_TaskSet.html>
//! - A service with a strategy of capacity providers has no launch type.

use super::ecs_reply::{DESCRIBE_SERVICES, Described, LIST_CLUSTERS, LIST_SERVICES, services};
use super::kind::{Found, Kind};
use super::tags::{Tag, listed};
use super::timestamp::Moment;
use crate::collect::{Place, Sink};
use crate::snapshot::{Action, Reading, Scope, Unread};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// A service: so many tasks of a task definition, kept running in a cluster.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all(deserialize = "camelCase"))]
pub struct EcsService {
    /// The cluster that it runs in.
    pub cluster_arn: String,
    /// `ACTIVE` or `DRAINING`.
    pub status: Option<String>,
    /// The revision of a task definition that it runs; null where task sets say.
    pub task_definition: Option<String>,
    /// `FARGATE`, `EC2`, `EXTERNAL` or `MANAGED_INSTANCES`; null where capacity providers decide.
    pub launch_type: Option<String>,
    /// The capacity providers that it is spread over.
    #[serde(default)]
    pub capacity_provider_strategy: Vec<CapacityProvider>,
    /// Fargate's version, such as `1.4.0` or `LATEST`; null outside of Fargate.
    pub platform_version: Option<String>,
    /// Fargate's operating system, such as `Linux`; null outside of Fargate.
    pub platform_family: Option<String>,
    /// `REPLICA` (so many tasks) or `DAEMON` (one on each instance).
    pub scheduling_strategy: Option<String>,
    /// How many tasks there should be.
    pub desired_count: Option<i64>,
    /// How many tasks run.
    pub running_count: Option<i64>,
    /// Whether people may run commands in its containers.
    pub enable_execute_command: Option<bool>,
    /// Where its tasks are in a VPC; null where the task definition's network mode is not `awsvpc`.
    pub network_configuration: Option<NetworkConfiguration>,
    /// What sends requests to it.
    #[serde(default)]
    pub load_balancers: Vec<LoadBalancer>,
    /// How new versions are rolled out.
    pub deployment_configuration: Option<DeploymentConfiguration>,
    /// Who rolls out: `ECS`, `CODE_DEPLOY` or `EXTERNAL`.
    pub deployment_controller: Option<DeploymentController>,
    /// Sets of tasks, where another controller than ECS rolls out.
    #[serde(default)]
    pub task_sets: Vec<TaskSet>,
    /// The revisions of task definitions that a rollout has in use, with that of the service itself.
    #[serde(default)]
    pub deployments: Vec<Deployment>,
    /// The role by which ECS registers tasks with load balancers.
    pub role_arn: Option<String>,
    /// Whether tasks are tagged with their cluster and service.
    #[serde(rename(deserialize = "enableECSManagedTags"))]
    pub enable_ecs_managed_tags: Option<bool>,
    /// Whose tags tasks get: `SERVICE`, `TASK_DEFINITION` or `NONE`; null is none.
    pub propagate_tags: Option<String>,
    /// Whether ECS moves tasks to spread them over zones: `ENABLED` or `DISABLED`.
    pub availability_zone_rebalancing: Option<String>,
    /// When it was made.
    pub created_at: Option<Moment>,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all(deserialize = "camelCase"))]
pub struct CapacityProvider {
    /// `FARGATE`, `FARGATE_SPOT` or one of the account's own.
    pub capacity_provider: String,
    /// Its share of the tasks.
    pub weight: Option<i64>,
    /// How many tasks it gets before shares are counted.
    pub base: Option<i64>,
}

#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all(deserialize = "camelCase"))]
pub struct NetworkConfiguration {
    /// The network interfaces of its tasks.
    pub awsvpc_configuration: Option<AwsVpc>,
}

#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all(deserialize = "camelCase"))]
pub struct AwsVpc {
    /// The subnets that tasks run in.
    #[serde(default)]
    pub subnets: Vec<String>,
    /// The security groups of tasks; none means the VPC's default group.
    #[serde(default)]
    pub security_groups: Vec<String>,
    /// Whether tasks get a public address: `ENABLED` or `DISABLED`.
    pub assign_public_ip: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all(deserialize = "camelCase"))]
pub struct LoadBalancer {
    /// The target group that tasks are registered in.
    pub target_group_arn: Option<String>,
    /// The classic load balancer.
    pub load_balancer_name: Option<String>,
    /// The container that answers.
    pub container_name: Option<String>,
    /// The port on which it answers.
    pub container_port: Option<i64>,
}

#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all(deserialize = "camelCase"))]
pub struct DeploymentConfiguration {
    /// Whether a rollout that fails stops by itself; null where nobody has said so.
    pub deployment_circuit_breaker: Option<CircuitBreaker>,
    /// The most tasks during a rollout, in percent.
    pub maximum_percent: Option<i64>,
    /// The fewest healthy tasks during a rollout, in percent.
    pub minimum_healthy_percent: Option<i64>,
    /// `ROLLING`, `BLUE_GREEN`, `LINEAR` or `CANARY`.
    pub strategy: Option<String>,
}

#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct CircuitBreaker {
    /// Whether it stops a rollout.
    pub enable: bool,
    /// Whether it then goes back to what ran before.
    pub rollback: bool,
}

#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct DeploymentController {
    /// `ECS`, `CODE_DEPLOY` or `EXTERNAL`.
    #[serde(rename = "type")]
    pub controller: String,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all(deserialize = "camelCase"))]
pub struct Deployment {
    /// `PRIMARY` (the newest), `ACTIVE` (still running) or `INACTIVE`.
    pub status: Option<String>,
    /// The revision of a task definition.
    pub task_definition: Option<String>,
}

#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all(deserialize = "camelCase"))]
pub struct TaskSet {
    /// Such as `ecs-svc/1234567890123456789`.
    pub id: Option<String>,
    /// `PRIMARY`, `ACTIVE` or `DRAINING`.
    pub status: Option<String>,
    /// The revision of a task definition that it runs.
    pub task_definition: Option<String>,
    /// `FARGATE`, `EC2` or `EXTERNAL`.
    pub launch_type: Option<String>,
    /// Fargate's version.
    pub platform_version: Option<String>,
    /// Where its tasks are in a VPC.
    pub network_configuration: Option<NetworkConfiguration>,
}

/// A service as ECS describes it.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Listed {
    service_arn: String,
    service_name: Option<String>,
    #[serde(default)]
    tags: Vec<Tag>,
    #[serde(flatten)]
    pub fields: EcsService,
}

/// All services, for all kinds that need them.
pub async fn all(place: &Place) -> Result<Arc<Described<Listed>>, Unread> {
    place.once(|| services::<Listed>(place)).await
}

impl Kind for EcsService {
    const NAME: &'static str = "ecs_service";
    const CLOUDFORMATION: &'static str = "AWS::ECS::Service";
    const SCOPE: Scope = Scope::Regional;
    const ACTIONS: &'static [Action] =
        &[Action::page(LIST_CLUSTERS), Action::page(LIST_SERVICES), Action::batch(DESCRIBE_SERVICES, 10)];

    fn sample() -> Found<Self> {
        let task = "arn:aws:ecs:eu-central-1:111122223333:task-definition/checkout:7";
        Found {
            id: "arn:aws:ecs:eu-central-1:111122223333:service/shop/checkout".into(),
            name: Some("checkout".into()),
            tags: Reading::Known(Some([("team".to_owned(), "shop".to_owned())].into())),
            fields: Self {
                cluster_arn: "arn:aws:ecs:eu-central-1:111122223333:cluster/shop".into(),
                status: Some("ACTIVE".into()),
                task_definition: Some(task.into()),
                launch_type: Some("FARGATE".into()),
                capacity_provider_strategy: vec![],
                platform_version: Some("LATEST".into()),
                platform_family: Some("Linux".into()),
                scheduling_strategy: Some("REPLICA".into()),
                desired_count: Some(2),
                running_count: Some(2),
                enable_execute_command: Some(false),
                network_configuration: Some(NetworkConfiguration {
                    awsvpc_configuration: Some(AwsVpc {
                        subnets: vec!["subnet-0a1b2c3d4e5f60718".into(), "subnet-0b1c2d3e4f5a60718".into()],
                        security_groups: vec!["sg-0a1b2c3d4e5f60718".into()],
                        assign_public_ip: Some("DISABLED".into()),
                    }),
                }),
                load_balancers: vec![LoadBalancer {
                    target_group_arn: Some(
                        "arn:aws:elasticloadbalancing:eu-central-1:111122223333:targetgroup/checkout/0a1b2c3d4e5f6071"
                            .into(),
                    ),
                    load_balancer_name: None,
                    container_name: Some("checkout".into()),
                    container_port: Some(8443),
                }],
                deployment_configuration: Some(DeploymentConfiguration {
                    deployment_circuit_breaker: Some(CircuitBreaker { enable: true, rollback: true }),
                    maximum_percent: Some(200),
                    minimum_healthy_percent: Some(100),
                    strategy: Some("ROLLING".into()),
                }),
                deployment_controller: Some(DeploymentController { controller: "ECS".into() }),
                task_sets: vec![],
                deployments: vec![Deployment { status: Some("PRIMARY".into()), task_definition: Some(task.into()) }],
                role_arn: None,
                enable_ecs_managed_tags: Some(true),
                propagate_tags: Some("SERVICE".into()),
                availability_zone_rebalancing: Some("ENABLED".into()),
                created_at: Some(Moment::sample("2026-02-03T09:00:00Z")),
            },
        }
    }

    async fn collect(place: &Place, out: &Sink) -> Result<(), Unread> {
        let all = all(place).await?;
        for unread in &all.unread {
            out.gap(unread.clone()).await;
        }
        let there = all.found.iter().filter(|service| service.fields.status.as_deref() != Some("INACTIVE"));
        for service in there {
            out.push(found(service.clone())).await;
        }
        Ok(())
    }
}

fn found(service: Listed) -> Found<EcsService> {
    let mut fields = service.fields;
    fields.capacity_provider_strategy.sort();
    fields.load_balancers.sort();
    fields.deployments.sort();
    fields.task_sets.sort_by(|one, other| one.id.cmp(&other.id));
    let networks = fields.task_sets.iter_mut().map(|set| &mut set.network_configuration);
    for network in networks.chain([&mut fields.network_configuration]).flatten() {
        if let Some(vpc) = &mut network.awsvpc_configuration {
            vpc.subnets.sort();
            vpc.security_groups.sort();
        }
    }
    let tags = Reading::Known(Some(listed(&service.tags)));
    Found { id: service.service_arn, name: service.service_name, tags, fields }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collect::canned::Canned;

    const ARN: &str = "arn:aws:ecs:eu-central-1:111122223333:service/shop/checkout";

    fn clusters() -> Canned {
        let clusters = r#"{"clusterArns": ["arn:aws:ecs:eu-central-1:111122223333:cluster/shop"]}"#;
        Canned::default().reply("ListClusters", clusters)
    }

    #[test]
    fn a_service_is_read_whole() {
        let described = format!(
            r#"{{"services": [{{"serviceArn": "{ARN}", "serviceName": "checkout", "status": "ACTIVE",
              "clusterArn": "arn:aws:ecs:eu-central-1:111122223333:cluster/shop", "launchType": "FARGATE",
              "platformVersion": "1.3.0", "taskDefinition": "td:1", "enableExecuteCommand": true,
              "enableECSManagedTags": false, "createdAt": 1769860800.25, "deploymentController": {{"type": "ECS"}},
              "deploymentConfiguration": {{"deploymentCircuitBreaker": {{"enable": false, "rollback": false}}}},
              "networkConfiguration": {{"awsvpcConfiguration": {{"subnets": ["b", "a"], "securityGroups": [],
                "assignPublicIp": "ENABLED"}}}},
              "deployments": [{{"status": "PRIMARY", "taskDefinition": "td:1"}}],
              "tags": [{{"key": "team", "value": "shop"}}]}}]}}"#
        );
        let two_pages = clusters()
            .reply("ListServices", &format!(r#"{{"serviceArns": ["{ARN}"], "nextToken": "2"}}"#))
            .reply("ListServices", r#"{"serviceArns": []}"#)
            .reply("DescribeServices", &described);
        let read = two_pages.read::<EcsService>();
        assert_eq!(read.gaps, []);
        let [service] = read.resources.as_slice() else { panic!("one service") };
        let network = "network_configuration.awsvpc_configuration";
        assert_eq!(service.at(&format!("{network}.assign_public_ip")).as_str(), Some("ENABLED"));
        let subnets = serde_json::to_string(service.at(&format!("{network}.subnets"))).unwrap();
        assert_eq!(subnets, r#"["a","b"]"#);
        assert_eq!(service.at("enable_ecs_managed_tags").as_bool(), Some(false));
        assert_eq!(service.at("created_at").as_str(), Some("2026-01-31T12:00:00Z"));
        assert_eq!(service.at("tags.team").as_str(), Some("shop"));
        assert_eq!(read.asked, ["ListClusters", "ListServices", "DescribeServices", "ListServices"]);
    }

    #[test]
    fn a_refusal_is_a_gap_and_a_service_that_has_gone_is_none() {
        let listed = clusters().reply("ListServices", &format!(r#"{{"serviceArns": ["{ARN}"]}}"#));
        let denied = listed.read::<EcsService>();
        assert_eq!(denied.gaps[0].action, DESCRIBE_SERVICES);
        let gone = clusters()
            .reply("ListServices", &format!(r#"{{"serviceArns": ["{ARN}"]}}"#))
            .reply("DescribeServices", r#"{"services": [], "failures": [{"arn": "x", "reason": "MISSING"}]}"#)
            .read::<EcsService>();
        assert!(gone.resources.is_empty() && gone.gaps.is_empty());
    }

    #[test]
    fn a_cluster_that_has_gone_is_no_gap() {
        let gone = r#"{"__type": "ClusterNotFoundException", "message": "Cluster not found."}"#;
        let read = clusters().status("ListServices", 400, gone).read::<EcsService>();
        assert!(read.resources.is_empty() && read.gaps.is_empty());
        let page = format!(r#"{{"serviceArns": ["{ARN}"]}}"#);
        let read = clusters().reply("ListServices", &page).status("DescribeServices", 400, gone).read::<EcsService>();
        assert!(read.resources.is_empty() && read.gaps.is_empty());
    }
}
