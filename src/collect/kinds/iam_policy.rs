//! Managed policies: the customer's own, and AWS's where they are in use. Their tags would cost a call each and are not
//! read.

use super::iam_authorization_details::{ACTION, AuthorizationDetails};
use super::iam_reply::{document, moment};
use super::kind::{Found, Kind};
use crate::collect::{Place, Sink};
use crate::snapshot::policy_document::{PolicyDocument, Statement};
use crate::snapshot::{Action, Reading, Scope, Unread};
use aws_sdk_iam::types::ManagedPolicyDetail;
use schemars::JsonSchema;
use serde::Serialize;

/// A managed policy, in its default version.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct IamPolicy {
    /// Its place in the tree of names, such as `/` or `/teams/`.
    pub path: Option<String>,
    /// Made and changed by AWS.
    pub is_aws_managed: bool,
    /// Users, groups and roles that it is attached to.
    pub attachment_count: Option<i32>,
    /// Users and roles that it bounds.
    pub boundary_count: Option<i32>,
    /// The version that is in force, such as `v3`.
    pub default_version_id: Option<String>,
    /// The default version.
    pub document: Reading<PolicyDocument>,
    /// When it was created: RFC 3339, in UTC.
    pub created_at: Option<String>,
    /// When it was last changed: RFC 3339, in UTC.
    pub updated_at: Option<String>,
}

impl Kind for IamPolicy {
    const NAME: &'static str = "iam_policy";
    const CLOUDFORMATION: &'static str = "AWS::IAM::ManagedPolicy";
    const SCOPE: Scope = Scope::Global;
    const ACTIONS: &'static [Action] = &[Action::page(ACTION)];

    fn sample() -> Found<Self> {
        let statement = Statement {
            sid: Some("ReadOrders".into()),
            effect: "Allow".into(),
            principals: vec![],
            not_principals: vec![],
            actions: vec!["s3:GetObject".into()],
            not_actions: vec![],
            resources: vec!["arn:aws:s3:::orders/*".into()],
            not_resources: vec![],
            conditions: vec![],
        };
        Found {
            id: "arn:aws:iam::111122223333:policy/orders-worker".into(),
            name: Some("orders-worker".into()),
            tags: Reading::Known(None),
            fields: Self {
                path: Some("/".into()),
                is_aws_managed: false,
                attachment_count: Some(1),
                boundary_count: Some(0),
                default_version_id: Some("v1".into()),
                document: Reading::Known(PolicyDocument {
                    version: Some("2012-10-17".into()),
                    statements: vec![statement],
                }),
                created_at: Some("2026-01-10T09:00:00Z".into()),
                updated_at: Some("2026-01-10T09:00:00Z".into()),
            },
        }
    }

    async fn collect(place: &Place, out: &Sink) -> Result<(), Unread> {
        let details = AuthorizationDetails::of(place).await?;
        for policy in details.policies.iter().filter(|policy| is_wanted(policy)) {
            out.push(found(policy)).await;
        }
        details.to_its_end()
    }
}

/// AWS has more than a thousand of its own; those that nobody uses say nothing about an account.
fn is_wanted(policy: &ManagedPolicyDetail) -> bool {
    let used = |count: Option<i32>| count.is_some_and(|count| count > 0);
    !is_aws_managed(policy) || used(policy.attachment_count()) || used(policy.permissions_boundary_usage_count())
}

/// Its ARN names `aws` in the place of an account.
fn is_aws_managed(policy: &ManagedPolicyDetail) -> bool {
    policy.arn().and_then(|arn| arn.split(':').nth(4)) == Some("aws")
}

fn found(policy: &ManagedPolicyDetail) -> Found<IamPolicy> {
    let default = policy.policy_version_list().iter().find(|version| version.is_default_version());
    Found {
        id: policy.arn().unwrap_or_default().to_owned(),
        name: policy.policy_name().or(policy.arn().and_then(|arn| arn.rsplit('/').next())).map(str::to_owned),
        tags: Reading::Known(None),
        fields: IamPolicy {
            path: policy.path().map(str::to_owned),
            is_aws_managed: is_aws_managed(policy),
            attachment_count: policy.attachment_count(),
            boundary_count: policy.permissions_boundary_usage_count(),
            default_version_id: policy.default_version_id().map(str::to_owned),
            document: document(default.and_then(|version| version.document())),
            created_at: moment(policy.create_date()),
            updated_at: moment(policy.update_date()),
        },
    }
}
