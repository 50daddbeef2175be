//! How it lies on the screen: the tabs, the way to the page, the page, and what can be pressed.

use super::app::{App, Over};
use super::help::KEYS;
use super::lines;
use super::page::Shown;
use super::place::Place;
use crate::report::Style;
use crate::report::clean::{clean, cut, shorten, width};
use crate::report::table::Ink;
use ratatui_core::buffer::Buffer;
use ratatui_core::layout::{Constraint, Layout, Rect};
use ratatui_core::style::Modifier;
use ratatui_core::text::{Line, Span};

/// What marks the chosen line, beside being turned around: not every terminal does that.
const MARK: &str = "▸ ";

impl App<'_> {
    /// Fills the whole buffer, whatever its size.
    pub fn draw(&mut self, to: &mut Buffer) {
        let rows = [Constraint::Length(1), Constraint::Length(1), Constraint::Fill(1), Constraint::Length(1)];
        let [tabs, way, body, foot] = Layout::vertical(rows).areas(to.area);
        self.height = body.height.into();
        let (style, height) = (Style { width: to.area.width, colour: self.colour, ..Style::default() }, self.height);
        let (data, page) = self.parts();
        page.fit(data, style, height);
        self.tabs(tabs, to);
        self.way(way, to);
        match &self.over {
            Over::Help => self.help(body, to),
            Over::Choosing(_) => self.choices(body, to),
            Over::Nothing | Over::Typing => self.page(body, to),
        }
        self.foot(foot, to);
    }

    fn tabs(&self, area: Rect, to: &mut Buffer) {
        let names: Vec<String> =
            (1..).zip(Place::TABS).map(|(number, place)| format!(" {number} {} ", place.tab())).collect();
        let all: usize = names.iter().map(|name| width(name)).sum();
        let mut line = Line::default();
        for (tab, name) in names.into_iter().enumerate() {
            let chosen = tab == self.tab;
            let style = lines::style(if chosen { Ink::Strong } else { Ink::Faint }, self.colour);
            if chosen {
                line.push_span(Span::styled(name, style.add_modifier(Modifier::REVERSED)));
            } else if all <= area.width.into() {
                line.push_span(Span::styled(name, style));
            }
        }
        put(&line, area, 0, to);
    }

    fn way(&self, area: Rect, to: &mut Buffer) {
        let way = match &self.over {
            Over::Help => "help".to_owned(),
            Over::Choosing(chooser) => format!("which {}?", chooser.facet.name()),
            Over::Nothing | Over::Typing => self.trails[self.tab].titles(&self.data),
        };
        let most = usize::from(area.width).saturating_sub(1);
        let way = shorten(&way, most).into_owned();
        put(&Line::from(format!(" {way}")).style(lines::style(Ink::Faint, self.colour)), area, 0, to);
    }

    fn page(&mut self, area: Rect, to: &mut Buffer) {
        let (height, colour) = (area.height.into(), self.colour);
        let (data, page) = self.parts();
        let shown = page.shown(data, height, colour);
        let below = u16::try_from(shown.len()).unwrap_or(u16::MAX);
        for (y, shown) in (0..area.height).zip(shown) {
            match shown {
                Shown::Text(line) => put(&line, area, y, to),
                Shown::Row { line, chosen } => row(line, chosen, area, y, to),
            }
        }
        if let Some(nothing) = page.nothing(data) {
            put(&Line::from(format!("  {}", cut(&clean(&nothing), usize::from(area.width)))), area, below, to);
        }
    }

    fn help(&self, area: Rect, to: &mut Buffer) {
        let names = KEYS.iter().map(|(keys, _)| width(keys)).max().unwrap_or(0) + 2;
        for (y, (keys, does)) in (0..area.height).zip(KEYS) {
            let blank = " ".repeat(names - width(keys));
            let keys = Span::styled(format!("  {keys}{blank}"), lines::style(Ink::Strong, self.colour));
            put(&Line::from(vec![keys, Span::raw(does)]), area, y, to);
        }
    }

    fn choices(&self, area: Rect, to: &mut Buffer) {
        let Over::Choosing(chooser) = &self.over else { return };
        let top = (chooser.cursor + 1).saturating_sub(area.height.into());
        for (y, (place, line)) in (0..area.height).zip(chooser.lines().into_iter().enumerate().skip(top)) {
            row(Line::from(line), place == chooser.cursor, area, y, to);
        }
    }

    fn foot(&mut self, area: Rect, to: &mut Buffer) {
        let hint = match &self.over {
            Over::Nothing => "Enter opens, Esc goes back, / finds, ? helps, q leaves",
            Over::Help => "any key goes back",
            Over::Typing => "Enter keeps, Esc clears",
            Over::Choosing(_) => "Enter chooses, Esc goes back",
        };
        let typing = matches!(self.over, Over::Typing);
        let (_, page) = self.parts();
        let said = if typing { format!("/{}▏", page.typed()) } else { page.standing() };
        let room = usize::from(area.width).saturating_sub(2);
        let said = shorten(&said, room).into_owned();
        let left = room.saturating_sub(width(&said) + 2);
        // Half a hint is none.
        let hint = if width(hint) <= left { hint } else { "" };
        let blank = " ".repeat(room.saturating_sub(width(&said) + width(hint)));
        let faint = lines::style(Ink::Faint, self.colour);
        let spans = vec![Span::raw(format!(" {said}{blank}")), Span::styled(hint, faint)];
        put(&Line::from(spans), area, 0, to);
    }
}

/// A line that may be the chosen one.
fn row(line: Line<'static>, chosen: bool, area: Rect, y: u16, to: &mut Buffer) {
    let mark = if chosen { MARK } else { "  " };
    let spans = std::iter::once(Span::raw(mark)).chain(line.spans);
    put(&Line::from(spans.collect::<Vec<_>>()), area, y, to);
    if chosen && y < area.height {
        to.set_style(Rect { y: area.y + y, height: 1, ..area }, Modifier::REVERSED);
    }
}

/// A line at a place of an area, as far as that has room.
fn put(line: &Line<'_>, area: Rect, y: u16, to: &mut Buffer) {
    if y < area.height {
        to.set_line(area.x, area.y + y, line, area.width);
    }
}
