//! Bedrock agents: models that act for people, with a role of the account. The draft of each is read.
//!
//! - An agent's instructions are an account's own words, and are not kept.
//!   <https://docs.aws.amazon.com/bedrock/latest/APIReference/API_agent_Agent.html>

use super::kind::{Found, Kind, Tags};
use super::timestamp::Moment;
use crate::collect::aws::call::segment;
use crate::collect::aws::service::BEDROCK_AGENT;
use crate::collect::{Place, Sink};
use crate::snapshot::{Action, Reading, Scope, Unread};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// An agent: a model with a task, tools and a role.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all(deserialize = "camelCase"))]
pub struct BedrockAgent {
    /// Such as `0A1B2C3D4E`.
    pub agent_id: String,
    /// `PREPARED`, `NOT_PREPARED`, `CREATING`, `UPDATING`, `FAILED` or another state.
    pub agent_status: Option<String>,
    /// The model, or a profile of models.
    pub foundation_model: Option<String>,
    /// The guardrail around it; null where it has none.
    pub guardrail_configuration: Option<GuardrailUse>,
    /// The role by which it acts.
    pub agent_resource_role_arn: Option<String>,
    /// The KMS key that encrypts it; null where it is AWS's.
    pub customer_encryption_key_arn: Option<String>,
    /// Seconds after which it forgets a conversation.
    #[serde(rename(deserialize = "idleSessionTTLInSeconds"))]
    pub idle_session_ttl_in_seconds: Option<i64>,
    /// What it remembers beyond a conversation; null where nothing.
    pub memory_configuration: Option<Memory>,
    /// `DEFAULT`, or `CUSTOM_ORCHESTRATION` by a function.
    pub orchestration_type: Option<String>,
    /// Whether it tells other agents what to do: `SUPERVISOR`, `SUPERVISOR_ROUTER` or `DISABLED`.
    pub agent_collaboration: Option<String>,
    /// When it was made.
    pub created_at: Option<Moment>,
    /// When it was last changed.
    pub updated_at: Option<Moment>,
}

#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all(deserialize = "camelCase"))]
pub struct GuardrailUse {
    /// The guardrail's id or ARN.
    pub guardrail_identifier: Option<String>,
    /// A number, or `DRAFT`.
    pub guardrail_version: Option<String>,
}

#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all(deserialize = "camelCase"))]
pub struct Memory {
    /// Such as `SESSION_SUMMARY`.
    #[serde(default)]
    pub enabled_memory_types: Vec<String>,
    /// Days for which it remembers.
    pub storage_days: Option<i64>,
}

const LIST: &str = "bedrock:ListAgents";
const GET: &str = "bedrock:GetAgent";
const TAGS: &str = "bedrock:ListTagsForResource";

impl Kind for BedrockAgent {
    const NAME: &'static str = "bedrock_agent";
    const CLOUDFORMATION: &'static str = "AWS::Bedrock::Agent";
    const SCOPE: Scope = Scope::Regional;
    const ACTIONS: &'static [Action] = &[Action::page(LIST), Action::each(GET), Action::each(TAGS)];

    fn sample() -> Found<Self> {
        Found {
            id: "arn:aws:bedrock:eu-central-1:111122223333:agent/0A1B2C3D4E".into(),
            name: Some("returns".into()),
            tags: Reading::Known(Some([("team".to_owned(), "support".to_owned())].into())),
            fields: Self {
                agent_id: "0A1B2C3D4E".into(),
                agent_status: Some("PREPARED".into()),
                foundation_model: Some("anthropic.claude-sonnet-4-20250514-v1:0".into()),
                guardrail_configuration: Some(GuardrailUse {
                    guardrail_identifier: Some("0a1b2c3d4e5f".into()),
                    guardrail_version: Some("3".into()),
                }),
                agent_resource_role_arn: Some("arn:aws:iam::111122223333:role/returns-agent".into()),
                customer_encryption_key_arn: Some(
                    "arn:aws:kms:eu-central-1:111122223333:key/0d1e2f30-4a5b-4c6d-8e7f-9a0b1c2d3e4f".into(),
                ),
                idle_session_ttl_in_seconds: Some(600),
                memory_configuration: Some(Memory {
                    enabled_memory_types: vec!["SESSION_SUMMARY".into()],
                    storage_days: Some(30),
                }),
                orchestration_type: Some("DEFAULT".into()),
                agent_collaboration: Some("DISABLED".into()),
                created_at: Some(Moment::sample("2026-03-10T09:00:00Z")),
                updated_at: Some(Moment::sample("2026-04-10T09:00:00Z")),
            },
        }
    }

    async fn collect(place: &Place, out: &Sink) -> Result<(), Unread> {
        let listing = place.call(&BEDROCK_AGENT, "ListAgents").post("/agents/").set("maxResults", 1000);
        let mut pages = listing.pages("nextToken", "nextToken");
        while let Some(page) = pages.next::<Page>().await? {
            out.each(page.agent_summaries, |agent| one(place, agent)).await;
        }
        Ok(())
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Page {
    #[serde(default)]
    agent_summaries: Vec<Summary>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Summary {
    agent_id: String,
}

#[derive(Deserialize)]
struct Reply {
    agent: Agent,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Agent {
    agent_arn: String,
    agent_name: Option<String>,
    #[serde(flatten)]
    fields: BedrockAgent,
}

#[derive(Deserialize)]
struct Tagged {
    #[serde(default)]
    tags: Tags,
}

/// None for an agent that has gone since it was listed.
async fn one(place: &Place, summary: Summary) -> Result<Option<Found<BedrockAgent>>, Unread> {
    let path = format!("/agents/{}/", segment(&summary.agent_id));
    let call = place.call(&BEDROCK_AGENT, "GetAgent").get(path);
    let Some(Reply { agent }) = call.judge().await? else { return Ok(None) };
    let Agent { agent_arn, agent_name, fields } = agent;
    let tags = place
        .call(&BEDROCK_AGENT, "ListTagsForResource")
        .get(format!("/tags/{}", segment(&agent_arn)))
        .reading(|reply: Tagged| Some(reply.tags))
        .await;
    Ok(Some(Found { id: agent_arn, name: agent_name, tags, fields }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collect::canned::Canned;

    fn listed() -> Canned {
        Canned::default().reply("POST /agents/", r#"{"agentSummaries": [{"agentId": "A1", "agentName": "returns"}]}"#)
    }

    #[test]
    fn an_agent_is_read_whole() {
        let got = r#"{"agent": {"agentId": "A1", "agentName": "returns", "agentVersion": "DRAFT",
            "agentArn": "arn:aws:bedrock:eu-central-1:111122223333:agent/A1", "instruction": "Be kind to people.",
            "agentStatus": "PREPARED", "idleSessionTTLInSeconds": 600, "agentResourceRoleArn": "arn:r",
            "createdAt": "2026-01-31T12:00:00Z", "memoryConfiguration": {"enabledMemoryTypes": ["SESSION_SUMMARY"]}}}"#;
        let read = listed()
            .reply("GET /agents/A1/", got)
            .reply(
                "GET /tags/arn%3Aaws%3Abedrock%3Aeu-central-1%3A111122223333%3Aagent%2FA1",
                r#"{"tags": {"team": "x"}}"#,
            )
            .read::<BedrockAgent>();
        assert_eq!(read.gaps, []);
        let [agent] = read.resources.as_slice() else { panic!("one agent") };
        assert!(agent.unread().is_empty() && agent.at("guardrail_configuration").is_null());
        assert_eq!(agent.at("tags.team").as_str(), Some("x"));
        assert_eq!(serde_json::to_string(agent.at("idle_session_ttl_in_seconds")).unwrap(), "600");
        assert!(!serde_json::to_string(agent).unwrap().contains("kind to people"));
    }

    #[test]
    fn what_is_gone_is_gone_and_a_refusal_is_a_gap() {
        let gone = listed().status("GET /agents/A1/", 404, r#"{"__type": "ResourceNotFoundException"}"#);
        let gone = gone.read::<BedrockAgent>();
        assert!(gone.resources.is_empty() && gone.gaps.is_empty());
        assert_eq!(listed().read::<BedrockAgent>().gaps[0].action, GET);
    }
}
