//! Organisational units: the branches on which an organisation's accounts sit. AWS lists them only parent by parent.
//!
//! - Only the management account and delegated administrators may ask.
//!   <https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListOrganizationalUnitsForParent.html>
//! - Tags are a call each.

use super::kind::{Found, Kind};
use super::organizations_reply::{TAGS, roots, tags_of};
use crate::collect::aws::service::ORGANIZATIONS;
use crate::collect::{Place, Sink};
use crate::snapshot::{Action, Reading, Scope, Unread};
use futures_util::StreamExt;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// An organisational unit.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct OrganizationsOu {
    /// Such as `ou-a1b2-12345678`.
    pub ou_id: String,
    /// The unit or root that it belongs to.
    pub parent_id: String,
    /// The names of the units from the root down to this one, with slashes between, such as `Workloads/Prod`.
    pub path: String,
}

const DESCRIBE: &str = "organizations:DescribeOrganization";
const ROOTS: &str = "organizations:ListRoots";
const LIST: &str = "organizations:ListOrganizationalUnitsForParent";

/// Parents that are asked for their units at the same time.
const SIDE_BY_SIDE: usize = 4;

impl Kind for OrganizationsOu {
    const NAME: &'static str = "organizations_ou";
    const CLOUDFORMATION: &'static str = "AWS::Organizations::OrganizationalUnit";
    const SCOPE: Scope = Scope::Global;
    const ACTIONS: &'static [Action] =
        &[Action::page(DESCRIBE), Action::page(ROOTS), Action::each(LIST), Action::each(TAGS)];

    fn sample() -> Found<Self> {
        Found {
            id: "arn:aws:organizations::111122223333:ou/o-a1b2c3d4e5/ou-a1b2-12345678".into(),
            name: Some("Prod".into()),
            tags: Reading::Known(Some([("team".to_owned(), "shop".to_owned())].into())),
            fields: Self {
                ou_id: "ou-a1b2-12345678".into(),
                parent_id: "ou-a1b2-87654321".into(),
                path: "Workloads/Prod".into(),
            },
        }
    }

    async fn collect(place: &Place, out: &Sink) -> Result<(), Unread> {
        let roots = roots(place).await?.ids();
        let mut parents: Vec<Parent> = roots.into_iter().map(|id| Parent { id, path: String::new() }).collect();
        // Level by level: a level's parents are the units of the one above.
        while !parents.is_empty() {
            let asked = futures_util::stream::iter(parents).map(|parent| units(place, parent));
            let mut answers = asked.buffer_unordered(SIDE_BY_SIDE);
            let mut below = Vec::new();
            while let Some(answer) = answers.next().await {
                match answer {
                    Ok(units) => {
                        below.extend(units.iter().map(|unit| Parent { id: unit.id.clone(), path: unit.path() }));
                        out.each(units, |unit| one(place, unit)).await;
                    }
                    Err(unread) => out.missed(unread).await,
                }
            }
            parents = below;
        }
        Ok(())
    }
}

struct Parent {
    id: String,
    path: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Units {
    #[serde(default)]
    organizational_units: Vec<Unit>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Unit {
    id: String,
    arn: String,
    name: String,
    #[serde(skip)]
    parent_id: String,
    #[serde(skip)]
    parent_path: String,
}

impl Unit {
    fn path(&self) -> String {
        if self.parent_path.is_empty() { self.name.clone() } else { format!("{}/{}", self.parent_path, self.name) }
    }
}

async fn units(place: &Place, parent: Parent) -> Result<Vec<Unit>, Unread> {
    let mut all = Vec::new();
    let call = place.call(&ORGANIZATIONS, "ListOrganizationalUnitsForParent");
    let call = call.set("ParentId", parent.id.as_str()).set("MaxResults", 20);
    let mut pages = call.pages("NextToken", "NextToken");
    while let Some(page) = pages.next::<Units>().await? {
        all.extend(page.organizational_units.into_iter().map(|unit| Unit {
            parent_id: parent.id.clone(),
            parent_path: parent.path.clone(),
            ..unit
        }));
    }
    Ok(all)
}

async fn one(place: &Place, unit: Unit) -> Result<Option<Found<OrganizationsOu>>, Unread> {
    let tags = tags_of(place, &unit.id).await;
    let path = unit.path();
    let fields = OrganizationsOu { ou_id: unit.id, parent_id: unit.parent_id, path };
    Ok(Some(Found { id: unit.arn, name: Some(unit.name), tags, fields }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collect::canned::Canned;
    use crate::snapshot::Reason;

    fn unit(id: &str, name: &str) -> String {
        format!(
            r#"{{"OrganizationalUnits": [{{"Id": "{id}", "Name": "{name}",
                "Arn": "arn:aws:organizations::111122223333:ou/o-a1b2c3d4e5/{id}"}}]}}"#
        )
    }

    #[test]
    fn the_tree_is_walked_to_its_leaves() {
        let read = Canned::default()
            .reply("ListRoots", r#"{"Roots": [{"Id": "r-a1b2"}]}"#)
            .reply("ListOrganizationalUnitsForParent", &unit("ou-1", "Workloads"))
            .reply("ListOrganizationalUnitsForParent", &unit("ou-2", "Prod"))
            .reply("ListOrganizationalUnitsForParent", r#"{"OrganizationalUnits": []}"#)
            .reply("ListTagsForResource", r#"{"Tags": [{"Key": "team", "Value": "x"}]}"#)
            .read::<OrganizationsOu>();
        assert_eq!(read.gaps, []);
        let [top, leaf] = read.resources.as_slice() else { panic!("two units") };
        assert_eq!((top.at("path").as_str(), top.at("parent_id").as_str()), (Some("Workloads"), Some("r-a1b2")));
        assert_eq!(leaf.at("tags.team").as_str(), Some("x"));
        assert_eq!((leaf.at("path").as_str(), leaf.at("parent_id").as_str()), (Some("Workloads/Prod"), Some("ou-1")));
    }

    #[test]
    fn no_organization_is_no_gap_and_a_member_is_denied() {
        let alone = r#"{"__type": "AWSOrganizationsNotInUseException"}"#;
        let alone = Canned::default().status("DescribeOrganization", 400, alone).read::<OrganizationsOu>();
        assert!(alone.gaps.is_empty() && alone.resources.is_empty());
        let member = Canned::default().read::<OrganizationsOu>();
        assert_eq!((member.gaps[0].action.as_str(), member.gaps[0].reason), (ROOTS, Reason::AccessDenied));
    }
}
