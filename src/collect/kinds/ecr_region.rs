//! The private registry of a region: how its repositories are scanned, who else may use it, where images are copied to.
//!
//! - Without rules, basic scanning leaves it to each repository.
//!   <https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-scanning.html>

use super::kind::{Found, Kind};
use crate::collect::aws::service::ECR;
use crate::collect::{Place, Sink};
use crate::snapshot::policy_document::PolicyDocument;
use crate::snapshot::{Action, Reading, Scope, Unread};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// ECR's settings for a region: scanning, registry policy and replication.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct EcrRegion {
    /// `BASIC`, or `ENHANCED`, which is Inspector's.
    pub scan_type: Reading<Option<String>>,
    /// Which repositories are scanned when; none leaves it to each repository.
    pub scan_rules: Reading<Option<Vec<ScanRule>>>,
    /// What other accounts may do with the registry; null where nobody has set one.
    pub policy: Reading<Option<PolicyDocument>>,
    /// Where images are copied to.
    pub replication_destinations: Reading<Option<Vec<Destination>>>,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ScanRule {
    /// `SCAN_ON_PUSH`, `CONTINUOUS_SCAN` or `MANUAL`.
    pub scan_frequency: String,
    /// Names of repositories, with wildcards.
    pub repository_filters: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all(deserialize = "camelCase"))]
pub struct Destination {
    /// The region.
    pub region: String,
    /// The account.
    pub registry_id: String,
}

const SCANNING: &str = "ecr:GetRegistryScanningConfiguration";
const POLICY: &str = "ecr:GetRegistryPolicy";
const REGISTRY: &str = "ecr:DescribeRegistry";

impl Kind for EcrRegion {
    const NAME: &'static str = "ecr_region";
    const CLOUDFORMATION: &'static str = "AWS::ECR::RegistryScanningConfiguration";
    const SCOPE: Scope = Scope::Region;
    const ACTIONS: &'static [Action] = &[Action::page(SCANNING), Action::page(POLICY), Action::page(REGISTRY)];

    fn sample() -> Found<Self> {
        Found {
            id: "plimsoll:ecr_region:111122223333:eu-central-1:settings".into(),
            name: Some("eu-central-1".into()),
            tags: Reading::Known(None),
            fields: Self {
                scan_type: Reading::Known(Some("ENHANCED".into())),
                scan_rules: Reading::Known(Some(vec![ScanRule {
                    scan_frequency: "CONTINUOUS_SCAN".into(),
                    repository_filters: vec!["*".into()],
                }])),
                policy: Reading::Known(None),
                replication_destinations: Reading::Known(Some(vec![])),
            },
        }
    }

    async fn collect(place: &Place, out: &Sink) -> Result<(), Unread> {
        let (scanning, policy, registry) = tokio::join!(
            place.call(&ECR, "GetRegistryScanningConfiguration").judge::<ScanningReply>(),
            place.call(&ECR, "GetRegistryPolicy").judge::<Policy>(),
            place.call(&ECR, "DescribeRegistry").judge::<Registry>(),
        );
        let scanning = scanning.map(|reply| reply.and_then(|reply| reply.scanning_configuration));
        let fields = Self {
            scan_type: scanning.clone().map(|it| it.and_then(|it| it.scan_type)).into(),
            scan_rules: scanning.map(|it| it.map(|it| it.rules.into_iter().map(rule).collect())).into(),
            policy: PolicyDocument::reading(POLICY, policy.map(|reply| reply.map(|reply| reply.policy_text))),
            replication_destinations: registry.map(|reply| reply.map(destinations)).into(),
        };
        let id = place.made_up_id(Self::NAME, "settings");
        let name = Some(place.region().to_string());
        out.push(Found { id, name, tags: Reading::Known(None), fields }).await;
        Ok(())
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ScanningReply {
    scanning_configuration: Option<ScanningConfiguration>,
}

#[derive(Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
struct ScanningConfiguration {
    scan_type: Option<String>,
    #[serde(default)]
    rules: Vec<Rule>,
}

#[derive(Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Rule {
    scan_frequency: String,
    #[serde(default)]
    repository_filters: Vec<Filter>,
}

#[derive(Clone, Deserialize)]
struct Filter {
    filter: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Policy {
    policy_text: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Registry {
    #[serde(default)]
    replication_configuration: Replication,
}

#[derive(Default, Deserialize)]
struct Replication {
    #[serde(default)]
    rules: Vec<ReplicationRule>,
}

#[derive(Deserialize)]
struct ReplicationRule {
    #[serde(default)]
    destinations: Vec<Destination>,
}

fn rule(rule: Rule) -> ScanRule {
    let mut repository_filters: Vec<String> = rule.repository_filters.into_iter().map(|one| one.filter).collect();
    repository_filters.sort();
    ScanRule { scan_frequency: rule.scan_frequency, repository_filters }
}

fn destinations(registry: Registry) -> Vec<Destination> {
    let rules = registry.replication_configuration.rules;
    let mut all: Vec<Destination> = rules.into_iter().flat_map(|rule| rule.destinations).collect();
    all.sort();
    all.dedup();
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collect::canned::Canned;

    #[test]
    fn a_registry_is_read_whole() {
        let scanning = r#"{"registryId": "111122223333", "scanningConfiguration": {"scanType": "ENHANCED", "rules": [
            {"scanFrequency": "SCAN_ON_PUSH", "repositoryFilters": [{"filter": "prod*", "filterType": "WILDCARD"}]}]}}"#;
        let registry = r#"{"replicationConfiguration": {"rules": [{"destinations": [
            {"region": "eu-west-1", "registryId": "444455556666"}]}]}}"#;
        let read = Canned::default()
            .reply("GetRegistryScanningConfiguration", scanning)
            .status("GetRegistryPolicy", 400, r#"{"__type": "RegistryPolicyNotFoundException"}"#)
            .reply("DescribeRegistry", registry)
            .read::<EcrRegion>();
        let [region] = read.resources.as_slice() else { panic!("one region") };
        assert!(region.unread().is_empty() && region.at("policy").is_null());
        let text = serde_json::to_string(region).unwrap();
        assert!(text.contains(r#"{"scan_frequency":"SCAN_ON_PUSH","repository_filters":["prod*"]}"#), "{text}");
        assert!(text.contains(r#"{"region":"eu-west-1","registry_id":"444455556666"}"#), "{text}");
    }

    #[test]
    fn what_is_denied_is_unread() {
        let read = Canned::default().read::<EcrRegion>();
        assert_eq!(read.resources[0].unread().len(), 4);
    }
}
