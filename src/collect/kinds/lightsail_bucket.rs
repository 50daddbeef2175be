//! Lightsail buckets: S3's storage, sold by Lightsail, and not seen by the account's S3.
//!
//! - An object may be public in a private bucket, where the bucket allows it.
//!   <https://docs.aws.amazon.com/lightsail/latest/userguide/amazon-lightsail-understanding-bucket-permissions.html>

use super::kind::{Found, Kind};
use super::tags::{Tag, listed};
use super::timestamp::Moment;
use crate::collect::aws::service::LIGHTSAIL;
use crate::collect::{Place, Sink};
use crate::snapshot::{Action, Reading, Scope, Unread};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A bucket of Lightsail.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all(deserialize = "camelCase"))]
pub struct LightsailBucket {
    /// Who may read objects without signing in.
    pub access_rules: Option<AccessRules>,
    /// Other accounts that may read all objects.
    #[serde(default)]
    pub readonly_access_accounts: Vec<String>,
    /// Lightsail instances that may read and write.
    #[serde(default)]
    pub resources_receiving_access: Vec<Receiver>,
    /// Whether old versions of objects are kept: `Enabled`, `Suspended` or `NeverEnabled`.
    pub object_versioning: Option<String>,
    /// Where requests are logged; null where nobody has said.
    pub access_log_config: Option<AccessLog>,
    /// When it was made.
    pub created_at: Option<Moment>,
}

#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all(deserialize = "camelCase"))]
pub struct AccessRules {
    /// Whether all objects can be read by everybody: `public` or `private`.
    pub get_object: Option<String>,
    /// Whether single objects can be made public.
    pub allow_public_overrides: Option<bool>,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all(deserialize = "camelCase"))]
pub struct Receiver {
    /// Its name.
    pub name: Option<String>,
    /// Such as `Instance`.
    pub resource_type: Option<String>,
}

#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct AccessLog {
    /// Whether requests are logged.
    pub enabled: Option<bool>,
    /// The bucket that takes the log.
    pub destination: Option<String>,
}

const LIST: &str = "lightsail:GetBuckets";

impl Kind for LightsailBucket {
    const NAME: &'static str = "lightsail_bucket";
    const CLOUDFORMATION: &'static str = "AWS::Lightsail::Bucket";
    const SCOPE: Scope = Scope::Regional;
    const ACTIONS: &'static [Action] = &[Action::page(LIST)];

    fn sample() -> Found<Self> {
        Found {
            id: "arn:aws:lightsail:eu-central-1:111122223333:Bucket/0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9".into(),
            name: Some("landing-page-media".into()),
            tags: Reading::Known(Some([("team".to_owned(), "marketing".to_owned())].into())),
            fields: Self {
                access_rules: Some(AccessRules {
                    get_object: Some("private".into()),
                    allow_public_overrides: Some(false),
                }),
                readonly_access_accounts: vec![],
                resources_receiving_access: vec![Receiver {
                    name: Some("landing-page".into()),
                    resource_type: Some("Instance".into()),
                }],
                object_versioning: Some("Enabled".into()),
                access_log_config: Some(AccessLog {
                    enabled: Some(true),
                    destination: Some("landing-page-logs".into()),
                }),
                created_at: Some(Moment::sample("2026-01-20T07:00:00Z")),
            },
        }
    }

    async fn collect(place: &Place, out: &Sink) -> Result<(), Unread> {
        let listing = place.call(&LIGHTSAIL, "GetBuckets").set("includeConnectedResources", true);
        let mut pages = listing.pages("pageToken", "nextPageToken");
        while let Some(page) = pages.next::<Page>().await? {
            for Bucket { arn, name, tags, mut fields } in page.buckets {
                fields.readonly_access_accounts.sort();
                fields.resources_receiving_access.sort();
                out.push(Found { id: arn, name, tags: Reading::Known(Some(listed(&tags))), fields }).await;
            }
        }
        Ok(())
    }
}

#[derive(Deserialize)]
struct Page {
    #[serde(default)]
    buckets: Vec<Bucket>,
}

#[derive(Deserialize)]
struct Bucket {
    arn: String,
    name: Option<String>,
    #[serde(default)]
    tags: Vec<Tag>,
    #[serde(flatten)]
    fields: LightsailBucket,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collect::canned::Canned;

    #[test]
    fn a_bucket_is_read_whole() {
        let reply = r#"{"buckets": [{"resourceType": "Bucket", "name": "a", "createdAt": 1769860800.0,
            "arn": "arn:aws:lightsail:eu-central-1:111122223333:Bucket/a", "objectVersioning": "NeverEnabled",
            "accessRules": {"getObject": "public", "allowPublicOverrides": true},
            "readonlyAccessAccounts": ["444455556666", "222233334444"], "accessLogConfig": {"enabled": false},
            "resourcesReceivingAccess": [{"name": "web", "resourceType": "Instance"}],
            "tags": [{"key": "team", "value": "x"}]}],
            "accountLevelBpaSync": {"status": "InSync", "bpaImpactsLightsail": false}}"#;
        let read = Canned::default().reply("GetBuckets", reply).read::<LightsailBucket>();
        assert_eq!(read.gaps, []);
        let [bucket] = read.resources.as_slice() else { panic!("one bucket") };
        assert_eq!(bucket.at("access_rules.get_object").as_str(), Some("public"));
        let accounts = serde_json::to_string(bucket.at("readonly_access_accounts")).unwrap();
        assert_eq!(accounts, r#"["222233334444","444455556666"]"#);
        assert_eq!(bucket.at("access_log_config.enabled").as_bool(), Some(false));
    }

    #[test]
    fn a_refusal_is_a_gap() {
        assert_eq!(Canned::default().read::<LightsailBucket>().gaps[0].action, LIST);
    }
}
