//! `plimsoll kinds ...`.

use super::FormatArg;
use clap::Subcommand;

#[derive(Debug, Subcommand)]
pub enum KindsCommand {
    /// List all kinds of resources
    List {
        /// How to write it
        #[arg(long, value_name = "FORMAT", default_value = "table")]
        format: FormatArg,
    },
    /// Show a kind: what reading it needs, its fields, and a healthy sample
    Show {
        /// Such as s3_bucket, or its name in CloudFormation
        kind: String,
        /// How to write it
        #[arg(long, value_name = "FORMAT", default_value = "table")]
        format: FormatArg,
    },
}
