//! What Macie knows of the buckets of a region. One listing gives fifty at a time; the administrator of an organisation gets
//! the buckets of its members, too. <https://docs.aws.amazon.com/macie/latest/APIReference/datasources-s3.html>
//!
//! - Where Macie is off there is nothing to be listed, and it is not asked.
//! - Only what tells how sensitive a bucket is; its settings are those of `s3_bucket`.

use super::kind::{Found, Kind};
use super::macie_session::{SESSION, Session, off_is_none};
use super::timestamp::Moment;
use crate::collect::aws::service::MACIE;
use crate::collect::{Place, Sink};
use crate::snapshot::{Action, Reading, Scope, Unread};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A bucket as Macie sees it: whether it holds sensitive data.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all(deserialize = "camelCase"))]
pub struct MacieBucket {
    /// The bucket.
    pub bucket_name: String,
    /// The account that it belongs to; another one where Macie is administered for an organisation.
    pub account_id: Option<String>,
    /// From 51 on Macie found sensitive data, up to 49 it found none; 50 where it has not looked, -1 where looking failed.
    /// Null where Macie does not say.
    pub sensitivity_score: Option<i64>,
    /// Whether Macie looks through it by itself: `MONITORED` or `NOT_MONITORED`.
    pub automated_discovery_monitoring_status: Option<String>,
    /// When Macie last looked by itself.
    pub last_automated_discovery_time: Option<Moment>,
    /// Jobs that look through it; null where Macie does not say.
    pub job_details: Option<JobDetails>,
}

#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all(deserialize = "camelCase"))]
pub struct JobDetails {
    /// Whether any job names it: `TRUE`, `FALSE` or `UNKNOWN`.
    pub is_defined_in_job: Option<String>,
    /// Whether a job looks through it again and again: `TRUE`, `FALSE` or `UNKNOWN`.
    pub is_monitored_by_job: Option<String>,
    /// When a job last ran over it.
    pub last_job_run_time: Option<Moment>,
}

const LIST: &str = "macie2:DescribeBuckets";

impl Kind for MacieBucket {
    const NAME: &'static str = "macie_bucket";
    // Macie's inventory is no resource of CloudFormation; this is what it is an inventory of.
    const CLOUDFORMATION: &'static str = "AWS::S3::Bucket";
    const SCOPE: Scope = Scope::Regional;
    const ACTIONS: &'static [Action] = &[Action::page(SESSION), Action::page(LIST)];

    fn sample() -> Found<Self> {
        Found {
            id: "plimsoll:macie_bucket:111122223333:eu-central-1:acme-data".into(),
            name: Some("acme-data".into()),
            tags: Reading::Known(None),
            fields: Self {
                bucket_name: "acme-data".into(),
                account_id: Some("111122223333".into()),
                sensitivity_score: Some(1),
                automated_discovery_monitoring_status: Some("MONITORED".into()),
                last_automated_discovery_time: Some(Moment::sample("2026-01-30T09:00:00Z")),
                job_details: Some(JobDetails {
                    is_defined_in_job: Some("FALSE".into()),
                    is_monitored_by_job: Some("FALSE".into()),
                    last_job_run_time: None,
                }),
            },
        }
    }

    async fn collect(place: &Place, out: &Sink) -> Result<(), Unread> {
        if Session::of(place).await?.is_none() {
            return Ok(());
        }
        let mut pages = place.call(&MACIE, "DescribeBuckets").post("/datasources/s3").pages("nextToken", "nextToken");
        // It may be switched off between two calls.
        while let Some(page) = off_is_none(pages.next::<Page>().await)? {
            for fields in page.buckets {
                let name = fields.bucket_name.clone();
                let id = place.made_up_id(Self::NAME, &name);
                out.push(Found { id, name: Some(name), tags: Reading::Known(None), fields }).await;
            }
        }
        Ok(())
    }
}

#[derive(Deserialize)]
struct Page {
    #[serde(default)]
    buckets: Vec<MacieBucket>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collect::canned::Canned;
    use crate::snapshot::Reason;

    const ON: &str = r#"{"status": "ENABLED", "createdAt": "2026-01-31T12:00:00Z"}"#;

    #[test]
    fn all_pages_are_read_and_members_are_named() {
        let first = r#"{"nextToken": "n", "buckets": [{"accountId": "444455556666", "bucketArn": "arn:aws:s3:::lake",
            "bucketName": "lake", "region": "eu-central-1", "sensitivityScore": 87, "versioning": true,
            "automatedDiscoveryMonitoringStatus": "MONITORED", "lastAutomatedDiscoveryTime": "2026-01-30T09:00:00.5Z",
            "jobDetails": {"isDefinedInJob": "TRUE", "isMonitoredByJob": "FALSE", "lastJobId": "x",
                "lastJobRunTime": "2026-01-29T09:00:00Z"}, "tags": [{"key": "a", "value": "b"}]}]}"#;
        let second = r#"{"buckets": [{"accountId": "111122223333", "bucketName": "site", "sensitivityScore": null}]}"#;
        let read = Canned::default()
            .reply("GET /macie", ON)
            .reply("POST /datasources/s3", first)
            .reply("POST /datasources/s3", second)
            .read::<MacieBucket>();
        assert_eq!(read.gaps, []);
        let [lake, site] = read.resources.as_slice() else { panic!("two buckets") };
        assert_eq!(
            (lake.at("account_id").as_str(), lake.at("sensitivity_score").as_int()),
            (Some("444455556666"), Some(87))
        );
        assert_eq!(lake.at("job_details.is_defined_in_job").as_str(), Some("TRUE"));
        assert!(site.at("sensitivity_score").is_null() && site.unread().is_empty());
    }

    #[test]
    fn off_is_nothing_and_denied_is_a_gap_that_tells_which() {
        let off = r#"{"__type": "AccessDeniedException", "message": "Macie is not enabled."}"#;
        let off = Canned::default().status("GET /macie", 403, off).read::<MacieBucket>();
        assert!(off.resources.is_empty() && off.gaps.is_empty());
        assert_eq!(off.asked.len(), 1);
        let denied = Canned::default().reply("GET /macie", ON).read::<MacieBucket>();
        let [gap] = denied.gaps.as_slice() else { panic!("one gap") };
        assert_eq!((gap.action.as_str(), gap.reason), (LIST, Reason::AccessDenied));
        let unknown = Canned::default().read::<MacieBucket>();
        assert_eq!(unknown.gaps[0].action, SESSION);
    }
}
