//! Domains of OpenSearch Service, which may still run Elasticsearch. Five are described with one call.
//!
//! - A domain outside of a VPC has a public address; then its policy alone decides who may ask it, together with users of
//!   its own where access is fine-grained. <https://docs.aws.amazon.com/opensearch-service/latest/developerguide/ac.html>
//! - The service's actions and paths are still those of Elasticsearch. <https://docs.aws.amazon.com/opensearch-service/latest/APIReference/API_DescribeDomains.html>

use super::kind::{Found, Kind};
use super::region_tags::{GET_RESOURCES, RegionTags};
use super::sorted::sorted;
use crate::collect::aws::service::OPENSEARCH;
use crate::collect::{Place, Sink};
use crate::snapshot::policy_document::PolicyDocument;
use crate::snapshot::{Action, Reading, Scope, Unread};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A cluster that searches.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct OpensearchDomain {
    /// Such as `OpenSearch_2.17` or `Elasticsearch_7.10`.
    pub engine_version: Option<String>,
    /// Whether AWS has deleted it, though it is not gone yet.
    pub deleted: Option<bool>,
    /// The VPC that it is in; null where it has a public address.
    pub vpc_id: Option<String>,
    /// The subnets that it is in.
    pub subnet_ids: Vec<String>,
    /// The security groups that guard it.
    pub security_group_ids: Vec<String>,
    /// Who may ask it.
    pub policy: Reading<Option<PolicyDocument>>,
    /// Whether what is on disk is encrypted.
    pub encryption_at_rest_enabled: Option<bool>,
    /// The KMS key; null where nothing is encrypted.
    pub kms_key_id: Option<String>,
    /// Whether nodes speak to each other over TLS.
    pub node_to_node_encryption_enabled: Option<bool>,
    /// Whether HTTP without TLS is refused.
    pub enforce_https: Option<bool>,
    /// Such as `Policy-Min-TLS-1-2-PFS-2023-10`.
    pub tls_security_policy: Option<String>,
    /// Whether access is fine-grained: by index, document and field.
    pub advanced_security_enabled: Option<bool>,
    /// Whether it keeps users and passwords of its own.
    pub internal_user_database_enabled: Option<bool>,
    /// Whether those who do not sign in are let in, while fine-grained access is being introduced.
    pub anonymous_auth_enabled: Option<bool>,
    /// Whether people sign in by SAML.
    pub saml_enabled: Option<bool>,
    /// Whether people sign in to its dashboards by Cognito.
    pub cognito_enabled: Option<bool>,
    /// The logs that go to CloudWatch: `AUDIT_LOGS`, `ES_APPLICATION_LOGS`, `INDEX_SLOW_LOGS` and `SEARCH_SLOW_LOGS`.
    pub logs_enabled: Vec<String>,
    /// How many nodes hold data.
    pub instance_count: Option<i64>,
    /// Whether its nodes are in several zones.
    pub zone_awareness_enabled: Option<bool>,
    /// In how many zones; null where in one.
    pub availability_zone_count: Option<i64>,
    /// Whether it has nodes that only lead.
    pub dedicated_master_enabled: Option<bool>,
    /// How many of its nodes only lead; null where none.
    pub dedicated_master_count: Option<i64>,
    /// Whether newer software of the service waits to be installed.
    pub software_update_available: Option<bool>,
    /// Whether newer software of the service is installed by itself.
    pub auto_software_update_enabled: Option<bool>,
}

const LIST: &str = "es:ListDomainNames";
const DESCRIBE: &str = "es:DescribeDomains";
const AT_ONCE: usize = 5;

const SAMPLE_POLICY: &str = r#"{"Version": "2012-10-17", "Statement": [{"Sid": "Shop", "Effect": "Allow",
    "Principal": {"AWS": "arn:aws:iam::111122223333:role/shop-search"}, "Action": "es:ESHttpGet",
    "Resource": "arn:aws:es:eu-central-1:111122223333:domain/catalogue/*"}]}"#;

impl Kind for OpensearchDomain {
    const NAME: &'static str = "opensearch_domain";
    const CLOUDFORMATION: &'static str = "AWS::OpenSearchService::Domain";
    const SCOPE: Scope = Scope::Regional;
    const ACTIONS: &'static [Action] = &[Action::page(LIST), Action::batch(DESCRIBE, AT_ONCE as u32), GET_RESOURCES];

    fn sample() -> Found<Self> {
        Found {
            id: "arn:aws:es:eu-central-1:111122223333:domain/catalogue".into(),
            name: Some("catalogue".into()),
            tags: Reading::Known(Some([("team".to_owned(), "shop".to_owned())].into())),
            fields: Self {
                engine_version: Some("OpenSearch_2.17".into()),
                deleted: Some(false),
                vpc_id: Some("vpc-0a1b2c3d4e5f60718".into()),
                subnet_ids: vec!["subnet-0a1b2c3d4e5f60718".into(), "subnet-0b1b2c3d4e5f60718".into()],
                security_group_ids: vec!["sg-0a1b2c3d4e5f60718".into()],
                policy: Reading::Known(PolicyDocument::parse(SAMPLE_POLICY)),
                encryption_at_rest_enabled: Some(true),
                kms_key_id: Some(
                    "arn:aws:kms:eu-central-1:111122223333:key/0d1e2f30-4a5b-4c6d-8e7f-9a0b1c2d3e4f".into(),
                ),
                node_to_node_encryption_enabled: Some(true),
                enforce_https: Some(true),
                tls_security_policy: Some("Policy-Min-TLS-1-2-PFS-2023-10".into()),
                advanced_security_enabled: Some(true),
                internal_user_database_enabled: Some(false),
                anonymous_auth_enabled: Some(false),
                saml_enabled: Some(true),
                cognito_enabled: Some(false),
                logs_enabled: vec!["AUDIT_LOGS".into(), "ES_APPLICATION_LOGS".into()],
                instance_count: Some(3),
                zone_awareness_enabled: Some(true),
                availability_zone_count: Some(3),
                dedicated_master_enabled: Some(true),
                dedicated_master_count: Some(3),
                software_update_available: Some(false),
                auto_software_update_enabled: Some(true),
            },
        }
    }

    async fn collect(place: &Place, out: &Sink) -> Result<(), Unread> {
        let tags = RegionTags::new(place, "es:domain");
        let listed: Names = place.call(&OPENSEARCH, "ListDomainNames").get("/2021-01-01/domain").answer().await?;
        let names = sorted(listed.domain_names.into_iter().flatten().map(|domain| domain.domain_name));
        for some in names.chunks(AT_ONCE) {
            let describe = place.call(&OPENSEARCH, "DescribeDomains").post("/2021-01-01/opensearch/domain-info");
            match describe.set("DomainNames", some.to_vec()).answer::<Described>().await {
                Ok(described) => {
                    for domain in described.domain_status_list {
                        out.push(found(domain, &tags).await).await;
                    }
                }
                // IAM may let in to some domains only: those of other calls are read on.
                Err(unread) => out.gap(unread).await,
            }
        }
        Ok(())
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Names {
    domain_names: Option<Vec<Name>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Name {
    domain_name: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Described {
    domain_status_list: Vec<Domain>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Domain {
    domain_name: String,
    #[serde(rename = "ARN")]
    arn: String,
    engine_version: Option<String>,
    deleted: Option<bool>,
    #[serde(rename = "VPCOptions")]
    vpc: Option<Vpc>,
    access_policies: Option<String>,
    encryption_at_rest_options: Option<AtRest>,
    node_to_node_encryption_options: Option<Switch>,
    domain_endpoint_options: Option<Endpoint>,
    advanced_security_options: Option<Security>,
    cognito_options: Option<Switch>,
    log_publishing_options: Option<BTreeMap<String, Switch>>,
    cluster_config: Option<Cluster>,
    service_software_options: Option<Software>,
    software_update_options: Option<SoftwareUpdate>,
}

#[derive(Deserialize)]
struct Vpc {
    #[serde(rename = "VPCId")]
    id: Option<String>,
    #[serde(rename = "SubnetIds")]
    subnets: Option<Vec<String>>,
    #[serde(rename = "SecurityGroupIds")]
    groups: Option<Vec<String>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct AtRest {
    enabled: Option<bool>,
    kms_key_id: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Switch {
    enabled: Option<bool>,
}

#[derive(Deserialize)]
struct Endpoint {
    #[serde(rename = "EnforceHTTPS")]
    https: Option<bool>,
    #[serde(rename = "TLSSecurityPolicy")]
    tls: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Security {
    enabled: Option<bool>,
    internal_user_database_enabled: Option<bool>,
    anonymous_auth_enabled: Option<bool>,
    #[serde(rename = "SAMLOptions")]
    saml: Option<Switch>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Cluster {
    instance_count: Option<i64>,
    zone_awareness_enabled: Option<bool>,
    zone_awareness_config: Option<Zones>,
    dedicated_master_enabled: Option<bool>,
    dedicated_master_count: Option<i64>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Zones {
    availability_zone_count: Option<i64>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Software {
    update_available: Option<bool>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct SoftwareUpdate {
    auto_software_update_enabled: Option<bool>,
}

async fn found(domain: Domain, tags: &RegionTags<'_>) -> Found<OpensearchDomain> {
    let (id, name) = (domain.arn.clone(), domain.domain_name.clone());
    let tags = tags.of(&id).await;
    Found { id, name: Some(name), tags, fields: fields(domain) }
}

fn fields(domain: Domain) -> OpensearchDomain {
    let (vpc_id, subnets, groups) = domain.vpc.map(|vpc| (vpc.id, vpc.subnets, vpc.groups)).unwrap_or_default();
    let (at_rest, kms_key_id) =
        domain.encryption_at_rest_options.map(|at| (at.enabled, at.kms_key_id)).unwrap_or_default();
    let (https, tls) = domain.domain_endpoint_options.map(|at| (at.https, at.tls)).unwrap_or_default();
    let security = domain.advanced_security_options.as_ref();
    let cluster = domain.cluster_config.as_ref();
    let logs = domain.log_publishing_options.unwrap_or_default().into_iter();
    OpensearchDomain {
        engine_version: domain.engine_version,
        deleted: domain.deleted,
        vpc_id: vpc_id.filter(|id| !id.is_empty()),
        subnet_ids: sorted(subnets.into_iter().flatten()),
        security_group_ids: sorted(groups.into_iter().flatten()),
        policy: PolicyDocument::reading(DESCRIBE, Ok(domain.access_policies)),
        encryption_at_rest_enabled: at_rest,
        kms_key_id: kms_key_id.filter(|key| !key.is_empty()),
        node_to_node_encryption_enabled: domain.node_to_node_encryption_options.and_then(|switch| switch.enabled),
        enforce_https: https,
        tls_security_policy: tls,
        advanced_security_enabled: security.and_then(|security| security.enabled),
        internal_user_database_enabled: security.and_then(|security| security.internal_user_database_enabled),
        anonymous_auth_enabled: security.and_then(|security| security.anonymous_auth_enabled),
        saml_enabled: security.and_then(|security| security.saml.as_ref()).and_then(|saml| saml.enabled),
        cognito_enabled: domain.cognito_options.and_then(|switch| switch.enabled),
        // A map is in the order of its keys.
        logs_enabled: logs.filter(|(_, log)| log.enabled == Some(true)).map(|(name, _)| name).collect(),
        instance_count: cluster.and_then(|cluster| cluster.instance_count),
        zone_awareness_enabled: cluster.and_then(|cluster| cluster.zone_awareness_enabled),
        availability_zone_count: cluster
            .and_then(|cluster| cluster.zone_awareness_config.as_ref())
            .and_then(|zones| zones.availability_zone_count),
        dedicated_master_enabled: cluster.and_then(|cluster| cluster.dedicated_master_enabled),
        dedicated_master_count: cluster.and_then(|cluster| cluster.dedicated_master_count),
        software_update_available: domain.service_software_options.and_then(|software| software.update_available),
        auto_software_update_enabled: domain
            .software_update_options
            .and_then(|update| update.auto_software_update_enabled),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collect::canned::Canned;

    const DOMAINS: &str = r#"{"DomainStatusList": [{"DomainId": "1/d", "DomainName": "d", "VPCOptions": null,
        "ARN": "arn:aws:es:eu-central-1:111122223333:domain/d", "ClusterConfig": {"InstanceCount": 1},
        "AccessPolicies": "{\"Statement\": [{\"Effect\": \"Allow\", \"Principal\": \"*\", \"Action\": \"es:*\"}]}",
        "LogPublishingOptions": {"ES_APPLICATION_LOGS": {"Enabled": true}, "AUDIT_LOGS": {"Enabled": false}},
        "AdvancedSecurityOptions": {"Enabled": false, "SAMLOptions": null},
        "DomainEndpointOptions": {"EnforceHTTPS": false, "TLSSecurityPolicy": "Policy-Min-TLS-1-0-2019-07"}}]}"#;

    fn names(many: usize) -> Canned {
        let names: Vec<String> = (0..many).map(|n| format!(r#"{{"DomainName": "d{n}"}}"#)).collect();
        Canned::default().reply("GET /2021-01-01/domain", &format!(r#"{{"DomainNames": [{}]}}"#, names.join(",")))
    }

    #[test]
    fn an_open_domain_is_read() {
        let read = names(1)
            .reply("POST /2021-01-01/opensearch/domain-info", DOMAINS)
            .reply(
                "GetResources",
                r#"{"ResourceTagMappingList": [{"Tags": [{"Key": "team", "Value": "x"}],
                    "ResourceARN": "arn:aws:es:eu-central-1:111122223333:domain/d"}]}"#,
            )
            .read::<OpensearchDomain>();
        assert_eq!(read.gaps, []);
        let [domain] = read.resources.as_slice() else { panic!("one domain") };
        assert!(domain.unread().is_empty() && domain.at("vpc_id").is_null() && domain.at("saml_enabled").is_null());
        assert!(!domain.at("policy").is_null());
        assert_eq!(domain.at("enforce_https").as_bool(), Some(false));
        assert_eq!(serde_json::to_string(domain.at("logs_enabled")).unwrap(), r#"["ES_APPLICATION_LOGS"]"#);
        assert_eq!(domain.at("tags.team").as_str(), Some("x"));
    }

    #[test]
    fn five_are_described_with_one_call_and_what_is_denied_is_unread() {
        let read = names(11).reply("POST /2021-01-01/opensearch/domain-info", DOMAINS).read::<OpensearchDomain>();
        assert_eq!(read.asked.iter().filter(|asked| asked.starts_with("POST")).count(), 3);
        assert_eq!(read.resources[0].unread().len(), 1);
        let refused = names(1).read::<OpensearchDomain>();
        assert_eq!(refused.gaps[0].action.as_str(), DESCRIBE);
        let denied = r#"{"__type": "AccessDeniedException"}"#;
        let half = names(6)
            .status("POST /2021-01-01/opensearch/domain-info", 403, denied)
            .reply("POST /2021-01-01/opensearch/domain-info", DOMAINS)
            .read::<OpensearchDomain>();
        assert_eq!((half.gaps.len(), half.resources.len()), (1, 1));
    }
}
