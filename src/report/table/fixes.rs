//! The changes that take most load away.

use super::grid::{Fit, Grid, left, right};
use super::ink::Ink;
use super::page::Page;
use crate::report::{FixRow, View, amount, percent, thousands};

pub(super) fn draw(view: &View, page: &mut Page) {
    let (fixes, more) = view.top_fixes();
    let note = if more.is_zero() { String::new() } else { format!("and {more} more") };
    page.heading("FIX FIRST", &note);
    if fixes.is_empty() {
        return page.line("Nothing that is known needs a fix.", Ink::Plain);
    }
    let mut columns =
        vec![right("away"), right("part"), left("effort", Fit::Whole), right("closes"), left("owner", Fit::Within(12))];
    columns.extend([left("fix", Fit::Share(3)), left("where", Fit::Share(3))]);
    if page.is_wide() {
        columns.push(left("what to do", Fit::Prose(6)));
    }
    let wide = page.is_wide();
    let mut grid = Grid::new(columns);
    for fix in fixes {
        grid.row(row(fix, wide));
    }
    page.grid(&grid);
}

fn row(fix: &FixRow<'_>, wide: bool) -> Vec<(String, Ink)> {
    let mut cells = vec![
        (amount(fix.worth), Ink::Strong),
        (percent(fix.share), Ink::Plain),
        (fix.effort_word().to_owned(), Ink::Plain),
        (thousands(fix.finding_count.n), Ink::Plain),
        (fix.owner.unwrap_or("nobody").to_owned(), if fix.owner.is_some() { Ink::Plain } else { Ink::Faint }),
        (fix.control.id.clone(), Ink::Plain),
        (fix.place.clone(), Ink::Plain),
    ];
    if wide {
        cells.push((fix.control.fix.text.clone(), Ink::Faint));
    }
    cells
}
