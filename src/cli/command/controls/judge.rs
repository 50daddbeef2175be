//! Judging controls: `lint`, `test`.

use super::super::super::args::RuleArgs;
use super::super::super::rules::RuleBook;
use super::super::super::{CliError, Exit, files, out};
use crate::collect;
use crate::control::{ControlFile, ControlSet, Selection};
use crate::evaluate::{try_examples, try_mutants};
use crate::report::Count;
use crate::snapshot::KindInfo;
use crate::yaml::Broken;
use std::path::Path;

pub(super) fn lint(rules: &RuleArgs) -> Result<Exit, CliError> {
    let book = RuleBook::read(rules)?;
    let kinds = collect::kinds();
    let mut mistakes = book.lint(&book.control_files, &kinds);
    mistakes.extend(book.lint_frameworks()?);
    let controls = book.controls()?;
    let wrong = report_mistakes(Broken::check("control", mistakes));
    let failures = report_examples(&controls, &kinds, &book.control_files);
    out::print(|to| writeln!(to, "{}, {}", count(&controls), verdict(wrong + failures)))?;
    Ok(if wrong + failures == 0 { Exit::Fine } else { Exit::OverTheLine })
}

pub(super) fn test(what: &[String], rules: &RuleArgs) -> Result<Exit, CliError> {
    let (controls, files) = chosen(what, rules)?;
    let failures = report_examples(&controls, &collect::kinds(), &files);
    let examples: usize = controls.controls().iter().map(|control| control.examples.len()).sum();
    let counts = (Count::new(examples, "example", "examples"), count(&controls));
    out::print(|to| writeln!(to, "{} of {}, {}", counts.0, counts.1, verdict(failures)))?;
    Ok(if failures == 0 { Exit::Fine } else { Exit::OverTheLine })
}

pub(super) fn mutants(what: &[String], rules: &RuleArgs) -> Result<Exit, CliError> {
    let (controls, _) = chosen(what, rules)?;
    let reports = try_mutants(&controls, &collect::kinds());
    let tried: usize = reports.iter().map(|report| report.tried).sum();
    let survived: usize = reports.iter().map(|report| report.survived.len()).sum();
    out::print(|to| {
        for report in reports.iter().filter(|report| !report.survived.is_empty()) {
            writeln!(to, "{}: no example notices a change of", report.control)?;
            report.survived.iter().try_for_each(|what| writeln!(to, "    {what}"))?;
        }
        let share = 100.0 * (tried - survived) as f64 / tried.max(1) as f64;
        writeln!(to, "{tried} changes of {}, {survived} unnoticed: {share:.1} % noticed", count(&controls))
    })?;
    Ok(if survived == 0 { Exit::Fine } else { Exit::OverTheLine })
}

/// The controls that are meant by ids, or by the files and folders that hold them. What is in a file stands for what is
/// built in under its id, so that nothing has to be built to try a change.
fn chosen(what: &[String], rules: &RuleArgs) -> Result<(ControlSet, Vec<ControlFile>), CliError> {
    let (paths, mut ids): (Vec<String>, Vec<String>) = what.iter().cloned().partition(|what| Path::new(what).exists());
    let mut own = Vec::new();
    for path in paths {
        own.extend(files::controls_at(Path::new(&path))?);
    }
    ids.extend(own.iter().map(|file| file.id.clone()));
    let (controls, files) = RuleBook::controls_with(rules, own)?;
    let selection = Selection { controls: ids, services: vec![] };
    let controls = controls.select(&selection).map_err(|(m, h)| CliError::input(m, h))?;
    Ok((controls, files))
}

fn count(controls: &ControlSet) -> Count {
    Count::new(controls.controls().len(), "control", "controls")
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

fn report_examples(controls: &ControlSet, kinds: &[KindInfo], files: &[ControlFile]) -> usize {
    let failures = try_examples(controls, kinds);
    for failure in &failures {
        let file = files.iter().find(|file| file.id == failure.control);
        out::notes(&failure.describe(file.map_or(failure.control.as_str(), |file| &file.source.name)));
    }
    failures.len()
}
