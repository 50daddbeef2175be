//! `plimsoll frameworks list|show|compare|navigator`.

use super::super::args::{FormatArg, FrameworksCommand, RuleArgs};
use super::super::rules::RuleBook;
use super::super::{CliError, Exit, files, out};
use crate::control::{ControlSet, Selection};
use crate::evaluate::{Assessment, Keep, Tally};
use crate::framework::{Coverage, InForce, NoSuchPick, Status, compare, coverage, pick};
use crate::report::{self, ComparisonRows, Painted, framework_rows};
use crate::scan;
use chrono::{DateTime, Utc};
use std::io;
use std::path::Path;
use std::time::SystemTime;

pub(super) fn run(command: FrameworksCommand) -> Result<Exit, CliError> {
    match command {
        FrameworksCommand::List { rules, format } => list(&rules, format),
        FrameworksCommand::Show { id, uncovered, rules, format } => show(id, uncovered, &rules, format),
        FrameworksCommand::Compare { first, second, rules, format } => compared(&first, &second, &rules, format),
        FrameworksCommand::Navigator { snapshot, output, rules } => {
            navigator(snapshot.as_deref(), output.as_deref(), &rules)
        }
    }
}

/// What could be known if there were an estate to look at. Whether somebody vouches is a question of the day.
fn without_estate(book: &RuleBook, controls: &ControlSet, vouched: &InForce<'_>) -> Vec<Coverage> {
    // Blind, since a control that has not looked yet is no silence for a person to fill.
    let tallies = vec![Tally { blind: true, ..Tally::default() }; controls.controls().len()];
    coverage(&book.frameworks, controls, &Assessment { tallies, ..Assessment::default() }, vouched)
}

fn list(rules: &RuleArgs, format: FormatArg) -> Result<Exit, CliError> {
    let book = RuleBook::read(rules)?;
    let controls = book.controls()?;
    let coverages = without_estate(&book, &controls, &InForce::default());
    let rows = framework_rows(&book.frameworks, &coverages, &controls, &book.attestations);
    let style = out::style();
    out::print(|to| match format {
        FormatArg::Table => report::table::frameworks(&rows, to, style),
        FormatArg::Json => report::json::frameworks(&rows, to),
    })?;
    Ok(Exit::Fine)
}

fn show(id: String, uncovered: bool, rules: &RuleArgs, format: FormatArg) -> Result<Exit, CliError> {
    let book = RuleBook::read(rules)?;
    let controls = book.controls()?;
    let today = DateTime::<Utc>::from(SystemTime::now()).date_naive();
    let coverages = picked(&[id], &book, &controls, &book.attestations.in_force(today))?;
    let mut rows = framework_rows(&book.frameworks, &coverages, &controls, &book.attestations);
    if uncovered {
        // The counts stay those of the whole.
        for row in &mut rows {
            row.requirements.retain(|requirement| requirement.status == Status::NotCovered);
        }
    }
    let style = out::style();
    out::print(|to| match format {
        FormatArg::Table => rows.iter().try_for_each(|row| report::table::framework(row, to, style)),
        FormatArg::Json => report::json::frameworks(&rows, to),
    })?;
    Ok(Exit::Fine)
}

/// The same of some frameworks, or parts of them.
fn picked(
    ids: &[String],
    book: &RuleBook,
    controls: &ControlSet,
    vouched: &InForce<'_>,
) -> Result<Vec<Coverage>, CliError> {
    let picks = pick(ids, &book.frameworks).map_err(no_such)?;
    let all = without_estate(book, controls, vouched);
    Ok(picks.iter().filter_map(|pick| pick.of(&all, &book.frameworks)).collect())
}

fn no_such(error: NoSuchPick) -> CliError {
    CliError::input(error.to_string(), "`plimsoll frameworks list` shows all")
}

fn compared(first: &str, second: &str, rules: &RuleArgs, format: FormatArg) -> Result<Exit, CliError> {
    let book = RuleBook::read(rules)?;
    let controls = book.controls()?;
    let picked = |id: &str| pick(&[id.to_owned()], &book.frameworks).map_err(no_such);
    let sides = (picked(first)?, picked(second)?);
    let ([first], [second]) = (sides.0.as_slice(), sides.1.as_slice()) else { return Ok(Exit::Fine) };
    let comparison = compare(&book.frameworks, &controls, first, second);
    let [one, other] = [first, second].map(|pick| &book.frameworks[pick.framework]);
    let rows = ComparisonRows::of(&comparison, one, other, &controls);
    let style = out::style();
    out::print(|to| match format {
        FormatArg::Table => report::table::comparison(&rows, to, style),
        FormatArg::Json => report::json::comparison(&rows, to),
    })?;
    Ok(Exit::Fine)
}

/// Of the first catalogue of techniques that there is.
fn navigator(snapshot: Option<&Path>, output: Option<&Path>, rules: &RuleArgs) -> Result<Exit, CliError> {
    let output = output.and_then(out::named);
    output.map(out::expect_place).transpose()?;
    let book = RuleBook::read(rules)?;
    let catalogue = book.frameworks.iter().find(|framework| framework.techniques).map(|framework| framework.id.clone());
    let chosen: Vec<String> = catalogue.into_iter().collect();
    let Some(file) = snapshot else {
        let controls = book.controls()?;
        let coverages = picked(&chosen, &book, &controls, &InForce::default())?;
        let rows = framework_rows(&book.frameworks, &coverages, &controls, &book.attestations);
        return layer(output, |to| {
            rows.iter().try_for_each(|row| report::navigator(row, &controls, Painted::Controls, to))
        });
    };
    let snapshot = files::read_snapshot(file)?;
    let rules = book.choose(&Selection::default(), &chosen)?;
    let judged = scan::scan(&snapshot, &rules, Keep::Problems);
    let rows = framework_rows(&rules.frameworks, &judged.coverages, &rules.controls, &rules.attestations);
    let painted = Painted::Estate(&snapshot.header.id);
    layer(output, |to| rows.iter().try_for_each(|row| report::navigator(row, &rules.controls, painted, to)))
}

fn layer(output: Option<&Path>, write: impl FnOnce(&mut dyn io::Write) -> io::Result<()>) -> Result<Exit, CliError> {
    match output {
        Some(file) => out::write_file(file, write)?,
        None => out::print(write)?,
    }
    Ok(Exit::Fine)
}
