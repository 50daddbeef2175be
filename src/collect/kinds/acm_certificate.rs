//! Certificates of Certificate Manager. The listing gives all that is kept here.
//!
//! - Without being told, it leaves out all but RSA keys of up to 2048 bits, certificates that were ordered over ACME, and
//!   those of Amazon's N2 roots; the last come only in a listing of their own.
//!   <https://docs.aws.amazon.com/acm/latest/APIReference/API_ListCertificates.html>
//! - It names no more than a hundred domains of a certificate.

use super::kind::{Found, Kind};
use super::region_tags::{GET_RESOURCES, RegionTags};
use super::timestamp::Moment;
use crate::collect::aws::service::ACM;
use crate::collect::{Place, Sink};
use crate::snapshot::{Action, Reading, Scope, Unread};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::collections::BTreeSet;

/// A certificate for TLS, issued by AWS or imported.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct AcmCertificate {
    /// Its first domain.
    pub domain_name: Option<String>,
    /// All its domains, up to a hundred.
    pub subject_alternative_names: Vec<String>,
    /// Whether it has more domains than are named.
    pub has_additional_subject_alternative_names: Option<bool>,
    /// `ISSUED`, `PENDING_VALIDATION`, `INACTIVE`, `EXPIRED`, `VALIDATION_TIMED_OUT`, `REVOKED` or `FAILED`.
    pub status: Option<String>,
    /// `AMAZON_ISSUED`, `PRIVATE` or `IMPORTED`; AWS renews none that were imported.
    #[serde(rename = "type")]
    pub certificate_type: Option<String>,
    /// Such as `RSA_2048` or `EC_prime256v1`.
    pub key_algorithm: Option<String>,
    /// Whether any service of AWS uses it.
    pub in_use: Option<bool>,
    /// `ELIGIBLE` where AWS will renew it by itself, or `INELIGIBLE`.
    pub renewal_eligibility: Option<String>,
    /// `ENABLED` where its private key may leave ACM.
    pub export_option: Option<String>,
    /// Whether its private key has left ACM.
    pub exported: Option<bool>,
    /// The service of AWS that manages it, such as `CLOUDFRONT`; null where the account does.
    pub managed_by: Option<String>,
    /// From when it is valid.
    pub not_before: Option<Moment>,
    /// Until when it is valid; null where it was never issued.
    pub not_after: Option<Moment>,
    /// When it was ordered.
    pub created_at: Option<Moment>,
    /// When it was issued.
    pub issued_at: Option<Moment>,
    /// When it was imported; null where it was not.
    pub imported_at: Option<Moment>,
    /// When it was revoked; null where it was not.
    pub revoked_at: Option<Moment>,
}

const LIST: &str = "acm:ListCertificates";

const KEY_TYPES: [&str; 7] =
    ["RSA_1024", "RSA_2048", "RSA_3072", "RSA_4096", "EC_prime256v1", "EC_secp384r1", "EC_secp521r1"];
const KEY_PAIR_ORIGINS: [&str; 3] = ["AWS_MANAGED", "ACME", "CUSTOMER_PROVIDED"];
const N2_ROOTS: [&str; 2] = ["N2_AMAZON_MANAGED", "N2_SFG2_AMAZON_MANAGED"];

impl Kind for AcmCertificate {
    const NAME: &'static str = "acm_certificate";
    const CLOUDFORMATION: &'static str = "AWS::CertificateManager::Certificate";
    const SCOPE: Scope = Scope::Regional;
    const ACTIONS: &'static [Action] = &[Action::page(LIST), GET_RESOURCES];

    fn sample() -> Found<Self> {
        Found {
            id: "arn:aws:acm:eu-central-1:111122223333:certificate/0d1e2f30-4a5b-4c6d-8e7f-9a0b1c2d3e4f".into(),
            name: Some("shop.example.com".into()),
            tags: Reading::Known(Some([("team".to_owned(), "shop".to_owned())].into())),
            fields: Self {
                domain_name: Some("shop.example.com".into()),
                subject_alternative_names: vec!["shop.example.com".into()],
                has_additional_subject_alternative_names: Some(false),
                status: Some("ISSUED".into()),
                certificate_type: Some("AMAZON_ISSUED".into()),
                key_algorithm: Some("EC_prime256v1".into()),
                in_use: Some(true),
                renewal_eligibility: Some("ELIGIBLE".into()),
                export_option: Some("DISABLED".into()),
                exported: Some(false),
                managed_by: None,
                not_before: Some(Moment::sample("2026-06-01T00:00:00Z")),
                not_after: Some(Moment::sample("2027-06-30T23:59:59Z")),
                created_at: Some(Moment::sample("2026-05-31T12:00:00Z")),
                issued_at: Some(Moment::sample("2026-06-01T08:00:00Z")),
                imported_at: None,
                revoked_at: None,
            },
        }
    }

    async fn collect(place: &Place, out: &Sink) -> Result<(), Unread> {
        let tags = RegionTags::new(place, "acm");
        let all = place.call(&ACM, "ListCertificates").set("MaxItems", 1000);
        let all = all.set("Includes", json!({"keyTypes": KEY_TYPES}));
        let of_n2 = all.clone().set("RootHierarchyTypes", &N2_ROOTS[..]);
        // Where N2 roots are not known yet, the second listing may be the first again.
        let mut seen = BTreeSet::new();
        for list in [all.set("CertificateKeyPairOrigins", &KEY_PAIR_ORIGINS[..]), of_n2] {
            let mut pages = list.pages("NextToken", "NextToken");
            while let Some(page) = pages.next::<Certificates>().await? {
                for certificate in page.certificate_summary_list {
                    if seen.insert(certificate.certificate_arn.clone()) {
                        out.push(found(certificate, &tags).await).await;
                    }
                }
            }
        }
        Ok(())
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Certificates {
    #[serde(default)]
    certificate_summary_list: Vec<Certificate>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Certificate {
    certificate_arn: String,
    domain_name: Option<String>,
    #[serde(default)]
    subject_alternative_name_summaries: Vec<String>,
    has_additional_subject_alternative_names: Option<bool>,
    status: Option<String>,
    r#type: Option<String>,
    key_algorithm: Option<String>,
    in_use: Option<bool>,
    renewal_eligibility: Option<String>,
    export_option: Option<String>,
    exported: Option<bool>,
    managed_by: Option<String>,
    not_before: Option<Moment>,
    not_after: Option<Moment>,
    created_at: Option<Moment>,
    issued_at: Option<Moment>,
    imported_at: Option<Moment>,
    revoked_at: Option<Moment>,
}

async fn found(certificate: Certificate, region_tags: &RegionTags<'_>) -> Found<AcmCertificate> {
    let tags = region_tags.of(&certificate.certificate_arn).await;
    let mut domains = certificate.subject_alternative_name_summaries;
    domains.sort();
    let fields = AcmCertificate {
        domain_name: certificate.domain_name.clone(),
        subject_alternative_names: domains,
        has_additional_subject_alternative_names: certificate.has_additional_subject_alternative_names,
        status: certificate.status,
        certificate_type: certificate.r#type,
        // Elsewhere AWS writes the same with a dash.
        key_algorithm: certificate.key_algorithm.map(|name| name.replace('-', "_")),
        in_use: certificate.in_use,
        renewal_eligibility: certificate.renewal_eligibility,
        export_option: certificate.export_option,
        exported: certificate.exported,
        managed_by: certificate.managed_by,
        not_before: certificate.not_before,
        not_after: certificate.not_after,
        created_at: certificate.created_at,
        issued_at: certificate.issued_at,
        imported_at: certificate.imported_at,
        revoked_at: certificate.revoked_at,
    };
    Found { id: certificate.certificate_arn, name: certificate.domain_name, tags, fields }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collect::canned::Canned;

    fn listed(name: &str, more: &str) -> String {
        format!(
            r#"{{"CertificateSummaryList": [{{"CertificateArn": "arn:aws:acm:eu-central-1:111122223333:certificate/{name}",
                "DomainName": "{name}.example.com", "SubjectAlternativeNameSummaries": ["z.example.com", "a.example.com"],
                "Status": "ISSUED", "Type": "IMPORTED", "KeyAlgorithm": "RSA-2048", "InUse": false,
                "NotAfter": 1769860800.0, "ExportOption": "DISABLED"}}]{more}}}"#
        )
    }

    #[test]
    fn certificates_of_all_listings_are_read() {
        let read = Canned::default()
            .reply("ListCertificates", &listed("one", r#", "NextToken": "more""#))
            .reply("ListCertificates", &listed("two", ""))
            .reply("ListCertificates", &listed("three", ""))
            .reply("GetResources", r#"{"ResourceTagMappingList": []}"#)
            .read::<AcmCertificate>();
        assert_eq!(read.gaps, []);
        assert_eq!((read.resources.len(), read.asked.len()), (3, 4));
        let one = &read.resources[0];
        assert!(one.unread().is_empty());
        assert_eq!(one.at("key_algorithm").as_str(), Some("RSA_2048"));
        assert_eq!(one.at("not_after").as_str(), Some("2026-01-31T12:00:00Z"));
        let domains = serde_json::to_string(one.at("subject_alternative_names")).unwrap();
        assert_eq!(domains, r#"["a.example.com","z.example.com"]"#);
        assert!(one.at("imported_at").is_null());
    }

    #[test]
    fn a_listing_that_is_denied_is_a_gap() {
        assert_eq!(Canned::default().read::<AcmCertificate>().gaps[0].action, LIST);
        let untagged = Canned::default().reply("ListCertificates", &listed("one", "")).read::<AcmCertificate>();
        assert_eq!(untagged.resources[0].unread()[0].action, GET_RESOURCES.name);
    }
}
