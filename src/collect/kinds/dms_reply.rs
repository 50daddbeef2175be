//! What the kinds of the Database Migration Service share: their tags, which one call gives for many.

use super::kind::Tags;
use super::tags::{Tag, listed};
use crate::collect::Place;
use crate::collect::aws::service::DMS;
use crate::snapshot::{Reading, Unread};
use serde::Deserialize;
use std::collections::BTreeMap;

pub const TAGS: &str = "dms:ListTagsForResource";

/// AWS names no bound.
pub const AT_ONCE: usize = 20;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Tagged {
    #[serde(default)]
    tag_list: Vec<TagOf>,
}

#[derive(Deserialize)]
struct TagOf {
    #[serde(rename = "ResourceArn")]
    arn: String,
    #[serde(flatten)]
    tag: Tag,
}

/// The tags of each, by ARN.
pub type ByArn = BTreeMap<String, Tags>;

pub async fn tags_of(place: &Place, arns: &[String]) -> Result<ByArn, Unread> {
    let call = place.call(&DMS, "ListTagsForResource").set("ResourceArnList", arns.to_vec());
    let mut all = ByArn::new();
    for TagOf { arn, tag } in call.answer::<Tagged>().await?.tag_list {
        all.entry(arn).or_default().extend(listed(&[tag]));
    }
    Ok(all)
}

pub fn of(tags: &Result<ByArn, Unread>, arn: &str) -> Reading<Option<Tags>> {
    tags.clone().map(|all| Some(all.get(arn).cloned().unwrap_or_default())).into()
}
