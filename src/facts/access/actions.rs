//! The actions that published paths are made of, as sets: of most principals one look tells that a path is not theirs.

use super::escalation::escalations;
use crate::facts::policy::language::{Answer, Document, Effect, Statement, Which};
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// How many words of bits hold all actions. A test holds them to it.
const WORDS: usize = 5;

/// Numbers of the actions that any path needs.
static NUMBERS: LazyLock<BTreeMap<&'static str, usize>> = LazyLock::new(|| {
    let mut names: Vec<&str> =
        escalations().iter().flat_map(|path| path.permissions.keys()).map(String::as_str).collect();
    names.sort_unstable();
    names.dedup();
    names.into_iter().zip(0..).collect()
});

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Actions([u64; WORDS]);

impl Actions {
    /// All that a document allows on anything, whatever its conditions and denials.
    pub fn allowed_by(document: &Document<'_>) -> Self {
        let mut set = Self::default();
        for statement in document.of(Effect::Allow) {
            match &statement.actions {
                Which::Of(patterns) => patterns.iter().for_each(|pattern| set.add(statement, pattern.text())),
                Which::AllBut(_) => set.add(statement, "*"),
                Which::Unsaid => {}
            }
        }
        set
    }

    /// Adds what a statement is about, of the service that a pattern of actions names.
    fn add(&mut self, statement: &Statement<'_>, pattern: &str) {
        let service = pattern.split_inclusive(':').next().unwrap_or_default().to_ascii_lowercase();
        let start = service.split(['*', '?']).next().unwrap_or_default();
        for (name, number) in NUMBERS.range(start..).take_while(|(name, _)| name.starts_with(start)) {
            if statement.about_action(name) != Answer::No
                && let Some(word) = self.0.get_mut(number / 64)
            {
                *word |= 1 << (number % 64);
            }
        }
    }

    pub fn all() -> Self {
        Self([u64::MAX; WORDS])
    }

    pub fn or(self, other: Self) -> Self {
        Self(std::array::from_fn(|word| self.0[word] | other.0[word]))
    }

    pub fn and(self, other: Self) -> Self {
        Self(std::array::from_fn(|word| self.0[word] & other.0[word]))
    }

    pub fn has(&self, action: &str) -> bool {
        let number = NUMBERS.get(action);
        number.is_some_and(|number| self.0.get(number / 64).is_some_and(|word| word >> (number % 64) & 1 == 1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_room_for_all() {
        assert!(NUMBERS.len() <= WORDS * 64, "{}", NUMBERS.len());
        assert!(escalations().iter().all(|path| path.permissions.keys().all(|name| Actions::all().has(name))));
    }

    #[test]
    fn what_a_document_allows_is_in_its_set() {
        let json = r#"{"version": "2012-10-17", "statements": [
            {"effect": "Allow", "actions": ["lambda:Update*"], "resources": ["*"], "conditions": []},
            {"effect": "Deny", "actions": ["iam:*"], "resources": ["*"], "conditions": []}]}"#;
        let value = serde_json::from_str(json).unwrap();
        let set = Actions::allowed_by(&Document::parse(&value).unwrap());
        assert!(set.has("lambda:UpdateFunctionCode") && !set.has("iam:PassRole") && !set.has("no:Such"));
        assert!(
            set.or(Actions::all()).has("iam:PassRole") && !set.and(Actions::default()).has("lambda:UpdateFunctionCode")
        );
    }
}
