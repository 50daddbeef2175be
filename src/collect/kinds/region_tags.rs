//! Tags of a whole type of resource in a region, from the one API that knows those of all services: one call for a
//! hundred resources, where the services themselves want one for each.
//!
//! What was never tagged is not listed, and then has no tags.
//! <https://docs.aws.amazon.com/resourcegroupstagging/latest/APIReference/API_GetResources.html>

use super::kind::Tags;
use super::tags::{Tag, listed};
use crate::collect::Place;
use crate::collect::aws::service::TAGGING;
use crate::snapshot::{Action, Reading, Unread};
use serde::Deserialize;
use std::collections::BTreeMap;
use tokio::sync::OnceCell;

/// The permission that a kind needs whose tags are read here.
pub const GET_RESOURCES: Action = Action::page("tag:GetResources");

/// The tags of one type of resource, asked for when the first is wanted: a region without any is not asked.
pub struct RegionTags<'a> {
    place: &'a Place,
    of_type: &'static str,
    by_arn: OnceCell<Result<BTreeMap<String, Tags>, Unread>>,
}

impl<'a> RegionTags<'a> {
    /// `of_type` is a service or a type of it as in ARNs, such as `sqs` or `lambda:function`.
    pub fn new(place: &'a Place, of_type: &'static str) -> Self {
        Self { place, of_type, by_arn: OnceCell::new() }
    }

    pub async fn of(&self, arn: &str) -> Reading<Option<Tags>> {
        let all = self.by_arn.get_or_init(|| self.read()).await;
        all.as_ref().map(|all| Some(all.get(arn).cloned().unwrap_or_default())).map_err(Clone::clone).into()
    }

    async fn read(&self) -> Result<BTreeMap<String, Tags>, Unread> {
        let mut all = BTreeMap::new();
        let call = self.place.call(&TAGGING, "GetResources").set("ResourcesPerPage", 100);
        let call = call.set("ResourceTypeFilters", vec![self.of_type]);
        let mut pages = call.pages("PaginationToken", "PaginationToken");
        while let Some(page) = pages.next::<Resources>().await? {
            all.extend(page.resource_tag_mapping_list.into_iter().map(|one| (one.resource_arn, listed(&one.tags))));
        }
        Ok(all)
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Resources {
    #[serde(default)]
    resource_tag_mapping_list: Vec<Tagged>,
}

#[derive(Deserialize)]
struct Tagged {
    #[serde(rename = "ResourceARN")]
    resource_arn: String,
    #[serde(default, rename = "Tags")]
    tags: Vec<Tag>,
}
