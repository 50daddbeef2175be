//! SageMaker domains: Studio for a team, with its people, its storage and its way to the network.
//!
//! - `PublicInternetOnly` lets applications out through a network of SageMaker's own, `VpcOnly` through the account's.
//!   <https://docs.aws.amazon.com/sagemaker/latest/dg/studio-notebooks-and-internet-access.html>

use super::kind::{Found, Kind};
use super::region_tags::{GET_RESOURCES, RegionTags};
use super::timestamp::Moment;
use crate::collect::aws::service::SAGEMAKER;
use crate::collect::{Place, Sink};
use crate::snapshot::{Action, Reading, Scope, Unread};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A domain of SageMaker Studio.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all(deserialize = "PascalCase"))]
pub struct SagemakerDomain {
    /// Such as `d-0a1b2c3d4e5f`.
    pub domain_id: Option<String>,
    /// `InService`, `Pending`, `Failed` or another state.
    pub status: Option<String>,
    /// How people sign in: `SSO` or `IAM`.
    pub auth_mode: Option<String>,
    /// Whose network applications use: `PublicInternetOnly` or `VpcOnly`; null is the former.
    pub app_network_access_type: Option<String>,
    /// Who cares for the security groups of applications: `Service` or `Customer`.
    pub app_security_group_management: Option<String>,
    /// The VPC.
    pub vpc_id: Option<String>,
    /// The subnets.
    #[serde(default)]
    pub subnet_ids: Vec<String>,
    /// The KMS key of its storage; null where it is AWS's.
    pub kms_key_id: Option<String>,
    /// The file system with people's files.
    pub home_efs_file_system_id: Option<String>,
    /// What its people get unless their own profile says otherwise.
    pub default_user_settings: Option<UserSettings>,
    /// Settings of the whole domain.
    pub domain_settings: Option<DomainSettings>,
    /// When it was made.
    #[serde(rename(deserialize = "CreationTime"))]
    pub created_at: Option<Moment>,
}

#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all(deserialize = "PascalCase"))]
pub struct UserSettings {
    /// The role of their applications.
    pub execution_role: Option<String>,
    /// The security groups of their applications.
    #[serde(default)]
    pub security_groups: Vec<String>,
    /// How they share notebooks.
    pub sharing_settings: Option<SharingSettings>,
}

#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all(deserialize = "PascalCase"))]
pub struct SharingSettings {
    /// Whether shared notebooks show their output: `Allowed` or `Disabled`.
    pub notebook_output_option: Option<String>,
    /// The KMS key of what is shared.
    #[serde(rename(deserialize = "S3KmsKeyId"))]
    pub s3_kms_key_id: Option<String>,
}

#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all(deserialize = "PascalCase"))]
pub struct DomainSettings {
    /// Whether sessions carry the name of the person: `USER_PROFILE_NAME` or `DISABLED`.
    pub execution_role_identity_config: Option<String>,
    /// Docker in applications.
    pub docker_settings: Option<DockerSettings>,
}

#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all(deserialize = "PascalCase"))]
pub struct DockerSettings {
    /// `ENABLED` or `DISABLED`.
    pub enable_docker_access: Option<String>,
    /// Accounts from which images may come, where the network is the VPC.
    #[serde(default)]
    pub vpc_only_trusted_accounts: Vec<String>,
}

const LIST: &str = "sagemaker:ListDomains";
const DESCRIBE: &str = "sagemaker:DescribeDomain";

impl Kind for SagemakerDomain {
    const NAME: &'static str = "sagemaker_domain";
    const CLOUDFORMATION: &'static str = "AWS::SageMaker::Domain";
    const SCOPE: Scope = Scope::Regional;
    const ACTIONS: &'static [Action] = &[Action::page(LIST), GET_RESOURCES, Action::each(DESCRIBE)];

    fn sample() -> Found<Self> {
        Found {
            id: "arn:aws:sagemaker:eu-central-1:111122223333:domain/d-0a1b2c3d4e5f".into(),
            name: Some("data-science".into()),
            tags: Reading::Known(Some([("team".to_owned(), "data".to_owned())].into())),
            fields: Self {
                domain_id: Some("d-0a1b2c3d4e5f".into()),
                status: Some("InService".into()),
                auth_mode: Some("SSO".into()),
                app_network_access_type: Some("VpcOnly".into()),
                app_security_group_management: Some("Customer".into()),
                vpc_id: Some("vpc-0a1b2c3d4e5f60718".into()),
                subnet_ids: vec!["subnet-0a1b2c3d4e5f60718".into(), "subnet-0b1c2d3e4f5a60718".into()],
                kms_key_id: Some("0d1e2f30-4a5b-4c6d-8e7f-9a0b1c2d3e4f".into()),
                home_efs_file_system_id: Some("fs-0a1b2c3d4e5f60718".into()),
                default_user_settings: Some(UserSettings {
                    execution_role: Some("arn:aws:iam::111122223333:role/data-science".into()),
                    security_groups: vec!["sg-0a1b2c3d4e5f60718".into()],
                    sharing_settings: Some(SharingSettings {
                        notebook_output_option: Some("Disabled".into()),
                        s3_kms_key_id: Some("0d1e2f30-4a5b-4c6d-8e7f-9a0b1c2d3e4f".into()),
                    }),
                }),
                domain_settings: Some(DomainSettings {
                    execution_role_identity_config: Some("USER_PROFILE_NAME".into()),
                    docker_settings: Some(DockerSettings {
                        enable_docker_access: Some("DISABLED".into()),
                        vpc_only_trusted_accounts: vec![],
                    }),
                }),
                created_at: Some(Moment::sample("2026-03-01T09:00:00Z")),
            },
        }
    }

    async fn collect(place: &Place, out: &Sink) -> Result<(), Unread> {
        let tags = RegionTags::new(place, "sagemaker:domain");
        let mut pages = place.call(&SAGEMAKER, "ListDomains").set("MaxResults", 100).pages("NextToken", "NextToken");
        while let Some(page) = pages.next::<Page>().await? {
            out.each(page.domains, |domain| one(place, domain, &tags)).await;
        }
        Ok(())
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Page {
    #[serde(default)]
    domains: Vec<Listed>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Listed {
    domain_id: String,
    domain_arn: String,
    domain_name: Option<String>,
}

/// None for a domain that has gone since it was listed.
async fn one(place: &Place, listed: Listed, tags: &RegionTags<'_>) -> Result<Option<Found<SagemakerDomain>>, Unread> {
    let call = place.call(&SAGEMAKER, "DescribeDomain").set("DomainId", listed.domain_id);
    let (fields, tags) = tokio::join!(call.judge::<SagemakerDomain>(), tags.of(&listed.domain_arn));
    let Some(mut fields) = fields? else { return Ok(None) };
    fields.subnet_ids.sort();
    if let Some(settings) = &mut fields.default_user_settings {
        settings.security_groups.sort();
    }
    if let Some(docker) = fields.domain_settings.as_mut().and_then(|all| all.docker_settings.as_mut()) {
        docker.vpc_only_trusted_accounts.sort();
    }
    Ok(Some(Found { id: listed.domain_arn, name: listed.domain_name, tags, fields }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collect::canned::Canned;

    fn listed() -> Canned {
        let domains = r#"{"Domains": [{"DomainId": "d-1", "DomainName": "a",
            "DomainArn": "arn:aws:sagemaker:eu-central-1:111122223333:domain/d-1", "Status": "InService"}]}"#;
        Canned::default().reply("ListDomains", domains)
    }

    #[test]
    fn a_domain_is_read_whole() {
        let described = r#"{"DomainId": "d-1", "DomainName": "a", "AuthMode": "IAM", "CreationTime": 1769860800.1,
            "AppNetworkAccessType": "PublicInternetOnly", "SubnetIds": ["b", "a"], "VpcId": "vpc-1",
            "DefaultUserSettings": {"ExecutionRole": "arn:r", "JupyterServerAppSettings": {},
              "SharingSettings": {"NotebookOutputOption": "Allowed", "S3KmsKeyId": "k"}},
            "DomainSettings": {"DockerSettings": {"EnableDockerAccess": "ENABLED"}}}"#;
        let read = listed()
            .reply("DescribeDomain", described)
            .reply("GetResources", r#"{"ResourceTagMappingList": []}"#)
            .read::<SagemakerDomain>();
        assert_eq!(read.gaps, []);
        let [domain] = read.resources.as_slice() else { panic!("one domain") };
        assert_eq!(domain.at("app_network_access_type").as_str(), Some("PublicInternetOnly"));
        assert_eq!(domain.at("default_user_settings.sharing_settings.s3_kms_key_id").as_str(), Some("k"));
        assert_eq!(domain.at("domain_settings.docker_settings.enable_docker_access").as_str(), Some("ENABLED"));
        assert!(domain.at("kms_key_id").is_null());
    }

    #[test]
    fn what_is_gone_is_gone_and_a_refusal_is_a_gap() {
        let gone = listed().status("DescribeDomain", 400, r#"{"__type": "ResourceNotFound"}"#);
        let gone = gone.read::<SagemakerDomain>();
        assert!(gone.resources.is_empty() && gone.gaps.is_empty());
        assert_eq!(listed().read::<SagemakerDomain>().gaps[0].action, DESCRIBE);
    }
}
