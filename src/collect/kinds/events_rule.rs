//! Rules of EventBridge, on all buses of a region. A listing gives the rules of a bus; targets take a call each.
//!
//! What a rule sends in place of the event, and the headers that go with it, pass through, and only what was found in it is kept.
//! <https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_Target.html>

use super::events_reply::Buses;
use super::kind::{Found, Kind};
use super::named_values::secrets_in;
use super::region_tags::{GET_RESOURCES, RegionTags};
use crate::collect::aws::service::EVENTS;
use crate::collect::secrets::{SecretHit, find_secrets};
use crate::collect::{Place, Sink};
use crate::snapshot::{Action, Reading, Scope, Unread};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A rule: events that fit it, or moments, set something going.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct EventsRule {
    /// The bus that it listens to.
    pub event_bus_name: String,
    /// `ENABLED`, `DISABLED` or `ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS`.
    pub state: Option<String>,
    /// What people wrote about it.
    pub description: Option<String>,
    /// The events that fit, as JSON; null for a rule that goes by the clock.
    pub event_pattern: Option<String>,
    /// When it goes off, such as `rate(5 minutes)`; null for a rule that goes by events.
    pub schedule_expression: Option<String>,
    /// The ARN of the role that it sends with; null where targets let it in, or have roles of their own.
    pub role_arn: Option<String>,
    /// The service of AWS that made it, and alone may change it; null for the account's own.
    pub managed_by: Option<String>,
    /// What it sets going.
    pub targets: Reading<Vec<Target>>,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Target {
    /// Its id within the rule.
    pub target_id: String,
    /// The ARN of what gets the event.
    pub target_arn: String,
    /// The ARN of the role that it is sent with; null where the target lets the rule in.
    pub role_arn: Option<String>,
    /// The ARN of the queue for events that could not be sent; null where they are lost.
    pub dead_letter_arn: Option<String>,
    /// How often it is tried again; null where as often as by default.
    pub maximum_retry_attempts: Option<i64>,
    /// Seconds after which an event is given up; null where it is as by default.
    pub maximum_event_age_in_seconds: Option<i64>,
    /// What looks like a secret in what is sent in place of the event, or in headers and parameters that go with it.
    pub input_secrets: Vec<SecretHit>,
}

const BUSES: &str = "events:ListEventBuses";
const LIST: &str = "events:ListRules";
const TARGETS: &str = "events:ListTargetsByRule";

impl Kind for EventsRule {
    const NAME: &'static str = "events_rule";
    const CLOUDFORMATION: &'static str = "AWS::Events::Rule";
    const SCOPE: Scope = Scope::Regional;
    const ACTIONS: &'static [Action] = &[Action::page(BUSES), Action::page(LIST), GET_RESOURCES, Action::each(TARGETS)];

    fn sample() -> Found<Self> {
        Found {
            id: "arn:aws:events:eu-central-1:111122223333:rule/root-used".into(),
            name: Some("root-used".into()),
            tags: Reading::Known(Some([("team".to_owned(), "security".to_owned())].into())),
            fields: Self {
                event_bus_name: "default".into(),
                state: Some("ENABLED".into()),
                description: Some("the root user signed in".into()),
                event_pattern: Some(r#"{"detail": {"userIdentity": {"type": ["Root"]}}}"#.into()),
                schedule_expression: None,
                role_arn: None,
                managed_by: None,
                targets: Reading::Known(vec![Target {
                    target_id: "alarms".into(),
                    target_arn: "arn:aws:sns:eu-central-1:111122223333:alarms".into(),
                    role_arn: None,
                    dead_letter_arn: Some("arn:aws:sqs:eu-central-1:111122223333:alarms-failed".into()),
                    maximum_retry_attempts: Some(185),
                    maximum_event_age_in_seconds: Some(86400),
                    input_secrets: vec![],
                }]),
            },
        }
    }

    async fn collect(place: &Place, out: &Sink) -> Result<(), Unread> {
        let tags = RegionTags::new(place, "events:rule");
        for bus in &Buses::of(place).await?.0 {
            // A bus whose rules cannot be read does not hide those of others.
            if let Err(unread) = rules_on(place, &bus.name, &tags, out).await {
                out.missed(unread).await;
            }
        }
        Ok(())
    }
}

async fn rules_on(place: &Place, bus: &str, tags: &RegionTags<'_>, out: &Sink) -> Result<(), Unread> {
    let call = place.call(&EVENTS, "ListRules").set("EventBusName", bus).set("Limit", 100);
    let mut pages = call.pages("NextToken", "NextToken");
    while let Some(page) = pages.next::<Rules>().await? {
        out.each(page.rules, |rule| one(place, bus, rule, tags)).await;
    }
    Ok(())
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Rules {
    #[serde(default)]
    rules: Vec<Rule>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Rule {
    name: String,
    arn: String,
    state: Option<String>,
    description: Option<String>,
    event_pattern: Option<String>,
    schedule_expression: Option<String>,
    role_arn: Option<String>,
    managed_by: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Targets {
    #[serde(default)]
    targets: Vec<TargetReply>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct TargetReply {
    id: String,
    arn: String,
    role_arn: Option<String>,
    dead_letter_config: Option<DeadLetters>,
    #[serde(default)]
    retry_policy: Retries,
    input: Option<String>,
    input_transformer: Option<Transformer>,
    #[serde(default)]
    http_parameters: HttpParameters,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct HttpParameters {
    header_parameters: BTreeMap<String, String>,
    query_string_parameters: BTreeMap<String, String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct DeadLetters {
    arn: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Retries {
    maximum_retry_attempts: Option<i64>,
    maximum_event_age_in_seconds: Option<i64>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Transformer {
    input_template: Option<String>,
}

/// None for a rule that has gone since it was listed.
async fn one(place: &Place, bus: &str, rule: Rule, tags: &RegionTags<'_>) -> Result<Option<Found<EventsRule>>, Unread> {
    let (targets, tags) = tokio::join!(targets(place, bus, &rule.name), tags.of(&rule.arn));
    let Some(targets) = targets.transpose() else { return Ok(None) };
    let fields = EventsRule {
        event_bus_name: bus.to_owned(),
        state: rule.state,
        description: rule.description.filter(|text| !text.is_empty()),
        event_pattern: rule.event_pattern.filter(|text| !text.is_empty()),
        schedule_expression: rule.schedule_expression.filter(|text| !text.is_empty()),
        role_arn: rule.role_arn,
        managed_by: rule.managed_by,
        targets: targets.into(),
    };
    Ok(Some(Found { id: rule.arn, name: Some(rule.name), tags, fields }))
}

/// A rule has five targets, or more where AWS was asked to raise that; a page holds a hundred. None for a rule that has
/// gone.
async fn targets(place: &Place, bus: &str, rule: &str) -> Result<Option<Vec<Target>>, Unread> {
    let call = place.call(&EVENTS, "ListTargetsByRule").set("Rule", rule).set("EventBusName", bus).set("Limit", 100);
    let pages = call.pages("NextToken", "NextToken");
    let Some(all) = pages.all(|page: Targets| page.targets).await? else { return Ok(None) };
    let mut all: Vec<Target> = all.into_iter().map(target).collect();
    all.sort_by(|a, b| a.target_id.cmp(&b.target_id));
    Ok(Some(all))
}

fn target(reply: TargetReply) -> Target {
    let sent = reply.input.or_else(|| reply.input_transformer?.input_template).unwrap_or_default();
    let along = reply.http_parameters;
    let along = along.header_parameters.iter().chain(&along.query_string_parameters);
    let mut input_secrets = find_secrets(&sent);
    input_secrets.extend(secrets_in(along.map(|(name, value)| (name.as_str(), value.as_str()))));
    Target {
        target_id: reply.id,
        target_arn: reply.arn,
        role_arn: reply.role_arn,
        dead_letter_arn: reply.dead_letter_config.and_then(|config| config.arn),
        maximum_retry_attempts: reply.retry_policy.maximum_retry_attempts,
        maximum_event_age_in_seconds: reply.retry_policy.maximum_event_age_in_seconds,
        input_secrets,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collect::canned::{Canned, json};

    const BUSES_REPLY: &str = r#"{"EventBuses": [{"Name": "default", "Arn": "arn:aws:events:eu-central-1:111122223333:event-bus/default"},
        {"Name": "other", "Arn": "arn:aws:events:eu-central-1:111122223333:event-bus/other"}]}"#;

    const RULE: &str = r#"{"Rules": [{"Name": "r", "Arn": "arn:aws:events:eu-central-1:111122223333:rule/r", "State": "ENABLED",
        "ScheduleExpression": "rate(1 day)", "EventBusName": "default", "ManagedBy": "x.amazonaws.com"}]}"#;

    fn rules() -> Canned {
        Canned::default()
            .reply("ListEventBuses", BUSES_REPLY)
            .reply("GetResources", r#"{"ResourceTagMappingList": []}"#)
            .reply("ListRules", RULE)
    }

    #[test]
    fn rules_of_all_buses_are_read_and_what_they_send_is_forgotten() {
        let targets = r#"{"Targets": [{"Id": "b", "Arn": "arn:aws:sqs:x", "DeadLetterConfig": {"Arn": "arn:aws:sqs:y"},
            "RetryPolicy": {"MaximumRetryAttempts": 0}}, {"Id": "a", "Arn": "arn:aws:lambda:x", "Input": "{\"token\": \"hunter2hunter2\"}"}], "NextToken": "n"}"#;
        let more = r#"{"Targets": [{"Id": "c", "Arn": "arn:aws:events:x", "HttpParameters": {"HeaderParameters": {
            "X-Api-Key": "hunter2hunter2"}}}]}"#;
        let read = rules()
            .reply("ListRules", r#"{"Rules": []}"#)
            .reply("ListTargetsByRule", targets)
            .reply("ListTargetsByRule", more)
            .read::<EventsRule>();
        assert_eq!(read.gaps, []);
        let [rule] = read.resources.as_slice() else { panic!("one rule") };
        assert!(rule.unread().is_empty());
        assert!(!serde_json::to_string(rule).unwrap().contains("hunter2"));
        assert_eq!(rule.at("event_bus_name").as_str(), Some("default"));
        assert_eq!(json(rule)["targets"][0]["input_secrets"][0]["name"], "token");
        assert_eq!(json(rule)["targets"][1]["dead_letter_arn"], "arn:aws:sqs:y");
        assert_eq!(json(rule)["targets"][2]["input_secrets"][0]["name"], "X-Api-Key");
        assert!(rule.at("event_pattern").is_null());
    }

    #[test]
    fn a_bus_that_is_denied_does_not_hide_others() {
        let denied = r#"{"__type": "AccessDeniedException"}"#;
        let read = Canned::default()
            .reply("ListEventBuses", BUSES_REPLY)
            .reply("GetResources", r#"{"ResourceTagMappingList": []}"#)
            .status("ListRules", 400, denied)
            .reply("ListRules", RULE)
            .read::<EventsRule>();
        assert_eq!(read.gaps[0].as_unread().action, LIST);
        assert_eq!(read.resources[0].unread()[0].action, TARGETS);
        assert_eq!(read.resources[0].at("event_bus_name").as_str(), Some("other"));
    }

    #[test]
    fn a_rule_that_is_gone_is_dropped() {
        let gone = r#"{"__type": "ResourceNotFoundException"}"#;
        let read = rules().status("ListTargetsByRule", 400, gone).read::<EventsRule>();
        assert!(read.resources.is_empty() && read.gaps.is_empty());
    }
}
