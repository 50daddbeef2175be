//! Listeners of application, network and gateway load balancers: on what port each listens, how it encrypts, and what it
//! does with a request that no rule is about.
//!
//! - They are listed for each load balancer: there is no listing of them all.
//!   <https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_DescribeListeners.html>
//! - The listing names only the default certificate, and no rules.
//! - An action that signs users in holds a client's id and may hold its secret; only that there is such an action is kept.

use super::elbv2_reply::{Balancer, Balancers, PAGE, TAGGED, TAGS, Tagged, batches};
use super::kind::{Found, Kind, Tags};
use super::sorted::sorted;
use crate::collect::aws::call::List;
use crate::collect::aws::service::ELBV2;
use crate::collect::{Place, Sink};
use crate::snapshot::{Action, Reading, Scope, Unread};
use futures_util::StreamExt;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A port of a load balancer, and what happens to what comes in there.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Elbv2Listener {
    /// The load balancer that it belongs to.
    pub load_balancer_arn: String,
    /// `application`, `network` or `gateway`.
    pub load_balancer_type: Option<String>,
    /// `internet-facing` or `internal`; null for gateway load balancers.
    pub load_balancer_scheme: Option<String>,
    /// Where it listens; null for gateway load balancers, which take all ports.
    pub port: Option<i64>,
    /// `HTTP`, `HTTPS`, `TCP`, `TLS`, `UDP`, `TCP_UDP`, `QUIC`, `TCP_QUIC` or `GENEVE`.
    pub protocol: Option<String>,
    /// Which versions of TLS and which ciphers it agrees to, by AWS's name of the policy; null where it does not encrypt.
    pub ssl_policy: Option<String>,
    /// The default certificate; others that it may show by name are not listed.
    pub certificates: Vec<String>,
    /// What happens where no rule says otherwise, in order.
    pub default_actions: Vec<DefaultAction>,
    /// Whether clients show a certificate; null for listeners that cannot ask.
    pub mutual_authentication: Option<MutualAuthentication>,
    /// Which protocols a TLS listener agrees to beneath TLS.
    pub alpn_policy: Vec<String>,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct DefaultAction {
    /// `forward`, `redirect`, `fixed-response`, `authenticate-oidc`, `authenticate-cognito` or `jwt-validation`.
    pub r#type: String,
    /// Where requests go, for `forward`.
    pub target_group_arns: Vec<String>,
    /// Where clients are sent, for `redirect`.
    pub redirect: Option<Redirect>,
    /// The status of the answer, for `fixed-response`.
    pub fixed_response_status: Option<String>,
}

#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all(deserialize = "PascalCase"))]
pub struct Redirect {
    /// `HTTP`, `HTTPS`, or `#{protocol}` for that of the request.
    pub protocol: Option<String>,
    /// A port, or `#{port}` for that of the request.
    pub port: Option<String>,
    /// A host name, or `#{host}` for that of the request.
    pub host: Option<String>,
    /// `HTTP_301` or `HTTP_302`.
    pub status_code: Option<String>,
}

#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all(deserialize = "PascalCase"))]
pub struct MutualAuthentication {
    /// `off`, `passthrough` or `verify`.
    pub mode: Option<String>,
    /// The authorities that it trusts, for `verify`.
    pub trust_store_arn: Option<String>,
    /// Whether a certificate that has expired is good enough.
    pub ignore_client_certificate_expiry: Option<bool>,
}

const BALANCERS: &str = "elasticloadbalancing:DescribeLoadBalancers";
const LIST: &str = "elasticloadbalancing:DescribeListeners";

/// Load balancers whose listeners are asked for at the same time.
const SIDE_BY_SIDE: usize = 8;

impl Kind for Elbv2Listener {
    const NAME: &'static str = "elbv2_listener";
    const CLOUDFORMATION: &'static str = "AWS::ElasticLoadBalancingV2::Listener";
    const SCOPE: Scope = Scope::Regional;
    const ACTIONS: &'static [Action] =
        &[Action::page(BALANCERS), Action::each(LIST), Action::batch(TAGS, TAGGED as u32)];

    fn sample() -> Found<Self> {
        let of = |rest: &str| format!("arn:aws:elasticloadbalancing:eu-central-1:111122223333:{rest}");
        Found {
            id: of("listener/app/shop/50dc6c495c0c9188/f2f7dc8efc522ab2"),
            name: None,
            tags: Reading::Known(Some([("team".to_owned(), "shop".to_owned())].into())),
            fields: Self {
                load_balancer_arn: of("loadbalancer/app/shop/50dc6c495c0c9188"),
                load_balancer_type: Some("application".into()),
                load_balancer_scheme: Some("internet-facing".into()),
                port: Some(443),
                protocol: Some("HTTPS".into()),
                ssl_policy: Some("ELBSecurityPolicy-TLS13-1-2-2021-06".into()),
                certificates: vec![
                    "arn:aws:acm:eu-central-1:111122223333:certificate/68b92c5e-1d3f-4a7b-8c9d-0e1f2a3b4c5d".into(),
                ],
                default_actions: vec![DefaultAction {
                    r#type: "forward".into(),
                    target_group_arns: vec![of("targetgroup/shop/73e2d6bc24d8a067")],
                    redirect: None,
                    fixed_response_status: None,
                }],
                mutual_authentication: Some(MutualAuthentication {
                    mode: Some("off".into()),
                    trust_store_arn: None,
                    ignore_client_certificate_expiry: None,
                }),
                alpn_policy: vec![],
            },
        }
    }

    async fn collect(place: &Place, out: &Sink) -> Result<(), Unread> {
        let balancers = place.once(|| Balancers::list(place)).await?;
        let mut listings = futures_util::stream::iter(balancers.all.clone())
            .map(|balancer| async move { (listeners(place, &balancer).await, balancer) })
            .buffer_unordered(SIDE_BY_SIDE);
        let mut all = Vec::new();
        while let Some(((listed, rest), balancer)) = listings.next().await {
            all.extend(listed.into_iter().map(|listener| (balancer.clone(), listener)));
            if let Err(unread) = rest {
                out.gap(unread).await;
            }
        }
        // Tags are asked for across load balancers: most have one or two listeners.
        for some in batches(all) {
            let arns = some.iter().map(|(_, listener)| listener.listener_arn.as_str());
            let tags = Tagged::read(place, &ELBV2, "ResourceArns", arns).await;
            for (balancer, listener) in some {
                let tags = tags.of(&listener.listener_arn);
                out.push(found(&balancer, listener, tags)).await;
            }
        }
        balancers.rest.clone()
    }
}

/// What there is, and what stopped the listing. A load balancer that has gone since it was listed has none.
async fn listeners(place: &Place, balancer: &Balancer) -> (Vec<Listed>, Result<(), Unread>) {
    let arn = balancer.load_balancer_arn.as_str();
    let call = place.call(&ELBV2, "DescribeListeners").set("LoadBalancerArn", arn).set("PageSize", PAGE);
    let mut pages = call.pages("Marker", "NextMarker");
    let mut all = Vec::new();
    loop {
        match pages.judge::<Page>().await {
            Ok(Some(page)) => all.extend(page.listeners.0),
            Ok(None) => return (all, Ok(())),
            Err(unread) => return (all, Err(unread)),
        }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Page {
    #[serde(default)]
    listeners: List<Listed>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Listed {
    listener_arn: String,
    port: Option<i64>,
    protocol: Option<String>,
    ssl_policy: Option<String>,
    #[serde(default)]
    certificates: List<Certificate>,
    #[serde(default)]
    default_actions: List<ListedAction>,
    mutual_authentication: Option<MutualAuthentication>,
    #[serde(default)]
    alpn_policy: List<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Certificate {
    certificate_arn: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ListedAction {
    #[serde(rename = "Type")]
    kind: String,
    order: Option<i64>,
    target_group_arn: Option<String>,
    forward_config: Option<Forward>,
    redirect_config: Option<Redirect>,
    fixed_response_config: Option<FixedResponse>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Forward {
    #[serde(default)]
    target_groups: List<Target>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Target {
    target_group_arn: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct FixedResponse {
    status_code: Option<String>,
}

fn found(balancer: &Balancer, listed: Listed, tags: Reading<Option<Tags>>) -> Found<Elbv2Listener> {
    let mut actions = listed.default_actions.0;
    actions.sort_by_key(|action| action.order);
    let fields = Elbv2Listener {
        load_balancer_arn: balancer.load_balancer_arn.clone(),
        load_balancer_type: balancer.kind.clone(),
        load_balancer_scheme: balancer.scheme.clone(),
        port: listed.port,
        protocol: listed.protocol,
        ssl_policy: listed.ssl_policy.filter(|policy| !policy.is_empty()),
        certificates: sorted(listed.certificates.0.into_iter().filter_map(|one| one.certificate_arn)),
        default_actions: actions.into_iter().map(action).collect(),
        mutual_authentication: listed.mutual_authentication,
        alpn_policy: listed.alpn_policy.0,
    };
    Found { id: listed.listener_arn, name: None, tags, fields }
}

/// A single target group stands both in the action and in its configuration.
fn action(listed: ListedAction) -> DefaultAction {
    let groups = listed.forward_config.map(|forward| forward.target_groups.0).unwrap_or_default();
    let groups = groups.into_iter().filter_map(|target| target.target_group_arn);
    let mut groups = sorted(groups.chain(listed.target_group_arn));
    groups.dedup();
    DefaultAction {
        r#type: listed.kind,
        target_group_arns: groups,
        redirect: listed.redirect_config,
        fixed_response_status: listed.fixed_response_config.and_then(|response| response.status_code),
    }
}

#[cfg(test)]
mod tests {
    use super::super::elbv2_reply::canned::{ARN, GONE, balancers, reply, tags};
    use super::*;
    use crate::collect::canned::Canned;

    fn listener(arn: &str, rest: &str) -> String {
        let listener =
            format!("<member><ListenerArn>{arn}</ListenerArn><Port>80</Port><Protocol>HTTP</Protocol>{rest}");
        format!("{listener}</member>")
    }

    fn listed() -> Canned {
        Canned::default().reply("DescribeLoadBalancers", &balancers(ARN, ""))
    }

    #[test]
    fn listeners_of_all_pages_are_read_whole() {
        let redirect = "<DefaultActions><member><Type>redirect</Type><RedirectConfig><Protocol>HTTPS</Protocol>\
            <Port>443</Port><StatusCode>HTTP_301</StatusCode></RedirectConfig></member></DefaultActions>";
        let forward = "<SslPolicy>ELBSecurityPolicy-2016-08</SslPolicy><Certificates><member><CertificateArn>c\
            </CertificateArn></member></Certificates><MutualAuthentication><Mode>off</Mode></MutualAuthentication>\
            <DefaultActions><member><Type>forward</Type><TargetGroupArn>t</TargetGroupArn><ForwardConfig><TargetGroups>\
            <member><TargetGroupArn>t</TargetGroupArn><Weight>1</Weight></member></TargetGroups></ForwardConfig>\
            </member></DefaultActions>";
        let page = |listener: &str, more: &str| {
            reply("DescribeListeners", &format!("<Listeners>{listener}</Listeners>{more}"))
        };
        let read = listed()
            .reply("DescribeListeners", &page(&listener("a", redirect), "<NextMarker>2</NextMarker>"))
            .reply("DescribeListeners", &page(&listener("b", forward), ""))
            .reply("DescribeTags", &tags("a"))
            .read::<Elbv2Listener>();
        assert_eq!(read.gaps, []);
        let [first, second] = read.resources.as_slice() else { panic!("two listeners") };
        let text = |at| serde_json::to_string(at).unwrap();
        let expected = r#"[{"type":"redirect","target_group_arns":[],"redirect":{"protocol":"HTTPS","port":"443","host":null,"status_code":"HTTP_301"},"fixed_response_status":null}]"#;
        assert_eq!(text(first.at("default_actions")), expected);
        assert_eq!(first.at("tags.team").as_str(), Some("shop"));
        assert_eq!(first.at("load_balancer_scheme").as_str(), Some("internet-facing"));
        assert!(text(second.at("default_actions")).contains(r#""target_group_arns":["t"]"#));
        assert_eq!(text(second.at("certificates")), r#"["c"]"#);
        assert_eq!(read.asked.iter().filter(|asked| *asked == "DescribeTags").count(), 1);
    }

    #[test]
    fn what_is_denied_is_a_gap_and_what_is_gone_is_gone() {
        let denied = listed().read::<Elbv2Listener>();
        assert_eq!((denied.resources.len(), denied.gaps[0].action.as_str()), (0, LIST));
        let gone = listed().status("DescribeListeners", 400, GONE).read::<Elbv2Listener>();
        assert!(gone.resources.is_empty() && gone.gaps.is_empty());
    }
}
