//! Security configurations of Glue: how jobs, crawlers and development endpoints that name one encrypt what they write.
//!
//! One cannot be changed once it is made, and has no tags.
//! <https://docs.aws.amazon.com/glue/latest/dg/console-security-configurations.html>

use super::kind::{Found, Kind};
use super::timestamp::Moment;
use crate::collect::aws::service::GLUE;
use crate::collect::{Place, Sink};
use crate::snapshot::{Action, Reading, Scope, Unread};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How whoever names it encrypts.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct GlueSecurityConfiguration {
    /// What is written to S3: `DISABLED`, `SSE-S3` or `SSE-KMS`; null where AWS does not say.
    pub s3_encryption_mode: Option<String>,
    /// The KMS key for S3; null where none.
    pub s3_kms_key_arn: Option<String>,
    /// Logs in CloudWatch: `DISABLED` or `SSE-KMS`; null where AWS does not say.
    pub cloudwatch_encryption_mode: Option<String>,
    /// The KMS key for logs; null where none.
    pub cloudwatch_kms_key_arn: Option<String>,
    /// What a job remembers between runs: `DISABLED` or `CSE-KMS`; null where AWS does not say.
    pub job_bookmarks_encryption_mode: Option<String>,
    /// The KMS key for what a job remembers; null where none.
    pub job_bookmarks_kms_key_arn: Option<String>,
    /// When it was made.
    pub created_at: Option<Moment>,
}

const LIST: &str = "glue:GetSecurityConfigurations";

impl Kind for GlueSecurityConfiguration {
    const NAME: &'static str = "glue_security_configuration";
    const CLOUDFORMATION: &'static str = "AWS::Glue::SecurityConfiguration";
    const SCOPE: Scope = Scope::Regional;
    const ACTIONS: &'static [Action] = &[Action::page(LIST)];

    fn sample() -> Found<Self> {
        let key = Some("arn:aws:kms:eu-central-1:111122223333:key/0d1e2f30-4a5b-4c6d-8e7f-9a0b1c2d3e4f".to_owned());
        Found {
            id: "plimsoll:glue_security_configuration:111122223333:eu-central-1:encrypted".into(),
            name: Some("encrypted".into()),
            tags: Reading::Known(None),
            fields: Self {
                s3_encryption_mode: Some("SSE-KMS".into()),
                s3_kms_key_arn: key.clone(),
                cloudwatch_encryption_mode: Some("SSE-KMS".into()),
                cloudwatch_kms_key_arn: key.clone(),
                job_bookmarks_encryption_mode: Some("CSE-KMS".into()),
                job_bookmarks_kms_key_arn: key,
                created_at: Some(Moment::sample("2026-01-31T12:00:00Z")),
            },
        }
    }

    async fn collect(place: &Place, out: &Sink) -> Result<(), Unread> {
        let list = place.call(&GLUE, "GetSecurityConfigurations").set("MaxResults", 1000);
        let mut pages = list.pages("NextToken", "NextToken");
        while let Some(page) = pages.next::<Page>().await? {
            for configuration in page.security_configurations {
                out.push(found(place, configuration)).await;
            }
        }
        Ok(())
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Page {
    #[serde(default)]
    security_configurations: Vec<Configuration>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Configuration {
    name: String,
    created_time_stamp: Option<Moment>,
    encryption_configuration: Option<Encryption>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Encryption {
    s3_encryption: Option<Vec<Mode>>,
    cloud_watch_encryption: Option<Mode>,
    job_bookmarks_encryption: Option<Mode>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Mode {
    #[serde(alias = "S3EncryptionMode", alias = "CloudWatchEncryptionMode", alias = "JobBookmarksEncryptionMode")]
    mode: Option<String>,
    kms_key_arn: Option<String>,
}

fn found(place: &Place, configuration: Configuration) -> Found<GlueSecurityConfiguration> {
    let all = configuration.encryption_configuration.unwrap_or_default();
    // A list, but AWS takes no more than one.
    let s3 = all.s3_encryption.and_then(|list| list.into_iter().next()).unwrap_or_default();
    let (logs, bookmarks) =
        (all.cloud_watch_encryption.unwrap_or_default(), all.job_bookmarks_encryption.unwrap_or_default());
    let fields = GlueSecurityConfiguration {
        s3_encryption_mode: s3.mode,
        s3_kms_key_arn: s3.kms_key_arn,
        cloudwatch_encryption_mode: logs.mode,
        cloudwatch_kms_key_arn: logs.kms_key_arn,
        job_bookmarks_encryption_mode: bookmarks.mode,
        job_bookmarks_kms_key_arn: bookmarks.kms_key_arn,
        created_at: configuration.created_time_stamp,
    };
    let id = place.made_up_id(GlueSecurityConfiguration::NAME, &configuration.name);
    Found { id, name: Some(configuration.name), tags: Reading::Known(None), fields }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collect::canned::Canned;

    #[test]
    fn a_configuration_is_read() {
        let page = r#"{"SecurityConfigurations": [{"Name": "c", "CreatedTimeStamp": 1769860800.5,
            "EncryptionConfiguration": {"S3Encryption": [{"S3EncryptionMode": "SSE-S3"}],
            "CloudWatchEncryption": {"CloudWatchEncryptionMode": "DISABLED"},
            "JobBookmarksEncryption": {"JobBookmarksEncryptionMode": "CSE-KMS", "KmsKeyArn": "k"}}}]}"#;
        let read = Canned::default().reply("GetSecurityConfigurations", page).read::<GlueSecurityConfiguration>();
        assert_eq!(read.gaps, []);
        let [one] = read.resources.as_slice() else { panic!("one configuration") };
        assert_eq!(one.at("s3_encryption_mode").as_str(), Some("SSE-S3"));
        assert_eq!(one.at("cloudwatch_encryption_mode").as_str(), Some("DISABLED"));
        assert_eq!(one.at("job_bookmarks_kms_key_arn").as_str(), Some("k"));
        assert!(one.at("s3_kms_key_arn").is_null());
    }

    #[test]
    fn a_refusal_is_a_gap() {
        assert_eq!(Canned::default().read::<GlueSecurityConfiguration>().gaps[0].action.as_str(), LIST);
    }
}
