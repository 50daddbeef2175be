//! What a backup plan selects.

use crate::collect::Place;
use crate::collect::aws::call::segment;
use crate::collect::aws::service::BACKUP;
use crate::snapshot::Unread;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
pub struct Selection {
    /// Its name.
    pub name: Option<String>,
    /// The role with which its resources are saved.
    pub iam_role_arn: Option<String>,
    /// ARNs that are selected, where `*` stands for any end.
    pub resources: Vec<String>,
    /// ARNs that are not, whatever else says so.
    pub not_resources: Vec<String>,
    /// Tags of which any one selects a resource.
    pub tags: Vec<SelectionTag>,
    /// Conditions of which a resource must meet all.
    pub conditions: Vec<SelectionCondition>,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct SelectionTag {
    /// The tag.
    #[serde(rename(deserialize = "ConditionKey"))]
    pub key: String,
    /// Its value.
    #[serde(default, rename(deserialize = "ConditionValue"))]
    pub value: String,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
pub struct SelectionCondition {
    /// `StringEquals`, `StringNotEquals`, `StringLike` or `StringNotLike`.
    pub operator: String,
    /// Such as `aws:ResourceTag/stage`.
    pub key: String,
    /// What the tag is compared with.
    pub value: String,
}

impl Selection {
    pub(super) fn sample() -> Self {
        Self {
            name: Some("tagged".into()),
            iam_role_arn: Some("arn:aws:iam::111122223333:role/backup".into()),
            resources: vec![],
            not_resources: vec![],
            tags: vec![SelectionTag { key: "backup".into(), value: "daily".into() }],
            conditions: vec![],
        }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Listed {
    #[serde(default)]
    backup_selections_list: Vec<Named>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Named {
    selection_id: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Described {
    backup_selection: Given,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Given {
    selection_name: Option<String>,
    iam_role_arn: Option<String>,
    #[serde(default)]
    resources: Vec<String>,
    #[serde(default)]
    not_resources: Vec<String>,
    #[serde(default)]
    list_of_tags: Vec<SelectionTag>,
    #[serde(default)]
    conditions: Conditions,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct Conditions {
    string_equals: Vec<SelectionTag>,
    string_not_equals: Vec<SelectionTag>,
    string_like: Vec<SelectionTag>,
    string_not_like: Vec<SelectionTag>,
}

/// All that a plan selects: half of it would look like less than is saved.
pub(super) async fn selections(place: &Place, plan: &str) -> Result<Vec<Selection>, Unread> {
    let path = format!("/backup/plans/{}/selections/", segment(plan));
    let list = place.call(&BACKUP, "ListBackupSelections").get(path.as_str()).set("maxResults", 1000);
    let mut pages = list.pages("nextToken", "NextToken");
    let mut all = Vec::new();
    while let Some(page) = pages.next::<Listed>().await? {
        for Named { selection_id } in page.backup_selections_list {
            let get = place.call(&BACKUP, "GetBackupSelection").get(format!("{path}{}", segment(&selection_id)));
            all.extend(get.judge::<Described>().await?.map(|reply| Selection::of(reply.backup_selection)));
        }
    }
    all.sort();
    Ok(all)
}

impl Selection {
    fn of(given: Given) -> Self {
        let with = |operator: &'static str, conditions: Vec<SelectionTag>| {
            let one = move |SelectionTag { key, value }| SelectionCondition { operator: operator.into(), key, value };
            conditions.into_iter().map(one)
        };
        let conditions = with("StringEquals", given.conditions.string_equals)
            .chain(with("StringNotEquals", given.conditions.string_not_equals))
            .chain(with("StringLike", given.conditions.string_like))
            .chain(with("StringNotLike", given.conditions.string_not_like));
        Self {
            name: given.selection_name,
            iam_role_arn: given.iam_role_arn,
            resources: given.resources,
            not_resources: given.not_resources,
            tags: given.list_of_tags,
            conditions: conditions.collect(),
        }
    }
}
