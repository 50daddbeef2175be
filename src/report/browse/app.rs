//! What a key does.

use super::chooser::Chooser;
use super::data::Data;
use super::filter::Facet;
use super::key::Key;
use super::page::Page;
use super::place::Place;
use super::trail::Trail;
use crate::report::{Inputs, PathsView, View};

/// The browser: where one is, on each tab.
pub struct App<'a> {
    pub(super) data: Data<'a>,
    pub(super) trails: Vec<Trail>,
    pub(super) tab: usize,
    pub(super) over: Over,
    pub(super) colour: bool,
    /// Lines of a page that the screen had room for when it was drawn.
    pub(super) height: usize,
}

/// What takes the keys instead of the page.
pub(super) enum Over {
    Nothing,
    Help,
    Typing,
    Choosing(Chooser),
}

impl<'a> App<'a> {
    pub fn new(inputs: Inputs<'a>, view: &'a View<'a>, paths: &'a PathsView<'a>, colour: bool) -> Self {
        let data = Data::new(inputs, view, paths);
        let trails = Place::TABS.into_iter().map(|place| Trail::new(&data, place)).collect();
        Self { data, trails, tab: 0, over: Over::Nothing, colour, height: 0 }
    }

    /// Does what a key asks for, and says whether to go on.
    pub fn press(&mut self, key: Key) -> bool {
        match std::mem::replace(&mut self.over, Over::Nothing) {
            Over::Nothing => return self.press_on_page(key),
            Over::Help => {}
            Over::Typing => self.press_typing(key),
            Over::Choosing(chooser) => self.press_choosing(chooser, key),
        }
        true
    }

    fn press_on_page(&mut self, key: Key) -> bool {
        match key {
            Key::Letter('q') => return false,
            Key::Letter('?') => self.over = Over::Help,
            Key::Letter('/') => self.over = Over::Typing,
            Key::Letter(c @ '1'..='6') => self.tab = usize::from(c as u8 - b'1'),
            Key::Tab => self.tab = (self.tab + 1) % self.trails.len(),
            Key::BackTab => self.tab = (self.tab + self.trails.len() - 1) % self.trails.len(),
            Key::Enter | Key::Right | Key::Letter('l') => self.open(),
            Key::Escape | Key::Backspace | Key::Left | Key::Letter('h') => self.back(key),
            Key::Letter(c) if Facet::of_letter(c).is_some() => self.ask(c),
            key => self.press_in_list(key),
        }
        true
    }

    fn press_in_list(&mut self, key: Key) {
        let (height, screen) = (self.height, self.height.saturating_sub(1).max(1));
        let (data, page) = self.parts();
        match key {
            Key::Down | Key::Letter('j') => page.down(1, height),
            Key::Up | Key::Letter('k') => page.up(1, height),
            Key::PageDown | Key::Letter(' ') => page.down(screen, height),
            Key::PageUp => page.up(screen, height),
            Key::Home | Key::Letter('g') => page.home(),
            Key::End | Key::Letter('G') => page.end(height),
            Key::Letter('n') => page.seek_next(),
            Key::Letter('s') => page.reorder(data),
            Key::Letter('c') => drop(page.clear(data)),
            _ => {}
        }
    }

    fn press_typing(&mut self, key: Key) {
        let (data, page) = self.parts();
        match key {
            Key::Enter | Key::Up | Key::Down | Key::Tab => return,
            Key::Escape => return page.untype(data),
            Key::Letter(c) => page.type_letter(data, Some(c)),
            Key::Backspace if page.typed().is_empty() => return,
            Key::Backspace => page.type_letter(data, None),
            _ => {}
        }
        self.over = Over::Typing;
    }

    fn press_choosing(&mut self, mut chooser: Chooser, key: Key) {
        let screen = self.height.max(1);
        match key {
            Key::Escape | Key::Left | Key::Backspace | Key::Letter('h' | 'q') => return,
            Key::Enter | Key::Right | Key::Letter('l') => {
                let (data, page) = self.parts();
                return page.choose(data, chooser.facet, chooser.value());
            }
            Key::Down | Key::Letter('j') => chooser.down(1),
            Key::Up | Key::Letter('k') => chooser.up(1),
            Key::PageDown | Key::Letter(' ') => chooser.down(screen),
            Key::PageUp => chooser.up(screen),
            Key::Home | Key::Letter('g') => chooser.up(usize::MAX),
            Key::End | Key::Letter('G') => chooser.down(usize::MAX / 2),
            _ => {}
        }
        self.over = Over::Choosing(chooser);
    }

    /// What is looked at, and the data behind it.
    pub(super) fn parts(&mut self) -> (&Data<'a>, &mut Page) {
        // A tab is only ever one of those that there are.
        (&self.data, self.trails[self.tab].page())
    }

    /// A line of the start page leads to a tab.
    fn open(&mut self) {
        let height = self.height;
        let (_, page) = self.parts();
        let Some(place) = page.chosen() else { return };
        if page.is_ahead(height) {
            // Nobody opens what they do not see.
            return page.down(height, height);
        }
        match Place::TABS.iter().position(|tab| *tab == place) {
            Some(tab) => self.tab = tab,
            None => self.trails[self.tab].open(&self.data, place),
        }
    }

    /// One step back: from a filter, from a page, from a tab.
    fn back(&mut self, key: Key) {
        let (data, page) = self.parts();
        let cleared = key == Key::Escape && page.clear(data);
        if !cleared && !self.trails[self.tab].back() {
            self.tab = 0;
        }
    }

    fn ask(&mut self, letter: char) {
        let Some(facet) = Facet::of_letter(letter) else { return };
        let (data, page) = self.parts();
        let chooser = Chooser::new(facet, page.choices(data, facet));
        self.over = chooser.map_or(Over::Nothing, Over::Choosing);
    }
}
