//! `plimsoll kinds list|show`.

use super::super::args::{FormatArg, KindsCommand};
use super::super::{CliError, Exit, out};
use crate::collect;
use crate::report::{self, KindRow};
use crate::yaml::nearest;

pub(super) fn run(command: KindsCommand) -> Result<Exit, CliError> {
    let kinds = collect::kinds();
    let style = out::style();
    let (rows, format, whole): (Vec<KindRow<'_>>, FormatArg, bool) = match &command {
        KindsCommand::List { format } => (kinds.iter().map(KindRow::new).collect(), *format, false),
        KindsCommand::Show { kind: name, format } => {
            let found = kinds.iter().filter(|kind| kind.name == name || kind.cloudformation == name);
            (found.map(KindRow::new).collect(), *format, true)
        }
    };
    if let (KindsCommand::Show { kind, .. }, []) = (&command, rows.as_slice()) {
        let names = kinds.iter().flat_map(|kind| [kind.name, kind.cloudformation]);
        let help = match nearest(kind, names) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "`plimsoll kinds list` shows all".to_owned(),
        };
        return Err(CliError::input(format!("there is no kind `{kind}`"), help));
    }
    out::print(|to| match (format, whole) {
        (FormatArg::Json, _) => report::json::kinds(&rows, to),
        (FormatArg::Table, false) => report::table::kinds(&rows, to, style),
        (FormatArg::Table, true) => rows.iter().try_for_each(|row| report::table::kind(row, to, style)),
    })?;
    Ok(Exit::Fine)
}
