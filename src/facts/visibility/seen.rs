//! How a concern looks at a resource, and what it sees.

use super::Trace;
use super::api::Trails;
use crate::facts::{Index, Span};
use crate::snapshot::{AccountId, Region, Resource, Unread, Value};
use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

/// A trace of some kinds.
pub(super) struct Row {
    pub kinds: &'static [&'static str],
    pub trace: Trace,
    /// Other kinds that must be read for it.
    pub needs: &'static [&'static str],
    pub look: fn(&Sight<'_, '_>) -> Seen,
}

/// Whether a trace is left.
#[derive(Debug, Clone)]
pub(super) enum Seen {
    Yes(Cow<'static, str>),
    No(Cow<'static, str>),
    Unread(Arc<Unread>),
    /// No matter of this resource.
    Mute,
}

/// A resource, and where to look.
pub(super) struct Sight<'a, 's> {
    pub resource: &'a Resource,
    pub index: &'a Index<'s>,
    pub watch: &'a Watch<'s>,
}

/// What all resources of a region share, looked up when the first one asks.
#[derive(Default)]
pub(in crate::facts) struct Watch<'s> {
    trails: RwLock<HashMap<(AccountId, Region), Arc<Trails<'s>>>>,
}

impl Seen {
    pub(super) fn span(self) -> Option<Span<bool>> {
        Some(match self {
            Self::Yes(why) => Span::known(true, why),
            Self::No(why) => Span::known(false, why),
            Self::Unread(unread) => Span::between(false, true, unread),
            Self::Mute => return None,
        })
    }

    /// By a switch.
    pub(super) fn switch(value: &Value, yes: &'static str, no: &'static str) -> Self {
        match value {
            Value::Unread(unread) => Self::Unread(Arc::clone(unread)),
            Value::Bool(true) => Self::Yes(yes.into()),
            _ => Self::No(no.into()),
        }
    }

    /// By something that is set, and not empty.
    pub(super) fn set(value: &Value, yes: &'static str, no: &'static str) -> Self {
        match value {
            Value::Unread(unread) => Self::Unread(Arc::clone(unread)),
            Value::Null => Self::No(no.into()),
            Value::List(items) if items.is_empty() => Self::No(no.into()),
            _ => Self::Yes(yes.into()),
        }
    }

    /// By words that must all be in a list.
    pub(super) fn all_of(list: &Value, words: &[&str], yes: &'static str, what: &str) -> Self {
        if let Some(unread) = list.unread_within() {
            return Self::Unread(Arc::clone(unread));
        }
        let has = |word: &&&str| list.items().iter().any(|item| item.as_str() == Some(**word));
        let lacks: Vec<&str> = words.iter().filter(|word| !has(word)).copied().collect();
        if lacks.is_empty() { Self::Yes(yes.into()) } else { Self::No(format!("{what}: {}", lacks.join(", ")).into()) }
    }

    /// By all items of a list; no matter where there are none.
    pub(super) fn each(list: &Value, of: impl Fn(&Value) -> Self) -> Self {
        match list {
            Value::Unread(unread) => Self::Unread(Arc::clone(unread)),
            Value::List(items) if !items.is_empty() => Self::both(items.iter().map(of)),
            _ => Self::Mute,
        }
    }

    /// All must be left.
    pub(super) fn both(all: impl Iterator<Item = Self>) -> Self {
        let mut sum = Self::Mute;
        for one in all {
            sum = match (sum, one) {
                (no @ Self::No(_), _) | (_, no @ Self::No(_)) => return no,
                (unread @ Self::Unread(_), _) | (_, unread @ Self::Unread(_)) => unread,
                (sum, Self::Mute) => sum,
                (_, one) => one,
            };
        }
        sum
    }

    /// One is enough.
    pub(super) fn or(self, other: impl FnOnce() -> Self) -> Self {
        match self {
            yes @ Self::Yes(_) => yes,
            first => match (first, other()) {
                (_, yes @ Self::Yes(_)) => yes,
                (unread @ Self::Unread(_), _) | (_, unread @ Self::Unread(_)) => unread,
                (Self::Mute, other) => other,
                (first, _) => first,
            },
        }
    }
}

impl<'s> Sight<'_, 's> {
    pub(super) fn at(&self, path: &str) -> &Value {
        self.resource.at(path)
    }

    /// The settings of a kind that there is one of in the resource's region.
    pub(super) fn setting(&self, kind: &str) -> Result<&'s Resource, Arc<Unread>> {
        self.index.setting(kind, &self.resource.account, &self.resource.region).map_err(Arc::new)
    }

    /// The trails that record the resource's region.
    pub(super) fn trails(&self) -> Arc<Trails<'s>> {
        let place = (self.resource.account.clone(), self.resource.region.clone());
        if let Some(known) = self.watch.trails.read().unwrap_or_else(PoisonError::into_inner).get(&place) {
            return Arc::clone(known);
        }
        let made = Arc::new(Trails::of(self.index, &place.0, &place.1));
        let mut trails = self.watch.trails.write().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(trails.entry(place).or_insert(made))
    }
}
