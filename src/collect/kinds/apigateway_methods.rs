//! Methods of a REST API, and what decides about their callers.

use super::apigateway_reply::{GET, LIMIT};
use crate::collect::Place;
use crate::collect::aws::call::segment;
use crate::collect::aws::service::API_GATEWAY;
use crate::snapshot::Unread;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What can be called.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
pub struct Method {
    /// Such as `/orders/{id}`.
    pub path: String,
    /// Such as `GET`; `ANY` is all that have no settings of their own.
    pub http_method: String,
    /// `NONE`, `AWS_IAM`, `CUSTOM` or `COGNITO_USER_POOLS`.
    pub authorization_type: Option<String>,
    /// The authorizer that decides; null where none does.
    pub authorizer_id: Option<String>,
    /// Whether callers need a key, which tells them apart and does not prove who they are.
    pub api_key_required: Option<bool>,
}

/// What decides about callers.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all(deserialize = "camelCase"))]
pub struct Authorizer {
    /// As methods name it.
    #[serde(rename(deserialize = "id"))]
    pub authorizer_id: String,
    /// Its name for people.
    #[serde(rename(deserialize = "name"))]
    pub authorizer_name: Option<String>,
    /// `TOKEN`, `REQUEST`, `COGNITO_USER_POOLS` or `JWT`.
    #[serde(rename = "type")]
    pub authorizer_type: Option<String>,
    /// The function that it asks; null where it asks none.
    pub authorizer_uri: Option<String>,
    /// The ARNs of the user pools that it trusts.
    #[serde(default, rename(deserialize = "providerARNs"))]
    pub provider_arns: Vec<String>,
    /// Seconds that its answers are believed.
    pub authorizer_result_ttl_in_seconds: Option<i64>,
}

impl Method {
    pub fn sample() -> Self {
        Self {
            path: "/orders".into(),
            http_method: "GET".into(),
            authorization_type: Some("AWS_IAM".into()),
            authorizer_id: None,
            api_key_required: Some(false),
        }
    }
}

#[derive(Deserialize)]
struct Resources {
    #[serde(default)]
    item: Vec<Resource>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Resource {
    #[serde(default)]
    path: String,
    #[serde(default)]
    resource_methods: BTreeMap<String, MethodReply>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct MethodReply {
    authorization_type: Option<String>,
    authorizer_id: Option<String>,
    api_key_required: Option<bool>,
}

/// All methods of an API. AWS bounds the resources that an API may have.
pub async fn methods(place: &Place, api: &str) -> Result<Vec<Method>, Unread> {
    let path = format!("/restapis/{}/resources", segment(api));
    let call = place.call(&API_GATEWAY, "GetResources").action(GET).get(path);
    let mut pages = call.set("embed", "methods").set("limit", LIMIT).pages("position", "position");
    let mut all = Vec::new();
    while let Some(page) = pages.next::<Resources>().await? {
        for resource in page.item {
            all.extend(resource.resource_methods.into_iter().map(|(http_method, method)| Method {
                path: resource.path.clone(),
                http_method,
                authorization_type: method.authorization_type,
                authorizer_id: method.authorizer_id,
                api_key_required: method.api_key_required,
            }));
        }
    }
    all.sort();
    Ok(all)
}

#[derive(Deserialize)]
struct Authorizers {
    #[serde(default)]
    item: Vec<Authorizer>,
}

/// All authorizers of an API.
pub async fn authorizers(place: &Place, api: &str) -> Result<Vec<Authorizer>, Unread> {
    let path = format!("/restapis/{}/authorizers", segment(api));
    let call = place.call(&API_GATEWAY, "GetAuthorizers").action(GET).get(path).set("limit", LIMIT);
    let mut pages = call.pages("position", "position");
    let mut all = Vec::new();
    while let Some(page) = pages.next::<Authorizers>().await? {
        all.extend(page.item);
    }
    all.sort_by(|a: &Authorizer, b| a.authorizer_id.cmp(&b.authorizer_id));
    Ok(all)
}
