//! What a trail records: its event selectors, as they are, and what they come to.
//!
//! A trail has selectors of one of two sorts. The older sort has defaults: all management events, read and written.
//! <https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_EventSelector.html>
//! <https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_AdvancedFieldSelector.html>

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Which events a trail records.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Selectors {
    /// The management events that all selectors together record: `All`, `ReadOnly` or `WriteOnly`; null for none. Single
    /// sources may be left out of them.
    pub management_events: Option<String>,
    /// The object events that are recorded for all buckets: `All`, `ReadOnly` or `WriteOnly`; null for none.
    pub s3_object_events: Option<String>,
    /// The selectors of the older sort.
    pub event_selectors: Vec<EventSelector>,
    /// The selectors of the newer sort.
    pub advanced_event_selectors: Vec<AdvancedEventSelector>,
}

#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all(deserialize = "PascalCase"))]
pub struct EventSelector {
    /// `All`, `ReadOnly` or `WriteOnly`; null is `All`.
    pub read_write_type: Option<String>,
    /// Whether management events are recorded; null is yes.
    pub include_management_events: Option<bool>,
    /// Whose data events are recorded.
    #[serde(default)]
    pub data_resources: Vec<DataResource>,
    /// Services whose management events are left out, such as `kms.amazonaws.com`.
    #[serde(default)]
    pub exclude_management_event_sources: Vec<String>,
}

#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all(deserialize = "PascalCase"))]
pub struct DataResource {
    /// Such as `AWS::S3::Object`.
    #[serde(rename(deserialize = "Type"))]
    pub r#type: Option<String>,
    /// ARNs or their beginnings: `arn:aws:s3` stands for all buckets.
    #[serde(default)]
    pub values: Vec<String>,
}

#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all(deserialize = "PascalCase"))]
pub struct AdvancedEventSelector {
    /// What people call it.
    pub name: Option<String>,
    /// All of them must hold for an event to be recorded.
    #[serde(default)]
    pub field_selectors: Vec<FieldSelector>,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all(deserialize = "PascalCase"))]
pub struct FieldSelector {
    /// Such as `eventCategory`, `readOnly` or `resources.type`.
    pub field: String,
    /// It is one of these.
    #[serde(default)]
    pub equals: Vec<String>,
    /// It starts with one of these.
    #[serde(default)]
    pub starts_with: Vec<String>,
    /// It ends with one of these.
    #[serde(default)]
    pub ends_with: Vec<String>,
    /// It is none of these.
    #[serde(default)]
    pub not_equals: Vec<String>,
    /// It starts with none of these.
    #[serde(default)]
    pub not_starts_with: Vec<String>,
    /// It ends with none of these.
    #[serde(default)]
    pub not_ends_with: Vec<String>,
}

/// The reply of `GetEventSelectors`.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Selected {
    #[serde(default)]
    event_selectors: Vec<EventSelector>,
    #[serde(default)]
    advanced_event_selectors: Vec<AdvancedEventSelector>,
}

impl From<Selected> for Selectors {
    fn from(reply: Selected) -> Self {
        let (older, newer) = (reply.event_selectors, reply.advanced_event_selectors);
        let together = |older_of: fn(&EventSelector) -> bool, newer_of: fn(&AdvancedEventSelector) -> bool| {
            let older = older.iter().filter(|one| older_of(one)).map(EventSelector::access);
            let newer = newer.iter().filter(|one| newer_of(one)).map(AdvancedEventSelector::access);
            name(older.chain(newer).fold((false, false), |all, one| (all.0 || one.0, all.1 || one.1)))
        };
        Self {
            management_events: together(
                |older| older.include_management_events != Some(false),
                AdvancedEventSelector::is_of_management,
            ),
            s3_object_events: together(EventSelector::is_of_all_buckets, AdvancedEventSelector::is_of_all_buckets),
            event_selectors: older,
            advanced_event_selectors: newer,
        }
    }
}

/// Whether reads and writes are recorded, in AWS's words.
fn name((reads, writes): (bool, bool)) -> Option<String> {
    match (reads, writes) {
        (true, true) => Some("All".to_owned()),
        (true, false) => Some("ReadOnly".to_owned()),
        (false, true) => Some("WriteOnly".to_owned()),
        (false, false) => None,
    }
}

impl EventSelector {
    fn access(&self) -> (bool, bool) {
        let is = |other: &str| self.read_write_type.as_deref() == Some(other);
        (!is("WriteOnly"), !is("ReadOnly"))
    }

    fn is_of_all_buckets(&self) -> bool {
        let objects = self.data_resources.iter().filter(|one| one.r#type.as_deref() == Some("AWS::S3::Object"));
        // `arn:aws:s3` and `arn:aws:s3:::` both name no bucket.
        objects.flat_map(|one| &one.values).any(|value| value.trim_end_matches(':').ends_with(":s3"))
    }
}

impl AdvancedEventSelector {
    fn access(&self) -> (bool, bool) {
        let Some(field) = self.field_selectors.iter().find(|one| one.field == "readOnly") else { return (true, true) };
        let says = |value: &str| field.equals.iter().any(|one| one.eq_ignore_ascii_case(value));
        (says("true"), says("false"))
    }

    /// Sources may be left out of management events; whatever else narrows them leaves a part that cannot be told.
    fn is_of_management(&self) -> bool {
        self.says("eventCategory", "Management")
            && self.field_selectors.iter().all(|one| match one.field.as_str() {
                "eventCategory" | "readOnly" => true,
                "eventSource" => one.equals.is_empty() && one.starts_with.is_empty() && one.ends_with.is_empty(),
                _ => false,
            })
    }

    fn is_of_all_buckets(&self) -> bool {
        let broad = ["eventCategory", "readOnly", "resources.type"];
        self.says("eventCategory", "Data")
            && self.says("resources.type", "AWS::S3::Object")
            && self.field_selectors.iter().all(|one| broad.contains(&one.field.as_str()))
    }

    fn says(&self, field: &str, value: &str) -> bool {
        self.field_selectors.iter().any(|one| one.field == field && one.equals.iter().any(|one| one == value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a trail with these selectors records: management events, object events.
    fn recorded(json: &str) -> (Option<String>, Option<String>) {
        let selectors = Selectors::from(serde_json::from_str::<Selected>(json).unwrap());
        (selectors.management_events, selectors.s3_object_events)
    }

    fn all() -> Option<String> {
        Some("All".to_owned())
    }

    #[test]
    fn the_older_sort_has_defaults() {
        assert_eq!(recorded(r#"{"EventSelectors": [{}]}"#), (all(), None));
        let objects = r#""DataResources": [{"Type": "AWS::S3::Object", "Values": ["arn:aws:s3:::"]}]"#;
        let writes = format!(
            r#"{{"EventSelectors": [{{"ReadWriteType": "WriteOnly", {objects}}}, {{"IncludeManagementEvents": false, "ReadWriteType": "ReadOnly", {objects}}}]}}"#
        );
        assert_eq!(recorded(&writes), (Some("WriteOnly".into()), all()));
        let one = r#"{"EventSelectors": [{"IncludeManagementEvents": false,
            "DataResources": [{"Type": "AWS::S3::Object", "Values": ["arn:aws:s3:::invoices/"]}]}]}"#;
        assert_eq!(recorded(one), (None, None), "a bucket is not all of them");
    }

    #[test]
    fn the_newer_sort_says_all_itself() {
        let of =
            |fields: &str| recorded(&format!(r#"{{"AdvancedEventSelectors": [{{"FieldSelectors": [{fields}]}}]}}"#));
        let management = r#"{"Field": "eventCategory", "Equals": ["Management"]}"#;
        let data = r#"{"Field": "eventCategory", "Equals": ["Data"]}, {"Field": "resources.type", "Equals": ["AWS::S3::Object"]}"#;
        assert_eq!(of(management), (all(), None));
        assert_eq!(
            of(&format!(r#"{management}, {{"Field": "eventSource", "NotEquals": ["kms.amazonaws.com"]}}"#)).0,
            all()
        );
        assert_eq!(of(&format!(r#"{management}, {{"Field": "eventName", "Equals": ["CreateUser"]}}"#)), (None, None));
        let reads = format!(r#"{data}, {{"Field": "readOnly", "Equals": ["true"]}}"#);
        assert_eq!(of(&reads), (None, Some("ReadOnly".into())));
        let one = format!(r#"{data}, {{"Field": "resources.ARN", "StartsWith": ["arn:aws:s3:::invoices/"]}}"#);
        assert_eq!(of(&one), (None, None));
        assert_eq!(recorded("{}"), (None, None));
    }
}
