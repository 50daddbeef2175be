//! Runs: of state machines, builds, jobs and models.

use super::Trace;
use super::seen::{Row, Seen, Sight};
use crate::snapshot::Value;
use std::sync::Arc;

pub(super) const ROWS: &[Row] = &[
    row(&["stepfunctions_state_machine"], |sight| match sight.at("logging.level") {
        Value::Unread(unread) => Seen::Unread(Arc::clone(unread)),
        Value::Str(level) if &**level == "ALL" => Seen::Yes(LOGGED.into()),
        Value::Str(level) if &**level != "OFF" => Seen::No("only runs that fail are logged".into()),
        _ => Seen::No(UNLOGGED.into()),
    }),
    row(&["codebuild_project"], build),
    row(&["emr_cluster"], |sight| Seen::set(sight.at("log_uri"), LOGGED, UNLOGGED)),
    row(&["bedrock_region"], |sight| Seen::switch(sight.at("invocation_logging_enabled"), LOGGED, UNLOGGED)),
];

const LOGGED: &str = "runs are logged";
const UNLOGGED: &str = "runs are not logged";

const fn row(kinds: &'static [&'static str], look: fn(&Sight<'_, '_>) -> Seen) -> Row {
    Row { kinds, trace: Trace::RunLogs, needs: &[], look }
}

/// A project that says nothing logs to CloudWatch.
fn build(sight: &Sight<'_, '_>) -> Seen {
    if sight.at("logs").is_null() {
        return Seen::Yes(LOGGED.into());
    }
    let to = |path: &str, by_default: bool| match sight.at(path) {
        Value::Unread(unread) => Seen::Unread(Arc::clone(unread)),
        Value::Null if by_default => Seen::Yes(LOGGED.into()),
        status if status.as_str() == Some("ENABLED") => Seen::Yes(LOGGED.into()),
        _ => Seen::No(UNLOGGED.into()),
    };
    to("logs.cloud_watch_logs.status", true).or(|| to("logs.s3_logs.status", false))
}
