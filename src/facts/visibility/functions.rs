//! Functions: the log group that one writes to. Lambda makes it when the function first writes, so that one that is missing
//! belongs to a function that never ran, or may not write. How long it is kept is no matter of this: the controls of log
//! groups ask for that. <https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs.html>

use super::Trace;
use super::seen::{Row, Seen, Sight};
use crate::snapshot::Value;
use std::sync::Arc;

pub(super) const ROWS: &[Row] =
    &[Row { kinds: &["lambda_function"], trace: Trace::FunctionLogs, needs: &["logs_group"], look }];

fn look(sight: &Sight<'_, '_>) -> Seen {
    let resource = sight.resource;
    let group = match resource.at("logging_config.log_group") {
        Value::Str(group) => group.to_string(),
        Value::Unread(unread) => return Seen::Unread(Arc::clone(unread)),
        _ => format!("/aws/lambda/{}", resource.label()),
    };
    match sight.index.where_field("logs_group", "name", &group, &resource.account, &resource.region) {
        Ok(found) if found.is_empty() => Seen::No("the log group that it writes to does not exist".into()),
        Ok(_) => Seen::Yes("the log group that it writes to exists".into()),
        Err(unread) => Seen::Unread(Arc::new(unread)),
    }
}
