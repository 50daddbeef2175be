//! What can be typed after `plimsoll waivers`.

use super::{FormatArg, HistoryArgs, RuleArgs};
use chrono::NaiveDate;
use clap::{Args, Subcommand};
use std::path::PathBuf;

#[derive(Debug, Subcommand)]
pub enum WaiversCommand {
    /// Show what each waiver hides, and which expired, are about to, cover nothing, or are too broad
    Check(CheckArgs),
    /// Write a waiver for one finding into the file of waivers, and leave what is in it as it is
    Add(AddArgs),
}

#[derive(Debug, Args)]
pub struct CheckArgs {
    /// The snapshot to judge: a file, or its name or quarter in the history [default: the last of the history]
    #[arg(long, value_name = "FILE")]
    pub snapshot: Option<PathBuf>,
    #[command(flatten)]
    pub history: HistoryArgs,
    /// Days before its end from which on a waiver wants attention
    #[arg(long, value_name = "DAYS", default_value_t = 30)]
    pub soon: u16,
    /// Kinds of resources of which one waiver may hide failures
    #[arg(long, value_name = "N", default_value_t = 3)]
    pub most_kinds: usize,
    /// How to write it
    #[arg(long, value_name = "FORMAT", default_value = "table", help_heading = "Output")]
    pub format: FormatArg,
    /// Exit with 1 if a waiver wants attention
    #[arg(long, help_heading = "Exit")]
    pub strict: bool,
    #[command(flatten)]
    pub rules: RuleArgs,
}

#[derive(Debug, Args)]
pub struct AddArgs {
    /// The fingerprint of the finding; the start of one is enough where a snapshot is at hand
    pub fingerprint: String,
    /// Why it is accepted
    #[arg(long, value_name = "TEXT")]
    pub reason: String,
    /// Who accepts it
    #[arg(long, value_name = "NAME")]
    pub owner: String,
    /// The last day on which it holds, such as 2026-12-31; within a year
    #[arg(long, value_name = "DAY")]
    pub expires: NaiveDate,
    /// Where it was decided
    #[arg(long, value_name = "TEXT")]
    pub ticket: Option<String>,
    /// What people call it
    #[arg(long, value_name = "NAME")]
    pub id: Option<String>,
    /// The snapshot in which the finding is: a file, or its name or quarter in the history [default: the last of the
    /// history]
    #[arg(long, value_name = "FILE")]
    pub snapshot: Option<PathBuf>,
    #[command(flatten)]
    pub history: HistoryArgs,
    #[command(flatten)]
    pub rules: RuleArgs,
}
