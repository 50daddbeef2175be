//! Policies of AWS Network Firewall. A listing gives names; everything else comes with one call each, tags among it.
//!
//! - Traffic meets the rules that look at single packets first; what those forward meets the rules that remember
//!   connections. <https://docs.aws.amazon.com/network-firewall/latest/developerguide/firewall-rules-engines.html>
//! - What happens to connections that no rule is about is only decided by the policy where the order is strict.
//!   <https://docs.aws.amazon.com/network-firewall/latest/developerguide/suricata-rule-evaluation-order.html>

use super::kind::{Found, Kind};
use super::sorted::sorted;
use super::tags::{Tag, listed};
use crate::collect::aws::service::NETWORK_FIREWALL;
use crate::collect::{Place, Sink};
use crate::snapshot::{Action, Reading, Scope, Unread};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What firewalls that follow it do with traffic.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct NetworkfirewallPolicy {
    /// What happens to whole packets that no stateless rule is about: `aws:pass`, `aws:drop`, `aws:forward_to_sfe`, or an
    /// action of the account's own beside one of these.
    pub stateless_default_actions: Reading<Vec<String>>,
    /// The same for fragments of packets.
    pub stateless_fragment_default_actions: Reading<Vec<String>>,
    /// The groups of rules that look at single packets, in order.
    pub stateless_rule_groups: Reading<Vec<StatelessRuleGroup>>,
    /// What happens to connections that no rule is about, where the order is strict, such as `aws:drop_established`.
    pub stateful_default_actions: Reading<Vec<String>>,
    /// The groups of rules that remember connections.
    pub stateful_rule_groups: Reading<Vec<StatefulRuleGroup>>,
    /// In which order stateful rules are asked: `STRICT_ORDER` or `DEFAULT_ACTION_ORDER`; null where it was left to AWS.
    pub stateful_rule_order: Reading<Option<String>>,
    /// What happens to traffic while the firewall mends itself: `DROP`, `CONTINUE` or `REJECT`; null where it was left to AWS.
    pub stream_exception_policy: Reading<Option<String>>,
    /// How encrypted traffic is opened and looked at; null where it is not.
    pub tls_inspection_configuration_arn: Reading<Option<String>>,
    /// `ACTIVE`, or on the way away.
    pub status: Reading<Option<String>>,
    /// How many firewalls follow it.
    pub number_of_associations: Reading<Option<i64>>,
    /// What encrypts its data: `CUSTOMER_KMS` or `AWS_OWNED_KMS_KEY`.
    pub encryption_type: Reading<Option<String>>,
    /// What people wrote about it.
    pub description: Reading<Option<String>>,
}

#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all(deserialize = "PascalCase"))]
pub struct StatelessRuleGroup {
    /// The group.
    pub resource_arn: String,
    /// Its place in the order: the lowest is asked first.
    pub priority: Option<i64>,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct StatefulRuleGroup {
    /// The group.
    pub resource_arn: String,
    /// Its place in the order, where that is strict.
    pub priority: Option<i64>,
    /// `DROP_TO_ALERT` where rules that drop only tell; null where they drop.
    pub override_action: Option<String>,
}

const LIST: &str = "network-firewall:ListFirewallPolicies";
const DESCRIBE: &str = "network-firewall:DescribeFirewallPolicy";

impl Kind for NetworkfirewallPolicy {
    const NAME: &'static str = "networkfirewall_policy";
    const CLOUDFORMATION: &'static str = "AWS::NetworkFirewall::FirewallPolicy";
    const SCOPE: Scope = Scope::Regional;
    const ACTIONS: &'static [Action] = &[Action::page(LIST), Action::each(DESCRIBE)];

    fn sample() -> Found<Self> {
        let of = |rest: &str| format!("arn:aws:network-firewall:eu-central-1:111122223333:{rest}");
        Found {
            id: of("firewall-policy/edge"),
            name: Some("edge".into()),
            tags: Reading::Known(Some([("team".to_owned(), "network".to_owned())].into())),
            fields: Self {
                stateless_default_actions: Reading::Known(vec!["aws:forward_to_sfe".into()]),
                stateless_fragment_default_actions: Reading::Known(vec!["aws:drop".into()]),
                stateless_rule_groups: Reading::Known(vec![StatelessRuleGroup {
                    resource_arn: of("stateless-rulegroup/no-telnet"),
                    priority: Some(1),
                }]),
                stateful_default_actions: Reading::Known(vec!["aws:drop_established".into()]),
                stateful_rule_groups: Reading::Known(vec![StatefulRuleGroup {
                    resource_arn: of("stateful-rulegroup/known-domains"),
                    priority: Some(1),
                    override_action: None,
                }]),
                stateful_rule_order: Reading::Known(Some("STRICT_ORDER".into())),
                stream_exception_policy: Reading::Known(Some("DROP".into())),
                tls_inspection_configuration_arn: Reading::Known(None),
                status: Reading::Known(Some("ACTIVE".into())),
                number_of_associations: Reading::Known(Some(1)),
                encryption_type: Reading::Known(Some("AWS_OWNED_KMS_KEY".into())),
                description: Reading::Known(Some("between the networks".into())),
            },
        }
    }

    async fn collect(place: &Place, out: &Sink) -> Result<(), Unread> {
        let call = place.call(&NETWORK_FIREWALL, "ListFirewallPolicies").set("MaxResults", 100);
        let mut pages = call.pages("NextToken", "NextToken");
        while let Some(page) = pages.next::<Page>().await? {
            out.each(page.firewall_policies, |policy| one(place, policy)).await;
        }
        Ok(())
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Page {
    #[serde(default)]
    firewall_policies: Vec<Listed>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Listed {
    arn: String,
    name: Option<String>,
}

#[derive(Clone, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Described {
    #[serde(default)]
    firewall_policy_response: About,
    #[serde(default)]
    firewall_policy: Policy,
}

#[derive(Clone, Default, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct About {
    firewall_policy_status: Option<String>,
    number_of_associations: Option<i64>,
    encryption_configuration: Option<Encryption>,
    description: Option<String>,
    #[serde(default)]
    tags: Vec<Tag>,
}

#[derive(Clone, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Encryption {
    #[serde(rename = "Type")]
    kind: Option<String>,
}

#[derive(Clone, Default, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Policy {
    #[serde(default)]
    stateless_default_actions: Vec<String>,
    #[serde(default)]
    stateless_fragment_default_actions: Vec<String>,
    #[serde(default)]
    stateless_rule_group_references: Vec<StatelessRuleGroup>,
    #[serde(default)]
    stateful_default_actions: Vec<String>,
    #[serde(default)]
    stateful_rule_group_references: Vec<Reference>,
    stateful_engine_options: Option<Engine>,
    #[serde(rename = "TLSInspectionConfigurationArn")]
    tls_inspection_configuration_arn: Option<String>,
}

#[derive(Clone, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Engine {
    rule_order: Option<String>,
    stream_exception_policy: Option<String>,
}

#[derive(Clone, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Reference {
    resource_arn: String,
    priority: Option<i64>,
    #[serde(rename = "Override")]
    overridden: Option<Override>,
}

#[derive(Clone, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Override {
    action: Option<String>,
}

/// None for one that has gone since it was listed.
async fn one(place: &Place, listed_one: Listed) -> Result<Option<Found<NetworkfirewallPolicy>>, Unread> {
    let call = place.call(&NETWORK_FIREWALL, "DescribeFirewallPolicy");
    let described = call.set("FirewallPolicyArn", listed_one.arn.as_str()).judge::<Described>().await;
    let Some(described) = described.transpose() else { return Ok(None) };
    let about = || described.clone().map(|reply| reply.firewall_policy_response);
    let policy = || described.clone().map(|reply| reply.firewall_policy);
    let engine = || policy().map(|one| one.stateful_engine_options);
    let fields = NetworkfirewallPolicy {
        stateless_default_actions: policy().map(|one| sorted(one.stateless_default_actions)).into(),
        stateless_fragment_default_actions: policy().map(|one| sorted(one.stateless_fragment_default_actions)).into(),
        stateless_rule_groups: policy().map(|one| stateless(one.stateless_rule_group_references)).into(),
        stateful_default_actions: policy().map(|one| sorted(one.stateful_default_actions)).into(),
        stateful_rule_groups: policy().map(|one| stateful(one.stateful_rule_group_references)).into(),
        stateful_rule_order: engine().map(|engine| engine.and_then(|engine| engine.rule_order)).into(),
        stream_exception_policy: engine().map(|engine| engine.and_then(|engine| engine.stream_exception_policy)).into(),
        tls_inspection_configuration_arn: policy().map(|one| one.tls_inspection_configuration_arn).into(),
        status: about().map(|one| one.firewall_policy_status).into(),
        number_of_associations: about().map(|one| one.number_of_associations).into(),
        encryption_type: about().map(|one| one.encryption_configuration.and_then(|with| with.kind)).into(),
        description: about().map(|one| one.description.filter(|text| !text.is_empty())).into(),
    };
    let tags = about().map(|one| Some(listed(&one.tags))).into();
    Ok(Some(Found { id: listed_one.arn, name: listed_one.name, tags, fields }))
}

fn stateless(mut groups: Vec<StatelessRuleGroup>) -> Vec<StatelessRuleGroup> {
    groups.sort_by(|a, b| (a.priority, &a.resource_arn).cmp(&(b.priority, &b.resource_arn)));
    groups
}

fn stateful(references: Vec<Reference>) -> Vec<StatefulRuleGroup> {
    let of = |one: Reference| StatefulRuleGroup {
        resource_arn: one.resource_arn,
        priority: one.priority,
        override_action: one.overridden.and_then(|overridden| overridden.action),
    };
    let mut groups: Vec<StatefulRuleGroup> = references.into_iter().map(of).collect();
    groups.sort_by(|a, b| (a.priority, &a.resource_arn).cmp(&(b.priority, &b.resource_arn)));
    groups
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collect::canned::Canned;

    fn page(name: &str, more: &str) -> String {
        format!(r#"{{"FirewallPolicies": [{{"Name": "{name}", "Arn": "arn:{name}"}}]{more}}}"#)
    }

    const DESCRIBED: &str = r#"{"UpdateToken": "1", "FirewallPolicyResponse": {"FirewallPolicyName": "a", "FirewallPolicyArn": "arn:a",
        "FirewallPolicyId": "1", "FirewallPolicyStatus": "ACTIVE", "Tags": [{"Key": "team", "Value": "x"}],
        "NumberOfAssociations": 0}, "FirewallPolicy": {"StatelessDefaultActions": ["aws:pass"],
        "StatelessFragmentDefaultActions": ["aws:drop"], "StatefulRuleGroupReferences": [
            {"ResourceArn": "arn:2", "Priority": 2}, {"ResourceArn": "arn:1", "Priority": 1, "Override": {"Action": "DROP_TO_ALERT"}}],
        "StatefulEngineOptions": {"RuleOrder": "STRICT_ORDER"}}}"#;

    #[test]
    fn policies_of_all_pages_are_read_whole() {
        let read = Canned::default()
            .reply("ListFirewallPolicies", &page("a", r#", "NextToken": "2""#))
            .reply("ListFirewallPolicies", &page("b", ""))
            .reply("DescribeFirewallPolicy", DESCRIBED)
            .read::<NetworkfirewallPolicy>();
        assert_eq!((read.gaps.len(), read.resources.len(), read.asked.len()), (0, 2, 4));
        let policy = &read.resources[0];
        let text = |path: &str| serde_json::to_string(policy.at(path)).unwrap();
        assert!(policy.unread().is_empty() && policy.at("stream_exception_policy").is_null());
        assert_eq!(text("stateless_default_actions"), r#"["aws:pass"]"#);
        assert_eq!(text("stateless_rule_groups"), "[]");
        let first = r#"[{"resource_arn":"arn:1","priority":1,"override_action":"DROP_TO_ALERT"}"#;
        assert!(text("stateful_rule_groups").starts_with(first));
        assert_eq!(policy.at("stateful_rule_order").as_str(), Some("STRICT_ORDER"));
        assert_eq!(policy.at("tags.team").as_str(), Some("x"));
    }

    #[test]
    fn what_is_denied_is_unread_and_what_is_gone_is_gone() {
        let listed = || Canned::default().reply("ListFirewallPolicies", &page("a", ""));
        let read = listed().read::<NetworkfirewallPolicy>();
        assert!(read.resources[0].unread().iter().all(|unread| unread.action == DESCRIBE));
        let gone = r#"{"__type": "ResourceNotFoundException"}"#;
        let read = listed().status("DescribeFirewallPolicy", 400, gone).read::<NetworkfirewallPolicy>();
        assert!(read.resources.is_empty() && read.gaps.is_empty());
    }
}
