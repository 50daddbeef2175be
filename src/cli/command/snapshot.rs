//! `plimsoll snapshot`: collect, and nothing else.

use super::super::args::SnapshotArgs;
use super::super::rules::RuleBook;
use super::super::{CliError, Exit, out};
use super::collecting;
use crate::collect::Outcome;
use crate::snapshot;
use std::path::{Path, PathBuf};

pub(super) fn run(args: &SnapshotArgs) -> Result<Exit, CliError> {
    let rules = RuleBook::read(&args.rules)?.choose(&args.scope.selection(), &args.scope.framework)?;
    let (file, temporary) = match &args.output {
        Some(file) => (file.clone(), false),
        None => (PathBuf::from(format!(".plimsoll-{}.partial", std::process::id())), true),
    };
    let outcome = collecting::collect(&args.credentials, &args.scope, &rules.controls, &file)?;
    let taken = snapshot::read(&file)?;
    let file = if temporary { named(&file, &taken.header.id)? } else { file };
    let gaps = taken.gaps.len();
    let complete = if taken.is_complete() { "complete".to_owned() } else { format!("incomplete, {gaps} gaps") };
    out::note(&format!("{} resources, {complete}", taken.resources.len()));
    out::print(|to| writeln!(to, "{}", file.display()))?;
    Ok(match outcome {
        Outcome::Interrupted => Exit::CouldNotRun,
        Outcome::Finished if args.strict && !taken.is_complete() => Exit::Incomplete,
        Outcome::Finished => Exit::Fine,
    })
}

/// A snapshot's own name is known when it has been taken.
fn named(file: &Path, id: &str) -> Result<PathBuf, CliError> {
    let name = PathBuf::from(format!("{id}.jsonl.zst"));
    let renamed = std::fs::rename(file, &name);
    renamed.map_err(|source| CliError::Write { path: name.display().to_string(), source })?;
    Ok(name)
}
