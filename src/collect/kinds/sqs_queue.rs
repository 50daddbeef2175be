//! Queues. A listing gives addresses only; all settings of a queue come with one call.
//!
//! - Attributes are text, whatever they mean:
//!   <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_GetQueueAttributes.html>
//! - A queue's own policy may refuse its attributes even to administrators.

use super::kind::{Found, Kind};
use super::region_tags::{GET_RESOURCES, RegionTags};
use crate::collect::aws::service::SQS;
use crate::collect::{Place, Sink};
use crate::snapshot::policy_document::PolicyDocument;
use crate::snapshot::{Action, Reading, Reason, Scope, Unread};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use std::collections::BTreeMap;

/// A queue: what is sent to it waits there until somebody fetches it.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct SqsQueue {
    /// Its address.
    pub queue_url: String,
    /// Who may send and receive.
    pub policy: Reading<Option<PolicyDocument>>,
    /// The KMS key that encrypts what waits; null where none of KMS does.
    pub kms_master_key_id: Reading<Option<String>>,
    /// Whether SQS encrypts what waits with a key of its own.
    pub sqs_managed_sse_enabled: Reading<Option<bool>>,
    /// Whether order is kept.
    pub fifo_queue: Reading<bool>,
    /// Where messages go that nobody could handle; null where they are tried until they are too old.
    pub redrive_policy: Reading<Option<RedrivePolicy>>,
    /// Which queues may send here what they could not get rid of; null where all of the account may.
    pub redrive_allow_policy: Reading<Option<RedriveAllowPolicy>>,
    /// Seconds after which a message is given up.
    pub message_retention_period: Reading<Option<i64>>,
    /// Seconds that a message is hidden once it was fetched.
    pub visibility_timeout: Reading<Option<i64>>,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct RedrivePolicy {
    /// The ARN of the queue for them.
    pub dead_letter_target_arn: Option<String>,
    /// How often a message is fetched before it goes there.
    pub max_receive_count: Option<i64>,
}

#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all(deserialize = "camelCase"))]
pub struct RedriveAllowPolicy {
    /// `allowAll`, `denyAll` or `byQueue`.
    pub redrive_permission: Option<String>,
    /// The ARNs of the queues, for `byQueue`.
    #[serde(default)]
    pub source_queue_arns: Vec<String>,
}

const LIST: &str = "sqs:ListQueues";
const ATTRIBUTES: &str = "sqs:GetQueueAttributes";

const SAMPLE_POLICY: &str = r#"{"Version": "2012-10-17", "Statement": [{"Sid": "OwnAccount", "Effect": "Allow",
    "Principal": {"AWS": "arn:aws:iam::111122223333:root"}, "Action": "sqs:SendMessage",
    "Resource": "arn:aws:sqs:eu-central-1:111122223333:orders"}]}"#;

impl Kind for SqsQueue {
    const NAME: &'static str = "sqs_queue";
    const CLOUDFORMATION: &'static str = "AWS::SQS::Queue";
    const SCOPE: Scope = Scope::Regional;
    const ACTIONS: &'static [Action] = &[Action::page(LIST), GET_RESOURCES, Action::each(ATTRIBUTES)];

    fn sample() -> Found<Self> {
        Found {
            id: "arn:aws:sqs:eu-central-1:111122223333:orders".into(),
            name: Some("orders".into()),
            tags: Reading::Known(Some([("team".to_owned(), "shop".to_owned())].into())),
            fields: Self {
                queue_url: "https://sqs.eu-central-1.amazonaws.com/111122223333/orders".into(),
                policy: Reading::Known(PolicyDocument::parse(SAMPLE_POLICY)),
                kms_master_key_id: Reading::Known(Some("alias/orders".into())),
                sqs_managed_sse_enabled: Reading::Known(Some(false)),
                fifo_queue: Reading::Known(false),
                redrive_policy: Reading::Known(Some(RedrivePolicy {
                    dead_letter_target_arn: Some("arn:aws:sqs:eu-central-1:111122223333:orders-failed".into()),
                    max_receive_count: Some(5),
                })),
                redrive_allow_policy: Reading::Known(Some(RedriveAllowPolicy {
                    redrive_permission: Some("denyAll".into()),
                    source_queue_arns: vec![],
                })),
                message_retention_period: Reading::Known(Some(1_209_600)),
                visibility_timeout: Reading::Known(Some(30)),
            },
        }
    }

    async fn collect(place: &Place, out: &Sink) -> Result<(), Unread> {
        let tags = RegionTags::new(place, "sqs");
        let mut pages = place.call(&SQS, "ListQueues").set("MaxResults", 1000).pages("NextToken", "NextToken");
        while let Some(page) = pages.next::<Queues>().await? {
            out.each(page.queue_urls, |url| one(place, url, &tags)).await;
        }
        Ok(())
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Queues {
    #[serde(default)]
    queue_urls: Vec<String>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Reply {
    #[serde(default)]
    attributes: BTreeMap<String, String>,
}

/// None for a queue that has gone since it was listed.
async fn one(place: &Place, url: String, tags: &RegionTags<'_>) -> Result<Option<Found<SqsQueue>>, Unread> {
    let name = url.rsplit('/').next().unwrap_or(&url).to_owned();
    let arn = place.arn("sqs", &name);
    let call = place.call(&SQS, "GetQueueAttributes").set("QueueUrl", url.as_str()).set("AttributeNames", vec!["All"]);
    let (reply, tags) = tokio::join!(call.judge::<Reply>(), tags.of(&arn));
    let Some(reply) = reply.transpose() else { return Ok(None) };
    let attributes = Attributes(reply.map(|reply| reply.attributes));
    let fields = SqsQueue {
        queue_url: url,
        policy: PolicyDocument::reading(ATTRIBUTES, attributes.text("Policy")),
        kms_master_key_id: attributes.text("KmsMasterKeyId").into(),
        sqs_managed_sse_enabled: attributes.parsed("SqsManagedSseEnabled", |text| text.parse().ok()),
        // Only queues that keep order have this attribute.
        fifo_queue: attributes.text("FifoQueue").map(|text| text.as_deref() == Some("true")).into(),
        redrive_policy: attributes.parsed("RedrivePolicy", redrive_policy),
        redrive_allow_policy: attributes.parsed("RedriveAllowPolicy", |text| serde_json::from_str(text).ok()),
        message_retention_period: attributes.parsed("MessageRetentionPeriod", |text| text.parse().ok()),
        visibility_timeout: attributes.parsed("VisibilityTimeout", |text| text.parse().ok()),
    };
    Ok(Some(Found { id: arn, name: Some(name), tags, fields }))
}

struct Attributes(Result<BTreeMap<String, String>, Unread>);

impl Attributes {
    fn text(&self, name: &str) -> Result<Option<String>, Unread> {
        let known = self.0.as_ref().map_err(Clone::clone)?;
        Ok(known.get(name).filter(|text| !text.is_empty()).cloned())
    }

    /// What is there and not understood is unread.
    fn parsed<T>(&self, name: &str, parse: impl FnOnce(&str) -> Option<T>) -> Reading<Option<T>> {
        let understood = |text: String| parse(&text).ok_or_else(|| Unread::new(ATTRIBUTES, Reason::Unparseable));
        self.text(name).and_then(|text| text.map(understood).transpose()).into()
    }
}

/// The count is a number or text, as whoever set it wrote it.
fn redrive_policy(text: &str) -> Option<RedrivePolicy> {
    let policy: Json = serde_json::from_str(text).ok()?;
    let policy = policy.as_object()?;
    let count = policy.get("maxReceiveCount");
    Some(RedrivePolicy {
        dead_letter_target_arn: policy.get("deadLetterTargetArn").and_then(Json::as_str).map(str::to_owned),
        max_receive_count: count.and_then(|count| count.as_i64().or_else(|| count.as_str()?.parse().ok())),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collect::canned::{Canned, json};

    fn queues() -> Canned {
        Canned::default()
            .reply("ListQueues", r#"{"QueueUrls": ["https://sqs.eu-central-1.amazonaws.com/111122223333/q"]}"#)
            .reply("GetResources", r#"{"ResourceTagMappingList": []}"#)
    }

    #[test]
    fn a_queue_is_read_whole() {
        let attributes = r#"{"Attributes": {"QueueArn": "arn:aws:sqs:eu-central-1:111122223333:q",
            "Policy": "{\"Statement\": []}", "SqsManagedSseEnabled": "true", "MessageRetentionPeriod": "345600",
            "RedrivePolicy": "{\"deadLetterTargetArn\": \"arn:aws:sqs:eu-central-1:111122223333:d\", \"maxReceiveCount\": \"3\"}",
            "RedriveAllowPolicy": "{\"redrivePermission\": \"byQueue\", \"sourceQueueArns\": [\"a\"]}"}}"#;
        let read = queues().reply("GetQueueAttributes", attributes).read::<SqsQueue>();
        assert_eq!(read.gaps, []);
        let [queue] = read.resources.as_slice() else { panic!("one queue") };
        assert!(queue.unread().is_empty());
        assert_eq!(&*queue.id, "arn:aws:sqs:eu-central-1:111122223333:q");
        assert!(queue.at("kms_master_key_id").is_null());
        assert_eq!(queue.at("sqs_managed_sse_enabled").as_bool(), Some(true));
        assert_eq!(queue.at("fifo_queue").as_bool(), Some(false));
        let redrive = serde_json::to_string(queue.at("redrive_policy")).unwrap();
        assert!(redrive.contains("\"max_receive_count\":3"), "{redrive}");
        assert_eq!(json(queue)["redrive_allow_policy"]["source_queue_arns"][0], "a");
    }

    #[test]
    fn what_is_denied_is_unread_and_what_is_gone_is_gone() {
        let read = queues().read::<SqsQueue>();
        assert_eq!(read.resources[0].unread().len(), 8);
        let gone = r#"{"__type": "com.amazonaws.sqs#QueueDoesNotExist"}"#;
        let read = queues().status("GetQueueAttributes", 400, gone).read::<SqsQueue>();
        assert!(read.resources.is_empty() && read.gaps.is_empty());
    }

    #[test]
    fn a_region_without_queues_has_no_list_at_all() {
        let read = Canned::default().reply("ListQueues", "{}").read::<SqsQueue>();
        assert!(read.resources.is_empty() && read.gaps.is_empty());
        assert_eq!(read.asked, ["ListQueues"]);
    }
}
