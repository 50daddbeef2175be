//! Whether a statement is about a request.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html>

use super::context::Context;
use super::document::{Document, Named, Statement};
use super::text::{filled, fits, pattern};
use super::{Kind, Principal, condition};

/// A request, for a look at one policy.
pub struct Asked<'a> {
    pub action: &'a str,
    pub resource: &'a str,
    pub context: &'a Context,
    pub principal: &'a Principal,
    /// The principal has a permissions boundary.
    pub bounded: bool,
}

/// How a resource's policy grants, the weakest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Grant {
    None,
    ToAccount,
    ToRole,
    Directly,
}

impl Asked<'_> {
    /// Whether a policy without principals has a statement of this effect about the request: policies of identities,
    /// boundaries, and control policies. Resource control policies name everybody, which is the same.
    pub fn identity_policy_says(&self, document: &Document, effect: &str) -> bool {
        for statement in &document.statements {
            // Without a resource, such a statement is malformed. Chosen: it says nothing.
            let on_something = !statement.resources.is_empty() || !statement.not_resources.is_empty();
            if statement.effect == effect && on_something && self.matches(statement, document.has_variables()) {
                return true;
            }
        }
        false
    }

    pub fn resource_policy_denies(&self, document: &Document) -> bool {
        for statement in &document.statements {
            if statement.effect == "Deny"
                && self.is_meant(statement)
                && self.matches(statement, document.has_variables())
            {
                return true;
            }
        }
        false
    }

    /// The strongest grant of a resource's policy.
    pub fn grant(&self, document: &Document) -> Grant {
        let mut strongest = Grant::None;
        for statement in &document.statements {
            if statement.effect == "Allow" && self.matches(statement, document.has_variables()) {
                strongest = strongest.max(self.grant_by_name(statement));
            }
        }
        strongest
    }

    /// `NotPrincipal` with `Allow` is said not to be supported. Chosen: where it stands, it means all others.
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html>
    fn grant_by_name(&self, statement: &Statement) -> Grant {
        if !statement.not_principals.is_empty() {
            let spared = statement.not_principals.iter().any(|named| self.named(named) != Grant::None);
            return if spared { Grant::None } else { Grant::Directly };
        }
        let mut strongest = Grant::None;
        for named in &statement.principals {
            strongest = strongest.max(self.named(named));
        }
        strongest
    }

    /// Whether a deny means the principal. `NotPrincipal` with `Deny` always denies who has a permissions boundary.
    /// Else AWS «may» look at the account before the user or role, so that both should be named. Chosen: one is enough.
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html>
    fn is_meant(&self, statement: &Statement) -> bool {
        if !statement.not_principals.is_empty() {
            let bounded = self.bounded && self.principal.kind != Kind::Root;
            return bounded || !statement.not_principals.iter().any(|named| self.named(named) != Grant::None);
        }
        statement.principals.iter().any(|named| self.named(named) != Grant::None)
    }

    /// What it is to the principal that a policy names this. A part of an ARN cannot be a wildcard, and case counts.
    /// A session's ARN names none of ours, as sessions are left out. Everybody is named directly: a boundary without an
    /// allow does not limit a grant to `*`, with or without `aws:PrincipalArn` in a condition.
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html>
    fn named(&self, named: &Named) -> Grant {
        let principal = self.principal;
        let partition = principal.arn.split(':').nth(1).unwrap_or_default();
        match (named.kind.as_str(), named.id.as_str()) {
            ("*" | "AWS", "*") => Grant::Directly,
            ("AWS", id) if id == principal.account => Grant::ToAccount,
            ("AWS", id) if id == format!("arn:{partition}:iam::{}:root", principal.account) => Grant::ToAccount,
            ("AWS", id) if id == principal.arn && principal.is_role() => Grant::ToRole,
            ("AWS", id) if id == principal.arn => Grant::Directly,
            _ => Grant::None,
        }
    }

    /// Whether action, resource and conditions fit.
    fn matches(&self, statement: &Statement, variables: bool) -> bool {
        self.action_fits(statement)
            && self.resource_fits(statement, variables)
            && statement.conditions.iter().all(|one| condition::holds(one, self.context, variables))
    }

    /// Without regard to case. Chosen: a statement without either element says nothing.
    fn action_fits(&self, statement: &Statement) -> bool {
        let action = self.action.to_lowercase();
        let listed = |names: &[String]| names.iter().any(|name| fits(&pattern(&name.to_lowercase()), &action));
        match (statement.actions.as_slice(), statement.not_actions.as_slice()) {
            ([], []) => false,
            ([], excepted) => !listed(excepted),
            (named, _) => listed(named),
        }
    }

    /// A trust policy has no resource: it is about its role.
    fn resource_fits(&self, statement: &Statement, variables: bool) -> bool {
        let listed = |names: &[String]| names.iter().any(|name| self.is_resource(name, variables));
        match (statement.resources.as_slice(), statement.not_resources.as_slice()) {
            ([], []) => true,
            ([], excepted) => !listed(excepted),
            (named, _) => listed(named),
        }
    }

    /// With regard to case. An ARN of fewer than six parts is completed with `*`: that is said of identity policies, and
    /// chosen for all. As it stands against a `*` that runs on, either reading is enough: chosen.
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html>
    fn is_resource(&self, name: &str, variables: bool) -> bool {
        let mut completed = name.to_owned();
        while completed.starts_with("arn:") && completed.matches(':').count() < 5 {
            completed.push_str(":*");
        }
        self.is_whole_resource(name, variables) || self.is_whole_resource(&completed, variables)
    }

    /// A `*` may run beyond a colon where it ends a part; chosen: it may anywhere. Variables are filled in after the fifth
    /// colon only; one without a value makes a pattern that fits nothing.
    fn is_whole_resource(&self, name: &str, variables: bool) -> bool {
        let tail_at = name.match_indices(':').nth(4).map_or(name.len(), |(place, _)| place + 1);
        let (head, tail) = name.split_at(tail_at);
        let tail = if variables { filled(tail, self.context, pattern) } else { Some(pattern(tail)) };
        tail.is_some_and(|tail| fits(&[pattern(head), tail].concat(), self.resource))
    }
}
