//! A value that may be uncertain.

use crate::snapshot::{Unread, Value};
use serde::Serialize;
use std::sync::Arc;

/// The least and the most that a fact can be, given what was read. The two are equal where it is known.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Span<T> {
    pub low: T,
    pub high: T,
    /// What led to it: resource ids, statements, rules, tags. In the order of the argument.
    pub because: Vec<String>,
    /// What would have to be read to know more. Set where `low` and `high` differ.
    pub unread: Option<Arc<Unread>>,
}

impl<T: Clone + PartialEq> Span<T> {
    pub fn known(value: T, because: impl Into<String>) -> Self {
        Self { low: value.clone(), high: value, because: vec![because.into()], unread: None }
    }

    pub fn between(low: T, high: T, unread: Arc<Unread>) -> Self {
        Self { low, high, because: vec![format!("could not be read: {unread}")], unread: Some(unread) }
    }

    pub fn is_known(&self) -> bool {
        self.low == self.high
    }
}

impl<T: Copy + Ord> Span<T> {
    /// The greater of two, as for two doors of which one is enough; the reasons of the one that decides first.
    pub fn or(self, other: Self) -> Self {
        let (mut first, second) = if other.high > self.high { (other, self) } else { (self, other) };
        first.because.extend(second.because);
        first.low = first.low.max(second.low);
        first.unread = first.unread.or(second.unread).filter(|_| first.low != first.high);
        first
    }

    /// The lesser of two, as for two doors behind each other.
    pub fn and(self, other: Self) -> Self {
        let (mut first, second) = if other.high < self.high { (other, self) } else { (self, other) };
        first.because.extend(second.because);
        first.low = first.low.min(second.low);
        first.unread = first.unread.or(second.unread).filter(|_| first.low != first.high);
        first
    }
}

impl<T: Clone + PartialEq + Serialize> Span<T> {
    /// As a check sees it: the value, or unread where it is uncertain.
    pub fn to_value(&self) -> Value {
        match &self.unread {
            Some(unread) if !self.is_known() => Value::Unread(Arc::clone(unread)),
            _ => Value::of(&self.high),
        }
    }
}
