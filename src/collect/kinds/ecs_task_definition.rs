//! ECS task definitions that are in use: those of services, of their rollouts and task sets, and of tasks that run without
//! a service. Accounts keep thousands of revisions that nothing runs any more, and each is a call of its own.
//!
//! - Tasks are asked for their definition only in clusters where more tasks run than the services have.
//! - The definition of a job that a schedule starts is seen only while the job runs.
//! - What ECS leaves out is Docker's default: not privileged, a root file system that can be written, the user of the
//!   image. <https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html>

use super::ecs_reply::{
    Cluster, DESCRIBE_CLUSTERS, DESCRIBE_SERVICES, Described, Failed, LIST_CLUSTERS, LIST_SERVICES, cluster_arns,
    clusters,
};
use super::ecs_service::{self, Listed};
use super::ecs_task_container::{Container, ContainerDefinition, TaskVolume, Volume};
use super::kind::{Found, Kind};
use super::tags::{Tag, listed};
use super::timestamp::Moment;
use crate::collect::aws::service::ECS;
use crate::collect::{Place, Sink};
use crate::snapshot::{Action, Reading, Scope, Unread};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// A revision of a task definition that something runs: its containers, and what they may do.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct EcsTaskDefinition {
    /// Its name without the revision.
    pub family: Option<String>,
    /// The number of the revision.
    pub revision: Option<i64>,
    /// `ACTIVE`, `INACTIVE` or `DELETE_IN_PROGRESS`; what runs may well be inactive.
    pub status: Option<String>,
    /// `awsvpc`, `bridge`, `host` or `none`; null is `bridge` on Linux.
    pub network_mode: Option<String>,
    /// Whose processes its containers see: `host` or `task`; null means their own.
    pub pid_mode: Option<String>,
    /// Whose shared memory its containers see: `host`, `task` or `none`; null leaves it to Docker.
    pub ipc_mode: Option<String>,
    /// The role of the software in it.
    pub task_role_arn: Option<String>,
    /// The role by which ECS pulls images, writes logs and reads secrets.
    pub execution_role_arn: Option<String>,
    /// What it is meant to run on, such as `FARGATE` and `EC2`.
    pub requires_compatibilities: Vec<String>,
    /// Such as `LINUX` or `WINDOWS_SERVER_2022_CORE`; null is Linux.
    pub operating_system_family: Option<String>,
    /// `X86_64` or `ARM64`.
    pub cpu_architecture: Option<String>,
    /// Its containers, in the order of the definition.
    pub containers: Vec<ContainerDefinition>,
    /// Its volumes.
    pub volumes: Vec<TaskVolume>,
    /// When the revision was made.
    pub registered_at: Option<Moment>,
}

const LIST_TASKS: &str = "ecs:ListTasks";
const DESCRIBE_TASKS: &str = "ecs:DescribeTasks";
const DESCRIBE: &str = "ecs:DescribeTaskDefinition";

impl Kind for EcsTaskDefinition {
    const NAME: &'static str = "ecs_task_definition";
    const CLOUDFORMATION: &'static str = "AWS::ECS::TaskDefinition";
    const SCOPE: Scope = Scope::Regional;
    const ACTIONS: &'static [Action] = &[
        Action::page(LIST_CLUSTERS),
        Action::batch(DESCRIBE_CLUSTERS, 100),
        Action::page(LIST_SERVICES),
        Action::batch(DESCRIBE_SERVICES, 10),
        Action::page(LIST_TASKS),
        Action::batch(DESCRIBE_TASKS, 100),
        Action::each(DESCRIBE),
    ];

    fn sample() -> Found<Self> {
        Found {
            id: "arn:aws:ecs:eu-central-1:111122223333:task-definition/checkout:7".into(),
            name: Some("checkout:7".into()),
            tags: Reading::Known(Some([("team".to_owned(), "shop".to_owned())].into())),
            fields: Self {
                family: Some("checkout".into()),
                revision: Some(7),
                status: Some("ACTIVE".into()),
                network_mode: Some("awsvpc".into()),
                pid_mode: None,
                ipc_mode: None,
                task_role_arn: Some("arn:aws:iam::111122223333:role/checkout".into()),
                execution_role_arn: Some("arn:aws:iam::111122223333:role/checkout-execution".into()),
                requires_compatibilities: vec!["FARGATE".into()],
                operating_system_family: Some("LINUX".into()),
                cpu_architecture: Some("ARM64".into()),
                containers: vec![ContainerDefinition::sample()],
                volumes: vec![TaskVolume::sample()],
                registered_at: Some(Moment::sample("2026-02-03T09:00:00Z")),
            },
        }
    }

    async fn collect(place: &Place, out: &Sink) -> Result<(), Unread> {
        let services = ecs_service::all(place).await?;
        for unread in &services.unread {
            out.gap(unread.clone()).await;
        }
        let mut used: BTreeSet<String> = services.found.iter().flat_map(of_service).collect();
        let busy = busy_clusters(place, &services).await?;
        for cluster in busy {
            if let Err(unread) = of_tasks(place, &cluster, &mut used).await {
                out.missed(unread).await;
            }
        }
        out.each(used, |arn| one(place, arn)).await;
        Ok(())
    }
}

/// The revisions that a service, its rollouts and its task sets run.
fn of_service(service: &Listed) -> Vec<String> {
    let fields = &service.fields;
    let rollouts = fields.deployments.iter().map(|rollout| &rollout.task_definition);
    let sets = fields.task_sets.iter().map(|set| &set.task_definition);
    rollouts.chain(sets).chain([&fields.task_definition]).flatten().cloned().collect()
}

/// The clusters in which more tasks run than the services that were read have; all, where nothing counts them.
async fn busy_clusters(place: &Place, services: &Described<Listed>) -> Result<Vec<String>, Unread> {
    let arns = place.once(|| cluster_arns(place)).await?;
    let described = place.once(|| clusters(place)).await?;
    let mut own: BTreeMap<&str, i64> = BTreeMap::new();
    for service in &services.found {
        *own.entry(service.fields.cluster_arn.as_str()).or_default() += service.fields.running_count.unwrap_or(0);
    }
    let known: BTreeMap<&str, &Cluster> =
        described.found.iter().map(|cluster| (cluster.cluster_arn.as_str(), cluster)).collect();
    let busy = arns.0.iter().filter(|arn| {
        let running = known.get(arn.as_str()).and_then(|cluster| cluster.running_tasks_count);
        running.is_none_or(|running| running > own.get(arn.as_str()).copied().unwrap_or(0))
    });
    Ok(busy.cloned().collect())
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct TaskPage {
    #[serde(default)]
    task_arns: Vec<String>,
}

#[derive(Deserialize)]
struct Tasks {
    #[serde(default)]
    tasks: Vec<Task>,
    #[serde(default)]
    failures: Vec<Failed>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Task {
    task_definition_arn: Option<String>,
}

/// Adds the revisions that a cluster's tasks run. A task that has ended since it was listed is a failure of the batch.
async fn of_tasks(place: &Place, cluster: &str, used: &mut BTreeSet<String>) -> Result<(), Unread> {
    let listing = place.call(&ECS, "ListTasks").set("cluster", cluster).set("maxResults", 100);
    let mut pages = listing.pages("nextToken", "nextToken");
    while let Some(page) = pages.next::<TaskPage>().await? {
        if page.task_arns.is_empty() {
            continue;
        }
        let call = place.call(&ECS, "DescribeTasks").set("cluster", cluster).set("tasks", page.task_arns);
        let reply: Tasks = call.answer().await?;
        used.extend(reply.tasks.into_iter().filter_map(|task| task.task_definition_arn));
        if let Some(unread) = Failed::unread(reply.failures, DESCRIBE_TASKS).next() {
            return Err(unread);
        }
    }
    Ok(())
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Reply {
    task_definition: Definition,
    #[serde(default)]
    tags: Vec<Tag>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Definition {
    task_definition_arn: String,
    family: Option<String>,
    revision: Option<i64>,
    status: Option<String>,
    network_mode: Option<String>,
    pid_mode: Option<String>,
    ipc_mode: Option<String>,
    task_role_arn: Option<String>,
    execution_role_arn: Option<String>,
    #[serde(default)]
    requires_compatibilities: Vec<String>,
    runtime_platform: Option<RuntimePlatform>,
    #[serde(default)]
    container_definitions: Vec<Container>,
    #[serde(default)]
    volumes: Vec<Volume>,
    registered_at: Option<Moment>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct RuntimePlatform {
    operating_system_family: Option<String>,
    cpu_architecture: Option<String>,
}

/// A revision that has gone is known by `ClientException`, which says many other things as well: a revision in use does
/// not go.
async fn one(place: &Place, arn: String) -> Result<Option<Found<EcsTaskDefinition>>, Unread> {
    let call = place.call(&ECS, "DescribeTaskDefinition").set("taskDefinition", arn).set("include", vec!["TAGS"]);
    let Reply { task_definition: it, tags } = call.answer().await?;
    let platform = it.runtime_platform.unwrap_or_default();
    let mut requires_compatibilities = it.requires_compatibilities;
    requires_compatibilities.sort();
    let fields = EcsTaskDefinition {
        family: it.family,
        revision: it.revision,
        status: it.status,
        network_mode: it.network_mode,
        pid_mode: it.pid_mode,
        ipc_mode: it.ipc_mode,
        task_role_arn: it.task_role_arn,
        execution_role_arn: it.execution_role_arn,
        requires_compatibilities,
        operating_system_family: platform.operating_system_family,
        cpu_architecture: platform.cpu_architecture,
        containers: it.container_definitions.into_iter().map(ContainerDefinition::of).collect(),
        volumes: it.volumes.into_iter().map(TaskVolume::of).collect(),
        registered_at: it.registered_at,
    };
    let name = it.task_definition_arn.rsplit('/').next().map(str::to_owned);
    Ok(Some(Found { id: it.task_definition_arn, name, tags: Reading::Known(Some(listed(&tags))), fields }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collect::canned::Canned;

    const CLUSTER: &str = "arn:aws:ecs:eu-central-1:111122223333:cluster/shop";
    const DEFINED: &str = r#"{"taskDefinition": {"taskDefinitionArn": "arn:aws:ecs:eu-central-1:111122223333:task-definition/a:1",
        "family": "a", "revision": 1, "status": "ACTIVE", "networkMode": "host", "pidMode": "host",
        "requiresCompatibilities": ["EC2"], "registeredAt": 1769860800.1,
        "runtimePlatform": {"operatingSystemFamily": "LINUX"},
        "volumes": [{"name": "docker", "host": {"sourcePath": "/var/run/docker.sock"}},
          {"name": "data", "efsVolumeConfiguration": {"fileSystemId": "fs-1", "transitEncryption": "DISABLED",
            "authorizationConfig": {"iam": "ENABLED"}}}],
        "containerDefinitions": [{"name": "web", "image": "web:latest", "privileged": true, "user": "root",
          "command": ["serve", "--db-password", "hunter2hunter2"],
          "environment": [{"name": "STAGE", "value": "x"}, {"name": "DB_PASSWORD", "value": "hunter2hunter2"}],
          "secrets": [{"name": "API_KEY", "valueFrom": "arn:aws:ssm:eu-central-1:111122223333:parameter/key"}],
          "linuxParameters": {"capabilities": {"add": ["SYS_ADMIN"], "drop": []}},
          "logConfiguration": {"logDriver": "splunk", "options": {"splunk-token": "0a1b2c3d-4e5f-6071-8293",
            "splunk-url": "https://example.com"}}}]}, "tags": [{"key": "team", "value": "shop"}]}"#;

    /// A cluster in which so many tasks run, of which one service has so many.
    fn running(tasks: i64, of_service: i64) -> Canned {
        let service = format!(
            r#"{{"services": [{{"serviceArn": "arn:aws:ecs:eu-central-1:111122223333:service/shop/a",
              "clusterArn": "{CLUSTER}", "status": "ACTIVE", "runningCount": {of_service}, "taskDefinition": "a:1"}}]}}"#
        );
        Canned::default()
            .reply("ListClusters", &format!(r#"{{"clusterArns": ["{CLUSTER}"]}}"#))
            .reply(
                "DescribeClusters",
                &format!(r#"{{"clusters": [{{"clusterArn": "{CLUSTER}", "runningTasksCount": {tasks}}}]}}"#),
            )
            .reply("ListServices", r#"{"serviceArns": ["arn:aws:ecs:eu-central-1:111122223333:service/shop/a"]}"#)
            .reply("DescribeServices", &service)
    }

    #[test]
    fn a_definition_is_read_whole_and_its_secrets_are_forgotten() {
        let read = running(2, 2).reply("DescribeTaskDefinition", DEFINED).read::<EcsTaskDefinition>();
        assert_eq!(read.gaps, []);
        let [task] = read.resources.as_slice() else { panic!("one definition") };
        assert_eq!(task.at("pid_mode").as_str(), Some("host"));
        assert_eq!(task.name.as_deref(), Some("a:1"));
        let text = serde_json::to_string(task).unwrap();
        for expected in [
            r#""environment":["DB_PASSWORD","STAGE"]"#,
            r#""environment_secrets":[{"line":1,"kind":"assignment","name":"DB_PASSWORD"}]"#,
            r#""command_secrets":[{"line":1,"kind":"assignment","name":"db-password"}]"#,
            r#""secrets":["API_KEY"]"#,
            r#""capabilities_added":["SYS_ADMIN"]"#,
            r#""host_path":"/var/run/docker.sock""#,
            r#""transit_encryption":"DISABLED""#,
            r#""name":"splunk-token""#,
        ] {
            assert!(text.contains(expected), "{expected} in {text}");
        }
        assert!(!text.contains("hunter2") && !text.contains("0a1b2c3d-4e5f"), "{text}");
        assert!(!read.asked.contains(&"ListTasks".to_owned()), "services have all tasks that run");
    }

    #[test]
    fn tasks_without_a_service_are_asked_for_their_definition() {
        let read = running(3, 2)
            .reply("ListTasks", r#"{"taskArns": ["t"]}"#)
            .reply("DescribeTasks", r#"{"tasks": [{"taskDefinitionArn": "b:2"}], "failures": [{"reason": "MISSING"}]}"#)
            .reply("DescribeTaskDefinition", DEFINED)
            .read::<EcsTaskDefinition>();
        assert_eq!((read.gaps.len(), read.resources.len()), (0, 2));
        let denied = running(3, 2).reply("DescribeTaskDefinition", DEFINED).read::<EcsTaskDefinition>();
        assert_eq!((denied.gaps[0].action.as_str(), denied.resources.len()), (LIST_TASKS, 1));
        let denied = running(2, 2).read::<EcsTaskDefinition>();
        assert_eq!(denied.gaps[0].action, DESCRIBE);
    }
}
