//! Web ACLs for CloudFront: firewalls for requests to distributions. They are listed in us-east-1, wherever the scan looks.
//!
//! - What they stand before is said by the distributions: see `web_acl_id` of `cloudfront_distribution`.
//!   <https://docs.aws.amazon.com/waf/latest/APIReference/API_ListResourcesForWebACL.html>
//! - Partitions without us-east-1 do not answer, which is a gap.

use super::kind::{Found, Kind};
use super::wafv2_reply::{GET, LIST, LOGGING, Listed, Logging, Page, Scope, TAGS, WebAcl, logging, web_acl};
use crate::collect::{Place, Sink};
use crate::snapshot::{Action, Reading, Scope as Reach, Unread};
use schemars::JsonSchema;
use serde::Serialize;

/// A firewall for requests to CloudFront distributions.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Wafv2CloudfrontWebAcl {
    /// What every web ACL has.
    #[serde(flatten)]
    pub acl: WebAcl,
}

impl Kind for Wafv2CloudfrontWebAcl {
    const NAME: &'static str = "wafv2_cloudfront_web_acl";
    const CLOUDFORMATION: &'static str = "AWS::WAFv2::WebACL";
    const SCOPE: Reach = Reach::Global;
    const ACTIONS: &'static [Action] =
        &[Action::page(LIST), Action::page(LOGGING), Action::each(GET), Action::each(TAGS)];

    fn sample() -> Found<Self> {
        let of = "arn:aws:wafv2:us-east-1:111122223333:global/webacl/shop/473e64fd-f30b-4765-81a0-62ad96dd167a";
        Found {
            id: of.into(),
            name: Some("shop".into()),
            tags: Reading::Known(Some([("team".to_owned(), "shop".to_owned())].into())),
            fields: Self { acl: WebAcl::sample() },
        }
    }

    async fn collect(place: &Place, out: &Sink) -> Result<(), Unread> {
        let scope = Scope::cloudfront()?;
        let logs = logging(place, &scope).await;
        let mut pages = scope.listing(place, "ListWebACLs").set("Limit", 100).pages("NextMarker", "NextMarker");
        while let Some(page) = pages.next::<Page>().await? {
            let of = |acl: Listed| (Reading::from(logs.clone().map(|all| all.get(&acl.arn).cloned())), acl);
            out.each(page.web_acls.into_iter().map(of), |(log, acl)| one(place, &scope, acl, log)).await;
        }
        Ok(())
    }
}

/// None for one that has gone since it was listed.
async fn one(
    place: &Place,
    scope: &Scope,
    listed: Listed,
    logging: Reading<Option<Logging>>,
) -> Result<Option<Found<Wafv2CloudfrontWebAcl>>, Unread> {
    let Some((acl, tags)) = web_acl(place, scope, &listed, logging).await else { return Ok(None) };
    let fields = Wafv2CloudfrontWebAcl { acl };
    Ok(Some(Found { id: listed.arn, name: Some(listed.name), tags, fields }))
}

#[cfg(test)]
mod tests {
    use super::super::wafv2_reply::canned;
    use super::*;
    use crate::collect::canned::Canned;

    const ARN: &str = "arn:aws:wafv2:us-east-1:111122223333:global/webacl/shop/473e64fd";

    #[test]
    fn a_web_acl_is_read_whole() {
        let read = Canned::default()
            .reply("ListWebACLs", &canned::listing(ARN, ""))
            .reply("ListLoggingConfigurations", r#"{"LoggingConfigurations": []}"#)
            .reply("GetWebACL", canned::ACL)
            .reply("ListTagsForResource", canned::TAGS)
            .read::<Wafv2CloudfrontWebAcl>();
        assert_eq!(read.gaps, []);
        let [acl] = read.resources.as_slice() else { panic!("one web ACL") };
        assert!(acl.unread().is_empty() && acl.at("logging").is_null());
        assert_eq!(acl.at("cloud_watch_metrics_enabled").as_bool(), Some(true));
        assert_eq!(read.asked.len(), 4);
    }

    #[test]
    fn a_refusal_is_a_gap_and_what_is_gone_is_gone() {
        let denied = Canned::default().read::<Wafv2CloudfrontWebAcl>();
        assert_eq!((denied.resources.len(), denied.gaps[0].action.as_str()), (0, LIST));
        let listed = Canned::default().reply("ListWebACLs", &canned::listing(ARN, ""));
        let gone = listed.status("GetWebACL", 400, canned::GONE).read::<Wafv2CloudfrontWebAcl>();
        assert!(gone.resources.is_empty() && gone.gaps.is_empty());
    }
}
