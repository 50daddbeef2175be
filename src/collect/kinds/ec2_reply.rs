//! What EC2's replies have in common.

use super::kind::Tags;
use super::tags;
use crate::collect::Place;
use crate::snapshot::{Reading, Reason, Unread};

/// How many items a page may hold. Without a size EC2 answers all at once, which it asks callers not to rely on.
/// <https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-pagination.html>
pub const PAGE: i32 = 1000;

/// The id of what was listed. EC2 never leaves it out, but its types allow it; such a reply is not understood.
pub fn id<'a>(action: &str, id: Option<&'a str>) -> Result<&'a str, Unread> {
    id.filter(|id| !id.is_empty()).ok_or_else(|| Unread::new(action, Reason::Unparseable))
}

/// An ARN in the account that owns the thing: what another account shares with this one is listed in both.
pub fn arn(place: &Place, owner: Option<&str>, resource: &str) -> String {
    let owner = owner.unwrap_or(place.account().as_str());
    format!("arn:{}:ec2:{}:{owner}:{resource}", place.session().partition(), place.region())
}

/// Text that is there. EC2 writes an empty element for what is not set.
pub fn text(text: Option<&str>) -> Option<String> {
    text.filter(|text| !text.is_empty()).map(str::to_owned)
}

/// A set, in the order of the alphabet.
pub fn sorted<T: Into<String>>(items: impl IntoIterator<Item = T>) -> Vec<String> {
    let mut items: Vec<String> = items.into_iter().map(Into::into).filter(|item| !item.is_empty()).collect();
    items.sort();
    items.dedup();
    items
}

/// A moment, in UTC and whole seconds.
pub fn moment(time: Option<&aws_smithy_types::DateTime>) -> Option<String> {
    super::timestamp::rfc3339(time?)
}

/// The tags of a sample: its name, and who answers for it.
pub fn sample_tags(name: &str) -> Reading<Option<Tags>> {
    Reading::Known(Some(tags::tags([(Some("Name"), Some(name)), (Some("team"), Some("orders"))])))
}

#[cfg(test)]
mod tests {
    use super::*;
    use aws_smithy_types::DateTime;

    #[test]
    fn what_is_empty_is_not_set() {
        assert_eq!(text(Some("")), None);
        assert_eq!(text(Some("eipassoc-1")).as_deref(), Some("eipassoc-1"));
        assert_eq!(sorted(["b", "", "a", "b"]), ["a", "b"]);
        assert_eq!(id("ec2:DescribeVpcs", Some("")).unwrap_err().reason, Reason::Unparseable);
    }

    #[test]
    fn moments_have_whole_seconds() {
        let time = DateTime::from_secs_and_nanos(1_769_860_800, 999_000_000);
        assert_eq!(moment(Some(&time)).as_deref(), Some("2026-01-31T12:00:00Z"));
        assert_eq!(moment(None), None);
    }
}
