//! What the kinds of ElastiCache share.

use super::kind::Tags;
use super::tags::{Tag, listed};
use crate::collect::Place;
use crate::collect::aws::call::List;
use crate::collect::aws::service::ELASTICACHE;
use crate::snapshot::Reading;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub const TAGS: &str = "elasticache:ListTagsForResource";

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

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Tagged {
    #[serde(default)]
    tag_list: List<Tag>,
}

pub async fn tags_of(place: &Place, arn: &str) -> Reading<Option<Tags>> {
    let call = place.call(&ELASTICACHE, "ListTagsForResource").set("ResourceName", arn);
    call.reading(|reply: Tagged| Some(listed(&reply.tag_list.0))).await
}
