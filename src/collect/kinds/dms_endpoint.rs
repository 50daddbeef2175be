//! Endpoints of the Database Migration Service: the databases from which and to which it copies.
//!
//! - Names of users, addresses of servers and passwords are not kept; what is written free-hand is searched for secrets.
//! - How an endpoint is encrypted depends on its engine: most have an SSL mode, Kafka, Redis and others a setting of their
//!   own. <https://docs.aws.amazon.com/dms/latest/APIReference/API_Endpoint.html>

use super::dms_reply::{AT_ONCE, TAGS, of, tags_of};
use super::kind::{Found, Kind};
use crate::collect::aws::service::DMS;
use crate::collect::secrets::{SecretHit, find_secrets};
use crate::collect::{Place, Sink};
use crate::snapshot::{Action, Reading, Scope, Unread};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json};

/// A database from which or to which data is copied.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct DmsEndpoint {
    /// `source` or `target`.
    pub endpoint_type: Option<String>,
    /// Such as `oracle`, `aurora-postgresql`, `mongodb`, `redis` or `s3`.
    pub engine_name: Option<String>,
    /// `active`, `creating` or another state.
    pub status: Option<String>,
    /// `none`, `require`, `verify-ca` or `verify-full`; some engines know only `none`.
    pub ssl_mode: Option<String>,
    /// The certificate by which the server is known; null where it is not checked by one of the account's.
    pub certificate_arn: Option<String>,
    /// The KMS key that encrypts what is known of the endpoint.
    pub kms_key_id: Option<String>,
    /// Whether a secret of Secrets Manager holds the login, and not the endpoint.
    pub uses_secrets_manager: bool,
    /// How it signs in to MongoDB or DocumentDB: `no` or `password`; null for other engines.
    pub mongodb_auth_type: Option<String>,
    /// Whether it signs in to Neptune with IAM; null for other engines.
    pub neptune_iam_auth_enabled: Option<bool>,
    /// How it speaks to Redis: `plaintext` or `ssl-encryption`; null for other engines.
    pub redis_ssl_security_protocol: Option<String>,
    /// How it signs in to Redis: `none`, `auth-role` or `auth-token`; null for other engines.
    pub redis_auth_type: Option<String>,
    /// How it speaks to Kafka: `plaintext`, `ssl-encryption`, `ssl-authentication` or `sasl-ssl`; null for other engines.
    pub kafka_security_protocol: Option<String>,
    /// Secrets in its extra connection attributes, without their values.
    pub extra_connection_attributes_secrets: Vec<SecretHit>,
}

const LIST: &str = "dms:DescribeEndpoints";

impl Kind for DmsEndpoint {
    const NAME: &'static str = "dms_endpoint";
    const CLOUDFORMATION: &'static str = "AWS::DMS::Endpoint";
    const SCOPE: Scope = Scope::Regional;
    const ACTIONS: &'static [Action] = &[Action::page(LIST), Action::batch(TAGS, AT_ONCE as u32)];

    fn sample() -> Found<Self> {
        Found {
            id: "arn:aws:dms:eu-central-1:111122223333:endpoint:ABCDEFGHIJKLMNOPQRSTUVWXYZ".into(),
            name: Some("old-shop".into()),
            tags: Reading::Known(Some([("team".to_owned(), "shop".to_owned())].into())),
            fields: Self {
                endpoint_type: Some("source".into()),
                engine_name: Some("mysql".into()),
                status: Some("active".into()),
                ssl_mode: Some("verify-full".into()),
                certificate_arn: Some("arn:aws:dms:eu-central-1:111122223333:cert:ABCDEFGHIJKLMNOPQRSTUVWXYZ".into()),
                kms_key_id: Some(
                    "arn:aws:kms:eu-central-1:111122223333:key/0d1e2f30-4a5b-4c6d-8e7f-9a0b1c2d3e4f".into(),
                ),
                uses_secrets_manager: true,
                mongodb_auth_type: None,
                neptune_iam_auth_enabled: None,
                redis_ssl_security_protocol: None,
                redis_auth_type: None,
                kafka_security_protocol: None,
                extra_connection_attributes_secrets: vec![],
            },
        }
    }

    async fn collect(place: &Place, out: &Sink) -> Result<(), Unread> {
        let mut pages = place.call(&DMS, "DescribeEndpoints").set("MaxRecords", 100).pages("Marker", "Marker");
        while let Some(page) = pages.next::<Page>().await? {
            for some in page.endpoints.chunks(AT_ONCE) {
                let arns: Vec<String> = some.iter().map(|one| one.endpoint_arn.clone()).collect();
                let tags = tags_of(place, &arns).await;
                for endpoint in some {
                    let (id, name) = (endpoint.endpoint_arn.clone(), endpoint.endpoint_identifier.clone());
                    out.push(Found { tags: of(&tags, &id), id, name, fields: fields(endpoint) }).await;
                }
            }
        }
        Ok(())
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Page {
    #[serde(default)]
    endpoints: Vec<Endpoint>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Endpoint {
    endpoint_arn: String,
    endpoint_identifier: Option<String>,
    endpoint_type: Option<String>,
    engine_name: Option<String>,
    status: Option<String>,
    ssl_mode: Option<String>,
    certificate_arn: Option<String>,
    kms_key_id: Option<String>,
    extra_connection_attributes: Option<String>,
    mongo_db_settings: Option<MongoDb>,
    neptune_settings: Option<Neptune>,
    redis_settings: Option<Redis>,
    kafka_settings: Option<Kafka>,
    /// Among them the settings of each engine.
    #[serde(flatten)]
    others: Map<String, Json>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct MongoDb {
    auth_type: Option<String>,
    secrets_manager_secret_id: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Neptune {
    iam_auth_enabled: Option<bool>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Redis {
    ssl_security_protocol: Option<String>,
    auth_type: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Kafka {
    security_protocol: Option<String>,
}

fn fields(endpoint: &Endpoint) -> DmsEndpoint {
    let mongodb = endpoint.mongo_db_settings.as_ref();
    let redis = endpoint.redis_settings.as_ref();
    let has_secret = |settings: &Json| {
        settings.get("SecretsManagerSecretId").and_then(Json::as_str).is_some_and(|id| !id.is_empty())
    };
    DmsEndpoint {
        endpoint_type: endpoint.endpoint_type.clone(),
        engine_name: endpoint.engine_name.clone(),
        status: endpoint.status.clone(),
        ssl_mode: endpoint.ssl_mode.clone(),
        certificate_arn: endpoint.certificate_arn.clone().filter(|arn| !arn.is_empty()),
        kms_key_id: endpoint.kms_key_id.clone().filter(|key| !key.is_empty()),
        uses_secrets_manager: mongodb
            .and_then(|settings| settings.secrets_manager_secret_id.as_ref())
            .is_some_and(|id| !id.is_empty())
            || endpoint.others.values().any(has_secret),
        mongodb_auth_type: mongodb.and_then(|settings| settings.auth_type.clone()),
        neptune_iam_auth_enabled: endpoint.neptune_settings.as_ref().and_then(|settings| settings.iam_auth_enabled),
        redis_ssl_security_protocol: redis.and_then(|settings| settings.ssl_security_protocol.clone()),
        redis_auth_type: redis.and_then(|settings| settings.auth_type.clone()),
        kafka_security_protocol: endpoint.kafka_settings.as_ref().and_then(|kafka| kafka.security_protocol.clone()),
        extra_connection_attributes_secrets: attribute_secrets(endpoint.extra_connection_attributes.as_deref()),
    }
}

/// Attributes are parted by semicolons; each is a line.
fn attribute_secrets(attributes: Option<&str>) -> Vec<SecretHit> {
    find_secrets(&attributes.unwrap_or_default().replace(';', "\n"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collect::canned::Canned;

    const PAGE: &str = r#"{"Endpoints": [
        {"EndpointArn": "arn:aws:dms:eu-central-1:111122223333:endpoint:A", "EndpointIdentifier": "a",
         "EngineName": "redis", "SslMode": "none", "Username": "root", "ServerName": "10.0.0.1",
         "ExtraConnectionAttributes": "timeout=3;password=hunter2hunter2;",
         "RedisSettings": {"SslSecurityProtocol": "plaintext", "AuthType": "none"}},
        {"EndpointArn": "arn:aws:dms:eu-central-1:111122223333:endpoint:B", "EngineName": "mysql",
         "MySQLSettings": {"SecretsManagerSecretId": "arn:aws:secretsmanager:x"}}]}"#;

    #[test]
    fn endpoints_are_read_without_their_secrets() {
        let read = Canned::default()
            .reply("DescribeEndpoints", PAGE)
            .reply("ListTagsForResource", r#"{"TagList": []}"#)
            .read::<DmsEndpoint>();
        assert_eq!(read.gaps, []);
        let [a, b] = read.resources.as_slice() else { panic!("two endpoints") };
        assert_eq!(a.at("redis_ssl_security_protocol").as_str(), Some("plaintext"));
        assert_eq!(a.at("uses_secrets_manager").as_bool(), Some(false));
        assert_eq!(b.at("uses_secrets_manager").as_bool(), Some(true));
        let written = serde_json::to_string(a).unwrap();
        assert!(written.contains(r#""name":"password""#) && !written.contains("hunter2"), "{written}");
        assert!(!written.contains("root") && !written.contains("10.0.0.1"), "{written}");
    }

    #[test]
    fn what_is_denied_is_unread() {
        let read = Canned::default().reply("DescribeEndpoints", PAGE).read::<DmsEndpoint>();
        assert_eq!(read.resources[0].unread().len(), 1);
        assert_eq!(Canned::default().read::<DmsEndpoint>().gaps.len(), 1);
    }
}
