//! HTTP and WebSocket APIs, the second version of API Gateway. A listing gives the APIs; routes and stages take a call
//! each, and authorizers another where a route has one.
//!
//! <https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/apis.html>

use super::apigateway_reply::{GET, arn};
use super::apigatewayv2_parts::{Authorizer, Cors, Route, Stage, authorizers, routes, stages};
use super::kind::{Found, Kind, Tags};
use super::timestamp::Moment;
use crate::collect::aws::service::API_GATEWAY;
use crate::collect::{Place, Sink};
use crate::snapshot::{Action, Reading, Scope, Unread};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// An HTTP or WebSocket API.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Apigatewayv2Api {
    /// Such as `a1b2c3d4e5`.
    pub api_id: String,
    /// `HTTP` or `WEBSOCKET`.
    pub protocol_type: Option<String>,
    /// The address that AWS gave it.
    pub api_endpoint: Option<String>,
    /// Whether that address leads nowhere, so that only its own domain does.
    pub disable_execute_api_endpoint: Option<bool>,
    /// When it was made.
    pub created_date: Option<Moment>,
    /// What pages of other origins may do; null where they may not.
    pub cors_configuration: Option<Cors>,
    /// What can be called, and what of callers is asked.
    pub routes: Reading<Vec<Route>>,
    /// The states of it that can be called, by name.
    pub stages: Reading<Vec<Stage>>,
    /// What decides about callers, where a route asks it.
    pub authorizers: Reading<Vec<Authorizer>>,
}

impl Kind for Apigatewayv2Api {
    const NAME: &'static str = "apigatewayv2_api";
    const CLOUDFORMATION: &'static str = "AWS::ApiGatewayV2::Api";
    const SCOPE: Scope = Scope::Regional;
    /// Routes, stages, and authorizers where there are some.
    const ACTIONS: &'static [Action] = &[Action::page(GET), Action::each(GET), Action::each(GET), Action::each(GET)];

    fn sample() -> Found<Self> {
        Found {
            id: "arn:aws:apigateway:eu-central-1::/apis/a1b2c3d4e5".into(),
            name: Some("orders".into()),
            tags: Reading::Known(Some([("team".to_owned(), "shop".to_owned())].into())),
            fields: Self {
                api_id: "a1b2c3d4e5".into(),
                protocol_type: Some("HTTP".into()),
                api_endpoint: Some("https://a1b2c3d4e5.execute-api.eu-central-1.amazonaws.com".into()),
                disable_execute_api_endpoint: Some(true),
                created_date: Some(Moment::sample("2026-01-31T12:00:00Z")),
                cors_configuration: None,
                routes: Reading::Known(vec![Route::sample()]),
                stages: Reading::Known(vec![Stage::sample()]),
                authorizers: Reading::Known(vec![Authorizer::sample()]),
            },
        }
    }

    async fn collect(place: &Place, out: &Sink) -> Result<(), Unread> {
        let mut pages = place.call(&API_GATEWAY, "GetApis").action(GET).get("/v2/apis").pages("nextToken", "nextToken");
        while let Some(page) = pages.next::<Apis>().await? {
            out.each(page.items, |api| one(place, api)).await;
        }
        Ok(())
    }
}

#[derive(Deserialize)]
struct Apis {
    #[serde(default)]
    items: Vec<Api>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Api {
    api_id: String,
    name: Option<String>,
    protocol_type: Option<String>,
    api_endpoint: Option<String>,
    disable_execute_api_endpoint: Option<bool>,
    created_date: Option<Moment>,
    cors_configuration: Option<Cors>,
    #[serde(default)]
    tags: Tags,
}

/// None for an API that has gone since it was listed.
async fn one(place: &Place, api: Api) -> Result<Option<Found<Apigatewayv2Api>>, Unread> {
    let (routes, stages) = tokio::join!(routes(place, &api.api_id), stages(place, &api.api_id));
    let (Some(routes), Some(stages)) = (routes.transpose(), stages.transpose()) else { return Ok(None) };
    let authorizers = match &routes {
        Ok(routes) if routes.iter().all(|route| route.authorizer_id.is_none()) => Ok(Some(vec![])),
        Ok(_) => authorizers(place, &api.api_id).await,
        Err(unread) => Err(unread.clone()),
    };
    let Some(authorizers) = authorizers.transpose() else { return Ok(None) };
    let id = arn(place, &format!("/apis/{}", api.api_id));
    let fields = Apigatewayv2Api {
        api_id: api.api_id,
        protocol_type: api.protocol_type,
        api_endpoint: api.api_endpoint,
        disable_execute_api_endpoint: api.disable_execute_api_endpoint,
        created_date: api.created_date,
        cors_configuration: api.cors_configuration,
        routes: routes.into(),
        stages: stages.into(),
        authorizers: authorizers.into(),
    };
    Ok(Some(Found { id, name: api.name, tags: Reading::Known(Some(api.tags)), fields }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collect::canned::{Canned, json};

    const APIS: &str = r#"{"items": [{"apiId": "a", "name": "orders", "protocolType": "HTTP", "tags": {"team": "x"},
        "apiEndpoint": "https://a.execute-api.eu-central-1.amazonaws.com", "disableExecuteApiEndpoint": false,
        "createdDate": "2026-01-31T12:00:00Z", "corsConfiguration": {"allowOrigins": ["*"], "maxAge": 0}}]}"#;

    fn apis() -> Canned {
        Canned::default().reply("GET /v2/apis", APIS)
    }

    #[test]
    fn an_api_is_read_whole() {
        let read = apis()
            .reply(
                "GET /v2/apis/a/routes",
                r#"{"items": [{"routeId": "r", "routeKey": "$default", "authorizationType": "NONE", "apiKeyRequired": false}],
                    "nextToken": "t"}"#,
            )
            .reply(
                "GET /v2/apis/a/routes",
                r#"{"items": [{"routeKey": "$connect", "authorizationType": "JWT", "authorizerId": "z"}]}"#,
            )
            .reply(
                "GET /v2/apis/a/stages",
                r#"{"items": [{"stageName": "$default", "stageVariables": {"token": "hunter2hunter2"},
                    "accessLogSettings": {"destinationArn": "arn:aws:logs:x", "format": "f"},
                    "defaultRouteSettings": {"detailedMetricsEnabled": true, "loggingLevel": "OFF"}}]}"#,
            )
            .reply(
                "GET /v2/apis/a/authorizers",
                r#"{"items": [{"authorizerId": "z", "name": "jwt", "authorizerType": "JWT",
                    "jwtConfiguration": {"issuer": "https://issuer.example.com", "audience": ["a"]}}]}"#,
            )
            .read::<Apigatewayv2Api>();
        assert_eq!(read.gaps, []);
        let [api] = read.resources.as_slice() else { panic!("one API") };
        assert!(api.unread().is_empty());
        assert!(!serde_json::to_string(api).unwrap().contains("hunter2"));
        assert_eq!(json(api)["cors_configuration"]["allow_origins"][0], "*");
        assert_eq!(json(api)["routes"][0]["route_key"], "$connect");
        assert_eq!(json(api)["routes"][1]["authorization_type"], "NONE");
        assert_eq!(json(api)["stages"][0]["access_log_destination_arn"], "arn:aws:logs:x");
        assert_eq!(json(api)["stages"][0]["variable_secrets"][0]["name"], "token");
        assert_eq!(json(api)["authorizers"][0]["jwt_issuer"], "https://issuer.example.com");
    }

    #[test]
    fn what_is_denied_is_unread_and_what_is_gone_is_gone() {
        let read = apis().read::<Apigatewayv2Api>();
        let unread = read.resources[0].unread();
        assert_eq!(unread.len(), 3);
        assert!(unread.iter().all(|unread| unread.action == GET));
        let gone = r#"{"__type": "NotFoundException"}"#;
        let read = apis().status("GET /v2/apis/a/routes", 404, gone).read::<Apigatewayv2Api>();
        assert!(read.resources.is_empty() && read.gaps.is_empty());
    }
}
