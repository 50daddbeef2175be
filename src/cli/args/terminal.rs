//! What has to do with the terminal.

use super::{HistoryArgs, RuleArgs};
use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// When to write colours.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum ColorArg {
    /// On a terminal, unless NO_COLOR says otherwise; where CLICOLOR_FORCE asks for them, everywhere
    #[default]
    Auto,
    /// Into files and pipes, too
    Always,
    /// Not at all, and no links
    Never,
}

#[derive(Debug, Args)]
pub struct BrowseArgs {
    /// The snapshot to walk around in: a file, or its name or quarter in the history [default: the last of the history]
    pub snapshot: Option<PathBuf>,
    #[command(flatten)]
    pub history: HistoryArgs,
    #[command(flatten)]
    pub rules: RuleArgs,
}
