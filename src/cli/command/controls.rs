//! `plimsoll controls list|show|lint|test`.

use super::super::args::{ControlsCommand, FormatArg, RuleArgs};
use super::super::rules::RuleBook;
use super::super::{CliError, Exit, out};
use crate::collect;
use crate::control::{ControlFile, ControlSet, Selection};
use crate::evaluate::try_examples;
use crate::report::{self, ControlRow};
use crate::yaml::Broken;

pub(super) fn run(command: ControlsCommand) -> Result<Exit, CliError> {
    match command {
        ControlsCommand::List { rules, format } => list(&rules, format),
        ControlsCommand::Show { id, rules } => show(&id, &rules),
        ControlsCommand::Lint { rules } => lint(&rules),
        ControlsCommand::Test { ids, rules } => test(ids, &rules),
    }
}

fn list(rules: &RuleArgs, format: FormatArg) -> Result<Exit, CliError> {
    let controls = RuleBook::read_controls(rules)?;
    let style = out::style();
    let kinds = collect::kinds();
    let rows: Vec<_> = controls.controls().iter().map(|control| ControlRow::new(control, &kinds, &[])).collect();
    out::print(|to| match format {
        FormatArg::Table => report::table::controls(&rows, to, style),
        FormatArg::Json => report::json::controls(&controls, to),
    })?;
    Ok(Exit::Fine)
}

fn show(id: &str, rules: &RuleArgs) -> Result<Exit, CliError> {
    let selection = Selection { controls: vec![id.to_owned()], services: vec![] };
    let book = RuleBook::read(rules)?;
    let controls = book.controls()?.select(&selection).map_err(|(m, h)| CliError::input(m, h))?;
    let kinds = collect::kinds();
    let rows = controls.controls().iter().map(|control| ControlRow::new(control, &kinds, &book.frameworks));
    let style = out::style();
    out::print(|to| rows.into_iter().try_for_each(|row| report::table::control(&row, to, style)))?;
    Ok(Exit::Fine)
}

fn lint(rules: &RuleArgs) -> Result<Exit, CliError> {
    let book = RuleBook::read(rules)?;
    let kinds = collect::kinds();
    let mut mistakes = book.lint(&book.control_files, &kinds);
    mistakes.extend(book.lint_frameworks()?);
    let controls = book.controls()?;
    let wrong = report_mistakes(Broken::check("control", mistakes));
    let failures = report_examples(&controls, &kinds, &book.control_files);
    out::print(|to| writeln!(to, "{} controls, {}", controls.controls().len(), verdict(wrong + failures)))?;
    Ok(if wrong + failures == 0 { Exit::Fine } else { Exit::OverTheLine })
}

fn test(ids: Vec<String>, rules: &RuleArgs) -> Result<Exit, CliError> {
    let book = RuleBook::read(rules)?;
    let selection = Selection { controls: ids, services: vec![] };
    let controls = book.controls()?.select(&selection).map_err(|(m, h)| CliError::input(m, h))?;
    let failures = report_examples(&controls, &collect::kinds(), &book.control_files);
    let examples: usize = controls.controls().iter().map(|control| control.examples.len()).sum();
    let count = controls.controls().len();
    out::print(|to| writeln!(to, "{examples} examples of {count} controls, {}", verdict(failures)))?;
    Ok(if failures == 0 { Exit::Fine } else { Exit::OverTheLine })
}

fn verdict(wrong: usize) -> String {
    match wrong {
        0 => "all good".to_owned(),
        1 => "1 mistake".to_owned(),
        n => format!("{n} mistakes"),
    }
}

fn report_mistakes(judged: Result<(), Broken>) -> usize {
    match judged {
        Ok(()) => 0,
        Err(broken) => {
            let count = broken.mistakes.len();
            out::complain(broken.into());
            count
        }
    }
}

fn report_examples(controls: &ControlSet, kinds: &[crate::snapshot::KindInfo], files: &[ControlFile]) -> usize {
    let failures = try_examples(controls, kinds);
    for failure in &failures {
        let file = files.iter().find(|file| file.id == failure.control);
        out::note(&failure.describe(file.map_or(failure.control.as_str(), |file| &file.source.name)));
    }
    failures.len()
}
