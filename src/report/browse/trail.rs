//! The way that led to a page.

use super::data::Data;
use super::page::Page;
use super::place::Place;

/// Pages that can be lain over one another: fix and finding lead to each other for ever.
const DEEPEST: usize = 64;

/// A tab, and the pages that were opened from it.
pub(super) struct Trail {
    first: Page,
    rest: Vec<Page>,
}

impl Trail {
    pub(super) fn new(data: &Data<'_>, place: Place) -> Self {
        Self { first: Page::new(data, place), rest: vec![] }
    }

    pub(super) fn page(&mut self) -> &mut Page {
        self.rest.last_mut().unwrap_or(&mut self.first)
    }

    pub(super) fn open(&mut self, data: &Data<'_>, place: Place) {
        if self.rest.len() == DEEPEST {
            self.rest.remove(0);
        }
        self.rest.push(Page::new(data, place));
    }

    /// Whether there was a page to go back from.
    pub(super) fn back(&mut self) -> bool {
        self.rest.pop().is_some()
    }

    pub(super) fn titles(&self, data: &Data<'_>) -> String {
        let pages = std::iter::once(&self.first).chain(&self.rest);
        pages.map(|page| data.title(page.place)).collect::<Vec<_>>().join(" › ")
    }
}
