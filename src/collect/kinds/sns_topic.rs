//! SNS topics. A listing gives ARNs only; all settings of a topic come with one call, the account's own subscriptions with
//! another that answers for the whole region.
//!
//! - Subscriptions that other accounts made are told by the topic only. A topic counts all of them, and is asked where the
//!   region's answer holds fewer. <https://docs.aws.amazon.com/sns/latest/api/API_ListSubscriptions.html>
//! - Attributes are text, whatever they mean: <https://docs.aws.amazon.com/sns/latest/api/API_GetTopicAttributes.html>
//! - An address to which a subscription sends may hold a password or a token; only what is before it is kept.

use super::kind::{Found, Kind};
use super::region_tags::{GET_RESOURCES, RegionTags};
use crate::collect::aws::call::{Call, List};
use crate::collect::aws::service::SNS;
use crate::collect::{Place, Sink};
use crate::snapshot::policy_document::PolicyDocument;
use crate::snapshot::{Action, Reading, Scope, Unread};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A topic: what is published to it goes to all who subscribed.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct SnsTopic {
    /// Its name for people.
    pub display_name: Reading<Option<String>>,
    /// The KMS key that encrypts what waits in it; null where it is not encrypted by a key of the account's choice.
    pub kms_key_id: Reading<Option<String>>,
    /// Who may publish and subscribe.
    pub policy: Reading<Option<PolicyDocument>>,
    /// Who listens, of this account and of others.
    pub subscriptions: Reading<Vec<Subscription>>,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
pub struct Subscription {
    /// `http`, `https`, `email`, `email-json`, `sms`, `sqs`, `lambda`, `firehose` or `application`.
    pub protocol: String,
    /// Whether whoever listens has said yes.
    pub confirmed: bool,
    /// The account that subscribed.
    pub owner: Option<String>,
}

const LIST: &str = "sns:ListTopics";
const ATTRIBUTES: &str = "sns:GetTopicAttributes";
const SUBSCRIPTIONS: &str = "sns:ListSubscriptions";
const BY_TOPIC: &str = "sns:ListSubscriptionsByTopic";

const SAMPLE_POLICY: &str = r#"{"Version": "2012-10-17", "Statement": [{"Sid": "OwnAccount", "Effect": "Allow",
    "Principal": {"AWS": "arn:aws:iam::111122223333:root"}, "Action": "sns:Publish",
    "Resource": "arn:aws:sns:eu-central-1:111122223333:alarms"}]}"#;

impl Kind for SnsTopic {
    const NAME: &'static str = "sns_topic";
    const CLOUDFORMATION: &'static str = "AWS::SNS::Topic";
    const SCOPE: Scope = Scope::Regional;
    const ACTIONS: &'static [Action] = &[
        Action::page(LIST),
        Action::page(SUBSCRIPTIONS),
        GET_RESOURCES,
        Action::each(ATTRIBUTES),
        Action::each(BY_TOPIC),
    ];

    fn sample() -> Found<Self> {
        Found {
            id: "arn:aws:sns:eu-central-1:111122223333:alarms".into(),
            name: Some("alarms".into()),
            tags: Reading::Known(Some([("team".to_owned(), "platform".to_owned())].into())),
            fields: Self {
                display_name: Reading::Known(None),
                kms_key_id: Reading::Known(Some("alias/alarms".into())),
                policy: Reading::Known(PolicyDocument::parse(SAMPLE_POLICY)),
                subscriptions: Reading::Known(vec![Subscription {
                    protocol: "email".into(),
                    confirmed: true,
                    owner: Some("111122223333".into()),
                }]),
            },
        }
    }

    async fn collect(place: &Place, out: &Sink) -> Result<(), Unread> {
        let tags = RegionTags::new(place, "sns");
        let own = subscriptions(place.call(&SNS, "ListSubscriptions")).await;
        let mut pages = place.call(&SNS, "ListTopics").pages("NextToken", "NextToken");
        while let Some(page) = pages.next::<Topics>().await? {
            out.each(page.topics.0, |topic| one(place, topic.topic_arn, &own, &tags)).await;
        }
        Ok(())
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Topics {
    #[serde(default)]
    topics: List<Topic>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Topic {
    topic_arn: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Attributes {
    #[serde(default)]
    attributes: List<Attribute>,
}

#[derive(Deserialize)]
struct Attribute {
    key: String,
    #[serde(default)]
    value: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Subscriptions {
    #[serde(default)]
    subscriptions: List<Subscribed>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Subscribed {
    topic_arn: String,
    protocol: String,
    subscription_arn: String,
    owner: Option<String>,
}

type ByTopic = BTreeMap<String, Vec<Subscription>>;

async fn subscriptions(call: Call<'_>) -> Result<ByTopic, Unread> {
    let mut all = ByTopic::new();
    let mut pages = call.pages("NextToken", "NextToken");
    while let Some(page) = pages.next::<Subscriptions>().await? {
        for one in page.subscriptions.0 {
            // In the place of an ARN stands what it waits for.
            let confirmed = one.subscription_arn.starts_with("arn:");
            let subscription = Subscription { protocol: one.protocol, confirmed, owner: one.owner };
            all.entry(one.topic_arn).or_default().push(subscription);
        }
    }
    all.values_mut().for_each(|listening| listening.sort());
    Ok(all)
}

/// Who listens to a topic that counts so many, where it says how many.
async fn listening(
    place: &Place,
    arn: &str,
    count: Option<usize>,
    own: &Result<ByTopic, Unread>,
) -> Reading<Vec<Subscription>> {
    let of = |all: &ByTopic| all.get(arn).cloned().unwrap_or_default();
    let own = own.as_ref().map(of).map_err(Clone::clone);
    match &own {
        Ok(own) if count.is_some_and(|count| count > own.len()) => {
            let call = place.call(&SNS, "ListSubscriptionsByTopic").set("TopicArn", arn);
            subscriptions(call).await.map(|all| of(&all)).into()
        }
        _ => own.into(),
    }
}

/// How many listen, and how many were asked to.
fn count(attributes: &BTreeMap<String, String>) -> Option<usize> {
    let number = |name: &str| attributes.get(name)?.parse::<usize>().ok();
    Some(number("SubscriptionsConfirmed")? + number("SubscriptionsPending")?)
}

/// None for a topic that has gone since it was listed.
async fn one(
    place: &Place,
    arn: String,
    own: &Result<ByTopic, Unread>,
    tags: &RegionTags<'_>,
) -> Result<Option<Found<SnsTopic>>, Unread> {
    let call = place.call(&SNS, "GetTopicAttributes").set("TopicArn", arn.as_str());
    let (attributes, tags) = tokio::join!(call.judge::<Attributes>(), tags.of(&arn));
    let Some(attributes) = attributes.transpose() else { return Ok(None) };
    let attributes = attributes.map(|reply| {
        let pairs = reply.attributes.0.into_iter().map(|one| (one.key, one.value));
        pairs.filter(|(_, value)| !value.is_empty()).collect::<BTreeMap<_, _>>()
    });
    let attribute = |name: &str| attributes.clone().map(|mut known| known.remove(name));
    let fields = SnsTopic {
        display_name: attribute("DisplayName").into(),
        kms_key_id: attribute("KmsMasterKeyId").into(),
        policy: PolicyDocument::reading(ATTRIBUTES, attribute("Policy")),
        subscriptions: listening(place, &arn, attributes.as_ref().ok().and_then(count), own).await,
    };
    let name = arn.rsplit(':').next().map(str::to_owned);
    Ok(Some(Found { id: arn, name, tags, fields }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collect::canned::Canned;

    const ARN: &str = "arn:aws:sns:eu-central-1:111122223333:alarms";

    fn reply(operation: &str, result: &str) -> String {
        format!("<{operation}Response><{operation}Result>{result}</{operation}Result></{operation}Response>")
    }

    fn topics() -> Canned {
        let topics = format!("<Topics><member><TopicArn>{ARN}</TopicArn></member></Topics>");
        Canned::default().reply("ListTopics", &reply("ListTopics", &topics))
    }

    #[test]
    fn a_topic_is_read_whole() {
        let attributes = "<Attributes><entry><key>Policy</key><value>{&quot;Statement&quot;: []}</value></entry>\
            <entry><key>DisplayName</key><value></value></entry></Attributes>";
        let subscribed = format!(
            "<Subscriptions><member><TopicArn>{ARN}</TopicArn><Protocol>email</Protocol><Endpoint>a@b.c</Endpoint>\
             <SubscriptionArn>PendingConfirmation</SubscriptionArn><Owner>111122223333</Owner></member></Subscriptions>"
        );
        let tagged = r#"{"Key": "team", "Value": "x"}"#;
        let tags = format!(r#"{{"ResourceTagMappingList": [{{"ResourceARN": "{ARN}", "Tags": [{tagged}]}}]}}"#);
        let read = topics()
            .reply("GetTopicAttributes", &reply("GetTopicAttributes", attributes))
            .reply("ListSubscriptions", &reply("ListSubscriptions", &subscribed))
            .reply("GetResources", &tags)
            .read::<SnsTopic>();
        assert_eq!(read.gaps, []);
        let [topic] = read.resources.as_slice() else { panic!("one topic") };
        assert!(topic.unread().is_empty() && topic.at("kms_key_id").is_null() && topic.at("display_name").is_null());
        let subscriptions = serde_json::to_string(topic.at("subscriptions")).unwrap();
        assert_eq!(subscriptions, r#"[{"protocol":"email","confirmed":false,"owner":"111122223333"}]"#);
        assert_eq!(topic.at("tags.team").as_str(), Some("x"));
    }

    #[test]
    fn who_listens_from_other_accounts_is_told_by_the_topic() {
        let attributes = "<Attributes><entry><key>SubscriptionsConfirmed</key><value>1</value></entry>\
            <entry><key>SubscriptionsPending</key><value>0</value></entry></Attributes>";
        let foreign = format!(
            "<Subscriptions><member><TopicArn>{ARN}</TopicArn><Protocol>sqs</Protocol><Owner>444455556666</Owner>\
             <SubscriptionArn>{ARN}:1</SubscriptionArn></member></Subscriptions>"
        );
        let canned = topics()
            .reply("GetTopicAttributes", &reply("GetTopicAttributes", attributes))
            .reply("ListSubscriptions", &reply("ListSubscriptions", "<Subscriptions/>"))
            .reply("GetResources", "{}");
        let denied = canned.read::<SnsTopic>();
        assert_eq!(denied.resources[0].unread()[0].action, BY_TOPIC);
        let read =
            canned.reply("ListSubscriptionsByTopic", &reply("ListSubscriptionsByTopic", &foreign)).read::<SnsTopic>();
        let subscriptions = serde_json::to_string(read.resources[0].at("subscriptions")).unwrap();
        assert_eq!(subscriptions, r#"[{"protocol":"sqs","confirmed":true,"owner":"444455556666"}]"#);
    }

    #[test]
    fn what_is_denied_is_unread_and_what_is_gone_is_gone() {
        let read = topics().read::<SnsTopic>();
        let unread: Vec<&str> = read.resources[0].unread().iter().map(|unread| unread.action.as_str()).collect();
        assert_eq!(unread.len(), 5, "{unread:?}");
        let gone = "<ErrorResponse><Error><Code>NotFound</Code></Error></ErrorResponse>";
        assert!(topics().status("GetTopicAttributes", 404, gone).read::<SnsTopic>().resources.is_empty());
    }
}
