//! GraphQL APIs of AppSync. A listing gives their settings; a cache takes a call each.
//!
//! - The listing also gives APIs that other accounts share; those are read in their own.
//!   <https://docs.aws.amazon.com/appsync/latest/APIReference/API_ListGraphqlApis.html>

use super::kind::{Found, Kind, Tags};
use crate::collect::aws::call::segment;
use crate::collect::aws::service::APPSYNC;
use crate::collect::{Place, Sink};
use crate::snapshot::{Action, Reading, Scope, Unread};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A GraphQL API.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct AppsyncApi {
    /// Its id.
    pub api_id: String,
    /// `GRAPHQL` or `MERGED`.
    pub api_type: Option<String>,
    /// `GLOBAL`, or `PRIVATE` for VPC endpoints only.
    pub visibility: Option<String>,
    /// Ways in which callers may prove who they are, the default first: `API_KEY`, `AWS_IAM`,
    /// `AMAZON_COGNITO_USER_POOLS`, `OPENID_CONNECT` or `AWS_LAMBDA`.
    pub authentication_types: Vec<String>,
    /// What it logs; null where nothing.
    pub log_config: Option<LogConfig>,
    /// Whether calls are traced.
    pub xray_enabled: Option<bool>,
    /// The ARN of the web ACL of WAF that guards it; null where none does.
    pub waf_web_acl_arn: Option<String>,
    /// Whether callers may ask for the schema: `ENABLED` or `DISABLED`.
    pub introspection_config: Option<String>,
    /// How deep a query may go; 0 is as deep as it likes.
    pub query_depth_limit: Option<i64>,
    /// How many resolvers a query may call; 0 is the most that AppSync allows.
    pub resolver_count_limit: Option<i64>,
    /// Its cache; null where it has none.
    pub cache: Reading<Option<Cache>>,
}

#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all(deserialize = "camelCase"))]
pub struct LogConfig {
    /// What of each field is logged: `NONE`, `ERROR`, `INFO`, `DEBUG` or `ALL`.
    pub field_log_level: Option<String>,
    /// Whether headers and values are left out.
    pub exclude_verbose_content: Option<bool>,
}

#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all(deserialize = "camelCase"))]
pub struct Cache {
    /// Whether it is encrypted where it lies.
    pub at_rest_encryption_enabled: Option<bool>,
    /// Whether it is encrypted on the way.
    pub transit_encryption_enabled: Option<bool>,
    /// `FULL_REQUEST_CACHING`, `PER_RESOLVER_CACHING` or `OPERATION_LEVEL_CACHING`.
    pub api_caching_behavior: Option<String>,
}

const LIST: &str = "appsync:ListGraphqlApis";
const CACHE: &str = "appsync:GetApiCache";

impl Kind for AppsyncApi {
    const NAME: &'static str = "appsync_api";
    const CLOUDFORMATION: &'static str = "AWS::AppSync::GraphQLApi";
    const SCOPE: Scope = Scope::Regional;
    const ACTIONS: &'static [Action] = &[Action::page(LIST), Action::each(CACHE)];

    fn sample() -> Found<Self> {
        Found {
            id: "arn:aws:appsync:eu-central-1:111122223333:apis/a1b2c3d4e5".into(),
            name: Some("orders".into()),
            tags: Reading::Known(Some([("team".to_owned(), "shop".to_owned())].into())),
            fields: Self {
                api_id: "a1b2c3d4e5".into(),
                api_type: Some("GRAPHQL".into()),
                visibility: Some("GLOBAL".into()),
                authentication_types: vec!["AMAZON_COGNITO_USER_POOLS".into(), "AWS_IAM".into()],
                log_config: Some(LogConfig {
                    field_log_level: Some("ERROR".into()),
                    exclude_verbose_content: Some(true),
                }),
                xray_enabled: Some(true),
                waf_web_acl_arn: Some("arn:aws:wafv2:eu-central-1:111122223333:regional/webacl/orders/0d1e2f30".into()),
                introspection_config: Some("DISABLED".into()),
                query_depth_limit: Some(10),
                resolver_count_limit: Some(100),
                cache: Reading::Known(Some(Cache {
                    at_rest_encryption_enabled: Some(true),
                    transit_encryption_enabled: Some(true),
                    api_caching_behavior: Some("PER_RESOLVER_CACHING".into()),
                })),
            },
        }
    }

    async fn collect(place: &Place, out: &Sink) -> Result<(), Unread> {
        let call = place.call(&APPSYNC, "ListGraphqlApis").get("/v1/apis").set("maxResults", 25);
        let mut pages = call.pages("nextToken", "nextToken");
        while let Some(page) = pages.next::<Apis>().await? {
            let own = page
                .graphql_apis
                .into_iter()
                .filter(|api| api.owner.as_deref().is_none_or(|owner| owner == place.account().as_str()));
            out.each(own, |api| one(place, api)).await;
        }
        Ok(())
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Apis {
    #[serde(default)]
    graphql_apis: Vec<Api>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Api {
    api_id: String,
    arn: String,
    name: Option<String>,
    owner: Option<String>,
    api_type: Option<String>,
    visibility: Option<String>,
    authentication_type: Option<String>,
    #[serde(default)]
    additional_authentication_providers: Vec<Provider>,
    log_config: Option<LogConfig>,
    xray_enabled: Option<bool>,
    waf_web_acl_arn: Option<String>,
    introspection_config: Option<String>,
    query_depth_limit: Option<i64>,
    resolver_count_limit: Option<i64>,
    #[serde(default)]
    tags: Tags,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Provider {
    authentication_type: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct CacheReply {
    api_cache: Option<Cache>,
}

async fn one(place: &Place, api: Api) -> Result<Option<Found<AppsyncApi>>, Unread> {
    let path = format!("/v1/apis/{}/ApiCaches", segment(&api.api_id));
    let cache = place.call(&APPSYNC, "GetApiCache").get(path).reading(|reply: CacheReply| reply.api_cache).await;
    let others = api.additional_authentication_providers.into_iter().map(|provider| provider.authentication_type);
    let fields = AppsyncApi {
        api_id: api.api_id,
        api_type: api.api_type,
        visibility: api.visibility,
        authentication_types: std::iter::once(api.authentication_type).chain(others).flatten().collect(),
        log_config: api.log_config,
        xray_enabled: api.xray_enabled,
        waf_web_acl_arn: api.waf_web_acl_arn,
        introspection_config: api.introspection_config,
        query_depth_limit: api.query_depth_limit,
        resolver_count_limit: api.resolver_count_limit,
        cache,
    };
    Ok(Some(Found { id: api.arn, name: api.name, tags: Reading::Known(Some(api.tags)), fields }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collect::canned::{Canned, json};

    const APIS: &str = r#"{"graphqlApis": [
        {"apiId": "a", "arn": "arn:aws:appsync:eu-central-1:111122223333:apis/a", "name": "orders", "owner": "111122223333",
            "authenticationType": "AWS_IAM", "additionalAuthenticationProviders": [{"authenticationType": "API_KEY"}],
            "logConfig": {"fieldLogLevel": "NONE", "cloudWatchLogsRoleArn": "r"}, "xrayEnabled": false,
            "visibility": "GLOBAL", "tags": {"team": "x"}, "ownerContact": "someone@example.com"},
        {"apiId": "b", "arn": "arn:aws:appsync:eu-central-1:444455556666:apis/b", "owner": "444455556666"}]}"#;

    fn apis() -> Canned {
        Canned::default().reply("GET /v1/apis", APIS)
    }

    #[test]
    fn an_api_is_read_whole_and_one_of_another_account_is_not() {
        let cache = r#"{"apiCache": {"ttl": 60, "atRestEncryptionEnabled": false, "transitEncryptionEnabled": true}}"#;
        let read = apis().reply("GET /v1/apis/a/ApiCaches", cache).read::<AppsyncApi>();
        assert_eq!(read.gaps, []);
        let [api] = read.resources.as_slice() else { panic!("one API") };
        assert!(api.unread().is_empty());
        assert_eq!(json(api)["authentication_types"][0], "AWS_IAM");
        assert_eq!(json(api)["authentication_types"][1], "API_KEY");
        assert_eq!(api.at("cache.at_rest_encryption_enabled").as_bool(), Some(false));
        assert_eq!(api.at("log_config.field_log_level").as_str(), Some("NONE"));
        assert!(!serde_json::to_string(api).unwrap().contains("someone@"));
    }

    #[test]
    fn no_cache_is_not_set_and_a_refusal_is_unread() {
        let none = r#"{"__type": "NotFoundException"}"#;
        let read = apis().status("GET /v1/apis/a/ApiCaches", 404, none).read::<AppsyncApi>();
        assert!(read.resources[0].at("cache").is_null());
        let read = apis().read::<AppsyncApi>();
        assert_eq!(read.resources[0].unread()[0].action, CACHE);
    }
}
