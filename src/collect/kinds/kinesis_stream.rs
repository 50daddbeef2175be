//! Data streams of Kinesis. A listing gives names only; settings come with one call each, and the policy with another.
//!
//! - Without a policy there is an empty object in its place.
//!   <https://docs.aws.amazon.com/kinesis/latest/APIReference/API_GetResourcePolicy.html>

use super::kind::{Found, Kind};
use super::region_tags::{GET_RESOURCES, RegionTags};
use super::timestamp::Moment;
use crate::collect::aws::service::KINESIS;
use crate::collect::{Place, Sink};
use crate::snapshot::policy_document::PolicyDocument;
use crate::snapshot::{Action, Reading, Scope, Unread};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A stream: records that are kept in order for a while, for all who read them.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct KinesisStream {
    /// `CREATING`, `DELETING`, `ACTIVE` or `UPDATING`.
    pub status: Option<String>,
    /// `PROVISIONED` or `ON_DEMAND`.
    pub mode: Option<String>,
    /// `NONE` or `KMS`.
    pub encryption_type: Option<String>,
    /// The KMS key that encrypts it; null where none does.
    pub key_id: Option<String>,
    /// Hours that records are kept.
    pub retention_period_hours: Option<i64>,
    /// The measures that are taken of each shard, such as `IncomingBytes`.
    pub enhanced_monitoring: Vec<String>,
    /// When it was made.
    pub creation_timestamp: Option<Moment>,
    /// Who else may read and write.
    pub policy: Reading<Option<PolicyDocument>>,
}

const LIST: &str = "kinesis:ListStreams";
const DESCRIBE: &str = "kinesis:DescribeStreamSummary";
const POLICY: &str = "kinesis:GetResourcePolicy";

impl Kind for KinesisStream {
    const NAME: &'static str = "kinesis_stream";
    const CLOUDFORMATION: &'static str = "AWS::Kinesis::Stream";
    const SCOPE: Scope = Scope::Regional;
    const ACTIONS: &'static [Action] =
        &[Action::page(LIST), GET_RESOURCES, Action::each(DESCRIBE), Action::each(POLICY)];

    fn sample() -> Found<Self> {
        Found {
            id: "arn:aws:kinesis:eu-central-1:111122223333:stream/orders".into(),
            name: Some("orders".into()),
            tags: Reading::Known(Some([("team".to_owned(), "shop".to_owned())].into())),
            fields: Self {
                status: Some("ACTIVE".into()),
                mode: Some("ON_DEMAND".into()),
                encryption_type: Some("KMS".into()),
                key_id: Some("alias/orders".into()),
                retention_period_hours: Some(168),
                enhanced_monitoring: vec![],
                creation_timestamp: Some(Moment::sample("2026-01-31T12:00:00Z")),
                policy: Reading::Known(None),
            },
        }
    }

    async fn collect(place: &Place, out: &Sink) -> Result<(), Unread> {
        let tags = RegionTags::new(place, "kinesis");
        let mut pages = place.call(&KINESIS, "ListStreams").set("Limit", 10_000).pages("NextToken", "NextToken");
        while let Some(page) = pages.next::<Streams>().await? {
            out.each(page.stream_names, |name| one(place, name, &tags)).await;
        }
        Ok(())
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Streams {
    #[serde(default)]
    stream_names: Vec<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Described {
    stream_description_summary: Summary,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Summary {
    stream_status: Option<String>,
    stream_mode_details: Option<ModeDetails>,
    encryption_type: Option<String>,
    key_id: Option<String>,
    retention_period_hours: Option<i64>,
    #[serde(default)]
    enhanced_monitoring: Vec<Monitoring>,
    stream_creation_timestamp: Option<Moment>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ModeDetails {
    stream_mode: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Monitoring {
    #[serde(default)]
    shard_level_metrics: Vec<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Policy {
    policy: Option<String>,
}

/// None for a stream that has gone since it was listed.
async fn one(place: &Place, name: String, tags: &RegionTags<'_>) -> Result<Option<Found<KinesisStream>>, Unread> {
    let arn = place.arn("kinesis", &format!("stream/{name}"));
    let (described, policy, tags) = tokio::join!(
        place.call(&KINESIS, "DescribeStreamSummary").set("StreamARN", arn.as_str()).judge::<Described>(),
        place.call(&KINESIS, "GetResourcePolicy").set("ResourceARN", arn.as_str()).judge::<Policy>(),
        tags.of(&arn),
    );
    let Some(Described { stream_description_summary: summary }) = described? else { return Ok(None) };
    let policy = policy.map(|reply| reply?.policy.filter(|text| text.trim() != "{}"));
    let measures = summary.enhanced_monitoring.into_iter().flat_map(|measured| measured.shard_level_metrics);
    let mut enhanced_monitoring: Vec<String> = measures.collect();
    enhanced_monitoring.sort();
    let fields = KinesisStream {
        status: summary.stream_status,
        mode: summary.stream_mode_details.and_then(|details| details.stream_mode),
        encryption_type: summary.encryption_type,
        key_id: summary.key_id,
        retention_period_hours: summary.retention_period_hours,
        enhanced_monitoring,
        creation_timestamp: summary.stream_creation_timestamp,
        policy: PolicyDocument::reading(POLICY, policy),
    };
    Ok(Some(Found { id: arn, name: Some(name), tags, fields }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collect::canned::{Canned, json};

    fn described(name: &str) -> String {
        format!(
            r#"{{"StreamDescriptionSummary": {{"StreamName": "{name}", "StreamStatus": "ACTIVE", "RetentionPeriodHours": 24,
                "StreamModeDetails": {{"StreamMode": "ON_DEMAND"}}, "EncryptionType": "NONE", "OpenShardCount": 4,
                "StreamCreationTimestamp": 1769860800, "EnhancedMonitoring": [{{"ShardLevelMetrics": ["B", "A"]}}]}}}}"#
        )
    }

    fn streams() -> Canned {
        Canned::default()
            .reply("ListStreams", r#"{"StreamNames": ["a"], "HasMoreStreams": true, "NextToken": "t"}"#)
            .reply("ListStreams", r#"{"StreamNames": ["b"], "HasMoreStreams": false}"#)
            .reply("GetResources", r#"{"ResourceTagMappingList": []}"#)
    }

    #[test]
    fn streams_of_all_pages_are_read() {
        let read = streams()
            .reply("DescribeStreamSummary", &described("a"))
            .reply("GetResourcePolicy", r#"{"Policy": "{}"}"#)
            .reply("GetResourcePolicy", r#"{"Policy": "{\"Statement\": []}"}"#)
            .read::<KinesisStream>();
        assert_eq!(read.gaps, []);
        let [a, b] = read.resources.as_slice() else { panic!("two streams") };
        assert!(a.unread().is_empty() && a.at("policy").is_null() && !b.at("policy").is_null());
        assert_eq!(&*a.id, "arn:aws:kinesis:eu-central-1:111122223333:stream/a");
        assert_eq!(json(a)["enhanced_monitoring"][0], "A");
        assert!(a.at("key_id").is_null());
    }

    #[test]
    fn what_is_gone_is_gone_and_what_is_denied_is_a_gap() {
        let gone = r#"{"__type": "ResourceNotFoundException"}"#;
        let read = streams().status("DescribeStreamSummary", 400, gone).read::<KinesisStream>();
        assert!(read.resources.is_empty() && read.gaps.is_empty());
        let read = streams().read::<KinesisStream>();
        assert_eq!(read.gaps[0].as_unread().action, DESCRIBE);
        let read = streams().reply("DescribeStreamSummary", &described("a")).read::<KinesisStream>();
        assert_eq!(read.resources[0].unread()[0].action, POLICY);
    }
}
