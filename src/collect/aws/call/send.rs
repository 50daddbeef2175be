//! How a call goes over the wire: the SDK's orchestrator, with one serializer for each protocol.

use super::super::endpoint::endpoint;
use super::super::error::SdkResult;
use super::super::service::Protocol;
use super::failure::Failure;
use super::request::Call;
use aws_runtime::auth::sigv4::{SCHEME_ID, SigV4AuthScheme};
use aws_runtime::auth::{SigV4OperationSigningConfig, SigningOptions};
use aws_runtime::retries::classifiers::AwsErrorCodeClassifier;
use aws_runtime::user_agent::{ApiMetadata, UserAgentInterceptor};
use aws_smithy_runtime::client::orchestrator::operation::Operation;
use aws_smithy_runtime::client::retries::classifiers::{HttpStatusCodeClassifier, TransientErrorClassifier};
use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::auth::static_resolver::StaticAuthSchemeOptionResolver;
use aws_smithy_runtime_api::client::auth::{AuthSchemeOptionResolverParams, SharedAuthScheme};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse, OrchestratorError};
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponentsBuilder;
use aws_smithy_runtime_api::client::runtime_plugin::StaticRuntimePlugin;
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::config_bag::{FrozenLayer, Layer};
use aws_types::SigningName;
use aws_types::region::SigningRegion;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value as Json;

/// A reply that is larger is not AWS's: pages are bounded, the largest to some 10 MB. Parsed, it may take twenty times as
/// much memory.
const MOST_BYTES: usize = 16 << 20;

/// The body of a reply.
pub type Body = Vec<u8>;

pub async fn send(call: &Call<'_>) -> SdkResult<Body, Failure> {
    let session = call.session;
    let sdk = session.sdk();
    let mut at = endpoint(call.service, session.partition(), &call.region);
    if let Some(url) = session.endpoint_url() {
        at.url = url.trim_end_matches('/').to_owned();
    }
    let protocol = call.service.protocol;
    // Calls are counted as permissions name them.
    let needs = call.needs();
    let (service, name) = needs.split_once(':').unwrap_or((call.service.name, call.operation));
    let operation = Operation::builder()
        .service_name(service.to_owned())
        .operation_name(name.to_owned())
        .endpoint_url(&at.url)
        .http_client(sdk.http_client().unwrap_or_else(|| unreachable!("a session has one")))
        .standard_retry(sdk.retry_config().unwrap_or_else(|| unreachable!("a session has one")))
        .timeout_config(sdk.timeout_config().unwrap_or_else(|| unreachable!("a session has one")).clone())
        .retry_classifier(HttpStatusCodeClassifier::default())
        .retry_classifier(TransientErrorClassifier::<Failure>::new())
        .retry_classifier(AwsErrorCodeClassifier::<Failure>::new())
        .with_connection_poisoning()
        .interceptor(session.meter())
        .interceptor(UserAgentInterceptor::new())
        .runtime_plugin(
            StaticRuntimePlugin::new().with_config(settings(call, &at.region)).with_runtime_components(signing(call)),
        )
        .serializer(request)
        .deserializer(move |reply| response(protocol, reply))
        .build();
    operation.invoke(Draft::of(call)).await
}

fn settings(call: &Call<'_>, region: &str) -> FrozenLayer {
    let session = call.session;
    let mut layer = Layer::new("call");
    layer.store_put(AuthSchemeOptionResolverParams::new(()));
    let mut signing = SigV4OperationSigningConfig::default();
    signing.region = Some(SigningRegion::from(aws_types::region::Region::new(region.to_owned())));
    signing.name = Some(SigningName::from(call.service.signing));
    signing.signing_options = SigningOptions::default();
    layer.store_put(signing);
    layer.store_put(ApiMetadata::new(call.service.name, env!("CARGO_PKG_VERSION")));
    layer.store_put(session.retry_partition(call.service.name, &call.region));
    if let Some(app) = session.sdk().app_name() {
        layer.store_put(app.clone());
    }
    layer.freeze()
}

fn signing(call: &Call<'_>) -> RuntimeComponentsBuilder {
    let sdk = call.session.sdk();
    let mut components = RuntimeComponentsBuilder::new("call");
    components.push_auth_scheme(SharedAuthScheme::new(SigV4AuthScheme::new()));
    components.set_auth_scheme_option_resolver(Some(StaticAuthSchemeOptionResolver::new(vec![SCHEME_ID])));
    components.set_identity_cache(sdk.identity_cache());
    components.set_sleep_impl(sdk.sleep_impl());
    components.set_time_source(sdk.time_source());
    if let Some(credentials) = sdk.credentials_provider() {
        components.set_identity_resolver(SCHEME_ID, credentials);
    }
    components
}

/// A call, free of what it borrowed.
#[derive(Debug)]
struct Draft {
    method: &'static str,
    target: String,
    headers: Vec<(&'static str, String)>,
    body: String,
}

impl Draft {
    fn of(call: &Call<'_>) -> Self {
        let json = || call.document.clone().unwrap_or_else(|| Json::Object(call.body.clone()).to_string());
        let (headers, target, body) = match call.service.protocol {
            Protocol::Json { version, target } => {
                let content = ("content-type", format!("application/x-amz-json-{version}"));
                (vec![content, ("x-amz-target", format!("{target}.{}", call.operation))], "/".to_owned(), json())
            }
            Protocol::Query { version } => {
                let fixed = [("Action", call.operation), ("Version", version)];
                let given = call.query.iter().map(|(name, value)| (name.as_str(), value.as_str()));
                let content = ("content-type", "application/x-www-form-urlencoded".to_owned());
                (vec![content], "/".to_owned(), form(fixed.into_iter().chain(given)))
            }
            Protocol::RestJson | Protocol::RestXml => {
                let query = form(call.query.iter().map(|(name, value)| (name.as_str(), value.as_str())));
                let mark = if query.is_empty() { "" } else { "?" };
                let target = format!("{}{mark}{query}", call.path);
                let with_body = call.method != "GET";
                let content = with_body.then(|| ("content-type", "application/json".to_owned()));
                // API Gateway answers in another form, HAL, to whoever does not ask for JSON.
                let accept = matches!(call.service.protocol, Protocol::RestJson)
                    .then(|| ("accept", "application/json".to_owned()));
                (content.into_iter().chain(accept).collect(), target, if with_body { json() } else { String::new() })
            }
        };
        let headers = match call.document {
            Some(_) => vec![("content-type", "application/xml".to_owned())],
            None => headers,
        };
        Self { method: call.method, target, headers, body }
    }
}

fn form<'a>(fields: impl Iterator<Item = (&'a str, &'a str)>) -> String {
    const KEPT: &percent_encoding::AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');
    let encoded = |text| utf8_percent_encode(text, KEPT);
    fields.map(|(name, value)| format!("{}={}", encoded(name), encoded(value))).collect::<Vec<_>>().join("&")
}

fn request(draft: Draft) -> Result<HttpRequest, BoxError> {
    let mut request = HttpRequest::new(SdkBody::from(draft.body.clone()));
    request.set_method(draft.method)?;
    request.set_uri(draft.target.clone())?;
    for (name, value) in &draft.headers {
        request.headers_mut().try_insert(*name, value.clone())?;
    }
    if !draft.body.is_empty() {
        request.headers_mut().try_insert("content-length", draft.body.len().to_string())?;
    }
    Ok(request)
}

fn response(protocol: Protocol, reply: &HttpResponse) -> Result<Body, OrchestratorError<Failure>> {
    let body = reply.body().bytes().unwrap_or_default();
    if reply.status().is_success() {
        if body.len() > MOST_BYTES {
            return Err(OrchestratorError::other("a reply of more than 16 MiB"));
        }
        return Ok(body.to_vec());
    }
    Err(OrchestratorError::operation(Failure::of(protocol, reply.headers(), body)))
}
