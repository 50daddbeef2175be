//! Services with an address of AWS's, and what stands before them.

use super::estate::{Estate, ports};
use crate::facts::Exposure::{self, Internal, InternetOpen, InternetWithAuth, Isolated};

fn exposure(kind: &str, fields: &str) -> Exposure {
    let sheet = Estate::empty().and(kind, "it", fields).sheet_of("it");
    assert!(sheet.exposure.is_known(), "{kind} {fields}: {:?}", sheet.exposure);
    sheet.exposure.high
}

/// The least and the most.
fn between(kind: &str, fields: &str) -> (Exposure, Exposure) {
    let sheet = Estate::empty().and(kind, "it", fields).sheet_of("it");
    (sheet.exposure.low, sheet.exposure.high)
}

const UNREAD: &str = r#"{"$unread":{"action":"x:Get","reason":"access_denied"}}"#;

#[test]
fn the_api_of_kubernetes() {
    let cluster = |public: &str, cidrs: &str| {
        format!(
            r#"{{"status":"ACTIVE","vpc_config":{{"endpoint_public_access":{public},"public_access_cidrs":{cidrs}}}}}"#
        )
    };
    let open = cluster("true", r#"["0.0.0.0/0"]"#);
    assert_eq!(exposure("eks_cluster", &open), InternetWithAuth);
    let reach = Estate::empty().and("eks_cluster", "it", &open).reach_of("it");
    assert_eq!(ports(&reach), ["tcp 443-443 from 0.0.0.0/0 by "]);
    assert_eq!(exposure("eks_cluster", &cluster("true", r#"["203.0.113.0/24"]"#)), Internal);
    assert_eq!(exposure("eks_cluster", &cluster("false", r#"["0.0.0.0/0"]"#)), Internal);
    assert_eq!(between("eks_cluster", &cluster(UNREAD, r#"["0.0.0.0/0"]"#)), (Internal, InternetWithAuth));
    assert_eq!(between("eks_cluster", &cluster("true", UNREAD)), (Internal, InternetWithAuth));
}

/// A policy that allows one sort of principal.
fn policy(principal: &str) -> String {
    format!(
        r#"{{"version":"2012-10-17","statements":[{{"sid":null,"effect":"Allow","principals":[{principal}],"not_principals":[],
        "actions":["*"],"not_actions":[],"resources":["*"],"not_resources":[],"conditions":[]}}]}}"#
    )
}

const EVERYBODY: &str = r#"{"type":"*","id":"*"}"#;
const OWN: &str = r#"{"type":"AWS","id":"arn:aws:iam::111122223333:role/search"}"#;

#[test]
fn domains_of_opensearch() {
    let domain = |policy: &str, rest: &str| {
        format!(
            r#"{{"vpc_id":null,"deleted":false,"enforce_https":true,"advanced_security_enabled":false,"anonymous_auth_enabled":false,
            "policy":{policy}{rest}}}"#
        )
    };
    assert_eq!(exposure("opensearch_domain", &domain(&policy(EVERYBODY), "")), InternetOpen);
    assert_eq!(exposure("opensearch_domain", &domain(&policy(OWN), "")), InternetWithAuth);
    let fine = r#"{"advanced_security_enabled":true}"#;
    let estate = || Estate::empty().and("opensearch_domain", "it", &domain(&policy(EVERYBODY), ""));
    assert_eq!(estate().but("it", fine).sheet_of("it").exposure.high, InternetWithAuth);
    let guests = r#"{"advanced_security_enabled":true,"anonymous_auth_enabled":true}"#;
    assert_eq!(estate().but("it", guests).sheet_of("it").exposure.high, InternetOpen);
    let inside = r#"{"vpc_id":"vpc-1","subnet_ids":[],"security_group_ids":[]}"#;
    assert_eq!(estate().but("it", inside).sheet_of("it").exposure.high, Internal);
    let gone = r#"{"deleted":true}"#;
    assert_eq!(estate().but("it", gone).sheet_of("it").exposure.high, Isolated);
    assert_eq!(ports(&estate().but("it", r#"{"enforce_https":false}"#).reach_of("it")).len(), 2);
    assert_eq!(between("opensearch_domain", &domain(UNREAD, "")), (InternetWithAuth, InternetOpen));
}

#[test]
fn addresses_of_functions() {
    let function = |auth: &str, policy: &str| {
        let estate = Estate::empty().and(
            "lambda_function",
            "it",
            &format!(r#"{{"urls":[{{"auth_type":"{auth}","url":"x"}}],"policy":{policy}}}"#),
        );
        let sheet = estate.sheet_of("it");
        (sheet.reach.unwrap().high.internet, sheet.exposure.high)
    };
    assert_eq!(function("NONE", &policy(EVERYBODY)), (true, InternetOpen));
    // The address alone opens nothing.
    assert_eq!(function("NONE", "null"), (true, Internal));
    assert_eq!(function("AWS_IAM", "null"), (true, InternetWithAuth));
    // Without an address the API of Lambda is the way.
    assert_eq!(exposure("lambda_function", r#"{"urls":[],"policy":null}"#), Internal);
    let shared = format!(r#"{{"urls":[],"policy":{}}}"#, policy(r#"{"type":"AWS","id":"444455556666"}"#));
    assert_eq!(exposure("lambda_function", &shared), Exposure::CrossAccount);
    let unread = format!(r#"{{"urls":{UNREAD},"policy":{}}}"#, policy(EVERYBODY));
    assert_eq!(between("lambda_function", &unread).1, InternetOpen);
    assert_eq!(between("lambda_function", &format!(r#"{{"urls":{UNREAD},"policy":null}}"#)), (Internal, InternetOpen));
}

#[test]
fn rest_apis() {
    let api = |kind: &str, auth: &str, stages: &str, policy: &str| {
        format!(
            r#"{{"endpoint_types":["{kind}"],"stages":{stages},"policy":{policy},
            "methods":[{{"http_method":"GET","path":"/orders","authorization_type":"{auth}","api_key_required":true}},
                       {{"http_method":"OPTIONS","path":"/orders","authorization_type":"NONE"}}]}}"#
        )
    };
    let of = |kind: &str, auth: &str, stages: &str, policy: &str| {
        exposure("apigateway_rest_api", &api(kind, auth, stages, policy))
    };
    let stages = r#"[{"stage_name":"prod"}]"#;
    // A key that all callers share proves nothing.
    assert_eq!(of("REGIONAL", "NONE", stages, "null"), InternetOpen);
    assert_eq!(of("EDGE", "NONE", stages, "null"), InternetOpen);
    assert_eq!(of("REGIONAL", "AWS_IAM", stages, "null"), InternetWithAuth);
    assert_eq!(of("REGIONAL", "CUSTOM", stages, "null"), InternetWithAuth);
    assert_eq!(of("PRIVATE", "NONE", stages, "null"), Internal);
    assert_eq!(of("REGIONAL", "NONE", "[]", "null"), Isolated);
    // Both must let in a caller.
    assert_eq!(of("REGIONAL", "NONE", stages, &policy(EVERYBODY)), InternetOpen);
    assert_eq!(of("REGIONAL", "NONE", stages, &policy(OWN)), InternetWithAuth);
    let unread = r#"{"endpoint_types":["REGIONAL"],"stages":[{"stage_name":"prod"}],"policy":null,"methods":{"$unread":{"action":"x:Get","reason":"access_denied"}}}"#;
    assert_eq!(between("apigateway_rest_api", unread), (InternetWithAuth, InternetOpen));
}

#[test]
fn an_api_without_its_first_address_needs_another_name() {
    let api = |domain: &str| {
        let fields = r#"{"stages":[{"stage_name":"$default"}],"disable_execute_api_endpoint":true,
            "routes":[{"route_key":"$default","authorization_type":"NONE"}]}"#;
        let domain = format!(r#"{{"endpoint_types":["{domain}"]}}"#);
        Estate::empty().and("apigatewayv2_api", "it", fields).and("apigateway_domain", "name", &domain)
    };
    assert_eq!(api("REGIONAL").sheet_of("it").exposure.high, InternetOpen);
    assert_eq!(api("PRIVATE").sheet_of("it").exposure.high, Internal);
    let hidden = api("PRIVATE").without("apigateway_domain").sheet_of("it");
    assert_eq!((hidden.exposure.low, hidden.exposure.high), (Internal, InternetOpen));
    let on = api("PRIVATE").but("it", r#"{"disable_execute_api_endpoint":false}"#);
    assert_eq!(on.sheet_of("it").exposure.high, InternetOpen);
}

#[test]
fn http_and_websocket_apis() {
    let of = |routes: &str| {
        exposure("apigatewayv2_api", &format!(r#"{{"stages":[{{"stage_name":"$default"}}],"routes":{routes}}}"#))
    };
    assert_eq!(of(r#"[{"route_key":"GET /orders","authorization_type":"NONE"}]"#), InternetOpen);
    assert_eq!(of(r#"[{"route_key":"GET /orders","authorization_type":"JWT"}]"#), InternetWithAuth);
    let socket = |auth: &str| {
        format!(
            r#"[{{"route_key":"$connect","authorization_type":"{auth}"}},{{"route_key":"send","authorization_type":"NONE"}}]"#
        )
    };
    assert_eq!(of(&socket("AWS_IAM")), InternetWithAuth);
    assert_eq!(of(&socket("NONE")), InternetOpen);
    assert_eq!(exposure("apigatewayv2_api", r#"{"stages":[],"routes":[]}"#), Isolated);
}

#[test]
fn graphql_and_app_runner() {
    let api = |visibility: &str, types: &str| {
        exposure("appsync_api", &format!(r#"{{"visibility":"{visibility}","authentication_types":{types}}}"#))
    };
    assert_eq!(api("GLOBAL", r#"["AWS_IAM","API_KEY"]"#), InternetOpen);
    assert_eq!(api("GLOBAL", r#"["AMAZON_COGNITO_USER_POOLS"]"#), InternetWithAuth);
    assert_eq!(api("PRIVATE", r#"["API_KEY"]"#), Internal);
    let app = |fields: &str| exposure("apprunner_service", fields);
    assert_eq!(app(r#"{"status":"RUNNING","is_publicly_accessible":null}"#), InternetOpen);
    assert_eq!(app(r#"{"status":"RUNNING","is_publicly_accessible":false}"#), Internal);
    assert_eq!(app(r#"{"status":"PAUSED","is_publicly_accessible":true}"#), Isolated);
    assert_eq!(
        between("apprunner_service", &format!(r#"{{"status":"RUNNING","is_publicly_accessible":{UNREAD}}}"#)),
        (Internal, InternetOpen)
    );
}

#[test]
fn distributions_and_pools_of_users() {
    let of = |fields: &str| exposure("cloudfront_distribution", fields);
    let behaviour = |groups: &str| format!(r#"{{"trusted_key_groups":{groups},"trusted_signers":[]}}"#);
    let (free, bound) = (behaviour("[]"), behaviour(r#"["kg"]"#));
    let all = |default: &str, other: &str, rest: &str| {
        format!(r#"{{"enabled":true,"default_cache_behavior":{default},"cache_behaviors":[{other}]{rest}}}"#)
    };
    assert_eq!(of(&all(&free, &free, "")), InternetOpen);
    assert_eq!(of(&all(&bound, &free, "")), InternetOpen);
    assert_eq!(of(&all(&bound, &bound, "")), InternetWithAuth);
    assert_eq!(of(&all(&free, &free, r#","viewer_mtls_mode":"required""#)), InternetWithAuth);
    assert_eq!(of(r#"{"enabled":false,"default_cache_behavior":null,"cache_behaviors":[]}"#), Isolated);
    assert_eq!(exposure("cognito_user_pool", "{}"), InternetWithAuth);
    assert_eq!(exposure("cognito_identity_pool", r#"{"allow_unauthenticated_identities":true}"#), InternetOpen);
    assert_eq!(exposure("cognito_identity_pool", r#"{"allow_unauthenticated_identities":false}"#), InternetWithAuth);
}

#[test]
fn lightsail() {
    let instance = |rule: &str, rest: &str| {
        format!(
            r#"{{"state":"running","public_ip_address":"203.0.113.8","ipv6_addresses":[],"ports":[{{"from_port":22,"to_port":22,
            "protocol":"tcp","access_direction":"inbound",{rule}}}]{rest}}}"#
        )
    };
    let open = instance(r#""cidrs":["0.0.0.0/0"],"ipv6_cidrs":["::/0"]"#, "");
    assert_eq!(exposure("lightsail_instance", &open), InternetOpen);
    // It has no address of IPv6.
    let reach = Estate::empty().and("lightsail_instance", "it", &open).reach_of("it");
    assert_eq!(ports(&reach), ["tcp 22-22 from 0.0.0.0/0 by "]);
    for closed in [
        instance(r#""cidrs":["203.0.113.0/24"],"ipv6_cidrs":[]"#, ""),
        instance(r#""cidrs":[],"ipv6_cidrs":[],"cidr_list_aliases":["lightsail-connect"]"#, ""),
    ] {
        assert_eq!(exposure("lightsail_instance", &closed), Internal, "{closed}");
    }
    let stopped = open.replace("running", "stopped");
    assert_eq!(exposure("lightsail_instance", &stopped), Isolated);
    let database = |public: bool, state: &str| {
        exposure(
            "lightsail_database",
            &format!(r#"{{"state":"{state}","engine":"mysql","publicly_accessible":{public}}}"#),
        )
    };
    assert_eq!(database(true, "available"), InternetOpen);
    assert_eq!(database(false, "available"), Internal);
    assert_eq!(database(true, "stopped"), Isolated);
}

#[test]
fn servers_for_files() {
    let server = |kind: &str, state: &str| {
        exposure("transfer_server", &format!(r#"{{"endpoint_type":"{kind}","state":"{state}","protocols":["SFTP"]}}"#))
    };
    assert_eq!(server("PUBLIC", "ONLINE"), InternetWithAuth);
    assert_eq!(server("PUBLIC", "OFFLINE"), Isolated);
    assert_eq!(server("VPC_ENDPOINT", "ONLINE"), Internal);
}
