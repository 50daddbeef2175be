//! Clusters of Kafka in MSK, with servers and without. One listing gives all settings.
//!
//! - A cluster without servers is never public, always encrypted, and lets in by IAM only; AWS says so little of it that
//!   most fields are null. <https://docs.aws.amazon.com/msk/latest/developerguide/serverless.html>
//! - Data at rest is always encrypted; the question is only by whose key.
//!   <https://docs.aws.amazon.com/msk/latest/developerguide/msk-encryption.html>

use super::kind::{Found, Kind, Tags};
use super::sorted::sorted;
use super::timestamp::Moment;
use crate::collect::aws::service::KAFKA;
use crate::collect::{Place, Sink};
use crate::snapshot::{Action, Reading, Scope, Unread};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A cluster of Kafka.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct MskCluster {
    /// `PROVISIONED` or `SERVERLESS`.
    pub cluster_type: Option<String>,
    /// `ACTIVE`, `CREATING` or another state.
    pub state: Option<String>,
    /// Such as `3.8.x`; null without servers.
    pub kafka_version: Option<String>,
    /// How many brokers it has; null without servers.
    pub number_of_broker_nodes: Option<i64>,
    /// `DISABLED`, or `SERVICE_PROVIDED_EIPS` where brokers have public addresses; null where AWS does not say.
    pub public_access: Option<String>,
    /// Whether clients that do not say who they are are let in; null where AWS does not say.
    pub unauthenticated_enabled: Option<bool>,
    /// Whether clients sign in with IAM.
    pub sasl_iam_enabled: Option<bool>,
    /// Whether clients sign in with a name and a password.
    pub sasl_scram_enabled: Option<bool>,
    /// Whether clients sign in with certificates.
    pub tls_enabled: Option<bool>,
    /// `TLS`, `TLS_PLAINTEXT` where both are taken, or `PLAINTEXT`: between clients and brokers. Null without servers.
    pub encryption_client_broker: Option<String>,
    /// Whether brokers speak to each other over TLS; null without servers.
    pub encryption_in_cluster: Option<bool>,
    /// The KMS key that encrypts what is stored; null without servers.
    pub encryption_at_rest_kms_key_id: Option<String>,
    /// `DEFAULT`, `PER_BROKER`, `PER_TOPIC_PER_BROKER` or `PER_TOPIC_PER_PARTITION`; null without servers.
    pub enhanced_monitoring: Option<String>,
    /// Where brokers' logs go: `cloudwatch`, `firehose` and `s3`.
    pub broker_logs: Vec<String>,
    /// The subnets that it is in.
    pub subnet_ids: Vec<String>,
    /// The security groups that guard it.
    pub security_group_ids: Vec<String>,
    /// When it was made.
    pub created_at: Option<Moment>,
}

const LIST: &str = "kafka:ListClustersV2";

impl Kind for MskCluster {
    const NAME: &'static str = "msk_cluster";
    const CLOUDFORMATION: &'static str = "AWS::MSK::Cluster";
    const SCOPE: Scope = Scope::Regional;
    const ACTIONS: &'static [Action] = &[Action::page(LIST)];

    fn sample() -> Found<Self> {
        Found {
            id: "arn:aws:kafka:eu-central-1:111122223333:cluster/orders/0d1e2f30-4a5b-4c6d-8e7f-9a0b1c2d3e4f-1".into(),
            name: Some("orders".into()),
            tags: Reading::Known(Some([("team".to_owned(), "shop".to_owned())].into())),
            fields: Self {
                cluster_type: Some("PROVISIONED".into()),
                state: Some("ACTIVE".into()),
                kafka_version: Some("3.8.x".into()),
                number_of_broker_nodes: Some(3),
                public_access: Some("DISABLED".into()),
                unauthenticated_enabled: Some(false),
                sasl_iam_enabled: Some(true),
                sasl_scram_enabled: Some(false),
                tls_enabled: Some(false),
                encryption_client_broker: Some("TLS".into()),
                encryption_in_cluster: Some(true),
                encryption_at_rest_kms_key_id: Some(
                    "arn:aws:kms:eu-central-1:111122223333:key/0d1e2f30-4a5b-4c6d-8e7f-9a0b1c2d3e4f".into(),
                ),
                enhanced_monitoring: Some("PER_TOPIC_PER_BROKER".into()),
                broker_logs: vec!["cloudwatch".into()],
                subnet_ids: vec!["subnet-0a1b2c3d4e5f60718".into(), "subnet-0b1b2c3d4e5f60718".into()],
                security_group_ids: vec!["sg-0a1b2c3d4e5f60718".into()],
                created_at: Some(Moment::sample("2026-01-31T12:00:00Z")),
            },
        }
    }

    async fn collect(place: &Place, out: &Sink) -> Result<(), Unread> {
        let list = place.call(&KAFKA, "ListClustersV2").get("/api/v2/clusters").set("maxResults", 100);
        let mut pages = list.pages("nextToken", "nextToken");
        while let Some(page) = pages.next::<Page>().await? {
            for cluster in page.cluster_info_list.unwrap_or_default() {
                out.push(found(cluster)).await;
            }
        }
        Ok(())
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Page {
    cluster_info_list: Option<Vec<Cluster>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Cluster {
    cluster_arn: String,
    cluster_name: String,
    cluster_type: Option<String>,
    state: Option<String>,
    creation_time: Option<Moment>,
    tags: Option<Tags>,
    provisioned: Option<Provisioned>,
    serverless: Option<Serverless>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Provisioned {
    broker_node_group_info: Option<Nodes>,
    number_of_broker_nodes: Option<i64>,
    current_broker_software_info: Option<Software>,
    client_authentication: Option<Authentication>,
    encryption_info: Option<Encryption>,
    enhanced_monitoring: Option<String>,
    logging_info: Option<Logging>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Nodes {
    client_subnets: Option<Vec<String>>,
    security_groups: Option<Vec<String>>,
    connectivity_info: Option<Connectivity>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Connectivity {
    public_access: Option<PublicAccess>,
}

#[derive(Deserialize)]
struct PublicAccess {
    #[serde(rename = "type")]
    kind: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Software {
    kafka_version: Option<String>,
}

#[derive(Default, Deserialize)]
struct Authentication {
    sasl: Option<Sasl>,
    tls: Option<Switch>,
    unauthenticated: Option<Switch>,
}

#[derive(Deserialize)]
struct Sasl {
    iam: Option<Switch>,
    scram: Option<Switch>,
}

#[derive(Deserialize)]
struct Switch {
    enabled: Option<bool>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Encryption {
    encryption_at_rest: Option<AtRest>,
    encryption_in_transit: Option<InTransit>,
}

#[derive(Deserialize)]
struct AtRest {
    #[serde(rename = "dataVolumeKMSKeyId")]
    key: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct InTransit {
    client_broker: Option<String>,
    in_cluster: Option<bool>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Logging {
    broker_logs: Option<BrokerLogs>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct BrokerLogs {
    cloud_watch_logs: Option<Switch>,
    firehose: Option<Switch>,
    s3: Option<Switch>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Serverless {
    vpc_configs: Option<Vec<VpcConfig>>,
    client_authentication: Option<Authentication>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct VpcConfig {
    subnet_ids: Option<Vec<String>>,
    security_group_ids: Option<Vec<String>>,
}

fn found(cluster: Cluster) -> Found<MskCluster> {
    let (provisioned, serverless) = (cluster.provisioned.unwrap_or_default(), cluster.serverless.unwrap_or_default());
    let nodes = provisioned.broker_node_group_info.unwrap_or_default();
    let encryption = provisioned.encryption_info.unwrap_or_default();
    let in_transit = encryption.encryption_in_transit.as_ref();
    let clients = provisioned.client_authentication.or(serverless.client_authentication).unwrap_or_default();
    let on = |switch: Option<&Switch>| switch.and_then(|switch| switch.enabled);
    let sasl = clients.sasl.as_ref();
    let configs = serverless.vpc_configs.unwrap_or_default();
    let (mut subnet_ids, mut security_group_ids) =
        (nodes.client_subnets.unwrap_or_default(), nodes.security_groups.unwrap_or_default());
    for config in configs {
        subnet_ids.extend(config.subnet_ids.unwrap_or_default());
        security_group_ids.extend(config.security_group_ids.unwrap_or_default());
    }
    let fields = MskCluster {
        cluster_type: cluster.cluster_type,
        state: cluster.state,
        kafka_version: provisioned.current_broker_software_info.and_then(|software| software.kafka_version),
        number_of_broker_nodes: provisioned.number_of_broker_nodes,
        public_access: nodes.connectivity_info.and_then(|info| info.public_access).and_then(|access| access.kind),
        unauthenticated_enabled: on(clients.unauthenticated.as_ref()),
        sasl_iam_enabled: on(sasl.and_then(|sasl| sasl.iam.as_ref())),
        sasl_scram_enabled: on(sasl.and_then(|sasl| sasl.scram.as_ref())),
        tls_enabled: on(clients.tls.as_ref()),
        encryption_client_broker: in_transit.and_then(|transit| transit.client_broker.clone()),
        encryption_in_cluster: in_transit.and_then(|transit| transit.in_cluster),
        encryption_at_rest_kms_key_id: encryption.encryption_at_rest.and_then(|rest| rest.key),
        enhanced_monitoring: provisioned.enhanced_monitoring,
        broker_logs: destinations(provisioned.logging_info),
        subnet_ids: sorted(subnet_ids),
        security_group_ids: sorted(security_group_ids),
        created_at: cluster.creation_time,
    };
    let tags = Reading::Known(Some(cluster.tags.unwrap_or_default()));
    Found { id: cluster.cluster_arn, name: Some(cluster.cluster_name), tags, fields }
}

fn destinations(logging: Option<Logging>) -> Vec<String> {
    let Some(logs) = logging.and_then(|info| info.broker_logs) else { return vec![] };
    let all = [("cloudwatch", logs.cloud_watch_logs), ("firehose", logs.firehose), ("s3", logs.s3)];
    let on = all.into_iter().filter(|(_, switch)| switch.as_ref().is_some_and(|switch| switch.enabled == Some(true)));
    on.map(|(name, _)| name.to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collect::canned::Canned;

    const CLUSTERS: &str = r#"{"clusterInfoList": [
        {"clusterArn": "arn:aws:kafka:eu-central-1:111122223333:cluster/a/1", "clusterName": "a", "stateInfo": null,
         "clusterType": "PROVISIONED", "creationTime": "2026-01-31T12:00:00.123Z", "tags": {"team": "x"},
         "provisioned": {"brokerNodeGroupInfo": {"clientSubnets": ["s-2", "s-1"],
            "connectivityInfo": {"publicAccess": {"type": "SERVICE_PROVIDED_EIPS"}}},
          "clientAuthentication": {"sasl": null, "tls": {"enabled": false}, "unauthenticated": {"enabled": true}},
          "encryptionInfo": {"encryptionAtRest": {"dataVolumeKMSKeyId": "k"},
            "encryptionInTransit": {"clientBroker": "TLS_PLAINTEXT", "inCluster": true}},
          "loggingInfo": {"brokerLogs": {"cloudWatchLogs": {"enabled": true}, "s3": {"enabled": false}}}}},
        {"clusterArn": "arn:aws:kafka:eu-central-1:111122223333:cluster/b/2", "clusterName": "b",
         "clusterType": "SERVERLESS", "serverless": {"vpcConfigs": [{"subnetIds": ["s-3"]}],
          "clientAuthentication": {"sasl": {"iam": {"enabled": true}}}}}], "nextToken": null}"#;

    #[test]
    fn clusters_with_servers_and_without_are_read() {
        let read = Canned::default().reply("GET /api/v2/clusters", CLUSTERS).read::<MskCluster>();
        assert_eq!(read.gaps, []);
        let [open, serverless] = read.resources.as_slice() else { panic!("two clusters") };
        assert_eq!(open.at("public_access").as_str(), Some("SERVICE_PROVIDED_EIPS"));
        assert_eq!(open.at("unauthenticated_enabled").as_bool(), Some(true));
        assert!(open.at("sasl_iam_enabled").is_null());
        assert_eq!(serde_json::to_string(open.at("broker_logs")).unwrap(), r#"["cloudwatch"]"#);
        assert_eq!(open.at("created_at").as_str(), Some("2026-01-31T12:00:00Z"));
        assert_eq!(serverless.at("sasl_iam_enabled").as_bool(), Some(true));
        assert_eq!(serde_json::to_string(serverless.at("subnet_ids")).unwrap(), r#"["s-3"]"#);
        assert!(serverless.at("encryption_client_broker").is_null());
    }

    #[test]
    fn a_refusal_is_a_gap() {
        assert_eq!(Canned::default().read::<MskCluster>().gaps[0].action.as_str(), LIST);
    }
}
