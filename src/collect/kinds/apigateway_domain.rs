//! Domains of API Gateway: names of one's own for APIs of both versions. One listing gives all of them.
//!
//! AWS does not say here when a certificate ends; its ARN leads to where that is known.
//! <https://docs.aws.amazon.com/apigateway/latest/api/API_DomainName.html>

use super::apigateway_reply::{GET, LIMIT, arn, policy};
use super::kind::{Found, Kind, Tags};
use crate::collect::aws::service::API_GATEWAY;
use crate::collect::{Place, Sink};
use crate::snapshot::policy_document::PolicyDocument;
use crate::snapshot::{Action, Reading, Scope, Unread};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A name of one's own under which APIs are called.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ApigatewayDomain {
    /// `REGIONAL`, `EDGE` or `PRIVATE`.
    pub endpoint_types: Vec<String>,
    /// The least version of TLS and the ciphers, such as `TLS_1_2`.
    pub security_policy: Option<String>,
    /// The ARN of its certificate.
    pub certificate_arn: Option<String>,
    /// `AVAILABLE`, `UPDATING`, `PENDING`, `PENDING_CERTIFICATE_REIMPORT`, `PENDING_OWNERSHIP_VERIFICATION` or `FAILED`.
    pub domain_name_status: Option<String>,
    /// The certificates that callers must bear; null where they need none.
    pub mutual_tls_authentication: Option<MutualTls>,
    /// Who may call a private domain; null for others.
    pub policy: Reading<Option<PolicyDocument>>,
}

#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all(deserialize = "camelCase"))]
pub struct MutualTls {
    /// The object of S3 with the certificates that are trusted.
    pub truststore_uri: Option<String>,
    /// The version of that object; null for the newest.
    pub truststore_version: Option<String>,
}

impl Kind for ApigatewayDomain {
    const NAME: &'static str = "apigateway_domain";
    const CLOUDFORMATION: &'static str = "AWS::ApiGateway::DomainName";
    const SCOPE: Scope = Scope::Regional;
    const ACTIONS: &'static [Action] = &[Action::page(GET)];

    fn sample() -> Found<Self> {
        Found {
            id: "arn:aws:apigateway:eu-central-1::/domainnames/api.example.com".into(),
            name: Some("api.example.com".into()),
            tags: Reading::Known(Some([("team".to_owned(), "shop".to_owned())].into())),
            fields: Self {
                endpoint_types: vec!["REGIONAL".into()],
                security_policy: Some("TLS_1_2".into()),
                certificate_arn: Some("arn:aws:acm:eu-central-1:111122223333:certificate/0d1e2f30".into()),
                domain_name_status: Some("AVAILABLE".into()),
                mutual_tls_authentication: Some(MutualTls {
                    truststore_uri: Some("s3://trusted/callers.pem".into()),
                    truststore_version: None,
                }),
                policy: Reading::Known(None),
            },
        }
    }

    async fn collect(place: &Place, out: &Sink) -> Result<(), Unread> {
        let call = place.call(&API_GATEWAY, "GetDomainNames").action(GET).get("/domainnames").set("limit", LIMIT);
        let mut pages = call.pages("position", "position");
        while let Some(page) = pages.next::<Domains>().await? {
            for domain in page.item {
                out.push(found(place, domain)).await;
            }
        }
        Ok(())
    }
}

#[derive(Deserialize)]
struct Domains {
    #[serde(default)]
    item: Vec<Domain>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Domain {
    domain_name: String,
    domain_name_arn: Option<String>,
    #[serde(default)]
    endpoint_configuration: Endpoints,
    security_policy: Option<String>,
    certificate_arn: Option<String>,
    regional_certificate_arn: Option<String>,
    domain_name_status: Option<String>,
    mutual_tls_authentication: Option<MutualTls>,
    policy: Option<String>,
    #[serde(default)]
    tags: Tags,
}

#[derive(Default, Deserialize)]
struct Endpoints {
    #[serde(default)]
    types: Vec<String>,
}

fn found(place: &Place, domain: Domain) -> Found<ApigatewayDomain> {
    // Only private domains have an ARN in the reply, as several may bear one name.
    let id = domain.domain_name_arn.unwrap_or_else(|| arn(place, &format!("/domainnames/{}", domain.domain_name)));
    let fields = ApigatewayDomain {
        endpoint_types: domain.endpoint_configuration.types,
        security_policy: domain.security_policy,
        certificate_arn: domain.regional_certificate_arn.or(domain.certificate_arn),
        domain_name_status: domain.domain_name_status,
        mutual_tls_authentication: domain.mutual_tls_authentication,
        policy: policy(domain.policy),
    };
    Found { id, name: Some(domain.domain_name), tags: Reading::Known(Some(domain.tags)), fields }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collect::canned::Canned;

    #[test]
    fn domains_of_all_pages_are_read() {
        let read = Canned::default()
            .reply(
                "GET /domainnames",
                r#"{"position": "p", "item": [{"domainName": "a.example.com", "tags": {"t": "x"},
                "endpointConfiguration": {"types": ["REGIONAL"]}, "securityPolicy": "TLS_1_0",
                "regionalCertificateArn": "arn:aws:acm:x", "domainNameStatus": "AVAILABLE",
                "mutualTlsAuthentication": {"truststoreUri": "s3://b/k"}}]}"#,
            )
            .reply(
                "GET /domainnames",
                r#"{"item": [{"domainName": "p.example.com", "policy": "{\\\"Statement\\\":[]}",
                "domainNameArn": "arn:aws:apigateway:eu-central-1:111122223333:/domainnames/p.example.com+x"}]}"#,
            )
            .read::<ApigatewayDomain>();
        assert_eq!(read.gaps, []);
        let [a, p] = read.resources.as_slice() else { panic!("two domains") };
        assert_eq!(&*a.id, "arn:aws:apigateway:eu-central-1::/domainnames/a.example.com");
        assert_eq!(a.at("certificate_arn").as_str(), Some("arn:aws:acm:x"));
        assert_eq!(a.at("mutual_tls_authentication.truststore_uri").as_str(), Some("s3://b/k"));
        assert!(a.at("policy").is_null() && !p.at("policy").is_null());
        assert!(p.id.ends_with("+x"));
    }

    #[test]
    fn a_refusal_is_a_gap() {
        let read = Canned::default().read::<ApigatewayDomain>();
        assert_eq!(read.gaps[0].as_unread().action, GET);
    }
}
