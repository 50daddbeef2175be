//! Private repositories of container images. A listing gives their settings; policy and lifecycle are a call each.
//!
//! - Scanning on push is the old, repository-wise setting; the registry's own rules, in `ecr_region`, go before it.
//!   <https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-scanning.html>

use super::kind::{Found, Kind};
use super::region_tags::{GET_RESOURCES, RegionTags};
use super::timestamp::Moment;
use crate::collect::aws::service::ECR;
use crate::collect::{Place, Sink};
use crate::snapshot::policy_document::PolicyDocument;
use crate::snapshot::{Action, Reading, Reason, Scope, Unread};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

/// A repository of container images.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct EcrRepository {
    /// Where images are pulled from.
    pub repository_uri: Option<String>,
    /// `MUTABLE`, `IMMUTABLE`, or either `_WITH_EXCLUSION`.
    pub image_tag_mutability: Option<String>,
    /// Tags to which the opposite applies, with wildcards.
    pub image_tag_mutability_exclusions: Vec<String>,
    /// Whether an image is scanned when it comes, as far as the repository decides.
    pub scan_on_push: Option<bool>,
    /// `AES256`, `KMS` or `KMS_DSSE`.
    pub encryption_type: Option<String>,
    /// The KMS key; null where S3's own key encrypts.
    pub kms_key: Option<String>,
    /// Who else may pull and push.
    pub policy: Reading<Option<PolicyDocument>>,
    /// How many rules remove old images; null where none do.
    pub lifecycle_rules: Reading<Option<usize>>,
    /// When it was made.
    pub created_at: Option<Moment>,
}

const LIST: &str = "ecr:DescribeRepositories";
const POLICY: &str = "ecr:GetRepositoryPolicy";
const LIFECYCLE: &str = "ecr:GetLifecyclePolicy";

const SAMPLE_POLICY: &str = r#"{"Version": "2012-10-17", "Statement": [{"Sid": "Pull", "Effect": "Allow",
    "Principal": {"AWS": "arn:aws:iam::111122223333:root"}, "Action": ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]}]}"#;

impl Kind for EcrRepository {
    const NAME: &'static str = "ecr_repository";
    const CLOUDFORMATION: &'static str = "AWS::ECR::Repository";
    const SCOPE: Scope = Scope::Regional;
    const ACTIONS: &'static [Action] =
        &[Action::page(LIST), Action::each(POLICY), Action::each(LIFECYCLE), GET_RESOURCES];

    fn sample() -> Found<Self> {
        Found {
            id: "arn:aws:ecr:eu-central-1:111122223333:repository/checkout".into(),
            name: Some("checkout".into()),
            tags: Reading::Known(Some([("team".to_owned(), "shop".to_owned())].into())),
            fields: Self {
                repository_uri: Some("111122223333.dkr.ecr.eu-central-1.amazonaws.com/checkout".into()),
                image_tag_mutability: Some("IMMUTABLE".into()),
                image_tag_mutability_exclusions: vec![],
                scan_on_push: Some(true),
                encryption_type: Some("KMS".into()),
                kms_key: Some("arn:aws:kms:eu-central-1:111122223333:key/0d1e2f30-4a5b-4c6d-8e7f-9a0b1c2d3e4f".into()),
                policy: Reading::Known(PolicyDocument::parse(SAMPLE_POLICY)),
                lifecycle_rules: Reading::Known(Some(2)),
                created_at: Some(Moment::sample("2026-01-05T10:00:00Z")),
            },
        }
    }

    async fn collect(place: &Place, out: &Sink) -> Result<(), Unread> {
        let tags = RegionTags::new(place, "ecr:repository");
        let listing = place.call(&ECR, "DescribeRepositories").set("maxResults", 1000);
        let mut pages = listing.pages("nextToken", "nextToken");
        while let Some(page) = pages.next::<Page>().await? {
            out.each(page.repositories, |repository| one(place, repository, &tags)).await;
        }
        Ok(())
    }
}

#[derive(Deserialize)]
struct Page {
    #[serde(default)]
    repositories: Vec<Repository>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Repository {
    repository_arn: String,
    repository_name: String,
    repository_uri: Option<String>,
    image_tag_mutability: Option<String>,
    #[serde(default)]
    image_tag_mutability_exclusion_filters: Vec<Filter>,
    image_scanning_configuration: Option<Scanning>,
    encryption_configuration: Option<Encryption>,
    created_at: Option<Moment>,
}

#[derive(Deserialize)]
struct Filter {
    filter: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Scanning {
    scan_on_push: Option<bool>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Encryption {
    encryption_type: Option<String>,
    kms_key: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Policy {
    policy_text: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Lifecycle {
    lifecycle_policy_text: String,
}

async fn one(
    place: &Place,
    repository: Repository,
    region_tags: &RegionTags<'_>,
) -> Result<Option<Found<EcrRepository>>, Unread> {
    let of = |operation| place.call(&ECR, operation).set("repositoryName", repository.repository_name.as_str());
    let (policy, lifecycle, tags) = tokio::join!(
        of("GetRepositoryPolicy").judge::<Policy>(),
        of("GetLifecyclePolicy").judge::<Lifecycle>(),
        region_tags.of(&repository.repository_arn),
    );
    let (encryption_type, kms_key) =
        repository.encryption_configuration.map(|it| (it.encryption_type, it.kms_key)).unwrap_or_default();
    let exclusions = repository.image_tag_mutability_exclusion_filters.into_iter().map(|filter| filter.filter);
    let fields = EcrRepository {
        repository_uri: repository.repository_uri,
        image_tag_mutability: repository.image_tag_mutability,
        image_tag_mutability_exclusions: exclusions.collect(),
        scan_on_push: repository.image_scanning_configuration.and_then(|scanning| scanning.scan_on_push),
        encryption_type,
        kms_key,
        policy: PolicyDocument::reading(POLICY, policy.map(|reply| reply.map(|reply| reply.policy_text))),
        lifecycle_rules: lifecycle.and_then(|reply| reply.map(|reply| rules(&reply)).transpose()).into(),
        created_at: repository.created_at,
    };
    Ok(Some(Found { id: repository.repository_arn, name: Some(repository.repository_name), tags, fields }))
}

fn rules(reply: &Lifecycle) -> Result<usize, Unread> {
    let policy: Option<Json> = serde_json::from_str(&reply.lifecycle_policy_text).ok();
    let rules = policy.as_ref().and_then(|policy| policy.get("rules")?.as_array());
    rules.map(Vec::len).ok_or_else(|| Unread::new(LIFECYCLE, Reason::Unparseable))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collect::canned::Canned;

    fn listed() -> Canned {
        Canned::default().reply(
            "DescribeRepositories",
            r#"{"repositories": [{"repositoryArn": "arn:aws:ecr:eu-central-1:111122223333:repository/a",
              "registryId": "111122223333", "repositoryName": "a", "createdAt": 1769860800.0,
              "imageTagMutability": "MUTABLE", "imageScanningConfiguration": {"scanOnPush": false},
              "encryptionConfiguration": {"encryptionType": "AES256"}}]}"#,
        )
    }

    #[test]
    fn a_repository_is_read_whole() {
        let read = listed()
            .reply("GetRepositoryPolicy", r#"{"policyText": "{\"Statement\": []}"}"#)
            .reply("GetLifecyclePolicy", r#"{"lifecyclePolicyText": "{\"rules\": [{\"rulePriority\": 1}]}"}"#)
            .reply(
                "GetResources",
                r#"{"ResourceTagMappingList": [{"Tags": [{"Key": "team", "Value": "x"}],
                "ResourceARN": "arn:aws:ecr:eu-central-1:111122223333:repository/a"}]}"#,
            )
            .read::<EcrRepository>();
        assert_eq!(read.gaps, []);
        let [repository] = read.resources.as_slice() else { panic!("one repository") };
        assert!(repository.unread().is_empty());
        assert_eq!(serde_json::to_string(repository.at("lifecycle_rules")).unwrap(), "1");
        assert_eq!(repository.at("scan_on_push").as_bool(), Some(false));
        assert_eq!(repository.at("tags.team").as_str(), Some("x"));
    }

    #[test]
    fn what_has_gone_is_left_out() {
        let gone = r#"{"__type": "RepositoryNotFoundException"}"#;
        let none = r#"{"__type": "LifecyclePolicyNotFoundException"}"#;
        let read = listed().status("GetRepositoryPolicy", 400, gone).status("GetLifecyclePolicy", 400, none);
        let read = read.read::<EcrRepository>();
        assert_eq!((read.resources.len(), read.gaps.len()), (0, 0));
    }

    #[test]
    fn what_is_not_set_is_null_and_what_is_denied_is_unread() {
        let read = listed()
            .status("GetRepositoryPolicy", 400, r#"{"__type": "RepositoryPolicyNotFoundException"}"#)
            .status("GetLifecyclePolicy", 400, r#"{"__type": "LifecyclePolicyNotFoundException"}"#)
            .read::<EcrRepository>();
        let repository = &read.resources[0];
        assert!(repository.at("policy").is_null() && repository.at("lifecycle_rules").is_null());
        assert_eq!(repository.unread()[0].action, GET_RESOURCES.name);
    }
}
