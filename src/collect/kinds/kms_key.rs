//! KMS keys. A listing gives ids only, and AWS has no bulk call for anything else of a key but its aliases and
//! tags.
//!
//! - Keys of AWS's own cannot be configured, and are left out. Most are known by an alias that starts with `alias/aws/`,
//!   so that nothing more has to be asked of them. <https://docs.aws.amazon.com/kms/latest/developerguide/concepts.html>
//! - Only symmetric keys whose material KMS made rotate by themselves; for others the question is an error.
//!   <https://docs.aws.amazon.com/kms/latest/developerguide/rotate-keys.html>

use super::kind::{Found, Kind};
use super::region_tags::{GET_RESOURCES, RegionTags};
use super::timestamp::Moment;
use crate::collect::aws::service::KMS;
use crate::collect::{Place, Sink};
use crate::snapshot::policy_document::PolicyDocument;
use crate::snapshot::{Action, Reading, Scope, Unread};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A key that encrypts, signs or authenticates, made by this account.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct KmsKey {
    /// Such as `1234abcd-12ab-34cd-56ef-1234567890ab`.
    pub key_id: String,
    /// Its other names, such as `alias/invoices`.
    pub aliases: Reading<Vec<String>>,
    /// What people wrote about it.
    pub description: Option<String>,
    /// `Enabled`, `Disabled`, `PendingDeletion`, `PendingImport` or another state.
    pub state: Option<String>,
    /// `ENCRYPT_DECRYPT`, `SIGN_VERIFY`, `GENERATE_VERIFY_MAC` or `KEY_AGREEMENT`.
    pub usage: Option<String>,
    /// `SYMMETRIC_DEFAULT`, or what sort of asymmetric or HMAC key.
    pub spec: Option<String>,
    /// Who made the key material: `AWS_KMS`, `EXTERNAL`, `AWS_CLOUDHSM` or `EXTERNAL_KEY_STORE`.
    pub origin: Option<String>,
    /// Whether it has copies in other regions.
    pub multi_region: Option<bool>,
    /// When it was made.
    pub created_at: Option<Moment>,
    /// When it will be gone; null unless it is pending deletion.
    pub deletion_at: Option<Moment>,
    /// Whether its material is renewed by itself; null where a key of this sort cannot.
    pub rotation_enabled: Reading<Option<bool>>,
    /// Its key policy.
    pub policy: Reading<Option<PolicyDocument>>,
}

const LIST: &str = "kms:ListKeys";
const ALIASES: &str = "kms:ListAliases";
const DESCRIBE: &str = "kms:DescribeKey";
const POLICY: &str = "kms:GetKeyPolicy";
const ROTATION: &str = "kms:GetKeyRotationStatus";

const SAMPLE_POLICY: &str = r#"{"Version": "2012-10-17", "Statement": [{"Sid": "AccountAdministers", "Effect": "Allow",
    "Principal": {"AWS": "arn:aws:iam::111122223333:root"}, "Action": "kms:*", "Resource": "*"}]}"#;

impl Kind for KmsKey {
    const NAME: &'static str = "kms_key";
    const CLOUDFORMATION: &'static str = "AWS::KMS::Key";
    const SCOPE: Scope = Scope::Regional;
    const ACTIONS: &'static [Action] = &[
        Action::page(LIST),
        Action::page(ALIASES),
        GET_RESOURCES,
        Action::each(DESCRIBE),
        Action::each(POLICY),
        Action::each(ROTATION),
    ];

    fn sample() -> Found<Self> {
        Found {
            id: "arn:aws:kms:eu-central-1:111122223333:key/0d1e2f30-4a5b-4c6d-8e7f-9a0b1c2d3e4f".into(),
            name: Some("alias/invoices".into()),
            tags: Reading::Known(Some([("team".to_owned(), "billing".to_owned())].into())),
            fields: Self {
                key_id: "0d1e2f30-4a5b-4c6d-8e7f-9a0b1c2d3e4f".into(),
                aliases: Reading::Known(vec!["alias/invoices".into()]),
                description: Some("the shop's invoices".into()),
                state: Some("Enabled".into()),
                usage: Some("ENCRYPT_DECRYPT".into()),
                spec: Some("SYMMETRIC_DEFAULT".into()),
                origin: Some("AWS_KMS".into()),
                multi_region: Some(false),
                created_at: Some(Moment::sample("2026-01-31T12:00:00Z")),
                deletion_at: None,
                rotation_enabled: Reading::Known(Some(true)),
                policy: Reading::Known(PolicyDocument::parse(SAMPLE_POLICY)),
            },
        }
    }

    async fn collect(place: &Place, out: &Sink) -> Result<(), Unread> {
        let tags = RegionTags::new(place, "kms:key");
        let aliases = aliases(place).await;
        let of = |id: &str| match &aliases {
            Ok(aliases) => Reading::Known(aliases.get(id).cloned().unwrap_or_default()),
            Err(unread) => Reading::Unread(unread.clone()),
        };
        let mut pages = place.call(&KMS, "ListKeys").set("Limit", 1000).pages("Marker", "NextMarker");
        while let Some(page) = pages.next::<Keys>().await? {
            let keys = page.keys.into_iter().map(|key| (of(&key.key_id), key));
            let own = keys.filter(|(aliases, _)| !is_of_aws(aliases));
            out.each(own, |(aliases, key)| one(place, key, aliases, &tags)).await;
        }
        Ok(())
    }
}

/// The aliases of each key.
async fn aliases(place: &Place) -> Result<BTreeMap<String, Vec<String>>, Unread> {
    let mut all: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut pages = place.call(&KMS, "ListAliases").set("Limit", 100).pages("Marker", "NextMarker");
    while let Some(page) = pages.next::<Aliases>().await? {
        for alias in page.aliases {
            if let Some(key) = alias.target_key_id {
                all.entry(key).or_default().push(alias.alias_name);
            }
        }
    }
    all.values_mut().for_each(|names| names.sort());
    Ok(all)
}

fn is_of_aws(aliases: &Reading<Vec<String>>) -> bool {
    aliases.known().is_some_and(|aliases| aliases.iter().any(|alias| alias.starts_with("alias/aws/")))
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Aliases {
    aliases: Vec<Alias>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Alias {
    alias_name: String,
    target_key_id: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Keys {
    keys: Vec<Listed>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Listed {
    key_id: String,
    key_arn: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Described {
    key_metadata: Metadata,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Metadata {
    description: Option<String>,
    key_state: Option<String>,
    key_usage: Option<String>,
    key_spec: Option<String>,
    key_manager: Option<String>,
    origin: Option<String>,
    multi_region: Option<bool>,
    creation_date: Option<Moment>,
    deletion_date: Option<Moment>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Policy {
    policy: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Rotation {
    key_rotation_enabled: bool,
}

/// None for a key of AWS's own, and for one that has gone since it was listed. Without its description it is not known
/// whether a key is one of those, so that a description that cannot be read is a gap of the kind.
async fn one(
    place: &Place,
    key: Listed,
    aliases: Reading<Vec<String>>,
    tags: &RegionTags<'_>,
) -> Result<Option<Found<KmsKey>>, Unread> {
    let of_key = |operation| place.call(&KMS, operation).set("KeyId", key.key_id.as_str());
    let Some(Described { key_metadata: metadata }) = of_key("DescribeKey").judge().await? else { return Ok(None) };
    if metadata.key_manager.as_deref() == Some("AWS") {
        return Ok(None);
    }
    let rotates =
        metadata.key_spec.as_deref() == Some("SYMMETRIC_DEFAULT") && metadata.origin.as_deref() == Some("AWS_KMS");
    let (policy, rotation_enabled, tags) = tokio::join!(
        of_key("GetKeyPolicy").set("PolicyName", "default").judge::<Policy>(),
        async {
            if !rotates {
                return Reading::Known(None);
            }
            of_key("GetKeyRotationStatus").reading(|reply: Rotation| Some(reply.key_rotation_enabled)).await
        },
        tags.of(&key.key_arn),
    );
    let name = aliases.known().and_then(|aliases| aliases.first().cloned());
    let fields = KmsKey {
        key_id: key.key_id,
        aliases,
        description: metadata.description.filter(|text| !text.is_empty()),
        state: metadata.key_state,
        usage: metadata.key_usage,
        spec: metadata.key_spec,
        origin: metadata.origin,
        multi_region: metadata.multi_region,
        created_at: metadata.creation_date,
        deletion_at: metadata.deletion_date,
        rotation_enabled,
        policy: PolicyDocument::reading(POLICY, policy.map(|reply| reply.map(|reply| reply.policy))),
    };
    Ok(Some(Found { id: key.key_arn, name, tags, fields }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collect::canned::Canned;
    use crate::snapshot::Reason;

    const KEYS: &str =
        r#"{"Keys": [{"KeyId": "a", "KeyArn": "arn:aws:kms:eu-central-1:111122223333:key/a"}], "Truncated": false}"#;

    const NAMES: &str = r#"{"Aliases": [{"AliasName": "alias/x", "TargetKeyId": "a"}, {"AliasName": "alias/aws/s3", "TargetKeyId": "b"}]}"#;

    fn described(manager: &str, spec: &str) -> String {
        format!(
            r#"{{"KeyMetadata": {{"KeyId": "a", "KeyManager": "{manager}", "KeySpec": "{spec}", "Origin": "AWS_KMS",
                "KeyState": "Enabled", "CreationDate": 1769860800.5, "Description": ""}}}}"#
        )
    }

    #[test]
    fn a_key_is_read_whole() {
        let read = Canned::default()
            .reply("ListKeys", KEYS)
            .reply("ListAliases", NAMES)
            .reply("DescribeKey", &described("CUSTOMER", "SYMMETRIC_DEFAULT"))
            .reply("GetKeyPolicy", r#"{"Policy": "{\"Statement\": []}"}"#)
            .reply("GetKeyRotationStatus", r#"{"KeyRotationEnabled": false}"#)
            .reply(
                "GetResources",
                r#"{"ResourceTagMappingList": [{"Tags": [{"Key": "team", "Value": "x"}],
                    "ResourceARN": "arn:aws:kms:eu-central-1:111122223333:key/a"}]}"#,
            )
            .read::<KmsKey>();
        assert_eq!(read.gaps, []);
        let [key] = read.resources.as_slice() else { panic!("one key") };
        assert!(key.unread().is_empty());
        assert_eq!(key.at("tags.team").as_str(), Some("x"));
        assert_eq!(key.at("rotation_enabled").as_bool(), Some(false));
        assert_eq!(key.at("created_at").as_str(), Some("2026-01-31T12:00:00Z"));
        assert_eq!(key.name.as_deref(), Some("alias/x"));
        assert_eq!(read.asked.len(), 6);
    }

    #[test]
    fn a_key_that_cannot_rotate_is_not_asked_whether_it_does() {
        let read = Canned::default()
            .reply("ListKeys", KEYS)
            .reply("DescribeKey", &described("CUSTOMER", "RSA_2048"))
            .read::<KmsKey>();
        assert!(read.resources[0].at("rotation_enabled").is_null());
        assert!(!read.asked.contains(&"GetKeyRotationStatus".to_owned()));
    }

    #[test]
    fn a_key_that_has_gone_is_left_out() {
        let gone = r#"{"__type": "NotFoundException"}"#;
        for operation in ["DescribeKey", "GetKeyPolicy", "GetKeyRotationStatus"] {
            let api = Canned::default().reply("ListKeys", KEYS).status(operation, 400, gone);
            let read = api.reply("DescribeKey", &described("CUSTOMER", "SYMMETRIC_DEFAULT")).read::<KmsKey>();
            assert!(read.resources.is_empty() && read.gaps.is_empty(), "{operation}");
        }
    }

    #[test]
    fn keys_of_aws_are_left_out_and_a_refusal_is_a_gap() {
        let calm = Canned::default().reply("ListKeys", KEYS);
        let known = r#"{"Aliases": [{"AliasName": "alias/aws/s3", "TargetKeyId": "a"}]}"#;
        let read = calm.clone().reply("ListAliases", known).read::<KmsKey>();
        assert_eq!((read.resources.len(), read.asked.len()), (0, 2), "by its alias, and nothing more is asked");
        let calm = Canned::default().reply("ListKeys", KEYS);
        let aws = calm.clone().reply("DescribeKey", &described("AWS", "SYMMETRIC_DEFAULT")).read::<KmsKey>();
        assert!(aws.resources.is_empty() && aws.gaps.is_empty());
        let denied = Canned::default().reply("ListKeys", KEYS).read::<KmsKey>();
        assert_eq!((denied.gaps[0].action.as_str(), denied.gaps[0].reason), (DESCRIBE, Reason::AccessDenied));
    }
}
