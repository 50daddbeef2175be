//! Identity pools of Cognito: they give AWS credentials to users. A listing gives ids only; settings come with one call
//! each, and roles with another.
//!
//! <https://docs.aws.amazon.com/cognito/latest/developerguide/identity-pools.html>

use super::kind::{Found, Kind, Tags};
use crate::collect::aws::service::COGNITO_IDENTITY;
use crate::collect::{Place, Sink};
use crate::snapshot::{Action, Reading, Scope, Unread};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// An identity pool: it gives users of other services credentials of AWS.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct CognitoIdentityPool {
    /// Such as `eu-central-1:0d1e2f30-4a5b-4c6d-8e7f-9a0b1c2d3e4f`.
    pub identity_pool_id: String,
    /// Whether whoever does not sign in gets credentials too.
    pub allow_unauthenticated_identities: Option<bool>,
    /// Whether the older flow is allowed, in which callers choose their role themselves; null where it never was.
    pub allow_classic_flow: Option<bool>,
    /// Login providers that it believes, such as `accounts.google.com`.
    pub supported_login_providers: Vec<String>,
    /// The name of the account's own login provider; null where it has none.
    pub developer_provider_name: Option<String>,
    /// The user pools that it believes.
    pub cognito_identity_providers: Vec<UserPool>,
    /// The ARNs of the OpenID Connect providers of IAM that it believes.
    pub open_id_connect_provider_arns: Vec<String>,
    /// The ARNs of the SAML providers of IAM that it believes.
    pub saml_provider_arns: Vec<String>,
    /// The roles that it gives.
    pub roles: Reading<Option<Roles>>,
}

#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all(deserialize = "PascalCase"))]
pub struct UserPool {
    /// Such as `cognito-idp.eu-central-1.amazonaws.com/eu-central-1_a1b2c3d4e`.
    pub provider_name: Option<String>,
    /// The client of the user pool that users must have signed in with.
    pub client_id: Option<String>,
    /// Whether the user pool is asked if a user has been signed out or disabled.
    pub server_side_token_check: Option<bool>,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Roles {
    /// The ARN of the role of users who signed in.
    pub authenticated: Option<String>,
    /// The ARN of the role of those who did not.
    pub unauthenticated: Option<String>,
    /// The ARNs of roles that rules choose by what a token says.
    pub mapped: Vec<String>,
}

const LIST: &str = "cognito-identity:ListIdentityPools";
const DESCRIBE: &str = "cognito-identity:DescribeIdentityPool";
const ROLES: &str = "cognito-identity:GetIdentityPoolRoles";

impl Kind for CognitoIdentityPool {
    const NAME: &'static str = "cognito_identity_pool";
    const CLOUDFORMATION: &'static str = "AWS::Cognito::IdentityPool";
    const SCOPE: Scope = Scope::Regional;
    const ACTIONS: &'static [Action] = &[Action::page(LIST), Action::each(DESCRIBE), Action::each(ROLES)];

    fn sample() -> Found<Self> {
        let id = "eu-central-1:0d1e2f30-4a5b-4c6d-8e7f-9a0b1c2d3e4f";
        Found {
            id: format!("arn:aws:cognito-identity:eu-central-1:111122223333:identitypool/{id}"),
            name: Some("shop".into()),
            tags: Reading::Known(Some([("team".to_owned(), "shop".to_owned())].into())),
            fields: Self {
                identity_pool_id: id.into(),
                allow_unauthenticated_identities: Some(false),
                allow_classic_flow: Some(false),
                supported_login_providers: vec![],
                developer_provider_name: None,
                cognito_identity_providers: vec![UserPool {
                    provider_name: Some("cognito-idp.eu-central-1.amazonaws.com/eu-central-1_a1b2c3d4e".into()),
                    client_id: Some("1a2b3c4d5e6f".into()),
                    server_side_token_check: Some(true),
                }],
                open_id_connect_provider_arns: vec![],
                saml_provider_arns: vec![],
                roles: Reading::Known(Some(Roles {
                    authenticated: Some("arn:aws:iam::111122223333:role/shop-user".into()),
                    unauthenticated: None,
                    mapped: vec![],
                })),
            },
        }
    }

    async fn collect(place: &Place, out: &Sink) -> Result<(), Unread> {
        let call = place.call(&COGNITO_IDENTITY, "ListIdentityPools").set("MaxResults", 60);
        let mut pages = call.pages("NextToken", "NextToken");
        while let Some(page) = pages.next::<Pools>().await? {
            out.each(page.identity_pools, |pool| one(place, pool.identity_pool_id)).await;
        }
        Ok(())
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Pools {
    #[serde(default)]
    identity_pools: Vec<Listed>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Listed {
    identity_pool_id: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Pool {
    identity_pool_name: Option<String>,
    allow_unauthenticated_identities: Option<bool>,
    allow_classic_flow: Option<bool>,
    #[serde(default)]
    supported_login_providers: BTreeMap<String, String>,
    developer_provider_name: Option<String>,
    #[serde(default)]
    cognito_identity_providers: Vec<UserPool>,
    #[serde(default, rename = "OpenIdConnectProviderARNs")]
    open_id_connect_provider_arns: Vec<String>,
    #[serde(default, rename = "SamlProviderARNs")]
    saml_provider_arns: Vec<String>,
    #[serde(default)]
    identity_pool_tags: Tags,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct RolesReply {
    #[serde(default)]
    roles: BTreeMap<String, String>,
    #[serde(default)]
    role_mappings: BTreeMap<String, Mapping>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Mapping {
    rules_configuration: Option<Rules>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Rules {
    #[serde(default)]
    rules: Vec<Rule>,
}

#[derive(Deserialize)]
struct Rule {
    #[serde(rename = "RoleARN")]
    role_arn: String,
}

/// None for a pool that has gone since it was listed.
async fn one(place: &Place, id: String) -> Result<Option<Found<CognitoIdentityPool>>, Unread> {
    let of_pool = |operation| place.call(&COGNITO_IDENTITY, operation).set("IdentityPoolId", id.as_str());
    let (pool, roles) = tokio::join!(
        of_pool("DescribeIdentityPool").judge::<Pool>(),
        of_pool("GetIdentityPoolRoles").reading(|reply: RolesReply| Some(roles(reply))),
    );
    let Some(pool) = pool? else { return Ok(None) };
    let arn = place.arn("cognito-identity", &format!("identitypool/{id}"));
    let fields = CognitoIdentityPool {
        identity_pool_id: id,
        allow_unauthenticated_identities: pool.allow_unauthenticated_identities,
        allow_classic_flow: pool.allow_classic_flow,
        supported_login_providers: pool.supported_login_providers.into_keys().collect(),
        developer_provider_name: pool.developer_provider_name,
        cognito_identity_providers: pool.cognito_identity_providers,
        open_id_connect_provider_arns: pool.open_id_connect_provider_arns,
        saml_provider_arns: pool.saml_provider_arns,
        roles,
    };
    let tags = Reading::Known(Some(pool.identity_pool_tags));
    Ok(Some(Found { id: arn, name: pool.identity_pool_name, tags, fields }))
}

fn roles(mut reply: RolesReply) -> Roles {
    let rules = reply.role_mappings.into_values().filter_map(|mapping| mapping.rules_configuration);
    let mapped: BTreeSet<String> = rules.flat_map(|rules| rules.rules).map(|rule| rule.role_arn).collect();
    Roles {
        authenticated: reply.roles.remove("authenticated"),
        unauthenticated: reply.roles.remove("unauthenticated"),
        mapped: mapped.into_iter().collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collect::canned::{Canned, json};

    const POOL: &str = r#"{"IdentityPoolId": "eu-central-1:x", "IdentityPoolName": "shop", "AllowClassicFlow": true,
        "AllowUnauthenticatedIdentities": true, "SupportedLoginProviders": {"accounts.google.com": "app"},
        "CognitoIdentityProviders": [{"ProviderName": "p", "ClientId": "c", "ServerSideTokenCheck": false}],
        "IdentityPoolTags": {"team": "x"}}"#;

    const GIVEN: &str = r#"{"IdentityPoolId": "eu-central-1:x", "Roles": {"unauthenticated": "arn:aws:iam::111122223333:role/u"},
        "RoleMappings": {"p": {"Type": "Rules", "RulesConfiguration": {"Rules": [{"Claim": "c", "MatchType": "Equals",
            "Value": "v", "RoleARN": "arn:aws:iam::111122223333:role/m"}]}}, "q": {"Type": "Token"}}}"#;

    fn pools() -> Canned {
        Canned::default().reply("ListIdentityPools", r#"{"IdentityPools": [{"IdentityPoolId": "eu-central-1:x"}]}"#)
    }

    #[test]
    fn a_pool_is_read_whole() {
        let read = pools()
            .reply("DescribeIdentityPool", POOL)
            .reply("GetIdentityPoolRoles", GIVEN)
            .read::<CognitoIdentityPool>();
        assert_eq!(read.gaps, []);
        let [pool] = read.resources.as_slice() else { panic!("one pool") };
        assert!(pool.unread().is_empty());
        assert_eq!(pool.at("allow_unauthenticated_identities").as_bool(), Some(true));
        assert_eq!(json(pool)["supported_login_providers"][0], "accounts.google.com");
        assert_eq!(json(pool)["cognito_identity_providers"][0]["server_side_token_check"], false);
        assert_eq!(pool.at("roles.unauthenticated").as_str(), Some("arn:aws:iam::111122223333:role/u"));
        assert_eq!(json(pool)["roles"]["mapped"][0], "arn:aws:iam::111122223333:role/m");
        assert_eq!(pool.at("tags.team").as_str(), Some("x"));
    }

    #[test]
    fn what_is_denied_is_unread_and_what_is_gone_is_gone() {
        let read = pools().reply("DescribeIdentityPool", POOL).read::<CognitoIdentityPool>();
        assert_eq!(read.resources[0].unread()[0].action, ROLES);
        let gone = r#"{"__type": "ResourceNotFoundException"}"#;
        let read = pools().status("DescribeIdentityPool", 400, gone).read::<CognitoIdentityPool>();
        assert!(read.resources.is_empty() && read.gaps.is_empty());
    }
}
