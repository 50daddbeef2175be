//! Delivery streams of Firehose. A listing gives names only, and goes on from the last of them; the rest comes with one
//! call each.
//!
//! - A destination tells where, with what role and how encrypted. Users, tokens and addresses of destinations outside of AWS
//!   are not kept.
//!   <https://docs.aws.amazon.com/firehose/latest/APIReference/API_DestinationDescription.html>
//! - A stream whose source is a data stream is encrypted as that is, and says nothing of it.
//!   <https://docs.aws.amazon.com/firehose/latest/dev/encryption.html>

use super::firehose_reply::{Described, destination};
use super::kind::{Found, Kind};
use super::region_tags::{GET_RESOURCES, RegionTags};
use super::timestamp::Moment;
use crate::collect::aws::service::FIREHOSE;
use crate::collect::{Place, Sink};
use crate::snapshot::{Action, Reading, Scope, Unread};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A delivery stream: it carries records to where they are kept.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct FirehoseStream {
    /// `CREATING`, `CREATING_FAILED`, `DELETING`, `DELETING_FAILED` or `ACTIVE`.
    pub status: Option<String>,
    /// Where records come from: `DirectPut`, `KinesisStreamAsSource`, `MSKAsSource` or `DatabaseAsSource`.
    pub delivery_stream_type: Option<String>,
    /// The ARN of the data stream or Kafka cluster that records come from; null for other sources.
    pub source_arn: Option<String>,
    /// How records are encrypted while they wait; null where the stream says nothing of it.
    pub encryption: Option<Encryption>,
    /// Where records go.
    pub destinations: Vec<Destination>,
    /// When it was made.
    pub create_timestamp: Option<Moment>,
}

#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all(deserialize = "PascalCase"))]
pub struct Encryption {
    /// `ENABLED`, `ENABLING`, `ENABLING_FAILED`, `DISABLED`, `DISABLING` or `DISABLING_FAILED`.
    pub status: Option<String>,
    /// `AWS_OWNED_CMK` or `CUSTOMER_MANAGED_CMK`.
    pub key_type: Option<String>,
    /// The ARN of the account's key; null where it is a key of AWS's.
    #[serde(rename(deserialize = "KeyARN"))]
    pub key_arn: Option<String>,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Destination {
    /// `s3`, `redshift`, `opensearch`, `opensearch_serverless`, `splunk`, `http_endpoint`, `snowflake`, `iceberg` or
    /// `other`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The ARN of the role that it is written to with.
    pub role_arn: Option<String>,
    /// The ARN of the bucket that records go to, or those that could not be delivered.
    pub bucket_arn: Option<String>,
    /// The ARN of the KMS key that encrypts what is put into that bucket; null where the bucket's default holds.
    pub kms_key_arn: Option<String>,
    /// Whether errors of delivery are logged; null where AWS said nothing.
    pub error_logging_enabled: Option<bool>,
    /// The log group for them.
    pub log_group_name: Option<String>,
    /// Which records are kept in the bucket beside, such as `AllData` or `Disabled`; null where that is no question.
    pub s3_backup_mode: Option<String>,
    /// The ARN of the secret in Secrets Manager that it signs in with; null where it has none.
    pub secret_arn: Option<String>,
}

const LIST: &str = "firehose:ListDeliveryStreams";
const DESCRIBE: &str = "firehose:DescribeDeliveryStream";

impl Kind for FirehoseStream {
    const NAME: &'static str = "firehose_stream";
    const CLOUDFORMATION: &'static str = "AWS::KinesisFirehose::DeliveryStream";
    const SCOPE: Scope = Scope::Regional;
    const ACTIONS: &'static [Action] = &[Action::page(LIST), GET_RESOURCES, Action::each(DESCRIBE)];

    fn sample() -> Found<Self> {
        Found {
            id: "arn:aws:firehose:eu-central-1:111122223333:deliverystream/orders".into(),
            name: Some("orders".into()),
            tags: Reading::Known(Some([("team".to_owned(), "shop".to_owned())].into())),
            fields: Self {
                status: Some("ACTIVE".into()),
                delivery_stream_type: Some("DirectPut".into()),
                source_arn: None,
                encryption: Some(Encryption {
                    status: Some("ENABLED".into()),
                    key_type: Some("CUSTOMER_MANAGED_CMK".into()),
                    key_arn: Some("arn:aws:kms:eu-central-1:111122223333:key/0d1e2f30".into()),
                }),
                destinations: vec![Destination {
                    kind: "s3".into(),
                    role_arn: Some("arn:aws:iam::111122223333:role/orders".into()),
                    bucket_arn: Some("arn:aws:s3:::orders".into()),
                    kms_key_arn: Some("arn:aws:kms:eu-central-1:111122223333:key/0d1e2f30".into()),
                    error_logging_enabled: Some(true),
                    log_group_name: Some("/aws/kinesisfirehose/orders".into()),
                    s3_backup_mode: Some("Disabled".into()),
                    secret_arn: None,
                }],
                create_timestamp: Some(Moment::sample("2026-01-31T12:00:00Z")),
            },
        }
    }

    async fn collect(place: &Place, out: &Sink) -> Result<(), Unread> {
        let tags = RegionTags::new(place, "firehose");
        let call = place.call(&FIREHOSE, "ListDeliveryStreams").set("Limit", 10_000);
        let (behind, list) = ("ExclusiveStartDeliveryStreamName", "DeliveryStreamNames");
        let mut pages = call.pages_behind(behind, list, "HasMoreDeliveryStreams");
        while let Some(page) = pages.next::<Streams>().await? {
            out.each(page.delivery_stream_names, |name| one(place, name, &tags)).await;
        }
        Ok(())
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Streams {
    #[serde(default)]
    delivery_stream_names: Vec<String>,
}

/// None for a stream that has gone since it was listed.
async fn one(place: &Place, name: String, tags: &RegionTags<'_>) -> Result<Option<Found<FirehoseStream>>, Unread> {
    let arn = place.arn("firehose", &format!("deliverystream/{name}"));
    let (described, tags) = tokio::join!(
        place.call(&FIREHOSE, "DescribeDeliveryStream").set("DeliveryStreamName", name.as_str()).judge::<Described>(),
        tags.of(&arn),
    );
    let Some(Described { delivery_stream_description: stream }) = described? else { return Ok(None) };
    let fields = FirehoseStream {
        status: stream.delivery_stream_status,
        delivery_stream_type: stream.delivery_stream_type,
        source_arn: stream.source.and_then(|source| source.arn()),
        encryption: stream.delivery_stream_encryption_configuration.filter(|how| how.status.is_some()),
        destinations: stream.destinations.into_iter().map(destination).collect(),
        create_timestamp: stream.create_timestamp,
    };
    Ok(Some(Found { id: arn, name: Some(name), tags, fields }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collect::canned::{Canned, json};

    const STREAM: &str = r#"{"DeliveryStreamDescription": {"DeliveryStreamName": "a", "DeliveryStreamStatus": "ACTIVE",
        "DeliveryStreamARN": "arn:aws:firehose:eu-central-1:111122223333:deliverystream/a", "CreateTimestamp": 1769860800,
        "DeliveryStreamType": "DirectPut", "DeliveryStreamEncryptionConfiguration": {"Status": "DISABLED"},
        "Destinations": [{"DestinationId": "d", "SplunkDestinationDescription": {"HECToken": "hunter2hunter2",
            "HECEndpoint": "https://splunk.example.com", "S3BackupMode": "AllEvents",
            "CloudWatchLoggingOptions": {"Enabled": true, "LogGroupName": "g"},
            "SecretsManagerConfiguration": {"Enabled": false, "SecretARN": "arn:aws:secretsmanager:x"},
            "S3DestinationDescription": {"RoleARN": "arn:aws:iam::111122223333:role/r", "BucketARN": "arn:aws:s3:::b",
                "EncryptionConfiguration": {"NoEncryptionConfig": "NoEncryption"}}}}]}}"#;

    fn streams() -> Canned {
        Canned::default()
            .reply("ListDeliveryStreams", r#"{"DeliveryStreamNames": ["a"], "HasMoreDeliveryStreams": true}"#)
            .reply("ListDeliveryStreams", r#"{"DeliveryStreamNames": ["b"], "HasMoreDeliveryStreams": false}"#)
            .reply("GetResources", r#"{"ResourceTagMappingList": []}"#)
    }

    #[test]
    fn streams_of_all_pages_are_read_and_no_token_is_kept() {
        let read = streams().reply("DescribeDeliveryStream", STREAM).read::<FirehoseStream>();
        assert_eq!(read.gaps, []);
        let [a, _] = read.resources.as_slice() else { panic!("two streams") };
        assert!(a.unread().is_empty());
        let text = serde_json::to_string(a).unwrap();
        assert!(!text.contains("hunter2") && !text.contains("splunk.example"), "{text}");
        assert_eq!(a.at("encryption.status").as_str(), Some("DISABLED"));
        assert_eq!(json(a)["destinations"][0]["type"], "splunk");
        assert_eq!(json(a)["destinations"][0]["bucket_arn"], "arn:aws:s3:::b");
        assert!(
            json(a)["destinations"][0]["kms_key_arn"].is_null() && json(a)["destinations"][0]["secret_arn"].is_null()
        );
        assert_eq!(json(a)["destinations"][0]["error_logging_enabled"], true);
    }

    #[test]
    fn what_is_gone_is_gone_and_what_is_denied_is_a_gap() {
        let gone = r#"{"__type": "ResourceNotFoundException"}"#;
        let read = streams().status("DescribeDeliveryStream", 400, gone).read::<FirehoseStream>();
        assert!(read.resources.is_empty() && read.gaps.is_empty());
        let read = streams().read::<FirehoseStream>();
        assert_eq!(read.gaps[0].as_unread().action, DESCRIBE);
    }
}
