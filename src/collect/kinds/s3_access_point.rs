//! S3 access points: further doors to a bucket, each with a policy and a block on public access of its own.
//!
//! - The block is set when the access point is made, and can never be changed:
//!   <https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points-bpa-settings.html>
//! - What an access point allows counts only if the bucket allows it, too, or leaves the choice to its access points.

use super::kind::{Found, Kind, Tags};
use super::s3_access::PublicAccessBlock;
use super::s3_control::client;
use crate::collect::aws::error::{answer, judge, reading};
use crate::collect::{Place, Sink};
use crate::snapshot::policy_document::PolicyDocument;
use crate::snapshot::{Action, Reading, Reason, Scope, Unread};
use aws_sdk_s3control::Client;
use aws_sdk_s3control::types::AccessPoint;
use schemars::JsonSchema;
use serde::Serialize;

/// A further door to an S3 bucket.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct S3AccessPoint {
    /// The bucket behind it.
    pub bucket: String,
    /// The account that owns the bucket; null where AWS does not say.
    pub bucket_account: Option<String>,
    /// `Internet`, or `VPC` where it answers requests from one VPC only.
    pub network_origin: String,
    /// The VPC from which it takes requests; null where it takes them from the internet.
    pub vpc_id: Option<String>,
    /// Its own block on public access. The account's is `account.s3_account`.
    pub public_access_block: Reading<Option<PublicAccessBlock>>,
    /// Its own policy; null where it has none.
    pub policy: Reading<Option<PolicyDocument>>,
}

const LIST: &str = "s3:ListAccessPoints";
const GET: &str = "s3:GetAccessPoint";
const POLICY: &str = "s3:GetAccessPointPolicy";
const TAGS: &str = "s3:ListTagsForResource";

impl Kind for S3AccessPoint {
    const NAME: &'static str = "s3_access_point";
    const CLOUDFORMATION: &'static str = "AWS::S3::AccessPoint";
    const SCOPE: Scope = Scope::Regional;
    const ACTIONS: &'static [Action] =
        &[Action::page(LIST), Action::each(GET), Action::each(POLICY), Action::each(TAGS)];

    fn sample() -> Found<Self> {
        Found {
            id: "arn:aws:s3:eu-central-1:111122223333:accesspoint/invoice-reader".into(),
            name: Some("invoice-reader".into()),
            tags: Reading::Known(Some(Tags::from([("team".to_owned(), "billing".to_owned())]))),
            fields: Self {
                bucket: "acme-invoices".into(),
                bucket_account: Some("111122223333".into()),
                network_origin: "Internet".into(),
                vpc_id: None,
                public_access_block: Reading::Known(Some(PublicAccessBlock::FULL)),
                policy: Reading::Known(None),
            },
        }
    }

    async fn collect(place: &Place, out: &Sink) -> Result<(), Unread> {
        let control = client(place);
        let request = control.list_access_points().account_id(place.account().as_str());
        let mut pages = request.into_paginator().page_size(1000).send();
        while let Some(page) = pages.next().await {
            let points = answer(LIST, page)?.access_point_list.unwrap_or_default();
            out.each(points, |point| one(place, &control, point)).await;
        }
        Ok(())
    }
}

async fn one(place: &Place, control: &Client, point: AccessPoint) -> Result<Option<Found<S3AccessPoint>>, Unread> {
    let account = place.account().as_str();
    let name = point.name();
    let arn = place.arn("s3", &format!("accesspoint/{name}"));
    let (settings, policy, tags) = tokio::join!(
        control.get_access_point().account_id(account).name(name).send(),
        control.get_access_point_policy().account_id(account).name(name).send(),
        control.list_tags_for_resource().account_id(account).resource_arn(&arn).send(),
    );
    let fields = S3AccessPoint {
        bucket: point.bucket().to_owned(),
        bucket_account: point.bucket_account_id().map(str::to_owned),
        network_origin: point.network_origin().as_str().to_owned(),
        vpc_id: point.vpc_configuration().map(|vpc| vpc.vpc_id().to_owned()),
        public_access_block: reading(GET, settings, |reply| {
            reply.public_access_block_configuration().map(PublicAccessBlock::of_control)
        }),
        policy: judge(POLICY, policy).and_then(|reply| document(reply.and_then(|reply| reply.policy))).into(),
    };
    let tags = judge(TAGS, tags).map(|reply| {
        let pairs = reply.iter().flat_map(|reply| reply.tags());
        Some(pairs.map(|tag| (tag.key().to_owned(), tag.value().to_owned())).collect())
    });
    Ok(Some(Found { id: arn, name: Some(name.to_owned()), tags: tags.into(), fields }))
}

fn document(text: Option<String>) -> Result<Option<PolicyDocument>, Unread> {
    match text.filter(|text| !text.is_empty()) {
        None => Ok(None),
        Some(text) => PolicyDocument::parse(&text).map(Some).ok_or_else(|| Unread::new(POLICY, Reason::Unparseable)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collect::canned::Canned;

    fn listed() -> Canned {
        let page = "<ListAccessPointsResult><AccessPointList><AccessPoint><Name>reports</Name>\
            <NetworkOrigin>Internet</NetworkOrigin><Bucket>shop</Bucket></AccessPoint></AccessPointList>\
            </ListAccessPointsResult>";
        Canned::default().reply("GET /v20180820/accesspoint", page)
    }

    fn error(code: &str) -> String {
        format!("<ErrorResponse><Error><Code>{code}</Code></Error></ErrorResponse>")
    }

    #[test]
    fn a_point_without_a_policy_is_known_to_have_none() {
        let none = error("NoSuchAccessPointPolicy");
        let read = listed()
            .reply(
                "GET /v20180820/accesspoint/reports",
                "<GetAccessPointResult><Name>reports</Name></GetAccessPointResult>",
            )
            .status("GET /v20180820/accesspoint/reports/policy", 404, &none)
            .read::<S3AccessPoint>();
        let [point] = read.resources.as_slice() else { panic!("one access point") };
        assert!(point.at("policy").is_null() && point.at("public_access_block").is_null());
        assert_eq!(point.unread().len(), 1, "its tags");
        assert_eq!(point.unread()[0].action, TAGS);
    }

    #[test]
    fn what_has_gone_is_left_out() {
        let gone = error("NoSuchAccessPoint");
        let read = listed().status("GET /v20180820/accesspoint/reports", 404, &gone).read::<S3AccessPoint>();
        assert!(read.resources.is_empty() && read.gaps.is_empty());
    }
}
