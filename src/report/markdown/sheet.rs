//! The page: headings, sentences and tables, never longer than what a comment may hold.

use crate::report::thousands;
use std::fmt::Write as _;
use std::io;

/// Rows before the unfolding, and rows to unfold.
const FIRST: usize = 10;
const MORE: usize = 100;

/// A comment on GitHub holds 65,536 characters, of which no character takes more than four bytes here.
const MOST: usize = 60_000;

#[derive(Default)]
pub(super) struct Sheet {
    text: String,
    /// Rows that found no room.
    left_out: usize,
}

impl Sheet {
    pub(super) fn heading(&mut self, level: usize, title: &str) {
        let _ = write!(self.text, "{} {title}\n\n", "#".repeat(level));
    }

    pub(super) fn line(&mut self, line: &str) {
        if !line.is_empty() {
            let _ = write!(self.text, "{line}\n\n");
        }
    }

    /// A table; a column whose title ends with a colon is one of numbers.
    pub(super) fn table(&mut self, columns: &[&str], rows: impl IntoIterator<Item = Vec<String>>) {
        let mut rows = rows.into_iter().peekable();
        if rows.peek().is_none() {
            return;
        }
        let titles: Vec<&str> = columns.iter().map(|title| title.trim_end_matches(':')).collect();
        let ways: Vec<&str> = columns.iter().map(|title| if title.ends_with(':') { "--:" } else { "---" }).collect();
        let _ = writeln!(self.text, "| {} |\n| {} |", titles.join(" | "), ways.join(" | "));
        for row in rows {
            if self.text.len() > MOST {
                self.left_out += 1;
            } else {
                let _ = writeln!(self.text, "| {} |", row.join(" | "));
            }
        }
        self.text.push('\n');
    }

    /// A table whose first rows are seen at once; others are to be unfolded, and what is beyond those is counted.
    pub(super) fn unfolding<R>(&mut self, columns: &[&str], rows: &[R], row: impl Fn(&R) -> Vec<String>) {
        let (first, rest) = rows.split_at(rows.len().min(FIRST));
        self.table(columns, first.iter().map(&row));
        let (more, beyond) = rest.split_at(rest.len().min(MORE));
        if more.is_empty() {
            return;
        }
        self.folded(&format!("{} more", thousands(rest.len() as u64)), |sheet| {
            sheet.table(columns, more.iter().map(&row));
            if !beyond.is_empty() {
                let n = thousands(beyond.len() as u64);
                sheet.line(&format!("{n} more are in the other formats."));
            }
        });
    }

    /// Something to unfold.
    pub(super) fn folded(&mut self, title: &str, draw: impl FnOnce(&mut Self)) {
        let _ = write!(self.text, "<details><summary>{title}</summary>\n\n");
        draw(self);
        self.text.push_str("</details>\n\n");
    }

    pub(super) fn write(mut self, to: &mut dyn io::Write) -> io::Result<()> {
        if self.left_out > 0 {
            let rows = self.left_out;
            self.line(&format!("{rows} more rows have no room in a comment: the other formats have all."));
        }
        to.write_all(format!("{}\n", self.text.trim_end()).as_bytes())
    }
}
