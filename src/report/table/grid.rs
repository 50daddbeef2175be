//! A table of one line a row, made to fit: what is too long is shortened, and nothing wraps. A sentence that has to be
//! read whole stands on lines of its own below its row.

use super::ink::Ink;
use super::link;
use super::wrap::gist;
use crate::report::Style;
use crate::report::clean::{clean, cut, shorten, width};
use comfy_table::{CellAlignment, ColumnConstraint, ContentArrangement, Table, Width, presets};

/// How a column gives way when there is little room.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fit {
    /// Not at all: numbers and short words of ours.
    Whole,
    /// At most so many columns; names lose their middle.
    Within(usize),
    /// A part of what the others leave, by weight; names lose their middle.
    Share(usize),
    /// The same for sentences, which lose their end.
    Prose(usize),
}

pub(super) struct Column {
    title: &'static str,
    fit: Fit,
    right: bool,
}

pub(super) fn left(title: &'static str, fit: Fit) -> Column {
    Column { title, fit, right: false }
}

pub(super) fn right(title: &'static str) -> Column {
    Column { title, fit: Fit::Whole, right: true }
}

pub(super) struct Grid {
    columns: Vec<Column>,
    rows: Vec<Row>,
    header: bool,
}

struct Row {
    cells: Vec<(String, Ink)>,
    below: Option<Below>,
}

/// A sentence below a row, from a column on.
struct Below {
    column: usize,
    text: String,
    ink: Ink,
    url: Option<String>,
}

/// Columns of blank between two columns of text.
const BETWEEN: usize = 2;
/// No name is shortened to less than this.
const LEAST: usize = 6;
/// Lines that a sentence below a row may take.
const LINES: usize = 3;

impl Grid {
    pub(super) fn new(columns: Vec<Column>) -> Self {
        let header = columns.iter().any(|column| !column.title.is_empty());
        Self { columns, rows: Vec::new(), header }
    }

    /// Adds a row; its text may be hostile.
    pub(super) fn row(&mut self, cells: Vec<(String, Ink)>) {
        let cells = cells.into_iter().map(|(text, ink)| (clean(&text).into_owned(), ink)).collect();
        self.rows.push(Row { cells, below: None });
    }

    /// Says something below the last row, from a column on; below the first, a little to its right. It may be hostile.
    pub(super) fn below(&mut self, column: usize, text: &str, ink: Ink) {
        if let Some(row) = self.rows.last_mut() {
            row.below = Some(Below { column, text: clean(text).into_owned(), ink, url: None });
        }
    }

    /// Lets what is said below the last row open an address, where the terminal can.
    pub(super) fn link(&mut self, url: Option<String>) {
        if let Some(below) = self.rows.last_mut().and_then(|row| row.below.as_mut()) {
            below.url = url;
        }
    }

    pub(super) fn draw(&self, indent: usize, style: Style) -> String {
        let widths = self.widths(usize::from(style.width).saturating_sub(indent));
        let mut table = Table::new();
        table.load_style(presets::NOTHING).set_content_arrangement(ContentArrangement::Disabled);
        if style.colour {
            table.enforce_styling();
        } else {
            table.force_no_tty();
        }
        if self.header {
            table.set_header(self.columns.iter().map(|column| Ink::Faint.cell(column.title.to_owned())));
        }
        for row in &self.rows {
            let cells = row.cells.iter().zip(&self.columns).zip(&widths);
            table.add_row(cells.map(|(((text, ink), column), most)| ink.cell(column.fitted(text, *most))));
        }
        for ((column, drawn), most) in self.columns.iter().zip(table.column_iter_mut()).zip(&widths) {
            drawn.set_padding((0, BETWEEN as u16));
            drawn.set_constraint(ColumnConstraint::Absolute(Width::Fixed((most + BETWEEN) as u16)));
            drawn.set_cell_alignment(if column.right { CellAlignment::Right } else { CellAlignment::Left });
        }
        let margin = " ".repeat(indent);
        let mut lines = table.lines().map(|line| format!("{margin}{}\n", line.trim_end()));
        let mut out: String = lines.by_ref().take(usize::from(self.header)).collect();
        for (row, line) in self.rows.iter().zip(lines) {
            out.push_str(&line);
            if let Some(below) = &row.below {
                let first = if below.column == 0 { BETWEEN } else { 0 };
                let start =
                    indent + first + widths.iter().take(below.column).map(|width| width + BETWEEN).sum::<usize>();
                below.draw(start, style, &mut out);
            }
        }
        out
    }

    /// How wide each column becomes.
    fn widths(&self, room: usize) -> Vec<usize> {
        let natural: Vec<usize> = (0..self.columns.len()).map(|place| self.natural(place)).collect();
        let mut widths: Vec<usize> = natural
            .iter()
            .zip(&self.columns)
            .map(|(natural, column)| match column.fit {
                Fit::Whole => *natural,
                Fit::Within(most) => (*natural).min(most),
                Fit::Share(_) | Fit::Prose(_) => 0,
            })
            .collect();
        let gaps = BETWEEN * self.columns.len().saturating_sub(1);
        let left = room.saturating_sub(widths.iter().sum::<usize>() + gaps);
        self.share_out(left, &natural, &mut widths);
        widths
    }

    /// Gives the room that is left to the columns that take shares: what needs less than its share gets what it needs.
    fn share_out(&self, mut left: usize, natural: &[usize], widths: &mut [usize]) {
        let mut open: Vec<(usize, usize)> = self
            .columns
            .iter()
            .enumerate()
            .filter_map(|(place, column)| match column.fit {
                Fit::Share(weight) | Fit::Prose(weight) => Some((place, weight)),
                Fit::Whole | Fit::Within(_) => None,
            })
            .collect();
        while !open.is_empty() {
            let weights: usize = open.iter().map(|(_, weight)| weight).sum();
            let share = |weight: usize| left * weight / weights.max(1);
            let Some(place) = open.iter().position(|(place, weight)| natural[*place] <= share(*weight)) else {
                for (place, weight) in open {
                    widths[place] = share(weight).max(LEAST);
                }
                return;
            };
            let (column, _) = open.remove(place);
            widths[column] = natural[column];
            left -= natural[column];
        }
    }

    fn natural(&self, place: usize) -> usize {
        let texts = self.rows.iter().filter_map(|row| row.cells.get(place)).map(|(text, _)| width(text));
        texts.chain([width(self.columns[place].title)]).max().unwrap_or(0)
    }
}

impl Below {
    fn draw(&self, start: usize, style: Style, out: &mut String) {
        let room = usize::from(style.width).saturating_sub(start);
        let url = self.url.as_deref().filter(|_| style.links);
        for line in gist(&self.text, room, LINES) {
            let line = link::wrap(&self.ink.paint(&line, style.colour), url);
            out.push_str(format!("{:start$}{line}", "").trim_end());
            out.push('\n');
        }
    }
}

impl Column {
    fn fitted(&self, text: &str, most: usize) -> String {
        match self.fit {
            Fit::Prose(_) => cut(text, most).into_owned(),
            Fit::Whole | Fit::Within(_) | Fit::Share(_) => shorten(text, most).into_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(columns: Vec<Column>, rows: &[&[&str]], width: u16) -> String {
        let mut grid = Grid::new(columns);
        for row in rows {
            grid.row(row.iter().map(|text| ((*text).to_owned(), Ink::Plain)).collect());
        }
        grid.draw(0, Style { width, ..Style::default() })
    }

    #[test]
    fn names_give_way_and_numbers_do_not() {
        let columns = vec![right("n"), left("name", Fit::Share(1)), left("text", Fit::Prose(1))];
        let rows: &[&[&str]] = &[&["1,204", "a-very-long-name-of-a-bucket", "A sentence that is far too long"]];
        insta::assert_snapshot!(drawn(columns, rows, 30), @r"
            n  name        text
        1,204  a-ver…cket  A sentenc…
        ");
    }

    #[test]
    fn a_sentence_below_a_row_is_not_shortened() {
        let mut grid = Grid::new(vec![left("n", Fit::Whole), left("name", Fit::Whole)]);
        grid.row(vec![("1".into(), Ink::Plain), ("a".into(), Ink::Plain)]);
        grid.below(1, "A sentence that\u{1b}[2J is read whole.", Ink::Plain);
        grid.row(vec![("2".into(), Ink::Plain), ("b".into(), Ink::Plain)]);
        insta::assert_snapshot!(grid.draw(0, Style { width: 20, ..Style::default() }), @r"
        n  name
        1  a
           A sentence that
           is read whole.
        2  b
        ");
    }

    #[test]
    fn no_line_is_wider_than_the_terminal_whatever_the_names_are() {
        let columns = || vec![left("a", Fit::Within(8)), left("b", Fit::Share(2)), left("c", Fit::Share(1))];
        let row: &[&str] = &["株式会社東京支店株式会社東京支店", "x\u{1b}[31m\ny\u{202e}z", &"é".repeat(500)];
        for columns_wide in [40, 80, 160] {
            let text = drawn(columns(), &[row], columns_wide);
            assert_eq!(text.lines().count(), 2, "{text}");
            assert!(text.lines().all(|line| width(line) <= columns_wide.into()), "{text}");
            assert!(!text.contains(['\u{1b}', '\u{202e}']));
        }
    }
}
