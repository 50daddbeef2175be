//! `plimsoll controls ...`.

use super::{FormatArg, RuleArgs};
use crate::control::Severity;
use clap::{Args, Subcommand, ValueEnum};
use std::path::PathBuf;

#[derive(Debug, Subcommand)]
pub enum ControlsCommand {
    /// List all controls
    List {
        #[command(flatten)]
        rules: RuleArgs,
        /// How to write it
        #[arg(long, value_name = "FORMAT", default_value = "table")]
        format: FormatArg,
    },
    /// Show controls whole
    Show {
        /// A control's id, with * and ?; or its id in another tool, such as prowler:ec2_instance_imdsv2_enabled
        id: String,
        #[command(flatten)]
        rules: RuleArgs,
    },
    /// Find controls by words of their texts, requirements and names in other tools
    Search {
        /// All of these words
        #[arg(required = true)]
        words: Vec<String>,
        #[command(flatten)]
        rules: RuleArgs,
        /// How to write it
        #[arg(long, value_name = "FORMAT", default_value = "table")]
        format: FormatArg,
    },
    /// Write a file for a new control, with what its kind has; on a terminal, asks for what is not given
    New(NewArgs),
    /// Judge controls: paths, requirements, words, examples
    Lint {
        #[command(flatten)]
        rules: RuleArgs,
    },
    /// Run the examples of controls, and say what each term said where one is not borne out
    Test {
        /// Ids, with * and ?, or files or folders of controls [default: all]
        #[arg(value_name = "ID|PATH")]
        what: Vec<String>,
        /// Change each control in one place at a time, and say which changes no example notices
        #[arg(long)]
        mutants: bool,
        #[command(flatten)]
        rules: RuleArgs,
    },
    /// Print the JSON Schema of a control's file, for editors
    Schema,
}

/// What a new control starts with.
#[derive(Debug, Args)]
pub struct NewArgs {
    /// Its id, such as s3/bucket-has-owner: the file becomes DIR/s3/bucket-has-owner.yaml
    pub id: Option<String>,
    /// The kind that it looks at, such as s3_bucket
    #[arg(long, value_name = "KIND")]
    pub resource: Option<String>,
    /// What is true when it passes
    #[arg(long)]
    pub title: Option<String>,
    /// How bad a failure is in itself
    #[arg(long)]
    pub severity: Option<SeverityArg>,
    /// The folder of your controls
    #[arg(short, long, value_name = "DIR", default_value = "controls")]
    pub output: PathBuf,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum SeverityArg {
    Critical,
    High,
    Medium,
    Low,
}

impl From<SeverityArg> for Severity {
    fn from(arg: SeverityArg) -> Self {
        match arg {
            SeverityArg::Critical => Self::Critical,
            SeverityArg::High => Self::High,
            SeverityArg::Medium => Self::Medium,
            SeverityArg::Low => Self::Low,
        }
    }
}
