//! `plimsoll controls new`.

use super::super::super::args::NewArgs;
use super::super::super::{CliError, Exit, out};
use super::super::kinds::no_such;
use super::look::written_schema;
use crate::collect;
use crate::control::{SCHEMA_FILE, Severity, Start, is_id};
use std::io::{self, BufRead, IsTerminal, Write};

pub(super) fn run(args: NewArgs) -> Result<Exit, CliError> {
    let all = collect::kinds();
    let id = given(args.id, "its id, such as s3/bucket-has-owner", "ID")?;
    check_id(&id)?;
    let file = args.output.join(&id).with_extension("yaml");
    if file.exists() {
        let message = format!("{} is there already", file.display());
        return Err(CliError::input(message, "choose another id"));
    }
    let kind = given(args.resource, "the kind that it looks at, such as s3_bucket", "--resource")?;
    let found = all.iter().find(|known| known.name == kind);
    let kind = found.ok_or_else(|| no_such(&kind, all.iter().map(|kind| kind.name)))?;
    let title = given(args.title, "what is true when it passes", "--title")?;
    let severity = args.severity.map_or(Severity::Medium, Into::into);
    let text = Start { kind, title: title.trim(), severity }.text();
    let folder = file.parent().unwrap_or(&args.output);
    let made = std::fs::create_dir_all(folder);
    made.map_err(|source| CliError::Write { path: folder.display().to_string(), source })?;
    let schema = args.output.join(SCHEMA_FILE);
    if !schema.exists() {
        out::write_file(&schema, |to| to.write_all(written_schema().as_bytes()))?;
    }
    out::write_file(&file, |to| to.write_all(text.as_bytes()))?;
    let shown = file.display();
    out::print(|to| {
        writeln!(to, "{shown}")?;
        writeln!(to, "  change it, then: plimsoll controls test {shown}")?;
        writeln!(to, "  all of it:       plimsoll controls lint --controls {}", args.output.display())
    })?;
    Ok(Exit::Fine)
}

/// What was given, or what a person at a terminal answers.
fn given(value: Option<String>, what: &str, flag: &str) -> Result<String, CliError> {
    if let Some(value) = value {
        return Ok(value);
    }
    let missing = || CliError::input(format!("{flag} is missing: {what}"), "give it, or answer on a terminal");
    if !io::stdin().is_terminal() {
        return Err(missing());
    }
    ask(what);
    let mut line = String::new();
    io::stdin().lock().read_line(&mut line).map_err(|_| missing())?;
    let line = line.trim().to_owned();
    if line.is_empty() { Err(missing()) } else { Ok(line) }
}

/// A question must not mix with results.
fn ask(what: &str) {
    let mut to = io::stderr().lock();
    // Where nobody can be asked, nobody answers.
    let _ = write!(to, "{what}: ").and_then(|()| to.flush());
}

fn check_id(id: &str) -> Result<(), CliError> {
    if is_id(id) {
        return Ok(());
    }
    Err(CliError::input(
        format!("`{id}` cannot be a control's id"),
        "write <service>/<what-is-true>, in lower case with hyphens",
    ))
}
