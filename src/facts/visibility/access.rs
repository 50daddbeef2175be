//! Access logs: each request to what answers requests. And what DNS and firewalls log, which is the same by another name.

use super::Trace;
use super::seen::{Row, Seen, Sight};

pub(super) const ROWS: &[Row] = &[
    row(&["s3_bucket"], |sight| Seen::set(sight.at("logging"), LOGGED, UNLOGGED)),
    row(&["elb_load_balancer"], |sight| Seen::switch(sight.at("attributes.access_log_enabled"), LOGGED, UNLOGGED)),
    row(&["elbv2_load_balancer"], load_balancer),
    row(&["cloudfront_distribution"], distribution),
    row(&["apigateway_rest_api", "apigatewayv2_api"], |sight| {
        Seen::each(sight.at("stages"), |stage| Seen::set(stage.at("access_log_destination_arn"), LOGGED, UNLOGGED))
    }),
    row(&["appsync_api"], |sight| Seen::set(sight.at("log_config"), LOGGED, UNLOGGED)),
    row(&["lightsail_bucket"], |sight| Seen::switch(sight.at("access_log_config.enabled"), LOGGED, UNLOGGED)),
    row(&["transfer_server"], |sight| {
        let structured = Seen::set(sight.at("structured_log_destinations"), LOGGED, UNLOGGED);
        structured.or(|| Seen::set(sight.at("logging_role"), LOGGED, UNLOGGED))
    }),
    Row { kinds: &["route53_zone"], trace: Trace::QueryLogs, needs: &[], look: zone },
    Row {
        kinds: &["wafv2_web_acl", "wafv2_cloudfront_web_acl"],
        trace: Trace::FirewallLogs,
        needs: &[],
        look: |sight| Seen::set(sight.at("logging"), LOGGED, UNLOGGED),
    },
    Row {
        kinds: &["networkfirewall_firewall"],
        trace: Trace::FirewallLogs,
        needs: &[],
        look: |sight| Seen::set(sight.at("log_destinations"), LOGGED, UNLOGGED),
    },
];

const LOGGED: &str = "requests are logged";
const UNLOGGED: &str = "requests are not logged";

const fn row(kinds: &'static [&'static str], look: fn(&Sight<'_, '_>) -> Seen) -> Row {
    Row { kinds, trace: Trace::AccessLogs, needs: &[], look }
}

/// One of the gateway type passes packets on, and has no log of its own.
/// <https://docs.aws.amazon.com/elasticloadbalancing/latest/gateway/monitoring.html>
fn load_balancer(sight: &Sight<'_, '_>) -> Seen {
    match sight.at("type").as_str() {
        Some("gateway") => Seen::Mute,
        _ => Seen::switch(sight.at("attributes.access_logs_enabled"), LOGGED, UNLOGGED),
    }
}

/// Standard logging of either version.
fn distribution(sight: &Sight<'_, '_>) -> Seen {
    let first = Seen::switch(sight.at("logging.enabled"), LOGGED, UNLOGGED);
    first.or(|| Seen::set(sight.at("log_deliveries"), LOGGED, UNLOGGED))
}

/// AWS logs no queries of private zones here. <https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/query-logs.html>
fn zone(sight: &Sight<'_, '_>) -> Seen {
    match sight.at("private_zone").as_bool() {
        Some(true) => Seen::Mute,
        _ => Seen::set(sight.at("query_log_group_arn"), "queries are logged", "queries are not logged"),
    }
}
