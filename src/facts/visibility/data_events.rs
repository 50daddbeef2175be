//! Data events: what is done inside of buckets, tables and functions, where a trail's selectors take in all of one.
//!
//! A selector that takes in a part (some objects, some calls) leaves a gap, and does not count.
//! <https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-data-events-with-cloudtrail.html>

use super::Trace;
use super::api::Recorded;
use super::seen::{Row, Seen, Sight};
use crate::snapshot::{Resource, Value};

pub(super) const ROWS: &[Row] = &[
    row(&["s3_bucket"], |sight| look(sight, "AWS::S3::Object", "/")),
    row(&["lambda_function"], |sight| look(sight, "AWS::Lambda::Function", "")),
    row(&["dynamodb_table"], |sight| look(sight, "AWS::DynamoDB::Table", "")),
];

const fn row(kinds: &'static [&'static str], look: fn(&Sight<'_, '_>) -> Seen) -> Row {
    Row { kinds, trace: Trace::DataEvents, needs: &["cloudtrail_trail"], look }
}

fn look(sight: &Sight<'_, '_>, kind: &str, end: &str) -> Seen {
    let whole = format!("{}{end}", sight.resource.id);
    let recorded = sight.trails().recorded(|trail| of_trail(trail, kind, &whole));
    recorded.seen("what is done inside of it")
}

/// `whole` is what the ARNs of all that is inside start with; for what has nothing inside, its own.
fn of_trail(trail: &Resource, kind: &str, whole: &str) -> Recorded {
    let selectors = trail.at("selectors");
    if let Some(unread) = selectors.unread_within() {
        return Recorded::unread(unread);
    }
    let older = selectors.at("event_selectors").items().iter().filter(|one| older(one, kind, whole)).map(|one| {
        let is = |other: &str| one.at("read_write_type").as_str() == Some(other);
        Recorded::access(!is("WriteOnly"), !is("ReadOnly"))
    });
    let newer = selectors.at("advanced_event_selectors").items().iter().filter_map(|one| newer(one, kind, whole));
    older.chain(newer).fold(Recorded::default(), Recorded::and)
}

fn older(selector: &Value, kind: &str, whole: &str) -> bool {
    let of_kind = selector.at("data_resources").items().iter().filter(|one| one.at("type").as_str() == Some(kind));
    let mut values = of_kind.flat_map(|one| one.at("values").items()).filter_map(Value::as_str);
    // `arn:aws:s3` and `arn:aws:s3:::` stand for all.
    let service = |value: &str| value.trim_end_matches(':').split(':').count() == 3 && whole.starts_with(value);
    values.any(|value| value == whole || service(value))
}

/// What a selector of the newer sort records of all that is meant.
fn newer(selector: &Value, kind: &str, whole: &str) -> Option<Recorded> {
    let (mut data, mut of_kind, mut access) = (false, false, (true, true));
    for field in selector.at("field_selectors").items() {
        let lists = |value: &str| texts(field, "equals").any(|one| one.eq_ignore_ascii_case(value));
        match field.at("field").as_str() {
            Some("eventCategory") => data = lists("Data"),
            Some("resources.type") => of_kind = lists(kind),
            Some("readOnly") => access = (lists("true"), lists("false")),
            Some("resources.ARN") if takes_in(field, whole) => {}
            // Whatever else narrows it leaves a part that cannot be told.
            _ => return None,
        }
    }
    (data && of_kind).then(|| Recorded::access(access.0, access.1))
}

fn texts<'v>(field: &'v Value, name: &str) -> impl Iterator<Item = &'v str> {
    field.at(name).items().iter().filter_map(Value::as_str)
}

/// Whether ARNs are chosen such that nothing of what is meant is left out.
fn takes_in(field: &Value, whole: &str) -> bool {
    let inside = whole.ends_with('/');
    let chosen = ["equals", "starts_with", "ends_with"].iter().any(|name| !field.at(name).items().is_empty());
    let taken = texts(field, "starts_with").any(|start| whole.starts_with(start))
        || !inside && (texts(field, "equals").any(|one| one == whole) || ends(field, "ends_with", whole));
    let left_out = texts(field, "not_starts_with").any(|start| whole.starts_with(start) || start.starts_with(whole))
        || texts(field, "not_equals").any(|one| one.starts_with(whole))
        || if inside { texts(field, "not_ends_with").next().is_some() } else { ends(field, "not_ends_with", whole) };
    (!chosen || taken) && !left_out
}

fn ends(field: &Value, name: &str, whole: &str) -> bool {
    texts(field, name).any(|end| whole.ends_with(end))
}
