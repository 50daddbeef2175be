//! Metric filters of CloudWatch Logs: log lines that fit a pattern are counted as a metric, on which an alarm can be set. One
//! listing answers for all groups of a region. <https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DescribeMetricFilters.html>

use super::kind::{Found, Kind};
use super::logs_reply::milliseconds;
use super::timestamp::Moment;
use crate::collect::aws::service::LOGS;
use crate::collect::{Place, Sink};
use crate::snapshot::{Action, Reading, Scope, Unread};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A filter that makes log lines a metric.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct LogsMetricFilter {
    /// The group whose lines it looks at.
    pub log_group_name: Option<String>,
    /// What it looks for, such as `{ $.userIdentity.type = "Root" }`; empty for every line.
    pub filter_pattern: Option<String>,
    /// The metrics that it makes.
    pub metric_transformations: Vec<Transformation>,
    /// When it was made.
    pub created_at: Option<Moment>,
}

#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all(deserialize = "camelCase"))]
pub struct Transformation {
    /// The metric's name, as alarms have it.
    pub metric_name: String,
    /// The metric's namespace, as alarms have it.
    pub metric_namespace: String,
    /// What a line adds: a number, or where in the line it stands.
    pub metric_value: Option<String>,
    /// What is written where no line fits.
    pub default_value: Option<f64>,
}

const DESCRIBE: &str = "logs:DescribeMetricFilters";

impl Kind for LogsMetricFilter {
    const NAME: &'static str = "logs_metric_filter";
    const CLOUDFORMATION: &'static str = "AWS::Logs::MetricFilter";
    const SCOPE: Scope = Scope::Regional;
    const ACTIONS: &'static [Action] = &[Action::page(DESCRIBE)];

    fn sample() -> Found<Self> {
        Found {
            id: "plimsoll:logs_metric_filter:111122223333:eu-central-1:trails:root-used".into(),
            name: Some("root-used".into()),
            tags: Reading::Known(None),
            fields: Self {
                log_group_name: Some("trails".into()),
                filter_pattern: Some(
                    r#"{ $.userIdentity.type = "Root" && $.userIdentity.invokedBy NOT EXISTS && $.eventType != "AwsServiceEvent" }"#
                        .into(),
                ),
                metric_transformations: vec![Transformation {
                    metric_name: "RootUsage".into(),
                    metric_namespace: "Trails".into(),
                    metric_value: Some("1".into()),
                    default_value: None,
                }],
                created_at: Some(Moment::sample("2025-01-10T09:00:00Z")),
            },
        }
    }

    async fn collect(place: &Place, out: &Sink) -> Result<(), Unread> {
        let mut pages = place.call(&LOGS, "DescribeMetricFilters").set("limit", 50).pages("nextToken", "nextToken");
        while let Some(page) = pages.next::<Filters>().await? {
            for filter in page.metric_filters {
                out.push(found(place, filter)).await;
            }
        }
        Ok(())
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Filters {
    #[serde(default)]
    metric_filters: Vec<Listed>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Listed {
    filter_name: String,
    log_group_name: Option<String>,
    filter_pattern: Option<String>,
    #[serde(default)]
    metric_transformations: Vec<Transformation>,
    #[serde(default, deserialize_with = "milliseconds")]
    creation_time: Option<Moment>,
}

/// A filter's name is its own only within its group.
fn found(place: &Place, filter: Listed) -> Found<LogsMetricFilter> {
    let group = filter.log_group_name.as_deref().unwrap_or_default();
    let id = place.made_up_id(LogsMetricFilter::NAME, &format!("{group}:{}", filter.filter_name));
    let fields = LogsMetricFilter {
        log_group_name: filter.log_group_name,
        filter_pattern: filter.filter_pattern,
        metric_transformations: filter.metric_transformations,
        created_at: filter.creation_time,
    };
    Found { id, name: Some(filter.filter_name), tags: Reading::Known(None), fields }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collect::canned::Canned;
    use crate::snapshot::Reason;

    #[test]
    fn filters_of_all_groups_are_read() {
        let filter = |group: &str, token: &str| {
            format!(
                r#"{{"metricFilters": [{{"filterName": "root", "filterPattern": "{{ $.userIdentity.type = \"Root\" }}",
                    "metricTransformations": [{{"metricName": "RootUsage", "metricNamespace": "Trails", "metricValue": "1"}}],
                    "creationTime": 1769860800000, "logGroupName": "{group}"}}]{token}}}"#
            )
        };
        let read = Canned::default()
            .reply("DescribeMetricFilters", &filter("a", r#", "nextToken": "n""#))
            .reply("DescribeMetricFilters", &filter("b", ""))
            .read::<LogsMetricFilter>();
        assert_eq!(read.gaps, []);
        let [one, other] = read.resources.as_slice() else { panic!("two filters") };
        assert_ne!(one.id, other.id, "of one name, in two groups");
        assert_eq!(one.at("filter_pattern").as_str(), Some(r#"{ $.userIdentity.type = "Root" }"#));
        assert_eq!(one.at("created_at").as_str(), Some("2026-01-31T12:00:00Z"));
        let written = serde_json::to_string(one.at("metric_transformations")).unwrap();
        assert!(written.contains(r#""metric_name":"RootUsage","metric_namespace":"Trails""#), "{written}");
    }

    #[test]
    fn denied_is_a_gap() {
        let read = Canned::default().read::<LogsMetricFilter>();
        assert_eq!((read.gaps[0].action.as_str(), read.gaps[0].reason), (DESCRIBE, Reason::AccessDenied));
    }
}
