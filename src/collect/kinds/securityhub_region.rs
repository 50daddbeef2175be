//! Security Hub (CSPM, as it is called since there is another) in a region.
//!
//! - Where it is off, AWS answers with `InvalidAccessException`; a permission that lacks is `AccessDeniedException`.
//!   <https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_DescribeHub.html>
//! - Standards: <https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_GetEnabledStandards.html>

use super::kind::{Found, Kind};
use super::timestamp::Moment;
use crate::collect::aws::service::SECURITY_HUB;
use crate::collect::{Place, Sink};
use crate::snapshot::{Action, Reading, Scope, Unread};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A region's Security Hub: whether it is on, and the standards that it checks.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct SecurityhubRegion {
    /// The account has it on in this region.
    pub enabled: Reading<bool>,
    /// Its settings; null where it is off.
    pub hub: Reading<Option<Hub>>,
    /// The standards that are on; null where the hub is off.
    pub standards: Reading<Option<Vec<Standard>>>,
}

#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all(deserialize = "PascalCase"))]
pub struct Hub {
    /// Its ARN.
    pub hub_arn: Option<String>,
    /// When it was switched on.
    pub subscribed_at: Option<Moment>,
    /// New controls of a standard are switched on by themselves.
    pub auto_enable_controls: Option<bool>,
    /// Findings are made once a control (`SECURITY_CONTROL`) or once a standard (`STANDARD_CONTROL`).
    pub control_finding_generator: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all(deserialize = "PascalCase"))]
pub struct Standard {
    /// Such as `arn:aws:securityhub:eu-central-1::standards/aws-foundational-security-best-practices/v/1.0.0`.
    pub standards_arn: String,
    /// `READY`, `PENDING`, `INCOMPLETE`, `FAILED` or `DELETING`.
    pub standards_status: Option<String>,
}

const HUB: &str = "securityhub:DescribeHub";
const STANDARDS: &str = "securityhub:GetEnabledStandards";

impl Kind for SecurityhubRegion {
    const NAME: &'static str = "securityhub_region";
    const CLOUDFORMATION: &'static str = "AWS::SecurityHub::Hub";
    const SCOPE: Scope = Scope::Region;
    const ACTIONS: &'static [Action] = &[Action::page(HUB), Action::page(STANDARDS)];

    fn sample() -> Found<Self> {
        Found {
            id: "plimsoll:securityhub_region:111122223333:eu-central-1:settings".into(),
            name: Some("eu-central-1".into()),
            tags: Reading::Known(None),
            fields: Self {
                enabled: Reading::Known(true),
                hub: Reading::Known(Some(Hub {
                    hub_arn: Some("arn:aws:securityhub:eu-central-1:111122223333:hub/default".into()),
                    subscribed_at: Some(Moment::sample("2025-01-10T09:00:00Z")),
                    auto_enable_controls: Some(true),
                    control_finding_generator: Some("SECURITY_CONTROL".into()),
                })),
                standards: Reading::Known(Some(vec![Standard {
                    standards_arn:
                        "arn:aws:securityhub:eu-central-1::standards/aws-foundational-security-best-practices/v/1.0.0"
                            .into(),
                    standards_status: Some("READY".into()),
                }])),
            },
        }
    }

    async fn collect(place: &Place, out: &Sink) -> Result<(), Unread> {
        let hub = place.call(&SECURITY_HUB, "DescribeHub").get("/accounts").judge::<Hub>().await;
        let standards = match &hub {
            Ok(None) => Ok(None),
            _ => standards(place).await.map(Some),
        };
        let fields = Self {
            enabled: hub.as_ref().map(Option::is_some).map_err(Clone::clone).into(),
            hub: hub.into(),
            standards: standards.into(),
        };
        let id = place.made_up_id(Self::NAME, "settings");
        let name = Some(place.region().to_string());
        out.push(Found { id, name, tags: Reading::Known(None), fields }).await;
        Ok(())
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Standards {
    #[serde(default)]
    standards_subscriptions: Vec<Standard>,
}

async fn standards(place: &Place) -> Result<Vec<Standard>, Unread> {
    let mut all = Vec::new();
    let call = place.call(&SECURITY_HUB, "GetEnabledStandards").post("/standards/get").set("MaxResults", 100);
    let mut pages = call.pages("NextToken", "NextToken");
    while let Some(page) = pages.next::<Standards>().await? {
        all.extend(page.standards_subscriptions);
    }
    all.sort();
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collect::canned::Canned;

    const HUB: &str = r#"{"HubArn": "arn:aws:securityhub:eu-central-1:111122223333:hub/default",
        "SubscribedAt": "2026-01-31T12:00:00.123Z", "AutoEnableControls": true,
        "ControlFindingGenerator": "SECURITY_CONTROL"}"#;

    fn page(standard: &str, token: &str) -> String {
        format!(
            r#"{{"StandardsSubscriptions": [{{"StandardsSubscriptionArn": "a", "StandardsArn": "{standard}",
                "StandardsInput": {{}}, "StandardsStatus": "READY"}}]{token}}}"#
        )
    }

    #[test]
    fn a_hub_is_read_with_all_pages_of_its_standards() {
        let read = Canned::default()
            .reply("GET /accounts", HUB)
            .reply("POST /standards/get", &page("b", r#", "NextToken": "n""#))
            .reply("POST /standards/get", &page("a", ""))
            .read::<SecurityhubRegion>();
        let [region] = read.resources.as_slice() else { panic!("one region") };
        assert!(region.unread().is_empty() && read.gaps.is_empty());
        assert_eq!(region.at("enabled").as_bool(), Some(true));
        assert_eq!(region.at("hub.subscribed_at").as_str(), Some("2026-01-31T12:00:00Z"));
        let standards = serde_json::to_string(region.at("standards")).unwrap();
        let sorted =
            r#"[{"standards_arn":"a","standards_status":"READY"},{"standards_arn":"b","standards_status":"READY"}]"#;
        assert_eq!(standards, sorted);
    }

    #[test]
    fn off_is_a_value_and_denied_is_not() {
        let off = r#"{"Code": "InvalidAccessException", "Message": "Account 111122223333 is not subscribed to AWS Security Hub"}"#;
        let off = Canned::default().status("GET /accounts", 401, off).read::<SecurityhubRegion>();
        assert_eq!(off.resources[0].at("enabled").as_bool(), Some(false));
        assert!(off.resources[0].at("standards").is_null());
        assert_eq!(off.asked.len(), 1);
        let denied = Canned::default().read::<SecurityhubRegion>();
        assert_eq!(denied.resources[0].unread().len(), 3);
    }
}
