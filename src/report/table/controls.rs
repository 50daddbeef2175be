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
    let mut columns = vec![left("control", Fit::Whole), left("severity", Fit::Whole)];
    if wide {
        columns.push(left("kind", Fit::Whole));
    }
    columns.push(left("what is true when it passes", Fit::Prose(1)));
    let mut grid = Grid::new(columns);
    for ControlRow { control, .. } in rows {
        let mut cells = vec![(control.id.clone(), Ink::Strong), (control.severity.as_str().to_owned(), Ink::Plain)];
        if wide {
            cells.push((control.resource.clone(), Ink::Faint));
        }
        cells.push((control.title.clone(), Ink::Plain));
        grid.row(cells);
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
