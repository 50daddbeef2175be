//! Projects of CodeBuild: a listing of names, and a hundred projects a call.
//!
//! - An environment variable without a type is plain text. Plain values are looked through for secrets and forgotten.
//!   <https://docs.aws.amazon.com/codebuild/latest/APIReference/API_EnvironmentVariable.html>
//! - A build's instructions may stand in the project itself instead of the source, and may hold secrets, too.
//! - A source's address may hold a user and a password. They are cut out of what is kept, and told by a field.

use super::codebuild_reply::{Project, found};
use super::kind::{Found, Kind};
use super::timestamp::Moment;
use crate::collect::aws::service::CODEBUILD;
use crate::collect::secrets::SecretHit;
use crate::collect::{Place, Sink};
use crate::snapshot::{Action, Reading, Scope, Unread};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A project: what is built, from what, where and with which rights.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct CodebuildProject {
    /// Where the source comes from; the first is the main one.
    pub sources: Vec<Source>,
    /// Where results go; the first is the main one.
    pub artifacts: Vec<Artifacts>,
    /// The sort of machine, such as `LINUX_CONTAINER`.
    pub environment_type: Option<String>,
    /// The image in which it builds.
    pub image: Option<String>,
    /// With whose rights that image is fetched: `CODEBUILD` or `SERVICE_ROLE`.
    pub image_pull_credentials_type: Option<String>,
    /// Whether a build may run containers of its own, with root's rights on the machine. AWS leaves it out for no.
    pub privileged_mode: bool,
    /// Its environment variables, without values.
    pub environment_variables: Vec<EnvironmentVariable>,
    /// Secrets in the plain ones, without them.
    pub environment_secrets: Vec<SecretHit>,
    /// The role that a build has.
    pub service_role: Option<String>,
    /// The KMS key that encrypts results; null for AWS's own key for S3.
    pub encryption_key: Option<String>,
    /// `PUBLIC_READ` where everybody may see its builds, or `PRIVATE`.
    pub project_visibility: Option<String>,
    /// The role with which everybody sees logs and results of public builds; null for none.
    pub resource_access_role: Option<String>,
    /// Where logs go; null where the project says nothing of them: then to CloudWatch.
    pub logs: Option<Logs>,
    /// The network in which it builds; null for one of AWS's with the internet.
    pub vpc_config: Option<VpcConfig>,
    /// What in the source starts a build; null where nothing does.
    pub webhook: Option<Webhook>,
    /// When it was made.
    pub created_at: Option<Moment>,
    /// When it was last changed.
    pub last_modified_at: Option<Moment>,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Source {
    /// `GITHUB`, `BITBUCKET`, `GITLAB`, `CODECOMMIT`, `CODEPIPELINE`, `S3`, `NO_SOURCE` or another type.
    #[serde(rename = "type")]
    pub source_type: Option<String>,
    /// Its address, without user, password and query; null where it has none.
    pub location: Option<String>,
    /// Whether the address held a password or a token.
    pub credentials_in_location: bool,
    /// How CodeBuild signs in to it: `OAUTH`, `CODECONNECTIONS` or `SECRETS_MANAGER`; null where nothing is said.
    pub auth_type: Option<String>,
    /// Whether a false certificate of the host is taken for good. AWS leaves it out for no.
    pub insecure_ssl: bool,
    /// The file with the instructions; null for the usual one, and where they stand in the project.
    pub buildspec: Option<String>,
    /// Whether the instructions stand in the project, where who changes the source cannot change them.
    pub inline_buildspec: bool,
    /// Secrets in those, without them.
    pub buildspec_secrets: Vec<SecretHit>,
}

#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all(deserialize = "camelCase"))]
pub struct Artifacts {
    /// `S3`, `CODEPIPELINE` or `NO_ARTIFACTS`.
    #[serde(rename = "type")]
    pub artifacts_type: Option<String>,
    /// The bucket.
    pub location: Option<String>,
    /// Whether they are stored as they are; null where nothing is said, which is no.
    pub encryption_disabled: Option<bool>,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct EnvironmentVariable {
    /// Its name, such as `DB_PASSWORD`.
    pub name: String,
    /// `PLAINTEXT`, `PARAMETER_STORE` or `SECRETS_MANAGER`.
    #[serde(rename = "type")]
    pub variable_type: String,
}

#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all(deserialize = "camelCase"))]
pub struct Logs {
    /// Logs to CloudWatch.
    pub cloud_watch_logs: Option<CloudWatchLogs>,
    /// Logs to S3.
    pub s3_logs: Option<S3Logs>,
}

#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all(deserialize = "camelCase"))]
pub struct CloudWatchLogs {
    /// `ENABLED` or `DISABLED`.
    pub status: Option<String>,
    /// The log group; null for one that is named after the project.
    pub group_name: Option<String>,
}

#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all(deserialize = "camelCase"))]
pub struct S3Logs {
    /// `ENABLED` or `DISABLED`.
    pub status: Option<String>,
    /// Bucket and path.
    pub location: Option<String>,
    /// Whether they are stored as they are; null where nothing is said, which is no.
    pub encryption_disabled: Option<bool>,
}

#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all(deserialize = "camelCase"))]
pub struct VpcConfig {
    /// The VPC.
    pub vpc_id: Option<String>,
    /// Its subnets.
    #[serde(default)]
    pub subnets: Vec<String>,
    /// The security groups of builds.
    #[serde(default)]
    pub security_group_ids: Vec<String>,
}

#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all(deserialize = "camelCase"))]
pub struct Webhook {
    /// One group whose filters all match starts a build; without groups everything does.
    #[serde(default)]
    pub filter_groups: Vec<Vec<WebhookFilter>>,
    /// A pattern for branches, in the older way; null for none.
    pub branch_filter: Option<String>,
    /// `BUILD`, `BUILD_BATCH` or `RUNNER_BUILDKITE_BUILD`.
    pub build_type: Option<String>,
    /// Which pull requests wait for somebody's word; null where nothing is said.
    pub pull_request_build_policy: Option<PullRequestBuildPolicy>,
}

#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all(deserialize = "camelCase"))]
pub struct WebhookFilter {
    /// `EVENT`, `ACTOR_ACCOUNT_ID`, `HEAD_REF`, `BASE_REF`, `FILE_PATH` or another type.
    #[serde(rename = "type")]
    pub filter_type: Option<String>,
    /// Events by name, or else a regular expression: without `^` and `$` it matches more than it says.
    pub pattern: Option<String>,
    /// Whether it matches what the pattern does not.
    pub exclude_matched_pattern: Option<bool>,
}

#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all(deserialize = "camelCase"))]
pub struct PullRequestBuildPolicy {
    /// `DISABLED`, `ALL_PULL_REQUESTS` or `FORK_PULL_REQUESTS`.
    pub requires_comment_approval: Option<String>,
    /// Whose word is enough, such as `GITHUB_WRITE`.
    #[serde(default)]
    pub approver_roles: Vec<String>,
}

const LIST: &str = "codebuild:ListProjects";
const PROJECTS: &str = "codebuild:BatchGetProjects";

impl Kind for CodebuildProject {
    const NAME: &'static str = "codebuild_project";
    const CLOUDFORMATION: &'static str = "AWS::CodeBuild::Project";
    const SCOPE: Scope = Scope::Regional;
    const ACTIONS: &'static [Action] = &[Action::page(LIST), Action::batch(PROJECTS, 100)];

    fn sample() -> Found<Self> {
        Found {
            id: "arn:aws:codebuild:eu-central-1:111122223333:project/shop".into(),
            name: Some("shop".into()),
            tags: Reading::Known(Some([("team".to_owned(), "shop".to_owned())].into())),
            fields: sample(),
        }
    }

    async fn collect(place: &Place, out: &Sink) -> Result<(), Unread> {
        let mut pages = place.call(&CODEBUILD, "ListProjects").pages("nextToken", "nextToken");
        while let Some(page) = pages.next::<Names>().await? {
            // A page has as many names as one call may ask for.
            if page.projects.is_empty() {
                continue;
            }
            let call = place.call(&CODEBUILD, "BatchGetProjects").set("names", page.projects);
            match call.answer::<Projects>().await {
                Ok(reply) => {
                    for project in reply.projects {
                        out.push(found(project)).await;
                    }
                }
                // The other pages are read on.
                Err(unread) => out.gap(unread).await,
            }
        }
        Ok(())
    }
}

#[derive(Deserialize)]
struct Names {
    #[serde(default)]
    projects: Vec<String>,
}

/// What has gone since it was listed is not among them.
#[derive(Deserialize)]
struct Projects {
    #[serde(default)]
    projects: Vec<Project>,
}

fn sample() -> CodebuildProject {
    CodebuildProject {
        sources: vec![Source {
            source_type: Some("GITHUB".into()),
            location: Some("https://github.com/acme/shop".into()),
            credentials_in_location: false,
            auth_type: Some("CODECONNECTIONS".into()),
            insecure_ssl: false,
            buildspec: None,
            inline_buildspec: false,
            buildspec_secrets: vec![],
        }],
        artifacts: vec![Artifacts {
            artifacts_type: Some("S3".into()),
            location: Some("acme-builds".into()),
            encryption_disabled: Some(false),
        }],
        environment_type: Some("LINUX_CONTAINER".into()),
        image: Some("aws/codebuild/amazonlinux-x86_64-standard:5.0".into()),
        image_pull_credentials_type: Some("CODEBUILD".into()),
        privileged_mode: false,
        environment_variables: vec![EnvironmentVariable {
            name: "API_TOKEN".into(),
            variable_type: "SECRETS_MANAGER".into(),
        }],
        environment_secrets: vec![],
        service_role: Some("arn:aws:iam::111122223333:role/build-shop".into()),
        encryption_key: Some("arn:aws:kms:eu-central-1:111122223333:alias/builds".into()),
        project_visibility: Some("PRIVATE".into()),
        resource_access_role: None,
        logs: Some(Logs {
            cloud_watch_logs: Some(CloudWatchLogs {
                status: Some("ENABLED".into()),
                group_name: Some("/acme/builds".into()),
            }),
            s3_logs: Some(S3Logs { status: Some("DISABLED".into()), location: None, encryption_disabled: Some(false) }),
        }),
        vpc_config: Some(VpcConfig {
            vpc_id: Some("vpc-0a1b2c3d4e5f60718".into()),
            subnets: vec!["subnet-0a1b2c3d4e5f60718".into()],
            security_group_ids: vec!["sg-0a1b2c3d4e5f60718".into()],
        }),
        webhook: Some(sample_webhook()),
        created_at: Some(Moment::sample("2026-01-31T12:00:00Z")),
        last_modified_at: Some(Moment::sample("2026-09-20T12:00:00Z")),
    }
}

fn sample_webhook() -> Webhook {
    let filter = |filter_type: &str, pattern: &str| WebhookFilter {
        filter_type: Some(filter_type.into()),
        pattern: Some(pattern.into()),
        exclude_matched_pattern: Some(false),
    };
    Webhook {
        filter_groups: vec![vec![filter("EVENT", "PUSH"), filter("HEAD_REF", "^refs/heads/main$")]],
        branch_filter: None,
        build_type: Some("BUILD".into()),
        pull_request_build_policy: Some(PullRequestBuildPolicy {
            requires_comment_approval: Some("ALL_PULL_REQUESTS".into()),
            approver_roles: vec!["GITHUB_MAINTAIN".into()],
        }),
    }
}
