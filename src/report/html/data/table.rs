//! What occurs often is written once, and a number stands for it.

use super::super::text;
use serde::{Serialize, Serializer};
use std::collections::BTreeMap;

/// Each value once, in the order of its first use. Place 0 holds nothing: an empty text, an empty list.
pub(super) struct Table<T> {
    places: BTreeMap<T, usize>,
    all: Vec<T>,
}

impl<T: Ord + Clone + Default> Default for Table<T> {
    fn default() -> Self {
        Self { places: BTreeMap::from([(T::default(), 0)]), all: vec![T::default()] }
    }
}

impl<T: Ord + Clone> Table<T> {
    pub(super) fn add(&mut self, value: T) -> usize {
        let next = self.all.len();
        if let Some(known) = self.places.get(&value) {
            return *known;
        }
        self.places.insert(value.clone(), next);
        self.all.push(value);
        next
    }
}

impl<T: Serialize> Serialize for Table<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.all.serialize(serializer)
    }
}

/// Texts, none of which is hostile any more once it is in here.
impl Table<String> {
    pub(super) fn text(&mut self, text: &str) -> usize {
        self.add(text::line(text))
    }

    pub(super) fn maybe(&mut self, text: Option<&str>) -> usize {
        self.text(text.unwrap_or_default())
    }

    /// A name among others.
    pub(super) fn name(&mut self, text: &str) -> usize {
        self.add(text::name(text))
    }

    /// A text that has lines.
    pub(super) fn lines(&mut self, text: &str) -> usize {
        self.add(text::lines(text))
    }
}
