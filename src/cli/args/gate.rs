//! What makes a scan end with another exit code than 0.

use crate::risk::Band;
use clap::{Args, ValueEnum};
use std::path::PathBuf;

#[derive(Debug, Args, Clone, Default)]
#[command(next_help_heading = "Exit")]
pub struct GateArgs {
    /// Exit with 1 if a finding is at or above this band
    #[arg(long, value_name = "BAND")]
    pub fail_on: Option<BandArg>,
    /// Exit with 1 if a finding is new, and at or above this band: new since the last snapshot of the history, or since
    /// --baseline
    #[arg(long, value_name = "BAND")]
    pub fail_on_new: Option<BandArg>,
    /// What new findings are new against, instead of the history: a snapshot, or a report as --format json writes it
    #[arg(long, value_name = "FILE")]
    pub baseline: Option<PathBuf>,
    /// Exit with 1 if the load of the estate is over this [default: `line` of plimsoll.yaml]
    #[arg(long, value_name = "LOAD", value_parser = load)]
    pub line: Option<f64>,
    /// Exit with 3 if anything could not be read
    #[arg(long)]
    pub strict: bool,
    /// Say nothing on stderr but errors, and why the exit code is not 0
    #[arg(long, short, help_heading = "Output")]
    pub quiet: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum BandArg {
    Low,
    Medium,
    High,
    Critical,
}

impl From<BandArg> for Band {
    fn from(band: BandArg) -> Self {
        match band {
            BandArg::Low => Self::Low,
            BandArg::Medium => Self::Medium,
            BandArg::High => Self::High,
            BandArg::Critical => Self::Critical,
        }
    }
}

fn load(text: &str) -> Result<f64, String> {
    let load = text.parse::<f64>().ok().filter(|load| load.is_finite() && *load >= 0.0);
    load.ok_or_else(|| "not a number that is 0 or more".to_owned())
}
