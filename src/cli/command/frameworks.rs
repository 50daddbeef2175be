//! `plimsoll frameworks list|show`.

use super::super::args::{FormatArg, FrameworksCommand, RuleArgs};
use super::super::rules::RuleBook;
use super::super::{CliError, Exit, out};
use crate::control::ControlSet;
use crate::evaluate::{Assessment, Tally};
use crate::framework::{Coverage, Status, coverage, pick};
use crate::report::{self, framework_rows};

pub(super) fn run(command: FrameworksCommand) -> Result<Exit, CliError> {
    match command {
        FrameworksCommand::List { rules, format } => list(&rules, format),
        FrameworksCommand::Show { id, uncovered, rules } => show(id, uncovered, &rules),
    }
}

/// What could be known if there were an estate to look at.
fn without_estate(book: &RuleBook, controls: &ControlSet) -> Vec<Coverage> {
    let tallies = vec![Tally::default(); controls.controls().len()];
    coverage(&book.frameworks, controls, &Assessment { tallies, ..Assessment::default() })
}

fn list(rules: &RuleArgs, format: FormatArg) -> Result<Exit, CliError> {
    let book = RuleBook::read(rules)?;
    let controls = book.controls()?;
    let coverages = without_estate(&book, &controls);
    let rows = framework_rows(&book.frameworks, &coverages, &controls);
    let style = out::style();
    out::print(|to| match format {
        FormatArg::Table => report::table::frameworks(&rows, to, style),
        FormatArg::Json => report::json::frameworks(&rows, to),
    })?;
    Ok(Exit::Fine)
}

fn show(id: String, uncovered: bool, rules: &RuleArgs) -> Result<Exit, CliError> {
    let book = RuleBook::read(rules)?;
    let controls = book.controls()?;
    let picks = pick(&[id], &book.frameworks)
        .map_err(|error| CliError::input(error.to_string(), "`plimsoll frameworks list` shows all"))?;
    let all = without_estate(&book, &controls);
    let mut coverages: Vec<Coverage> = picks.iter().filter_map(|pick| pick.of(&all, &book.frameworks)).collect();
    if uncovered {
        for coverage in &mut coverages {
            coverage.requirements.retain(|requirement| requirement.status == Status::NotCovered);
        }
    }
    let rows = framework_rows(&book.frameworks, &coverages, &controls);
    let style = out::style();
    out::print(|to| rows.iter().try_for_each(|row| report::table::framework(row, to, style)))?;
    Ok(Exit::Fine)
}
