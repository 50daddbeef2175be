//! `plimsoll completions SHELL`.

use super::super::{Cli, CliError, Exit, out};
use clap::CommandFactory;
use clap_complete::Shell;

pub(super) fn run(shell: Shell) -> Result<Exit, CliError> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "plimsoll", &mut script);
    out::print(|to| to.write_all(&script))?;
    Ok(Exit::Fine)
}
