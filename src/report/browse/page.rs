//! One page: a text, and below it lines that lead on. Either may be missing.

use super::column;
use super::data::Data;
use super::filter::{Facet, Filter};
use super::place::Place;
use super::{lines, order};
use crate::report::Style;
use ratatui_core::text::Line;

/// Names of resources are shorter, and nobody types more.
const LONGEST: usize = 200;

pub(super) struct Page {
    pub(super) place: Place,
    /// As wide as it was drawn for; zero before.
    width: u16,
    text: Vec<Line<'static>>,
    /// All lines that lead on, as the report has them.
    all: Vec<Place>,
    /// Those that are shown, as they are sorted.
    rows: Vec<Place>,
    /// The line that Enter opens.
    cursor: usize,
    /// The first line on the screen, of the text and the lines together.
    top: usize,
    filter: Filter,
    order: usize,
    /// Whether the lines have titles above them.
    titled: bool,
    /// What was looked for in the text.
    sought: String,
}

/// What stands on a line of the screen.
pub(super) enum Shown {
    Text(Line<'static>),
    Row { line: Line<'static>, chosen: bool },
}

impl Page {
    pub(super) fn new(data: &Data<'_>, place: Place) -> Self {
        let all = data.rows(place);
        let titled = place != Place::Start && !all.is_empty();
        let rows = all.clone();
        let (text, filter) = (vec![], Filter::default());
        Self { place, width: 0, text, all, rows, cursor: 0, top: 0, filter, order: 0, titled, sought: String::new() }
    }

    /// Draws the text anew where the screen has another width.
    pub(super) fn fit(&mut self, data: &Data<'_>, style: Style, height: usize) {
        if self.width == style.width {
            return self.keep_in(height);
        }
        let before = self.text.len();
        self.text = lines::of(data, self.place, style);
        if !self.text.is_empty() && !self.all.is_empty() {
            self.text.push(Line::default());
        }
        let first = self.width == 0;
        self.width = style.width;
        // The same part of the text stays on the screen, more or less.
        self.top = (self.top * self.text.len()).checked_div(before).filter(|_| !first).unwrap_or(self.top);
        self.keep_in(height);
    }

    /// Whether it is there to be read rather than to be chosen from.
    pub(super) fn is_text(&self) -> bool {
        matches!(self.place, Place::Finding(_) | Place::Path(_))
    }

    /// The line that is chosen.
    pub(super) fn chosen(&self) -> Option<Place> {
        self.rows.get(self.cursor).copied()
    }

    /// Lines above the first that leads on.
    fn above(&self) -> usize {
        self.text.len() + usize::from(self.titled)
    }

    fn keep_in(&mut self, height: usize) {
        self.cursor = self.cursor.min(self.rows.len().saturating_sub(1));
        self.top = self.top.min((self.above() + self.rows.len()).saturating_sub(height));
    }

    /// The chosen line is below what is seen.
    pub(super) fn is_ahead(&self, height: usize) -> bool {
        self.above() + self.cursor >= self.top + height
    }

    pub(super) fn down(&mut self, lines: usize, height: usize) {
        if self.rows.is_empty() || self.is_ahead(height) {
            self.top += lines;
        } else {
            self.cursor = (self.cursor + lines).min(self.rows.len() - 1);
            self.show(height);
        }
        self.keep_in(height);
    }

    pub(super) fn up(&mut self, lines: usize, height: usize) {
        if self.cursor == 0 || self.rows.is_empty() || self.is_ahead(height) {
            self.top = self.top.saturating_sub(lines);
        } else {
            self.cursor = self.cursor.saturating_sub(lines);
            self.show(height);
        }
    }

    pub(super) fn home(&mut self) {
        (self.cursor, self.top) = (0, 0);
    }

    pub(super) fn end(&mut self, height: usize) {
        (self.cursor, self.top) = (usize::MAX, usize::MAX);
        self.keep_in(height);
    }

    /// Scrolls as far as it takes to see the chosen line.
    fn show(&mut self, height: usize) {
        let line = self.above() + self.cursor;
        // The titles stay on the first line of the screen.
        let titles = usize::from(self.titled && height > 1);
        if line < self.top + titles {
            self.top = line.saturating_sub(titles);
        } else if line >= self.top + height {
            self.top = (line + 1).saturating_sub(height);
        }
    }

    /// What is typed behind the stroke.
    pub(super) fn typed(&self) -> &str {
        if self.is_text() { &self.sought } else { &self.filter.text }
    }

    /// A letter more, or one less.
    pub(super) fn type_letter(&mut self, data: &Data<'_>, letter: Option<char>) {
        let is_text = self.is_text();
        let text = if is_text { &mut self.sought } else { &mut self.filter.text };
        match letter {
            None => drop(text.pop()),
            Some(c) if text.len() < LONGEST && !c.is_control() => text.push(c),
            Some(_) => return,
        }
        if is_text { self.seek(self.top) } else { self.refilter(data) }
    }

    /// The text is gone, and with it what it hid.
    pub(super) fn untype(&mut self, data: &Data<'_>) {
        self.sought.clear();
        self.filter.text.clear();
        self.refilter(data);
    }

    pub(super) fn choices(&self, data: &Data<'_>, facet: Facet) -> Vec<(String, u64)> {
        facet.choices(data, &self.all)
    }

    pub(super) fn choose(&mut self, data: &Data<'_>, facet: Facet, value: Option<String>) {
        self.filter.choose(facet, value);
        self.refilter(data);
    }

    /// Whether there was something to clear.
    pub(super) fn clear(&mut self, data: &Data<'_>) -> bool {
        let clear = !self.filter.is_open() || !self.sought.is_empty();
        self.filter = Filter::default();
        self.untype(data);
        clear
    }

    pub(super) fn reorder(&mut self, data: &Data<'_>) {
        self.order = order::next(&self.all, self.order);
        self.refilter(data);
    }

    fn refilter(&mut self, data: &Data<'_>) {
        let chosen = self.chosen();
        self.rows = self.filter.kept(data, &self.all);
        order::sort(data, &mut self.rows, self.order);
        // Who looked at a line goes on looking at it, where it is still there.
        self.cursor = self.rows.iter().position(|row| Some(*row) == chosen).unwrap_or(0);
        self.show(usize::from(u16::MAX));
    }

    /// Scrolls to the next line of the text that holds what was looked for, from a line on and around.
    fn seek(&mut self, from: usize) {
        let word = self.sought.to_lowercase();
        let holds = |place: &usize| self.text[*place].to_string().to_lowercase().contains(&word);
        let around = (from..self.text.len()).chain(0..from.min(self.text.len()));
        if let Some(line) = around.filter(|_| !word.is_empty()).find(holds) {
            self.top = line;
        }
    }

    pub(super) fn seek_next(&mut self) {
        self.seek(self.top + 1);
    }

    /// The lines of the screen.
    pub(super) fn shown(&self, data: &Data<'_>, height: usize, colour: bool) -> Vec<Shown> {
        let room = self.width.saturating_sub(2);
        let titles = || {
            let cells = column::cells(data, *self.all.first()?);
            column::titles(&cells, room, colour).map(|line| Shown::Row { line, chosen: false })
        };
        let stuck = self.titled && self.top > self.text.len() && height > 1;
        let lines = self.top..(self.top + height).min(self.above() + self.rows.len());
        lines
            .enumerate()
            .filter_map(|(place, line)| match line.checked_sub(self.above()) {
                _ if place == 0 && stuck => titles(),
                Some(row) => {
                    let cells = column::cells(data, self.rows[row]);
                    Some(Shown::Row { line: column::line(&cells, room, colour), chosen: row == self.cursor })
                }
                None if line == self.text.len() => titles(),
                None => Some(Shown::Text(self.text[line].clone())),
            })
            .collect()
    }

    /// Where in the list one is, and what of it is shown.
    pub(super) fn standing(&self) -> String {
        let counted = crate::report::thousands;
        let place = match (self.rows.len(), self.all.len()) {
            (_, 0) => String::new(),
            (0, all) => format!("none of {}", counted(all as u64)),
            (n, all) if n == all => format!("{} of {}", counted(self.cursor as u64 + 1), counted(n as u64)),
            (n, all) => {
                format!("{} of {} ({} in all)", counted(self.cursor as u64 + 1), counted(n as u64), counted(all as u64))
            }
        };
        let parts = [place, self.filter.says(), order::name(&self.all, self.order).unwrap_or_default().to_owned()];
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
    }

    /// Instead of lines, where there is none.
    pub(super) fn nothing(&self, data: &Data<'_>) -> Option<String> {
        match (self.rows.is_empty(), self.all.is_empty()) {
            (true, true) => data.nothing(self.place),
            (true, false) => Some("Nothing fits; c shows all again.".to_owned()),
            (false, _) => None,
        }
    }
}
