//! The changes that take most load away.

use super::grid::{Column, Fit, Grid, left, right};
use super::ink::Ink;
use super::page::Page;
use crate::report::{FixRow, Style, View, amount, paths_text, percent, thousands};
use std::io;

pub(super) fn draw(view: &View, page: &mut Page) {
    let (fixes, note) = view.top_fixes();
    page.heading("FIX FIRST", &note);
    if fixes.is_empty() {
        return page.line("Nothing that is known needs a fix.", Ink::Plain);
    }
    let wide = page.is_wide();
    let cuts = fixes.iter().any(|fix| fix.paths.0 > 0);
    let mut grid = Grid::new(columns(wide, cuts));
    for (place, fix) in fixes.iter().enumerate() {
        grid.row(row(fix, wide, cuts));
        // The same work in several places is described once, below all of them.
        if fixes.get(place + 1).is_none_or(|next| next.control.id != fix.control.id) {
            grid.below(1, &fix.control.fix.text, Ink::Plain);
        }
    }
    page.grid(&grid);
}

/// Writes one of them whole.
pub fn fix(fix: &FixRow<'_>, to: &mut dyn io::Write, style: Style) -> io::Result<()> {
    let mut page = Page::new(style);
    page.heading("FIX", &fix.place);
    page.prose(&fix.control.fix.text, Ink::Strong);
    page.entry("takes away", &format!("{}, {} of the load", amount(fix.worth), percent(fix.share)), Ink::Strong);
    page.entry("effort", fix.effort_word(), Ink::Plain);
    page.entry("owner", fix.owner.unwrap_or("nobody"), Ink::Plain);
    page.entry("target", fix.target, Ink::Plain);
    page.entry("place", &format!("account {}, {}", fix.account, fix.region.unwrap_or("all regions")), Ink::Plain);
    let paths = paths_text(fix.paths);
    if !paths.is_empty() {
        page.entry("besides", &paths, Ink::Strong);
    }
    let command = fix.command.as_ref().or(fix.control.fix.cli.as_ref());
    for text in command.into_iter().chain(&fix.control.fix.terraform) {
        page.verbatim(text, 2);
    }
    page.heading("CLOSES", &format!("{} of {}", fix.finding_count, fix.controls.join(", ")));
    page.write(to)
}

/// A column for attack paths only where a fix cuts some.
fn columns(wide: bool, cuts: bool) -> Vec<Column> {
    let away = [right("away")].into_iter().chain(wide.then(|| right("part")));
    let owner = left("owner", Fit::Within(if wide { 20 } else { 10 }));
    let closes = [left("effort", Fit::Whole), right("closes")].into_iter();
    let effort = closes.chain(cuts.then(|| right("cuts paths"))).chain([owner]);
    let place = [left("where", Fit::Share(3))];
    let rest = [left("account", Fit::Whole), left("region", Fit::Whole), left("control", Fit::Share(2))];
    away.chain(effort).chain(place).chain(rest.into_iter().filter(|_| wide)).collect()
}

fn row(fix: &FixRow<'_>, wide: bool, cuts: bool) -> Vec<(String, Ink)> {
    let owner = (fix.owner.unwrap_or("nobody").to_owned(), if fix.owner.is_some() { Ink::Plain } else { Ink::Faint });
    let mut cells = vec![(amount(fix.worth), Ink::Strong)];
    cells.extend(wide.then(|| (percent(fix.share), Ink::Plain)));
    let (cut, all) = fix.paths;
    let of_all =
        if cut == 0 { String::new() } else { format!("{} of {}", thousands(cut as u64), thousands(all as u64)) };
    cells.extend([(fix.effort_word().to_owned(), Ink::Plain), (thousands(fix.finding_count.n), Ink::Plain)]);
    cells.extend(cuts.then_some((of_all, Ink::Strong)));
    cells.extend([owner, (fix.place.clone(), Ink::Strong)]);
    let rest = [fix.account, fix.region.unwrap_or("all"), &fix.control.id];
    cells.extend(rest.into_iter().filter(|_| wide).map(|text| (text.to_owned(), Ink::Faint)));
    cells
}
