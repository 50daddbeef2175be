//! `plimsoll kinds list|show`.

use super::super::args::{FormatArg, KindsCommand};
use super::super::{CliError, Exit, out};
use crate::collect;
use crate::report::{self, KindRow};
use crate::yaml::nearest;

pub(super) fn run(command: &KindsCommand) -> Result<Exit, CliError> {
    let kinds = collect::kinds();
    let style = out::style();
    match command {
        KindsCommand::List { format } => {
            let rows: Vec<KindRow<'_>> = kinds.iter().map(KindRow::new).collect();
            out::print(|to| match format {
                FormatArg::Table => report::table::kinds(&rows, to, style),
                FormatArg::Json => report::json::kinds(&rows, to),
            })
        }
        KindsCommand::Show { kind: name, format } => {
            let found = kinds.iter().filter(|kind| kind.name == name || kind.cloudformation == name);
            let rows: Vec<KindRow<'_>> = found.map(KindRow::new).collect();
            if rows.is_empty() {
                return Err(no_such(name, kinds.iter().flat_map(|kind| [kind.name, kind.cloudformation])));
            }
            out::print(|to| match format {
                FormatArg::Table => rows.iter().try_for_each(|row| report::table::kind(row, to, style)),
                FormatArg::Json => report::json::kinds(&rows, to),
            })
        }
    }?;
    Ok(Exit::Fine)
}

/// That nothing of that name is a kind.
pub(super) fn no_such<'k>(name: &str, kinds: impl Iterator<Item = &'k str>) -> CliError {
    let near = nearest(name, kinds).map(|near| format!("did you mean `{near}`?"));
    let help = near.unwrap_or_else(|| "`plimsoll kinds list` shows all".to_owned());
    CliError::input(format!("there is no kind `{name}`"), help)
}
