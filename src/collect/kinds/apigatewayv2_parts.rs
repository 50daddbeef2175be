//! Parts of an HTTP or WebSocket API: routes, stages, authorizers.

use super::apigateway_reply::GET;
use super::named_values::secrets_in_all;
use crate::collect::Place;
use crate::collect::aws::call::segment;
use crate::collect::aws::service::API_GATEWAY;
use crate::collect::secrets::SecretHit;
use crate::snapshot::Unread;
use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What can be called.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all(deserialize = "camelCase"))]
pub struct Route {
    /// Such as `GET /orders`, `$connect`, or `$default` for all else.
    pub route_key: String,
    /// `NONE`, `AWS_IAM`, `CUSTOM` or `JWT`.
    pub authorization_type: Option<String>,
    /// The authorizer that decides; null where none does.
    pub authorizer_id: Option<String>,
    /// Whether callers need a key; only WebSocket APIs can ask for one.
    pub api_key_required: Option<bool>,
}

/// A state of an API that can be called.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Stage {
    /// Such as `prod`; `$default` is no part of the address.
    pub stage_name: String,
    /// The ARN of the log group or delivery stream for access logs; null where none are kept.
    pub access_log_destination_arn: Option<String>,
    /// `ERROR`, `INFO` or `OFF`, for WebSocket APIs.
    pub logging_level: Option<String>,
    /// Whether whole messages are logged, for WebSocket APIs.
    pub data_trace_enabled: Option<bool>,
    /// Whether CloudWatch gets measures of each route.
    pub detailed_metrics_enabled: Option<bool>,
    /// Whether changes go live by themselves.
    pub auto_deploy: Option<bool>,
    /// What looks like a secret in its variables; `name` is the variable, and lines count variables.
    pub variable_secrets: Vec<SecretHit>,
}

/// What decides about callers.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Authorizer {
    /// As routes name it.
    pub authorizer_id: String,
    /// Its name for people.
    pub authorizer_name: Option<String>,
    /// `REQUEST` or `JWT`.
    pub authorizer_type: Option<String>,
    /// The function that it asks; null where it asks none.
    pub authorizer_uri: Option<String>,
    /// Whose tokens it believes; null where it asks a function.
    pub jwt_issuer: Option<String>,
    /// For whom tokens must be made; empty where it asks a function.
    pub jwt_audience: Vec<String>,
}

/// What pages of other origins may do.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all(deserialize = "camelCase"))]
pub struct Cors {
    /// Whether browsers send cookies and credentials along.
    pub allow_credentials: Option<bool>,
    /// The origins that may call; `*` is all.
    #[serde(default)]
    pub allow_origins: Vec<String>,
    /// The methods that they may use; `*` is all.
    #[serde(default)]
    pub allow_methods: Vec<String>,
}

impl Route {
    pub fn sample() -> Self {
        Self {
            route_key: "GET /orders".into(),
            authorization_type: Some("JWT".into()),
            authorizer_id: Some("a1b2c3".into()),
            api_key_required: Some(false),
        }
    }
}

impl Stage {
    pub fn sample() -> Self {
        Self {
            stage_name: "$default".into(),
            access_log_destination_arn: Some("arn:aws:logs:eu-central-1:111122223333:log-group:orders".into()),
            logging_level: None,
            data_trace_enabled: None,
            detailed_metrics_enabled: Some(true),
            auto_deploy: Some(true),
            variable_secrets: vec![],
        }
    }
}

impl Authorizer {
    pub fn sample() -> Self {
        Self {
            authorizer_id: "a1b2c3".into(),
            authorizer_name: Some("users".into()),
            authorizer_type: Some("JWT".into()),
            authorizer_uri: None,
            jwt_issuer: Some("https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_a1b2c3".into()),
            jwt_audience: vec!["shop".into()],
        }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", bound = "T: DeserializeOwned")]
struct Page<T> {
    #[serde(default = "Vec::new")]
    items: Vec<T>,
}

/// All of one sort of part; None where the API has gone.
async fn all<T: DeserializeOwned>(
    place: &Place,
    operation: &'static str,
    api: &str,
    part: &str,
) -> Result<Option<Vec<T>>, Unread> {
    let path = format!("/v2/apis/{}/{part}", segment(api));
    let call = place.call(&API_GATEWAY, operation).action(GET).get(path);
    call.pages("nextToken", "nextToken").all(|page: Page<T>| page.items).await
}

pub async fn routes(place: &Place, api: &str) -> Result<Option<Vec<Route>>, Unread> {
    let mut routes: Option<Vec<Route>> = all(place, "GetRoutes", api, "routes").await?;
    routes.iter_mut().for_each(|routes| routes.sort());
    Ok(routes)
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct StageReply {
    stage_name: String,
    access_log_settings: Option<AccessLogs>,
    #[serde(default)]
    default_route_settings: RouteSettings,
    auto_deploy: Option<bool>,
    #[serde(default)]
    stage_variables: BTreeMap<String, String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct AccessLogs {
    destination_arn: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct RouteSettings {
    logging_level: Option<String>,
    data_trace_enabled: Option<bool>,
    detailed_metrics_enabled: Option<bool>,
}

pub async fn stages(place: &Place, api: &str) -> Result<Option<Vec<Stage>>, Unread> {
    let replies: Option<Vec<StageReply>> = all(place, "GetStages", api, "stages").await?;
    Ok(replies.map(|replies| {
        let mut stages: Vec<Stage> = replies.into_iter().map(stage).collect();
        stages.sort_by(|a, b| a.stage_name.cmp(&b.stage_name));
        stages
    }))
}

fn stage(reply: StageReply) -> Stage {
    let settings = reply.default_route_settings;
    Stage {
        stage_name: reply.stage_name,
        access_log_destination_arn: reply.access_log_settings.and_then(|logs| logs.destination_arn),
        logging_level: settings.logging_level,
        data_trace_enabled: settings.data_trace_enabled,
        detailed_metrics_enabled: settings.detailed_metrics_enabled,
        auto_deploy: reply.auto_deploy,
        variable_secrets: secrets_in_all(&reply.stage_variables),
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct AuthorizerReply {
    authorizer_id: String,
    name: Option<String>,
    authorizer_type: Option<String>,
    authorizer_uri: Option<String>,
    #[serde(default)]
    jwt_configuration: Jwt,
}

#[derive(Default, Deserialize)]
struct Jwt {
    issuer: Option<String>,
    #[serde(default)]
    audience: Vec<String>,
}

pub async fn authorizers(place: &Place, api: &str) -> Result<Option<Vec<Authorizer>>, Unread> {
    let replies: Option<Vec<AuthorizerReply>> = all(place, "GetAuthorizers", api, "authorizers").await?;
    Ok(replies.map(|replies| {
        let mut authorizers: Vec<Authorizer> = replies.into_iter().map(authorizer).collect();
        authorizers.sort_by(|a, b| a.authorizer_id.cmp(&b.authorizer_id));
        authorizers
    }))
}

fn authorizer(reply: AuthorizerReply) -> Authorizer {
    Authorizer {
        authorizer_id: reply.authorizer_id,
        authorizer_name: reply.name,
        authorizer_type: reply.authorizer_type,
        authorizer_uri: reply.authorizer_uri,
        jwt_issuer: reply.jwt_configuration.issuer,
        jwt_audience: reply.jwt_configuration.audience,
    }
}
