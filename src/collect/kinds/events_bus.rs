//! Buses of EventBridge. One listing gives all of them, with their policies. Every region has one from the start,
//! `default`, to which AWS's services send.
//!
//! <https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_ListEventBuses.html>

use super::events_reply::{Bus, Buses};
use super::kind::{Found, Kind};
use super::region_tags::{GET_RESOURCES, RegionTags};
use super::timestamp::Moment;
use crate::collect::{Place, Sink};
use crate::snapshot::policy_document::PolicyDocument;
use crate::snapshot::{Action, Reading, Scope, Unread};
use schemars::JsonSchema;
use serde::Serialize;

/// An event bus: rules choose among the events that are sent to it.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct EventsBus {
    /// What people wrote about it.
    pub description: Option<String>,
    /// When it was made; null for the default bus.
    pub creation_time: Option<Moment>,
    /// Who else may send to it and add rules; null where only this account may.
    pub policy: Reading<Option<PolicyDocument>>,
}

const LIST: &str = "events:ListEventBuses";

const SAMPLE_POLICY: &str = r#"{"Version": "2012-10-17", "Statement": [{"Sid": "OtherAccount", "Effect": "Allow",
    "Principal": {"AWS": "arn:aws:iam::444455556666:root"}, "Action": "events:PutEvents",
    "Resource": "arn:aws:events:eu-central-1:111122223333:event-bus/orders"}]}"#;

impl Kind for EventsBus {
    const NAME: &'static str = "events_bus";
    const CLOUDFORMATION: &'static str = "AWS::Events::EventBus";
    const SCOPE: Scope = Scope::Regional;
    const ACTIONS: &'static [Action] = &[Action::page(LIST), GET_RESOURCES];

    fn sample() -> Found<Self> {
        Found {
            id: "arn:aws:events:eu-central-1:111122223333:event-bus/orders".into(),
            name: Some("orders".into()),
            tags: Reading::Known(Some([("team".to_owned(), "shop".to_owned())].into())),
            fields: Self {
                description: Some("what happens to orders".into()),
                creation_time: Some(Moment::sample("2026-01-31T12:00:00Z")),
                policy: Reading::Known(PolicyDocument::parse(SAMPLE_POLICY)),
            },
        }
    }

    async fn collect(place: &Place, out: &Sink) -> Result<(), Unread> {
        let tags = RegionTags::new(place, "events:event-bus");
        for bus in &Buses::of(place).await?.0 {
            out.push(found(bus, &tags).await).await;
        }
        Ok(())
    }
}

async fn found(bus: &Bus, tags: &RegionTags<'_>) -> Found<EventsBus> {
    let fields = EventsBus {
        description: bus.description.clone().filter(|text| !text.is_empty()),
        creation_time: bus.creation_time.clone(),
        policy: PolicyDocument::reading(LIST, Ok(bus.policy.clone())),
    };
    Found { id: bus.arn.clone(), name: Some(bus.name.clone()), tags: tags.of(&bus.arn).await, fields }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collect::canned::{Canned, json};

    #[test]
    fn buses_are_read_with_their_policies() {
        let buses = r#"{"EventBuses": [
            {"Name": "default", "Arn": "arn:aws:events:eu-central-1:111122223333:event-bus/default"},
            {"Name": "open", "Arn": "arn:aws:events:eu-central-1:111122223333:event-bus/open", "CreationTime": 1769860800,
                "Policy": "{\"Statement\": [{\"Effect\": \"Allow\", \"Principal\": \"*\", \"Action\": \"events:PutEvents\"}]}"}]}"#;
        let tags = r#"{"ResourceTagMappingList": [{"Tags": [{"Key": "team", "Value": "x"}],
            "ResourceARN": "arn:aws:events:eu-central-1:111122223333:event-bus/open"}]}"#;
        let read = Canned::default().reply("ListEventBuses", buses).reply("GetResources", tags).read::<EventsBus>();
        assert_eq!(read.gaps, []);
        let [default, open] = read.resources.as_slice() else { panic!("two buses") };
        assert!(default.at("policy").is_null() && default.unread().is_empty());
        assert_eq!(json(open)["policy"]["statements"][0]["principals"][0]["id"], "*");
        assert_eq!(open.at("tags.team").as_str(), Some("x"));
    }

    #[test]
    fn a_refusal_is_a_gap() {
        let read = Canned::default().read::<EventsBus>();
        assert_eq!(read.gaps[0].as_unread().action, LIST);
    }
}
