//! Whether a rule is about a resource: it is, it is not, or what tells could not be read.

use super::classification::{Rule, is_number};
use crate::control::{Condition, Outcome, Scene};
use crate::facts::organization::Member;
use crate::facts::{Index, Seat};
use crate::snapshot::{Reason, Resource, Unread, Value, glob};
use std::sync::Arc;

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Fit {
    Yes,
    No,
    Maybe(Arc<Unread>),
}

impl Fit {
    fn is(holds: bool) -> Self {
        if holds { Self::Yes } else { Self::No }
    }

    /// Both must hold; the other is asked only where it matters.
    fn and(self, other: impl FnOnce() -> Self) -> Self {
        match self {
            Self::No => Self::No,
            Self::Yes => other(),
            Self::Maybe(unread) => match other() {
                Self::No => Self::No,
                _ => Self::Maybe(unread),
            },
        }
    }
}

pub(super) fn fit(rule: &Rule, number: usize, resource: &Resource, index: &Index<'_>, member: &Member<'_>) -> Fit {
    let is = |wanted: Option<&String>, text: &str| wanted.is_none_or(|wanted| glob(wanted, text));
    let name = resource.name.as_deref().unwrap_or_default();
    let plain = is(rule.kind.as_ref().map(|kind| &kind.value), &resource.kind)
        && (is(rule.name.as_ref(), name) || is(rule.name.as_ref(), &resource.id));
    Fit::is(plain)
        .and(|| rule.account.as_ref().map_or(Fit::Yes, |pattern| account(pattern, resource, member)))
        .and(|| rule.ou.as_ref().map_or(Fit::Yes, |pattern| unit(pattern, member)))
        .and(|| rule.when.as_ref().map_or(Fit::Yes, |when| condition(when, number, resource, index)))
}

/// By its number, or else by its name.
fn account(pattern: &str, resource: &Resource, member: &Member<'_>) -> Fit {
    if glob(pattern, resource.account.as_str()) {
        return Fit::Yes;
    }
    match member.account.and_then(|account| account.name.as_deref()) {
        _ if is_number(pattern) => Fit::No,
        Some(name) => Fit::is(glob(pattern, name)),
        None => member.nameless().map_or(Fit::No, Fit::Maybe),
    }
}

/// By the id, name or path of any unit above the account.
fn unit(pattern: &str, member: &Member<'_>) -> Fit {
    let fits = |(id, unit): &(&str, Option<&Resource>)| {
        let names = unit.map(|unit| [unit.name.as_deref(), unit.at("path").as_str()]);
        glob(pattern, id) || names.into_iter().flatten().flatten().any(|name| glob(pattern, name))
    };
    match member.above.iter().any(fits) {
        true => Fit::Yes,
        false => member.homeless().map_or(Fit::No, Fit::Maybe),
    }
}

fn condition(when: &Condition, number: usize, resource: &Resource, index: &Index<'_>) -> Fit {
    let now = index.snapshot().header.taken_at;
    let scene = Scene { resource, world: &Seat::bare(resource, index), params: &Value::Null, now };
    match when.run(&scene) {
        Outcome::True => Fit::Yes,
        Outcome::False => Fit::No,
        Outcome::Unread(unread) => Fit::Maybe(Arc::new(unread)),
        Outcome::Broken(problem) => {
            let unread = Unread::new(format!("rule:{number}"), Reason::Error);
            Fit::Maybe(Arc::new(Unread { detail: Some(problem), ..unread }))
        }
    }
}
