//! The lines of lists: which columns each has, and how they share the screen.

use super::data::Data;
use super::place::Place;
use crate::evaluate::Verdict;
use crate::report::clean::{clean, cut, shorten, width};
use crate::report::table::Ink;
use crate::report::{
    BlindSpot, FindingRow, FixRow, FrameworkRow, PathRow, RequirementRow, amount, status_columns, thousands,
};
use ratatui_core::layout::{Constraint, Layout, Rect};
use ratatui_core::text::{Line, Span};

/// Columns of blank between two columns of text.
const BETWEEN: u16 = 2;
/// The least width at which columns are shown for which eighty have no room.
const WIDE: u16 = 120;

/// What one line shows in one column.
pub(super) struct Cell {
    title: &'static str,
    room: Room,
    wide: bool,
    text: String,
    ink: Ink,
}

/// How a column gives way.
#[derive(Clone, Copy)]
enum Room {
    /// So many columns, on the left of them.
    Left(u16),
    /// So many columns, on the right of them: numbers.
    Right(u16),
    /// A part of what is left, by weight; names lose their middle.
    Name(u16),
    /// The same for sentences, which lose their end.
    Prose(u16),
}

impl Cell {
    fn new(title: &'static str, room: Room, text: impl Into<String>, ink: Ink) -> Self {
        Self { title, room, wide: false, text: text.into(), ink }
    }

    /// Only where there is much room.
    fn wide(self) -> Self {
        Self { wide: true, ..self }
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }

    fn plain(title: &'static str, room: Room, text: impl Into<String>) -> Self {
        Self::new(title, room, text, Ink::Plain)
    }
}

/// The cells of a line that leads to a place.
pub(super) fn cells(data: &Data<'_>, place: Place) -> Vec<Cell> {
    match place {
        Place::Fix(n) => data.fix(n).map(fix),
        Place::Finding(n) => data.finding(n).map(finding),
        Place::Path(n) => data.path(n).map(path),
        Place::Framework(n) => data.framework(n).map(|row| framework(data, row)),
        Place::Requirement(framework, n) => data.requirement(framework, n).map(requirement),
        Place::BlindSpot(n) => data.blind_spot(n).map(blind_spot),
        tab => Some(list(data, tab)),
    }
    .unwrap_or_default()
}

fn fix(row: &FixRow<'_>) -> Vec<Cell> {
    let (cut, all) = row.paths;
    let paths = if cut == 0 { String::new() } else { format!("{}/{}", thousands(cut as u64), thousands(all as u64)) };
    vec![
        Cell::new("away", Room::Right(6), amount(row.worth), Ink::Strong),
        Cell::plain("effort", Room::Left(7), row.effort_word()),
        Cell::plain("closes", Room::Right(6), thousands(row.finding_count.n)),
        Cell::plain("paths", Room::Right(7), paths),
        owner(row.owner),
        Cell::new("where", Room::Name(3), &*row.place, Ink::Strong),
        Cell::new("account", Room::Left(12), row.account, Ink::Faint).wide(),
        Cell::new("control", Room::Name(3), &*row.control.id, Ink::Faint).wide(),
    ]
}

fn finding(row: &FindingRow<'_>) -> Vec<Cell> {
    let ink = match row.risk {
        Some(score) if row.verdict == Verdict::Fail => Ink::of_band(score.band()),
        _ => Ink::of_verdict(row.verdict),
    };
    vec![
        Cell::new("id", Room::Left(8), row.short_id(), Ink::Faint).wide(),
        Cell::new("risk", Room::Right(5), row.risk_text(), ink),
        Cell::new("", Room::Left(8), row.standing(), ink),
        Cell::new("what", Room::Name(2), row.resource.called(), Ink::Strong),
        Cell::new("control", Room::Name(3), &*row.control.id, Ink::Plain),
        Cell::plain("account", Room::Left(12), row.resource.account).wide(),
        Cell::plain("region", Room::Left(14), row.resource.region).wide(),
        owner(row.owner),
        Cell::new("due", Room::Left(10), row.due_text(), if row.overdue { Ink::Bad } else { Ink::Plain }).wide(),
    ]
}

fn owner(name: Option<&str>) -> Cell {
    let ink = if name.is_some() { Ink::Plain } else { Ink::Faint };
    Cell::new("owner", Room::Left(10), name.unwrap_or("nobody"), ink)
}

fn path(row: &PathRow<'_>) -> Vec<Cell> {
    let first = row.hops.last().map(|hop| hop.place.called.clone()).unwrap_or_default();
    let more = if row.others.is_empty() { String::new() } else { format!("+{}", thousands(row.others.len() as u64)) };
    let (sure, ink) = if row.certain { ("certain", Ink::Bad) } else { ("possible", Ink::Notable) };
    vec![
        Cell::new("", Room::Left(8), sure, ink),
        Cell::plain("from", Room::Left(12), row.entry.trim_start_matches("account ")),
        Cell::new("to", Room::Name(2), first, Ink::Strong),
        Cell::plain("", Room::Right(4), more),
        Cell::plain("for", Room::Left(22), &*row.prize),
        Cell::plain("steps", Room::Right(5), thousands(row.hops.len() as u64)).wide(),
        Cell::new("cut", Room::Prose(3), row.cut.text(), Ink::Faint).wide(),
    ]
}

fn framework(data: &Data<'_>, row: &FrameworkRow<'_>) -> Vec<Cell> {
    let names = [
        Cell::new("framework", Room::Name(1), row.id, Ink::Strong),
        Cell::plain("", Room::Prose(2), row.full_title()).wide(),
    ];
    let counts = status_columns(&data.view.frameworks).into_iter().map(|(status, name, of)| {
        let n = of(&row.score);
        Cell::new(name, Room::Right(name.len().max(5) as u16), thousands(n), Ink::of_count(n, status))
    });
    names.into_iter().chain(counts).collect()
}

fn requirement(row: &RequirementRow<'_>) -> Vec<Cell> {
    let failures = if row.failures == 0 { String::new() } else { thousands(row.failures) };
    vec![
        Cell::new("requirement", Room::Left(16), row.id, Ink::Strong),
        Cell::new("", Room::Left(11), row.status_word(), Ink::of_status(row.status)),
        Cell::plain("failures", Room::Right(8), failures),
        Cell::plain("", Room::Prose(1), row.title),
    ]
}

fn blind_spot(row: &BlindSpot<'_>) -> Vec<Cell> {
    let needs = if row.action.is_empty() { "–" } else { row.action };
    vec![
        Cell::new("kind", Room::Name(2), row.kind, Ink::Strong),
        Cell::plain("needs", Room::Name(2), needs),
        Cell::plain("because", Room::Name(2), row.because()),
        Cell::plain("where", Room::Left(14), row.place()),
        Cell::plain("unseen", Room::Left(12), row.extent()).wide(),
        Cell::plain("controls", Room::Right(8), thousands(row.control_count.n)),
    ]
}

/// A line of the start page.
fn list(data: &Data<'_>, tab: Place) -> Vec<Cell> {
    let view = data.view;
    let n = |n: usize| thousands(n as u64);
    let (count, says) = match tab {
        Place::Fixes => (n(view.fixes.len()), "changes, the one that takes most load away first"),
        Place::Findings => (n(view.findings.len()), "failures by risk, and what could not be decided"),
        Place::Paths => (thousands(data.paths.count.n), "ways of strangers to what is worth most, each with its cut"),
        Place::Frameworks => (n(view.frameworks.len()), "what each asks, and what is known of it"),
        _ => (n(view.blind_spots.len()), "what could not be read, and what would have read it"),
    };
    vec![
        Cell::new("", Room::Left(11), tab.tab(), Ink::Strong),
        Cell::plain("", Room::Right(7), count),
        Cell::new("", Room::Prose(1), says, Ink::Faint),
    ]
}

/// A line of text from cells; hostile text becomes text.
pub(super) fn line(cells: &[Cell], most: u16, colour: bool) -> Line<'static> {
    laid_out(cells, most, |cell| (clean(&cell.text).into_owned(), cell.ink), colour)
}

/// The titles above lines of which this is the first; none where nothing has a title.
pub(super) fn titles(cells: &[Cell], most: u16, colour: bool) -> Option<Line<'static>> {
    let titled = cells.iter().any(|cell| !cell.title.is_empty());
    titled.then(|| laid_out(cells, most, |cell| (cell.title.to_owned(), Ink::Faint), colour))
}

fn laid_out(cells: &[Cell], most: u16, said: impl Fn(&Cell) -> (String, Ink), colour: bool) -> Line<'static> {
    let shown: Vec<&Cell> = cells.iter().filter(|cell| most >= WIDE || !cell.wide).collect();
    let rooms = shown.iter().map(|cell| match cell.room {
        Room::Left(n) | Room::Right(n) => Constraint::Length(n),
        Room::Name(weight) | Room::Prose(weight) => Constraint::Fill(weight),
    });
    let areas = Layout::horizontal(rooms).spacing(BETWEEN).split(Rect::new(0, 0, most, 1));
    let mut out = Line::default();
    let mut at = 0;
    for (cell, area) in shown.into_iter().zip(areas.iter()).filter(|(_, area)| area.width > 0) {
        let (text, ink) = said(cell);
        let room = usize::from(area.width);
        let text = match cell.room {
            Room::Prose(_) => cut(&text, room),
            Room::Left(_) | Room::Right(_) | Room::Name(_) => shorten(&text, room),
        };
        let before = usize::from(area.x).saturating_sub(at)
            + if matches!(cell.room, Room::Right(_)) { room - width(&text).min(room) } else { 0 };
        at += before + width(&text);
        out.push_span(" ".repeat(before));
        out.push_span(Span::styled(text.into_owned(), super::lines::style(ink, colour)));
    }
    out
}
