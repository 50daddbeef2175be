//! Examples: a control's tests, laid over a healthy sample of its kind.

use super::schema::{RawControl, RawExample};
use crate::snapshot::Value;
use crate::yaml::{Mistake, Source, Spanned};
use chrono::{DateTime, Utc};
use std::collections::BTreeMap;
use std::ops::Deref;
use std::sync::OnceLock;

#[derive(Debug, Clone)]
pub struct Example {
    pub expect: Expect,
    /// Laid over the sample.
    pub overlay: Value,
    /// Other resources, by kind, each laid over that kind's sample.
    pub with: BTreeMap<String, Vec<Value>>,
    /// Laid over the facts that are derived.
    pub facts: Option<Value>,
    /// Laid over the control's parameters.
    pub params: Option<Value>,
    pub now: DateTime<Utc>,
    /// The line in the file, to find it again.
    pub line: u64,
}

/// A control's examples. Those of what is inside of the binary are read when somebody first looks at them.
#[derive(Debug, Default)]
pub struct Examples {
    source: Option<Source>,
    read: OnceLock<Vec<Example>>,
}

impl Examples {
    pub(super) fn of(raw: Vec<Spanned<RawExample>>, source: &Source) -> Result<Self, Vec<Mistake>> {
        let mut mistakes = Vec::new();
        let read = raw.into_iter().filter_map(|one| Example::new(one, source).map_err(|m| mistakes.push(m)).ok());
        let read = OnceLock::from(read.collect::<Vec<_>>());
        if mistakes.is_empty() { Ok(Self { source: None, read }) } else { Err(mistakes) }
    }

    /// Those of a text that is known to be good.
    pub(super) fn later(source: Source) -> Self {
        Self { source: Some(source), read: OnceLock::new() }
    }
}

impl Deref for Examples {
    type Target = [Example];

    fn deref(&self) -> &[Example] {
        self.read.get_or_init(|| {
            let raw = self.source.as_ref().and_then(|source| Some((source.parse::<RawControl>().ok()?, source)));
            raw.and_then(|(raw, source)| Self::of(raw.examples, source).ok()?.read.into_inner()).unwrap_or_default()
        })
    }
}

/// What a control must say of an example.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Expect {
    Pass,
    Fail,
    Unknown,
    /// No verdict: the control does not apply.
    Skip,
}

impl Expect {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Fail => "fail",
            Self::Unknown => "unknown",
            Self::Skip => "skip",
        }
    }
}

/// The moment of every example that names no other.
fn default_now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_782_820_800, 0).unwrap_or_default()
}

impl Example {
    pub(super) fn new(raw: Spanned<RawExample>, source: &Source) -> Result<Self, Mistake> {
        let place = Spanned::new((), raw.referenced, raw.defined);
        let line = raw.referenced.line();
        let RawExample { pass, fail, unknown, skip, with, facts, params, now, note: _ } = raw.value;
        let offered = [(Expect::Pass, pass), (Expect::Fail, fail), (Expect::Unknown, unknown), (Expect::Skip, skip)];
        let mut given = offered.into_iter().filter_map(|(expect, overlay)| Some((expect, overlay?)));
        let (Some((expect, overlay)), None) = (given.next(), given.next()) else {
            return Err(source.mistake_at(&place, "an example needs exactly one of pass, fail, unknown, skip", "here"));
        };
        Ok(Self { expect, overlay, with, facts, params, now: now.unwrap_or_else(default_now), line })
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn examples_happen_in_the_middle_of_2026() {
        assert_eq!(super::default_now().to_rfc3339(), "2026-06-30T12:00:00+00:00");
    }
}
