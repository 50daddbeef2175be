//! What the load moved by since the point before, and how parts of an estate went.

use super::grid::{Fit, Grid, left, right};
use super::ink::Ink;
use super::page::Page;
use super::spark::spark;
use crate::report::{TrendLine, TrendRows, amount, called, thousands};
use crate::trend::{Group, Mover};

/// By what a table of parts is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Grouping {
    Account,
    Owner,
}

/// Of each kind.
const MOST: usize = 4;
/// Accounts or owners on a screen.
const MOST_GROUPS: usize = 20;

/// The top movers of the last point.
pub(super) fn movers(rows: &TrendRows<'_>, page: &mut Page) {
    let Some((last, since)) = rows.quarters.last().and_then(|row| Some((row, row.since.as_ref()?))) else { return };
    let movers = since.movers;
    // Of one account or owner, its change is that of the estate.
    let others = |groups: &[&Group], movers: &'_ [Mover]| if groups.len() > 1 { movers.len() } else { 0 };
    let accounts = &movers.accounts[..others(&last.accounts, &movers.accounts)];
    let owners = &movers.owners[..others(&last.owners, &movers.owners)];
    let kinds =
        [("control", &*movers.controls), ("resource", &*movers.resources), ("account", accounts), ("owner", owners)];
    if kinds.iter().all(|(_, movers)| movers.is_empty()) {
        return;
    }
    page.heading("TOP MOVERS", &format!("from {} to {}", since.label, last.label));
    let mut grid = Grid::new(vec![right("change"), right("to"), left("", Fit::Whole), left("", Fit::Share(1))]);
    for (word, mover) in
        kinds.iter().flat_map(|(word, movers)| movers.iter().take(MOST).map(move |mover| (word, mover)))
    {
        let ink = if mover.change() > 0.0 { Ink::Worrying } else { Ink::Good };
        grid.row(vec![
            (signed(mover.change()), ink),
            (amount(mover.after), Ink::Plain),
            ((*word).to_owned(), Ink::Faint),
            (name(mover, word), Ink::Plain),
        ]);
    }
    page.grid(&grid);
}

fn name(mover: &Mover, word: &str) -> String {
    match &mover.kind {
        Some(kind) => called(kind, &mover.name),
        None if word == "control" => format!("{} ({})", mover.name, mover.id),
        None => owner(&mover.id).to_owned(),
    }
}

fn owner(name: &str) -> &str {
    if name.is_empty() { "nobody" } else { name }
}

fn signed(change: f64) -> String {
    let sign = if change > 0.0 { "+" } else { "" };
    format!("{sign}{}", amount(change))
}

/// How each account or owner went, heaviest first.
pub(super) fn groups(rows: &TrendRows<'_>, by: Grouping, lines: &[TrendLine<'_, '_>], page: &mut Page) {
    let Some(last) = rows.quarters.last() else { return };
    let (title, column) = match by {
        Grouping::Account => ("BY ACCOUNT", "account"),
        Grouping::Owner => ("BY OWNER", "owner"),
    };
    let of = |line: &TrendLine<'_, '_>, name: &str| match line {
        TrendLine::Measured(row) => {
            let groups = if by == Grouping::Account { &row.accounts } else { &row.owners };
            groups.iter().find(|group| group.name == name).map(|group| group.load.high)
        }
        TrendLine::Missing(_) => None,
    };
    let groups = if by == Grouping::Account { &last.accounts } else { &last.owners };
    let before = rows.quarters.iter().rev().nth(1).map(TrendLine::Measured);
    page.heading(title, &format!("load in {}, open failures", last.label));
    let columns = [left(column, Fit::Share(1)), left("", Fit::Whole), right("before"), right("load"), right("open")];
    let mut grid = Grid::new(columns.into());
    for group in groups.iter().take(MOST_GROUPS) {
        let went: Vec<Option<f64>> = lines.iter().map(|line| of(line, &group.name)).collect();
        let was = before.as_ref().and_then(|before| of(before, &group.name));
        grid.row(vec![
            (owner(&group.name).to_owned(), Ink::Plain),
            (spark(&went), Ink::Plain),
            (was.map_or_else(|| "–".to_owned(), amount), Ink::Faint),
            (amount(group.load.high), Ink::Plain),
            (thousands(group.open), Ink::Plain),
        ]);
    }
    page.grid(&grid);
    if let Some(more) = groups.len().checked_sub(MOST_GROUPS).filter(|more| *more > 0) {
        page.line(&format!("and {} more", thousands(more as u64)), Ink::Faint);
    }
}
