//! `plimsoll snapshot`: collect, and nothing else.

use super::super::args::{FormatArg, SnapshotArgs};
use super::super::rules::RuleBook;
use super::super::{CliError, Exit, out};
use super::{collecting, plan};
use crate::collect::Outcome;
use crate::snapshot::{self, Snapshot};
use std::path::{Path, PathBuf};

pub(super) fn run(args: &SnapshotArgs) -> Result<Exit, CliError> {
    let rules = RuleBook::read(&args.rules)?.choose(&args.scope.selection(), &args.scope.framework)?;
    let kinds = collecting::to_keep(&args.scope, &rules)?;
    if args.scope.plan {
        return plan::print(&args.credentials, &args.scope, kinds, None, FormatArg::Table);
    }
    let (file, temporary) = match args.resume.as_ref().or(args.output.as_ref()) {
        Some(file) => (file.clone(), false),
        None => (PathBuf::from(format!(".plimsoll-{}.partial", std::process::id())), true),
    };
    let outcome = collecting::collect(&args.credentials, &args.scope, kinds, &file, args.resume.is_some())?;
    let taken = snapshot::read(&file)?;
    let file = if temporary { named(&file, &taken.header.id)? } else { file };
    out::note(&format!("{} resources, {}", taken.resources.len(), completeness(&taken)));
    out::print(|to| writeln!(to, "{}", file.display()))?;
    Ok(match outcome {
        Outcome::Interrupted => Exit::CouldNotRun,
        Outcome::Finished if args.strict && !taken.is_complete() => Exit::Incomplete,
        Outcome::Finished => Exit::Fine,
    })
}

fn completeness(taken: &Snapshot) -> String {
    if taken.is_complete() {
        return "complete".to_owned();
    }
    if taken.end.is_none() {
        return "incomplete: the scan was cut off".to_owned();
    }
    let in_part = taken.resources.iter().filter(|resource| !resource.unread().is_empty()).count();
    format!("incomplete: {} listings and parts of {in_part} resources could not be read", taken.gaps.len())
}

/// A snapshot's own name is known when it has been taken.
fn named(file: &Path, id: &str) -> Result<PathBuf, CliError> {
    let name = PathBuf::from(format!("{id}.jsonl.zst"));
    let renamed = std::fs::rename(file, &name);
    renamed.map_err(|source| CliError::Write { path: name.display().to_string(), source })?;
    Ok(name)
}
