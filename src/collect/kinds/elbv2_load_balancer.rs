//! Application, network and gateway load balancers. A listing gives all but their switches, which come with one call each.
//!
//! - Which switches there are depends on the type: a network load balancer has no firewall to fail open.
//!   <https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_LoadBalancerAttribute.html>
//! - A network load balancer made without security groups can never have any, and lets all traffic of its listeners in.
//!   <https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-security-groups.html>
//! - Which firewall stands before it is said by the firewall: see `wafv2_web_acl`.

use super::elbv2_reply::{Balancer, Balancers, TAGGED, TAGS, Tagged, batches};
use super::kind::{Found, Kind, Tags};
use super::sorted::sorted;
use super::timestamp::Moment;
use crate::collect::aws::call::List;
use crate::collect::aws::service::ELBV2;
use crate::collect::{Place, Sink};
use crate::snapshot::{Action, Reading, Scope, Unread};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// An application, network or gateway load balancer.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Elbv2LoadBalancer {
    /// `application`, `network` or `gateway`.
    pub r#type: Option<String>,
    /// `internet-facing` has public addresses, `internal` has not; null for gateway load balancers.
    pub scheme: Option<String>,
    /// The name under which it is reached; null for gateway load balancers.
    pub dns_name: Option<String>,
    /// The zone of that name, as alias records name it.
    pub canonical_hosted_zone_id: Option<String>,
    /// `active`, `provisioning`, `active_impaired` or `failed`.
    pub state: Option<String>,
    /// The network that it stands in.
    pub vpc_id: Option<String>,
    /// Where it has a foot.
    pub availability_zones: Vec<AvailabilityZone>,
    /// What may reach it; empty for types that need none.
    pub security_groups: Vec<String>,
    /// `ipv4`, `dualstack` or `dualstack-without-public-ipv4`.
    pub ip_address_type: Option<String>,
    /// When it was made.
    pub created_at: Option<Moment>,
    /// Its switches.
    pub attributes: Reading<Attributes>,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct AvailabilityZone {
    /// Such as `eu-central-1a`.
    pub zone_name: Option<String>,
    /// The subnet that it stands in there.
    pub subnet_id: Option<String>,
}

/// What load balancers of this type have; null is a switch that its type lacks.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Attributes {
    /// Whether each request is logged.
    pub access_logs_enabled: Option<bool>,
    /// The bucket that the requests are logged to.
    pub access_logs_bucket: Option<String>,
    /// Whether each connection is logged, also one that fails.
    pub connection_logs_enabled: Option<bool>,
    /// The bucket that the connections are logged to.
    pub connection_logs_bucket: Option<String>,
    /// Whether it refuses to be deleted.
    pub deletion_protection_enabled: Option<bool>,
    /// Whether traffic goes to the targets of all zones alike; for application load balancers a target group may say
    /// otherwise.
    pub cross_zone_enabled: Option<bool>,
    /// Whether headers that are not well-formed are taken off.
    pub drop_invalid_header_fields_enabled: Option<bool>,
    /// What happens to requests that two servers might read in two ways: `monitor`, `defensive` or `strictest`.
    pub desync_mitigation_mode: Option<String>,
    /// Whether requests go on to the targets where the firewall does not answer.
    pub waf_fail_open_enabled: Option<bool>,
    /// What happens to a client's `X-Forwarded-For`: `append`, `preserve` or `remove`.
    pub xff_header_processing_mode: Option<String>,
    /// Whether nothing comes in over IPv6 from an internet gateway.
    pub ipv6_deny_all_igw_traffic: Option<bool>,
}

const LIST: &str = "elasticloadbalancing:DescribeLoadBalancers";
const ATTRIBUTES: &str = "elasticloadbalancing:DescribeLoadBalancerAttributes";

impl Kind for Elbv2LoadBalancer {
    const NAME: &'static str = "elbv2_load_balancer";
    const CLOUDFORMATION: &'static str = "AWS::ElasticLoadBalancingV2::LoadBalancer";
    const SCOPE: Scope = Scope::Regional;
    const ACTIONS: &'static [Action] =
        &[Action::page(LIST), Action::batch(TAGS, TAGGED as u32), Action::each(ATTRIBUTES)];

    fn sample() -> Found<Self> {
        let zone = |letter: char| AvailabilityZone {
            zone_name: Some(format!("eu-central-1{letter}")),
            subnet_id: Some(format!("subnet-0{letter}1b2c3d4e5f60718")),
        };
        let arn = "arn:aws:elasticloadbalancing:eu-central-1:111122223333:loadbalancer/app/shop/50dc6c495c0c9188";
        Found {
            id: arn.into(),
            name: Some("shop".into()),
            tags: Reading::Known(Some([("team".to_owned(), "shop".to_owned())].into())),
            fields: Self {
                r#type: Some("application".into()),
                scheme: Some("internet-facing".into()),
                dns_name: Some("shop-1234567890.eu-central-1.elb.amazonaws.com".into()),
                canonical_hosted_zone_id: Some("Z215JYRZR1TBD5".into()),
                state: Some("active".into()),
                vpc_id: Some("vpc-0a1b2c3d4e5f60718".into()),
                availability_zones: vec![zone('a'), zone('b')],
                security_groups: vec!["sg-0a1b2c3d4e5f60718".into()],
                ip_address_type: Some("ipv4".into()),
                created_at: Some(Moment::sample("2026-01-31T12:00:00Z")),
                attributes: Reading::Known(Attributes::sample()),
            },
        }
    }

    async fn collect(place: &Place, out: &Sink) -> Result<(), Unread> {
        let balancers = place.once(|| Balancers::list(place)).await?;
        for some in batches(balancers.all.clone()) {
            let arns = some.iter().map(|one| one.load_balancer_arn.as_str());
            let tags = Tagged::read(place, &ELBV2, "ResourceArns", arns).await;
            let of = |listed: Balancer| (tags.of(&listed.load_balancer_arn), listed);
            out.each(some.into_iter().map(of), |(tags, listed)| one(place, listed, tags)).await;
        }
        balancers.rest.clone()
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Reply {
    #[serde(default)]
    attributes: List<Attribute>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Attribute {
    key: String,
    value: Option<String>,
}

/// None for one that has gone since it was listed.
async fn one(
    place: &Place,
    listed: Balancer,
    tags: Reading<Option<Tags>>,
) -> Result<Option<Found<Elbv2LoadBalancer>>, Unread> {
    let reply = place
        .call(&ELBV2, "DescribeLoadBalancerAttributes")
        .set("LoadBalancerArn", listed.load_balancer_arn.as_str())
        .judge::<Reply>()
        .await;
    let Some(reply) = reply.transpose() else { return Ok(None) };
    let mut zones: Vec<AvailabilityZone> = listed
        .availability_zones
        .0
        .into_iter()
        .map(|zone| AvailabilityZone { zone_name: zone.zone_name, subnet_id: zone.subnet_id })
        .collect();
    zones.sort_by(|a, b| a.zone_name.cmp(&b.zone_name));
    let fields = Elbv2LoadBalancer {
        r#type: listed.kind,
        scheme: listed.scheme,
        dns_name: listed.dns_name,
        canonical_hosted_zone_id: listed.canonical_hosted_zone_id,
        state: listed.state.and_then(|state| state.code),
        vpc_id: listed.vpc_id,
        availability_zones: zones,
        security_groups: sorted(listed.security_groups.0),
        ip_address_type: listed.ip_address_type,
        created_at: listed.created_time,
        attributes: reply.map(Attributes::of).into(),
    };
    Ok(Some(Found { id: listed.load_balancer_arn, name: listed.load_balancer_name, tags, fields }))
}

impl Attributes {
    fn of(reply: Reply) -> Self {
        let pairs = reply.attributes.0.into_iter().filter_map(|one| Some((one.key, one.value?)));
        let all: BTreeMap<String, String> = pairs.filter(|(_, value)| !value.is_empty()).collect();
        let text = |name: &str| all.get(name).cloned();
        let switch = |name: &str| all.get(name).and_then(|value| value.parse().ok());
        Self {
            access_logs_enabled: switch("access_logs.s3.enabled"),
            access_logs_bucket: text("access_logs.s3.bucket"),
            connection_logs_enabled: switch("connection_logs.s3.enabled"),
            connection_logs_bucket: text("connection_logs.s3.bucket"),
            deletion_protection_enabled: switch("deletion_protection.enabled"),
            cross_zone_enabled: switch("load_balancing.cross_zone.enabled"),
            drop_invalid_header_fields_enabled: switch("routing.http.drop_invalid_header_fields.enabled"),
            desync_mitigation_mode: text("routing.http.desync_mitigation_mode"),
            waf_fail_open_enabled: switch("waf.fail_open.enabled"),
            xff_header_processing_mode: text("routing.http.xff_header_processing.mode"),
            ipv6_deny_all_igw_traffic: switch("ipv6.deny_all_igw_traffic"),
        }
    }

    fn sample() -> Self {
        Self {
            access_logs_enabled: Some(true),
            access_logs_bucket: Some("logs-of-load-balancers".into()),
            connection_logs_enabled: Some(true),
            connection_logs_bucket: Some("logs-of-load-balancers".into()),
            deletion_protection_enabled: Some(true),
            cross_zone_enabled: Some(true),
            drop_invalid_header_fields_enabled: Some(true),
            desync_mitigation_mode: Some("defensive".into()),
            waf_fail_open_enabled: Some(false),
            xff_header_processing_mode: Some("append".into()),
            ipv6_deny_all_igw_traffic: Some(false),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::elbv2_reply::canned::{ARN, GONE, attributes, balancers, tags};
    use super::*;
    use crate::collect::canned::Canned;

    #[test]
    fn all_pages_are_read_whole() {
        let more = "<NextMarker>2</NextMarker>";
        let switches =
            [("access_logs.s3.enabled", "false"), ("access_logs.s3.bucket", ""), ("waf.fail_open.enabled", "true")];
        let read = Canned::default()
            .reply("DescribeLoadBalancers", &balancers(ARN, more))
            .reply("DescribeLoadBalancers", &balancers("arn:b", ""))
            .reply("DescribeTags", &tags(ARN))
            .reply("DescribeLoadBalancerAttributes", &attributes(&switches))
            .read::<Elbv2LoadBalancer>();
        assert_eq!(read.gaps, []);
        let balancer = read.resources.iter().find(|one| &*one.id == ARN).unwrap();
        assert!(balancer.unread().is_empty());
        assert_eq!(balancer.at("attributes.access_logs_enabled").as_bool(), Some(false));
        assert!(balancer.at("attributes.access_logs_bucket").is_null());
        assert!(balancer.at("attributes.deletion_protection_enabled").is_null());
        assert_eq!(balancer.at("created_at").as_str(), Some("2026-01-31T12:00:00Z"));
        assert_eq!(balancer.at("tags.team").as_str(), Some("shop"));
        let zones = serde_json::to_string(balancer.at("availability_zones")).unwrap();
        assert!(zones.starts_with(r#"[{"zone_name":"eu-central-1a","subnet_id":"subnet-a"}"#), "{zones}");
        assert_eq!(read.asked.iter().filter(|asked| *asked == "DescribeTags").count(), 1);
        assert_eq!(read.resources.len(), 2);
    }

    #[test]
    fn what_is_denied_is_unread_and_what_is_gone_is_gone() {
        let listed = || Canned::default().reply("DescribeLoadBalancers", &balancers(ARN, ""));
        let denied = listed().read::<Elbv2LoadBalancer>();
        let unread: Vec<&str> = denied.resources[0].unread().iter().map(|unread| unread.action.as_str()).collect();
        assert_eq!(unread.len(), 2, "{unread:?}");
        assert!(unread.contains(&ATTRIBUTES) && unread.contains(&TAGS));
        let gone = listed().status("DescribeLoadBalancerAttributes", 400, GONE).read::<Elbv2LoadBalancer>();
        assert!(gone.resources.is_empty() && gone.gaps.is_empty());
    }

    #[test]
    fn a_page_that_is_denied_is_a_gap_and_the_first_is_kept() {
        let refused = "<ErrorResponse><Error><Code>AccessDenied</Code></Error></ErrorResponse>";
        let read = Canned::default()
            .reply("DescribeLoadBalancers", &balancers(ARN, "<NextMarker>2</NextMarker>"))
            .status("DescribeLoadBalancers", 403, refused)
            .read::<Elbv2LoadBalancer>();
        assert_eq!((read.resources.len(), read.gaps[0].action.as_str()), (1, LIST));
    }
}
