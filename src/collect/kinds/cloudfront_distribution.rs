//! CloudFront distributions. A listing gives nearly all; standard logging and the default root object stand only in a
//! distribution's own configuration.
//!
//! - There are three ways to log requests: standard logging, which is a setting of the distribution; its second version,
//!   which is a delivery of CloudWatch Logs; and the real-time logs of a behaviour. Any of them may be the one in use.
//!   <https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/logging.html>
//! - CloudFront is not in all partitions; where it is not, what cannot be asked is a gap.

use super::cloudfront_logging::{DELIVERIES, LogDeliveries, LogDelivery, SOURCES};
use super::cloudfront_reply::{
    CacheBehavior, CustomOrigin, GeoRestriction, Origin, OriginGroup, Page, Summary, ViewerCertificate, filled,
};
use super::kind::{Found, Kind};
use super::tags::{Tag, listed};
use super::timestamp::Moment;
use crate::collect::aws::call::{List, segment};
use crate::collect::aws::service::CLOUDFRONT;
use crate::collect::{Place, Sink};
use crate::snapshot::{Action, Reading, Scope, Unread};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A distribution: a name under which CloudFront answers for origins, all over the world.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct CloudfrontDistribution {
    /// Such as `E2QWRUHAPOMQZL`.
    pub distribution_id: String,
    /// CloudFront's name for it, such as `d111111abcdef8.cloudfront.net`.
    pub domain_name: Option<String>,
    /// The account's names for it.
    pub aliases: Vec<String>,
    /// What people wrote about it.
    pub comment: Option<String>,
    /// Whether it answers.
    pub enabled: Option<bool>,
    /// `Deployed` or `InProgress`.
    pub status: Option<String>,
    /// Whether it only tries out changes of another.
    pub staging: Option<bool>,
    /// When it was changed last.
    pub last_modified_at: Option<Moment>,
    /// The newest version of HTTP that viewers may speak.
    pub http_version: Option<String>,
    /// How viewers know it.
    pub viewer_certificate: Option<ViewerCertificate>,
    /// Whether viewers show a certificate: `required`, `optional` or `passthrough`; null where they are not asked.
    pub viewer_mtls_mode: Option<String>,
    /// The firewall before it: the ARN of a web ACL, or the id of one of the first generation; null where there is none.
    pub web_acl_id: Option<String>,
    /// From which countries it answers.
    pub geo_restriction: Option<GeoRestriction>,
    /// Who answers what is not cached.
    pub origins: Vec<Origin>,
    /// Origins that stand in for each other.
    pub origin_groups: Vec<OriginGroup>,
    /// What happens to requests that no other behaviour is about.
    pub default_cache_behavior: Option<CacheBehavior>,
    /// What happens to requests by their path, the first that fits before others.
    pub cache_behaviors: Vec<CacheBehavior>,
    /// What answers a request for the root; null where the origin does, which may list all it has.
    pub default_root_object: Reading<Option<String>>,
    /// Standard logging, in its first version.
    pub logging: Reading<Option<Logging>>,
    /// Standard logging, in its second version: where the logs go. Empty where it is off.
    pub log_deliveries: Reading<Vec<LogDelivery>>,
}

#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all(deserialize = "PascalCase"))]
pub struct Logging {
    /// Whether requests are logged.
    pub enabled: Option<bool>,
    /// Whether cookies are logged too.
    pub include_cookies: Option<bool>,
    /// The bucket, by its host name.
    #[serde(default, deserialize_with = "filled")]
    pub bucket: Option<String>,
}

const LIST: &str = "cloudfront:ListDistributions";
const CONFIG: &str = "cloudfront:GetDistributionConfig";
const TAGS: &str = "cloudfront:ListTagsForResource";

impl Kind for CloudfrontDistribution {
    const NAME: &'static str = "cloudfront_distribution";
    const CLOUDFORMATION: &'static str = "AWS::CloudFront::Distribution";
    const SCOPE: Scope = Scope::Global;
    const ACTIONS: &'static [Action] = &[
        Action::page(LIST),
        Action::page(SOURCES),
        Action::page(DELIVERIES),
        Action::each(CONFIG),
        Action::each(TAGS),
    ];

    fn sample() -> Found<Self> {
        Found {
            id: "arn:aws:cloudfront::111122223333:distribution/E2QWRUHAPOMQZL".into(),
            name: Some("shop.example.com".into()),
            tags: Reading::Known(Some([("team".to_owned(), "shop".to_owned())].into())),
            fields: Self {
                distribution_id: "E2QWRUHAPOMQZL".into(),
                domain_name: Some("d111111abcdef8.cloudfront.net".into()),
                aliases: vec!["shop.example.com".into()],
                comment: Some("the shop".into()),
                enabled: Some(true),
                status: Some("Deployed".into()),
                staging: Some(false),
                last_modified_at: Some(Moment::sample("2026-01-31T12:00:00Z")),
                http_version: Some("http2and3".into()),
                viewer_certificate: Some(sample::certificate()),
                viewer_mtls_mode: None,
                web_acl_id: Some(
                    "arn:aws:wafv2:us-east-1:111122223333:global/webacl/shop/473e64fd-f30b-4765-81a0-62ad96dd167a"
                        .into(),
                ),
                geo_restriction: Some(GeoRestriction {
                    restriction_type: Some("whitelist".into()),
                    locations: vec!["AT".into(), "DE".into()],
                }),
                origins: vec![sample::bucket(), sample::server()],
                origin_groups: vec![OriginGroup {
                    id: "shop".into(),
                    origin_ids: vec!["pictures".into(), "server".into()],
                }],
                default_cache_behavior: Some(sample::behavior(None)),
                cache_behaviors: vec![sample::behavior(Some("/pay/*"))],
                default_root_object: Reading::Known(Some("index.html".into())),
                logging: Reading::Known(Some(Logging {
                    enabled: Some(true),
                    include_cookies: Some(false),
                    bucket: Some("logs-of-shop.s3.amazonaws.com".into()),
                })),
                log_deliveries: Reading::Known(vec![]),
            },
        }
    }

    async fn collect(place: &Place, out: &Sink) -> Result<(), Unread> {
        let call = place.call(&CLOUDFRONT, "ListDistributions").get("/2020-05-31/distribution");
        let mut pages = call.set("MaxItems", 100).pages("Marker", "NextMarker");
        while let Some(page) = pages.next::<Page>().await? {
            if page.items.0.is_empty() {
                continue;
            }
            let deliveries = place.once(|| async { Ok(LogDeliveries::read(place).await) }).await?;
            let of = |summary: Summary| (deliveries.of(&summary.arn), summary);
            out.each(page.items.0.into_iter().map(of), |(deliveries, summary)| one(place, summary, deliveries)).await;
        }
        Ok(())
    }
}

#[derive(Clone, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Config {
    #[serde(default, deserialize_with = "filled")]
    default_root_object: Option<String>,
    logging: Option<Logging>,
}

/// The reply's root is the list itself.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct TagItems {
    #[serde(default)]
    items: List<Tag>,
}

/// None for one that has gone since it was listed.
async fn one(
    place: &Place,
    summary: Summary,
    log_deliveries: Reading<Vec<LogDelivery>>,
) -> Result<Option<Found<CloudfrontDistribution>>, Unread> {
    let path = format!("/2020-05-31/distribution/{}/config", segment(&summary.id));
    let (config, tags) = tokio::join!(
        place.call(&CLOUDFRONT, "GetDistributionConfig").get(path).judge::<Config>(),
        place
            .call(&CLOUDFRONT, "ListTagsForResource")
            .get("/2020-05-31/tagging")
            .set("Resource", summary.arn.as_str())
            .reading(|reply: TagItems| Some(listed(&reply.items.0))),
    );
    let Some(config) = config.transpose() else { return Ok(None) };
    let mut origins: Vec<Origin> = summary.origins.into_iter().map(Origin::from).collect();
    origins.sort_by(|a, b| a.id.cmp(&b.id));
    let name = summary.aliases.first().or(summary.domain_name.as_ref()).cloned();
    let fields = CloudfrontDistribution {
        distribution_id: summary.id,
        domain_name: summary.domain_name,
        aliases: summary.aliases,
        comment: summary.comment,
        enabled: summary.enabled,
        status: summary.status,
        staging: summary.staging,
        last_modified_at: summary.last_modified_time,
        http_version: summary.http_version,
        viewer_certificate: summary.viewer_certificate,
        viewer_mtls_mode: summary.viewer_mtls_config.and_then(|mtls| mtls.mode),
        web_acl_id: summary.web_acl_id,
        geo_restriction: summary.restrictions.and_then(|restrictions| restrictions.geo_restriction),
        origins,
        origin_groups: summary.origin_groups,
        default_cache_behavior: summary.default_cache_behavior,
        cache_behaviors: summary.cache_behaviors,
        default_root_object: config.clone().map(|config| config.default_root_object).into(),
        logging: config.map(|config| config.logging).into(),
        log_deliveries,
    };
    Ok(Some(Found { id: summary.arn, name, tags, fields }))
}

mod sample {
    use super::{CacheBehavior, CustomOrigin, Origin, ViewerCertificate};

    pub fn certificate() -> ViewerCertificate {
        ViewerCertificate {
            cloud_front_default_certificate: Some(false),
            acm_certificate_arn: Some(
                "arn:aws:acm:us-east-1:111122223333:certificate/68b92c5e-1d3f-4a7b-8c9d-0e1f2a3b4c5d".into(),
            ),
            iam_certificate_id: None,
            ssl_support_method: Some("sni-only".into()),
            minimum_protocol_version: Some("TLSv1.2_2021".into()),
        }
    }

    pub fn bucket() -> Origin {
        Origin {
            id: "pictures".into(),
            domain_name: Some("pictures-of-shop.s3.eu-central-1.amazonaws.com".into()),
            origin_path: None,
            is_s3: true,
            origin_access_control_id: Some("E2VTKA0CJVTS7E".into()),
            origin_access_identity: None,
            custom_origin: None,
            vpc_origin_id: None,
            custom_header_names: vec![],
        }
    }

    pub fn server() -> Origin {
        Origin {
            id: "server".into(),
            domain_name: Some("shop-1234567890.eu-central-1.elb.amazonaws.com".into()),
            is_s3: false,
            origin_access_control_id: None,
            custom_origin: Some(CustomOrigin {
                origin_protocol_policy: Some("https-only".into()),
                origin_ssl_protocols: vec!["TLSv1.2".into()],
                http_port: Some(80),
                https_port: Some(443),
            }),
            custom_header_names: vec!["x-from-edge".into()],
            ..bucket()
        }
    }

    pub fn behavior(path_pattern: Option<&str>) -> CacheBehavior {
        CacheBehavior {
            path_pattern: path_pattern.map(str::to_owned),
            target_origin_id: Some("shop".into()),
            viewer_protocol_policy: Some("redirect-to-https".into()),
            allowed_methods: vec!["GET".into(), "HEAD".into()],
            field_level_encryption_id: Some("C3KM2WVD605UAY".into()),
            response_headers_policy_id: Some("67f7725c-6f97-4210-82d7-5512b31e9d03".into()),
            cache_policy_id: Some("658327ea-f89d-4fab-a63d-7e88639e58f6".into()),
            origin_request_policy_id: None,
            realtime_log_config_arn: None,
            trusted_key_groups: vec![],
            trusted_signers: vec![],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collect::canned::Canned;
    use crate::snapshot::Reason;

    const ARN: &str = "arn:aws:cloudfront::111122223333:distribution/E1";
    const LISTING: &str = "GET /2020-05-31/distribution";
    const CONFIG_OF: &str = "GET /2020-05-31/distribution/E1/config";

    /// As AWS writes it, with empty elements for what is not set.
    fn listing() -> String {
        let origins = "<Origins><Quantity>2</Quantity><Items>\
            <Origin><Id>web</Id><DomainName>origin.example.com</DomainName><OriginPath/><CustomHeaders>\
            <Quantity>1</Quantity><Items><OriginCustomHeader><HeaderName>x-from</HeaderName>\
            <HeaderValue>hunter2</HeaderValue></OriginCustomHeader></Items></CustomHeaders><CustomOriginConfig>\
            <HTTPPort>80</HTTPPort><HTTPSPort>443</HTTPSPort><OriginProtocolPolicy>http-only</OriginProtocolPolicy>\
            <OriginSslProtocols><Quantity>2</Quantity><Items><SslProtocol>TLSv1.2</SslProtocol>\
            <SslProtocol>SSLv3</SslProtocol></Items></OriginSslProtocols></CustomOriginConfig></Origin>\
            <Origin><Id>bucket</Id><DomainName>b.s3.amazonaws.com</DomainName><OriginPath></OriginPath>\
            <CustomHeaders><Quantity>0</Quantity></CustomHeaders><S3OriginConfig><OriginAccessIdentity/>\
            </S3OriginConfig><OriginAccessControlId/></Origin></Items></Origins>";
        let behavior = "<DefaultCacheBehavior><TargetOriginId>web</TargetOriginId><TrustedSigners><Enabled>false\
            </Enabled><Quantity>0</Quantity></TrustedSigners><ViewerProtocolPolicy>allow-all</ViewerProtocolPolicy>\
            <AllowedMethods><Quantity>2</Quantity><Items><Method>HEAD</Method><Method>GET</Method></Items>\
            <CachedMethods><Quantity>1</Quantity><Items><Method>GET</Method></Items></CachedMethods></AllowedMethods>\
            <FieldLevelEncryptionId></FieldLevelEncryptionId></DefaultCacheBehavior>";
        format!(
            "<?xml version=\"1.0\"?>\n<DistributionList xmlns=\"http://cloudfront.amazonaws.com/doc/2020-05-31/\">\
             <Marker></Marker><MaxItems>100</MaxItems><IsTruncated>false</IsTruncated><Quantity>1</Quantity><Items>\
             <DistributionSummary><Id>E1</Id><ARN>{ARN}</ARN><Status>Deployed</Status>\
             <LastModifiedTime>2026-01-31T12:00:00.123Z</LastModifiedTime><DomainName>d1.cloudfront.net</DomainName>\
             <Aliases><Quantity>0</Quantity></Aliases>{origins}<OriginGroups><Quantity>0</Quantity></OriginGroups>\
             {behavior}<CacheBehaviors><Quantity>0</Quantity></CacheBehaviors><Comment></Comment>\
             <Enabled>true</Enabled><ViewerCertificate><CloudFrontDefaultCertificate>true\
             </CloudFrontDefaultCertificate><MinimumProtocolVersion>TLSv1</MinimumProtocolVersion></ViewerCertificate>\
             <Restrictions><GeoRestriction><RestrictionType>none</RestrictionType><Quantity>0</Quantity>\
             </GeoRestriction></Restrictions><WebACLId></WebACLId><HttpVersion>HTTP2</HttpVersion>\
             <Staging>false</Staging></DistributionSummary></Items></DistributionList>"
        )
    }

    #[test]
    fn a_distribution_is_read_whole_and_no_header_is_kept() {
        let config = "<DistributionConfig><DefaultRootObject></DefaultRootObject><Logging><Enabled>false</Enabled>\
            <IncludeCookies>false</IncludeCookies><Bucket></Bucket><Prefix></Prefix></Logging></DistributionConfig>";
        let sources =
            format!(r#"{{"deliverySources": [{{"name": "s", "resourceArns": ["{ARN}"], "logType": "ACCESS_LOGS"}}]}}"#);
        let deliveries = r#"{"deliveries": [{"deliverySourceName": "s", "deliveryDestinationType": "S3"}, {"deliverySourceName": "other"}]}"#;
        let read = Canned::default()
            .reply(LISTING, &listing())
            .reply(CONFIG_OF, config)
            .reply("GET /2020-05-31/tagging", "<Tags><Items><Tag><Key>team</Key><Value>x</Value></Tag></Items></Tags>")
            .reply("DescribeDeliverySources", &sources)
            .reply("DescribeDeliveries", deliveries)
            .read::<CloudfrontDistribution>();
        assert_eq!(read.gaps, []);
        let [one] = read.resources.as_slice() else { panic!("one distribution") };
        let text = |path: &str| serde_json::to_string(one.at(path)).unwrap();
        assert!(one.unread().is_empty());
        assert!(!serde_json::to_string(one).unwrap().contains("hunter2"));
        for path in ["web_acl_id", "comment", "default_root_object", "logging.bucket"] {
            assert!(one.at(path).is_null(), "{path}");
        }
        assert_eq!(text("default_cache_behavior.allowed_methods"), r#"["GET","HEAD"]"#);
        assert!(one.at("default_cache_behavior.field_level_encryption_id").is_null());
        let bucket = r#"[{"id":"bucket","domain_name":"b.s3.amazonaws.com","origin_path":null,"is_s3":true,"origin_access_control_id":null,"origin_access_identity":null,"#;
        assert!(text("origins").starts_with(bucket), "{}", text("origins"));
        assert!(text("origins").contains(r#""origin_ssl_protocols":["SSLv3","TLSv1.2"]"#));
        assert!(text("origins").contains(r#""custom_header_names":["x-from"]"#));
        assert_eq!(
            text("log_deliveries"),
            r#"[{"log_type":"ACCESS_LOGS","destination_type":"S3","destination_arn":null}]"#
        );
        assert_eq!((one.name.as_deref(), one.at("tags.team").as_str()), (Some("d1.cloudfront.net"), Some("x")));
        assert_eq!(one.at("logging.enabled").as_bool(), Some(false));
    }

    #[test]
    fn what_is_denied_is_unread_and_what_is_gone_is_gone() {
        let listed = || Canned::default().reply(LISTING, &listing());
        let read = listed().read::<CloudfrontDistribution>();
        let mut unread: Vec<&str> = read.resources[0].unread().iter().map(|unread| unread.action.as_str()).collect();
        unread.sort_unstable();
        assert_eq!(unread.len(), 4, "{unread:?}");
        assert_eq!(&unread[..3], [CONFIG, CONFIG, TAGS]);
        let gone = "<ErrorResponse><Error><Code>NoSuchDistribution</Code></Error></ErrorResponse>";
        assert!(listed().status(CONFIG_OF, 404, gone).read::<CloudfrontDistribution>().resources.is_empty());
    }

    #[test]
    fn without_distributions_nothing_more_is_asked_and_a_refusal_is_a_gap() {
        let none = "<DistributionList><Marker/><MaxItems>100</MaxItems><Quantity>0</Quantity></DistributionList>";
        let read = Canned::default().reply(LISTING, none).read::<CloudfrontDistribution>();
        assert_eq!((read.resources.len(), read.gaps.len(), read.asked.len()), (0, 0, 1));
        let denied = Canned::default().read::<CloudfrontDistribution>();
        assert_eq!((denied.gaps[0].action.as_str(), denied.gaps[0].reason), (LIST, Reason::AccessDenied));
    }
}
