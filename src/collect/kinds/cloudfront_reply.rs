//! What a listing of distributions says of each, in the words of a snapshot.
//!
//! A header that CloudFront adds for an origin is often a secret by which the origin knows CloudFront: of those the names
//! are read and nothing else.
//! <https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_DistributionSummary.html>

use super::timestamp::Moment;
use crate::collect::aws::call::List;
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};

/// A page of the listing.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Page {
    #[serde(default)]
    pub items: List<Summary>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Summary {
    pub id: String,
    #[serde(rename = "ARN")]
    pub arn: String,
    pub status: Option<String>,
    pub enabled: Option<bool>,
    pub staging: Option<bool>,
    pub domain_name: Option<String>,
    #[serde(default, deserialize_with = "filled")]
    pub comment: Option<String>,
    pub last_modified_time: Option<Moment>,
    pub http_version: Option<String>,
    #[serde(default, deserialize_with = "names")]
    pub aliases: Vec<String>,
    #[serde(default, deserialize_with = "items")]
    pub origins: Vec<ListedOrigin>,
    #[serde(default, deserialize_with = "items")]
    pub origin_groups: Vec<OriginGroup>,
    pub default_cache_behavior: Option<CacheBehavior>,
    #[serde(default, deserialize_with = "items")]
    pub cache_behaviors: Vec<CacheBehavior>,
    pub viewer_certificate: Option<ViewerCertificate>,
    #[serde(rename = "WebACLId", default, deserialize_with = "filled")]
    pub web_acl_id: Option<String>,
    pub restrictions: Option<Restrictions>,
    pub viewer_mtls_config: Option<Mtls>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Restrictions {
    pub geo_restriction: Option<GeoRestriction>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Mtls {
    pub mode: Option<String>,
}

#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all(deserialize = "PascalCase"))]
pub struct GeoRestriction {
    /// `whitelist`, `blacklist` or `none`.
    pub restriction_type: Option<String>,
    /// The countries that it is about, in two letters.
    #[serde(rename(deserialize = "Items"), default, deserialize_with = "list")]
    pub locations: Vec<String>,
}

#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all(deserialize = "PascalCase"))]
pub struct ViewerCertificate {
    /// Whether it is CloudFront's own, which knows no name of the account's.
    pub cloud_front_default_certificate: Option<bool>,
    /// The certificate of ACM's.
    #[serde(rename(deserialize = "ACMCertificateArn"), default, deserialize_with = "filled")]
    pub acm_certificate_arn: Option<String>,
    /// The certificate of IAM's.
    #[serde(rename(deserialize = "IAMCertificateId"), default, deserialize_with = "filled")]
    pub iam_certificate_id: Option<String>,
    /// `sni-only`, or `vip` and `static-ip` for addresses of its own.
    #[serde(rename(deserialize = "SSLSupportMethod"))]
    pub ssl_support_method: Option<String>,
    /// The oldest version of TLS that viewers may speak, such as `TLSv1.2_2021`. With CloudFront's own certificate it is
    /// `TLSv1` whatever is set.
    pub minimum_protocol_version: Option<String>,
}

#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all(deserialize = "PascalCase"))]
pub struct CacheBehavior {
    /// Which requests it is about; null for the default, which is about all others.
    pub path_pattern: Option<String>,
    /// The origin or group of origins that answers.
    pub target_origin_id: Option<String>,
    /// `allow-all` takes HTTP; `redirect-to-https` and `https-only` do not.
    pub viewer_protocol_policy: Option<String>,
    /// The methods that are passed on.
    #[serde(default, deserialize_with = "names")]
    pub allowed_methods: Vec<String>,
    /// Which fields of a form are encrypted for the origin alone; null where none is.
    #[serde(default, deserialize_with = "filled")]
    pub field_level_encryption_id: Option<String>,
    /// Which headers are added for viewers, such as those by which browsers protect them; null where none is.
    #[serde(default, deserialize_with = "filled")]
    pub response_headers_policy_id: Option<String>,
    /// What makes two requests the same; null where the behaviour says so itself.
    #[serde(default, deserialize_with = "filled")]
    pub cache_policy_id: Option<String>,
    /// What of a request the origin sees; null where the behaviour says so itself.
    #[serde(default, deserialize_with = "filled")]
    pub origin_request_policy_id: Option<String>,
    /// Where each request is logged within seconds; null where none is.
    #[serde(default, deserialize_with = "filled")]
    pub realtime_log_config_arn: Option<String>,
    /// Whose signature a request must bear: groups of keys. Empty where none is needed by them.
    #[serde(default, deserialize_with = "names")]
    pub trusted_key_groups: Vec<String>,
    /// Whose signature a request must bear: accounts. Empty where none is needed by them.
    #[serde(default, deserialize_with = "names")]
    pub trusted_signers: Vec<String>,
}

#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all(deserialize = "PascalCase"))]
pub struct OriginGroup {
    /// Its name here.
    pub id: String,
    /// The origins that stand in for each other, the first before the second.
    #[serde(rename(deserialize = "Members"), default, deserialize_with = "members")]
    pub origin_ids: Vec<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Member {
    origin_id: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ListedOrigin {
    id: String,
    domain_name: Option<String>,
    #[serde(default, deserialize_with = "filled")]
    origin_path: Option<String>,
    #[serde(default, deserialize_with = "items")]
    custom_headers: Vec<Header>,
    s3_origin_config: Option<S3Origin>,
    custom_origin_config: Option<CustomOrigin>,
    vpc_origin_config: Option<VpcOrigin>,
    #[serde(default, deserialize_with = "filled")]
    origin_access_control_id: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Header {
    header_name: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct S3Origin {
    #[serde(default, deserialize_with = "filled")]
    origin_access_identity: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct VpcOrigin {
    vpc_origin_id: Option<String>,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Origin {
    /// Its name here.
    pub id: String,
    /// Where it is.
    pub domain_name: Option<String>,
    /// What is put before the path of each request; null where nothing is.
    pub origin_path: Option<String>,
    /// Whether it is a bucket that CloudFront asks by the API of S3. A bucket that is asked as a website is a custom origin.
    pub is_s3: bool,
    /// By what CloudFront proves itself to the origin; null where by none.
    pub origin_access_control_id: Option<String>,
    /// The older way to do so, for buckets only; null where it is not used.
    pub origin_access_identity: Option<String>,
    /// How a server that is no bucket is asked; null for others.
    pub custom_origin: Option<CustomOrigin>,
    /// The private load balancer or instance that is asked; null for others.
    pub vpc_origin_id: Option<String>,
    /// The headers that CloudFront adds. Their values are often secrets and are not kept.
    pub custom_header_names: Vec<String>,
}

#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all(deserialize = "PascalCase"))]
pub struct CustomOrigin {
    /// `http-only`, `https-only`, or `match-viewer` for that of the viewer.
    pub origin_protocol_policy: Option<String>,
    /// The versions of TLS that CloudFront may speak to it, such as `TLSv1.2`.
    #[serde(default, deserialize_with = "names")]
    pub origin_ssl_protocols: Vec<String>,
    /// Where it listens for HTTP.
    #[serde(rename(deserialize = "HTTPPort"))]
    pub http_port: Option<i64>,
    /// Where it listens for HTTPS.
    #[serde(rename(deserialize = "HTTPSPort"))]
    pub https_port: Option<i64>,
}

impl From<ListedOrigin> for Origin {
    fn from(listed: ListedOrigin) -> Self {
        let mut custom_header_names: Vec<String> =
            listed.custom_headers.into_iter().map(|header| header.header_name).collect();
        custom_header_names.sort();
        Self {
            id: listed.id,
            domain_name: listed.domain_name,
            origin_path: listed.origin_path,
            is_s3: listed.s3_origin_config.is_some(),
            origin_access_control_id: listed.origin_access_control_id,
            origin_access_identity: listed.s3_origin_config.and_then(|s3| s3.origin_access_identity),
            custom_origin: listed.custom_origin_config,
            vpc_origin_id: listed.vpc_origin_config.and_then(|vpc| vpc.vpc_origin_id),
            custom_header_names,
        }
    }
}

/// CloudFront writes an empty element for what is not set.
pub fn filled<'de, D: Deserializer<'de>>(reply: D) -> Result<Option<String>, D::Error> {
    Ok(Option::<String>::deserialize(reply)?.filter(|text| !text.is_empty()))
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", bound = "T: Deserialize<'de>")]
struct Counted<T> {
    #[serde(default)]
    items: List<T>,
}

/// A list stands beside its length, and is left out where that is zero.
fn items<'de, D: Deserializer<'de>, T: Deserialize<'de>>(reply: D) -> Result<Vec<T>, D::Error> {
    Ok(Counted::deserialize(reply)?.items.0)
}

fn names<'de, D: Deserializer<'de>>(reply: D) -> Result<Vec<String>, D::Error> {
    let mut names = items::<D, String>(reply)?;
    names.sort();
    Ok(names)
}

fn list<'de, D: Deserializer<'de>>(reply: D) -> Result<Vec<String>, D::Error> {
    let mut names = List::<String>::deserialize(reply)?.0;
    names.sort();
    Ok(names)
}

fn members<'de, D: Deserializer<'de>>(reply: D) -> Result<Vec<String>, D::Error> {
    Ok(items::<D, Member>(reply)?.into_iter().map(|member| member.origin_id).collect())
}
