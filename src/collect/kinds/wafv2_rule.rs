//! Rules of web ACLs.
//!
//! What a rule looks for may be a secret by which a server knows its proxy, and answers may hold anything. Of a rule its
//! name, its sort and its outcome are kept, and which group of rules it calls.
//! <https://docs.aws.amazon.com/waf/latest/APIReference/API_Rule.html>

use schemars::JsonSchema;
use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Rule {
    /// Its name here.
    pub name: String,
    /// Its place in the order: the lowest is asked first.
    pub priority: Option<i64>,
    /// What sort of question it asks, such as `RateBasedStatement`; null where AWS has a new one.
    pub statement: Option<String>,
    /// What happens to requests that it is about: `Allow`, `Block`, `Count`, `Captcha`, `Challenge`; null for groups.
    pub action: Option<String>,
    /// For groups: `None` leaves the outcome to their rules, `Count` lets everything pass; null for others.
    pub override_action: Option<String>,
    /// The group of AWS's or of a vendor's that it calls.
    pub managed_rule_group: Option<ManagedRuleGroup>,
    /// The account's own group that it calls.
    pub rule_group_arn: Option<String>,
    /// How many requests in a while are too many, for `RateBasedStatement`.
    pub rate_limit: Option<i64>,
    /// Whether CloudWatch counts what it does.
    pub cloud_watch_metrics_enabled: Option<bool>,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ManagedRuleGroup {
    /// `AWS`, or who else sells it.
    pub vendor_name: String,
    /// Such as `AWSManagedRulesCommonRuleSet`.
    pub name: String,
    /// The version that it stays at; null where it follows the vendor.
    pub version: Option<String>,
    /// The rules of the group that only count.
    pub counted_rules: Vec<String>,
    /// Whether it is asked about some requests only.
    pub scoped_down: bool,
}

/// An object of which one member is there, and says by its name which choice was made.
pub type OneOf = BTreeMap<String, IgnoredAny>;

#[derive(Clone, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct DescribedRule {
    name: String,
    priority: Option<i64>,
    #[serde(alias = "FirewallManagerStatement")]
    statement: Option<Statement>,
    action: Option<OneOf>,
    override_action: Option<OneOf>,
    visibility_config: Option<Visibility>,
}

#[derive(Clone, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Visibility {
    pub cloud_watch_metrics_enabled: Option<bool>,
}

#[derive(Clone, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Statement {
    managed_rule_group_statement: Option<Managed>,
    rule_group_reference_statement: Option<Reference>,
    rate_based_statement: Option<Rate>,
    #[serde(flatten)]
    others: OneOf,
}

#[derive(Clone, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Managed {
    vendor_name: String,
    name: String,
    version: Option<String>,
    #[serde(default)]
    excluded_rules: Vec<Excluded>,
    #[serde(default)]
    rule_action_overrides: Vec<Overridden>,
    scope_down_statement: Option<IgnoredAny>,
}

#[derive(Clone, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Excluded {
    name: String,
}

#[derive(Clone, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Overridden {
    name: String,
    #[serde(default)]
    action_to_use: OneOf,
}

#[derive(Clone, Deserialize)]
struct Reference {
    #[serde(rename = "ARN")]
    arn: String,
}

#[derive(Clone, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Rate {
    limit: Option<i64>,
}

pub fn chosen(one_of: OneOf) -> Option<String> {
    one_of.into_keys().next()
}

pub fn sorted(mut all: Vec<DescribedRule>) -> Vec<Rule> {
    all.sort_by_key(|rule| rule.priority);
    rules(all)
}

pub fn rules(all: Vec<DescribedRule>) -> Vec<Rule> {
    all.into_iter().map(rule).collect()
}

fn rule(described: DescribedRule) -> Rule {
    let (mut statement, mut managed, mut reference, mut rate) = (None, None, None, None);
    if let Some(all) = described.statement {
        statement = match &all {
            Statement { managed_rule_group_statement: Some(_), .. } => Some("ManagedRuleGroupStatement".to_owned()),
            Statement { rule_group_reference_statement: Some(_), .. } => Some("RuleGroupReferenceStatement".to_owned()),
            Statement { rate_based_statement: Some(_), .. } => Some("RateBasedStatement".to_owned()),
            _ => chosen(all.others),
        };
        managed = all.managed_rule_group_statement.map(managed_group);
        reference = all.rule_group_reference_statement.map(|group| group.arn);
        rate = all.rate_based_statement.and_then(|rate| rate.limit);
    }
    Rule {
        name: described.name,
        priority: described.priority,
        statement,
        action: described.action.and_then(chosen),
        override_action: described.override_action.and_then(chosen),
        managed_rule_group: managed,
        rule_group_arn: reference,
        rate_limit: rate,
        cloud_watch_metrics_enabled: described.visibility_config.and_then(|config| config.cloud_watch_metrics_enabled),
    }
}

/// A rule only counts where it is excluded, which is the older way to say so, or where its action is overridden so.
fn managed_group(group: Managed) -> ManagedRuleGroup {
    let overridden = group.rule_action_overrides.into_iter().filter(|one| one.action_to_use.contains_key("Count"));
    let excluded = group.excluded_rules.into_iter().map(|rule| rule.name);
    let mut counted_rules: Vec<String> = excluded.chain(overridden.map(|one| one.name)).collect();
    counted_rules.sort();
    counted_rules.dedup();
    ManagedRuleGroup {
        vendor_name: group.vendor_name,
        name: group.name,
        version: group.version,
        counted_rules,
        scoped_down: group.scope_down_statement.is_some(),
    }
}

/// For the samples of both kinds.
pub fn sample() -> Vec<Rule> {
    let common = ManagedRuleGroup {
        vendor_name: "AWS".into(),
        name: "AWSManagedRulesCommonRuleSet".into(),
        version: None,
        counted_rules: vec![],
        scoped_down: false,
    };
    let rule = Rule {
        name: "common".into(),
        priority: Some(0),
        statement: Some("ManagedRuleGroupStatement".into()),
        action: None,
        override_action: Some("None".into()),
        managed_rule_group: Some(common),
        rule_group_arn: None,
        rate_limit: None,
        cloud_watch_metrics_enabled: Some(true),
    };
    let rate = Rule {
        name: "not-too-often".into(),
        priority: Some(1),
        statement: Some("RateBasedStatement".into()),
        action: Some("Block".into()),
        override_action: None,
        managed_rule_group: None,
        rate_limit: Some(2000),
        ..rule.clone()
    };
    vec![rule, rate]
}
