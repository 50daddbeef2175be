//! User pools of Cognito: directories of users who sign in. A listing gives ids only; settings come with one call each,
//! and each client of a pool takes another.
//!
//! - Addresses and texts of messages to users are not kept.
//!   <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UserPoolType.html>

use super::cognito_clients::{Client, clients};
use super::kind::{Found, Kind, Tags};
use super::timestamp::Moment;
use crate::collect::aws::service::COGNITO_IDP;
use crate::collect::{Place, Sink};
use crate::snapshot::{Action, Reading, Scope, Unread};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A user pool: a directory of users who sign in with it.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct CognitoUserPool {
    /// Such as `eu-central-1_a1b2c3d4e`.
    pub user_pool_id: String,
    /// Whether users must give a second factor: `OFF`, `ON` or `OPTIONAL`.
    pub mfa_configuration: Option<String>,
    /// What a password must be.
    pub password_policy: Option<PasswordPolicy>,
    /// Threat protection: `OFF`, `AUDIT` or `ENFORCED`; null where it was never set.
    pub advanced_security_mode: Option<String>,
    /// Threat protection of sign-ins with challenges of one's own: `AUDIT` or `ENFORCED`; null where there is none.
    pub custom_auth_mode: Option<String>,
    /// `ACTIVE` or `INACTIVE`.
    pub deletion_protection: Option<String>,
    /// Whether users are made by administrators only, so that nobody can sign up.
    pub allow_admin_create_user_only: Option<bool>,
    /// Ways back for those who forgot their password, the preferred first: `verified_email`, `verified_phone_number` or
    /// `admin_only`.
    pub account_recovery: Vec<String>,
    /// What users must have proved to be theirs: `email`, `phone_number`.
    pub auto_verified_attributes: Vec<String>,
    /// `LITE`, `ESSENTIALS` or `PLUS`.
    pub user_pool_tier: Option<String>,
    /// The ARN of the KMS key of the account's that encrypts it; null where it is a key of AWS's.
    pub kms_key_arn: Option<String>,
    /// About how many users it has.
    pub estimated_number_of_users: Option<i64>,
    /// When it was made.
    pub creation_date: Option<Moment>,
    /// The applications that users sign in to.
    pub clients: Reading<Vec<Client>>,
}

#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all(deserialize = "PascalCase"))]
pub struct PasswordPolicy {
    /// The fewest characters.
    pub minimum_length: Option<i64>,
    /// Whether there must be a small letter.
    pub require_lowercase: Option<bool>,
    /// Whether there must be a capital letter.
    pub require_uppercase: Option<bool>,
    /// Whether there must be a digit.
    pub require_numbers: Option<bool>,
    /// Whether there must be another sign.
    pub require_symbols: Option<bool>,
    /// How many older passwords must not be used again.
    pub password_history_size: Option<i64>,
    /// Days that a password given by an administrator is good for.
    pub temporary_password_validity_days: Option<i64>,
}

const LIST: &str = "cognito-idp:ListUserPools";
const DESCRIBE: &str = "cognito-idp:DescribeUserPool";
const CLIENTS: &str = "cognito-idp:ListUserPoolClients";
const CLIENT: &str = "cognito-idp:DescribeUserPoolClient";

impl Kind for CognitoUserPool {
    const NAME: &'static str = "cognito_user_pool";
    const CLOUDFORMATION: &'static str = "AWS::Cognito::UserPool";
    const SCOPE: Scope = Scope::Regional;
    const ACTIONS: &'static [Action] =
        &[Action::page(LIST), Action::each(DESCRIBE), Action::each(CLIENTS), Action::each(CLIENT)];

    fn sample() -> Found<Self> {
        Found {
            id: "arn:aws:cognito-idp:eu-central-1:111122223333:userpool/eu-central-1_a1b2c3d4e".into(),
            name: Some("shop".into()),
            tags: Reading::Known(Some([("team".to_owned(), "shop".to_owned())].into())),
            fields: Self {
                user_pool_id: "eu-central-1_a1b2c3d4e".into(),
                mfa_configuration: Some("ON".into()),
                password_policy: Some(PasswordPolicy {
                    minimum_length: Some(14),
                    require_lowercase: Some(true),
                    require_uppercase: Some(true),
                    require_numbers: Some(true),
                    require_symbols: Some(true),
                    password_history_size: Some(24),
                    temporary_password_validity_days: Some(7),
                }),
                advanced_security_mode: Some("ENFORCED".into()),
                custom_auth_mode: Some("ENFORCED".into()),
                deletion_protection: Some("ACTIVE".into()),
                allow_admin_create_user_only: Some(true),
                account_recovery: vec!["verified_email".into()],
                auto_verified_attributes: vec!["email".into()],
                user_pool_tier: Some("PLUS".into()),
                kms_key_arn: None,
                estimated_number_of_users: Some(1200),
                creation_date: Some(Moment::sample("2026-01-31T12:00:00Z")),
                clients: Reading::Known(vec![Client::sample()]),
            },
        }
    }

    async fn collect(place: &Place, out: &Sink) -> Result<(), Unread> {
        let call = place.call(&COGNITO_IDP, "ListUserPools").set("MaxResults", 60);
        let mut pages = call.pages("NextToken", "NextToken");
        while let Some(page) = pages.next::<Pools>().await? {
            out.each(page.user_pools, |pool| one(place, pool.id)).await;
        }
        Ok(())
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Pools {
    #[serde(default)]
    user_pools: Vec<Listed>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Listed {
    id: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Described {
    user_pool: Pool,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Pool {
    name: Option<String>,
    mfa_configuration: Option<String>,
    policies: Option<Policies>,
    user_pool_add_ons: Option<AddOns>,
    deletion_protection: Option<String>,
    admin_create_user_config: Option<CreateUser>,
    account_recovery_setting: Option<Recovery>,
    #[serde(default)]
    auto_verified_attributes: Vec<String>,
    user_pool_tier: Option<String>,
    key_configuration: Option<Key>,
    estimated_number_of_users: Option<i64>,
    creation_date: Option<Moment>,
    #[serde(default)]
    user_pool_tags: Tags,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Policies {
    password_policy: Option<PasswordPolicy>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct AddOns {
    advanced_security_mode: Option<String>,
    advanced_security_additional_flows: Option<Flows>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Flows {
    custom_auth_mode: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct CreateUser {
    allow_admin_create_user_only: Option<bool>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Recovery {
    #[serde(default)]
    recovery_mechanisms: Vec<Mechanism>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Mechanism {
    priority: i64,
    name: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Key {
    kms_key_arn: Option<String>,
}

/// None for a pool that has gone since it was listed.
async fn one(place: &Place, id: String) -> Result<Option<Found<CognitoUserPool>>, Unread> {
    let describe = place.call(&COGNITO_IDP, "DescribeUserPool").set("UserPoolId", id.as_str());
    let (pool, clients) = tokio::join!(describe.judge::<Described>(), clients(place, &id));
    let Some(Described { user_pool: pool }) = pool? else { return Ok(None) };
    let arn = place.arn("cognito-idp", &format!("userpool/{id}"));
    let mut recovery = pool.account_recovery_setting.map(|setting| setting.recovery_mechanisms).unwrap_or_default();
    recovery.sort_by_key(|mechanism| mechanism.priority);
    let add_ons = pool.user_pool_add_ons.unwrap_or_default();
    let fields = CognitoUserPool {
        user_pool_id: id,
        mfa_configuration: pool.mfa_configuration,
        password_policy: pool.policies.and_then(|policies| policies.password_policy),
        advanced_security_mode: add_ons.advanced_security_mode,
        custom_auth_mode: add_ons.advanced_security_additional_flows.and_then(|flows| flows.custom_auth_mode),
        deletion_protection: pool.deletion_protection,
        allow_admin_create_user_only: pool.admin_create_user_config.and_then(|c| c.allow_admin_create_user_only),
        account_recovery: recovery.into_iter().map(|mechanism| mechanism.name).collect(),
        auto_verified_attributes: pool.auto_verified_attributes,
        user_pool_tier: pool.user_pool_tier,
        kms_key_arn: pool.key_configuration.and_then(|key| key.kms_key_arn),
        estimated_number_of_users: pool.estimated_number_of_users,
        creation_date: pool.creation_date,
        clients: clients.into(),
    };
    Ok(Some(Found { id: arn, name: pool.name, tags: Reading::Known(Some(pool.user_pool_tags)), fields }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collect::canned::{Canned, json};

    const POOL: &str = r#"{"UserPool": {"Id": "eu-central-1_a", "Name": "shop", "MfaConfiguration": "OPTIONAL",
        "Policies": {"PasswordPolicy": {"MinimumLength": 8, "RequireSymbols": false}}, "DeletionProtection": "INACTIVE",
        "UserPoolAddOns": {"AdvancedSecurityMode": "AUDIT"}, "AdminCreateUserConfig": {"AllowAdminCreateUserOnly": false},
        "AccountRecoverySetting": {"RecoveryMechanisms": [{"Priority": 2, "Name": "admin_only"},
            {"Priority": 1, "Name": "verified_email"}]},
        "EmailConfiguration": {"From": "someone@example.com"}, "CreationDate": 1769860800.1, "UserPoolTags": {"team": "x"}}}"#;

    const APP: &str = r#"{"UserPoolClient": {"ClientId": "c", "ClientName": "web", "ClientSecret": "hunter2hunter2",
        "PreventUserExistenceErrors": "LEGACY", "EnableTokenRevocation": true, "RefreshTokenValidity": 30,
        "AccessTokenValidity": 60, "TokenValidityUnits": {"AccessToken": "minutes"}, "AllowedOAuthFlows": ["implicit"],
        "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH"], "CallbackURLs": ["http://localhost"]}}"#;

    fn pools() -> Canned {
        Canned::default().reply("ListUserPools", r#"{"UserPools": [{"Id": "eu-central-1_a", "Name": "shop"}]}"#)
    }

    #[test]
    fn a_pool_is_read_whole_and_no_secret_or_address_is_kept() {
        let read = pools()
            .reply("DescribeUserPool", POOL)
            .reply("ListUserPoolClients", r#"{"UserPoolClients": [{"ClientId": "c", "ClientName": "web"}]}"#)
            .reply("DescribeUserPoolClient", APP)
            .read::<CognitoUserPool>();
        assert_eq!(read.gaps, []);
        let [pool] = read.resources.as_slice() else { panic!("one pool") };
        assert!(pool.unread().is_empty());
        let text = serde_json::to_string(pool).unwrap();
        assert!(!text.contains("hunter2") && !text.contains("someone@"), "{text}");
        assert_eq!(json(pool)["account_recovery"][0], "verified_email");
        assert_eq!(pool.at("advanced_security_mode").as_str(), Some("AUDIT"));
        assert!(pool.at("custom_auth_mode").is_null());
        assert_eq!(json(pool)["clients"][0]["settings"]["prevent_user_existence_errors"], "LEGACY");
        assert_eq!(json(pool)["clients"][0]["settings"]["has_secret"], true);
        assert_eq!(json(pool)["clients"][0]["settings"]["access_token_seconds"], 3600);
        assert_eq!(json(pool)["clients"][0]["settings"]["refresh_token_seconds"], 30 * 86400);
        assert_eq!(pool.at("tags.team").as_str(), Some("x"));
    }

    #[test]
    fn clients_beyond_the_bound_are_named_and_unread() {
        let clients: Vec<String> = (0..60).map(|n| format!(r#"{{"ClientId": "c{n:02}"}}"#)).collect();
        let read = pools()
            .reply("DescribeUserPool", POOL)
            .reply("ListUserPoolClients", &format!(r#"{{"UserPoolClients": [{}]}}"#, clients.join(",")))
            .reply("DescribeUserPoolClient", APP)
            .read::<CognitoUserPool>();
        assert_eq!(read.resources[0].unread().len(), 10);
        assert_eq!(read.asked.iter().filter(|asked| *asked == "DescribeUserPoolClient").count(), 50);
    }

    #[test]
    fn what_is_denied_is_unread_and_what_is_gone_is_gone() {
        let read = pools().reply("DescribeUserPool", POOL).read::<CognitoUserPool>();
        assert_eq!(read.resources[0].unread()[0].action, CLIENTS);
        let gone = r#"{"__type": "ResourceNotFoundException"}"#;
        for operation in ["DescribeUserPool", "ListUserPoolClients"] {
            let read = pools().status(operation, 400, gone).reply("DescribeUserPool", POOL).read::<CognitoUserPool>();
            assert!(read.resources.is_empty() && read.gaps.is_empty(), "{operation}");
        }
        let read = pools()
            .reply("DescribeUserPool", POOL)
            .reply("ListUserPoolClients", r#"{"UserPoolClients": [{"ClientId": "c", "ClientName": "web"}]}"#)
            .status("DescribeUserPoolClient", 400, gone)
            .read::<CognitoUserPool>();
        assert_eq!(json(&read.resources[0])["clients"], serde_json::json!([]));
    }
}
