//! What the kinds of Glue share: their tags are a call of their own.

use super::kind::Tags;
use crate::collect::Place;
use crate::collect::aws::service::GLUE;
use crate::snapshot::Reading;
use serde::Deserialize;

pub const TAGS: &str = "glue:GetTags";

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Tagged {
    #[serde(default)]
    tags: Tags,
}

pub async fn tags_of(place: &Place, arn: &str) -> Reading<Option<Tags>> {
    place.call(&GLUE, "GetTags").set("ResourceArn", arn).reading(|reply: Tagged| Some(reply.tags)).await
}
