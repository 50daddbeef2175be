//! Actions of a pipeline, as a reply has them: with secrets, which end here.

use super::named_values::secrets_in;
use crate::collect::secrets::SecretHit;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct PipelineAction {
    /// The stage that it is in.
    pub stage: String,
    /// Its name within the stage.
    pub name: String,
    /// `Source`, `Build`, `Test`, `Deploy`, `Approval`, `Invoke` or `Compute`.
    pub category: Option<String>,
    /// `AWS`, `ThirdParty` or `Custom`.
    pub owner: Option<String>,
    /// Who does it, such as `CodeStarSourceConnection` or `CodeBuild`.
    pub provider: Option<String>,
    /// The role that it has; null for the pipeline's.
    pub role_arn: Option<String>,
    /// The repository or bucket of a source; null for what is none.
    pub repository: Option<String>,
    /// The branch of a source; null for what has none.
    pub branch: Option<String>,
    /// The connection with which a source is read; null for none.
    pub connection_arn: Option<String>,
    /// Secrets in its settings, variables and commands, without them.
    pub secrets: Vec<SecretHit>,
}

impl PipelineAction {
    pub(super) fn sample() -> Self {
        let connection = "arn:aws:codeconnections:eu-central-1:111122223333:connection/0d1e2f30";
        Self {
            stage: "Source".into(),
            name: "checkout".into(),
            category: Some("Source".into()),
            owner: Some("AWS".into()),
            provider: Some("CodeStarSourceConnection".into()),
            role_arn: None,
            repository: Some("acme/shop".into()),
            branch: Some("main".into()),
            connection_arn: Some(connection.into()),
            secrets: vec![],
        }
    }
}

/// A stage with its actions.
#[derive(Deserialize)]
pub(super) struct Declared {
    name: String,
    #[serde(default)]
    actions: Vec<ActionDeclaration>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ActionDeclaration {
    name: String,
    action_type_id: Option<ActionType>,
    role_arn: Option<String>,
    #[serde(default)]
    configuration: BTreeMap<String, String>,
    #[serde(default)]
    commands: Vec<String>,
    #[serde(default)]
    environment_variables: Vec<Variable>,
}

#[derive(Default, Deserialize)]
struct ActionType {
    category: Option<String>,
    owner: Option<String>,
    provider: Option<String>,
}

#[derive(Deserialize)]
struct Variable {
    name: String,
    #[serde(default)]
    value: String,
    r#type: Option<String>,
}

/// The setting that holds variables as a JSON text.
const VARIABLES: &str = "EnvironmentVariables";

pub(super) fn stages(stages: Vec<Declared>) -> Vec<PipelineAction> {
    let actions = stages.into_iter().flat_map(|stage| {
        let name = stage.name;
        stage.actions.into_iter().map(move |action| pipeline_action(&name, action))
    });
    actions.collect()
}

fn pipeline_action(stage: &str, action: ActionDeclaration) -> PipelineAction {
    let secrets = secrets(&action);
    let ActionType { category, owner, provider } = action.action_type_id.unwrap_or_default();
    let is_source = category.as_deref() == Some("Source");
    let setting = |name: &str| action.configuration.get(name).filter(|_| is_source).cloned();
    let of_owner = setting("Owner").zip(setting("Repo")).map(|(owner, name)| format!("{owner}/{name}"));
    let repository = setting("FullRepositoryId").or(of_owner).or_else(|| setting("RepositoryName"));
    PipelineAction {
        stage: stage.to_owned(),
        name: action.name,
        owner,
        provider,
        role_arn: action.role_arn,
        repository: repository.or_else(|| setting("S3Bucket")),
        branch: setting("BranchName").or_else(|| setting("Branch")),
        connection_arn: setting("ConnectionArn"),
        category,
        secrets,
    }
}

fn secrets(action: &ActionDeclaration) -> Vec<SecretHit> {
    let text = action.configuration.get(VARIABLES).map(String::as_str).unwrap_or_default();
    let (own, given) = (&action.environment_variables, serde_json::from_str::<Vec<Variable>>(text).ok());
    let is_plain = |one: &&Variable| matches!(one.r#type.as_deref(), None | Some("PLAINTEXT"));
    let variables = own.iter().chain(given.iter().flatten()).filter(is_plain);
    // What is not as it should be is looked through as it is.
    let settings = action.configuration.iter().filter(|(name, _)| given.is_none() || name.as_str() != VARIABLES);
    let commands = action.commands.join("\n");
    let named = variables.map(|one| (one.name.as_str(), one.value.as_str()));
    let named = named.chain(settings.map(|(name, value)| (name.as_str(), value.as_str())));
    secrets_in(named.chain([("commands", commands.as_str())]))
}
