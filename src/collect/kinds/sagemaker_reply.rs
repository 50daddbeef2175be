//! What the kinds of SageMaker share: bounded listings, tags and VPCs.
//!
//! Pipelines make models and endpoint configurations by the thousand, and each is a call or two of its own. What is newest
//! is read, up to a bound; that there is more is a gap.

use super::kind::Tags;
use super::tags::{Tag, listed};
use crate::collect::aws::service::SAGEMAKER;
use crate::collect::{Place, Sink};
use crate::snapshot::{Reading, Reason, Unread};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub const TAGS: &str = "sagemaker:ListTags";

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

/// The newest of a listing, up to the bound.
pub async fn newest(place: &Place, out: &Sink, operation: &'static str) -> Result<Vec<Listed>, Unread> {
    let listing = place.call(&SAGEMAKER, operation).set("MaxResults", 100);
    let listing = listing.set("SortBy", "CreationTime").set("SortOrder", "Descending");
    let mut pages = listing.pages("NextToken", "NextToken");
    let mut newest = Vec::new();
    while let Some(page) = pages.next::<Page>().await? {
        newest.extend(page.all);
        if newest.len() > MOST {
            newest.truncate(MOST);
            let detail = Some(format!("only the newest {MOST} are read"));
            let action = format!("{}:{operation}", SAGEMAKER.name);
            out.gap(Unread { detail, ..Unread::new(action, Reason::TooLarge) }).await;
            break;
        }
    }
    Ok(newest)
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Tagged {
    #[serde(default)]
    tags: Vec<Tag>,
}

/// The tags of anything; more than 50 it cannot have.
pub async fn tags_of(place: &Place, arn: &str) -> Reading<Option<Tags>> {
    let call = place.call(&SAGEMAKER, "ListTags").set("ResourceArn", arn).set("MaxResults", 100);
    call.reading(|reply: Tagged| Some(listed(&reply.tags))).await
}
