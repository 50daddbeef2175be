//! What Firehose says of a stream. Each sort of destination is described in a member of its own, most of them alike.

use super::firehose_stream::{Destination, Encryption};
use super::timestamp::Moment;
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Described {
    pub delivery_stream_description: Stream,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Stream {
    pub delivery_stream_status: Option<String>,
    pub delivery_stream_type: Option<String>,
    pub delivery_stream_encryption_configuration: Option<Encryption>,
    pub create_timestamp: Option<Moment>,
    pub source: Option<Source>,
    #[serde(default)]
    pub destinations: Vec<ToDestination>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Source {
    kinesis_stream_source_description: Option<KinesisSource>,
    #[serde(rename = "MSKSourceDescription")]
    msk_source_description: Option<KafkaSource>,
}

#[derive(Deserialize)]
struct KinesisSource {
    #[serde(rename = "KinesisStreamARN")]
    arn: Option<String>,
}

#[derive(Deserialize)]
struct KafkaSource {
    #[serde(rename = "MSKClusterARN")]
    arn: Option<String>,
}

impl Source {
    pub fn arn(self) -> Option<String> {
        let kinesis = self.kinesis_stream_source_description.and_then(|source| source.arn);
        kinesis.or_else(|| self.msk_source_description.and_then(|source| source.arn))
    }
}

/// One destination: a member for its sort.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ToDestination {
    extended_s3_destination_description: Option<Settings>,
    s3_destination_description: Option<Settings>,
    redshift_destination_description: Option<Settings>,
    elasticsearch_destination_description: Option<Settings>,
    amazonopensearchservice_destination_description: Option<Settings>,
    amazon_open_search_serverless_destination_description: Option<Settings>,
    splunk_destination_description: Option<Settings>,
    http_endpoint_destination_description: Option<Settings>,
    snowflake_destination_description: Option<Settings>,
    iceberg_destination_description: Option<Settings>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Settings {
    #[serde(rename = "RoleARN")]
    role_arn: Option<String>,
    #[serde(rename = "BucketARN")]
    bucket_arn: Option<String>,
    encryption_configuration: Option<BucketEncryption>,
    cloud_watch_logging_options: Option<Logging>,
    s3_backup_mode: Option<String>,
    s3_destination_description: Option<Box<Self>>,
    secrets_manager_configuration: Option<Secret>,
}

#[derive(Deserialize)]
struct BucketEncryption {
    #[serde(rename = "KMSEncryptionConfig")]
    kms: Option<KmsKey>,
}

#[derive(Deserialize)]
struct KmsKey {
    #[serde(rename = "AWSKMSKeyARN")]
    arn: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Logging {
    enabled: Option<bool>,
    log_group_name: Option<String>,
}

#[derive(Deserialize)]
struct Secret {
    #[serde(default, rename = "Enabled")]
    enabled: bool,
    #[serde(rename = "SecretARN")]
    arn: Option<String>,
}

/// A sort of destination that did not exist when this was written is `other`, of which nothing is known.
pub fn destination(described: ToDestination) -> Destination {
    // S3 is described twice, once as it was before it could do more.
    let s3 = described.extended_s3_destination_description.or(described.s3_destination_description);
    let search =
        described.amazonopensearchservice_destination_description.or(described.elasticsearch_destination_description);
    let sorts = [
        ("s3", s3),
        ("redshift", described.redshift_destination_description),
        ("opensearch", search),
        ("opensearch_serverless", described.amazon_open_search_serverless_destination_description),
        ("splunk", described.splunk_destination_description),
        ("http_endpoint", described.http_endpoint_destination_description),
        ("snowflake", described.snowflake_destination_description),
        ("iceberg", described.iceberg_destination_description),
    ];
    let known = sorts.into_iter().find_map(|(kind, settings)| Some((kind, settings?)));
    let (kind, settings) = known.unwrap_or_else(|| ("other", Settings::default()));
    of_sort(kind, settings)
}

fn of_sort(kind: &str, settings: Settings) -> Destination {
    let bucket = settings.s3_destination_description;
    let (bucket_arn, encryption, role) = match bucket {
        Some(bucket) => (bucket.bucket_arn, bucket.encryption_configuration, bucket.role_arn),
        None => (settings.bucket_arn, settings.encryption_configuration, None),
    };
    let logging = settings.cloud_watch_logging_options;
    Destination {
        kind: kind.to_owned(),
        role_arn: settings.role_arn.or(role),
        bucket_arn,
        kms_key_arn: encryption.and_then(|how| how.kms?.arn),
        error_logging_enabled: logging.as_ref().and_then(|logging| logging.enabled),
        log_group_name: logging.and_then(|logging| logging.log_group_name),
        s3_backup_mode: settings.s3_backup_mode,
        secret_arn: settings
            .secrets_manager_configuration
            .filter(|secret| secret.enabled)
            .and_then(|secret| secret.arn),
    }
}
