//! What can be typed after `plimsoll report`.

use super::{HistoryArgs, OutputArgs, RuleArgs};
use clap::{Args, ValueEnum};
use std::path::PathBuf;

#[derive(Debug, Args)]
pub struct ReportArgs {
    /// The snapshot to judge: a file, or its name or quarter in the history [default: the last of the history]
    #[arg(value_name = "SNAPSHOT")]
    pub snapshot: Option<PathBuf>,
    /// Write a report for each owner into the folder that -o names
    #[arg(long, value_name = "WHAT", requires = "output", help_heading = "Output")]
    pub by: Option<PartArg>,
    #[command(flatten)]
    pub output: OutputArgs,
    #[command(flatten)]
    pub history: HistoryArgs,
    #[command(flatten)]
    pub rules: RuleArgs,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum PartArg {
    /// What each owner owns; what nobody owns is in one of its own
    Owner,
}
