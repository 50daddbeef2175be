//! Lambda functions. The listing gives nearly the whole configuration, environment included; what is beside a function,
//! such as its policy and its address, takes a call each.
//!
//! - The values of variables pass through, and only what was found in them is kept. Where Lambda cannot decrypt them it
//!   says so in place of them.
//!   <https://docs.aws.amazon.com/lambda/latest/api/API_EnvironmentResponse.html>
//! - The policy is that of the function itself; versions and aliases may have more of their own.
//!   <https://docs.aws.amazon.com/lambda/latest/api/API_GetPolicy.html>
//! - A listing gives no more than 50 functions or 100 mappings a page, whatever is asked for.
//!   <https://docs.aws.amazon.com/lambda/latest/api/API_ListFunctions.html>

use super::kind::{Found, Kind};
use super::lambda_listed::{Function, Functions, LIST, LoggingConfig, VpcConfig};
use super::lambda_reply::{self as reply, EventInvokeConfig, EventSourceMapping, FunctionUrl};
use super::named_values::secrets_in_all;
use super::region_tags::{GET_RESOURCES, RegionTags};
use super::timestamp::Moment;
use crate::collect::aws::call::segment;
use crate::collect::aws::service::LAMBDA;
use crate::collect::secrets::SecretHit;
use crate::collect::{Place, Sink};
use crate::snapshot::policy_document::PolicyDocument;
use crate::snapshot::{Action, Reading, Scope, Unread};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use tokio::sync::OnceCell;

/// A function: code that AWS runs when something happens.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct LambdaFunction {
    /// Such as `python3.13`; null for a function that is a container image.
    pub runtime: Option<String>,
    /// `Zip` or `Image`.
    pub package_type: Option<String>,
    /// `x86_64` or `arm64`.
    pub architectures: Vec<String>,
    /// The ARN of the role that its code acts with.
    pub role: Option<String>,
    /// The names of its environment variables.
    pub environment_variables: Reading<Vec<String>>,
    /// What looks like a secret in its environment; `name` is the variable, and lines count variables.
    pub environment_secrets: Reading<Vec<SecretHit>>,
    /// The ARN of the KMS key that encrypts its environment; null where it is a key of AWS's.
    pub kms_key_arn: Option<String>,
    /// The network that it is connected to; null where it is in none of the account's.
    pub vpc_config: Option<VpcConfig>,
    /// The ARN of the queue or topic that gets events which it failed to handle.
    pub dead_letter_target_arn: Option<String>,
    /// The ARNs of the layer versions that it uses.
    pub layers: Vec<String>,
    /// `Active` or `PassThrough`.
    pub tracing_mode: Option<String>,
    /// Where and how it logs.
    pub logging_config: Option<LoggingConfig>,
    /// The ARNs of the access points of the file systems that it mounts.
    pub file_systems: Vec<String>,
    /// The ARN of the version of the profile that signed its code.
    pub signing_profile_version_arn: Option<String>,
    /// Seconds that it may run.
    pub timeout: Option<i64>,
    /// When code or configuration was changed last.
    pub last_modified: Option<Moment>,
    /// Who else may call it.
    pub policy: Reading<Option<PolicyDocument>>,
    /// The addresses at which it answers to HTTP.
    pub urls: Reading<Vec<FunctionUrl>>,
    /// What becomes of asynchronous events; empty where all is as by default.
    pub event_invoke_configs: Reading<Vec<EventInvokeConfig>>,
    /// The streams and queues that it is fed from.
    pub event_source_mappings: Reading<Vec<EventSourceMapping>>,
}

const POLICY: &str = "lambda:GetPolicy";
const URLS: &str = "lambda:ListFunctionUrlConfigs";
const INVOKE: &str = "lambda:ListFunctionEventInvokeConfigs";
const MAPPINGS: &str = "lambda:ListEventSourceMappings";

const SAMPLE_ARN: &str = "arn:aws:lambda:eu-central-1:111122223333:function:invoices";

const SAMPLE_POLICY: &str = r#"{"Version": "2012-10-17", "Statement": [{"Sid": "Schedule", "Effect": "Allow",
    "Principal": {"Service": "events.amazonaws.com"}, "Action": "lambda:InvokeFunction",
    "Resource": "arn:aws:lambda:eu-central-1:111122223333:function:invoices",
    "Condition": {"StringEquals": {"AWS:SourceAccount": "111122223333"}}}]}"#;

impl Kind for LambdaFunction {
    const NAME: &'static str = "lambda_function";
    const CLOUDFORMATION: &'static str = "AWS::Lambda::Function";
    const SCOPE: Scope = Scope::Regional;
    const ACTIONS: &'static [Action] = &[
        Action::page(LIST),
        Action::page(MAPPINGS),
        GET_RESOURCES,
        Action::each(POLICY),
        Action::each(URLS),
        Action::each(INVOKE),
    ];

    fn sample() -> Found<Self> {
        Found {
            id: SAMPLE_ARN.into(),
            name: Some("invoices".into()),
            tags: Reading::Known(Some([("team".to_owned(), "billing".to_owned())].into())),
            fields: Self {
                runtime: Some("python3.13".into()),
                package_type: Some("Zip".into()),
                architectures: vec!["arm64".into()],
                role: Some("arn:aws:iam::111122223333:role/invoices".into()),
                environment_variables: Reading::Known(vec!["STAGE".into()]),
                environment_secrets: Reading::Known(vec![]),
                kms_key_arn: Some("arn:aws:kms:eu-central-1:111122223333:key/0d1e2f30".into()),
                vpc_config: Some(VpcConfig {
                    vpc_id: Some("vpc-0a1b2c3d".into()),
                    subnet_ids: vec!["subnet-0a1b2c3d".into(), "subnet-1a2b3c4d".into()],
                    security_group_ids: vec!["sg-0a1b2c3d".into()],
                }),
                dead_letter_target_arn: Some("arn:aws:sqs:eu-central-1:111122223333:invoices-failed".into()),
                layers: vec!["arn:aws:lambda:eu-central-1:111122223333:layer:common:3".into()],
                tracing_mode: Some("Active".into()),
                logging_config: Some(LoggingConfig {
                    log_format: Some("JSON".into()),
                    log_group: Some("/aws/lambda/invoices".into()),
                    application_log_level: Some("INFO".into()),
                    system_log_level: Some("INFO".into()),
                }),
                file_systems: vec![],
                signing_profile_version_arn: None,
                timeout: Some(30),
                last_modified: Some(Moment::sample("2026-01-31T12:00:00Z")),
                policy: Reading::Known(PolicyDocument::parse(SAMPLE_POLICY)),
                urls: Reading::Known(vec![]),
                event_invoke_configs: Reading::Known(vec![EventInvokeConfig::sample()]),
                event_source_mappings: Reading::Known(vec![EventSourceMapping::sample()]),
            },
        }
    }

    async fn collect(place: &Place, out: &Sink) -> Result<(), Unread> {
        let tags = RegionTags::new(place, "lambda:function");
        let mappings = OnceCell::new();
        let call = place.call(&LAMBDA, "ListFunctions").get("/2015-03-31/functions").set("MaxItems", 50);
        let mut pages = call.pages("Marker", "NextMarker");
        while let Some(page) = pages.next::<Functions>().await? {
            out.each(page.functions, |function| one(place, function, &mappings, &tags)).await;
        }
        Ok(())
    }
}

/// None for a function that has gone since it was listed.
async fn one(
    place: &Place,
    function: Function,
    mappings: &OnceCell<Result<reply::Mappings, Unread>>,
    tags: &RegionTags<'_>,
) -> Result<Option<Found<LambdaFunction>>, Unread> {
    let (name, arn) = (function.function_name.clone(), function.function_arn.clone());
    let path = format!("/2015-03-31/functions/{}/policy", segment(&name));
    let (policy, urls, event_invoke_configs, mappings, tags) = tokio::join!(
        place.call(&LAMBDA, "GetPolicy").get(path).judge::<Policy>(),
        reply::urls(place, &name),
        reply::event_invoke_configs(place, &name),
        mappings.get_or_init(|| reply::mappings(place)),
        tags.of(&arn),
    );
    // A function that is there always says where it answers, though it be nowhere.
    let Some(urls) = urls.transpose() else { return Ok(None) };
    let mappings = mappings.as_ref().map(|all| all.get(&arn).cloned().unwrap_or_default());
    let beside = Beside {
        policy: PolicyDocument::reading(POLICY, policy.map(|reply| reply.map(|reply| reply.policy))),
        urls: urls.into(),
        event_invoke_configs: event_invoke_configs.into(),
        event_source_mappings: mappings.map_err(Clone::clone).into(),
    };
    Ok(Some(Found { id: arn, name: Some(name), tags, fields: fields(function, beside) }))
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Policy {
    policy: String,
}

/// What calls of its own told of a function.
struct Beside {
    policy: Reading<Option<PolicyDocument>>,
    urls: Reading<Vec<FunctionUrl>>,
    event_invoke_configs: Reading<Vec<EventInvokeConfig>>,
    event_source_mappings: Reading<Vec<EventSourceMapping>>,
}

fn fields(function: Function, beside: Beside) -> LambdaFunction {
    let variables = function.variables();
    LambdaFunction {
        runtime: function.runtime,
        package_type: function.package_type,
        architectures: function.architectures,
        role: function.role,
        environment_variables: variables.as_ref().map(|all| all.keys().cloned().collect()).map_err(Clone::clone).into(),
        environment_secrets: variables.as_ref().map(secrets_in_all).map_err(Clone::clone).into(),
        kms_key_arn: function.kms_key_arn.filter(|key| !key.is_empty()),
        // What was taken out of a VPC leaves an empty id.
        vpc_config: function.vpc_config.filter(|vpc| vpc.vpc_id.as_deref().is_some_and(|id| !id.is_empty())),
        dead_letter_target_arn: function.dead_letter_config.and_then(|config| config.target_arn),
        layers: function.layers.into_iter().map(|layer| layer.arn).collect(),
        tracing_mode: function.tracing_config.and_then(|config| config.mode),
        logging_config: function.logging_config,
        file_systems: function.file_system_configs.into_iter().map(|system| system.arn).collect(),
        signing_profile_version_arn: function.signing_profile_version_arn,
        timeout: function.timeout,
        last_modified: function.last_modified,
        policy: beside.policy,
        urls: beside.urls,
        event_invoke_configs: beside.event_invoke_configs,
        event_source_mappings: beside.event_source_mappings,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collect::canned::{Canned, json};
    use crate::snapshot::Reason;

    const FUNCTION: &str = r#"{"Functions": [{"FunctionName": "f", "Timeout": 3, "PackageType": "Zip",
        "FunctionArn": "arn:aws:lambda:eu-central-1:111122223333:function:f", "VpcConfig": {"VpcId": "", "SubnetIds": []},
        "Layers": null, "FileSystemConfigs": null, "DeadLetterConfig": null,
        "LastModified": "2026-01-31T12:00:00.000+0000", "TracingConfig": {"Mode": "PassThrough"},
        "Environment": {"Variables": {"STAGE": "prod", "DB_PASSWORD": "hunter2hunter2"}}}]}"#;

    fn function(listed: &str) -> Canned {
        Canned::default()
            .reply("GET /2015-03-31/functions", listed)
            .reply(
                "GET /2015-03-31/functions/f/policy",
                r#"{"Policy": "{\"Statement\": [{\"Effect\": \"Allow\", \"Principal\": \"*\", \"Action\": \"lambda:*\"}]}"}"#,
            )
            .reply(
                "GET /2021-10-31/functions/f/urls",
                r#"{"FunctionUrlConfigs": [{"FunctionUrl": "https://x.lambda-url.eu-central-1.on.aws/", "AuthType": "NONE",
                    "FunctionArn": "arn:aws:lambda:eu-central-1:111122223333:function:f:live",
                    "Cors": {"AllowOrigins": ["*"], "AllowCredentials": true}}], "NextMarker": "m"}"#,
            )
            .reply("GET /2021-10-31/functions/f/urls", r#"{"FunctionUrlConfigs": []}"#)
            .reply(
                "GET /2019-09-25/functions/f/event-invoke-config/list",
                r#"{"FunctionEventInvokeConfigs": [{"MaximumRetryAttempts": 0, "DestinationConfig": {"OnSuccess": {},
                    "OnFailure": {"Destination": "arn:aws:sqs:eu-central-1:111122223333:failed"}},
                    "FunctionArn": "arn:aws:lambda:eu-central-1:111122223333:function:f:$LATEST"}]}"#,
            )
            .reply(
                "GET /2015-03-31/event-source-mappings",
                r#"{"EventSourceMappings": [{"UUID": "u", "State": "Enabled", "MaximumRetryAttempts": -1,
                    "FunctionArn": "arn:aws:lambda:eu-central-1:111122223333:function:f:live",
                    "EventSourceArn": "arn:aws:kinesis:eu-central-1:111122223333:stream/s"}]}"#,
            )
            .reply(
                "GetResources",
                r#"{"PaginationToken": "", "ResourceTagMappingList": [{"Tags": [{"Key": "team", "Value": "x"}],
                    "ResourceARN": "arn:aws:lambda:eu-central-1:111122223333:function:f"}]}"#,
            )
    }

    #[test]
    fn a_function_is_read_whole_and_keeps_no_value_of_a_variable() {
        let read = function(FUNCTION).read::<LambdaFunction>();
        assert_eq!(read.gaps, []);
        let [function] = read.resources.as_slice() else { panic!("one function") };
        assert!(function.unread().is_empty());
        let text = serde_json::to_string(function).unwrap();
        assert!(!text.contains("hunter2"), "{text}");
        assert_eq!(json(function)["environment_variables"][0], "DB_PASSWORD");
        assert_eq!(json(function)["environment_secrets"][0]["name"], "DB_PASSWORD");
        assert!(function.at("vpc_config").is_null());
        assert_eq!(json(function)["urls"][0]["qualifier"], "live");
        assert_eq!(json(function)["urls"][0]["auth_type"], "NONE");
        assert_eq!(json(function)["urls"][0]["cors"]["allow_origins"][0], "*");
        assert!(json(function)["event_invoke_configs"][0]["on_failure"].is_string());
        assert!(json(function)["event_invoke_configs"][0]["on_success"].is_null());
        assert_eq!(json(function)["event_source_mappings"][0]["state"], "Enabled");
        assert_eq!(function.at("tags.team").as_str(), Some("x"));
        assert_eq!(function.at("last_modified").as_str(), Some("2026-01-31T12:00:00Z"));
    }

    #[test]
    fn variables_that_lambda_could_not_decrypt_are_unread() {
        let listed = FUNCTION.replace(
            r#""Variables": {"STAGE": "prod", "DB_PASSWORD": "hunter2hunter2"}"#,
            r#""Error": {"ErrorCode": "AccessDeniedException", "Message": "no"}"#,
        );
        let read = function(&listed).read::<LambdaFunction>();
        let unread = read.resources[0].unread();
        assert_eq!(unread.len(), 2);
        assert!(unread.iter().all(|unread| unread.reason == Reason::AccessDenied && unread.action == LIST));
    }

    #[test]
    fn what_is_denied_is_unread_and_what_is_gone_is_gone() {
        let listed = || Canned::default().reply("GET /2015-03-31/functions", FUNCTION);
        let read = listed().read::<LambdaFunction>();
        assert_eq!(read.gaps, []);
        let unread: Vec<String> = read.resources[0].unread().iter().map(|unread| unread.action.clone()).collect();
        for action in ["lambda:GetPolicy", URLS, INVOKE, MAPPINGS, "tag:GetResources"] {
            assert!(unread.contains(&action.to_owned()), "{unread:?}");
        }
        let gone = r#"{"__type": "ResourceNotFoundException"}"#;
        let read = listed().status("GET /2021-10-31/functions/f/urls", 404, gone).read::<LambdaFunction>();
        assert!(read.resources.is_empty() && read.gaps.is_empty());
    }

    #[test]
    fn a_region_without_functions_is_asked_once() {
        let read =
            Canned::default().reply("GET /2015-03-31/functions", r#"{"Functions": []}"#).read::<LambdaFunction>();
        assert_eq!(read.asked.len(), 1);
    }
}
