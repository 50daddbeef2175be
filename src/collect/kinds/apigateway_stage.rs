//! Stages of a REST API: the states of it that can be called.

use super::apigateway_reply::GET;
use super::named_values::secrets_in_all;
use crate::collect::Place;
use crate::collect::aws::call::segment;
use crate::collect::aws::service::API_GATEWAY;
use crate::collect::secrets::SecretHit;
use crate::snapshot::Unread;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A state of an API that can be called.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Stage {
    /// Such as `prod`; part of the address.
    pub stage_name: String,
    /// The ARN of the log group or delivery stream for access logs; null where none are kept.
    pub access_log_destination_arn: Option<String>,
    /// Whether calls are traced.
    pub tracing_enabled: Option<bool>,
    /// The ARN of the web ACL of WAF that guards it; null where none does.
    pub web_acl_arn: Option<String>,
    /// The certificate by which servers behind it know it; null where it has none.
    pub client_certificate_id: Option<String>,
    /// Whether answers are cached.
    pub cache_cluster_enabled: Option<bool>,
    /// Settings by path and method; empty where all is as by default.
    pub method_settings: Vec<MethodSetting>,
    /// What looks like a secret in its variables; `name` is the variable, and lines count variables.
    pub variable_secrets: Vec<SecretHit>,
}

/// Settings for some methods.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct MethodSetting {
    /// The methods, such as `/orders/GET`; `*/*` is all.
    pub path: String,
    /// `OFF`, `ERROR` or `INFO`.
    pub logging_level: Option<String>,
    /// Whether whole requests and answers are logged.
    pub data_trace_enabled: Option<bool>,
    /// Whether CloudWatch gets measures.
    pub metrics_enabled: Option<bool>,
    /// Whether answers are cached, if the stage has a cache.
    pub caching_enabled: Option<bool>,
    /// Whether cached answers are encrypted.
    pub cache_data_encrypted: Option<bool>,
}

impl Stage {
    pub fn sample() -> Self {
        Self {
            stage_name: "prod".into(),
            access_log_destination_arn: Some("arn:aws:logs:eu-central-1:111122223333:log-group:orders".into()),
            tracing_enabled: Some(true),
            web_acl_arn: Some("arn:aws:wafv2:eu-central-1:111122223333:regional/webacl/orders/0d1e2f30".into()),
            client_certificate_id: Some("a1b2c3".into()),
            cache_cluster_enabled: Some(false),
            method_settings: vec![MethodSetting {
                path: "*/*".into(),
                logging_level: Some("ERROR".into()),
                data_trace_enabled: Some(false),
                metrics_enabled: Some(true),
                caching_enabled: Some(false),
                cache_data_encrypted: Some(true),
            }],
            variable_secrets: vec![],
        }
    }
}

#[derive(Deserialize)]
struct Stages {
    #[serde(default)]
    item: Vec<StageReply>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct StageReply {
    stage_name: String,
    access_log_settings: Option<AccessLogs>,
    tracing_enabled: Option<bool>,
    web_acl_arn: Option<String>,
    client_certificate_id: Option<String>,
    cache_cluster_enabled: Option<bool>,
    #[serde(default)]
    method_settings: BTreeMap<String, Setting>,
    #[serde(default)]
    variables: BTreeMap<String, String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct AccessLogs {
    destination_arn: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Setting {
    logging_level: Option<String>,
    data_trace_enabled: Option<bool>,
    metrics_enabled: Option<bool>,
    caching_enabled: Option<bool>,
    cache_data_encrypted: Option<bool>,
}

/// All stages of an API, in one reply; None where it has gone.
pub async fn stages(place: &Place, api: &str) -> Result<Option<Vec<Stage>>, Unread> {
    let path = format!("/restapis/{}/stages", segment(api));
    let reply: Option<Stages> = place.call(&API_GATEWAY, "GetStages").action(GET).get(path).judge().await?;
    Ok(reply.map(|reply| {
        let mut stages: Vec<Stage> = reply.item.into_iter().map(stage).collect();
        stages.sort_by(|a, b| a.stage_name.cmp(&b.stage_name));
        stages
    }))
}

fn stage(reply: StageReply) -> Stage {
    Stage {
        stage_name: reply.stage_name,
        access_log_destination_arn: reply.access_log_settings.and_then(|logs| logs.destination_arn),
        tracing_enabled: reply.tracing_enabled,
        web_acl_arn: reply.web_acl_arn,
        client_certificate_id: reply.client_certificate_id,
        cache_cluster_enabled: reply.cache_cluster_enabled,
        method_settings: reply.method_settings.into_iter().map(setting).collect(),
        variable_secrets: secrets_in_all(&reply.variables),
    }
}

/// Slashes in a path are written `~1`, except for the one before the method.
fn setting((path, setting): (String, Setting)) -> MethodSetting {
    MethodSetting {
        path: path.replace("~1", "/"),
        logging_level: setting.logging_level,
        data_trace_enabled: setting.data_trace_enabled,
        metrics_enabled: setting.metrics_enabled,
        caching_enabled: setting.caching_enabled,
        cache_data_encrypted: setting.cache_data_encrypted,
    }
}
