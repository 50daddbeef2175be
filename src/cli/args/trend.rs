//! What can be typed of changes over time.

use super::{FormatArg, HistoryArgs, RuleArgs};
use crate::report::table::Grouping;
use crate::trend::By;
use clap::{Args, ValueEnum};
use std::path::PathBuf;

#[derive(Debug, Args)]
pub struct TrendArgs {
    #[command(flatten)]
    pub history: HistoryArgs,
    /// How long a period is; its last snapshot stands for it
    #[arg(long, value_name = "PERIOD", default_value = "quarter")]
    pub by: ByArg,
    /// Show what was reported at the time, by the rules of the time, instead of judging old snapshots by today's rules
    #[arg(long)]
    pub as_reported: bool,
    /// Show load and failures of each account or owner beside the whole
    #[arg(long, value_name = "GROUP")]
    pub group: Option<GroupArg>,
    #[command(flatten)]
    pub rules: RuleArgs,
    /// How to write it
    #[arg(long, value_name = "FORMAT", default_value = "table", help_heading = "Output")]
    pub format: FormatArg,
}

#[derive(Debug, Args)]
pub struct DiffArgs {
    /// The earlier snapshot: a file, or with a history the name of one in it, or a quarter such as 2026-Q2
    pub old: PathBuf,
    /// The later snapshot
    pub new: PathBuf,
    #[command(flatten)]
    pub history: HistoryArgs,
    #[command(flatten)]
    pub rules: RuleArgs,
    /// How to write it
    #[arg(long, value_name = "FORMAT", default_value = "table", help_heading = "Output")]
    pub format: DiffFormatArg,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum DiffFormatArg {
    /// For a person
    Table,
    /// plimsoll/diff/v1, for programs
    Json,
    /// For a comment on a change, or the summary of a job
    Markdown,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ByArg {
    Quarter,
    Month,
    Week,
}

impl From<ByArg> for By {
    fn from(by: ByArg) -> Self {
        match by {
            ByArg::Quarter => Self::Quarter,
            ByArg::Month => Self::Month,
            ByArg::Week => Self::Week,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum GroupArg {
    Account,
    Owner,
}

impl From<GroupArg> for Grouping {
    fn from(group: GroupArg) -> Self {
        match group {
            GroupArg::Account => Self::Account,
            GroupArg::Owner => Self::Owner,
        }
    }
}
