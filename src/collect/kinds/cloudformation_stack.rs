//! Stacks of CloudFormation. One listing gives them whole; stacks that were deleted are not in it.
//!
//! - Whoever may describe a stack reads its outputs, and its parameters too unless the template says `NoEcho`: then AWS
//!   sends asterisks. <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html>
//! - Drift is as of the last time that somebody had it looked for.

use super::kind::{Found, Kind};
use super::named_values::secrets_in;
use super::sorted::sorted;
use super::tags::{Tag, listed};
use super::timestamp::Moment;
use crate::collect::aws::call::List;
use crate::collect::aws::service::CLOUDFORMATION;
use crate::collect::secrets::SecretHit;
use crate::collect::{Place, Sink};
use crate::snapshot::{Action, Reading, Scope, Unread};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A stack: resources that one template made.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct CloudformationStack {
    /// Such as `CREATE_COMPLETE` or `UPDATE_ROLLBACK_FAILED`.
    pub stack_status: Option<String>,
    /// Whether it is safe from being deleted by mistake; a nested stack has what its root has.
    pub enable_termination_protection: Option<bool>,
    /// The role with which it changes resources; null where it uses the rights of whoever changes it.
    pub role_arn: Option<String>,
    /// The topics that hear of what happens to it.
    pub notification_arns: Vec<String>,
    /// Rights that its template needs: `CAPABILITY_IAM`, `CAPABILITY_NAMED_IAM` or `CAPABILITY_AUTO_EXPAND`.
    pub capabilities: Vec<String>,
    /// `DRIFTED`, `IN_SYNC`, `UNKNOWN` or `NOT_CHECKED`.
    pub drift_status: Option<String>,
    /// When drift was last looked for.
    pub drift_checked_at: Option<Moment>,
    /// The stack in which it is nested; null for none.
    pub parent_id: Option<String>,
    /// The outermost stack in which it is nested; null for none.
    pub root_id: Option<String>,
    /// When it was made.
    pub created_at: Option<Moment>,
    /// When it was last changed; null where it never was.
    pub last_updated_at: Option<Moment>,
    /// The names of its parameters.
    pub parameters: Vec<String>,
    /// Secrets in the values of its parameters, without them.
    pub parameter_secrets: Vec<SecretHit>,
    /// What it gives.
    pub outputs: Vec<Output>,
    /// Secrets in the values of its outputs, without them.
    pub output_secrets: Vec<SecretHit>,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Output {
    /// Its name within the stack.
    pub output_key: String,
    /// The name by which other stacks import it; null where it is not exported.
    pub export_name: Option<String>,
}

const LIST: &str = "cloudformation:DescribeStacks";

impl Kind for CloudformationStack {
    const NAME: &'static str = "cloudformation_stack";
    const CLOUDFORMATION: &'static str = "AWS::CloudFormation::Stack";
    const SCOPE: Scope = Scope::Regional;
    const ACTIONS: &'static [Action] = &[Action::page(LIST)];

    fn sample() -> Found<Self> {
        let id = "arn:aws:cloudformation:eu-central-1:111122223333:stack/shop/0d1e2f30-4a5b-4c6d-8e7f-9a0b1c2d3e4f";
        Found {
            id: id.into(),
            name: Some("shop".into()),
            tags: Reading::Known(Some([("team".to_owned(), "shop".to_owned())].into())),
            fields: Self {
                stack_status: Some("UPDATE_COMPLETE".into()),
                enable_termination_protection: Some(true),
                role_arn: Some("arn:aws:iam::111122223333:role/deploy-shop".into()),
                notification_arns: vec!["arn:aws:sns:eu-central-1:111122223333:deployments".into()],
                capabilities: vec!["CAPABILITY_IAM".into()],
                drift_status: Some("IN_SYNC".into()),
                drift_checked_at: Some(Moment::sample("2026-09-29T04:00:00Z")),
                parent_id: None,
                root_id: None,
                created_at: Some(Moment::sample("2026-01-31T12:00:00Z")),
                last_updated_at: Some(Moment::sample("2026-09-20T12:00:00Z")),
                parameters: vec!["Domain".into()],
                parameter_secrets: vec![],
                outputs: vec![Output { output_key: "Url".into(), export_name: Some("shop-url".into()) }],
                output_secrets: vec![],
            },
        }
    }

    async fn collect(place: &Place, out: &Sink) -> Result<(), Unread> {
        let mut pages = place.call(&CLOUDFORMATION, "DescribeStacks").pages("NextToken", "NextToken");
        while let Some(page) = pages.next::<Stacks>().await? {
            for stack in page.stacks.0 {
                out.push(found(place, stack)).await;
            }
        }
        Ok(())
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Stacks {
    #[serde(default)]
    stacks: List<Stack>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Stack {
    stack_name: String,
    /// The model does not promise it, and AWS never leaves it out.
    stack_id: Option<String>,
    stack_status: Option<String>,
    enable_termination_protection: Option<bool>,
    #[serde(rename = "RoleARN")]
    role_arn: Option<String>,
    #[serde(default, rename = "NotificationARNs")]
    notification_arns: List<String>,
    #[serde(default)]
    capabilities: List<String>,
    drift_information: Option<Drift>,
    parent_id: Option<String>,
    root_id: Option<String>,
    creation_time: Option<Moment>,
    last_updated_time: Option<Moment>,
    #[serde(default)]
    parameters: List<Parameter>,
    #[serde(default)]
    outputs: List<Given>,
    #[serde(default)]
    tags: List<Tag>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Drift {
    stack_drift_status: Option<String>,
    last_check_timestamp: Option<Moment>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Parameter {
    parameter_key: String,
    #[serde(default)]
    parameter_value: String,
    /// What a parameter that names one of Parameter Store stands for.
    #[serde(default)]
    resolved_value: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Given {
    output_key: String,
    #[serde(default)]
    output_value: String,
    export_name: Option<String>,
}

fn found(place: &Place, stack: Stack) -> Found<CloudformationStack> {
    let id = stack.stack_id.unwrap_or_else(|| place.arn("cloudformation", &format!("stack/{}", stack.stack_name)));
    let (drift_status, drift_checked_at) =
        stack.drift_information.map(|drift| (drift.stack_drift_status, drift.last_check_timestamp)).unwrap_or_default();
    let (parameters, outputs) = (stack.parameters.0, stack.outputs.0);
    let parameter_values = parameters.iter().flat_map(|one| {
        [&one.parameter_value, &one.resolved_value].map(|value| (one.parameter_key.as_str(), value.as_str()))
    });
    let output_values = outputs.iter().map(|one| (one.output_key.as_str(), one.output_value.as_str()));
    let (parameter_secrets, output_secrets) = (secrets_in(parameter_values), secrets_in(output_values));
    let mut outputs: Vec<Output> = outputs.into_iter().map(Output::of).collect();
    outputs.sort_by(|one, other| one.output_key.cmp(&other.output_key));
    let fields = CloudformationStack {
        stack_status: stack.stack_status,
        enable_termination_protection: stack.enable_termination_protection,
        role_arn: stack.role_arn,
        notification_arns: sorted(stack.notification_arns.0),
        capabilities: sorted(stack.capabilities.0),
        drift_status,
        drift_checked_at,
        parent_id: stack.parent_id,
        root_id: stack.root_id,
        created_at: stack.creation_time,
        last_updated_at: stack.last_updated_time,
        parameters: sorted(parameters.into_iter().map(|one| one.parameter_key)),
        parameter_secrets,
        outputs,
        output_secrets,
    };
    let tags = Reading::Known(Some(listed(&stack.tags.0)));
    Found { id, name: Some(stack.stack_name), tags, fields }
}

impl Output {
    fn of(given: Given) -> Self {
        Self { output_key: given.output_key, export_name: given.export_name }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collect::canned::Canned;

    fn page(name: &str, inner: &str, token: &str) -> String {
        format!(
            "<DescribeStacksResponse><DescribeStacksResult><Stacks><member><StackName>{name}</StackName>\
             <StackId>arn:aws:cloudformation:eu-central-1:111122223333:stack/{name}/1</StackId>\
             <StackStatus>CREATE_COMPLETE</StackStatus><CreationTime>2026-01-31T12:00:00.123Z</CreationTime>{inner}\
             </member></Stacks>{token}</DescribeStacksResult></DescribeStacksResponse>"
        )
    }

    #[test]
    fn stacks_are_read_whole_and_their_secrets_forgotten() {
        let inner = "<EnableTerminationProtection>true</EnableTerminationProtection>\
            <NotificationARNs><member>arn:b</member><member>arn:a</member></NotificationARNs>\
            <DriftInformation><StackDriftStatus>NOT_CHECKED</StackDriftStatus></DriftInformation>\
            <Parameters><member><ParameterKey>DbPassword</ParameterKey><ParameterValue>****</ParameterValue></member>\
            <member><ParameterKey>ApiToken</ParameterKey><ParameterValue>hunter2hunter2</ParameterValue></member></Parameters>\
            <Outputs><member><OutputKey>Url</OutputKey><OutputValue>https://a</OutputValue><ExportName>url</ExportName></member>\
            <member><OutputKey>Dsn</OutputKey><OutputValue>postgres://app:s3cr3tPw@db/app</OutputValue></member></Outputs>\
            <Tags><member><Key>team</Key><Value>shop</Value></member></Tags>";
        let read = Canned::default()
            .reply("DescribeStacks", &page("one", inner, "<NextToken>more</NextToken>"))
            .reply("DescribeStacks", &page("two", "", ""))
            .read::<CloudformationStack>();
        assert_eq!(read.gaps, []);
        let [one, two] = read.resources.as_slice() else { panic!("two stacks") };
        let json = |field: &str| serde_json::to_string(one.at(field)).unwrap();
        assert_eq!(json("parameter_secrets"), r#"[{"line":1,"kind":"assignment","name":"ApiToken"}]"#);
        assert_eq!(json("output_secrets"), r#"[{"line":1,"kind":"connection_string","name":"Dsn"}]"#);
        assert_eq!(json("notification_arns"), r#"["arn:a","arn:b"]"#);
        assert_eq!(one.at("drift_status").as_str(), Some("NOT_CHECKED"));
        assert_eq!(one.at("tags.team").as_str(), Some("shop"));
        assert!(two.at("enable_termination_protection").is_null() && two.at("role_arn").is_null());
        let all = serde_json::to_string(&read.resources).unwrap();
        assert!(!all.contains("hunter2") && !all.contains("s3cr3t"));
    }

    #[test]
    fn a_listing_that_is_denied_is_a_gap() {
        assert_eq!(Canned::default().read::<CloudformationStack>().gaps[0].action, LIST);
    }
}
