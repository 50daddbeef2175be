//! Hosted zones. A listing says which there are; the networks of a private one and the signing of a public one come with
//! one call each, query logging with one listing for all, tags with one call for ten.
//!
//! - Only public zones can be signed, and only theirs are the queries that Route 53 logs under the zone; queries to
//!   private ones are logged by the network's resolver.
//!   <https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/query-logs.html>
//! - <https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/dns-configuring-dnssec.html>

use super::kind::{Found, Kind, Tags};
use super::route53_reply::{ZONES, Zone, Zones, plain};
use super::tags::{Tag, listed};
use crate::collect::aws::call::List;
use crate::collect::aws::service::ROUTE53;
use crate::collect::{Place, Sink};
use crate::snapshot::{Action, Reading, Scope, Unread};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A zone of names, public or for some networks only.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Route53Zone {
    /// Such as `Z1D633PJN98FT9`.
    pub zone_id: String,
    /// Such as `example.com`, without the dot at its end.
    pub zone_name: String,
    /// Whether only the networks below see it.
    pub private_zone: Option<bool>,
    /// What people wrote about it.
    pub comment: Option<String>,
    /// How many sets of records it holds.
    pub resource_record_set_count: Option<i64>,
    /// The service that made it and keeps it; null for the account's own.
    pub linked_service: Option<String>,
    /// The networks that see a private zone; empty for public ones.
    pub vpcs: Reading<Vec<ZoneVpc>>,
    /// The log group of the queries; null where they are not logged, as for all private zones.
    pub query_log_group_arn: Reading<Option<String>>,
    /// Whether answers are signed; null for private zones.
    pub dnssec: Reading<Option<Dnssec>>,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct ZoneVpc {
    /// Its id.
    #[serde(rename(deserialize = "VPCId"))]
    pub vpc_id: Option<String>,
    /// Its region.
    #[serde(rename(deserialize = "VPCRegion"))]
    pub vpc_region: Option<String>,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Dnssec {
    /// `SIGNING`, `NOT_SIGNING`, `DELETING`, `ACTION_NEEDED` or `INTERNAL_FAILURE`.
    pub serve_signature: Option<String>,
    /// The keys that sign the zone's own keys.
    pub key_signing_keys: Vec<KeySigningKey>,
}

#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all(deserialize = "PascalCase"))]
pub struct KeySigningKey {
    /// Its name here.
    pub name: Option<String>,
    /// The KMS key that it is.
    pub kms_arn: Option<String>,
    /// `ACTIVE`, `INACTIVE`, `DELETING`, `ACTION_NEEDED` or `INTERNAL_FAILURE`.
    pub status: Option<String>,
}

const ZONE: &str = "route53:GetHostedZone";
const LOGGING: &str = "route53:ListQueryLoggingConfigs";
const DNSSEC: &str = "route53:GetDNSSEC";
const TAGS: &str = "route53:ListTagsForResources";

/// As many as one call for tags takes.
const TAGGED: usize = 10;

impl Kind for Route53Zone {
    const NAME: &'static str = "route53_zone";
    const CLOUDFORMATION: &'static str = "AWS::Route53::HostedZone";
    const SCOPE: Scope = Scope::Global;
    const ACTIONS: &'static [Action] = &[
        Action::page(ZONES),
        Action::page(LOGGING),
        Action::batch(TAGS, TAGGED as u32),
        Action::each(ZONE),
        Action::each(DNSSEC),
    ];

    fn sample() -> Found<Self> {
        Found {
            id: "arn:aws:route53:::hostedzone/Z1D633PJN98FT9".into(),
            name: Some("example.com".into()),
            tags: Reading::Known(Some([("team".to_owned(), "platform".to_owned())].into())),
            fields: Self {
                zone_id: "Z1D633PJN98FT9".into(),
                zone_name: "example.com".into(),
                private_zone: Some(false),
                comment: Some("the shop".into()),
                resource_record_set_count: Some(12),
                linked_service: None,
                vpcs: Reading::Known(vec![]),
                query_log_group_arn: Reading::Known(Some(
                    "arn:aws:logs:us-east-1:111122223333:log-group:/aws/route53/example.com".into(),
                )),
                dnssec: Reading::Known(Some(Dnssec {
                    serve_signature: Some("SIGNING".into()),
                    key_signing_keys: vec![KeySigningKey {
                        name: Some("first".into()),
                        kms_arn: Some(
                            "arn:aws:kms:us-east-1:111122223333:key/0d1e2f30-4a5b-4c6d-8e7f-9a0b1c2d3e4f".into(),
                        ),
                        status: Some("ACTIVE".into()),
                    }],
                })),
            },
        }
    }

    async fn collect(place: &Place, out: &Sink) -> Result<(), Unread> {
        let (zones, logging) = tokio::join!(place.once(|| Zones::list(place)), logging(place));
        let zones = zones?;
        for some in zones.all.chunks(TAGGED) {
            let tags = tags(place, some).await;
            let of = |zone: &Zone| {
                let tags = tags.clone().map(|all| Some(all.get(zone.id()).cloned().unwrap_or_default()));
                let log = logging.clone().map(|all| all.get(zone.id()).cloned());
                (zone.clone(), Reading::from(tags), Reading::from(log))
            };
            out.each(some.iter().map(of), |(zone, tags, log)| one(place, zone, tags, log)).await;
        }
        zones.rest.clone()
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct LoggingConfigs {
    #[serde(default)]
    query_logging_configs: List<LoggingConfig>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct LoggingConfig {
    hosted_zone_id: String,
    cloud_watch_logs_log_group_arn: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct TagSets {
    #[serde(default)]
    resource_tag_sets: List<TagSet>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct TagSet {
    resource_id: String,
    #[serde(default)]
    tags: List<Tag>,
}

#[derive(Deserialize)]
struct Described {
    #[serde(rename = "VPCs", default)]
    vpcs: List<ZoneVpc>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Signing {
    status: Option<SigningStatus>,
    #[serde(default)]
    key_signing_keys: List<KeySigningKey>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct SigningStatus {
    serve_signature: Option<String>,
}

/// The log group of each zone that has one.
async fn logging(place: &Place) -> Result<BTreeMap<String, String>, Unread> {
    let mut all = BTreeMap::new();
    let call = place.call(&ROUTE53, "ListQueryLoggingConfigs").get("/2013-04-01/queryloggingconfig");
    let mut pages = call.set("maxresults", 100).pages("nexttoken", "NextToken");
    while let Some(page) = pages.next::<LoggingConfigs>().await? {
        let configs = page.query_logging_configs.0.into_iter();
        all.extend(configs.map(|config| (config.hosted_zone_id, config.cloud_watch_logs_log_group_arn)));
    }
    Ok(all)
}

/// The tags of at most ten zones, by id. A zone's id has letters and digits only.
async fn tags(place: &Place, zones: &[Zone]) -> Result<BTreeMap<String, Tags>, Unread> {
    let ids: String = zones.iter().map(|zone| format!("<ResourceId>{}</ResourceId>", zone.id())).collect();
    let asked = format!(
        "<ListTagsForResourcesRequest xmlns=\"https://route53.amazonaws.com/doc/2013-04-01/\">\
         <ResourceIds>{ids}</ResourceIds></ListTagsForResourcesRequest>"
    );
    let call = place.call(&ROUTE53, "ListTagsForResources").post("/2013-04-01/tags/hostedzone").document(asked);
    let reply = call.answer::<TagSets>().await?;
    Ok(reply.resource_tag_sets.0.into_iter().map(|set| (set.resource_id, listed(&set.tags.0))).collect())
}

/// None for one that has gone since it was listed.
async fn one(
    place: &Place,
    zone: Zone,
    tags: Reading<Option<Tags>>,
    query_log_group_arn: Reading<Option<String>>,
) -> Result<Option<Found<Route53Zone>>, Unread> {
    let private = zone.is_private() == Some(true);
    let (mut vpcs, mut dnssec) = (Reading::Known(vec![]), Reading::Known(None));
    if private {
        let reply = place.call(&ROUTE53, "GetHostedZone").get(zone.path()).judge::<Described>().await;
        let Some(reply) = reply.transpose() else { return Ok(None) };
        vpcs = reply.map(|reply| sorted(reply.vpcs.0)).into();
    } else {
        let path = format!("{}/dnssec", zone.path());
        let reply = place.call(&ROUTE53, "GetDNSSEC").get(path).judge::<Signing>().await;
        let Some(reply) = reply.transpose() else { return Ok(None) };
        dnssec = reply.map(|reply| Some(signing(reply))).into();
    }
    let zone_name = plain(&zone.name);
    let config = zone.config.clone();
    let fields = Route53Zone {
        zone_id: zone.id().to_owned(),
        zone_name: zone_name.clone(),
        private_zone: zone.is_private(),
        comment: config.and_then(|config| config.comment).filter(|text| !text.is_empty()),
        resource_record_set_count: zone.resource_record_set_count,
        linked_service: zone.linked_service.clone().and_then(|service| service.service_principal),
        vpcs,
        query_log_group_arn,
        dnssec,
    };
    Ok(Some(Found { id: zone.arn(place), name: Some(zone_name), tags, fields }))
}

fn sorted(mut vpcs: Vec<ZoneVpc>) -> Vec<ZoneVpc> {
    vpcs.sort();
    vpcs
}

fn signing(reply: Signing) -> Dnssec {
    let mut key_signing_keys = reply.key_signing_keys.0;
    key_signing_keys.sort_by(|a, b| a.name.cmp(&b.name));
    Dnssec { serve_signature: reply.status.and_then(|status| status.serve_signature), key_signing_keys }
}

#[cfg(test)]
mod tests {
    use super::super::route53_reply::canned::{GONE, LISTING, zone, zones};
    use super::*;
    use crate::collect::canned::Canned;

    const SIGNED: &str = "<GetDNSSECResponse><Status><ServeSignature>SIGNING</ServeSignature></Status><KeySigningKeys>\
        <member><Name>first</Name><KmsArn>arn:k</KmsArn><Status>ACTIVE</Status></member></KeySigningKeys>\
        </GetDNSSECResponse>";

    #[test]
    fn zones_of_all_pages_are_read_whole() {
        let tags = "<ListTagsForResourcesResponse><ResourceTagSets><ResourceTagSet><ResourceId>Z1</ResourceId><Tags>\
            <Tag><Key>team</Key><Value>x</Value></Tag></Tags></ResourceTagSet></ResourceTagSets>\
            </ListTagsForResourcesResponse>";
        let logging = "<ListQueryLoggingConfigsResponse><QueryLoggingConfigs><QueryLoggingConfig><Id>1</Id>\
            <HostedZoneId>Z1</HostedZoneId><CloudWatchLogsLogGroupArn>arn:l</CloudWatchLogsLogGroupArn>\
            </QueryLoggingConfig></QueryLoggingConfigs></ListQueryLoggingConfigsResponse>";
        let private = "<GetHostedZoneResponse><HostedZone><Id>Z2</Id></HostedZone><VPCs><VPC>\
            <VPCRegion>eu-central-1</VPCRegion><VPCId>vpc-1</VPCId></VPC></VPCs></GetHostedZoneResponse>";
        let read = Canned::default()
            .reply(LISTING, &zones(&zone("Z1", false), "<NextMarker>Z2</NextMarker>"))
            .reply(LISTING, &zones(&zone("Z2", true), ""))
            .reply("GET /2013-04-01/queryloggingconfig", logging)
            .reply("POST /2013-04-01/tags/hostedzone", tags)
            .reply("GET /2013-04-01/hostedzone/Z1/dnssec", SIGNED)
            .reply("GET /2013-04-01/hostedzone/Z2", private)
            .read::<Route53Zone>();
        assert_eq!(read.gaps, []);
        let by = |id: &str| read.resources.iter().find(|one| one.at("zone_id").as_str() == Some(id)).unwrap();
        let (public, private) = (by("Z1"), by("Z2"));
        assert!(public.unread().is_empty() && private.unread().is_empty());
        assert_eq!(&*public.id, "arn:aws:route53:::hostedzone/Z1");
        assert_eq!(public.at("dnssec.serve_signature").as_str(), Some("SIGNING"));
        assert_eq!(public.at("query_log_group_arn").as_str(), Some("arn:l"));
        assert_eq!(public.at("tags.team").as_str(), Some("x"));
        assert_eq!(public.name.as_deref(), Some("example.com"));
        assert!(private.at("dnssec").is_null() && private.at("query_log_group_arn").is_null());
        let vpcs = serde_json::to_string(private.at("vpcs")).unwrap();
        assert_eq!(vpcs, r#"[{"vpc_id":"vpc-1","vpc_region":"eu-central-1"}]"#);
        assert_eq!(read.asked.len(), 6);
    }

    #[test]
    fn what_is_denied_is_unread_and_what_is_gone_is_gone() {
        let listed = || Canned::default().reply(LISTING, &zones(&zone("Z1", false), ""));
        let read = listed().read::<Route53Zone>();
        let mut unread: Vec<&str> = read.resources[0].unread().iter().map(|unread| unread.action.as_str()).collect();
        unread.sort_unstable();
        assert_eq!(unread, [DNSSEC, LOGGING, TAGS]);
        let gone = listed().status("GET /2013-04-01/hostedzone/Z1/dnssec", 404, GONE).read::<Route53Zone>();
        assert!(gone.resources.is_empty() && gone.gaps.is_empty());
    }
}
