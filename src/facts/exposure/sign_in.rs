//! What stands before that which the internet reaches: whether AWS asks who somebody is, before anything of the
//! account's is touched.
//!
//! A key that all callers share is no sign-in, nor is a password that a database, a broker or a machine asks for by
//! itself: those are tried as they are.

use super::Exposure;
use crate::facts::Span;
use crate::snapshot::{Resource, Value};
use std::sync::Arc;

/// How open it is if the internet reaches it.
pub(super) fn of(resource: &Resource, policy: Option<&Span<Exposure>>) -> Span<Exposure> {
    match &*resource.kind {
        "apigateway_rest_api" => narrowed(resource, policy, methods(resource.at("methods"))),
        "apigatewayv2_api" => methods(resource.at("routes")),
        "appsync_api" => graphql(resource),
        "cloudfront_distribution" => distribution(resource),
        "cognito_identity_pool" => guests(resource),
        "cognito_user_pool" => signed("its users sign in"),
        "eks_cluster" => signed("the API of Kubernetes asks IAM who somebody is"),
        "lambda_function" => function(resource, policy),
        "opensearch_domain" => domain(resource, policy),
        "transfer_server" => signed("its users sign in"),
        _ => Span { because: vec![], ..open("") },
    }
}

fn signed(why: &str) -> Span<Exposure> {
    Span::known(Exposure::InternetWithAuth, why)
}

fn open(why: &str) -> Span<Exposure> {
    Span::known(Exposure::InternetOpen, why)
}

/// An unread field may say either.
fn either(field: &Value) -> Option<Span<Exposure>> {
    let unread = field.unread_within()?;
    Some(Span::between(Exposure::InternetWithAuth, Exposure::InternetOpen, Arc::clone(unread)))
}

/// One method that asks nobody is enough. Preflight requests of browsers are never signed and reach nothing.
fn methods(methods: &Value) -> Span<Exposure> {
    let asks_nobody = |method: &&Value| {
        let preflight = ["http_method", "route_key"].iter().filter_map(|field| method.at(field).as_str());
        method.at("authorization_type").as_str().is_none_or(|kind| kind == "NONE")
            && !preflight.into_iter().any(|name| name.starts_with("OPTIONS"))
    };
    if let Some(unread) = either(methods) {
        return unread;
    }
    // The first message of a WebSocket decides for those that follow.
    let connect = methods.items().iter().find(|route| route.at("route_key").as_str() == Some("$connect"));
    let asked: Vec<&Value> = connect.map_or_else(|| methods.items().iter().collect(), |connect| vec![connect]);
    match asked.into_iter().find(asks_nobody) {
        Some(method) => {
            let name = method.at("route_key").as_str().or(method.at("path").as_str()).unwrap_or("a method");
            open(&format!("{name} asks nobody who they are"))
        }
        None => signed("each of its methods asks for a sign-in"),
    }
}

/// Where an API has a policy, a caller must be let in by both.
fn narrowed(api: &Resource, policy: Option<&Span<Exposure>>, methods: Span<Exposure>) -> Span<Exposure> {
    match policy.filter(|_| !api.at("policy").is_null()) {
        // Whom a policy of the account's own names must prove it.
        Some(policy) => methods.and(policy.clone().or(Span { because: vec![], ..signed("") }).clone()),
        None => methods,
    }
}

/// <https://docs.aws.amazon.com/appsync/latest/devguide/security-authz.html>
fn graphql(api: &Resource) -> Span<Exposure> {
    let types = api.at("authentication_types");
    if let Some(unread) = either(types) {
        return unread;
    }
    match types.items().iter().any(|kind| kind.as_str() == Some("API_KEY")) {
        true => open("an API key is enough, which all callers share"),
        false => signed("callers must prove who they are"),
    }
}

/// Signed addresses and certificates are asked for by CloudFront; all behaviours must do so.
fn distribution(distribution: &Resource) -> Span<Exposure> {
    let required = distribution.at("viewer_mtls_mode").as_str() == Some("required");
    let trusts = |behaviour: &Value| {
        ["trusted_key_groups", "trusted_signers"].iter().any(|field| !behaviour.at(field).items().is_empty())
    };
    let (default, others) = (distribution.at("default_cache_behavior"), distribution.at("cache_behaviors"));
    if required {
        return signed("viewers must show a certificate");
    }
    if let Some(unread) = either(default).or_else(|| either(others)) {
        return unread;
    }
    if trusts(default) && others.items().iter().all(trusts) {
        return signed("each request must bear a signature");
    }
    open("anybody may ask for what it serves")
}

fn guests(pool: &Resource) -> Span<Exposure> {
    let guests = pool.at("allow_unauthenticated_identities");
    match guests.as_bool() {
        Some(true) => open("guests get credentials too"),
        _ => either(guests).unwrap_or_else(|| signed("its users sign in")),
    }
}

/// An address that asks nobody is opened by the function's policy.
/// <https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html>
fn function(function: &Resource, policy: Option<&Span<Exposure>>) -> Span<Exposure> {
    let urls = function.at("urls");
    if let Some(unread) = either(urls) {
        return unread;
    }
    let auth = |kind: &str| urls.items().iter().any(|url| url.at("auth_type").as_str() == Some(kind));
    let signed = auth("AWS_IAM").then(|| signed("its address asks for a signature"));
    match (auth("NONE"), policy, signed) {
        (true, Some(policy), Some(signed)) => policy.clone().or(signed),
        (true, Some(policy), None) => policy.clone(),
        (true, None, _) => open("its address asks nobody who they are"),
        (false, _, signed) => signed.unwrap_or_else(|| self::signed("it has no address of its own")),
    }
}

/// A policy that lets in everybody asks for nothing, unless access is fine-grained, which asks everybody.
fn domain(domain: &Resource, policy: Option<&Span<Exposure>>) -> Span<Exposure> {
    let (fine, guests) = (domain.at("advanced_security_enabled"), domain.at("anonymous_auth_enabled"));
    if fine.as_bool() == Some(true) && guests.as_bool() == Some(false) {
        return signed("fine-grained access asks everybody to sign in");
    }
    let unread = either(fine).or_else(|| either(guests).filter(|_| fine.as_bool() == Some(true)));
    let asked = signed("its policy lets in only those who sign their requests");
    let by_policy = match policy {
        Some(policy) if policy.high > Exposure::InternetWithAuth => policy.clone().or(asked),
        _ => asked,
    };
    match unread {
        Some(unread) => unread.and(by_policy),
        None => by_policy,
    }
}
