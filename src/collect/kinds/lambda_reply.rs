//! What is beside a function: its addresses, what becomes of its events, and what feeds it.

use crate::collect::Place;
use crate::collect::aws::call::segment;
use crate::collect::aws::service::LAMBDA;
use crate::snapshot::Unread;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// An address at which a function answers to HTTP.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct FunctionUrl {
    /// The address.
    pub url: String,
    /// The alias that answers; null for the function itself.
    pub qualifier: Option<String>,
    /// `AWS_IAM`, or `NONE` for anybody whom the function's policy lets in.
    pub auth_type: Option<String>,
    /// `BUFFERED` or `RESPONSE_STREAM`.
    pub invoke_mode: Option<String>,
    /// What pages of other origins may do; null where they may not.
    pub cors: Option<Cors>,
}

#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all(deserialize = "PascalCase"))]
pub struct Cors {
    /// Whether browsers send cookies and credentials along.
    pub allow_credentials: Option<bool>,
    /// The origins that may call; `*` is all.
    #[serde(default)]
    pub allow_origins: Vec<String>,
    /// The methods that they may use; `*` is all.
    #[serde(default)]
    pub allow_methods: Vec<String>,
}

/// What becomes of events that nobody waits for.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct EventInvokeConfig {
    /// The version or alias that it is about; null for the function itself.
    pub qualifier: Option<String>,
    /// The ARN of what is told of events that failed.
    pub on_failure: Option<String>,
    /// The ARN of what is told of events that were handled.
    pub on_success: Option<String>,
    /// How often it is tried again.
    pub maximum_retry_attempts: Option<i64>,
    /// Seconds after which an event is given up.
    pub maximum_event_age_in_seconds: Option<i64>,
}

/// A stream or queue that feeds a function.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
pub struct EventSourceMapping {
    /// The ARN of the source; null for a Kafka cluster of one's own.
    pub event_source_arn: Option<String>,
    /// Its id.
    pub uuid: String,
    /// Such as `Enabled` or `Disabled`.
    pub state: Option<String>,
    /// The ARN of what is told of batches that failed.
    pub on_failure: Option<String>,
    /// How often a batch is tried again; -1 is until it is too old.
    pub maximum_retry_attempts: Option<i64>,
    /// The ARN of the KMS key that encrypts its filters; null where it is a key of AWS's.
    pub kms_key_arn: Option<String>,
}

impl EventInvokeConfig {
    pub fn sample() -> Self {
        Self {
            qualifier: None,
            on_failure: Some("arn:aws:sqs:eu-central-1:111122223333:invoices-failed".into()),
            on_success: None,
            maximum_retry_attempts: Some(2),
            maximum_event_age_in_seconds: Some(3600),
        }
    }
}

impl EventSourceMapping {
    pub fn sample() -> Self {
        Self {
            event_source_arn: Some("arn:aws:kinesis:eu-central-1:111122223333:stream/orders".into()),
            uuid: "0d1e2f30-4a5b-4c6d-8e7f-9a0b1c2d3e4f".into(),
            state: Some("Enabled".into()),
            on_failure: Some("arn:aws:sqs:eu-central-1:111122223333:invoices-failed".into()),
            maximum_retry_attempts: Some(10),
            kms_key_arn: None,
        }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Urls {
    #[serde(default)]
    function_url_configs: Vec<Url>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Url {
    function_url: String,
    function_arn: String,
    auth_type: Option<String>,
    invoke_mode: Option<String>,
    cors: Option<Cors>,
}

impl From<Url> for FunctionUrl {
    fn from(one: Url) -> Self {
        Self {
            url: one.function_url,
            qualifier: qualifier(&one.function_arn),
            auth_type: one.auth_type,
            invoke_mode: one.invoke_mode,
            cors: one.cors,
        }
    }
}

/// The addresses of a function; None where it has gone.
pub async fn urls(place: &Place, function: &str) -> Result<Option<Vec<FunctionUrl>>, Unread> {
    let path = format!("/2021-10-31/functions/{}/urls", segment(function));
    let call = place.call(&LAMBDA, "ListFunctionUrlConfigs").get(path).set("MaxItems", 50);
    let pages = call.pages("Marker", "NextMarker");
    let Some(all) = pages.all(|page: Urls| page.function_url_configs).await? else { return Ok(None) };
    let mut all: Vec<FunctionUrl> = all.into_iter().map(FunctionUrl::from).collect();
    all.sort_by(|a, b| a.qualifier.cmp(&b.qualifier));
    Ok(Some(all))
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct InvokeConfigs {
    #[serde(default)]
    function_event_invoke_configs: Vec<InvokeConfig>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct InvokeConfig {
    function_arn: String,
    destination_config: Option<Destinations>,
    maximum_retry_attempts: Option<i64>,
    maximum_event_age_in_seconds: Option<i64>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Destinations {
    on_success: Option<Destination>,
    on_failure: Option<Destination>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Destination {
    destination: Option<String>,
}

/// What becomes of a function's asynchronous events.
pub async fn event_invoke_configs(place: &Place, function: &str) -> Result<Vec<EventInvokeConfig>, Unread> {
    let path = format!("/2019-09-25/functions/{}/event-invoke-config/list", segment(function));
    let call = place.call(&LAMBDA, "ListFunctionEventInvokeConfigs").get(path).set("MaxItems", 50);
    let mut pages = call.pages("Marker", "NextMarker");
    let mut all = Vec::new();
    while let Some(page) = pages.next::<InvokeConfigs>().await? {
        all.extend(page.function_event_invoke_configs.into_iter().map(|one| {
            let to = one.destination_config.unwrap_or_default();
            EventInvokeConfig {
                qualifier: qualifier(&one.function_arn),
                on_failure: to.on_failure.and_then(|to| to.destination),
                on_success: to.on_success.and_then(|to| to.destination),
                maximum_retry_attempts: one.maximum_retry_attempts,
                maximum_event_age_in_seconds: one.maximum_event_age_in_seconds,
            }
        }));
    }
    all.sort_by(|a, b| a.qualifier.cmp(&b.qualifier));
    Ok(all)
}

/// By the ARN of the function.
pub type Mappings = BTreeMap<String, Vec<EventSourceMapping>>;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct MappingPage {
    #[serde(default)]
    event_source_mappings: Vec<Mapping>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Mapping {
    #[serde(rename = "UUID")]
    uuid: String,
    function_arn: Option<String>,
    event_source_arn: Option<String>,
    state: Option<String>,
    destination_config: Option<Destinations>,
    maximum_retry_attempts: Option<i64>,
    #[serde(rename = "KMSKeyArn")]
    kms_key_arn: Option<String>,
}

/// What feeds the functions of a region.
pub async fn mappings(place: &Place) -> Result<Mappings, Unread> {
    let call = place.call(&LAMBDA, "ListEventSourceMappings").get("/2015-03-31/event-source-mappings");
    let mut pages = call.set("MaxItems", 100).pages("Marker", "NextMarker");
    let mut all = Mappings::new();
    while let Some(page) = pages.next::<MappingPage>().await? {
        for one in page.event_source_mappings {
            let Some(function) = one.function_arn.as_deref() else { continue };
            all.entry(unqualified(function)).or_default().push(EventSourceMapping {
                event_source_arn: one.event_source_arn,
                uuid: one.uuid,
                state: one.state,
                on_failure: one.destination_config.and_then(|to| to.on_failure).and_then(|to| to.destination),
                maximum_retry_attempts: one.maximum_retry_attempts,
                kms_key_arn: one.kms_key_arn,
            });
        }
    }
    all.values_mut().for_each(|of_one| of_one.sort());
    Ok(all)
}

/// Parts of `arn:aws:lambda:<region>:<account>:function:<name>`, behind which may stand a version or an alias.
const PARTS: usize = 7;

fn qualifier(arn: &str) -> Option<String> {
    arn.splitn(PARTS + 1, ':').nth(PARTS).filter(|qualifier| *qualifier != "$LATEST").map(str::to_owned)
}

fn unqualified(arn: &str) -> String {
    arn.split(':').take(PARTS).collect::<Vec<_>>().join(":")
}
