//! The settings of a bucket that decide whether its objects survive, and leave traces, each as its own call gives it.

use super::timestamp::rfc3339;
use aws_sdk_s3::operation::get_bucket_encryption::GetBucketEncryptionOutput;
use aws_sdk_s3::operation::get_bucket_versioning::GetBucketVersioningOutput;
use aws_sdk_s3::operation::get_bucket_website::GetBucketWebsiteOutput;
use aws_sdk_s3::operation::get_object_lock_configuration::GetObjectLockConfigurationOutput;
use aws_sdk_s3::types;
use schemars::JsonSchema;
use serde::Serialize;

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Encryption {
    /// `AES256` (keys of S3), `aws:kms` or `aws:kms:dsse`.
    pub algorithm: Option<String>,
    /// The KMS key; null means the AWS managed key where the algorithm is KMS.
    pub kms_key_id: Option<String>,
    /// A key of the bucket spares calls to KMS; null where AWS does not say.
    pub bucket_key_enabled: Option<bool>,
}

impl Encryption {
    pub fn of(reply: &GetBucketEncryptionOutput) -> Option<Self> {
        let rule = reply.server_side_encryption_configuration()?.rules().first()?;
        let default = rule.apply_server_side_encryption_by_default();
        Some(Self {
            algorithm: default.map(|default| default.sse_algorithm().as_str().to_owned()),
            kms_key_id: default.and_then(|default| default.kms_master_key_id()).map(str::to_owned),
            bucket_key_enabled: rule.bucket_key_enabled(),
        })
    }

    pub fn sample() -> Self {
        Self {
            algorithm: Some("aws:kms".into()),
            kms_key_id: Some("arn:aws:kms:eu-central-1:111122223333:key/0d1e2f30-4a5b-4c6d-8e7f-9a0b1c2d3e4f".into()),
            bucket_key_enabled: Some(true),
        }
    }
}

/// Whether old versions of objects are kept.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Versioning {
    /// `enabled`, `suspended`, or null where it never was on.
    pub status: Option<String>,
    /// `enabled` where versions can only be deleted with a second factor, `disabled`, or null where it never was on.
    pub mfa_delete: Option<String>,
}

impl Versioning {
    pub fn of(reply: &GetBucketVersioningOutput) -> Self {
        Self {
            status: reply.status().map(|status| status.as_str().to_ascii_lowercase()),
            mfa_delete: reply.mfa_delete().map(|status| status.as_str().to_ascii_lowercase()),
        }
    }

    pub fn sample() -> Self {
        Self { status: Some("enabled".into()), mfa_delete: Some("enabled".into()) }
    }
}

/// Where server access logs go.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Logging {
    /// The bucket that the logs go to.
    pub target_bucket: String,
    /// What the names of the logs start with.
    pub target_prefix: String,
}

impl Logging {
    pub fn of(logging: &types::LoggingEnabled) -> Self {
        Self { target_bucket: logging.target_bucket().to_owned(), target_prefix: logging.target_prefix().to_owned() }
    }

    pub fn sample() -> Self {
        Self { target_bucket: "acme-access-logs".into(), target_prefix: "acme-invoices/".into() }
    }
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct LifecycleRule {
    /// The rule's own name.
    pub id: Option<String>,
    /// `Enabled` or `Disabled`.
    pub status: String,
    /// Objects are deleted, or with versions hidden, after so many days; null for never.
    pub expiration_days: Option<i32>,
    /// Objects are deleted, or with versions hidden, from this day on.
    pub expiration_date: Option<String>,
    /// Old versions are deleted after so many days; null for never.
    pub noncurrent_expiration_days: Option<i32>,
    /// Uploads that were never finished are deleted after so many days; null for never.
    pub abort_incomplete_multipart_days: Option<i32>,
    /// The storage classes to which objects or old versions move, such as `GLACIER`.
    pub transition_storage_classes: Vec<String>,
}

impl LifecycleRule {
    pub fn of(rule: &types::LifecycleRule) -> Self {
        let current = rule.transitions().iter().filter_map(|move_to| move_to.storage_class());
        let noncurrent = rule.noncurrent_version_transitions().iter().filter_map(|move_to| move_to.storage_class());
        let mut classes: Vec<_> = current.chain(noncurrent).map(|class| class.as_str().to_owned()).collect();
        classes.sort();
        classes.dedup();
        Self {
            id: rule.id().map(str::to_owned),
            status: rule.status().as_str().to_owned(),
            expiration_days: rule.expiration().and_then(|end| end.days()),
            expiration_date: rule.expiration().and_then(|end| end.date()).and_then(rfc3339),
            noncurrent_expiration_days: rule.noncurrent_version_expiration().and_then(|end| end.noncurrent_days()),
            abort_incomplete_multipart_days: rule
                .abort_incomplete_multipart_upload()
                .and_then(|abort| abort.days_after_initiation()),
            transition_storage_classes: classes,
        }
    }

    pub fn sample() -> Self {
        Self {
            id: Some("old-versions".into()),
            status: "Enabled".into(),
            expiration_days: None,
            expiration_date: None,
            noncurrent_expiration_days: Some(90),
            abort_incomplete_multipart_days: Some(7),
            transition_storage_classes: vec![],
        }
    }
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ObjectLock {
    /// How new objects are locked unless a request says otherwise: `GOVERNANCE` (some may lift it), `COMPLIANCE`
    /// (nobody may), or null where they are not.
    pub default_mode: Option<String>,
    /// For how many days; null where it is counted in years.
    pub default_days: Option<i32>,
    /// For how many years; null where it is counted in days.
    pub default_years: Option<i32>,
}

impl ObjectLock {
    pub fn of(reply: &GetObjectLockConfigurationOutput) -> Option<Self> {
        let lock = reply.object_lock_configuration()?;
        // `Enabled` is the only word there is; its absence means off.
        lock.object_lock_enabled()?;
        let retention = lock.rule().and_then(|rule| rule.default_retention());
        Some(Self {
            default_mode: retention.and_then(|kept| kept.mode()).map(|mode| mode.as_str().to_owned()),
            default_days: retention.and_then(|kept| kept.days()).filter(|days| *days > 0),
            default_years: retention.and_then(|kept| kept.years()).filter(|years| *years > 0),
        })
    }

    pub fn sample() -> Self {
        Self { default_mode: Some("GOVERNANCE".into()), default_days: Some(30), default_years: None }
    }
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Replication {
    /// The role that S3 takes to copy.
    pub role_arn: String,
    /// The rules, each with a destination.
    pub rules: Vec<ReplicationRule>,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ReplicationRule {
    /// The rule's own name.
    pub id: Option<String>,
    /// `Enabled` or `Disabled`.
    pub status: String,
    /// The ARN of the bucket to which is copied.
    pub destination_bucket: Option<String>,
    /// The account to which the copies are given; null where the rule does not say.
    pub destination_account: Option<String>,
}

impl Replication {
    pub fn of(replication: &types::ReplicationConfiguration) -> Self {
        let rule = |rule: &types::ReplicationRule| ReplicationRule {
            id: rule.id().map(str::to_owned),
            status: rule.status().as_str().to_owned(),
            destination_bucket: rule.destination().map(|to| to.bucket().to_owned()),
            destination_account: rule.destination().and_then(|to| to.account()).map(str::to_owned),
        };
        Self { role_arn: replication.role().to_owned(), rules: replication.rules().iter().map(rule).collect() }
    }

    pub fn sample() -> Self {
        Self {
            role_arn: "arn:aws:iam::111122223333:role/replicate-invoices".into(),
            rules: vec![ReplicationRule {
                id: Some("all".into()),
                status: "Enabled".into(),
                destination_bucket: Some("arn:aws:s3:::acme-invoices-replica".into()),
                destination_account: Some("111122223333".into()),
            }],
        }
    }
}

/// Static website hosting. It answers without encryption, whatever the policy says.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Website {
    /// What is shown for a folder, such as `index.html`.
    pub index_document: Option<String>,
    /// What is shown where nothing is found.
    pub error_document: Option<String>,
    /// The host to which all requests are sent on.
    pub redirect_host: Option<String>,
}

impl Website {
    pub fn of(reply: &GetBucketWebsiteOutput) -> Self {
        Self {
            index_document: reply.index_document().map(|document| document.suffix().to_owned()),
            error_document: reply.error_document().map(|document| document.key().to_owned()),
            redirect_host: reply.redirect_all_requests_to().map(|to| to.host_name().to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use aws_sdk_s3::types::{
        DefaultRetention, ExpirationStatus, LifecycleExpiration, ObjectLockConfiguration, ObjectLockEnabled,
        ObjectLockRetentionMode, ObjectLockRule, Transition, TransitionStorageClass,
    };

    #[test]
    fn a_lock_without_a_default_is_still_a_lock() {
        let reply = |lock: ObjectLockConfiguration| {
            ObjectLock::of(&GetObjectLockConfigurationOutput::builder().object_lock_configuration(lock).build())
        };
        assert!(reply(ObjectLockConfiguration::builder().build()).is_none());
        let enabled = ObjectLockConfiguration::builder().object_lock_enabled(ObjectLockEnabled::Enabled);
        let bare = reply(enabled.clone().build()).unwrap();
        assert_eq!((bare.default_mode, bare.default_days), (None, None));
        let kept = DefaultRetention::builder().mode(ObjectLockRetentionMode::Compliance).years(7).days(0).build();
        let full = reply(enabled.rule(ObjectLockRule::builder().default_retention(kept).build()).build()).unwrap();
        assert_eq!(
            (full.default_mode.as_deref(), full.default_days, full.default_years),
            (Some("COMPLIANCE"), None, Some(7))
        );
    }

    #[test]
    fn a_lifecycle_rule_keeps_what_ends_and_where_things_go() {
        let glacier = || Transition::builder().storage_class(TransitionStorageClass::Glacier).build();
        let rule = types::LifecycleRule::builder()
            .status(ExpirationStatus::Enabled)
            .expiration(LifecycleExpiration::builder().days(30).build())
            .transitions(glacier())
            .transitions(glacier())
            .build()
            .unwrap();
        let rule = LifecycleRule::of(&rule);
        assert_eq!((rule.status.as_str(), rule.expiration_days), ("Enabled", Some(30)));
        assert_eq!(rule.transition_storage_classes, ["GLACIER"]);
        assert_eq!(rule.noncurrent_expiration_days, None);
    }

    #[test]
    fn statuses_are_in_lower_case_and_absent_ones_are_not_set() {
        let reply = GetBucketVersioningOutput::builder().status(types::BucketVersioningStatus::Suspended).build();
        let versioning = Versioning::of(&reply);
        assert_eq!((versioning.status.as_deref(), versioning.mfa_delete), (Some("suspended"), None));
    }
}
