//! CloudWatch Logs: groups of logs. All comes with the listing. An account may have hundreds of thousands, so that nothing is
//! asked of a single one; tags come in bulk.
//!
//! - A group without a retention is kept for ever.
//!   <https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html>
//! - AWS encrypts all groups; a key in the answer is one of the account's choice.
//!   <https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html>
//! - There are two ARNs, one of which ends in `:*`. The id is the other, which tags and policies name.
//!   <https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_LogGroup.html>

use super::kind::{Found, Kind};
use super::logs_reply::milliseconds;
use super::region_tags::{GET_RESOURCES, RegionTags};
use super::timestamp::Moment;
use crate::collect::aws::service::LOGS;
use crate::collect::{Place, Sink};
use crate::snapshot::{Action, Reading, Scope, Unread};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A group of logs.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct LogsGroup {
    /// After how many days logs are deleted; null where never.
    pub retention_in_days: Option<u32>,
    /// The KMS key that encrypts it; null where it is AWS's own.
    pub kms_key_id: Option<String>,
    /// `STANDARD`, `INFREQUENT_ACCESS`, `DELIVERY` or another.
    pub log_group_class: Option<String>,
    /// How much there is.
    pub stored_bytes: Option<u64>,
    /// How many metric filters look at it.
    pub metric_filter_count: Option<u32>,
    /// Whether a policy of its own masks sensitive data: `ACTIVATED`, `DISABLED`, `DELETED` or `ARCHIVED`; null where it never
    /// had one.
    pub data_protection_status: Option<String>,
    /// A policy of the account masks sensitive data in it.
    pub inherits_data_protection: bool,
    /// It cannot be deleted before this is switched off. Null where the region does not know it.
    pub deletion_protection_enabled: Option<bool>,
    /// When it was made.
    pub created_at: Option<Moment>,
}

const DESCRIBE: &str = "logs:DescribeLogGroups";

impl Kind for LogsGroup {
    const NAME: &'static str = "logs_group";
    const CLOUDFORMATION: &'static str = "AWS::Logs::LogGroup";
    const SCOPE: Scope = Scope::Regional;
    const ACTIONS: &'static [Action] = &[Action::page(DESCRIBE), GET_RESOURCES];

    fn sample() -> Found<Self> {
        Found {
            id: "arn:aws:logs:eu-central-1:111122223333:log-group:trails".into(),
            name: Some("trails".into()),
            tags: Reading::Known(Some([("team".to_owned(), "security".to_owned())].into())),
            fields: Self {
                retention_in_days: Some(400),
                kms_key_id: Some(
                    "arn:aws:kms:eu-central-1:111122223333:key/0d1e2f30-4a5b-4c6d-8e7f-9a0b1c2d3e4f".into(),
                ),
                log_group_class: Some("STANDARD".into()),
                stored_bytes: Some(1_048_576),
                metric_filter_count: Some(1),
                data_protection_status: Some("ACTIVATED".into()),
                inherits_data_protection: true,
                deletion_protection_enabled: Some(true),
                created_at: Some(Moment::sample("2025-01-10T09:00:00Z")),
            },
        }
    }

    async fn collect(place: &Place, out: &Sink) -> Result<(), Unread> {
        let tags = RegionTags::new(place, "logs");
        let mut pages = place.call(&LOGS, "DescribeLogGroups").set("limit", 50).pages("nextToken", "nextToken");
        while let Some(page) = pages.next::<Groups>().await? {
            for group in page.log_groups {
                out.push(found(place, group, &tags).await).await;
            }
        }
        Ok(())
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Groups {
    #[serde(default)]
    log_groups: Vec<Listed>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Listed {
    log_group_name: String,
    log_group_arn: Option<String>,
    retention_in_days: Option<u32>,
    kms_key_id: Option<String>,
    log_group_class: Option<String>,
    stored_bytes: Option<u64>,
    metric_filter_count: Option<u32>,
    data_protection_status: Option<String>,
    #[serde(default)]
    inherited_properties: Vec<String>,
    deletion_protection_enabled: Option<bool>,
    #[serde(default, deserialize_with = "milliseconds")]
    creation_time: Option<Moment>,
}

async fn found(place: &Place, group: Listed, tags: &RegionTags<'_>) -> Found<LogsGroup> {
    let arn = || place.arn("logs", &format!("log-group:{}", group.log_group_name));
    let fields = LogsGroup {
        retention_in_days: group.retention_in_days,
        kms_key_id: group.kms_key_id,
        log_group_class: group.log_group_class,
        stored_bytes: group.stored_bytes,
        metric_filter_count: group.metric_filter_count,
        data_protection_status: group.data_protection_status,
        inherits_data_protection: group.inherited_properties.iter().any(|one| one == "ACCOUNT_DATA_PROTECTION"),
        deletion_protection_enabled: group.deletion_protection_enabled,
        created_at: group.creation_time,
    };
    let id = group.log_group_arn.clone().unwrap_or_else(arn);
    let tags = tags.of(&id).await;
    Found { id, name: Some(group.log_group_name), tags, fields }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collect::canned::Canned;
    use crate::snapshot::Reason;

    #[test]
    fn groups_of_all_pages_are_read() {
        let first = r#"{"logGroups": [{"logGroupName": "trails", "creationTime": 1769860800999, "retentionInDays": 400,
            "arn": "arn:aws:logs:eu-central-1:111122223333:log-group:trails:*", "storedBytes": 7000000000,
            "logGroupArn": "arn:aws:logs:eu-central-1:111122223333:log-group:trails", "logGroupClass": "STANDARD",
            "metricFilterCount": 2, "inheritedProperties": ["ACCOUNT_DATA_PROTECTION"]}], "nextToken": "n"}"#;
        let read = Canned::default()
            .reply("DescribeLogGroups", first)
            .reply("DescribeLogGroups", r#"{"logGroups": [{"logGroupName": "/aws/lambda/x"}]}"#)
            .reply(
                "GetResources",
                r#"{"ResourceTagMappingList": [{"Tags": [{"Key": "team", "Value": "x"}],
                    "ResourceARN": "arn:aws:logs:eu-central-1:111122223333:log-group:trails"}]}"#,
            )
            .read::<LogsGroup>();
        assert_eq!((read.gaps.len(), read.asked.len()), (0, 3));
        let [trails, plain] = read.resources.as_slice() else { panic!("two groups") };
        assert_eq!(trails.at("created_at").as_str(), Some("2026-01-31T12:00:00Z"));
        assert_eq!(trails.at("inherits_data_protection").as_bool(), Some(true));
        assert_eq!(&*trails.id, "arn:aws:logs:eu-central-1:111122223333:log-group:trails");
        assert_eq!(&*plain.id, "arn:aws:logs:eu-central-1:111122223333:log-group:/aws/lambda/x");
        assert_eq!(trails.at("tags.team").as_str(), Some("x"));
        assert!(plain.unread().is_empty() && plain.at("tags.team").is_null());
        assert!(plain.at("retention_in_days").is_null() && plain.at("created_at").is_null());
    }

    #[test]
    fn denied_is_a_gap() {
        let read = Canned::default().read::<LogsGroup>();
        assert_eq!((read.gaps[0].action.as_str(), read.gaps[0].reason), (DESCRIBE, Reason::AccessDenied));
    }
}
