//! Where a history is, whose credentials open it, and what is done with it.

use super::super::history::Place;
use super::FormatArg;
use crate::collect::Credentials;
use clap::{Args, Subcommand};
use std::num::NonZeroU32;
use std::path::PathBuf;

/// The caller's own credentials.
#[derive(Debug, Args, Clone, Default)]
#[command(next_help_heading = "Credentials")]
pub struct CallerArgs {
    /// A profile of the AWS configuration
    #[arg(long, env = "AWS_PROFILE", hide_env_values = true)]
    pub profile: Option<String>,
    /// Another API server than AWS
    #[arg(long, value_name = "URL", env = "AWS_ENDPOINT_URL", hide_env_values = true)]
    pub endpoint_url: Option<String>,
}

impl CallerArgs {
    /// As the collector understands them.
    pub fn credentials(&self) -> Credentials {
        Credentials {
            profile: self.profile.clone().filter(|profile| !profile.is_empty()),
            endpoint_url: self.endpoint_url.clone().filter(|url| !url.is_empty()),
            ..Credentials::default()
        }
    }
}

/// A history to look into.
#[derive(Debug, Args, Clone, Default)]
pub struct HistoryArgs {
    /// A folder of snapshots, or s3://bucket/prefix, which is read with your own credentials
    #[arg(long, value_name = "DIR")]
    pub history: Option<Place>,
    #[command(flatten)]
    pub caller: CallerArgs,
}

#[derive(Debug, Subcommand)]
pub enum HistoryCommand {
    /// List the snapshots, and say what is odd about them
    List {
        #[command(flatten)]
        history: HistoryArgs,
        /// Configuration [default: plimsoll.yaml, where there is one]
        #[arg(long, value_name = "FILE", help_heading = "Rules")]
        config: Option<PathBuf>,
        /// How to write it
        #[arg(long, value_name = "FORMAT", default_value = "table", help_heading = "Output")]
        format: FormatArg,
    },
    /// Delete old snapshots, with what was reported of them; of each account and quarter, the last one and the last complete
    /// one stay
    Prune {
        /// Keep so many of each account, the newest [default: `keep` of plimsoll.yaml]
        #[arg(long, value_name = "N", conflicts_with = "keep_days")]
        keep: Option<NonZeroU32>,
        /// Keep those of so many days [default: `keep_days` of plimsoll.yaml]
        #[arg(long, value_name = "D")]
        keep_days: Option<NonZeroU32>,
        /// Say what would go, and delete nothing
        #[arg(long)]
        dry_run: bool,
        #[command(flatten)]
        history: HistoryArgs,
        /// Configuration [default: plimsoll.yaml, where there is one]
        #[arg(long, value_name = "FILE", help_heading = "Rules")]
        config: Option<PathBuf>,
    },
}
