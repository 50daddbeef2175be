//! `plimsoll config init|check`.

use super::super::args::{ConfigCommand, HistoryArgs, RuleArgs};
use super::super::proposal;
use super::super::rules::RuleBook;
use super::super::{CliError, Exit, files, history, out};
use crate::control::Selection;
use crate::evaluate::Keep;
use crate::scan::scan;
use std::path::Path;

pub(super) fn run(command: ConfigCommand) -> Result<Exit, CliError> {
    match command {
        ConfigCommand::Init { snapshot, output, history } => init(snapshot.as_deref(), &history, &output),
        ConfigCommand::Check { rules } => check(&rules),
    }
}

/// What a person wrote there took longer than anything that would stand in its place.
fn init(snapshot: Option<&Path>, history: &HistoryArgs, output: &Path) -> Result<Exit, CliError> {
    if output.symlink_metadata().is_ok() {
        let message = format!("{} is there already", output.display());
        return Err(CliError::input(message, "choose another place with -o, or move the file away"));
    }
    out::expect_place(output)?;
    let found = match (snapshot, &history.history) {
        (Some(file), _) => Some(files::read_snapshot(file)?),
        (None, Some(place)) => history::last(&history::open(place, &history.caller)?)?,
        (None, None) => None,
    };
    let Some(snapshot) = found else {
        let message = "there is no snapshot to look at";
        return Err(CliError::input(message, "`plimsoll scan --history DIR` adds one"));
    };
    let rules = RuleBook::built_in()?.choose(&Selection::default(), &[])?;
    let judged = scan(&snapshot, &rules, Keep::Problems);
    let text = proposal::of(&judged);
    out::write_file(output, |to| to.write_all(text.as_bytes()))?;
    out::print(|to| writeln!(to, "{}", output.display()))?;
    out::note(
        "nothing in it changes a verdict until a line is taken out of its comment; `plimsoll config check` reads it",
    );
    Ok(Exit::Fine)
}

fn check(args: &RuleArgs) -> Result<Exit, CliError> {
    let book = RuleBook::read(args)?;
    let Some(source) = &book.config.source else {
        let message = "there is no configuration to check";
        return Err(CliError::input(message, "give --config FILE, or go where plimsoll.yaml is"));
    };
    let (name, rules) = (source.name.clone(), book.config.classification.rules.len());
    let controls = book.controls()?.controls().len();
    let frameworks = book.frameworks.len();
    out::print(|to| {
        let rules = if rules == 1 { "1 rule".to_owned() } else { format!("{rules} rules") };
        writeln!(
            to,
            "{name}: all good; {rules} of its own, {controls} controls and {frameworks} frameworks to judge by"
        )
    })?;
    Ok(Exit::Fine)
}
