//! Pipelines of CodePipeline. The listing gives names; what a pipeline does comes one by one.
//!
//! - What an action is set to depends on its provider. It is looked through for secrets and forgotten, but for what names
//!   the source. <https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference.html>
//! - Variables for a build stand in one of those settings as a JSON text.

use super::codepipeline_action::{Declared, PipelineAction, stages};
use super::kind::{Found, Kind};
use super::named_values::secrets_in;
use super::region_tags::{GET_RESOURCES, RegionTags};
use super::timestamp::Moment;
use crate::collect::aws::service::CODEPIPELINE;
use crate::collect::secrets::SecretHit;
use crate::collect::{Place, Sink};
use crate::snapshot::{Action, Reading, Scope, Unread};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A pipeline: from source to deployment, in stages of actions.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct CodepipelinePipeline {
    /// `V1` or `V2`.
    pub pipeline_type: Option<String>,
    /// `SUPERSEDED`, `QUEUED` or `PARALLEL`.
    pub execution_mode: Option<String>,
    /// The role that it has.
    pub role_arn: Option<String>,
    /// Where actions leave what they made for each other.
    pub artifact_stores: Vec<ArtifactStore>,
    /// All actions of all stages, in order.
    pub actions: Vec<PipelineAction>,
    /// Secrets in the defaults of its variables, without them.
    pub variable_secrets: Vec<SecretHit>,
    /// When it was made.
    pub created_at: Option<Moment>,
    /// When it was last changed.
    pub updated_at: Option<Moment>,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ArtifactStore {
    /// The region of the actions that use it; null for the pipeline's own.
    pub region: Option<String>,
    /// The bucket.
    pub location: Option<String>,
    /// The KMS key that encrypts it; null for AWS's own key for S3.
    pub encryption_key_id: Option<String>,
}

const LIST: &str = "codepipeline:ListPipelines";
const GET: &str = "codepipeline:GetPipeline";

impl Kind for CodepipelinePipeline {
    const NAME: &'static str = "codepipeline_pipeline";
    const CLOUDFORMATION: &'static str = "AWS::CodePipeline::Pipeline";
    const SCOPE: Scope = Scope::Regional;
    const ACTIONS: &'static [Action] = &[Action::page(LIST), Action::each(GET), GET_RESOURCES];

    fn sample() -> Found<Self> {
        Found {
            id: "arn:aws:codepipeline:eu-central-1:111122223333:shop".into(),
            name: Some("shop".into()),
            tags: Reading::Known(Some([("team".to_owned(), "shop".to_owned())].into())),
            fields: Self {
                pipeline_type: Some("V2".into()),
                execution_mode: Some("QUEUED".into()),
                role_arn: Some("arn:aws:iam::111122223333:role/deploy-shop".into()),
                artifact_stores: vec![ArtifactStore {
                    region: None,
                    location: Some("acme-pipelines".into()),
                    encryption_key_id: Some("alias/pipelines".into()),
                }],
                actions: vec![PipelineAction::sample()],
                variable_secrets: vec![],
                created_at: Some(Moment::sample("2026-01-31T12:00:00Z")),
                updated_at: Some(Moment::sample("2026-09-20T12:00:00Z")),
            },
        }
    }

    async fn collect(place: &Place, out: &Sink) -> Result<(), Unread> {
        let tags = RegionTags::new(place, "codepipeline");
        let list = place.call(&CODEPIPELINE, "ListPipelines").set("maxResults", 1000);
        let mut pages = list.pages("nextToken", "nextToken");
        while let Some(page) = pages.next::<Pipelines>().await? {
            out.each(page.pipelines, |listed| one(place, listed, &tags)).await;
        }
        Ok(())
    }
}

#[derive(Deserialize)]
struct Pipelines {
    #[serde(default)]
    pipelines: Vec<Listed>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Listed {
    name: String,
    pipeline_type: Option<String>,
    execution_mode: Option<String>,
    created: Option<Moment>,
    updated: Option<Moment>,
}

#[derive(Deserialize)]
struct Described {
    pipeline: Pipeline,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Pipeline {
    role_arn: Option<String>,
    artifact_store: Option<Store>,
    #[serde(default)]
    artifact_stores: BTreeMap<String, Store>,
    #[serde(default)]
    stages: Vec<Declared>,
    #[serde(default)]
    variables: Vec<Variable>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Store {
    location: Option<String>,
    encryption_key: Option<Key>,
}

#[derive(Deserialize)]
struct Key {
    id: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Variable {
    name: String,
    #[serde(default)]
    default_value: String,
}

/// None for a pipeline that has gone since it was listed.
async fn one(
    place: &Place,
    listed: Listed,
    region_tags: &RegionTags<'_>,
) -> Result<Option<Found<CodepipelinePipeline>>, Unread> {
    let get = place.call(&CODEPIPELINE, "GetPipeline").set("name", listed.name.as_str());
    let Some(Described { pipeline }) = get.judge().await? else { return Ok(None) };
    let id = place.arn("codepipeline", &listed.name);
    let own = pipeline.artifact_store.map(|store| (None, store));
    let others = pipeline.artifact_stores.into_iter().map(|(region, store)| (Some(region), store));
    let defaults = pipeline.variables.iter().map(|one| (one.name.as_str(), one.default_value.as_str()));
    let fields = CodepipelinePipeline {
        pipeline_type: listed.pipeline_type,
        execution_mode: listed.execution_mode,
        role_arn: pipeline.role_arn,
        artifact_stores: own.into_iter().chain(others).map(artifact_store).collect(),
        variable_secrets: secrets_in(defaults),
        actions: stages(pipeline.stages),
        created_at: listed.created,
        updated_at: listed.updated,
    };
    let tags = region_tags.of(&id).await;
    Ok(Some(Found { id, name: Some(listed.name), tags, fields }))
}

fn artifact_store((region, store): (Option<String>, Store)) -> ArtifactStore {
    let encryption_key_id = store.encryption_key.and_then(|key| key.id);
    ArtifactStore { region, location: store.location, encryption_key_id }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collect::canned::Canned;

    fn pipelines() -> Canned {
        let listed =
            r#"{"pipelines": [{"name": "shop", "version": 1, "pipelineType": "V2", "created": 1769860800.0}]}"#;
        Canned::default().reply("ListPipelines", listed).reply("GetResources", r#"{"ResourceTagMappingList": []}"#)
    }

    const PIPELINE: &str = r#"{"pipeline": {"name": "shop", "roleArn": "arn:aws:iam::111122223333:role/deploy",
        "artifactStores": {"eu-west-1": {"type": "S3", "location": "b", "encryptionKey": {"id": "k", "type": "KMS"}}},
        "variables": [{"name": "API_TOKEN", "defaultValue": "hunter2hunter2"}],
        "stages": [{"name": "Source", "actions": [{"name": "git", "actionTypeId": {"category": "Source",
            "owner": "ThirdParty", "provider": "GitHub", "version": "1"},
            "configuration": {"Owner": "acme", "Repo": "shop", "Branch": "main", "OAuthToken": "****"}}]},
          {"name": "Build", "actions": [{"name": "build", "actionTypeId": {"category": "Build", "owner": "AWS",
            "provider": "CodeBuild", "version": "1"}, "commands": ["export DB_PASSWORD=hunter2hunter2"],
            "configuration": {"ProjectName": "shop", "EnvironmentVariables":
              "[{\"name\":\"DB_PASSWORD\",\"value\":\"hunter2hunter2\",\"type\":\"PLAINTEXT\"},{\"name\":\"X_PASSWORD\",\"value\":\"prod/db\",\"type\":\"SECRETS_MANAGER\"}]"}}]}]}}"#;

    #[test]
    fn a_pipeline_is_read_whole_and_its_secrets_forgotten() {
        let read = pipelines().reply("GetPipeline", PIPELINE).read::<CodepipelinePipeline>();
        assert_eq!(read.gaps, []);
        let [pipeline] = read.resources.as_slice() else { panic!("one pipeline") };
        assert!(pipeline.unread().is_empty());
        let actions: serde_json::Value =
            serde_json::from_str(&serde_json::to_string(pipeline.at("actions")).unwrap()).unwrap();
        assert_eq!(actions[0]["repository"], "acme/shop");
        assert_eq!(actions[0]["secrets"], serde_json::json!([]));
        let names: Vec<_> = actions[1]["secrets"].as_array().unwrap().iter().map(|hit| &hit["name"]).collect();
        assert_eq!(names, ["DB_PASSWORD", "commands"]);
        let stores = serde_json::to_string(pipeline.at("artifact_stores")).unwrap();
        assert_eq!(stores, r#"[{"region":"eu-west-1","location":"b","encryption_key_id":"k"}]"#);
        let all = serde_json::to_string(pipeline).unwrap();
        assert!(all.contains(r#""name":"API_TOKEN""#) && !all.contains("hunter2"), "{all}");
    }

    #[test]
    fn a_denial_is_a_gap_and_what_went_is_left_out() {
        assert_eq!(pipelines().read::<CodepipelinePipeline>().gaps[0].action, GET);
        let gone = r#"{"__type": "PipelineNotFoundException"}"#;
        let read = pipelines().status("GetPipeline", 400, gone).read::<CodepipelinePipeline>();
        assert!(read.resources.is_empty() && read.gaps.is_empty());
    }
}
