//! What the kinds of SageMaker share: bounded listings and VPCs.
//!
//! Pipelines make models and endpoint configurations by the thousand, and each is a call of its own. What is newest
//! is read, up to a bound; that there is more is a gap.

use crate::collect::aws::service::SAGEMAKER;
use crate::collect::{Place, Sink};
use crate::snapshot::{Reason, Unread};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// As many models, and as many endpoint configurations, are read in a region.
const MOST: usize = 500;

/// Where containers are in the account's own network.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all(deserialize = "PascalCase"))]
pub struct VpcConfig {
    /// The security groups.
    #[serde(default)]
    pub security_group_ids: Vec<String>,
    /// The subnets.
    #[serde(default)]
    pub subnets: Vec<String>,
}

impl VpcConfig {
    pub fn sorted(mut self) -> Self {
        self.security_group_ids.sort();
        self.subnets.sort();
        self
    }

    pub fn sample() -> Self {
        Self {
            security_group_ids: vec!["sg-0a1b2c3d4e5f60718".into()],
            subnets: vec!["subnet-0a1b2c3d4e5f60718".into(), "subnet-0b1c2d3e4f5a60718".into()],
        }
    }
}

#[derive(Deserialize)]
struct Page {
    #[serde(default, rename = "Models", alias = "EndpointConfigs")]
    all: Vec<Listed>,
}

/// A model or an endpoint configuration.
#[derive(Deserialize)]
pub struct Listed {
    #[serde(rename = "ModelName", alias = "EndpointConfigName")]
    pub name: String,
    #[serde(rename = "ModelArn", alias = "EndpointConfigArn")]
    pub arn: String,
}

/// The newest of a listing, up to the bound. What was listed before a refusal is kept.
pub async fn newest(place: &Place, out: &Sink, operation: &'static str) -> Vec<Listed> {
    let listing = place.call(&SAGEMAKER, operation).set("MaxResults", 100);
    let listing = listing.set("SortBy", "CreationTime").set("SortOrder", "Descending");
    let mut pages = listing.pages("NextToken", "NextToken");
    let mut newest = Vec::new();
    while newest.len() <= MOST {
        match pages.next::<Page>().await {
            Ok(Some(page)) => newest.extend(page.all),
            Ok(None) => return newest,
            Err(unread) => {
                out.gap(unread).await;
                return newest;
            }
        }
    }
    newest.truncate(MOST);
    let detail = Some(format!("only the newest {MOST} are read"));
    let action = format!("{}:{operation}", SAGEMAKER.name);
    out.gap(Unread { detail, ..Unread::new(action, Reason::TooLarge) }).await;
    newest
}
