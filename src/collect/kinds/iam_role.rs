//! IAM roles: rights that are lent. Who may borrow them stands in the trust policy.

use super::iam_authorization_details::{ACTION, AuthorizationDetails};
use super::iam_reply::{InlinePolicy, attached_arns, document, iam_tags, inline_policies, moment};
use super::kind::{Found, Kind};
use crate::collect::{Place, Sink};
use crate::snapshot::policy_document::{PolicyDocument, Principal, Statement};
use crate::snapshot::{Action, Reading, Scope, Unread};
use aws_sdk_iam::types::RoleDetail;
use schemars::JsonSchema;
use serde::Serialize;

/// An IAM role, with who may assume it and what it may do.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct IamRole {
    /// `/aws-service-role/...` for roles that AWS made for a service.
    pub path: Option<String>,
    /// When it was created: RFC 3339, in UTC.
    pub created_at: Option<String>,
    /// Made by AWS for a service; its trust and rights cannot be changed.
    pub is_service_linked: bool,
    /// Who may assume it, and when.
    pub trust_policy: Reading<PolicyDocument>,
    /// ARNs of managed policies, sorted.
    pub attached_policy_arns: Vec<String>,
    /// Policies that are part of it and of nothing else.
    pub inline_policies: Vec<InlinePolicy>,
    /// The policy that its permissions cannot go beyond; null for none.
    pub permissions_boundary_arn: Option<String>,
    /// Null where it was not used in the last 400 days.
    pub last_used_at: Option<String>,
    /// The region in which it was last used; null where it never was, or AWS does not say.
    pub last_used_region: Option<String>,
    /// Instance profiles that carry it, sorted.
    pub instance_profile_arns: Vec<String>,
}

impl Kind for IamRole {
    const NAME: &'static str = "iam_role";
    const CLOUDFORMATION: &'static str = "AWS::IAM::Role";
    const SCOPE: Scope = Scope::Global;
    const ACTIONS: &'static [Action] = &[Action::page(ACTION)];

    fn sample() -> Found<Self> {
        let lambda = Principal { kind: "Service".into(), id: "lambda.amazonaws.com".into() };
        let statement = Statement {
            sid: None,
            effect: "Allow".into(),
            principals: vec![lambda],
            not_principals: vec![],
            actions: vec!["sts:AssumeRole".into()],
            not_actions: vec![],
            resources: vec![],
            not_resources: vec![],
            conditions: vec![],
        };
        let trust = PolicyDocument { version: Some("2012-10-17".into()), statements: vec![statement] };
        Found {
            id: "arn:aws:iam::111122223333:role/orders-worker".into(),
            name: Some("orders-worker".into()),
            tags: Reading::Known(Some([("team".to_owned(), "orders".to_owned())].into())),
            fields: Self {
                path: Some("/".into()),
                created_at: Some("2026-01-10T09:00:00Z".into()),
                is_service_linked: false,
                trust_policy: Reading::Known(trust),
                attached_policy_arns: vec!["arn:aws:iam::111122223333:policy/orders-worker".into()],
                inline_policies: vec![],
                permissions_boundary_arn: None,
                last_used_at: Some("2026-06-29T23:00:00Z".into()),
                last_used_region: Some("eu-central-1".into()),
                instance_profile_arns: vec![],
            },
        }
    }

    async fn collect(place: &Place, out: &Sink) -> Result<(), Unread> {
        let details = AuthorizationDetails::of(place).await?;
        for role in &details.roles {
            out.push(found(role)).await;
        }
        details.to_its_end()
    }
}

fn found(role: &RoleDetail) -> Found<IamRole> {
    let last_used = role.role_last_used();
    let profiles = role.instance_profile_list().iter().map(|profile| profile.arn().to_owned());
    let mut instance_profile_arns: Vec<_> = profiles.collect();
    instance_profile_arns.sort();
    Found {
        id: role.arn().unwrap_or_default().to_owned(),
        name: role.role_name().map(str::to_owned),
        tags: iam_tags(role.tags()),
        fields: IamRole {
            path: role.path().map(str::to_owned),
            created_at: moment(role.create_date()),
            is_service_linked: role.path().is_some_and(|path| path.starts_with("/aws-service-role/")),
            trust_policy: document(role.assume_role_policy_document()),
            attached_policy_arns: attached_arns(role.attached_managed_policies()),
            inline_policies: inline_policies(role.role_policy_list()),
            permissions_boundary_arn: role
                .permissions_boundary()
                .and_then(|boundary| boundary.permissions_boundary_arn())
                .map(str::to_owned),
            last_used_at: last_used.and_then(|used| moment(used.last_used_date())),
            last_used_region: last_used.and_then(|used| used.region()).map(str::to_owned),
            instance_profile_arns,
        },
    }
}
