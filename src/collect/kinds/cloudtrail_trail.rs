//! CloudTrail trails. A trail is at home in one region, and is seen as a shadow of itself in all others that it records,
//! as an organisation's trail is in every member account.
//!
//! - One listing in any region gives the trails of all regions by name; settings, but not state and selectors, come for all
//!   trails that record that region. Only those that record other regions alone have to be asked for where they are at home.
//!   <https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_DescribeTrails.html>
//! - Each trail is read once, at home. <https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-concepts.html>
//! - An organisation's trail is named in member accounts by its ARN, and not all can be read there.
//!   <https://docs.aws.amazon.com/awscloudtrail/latest/userguide/creating-trail-organization.html>

use super::cloudtrail_selectors::{Selected, Selectors};
use super::kind::{Found, Kind, Tags};
use super::tags::{Tag, listed};
use super::timestamp::Moment;
use crate::collect::aws::service::CLOUDTRAIL;
use crate::collect::{Place, Sink};
use crate::snapshot::{Action, Reading, Region, Scope, Unread};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A trail: what happens in the account, written to a bucket.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct CloudtrailTrail {
    /// The region that it is managed in.
    pub home_region: String,
    /// Records all regions of the partition, also those to come.
    pub is_multi_region_trail: Option<bool>,
    /// Records all accounts of the organisation.
    pub is_organization_trail: Option<bool>,
    /// Records what services without a region do, such as IAM.
    pub include_global_service_events: Option<bool>,
    /// The bucket that it writes to, maybe of another account.
    pub s3_bucket_name: Option<String>,
    /// What the names of its files start with.
    pub s3_key_prefix: Option<String>,
    /// The topic that hears of each file.
    pub sns_topic_arn: Option<String>,
    /// The log group that it also writes to.
    pub cloud_watch_logs_log_group_arn: Option<String>,
    /// The key that encrypts its files; null where S3's own does.
    pub kms_key_id: Option<String>,
    /// Writes digests by which a changed file is noticed.
    pub log_file_validation_enabled: Option<bool>,
    /// Looks for unusual activity.
    pub has_insight_selectors: Option<bool>,
    /// Whether it records, and how its deliveries went.
    pub status: Reading<Option<Status>>,
    /// What it records.
    pub selectors: Reading<Option<Selectors>>,
}

#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all(deserialize = "PascalCase"))]
pub struct Status {
    /// It records now.
    pub is_logging: Option<bool>,
    /// When it was last switched on.
    pub start_logging_time: Option<Moment>,
    /// When it was last switched off.
    pub stop_logging_time: Option<Moment>,
    /// When it last wrote to its bucket.
    pub latest_delivery_time: Option<Moment>,
    /// The error of S3 at the last attempt to write; null where it went well.
    pub latest_delivery_error: Option<String>,
    /// When it last wrote a digest.
    pub latest_digest_delivery_time: Option<Moment>,
    /// The error of S3 at the last attempt to write a digest.
    pub latest_digest_delivery_error: Option<String>,
    /// When it last wrote to its log group.
    pub latest_cloud_watch_logs_delivery_time: Option<Moment>,
    /// The error of the last attempt to write to the log group.
    pub latest_cloud_watch_logs_delivery_error: Option<String>,
}

/// The most ARNs that one call takes.
const AT_ONCE: u32 = 20;

impl Kind for CloudtrailTrail {
    const NAME: &'static str = "cloudtrail_trail";
    const CLOUDFORMATION: &'static str = "AWS::CloudTrail::Trail";
    const SCOPE: Scope = Scope::Global;
    const ACTIONS: &'static [Action] = &[
        Action::page("cloudtrail:DescribeTrails"),
        Action::page("cloudtrail:ListTrails"),
        Action::batch("cloudtrail:ListTags", AT_ONCE),
        Action::each("cloudtrail:GetEventSelectors"),
        Action::each("cloudtrail:GetTrailStatus"),
    ];

    fn sample() -> Found<Self> {
        let all = r#"{"AdvancedEventSelectors": [{"Name": "management",
            "FieldSelectors": [{"Field": "eventCategory", "Equals": ["Management"]}]}]}"#;
        Found {
            id: "arn:aws:cloudtrail:eu-central-1:111122223333:trail/all".into(),
            name: Some("all".into()),
            tags: Reading::Known(Some([("team".to_owned(), "security".to_owned())].into())),
            fields: Self {
                home_region: "eu-central-1".into(),
                is_multi_region_trail: Some(true),
                is_organization_trail: Some(false),
                include_global_service_events: Some(true),
                s3_bucket_name: Some("acme-trails".into()),
                s3_key_prefix: None,
                sns_topic_arn: None,
                cloud_watch_logs_log_group_arn: Some(
                    "arn:aws:logs:eu-central-1:111122223333:log-group:trails:*".into(),
                ),
                kms_key_id: Some(
                    "arn:aws:kms:eu-central-1:111122223333:key/0d1e2f30-4a5b-4c6d-8e7f-9a0b1c2d3e4f".into(),
                ),
                log_file_validation_enabled: Some(true),
                has_insight_selectors: Some(true),
                status: Reading::Known(Some(Status {
                    is_logging: Some(true),
                    start_logging_time: Some(Moment::sample("2025-01-10T09:00:00Z")),
                    stop_logging_time: None,
                    latest_delivery_time: Some(Moment::sample("2026-01-31T11:58:00Z")),
                    latest_delivery_error: None,
                    latest_digest_delivery_time: Some(Moment::sample("2026-01-31T11:30:00Z")),
                    latest_digest_delivery_error: None,
                    latest_cloud_watch_logs_delivery_time: Some(Moment::sample("2026-01-31T11:59:00Z")),
                    latest_cloud_watch_logs_delivery_error: None,
                })),
                selectors: Reading::Known(serde_json::from_str::<Selected>(all).ok().map(Selectors::from)),
            },
        }
    }

    async fn collect(place: &Place, out: &Sink) -> Result<(), Unread> {
        let mut trails = described(place, place.session().home(), &[]).await?;
        match elsewhere(place, &trails).await {
            Ok(elsewhere) => {
                for (region, arns) in elsewhere {
                    match described(place, &region, &arns).await {
                        Ok(more) => trails.extend(more),
                        Err(unread) => out.gap(unread).await,
                    }
                }
            }
            Err(unread) => out.gap(unread).await,
        }
        let tags = tags(place, &trails).await;
        for trail in trails {
            let tags = tags.get(&trail.trail_arn).cloned().unwrap_or(Ok(Tags::new()));
            let home = trail.home_region.clone();
            if let Some(found) = one(place, trail, tags.map(Some).into()).await {
                out.push_in(home, found).await;
            }
        }
        Ok(())
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Described {
    #[serde(default)]
    trail_list: Vec<Trail>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Trail {
    #[serde(rename = "TrailARN")]
    trail_arn: String,
    name: String,
    home_region: Region,
    is_multi_region_trail: Option<bool>,
    is_organization_trail: Option<bool>,
    include_global_service_events: Option<bool>,
    s3_bucket_name: Option<String>,
    s3_key_prefix: Option<String>,
    #[serde(rename = "SnsTopicARN")]
    sns_topic_arn: Option<String>,
    cloud_watch_logs_log_group_arn: Option<String>,
    kms_key_id: Option<String>,
    log_file_validation_enabled: Option<bool>,
    has_insight_selectors: Option<bool>,
}

impl Trail {
    /// The account that it belongs to, which is another where it is an organisation's.
    fn owner(&self) -> &str {
        self.trail_arn.split(':').nth(4).unwrap_or_default()
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Listed {
    #[serde(default)]
    trails: Vec<Name>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Name {
    #[serde(rename = "TrailARN")]
    trail_arn: String,
    home_region: Region,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Tagged {
    #[serde(default)]
    resource_tag_list: Vec<TagsOf>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct TagsOf {
    resource_id: String,
    #[serde(default)]
    tags_list: Vec<Tag>,
}

/// The trails that record a region, shadows too; or those of some ARNs.
async fn described(place: &Place, region: &Region, arns: &[String]) -> Result<Vec<Trail>, Unread> {
    let mut call = place.call(&CLOUDTRAIL, "DescribeTrails").in_region(region.clone()).set("includeShadowTrails", true);
    if !arns.is_empty() {
        call = call.set("trailNameList", arns.to_vec());
    }
    Ok(call.answer::<Described>().await?.trail_list)
}

/// The trails that are not known yet, by their home regions.
async fn elsewhere(place: &Place, known: &[Trail]) -> Result<BTreeMap<Region, Vec<String>>, Unread> {
    let mut all: BTreeMap<Region, Vec<String>> = BTreeMap::new();
    let mut pages = place.call(&CLOUDTRAIL, "ListTrails").pages("NextToken", "NextToken");
    while let Some(page) = pages.next::<Listed>().await? {
        for trail in page.trails {
            if !known.iter().any(|known| known.trail_arn == trail.trail_arn) {
                all.entry(trail.home_region).or_default().push(trail.trail_arn);
            }
        }
    }
    Ok(all)
}

/// The tags of all trails, by ARN. Asked for in the home region, and for each account apart: a trail of another account may
/// be refused, and others with it.
async fn tags(place: &Place, trails: &[Trail]) -> BTreeMap<String, Result<Tags, Unread>> {
    let mut groups: BTreeMap<(&Region, &str), Vec<&str>> = BTreeMap::new();
    for trail in trails {
        groups.entry((&trail.home_region, trail.owner())).or_default().push(&trail.trail_arn);
    }
    let mut all = BTreeMap::new();
    for ((region, _), arns) in groups {
        for some in arns.chunks(AT_ONCE as usize) {
            let call =
                place.call(&CLOUDTRAIL, "ListTags").in_region(region.clone()).set("ResourceIdList", some.to_vec());
            match call.answer::<Tagged>().await {
                Ok(reply) => all.extend(
                    reply.resource_tag_list.into_iter().map(|one| (one.resource_id, Ok(listed(&one.tags_list)))),
                ),
                Err(unread) => all.extend(some.iter().map(|arn| ((*arn).to_owned(), Err(unread.clone())))),
            }
        }
    }
    all
}

/// None for a trail of this account that has gone since it was listed.
async fn one(place: &Place, trail: Trail, tags: Reading<Option<Tags>>) -> Option<Found<CloudtrailTrail>> {
    let of_trail = |operation, parameter| {
        place.call(&CLOUDTRAIL, operation).in_region(trail.home_region.clone()).set(parameter, trail.trail_arn.as_str())
    };
    let (status, selectors) = tokio::join!(
        of_trail("GetTrailStatus", "Name").judge::<Status>(),
        of_trail("GetEventSelectors", "TrailName").reading(|reply: Selected| Some(reply.into())),
    );
    let gone = matches!(status, Ok(None)) || matches!(selectors, Reading::Known(None));
    if gone && trail.owner() == place.account().as_str() {
        return None;
    }
    let fields = CloudtrailTrail {
        home_region: trail.home_region.to_string(),
        is_multi_region_trail: trail.is_multi_region_trail,
        is_organization_trail: trail.is_organization_trail,
        include_global_service_events: trail.include_global_service_events,
        s3_bucket_name: trail.s3_bucket_name,
        s3_key_prefix: trail.s3_key_prefix,
        sns_topic_arn: trail.sns_topic_arn,
        cloud_watch_logs_log_group_arn: trail.cloud_watch_logs_log_group_arn,
        kms_key_id: trail.kms_key_id,
        log_file_validation_enabled: trail.log_file_validation_enabled,
        has_insight_selectors: trail.has_insight_selectors,
        status: status.map(|status| status.map(Status::without_empty)).into(),
        selectors,
    };
    Some(Found { id: trail.trail_arn, name: Some(trail.name), tags, fields })
}

impl Status {
    /// No error is an empty text in some regions.
    fn without_empty(mut self) -> Self {
        for error in [
            &mut self.latest_delivery_error,
            &mut self.latest_digest_delivery_error,
            &mut self.latest_cloud_watch_logs_delivery_error,
        ] {
            error.take_if(|text| text.is_empty());
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collect::canned::Canned;
    use crate::snapshot::Reason;

    fn trail(home: &str, account: &str, name: &str) -> String {
        format!(
            r#"{{"Name": "{name}", "TrailARN": "arn:aws:cloudtrail:{home}:{account}:trail/{name}", "HomeRegion": "{home}",
                "S3BucketName": "trails", "IsMultiRegionTrail": true, "LogFileValidationEnabled": false}}"#
        )
    }

    fn calm() -> Canned {
        Canned::default()
            .reply(
                "GetTrailStatus",
                r#"{"IsLogging": true, "LatestDeliveryTime": 1769860800.1, "LatestDeliveryError": ""}"#,
            )
            .reply(
                "GetEventSelectors",
                r#"{"EventSelectors": [{"ReadWriteType": "All", "IncludeManagementEvents": true}]}"#,
            )
    }

    #[test]
    fn each_trail_is_read_once_and_at_home() {
        let (far, near) = (trail("us-east-1", "111122223333", "far"), trail("eu-central-1", "111122223333", "near"));
        let tags = r#"{"ResourceTagList": [{"ResourceId": "arn:aws:cloudtrail:us-east-1:111122223333:trail/far",
            "TagsList": [{"Key": "team", "Value": "x"}]}]}"#;
        let read = calm()
            .reply("DescribeTrails", &format!(r#"{{"trailList": [{far}]}}"#))
            .reply("DescribeTrails", &format!(r#"{{"trailList": [{near}]}}"#))
            .reply("ListTrails", &format!(r#"{{"Trails": [{far}, {near}]}}"#))
            .reply("ListTags", tags)
            .read::<CloudtrailTrail>();
        assert_eq!(read.gaps, []);
        let homes: Vec<&str> = read.resources.iter().map(|trail| trail.region.as_str()).collect();
        assert_eq!(homes, ["us-east-1", "eu-central-1"]);
        let far = &read.resources[0];
        assert!(far.unread().is_empty() && far.at("status.latest_delivery_error").is_null());
        assert_eq!(far.at("tags.team").as_str(), Some("x"));
        assert_eq!(far.at("selectors.management_events").as_str(), Some("All"));
        assert_eq!(far.at("status.is_logging").as_bool(), Some(true));
        let asked = |operation: &str| read.asked.iter().filter(|asked| *asked == operation).count();
        assert_eq!((asked("DescribeTrails"), asked("ListTags"), asked("GetTrailStatus")), (2, 2, 2));
    }

    #[test]
    fn a_trail_of_the_organization_is_known_also_where_it_cannot_be_asked() {
        let read = Canned::default()
            .reply("DescribeTrails", &format!(r#"{{"trailList": [{}]}}"#, trail("us-east-1", "444455556666", "org")))
            .reply("ListTrails", r#"{"Trails": []}"#)
            .status("GetTrailStatus", 400, r#"{"__type": "TrailNotFoundException"}"#)
            .read::<CloudtrailTrail>();
        let [org] = read.resources.as_slice() else { panic!("one trail") };
        assert!(org.at("status").is_null());
        let unread: Vec<&str> = org.unread().iter().map(|unread| unread.action.as_str()).collect();
        assert_eq!(unread.len(), 2, "selectors and tags: {unread:?}");
    }

    #[test]
    fn what_is_gone_is_gone_and_a_listing_that_is_denied_is_a_gap() {
        let read = Canned::default()
            .reply("DescribeTrails", &format!(r#"{{"trailList": [{}]}}"#, trail("us-east-1", "111122223333", "x")))
            .status("GetTrailStatus", 400, r#"{"__type": "TrailNotFoundException"}"#)
            .read::<CloudtrailTrail>();
        assert!(read.resources.is_empty());
        assert_eq!(
            (read.gaps[0].action.as_str(), read.gaps[0].reason),
            ("cloudtrail:ListTrails", Reason::AccessDenied)
        );
        let empty = Canned::default().reply("DescribeTrails", "{}").reply("ListTrails", "{}").read::<CloudtrailTrail>();
        assert!(empty.resources.is_empty() && empty.gaps.is_empty());
    }
}
