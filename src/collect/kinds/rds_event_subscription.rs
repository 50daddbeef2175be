//! Who is told of what happens to databases.
//!
//! A subscription without a source type hears all of them, and one without categories hears all categories.
//! <https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_Events.html>

use super::kind::{Found, Kind};
use super::region_tags::{GET_RESOURCES, RegionTags};
use super::sorted::sorted;
use crate::collect::aws::call::List;
use crate::collect::aws::service::RDS;
use crate::collect::{Place, Sink};
use crate::snapshot::{Action, Reading, Scope, Unread};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A topic that gets events of RDS.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct RdsEventSubscription {
    /// The topic that gets them.
    pub sns_topic_arn: Option<String>,
    /// `active`, `creating`, `no-permission`, `topic-not-exist` or another state.
    pub status: Option<String>,
    /// Whether it sends anything.
    pub enabled: Option<bool>,
    /// `db-instance`, `db-cluster`, `db-parameter-group`, `db-security-group`, `db-snapshot` or another; null is all.
    pub source_type: Option<String>,
    /// Of which ones; empty is all of the type.
    pub source_ids: Vec<String>,
    /// Such as `maintenance`, `failure` or `configuration change`; empty is all.
    pub event_categories: Vec<String>,
}

const LIST: &str = "rds:DescribeEventSubscriptions";

impl Kind for RdsEventSubscription {
    const NAME: &'static str = "rds_event_subscription";
    const CLOUDFORMATION: &'static str = "AWS::RDS::EventSubscription";
    const SCOPE: Scope = Scope::Regional;
    const ACTIONS: &'static [Action] = &[Action::page(LIST), GET_RESOURCES];

    fn sample() -> Found<Self> {
        Found {
            id: "arn:aws:rds:eu-central-1:111122223333:es:databases".into(),
            name: Some("databases".into()),
            tags: Reading::Known(Some([("team".to_owned(), "platform".to_owned())].into())),
            fields: Self {
                sns_topic_arn: Some("arn:aws:sns:eu-central-1:111122223333:alarms".into()),
                status: Some("active".into()),
                enabled: Some(true),
                source_type: Some("db-instance".into()),
                source_ids: vec![],
                event_categories: vec!["configuration change".into(), "failure".into(), "maintenance".into()],
            },
        }
    }

    async fn collect(place: &Place, out: &Sink) -> Result<(), Unread> {
        let tags = RegionTags::new(place, "rds:es");
        let list = place.call(&RDS, "DescribeEventSubscriptions").set("MaxRecords", 100);
        let mut pages = list.pages("Marker", "Marker");
        while let Some(page) = pages.next::<Page>().await? {
            out.each(page.event_subscriptions_list.0, |subscription| one(place, subscription, &tags)).await;
        }
        Ok(())
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Page {
    #[serde(default)]
    event_subscriptions_list: List<Subscription>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Subscription {
    cust_subscription_id: String,
    event_subscription_arn: Option<String>,
    sns_topic_arn: Option<String>,
    status: Option<String>,
    enabled: Option<bool>,
    source_type: Option<String>,
    #[serde(default)]
    source_ids_list: List<String>,
    #[serde(default)]
    event_categories_list: List<String>,
}

async fn one(
    place: &Place,
    heard: Subscription,
    tags: &RegionTags<'_>,
) -> Result<Option<Found<RdsEventSubscription>>, Unread> {
    let id = heard.event_subscription_arn.filter(|arn| !arn.is_empty());
    let id = id.unwrap_or_else(|| place.arn("rds", &format!("es:{}", heard.cust_subscription_id)));
    let tags = tags.of(&id).await;
    let fields = RdsEventSubscription {
        sns_topic_arn: heard.sns_topic_arn,
        status: heard.status,
        enabled: heard.enabled,
        source_type: heard.source_type.filter(|text| !text.is_empty()),
        source_ids: sorted(heard.source_ids_list.0),
        event_categories: sorted(heard.event_categories_list.0),
    };
    Ok(Some(Found { id, name: Some(heard.cust_subscription_id), tags, fields }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collect::canned::Canned;

    #[test]
    fn a_subscription_to_everything_is_read() {
        let page = "<DescribeEventSubscriptionsResponse><DescribeEventSubscriptionsResult><EventSubscriptionsList>\
            <EventSubscription><CustSubscriptionId>all</CustSubscriptionId><Enabled>true</Enabled>\
            <SourceType></SourceType><EventCategoriesList><EventCategory>b</EventCategory>\
            <EventCategory>a</EventCategory></EventCategoriesList></EventSubscription></EventSubscriptionsList>\
            </DescribeEventSubscriptionsResult></DescribeEventSubscriptionsResponse>";
        let read = Canned::default().reply("DescribeEventSubscriptions", page).read::<RdsEventSubscription>();
        let [one] = read.resources.as_slice() else { panic!("one subscription") };
        assert_eq!(one.id.to_string(), "arn:aws:rds:eu-central-1:111122223333:es:all");
        assert!(one.at("source_type").is_null());
        assert_eq!(serde_json::to_string(one.at("event_categories")).unwrap(), r#"["a","b"]"#);
        assert_eq!(one.unread().len(), 1, "its tags");
        assert_eq!(Canned::default().read::<RdsEventSubscription>().gaps.len(), 1);
    }
}
