//! Kinds of resources: the list, and one of them whole.

use super::grid::{Fit, Grid, left};
use super::ink::Ink;
use super::page::Page;
use crate::report::{KindRow, Style, thousands};
use std::io;

/// Writes the list, for `kinds list`.
pub fn kinds(rows: &[KindRow<'_>], to: &mut dyn io::Write, style: Style) -> io::Result<()> {
    let mut page = Page::new(style);
    let mut grid = Grid::new(vec![left("kind", Fit::Whole), left("in CloudFormation", Fit::Share(1))]);
    for KindRow { kind, .. } in rows {
        grid.row(vec![(kind.name.to_owned(), Ink::Strong), (kind.cloudformation.to_owned(), Ink::Plain)]);
    }
    page.grid(&grid);
    page.write(to)
}

/// Writes a kind with its fields and its sample, for `kinds show`.
pub fn kind(row: &KindRow<'_>, to: &mut dyn io::Write, style: Style) -> io::Result<()> {
    let mut page = Page::new(style);
    page.heading("KIND", row.kind.name);
    page.prose(&row.kind.doc.replace('\n', " "), Ink::Strong);
    page.described("CloudFormation", 16, row.kind.cloudformation, Ink::Plain);
    page.prose(&format!("{} {}", row.lives, row.calls).replace('`', ""), Ink::Faint);
    page.heading("FIELDS", &format!("{} for a check, under resource", thousands(row.fields.len() as u64)));
    for field in &row.fields {
        page.line(&format!("{}  {}", Ink::Strong.paint(&field.path, style.colour), field.what), Ink::Plain);
        page.described("", 4, &field.doc, Ink::Faint);
    }
    page.heading("SAMPLE", "over which the examples of controls are laid");
    page.verbatim(&serde_json::to_string_pretty(&row.kind.sample)?, 0);
    page.write(to)
}
