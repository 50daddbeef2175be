//! What Glue has decided for its catalogue in a region. There is one catalogue in each, also where nobody uses it.
//!
//! - <https://docs.aws.amazon.com/glue/latest/dg/encrypt-glue-data-catalog.html>
//! - Without a policy, nobody of another account may see it. <https://docs.aws.amazon.com/glue/latest/dg/security_iam_resource-based-policy-examples.html>

use super::kind::{Found, Kind};
use crate::collect::aws::service::GLUE;
use crate::collect::{Place, Sink};
use crate::snapshot::policy_document::PolicyDocument;
use crate::snapshot::{Action, Reading, Scope, Unread};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Glue's settings for a region: encryption of the catalogue and of passwords in it, and who else may see it.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct GlueRegion {
    /// `DISABLED`, `SSE-KMS` or `SSE-KMS-WITH-SERVICE-ROLE`: how the catalogue is encrypted.
    pub catalog_encryption_mode: Reading<Option<String>>,
    /// The KMS key of the catalogue; null where it is not encrypted by one of the account's.
    pub catalog_kms_key_id: Reading<Option<String>>,
    /// Whether passwords of connections are encrypted, also in replies.
    pub connection_password_encrypted: Reading<Option<bool>>,
    /// The KMS key of passwords; null where they are not encrypted by one of the account's.
    pub connection_password_kms_key_id: Reading<Option<String>>,
    /// Who else may use the catalogue.
    pub policy: Reading<Option<PolicyDocument>>,
}

const ENCRYPTION: &str = "glue:GetDataCatalogEncryptionSettings";
const POLICY: &str = "glue:GetResourcePolicy";

const SAMPLE_POLICY: &str = r#"{"Version": "2012-10-17", "Statement": [{"Sid": "Reports", "Effect": "Allow",
    "Principal": {"AWS": "arn:aws:iam::111122223333:role/reports"}, "Action": "glue:GetTable",
    "Resource": "arn:aws:glue:eu-central-1:111122223333:catalog"}]}"#;

impl Kind for GlueRegion {
    const NAME: &'static str = "glue_region";
    const CLOUDFORMATION: &'static str = "AWS::Glue::DataCatalogEncryptionSettings";
    const SCOPE: Scope = Scope::Region;
    const ACTIONS: &'static [Action] = &[Action::page(ENCRYPTION), Action::page(POLICY)];

    fn sample() -> Found<Self> {
        let key = "arn:aws:kms:eu-central-1:111122223333:key/0d1e2f30-4a5b-4c6d-8e7f-9a0b1c2d3e4f";
        Found {
            id: "plimsoll:glue_region:111122223333:eu-central-1:settings".into(),
            name: Some("eu-central-1".into()),
            tags: Reading::Known(None),
            fields: Self {
                catalog_encryption_mode: Reading::Known(Some("SSE-KMS".into())),
                catalog_kms_key_id: Reading::Known(Some(key.into())),
                connection_password_encrypted: Reading::Known(Some(true)),
                connection_password_kms_key_id: Reading::Known(Some(key.into())),
                policy: Reading::Known(PolicyDocument::parse(SAMPLE_POLICY)),
            },
        }
    }

    async fn collect(place: &Place, out: &Sink) -> Result<(), Unread> {
        let (encryption, policy) = tokio::join!(
            place.call(&GLUE, "GetDataCatalogEncryptionSettings").answer::<Encryption>(),
            place.call(&GLUE, "GetResourcePolicy").judge::<Policy>(),
        );
        let settings = encryption.map(|reply| reply.data_catalog_encryption_settings.unwrap_or_default());
        let at_rest = settings.clone().map(|all| all.encryption_at_rest.unwrap_or_default());
        let passwords = settings.map(|all| all.connection_password_encryption.unwrap_or_default());
        let fields = Self {
            catalog_encryption_mode: at_rest.clone().map(|at| at.catalog_encryption_mode).into(),
            catalog_kms_key_id: at_rest.map(|at| at.sse_aws_kms_key_id).into(),
            connection_password_encrypted: passwords.clone().map(|all| all.return_connection_password_encrypted).into(),
            connection_password_kms_key_id: passwords.map(|all| all.aws_kms_key_id).into(),
            policy: PolicyDocument::reading(POLICY, policy.map(|reply| reply.and_then(|reply| reply.policy_in_json))),
        };
        let (id, name) = (place.made_up_id(Self::NAME, "settings"), place.region().to_string());
        out.push(Found { id, name: Some(name), tags: Reading::Known(None), fields }).await;
        Ok(())
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Encryption {
    data_catalog_encryption_settings: Option<Settings>,
}

#[derive(Clone, Default, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Settings {
    encryption_at_rest: Option<AtRest>,
    connection_password_encryption: Option<Passwords>,
}

#[derive(Clone, Default, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct AtRest {
    catalog_encryption_mode: Option<String>,
    sse_aws_kms_key_id: Option<String>,
}

#[derive(Clone, Default, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Passwords {
    return_connection_password_encrypted: Option<bool>,
    aws_kms_key_id: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Policy {
    policy_in_json: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collect::canned::Canned;

    #[test]
    fn a_region_without_a_policy_is_read() {
        let settings = r#"{"DataCatalogEncryptionSettings": {"EncryptionAtRest": {"CatalogEncryptionMode": "DISABLED"},
            "ConnectionPasswordEncryption": {"ReturnConnectionPasswordEncrypted": false}}}"#;
        let read = Canned::default()
            .reply("GetDataCatalogEncryptionSettings", settings)
            .status("GetResourcePolicy", 400, r#"{"__type": "EntityNotFoundException"}"#)
            .read::<GlueRegion>();
        let [region] = read.resources.as_slice() else { panic!("one region") };
        assert!(region.unread().is_empty() && region.at("policy").is_null());
        assert_eq!(region.at("catalog_encryption_mode").as_str(), Some("DISABLED"));
        assert_eq!(region.at("connection_password_encrypted").as_bool(), Some(false));
    }

    #[test]
    fn what_is_denied_is_unread() {
        assert_eq!(Canned::default().read::<GlueRegion>().resources[0].unread().len(), 5);
    }
}
