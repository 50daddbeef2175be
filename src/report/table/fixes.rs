//! The changes that take most load away.

use super::grid::{Column, Fit, Grid, left, right};
use super::ink::Ink;
use super::page::Page;
use crate::report::{FixRow, View, amount, percent, thousands};

pub(super) fn draw(view: &View, page: &mut Page) {
    let (fixes, note) = view.top_fixes();
    page.heading("FIX FIRST", &note);
    if fixes.is_empty() {
        return page.line("Nothing that is known needs a fix.", Ink::Plain);
    }
    let wide = page.is_wide();
    let mut grid = Grid::new(columns(wide));
    for fix in fixes {
        grid.row(row(fix, wide));
    }
    page.grid(&grid);
}

fn columns(wide: bool) -> Vec<Column> {
    let away = [right("away")].into_iter().chain(wide.then(|| right("part")));
    let effort = [left("effort", Fit::Whole), right("closes"), left("owner", Fit::Within(if wide { 20 } else { 10 }))];
    let what = [left("fix", Fit::Share(3)), left("where", Fit::Share(2))];
    let text = wide.then(|| left("what to do", Fit::Prose(6)));
    away.chain(effort).chain(what).chain(text).collect()
}

fn row(fix: &FixRow<'_>, wide: bool) -> Vec<(String, Ink)> {
    let owner = (fix.owner.unwrap_or("nobody").to_owned(), if fix.owner.is_some() { Ink::Plain } else { Ink::Faint });
    let mut cells = vec![(amount(fix.worth), Ink::Strong)];
    cells.extend(wide.then(|| (percent(fix.share), Ink::Plain)));
    cells.extend([
        (fix.effort_word().to_owned(), Ink::Plain),
        (thousands(fix.finding_count.n), Ink::Plain),
        owner,
        (fix.control.id.clone(), Ink::Plain),
        (fix.place.clone(), Ink::Plain),
    ]);
    cells.extend(wide.then(|| (fix.control.fix.text.clone(), Ink::Faint)));
    cells
}
