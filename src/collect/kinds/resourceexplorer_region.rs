//! Whether Resource Explorer keeps an index of what is in a region of an account.
//!
//! One region of an account may gather the indexes of all others, so that one question finds everything.
//! <https://docs.aws.amazon.com/resource-explorer/latest/userguide/manage-service-register.html>

use super::kind::{Found, Kind};
use super::timestamp::Moment;
use crate::collect::aws::service::RESOURCE_EXPLORER;
use crate::collect::{Place, Sink};
use crate::snapshot::{Action, Reading, Scope, Unread};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Resource Explorer's settings for a region: its index.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ResourceexplorerRegion {
    /// The index; null where the service is off in the region.
    pub index: Reading<Option<Index>>,
}

#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all(deserialize = "PascalCase"))]
pub struct Index {
    /// `LOCAL` for the region alone, or `AGGREGATOR` for all regions.
    #[serde(rename = "type", alias = "Type")]
    pub index_type: Option<String>,
    /// `ACTIVE`, `CREATING`, `UPDATING`, `DELETING` or `DELETED`.
    pub state: Option<String>,
    /// The regions that an aggregator gathers.
    #[serde(default)]
    pub replicating_from: Vec<String>,
    /// The region whose aggregator gathers this one.
    #[serde(default)]
    pub replicating_to: Vec<String>,
    /// When it was made.
    pub created_at: Option<Moment>,
}

const GET: &str = "resource-explorer-2:GetIndex";

impl Kind for ResourceexplorerRegion {
    const NAME: &'static str = "resourceexplorer_region";
    const CLOUDFORMATION: &'static str = "AWS::ResourceExplorer2::Index";
    const SCOPE: Scope = Scope::Region;
    const ACTIONS: &'static [Action] = &[Action::page(GET)];

    fn sample() -> Found<Self> {
        Found {
            id: "plimsoll:resourceexplorer_region:111122223333:eu-central-1:settings".into(),
            name: Some("eu-central-1".into()),
            tags: Reading::Known(None),
            fields: Self {
                index: Reading::Known(Some(Index {
                    index_type: Some("AGGREGATOR".into()),
                    state: Some("ACTIVE".into()),
                    replicating_from: vec!["eu-west-1".into()],
                    replicating_to: vec![],
                    created_at: Some(Moment::sample("2026-01-31T12:00:00Z")),
                })),
            },
        }
    }

    async fn collect(place: &Place, out: &Sink) -> Result<(), Unread> {
        let index = place.call(&RESOURCE_EXPLORER, "GetIndex").post("/GetIndex").reading(Index::sorted).await;
        let id = place.made_up_id(Self::NAME, "settings");
        let name = Some(place.region().to_string());
        out.push(Found { id, name, tags: Reading::Known(None), fields: Self { index } }).await;
        Ok(())
    }
}

impl Index {
    fn sorted(mut self) -> Option<Self> {
        self.replicating_from.sort();
        self.replicating_to.sort();
        Some(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collect::canned::Canned;

    const ASKED: &str = "POST /GetIndex";

    #[test]
    fn an_index_is_read() {
        let reply = r#"{"Arn": "arn:aws:resource-explorer-2:eu-central-1:111122223333:index/1", "Type": "AGGREGATOR",
            "State": "ACTIVE", "ReplicatingFrom": ["us-east-1", "eu-west-1"], "CreatedAt": "2026-01-31T12:00:00Z"}"#;
        let read = Canned::default().reply(ASKED, reply).read::<ResourceexplorerRegion>();
        assert_eq!(read.gaps, []);
        let region = &read.resources[0];
        assert_eq!(region.at("index.type").as_str(), Some("AGGREGATOR"));
        let from = serde_json::to_string(region.at("index.replicating_from")).unwrap();
        assert_eq!(from, r#"["eu-west-1","us-east-1"]"#);
        assert_eq!(region.at("index.created_at").as_str(), Some("2026-01-31T12:00:00Z"));
    }

    #[test]
    fn a_region_without_an_index_has_none_and_a_denial_is_unread() {
        let none = r#"{"__type": "ResourceNotFoundException"}"#;
        let read = Canned::default().status(ASKED, 404, none).read::<ResourceexplorerRegion>();
        assert!(read.resources[0].unread().is_empty() && read.resources[0].at("index").is_null());
        let denied = Canned::default().read::<ResourceexplorerRegion>();
        assert_eq!(denied.resources[0].unread()[0].action, GET);
    }
}
