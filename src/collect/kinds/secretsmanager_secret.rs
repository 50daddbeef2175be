//! Secrets of Secrets Manager: what surrounds them, never what they hold. The listing gives all of it but the policy.
//!
//! - The listing leaves out what is unset, such as the key of a secret that AWS's own key encrypts, and rotation that was
//!   never set up. <https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_SecretListEntry.html>
//! - Secrets that wait for their deletion are not listed: nobody can read them, and their policy cannot be asked for.
//! - Of replication it says where a copy comes from, and not where copies went.

use super::kind::{Found, Kind};
use super::tags::{Tag, listed};
use super::timestamp::Moment;
use crate::collect::aws::service::SECRETS_MANAGER;
use crate::collect::{Place, Sink};
use crate::snapshot::policy_document::PolicyDocument;
use crate::snapshot::{Action, Reading, Scope, Unread};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A secret, such as a password of a database, that programs fetch when they need it.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct SecretsmanagerSecret {
    /// The partner whose secret it is; null for one that is not managed with a partner.
    #[serde(rename = "type")]
    pub partner: Option<String>,
    /// The KMS key that encrypts it; null for AWS's own key `aws/secretsmanager`.
    pub kms_key_id: Option<String>,
    /// Whether it is renewed by itself; null where that was never set up.
    pub rotation_enabled: Option<bool>,
    /// The function that renews it; null where none does, or where the owning service renews it.
    pub rotation_lambda_arn: Option<String>,
    /// How often it is renewed; null where it is not.
    pub rotation_rules: Option<RotationRules>,
    /// When it was last renewed; null where it never was.
    pub last_rotated_at: Option<Moment>,
    /// When it will next be renewed.
    pub next_rotation_at: Option<Moment>,
    /// When anything of it was last changed.
    pub last_changed_at: Option<Moment>,
    /// The day on which it was last read in this region; null where it never was.
    pub last_accessed_at: Option<Moment>,
    /// When it was made.
    pub created_at: Option<Moment>,
    /// The service of AWS that made and manages it, such as `rds`; null where the account does.
    pub owning_service: Option<String>,
    /// The region from which this is a copy, or where its copies come from.
    pub primary_region: Option<String>,
    /// Who else may read or manage it; null where it has no policy of its own.
    pub policy: Reading<Option<PolicyDocument>>,
}

#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all(deserialize = "PascalCase"))]
pub struct RotationRules {
    /// Days between renewals; null where an expression says.
    pub automatically_after_days: Option<i64>,
    /// The length of the window for it, such as `3h`.
    pub duration: Option<String>,
    /// Such as `rate(10 days)` or a `cron(..)`.
    pub schedule_expression: Option<String>,
}

const LIST: &str = "secretsmanager:ListSecrets";
const POLICY: &str = "secretsmanager:GetResourcePolicy";

const SAMPLE_POLICY: &str = r#"{"Version": "2012-10-17", "Statement": [{"Sid": "OwnAccount", "Effect": "Allow",
    "Principal": {"AWS": "arn:aws:iam::111122223333:role/shop"}, "Action": "secretsmanager:GetSecretValue",
    "Resource": "*"}]}"#;

impl Kind for SecretsmanagerSecret {
    const NAME: &'static str = "secretsmanager_secret";
    const CLOUDFORMATION: &'static str = "AWS::SecretsManager::Secret";
    const SCOPE: Scope = Scope::Regional;
    const ACTIONS: &'static [Action] = &[Action::page(LIST), Action::each(POLICY)];

    fn sample() -> Found<Self> {
        Found {
            id: "arn:aws:secretsmanager:eu-central-1:111122223333:secret:shop/db-a1B2c3".into(),
            name: Some("shop/db".into()),
            tags: Reading::Known(Some([("team".to_owned(), "shop".to_owned())].into())),
            fields: Self {
                partner: None,
                kms_key_id: Some(
                    "arn:aws:kms:eu-central-1:111122223333:key/0d1e2f30-4a5b-4c6d-8e7f-9a0b1c2d3e4f".into(),
                ),
                rotation_enabled: Some(true),
                rotation_lambda_arn: Some("arn:aws:lambda:eu-central-1:111122223333:function:rotate-shop-db".into()),
                rotation_rules: Some(RotationRules {
                    automatically_after_days: Some(30),
                    duration: None,
                    schedule_expression: None,
                }),
                last_rotated_at: Some(Moment::sample("2026-09-20T04:00:00Z")),
                next_rotation_at: Some(Moment::sample("2026-10-20T04:00:00Z")),
                last_changed_at: Some(Moment::sample("2026-09-20T04:00:00Z")),
                last_accessed_at: Some(Moment::sample("2026-09-29T00:00:00Z")),
                created_at: Some(Moment::sample("2026-01-31T12:00:00Z")),
                owning_service: None,
                primary_region: None,
                policy: Reading::Known(PolicyDocument::parse(SAMPLE_POLICY)),
            },
        }
    }

    async fn collect(place: &Place, out: &Sink) -> Result<(), Unread> {
        let list = place.call(&SECRETS_MANAGER, "ListSecrets").set("MaxResults", 100);
        let mut pages = list.pages("NextToken", "NextToken");
        while let Some(page) = pages.next::<Secrets>().await? {
            out.each(page.secret_list, |secret| one(place, secret)).await;
        }
        Ok(())
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Secrets {
    #[serde(default)]
    secret_list: Vec<Secret>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Secret {
    #[serde(rename = "ARN")]
    arn: String,
    name: String,
    r#type: Option<String>,
    kms_key_id: Option<String>,
    rotation_enabled: Option<bool>,
    #[serde(rename = "RotationLambdaARN")]
    rotation_lambda_arn: Option<String>,
    rotation_rules: Option<RotationRules>,
    last_rotated_date: Option<Moment>,
    next_rotation_date: Option<Moment>,
    last_changed_date: Option<Moment>,
    last_accessed_date: Option<Moment>,
    created_date: Option<Moment>,
    owning_service: Option<String>,
    primary_region: Option<String>,
    #[serde(default)]
    tags: Vec<Tag>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Policy {
    resource_policy: Option<String>,
}

/// None for a secret that has gone since it was listed: one without a policy has an answer, which is empty.
async fn one(place: &Place, secret: Secret) -> Result<Option<Found<SecretsmanagerSecret>>, Unread> {
    let policy = place.call(&SECRETS_MANAGER, "GetResourcePolicy").set("SecretId", secret.arn.as_str());
    let Some(policy) = policy.judge::<Policy>().await.transpose() else { return Ok(None) };
    let fields = SecretsmanagerSecret {
        partner: secret.r#type.filter(|partner| !partner.is_empty()),
        kms_key_id: secret.kms_key_id,
        rotation_enabled: secret.rotation_enabled,
        rotation_lambda_arn: secret.rotation_lambda_arn.filter(|arn| !arn.is_empty()),
        rotation_rules: secret.rotation_rules,
        last_rotated_at: secret.last_rotated_date,
        next_rotation_at: secret.next_rotation_date,
        last_changed_at: secret.last_changed_date,
        last_accessed_at: secret.last_accessed_date,
        created_at: secret.created_date,
        owning_service: secret.owning_service,
        primary_region: secret.primary_region,
        policy: PolicyDocument::reading(POLICY, policy.map(|reply| reply.resource_policy)),
    };
    let tags = Reading::Known(Some(listed(&secret.tags)));
    Ok(Some(Found { id: secret.arn, name: Some(secret.name), tags, fields }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collect::canned::Canned;

    fn secrets() -> Canned {
        let first = r#"{"SecretList": [{"ARN": "arn:aws:secretsmanager:eu-central-1:111122223333:secret:a-a1B2c3",
            "Name": "a", "RotationEnabled": true, "RotationRules": {"AutomaticallyAfterDays": 30}, "OwningService": "rds",
            "LastAccessedDate": 1769860800.0, "Tags": [{"Key": "team", "Value": "shop"}]}], "NextToken": "more"}"#;
        let second = r#"{"SecretList": [{"ARN": "arn:aws:secretsmanager:eu-central-1:111122223333:secret:b-a1B2c3",
            "Name": "b"}]}"#;
        Canned::default().reply("ListSecrets", first).reply("ListSecrets", second)
    }

    #[test]
    fn secrets_are_read_whole_over_all_pages() {
        let policy = r#"{"Name": "a", "ResourcePolicy": "{\"Statement\": []}"}"#;
        let read = secrets()
            .reply("GetResourcePolicy", policy)
            .reply("GetResourcePolicy", r#"{"Name": "b"}"#)
            .read::<SecretsmanagerSecret>();
        assert_eq!(read.gaps, []);
        let [rotated, plain] = read.resources.as_slice() else { panic!("two secrets") };
        assert!(rotated.unread().is_empty() && plain.unread().is_empty());
        assert_eq!(rotated.at("rotation_rules.automatically_after_days").as_int(), Some(30));
        assert_eq!(rotated.at("last_accessed_at").as_str(), Some("2026-01-31T12:00:00Z"));
        assert!(!rotated.at("policy").is_null() && rotated.at("kms_key_id").is_null());
        assert!(plain.at("policy").is_null() && plain.at("rotation_enabled").is_null());
    }

    #[test]
    fn a_policy_that_is_denied_is_unread_and_a_secret_that_went_is_left_out() {
        let denied = secrets().read::<SecretsmanagerSecret>();
        assert_eq!(denied.resources[0].unread()[0].action, POLICY);
        let gone = r#"{"__type": "ResourceNotFoundException", "Message": "gone"}"#;
        let read = secrets().status("GetResourcePolicy", 400, gone).read::<SecretsmanagerSecret>();
        assert!(read.resources.is_empty() && read.gaps.is_empty());
        assert_eq!(Canned::default().read::<SecretsmanagerSecret>().gaps[0].action, LIST);
    }
}
