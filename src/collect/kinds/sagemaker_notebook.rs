//! SageMaker notebook instances: Jupyter on a machine that may be on the internet, as root, with a role of the account.
//!
//! - Direct internet access goes through a network of SageMaker's own, also where the notebook is in a VPC.
//!   <https://docs.aws.amazon.com/sagemaker/latest/dg/appendix-notebook-and-internet-access.html>
//! - One that has gone since it was listed is a `ValidationException`, which says other things as well, and thus a gap.

use super::kind::{Found, Kind};
use super::region_tags::{GET_RESOURCES, RegionTags};
use super::timestamp::Moment;
use crate::collect::aws::service::SAGEMAKER;
use crate::collect::{Place, Sink};
use crate::snapshot::{Action, Reading, Scope, Unread};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A machine with Jupyter on it.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all(deserialize = "PascalCase"))]
pub struct SagemakerNotebook {
    /// `InService`, `Stopped`, `Pending`, `Failed` or another state.
    #[serde(rename(deserialize = "NotebookInstanceStatus"))]
    pub status: Option<String>,
    /// The type of machine.
    pub instance_type: Option<String>,
    /// Whether it reaches the internet past the account's VPCs: `Enabled` or `Disabled`.
    pub direct_internet_access: Option<String>,
    /// Whether whoever uses it is root: `Enabled` or `Disabled`.
    pub root_access: Option<String>,
    /// The subnet; null where it is in no VPC of the account.
    pub subnet_id: Option<String>,
    /// The security groups.
    #[serde(default)]
    pub security_groups: Vec<String>,
    /// The role of whoever uses it.
    pub role_arn: Option<String>,
    /// The KMS key of its volume; null where it is AWS's.
    pub kms_key_id: Option<String>,
    /// The version of Jupyter and of the system, such as `notebook-al2023-v1`.
    pub platform_identifier: Option<String>,
    /// How its software reaches the metadata service: version `2`, or `1` and 2; null is 1 and 2.
    #[serde(default, rename(deserialize = "InstanceMetadataServiceConfiguration"), deserialize_with = "version")]
    pub minimum_instance_metadata_service_version: Option<String>,
    /// What runs when it is made and started; null where nothing does.
    #[serde(rename(deserialize = "NotebookInstanceLifecycleConfigName"))]
    pub lifecycle_config_name: Option<String>,
    /// When it was made.
    #[serde(rename(deserialize = "CreationTime"))]
    pub created_at: Option<Moment>,
    /// When it was last changed.
    #[serde(rename(deserialize = "LastModifiedTime"))]
    pub modified_at: Option<Moment>,
}

const LIST: &str = "sagemaker:ListNotebookInstances";
const DESCRIBE: &str = "sagemaker:DescribeNotebookInstance";

impl Kind for SagemakerNotebook {
    const NAME: &'static str = "sagemaker_notebook";
    const CLOUDFORMATION: &'static str = "AWS::SageMaker::NotebookInstance";
    const SCOPE: Scope = Scope::Regional;
    const ACTIONS: &'static [Action] = &[Action::page(LIST), GET_RESOURCES, Action::each(DESCRIBE)];

    fn sample() -> Found<Self> {
        Found {
            id: "arn:aws:sagemaker:eu-central-1:111122223333:notebook-instance/churn".into(),
            name: Some("churn".into()),
            tags: Reading::Known(Some([("team".to_owned(), "data".to_owned())].into())),
            fields: Self {
                status: Some("InService".into()),
                instance_type: Some("ml.t3.medium".into()),
                direct_internet_access: Some("Disabled".into()),
                root_access: Some("Disabled".into()),
                subnet_id: Some("subnet-0a1b2c3d4e5f60718".into()),
                security_groups: vec!["sg-0a1b2c3d4e5f60718".into()],
                role_arn: Some("arn:aws:iam::111122223333:role/churn-notebook".into()),
                kms_key_id: Some("0d1e2f30-4a5b-4c6d-8e7f-9a0b1c2d3e4f".into()),
                platform_identifier: Some("notebook-al2023-v1".into()),
                minimum_instance_metadata_service_version: Some("2".into()),
                lifecycle_config_name: Some("stop-when-idle".into()),
                created_at: Some(Moment::sample("2026-03-01T09:00:00Z")),
                modified_at: Some(Moment::sample("2026-04-01T09:00:00Z")),
            },
        }
    }

    async fn collect(place: &Place, out: &Sink) -> Result<(), Unread> {
        let tags = RegionTags::new(place, "sagemaker:notebook-instance");
        let listing = place.call(&SAGEMAKER, "ListNotebookInstances").set("MaxResults", 100);
        let mut pages = listing.pages("NextToken", "NextToken");
        while let Some(page) = pages.next::<Page>().await? {
            out.each(page.notebook_instances, |notebook| one(place, notebook, &tags)).await;
        }
        Ok(())
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Page {
    #[serde(default)]
    notebook_instances: Vec<Listed>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Listed {
    notebook_instance_name: String,
    notebook_instance_arn: String,
}

fn version<'de, D: serde::Deserializer<'de>>(reply: D) -> Result<Option<String>, D::Error> {
    #[derive(Deserialize)]
    #[serde(rename_all = "PascalCase")]
    struct Imds {
        minimum_instance_metadata_service_version: Option<String>,
    }
    Ok(Option::<Imds>::deserialize(reply)?.and_then(|imds| imds.minimum_instance_metadata_service_version))
}

async fn one(place: &Place, listed: Listed, tags: &RegionTags<'_>) -> Result<Option<Found<SagemakerNotebook>>, Unread> {
    let Listed { notebook_instance_name: name, notebook_instance_arn: arn } = listed;
    let (fields, tags) = tokio::join!(
        place
            .call(&SAGEMAKER, "DescribeNotebookInstance")
            .set("NotebookInstanceName", name.as_str())
            .judge::<SagemakerNotebook>(),
        tags.of(&arn),
    );
    let Some(mut fields) = fields? else { return Ok(None) };
    fields.security_groups.sort();
    Ok(Some(Found { id: arn, name: Some(name), tags, fields }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collect::canned::Canned;

    fn listed() -> Canned {
        let arn = "arn:aws:sagemaker:eu-central-1:111122223333:notebook-instance/a";
        Canned::default().reply(
            "ListNotebookInstances",
            &format!(r#"{{"NotebookInstances": [{{"NotebookInstanceName": "a", "NotebookInstanceArn": "{arn}"}}]}}"#),
        )
    }

    const TAGGED: &str = r#"{"ResourceTagMappingList": [{"Tags": [{"Key": "team", "Value": "x"}],
        "ResourceARN": "arn:aws:sagemaker:eu-central-1:111122223333:notebook-instance/a"}]}"#;

    #[test]
    fn a_notebook_is_read_whole() {
        let described = r#"{"NotebookInstanceName": "a", "NotebookInstanceStatus": "InService", "RootAccess": "Enabled",
            "DirectInternetAccess": "Enabled", "RoleArn": "arn:r", "CreationTime": 1769860800.1, "VolumeSizeInGB": 5,
            "Url": "a.notebook.eu-central-1.sagemaker.aws",
            "InstanceMetadataServiceConfiguration": {"MinimumInstanceMetadataServiceVersion": "1"}}"#;
        let read = listed()
            .reply("DescribeNotebookInstance", described)
            .reply("GetResources", TAGGED)
            .read::<SagemakerNotebook>();
        assert_eq!(read.gaps, []);
        let [notebook] = read.resources.as_slice() else { panic!("one notebook") };
        assert_eq!(notebook.at("status").as_str(), Some("InService"));
        assert_eq!(notebook.at("root_access").as_str(), Some("Enabled"));
        assert_eq!(notebook.at("minimum_instance_metadata_service_version").as_str(), Some("1"));
        assert!(notebook.at("subnet_id").is_null());
        assert_eq!(notebook.at("tags.team").as_str(), Some("x"));
    }

    #[test]
    fn a_refusal_is_a_gap() {
        assert_eq!(listed().read::<SagemakerNotebook>().gaps[0].action, DESCRIBE);
    }
}
