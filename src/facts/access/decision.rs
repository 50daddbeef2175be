//! AWS's decision on one request, from all policies that bear on it.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html>

use crate::facts::policy::language::{Answer, Caller, Context, Document, Effect, Request, Statement, Which};

/// Who asks.
#[derive(Debug, Clone, Copy)]
pub struct Principal<'a> {
    /// Of a role its own ARN, not that of a session.
    pub arn: &'a str,
    pub account: &'a str,
    pub kind: PrincipalKind,
    /// Service control policies do not bind the account that manages the organisation.
    pub in_management_account: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PrincipalKind {
    User,
    Role,
    /// Made by AWS for a service: control policies do not bind it.
    ServiceLinkedRole,
    /// The account's root user, which has all rights, and no boundary.
    Root,
}

/// The policies that bear on a request, but for those of sessions.
#[derive(Debug, Clone, Copy, Default)]
pub struct Bearing<'p, 'a> {
    /// Of the principal and of its groups.
    pub identity: &'p [&'p Document<'a>],
    pub boundary: Option<&'p Document<'a>>,
    /// A list for each level, from the root of the organisation to the principal's account.
    pub service_control: &'p [Vec<&'p Document<'a>>],
    /// Likewise, down to the account that owns the resource; none where that manages the organisation.
    pub resource_control: &'p [Vec<&'p Document<'a>>],
    pub resource: Option<&'p Document<'a>>,
    /// The account that owns the resource.
    pub owner: &'p str,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    Allow,
    /// Nothing allows it.
    ImplicitDeny,
    ExplicitDeny,
    /// It hangs on what is not known of the request.
    Unknown,
}

/// Decides a request, whose context holds what follows from the principal too.
pub fn decide(principal: &Principal<'_>, bearing: &Bearing<'_, '_>, request: &Request<'_>) -> Decision {
    let asked = Asked { principal, bearing, request };
    let (denied, allowed) = (asked.denied(), asked.controlled().and(asked.granted()));
    match (denied, allowed) {
        (Answer::Yes, _) => Decision::ExplicitDeny,
        (Answer::No, Answer::Yes) => Decision::Allow,
        (Answer::No, Answer::No) => Decision::ImplicitDeny,
        _ => Decision::Unknown,
    }
}

struct Asked<'x, 'p, 'a> {
    principal: &'x Principal<'x>,
    bearing: &'x Bearing<'p, 'a>,
    request: &'x Request<'x>,
}

impl<'p, 'a> Asked<'_, 'p, 'a> {
    fn identity(&self) -> &'p [&'p Document<'a>] {
        if self.principal.kind == PrincipalKind::Root { &[] } else { self.bearing.identity }
    }

    fn boundary(&self) -> Option<&'p Document<'a>> {
        self.bearing.boundary.filter(|_| self.principal.kind != PrincipalKind::Root)
    }

    /// Control policies level by level, those of the principal first.
    fn levels(&self) -> impl Iterator<Item = &'p Vec<&'p Document<'a>>> {
        let linked = self.principal.kind == PrincipalKind::ServiceLinkedRole;
        let service = if linked || self.principal.in_management_account { &[] } else { self.bearing.service_control };
        let resource = if linked { &[] } else { self.bearing.resource_control };
        service.iter().chain(resource)
    }

    /// A denial is final, wherever it stands.
    fn denied(&self) -> Answer {
        let own = self.identity().iter().copied().chain(self.boundary()).chain(self.levels().flatten().copied());
        let own = Answer::any(own.map(|document| says(document, Effect::Deny, self.request)));
        own.or(self.bearing.resource.map_or(Answer::No, |document| self.denied_by_resource(document)))
    }

    fn denied_by_resource(&self, document: &Document<'_>) -> Answer {
        Answer::any(document.of(Effect::Deny).map(|statement| {
            // A denial to all but some always denies whoever has a boundary.
            let spares = matches!(statement.principals, Which::AllBut(_));
            let bounded = spares && self.boundary().is_some();
            let meant = if bounded { Answer::Yes } else { self.names(statement) };
            meant.and(about(statement, self.request))
        }))
    }

    /// Each level must allow it.
    fn controlled(&self) -> Answer {
        let allows = |level: &Vec<&Document<'_>>| {
            Answer::any(level.iter().map(|document| says(document, Effect::Allow, self.request)))
        };
        Answer::all(self.levels().map(allows))
    }

    /// Whether the policies of the principal and of the resource grant it, where nothing denies it.
    fn granted(&self) -> Answer {
        let allow = |document| says(document, Effect::Allow, self.request);
        let bounded = self.boundary().map_or(Answer::Yes, allow);
        let root = Answer::from(self.principal.kind == PrincipalKind::Root);
        let own = root.or(Answer::any(self.identity().iter().copied().map(allow))).and(bounded);
        let [direct, to_role, to_account] = self.resource_grants();
        if self.principal.account != self.bearing.owner {
            // Both sides must grant.
            return own.and(direct.or(to_role).or(to_account));
        }
        let alone = if needs_consent(self.request) { Answer::No } else { own };
        // What names a role is limited by its boundary, what names a user or everybody is not; what names the account
        // leaves it to the account's own policies.
        // <https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html>
        direct.or(to_role.and(bounded)).or(to_account.and(own)).or(alone)
    }

    /// Whether the resource's policy grants it to the principal directly, to it as a role, and to its account.
    fn resource_grants(&self) -> [Answer; 3] {
        let mut grants = [Answer::No; 3];
        for statement in self.bearing.resource.into_iter().flat_map(|document| document.of(Effect::Allow)) {
            let how = self.named_as(statement);
            if how.iter().any(|named| *named != Answer::No) {
                let holds = about(statement, self.request);
                for (grant, named) in grants.iter_mut().zip(how) {
                    *grant = grant.or(named.and(holds));
                }
            }
        }
        grants
    }

    fn named_as(&self, statement: &Statement<'_>) -> [Answer; 3] {
        let is_role = matches!(self.principal.kind, PrincipalKind::Role | PrincipalKind::ServiceLinkedRole);
        let Which::Of(names) = &statement.principals else { return [self.names(statement), Answer::No, Answer::No] };
        let mut how = [Answer::No; 3];
        for name in names {
            let place = if name.is_everybody() {
                0
            } else if name.id == self.principal.arn && self.principal.kind != PrincipalKind::Root {
                usize::from(is_role)
            } else {
                2
            };
            how[place] = how[place].or(name.answer(&self.caller()));
        }
        how
    }

    fn names(&self, statement: &Statement<'_>) -> Answer {
        match statement.principals {
            // A policy of a resource that names nobody is about nobody.
            Which::Unsaid => Answer::No,
            _ => statement.about_caller(&self.caller()),
        }
    }

    fn caller(&self) -> Caller<'_> {
        Caller::Aws { account: self.principal.account, arn: self.principal.arn, session: None }
    }
}

/// What a policy says that names no principals. A statement of it about no resource is about none.
fn says(document: &Document<'_>, effect: Effect, request: &Request<'_>) -> Answer {
    let statements = document.of(effect).filter(|statement| !matches!(statement.resources, Which::Unsaid));
    Answer::any(statements.map(|statement| about(statement, request)))
}

fn about(statement: &Statement<'_>, request: &Request<'_>) -> Answer {
    statement.answer(&Request { caller: None, ..*request })
}

/// Trust policies of roles and policies of KMS keys must grant in every case: policies of identities do not by themselves.
/// <https://docs.aws.amazon.com/kms/latest/developerguide/key-policies.html>
fn needs_consent(request: &Request<'_>) -> bool {
    let mut parts = request.resource.splitn(6, ':').skip(2);
    match (parts.next(), parts.nth(2)) {
        (Some("kms"), Some(name)) => name.starts_with("key/"),
        (Some("iam"), Some(name)) => {
            name.starts_with("role/") && request.action.get(..4).is_some_and(|of| of.eq_ignore_ascii_case("sts:"))
        }
        _ => false,
    }
}

impl<'r> Principal<'r> {
    /// What follows from who asks, for the context of a request.
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html>
    pub fn told<'c>(&self, context: Context<'c>) -> Context<'c>
    where
        'r: 'c,
    {
        let of_type = match self.kind {
            PrincipalKind::User => "User",
            PrincipalKind::Role | PrincipalKind::ServiceLinkedRole => "AssumedRole",
            PrincipalKind::Root => "Account",
        };
        let context = context
            .with("aws:PrincipalArn", [self.arn])
            .with("aws:PrincipalAccount", [self.account])
            .with("aws:PrincipalType", [of_type]);
        match self.arn.rsplit_once('/') {
            // The friendly name, without its path; only users have one.
            Some((_, name)) if self.kind == PrincipalKind::User => context.with("aws:username", [name]),
            _ => context.without("aws:username"),
        }
    }
}
