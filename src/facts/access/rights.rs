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
use crate::snapshot::{Reason, Region, Resource, Unread, Value};
use std::sync::Arc;

pub struct Rights<'s> {
    pub principal: &'s Resource,
    kind: PrincipalKind,
    identity: Vec<Part<'s>>,
    boundary: Option<Part<'s>>,
    controls: Arc<Controls<'s>>,
    /// What of the catalogued actions it may be allowed on something.
    pub actions: Actions,
}

/// What is asked: an action on a resource, both by pattern.
pub struct Asked<'x> {
    pub action: &'x str,
    pub on: On<'x>,
    /// Whether the service is told to which a role is passed.
    pub passed_to: Option<&'x str>,
}

/// On what.
pub enum On<'x> {
    Arn(&'x str),
    /// Something or other, that the caller may choose.
    Anything,
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
            Value::Unread(unread) => Some(Part { name: "its boundary".into(), said: Err(Arc::clone(unread)) }),
            arn => arn.as_str().map(|arn| library.managed(&principal.account, arn, index)),
        };
        let actions = identity.iter().map(may).fold(Actions::default(), Actions::or);
        let actions = boundary.as_ref().map_or(actions, |boundary| actions.and(may(boundary)));
        Self { principal, kind, identity, boundary, controls, actions }
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

    /// Whether it may do something by policies of its own.
    pub fn may(&self, asked: &Asked<'_>) -> Said {
        let context = self.context(asked);
        let matches = |statement: &Statement<'_>| fits(statement, asked, &context);
        let allowed = Said::any(self.identity.iter().map(|part| says(part, Effect::Allow, &matches)));
        let within = || match &self.boundary {
            Some(boundary) => says(boundary, Effect::Allow, &matches),
            None => Said::Yes(String::new()),
        };
        let controlled = || {
            // A service-linked role is not bound.
            if self.kind == PrincipalKind::ServiceLinkedRole {
                Said::Yes(String::new())
            } else {
                self.controls.allow(&matches)
            }
        };
        allowed.and(within).and(controlled).and(|| self.denied(&matches))
    }

    /// Yes where nothing denies it.
    fn denied(&self, matches: &impl Fn(&Statement<'_>) -> bool) -> Said {
        let own = self.identity.iter().chain(&self.boundary);
        let mut unread = None;
        for part in own {
            match says(part, Effect::Deny, matches) {
                Said::Yes(_) => return Said::No,
                Said::Unread(why) => unread = Some(why),
                Said::No => {}
            }
        }
        if self.kind != PrincipalKind::ServiceLinkedRole && self.controls.deny(matches) {
            return Said::No;
        }
        unread.map_or(Said::Yes(String::new()), Said::Unread)
    }

    fn context<'x>(&self, asked: &Asked<'x>) -> Context<'x>
    where
        's: 'x,
    {
        let context = self.principal().told(Context::unknown());
        match asked.passed_to {
            Some(service) => context.with("iam:PassedToService", [service]),
            None => context,
        }
    }
}

/// The policies of a user, role or group, and of a user's groups.
pub fn policies<'s>(principal: &'s Resource, index: &Index<'s>, library: &Library<'s>) -> Vec<Part<'s>> {
    let arns = principal.at("attached_policy_arns");
    let attached =
        arns.items().iter().filter_map(Value::as_str).map(|arn| library.managed(&principal.account, arn, index));
    let unread = |list: &Value| {
        list.unread_within().map(|unread| Part { name: "policies".into(), said: Err(Arc::clone(unread)) })
    };
    let mut parts: Vec<Part<'s>> = Library::inline(principal).into_iter().chain(attached).chain(unread(arns)).collect();
    let groups = principal.at("group_names");
    parts.extend(unread(groups));
    for name in groups.items().iter().filter_map(Value::as_str) {
        match index.where_field("iam_group", "name", name, &principal.account, &Region::global()) {
            Ok(found) if found.is_empty() => {
                parts.push(Part::unread(format!("group {name}"), Unread::new("iam_group", Reason::NotCollected)));
            }
            Ok(found) => parts.extend(
                found
                    .into_iter()
                    .flat_map(|group| policies(group, index, library))
                    .map(|part| Part { name: format!("group {name}: {}", part.name), ..part }),
            ),
            Err(unread) => parts.push(Part::unread(format!("group {name}"), unread)),
        }
    }
    parts
}

fn may(part: &Part<'_>) -> Actions {
    part.said.as_ref().map_or_else(|_| Actions::all(), |said| said.allows)
}

/// Whether a document has a statement of an effect that fits.
pub fn says(part: &Part<'_>, effect: Effect, matches: &impl Fn(&Statement<'_>) -> bool) -> Said {
    match &part.said {
        Err(unread) => Said::Unread(Arc::clone(unread)),
        Ok(said) if said.document.of(effect).any(matches) => Said::Yes(part.name.clone()),
        Ok(_) => Said::No,
    }
}

fn fits(statement: &Statement<'_>, asked: &Asked<'_>, context: &Context<'_>) -> bool {
    let denies = statement.effect == Effect::Deny;
    statement.about_action(asked.action) == Answer::Yes
        && is_on(statement, &asked.on, denies, context)
        && statement.conditions.iter().all(|condition| holds(condition, denies, context))
}

fn is_on(statement: &Statement<'_>, on: &On<'_>, denies: bool, context: &Context<'_>) -> bool {
    match (on, &statement.resources) {
        (_, Which::Unsaid) => false,
        (On::Arn(arn), Which::Of(patterns)) => {
            patterns.iter().any(|pattern| pattern.answer(arn, context) == Answer::Yes)
        }
        (On::Arn(arn), Which::AllBut(but)) => but.iter().all(|pattern| pattern.answer(arn, context) == Answer::No),
        // A denial must leave nothing over to be chosen.
        (On::Anything, resources) => !denies || resources.covers(&Pattern::new("*", WILD)),
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
