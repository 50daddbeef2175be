//! Controls: the list, and one of them whole.

use super::grid::{Fit, Grid, left};
use super::ink::Ink;
use super::page::Page;
use crate::report::{ControlRow, Style, effort_word, thousands};
use std::io;

/// Writes the list, for `controls list`.
pub fn controls(rows: &[ControlRow<'_>], to: &mut dyn io::Write, style: Style) -> io::Result<()> {
    let mut page = Page::new(style);
    let wide = page.is_wide();
    // An id is there to be copied; what it is about gives way.
    let kind = left("kind", if wide { Fit::Whole } else { Fit::Share(1) });
    let columns = ["severity", "control"].map(|title| left(title, Fit::Whole)).into_iter().chain([kind]);
    let mut grid = Grid::new(columns.chain(wide.then(|| left("what is true when it passes", Fit::Prose(1)))).collect());
    for ControlRow { control, .. } in rows {
        let words =
            [(control.severity.as_str(), Ink::Plain), (&control.id, Ink::Strong), (&control.resource, Ink::Faint)];
        let title = wide.then_some((control.title.as_str(), Ink::Plain));
        grid.row(words.into_iter().chain(title).map(|(text, ink)| (text.to_owned(), ink)).collect());
        if !wide {
            grid.below(1, &control.title, Ink::Plain);
        }
    }
    page.grid(&grid);
    page.write(to)
}

/// Writes a control with all that is known of it, for `controls show` and `explain`.
pub fn control(row: &ControlRow<'_>, to: &mut dyn io::Write, style: Style) -> io::Result<()> {
    let mut page = Page::new(style);
    let control = row.control;
    page.heading("CONTROL", &control.id);
    page.prose(&control.title, Ink::Strong);
    page.entry("looks at", &row.subject(), Ink::Plain);
    page.entry("severity", control.severity.as_str(), Ink::Plain);
    page.entry("a failure", &row.threat(), Ink::Plain);
    if let Some(tally) = row.tally_sentence() {
        page.entry("this scan", &tally, Ink::Plain);
    }
    page.heading("WHY", "");
    page.prose(&control.why, Ink::Plain);
    page.heading("CHECK", "true is a pass");
    if let Some(applies) = &control.applies {
        page.line("where this is true:", Ink::Faint);
        page.verbatim(&applies.source, 2);
        page.line("this must be true:", Ink::Faint);
    }
    page.verbatim(&control.check.source, 2);
    for (name, value) in row.params() {
        page.entry(&name, &value, Ink::Plain);
    }
    fix(row, &mut page);
    super::explain::mappings(&row.maps, control, &mut page);
    counts(row, &mut page);
    page.write(to)
}

fn fix(row: &ControlRow<'_>, page: &mut Page) {
    let fix = &row.control.fix;
    page.heading("FIX", &format!("a matter of {}", effort_word(fix.effort)));
    page.prose(&fix.text, Ink::Plain);
    if let Some(cli) = &fix.cli {
        page.verbatim(cli, 2);
    }
    if let Some(terraform) = &fix.terraform {
        page.verbatim(terraform, 2);
    }
}

fn counts(row: &ControlRow<'_>, page: &mut Page) {
    page.heading("EXAMPLES", &format!("{} that are its tests", thousands(row.control.examples.len() as u64)));
    for (expect, n) in row.examples() {
        page.entry(expect, &thousands(n), Ink::Plain);
    }
}
