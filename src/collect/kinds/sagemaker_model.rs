//! SageMaker models: containers with the data that they were trained to, ready to answer. The newest 500 of a region are
//! read.
//!
//! - Network isolation lets a container reach nothing at all; a VPC lets it reach what the VPC does.
//!   <https://docs.aws.amazon.com/sagemaker/latest/dg/mkt-algo-model-internet-free.html>
//! - One that has gone since it was listed is a `ValidationException`, which says other things as well, and thus a gap.

use super::kind::{Found, Kind};
use super::named_values::secrets_in;
use super::region_tags::{GET_RESOURCES, RegionTags};
use super::sagemaker_reply::{Listed, VpcConfig, newest};
use super::timestamp::Moment;
use crate::collect::aws::service::SAGEMAKER;
use crate::collect::secrets::SecretHit;
use crate::collect::{Place, Sink};
use crate::snapshot::{Action, Reading, Scope, Unread};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A model: what answers at an endpoint.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct SagemakerModel {
    /// Whether its containers are cut off from the network; null is no.
    pub enable_network_isolation: Option<bool>,
    /// Where its containers are in the account's own network; null where they are in SageMaker's.
    pub vpc_config: Option<VpcConfig>,
    /// The role of its containers.
    pub execution_role_arn: Option<String>,
    /// Its containers, in the order in which they are asked.
    pub containers: Vec<ModelContainer>,
    /// When it was made.
    pub created_at: Option<Moment>,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ModelContainer {
    /// The image.
    pub image: Option<String>,
    /// Where the image is pulled from: `Platform` (ECR) or `Vpc` (a registry of one's own); null is ECR.
    pub repository_access_mode: Option<String>,
    /// Where in S3 the data lies; null where there is none, or a package of a model says.
    pub model_data_url: Option<String>,
    /// The package that it comes from.
    pub model_package_name: Option<String>,
    /// The names of its environment variables.
    pub environment: Vec<String>,
    /// Secrets in its environment variables.
    pub environment_secrets: Vec<SecretHit>,
}

const LIST: &str = "sagemaker:ListModels";
const DESCRIBE: &str = "sagemaker:DescribeModel";

impl Kind for SagemakerModel {
    const NAME: &'static str = "sagemaker_model";
    const CLOUDFORMATION: &'static str = "AWS::SageMaker::Model";
    const SCOPE: Scope = Scope::Regional;
    const ACTIONS: &'static [Action] = &[Action::page(LIST), GET_RESOURCES, Action::each(DESCRIBE)];

    fn sample() -> Found<Self> {
        Found {
            id: "arn:aws:sagemaker:eu-central-1:111122223333:model/churn-7".into(),
            name: Some("churn-7".into()),
            tags: Reading::Known(Some([("team".to_owned(), "data".to_owned())].into())),
            fields: Self {
                enable_network_isolation: Some(true),
                vpc_config: Some(VpcConfig::sample()),
                execution_role_arn: Some("arn:aws:iam::111122223333:role/churn-model".into()),
                containers: vec![ModelContainer {
                    image: Some("111122223333.dkr.ecr.eu-central-1.amazonaws.com/churn:7".into()),
                    repository_access_mode: None,
                    model_data_url: Some("s3://churn-models/7/model.tar.gz".into()),
                    model_package_name: None,
                    environment: vec!["SAGEMAKER_PROGRAM".into()],
                    environment_secrets: vec![],
                }],
                created_at: Some(Moment::sample("2026-03-01T09:00:00Z")),
            },
        }
    }

    async fn collect(place: &Place, out: &Sink) -> Result<(), Unread> {
        let tags = RegionTags::new(place, "sagemaker:model");
        let newest = newest(place, out, "ListModels").await;
        out.each(newest, |listed| one(place, listed, &tags)).await;
        Ok(())
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Model {
    enable_network_isolation: Option<bool>,
    vpc_config: Option<VpcConfig>,
    execution_role_arn: Option<String>,
    primary_container: Option<Container>,
    #[serde(default)]
    containers: Vec<Container>,
    creation_time: Option<Moment>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Container {
    image: Option<String>,
    image_config: Option<ImageConfig>,
    model_data_url: Option<String>,
    model_data_source: Option<DataSource>,
    model_package_name: Option<String>,
    #[serde(default)]
    environment: BTreeMap<String, String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ImageConfig {
    repository_access_mode: Option<String>,
}

#[derive(Deserialize)]
struct DataSource {
    #[serde(rename = "S3DataSource")]
    s3: Option<S3DataSource>,
}

#[derive(Deserialize)]
struct S3DataSource {
    #[serde(rename = "S3Uri")]
    uri: Option<String>,
}

async fn one(
    place: &Place,
    Listed { name, arn }: Listed,
    tags: &RegionTags<'_>,
) -> Result<Option<Found<SagemakerModel>>, Unread> {
    let call = place.call(&SAGEMAKER, "DescribeModel").set("ModelName", name.as_str());
    let (model, tags) = tokio::join!(call.judge::<Model>(), tags.of(&arn));
    let Some(model) = model? else { return Ok(None) };
    let fields = SagemakerModel {
        enable_network_isolation: model.enable_network_isolation,
        // A model without a VPC may have an empty one.
        vpc_config: model.vpc_config.filter(|vpc| !vpc.subnets.is_empty()).map(VpcConfig::sorted),
        execution_role_arn: model.execution_role_arn,
        containers: model.primary_container.into_iter().chain(model.containers).map(container).collect(),
        created_at: model.creation_time,
    };
    Ok(Some(Found { id: arn, name: Some(name), tags, fields }))
}

fn container(it: Container) -> ModelContainer {
    let source = it.model_data_source.and_then(|source| source.s3).and_then(|s3| s3.uri);
    let variables = it.environment.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    ModelContainer {
        image: it.image,
        repository_access_mode: it.image_config.and_then(|config| config.repository_access_mode),
        model_data_url: it.model_data_url.or(source),
        model_package_name: it.model_package_name,
        environment_secrets: secrets_in(variables),
        environment: it.environment.into_keys().collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collect::canned::Canned;

    fn listed() -> Canned {
        let models = r#"{"Models": [{"ModelName": "a", "ModelArn": "arn:aws:sagemaker:eu-central-1:111122223333:model/a",
            "CreationTime": 1769860800.0}]}"#;
        Canned::default().reply("ListModels", models)
    }

    #[test]
    fn a_model_is_read_whole_and_its_secrets_are_forgotten() {
        let described = r#"{"ModelName": "a", "EnableNetworkIsolation": false, "CreationTime": 1769860800.0,
            "PrimaryContainer": {"Image": "i", "ModelDataSource": {"S3DataSource": {"S3Uri": "s3://m/"}},
              "Environment": {"HF_TOKEN": "hunter2hunter2", "MODE": "x"}}}"#;
        let read = listed()
            .reply("DescribeModel", described)
            .reply("GetResources", r#"{"ResourceTagMappingList": []}"#)
            .read::<SagemakerModel>();
        assert_eq!(read.gaps, []);
        let [model] = read.resources.as_slice() else { panic!("one model") };
        let text = serde_json::to_string(model).unwrap();
        for expected in [
            r#""enable_network_isolation":false"#,
            r#""model_data_url":"s3://m/""#,
            r#""environment":["HF_TOKEN","MODE"]"#,
            r#""environment_secrets":[{"line":1,"kind":"assignment","name":"HF_TOKEN"}]"#,
        ] {
            assert!(text.contains(expected), "{expected} in {text}");
        }
        assert!(!text.contains("hunter2") && model.at("vpc_config").is_null());
    }

    #[test]
    fn a_refusal_is_a_gap() {
        assert_eq!(listed().read::<SagemakerModel>().gaps[0].action, DESCRIBE);
    }
}
