//! A finding of ours that a hub holds.

use super::{Hub, Push};
use serde_json::{Map, Value as Json, json};

/// As Security Hub gave it.
pub(super) struct Known(Map<String, Json>);

/// What may be sent back: the rest is Security Hub's own, or belongs to the people who work there.
const SENT_BACK: [&str; 16] = [
    "SchemaVersion",
    "Id",
    "ProductArn",
    "ProductName",
    "CompanyName",
    "GeneratorId",
    "AwsAccountId",
    "FirstObservedAt",
    "LastObservedAt",
    "CreatedAt",
    "FindingProviderFields",
    "Title",
    "Description",
    "Remediation",
    "Compliance",
    "Resources",
];

impl Known {
    /// None where it is not ours.
    pub(super) fn of(finding: Json, hub: &Hub, push: &Push) -> Option<Self> {
        let Json::Object(members) = finding else { return None };
        let known = Self(members);
        let is_ours = known.text("ProductArn") == hub.product
            && known.text("AwsAccountId") == hub.account.as_str()
            && known.text("GeneratorId").starts_with(push.ours)
            && known.id().starts_with(push.ours);
        is_ours.then_some(known)
    }

    pub(super) fn id(&self) -> &str {
        self.text("Id")
    }

    pub(super) fn is_active(&self) -> bool {
        self.text("RecordState") == "ACTIVE"
    }

    /// This scan would have found it: its control was asked, where its resource is, and all there could be listed.
    pub(super) fn is_gone(&self, hub: &Hub, push: &Push) -> bool {
        let generator = self.text("GeneratorId");
        let fields = self.0.get("ProductFields");
        let region = fields.and_then(|fields| fields["plimsoll/region"].as_str()).unwrap_or_default();
        push.asked.contains(generator)
            && hub.looked_at.contains(region)
            && !hub.blind.contains(&(generator.to_owned(), region.to_owned()))
    }

    /// The same, archived.
    pub(super) fn archived(&self, push: &Push) -> Json {
        let ours = |name: &String| SENT_BACK.contains(&name.as_str());
        let kept = self.0.iter().filter(|(name, _)| ours(name));
        let mut finding: Map<String, Json> = kept.map(|(name, value)| (name.clone(), value.clone())).collect();
        let fields = self.0.get("ProductFields").and_then(Json::as_object).into_iter().flatten();
        let own: Map<String, Json> = fields
            .filter(|(name, _)| name.starts_with(push.ours))
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect();
        finding.insert("ProductFields".to_owned(), Json::Object(own));
        finding.insert("UpdatedAt".to_owned(), json!(push.at));
        finding.insert("RecordState".to_owned(), json!("ARCHIVED"));
        Json::Object(finding)
    }

    fn text(&self, name: &str) -> &str {
        self.0.get(name).and_then(Json::as_str).unwrap_or_default()
    }
}
