//! What the kinds of ElastiCache share.

use crate::collect::aws::call::List;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all(deserialize = "PascalCase"))]
pub struct LogDelivery {
    /// `slow-log` or `engine-log`.
    pub log_type: Option<String>,
    /// `cloudwatch-logs` or `kinesis-firehose`.
    pub destination_type: Option<String>,
    /// `active`, or why it is not.
    pub status: Option<String>,
}

/// In an order that does not depend on AWS's.
pub fn deliveries(list: List<LogDelivery>) -> Vec<LogDelivery> {
    let mut deliveries = list.0;
    deliveries.sort();
    deliveries
}
