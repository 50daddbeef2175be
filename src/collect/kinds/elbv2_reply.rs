//! What the kinds of Elastic Load Balancing have in common: the listing of load balancers, and tags, which are asked
//! for twenty at a time.
//!
//! <https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_DescribeTags.html>

use super::kind::Tags;
use super::tags::{Tag, listed};
use super::timestamp::Moment;
use crate::collect::Place;
use crate::collect::aws::call::List;
use crate::collect::aws::service::{ELBV2, Service};
use crate::snapshot::{Reading, Unread};
use serde::Deserialize;
use std::collections::BTreeMap;

/// The biggest page that AWS gives.
pub const PAGE: u32 = 400;
/// As many as one call for tags takes.
pub const TAGGED: usize = 20;
pub const TAGS: &str = "elasticloadbalancing:DescribeTags";

/// The load balancers that were listed, and what stopped the listing before its end.
pub struct Balancers {
    pub all: Vec<Balancer>,
    pub rest: Result<(), Unread>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Page {
    #[serde(default)]
    load_balancers: List<Balancer>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Balancer {
    pub load_balancer_arn: String,
    pub load_balancer_name: Option<String>,
    #[serde(rename = "DNSName")]
    pub dns_name: Option<String>,
    pub canonical_hosted_zone_id: Option<String>,
    pub created_time: Option<Moment>,
    pub scheme: Option<String>,
    pub vpc_id: Option<String>,
    pub state: Option<State>,
    #[serde(rename = "Type")]
    pub kind: Option<String>,
    #[serde(default)]
    pub availability_zones: List<Zone>,
    #[serde(default)]
    pub security_groups: List<String>,
    pub ip_address_type: Option<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct State {
    pub code: Option<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Zone {
    pub zone_name: Option<String>,
    pub subnet_id: Option<String>,
}

impl Balancers {
    /// What was listed before a refusal is kept.
    pub async fn list(place: &Place) -> Result<Self, Unread> {
        let mut found = Self { all: Vec::new(), rest: Ok(()) };
        let mut pages = place.call(&ELBV2, "DescribeLoadBalancers").set("PageSize", PAGE).pages("Marker", "NextMarker");
        loop {
            match pages.next::<Page>().await {
                Ok(Some(page)) => found.all.extend(page.load_balancers.0),
                Ok(None) => return Ok(found),
                Err(unread) => return Ok(Self { rest: Err(unread), ..found }),
            }
        }
    }
}

/// The tags of some resources, by ARN or, for classic load balancers, by name.
pub struct Tagged(Result<BTreeMap<String, Tags>, Unread>);

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Descriptions {
    #[serde(default)]
    tag_descriptions: List<Description>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Description {
    #[serde(alias = "LoadBalancerName")]
    resource_arn: String,
    #[serde(default)]
    tags: List<Tag>,
}

impl Tagged {
    /// Of at most twenty. `parameter` is what the API calls their list. Where one of them has gone since it was listed, AWS
    /// answers for none, and the tags of all are unread.
    pub async fn read<'a>(
        place: &Place,
        service: &'static Service,
        parameter: &str,
        ids: impl Iterator<Item = &'a str>,
    ) -> Self {
        let mut call = place.call(service, "DescribeTags");
        for (at, id) in ids.enumerate() {
            call = call.set(&format!("{parameter}.member.{}", at + 1), id);
        }
        let all = call.answer::<Descriptions>().await.map(|reply| {
            let of = |one: Description| (one.resource_arn, listed(&one.tags.0));
            reply.tag_descriptions.0.into_iter().map(of).collect()
        });
        Self(all)
    }

    pub fn of(&self, id: &str) -> Reading<Option<Tags>> {
        self.0.clone().map(|all| Some(all.get(id).cloned().unwrap_or_default())).into()
    }
}

/// As many at a time as one call for tags takes.
pub fn batches<T>(all: Vec<T>) -> impl Iterator<Item = Vec<T>> {
    let mut rest = all.into_iter();
    std::iter::from_fn(move || Some(rest.by_ref().take(TAGGED).collect()).filter(|some: &Vec<T>| !some.is_empty()))
}

/// Canned replies for the kinds' tests.
#[cfg(test)]
pub mod canned {
    pub const ARN: &str =
        "arn:aws:elasticloadbalancing:eu-central-1:111122223333:loadbalancer/app/shop/50dc6c495c0c9188";

    pub fn reply(operation: &str, result: &str) -> String {
        format!("<{operation}Response><{operation}Result>{result}</{operation}Result></{operation}Response>")
    }

    /// One page of one load balancer.
    pub fn balancers(arn: &str, marker: &str) -> String {
        let zone = "<member><ZoneName>eu-central-1b</ZoneName><SubnetId>subnet-b</SubnetId></member>\
            <member><ZoneName>eu-central-1a</ZoneName><SubnetId>subnet-a</SubnetId></member>";
        let balancer = format!(
            "<LoadBalancers><member><LoadBalancerArn>{arn}</LoadBalancerArn><LoadBalancerName>shop</LoadBalancerName>\
             <DNSName>shop-1.eu-central-1.elb.amazonaws.com</DNSName><Scheme>internet-facing</Scheme>\
             <CreatedTime>2026-01-31T12:00:00.123Z</CreatedTime><Type>application</Type><VpcId>vpc-1</VpcId>\
             <State><Code>active</Code></State><AvailabilityZones>{zone}</AvailabilityZones>\
             <SecurityGroups><member>sg-1</member></SecurityGroups></member></LoadBalancers>{marker}"
        );
        reply("DescribeLoadBalancers", &balancer)
    }

    pub fn tags(arn: &str) -> String {
        let tags = "<Tags><member><Key>team</Key><Value>shop</Value></member></Tags>";
        let described = format!("<member><ResourceArn>{arn}</ResourceArn>{tags}</member>");
        reply("DescribeTags", &format!("<TagDescriptions>{described}</TagDescriptions>"))
    }

    pub fn attributes(of: &[(&str, &str)]) -> String {
        let one = |(key, value): &(&str, &str)| format!("<member><Key>{key}</Key><Value>{value}</Value></member>");
        let all: String = of.iter().map(one).collect();
        reply("DescribeLoadBalancerAttributes", &format!("<Attributes>{all}</Attributes>"))
    }

    pub const GONE: &str = "<ErrorResponse><Error><Code>LoadBalancerNotFound</Code></Error></ErrorResponse>";
}
