//! State machines of Step Functions. A listing gives names only; the rest comes with one call each.
//!
//! - A definition may name secrets of its own, and is up to a megabyte long; only what was found in it is kept.
//! - Where a key of the account's encrypts a definition, whoever may not use that key is refused everything, unless the
//!   definition is not asked for.
//!   <https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeStateMachine.html>

use super::kind::{Found, Kind};
use super::region_tags::{GET_RESOURCES, RegionTags};
use super::stepfunctions_definition::unhandled_tasks;
use super::timestamp::Moment;
use crate::collect::aws::error::code;
use crate::collect::aws::service::STEP_FUNCTIONS;
use crate::collect::secrets::{SecretHit, find_secrets};
use crate::collect::{Place, Sink};
use crate::snapshot::{Action, Reading, Reason, Scope, Unread};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A state machine: steps that follow each other, run by AWS.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct StepfunctionsStateMachine {
    /// `STANDARD` or `EXPRESS`.
    #[serde(rename = "type")]
    pub machine_type: Option<String>,
    /// `ACTIVE` or `DELETING`.
    pub status: Option<String>,
    /// The ARN of the role that it acts with.
    pub role_arn: Option<String>,
    /// When it was made.
    pub creation_date: Option<Moment>,
    /// What looks like a secret in its definition.
    pub definition_secrets: Reading<Vec<SecretHit>>,
    /// The task states that have neither `Retry` nor `Catch`, at most a hundred of them.
    pub unhandled_tasks: Reading<Vec<String>>,
    /// What of its executions is logged, and where; null where it was never said.
    pub logging: Option<Logging>,
    /// Whether executions are traced.
    pub tracing_enabled: Option<bool>,
    /// `AWS_OWNED_KEY` or `CUSTOMER_MANAGED_KMS_KEY`; null where AWS said nothing.
    pub encryption_type: Option<String>,
    /// The KMS key of the account's that encrypts it; null where it is a key of AWS's.
    pub kms_key_id: Option<String>,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Logging {
    /// `ALL`, `ERROR`, `FATAL` or `OFF`.
    pub level: Option<String>,
    /// Whether what goes into and comes out of states is logged too.
    pub include_execution_data: Option<bool>,
    /// The ARNs of the log groups.
    pub log_groups: Vec<String>,
}

const LIST: &str = "states:ListStateMachines";
const DESCRIBE: &str = "states:DescribeStateMachine";

impl Kind for StepfunctionsStateMachine {
    const NAME: &'static str = "stepfunctions_state_machine";
    const CLOUDFORMATION: &'static str = "AWS::StepFunctions::StateMachine";
    const SCOPE: Scope = Scope::Regional;
    const ACTIONS: &'static [Action] = &[Action::page(LIST), GET_RESOURCES, Action::each(DESCRIBE)];

    fn sample() -> Found<Self> {
        Found {
            id: "arn:aws:states:eu-central-1:111122223333:stateMachine:billing".into(),
            name: Some("billing".into()),
            tags: Reading::Known(Some([("team".to_owned(), "billing".to_owned())].into())),
            fields: Self {
                machine_type: Some("STANDARD".into()),
                status: Some("ACTIVE".into()),
                role_arn: Some("arn:aws:iam::111122223333:role/billing".into()),
                creation_date: Some(Moment::sample("2026-01-31T12:00:00Z")),
                definition_secrets: Reading::Known(vec![]),
                unhandled_tasks: Reading::Known(vec![]),
                logging: Some(Logging {
                    level: Some("ERROR".into()),
                    include_execution_data: Some(false),
                    log_groups: vec!["arn:aws:logs:eu-central-1:111122223333:log-group:billing:*".into()],
                }),
                tracing_enabled: Some(true),
                encryption_type: Some("CUSTOMER_MANAGED_KMS_KEY".into()),
                kms_key_id: Some("arn:aws:kms:eu-central-1:111122223333:key/0d1e2f30".into()),
            },
        }
    }

    async fn collect(place: &Place, out: &Sink) -> Result<(), Unread> {
        let tags = RegionTags::new(place, "states:stateMachine");
        let call = place.call(&STEP_FUNCTIONS, "ListStateMachines").set("maxResults", 1000);
        let mut pages = call.pages("nextToken", "nextToken");
        while let Some(page) = pages.next::<Machines>().await? {
            out.each(page.state_machines, |machine| one(place, machine, &tags)).await;
        }
        Ok(())
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Machines {
    #[serde(default)]
    state_machines: Vec<Listed>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Listed {
    state_machine_arn: String,
    name: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Described {
    #[serde(rename = "type")]
    machine_type: Option<String>,
    status: Option<String>,
    role_arn: Option<String>,
    creation_date: Option<Moment>,
    #[serde(default)]
    definition: String,
    logging_configuration: Option<LoggingReply>,
    tracing_configuration: Option<Tracing>,
    encryption_configuration: Option<Encryption>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct LoggingReply {
    level: Option<String>,
    include_execution_data: Option<bool>,
    #[serde(default)]
    destinations: Vec<Destination>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Destination {
    cloud_watch_logs_log_group: Option<LogGroup>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct LogGroup {
    log_group_arn: Option<String>,
}

#[derive(Deserialize)]
struct Tracing {
    enabled: Option<bool>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Encryption {
    #[serde(rename = "type")]
    encryption_type: Option<String>,
    kms_key_id: Option<String>,
}

/// None for a state machine that has gone since it was listed.
async fn one(
    place: &Place,
    listed: Listed,
    tags: &RegionTags<'_>,
) -> Result<Option<Found<StepfunctionsStateMachine>>, Unread> {
    let arn = listed.state_machine_arn;
    let (described, tags) = tokio::join!(describe(place, &arn), tags.of(&arn));
    let Some((machine, hidden)) = described? else { return Ok(None) };
    let definition = hidden.map_or(Ok(machine.definition), Err);
    let tasks = definition
        .as_ref()
        .map_err(Clone::clone)
        .and_then(|definition| unhandled_tasks(definition).ok_or_else(|| Unread::new(DESCRIBE, Reason::Unparseable)));
    let encryption = machine.encryption_configuration.unwrap_or_default();
    let fields = StepfunctionsStateMachine {
        machine_type: machine.machine_type,
        status: machine.status,
        role_arn: machine.role_arn,
        creation_date: machine.creation_date,
        definition_secrets: definition.map(|definition| find_secrets(&definition)).into(),
        unhandled_tasks: tasks.into(),
        logging: machine.logging_configuration.map(logging),
        tracing_enabled: machine.tracing_configuration.and_then(|tracing| tracing.enabled),
        encryption_type: encryption.encryption_type,
        kms_key_id: encryption.kms_key_id,
    };
    Ok(Some(Found { id: arn, name: Some(listed.name), tags, fields }))
}

/// A state machine, and why its definition could not be read where only the rest could.
async fn describe(place: &Place, arn: &str) -> Result<Option<(Described, Option<Unread>)>, Unread> {
    let call = place.call(&STEP_FUNCTIONS, "DescribeStateMachine").set("stateMachineArn", arn);
    match call.clone().judge::<Described>().await {
        Ok(machine) => Ok(machine.map(|machine| (machine, None))),
        Err(unread) if is_of_key(&unread) => match call.set("includedData", "METADATA_ONLY").judge().await {
            Ok(machine) => Ok(machine.map(|machine| (machine, Some(unread)))),
            Err(_) => Err(unread),
        },
        Err(unread) => Err(unread),
    }
}

/// Whether only the key refused, which nothing but the definition needs.
/// <https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeStateMachine.html>
fn is_of_key(unread: &Unread) -> bool {
    matches!(code(unread), Some("KmsAccessDeniedException" | "KmsInvalidStateException" | "KmsThrottlingException"))
}

fn logging(reply: LoggingReply) -> Logging {
    let groups = reply.destinations.into_iter().filter_map(|to| to.cloud_watch_logs_log_group?.log_group_arn);
    Logging { level: reply.level, include_execution_data: reply.include_execution_data, log_groups: groups.collect() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collect::canned::{Canned, json};

    const LISTED: &str = r#"{"stateMachines": [{"name": "m", "type": "STANDARD", "creationDate": 1769860800.5,
        "stateMachineArn": "arn:aws:states:eu-central-1:111122223333:stateMachine:m"}]}"#;

    const MACHINE: &str = r#"{"stateMachineArn": "arn:aws:states:eu-central-1:111122223333:stateMachine:m", "name": "m",
        "type": "STANDARD", "roleArn": "arn:aws:iam::111122223333:role/m", "status": "ACTIVE", "creationDate": 1769860800.5,
        "definition": "{\"States\": {\"Pay\": {\"Type\": \"Task\", \"Parameters\": {\"password\": \"hunter2hunter2\"}}}}",
        "loggingConfiguration": {"level": "ALL", "includeExecutionData": true, "destinations": [
            {"cloudWatchLogsLogGroup": {"logGroupArn": "arn:aws:logs:eu-central-1:111122223333:log-group:m:*"}}]},
        "tracingConfiguration": {"enabled": false}}"#;

    fn listed() -> Canned {
        Canned::default().reply("ListStateMachines", LISTED).reply("GetResources", r#"{"ResourceTagMappingList": []}"#)
    }

    #[test]
    fn a_state_machine_is_read_and_its_definition_forgotten() {
        let read = listed().reply("DescribeStateMachine", MACHINE).read::<StepfunctionsStateMachine>();
        assert_eq!(read.gaps, []);
        let machine = &read.resources[0];
        assert!(machine.unread().is_empty());
        assert!(!serde_json::to_string(machine).unwrap().contains("hunter2"));
        assert_eq!(json(machine)["definition_secrets"][0]["name"], "password");
        assert_eq!(json(machine)["unhandled_tasks"][0], "Pay");
        assert_eq!(machine.at("logging.level").as_str(), Some("ALL"));
        assert_eq!(machine.at("tracing_enabled").as_bool(), Some(false));
        assert!(machine.at("encryption_type").is_null());
    }

    #[test]
    fn a_key_that_may_not_be_used_hides_the_definition_only() {
        let denied = r#"{"__type": "KmsAccessDeniedException"}"#;
        let read = listed()
            .status("DescribeStateMachine", 400, denied)
            .reply("DescribeStateMachine", &MACHINE.replace("definition", "nothing"))
            .read::<StepfunctionsStateMachine>();
        let machine = &read.resources[0];
        assert_eq!(machine.unread().len(), 2);
        assert!(machine.unread().iter().all(|unread| unread.reason == Reason::AccessDenied));
        assert_eq!(machine.at("logging.level").as_str(), Some("ALL"));
    }

    #[test]
    fn what_is_gone_is_gone_and_a_refusal_is_a_gap() {
        let gone = r#"{"__type": "StateMachineDoesNotExist"}"#;
        let read = listed().status("DescribeStateMachine", 400, gone).read::<StepfunctionsStateMachine>();
        assert!(read.resources.is_empty() && read.gaps.is_empty());
        let read = listed().read::<StepfunctionsStateMachine>();
        assert!(read.resources.is_empty());
        assert_eq!(read.gaps[0].as_unread().action, DESCRIBE);
        let asked = read.asked.iter().filter(|asked| *asked == "DescribeStateMachine");
        assert_eq!(asked.count(), 1, "what is refused for other reasons is not asked again");
    }
}
