//! Classic load balancers. A listing gives all but the switches, the TLS policies and the tags.
//!
//! - How a listener encrypts is a policy of the load balancer, which has all its policies in one reply.
//! - They have no ARN in replies; IAM defines how it is written.
//!   <https://docs.aws.amazon.com/service-authorization/latest/reference/list_elasticloadbalancing.html>

use super::elb_tls_policy::{Policies, TlsPolicy, tls_policies};
use super::elbv2_reply::{PAGE, TAGGED, TAGS, Tagged, batches};
use super::kind::{Found, Kind, Tags};
use super::sorted::sorted;
use super::timestamp::Moment;
use crate::collect::aws::call::List;
use crate::collect::aws::service::ELB;
use crate::collect::{Place, Sink};
use crate::snapshot::{Action, Reading, Scope, Unread};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A load balancer of the first generation.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ElbLoadBalancer {
    /// `internet-facing` has public addresses, `internal` has not.
    pub scheme: Option<String>,
    /// The name under which it is reached.
    pub dns_name: Option<String>,
    /// The zone of that name, as alias records name it.
    pub canonical_hosted_zone_name_id: Option<String>,
    /// The network that it stands in; null only in the network of the first days.
    pub vpc_id: Option<String>,
    /// The subnets that it stands in.
    pub subnets: Vec<String>,
    /// Such as `eu-central-1a`.
    pub availability_zones: Vec<String>,
    /// What may reach it.
    pub security_groups: Vec<String>,
    /// Who answers.
    pub instances: Vec<String>,
    /// How it is found out which instances are well, such as `HTTPS:443/health`.
    pub health_check_target: Option<String>,
    /// When it was made.
    pub created_at: Option<Moment>,
    /// Where it listens.
    pub listeners: Vec<Listener>,
    /// Its switches.
    pub attributes: Reading<Attributes>,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Listener {
    /// How clients speak to it: `HTTP`, `HTTPS`, `TCP` or `SSL`.
    pub protocol: Option<String>,
    /// Where it listens.
    pub load_balancer_port: Option<i64>,
    /// How it speaks to the instances: `HTTP`, `HTTPS`, `TCP` or `SSL`.
    pub instance_protocol: Option<String>,
    /// Where the instances listen.
    pub instance_port: Option<i64>,
    /// The ARN of its certificate; null where it does not encrypt.
    pub ssl_certificate_id: Option<String>,
    /// All that was decided for it by name: TLS, stickiness.
    pub policy_names: Vec<String>,
    /// How it encrypts; null where it does not, or has no policy of TLS.
    pub tls_policy: Reading<Option<TlsPolicy>>,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Attributes {
    /// Whether each request is logged.
    pub access_log_enabled: Option<bool>,
    /// The bucket that the requests are logged to.
    pub access_log_bucket: Option<String>,
    /// Whether traffic goes to the instances of all zones alike.
    pub cross_zone_enabled: Option<bool>,
    /// Whether requests under way may end before an instance is taken out.
    pub connection_draining_enabled: Option<bool>,
    /// How many seconds those requests get.
    pub connection_draining_timeout: Option<i64>,
    /// What happens to requests that two servers might read in two ways: `monitor`, `defensive` or `strictest`.
    pub desync_mitigation_mode: Option<String>,
}

const LIST: &str = "elasticloadbalancing:DescribeLoadBalancers";
const ATTRIBUTES: &str = "elasticloadbalancing:DescribeLoadBalancerAttributes";
const POLICIES: &str = "elasticloadbalancing:DescribeLoadBalancerPolicies";

impl Kind for ElbLoadBalancer {
    const NAME: &'static str = "elb_load_balancer";
    const CLOUDFORMATION: &'static str = "AWS::ElasticLoadBalancing::LoadBalancer";
    const SCOPE: Scope = Scope::Regional;
    const ACTIONS: &'static [Action] =
        &[Action::page(LIST), Action::batch(TAGS, TAGGED as u32), Action::each(ATTRIBUTES), Action::each(POLICIES)];

    fn sample() -> Found<Self> {
        Found {
            id: "arn:aws:elasticloadbalancing:eu-central-1:111122223333:loadbalancer/old-shop".into(),
            name: Some("old-shop".into()),
            tags: Reading::Known(Some([("team".to_owned(), "shop".to_owned())].into())),
            fields: Self {
                scheme: Some("internet-facing".into()),
                dns_name: Some("old-shop-1234567890.eu-central-1.elb.amazonaws.com".into()),
                canonical_hosted_zone_name_id: Some("Z215JYRZR1TBD5".into()),
                vpc_id: Some("vpc-0a1b2c3d4e5f60718".into()),
                subnets: vec!["subnet-0a1b2c3d4e5f60718".into(), "subnet-0b1b2c3d4e5f60718".into()],
                availability_zones: vec!["eu-central-1a".into(), "eu-central-1b".into()],
                security_groups: vec!["sg-0a1b2c3d4e5f60718".into()],
                instances: vec!["i-0a1b2c3d4e5f60718".into()],
                health_check_target: Some("HTTPS:8443/health".into()),
                created_at: Some(Moment::sample("2026-01-31T12:00:00Z")),
                listeners: vec![Listener::sample()],
                attributes: Reading::Known(Attributes {
                    access_log_enabled: Some(true),
                    access_log_bucket: Some("logs-of-load-balancers".into()),
                    cross_zone_enabled: Some(true),
                    connection_draining_enabled: Some(true),
                    connection_draining_timeout: Some(300),
                    desync_mitigation_mode: Some("defensive".into()),
                }),
            },
        }
    }

    async fn collect(place: &Place, out: &Sink) -> Result<(), Unread> {
        let mut pages = place.call(&ELB, "DescribeLoadBalancers").set("PageSize", PAGE).pages("Marker", "NextMarker");
        while let Some(page) = pages.next::<Page>().await? {
            for some in batches(page.load_balancer_descriptions.0) {
                let names = some.iter().map(|one| one.load_balancer_name.as_str());
                let tags = Tagged::read(place, &ELB, "LoadBalancerNames", names).await;
                let of = |listed: Listed| (tags.of(&listed.load_balancer_name), listed);
                out.each(some.into_iter().map(of), |(tags, listed)| one(place, listed, tags)).await;
            }
        }
        Ok(())
    }
}

impl Listener {
    fn sample() -> Self {
        Self {
            protocol: Some("HTTPS".into()),
            load_balancer_port: Some(443),
            instance_protocol: Some("HTTPS".into()),
            instance_port: Some(8443),
            ssl_certificate_id: Some(
                "arn:aws:acm:eu-central-1:111122223333:certificate/68b92c5e-1d3f-4a7b-8c9d-0e1f2a3b4c5d".into(),
            ),
            policy_names: vec!["modern".into()],
            tls_policy: Reading::Known(Some(TlsPolicy {
                policy_name: "modern".into(),
                reference_security_policy: Some("ELBSecurityPolicy-TLS-1-2-2017-01".into()),
                protocols: vec!["TLSv1.2".into()],
                ciphers: vec!["ECDHE-RSA-AES128-GCM-SHA256".into()],
            })),
        }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Page {
    #[serde(default)]
    load_balancer_descriptions: List<Listed>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Listed {
    load_balancer_name: String,
    scheme: Option<String>,
    #[serde(rename = "DNSName")]
    dns_name: Option<String>,
    #[serde(rename = "CanonicalHostedZoneNameID")]
    canonical_hosted_zone_name_id: Option<String>,
    #[serde(rename = "VPCId")]
    vpc_id: Option<String>,
    #[serde(default)]
    subnets: List<String>,
    #[serde(default)]
    availability_zones: List<String>,
    #[serde(default)]
    security_groups: List<String>,
    #[serde(default)]
    instances: List<Instance>,
    health_check: Option<HealthCheck>,
    created_time: Option<Moment>,
    #[serde(default)]
    listener_descriptions: List<Described>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Instance {
    instance_id: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct HealthCheck {
    target: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Described {
    listener: ListedListener,
    #[serde(default)]
    policy_names: List<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ListedListener {
    protocol: Option<String>,
    load_balancer_port: Option<i64>,
    instance_protocol: Option<String>,
    instance_port: Option<i64>,
    #[serde(rename = "SSLCertificateId")]
    ssl_certificate_id: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Switches {
    load_balancer_attributes: SwitchGroups,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct SwitchGroups {
    access_log: Option<AccessLog>,
    cross_zone_load_balancing: Option<Switch>,
    connection_draining: Option<Switch>,
    #[serde(default)]
    additional_attributes: List<Pair>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct AccessLog {
    enabled: Option<bool>,
    s3_bucket_name: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Switch {
    enabled: Option<bool>,
    timeout: Option<i64>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Pair {
    key: String,
    value: Option<String>,
}

/// None for one that has gone since it was listed.
async fn one(
    place: &Place,
    listed: Listed,
    tags: Reading<Option<Tags>>,
) -> Result<Option<Found<ElbLoadBalancer>>, Unread> {
    let name = listed.load_balancer_name.as_str();
    let of_it = |operation| place.call(&ELB, operation).set("LoadBalancerName", name);
    let encrypts = listed.listener_descriptions.0.iter().any(|one| encrypts(&one.listener));
    let (attributes, policies) = tokio::join!(of_it("DescribeLoadBalancerAttributes").judge::<Switches>(), async {
        let policies = if encrypts { of_it("DescribeLoadBalancerPolicies").judge::<Policies>().await? } else { None };
        Ok(policies.map(tls_policies).unwrap_or_default())
    });
    let Some(attributes) = attributes.transpose() else { return Ok(None) };
    let mut listeners: Vec<Listener> =
        listed.listener_descriptions.0.iter().map(|one| listener(one, &policies)).collect();
    listeners.sort_by_key(|listener| listener.load_balancer_port);
    let fields = ElbLoadBalancer {
        scheme: listed.scheme,
        dns_name: listed.dns_name,
        canonical_hosted_zone_name_id: listed.canonical_hosted_zone_name_id,
        vpc_id: listed.vpc_id.filter(|id| !id.is_empty()),
        subnets: sorted(listed.subnets.0),
        availability_zones: sorted(listed.availability_zones.0),
        security_groups: sorted(listed.security_groups.0),
        instances: sorted(listed.instances.0.into_iter().map(|one| one.instance_id)),
        health_check_target: listed.health_check.and_then(|check| check.target),
        created_at: listed.created_time,
        listeners,
        attributes: attributes.map(|reply| switches(reply.load_balancer_attributes)).into(),
    };
    let id = place.arn("elasticloadbalancing", &format!("loadbalancer/{name}"));
    Ok(Some(Found { id, name: Some(listed.load_balancer_name), tags, fields }))
}

fn encrypts(listener: &ListedListener) -> bool {
    listener.protocol.as_deref().is_some_and(|protocol| ["HTTPS", "SSL"].contains(&protocol))
}

fn listener(described: &Described, policies: &Result<Vec<TlsPolicy>, Unread>) -> Listener {
    let listed = &described.listener;
    let names = sorted(described.policy_names.0.clone());
    let tls_policy = match policies {
        _ if !encrypts(listed) => Reading::Known(None),
        Ok(policies) => Reading::Known(policies.iter().find(|policy| names.contains(&policy.policy_name)).cloned()),
        Err(unread) => Reading::Unread(unread.clone()),
    };
    Listener {
        protocol: listed.protocol.clone(),
        load_balancer_port: listed.load_balancer_port,
        instance_protocol: listed.instance_protocol.clone(),
        instance_port: listed.instance_port,
        ssl_certificate_id: listed.ssl_certificate_id.clone().filter(|id| !id.is_empty()),
        policy_names: names,
        tls_policy,
    }
}

fn switches(groups: SwitchGroups) -> Attributes {
    let mode = groups.additional_attributes.0.into_iter().find(|one| one.key == "elb.http.desyncmitigationmode");
    let (log, draining) = (groups.access_log, groups.connection_draining);
    Attributes {
        access_log_enabled: log.as_ref().and_then(|log| log.enabled),
        access_log_bucket: log.and_then(|log| log.s3_bucket_name).filter(|name| !name.is_empty()),
        cross_zone_enabled: groups.cross_zone_load_balancing.and_then(|switch| switch.enabled),
        connection_draining_enabled: draining.as_ref().and_then(|draining| draining.enabled),
        connection_draining_timeout: draining.and_then(|draining| draining.timeout),
        desync_mitigation_mode: mode.and_then(|one| one.value),
    }
}

#[cfg(test)]
mod tests {
    use super::super::elbv2_reply::canned::{GONE, reply};
    use super::*;
    use crate::collect::canned::Canned;

    fn listed(listeners: &str) -> Canned {
        let balancer = format!(
            "<LoadBalancerDescriptions><member><LoadBalancerName>old</LoadBalancerName><VPCId>vpc-1</VPCId>\
             <Instances><member><InstanceId>i-1</InstanceId></member></Instances><Scheme>internal</Scheme>\
             <HealthCheck><Target>TCP:80</Target><Interval>30</Interval></HealthCheck>\
             <ListenerDescriptions>{listeners}</ListenerDescriptions></member></LoadBalancerDescriptions>"
        );
        Canned::default().reply("DescribeLoadBalancers", &reply("DescribeLoadBalancers", &balancer))
    }

    const TLS: &str = "<member><PolicyNames><member>modern</member></PolicyNames><Listener><Protocol>HTTPS</Protocol>\
        <LoadBalancerPort>443</LoadBalancerPort><InstanceProtocol>HTTP</InstanceProtocol>\
        <InstancePort>80</InstancePort><SSLCertificateId>c</SSLCertificateId></Listener></member>";
    const PLAIN: &str = "<member><PolicyNames/><Listener><Protocol>HTTP</Protocol>\
        <LoadBalancerPort>80</LoadBalancerPort><InstancePort>80</InstancePort></Listener></member>";

    fn switched() -> String {
        let switches = "<LoadBalancerAttributes><AccessLog><Enabled>true</Enabled><S3BucketName>logs</S3BucketName>\
            <EmitInterval>60</EmitInterval></AccessLog><ConnectionDraining><Enabled>true</Enabled><Timeout>300</Timeout>\
            </ConnectionDraining><CrossZoneLoadBalancing><Enabled>false</Enabled></CrossZoneLoadBalancing>\
            <AdditionalAttributes><member><Key>elb.http.desyncmitigationmode</Key><Value>strictest</Value></member>\
            </AdditionalAttributes></LoadBalancerAttributes>";
        reply("DescribeLoadBalancerAttributes", switches)
    }

    #[test]
    fn a_load_balancer_is_read_whole() {
        let policies = "<PolicyDescriptions><member><PolicyName>modern</PolicyName>\
            <PolicyTypeName>SSLNegotiationPolicyType</PolicyTypeName></member></PolicyDescriptions>";
        let tags = "<TagDescriptions><member><LoadBalancerName>old</LoadBalancerName><Tags><member><Key>team</Key>\
            <Value>x</Value></member></Tags></member></TagDescriptions>";
        let read = listed(&format!("{TLS}{PLAIN}"))
            .reply("DescribeTags", &reply("DescribeTags", tags))
            .reply("DescribeLoadBalancerAttributes", &switched())
            .reply("DescribeLoadBalancerPolicies", &reply("DescribeLoadBalancerPolicies", policies))
            .read::<ElbLoadBalancer>();
        assert_eq!(read.gaps, []);
        let [balancer] = read.resources.as_slice() else { panic!("one load balancer") };
        assert!(balancer.unread().is_empty());
        assert_eq!(&*balancer.id, "arn:aws:elasticloadbalancing:eu-central-1:111122223333:loadbalancer/old");
        assert_eq!(balancer.at("attributes.desync_mitigation_mode").as_str(), Some("strictest"));
        assert_eq!(balancer.at("attributes.cross_zone_enabled").as_bool(), Some(false));
        assert_eq!(balancer.at("tags.team").as_str(), Some("x"));
        let listeners = serde_json::to_string(balancer.at("listeners")).unwrap();
        assert!(listeners.contains(r#""policy_names":[],"tls_policy":null"#), "{listeners}");
        assert!(listeners.contains(r#""tls_policy":{"policy_name":"modern""#), "{listeners}");
    }

    #[test]
    fn one_that_does_not_encrypt_is_not_asked_how() {
        let read = listed(PLAIN).reply("DescribeLoadBalancerAttributes", &switched()).read::<ElbLoadBalancer>();
        assert!(!read.asked.contains(&"DescribeLoadBalancerPolicies".to_owned()));
        assert_eq!(read.resources[0].unread().len(), 1);
    }

    #[test]
    fn what_is_denied_is_unread_and_what_is_gone_is_gone() {
        let read = listed(TLS).read::<ElbLoadBalancer>();
        let unread: Vec<&str> = read.resources[0].unread().iter().map(|unread| unread.action.as_str()).collect();
        assert_eq!(unread.len(), 3, "{unread:?}");
        assert!(unread.contains(&POLICIES) && unread.contains(&ATTRIBUTES) && unread.contains(&TAGS));
        let gone = listed(TLS).status("DescribeLoadBalancerAttributes", 400, GONE).read::<ElbLoadBalancer>();
        assert!(gone.resources.is_empty() && gone.gaps.is_empty());
    }
}
