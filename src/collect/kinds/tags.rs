//! Tags, as each service's SDK spells them, to one map.

use super::kind::Tags;
use crate::snapshot::Reading;
use serde::Deserialize;

/// From pairs of key and value; AWS never leaves out a key, but its types allow it.
pub fn tags<'a>(pairs: impl IntoIterator<Item = (Option<&'a str>, Option<&'a str>)>) -> Tags {
    let named = pairs.into_iter().filter_map(|(key, value)| Some((key?, value.unwrap_or_default())));
    named.map(|(key, value)| (key.to_owned(), value.to_owned())).collect()
}

/// A tag in a reply. Services spell its two halves in different ways.
#[derive(Debug, Clone, Deserialize)]
pub struct Tag {
    #[serde(alias = "Key", alias = "TagKey", alias = "tagKey")]
    key: String,
    #[serde(default, alias = "Value", alias = "TagValue", alias = "tagValue")]
    value: Option<String>,
}

/// From a reply's list.
pub fn listed(list: &[Tag]) -> Tags {
    tags(list.iter().map(|tag| (Some(tag.key.as_str()), tag.value.as_deref())))
}

/// EC2 gives the tags with the resource.
pub fn ec2(tags_of: &[aws_sdk_ec2::types::Tag]) -> Reading<Option<Tags>> {
    Reading::Known(Some(tags(tags_of.iter().map(|tag| (tag.key(), tag.value())))))
}

/// EC2 has no names; people put them into a tag.
pub fn ec2_name(tags_of: &[aws_sdk_ec2::types::Tag]) -> Option<String> {
    tags_of.iter().find(|tag| tag.key() == Some("Name")).and_then(|tag| tag.value()).map(str::to_owned)
}
