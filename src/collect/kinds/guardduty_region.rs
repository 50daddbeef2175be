//! GuardDuty in a region. It is on where there is a detector that is enabled; a region has one at most.
//!
//! - What it watches are its features; older regions know them as data sources, which features repeat.
//!   <https://docs.aws.amazon.com/guardduty/latest/APIReference/API_GetDetector.html>
//! - A finding is high from 7 on, critical from 9 on.
//!   <https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_findings-severity.html>

use super::kind::{Found, Kind};
use super::timestamp::Moment;
use crate::collect::aws::call::segment;
use crate::collect::aws::service::GUARDDUTY;
use crate::collect::{Place, Sink};
use crate::snapshot::{Action, Reading, Scope, Unread};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

/// A region's threat detection: whether it is on, what it watches, and what it found.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct GuarddutyRegion {
    /// There is a detector, and it works.
    pub enabled: Reading<bool>,
    /// The detector; null where there is none.
    pub detector: Reading<Option<Detector>>,
    /// Where findings are written to; null where there is no detector.
    pub publishing_destinations: Reading<Option<Vec<Destination>>>,
    /// How many findings of severity 7 and above nobody has archived; null where there is no detector.
    pub open_high_findings: Reading<Option<u64>>,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Detector {
    /// Its id.
    pub detector_id: String,
    /// `ENABLED` or `DISABLED`.
    pub status: Option<String>,
    /// When it was made.
    pub created_at: Option<Moment>,
    /// How often a finding that is seen again is sent: `FIFTEEN_MINUTES`, `ONE_HOUR` or `SIX_HOURS`.
    pub finding_publishing_frequency: Option<String>,
    /// What it watches, by name.
    pub features: Vec<Feature>,
}

#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all(deserialize = "camelCase"))]
pub struct Feature {
    /// Such as `S3_DATA_EVENTS`, `EKS_AUDIT_LOGS`, `RDS_LOGIN_EVENTS` or `RUNTIME_MONITORING`.
    pub name: String,
    /// `ENABLED` or `DISABLED`.
    pub status: Option<String>,
    /// What belongs to it, such as the agents that runtime monitoring needs.
    #[serde(default)]
    pub additional_configuration: Vec<Additional>,
}

#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all(deserialize = "camelCase"))]
pub struct Additional {
    /// Such as `EKS_ADDON_MANAGEMENT`.
    pub name: String,
    /// `ENABLED` or `DISABLED`.
    pub status: Option<String>,
}

#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all(deserialize = "camelCase"))]
pub struct Destination {
    /// `S3`.
    pub destination_type: Option<String>,
    /// `PUBLISHING`, or why not.
    pub status: Option<String>,
}

const LIST: &str = "guardduty:ListDetectors";
const GET: &str = "guardduty:GetDetector";
const DESTINATIONS: &str = "guardduty:ListPublishingDestinations";
const FINDINGS: &str = "guardduty:GetFindingsStatistics";

impl Kind for GuarddutyRegion {
    const NAME: &'static str = "guardduty_region";
    const CLOUDFORMATION: &'static str = "AWS::GuardDuty::Detector";
    const SCOPE: Scope = Scope::Region;
    const ACTIONS: &'static [Action] =
        &[Action::page(LIST), Action::page(GET), Action::page(DESTINATIONS), Action::page(FINDINGS)];

    fn sample() -> Found<Self> {
        let enabled = |name: &str, additional| Feature {
            name: name.to_owned(),
            status: Some("ENABLED".into()),
            additional_configuration: additional,
        };
        let agent = Additional { name: "EKS_ADDON_MANAGEMENT".into(), status: Some("ENABLED".into()) };
        Found {
            id: "plimsoll:guardduty_region:111122223333:eu-central-1:settings".into(),
            name: Some("eu-central-1".into()),
            tags: Reading::Known(None),
            fields: Self {
                enabled: Reading::Known(true),
                detector: Reading::Known(Some(Detector {
                    detector_id: "12abc34d567e8fa901bc2d34e56789f0".into(),
                    status: Some("ENABLED".into()),
                    created_at: Some(Moment::sample("2025-01-10T09:00:00Z")),
                    finding_publishing_frequency: Some("FIFTEEN_MINUTES".into()),
                    features: vec![
                        enabled("CLOUD_TRAIL", vec![]),
                        enabled("DNS_LOGS", vec![]),
                        enabled("EBS_MALWARE_PROTECTION", vec![]),
                        enabled("EKS_AUDIT_LOGS", vec![]),
                        enabled("FLOW_LOGS", vec![]),
                        enabled("LAMBDA_NETWORK_LOGS", vec![]),
                        enabled("RDS_LOGIN_EVENTS", vec![]),
                        enabled("RUNTIME_MONITORING", vec![agent]),
                        enabled("S3_DATA_EVENTS", vec![]),
                    ],
                })),
                publishing_destinations: Reading::Known(Some(vec![Destination {
                    destination_type: Some("S3".into()),
                    status: Some("PUBLISHING".into()),
                }])),
                open_high_findings: Reading::Known(Some(0)),
            },
        }
    }

    async fn collect(place: &Place, out: &Sink) -> Result<(), Unread> {
        let fields = match detector_id(place).await {
            Ok(Some(id)) => of_detector(place, &id).await,
            Ok(None) => Self {
                enabled: Reading::Known(false),
                detector: Reading::Known(None),
                publishing_destinations: Reading::Known(None),
                open_high_findings: Reading::Known(None),
            },
            Err(unread) => Self {
                enabled: Reading::Unread(unread.clone()),
                detector: Reading::Unread(unread.clone()),
                publishing_destinations: Reading::Unread(unread.clone()),
                open_high_findings: Reading::Unread(unread),
            },
        };
        let id = place.made_up_id(Self::NAME, "settings");
        let name = Some(place.region().to_string());
        out.push(Found { id, name, tags: Reading::Known(None), fields }).await;
        Ok(())
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Detectors {
    #[serde(default)]
    detector_ids: Vec<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Described {
    status: Option<String>,
    created_at: Option<Moment>,
    finding_publishing_frequency: Option<String>,
    #[serde(default)]
    features: Vec<Feature>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Destinations {
    #[serde(default)]
    destinations: Vec<Destination>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Statistics {
    finding_statistics: Grouped,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Grouped {
    #[serde(default)]
    grouped_by_severity: Vec<Group>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Group {
    total_findings: u64,
}

async fn detector_id(place: &Place) -> Result<Option<String>, Unread> {
    let list = place.call(&GUARDDUTY, "ListDetectors").get("/detector").answer::<Detectors>().await?;
    Ok(list.detector_ids.into_iter().next())
}

async fn of_detector(place: &Place, id: &str) -> GuarddutyRegion {
    let path = format!("/detector/{}", segment(id));
    let open = json!({"criterion": {
        "service.archived": {"equals": ["false"]},
        "severity": {"greaterThanOrEqual": 7},
    }});
    let (detector, publishing_destinations, open_high_findings) = tokio::join!(
        place.call(&GUARDDUTY, "GetDetector").get(path.as_str()).judge::<Described>(),
        place
            .call(&GUARDDUTY, "ListPublishingDestinations")
            .get(format!("{path}/publishingDestination"))
            .set("maxResults", 50)
            .reading(|reply: Destinations| Some(reply.destinations)),
        // Severities have one decimal, so that all groups fit into one reply.
        place
            .call(&GUARDDUTY, "GetFindingsStatistics")
            .post(format!("{path}/findings/statistics"))
            .set("findingCriteria", open)
            .set("groupBy", "SEVERITY")
            .set("maxResults", 100)
            .reading(|reply: Statistics| {
                Some(reply.finding_statistics.grouped_by_severity.iter().map(|group| group.total_findings).sum())
            }),
    );
    let detector = detector.map(|described| described.map(|described| detector_of(id, described)));
    let enabled = |detector: &Option<Detector>| detector.as_ref().is_some_and(Detector::is_enabled);
    GuarddutyRegion {
        enabled: detector.as_ref().map(enabled).map_err(Clone::clone).into(),
        detector: detector.into(),
        publishing_destinations,
        open_high_findings,
    }
}

impl Detector {
    fn is_enabled(&self) -> bool {
        self.status.as_deref() == Some("ENABLED")
    }
}

fn detector_of(id: &str, described: Described) -> Detector {
    let mut features = described.features;
    features.sort_by(|one, other| one.name.cmp(&other.name));
    Detector {
        detector_id: id.to_owned(),
        status: described.status,
        created_at: described.created_at,
        finding_publishing_frequency: described.finding_publishing_frequency,
        features,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collect::canned::Canned;

    fn on() -> Canned {
        Canned::default().reply("GET /detector", r#"{"detectorIds": ["d1"]}"#)
    }

    #[test]
    fn a_region_that_is_watched_is_read_whole() {
        let detector = r#"{"createdAt": "2020-08-31T12:00:00.123Z", "findingPublishingFrequency": "SIX_HOURS",
            "serviceRole": "arn:aws:iam::111122223333:role/x", "status": "ENABLED", "tags": {},
            "dataSources": {"s3Logs": {"status": "DISABLED"}},
            "features": [{"name": "S3_DATA_EVENTS", "status": "DISABLED", "updatedAt": 1769860800.0},
                {"name": "RUNTIME_MONITORING", "status": "ENABLED", "additionalConfiguration":
                    [{"name": "EKS_ADDON_MANAGEMENT", "status": "DISABLED"}]}]}"#;
        let statistics = r#"{"findingStatistics": {"groupedBySeverity": [
            {"severity": 8.0, "totalFindings": 3}, {"severity": 9.5, "totalFindings": 1}]}}"#;
        let read = on()
            .reply("GET /detector/d1", detector)
            .reply("GET /detector/d1/publishingDestination", r#"{"destinations": []}"#)
            .reply("POST /detector/d1/findings/statistics", statistics)
            .read::<GuarddutyRegion>();
        let [region] = read.resources.as_slice() else { panic!("one region") };
        assert!(region.unread().is_empty() && read.gaps.is_empty());
        assert_eq!(region.at("enabled").as_bool(), Some(true));
        assert_eq!(serde_json::to_string(region.at("open_high_findings")).unwrap(), "4");
        let features = serde_json::to_string(region.at("detector.features")).unwrap();
        assert!(features.starts_with(r#"[{"name":"RUNTIME_MONITORING","status":"ENABLED","additional_"#), "{features}");
    }

    #[test]
    fn off_is_a_value_and_denied_is_not() {
        let off = Canned::default().reply("GET /detector", r#"{"detectorIds": []}"#).read::<GuarddutyRegion>();
        assert_eq!(off.resources[0].at("enabled").as_bool(), Some(false));
        assert_eq!(off.asked.len(), 1);
        let stopped =
            on().reply("GET /detector/d1", r#"{"status": "DISABLED", "serviceRole": ""}"#).read::<GuarddutyRegion>();
        assert_eq!(stopped.resources[0].at("enabled").as_bool(), Some(false));
        assert_eq!(stopped.resources[0].unread().len(), 2);
        let denied = Canned::default().read::<GuarddutyRegion>();
        assert_eq!(denied.resources[0].unread().len(), 4);
    }
}
