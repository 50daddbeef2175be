//! Databases: the logs of who does what.

use super::Trace;
use super::seen::{Row, Seen, Sight};
use crate::snapshot::Value;
use std::sync::Arc;

pub(super) const ROWS: &[Row] = &[
    row(&["rds_cluster", "rds_instance"], relational),
    row(&["redshift_cluster"], |sight| Seen::set(sight.at("logging"), LOGGED, UNLOGGED)),
    row(&["redshiftserverless_namespace"], |sight| {
        Seen::all_of(sight.at("log_exports"), &["connectionlog", "userlog"], LOGGED, LACKS)
    }),
    row(&["opensearch_domain"], |sight| Seen::all_of(sight.at("logs_enabled"), &["AUDIT_LOGS"], LOGGED, LACKS)),
    row(&["mq_broker"], |sight| match sight.at("audit_log_enabled") {
        Value::Null => Seen::switch(sight.at("general_log_enabled"), LOGGED, UNLOGGED),
        audit => Seen::switch(audit, LOGGED, UNLOGGED),
    }),
    row(&["msk_cluster"], |sight| Seen::set(sight.at("broker_logs"), LOGGED, UNLOGGED)),
    row(&["fsx_file_system"], |sight| match sight.at("file_access_audit_log_level") {
        Value::Null => Seen::Mute,
        Value::Unread(unread) => Seen::Unread(Arc::clone(unread)),
        level if level.as_str() == Some("SUCCESS_AND_FAILURE") => Seen::Yes(LOGGED.into()),
        _ => Seen::No(UNLOGGED.into()),
    }),
];

const LOGGED: &str = "what is done in it is logged";
const UNLOGGED: &str = "what is done in it is not logged";
const LACKS: &str = "it does not log";

/// The log of each engine that tells who signs in or what is asked; the first that its name starts with.
/// <https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_LogAccess.html>
const ENGINES: &[(&str, &str)] = &[
    ("aurora-postgresql", "postgresql"),
    ("aurora", "audit"),
    ("postgres", "postgresql"),
    ("mysql", "audit"),
    ("mariadb", "audit"),
    ("oracle", "audit"),
    ("docdb", "audit"),
    ("neptune", "audit"),
    ("sqlserver", "error"),
];

const fn row(kinds: &'static [&'static str], look: fn(&Sight<'_, '_>) -> Seen) -> Row {
    Row { kinds, trace: Trace::DatabaseLogs, needs: &[], look }
}

/// RDS, with Aurora, DocumentDB and Neptune. A stream of activity does as well. The logs of a cluster's instances are the
/// cluster's.
fn relational(sight: &Sight<'_, '_>) -> Seen {
    if !sight.at("db_cluster_identifier").is_null() {
        return Seen::Mute;
    }
    let engine = sight.at("engine");
    let log = ENGINES.iter().find(|(start, _)| engine.as_str().is_some_and(|engine| engine.starts_with(start)));
    match (log, engine.as_unread()) {
        (_, Some(unread)) => Seen::Unread(Arc::clone(unread)),
        (_, None) if sight.at("activity_stream_status").as_str() == Some("started") => Seen::Yes(LOGGED.into()),
        (Some((_, log)), None) => Seen::all_of(sight.at("enabled_cloudwatch_logs_exports"), &[log], LOGGED, LACKS),
        (None, None) => Seen::Mute,
    }
}
