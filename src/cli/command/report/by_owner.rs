//! A report for each owner, in a folder.

use super::super::super::args::OutputArgs;
use super::super::super::{CliError, out};
use super::name::Names;
use crate::report::{Count, Format, Inputs, Style, TABLE, View, Whose};
use crate::scan::{Part, Scan};
use std::fs;
use std::path::Path;

/// Where the reports go, and how each is written.
pub(super) struct Folder<'a> {
    path: &'a Path,
    formats: Vec<&'static Format>,
}

impl<'a> Folder<'a> {
    pub(super) fn of(output: &'a OutputArgs) -> Result<Self, CliError> {
        let [path] = output.output.as_slice() else {
            return Err(CliError::input("reports by owner go into one folder", "give one -o, with a folder"));
        };
        if path.is_file() {
            return Err(CliError::input(format!("{} is a file", path.display()), "name a folder for the reports"));
        }
        let mut formats = output.format.clone();
        if formats.is_empty() {
            formats.push(&TABLE);
        }
        if let Some(format) = formats.iter().find(|format| format.is_of_the_whole()) {
            let message = format!("{} cannot be written by owner", format.name);
            return Err(CliError::input(message, "its metrics are the estate's, and have owners as labels already"));
        }
        Ok(Self { path, formats })
    }

    /// Writes them, and says how many they are.
    pub(super) fn write(&self, judged: &Scan<'_>, inputs: &Inputs<'_>) -> Result<String, CliError> {
        let failed = |source| CliError::Write { path: self.path.display().to_string(), source };
        fs::create_dir_all(self.path).map_err(failed)?;
        let (mut names, mut owners) = (Names::default(), 0);
        judged.by_owner(|part| {
            owners += usize::from(part.owner.is_some());
            self.part(part, &names.of(part.owner.as_deref()), inputs)
        })?;
        let owners = Count::new(owners, "owner", "owners");
        Ok(format!("reports for {owners}, and for what nobody owns, are in {}", self.path.display()))
    }

    fn part(&self, part: &Part, name: &str, inputs: &Inputs<'_>) -> Result<(), CliError> {
        let whose = Whose::part(part.owner.as_deref());
        // The line is drawn for the estate.
        let inputs = Inputs { assessment: &part.assessment, ranking: &part.ranking, line: None, whose, ..*inputs };
        let view = View::lay_out(&inputs);
        self.formats.iter().try_for_each(|format| {
            let file = self.path.join(format!("{name}.{}", format.ending()));
            out::write_file(&file, |to| format.write(&view, to, Style::default()))
        })
    }
}
