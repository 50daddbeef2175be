//! One statement of a document.

use super::{Answer, Caller, Condition, Context, Pattern, Principal, Request, Syntax};
use crate::snapshot::Value;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    Allow,
    Deny,
}

/// What a statement is about.
#[derive(Debug, Clone)]
pub enum Which<T> {
    /// It does not say.
    Unsaid,
    Of(Vec<T>),
    AllBut(Vec<T>),
}

#[derive(Debug, Clone)]
pub struct Statement<'a> {
    /// Its own name.
    pub sid: Option<&'a str>,
    pub effect: Effect,
    pub principals: Which<Principal<'a>>,
    pub actions: Which<Pattern<'a>>,
    pub resources: Which<Pattern<'a>>,
    /// All of them must hold.
    pub conditions: Vec<Condition<'a>>,
}

impl<'a> Statement<'a> {
    /// From the normal form. None where it is of another form.
    pub(super) fn parse(value: &'a Value, variables: bool) -> Option<Self> {
        let effect = match value.at("effect").as_str()? {
            "Allow" => Effect::Allow,
            "Deny" => Effect::Deny,
            _ => return None,
        };
        let pattern = |wildcards, exact_case, variables| {
            move |text| Pattern::new(text, Syntax { wildcards, variables, exact_case })
        };
        Some(Self {
            sid: value.at("sid").as_str().filter(|sid| !sid.is_empty()),
            effect,
            principals: which(value, "principals", "not_principals", principal)?,
            actions: which(value, "actions", "not_actions", |item| item.as_str().map(pattern(true, false, false)))?,
            resources: which(value, "resources", "not_resources", |item| {
                item.as_str().map(pattern(true, true, variables))
            })?,
            conditions: list(value.at("conditions"), |item| condition(item, variables))?,
        })
    }

    /// Whether it is about a request, its conditions included.
    pub fn answer(&self, request: &Request<'_>) -> Answer {
        let about = self
            .about_action(request.action)
            .and(self.resources.answer(|pattern| pattern.answer(request.resource, request.context)));
        if about == Answer::No {
            return Answer::No;
        }
        let who = request.caller.map_or(Answer::Yes, |caller| self.about_caller(caller));
        about.and(who).and(self.holds(request.context))
    }

    pub fn about_action(&self, action: &str) -> Answer {
        match &self.actions {
            // A statement about no action at all is about none.
            Which::Unsaid => Answer::No,
            actions => actions.answer(|pattern| pattern.answer(action, &Context::unknown())),
        }
    }

    pub fn about_caller(&self, caller: &Caller<'_>) -> Answer {
        self.principals.answer(|principal| principal.answer(caller))
    }

    /// Whether all its conditions hold.
    pub fn holds(&self, context: &Context<'_>) -> Answer {
        Answer::all(self.conditions.iter().map(|condition| condition.answer(context)))
    }

    /// Whether it is about some action that fits one pattern, on some resource that fits the other.
    pub fn overlaps(&self, action: &Pattern<'_>, resource: &Pattern<'_>) -> bool {
        !matches!(self.actions, Which::Unsaid) && self.actions.overlaps(action) && self.resources.overlaps(resource)
    }

    /// Whether it is about every action that fits one pattern, on every resource that fits the other.
    pub fn covers(&self, action: &Pattern<'_>, resource: &Pattern<'_>) -> bool {
        !matches!(self.actions, Which::Unsaid) && self.actions.covers(action) && self.resources.covers(resource)
    }
}

impl<T> Which<T> {
    /// How many it names.
    pub fn len(&self) -> usize {
        match self {
            Self::Unsaid => 0,
            Self::Of(items) | Self::AllBut(items) => items.len(),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn answer(&self, one: impl Fn(&T) -> Answer) -> Answer {
        match self {
            Self::Unsaid => Answer::Yes,
            Self::Of(items) => Answer::any(items.iter().map(one)),
            Self::AllBut(items) => !Answer::any(items.iter().map(one)),
        }
    }
}

impl Which<Pattern<'_>> {
    pub fn overlaps(&self, other: &Pattern<'_>) -> bool {
        match self {
            Self::Unsaid => true,
            Self::Of(own) => own.iter().any(|own| own.overlaps(other)),
            Self::AllBut(but) => !but.iter().any(|but| but.covers(other)),
        }
    }

    pub fn covers(&self, other: &Pattern<'_>) -> bool {
        match self {
            Self::Unsaid => true,
            Self::Of(own) => own.iter().any(|own| own.covers(other)),
            Self::AllBut(but) => !but.iter().any(|but| but.overlaps(other)),
        }
    }
}

/// A list of the normal form; one that is not there is empty.
pub(super) fn list<'a, T>(value: &'a Value, one: impl Fn(&'a Value) -> Option<T>) -> Option<Vec<T>> {
    match value {
        Value::Null => Some(vec![]),
        Value::List(items) => items.iter().map(one).collect(),
        _ => None,
    }
}

fn which<'a, T>(value: &'a Value, of: &str, but: &str, one: impl Fn(&'a Value) -> Option<T>) -> Option<Which<T>> {
    let (of, but) = (list(value.at(of), &one)?, list(value.at(but), &one)?);
    match (of.is_empty(), but.is_empty()) {
        (true, true) => Some(Which::Unsaid),
        (false, true) => Some(Which::Of(of)),
        (true, false) => Some(Which::AllBut(but)),
        (false, false) => None,
    }
}

fn principal(value: &Value) -> Option<Principal<'_>> {
    Some(Principal { kind: value.at("type").as_str()?, id: value.at("id").as_str()? })
}

fn condition(value: &Value, variables: bool) -> Option<Condition<'_>> {
    let values = value.at("values");
    let values: Vec<&str> = list(values, Value::as_str).or_else(|| Some(vec![values.as_str()?]))?;
    Some(Condition::new(value.at("operator").as_str()?, value.at("key").as_str()?, values.into_iter(), variables))
}
