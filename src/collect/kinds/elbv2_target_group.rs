//! Target groups of application, network and gateway load balancers. A listing gives all but the targets, which come with
//! one call each.
//!
//! - What a target's id is depends on the group's type: an instance, an address, a function or another load balancer.
//!   <https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_TargetDescription.html>

use super::elbv2_reply::{PAGE, TAGGED, TAGS, Tagged, batches};
use super::kind::{Found, Kind, Tags};
use super::sorted::sorted;
use crate::collect::aws::call::List;
use crate::collect::aws::service::ELBV2;
use crate::collect::{Place, Sink};
use crate::snapshot::{Action, Reading, Scope, Unread};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Where load balancers send requests to.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Elbv2TargetGroup {
    /// `instance`, `ip`, `lambda` or `alb`.
    pub target_type: Option<String>,
    /// How the load balancer speaks to the targets: `HTTP`, `HTTPS`, `TCP`, `TLS`, `UDP`, `TCP_UDP`, `QUIC`, `TCP_QUIC` or
    /// `GENEVE`; null for functions.
    pub protocol: Option<String>,
    /// `HTTP1`, `HTTP2` or `GRPC`; null where the protocol has no versions.
    pub protocol_version: Option<String>,
    /// Where the targets listen, unless one says otherwise; null for functions.
    pub port: Option<i64>,
    /// The network of the targets; null for functions.
    pub vpc_id: Option<String>,
    /// `ipv4` or `ipv6`; null for functions.
    pub ip_address_type: Option<String>,
    /// How it is found out which targets are well.
    pub health_check: HealthCheck,
    /// The load balancers that send requests here; empty where none does.
    pub load_balancer_arns: Vec<String>,
    /// Who answers.
    pub targets: Reading<Vec<Target>>,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct HealthCheck {
    /// Whether targets are asked at all.
    pub enabled: Option<bool>,
    /// As which protocol.
    pub protocol: Option<String>,
    /// At which port; `traffic-port` is that of the requests.
    pub port: Option<String>,
    /// At which path, for HTTP and HTTPS.
    pub path: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
pub struct Target {
    /// The id of an instance, an address, or the ARN of a function or load balancer.
    pub target_id: String,
    /// Where it listens; null for functions.
    pub port: Option<i64>,
    /// `all`, or the zone of an address outside of the network.
    pub availability_zone: Option<String>,
    /// `healthy`, `unhealthy`, `initial`, `unused`, `draining`, `unhealthy.draining` or `unavailable`.
    pub state: Option<String>,
}

const LIST: &str = "elasticloadbalancing:DescribeTargetGroups";
const HEALTH: &str = "elasticloadbalancing:DescribeTargetHealth";

impl Kind for Elbv2TargetGroup {
    const NAME: &'static str = "elbv2_target_group";
    const CLOUDFORMATION: &'static str = "AWS::ElasticLoadBalancingV2::TargetGroup";
    const SCOPE: Scope = Scope::Regional;
    const ACTIONS: &'static [Action] = &[Action::page(LIST), Action::batch(TAGS, TAGGED as u32), Action::each(HEALTH)];

    fn sample() -> Found<Self> {
        let of = |rest: &str| format!("arn:aws:elasticloadbalancing:eu-central-1:111122223333:{rest}");
        Found {
            id: of("targetgroup/shop/73e2d6bc24d8a067"),
            name: Some("shop".into()),
            tags: Reading::Known(Some([("team".to_owned(), "shop".to_owned())].into())),
            fields: Self {
                target_type: Some("instance".into()),
                protocol: Some("HTTPS".into()),
                protocol_version: Some("HTTP1".into()),
                port: Some(8443),
                vpc_id: Some("vpc-0a1b2c3d4e5f60718".into()),
                ip_address_type: Some("ipv4".into()),
                health_check: HealthCheck {
                    enabled: Some(true),
                    protocol: Some("HTTPS".into()),
                    port: Some("traffic-port".into()),
                    path: Some("/health".into()),
                },
                load_balancer_arns: vec![of("loadbalancer/app/shop/50dc6c495c0c9188")],
                targets: Reading::Known(vec![Target {
                    target_id: "i-0a1b2c3d4e5f60718".into(),
                    port: Some(8443),
                    availability_zone: None,
                    state: Some("healthy".into()),
                }]),
            },
        }
    }

    async fn collect(place: &Place, out: &Sink) -> Result<(), Unread> {
        let mut pages = place.call(&ELBV2, "DescribeTargetGroups").set("PageSize", PAGE).pages("Marker", "NextMarker");
        while let Some(page) = pages.next::<Page>().await? {
            for some in batches(page.target_groups.0) {
                let arns = some.iter().map(|group| group.target_group_arn.as_str());
                let tags = Tagged::read(place, &ELBV2, "ResourceArns", arns).await;
                let of = |group: Listed| (tags.of(&group.target_group_arn), group);
                out.each(some.into_iter().map(of), |(tags, group)| one(place, group, tags)).await;
            }
        }
        Ok(())
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Page {
    #[serde(default)]
    target_groups: List<Listed>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Listed {
    target_group_arn: String,
    target_group_name: Option<String>,
    target_type: Option<String>,
    protocol: Option<String>,
    protocol_version: Option<String>,
    port: Option<i64>,
    vpc_id: Option<String>,
    ip_address_type: Option<String>,
    health_check_enabled: Option<bool>,
    health_check_protocol: Option<String>,
    health_check_port: Option<String>,
    health_check_path: Option<String>,
    #[serde(default)]
    load_balancer_arns: List<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Health {
    #[serde(default)]
    target_health_descriptions: List<Described>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Described {
    target: Registered,
    target_health: Option<State>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Registered {
    id: String,
    port: Option<i64>,
    availability_zone: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct State {
    state: Option<String>,
}

/// None for one that has gone since it was listed.
async fn one(
    place: &Place,
    listed: Listed,
    tags: Reading<Option<Tags>>,
) -> Result<Option<Found<Elbv2TargetGroup>>, Unread> {
    let arn = listed.target_group_arn.as_str();
    let health = place.call(&ELBV2, "DescribeTargetHealth").set("TargetGroupArn", arn).judge::<Health>().await;
    let Some(health) = health.transpose() else { return Ok(None) };
    let fields = Elbv2TargetGroup {
        target_type: listed.target_type,
        protocol: listed.protocol,
        protocol_version: listed.protocol_version,
        port: listed.port,
        vpc_id: listed.vpc_id,
        ip_address_type: listed.ip_address_type,
        health_check: HealthCheck {
            enabled: listed.health_check_enabled,
            protocol: listed.health_check_protocol,
            port: listed.health_check_port,
            path: listed.health_check_path,
        },
        load_balancer_arns: sorted(listed.load_balancer_arns.0),
        targets: health.map(targets).into(),
    };
    Ok(Some(Found { id: listed.target_group_arn, name: listed.target_group_name, tags, fields }))
}

fn targets(health: Health) -> Vec<Target> {
    let of = |one: Described| Target {
        target_id: one.target.id,
        port: one.target.port,
        availability_zone: one.target.availability_zone,
        state: one.target_health.and_then(|health| health.state),
    };
    let mut all: Vec<Target> = health.target_health_descriptions.0.into_iter().map(of).collect();
    all.sort();
    all
}

#[cfg(test)]
mod tests {
    use super::super::elbv2_reply::canned::{reply, tags};
    use super::*;
    use crate::collect::canned::Canned;

    const ARN: &str = "arn:aws:elasticloadbalancing:eu-central-1:111122223333:targetgroup/shop/73e2d6bc24d8a067";

    fn listed() -> Canned {
        let group = format!(
            "<TargetGroups><member><TargetGroupArn>{ARN}</TargetGroupArn><TargetGroupName>shop</TargetGroupName>\
             <Protocol>HTTP</Protocol><Port>80</Port><TargetType>instance</TargetType>\
             <HealthCheckEnabled>true</HealthCheckEnabled><HealthCheckPort>traffic-port</HealthCheckPort>\
             <LoadBalancerArns/></member></TargetGroups>"
        );
        Canned::default().reply("DescribeTargetGroups", &reply("DescribeTargetGroups", &group))
    }

    #[test]
    fn a_group_is_read_whole() {
        let target = |id: &str| {
            format!(
                "<member><HealthCheckPort>80</HealthCheckPort><TargetHealth><State>healthy</State></TargetHealth>\
                 <Target><Id>{id}</Id><Port>80</Port></Target></member>"
            )
        };
        let targets =
            format!("<TargetHealthDescriptions>{}{}</TargetHealthDescriptions>", target("i-b"), target("i-a"));
        let read = listed()
            .reply("DescribeTags", &tags(ARN))
            .reply("DescribeTargetHealth", &reply("DescribeTargetHealth", &targets))
            .read::<Elbv2TargetGroup>();
        assert_eq!(read.gaps, []);
        let [group] = read.resources.as_slice() else { panic!("one group") };
        assert!(group.unread().is_empty() && group.at("vpc_id").is_null());
        let targets = serde_json::to_string(group.at("targets")).unwrap();
        assert!(targets.starts_with(r#"[{"target_id":"i-a","port":80,"availability_zone":null,"state":"healthy"}"#));
        assert_eq!(group.at("health_check.enabled").as_bool(), Some(true));
        assert_eq!(group.at("tags.team").as_str(), Some("shop"));
    }

    #[test]
    fn what_is_denied_is_unread_and_what_is_gone_is_gone() {
        let read = listed().read::<Elbv2TargetGroup>();
        let unread: Vec<&str> = read.resources[0].unread().iter().map(|unread| unread.action.as_str()).collect();
        assert!(unread.len() == 2 && unread.contains(&HEALTH) && unread.contains(&TAGS), "{unread:?}");
        let gone = "<ErrorResponse><Error><Code>TargetGroupNotFound</Code></Error></ErrorResponse>";
        let read = listed().status("DescribeTargetHealth", 400, gone).read::<Elbv2TargetGroup>();
        assert!(read.resources.is_empty() && read.gaps.is_empty());
    }
}
