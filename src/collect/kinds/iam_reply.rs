//! What IAM's replies have in common.

use super::kind::Tags;
use super::tags::tags;
use super::timestamp::rfc3339;
use crate::snapshot::policy_document::PolicyDocument;
use crate::snapshot::{Reading, Reason, Unread};
use aws_sdk_iam::types::{AttachedPolicy, PolicyDetail, Tag};
use aws_smithy_types::DateTime;
use schemars::JsonSchema;
use serde::Serialize;

/// A policy inside of a user, group or role.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct InlinePolicy {
    /// Its name.
    pub name: String,
    /// What it says.
    pub document: Reading<PolicyDocument>,
}

pub fn inline_policies(details: &[PolicyDetail]) -> Vec<InlinePolicy> {
    let policy = |detail: &PolicyDetail| InlinePolicy {
        name: detail.policy_name().unwrap_or_default().to_owned(),
        document: document(detail.policy_document()),
    };
    let mut policies: Vec<_> = details.iter().map(policy).collect();
    policies.sort_by(|a, b| a.name.cmp(&b.name));
    policies
}

/// A document that nobody understands must not look like one that allows nothing.
pub fn document(text: Option<&str>) -> Reading<PolicyDocument> {
    match text.and_then(PolicyDocument::parse) {
        Some(document) => Reading::Known(document),
        None => Reading::Unread(Unread::new("iam:GetAccountAuthorizationDetails", Reason::Unparseable)),
    }
}

pub fn attached_arns(policies: &[AttachedPolicy]) -> Vec<String> {
    let mut arns: Vec<_> = policies.iter().filter_map(|policy| policy.policy_arn()).map(str::to_owned).collect();
    arns.sort();
    arns
}

pub fn iam_tags(pairs: &[Tag]) -> Reading<Option<Tags>> {
    Reading::Known(Some(tags(pairs.iter().map(|tag| (Some(tag.key()), Some(tag.value()))))))
}

pub fn moment(at: Option<&DateTime>) -> Option<String> {
    at.and_then(rfc3339)
}
