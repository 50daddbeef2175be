//! IAM's one great listing: all users, groups, roles and policies with what is attached to each, in a few pages however
//! many there are. Four kinds share it.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountAuthorizationDetails.html>

use crate::collect::Place;
use crate::collect::aws::error::answer;
use crate::snapshot::Unread;
use aws_sdk_iam::types::{GroupDetail, ManagedPolicyDetail, RoleDetail, UserDetail};
use std::sync::Arc;

pub const ACTION: &str = "iam:GetAccountAuthorizationDetails";

#[derive(Default)]
pub struct AuthorizationDetails {
    pub users: Vec<UserDetail>,
    pub groups: Vec<GroupDetail>,
    pub roles: Vec<RoleDetail>,
    pub policies: Vec<ManagedPolicyDetail>,
    /// Why there may be more. What came before stays good.
    rest: Option<Unread>,
}

impl AuthorizationDetails {
    pub async fn of(place: &Place) -> Result<Arc<Self>, Unread> {
        place.once(|| fetch(place)).await
    }

    /// Whether the listing came to its end.
    pub fn to_its_end(&self) -> Result<(), Unread> {
        self.rest.clone().map_or(Ok(()), Err)
    }
}

async fn fetch(place: &Place) -> Result<AuthorizationDetails, Unread> {
    let iam = client!(place, aws_sdk_iam);
    let mut pages = iam.get_account_authorization_details().max_items(1000).into_paginator().send();
    let mut all = AuthorizationDetails::default();
    while let Some(page) = pages.next().await {
        let page = match answer(ACTION, page) {
            Ok(page) => page,
            Err(unread) => {
                all.rest = Some(unread);
                break;
            }
        };
        all.users.extend(page.user_detail_list.unwrap_or_default());
        all.groups.extend(page.group_detail_list.unwrap_or_default());
        all.roles.extend(page.role_detail_list.unwrap_or_default());
        all.policies.extend(page.policies.unwrap_or_default());
    }
    Ok(all)
}
