//! App Runner services: containers behind an address that is on the internet unless one says otherwise.
//!
//! - Variables may be given as text, or filled from Secrets Manager and Systems Manager.
//!   <https://docs.aws.amazon.com/apprunner/latest/dg/env-variable.html>
//! - Where variables come from a file in the repository, they are not seen here.

use super::kind::{Found, Kind};
use super::named_values::secrets_in;
use super::region_tags::{GET_RESOURCES, RegionTags};
use super::timestamp::Moment;
use crate::collect::aws::service::APP_RUNNER;
use crate::collect::secrets::{SecretHit, find_secrets};
use crate::collect::{Place, Sink};
use crate::snapshot::{Action, Reading, Scope, Unread};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A service of App Runner: a web application in a container.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ApprunnerService {
    /// `RUNNING`, `PAUSED`, `CREATE_FAILED` or another state.
    pub status: Option<String>,
    /// Whether its address is on the internet; null is yes.
    pub is_publicly_accessible: Option<bool>,
    /// How it reaches others: `DEFAULT` (the internet) or `VPC`.
    pub egress_type: Option<String>,
    /// Its way into a VPC.
    pub vpc_connector_arn: Option<String>,
    /// The KMS key that encrypts its copy of the source; null where it is AWS's.
    pub kms_key: Option<String>,
    /// Whether requests are traced.
    pub observability_enabled: Option<bool>,
    /// Whether a new image or commit is rolled out by itself.
    pub auto_deployments_enabled: Option<bool>,
    /// The image; null where it is built from source.
    pub image_identifier: Option<String>,
    /// `ECR` or `ECR_PUBLIC`; null where it is built from source.
    pub image_repository_type: Option<String>,
    /// The repository of its source, without what may be secret in it; null where it is an image.
    pub repository_url: Option<String>,
    /// The role of its software; null where it has none.
    pub instance_role_arn: Option<String>,
    /// The role by which it pulls its image.
    pub access_role_arn: Option<String>,
    /// The names of its environment variables.
    pub environment: Vec<String>,
    /// Secrets in its environment variables.
    pub environment_secrets: Vec<SecretHit>,
    /// Variables that are filled from Secrets Manager or Systems Manager.
    pub secrets: Vec<String>,
    /// Secrets in the commands that build and start it.
    pub command_secrets: Vec<SecretHit>,
    /// When it was made.
    pub created_at: Option<Moment>,
}

const LIST: &str = "apprunner:ListServices";
const DESCRIBE: &str = "apprunner:DescribeService";

impl Kind for ApprunnerService {
    const NAME: &'static str = "apprunner_service";
    const CLOUDFORMATION: &'static str = "AWS::AppRunner::Service";
    const SCOPE: Scope = Scope::Regional;
    const ACTIONS: &'static [Action] = &[Action::page(LIST), Action::each(DESCRIBE), GET_RESOURCES];

    fn sample() -> Found<Self> {
        let role = |name: &str| Some(format!("arn:aws:iam::111122223333:role/{name}"));
        Found {
            id: "arn:aws:apprunner:eu-central-1:111122223333:service/quotes/0a1b2c3d4e5f60718293a4b5c6d7e8f9".into(),
            name: Some("quotes".into()),
            tags: Reading::Known(Some([("team".to_owned(), "sales".to_owned())].into())),
            fields: Self {
                status: Some("RUNNING".into()),
                is_publicly_accessible: Some(false),
                egress_type: Some("VPC".into()),
                vpc_connector_arn: Some(
                    "arn:aws:apprunner:eu-central-1:111122223333:vpcconnector/quotes/1/0a1b2c3d4e5f60718293a4b5c6d7e8f9"
                        .into(),
                ),
                kms_key: Some("arn:aws:kms:eu-central-1:111122223333:key/0d1e2f30-4a5b-4c6d-8e7f-9a0b1c2d3e4f".into()),
                observability_enabled: Some(true),
                auto_deployments_enabled: Some(false),
                image_identifier: Some("111122223333.dkr.ecr.eu-central-1.amazonaws.com/quotes:2.1.0".into()),
                image_repository_type: Some("ECR".into()),
                repository_url: None,
                instance_role_arn: role("quotes"),
                access_role_arn: role("quotes-pull"),
                environment: vec!["STAGE".into()],
                environment_secrets: vec![],
                secrets: vec!["DB_PASSWORD".into()],
                command_secrets: vec![],
                created_at: Some(Moment::sample("2026-02-11T15:00:00Z")),
            },
        }
    }

    async fn collect(place: &Place, out: &Sink) -> Result<(), Unread> {
        let tags = RegionTags::new(place, "apprunner:service");
        let listing = place.call(&APP_RUNNER, "ListServices").set("MaxResults", 20);
        let mut pages = listing.pages("NextToken", "NextToken");
        while let Some(page) = pages.next::<Page>().await? {
            // A deleted one is listed for a while.
            let there = page.service_summary_list.into_iter().filter(|one| one.status.as_deref() != Some("DELETED"));
            out.each(there, |service| one(place, service.service_arn, &tags)).await;
        }
        Ok(())
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Page {
    #[serde(default)]
    service_summary_list: Vec<Summary>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Summary {
    service_arn: String,
    status: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Reply {
    service: Service,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Service {
    service_name: Option<String>,
    status: Option<String>,
    #[serde(default)]
    network_configuration: Network,
    encryption_configuration: Option<Encryption>,
    observability_configuration: Option<Observability>,
    #[serde(default)]
    source_configuration: Source,
    instance_configuration: Option<Instance>,
    created_at: Option<Moment>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Network {
    egress_configuration: Option<Egress>,
    ingress_configuration: Option<Ingress>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Egress {
    egress_type: Option<String>,
    vpc_connector_arn: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Ingress {
    is_publicly_accessible: Option<bool>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Encryption {
    kms_key: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Observability {
    observability_enabled: Option<bool>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Instance {
    instance_role_arn: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Source {
    image_repository: Option<Image>,
    code_repository: Option<Code>,
    auto_deployments_enabled: Option<bool>,
    authentication_configuration: Option<Authentication>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Authentication {
    access_role_arn: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Image {
    image_identifier: Option<String>,
    image_repository_type: Option<String>,
    image_configuration: Option<Runtime>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Code {
    repository_url: Option<String>,
    code_configuration: Option<CodeConfiguration>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct CodeConfiguration {
    code_configuration_values: Option<Runtime>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Runtime {
    #[serde(default)]
    runtime_environment_variables: BTreeMap<String, String>,
    #[serde(default)]
    runtime_environment_secrets: BTreeMap<String, String>,
    build_command: Option<String>,
    start_command: Option<String>,
}

/// None for a service that has gone since it was listed.
async fn one(
    place: &Place,
    arn: String,
    region_tags: &RegionTags<'_>,
) -> Result<Option<Found<ApprunnerService>>, Unread> {
    let (reply, tags) = tokio::join!(
        place.call(&APP_RUNNER, "DescribeService").set("ServiceArn", arn.as_str()).judge::<Reply>(),
        region_tags.of(&arn),
    );
    let Some(Reply { service }) = reply? else { return Ok(None) };
    let name = service.service_name.clone();
    Ok(Some(Found { id: arn, name, tags, fields: fields(service) }))
}

fn fields(service: Service) -> ApprunnerService {
    let source = service.source_configuration;
    let (image_identifier, image_repository_type, of_image) = source
        .image_repository
        .map(|image| (image.image_identifier, image.image_repository_type, image.image_configuration))
        .unwrap_or_default();
    let (repository_url, of_code) = source
        .code_repository
        .map(|code| (code.repository_url, code.code_configuration.and_then(|it| it.code_configuration_values)))
        .unwrap_or_default();
    let runtime = of_image.or(of_code).unwrap_or_default();
    let variables = runtime.runtime_environment_variables;
    let commands = [runtime.build_command, runtime.start_command].into_iter().flatten().collect::<Vec<_>>().join("\n");
    let egress = service.network_configuration.egress_configuration;
    let ingress = service.network_configuration.ingress_configuration;
    ApprunnerService {
        status: service.status,
        is_publicly_accessible: ingress.and_then(|ingress| ingress.is_publicly_accessible),
        egress_type: egress.as_ref().and_then(|egress| egress.egress_type.clone()),
        vpc_connector_arn: egress.and_then(|egress| egress.vpc_connector_arn),
        kms_key: service.encryption_configuration.and_then(|it| it.kms_key),
        observability_enabled: service.observability_configuration.and_then(|it| it.observability_enabled),
        auto_deployments_enabled: source.auto_deployments_enabled,
        image_identifier,
        image_repository_type,
        // An address may hold a user and a password before its host.
        repository_url: repository_url.map(|url| without_user(&url)),
        instance_role_arn: service.instance_configuration.and_then(|it| it.instance_role_arn),
        access_role_arn: source.authentication_configuration.and_then(|it| it.access_role_arn),
        environment_secrets: secrets_in(variables.iter().map(|(name, value)| (name.as_str(), value.as_str()))),
        environment: variables.into_keys().collect(),
        secrets: runtime.runtime_environment_secrets.into_keys().collect(),
        command_secrets: find_secrets(&commands),
        created_at: service.created_at,
    }
}

fn without_user(url: &str) -> String {
    let (scheme, rest) = url.split_once("://").unwrap_or(("https", url));
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    let host = host.rsplit('@').next().unwrap_or(host);
    let path = path.split(['?', '#']).next().unwrap_or(path);
    format!("{scheme}://{host}/{path}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collect::canned::Canned;

    fn listed() -> Canned {
        let services = r#"{"ServiceSummaryList": [{"ServiceArn": "arn:a", "Status": "RUNNING"},
            {"ServiceArn": "arn:b", "Status": "DELETED"}]}"#;
        Canned::default().reply("ListServices", services)
    }

    #[test]
    fn a_service_is_read_whole_and_its_secrets_are_forgotten() {
        let described = r#"{"Service": {"ServiceName": "quotes", "ServiceId": "0", "ServiceArn": "arn:a",
            "Status": "RUNNING", "CreatedAt": 1769860800.5, "InstanceConfiguration": {"Cpu": "1 vCPU"},
            "NetworkConfiguration": {"EgressConfiguration": {"EgressType": "DEFAULT"},
              "IngressConfiguration": {"IsPubliclyAccessible": true}},
            "SourceConfiguration": {"AutoDeploymentsEnabled": true, "CodeRepository": {
              "RepositoryUrl": "https://ada:hunter2hunter2@example.com/quotes",
              "CodeConfiguration": {"ConfigurationSource": "API", "CodeConfigurationValues": {"Runtime": "PYTHON_311",
                "StartCommand": "serve --api-key hunter2hunter2", "RuntimeEnvironmentSecrets": {"KEY": "arn:s"},
                "RuntimeEnvironmentVariables": {"STAGE": "x", "DB_PASSWORD": "hunter2hunter2"}}}}}}}"#;
        let read = listed()
            .reply("DescribeService", described)
            .reply(
                "GetResources",
                r#"{"ResourceTagMappingList": [{"ResourceARN": "arn:a", "Tags": [{"Key": "team", "Value": "x"}]}]}"#,
            )
            .read::<ApprunnerService>();
        assert_eq!(read.gaps, []);
        let [service] = read.resources.as_slice() else { panic!("one service") };
        assert_eq!(service.at("tags.team").as_str(), Some("x"));
        let text = serde_json::to_string(service).unwrap();
        for expected in [
            r#""is_publicly_accessible":true"#,
            r#""repository_url":"https://example.com/quotes""#,
            r#""environment":["DB_PASSWORD","STAGE"]"#,
            r#""environment_secrets":[{"line":1,"kind":"assignment","name":"DB_PASSWORD"}]"#,
            r#""secrets":["KEY"]"#,
            r#""command_secrets":[{"line":1,"kind":"assignment","name":"api-key"}]"#,
        ] {
            assert!(text.contains(expected), "{expected} in {text}");
        }
        assert!(!text.contains("hunter2") && !text.contains("ada"), "{text}");
    }

    #[test]
    fn what_is_gone_is_gone_and_a_refusal_is_a_gap() {
        let gone = listed().status("DescribeService", 400, r#"{"__type": "ResourceNotFoundException"}"#);
        let gone = gone.read::<ApprunnerService>();
        assert!(gone.resources.is_empty() && gone.gaps.is_empty());
        assert_eq!(listed().read::<ApprunnerService>().gaps[0].action, DESCRIBE);
    }
}
