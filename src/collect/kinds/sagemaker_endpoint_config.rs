//! SageMaker endpoint configurations: on what machines models answer, and what is kept of questions and answers. The
//! newest 500 of a region are read.
//!
//! - One instance for each variant means that the loss of a zone is the loss of the endpoint.
//!   <https://docs.aws.amazon.com/sagemaker/latest/dg/deployment-best-practices.html>
//! - One that has gone since it was listed is a `ValidationException`, which says other things as well, and thus a gap.

use super::kind::{Found, Kind};
use super::region_tags::{GET_RESOURCES, RegionTags};
use super::sagemaker_reply::{Listed, VpcConfig, newest};
use super::timestamp::Moment;
use crate::collect::aws::service::SAGEMAKER;
use crate::collect::{Place, Sink};
use crate::snapshot::{Action, Reading, Scope, Unread};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A configuration of endpoints.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all(deserialize = "PascalCase"))]
pub struct SagemakerEndpointConfig {
    /// The KMS key of the machines' volumes; null where it is AWS's.
    pub kms_key_id: Option<String>,
    /// What is kept of questions and answers; null where nothing is.
    pub data_capture_config: Option<DataCapture>,
    /// Models, and the machines that they answer on.
    #[serde(default)]
    pub production_variants: Vec<Variant>,
    /// Models that get a copy of the questions.
    #[serde(default)]
    pub shadow_production_variants: Vec<Variant>,
    /// The role, where the configuration has models without names.
    pub execution_role_arn: Option<String>,
    /// Whether containers are cut off from the network, where the configuration says so instead of the model.
    pub enable_network_isolation: Option<bool>,
    /// The VPC, where the configuration says so instead of the model.
    pub vpc_config: Option<VpcConfig>,
    /// When it was made.
    #[serde(rename(deserialize = "CreationTime"))]
    pub created_at: Option<Moment>,
}

#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all(deserialize = "PascalCase"))]
pub struct DataCapture {
    /// Whether it is on.
    pub enable_capture: Option<bool>,
    /// The percentage of requests that is kept.
    pub initial_sampling_percentage: Option<i64>,
    /// Where it is kept.
    #[serde(rename(deserialize = "DestinationS3Uri"))]
    pub destination_s3_uri: Option<String>,
    /// The KMS key that encrypts it.
    pub kms_key_id: Option<String>,
}

#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all(deserialize = "PascalCase"))]
pub struct Variant {
    /// Its name.
    pub variant_name: Option<String>,
    /// The model.
    pub model_name: Option<String>,
    /// The type of machine; null where there is none to choose.
    pub instance_type: Option<String>,
    /// How many machines it starts with; null where it is serverless.
    pub initial_instance_count: Option<i64>,
    /// Whether people may open a shell on the machines.
    #[serde(rename(deserialize = "EnableSSMAccess"))]
    pub enable_ssm_access: Option<bool>,
}

const LIST: &str = "sagemaker:ListEndpointConfigs";
const DESCRIBE: &str = "sagemaker:DescribeEndpointConfig";

impl Kind for SagemakerEndpointConfig {
    const NAME: &'static str = "sagemaker_endpoint_config";
    const CLOUDFORMATION: &'static str = "AWS::SageMaker::EndpointConfig";
    const SCOPE: Scope = Scope::Regional;
    const ACTIONS: &'static [Action] = &[Action::page(LIST), GET_RESOURCES, Action::each(DESCRIBE)];

    fn sample() -> Found<Self> {
        let key = || Some("0d1e2f30-4a5b-4c6d-8e7f-9a0b1c2d3e4f".to_owned());
        Found {
            id: "arn:aws:sagemaker:eu-central-1:111122223333:endpoint-config/churn-7".into(),
            name: Some("churn-7".into()),
            tags: Reading::Known(Some([("team".to_owned(), "data".to_owned())].into())),
            fields: Self {
                kms_key_id: key(),
                data_capture_config: Some(DataCapture {
                    enable_capture: Some(true),
                    initial_sampling_percentage: Some(10),
                    destination_s3_uri: Some("s3://churn-captured/".into()),
                    kms_key_id: key(),
                }),
                production_variants: vec![Variant {
                    variant_name: Some("main".into()),
                    model_name: Some("churn-7".into()),
                    instance_type: Some("ml.m5.large".into()),
                    initial_instance_count: Some(2),
                    enable_ssm_access: Some(false),
                }],
                shadow_production_variants: vec![],
                execution_role_arn: None,
                enable_network_isolation: None,
                vpc_config: None,
                created_at: Some(Moment::sample("2026-03-01T09:00:00Z")),
            },
        }
    }

    async fn collect(place: &Place, out: &Sink) -> Result<(), Unread> {
        let tags = RegionTags::new(place, "sagemaker:endpoint-config");
        let newest = newest(place, out, "ListEndpointConfigs").await;
        out.each(newest, |listed| one(place, listed, &tags)).await;
        Ok(())
    }
}

async fn one(
    place: &Place,
    Listed { name, arn }: Listed,
    tags: &RegionTags<'_>,
) -> Result<Option<Found<SagemakerEndpointConfig>>, Unread> {
    let call = place.call(&SAGEMAKER, "DescribeEndpointConfig").set("EndpointConfigName", name.as_str());
    let (fields, tags) = tokio::join!(call.judge::<SagemakerEndpointConfig>(), tags.of(&arn));
    let Some(mut fields) = fields? else { return Ok(None) };
    fields.production_variants.sort_by(|one, other| one.variant_name.cmp(&other.variant_name));
    fields.shadow_production_variants.sort_by(|one, other| one.variant_name.cmp(&other.variant_name));
    fields.vpc_config = fields.vpc_config.map(VpcConfig::sorted);
    Ok(Some(Found { id: arn, name: Some(name), tags, fields }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collect::canned::Canned;
    use crate::snapshot::Reason;

    fn listing(from: usize, to: usize, token: &str) -> String {
        let one =
            |at| format!(r#"{{"EndpointConfigName": "c{at}", "EndpointConfigArn": "arn:c{at}", "CreationTime": 1}}"#);
        let all: Vec<String> = (from..to).map(one).collect();
        format!(r#"{{"EndpointConfigs": [{}] {token}}}"#, all.join(","))
    }

    const DESCRIBED: &str = r#"{"EndpointConfigName": "c0", "EndpointConfigArn": "arn:c0", "CreationTime": 1769860800.1,
        "ProductionVariants": [{"VariantName": "v", "ModelName": "m", "InitialInstanceCount": 1, "EnableSSMAccess": true}],
        "DataCaptureConfig": {"EnableCapture": false, "InitialSamplingPercentage": 100, "DestinationS3Uri": "s3://x",
          "CaptureOptions": []}}"#;

    const TAGGED: &str = r#"{"ResourceTagMappingList": [{"Tags": [{"Key": "team", "Value": "x"}],
        "ResourceARN": "arn:c0"}]}"#;

    #[test]
    fn a_configuration_is_read_whole() {
        let read = Canned::default()
            .reply("ListEndpointConfigs", &listing(0, 1, ""))
            .reply("DescribeEndpointConfig", DESCRIBED)
            .reply("GetResources", TAGGED)
            .read::<SagemakerEndpointConfig>();
        assert_eq!(read.gaps, []);
        assert_eq!(read.asked.len(), 3);
        let [configuration] = read.resources.as_slice() else { panic!("one configuration") };
        assert_eq!(configuration.at("data_capture_config.destination_s3_uri").as_str(), Some("s3://x"));
        let text = serde_json::to_string(configuration).unwrap();
        assert!(text.contains(r#""initial_instance_count":1,"enable_ssm_access":true"#), "{text}");
    }

    #[test]
    fn the_newest_are_read_and_the_others_are_a_gap() {
        let read = Canned::default()
            .reply("ListEndpointConfigs", &listing(0, 400, r#", "NextToken": "2""#))
            .reply("ListEndpointConfigs", &listing(400, 800, r#", "NextToken": "3""#))
            .reply("DescribeEndpointConfig", DESCRIBED)
            .reply("GetResources", r#"{"ResourceTagMappingList": []}"#)
            .read::<SagemakerEndpointConfig>();
        assert_eq!(read.resources.len(), 500);
        let [gap] = read.gaps.as_slice() else { panic!("one gap") };
        assert_eq!((gap.action.as_str(), gap.reason), (LIST, Reason::TooLarge));
    }

    #[test]
    fn what_was_listed_before_a_refusal_is_read() {
        let read = Canned::default()
            .reply("ListEndpointConfigs", &listing(0, 2, r#", "NextToken": "2""#))
            .status("ListEndpointConfigs", 400, r#"{"__type": "AccessDeniedException"}"#)
            .reply("DescribeEndpointConfig", DESCRIBED)
            .reply("GetResources", TAGGED)
            .read::<SagemakerEndpointConfig>();
        assert_eq!(read.resources.len(), 2);
        assert_eq!((read.gaps[0].action.as_str(), read.gaps[0].reason), (LIST, Reason::AccessDenied));
    }

    #[test]
    fn a_refusal_is_a_gap() {
        let listed = Canned::default().reply("ListEndpointConfigs", &listing(0, 1, ""));
        assert_eq!(listed.read::<SagemakerEndpointConfig>().gaps[0].action, DESCRIBE);
    }
}
