//! What can be typed after `plimsoll frameworks`.

use super::{FormatArg, RuleArgs};
use clap::Subcommand;
use std::path::PathBuf;

#[derive(Debug, Subcommand)]
pub enum FrameworksCommand {
    /// List all frameworks
    List {
        #[command(flatten)]
        rules: RuleArgs,
        /// How to write it
        #[arg(long, value_name = "FORMAT", default_value = "table")]
        format: FormatArg,
    },
    /// Show a framework's requirements, and which controls serve each
    Show {
        /// Its id
        id: String,
        /// Only requirements that no control serves, and the names in other tools that they wait for
        #[arg(long)]
        uncovered: bool,
        #[command(flatten)]
        rules: RuleArgs,
        /// How to write it
        #[arg(long, value_name = "FORMAT", default_value = "table")]
        format: FormatArg,
    },
    /// Put two frameworks side by side: what both ask, and what only one does
    Compare {
        /// The id of the first, or a part of it: nist-800-53-r5:moderate
        first: String,
        /// The id of the second, or a part of it
        second: String,
        #[command(flatten)]
        rules: RuleArgs,
        /// How to write it
        #[arg(long, value_name = "FORMAT", default_value = "table")]
        format: FormatArg,
    },
    /// Write a layer for MITRE's ATT&CK Navigator: how an estate stands, or which techniques controls are against
    Navigator {
        /// The snapshot to judge [default: none, and the layer shows controls]
        #[arg(long, value_name = "FILE")]
        snapshot: Option<PathBuf>,
        /// The file to write [default: the standard output]
        #[arg(long, short = 'o', value_name = "FILE", help_heading = "Output")]
        output: Option<PathBuf>,
        #[command(flatten)]
        rules: RuleArgs,
    },
}
