//! `plimsoll man`: pages of the manual, from the definition of the command line.

use super::super::{Cli, CliError, Exit, out};
use clap::{Command, CommandFactory};
use clap_mangen::Man;
use std::path::Path;

/// The first page to the standard output; or that of each command into a folder.
pub(super) fn run(folder: Option<&Path>) -> Result<Exit, CliError> {
    let mut command = Cli::command().disable_help_subcommand(true);
    // Names commands after those that they belong to.
    command.build();
    match folder {
        None => out::print(|to| Man::new(command).render(to))?,
        Some(folder) => {
            let failed = |source| CliError::Write { path: folder.display().to_string(), source };
            std::fs::create_dir_all(folder).map_err(failed)?;
            write(command, folder)?;
        }
    }
    Ok(Exit::Fine)
}

fn write(command: Command, folder: &Path) -> Result<(), CliError> {
    for one in command.get_subcommands().filter(|one| !one.is_hide_set()) {
        write(one.clone(), folder)?;
    }
    let page = Man::new(command);
    out::write_file(&folder.join(page.get_filename()), |to| page.render(to))
}
