//! Clients of a user pool: the applications that its users sign in to. A listing gives ids; settings take a call each.
//!
//! <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UserPoolClientType.html>

use crate::collect::Place;
use crate::collect::aws::service::COGNITO_IDP;
use crate::snapshot::{Reading, Reason, Unread};
use futures_util::StreamExt;
use schemars::JsonSchema;
use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};

/// Clients of one pool whose settings are read; a pool may have ten thousand. Of the others the settings are unread.
const MOST: usize = 50;

/// Clients that are asked for at the same time.
const SIDE_BY_SIDE: usize = 4;

/// An application that users sign in to.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Client {
    /// Its id.
    pub client_id: String,
    /// Its name for people.
    pub client_name: Option<String>,
    /// Its settings. They are read of the first fifty clients of a pool, and too large beyond.
    pub settings: Reading<Option<Settings>>,
}

/// What a client may do.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Settings {
    /// `ENABLED`, or `LEGACY` where answers tell whether a user exists.
    pub prevent_user_existence_errors: Option<String>,
    /// Whether tokens can be made worthless before they end.
    pub enable_token_revocation: Option<bool>,
    /// Whether it has a secret of its own.
    pub has_secret: bool,
    /// Seconds that a token for calls is good for; null where AWS said nothing.
    pub access_token_seconds: Option<i64>,
    /// Seconds that a token for new tokens is good for; null where AWS said nothing.
    pub refresh_token_seconds: Option<i64>,
    /// Ways to sign in, such as `ALLOW_USER_SRP_AUTH`.
    pub explicit_auth_flows: Vec<String>,
    /// `code`, `implicit` or `client_credentials`.
    pub allowed_oauth_flows: Vec<String>,
    /// Where users are sent back to.
    pub callback_urls: Vec<String>,
}

impl Client {
    pub fn sample() -> Self {
        Self {
            client_id: "1a2b3c4d5e6f".into(),
            client_name: Some("web".into()),
            settings: Reading::Known(Some(Settings {
                prevent_user_existence_errors: Some("ENABLED".into()),
                enable_token_revocation: Some(true),
                has_secret: true,
                access_token_seconds: Some(3600),
                refresh_token_seconds: Some(86400),
                explicit_auth_flows: vec!["ALLOW_REFRESH_TOKEN_AUTH".into(), "ALLOW_USER_SRP_AUTH".into()],
                allowed_oauth_flows: vec!["code".into()],
                callback_urls: vec!["https://shop.example.com/in".into()],
            })),
        }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Clients {
    #[serde(default)]
    user_pool_clients: Vec<Listed>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Listed {
    client_id: String,
    client_name: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Described {
    user_pool_client: Reply,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Reply {
    prevent_user_existence_errors: Option<String>,
    enable_token_revocation: Option<bool>,
    /// That it is there, and not what it is.
    client_secret: Option<IgnoredAny>,
    access_token_validity: Option<i64>,
    refresh_token_validity: Option<i64>,
    #[serde(default)]
    token_validity_units: Units,
    #[serde(default)]
    explicit_auth_flows: Vec<String>,
    #[serde(default, rename = "AllowedOAuthFlows")]
    allowed_oauth_flows: Vec<String>,
    #[serde(default, rename = "CallbackURLs")]
    callback_urls: Vec<String>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Units {
    access_token: Option<String>,
    refresh_token: Option<String>,
}

/// The clients of a pool, in the order of their ids.
pub async fn clients(place: &Place, pool: &str) -> Result<Vec<Client>, Unread> {
    let call = place.call(&COGNITO_IDP, "ListUserPoolClients").set("UserPoolId", pool).set("MaxResults", 60);
    let mut pages = call.pages("NextToken", "NextToken");
    let mut listed = Vec::new();
    while let Some(page) = pages.next::<Clients>().await? {
        listed.extend(page.user_pool_clients);
    }
    listed.sort_by(|a: &Listed, b| a.client_id.cmp(&b.client_id));
    let read = listed.into_iter().enumerate().map(|(n, client)| one(place, pool, client, n < MOST));
    let read = futures_util::stream::iter(read).buffered(SIDE_BY_SIDE);
    Ok(read.filter_map(std::future::ready).collect().await)
}

/// None for a client that has gone since it was listed.
async fn one(place: &Place, pool: &str, listed: Listed, within_bound: bool) -> Option<Client> {
    let call = place.call(&COGNITO_IDP, "DescribeUserPoolClient").set("UserPoolId", pool);
    let call = call.set("ClientId", listed.client_id.as_str());
    let settings = if within_bound {
        let described = call.judge::<Described>().await.transpose()?;
        described.map(|reply| Some(settings(reply.user_pool_client))).into()
    } else {
        Reading::Unread(Unread::new(call.needs(), Reason::TooLarge))
    };
    Some(Client { client_id: listed.client_id, client_name: listed.client_name, settings })
}

fn settings(mut reply: Reply) -> Settings {
    for list in [&mut reply.explicit_auth_flows, &mut reply.allowed_oauth_flows, &mut reply.callback_urls] {
        list.sort();
    }
    let units = reply.token_validity_units;
    // Where no unit is named it is hours for calls and days for new tokens. A validity of 0 is the default as well.
    let seconds = |validity: Option<i64>, unit: Option<&str>| {
        let length = match unit? {
            "seconds" => 1,
            "minutes" => 60,
            "hours" => 60 * 60,
            "days" => 24 * 60 * 60,
            _ => return None,
        };
        validity.filter(|validity| *validity > 0).and_then(|validity| validity.checked_mul(length))
    };
    Settings {
        prevent_user_existence_errors: reply.prevent_user_existence_errors,
        enable_token_revocation: reply.enable_token_revocation,
        has_secret: reply.client_secret.is_some(),
        access_token_seconds: seconds(reply.access_token_validity, units.access_token.as_deref().or(Some("hours"))),
        refresh_token_seconds: seconds(reply.refresh_token_validity, units.refresh_token.as_deref().or(Some("days"))),
        explicit_auth_flows: reply.explicit_auth_flows,
        allowed_oauth_flows: reply.allowed_oauth_flows,
        callback_urls: reply.callback_urls,
    }
}
