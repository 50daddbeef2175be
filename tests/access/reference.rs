//! AWS's decision on one request, as slowly and plainly as its documentation tells it: the oracle by which the evaluator
//! of the facts is judged. It shares no code with that one, and was written without a look at it.
//!
//! Where the documentation says nothing, or two things, a comment says «chosen» and what. Session policies, sessions and
//! VPC endpoint policies are left out.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html>

mod condition;
mod context;
mod document;
mod statement;
mod text;

pub use document::{Condition, Document, Named, Statement};

use context::context;
use statement::{Asked, Grant};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    Allow,
    ImplicitDeny,
    ExplicitDeny,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    User,
    /// A role, that is, whoever has assumed it.
    Role,
    /// A role that AWS made for a service.
    ServiceLinkedRole,
    /// The account's root user.
    Root,
}

/// Who asks.
#[derive(Debug, Clone)]
pub struct Principal {
    /// Of a role its own ARN, not that of a session.
    pub arn: String,
    pub account: String,
    pub kind: Kind,
    pub tags: Vec<(String, String)>,
    /// Its account manages the organization.
    pub in_management_account: bool,
}

impl Principal {
    pub fn is_role(&self) -> bool {
        self.kind == Kind::Role || self.kind == Kind::ServiceLinkedRole
    }
}

/// What is asked.
#[derive(Debug, Clone)]
pub struct Request {
    pub action: String,
    /// An ARN, or `*` for an action that is on none.
    pub resource: String,
    /// Keys in lower case, with their values.
    pub context: Vec<(String, Vec<String>)>,
}

/// A request with all policies that bear on it.
#[derive(Debug, Clone)]
pub struct Case {
    pub principal: Principal,
    /// Policies of the principal and of its groups.
    pub identity: Vec<Document>,
    pub boundary: Option<Document>,
    /// Service control policies: a list for each level, from the root to the principal's account. No level: none in use.
    pub scps: Vec<Vec<Document>>,
    /// Resource control policies, likewise, down to the account that owns the resource. Chosen: the caller leaves them
    /// out for services that have none.
    pub rcps: Vec<Vec<Document>>,
    pub resource_policy: Option<Document>,
    /// The account that owns the resource.
    pub owner: String,
    pub owner_is_management_account: bool,
    pub request: Request,
}

/// The decision, in the order of AWS's enforcement code.
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html>
pub fn decide(case: &Case) -> Decision {
    let context = context(case);
    let asked = Asked {
        action: &case.request.action,
        resource: &case.request.resource,
        context: &context,
        principal: &case.principal,
        bounded: case.boundary.is_some(),
    };
    if denied(case, &asked) {
        return Decision::ExplicitDeny;
    }
    if !levels_allow(rcps(case), &asked) || !levels_allow(scps(case), &asked) || !granted(case, &asked) {
        return Decision::ImplicitDeny;
    }
    Decision::Allow
}

/// The service control policies that bear on the principal: none on the management account's, and none on service-linked
/// roles. They do bear on root users of member accounts.
/// <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html>
fn scps(case: &Case) -> &[Vec<Document>] {
    if case.principal.in_management_account || case.principal.kind == Kind::ServiceLinkedRole {
        return &[];
    }
    &case.scps
}

/// The resource control policies that bear on the resource: none in the management account, and none on calls of
/// service-linked roles.
/// <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html>
fn rcps(case: &Case) -> &[Vec<Document>] {
    if case.owner_is_management_account || case.principal.kind == Kind::ServiceLinkedRole {
        return &[];
    }
    &case.rcps
}

/// Policies of the principal. A root user has none, and no boundary: chosen, what is given for one is not looked at.
fn identity(case: &Case) -> &[Document] {
    if case.principal.kind == Kind::Root { &[] } else { &case.identity }
}

fn boundary(case: &Case) -> Option<&Document> {
    if case.principal.kind == Kind::Root { None } else { case.boundary.as_ref() }
}

/// A deny in any policy, of either account, is final.
fn denied(case: &Case, asked: &Asked<'_>) -> bool {
    for document in identity(case) {
        if asked.identity_policy_says(document, "Deny") {
            return true;
        }
    }
    if let Some(document) = boundary(case)
        && asked.identity_policy_says(document, "Deny")
    {
        return true;
    }
    for level in scps(case).iter().chain(rcps(case)) {
        for document in level {
            if asked.identity_policy_says(document, "Deny") {
                return true;
            }
        }
    }
    case.resource_policy.as_ref().is_some_and(|document| asked.resource_policy_denies(document))
}

/// At every level, from the root to the account, some policy must allow. Chosen: a level without any policy allows
/// nothing, as AWS lets nobody detach the last one.
/// <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_evaluation.html>
fn levels_allow(levels: &[Vec<Document>], asked: &Asked<'_>) -> bool {
    for level in levels {
        let mut allowed = false;
        for document in level {
            allowed = allowed || asked.identity_policy_says(document, "Allow");
        }
        if !allowed {
            return false;
        }
    }
    true
}

/// Whether the policies of the principal and of the resource grant it, where nothing denies it.
fn granted(case: &Case, asked: &Asked<'_>) -> bool {
    let within_boundary = boundary(case).is_none_or(|document| asked.identity_policy_says(document, "Allow"));
    let mut by_identity = case.principal.kind == Kind::Root;
    for document in identity(case) {
        by_identity = by_identity || asked.identity_policy_says(document, "Allow");
    }
    by_identity = by_identity && within_boundary;
    let by_resource = case.resource_policy.as_ref().map_or(Grant::None, |document| asked.grant(document));

    // Across accounts both sides must grant.
    // <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic-cross-account.html>
    if case.principal.account != case.owner {
        return by_identity && by_resource != Grant::None;
    }
    // Within an account one of them is enough. How far a resource's policy carries depends on whom it names:
    // <https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html#access_policies_boundaries-eval-logic>
    match by_resource {
        // A user, and everybody: not limited by an implicit deny of the principal's policies or boundary.
        Grant::Directly => true,
        // A role: not limited by its policies, but by its boundary.
        Grant::ToRole => within_boundary,
        // The account: that leaves it to the account's own policies.
        Grant::ToAccount => by_identity,
        Grant::None => by_identity && !needs_consent(&case.request),
    }
}

/// Trust policies of roles and policies of KMS keys must grant in every case: an identity policy alone does not.
/// Chosen: of KMS, what is on a key; of STS, what is on a role.
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html>
fn needs_consent(request: &Request) -> bool {
    let parts: Vec<&str> = request.resource.splitn(6, ':').collect();
    let action = request.action.to_ascii_lowercase();
    if parts.len() < 6 {
        return false;
    }
    let on_key = parts[2] == "kms" && parts[5].starts_with("key/");
    let on_role = parts[2] == "iam" && parts[5].starts_with("role/") && action.starts_with("sts:");
    on_key || on_role
}
