//! A list of values, of which one is chosen to filter by.

use super::filter::Facet;

pub(super) struct Chooser {
    pub(super) facet: Facet,
    choices: Vec<(String, u64)>,
    pub(super) cursor: usize,
}

impl Chooser {
    /// None where there is nothing to choose from.
    pub(super) fn new(facet: Facet, choices: Vec<(String, u64)>) -> Option<Self> {
        (!choices.is_empty()).then_some(Self { facet, choices, cursor: 0 })
    }

    /// All, and then each value with how many have it.
    pub(super) fn lines(&self) -> Vec<String> {
        let all: u64 = self.choices.iter().map(|(_, n)| n).sum();
        let lines = std::iter::once(("all", all)).chain(self.choices.iter().map(|(value, n)| (value.as_str(), *n)));
        lines.map(|(value, n)| format!("{:>7}  {value}", crate::report::thousands(n))).collect()
    }

    pub(super) fn down(&mut self, lines: usize) {
        self.cursor = (self.cursor + lines).min(self.choices.len());
    }

    pub(super) fn up(&mut self, lines: usize) {
        self.cursor = self.cursor.saturating_sub(lines);
    }

    /// What is chosen; none is all.
    pub(super) fn value(self) -> Option<String> {
        let place = self.cursor.checked_sub(1)?;
        self.choices.into_iter().nth(place).map(|(value, _)| value)
    }
}
