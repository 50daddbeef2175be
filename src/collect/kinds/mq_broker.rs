//! Brokers of Amazon MQ: ActiveMQ and RabbitMQ. A listing gives little; a broker's settings are a call each.
//!
//! Of users only their number is kept. Audit logs are ActiveMQ's only.
//! <https://docs.aws.amazon.com/amazon-mq/latest/api-reference/brokers-broker-id.html>

use super::kind::{Found, Kind, Tags};
use super::sorted::sorted;
use super::timestamp::Moment;
use crate::collect::aws::call::segment;
use crate::collect::aws::service::MQ;
use crate::collect::{Place, Sink};
use crate::snapshot::{Action, Reading, Scope, Unread};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A server that passes messages on.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct MqBroker {
    /// Such as `b-0d1e2f30-4a5b-4c6d-8e7f-9a0b1c2d3e4f`.
    pub broker_id: String,
    /// `RUNNING`, `CREATION_IN_PROGRESS` or another state.
    pub broker_state: Option<String>,
    /// `ACTIVEMQ` or `RABBITMQ`.
    pub engine_type: Option<String>,
    /// Such as `5.18`.
    pub engine_version: Option<String>,
    /// `SINGLE_INSTANCE`, `ACTIVE_STANDBY_MULTI_AZ` or `CLUSTER_MULTI_AZ`.
    pub deployment_mode: Option<String>,
    /// Whether it has a public address.
    pub publicly_accessible: Option<bool>,
    /// Whether minor versions are installed by themselves.
    pub auto_minor_version_upgrade: Option<bool>,
    /// `SIMPLE`, `LDAP` or `CONFIG_MANAGED`: who knows its users.
    pub authentication_strategy: Option<String>,
    /// Whether a key of AWS's own encrypts it; null where AWS does not say.
    pub use_aws_owned_key: Option<bool>,
    /// The KMS key; null where it is AWS's own.
    pub kms_key_id: Option<String>,
    /// Whether general logs go to CloudWatch.
    pub general_log_enabled: Option<bool>,
    /// Whether what people do in its console goes to CloudWatch; null for RabbitMQ, which cannot.
    pub audit_log_enabled: Option<bool>,
    /// How many users it knows by itself; null where AWS does not say.
    pub user_count: Option<usize>,
    /// The subnets that it is in.
    pub subnet_ids: Vec<String>,
    /// The security groups that guard it.
    pub security_group_ids: Vec<String>,
    /// When it was made.
    pub created_at: Option<Moment>,
}

const LIST: &str = "mq:ListBrokers";
const DESCRIBE: &str = "mq:DescribeBroker";

impl Kind for MqBroker {
    const NAME: &'static str = "mq_broker";
    const CLOUDFORMATION: &'static str = "AWS::AmazonMQ::Broker";
    const SCOPE: Scope = Scope::Regional;
    const ACTIONS: &'static [Action] = &[Action::page(LIST), Action::each(DESCRIBE)];

    fn sample() -> Found<Self> {
        let id = "b-0d1e2f30-4a5b-4c6d-8e7f-9a0b1c2d3e4f";
        Found {
            id: format!("arn:aws:mq:eu-central-1:111122223333:broker:parcels:{id}"),
            name: Some("parcels".into()),
            tags: Reading::Known(Some([("team".to_owned(), "logistics".to_owned())].into())),
            fields: Self {
                broker_id: id.into(),
                broker_state: Some("RUNNING".into()),
                engine_type: Some("ACTIVEMQ".into()),
                engine_version: Some("5.18".into()),
                deployment_mode: Some("ACTIVE_STANDBY_MULTI_AZ".into()),
                publicly_accessible: Some(false),
                auto_minor_version_upgrade: Some(true),
                authentication_strategy: Some("LDAP".into()),
                use_aws_owned_key: Some(false),
                kms_key_id: Some(
                    "arn:aws:kms:eu-central-1:111122223333:key/0d1e2f30-4a5b-4c6d-8e7f-9a0b1c2d3e4f".into(),
                ),
                general_log_enabled: Some(true),
                audit_log_enabled: Some(true),
                user_count: Some(1),
                subnet_ids: vec!["subnet-0a1b2c3d4e5f60718".into(), "subnet-0b1b2c3d4e5f60718".into()],
                security_group_ids: vec!["sg-0a1b2c3d4e5f60718".into()],
                created_at: Some(Moment::sample("2026-01-31T12:00:00Z")),
            },
        }
    }

    async fn collect(place: &Place, out: &Sink) -> Result<(), Unread> {
        let list = place.call(&MQ, "ListBrokers").get("/v1/brokers").set("maxResults", 100);
        let mut pages = list.pages("nextToken", "nextToken");
        while let Some(page) = pages.next::<Page>().await? {
            out.each(page.broker_summaries.unwrap_or_default(), |broker| one(place, broker.broker_id)).await;
        }
        Ok(())
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Page {
    broker_summaries: Option<Vec<Summary>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Summary {
    broker_id: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Broker {
    broker_arn: String,
    broker_name: Option<String>,
    broker_state: Option<String>,
    engine_type: Option<String>,
    engine_version: Option<String>,
    deployment_mode: Option<String>,
    publicly_accessible: Option<bool>,
    auto_minor_version_upgrade: Option<bool>,
    authentication_strategy: Option<String>,
    encryption_options: Option<Encryption>,
    logs: Option<Logs>,
    users: Option<Vec<User>>,
    subnet_ids: Option<Vec<String>>,
    security_groups: Option<Vec<String>>,
    created: Option<Moment>,
    tags: Option<Tags>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Encryption {
    kms_key_id: Option<String>,
    use_aws_owned_key: Option<bool>,
}

#[derive(Default, Deserialize)]
struct Logs {
    audit: Option<bool>,
    general: Option<bool>,
}

/// Nothing of a user is read.
#[derive(Deserialize)]
struct User {}

/// None for a broker that has gone since it was listed.
async fn one(place: &Place, broker_id: String) -> Result<Option<Found<MqBroker>>, Unread> {
    let describe = place.call(&MQ, "DescribeBroker").get(format!("/v1/brokers/{}", segment(&broker_id)));
    let Some(broker) = describe.judge::<Broker>().await? else { return Ok(None) };
    let encryption = broker.encryption_options.unwrap_or_default();
    let logs = broker.logs.unwrap_or_default();
    let fields = MqBroker {
        broker_id,
        broker_state: broker.broker_state,
        engine_type: broker.engine_type,
        engine_version: broker.engine_version,
        deployment_mode: broker.deployment_mode,
        publicly_accessible: broker.publicly_accessible,
        auto_minor_version_upgrade: broker.auto_minor_version_upgrade,
        authentication_strategy: broker.authentication_strategy,
        use_aws_owned_key: encryption.use_aws_owned_key,
        kms_key_id: encryption.kms_key_id.filter(|key| !key.is_empty()),
        general_log_enabled: logs.general,
        audit_log_enabled: logs.audit,
        user_count: broker.users.map(|users| users.len()),
        subnet_ids: sorted(broker.subnet_ids.into_iter().flatten()),
        security_group_ids: sorted(broker.security_groups.into_iter().flatten()),
        created_at: broker.created,
    };
    let tags = Reading::Known(Some(broker.tags.unwrap_or_default()));
    Ok(Some(Found { id: broker.broker_arn, name: broker.broker_name, tags, fields }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collect::canned::Canned;

    fn brokers() -> Canned {
        Canned::default().reply("GET /v1/brokers", r#"{"brokerSummaries": [{"brokerId": "b-1"}], "nextToken": null}"#)
    }

    #[test]
    fn a_broker_is_read_without_its_users() {
        let broker = r#"{"brokerArn": "arn:aws:mq:eu-central-1:111122223333:broker:b:b-1", "brokerId": "b-1",
            "brokerName": "b", "publiclyAccessible": true, "users": [{"username": "jane"}, {"username": "joe"}],
            "logs": {"general": false, "generalLogGroup": "g"}, "encryptionOptions": {"useAwsOwnedKey": true},
            "created": "2026-01-31T12:00:00Z", "tags": {"team": "x"}}"#;
        let read = brokers().reply("GET /v1/brokers/b-1", broker).read::<MqBroker>();
        assert_eq!(read.gaps, []);
        let [one] = read.resources.as_slice() else { panic!("one broker") };
        assert_eq!(one.at("publicly_accessible").as_bool(), Some(true));
        assert_eq!(one.at("general_log_enabled").as_bool(), Some(false));
        let written = serde_json::to_string(one).unwrap();
        assert!(written.contains(r#""user_count":2"#) && !written.contains("jane"), "{written}");
    }

    #[test]
    fn what_is_denied_is_a_gap_and_what_is_gone_is_gone() {
        assert_eq!(brokers().read::<MqBroker>().gaps[0].action.as_str(), DESCRIBE);
        let gone = r#"{"__type": "NotFoundException"}"#;
        let read = brokers().status("GET /v1/brokers/b-1", 404, gone).read::<MqBroker>();
        assert!(read.resources.is_empty() && read.gaps.is_empty());
    }
}
