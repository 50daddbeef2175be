//! Bedrock guardrails: what models may not be asked, and may not answer. The draft of each is read, which is what people
//! change; versions are copies of it.
//!
//! - Topics and words that are denied are an account's own words, and are counted only.
//!   <https://docs.aws.amazon.com/bedrock/latest/userguide/guardrails-components.html>

use super::kind::{Found, Kind};
use super::tags::{Tag, listed};
use super::timestamp::Moment;
use crate::collect::aws::call::segment;
use crate::collect::aws::service::BEDROCK;
use crate::collect::{Place, Sink};
use crate::snapshot::{Action, Reading, Scope, Unread};
use schemars::JsonSchema;
use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};

/// A guardrail: filters around models.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct BedrockGuardrail {
    /// Such as `0a1b2c3d4e5f`.
    pub guardrail_id: String,
    /// `READY`, `CREATING`, `UPDATING`, `VERSIONING`, `FAILED` or `DELETING`.
    pub status: Option<String>,
    /// The KMS key that encrypts it; null where it is AWS's.
    pub kms_key_arn: Option<String>,
    /// Filters of harmful content and of attacks.
    pub content_filters: Vec<ContentFilter>,
    /// How strongly attacks on the prompt are filtered: `NONE`, `LOW`, `MEDIUM` or `HIGH`; null where they are not.
    pub prompt_attack_input_strength: Option<String>,
    /// What happens to personal data.
    pub pii_entities: Vec<PiiEntity>,
    /// How many patterns of data of one's own there are.
    pub sensitive_regexes: usize,
    /// How many topics are denied.
    pub denied_topics: usize,
    /// How many words are denied.
    pub denied_words: usize,
    /// Lists of words from AWS, such as `PROFANITY`.
    pub managed_word_lists: Vec<String>,
    /// Checks that an answer follows from its source: `GROUNDING` and `RELEVANCE`.
    pub contextual_grounding: Vec<GroundingFilter>,
    /// When it was made.
    pub created_at: Option<Moment>,
    /// When it was last changed.
    pub updated_at: Option<Moment>,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all(deserialize = "camelCase"))]
pub struct ContentFilter {
    /// `SEXUAL`, `VIOLENCE`, `HATE`, `INSULTS`, `MISCONDUCT` or `PROMPT_ATTACK`.
    #[serde(rename = "type")]
    pub category: String,
    /// How strongly questions are filtered: `NONE`, `LOW`, `MEDIUM` or `HIGH`.
    pub input_strength: Option<String>,
    /// How strongly answers are filtered.
    pub output_strength: Option<String>,
    /// What happens to such a question: `BLOCK` or `NONE`; null is block.
    pub input_action: Option<String>,
    /// What happens to such an answer: `BLOCK` or `NONE`; null is block.
    pub output_action: Option<String>,
    /// Whether questions are looked at; null is yes.
    pub input_enabled: Option<bool>,
    /// Whether answers are looked at; null is yes.
    pub output_enabled: Option<bool>,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct PiiEntity {
    /// Such as `EMAIL` or `AWS_SECRET_KEY`.
    #[serde(rename = "type")]
    pub category: String,
    /// `BLOCK`, `ANONYMIZE` or `NONE`.
    pub action: Option<String>,
}

#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct GroundingFilter {
    /// `GROUNDING` or `RELEVANCE`.
    #[serde(rename = "type")]
    pub category: String,
    /// From 0 to 0.99: what scores less is filtered.
    pub threshold: Option<f64>,
    /// Whether it is on; null is yes.
    pub enabled: Option<bool>,
}

const LIST: &str = "bedrock:ListGuardrails";
const GET: &str = "bedrock:GetGuardrail";
const TAGS: &str = "bedrock:ListTagsForResource";

impl Kind for BedrockGuardrail {
    const NAME: &'static str = "bedrock_guardrail";
    const CLOUDFORMATION: &'static str = "AWS::Bedrock::Guardrail";
    const SCOPE: Scope = Scope::Regional;
    const ACTIONS: &'static [Action] = &[Action::page(LIST), Action::each(GET), Action::each(TAGS)];

    fn sample() -> Found<Self> {
        Found {
            id: "arn:aws:bedrock:eu-central-1:111122223333:guardrail/0a1b2c3d4e5f".into(),
            name: Some("support-chat".into()),
            tags: Reading::Known(Some([("team".to_owned(), "support".to_owned())].into())),
            fields: Self {
                guardrail_id: "0a1b2c3d4e5f".into(),
                status: Some("READY".into()),
                kms_key_arn: Some(
                    "arn:aws:kms:eu-central-1:111122223333:key/0d1e2f30-4a5b-4c6d-8e7f-9a0b1c2d3e4f".into(),
                ),
                content_filters: vec![ContentFilter {
                    category: "PROMPT_ATTACK".into(),
                    input_strength: Some("HIGH".into()),
                    output_strength: Some("NONE".into()),
                    input_action: Some("BLOCK".into()),
                    output_action: Some("NONE".into()),
                    input_enabled: Some(true),
                    output_enabled: Some(false),
                }],
                prompt_attack_input_strength: Some("HIGH".into()),
                pii_entities: vec![PiiEntity { category: "EMAIL".into(), action: Some("ANONYMIZE".into()) }],
                sensitive_regexes: 1,
                denied_topics: 2,
                denied_words: 0,
                managed_word_lists: vec!["PROFANITY".into()],
                contextual_grounding: vec![GroundingFilter {
                    category: "GROUNDING".into(),
                    threshold: Some(0.7),
                    enabled: Some(true),
                }],
                created_at: Some(Moment::sample("2026-03-10T09:00:00Z")),
                updated_at: Some(Moment::sample("2026-04-10T09:00:00Z")),
            },
        }
    }

    async fn collect(place: &Place, out: &Sink) -> Result<(), Unread> {
        let listing = place.call(&BEDROCK, "ListGuardrails").get("/guardrails").set("maxResults", 1000);
        let mut pages = listing.pages("nextToken", "nextToken");
        while let Some(page) = pages.next::<Page>().await? {
            out.each(page.guardrails, |guardrail| one(place, guardrail)).await;
        }
        Ok(())
    }
}

#[derive(Deserialize)]
struct Page {
    #[serde(default)]
    guardrails: Vec<Summary>,
}

#[derive(Deserialize)]
struct Summary {
    id: String,
    arn: String,
    name: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Guardrail {
    status: Option<String>,
    kms_key_arn: Option<String>,
    #[serde(default)]
    content_policy: Filters<ContentFilter>,
    #[serde(default)]
    sensitive_information_policy: Sensitive,
    #[serde(default)]
    topic_policy: Topics,
    #[serde(default)]
    word_policy: Words,
    #[serde(default)]
    contextual_grounding_policy: Filters<GroundingFilter>,
    created_at: Option<Moment>,
    updated_at: Option<Moment>,
}

#[derive(Deserialize)]
#[serde(bound = "T: Deserialize<'de>")]
struct Filters<T> {
    #[serde(default = "Vec::new")]
    filters: Vec<T>,
}

impl<T> Default for Filters<T> {
    fn default() -> Self {
        Self { filters: Vec::new() }
    }
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Sensitive {
    #[serde(default)]
    pii_entities: Vec<PiiEntity>,
    #[serde(default)]
    regexes: Vec<IgnoredAny>,
}

#[derive(Default, Deserialize)]
struct Topics {
    #[serde(default)]
    topics: Vec<IgnoredAny>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Words {
    #[serde(default)]
    words: Vec<IgnoredAny>,
    #[serde(default)]
    managed_word_lists: Vec<WordList>,
}

#[derive(Deserialize)]
struct WordList {
    #[serde(rename = "type")]
    category: String,
}

#[derive(Deserialize)]
struct Tagged {
    #[serde(default)]
    tags: Vec<Tag>,
}

/// None for a guardrail that has gone since it was listed.
async fn one(place: &Place, summary: Summary) -> Result<Option<Found<BedrockGuardrail>>, Unread> {
    let (guardrail, tags) = tokio::join!(
        place.call(&BEDROCK, "GetGuardrail").get(format!("/guardrails/{}", segment(&summary.id))).judge::<Guardrail>(),
        place
            .call(&BEDROCK, "ListTagsForResource")
            .post("/listTagsForResource")
            .set("resourceARN", summary.arn.as_str())
            .reading(|reply: Tagged| Some(listed(&reply.tags))),
    );
    let Some(guardrail) = guardrail? else { return Ok(None) };
    let fields = fields(summary.id, guardrail);
    Ok(Some(Found { id: summary.arn, name: summary.name, tags, fields }))
}

fn fields(guardrail_id: String, guardrail: Guardrail) -> BedrockGuardrail {
    let mut content_filters = guardrail.content_policy.filters;
    content_filters.sort();
    let attacks = content_filters.iter().find(|filter| filter.category == "PROMPT_ATTACK");
    let mut pii_entities = guardrail.sensitive_information_policy.pii_entities;
    pii_entities.sort();
    let mut contextual_grounding = guardrail.contextual_grounding_policy.filters;
    contextual_grounding.sort_by(|one, other| one.category.cmp(&other.category));
    BedrockGuardrail {
        guardrail_id,
        status: guardrail.status,
        kms_key_arn: guardrail.kms_key_arn,
        prompt_attack_input_strength: attacks.and_then(|filter| filter.input_strength.clone()),
        content_filters,
        pii_entities,
        sensitive_regexes: guardrail.sensitive_information_policy.regexes.len(),
        denied_topics: guardrail.topic_policy.topics.len(),
        denied_words: guardrail.word_policy.words.len(),
        managed_word_lists: guardrail.word_policy.managed_word_lists.into_iter().map(|list| list.category).collect(),
        contextual_grounding,
        created_at: guardrail.created_at,
        updated_at: guardrail.updated_at,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collect::canned::Canned;

    fn listed_as() -> Canned {
        let all = r#"{"guardrails": [{"id": "g1", "arn": "arn:aws:bedrock:eu-central-1:111122223333:guardrail/g1",
            "status": "READY", "name": "chat", "version": "DRAFT"}]}"#;
        Canned::default().reply("GET /guardrails", all)
    }

    #[test]
    fn a_guardrail_is_read_whole() {
        let got = r#"{"name": "chat", "guardrailId": "g1", "status": "READY", "createdAt": "2026-01-31T12:00:00.123Z",
            "contentPolicy": {"filters": [{"type": "PROMPT_ATTACK", "inputStrength": "LOW", "outputStrength": "NONE"},
              {"type": "HATE", "inputStrength": "HIGH", "outputStrength": "HIGH"}]},
            "sensitiveInformationPolicy": {"piiEntities": [{"type": "EMAIL", "action": "BLOCK"}],
              "regexes": [{"name": "x", "pattern": "y", "action": "BLOCK"}]},
            "topicPolicy": {"topics": [{"name": "a", "definition": "b"}]},
            "wordPolicy": {"managedWordLists": [{"type": "PROFANITY"}]},
            "contextualGroundingPolicy": {"filters": [{"type": "GROUNDING", "threshold": 0.5}]}}"#;
        let read = listed_as()
            .reply("GET /guardrails/g1", got)
            .reply("POST /listTagsForResource", r#"{"tags": [{"key": "team", "value": "x"}]}"#)
            .read::<BedrockGuardrail>();
        assert_eq!(read.gaps, []);
        let [guardrail] = read.resources.as_slice() else { panic!("one guardrail") };
        let text = serde_json::to_string(guardrail).unwrap();
        for expected in [
            r#""prompt_attack_input_strength":"LOW""#,
            r#""pii_entities":[{"type":"EMAIL","action":"BLOCK"}]"#,
            r#""sensitive_regexes":1"#,
            r#""denied_topics":1"#,
            r#""denied_words":0"#,
            r#""managed_word_lists":["PROFANITY"]"#,
            r#""created_at":"2026-01-31T12:00:00Z""#,
        ] {
            assert!(text.contains(expected), "{expected} in {text}");
        }
        assert_eq!(guardrail.at("tags.team").as_str(), Some("x"));
    }

    #[test]
    fn a_refusal_is_a_gap() {
        assert_eq!(listed_as().read::<BedrockGuardrail>().gaps[0].action, GET);
    }
}
