//! IAM groups: the right place for the rights of users. AWS gives groups no tags.

use super::iam_authorization_details::{ACTION, AuthorizationDetails};
use super::iam_reply::{InlinePolicy, attached_arns, inline_policies, moment};
use super::kind::{Found, Kind};
use crate::collect::{Place, Sink};
use crate::snapshot::{Action, Reading, Scope, Unread};
use aws_sdk_iam::types::GroupDetail;
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::BTreeMap;

/// An IAM group, with its rights and its members.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct IamGroup {
    /// Its place in the tree of names, such as `/` or `/teams/`.
    pub path: Option<String>,
    /// When it was created: RFC 3339, in UTC.
    pub created_at: Option<String>,
    /// The names of its users, sorted.
    pub user_names: Vec<String>,
    /// ARNs of managed policies, sorted.
    pub attached_policy_arns: Vec<String>,
    /// Policies that are part of it and of nothing else.
    pub inline_policies: Vec<InlinePolicy>,
}

impl Kind for IamGroup {
    const NAME: &'static str = "iam_group";
    const CLOUDFORMATION: &'static str = "AWS::IAM::Group";
    const SCOPE: Scope = Scope::Global;
    const ACTIONS: &'static [Action] = &[Action::page(ACTION)];

    fn sample() -> Found<Self> {
        Found {
            id: "arn:aws:iam::111122223333:group/developers".into(),
            name: Some("developers".into()),
            tags: Reading::Known(None),
            fields: Self {
                path: Some("/".into()),
                created_at: Some("2026-01-10T09:00:00Z".into()),
                user_names: vec!["ada".into()],
                attached_policy_arns: vec!["arn:aws:iam::aws:policy/ReadOnlyAccess".into()],
                inline_policies: vec![],
            },
        }
    }

    async fn collect(place: &Place, out: &Sink) -> Result<(), Unread> {
        let details = AuthorizationDetails::of(place).await?;
        let mut members: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        for user in &details.users {
            for group in user.group_list() {
                members.entry(group).or_default().push(user.user_name().unwrap_or_default().to_owned());
            }
        }
        for group in &details.groups {
            let mut users = members.remove(group.group_name().unwrap_or_default()).unwrap_or_default();
            users.sort();
            out.push(found(group, users)).await;
        }
        details.to_its_end()
    }
}

fn found(group: &GroupDetail, user_names: Vec<String>) -> Found<IamGroup> {
    Found {
        id: group.arn().unwrap_or_default().to_owned(),
        name: group.group_name().map(str::to_owned),
        tags: Reading::Known(None),
        fields: IamGroup {
            path: group.path().map(str::to_owned),
            created_at: moment(group.create_date()),
            user_names,
            attached_policy_arns: attached_arns(group.attached_managed_policies()),
            inline_policies: inline_policies(group.group_policy_list()),
        },
    }
}
