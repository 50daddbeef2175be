//! CloudWatch alarms: on a metric, on several, and on other alarms. All comes with the listing.
//!
//! - Only alarms on metrics are listed where nothing else is asked for.
//!   <https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html>
//! - Alarms on queries of logs are a newer sort that not all regions know, and are not read.

use super::kind::{Found, Kind, Tags};
use super::region_tags::{GET_RESOURCES, RegionTags};
use super::timestamp::Moment;
use crate::collect::aws::call::List;
use crate::collect::aws::service::CLOUDWATCH;
use crate::collect::{Place, Sink};
use crate::snapshot::{Action, Reading, Scope, Unread};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// An alarm, and what it sets off.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct CloudwatchAlarm {
    /// `metric` or `composite`.
    #[serde(rename = "type")]
    pub alarm_type: AlarmType,
    /// What people wrote about it.
    pub description: Option<String>,
    /// Without it no action is taken, whatever the state.
    pub actions_enabled: Option<bool>,
    /// Whom it tells when it goes off: ARNs of topics and others.
    pub alarm_actions: Vec<String>,
    /// Whom it tells when all is well again.
    pub ok_actions: Vec<String>,
    /// Whom it tells when it lacks data.
    pub insufficient_data_actions: Vec<String>,
    /// `OK`, `ALARM` or `INSUFFICIENT_DATA`.
    pub state: Option<String>,
    /// Since when.
    pub state_updated_at: Option<Moment>,
    /// The metric's name; null where there is more than one.
    pub metric_name: Option<String>,
    /// The metric's namespace, such as `AWS/EC2`; null where there is more than one.
    pub namespace: Option<String>,
    /// What of the metric it looks at.
    pub dimensions: Vec<Dimension>,
    /// The metrics and the arithmetic, where there is more than one metric.
    pub metrics: Vec<Metric>,
    /// How values are put together: `Sum`, `Average` and others, or a percentile.
    pub statistic: Option<String>,
    /// For how many seconds values are put together.
    pub period: Option<u64>,
    /// For how many periods it looks back.
    pub evaluation_periods: Option<u64>,
    /// What the metric is compared with; null where that is another metric.
    pub threshold: Option<f64>,
    /// Such as `GreaterThanOrEqualToThreshold`.
    pub comparison_operator: Option<String>,
    /// What no data means: `missing`, `notBreaching`, `breaching` or `ignore`.
    pub treat_missing_data: Option<String>,
    /// The alarms that a composite one is made of, as an expression.
    pub alarm_rule: Option<String>,
}

/// What an alarm looks at.
#[derive(Debug, Clone, Copy, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum AlarmType {
    Metric,
    Composite,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all(deserialize = "PascalCase"))]
pub struct Dimension {
    /// Such as `InstanceId`.
    pub name: String,
    /// Such as the id of an instance.
    pub value: String,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Metric {
    /// What the alarm calls it.
    pub metric_id: String,
    /// The arithmetic, where it is made of others.
    pub expression: Option<String>,
    /// Its name, where it is a metric of its own.
    pub metric_name: Option<String>,
    /// Its namespace, where it is a metric of its own.
    pub namespace: Option<String>,
}

const DESCRIBE: &str = "cloudwatch:DescribeAlarms";

impl Kind for CloudwatchAlarm {
    const NAME: &'static str = "cloudwatch_alarm";
    const CLOUDFORMATION: &'static str = "AWS::CloudWatch::Alarm";
    const SCOPE: Scope = Scope::Regional;
    const ACTIONS: &'static [Action] = &[Action::page(DESCRIBE), GET_RESOURCES];

    fn sample() -> Found<Self> {
        Found {
            id: "arn:aws:cloudwatch:eu-central-1:111122223333:alarm:root-used".into(),
            name: Some("root-used".into()),
            tags: Reading::Known(Some([("team".to_owned(), "security".to_owned())].into())),
            fields: Self {
                alarm_type: AlarmType::Metric,
                description: Some("the root user did something".into()),
                actions_enabled: Some(true),
                alarm_actions: vec!["arn:aws:sns:eu-central-1:111122223333:alarms".into()],
                ok_actions: vec![],
                insufficient_data_actions: vec![],
                state: Some("OK".into()),
                state_updated_at: Some(Moment::sample("2026-01-31T12:00:00Z")),
                metric_name: Some("RootUsage".into()),
                namespace: Some("Trails".into()),
                dimensions: vec![],
                metrics: vec![],
                statistic: Some("Sum".into()),
                period: Some(300),
                evaluation_periods: Some(1),
                threshold: Some(1.0),
                comparison_operator: Some("GreaterThanOrEqualToThreshold".into()),
                treat_missing_data: Some("notBreaching".into()),
                alarm_rule: None,
            },
        }
    }

    async fn collect(place: &Place, out: &Sink) -> Result<(), Unread> {
        let tags = RegionTags::new(place, "cloudwatch:alarm");
        let call = place
            .call(&CLOUDWATCH, "DescribeAlarms")
            .set("AlarmTypes.member.1", "MetricAlarm")
            .set("AlarmTypes.member.2", "CompositeAlarm")
            .set("MaxRecords", 100);
        let mut pages = call.pages("NextToken", "NextToken");
        while let Some(page) = pages.next::<Alarms>().await? {
            let metric = page.metric_alarms.0.into_iter().map(|alarm| (AlarmType::Metric, alarm));
            let composite = page.composite_alarms.0.into_iter().map(|alarm| (AlarmType::Composite, alarm));
            for (alarm_type, alarm) in metric.chain(composite) {
                let tags = tags.of(&alarm.alarm_arn).await;
                out.push(found(alarm_type, alarm, tags)).await;
            }
        }
        Ok(())
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Alarms {
    #[serde(default)]
    metric_alarms: List<Listed>,
    #[serde(default)]
    composite_alarms: List<Listed>,
}

/// Of either sort: they have most in common.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Listed {
    alarm_arn: String,
    alarm_name: String,
    alarm_description: Option<String>,
    actions_enabled: Option<bool>,
    #[serde(default)]
    alarm_actions: List<String>,
    #[serde(rename = "OKActions", default)]
    ok_actions: List<String>,
    #[serde(default)]
    insufficient_data_actions: List<String>,
    state_value: Option<String>,
    state_updated_timestamp: Option<Moment>,
    metric_name: Option<String>,
    namespace: Option<String>,
    #[serde(default)]
    dimensions: List<Dimension>,
    #[serde(default)]
    metrics: List<Query>,
    statistic: Option<String>,
    extended_statistic: Option<String>,
    period: Option<u64>,
    evaluation_periods: Option<u64>,
    threshold: Option<f64>,
    comparison_operator: Option<String>,
    treat_missing_data: Option<String>,
    alarm_rule: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Query {
    id: String,
    expression: Option<String>,
    metric_stat: Option<Stat>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Stat {
    metric: Named,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Named {
    metric_name: Option<String>,
    namespace: Option<String>,
}

fn found(alarm_type: AlarmType, alarm: Listed, tags: Reading<Option<Tags>>) -> Found<CloudwatchAlarm> {
    let mut dimensions = alarm.dimensions.0;
    dimensions.sort();
    let fields = CloudwatchAlarm {
        alarm_type,
        description: alarm.alarm_description.filter(|text| !text.is_empty()),
        actions_enabled: alarm.actions_enabled,
        alarm_actions: alarm.alarm_actions.0,
        ok_actions: alarm.ok_actions.0,
        insufficient_data_actions: alarm.insufficient_data_actions.0,
        state: alarm.state_value,
        state_updated_at: alarm.state_updated_timestamp,
        metric_name: alarm.metric_name,
        namespace: alarm.namespace,
        dimensions,
        metrics: alarm.metrics.0.into_iter().map(Metric::from).collect(),
        statistic: alarm.statistic.or(alarm.extended_statistic),
        period: alarm.period,
        evaluation_periods: alarm.evaluation_periods,
        threshold: alarm.threshold,
        comparison_operator: alarm.comparison_operator,
        treat_missing_data: alarm.treat_missing_data,
        alarm_rule: alarm.alarm_rule,
    };
    Found { id: alarm.alarm_arn, name: Some(alarm.alarm_name), tags, fields }
}

impl From<Query> for Metric {
    fn from(query: Query) -> Self {
        let (metric_name, namespace) =
            query.metric_stat.map(|stat| (stat.metric.metric_name, stat.metric.namespace)).unwrap_or_default();
        Self { metric_id: query.id, expression: query.expression, metric_name, namespace }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collect::canned::Canned;
    use crate::snapshot::Reason;

    fn page(metric: &str, composite: &str, token: &str) -> String {
        format!(
            "<DescribeAlarmsResponse xmlns=\"http://monitoring.amazonaws.com/doc/2010-08-01/\"><DescribeAlarmsResult>\
             <MetricAlarms>{metric}</MetricAlarms><CompositeAlarms>{composite}</CompositeAlarms>{token}\
             </DescribeAlarmsResult></DescribeAlarmsResponse>"
        )
    }

    fn alarm(name: &str, more: &str) -> String {
        format!(
            "<member><AlarmName>{name}</AlarmName><AlarmArn>arn:aws:cloudwatch:eu-central-1:111122223333:alarm:{name}</AlarmArn>\
             <ActionsEnabled>true</ActionsEnabled><AlarmActions><member>arn:aws:sns:x</member></AlarmActions><OKActions/>\
             <InsufficientDataActions/><StateValue>ALARM</StateValue>\
             <StateUpdatedTimestamp>2026-01-31T12:00:00.123Z</StateUpdatedTimestamp>{more}</member>"
        )
    }

    #[test]
    fn alarms_of_both_sorts_and_all_pages_are_read() {
        let simple = "<MetricName>RootUsage</MetricName><Namespace>Trails</Namespace><Statistic>Sum</Statistic>\
            <Dimensions><member><Name>b</Name><Value>2</Value></member><member><Name>a</Name><Value>1</Value></member></Dimensions>\
            <Period>300</Period><EvaluationPeriods>1</EvaluationPeriods><Threshold>1.0</Threshold>";
        let several = "<Metrics><member><Id>e1</Id><Expression>m1*2</Expression></member><member><Id>m1</Id><MetricStat>\
            <Metric><Namespace>AWS/EC2</Namespace><MetricName>CPU</MetricName></Metric><Period>60</Period><Stat>Sum</Stat>\
            </MetricStat></member></Metrics>";
        let rule = "<AlarmRule>ALARM(&quot;one&quot;)</AlarmRule>";
        let read = Canned::default()
            .reply("DescribeAlarms", &page(&alarm("one", simple), "", "<NextToken>n</NextToken>"))
            .reply("DescribeAlarms", &page(&alarm("two", several), &alarm("three", rule), ""))
            .reply(
                "GetResources",
                r#"{"ResourceTagMappingList": [{"Tags": [{"Key": "team", "Value": "x"}],
                "ResourceARN": "arn:aws:cloudwatch:eu-central-1:111122223333:alarm:three"}]}"#,
            )
            .read::<CloudwatchAlarm>();
        assert_eq!(read.gaps, []);
        let [one, two, three] = read.resources.as_slice() else { panic!("three alarms") };
        assert_eq!((three.at("tags.team").as_str(), one.at("tags.team").as_str()), (Some("x"), None));
        assert_eq!(read.asked.iter().filter(|asked| *asked == "GetResources").count(), 1);
        assert_eq!(one.at("metric_name").as_str(), Some("RootUsage"));
        assert_eq!(one.at("state_updated_at").as_str(), Some("2026-01-31T12:00:00Z"));
        let text = |resource: &crate::snapshot::Resource, path: &str| serde_json::to_string(resource.at(path)).unwrap();
        assert_eq!(text(one, "dimensions"), r#"[{"name":"a","value":"1"},{"name":"b","value":"2"}]"#);
        assert_eq!(text(one, "alarm_actions"), r#"["arn:aws:sns:x"]"#);
        assert!(text(two, "metrics").contains(r#""metric_name":"CPU","namespace":"AWS/EC2""#));
        assert_eq!(
            (three.at("type").as_str(), three.at("alarm_rule").as_str()),
            (Some("composite"), Some("ALARM(\"one\")"))
        );
    }

    #[test]
    fn none_is_none_and_denied_is_a_gap() {
        let none = Canned::default().reply("DescribeAlarms", &page("", "", "")).read::<CloudwatchAlarm>();
        assert!(none.resources.is_empty() && none.gaps.is_empty());
        let denied = Canned::default().read::<CloudwatchAlarm>();
        assert_eq!((denied.gaps[0].action.as_str(), denied.gaps[0].reason), (DESCRIBE, Reason::AccessDenied));
        let untold = Canned::default().reply("DescribeAlarms", &page(&alarm("one", ""), "", ""));
        assert_eq!(untold.read::<CloudwatchAlarm>().resources[0].unread()[0].action, "tag:GetResources");
    }
}
