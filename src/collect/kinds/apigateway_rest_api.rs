//! REST APIs, the first version of API Gateway. A listing gives the APIs; stages and methods take a call each, and
//! authorizers another where a method has one.
//!
//! - Methods come with the resources that they belong to, if they are asked for.
//!   <https://docs.aws.amazon.com/apigateway/latest/api/API_GetResources.html>
//! - Variables of stages pass through, and only what was found in them is kept.

use super::apigateway_methods::{Authorizer, Method, authorizers, methods};
use super::apigateway_reply::{GET, LIMIT, arn, policy};
use super::apigateway_stage::{Stage, stages};
use super::kind::{Found, Kind, Tags};
use super::timestamp::Moment;
use crate::collect::aws::service::API_GATEWAY;
use crate::collect::{Place, Sink};
use crate::snapshot::policy_document::PolicyDocument;
use crate::snapshot::{Action, Reading, Scope, Unread};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A REST API: addresses that lead to functions, services or servers.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ApigatewayRestApi {
    /// Such as `a1b2c3d4e5`.
    pub api_id: String,
    /// When it was made.
    pub created_date: Option<Moment>,
    /// `REGIONAL`, `EDGE` or `PRIVATE`.
    pub endpoint_types: Vec<String>,
    /// The ids of the VPC endpoints that a private API is tied to.
    pub vpc_endpoint_ids: Vec<String>,
    /// Whether the address that AWS gave it leads nowhere, so that only its own domain does.
    pub disable_execute_api_endpoint: Option<bool>,
    /// The least version of TLS and the ciphers; null where AWS said nothing.
    pub security_policy: Option<String>,
    /// Bytes from which answers are compressed; null where they never are.
    pub minimum_compression_size: Option<i64>,
    /// Where keys of callers are looked for: `HEADER` or `AUTHORIZER`.
    pub api_key_source: Option<String>,
    /// Who may call it; null where methods alone decide.
    pub policy: Reading<Option<PolicyDocument>>,
    /// The states of it that can be called, by name.
    pub stages: Reading<Vec<Stage>>,
    /// What can be called, and what of callers is asked.
    pub methods: Reading<Vec<Method>>,
    /// What decides about callers, where a method asks it.
    pub authorizers: Reading<Vec<Authorizer>>,
}

const SAMPLE_POLICY: &str = r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow",
    "Principal": {"AWS": "arn:aws:iam::111122223333:root"}, "Action": "execute-api:Invoke",
    "Resource": "arn:aws:execute-api:eu-central-1:111122223333:a1b2c3d4e5/*"}]}"#;

impl Kind for ApigatewayRestApi {
    const NAME: &'static str = "apigateway_rest_api";
    const CLOUDFORMATION: &'static str = "AWS::ApiGateway::RestApi";
    const SCOPE: Scope = Scope::Regional;
    /// Stages, methods, and authorizers where there are some.
    const ACTIONS: &'static [Action] = &[Action::page(GET), Action::each(GET), Action::each(GET), Action::each(GET)];

    fn sample() -> Found<Self> {
        Found {
            id: "arn:aws:apigateway:eu-central-1::/restapis/a1b2c3d4e5".into(),
            name: Some("orders".into()),
            tags: Reading::Known(Some([("team".to_owned(), "shop".to_owned())].into())),
            fields: Self {
                api_id: "a1b2c3d4e5".into(),
                created_date: Some(Moment::sample("2026-01-31T12:00:00Z")),
                endpoint_types: vec!["REGIONAL".into()],
                vpc_endpoint_ids: vec![],
                disable_execute_api_endpoint: Some(true),
                security_policy: Some("TLS_1_2".into()),
                minimum_compression_size: None,
                api_key_source: Some("HEADER".into()),
                policy: Reading::Known(PolicyDocument::parse(SAMPLE_POLICY)),
                stages: Reading::Known(vec![Stage::sample()]),
                methods: Reading::Known(vec![Method::sample()]),
                authorizers: Reading::Known(vec![]),
            },
        }
    }

    async fn collect(place: &Place, out: &Sink) -> Result<(), Unread> {
        let call = place.call(&API_GATEWAY, "GetRestApis").action(GET).get("/restapis").set("limit", LIMIT);
        let mut pages = call.pages("position", "position");
        while let Some(page) = pages.next::<Apis>().await? {
            out.each(page.item, |api| one(place, api)).await;
        }
        Ok(())
    }
}

#[derive(Deserialize)]
struct Apis {
    #[serde(default)]
    item: Vec<Api>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Api {
    id: String,
    name: Option<String>,
    created_date: Option<Moment>,
    #[serde(default)]
    endpoint_configuration: Endpoints,
    disable_execute_api_endpoint: Option<bool>,
    security_policy: Option<String>,
    minimum_compression_size: Option<i64>,
    api_key_source: Option<String>,
    policy: Option<String>,
    #[serde(default)]
    tags: Tags,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Endpoints {
    #[serde(default)]
    types: Vec<String>,
    #[serde(default)]
    vpc_endpoint_ids: Vec<String>,
}

/// None for an API that has gone since it was listed.
async fn one(place: &Place, api: Api) -> Result<Option<Found<ApigatewayRestApi>>, Unread> {
    let (stages, methods) = tokio::join!(stages(place, &api.id), methods(place, &api.id));
    let Some(stages) = stages.transpose() else { return Ok(None) };
    let authorizers = match &methods {
        Ok(methods) if methods.iter().all(|method| method.authorizer_id.is_none()) => Ok(vec![]),
        Ok(_) => authorizers(place, &api.id).await,
        Err(unread) => Err(unread.clone()),
    };
    let id = arn(place, &format!("/restapis/{}", api.id));
    let fields = ApigatewayRestApi {
        api_id: api.id,
        created_date: api.created_date,
        endpoint_types: api.endpoint_configuration.types,
        vpc_endpoint_ids: api.endpoint_configuration.vpc_endpoint_ids,
        disable_execute_api_endpoint: api.disable_execute_api_endpoint,
        security_policy: api.security_policy,
        minimum_compression_size: api.minimum_compression_size,
        api_key_source: api.api_key_source,
        policy: policy(api.policy),
        stages: stages.into(),
        methods: methods.into(),
        authorizers: authorizers.into(),
    };
    Ok(Some(Found { id, name: api.name, tags: Reading::Known(Some(api.tags)), fields }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collect::canned::{Canned, json};

    const APIS: &str = r#"{"item": [{"id": "a", "name": "orders", "createdDate": 1769860800, "tags": {"team": "x"},
        "endpointConfiguration": {"types": ["EDGE"], "ipAddressType": "ipv4"}, "disableExecuteApiEndpoint": false,
        "policy": "{\\\"Statement\\\":[{\\\"Effect\\\":\\\"Allow\\\",\\\"Principal\\\":\\\"*\\\"}]}"}]}"#;

    const STAGES: &str = r#"{"item": [{"stageName": "prod", "tracingEnabled": true, "webAclArn": "arn:aws:wafv2:x",
        "cacheClusterEnabled": true, "variables": {"token": "hunter2hunter2"},
        "accessLogSettings": {"format": "$context.requestId", "destinationArn": "arn:aws:logs:x"},
        "methodSettings": {"~1orders/GET": {"loggingLevel": "INFO", "cachingEnabled": true, "cacheDataEncrypted": false},
            "*/*": {"loggingLevel": "OFF", "metricsEnabled": true, "dataTraceEnabled": false}}}]}"#;

    const RESOURCES: &str = r#"{"item": [{"id": "r", "path": "/"}, {"id": "s", "path": "/orders", "resourceMethods": {
        "POST": {"httpMethod": "POST", "authorizationType": "CUSTOM", "authorizerId": "z", "apiKeyRequired": false},
        "GET": {"httpMethod": "GET", "authorizationType": "NONE", "apiKeyRequired": true}}}], "position": "p"}"#;

    fn apis() -> Canned {
        Canned::default().reply("GET /restapis", APIS)
    }

    fn whole(resources: &str) -> Canned {
        apis()
            .reply("GET /restapis/a/stages", STAGES)
            .reply("GET /restapis/a/resources", resources)
            .reply("GET /restapis/a/resources", r#"{"item": []}"#)
            .reply(
                "GET /restapis/a/authorizers",
                r#"{"item": [{"id": "z", "name": "jwt", "type": "TOKEN",
                "authorizerUri": "arn:aws:apigateway:x", "authorizerResultTtlInSeconds": 300}]}"#,
            )
    }

    #[test]
    fn an_api_is_read_whole() {
        let read = whole(RESOURCES).read::<ApigatewayRestApi>();
        assert_eq!(read.gaps, []);
        let [api] = read.resources.as_slice() else { panic!("one API") };
        assert!(api.unread().is_empty());
        assert_eq!(&*api.id, "arn:aws:apigateway:eu-central-1::/restapis/a");
        assert!(!serde_json::to_string(api).unwrap().contains("hunter2"));
        assert_eq!(json(api)["policy"]["statements"][0]["principals"][0]["id"], "*");
        assert_eq!(json(api)["stages"][0]["variable_secrets"][0]["name"], "token");
        assert_eq!(json(api)["stages"][0]["method_settings"][0]["path"], "*/*");
        assert_eq!(json(api)["stages"][0]["method_settings"][1]["path"], "/orders/GET");
        assert_eq!(json(api)["stages"][0]["method_settings"][1]["cache_data_encrypted"], false);
        assert_eq!(json(api)["methods"][0]["http_method"], "GET");
        assert_eq!(json(api)["methods"][0]["api_key_required"], true);
        assert_eq!(json(api)["methods"][1]["authorizer_id"], "z");
        assert_eq!(json(api)["authorizers"][0]["type"], "TOKEN");
    }

    #[test]
    fn authorizers_that_nobody_uses_are_not_asked_for() {
        let read = whole(r#"{"item": [{"id": "r", "path": "/"}]}"#).read::<ApigatewayRestApi>();
        assert!(read.resources[0].unread().is_empty());
        assert_eq!(read.asked.len(), 3);
    }

    #[test]
    fn what_is_denied_is_unread_and_what_is_gone_is_gone() {
        let unread = apis().read::<ApigatewayRestApi>();
        let unread = unread.resources[0].unread();
        assert_eq!(unread.len(), 3);
        assert!(unread.iter().all(|unread| unread.action == "apigateway:GET"));
        let gone = r#"{"__type": "NotFoundException"}"#;
        let read = apis().status("GET /restapis/a/stages", 404, gone).read::<ApigatewayRestApi>();
        assert!(read.resources.is_empty() && read.gaps.is_empty());
    }
}
