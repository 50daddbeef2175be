//! What a principal may do by itself: its policies and those of its groups, within its boundary and what the
//! organisation leaves open.
//!
//! What a condition asks that the caller does not choose is not taken to be so: an allowance that hangs on it does not
//! count, and neither does a denial.

use super::actions::Actions;
use super::control::Controls;
use super::library::{Library, Part};
use super::{Principal, PrincipalKind};
use crate::facts::Index;
use crate::facts::policy::language::{Answer, Condition, Context, Effect, Pattern, Statement, Syntax, Which};
use crate::snapshot::{Region, Resource, Unread, Value};
use std::collections::BTreeSet;
use std::sync::Arc;

pub struct Rights<'s> {
    pub principal: &'s Resource,
    kind: PrincipalKind,
    identity: Vec<Part<'s>>,
    boundary: Option<Part<'s>>,
    controls: Arc<Controls<'s>>,
    /// What of the catalogued actions it may be allowed on something.
    pub possible: Actions,
    /// What of them it is allowed by policies that were read.
    pub known: Actions,
}

/// On what something is asked.
#[derive(Debug, Clone, Copy)]
pub enum On<'x> {
    Arn(&'x str),
    /// Something or other, that the caller may choose.
    Anything,
    /// All that there is, each by itself.
    All,
    /// Whatever there is of a kind of IAM, `user` or `role`.
    Every(&'x str),
}

/// Yes, by which policy; no; or not known, as something was not read.
#[derive(Debug, Clone)]
pub enum Said {
    Yes(String),
    No,
    Unread(Arc<Unread>),
}

impl Said {
    pub fn is_yes(&self) -> bool {
        matches!(self, Self::Yes(_))
    }

    pub fn is_no(&self) -> bool {
        matches!(self, Self::No)
    }

    /// Both must be so.
    pub fn and(self, other: impl FnOnce() -> Self) -> Self {
        match self {
            Self::No => Self::No,
            Self::Yes(why) => match other() {
                Self::Yes(_) => Self::Yes(why),
                other => other,
            },
            Self::Unread(unread) => match other() {
                Self::No => Self::No,
                _ => Self::Unread(unread),
            },
        }
    }

    /// One yes is enough; without one, one unread leaves it open.
    pub fn any(answers: impl IntoIterator<Item = Self>) -> Self {
        let mut sum = Self::No;
        for answer in answers {
            match answer {
                Self::Yes(_) => return answer,
                Self::Unread(_) => sum = answer,
                Self::No => {}
            }
        }
        sum
    }
}

impl<'s> Rights<'s> {
    pub fn of(principal: &'s Resource, index: &Index<'s>, library: &Library<'s>, controls: Arc<Controls<'s>>) -> Self {
        let kind = match (&*principal.kind, principal.at("is_service_linked").as_bool()) {
            ("iam_role", Some(true)) => PrincipalKind::ServiceLinkedRole,
            ("iam_role", _) => PrincipalKind::Role,
            _ => PrincipalKind::User,
        };
        let identity = policies(principal, index, library);
        let boundary = match principal.at("permissions_boundary_arn") {
            Value::Unread(unread) => Some(Part::unread("its boundary".into(), Unread::clone(unread))),
            arn => arn.as_str().map(|arn| library.managed(&principal.account, arn, index)),
        };
        let actions = |unread: Actions| {
            let of = |part: &Part<'_>| part.read.as_ref().map_or(unread, |read| read.allows);
            let all = identity.iter().map(of).fold(Actions::default(), Actions::or);
            boundary.as_ref().map_or(all, |boundary| all.and(of(boundary)))
        };
        let (possible, known) = (actions(Actions::all()), actions(Actions::default()));
        Self { principal, kind, identity, boundary, controls, possible, known }
    }

    pub fn principal(&self) -> Principal<'s> {
        Principal {
            arn: &self.principal.id,
            account: self.principal.account.as_str(),
            kind: self.kind,
            in_management_account: self.controls.is_management_account(),
        }
    }

    /// Managed policies that are attached to it, by their ARNs.
    pub fn attached(&self) -> impl Iterator<Item = &'s str> {
        self.principal.at("attached_policy_arns").items().iter().filter_map(Value::as_str)
    }

    /// Where the policy stands that an answer names.
    pub fn source(&self, name: &str) -> Option<&'s str> {
        self.identity.iter().find(|part| part.name == name)?.source
    }

    /// What is known of whoever asks as this principal.
    pub fn context(&self) -> Context<'s> {
        self.principal().told(Context::unknown())
    }

    /// What its policies say of one action, to be asked of many resources.
    pub fn about(&self, action: &str) -> About<'_, 's> {
        let unbound = self.kind == PrincipalKind::ServiceLinkedRole;
        let (levels, control_denials) = if unbound { (vec![], vec![]) } else { self.controls.about(action) };
        let parts = self.identity.iter().chain(&self.boundary);
        let denials = parts.flat_map(|part| part.about(Effect::Deny, action)).chain(control_denials).collect();
        About {
            allowed: Layer::of(self.identity.iter(), action),
            bounds: self.boundary.iter().map(|boundary| Layer::of([boundary], action)).chain(levels).collect(),
            denials,
            own_account: self.principal.account.as_str(),
            on_resources: if unbound { vec![] } else { self.controls.on_resources(action) },
        }
    }
}

/// What the policies of a principal say of one action.
pub struct About<'r, 's> {
    allowed: Layer<'r, 's>,
    /// Each of them must allow it too.
    bounds: Vec<Layer<'r, 's>>,
    /// What was not read is not taken to deny anything.
    denials: Vec<&'r Statement<'s>>,
    own_account: &'s str,
    /// What resource control policies deny on resources of its own account. Those of others are not asked for here.
    on_resources: Vec<&'r Statement<'s>>,
}

/// Policies of which one is enough.
pub struct Layer<'r, 's> {
    statements: Vec<(&'r str, &'r Statement<'s>)>,
    unread: Option<&'r Arc<Unread>>,
}

impl<'r, 's: 'r> Layer<'r, 's> {
    /// The statements that allow an action, on whatever.
    pub fn of(parts: impl IntoIterator<Item = &'r Part<'s>> + Clone, action: &str) -> Self {
        let all = parts.clone().into_iter();
        let statements =
            all.flat_map(|part| part.about(Effect::Allow, action).map(|statement| (part.name.as_str(), statement)));
        Self { statements: statements.collect(), unread: parts.into_iter().find_map(|part| part.read.as_ref().err()) }
    }

    fn allows(&self, on: On<'_>, context: &Context<'_>) -> Said {
        match self.statements.iter().find(|(_, statement)| fits(statement, on, context)) {
            Some((name, _)) => Said::Yes((*name).to_owned()),
            None => self.unread.map_or(Said::No, |unread| Said::Unread(Arc::clone(unread))),
        }
    }
}

impl About<'_, '_> {
    /// How the resources that it may allow something on begin, as far as that is fixed; empty for any. None of them where
    /// it allows nothing.
    pub fn starts(&self) -> BTreeSet<&str> {
        let mut starts = BTreeSet::new();
        starts.extend(self.allowed.unread.map(|_| ""));
        for (_, statement) in &self.allowed.statements {
            match &statement.resources {
                Which::Of(patterns) => starts.extend(patterns.iter().map(|pattern| fixed(pattern.text()))),
                Which::AllBut(_) => {
                    starts.insert("");
                }
                Which::Unsaid => {}
            }
        }
        starts
    }

    pub fn may(&self, on: On<'_>, context: &Context<'_>) -> Said {
        let mut said = self.allowed.allows(on, context);
        for bound in &self.bounds {
            said = said.and(|| bound.allows(on, context));
        }
        match said {
            Said::No => Said::No,
            _ if self.denials.iter().any(|denial| fits(denial, on, context)) => Said::No,
            _ if self.is_own(on) && self.on_resources.iter().any(|denial| fits(denial, on, context)) => Said::No,
            said => said,
        }
    }

    /// Whether it is about something of which its ARN says that it is in the principal's account.
    fn is_own(&self, on: On<'_>) -> bool {
        matches!(on, On::Arn(arn) if arn.split(':').nth(4) == Some(self.own_account))
    }
}

/// The policies of a user, role or group, and of a user's groups.
pub fn policies<'s>(principal: &'s Resource, index: &Index<'s>, library: &Library<'s>) -> Vec<Part<'s>> {
    let arns = principal.at("attached_policy_arns");
    let attached =
        arns.items().iter().filter_map(Value::as_str).map(|arn| library.managed(&principal.account, arn, index));
    let unread =
        |list: &Value| list.unread_within().map(|unread| Part::unread("policies".into(), Unread::clone(unread)));
    let mut parts: Vec<Part<'s>> = Library::inline(principal).into_iter().chain(attached).chain(unread(arns)).collect();
    // Groups are in no groups, whatever a file says.
    let groups = if &*principal.kind == "iam_group" { &Value::Null } else { principal.at("group_names") };
    parts.extend(unread(groups));
    for name in groups.items().iter().filter_map(Value::as_str) {
        match index.where_field("iam_group", "name", name, &principal.account, &Region::global()) {
            // One that the listing does not know is there no more.
            Ok(found) => parts.extend(
                found
                    .into_iter()
                    .flat_map(|group| policies(group, index, library).into_iter().map(move |part| (group, part)))
                    .map(|(group, part)| {
                        // A policy of AWS's own is nobody's to change, but whom it is attached to.
                        let source = part.source.filter(|arn| !is_of_aws(arn)).or(Some(&group.id));
                        Part { name: format!("group {name}: {}", part.name), source, ..part }
                    }),
            ),
            Err(unread) => parts.push(Part::unread(format!("group {name}"), unread)),
        }
    }
    parts
}

/// Whether a policy is one of AWS's own, by its ARN.
pub fn is_of_aws(arn: &str) -> bool {
    arn.contains(":iam::aws:policy/")
}

/// What stands before the first wildcard or variable.
fn fixed(pattern: &str) -> &str {
    pattern.split(['*', '?', '$']).next().unwrap_or_default()
}

fn fits(statement: &Statement<'_>, on: On<'_>, context: &Context<'_>) -> bool {
    let denies = statement.effect == Effect::Deny;
    is_on(statement, on, denies, context)
        && statement.conditions.iter().all(|condition| holds(condition, denies, context))
}

fn is_on(statement: &Statement<'_>, on: On<'_>, denies: bool, context: &Context<'_>) -> bool {
    match (on, &statement.resources) {
        (_, Which::Unsaid) => false,
        (On::Arn(arn), Which::Of(patterns)) => {
            patterns.iter().any(|pattern| pattern.answer(arn, context) == Answer::Yes)
        }
        (On::Arn(arn), Which::AllBut(but)) => but.iter().all(|pattern| pattern.answer(arn, context) == Answer::No),
        // A denial must leave nothing over to be chosen.
        (On::Anything, resources) => !denies || resources.covers(&Pattern::new("*", WILD)),
        // Any denial leaves something out.
        (On::All, resources) => denies || resources.covers(&Pattern::new("*", WILD)),
        (On::Every(kind), _) => covers_every(statement, kind),
    }
}

/// Whether a statement is about all users or roles, however it says so.
pub fn covers_every(statement: &Statement<'_>, kind: &str) -> bool {
    match &statement.resources {
        Which::Of(patterns) => patterns.iter().any(|pattern| is_every(pattern, kind)),
        // Exceptions weaken a denial, and hardly an allowance.
        Which::AllBut(but) => statement.effect == Effect::Allow && !but.iter().any(|pattern| is_every(pattern, kind)),
        Which::Unsaid => false,
    }
}

const WILD: Syntax = Syntax { wildcards: true, variables: false, exact_case: true };

/// Whether a pattern of ARNs fits any user or role of its account: one with a name that nobody would write down.
fn is_every(pattern: &Pattern<'_>, kind: &str) -> bool {
    let account = pattern.text().split(':').nth(4).filter(|id| !id.is_empty() && !id.contains(['*', '?']));
    let account = account.unwrap_or("000000000000");
    pattern.answer(&format!("arn:aws:iam::{account}:{kind}/\u{1}/\u{1}"), &Context::unknown()) == Answer::Yes
}

/// Keys whose value whoever asks may choose as it needs: where to ask, over what, and what to write on what it makes.
const CHOSEN: [&str; 5] =
    ["aws:requestedregion", "aws:securetransport", "aws:requesttag/", "aws:tagkeys", "iam:associatedresourcearn"];

/// What is chosen holds where it allows, and does not where it denies.
fn holds(condition: &Condition<'_>, denies: bool, context: &Context<'_>) -> bool {
    let chosen =
        CHOSEN.iter().any(|key| condition.key == *key || (key.ends_with('/') && condition.key.starts_with(key)));
    if chosen { !denies } else { condition.answer(context) == Answer::Yes }
}
