//! What the kinds of Redshift Serverless share: their tags are a call of their own.

use super::kind::Tags;
use super::tags::{Tag, listed};
use crate::collect::Place;
use crate::collect::aws::service::REDSHIFT_SERVERLESS;
use crate::snapshot::Reading;
use serde::Deserialize;

pub const TAGS: &str = "redshift-serverless:ListTagsForResource";

#[derive(Deserialize)]
struct Tagged {
    #[serde(default)]
    tags: Vec<Tag>,
}

pub async fn tags_of(place: &Place, arn: &str) -> Reading<Option<Tags>> {
    let call = place.call(&REDSHIFT_SERVERLESS, "ListTagsForResource").set("resourceArn", arn);
    call.reading(|reply: Tagged| Some(listed(&reply.tags))).await
}
