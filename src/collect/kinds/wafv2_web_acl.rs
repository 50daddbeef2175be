//! Web ACLs of a region: firewalls for requests to load balancers, APIs and other servers there. A listing gives names;
//! rules, tags and what they stand before come with calls of their own, logging with one listing for all.
//!
//! - Those for CloudFront are another kind, `wafv2_cloudfront_web_acl`: they are read once an account, so that they are
//!   never missed because their region was left out of a scan.
//! - What a web ACL stands before is asked for one type at a time. Only load balancers and API stages are asked for; user
//!   pools, GraphQL APIs and the other types are not.
//!   <https://docs.aws.amazon.com/waf/latest/APIReference/API_ListResourcesForWebACL.html>

use super::kind::{Found, Kind};
use super::wafv2_reply::{GET, LIST, LOGGING, Listed, Logging, Page, Scope, TAGS, WebAcl, logging, web_acl};
use crate::collect::{Place, Sink};
use crate::snapshot::{Action, Reading, Scope as Reach, Unread};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A firewall for requests to load balancers, APIs and other servers of a region.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Wafv2WebAcl {
    /// What every web ACL has.
    #[serde(flatten)]
    pub acl: WebAcl,
    /// The application load balancers that it stands before.
    pub load_balancer_arns: Reading<Vec<String>>,
    /// The stages of REST APIs that it stands before.
    pub api_stage_arns: Reading<Vec<String>>,
}

const RESOURCES: &str = "wafv2:ListResourcesForWebACL";

impl Kind for Wafv2WebAcl {
    const NAME: &'static str = "wafv2_web_acl";
    const CLOUDFORMATION: &'static str = "AWS::WAFv2::WebACL";
    const SCOPE: Reach = Reach::Regional;
    const ACTIONS: &'static [Action] =
        &[Action::page(LIST), Action::page(LOGGING), Action::each(GET), Action::each(RESOURCES), Action::each(TAGS)];

    fn sample() -> Found<Self> {
        let of = "arn:aws:wafv2:eu-central-1:111122223333:regional/webacl/shop/473e64fd-f30b-4765-81a0-62ad96dd167a";
        let balancer = "arn:aws:elasticloadbalancing:eu-central-1:111122223333:loadbalancer/app/shop/50dc6c495c0c9188";
        Found {
            id: of.into(),
            name: Some("shop".into()),
            tags: Reading::Known(Some([("team".to_owned(), "shop".to_owned())].into())),
            fields: Self {
                acl: WebAcl::sample(),
                load_balancer_arns: Reading::Known(vec![balancer.into()]),
                api_stage_arns: Reading::Known(vec![]),
            },
        }
    }

    async fn collect(place: &Place, out: &Sink) -> Result<(), Unread> {
        let scope = Scope::regional(place);
        let logs = logging(place, &scope).await;
        let mut pages = scope.listing(place, "ListWebACLs").set("Limit", 100).pages("NextMarker", "NextMarker");
        while let Some(page) = pages.next::<Page>().await? {
            let of = |acl: Listed| (Reading::from(logs.clone().map(|all| all.get(&acl.arn).cloned())), acl);
            out.each(page.web_acls.into_iter().map(of), |(log, acl)| one(place, &scope, acl, log)).await;
        }
        Ok(())
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Resources {
    #[serde(default)]
    resource_arns: Vec<String>,
}

/// None for one that has gone since it was listed.
async fn one(
    place: &Place,
    scope: &Scope,
    listed: Listed,
    logging: Reading<Option<Logging>>,
) -> Result<Option<Found<Wafv2WebAcl>>, Unread> {
    let (acl, load_balancer_arns, api_stage_arns) = tokio::join!(
        web_acl(place, scope, &listed, logging),
        resources(place, scope, &listed, "APPLICATION_LOAD_BALANCER"),
        resources(place, scope, &listed, "API_GATEWAY"),
    );
    let Some((acl, tags)) = acl else { return Ok(None) };
    let fields = Wafv2WebAcl { acl, load_balancer_arns, api_stage_arns };
    Ok(Some(Found { id: listed.arn, name: Some(listed.name), tags, fields }))
}

async fn resources(place: &Place, scope: &Scope, listed: &Listed, sort: &str) -> Reading<Vec<String>> {
    let call = scope.call(place, "ListResourcesForWebACL").set("WebACLArn", listed.arn.as_str());
    let reply = call.set("ResourceType", sort).judge::<Resources>().await;
    let arns = reply.map(|reply| {
        let mut arns = reply.map(|reply| reply.resource_arns).unwrap_or_default();
        arns.sort();
        arns
    });
    arns.into()
}

#[cfg(test)]
mod tests {
    use super::super::wafv2_reply::canned;
    use super::*;
    use crate::collect::canned::Canned;

    #[test]
    fn web_acls_of_all_pages_are_read_whole_and_no_text_of_a_rule_is_kept() {
        let read = Canned::default()
            .reply("ListWebACLs", &canned::listing(canned::ARN, r#", "NextMarker": "shop""#))
            .reply("ListWebACLs", &canned::listing("arn:b", ""))
            .reply("ListLoggingConfigurations", &canned::logging(canned::ARN))
            .reply("GetWebACL", canned::ACL)
            .reply("ListTagsForResource", canned::TAGS)
            .reply("ListResourcesForWebACL", r#"{"ResourceArns": ["arn:2", "arn:1"]}"#)
            .read::<Wafv2WebAcl>();
        assert_eq!(read.gaps, []);
        assert_eq!(read.resources.len(), 2);
        let acl = read.resources.iter().find(|one| &*one.id == canned::ARN).unwrap();
        let text = |path: &str| serde_json::to_string(acl.at(path)).unwrap();
        assert!(acl.unread().is_empty() && acl.at("description").is_null());
        assert_eq!(text("load_balancer_arns"), r#"["arn:1","arn:2"]"#);
        assert_eq!(
            text("logging"),
            r#"{"log_destination_configs":["arn:a","arn:b"],"filter_default_behavior":"DROP"}"#
        );
        assert_eq!(acl.at("default_action").as_str(), Some("Allow"));
        assert_eq!(acl.at("tags.team").as_str(), Some("shop"));
        let rules = text("rules");
        let first = r#"[{"name":"common","priority":0,"statement":"ManagedRuleGroupStatement","action":null,"override_action":"Count","managed_rule_group":{"vendor_name":"AWS","name":"AWSManagedRulesCommonRuleSet","version":null,"counted_rules":["a","b"],"scoped_down":true}"#;
        assert!(rules.starts_with(first), "{rules}");
        assert!(
            rules.contains(r#""statement":"RateBasedStatement","action":"Count","override_action":null"#),
            "{rules}"
        );
        assert!(
            rules.contains(r#""rate_limit":500"#) && rules.contains(r#""statement":"NotStatement","action":"Block""#)
        );
        assert!(text("firewall_manager_rules").contains(r#""rule_group_arn":"arn:g""#));
        assert!(!serde_json::to_string(acl).unwrap().contains("aHVudGVyMg"));
    }

    #[test]
    fn what_is_denied_is_unread_and_what_is_gone_is_gone() {
        let listed = || Canned::default().reply("ListWebACLs", &canned::listing(canned::ARN, ""));
        let read = listed().read::<Wafv2WebAcl>();
        let mut unread: Vec<&str> = read.resources[0].unread().iter().map(|unread| unread.action.as_str()).collect();
        unread.sort_unstable();
        unread.dedup();
        assert_eq!(unread, [GET, LOGGING, RESOURCES, TAGS]);
        let gone = listed().status("GetWebACL", 400, canned::GONE).read::<Wafv2WebAcl>();
        assert!(gone.resources.is_empty() && gone.gaps.is_empty());
    }
}
