//! The kinds that have a resource policy, where it stands, and what is peculiar to it. The only list of them.

use super::bucket;
use super::deputy;
use super::grant::Owner;
use super::judge::{Judged, judge};
use super::language::{Document, Statement};
use super::{Access, PolicyFacts};
use crate::facts::{Index, Span};
use crate::snapshot::{Reason, Resource, Unread, Value};
use std::sync::Arc;

/// A kind with a resource policy.
pub(super) struct Kind {
    pub name: &'static str,
    /// The field that holds the policy.
    pub field: &'static str,
    /// Who is let in where there is none.
    pub without: Access,
    /// Whether only a network reaches it, so that its policy speaks of those inside. None where it never does.
    inside: Option<fn(&Resource) -> &Value>,
    /// Which services may come for anybody.
    deputy: fn(&str) -> bool,
    /// In words.
    pub note: &'static str,
}

/// The services whose resources resource control policies bind.
/// <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html>
const BOUND: [&str; 8] = ["cognito-identity", "cognito-idp", "ecr", "kms", "logs", "s3", "secretsmanager", "sqs"];

/// Whether resource control policies say something to an action.
pub(in super::super) fn is_bound(action: &str) -> bool {
    let service = action.split(':').next().unwrap_or_default();
    service == "sts" || BOUND.contains(&service)
}

const fn kind(name: &'static str, note: &'static str) -> Kind {
    Kind { name, field: "policy", without: Access::None, inside: None, deputy: |_| true, note }
}

pub(super) const KINDS: &[Kind] = &[
    kind("apigateway_domain", "Only private domains have one; without one they do not answer."),
    kind(
        "apigateway_rest_api",
        "Without one methods and their authorizers decide alone. A private API with an open one answers to endpoints of all accounts.",
    ),
    kind("backup_vault", "Often holds denials only, and then allows nothing."),
    kind("dynamodb_table", "Without one only the account itself comes in."),
    Kind {
        inside: Some(|_| &Value::Bool(true)),
        without: Access::SameAccount,
        ..kind(
            "ec2_vpc_endpoint",
            "Speaks of those in its network, and allows all by default; what it opens to everybody is open to the network.",
        )
    },
    kind("ecr_region", "The registry's policy: who may replicate into it, and pull through its cache."),
    kind("ecr_repository", "Without one only the account itself comes in."),
    Kind {
        without: Access::SameAccount,
        ..kind("efs_file_system", "Without one, whoever reaches a mount target in the network may mount and write.")
    },
    kind("events_bus", "Without one only the account itself comes in."),
    kind("glue_region", "The policy of the region's whole data catalogue."),
    Kind {
        field: "trust_policy",
        deputy: deputy::acts_for_anybody,
        ..kind(
            "iam_role",
            "Who may take on the role. Services that take on roles only for things of the role's own account need no condition on the source.",
        )
    },
    kind("kinesis_stream", "Without one only the account itself comes in."),
    kind("kms_key", "The account's root stands for all whom IAM policies of the account allow it to."),
    kind(
        "lambda_function",
        "Each permission is a statement of its own. A function's address lets in whom a statement for `lambda:InvokeFunctionUrl` names.",
    ),
    kind("lambda_layer", "Of the newest version. An organisation stands as a condition beside everybody."),
    kind("logs_resource_policy", "Lets services write, for all log groups that it names."),
    Kind {
        inside: Some(|domain| domain.at("vpc_id")),
        ..kind(
            "opensearch_domain",
            "In a VPC it speaks of those who reach the domain there. With a public address it stands alone, unless access is fine-grained.",
        )
    },
    Kind {
        inside: Some(|point| point.at("vpc_id")),
        ..kind(
            "s3_access_point",
            "Under a public access block, like a bucket, and without ACLs. One for a VPC is never public.",
        )
    },
    kind(
        "s3_bucket",
        "Together with the ACL, ownership, and the public access blocks of the bucket and of the account.",
    ),
    kind("secretsmanager_secret", "Without one only the account itself comes in."),
    kind("sns_topic", "The default one allows everybody with the account as `aws:SourceOwner`, which is the account."),
    kind("sqs_queue", "Without one only the account itself comes in."),
];

/// What the policy of a resource allows to whom; none for kinds without one.
pub(in super::super) fn of(resource: &Resource, index: &Index<'_>) -> Option<Span<PolicyFacts>> {
    let kind = KINDS.iter().find(|kind| kind.name == &*resource.kind)?;
    let outer = kind.outer(resource, index);
    let facts = match kind.name {
        "s3_bucket" | "s3_access_point" => bucket::bucket(resource, &bucket::account_block(resource, index), outer),
        _ => kind.judge(resource, outer),
    };
    Some(kind.seen_from_inside(resource, facts))
}

impl Kind {
    /// What resource control policies deny on the resource. Roles that are linked to a service are free of them.
    fn outer<'i>(&self, resource: &Resource, index: &'i Index<'_>) -> &'i [Statement<'i>] {
        let bound = match self.name {
            "iam_role" => resource.at("is_service_linked").as_bool() != Some(true),
            name => BOUND.iter().any(|service| name.split('_').next() == Some(service)),
        };
        if bound { index.denials().on(resource.account.as_str()) } else { &[] }
    }

    fn judge(&self, resource: &Resource, outer: &[Statement<'_>]) -> Span<PolicyFacts> {
        let document = resource.at(self.field);
        if document.is_null() {
            let facts = PolicyFacts { access: self.without, ..PolicyFacts::none() };
            let why = if self.without == Access::None { "no policy" } else { "no policy, which lets in the network" };
            return Span::known(facts, why);
        }
        let owner = Owner { account: resource.account.as_str(), canonical_id: None };
        match judged(resource, self.field, &owner, self.deputy, outer) {
            Ok(Judged { facts, because }) => Span { low: facts.clone(), high: facts, because, unread: None },
            Err(unread) => Span::between(PolicyFacts::none(), PolicyFacts::anything(), unread),
        }
    }

    /// What is open to everybody is open to the network where only that reaches the resource.
    fn seen_from_inside(&self, resource: &Resource, facts: Span<PolicyFacts>) -> Span<PolicyFacts> {
        let Some(inside) = self.inside else { return facts };
        let held = |facts: PolicyFacts| if facts.access == Access::Public { facts.held_back() } else { facts };
        match inside(resource) {
            Value::Null | Value::Bool(false) => facts,
            Value::Unread(unread) => {
                let unread = facts.unread.unwrap_or_else(|| Arc::clone(unread));
                Span { low: held(facts.low), unread: Some(unread), ..facts }
            }
            _ => {
                let mut because = facts.because;
                if facts.high.access == Access::Public {
                    because.push("only its own network reaches it".into());
                }
                Span { low: held(facts.low), high: held(facts.high), because, unread: facts.unread }
            }
        }
    }
}

/// What the policy in a field allows, or why that cannot be told. One of an unknown form may say anything. What is denied
/// from outside is denied as if the policy said so itself.
pub(super) fn judged(
    resource: &Resource,
    field: &str,
    owner: &Owner<'_>,
    deputy: fn(&str) -> bool,
    outer: &[Statement<'_>],
) -> Result<Judged, Arc<Unread>> {
    let value = resource.at(field);
    if let Some(unread) = value.unread_within() {
        return Err(Arc::clone(unread));
    }
    let because = |reason| Arc::new(Unread::new(format!("{}.{field}", resource.kind), reason));
    let document = Document::parse(value).ok_or_else(|| because(Reason::Unparseable))?;
    let too_large = || because(Reason::TooLarge);
    let judged = judge(&document, owner, deputy).ok_or_else(too_large)?;
    if outer.is_empty() {
        return Ok(judged);
    }
    let statements = document.statements.into_iter().chain(outer.iter().cloned()).collect();
    let held = judge(&Document { statements }, owner, deputy).ok_or_else(too_large)?;
    Ok(held.under(&judged))
}
