//! Looking at controls: `list`, `show`, `search`, `schema`.

use super::super::super::args::{FormatArg, RuleArgs};
use super::super::super::rules::RuleBook;
use super::super::super::{CliError, Exit, out};
use crate::collect;
use crate::control::{self, Control, Selection};
use crate::framework;
use crate::report::{self, ControlRow};
use crate::yaml::nearest;

pub(super) fn list(rules: &RuleArgs, format: FormatArg) -> Result<Exit, CliError> {
    let controls = RuleBook::read_controls(rules)?;
    print(&controls.controls().iter().collect::<Vec<_>>(), format)
}

pub(super) fn search(words: &[String], rules: &RuleArgs, format: FormatArg) -> Result<Exit, CliError> {
    let controls = RuleBook::read_controls(rules)?;
    let found = control::search(&controls, words);
    if found.is_empty() {
        let message = format!("no control has all of: {}", words.join(" "));
        return Err(CliError::input(message, "try fewer words; `plimsoll controls list` shows all"));
    }
    print(&found, format)
}

fn print(controls: &[&Control], format: FormatArg) -> Result<Exit, CliError> {
    let style = out::style();
    let kinds = collect::kinds();
    let rows: Vec<_> = controls.iter().map(|control| ControlRow::new(control, &kinds, &[])).collect();
    out::print(|to| match format {
        FormatArg::Table => report::table::controls(&rows, to, style),
        FormatArg::Json => report::json::controls(controls, to),
    })?;
    Ok(Exit::Fine)
}

pub(super) fn show(id: &str, rules: &RuleArgs) -> Result<Exit, CliError> {
    let book = RuleBook::read(rules)?;
    let mut controls = book.controls()?;
    match id.split_once(':') {
        Some((tool, name)) => {
            controls.retain(|control| control.is_known_as(tool, name));
            if controls.controls().is_empty() {
                return Err(unknown(tool, name, controls.left_out()));
            }
        }
        None => {
            let selection = Selection { controls: vec![id.to_owned()], services: vec![] };
            controls = controls.select(&selection).map_err(|(m, h)| CliError::input(m, h))?;
        }
    }
    let kinds = collect::kinds();
    let rows = controls.controls().iter().map(|control| ControlRow::new(control, &kinds, &book.frameworks));
    let style = out::style();
    out::print(|to| rows.into_iter().try_for_each(|row| report::table::control(&row, to, style)))?;
    Ok(Exit::Fine)
}

/// Why no control is known by another tool's name.
fn unknown(tool: &str, name: &str, all: &[Control]) -> CliError {
    let of_tool: Vec<&str> =
        all.iter().filter_map(|c| c.also_known_as.get(tool)).flatten().map(String::as_str).collect();
    let message = format!("no control is known as `{name}` in `{tool}`");
    let help = match nearest(name, of_tool.iter().copied()) {
        Some(near) => format!("did you mean `{tool}:{near}`?"),
        None if !of_tool.is_empty() => "docs/left-out.md says what has no control, and why".to_owned(),
        None => {
            let tools = all.iter().flat_map(|control| control.also_known_as.keys().map(String::as_str));
            let tools: std::collections::BTreeSet<&str> = tools.collect();
            format!("names are known of {}", tools.into_iter().collect::<Vec<_>>().join(", "))
        }
    };
    CliError::input(message, help)
}

pub(super) fn schema() -> Result<Exit, CliError> {
    out::print(|to| to.write_all(written_schema().as_bytes()))?;
    Ok(Exit::Fine)
}

/// The schema of a control's file, with the built-in frameworks.
pub(super) fn written_schema() -> String {
    let frameworks = framework::load(&framework::built_in()).unwrap_or_default();
    format!("{:#}\n", control::file_schema(&collect::kinds(), &framework::known(&frameworks)))
}
