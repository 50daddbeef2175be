//! Macie in a region: whether it looks for sensitive data in buckets.
//!
//! Where the organisation's administrator decides on automated discovery, a member may not ask for it.
//! <https://docs.aws.amazon.com/macie/latest/APIReference/automated-discovery-configuration.html>

use super::kind::{Found, Kind};
use super::macie_session::{SESSION, Session, off_is_none};
use super::timestamp::Moment;
use crate::collect::aws::service::MACIE;
use crate::collect::{Place, Sink};
use crate::snapshot::{Action, Reading, Scope, Unread};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A region's Macie: whether it is on, and whether it looks through buckets by itself.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct MacieRegion {
    /// It is on, and not paused.
    pub enabled: Reading<bool>,
    /// Its settings; null where it is off.
    pub session: Reading<Option<Session>>,
    /// Whether it looks through buckets by itself: `ENABLED` or `DISABLED`; null where Macie is off.
    pub automated_discovery: Reading<Option<String>>,
}

const DISCOVERY: &str = "macie2:GetAutomatedDiscoveryConfiguration";

impl Kind for MacieRegion {
    const NAME: &'static str = "macie_region";
    const CLOUDFORMATION: &'static str = "AWS::Macie::Session";
    const SCOPE: Scope = Scope::Region;
    const ACTIONS: &'static [Action] = &[Action::page(SESSION), Action::page(DISCOVERY)];

    fn sample() -> Found<Self> {
        Found {
            id: "plimsoll:macie_region:111122223333:eu-central-1:settings".into(),
            name: Some("eu-central-1".into()),
            tags: Reading::Known(None),
            fields: Self {
                enabled: Reading::Known(true),
                session: Reading::Known(Some(Session {
                    status: Some("ENABLED".into()),
                    created_at: Some(Moment::sample("2025-01-10T09:00:00Z")),
                    finding_publishing_frequency: Some("FIFTEEN_MINUTES".into()),
                })),
                automated_discovery: Reading::Known(Some("ENABLED".into())),
            },
        }
    }

    async fn collect(place: &Place, out: &Sink) -> Result<(), Unread> {
        let session = Session::of(place).await;
        let discovery = match &session {
            Ok(None) => Ok(None),
            _ => discovery(place).await,
        };
        let enabled = |session: &Option<Session>| session.as_ref().is_some_and(Session::is_enabled);
        let fields = Self {
            enabled: session.as_ref().map(enabled).map_err(Clone::clone).into(),
            session: session.into(),
            automated_discovery: discovery.into(),
        };
        let id = place.made_up_id(Self::NAME, "settings");
        let name = Some(place.region().to_string());
        out.push(Found { id, name, tags: Reading::Known(None), fields }).await;
        Ok(())
    }
}

#[derive(Deserialize)]
struct Discovery {
    status: Option<String>,
}

async fn discovery(place: &Place) -> Result<Option<String>, Unread> {
    let call = place.call(&MACIE, "GetAutomatedDiscoveryConfiguration").get("/automated-discovery/configuration");
    Ok(off_is_none(call.judge::<Discovery>().await)?.and_then(|reply| reply.status))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collect::canned::Canned;

    fn session(status: &str) -> String {
        format!(
            r#"{{"createdAt": "2026-01-31T12:00:00.123Z", "findingPublishingFrequency": "ONE_HOUR",
                "serviceRole": "arn:aws:iam::111122223333:role/x", "status": "{status}", "updatedAt": "2026-01-31T12:00:00Z"}}"#
        )
    }

    #[test]
    fn a_region_is_read_whole() {
        let read = Canned::default()
            .reply("GET /macie", &session("ENABLED"))
            .reply("GET /automated-discovery/configuration", r#"{"status": "DISABLED", "classificationScopeId": "x"}"#)
            .read::<MacieRegion>();
        let [region] = read.resources.as_slice() else { panic!("one region") };
        assert!(region.unread().is_empty() && read.gaps.is_empty());
        assert_eq!(region.at("enabled").as_bool(), Some(true));
        assert_eq!(region.at("automated_discovery").as_str(), Some("DISABLED"));
    }

    #[test]
    fn off_is_told_from_denied() {
        let off = r#"{"__type": "AccessDeniedException", "message": "Macie is not enabled."}"#;
        let off = Canned::default().status("GET /macie", 403, off).read::<MacieRegion>();
        assert_eq!(off.resources[0].at("enabled").as_bool(), Some(false));
        assert!(off.resources[0].at("automated_discovery").is_null());
        assert_eq!(off.asked.len(), 1);
        let lacking = r#"{"__type": "AccessDeniedException",
            "message": "User: x is not authorized to perform: macie2:GetMacieSession"}"#;
        let denied = Canned::default().status("GET /macie", 403, lacking).read::<MacieRegion>();
        assert_eq!(denied.resources[0].unread().len(), 3);
    }

    #[test]
    fn paused_is_not_enabled_and_a_member_may_not_ask_for_discovery() {
        let read = Canned::default().reply("GET /macie", &session("PAUSED")).read::<MacieRegion>();
        assert_eq!(read.resources[0].at("enabled").as_bool(), Some(false));
        assert_eq!(read.resources[0].at("session.status").as_str(), Some("PAUSED"));
        assert_eq!(read.resources[0].unread().len(), 1);
    }
}
