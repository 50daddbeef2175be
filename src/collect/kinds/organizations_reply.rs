//! What several kinds of Organizations ask for, once an account: whether it is in an organisation, and the roots.
//!
//! Every account may ask for its organisation. What an account in none asks of Organizations is an error, so that this comes
//! first. <https://docs.aws.amazon.com/organizations/latest/APIReference/API_DescribeOrganization.html>

use super::kind::Tags;
use super::tags::{Tag, listed};
use crate::collect::Place;
use crate::collect::aws::service::ORGANIZATIONS;
use crate::snapshot::{Reading, Unread};
use serde::Deserialize;
use std::collections::BTreeSet;
use std::sync::Arc;

pub const TAGS: &str = "organizations:ListTagsForResource";

/// The organisation that the account is in; `None` where it is in none.
pub struct Membership(pub Option<Summary>);

/// What every member is told of its organisation.
#[derive(Clone, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Summary {
    pub id: String,
    pub arn: Option<String>,
    pub feature_set: Option<String>,
    #[serde(rename = "MasterAccountId")]
    pub management_account_id: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Described {
    organization: Summary,
}

/// All roots. There has always been one, but AWS lists them.
pub struct Roots(Vec<Root>);

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Root {
    id: String,
    #[serde(default)]
    policy_types: Vec<PolicyType>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct PolicyType {
    #[serde(rename = "Type")]
    kind: String,
    status: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Page {
    #[serde(default)]
    roots: Vec<Root>,
}

impl Roots {
    pub fn ids(&self) -> Vec<String> {
        self.0.iter().map(|root| root.id.clone()).collect()
    }

    /// Policies of a type that is enabled nowhere bind nobody.
    pub fn enabled_policy_types(&self) -> Vec<String> {
        let types = self.0.iter().flat_map(|root| &root.policy_types);
        let enabled = types.filter(|one| one.status.as_deref() == Some("ENABLED")).map(|one| one.kind.clone());
        enabled.collect::<BTreeSet<_>>().into_iter().collect()
    }
}

/// The account's organisation, asked for once.
pub async fn membership(place: &Place) -> Result<Arc<Membership>, Unread> {
    let describe = || place.call(&ORGANIZATIONS, "DescribeOrganization").judge::<Described>();
    place.once(|| async { Ok(Membership(describe().await?.map(|reply| reply.organization))) }).await
}

/// Whether it is known that the account is in no organisation: then there is nothing to list.
pub async fn is_alone(place: &Place) -> bool {
    membership(place).await.is_ok_and(|known| known.0.is_none())
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Tagged {
    #[serde(default)]
    tags: Vec<Tag>,
}

/// The tags of an account, a unit or a policy. Organizations has them one by one only.
/// <https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListTagsForResource.html>
pub async fn tags_of(place: &Place, id: &str) -> Reading<Option<Tags>> {
    let mut all = Tags::new();
    let call = place.call(&ORGANIZATIONS, "ListTagsForResource").set("ResourceId", id);
    let mut pages = call.pages("NextToken", "NextToken");
    loop {
        match pages.next::<Tagged>().await {
            Ok(Some(page)) => all.extend(listed(&page.tags)),
            Ok(None) => return Reading::Known(Some(all)),
            Err(unread) => return Reading::Unread(unread),
        }
    }
}

/// The roots, asked for once; none where the account is in no organisation.
pub async fn roots(place: &Place) -> Result<Arc<Roots>, Unread> {
    place.once(|| fetch(place)).await
}

async fn fetch(place: &Place) -> Result<Roots, Unread> {
    let mut all = Vec::new();
    if is_alone(place).await {
        return Ok(Roots(all));
    }
    let mut pages = place.call(&ORGANIZATIONS, "ListRoots").set("MaxResults", 20).pages("NextToken", "NextToken");
    while let Some(page) = pages.next::<Page>().await? {
        all.extend(page.roots);
    }
    all.sort_by(|one, other| one.id.cmp(&other.id));
    Ok(Roots(all))
}
