//! What the two kinds of web ACLs have in common. Those for CloudFront and those for a region are the same in all but where
//! they are listed and what they stand before.
//!
//! <https://docs.aws.amazon.com/waf/latest/APIReference/API_WebACL.html>

use super::kind::Tags;
use super::tags::{Tag, listed};
use super::wafv2_rule::{DescribedRule, OneOf, Rule, Visibility, chosen, rules, sample, sorted};
use crate::collect::Place;
use crate::collect::aws::call::Call;
use crate::collect::aws::service::WAFV2;
use crate::snapshot::{Reading, Reason, Region, Unread};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

pub const LIST: &str = "wafv2:ListWebACLs";
pub const GET: &str = "wafv2:GetWebACL";
pub const LOGGING: &str = "wafv2:ListLoggingConfigurations";
pub const TAGS: &str = "wafv2:ListTagsForResource";

/// What every web ACL has.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct WebAcl {
    /// Such as `473e64fd-f30b-4765-81a0-62ad96dd167a`.
    pub web_acl_id: String,
    /// What people wrote about it.
    pub description: Option<String>,
    /// What happens to a request that no rule ends: `Allow` or `Block`.
    pub default_action: Reading<Option<String>>,
    /// Its rules, in the order in which they are asked.
    pub rules: Reading<Vec<Rule>>,
    /// The rules that Firewall Manager adds before and behind.
    pub firewall_manager_rules: Reading<Vec<Rule>>,
    /// How much of a web ACL's capacity its rules take.
    pub capacity: Reading<Option<i64>>,
    /// Whether Firewall Manager made it.
    pub managed_by_firewall_manager: Reading<Option<bool>>,
    /// Whether CloudWatch counts what it does.
    pub cloud_watch_metrics_enabled: Reading<Option<bool>>,
    /// Where requests are logged; null where they are not.
    pub logging: Reading<Option<Logging>>,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Logging {
    /// The ARNs of where the logs go.
    pub log_destination_configs: Vec<String>,
    /// What happens to a request that no filter is about: `KEEP` or `DROP`; null where nothing is filtered.
    pub filter_default_behavior: Option<String>,
}

/// Where web ACLs are listed.
#[derive(Clone)]
pub struct Scope {
    name: &'static str,
    region: Region,
}

impl Scope {
    /// Those for resources of the place's region.
    pub fn regional(place: &Place) -> Self {
        Self { name: "REGIONAL", region: place.region().clone() }
    }

    /// Those for CloudFront, which live in one region for all.
    pub fn cloudfront() -> Result<Self, Unread> {
        let region = Region::try_from("us-east-1").map_err(|_| Unread::new(LIST, Reason::Error))?;
        Ok(Self { name: "CLOUDFRONT", region })
    }

    /// A call about one that is known by its ARN.
    pub fn call<'a>(&self, place: &'a Place, operation: &'static str) -> Call<'a> {
        place.call(&WAFV2, operation).in_region(self.region.clone())
    }

    /// A call that says the scope.
    pub fn listing<'a>(&self, place: &'a Place, operation: &'static str) -> Call<'a> {
        self.call(place, operation).set("Scope", self.name)
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Page {
    #[serde(rename = "WebACLs", default)]
    pub web_acls: Vec<Listed>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Listed {
    pub name: String,
    pub id: String,
    #[serde(rename = "ARN")]
    pub arn: String,
    description: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Got {
    #[serde(rename = "WebACL")]
    web_acl: Described,
}

#[derive(Clone, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Described {
    #[serde(default)]
    default_action: OneOf,
    #[serde(default)]
    rules: Vec<DescribedRule>,
    #[serde(default)]
    pre_process_firewall_manager_rule_groups: Vec<DescribedRule>,
    #[serde(default)]
    post_process_firewall_manager_rule_groups: Vec<DescribedRule>,
    capacity: Option<i64>,
    managed_by_firewall_manager: Option<bool>,
    visibility_config: Option<Visibility>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct LoggingPage {
    #[serde(default)]
    logging_configurations: Vec<LoggingConfiguration>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct LoggingConfiguration {
    resource_arn: String,
    #[serde(default)]
    log_destination_configs: Vec<String>,
    logging_filter: Option<Filter>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Filter {
    default_behavior: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct TagReply {
    tag_info_for_resource: Option<TagInfo>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct TagInfo {
    #[serde(default)]
    tag_list: Vec<Tag>,
}

/// How each web ACL of a scope that is logged is logged, by its ARN.
pub async fn logging(place: &Place, scope: &Scope) -> Result<BTreeMap<String, Logging>, Unread> {
    let mut all = BTreeMap::new();
    let call = scope.listing(place, "ListLoggingConfigurations").set("Limit", 100);
    let mut pages = call.pages("NextMarker", "NextMarker");
    while let Some(page) = pages.next::<LoggingPage>().await? {
        for one in page.logging_configurations {
            let mut log_destination_configs = one.log_destination_configs;
            log_destination_configs.sort();
            let filter_default_behavior = one.logging_filter.and_then(|filter| filter.default_behavior);
            all.insert(one.resource_arn, Logging { log_destination_configs, filter_default_behavior });
        }
    }
    Ok(all)
}

/// The web ACL and its tags; none for one that has gone since it was listed.
pub async fn web_acl(
    place: &Place,
    scope: &Scope,
    listed: &Listed,
    logging: Reading<Option<Logging>>,
) -> Option<(WebAcl, Reading<Option<Tags>>)> {
    let (name, id) = (listed.name.as_str(), listed.id.as_str());
    let (got, tags) = tokio::join!(
        scope.listing(place, "GetWebACL").set("Name", name).set("Id", id).judge::<Got>(),
        tags(place, scope, &listed.arn),
    );
    let described = got.transpose()?.map(|got| got.web_acl);
    let of = || described.clone();
    let firewall_manager = |acl: Described| {
        let before = acl.pre_process_firewall_manager_rule_groups.into_iter();
        rules(before.chain(acl.post_process_firewall_manager_rule_groups).collect())
    };
    let metrics = |acl: Described| acl.visibility_config.and_then(|config| config.cloud_watch_metrics_enabled);
    let fields = WebAcl {
        web_acl_id: listed.id.clone(),
        description: listed.description.clone().filter(|text| !text.is_empty()),
        default_action: of().map(|acl| chosen(acl.default_action)).into(),
        rules: of().map(|acl| sorted(acl.rules)).into(),
        firewall_manager_rules: of().map(firewall_manager).into(),
        capacity: of().map(|acl| acl.capacity).into(),
        managed_by_firewall_manager: of().map(|acl| acl.managed_by_firewall_manager).into(),
        cloud_watch_metrics_enabled: of().map(metrics).into(),
        logging,
    };
    Some((fields, tags))
}

async fn tags(place: &Place, scope: &Scope, arn: &str) -> Reading<Option<Tags>> {
    let call = scope.call(place, "ListTagsForResource").set("ResourceARN", arn).set("Limit", 100);
    let tags = |reply: TagReply| reply.tag_info_for_resource.map(|info| listed(&info.tag_list));
    call.reading(|reply| Some(tags(reply).unwrap_or_default())).await
}

impl WebAcl {
    /// For the samples of both kinds.
    pub fn sample() -> Self {
        Self {
            web_acl_id: "473e64fd-f30b-4765-81a0-62ad96dd167a".into(),
            description: Some("before the shop".into()),
            default_action: Reading::Known(Some("Allow".into())),
            rules: Reading::Known(sample()),
            firewall_manager_rules: Reading::Known(vec![]),
            capacity: Reading::Known(Some(702)),
            managed_by_firewall_manager: Reading::Known(Some(false)),
            cloud_watch_metrics_enabled: Reading::Known(Some(true)),
            logging: Reading::Known(Some(Logging {
                log_destination_configs: vec!["arn:aws:logs:us-east-1:111122223333:log-group:aws-waf-logs-shop".into()],
                filter_default_behavior: None,
            })),
        }
    }
}

/// Canned replies for the kinds' tests.
#[cfg(test)]
pub mod canned {
    pub const ARN: &str = "arn:aws:wafv2:eu-central-1:111122223333:regional/webacl/shop/473e64fd";

    pub fn listing(arn: &str, more: &str) -> String {
        format!(
            r#"{{"WebACLs": [{{"Name": "shop", "Id": "473e64fd", "Description": "", "LockToken": "l", "ARN": "{arn}"}}]{more}}}"#
        )
    }

    pub fn logging(arn: &str) -> String {
        format!(
            r#"{{"LoggingConfigurations": [{{"ResourceArn": "{arn}", "LogDestinationConfigs": ["arn:b", "arn:a"],
                "LoggingFilter": {{"Filters": [], "DefaultBehavior": "DROP"}}}}]}}"#
        )
    }

    pub const TAGS: &str =
        r#"{"TagInfoForResource": {"ResourceARN": "a", "TagList": [{"Key": "team", "Value": "shop"}]}}"#;

    pub const ACL: &str = r#"{"LockToken": "l", "WebACL": {"Name": "shop", "Id": "473e64fd", "ARN": "a", "Capacity": 702,
        "DefaultAction": {"Allow": {}}, "ManagedByFirewallManager": false,
        "VisibilityConfig": {"SampledRequestsEnabled": true, "CloudWatchMetricsEnabled": true, "MetricName": "shop"},
        "PreProcessFirewallManagerRuleGroups": [{"Name": "first", "Priority": 0, "OverrideAction": {"None": {}},
            "FirewallManagerStatement": {"RuleGroupReferenceStatement": {"ARN": "arn:g"}}}],
        "Rules": [
            {"Name": "proxy", "Priority": 2, "Action": {"Block": {"CustomResponse": {"ResponseCode": 403}}},
             "Statement": {"NotStatement": {"Statement": {"ByteMatchStatement": {"SearchString": "aHVudGVyMg=="}}}}},
            {"Name": "often", "Priority": 1, "Action": {"Count": {}},
             "Statement": {"RateBasedStatement": {"Limit": 500, "AggregateKeyType": "IP"}}},
            {"Name": "common", "Priority": 0, "OverrideAction": {"Count": {}},
             "VisibilityConfig": {"CloudWatchMetricsEnabled": false},
             "Statement": {"ManagedRuleGroupStatement": {"VendorName": "AWS", "Name": "AWSManagedRulesCommonRuleSet",
                "ExcludedRules": [{"Name": "b"}], "ScopeDownStatement": {"GeoMatchStatement": {}}, "RuleActionOverrides": [
                    {"Name": "a", "ActionToUse": {"Count": {}}}, {"Name": "c", "ActionToUse": {"Block": {}}}]}}}
        ]}}"#;

    pub const GONE: &str = r#"{"__type": "WAFNonexistentItemException", "Message": "no such"}"#;
}
