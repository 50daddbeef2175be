//! ECS clusters: what watches their containers, and what records the commands that people run inside of them.
//!
//! - Container Insights is a setting of the cluster: `enabled`, `enhanced` or `disabled`.
//!   <https://docs.aws.amazon.com/AmazonECS/latest/developerguide/cloudwatch-container-insights.html>
//! - A cluster without a configuration for ECS Exec logs as the container does, which is what `DEFAULT` means.
//!   <https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-exec.html>

use super::ecs_reply::{Cluster, DESCRIBE_CLUSTERS, ExecuteCommand, LIST_CLUSTERS, clusters};
use super::kind::{Found, Kind};
use super::tags::listed;
use crate::collect::{Place, Sink};
use crate::snapshot::{Action, Reading, Scope, Unread};
use schemars::JsonSchema;
use serde::Serialize;

/// A cluster: a group of services and tasks, and what they share.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct EcsCluster {
    /// `ACTIVE`, `PROVISIONING`, `DEPROVISIONING` or `FAILED`.
    pub status: Option<String>,
    /// What Container Insights gathers: `enabled`, `enhanced` or `disabled`; null where the cluster does not say.
    pub container_insights: Option<String>,
    /// How commands that people run in containers are recorded; null where nobody has decided, and the container's own
    /// log takes them.
    pub execute_command: Option<ExecuteCommandConfiguration>,
    /// The KMS key of volumes that ECS manages; null where it is AWS's.
    pub managed_storage_kms_key_id: Option<String>,
    /// The KMS key of Fargate's ephemeral storage; null where it is AWS's.
    pub fargate_ephemeral_storage_kms_key_id: Option<String>,
    /// Where its tasks may run: `FARGATE`, `FARGATE_SPOT` or names of the account's own capacity providers.
    pub capacity_providers: Vec<String>,
    /// How many services are active.
    pub active_services_count: Option<i64>,
    /// How many tasks run.
    pub running_tasks_count: Option<i64>,
    /// How many instances of EC2 or of one's own are registered.
    pub registered_container_instances_count: Option<i64>,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ExecuteCommandConfiguration {
    /// `NONE`, `DEFAULT` (the container's own log) or `OVERRIDE` (what is given here).
    pub logging: Option<String>,
    /// The KMS key that encrypts between the person and the container, on top of TLS.
    pub kms_key_id: Option<String>,
    /// The log group that takes the commands.
    pub cloud_watch_log_group_name: Option<String>,
    /// Whether that log group must be encrypted.
    pub cloud_watch_encryption_enabled: Option<bool>,
    /// The bucket that takes the commands.
    pub s3_bucket_name: Option<String>,
    /// Whether what goes to the bucket must be encrypted.
    pub s3_encryption_enabled: Option<bool>,
}

impl Kind for EcsCluster {
    const NAME: &'static str = "ecs_cluster";
    const CLOUDFORMATION: &'static str = "AWS::ECS::Cluster";
    const SCOPE: Scope = Scope::Regional;
    const ACTIONS: &'static [Action] = &[Action::page(LIST_CLUSTERS), Action::batch(DESCRIBE_CLUSTERS, 100)];

    fn sample() -> Found<Self> {
        Found {
            id: "arn:aws:ecs:eu-central-1:111122223333:cluster/shop".into(),
            name: Some("shop".into()),
            tags: Reading::Known(Some([("team".to_owned(), "shop".to_owned())].into())),
            fields: Self {
                status: Some("ACTIVE".into()),
                container_insights: Some("enabled".into()),
                execute_command: Some(ExecuteCommandConfiguration {
                    logging: Some("OVERRIDE".into()),
                    kms_key_id: Some("alias/ecs-exec".into()),
                    cloud_watch_log_group_name: Some("/ecs/exec".into()),
                    cloud_watch_encryption_enabled: Some(true),
                    s3_bucket_name: None,
                    s3_encryption_enabled: None,
                }),
                managed_storage_kms_key_id: None,
                fargate_ephemeral_storage_kms_key_id: None,
                capacity_providers: vec!["FARGATE".into()],
                active_services_count: Some(2),
                running_tasks_count: Some(4),
                registered_container_instances_count: Some(0),
            },
        }
    }

    async fn collect(place: &Place, out: &Sink) -> Result<(), Unread> {
        let all = place.once(|| clusters(place)).await?;
        for unread in &all.unread {
            out.gap(unread.clone()).await;
        }
        for cluster in &all.found {
            out.push(found(cluster.clone())).await;
        }
        Ok(())
    }
}

fn found(cluster: Cluster) -> Found<EcsCluster> {
    let insights = cluster.settings.iter().find(|setting| setting.name == "containerInsights");
    let container_insights = insights.and_then(|setting| setting.value.clone());
    let (execute, storage) = cluster
        .configuration
        .map(|all| (all.execute_command_configuration, all.managed_storage_configuration))
        .unwrap_or_default();
    let mut capacity_providers = cluster.capacity_providers;
    capacity_providers.sort();
    let fields = EcsCluster {
        status: cluster.status,
        container_insights,
        execute_command: execute.map(execute_command),
        managed_storage_kms_key_id: storage.as_ref().and_then(|storage| storage.kms_key_id.clone()),
        fargate_ephemeral_storage_kms_key_id: storage.and_then(|it| it.fargate_ephemeral_storage_kms_key_id),
        capacity_providers,
        active_services_count: cluster.active_services_count,
        running_tasks_count: cluster.running_tasks_count,
        registered_container_instances_count: cluster.registered_container_instances_count,
    };
    let tags = Reading::Known(Some(listed(&cluster.tags)));
    Found { id: cluster.cluster_arn, name: cluster.cluster_name, tags, fields }
}

fn execute_command(reply: ExecuteCommand) -> ExecuteCommandConfiguration {
    let log = reply.log_configuration.unwrap_or_default();
    ExecuteCommandConfiguration {
        logging: reply.logging,
        kms_key_id: reply.kms_key_id,
        cloud_watch_log_group_name: log.cloud_watch_log_group_name,
        cloud_watch_encryption_enabled: log.cloud_watch_encryption_enabled,
        s3_bucket_name: log.s3_bucket_name,
        s3_encryption_enabled: log.s3_encryption_enabled,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collect::canned::Canned;

    const CLUSTERS: &str = r#"{"clusterArns": ["arn:aws:ecs:eu-central-1:111122223333:cluster/shop"]}"#;

    #[test]
    fn a_cluster_is_read_whole() {
        let described = r#"{"failures": [{"arn": "arn:x", "reason": "MISSING"}], "clusters": [
            {"clusterArn": "arn:aws:ecs:eu-central-1:111122223333:cluster/shop", "clusterName": "shop",
             "status": "ACTIVE", "runningTasksCount": 3, "pendingTasksCount": 0, "activeServicesCount": 1,
             "registeredContainerInstancesCount": 0, "capacityProviders": ["FARGATE_SPOT", "FARGATE"],
             "settings": [{"name": "containerInsights", "value": "enabled"}],
             "configuration": {"executeCommandConfiguration": {"logging": "OVERRIDE", "kmsKeyId": "alias/x",
               "logConfiguration": {"cloudWatchLogGroupName": "exec", "cloudWatchEncryptionEnabled": true,
                 "s3EncryptionEnabled": false}}},
             "tags": [{"key": "team", "value": "shop"}]},
            {"clusterArn": "arn:aws:ecs:eu-central-1:111122223333:cluster/old", "status": "INACTIVE"}]}"#;
        let read = Canned::default().reply("ListClusters", CLUSTERS).reply("DescribeClusters", described);
        let read = read.read::<EcsCluster>();
        assert_eq!(read.gaps, []);
        let [cluster] = read.resources.as_slice() else { panic!("one cluster") };
        assert_eq!(cluster.at("container_insights").as_str(), Some("enabled"));
        assert_eq!(cluster.at("execute_command.cloud_watch_encryption_enabled").as_bool(), Some(true));
        assert_eq!(cluster.at("tags.team").as_str(), Some("shop"));
        assert_eq!(read.asked, ["ListClusters", "DescribeClusters"]);
    }

    #[test]
    fn without_clusters_nothing_is_described_and_a_refusal_is_a_gap() {
        let read = Canned::default().reply("ListClusters", r#"{"clusterArns": []}"#).read::<EcsCluster>();
        assert_eq!((read.resources.len(), read.gaps.len(), read.asked.len()), (0, 0, 1));
        let denied = Canned::default().reply("ListClusters", CLUSTERS).read::<EcsCluster>();
        assert_eq!(denied.gaps[0].action, DESCRIBE_CLUSTERS);
    }
}
