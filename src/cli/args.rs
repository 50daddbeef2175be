//! What can be typed. What it means is decided in `plan`.

mod controls;
mod frameworks;
mod gate;
mod history;
mod kinds;
mod report;
mod terminal;
mod trend;
mod waivers;

pub use controls::{ControlsCommand, NewArgs};
pub use frameworks::FrameworksCommand;
pub use gate::GateArgs;
pub use history::{CallerArgs, HistoryArgs, HistoryCommand};
pub use kinds::KindsCommand;
pub use report::{PartArg, ReportArgs};
pub use terminal::{BrowseArgs, ColorArg};
pub use trend::{DiffArgs, DiffFormatArg, TrendArgs};
pub use waivers::{AddArgs, CheckArgs, WaiversCommand};

use super::history::Place;
use crate::collect::{Accounts, Shard};
use crate::control::Selection;
use crate::evaluate::Verdict;
use crate::report::{Audience, FORMATS, Format};
use crate::snapshot::{AccountId, Region};
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

/// Reads the configuration of an AWS estate, says which few fixes would lower risk most, and shows quarter over quarter
/// whether security rose.
#[derive(Debug, Parser)]
#[command(name = "plimsoll", version, max_term_width = 120, infer_subcommands = false)]
pub struct Cli {
    /// When to write colours
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto", help_heading = "Terminal")]
    pub color: ColorArg,
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Read an estate (or a saved snapshot), and say what to fix first
    Scan(ScanArgs),
    /// Read an estate into a file, and evaluate nothing
    Snapshot(SnapshotArgs),
    /// Write the reports of a scan from its snapshot, of the whole or for each owner
    Report(ReportArgs),
    /// Join snapshots of different accounts, such as those of --shard, into one
    Merge(MergeArgs),
    /// Show how the estate changed from quarter to quarter, measured with today's controls
    Trend(TrendArgs),
    /// List the snapshots of a history, and prune old ones
    #[command(subcommand)]
    History(HistoryCommand),
    /// Say what changed between two snapshots
    Diff(DiffArgs),
    /// Explain a control, or a finding by its fingerprint
    Explain(ExplainArgs),
    /// Walk around in fixes, findings, attack paths and frameworks, with the keyboard
    Browse(BrowseArgs),
    /// Show how the internet and other accounts get to administrators and to sensitive data, and what cuts each way
    Paths(PathsArgs),
    /// List, show, search, write and test controls
    #[command(subcommand)]
    Controls(ControlsCommand),
    /// List the kinds of resources, and show their fields
    #[command(subcommand)]
    Kinds(KindsCommand),
    /// List, show and compare frameworks
    #[command(subcommand)]
    Frameworks(FrameworksCommand),
    /// Check what waivers hide, and write one
    #[command(subcommand)]
    Waivers(WaiversCommand),
    /// Propose a configuration by what a snapshot shows, and check one
    #[command(subcommand)]
    Config(ConfigCommand),
    /// Print the least IAM policy with which a scan can read everything
    Permissions(PermissionsArgs),
    /// Look around in a made-up company, with no account and no network
    Demo {
        /// Keep its four snapshots in this folder, for explain, diff and trend
        #[arg(long, value_name = "DIR")]
        save: Option<PathBuf>,
    },
    /// Print a completion script for a shell
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Print the manual's page
    Man {
        /// A folder for pages: this one, and one for each command
        #[arg(long, short = 'o', value_name = "DIR")]
        output: Option<PathBuf>,
    },
}

/// Whose eyes to look through.
#[derive(Debug, Args, Clone, Default)]
#[command(next_help_heading = "Credentials")]
pub struct CredentialArgs {
    #[command(flatten)]
    pub caller: CallerArgs,
    /// A role to assume
    #[arg(long, value_name = "ARN")]
    pub role_arn: Option<String>,
    /// The external id that the role asks for
    #[arg(long, value_name = "ID", requires = "role_arn")]
    pub external_id: Option<String>,
}

/// What to read.
#[derive(Debug, Args, Clone, Default)]
#[command(next_help_heading = "Scope")]
pub struct ScopeArgs {
    /// An account to read; may be repeated, and each is entered by --role-name [default: the one of the credentials]
    #[arg(long, value_name = "ID", value_parser = account, conflicts_with = "organization")]
    pub account: Vec<AccountId>,
    /// Read all active accounts of the organization, each by --role-name
    #[arg(long)]
    pub organization: bool,
    /// The role to assume in accounts other than the one of the credentials
    #[arg(long, value_name = "NAME", default_value = "plimsoll")]
    pub role_name: String,
    /// Read a part of the accounts: 2/5 is the second of five; `plimsoll merge` joins the snapshots
    #[arg(long, value_name = "I/N")]
    pub shard: Option<Shard>,
    /// A region to read; may be repeated [default: all that the account has enabled]
    #[arg(long, value_name = "REGION", value_parser = region)]
    pub region: Vec<Region>,
    /// A control's id, with * and ?; may be repeated
    #[arg(long, value_name = "ID")]
    pub control: Vec<String>,
    /// A framework: only its controls; may be repeated
    #[arg(long, value_name = "ID")]
    pub framework: Vec<String>,
    /// A service, such as s3: only its controls; may be repeated
    #[arg(long, value_name = "NAME")]
    pub service: Vec<String>,
    /// A kind of resource to read, with * and ?; may be repeated [default: what the chosen controls need; for
    /// `snapshot`: all, unless controls are chosen]
    #[arg(long, value_name = "KIND")]
    pub kind: Vec<String>,
    /// Requests a second, for each account, region and service; never more than a share of what AWS allows
    #[arg(long, value_name = "N", default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=1000))]
    pub max_rps: u32,
    /// Take a tenth of what AWS allows, instead of half
    #[arg(long)]
    pub gentle: bool,
    /// Of each kind, in each account and region, ask about at most so many resources one by one; of the rest only what
    /// listings tell is read
    #[arg(long, value_name = "N", default_value_t = 10_000)]
    pub ration: u32,
    /// Print which calls would be made, and about how many, and make none of them
    #[arg(long)]
    pub plan: bool,
}

impl ScopeArgs {
    pub fn selection(&self) -> Selection {
        Selection { controls: self.control.clone(), services: self.service.clone() }
    }

    pub fn accounts(&self) -> Accounts {
        match (self.organization, self.account.is_empty()) {
            (true, _) => Accounts::Organization,
            (false, true) => Accounts::Own,
            (false, false) => Accounts::Named(self.account.clone()),
        }
    }

    /// Whether only a part of the controls was asked for.
    pub fn narrows_controls(&self) -> bool {
        !(self.control.is_empty() && self.framework.is_empty() && self.service.is_empty())
    }
}

/// The rules to judge by.
#[derive(Debug, Args, Clone, Default)]
#[command(next_help_heading = "Rules")]
pub struct RuleArgs {
    /// Configuration [default: plimsoll.yaml, where there is one]
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// A folder of controls of your own, as <service>/<name>.yaml; may be repeated
    #[arg(long, value_name = "DIR")]
    pub controls: Vec<PathBuf>,
    /// A folder of frameworks of your own; may be repeated
    #[arg(long, value_name = "DIR")]
    pub frameworks: Vec<PathBuf>,
    /// Findings that are accepted, each with reason, owner and expiry
    #[arg(long, value_name = "FILE")]
    pub waivers: Option<PathBuf>,
    /// What people vouch for, each with statement, evidence and expiry
    #[arg(long, value_name = "FILE")]
    pub attestations: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct ScanArgs {
    #[command(flatten)]
    pub credentials: CredentialArgs,
    #[command(flatten)]
    pub scope: ScopeArgs,
    #[command(flatten)]
    pub rules: RuleArgs,
    #[command(flatten)]
    pub output: OutputArgs,
    /// Evaluate a saved snapshot instead of reading an estate
    #[arg(long, value_name = "FILE", help_heading = "Scope", conflicts_with_all = ["save", "role_arn", "region"])]
    pub snapshot: Option<PathBuf>,
    /// Go on with a snapshot that was cut off: what it has is not read again; accounts, regions and kinds are its own
    #[arg(long, value_name = "FILE", help_heading = "Scope", conflicts_with_all = ["account", "kind", "organization", "region", "save", "shard", "snapshot"])]
    pub resume: Option<PathBuf>,
    /// Keep the snapshot in this file
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    pub save: Option<PathBuf>,
    /// A folder of snapshots, or s3://bucket/prefix, which is used with your own credentials and not with --role-arn: this
    /// one is added, and compared with the earlier ones
    #[arg(long, value_name = "DIR", help_heading = "Output")]
    pub history: Option<Place>,
    /// Send the findings to Security Hub, and archive those of earlier scans that are gone; needs permissions of its own,
    /// see docs/security-hub.md
    #[arg(long, help_heading = "Output", conflicts_with_all = ["plan", "snapshot"])]
    pub push_security_hub: bool,
    /// Tell those whom it concerns what is new since the last snapshot of the history, or overdue; see docs/routing.md
    #[arg(long, help_heading = "Output", conflicts_with = "plan")]
    pub notify: bool,
    #[command(flatten)]
    pub gate: GateArgs,
}

#[derive(Debug, Args, Clone, Default)]
#[command(next_help_heading = "Output")]
pub struct OutputArgs {
    /// How to write the report; may be repeated, each with an -o of its own [default: by the ending of -o, else table]
    #[arg(long, value_name = "FORMAT", value_parser = format())]
    pub format: Vec<&'static Format>,
    /// Where the --format before it goes; packed by zstd where it ends in .zst [default: -, the standard output]
    #[arg(short, long, value_name = "FILE")]
    pub output: Vec<PathBuf>,
    /// For whom markdown is written
    #[arg(long, value_name = "WHO", default_value = "engineers")]
    pub audience: AudienceArg,
    /// More verdicts to list, beside failures; comma-separated
    #[arg(long, value_name = "VERDICT", value_delimiter = ',')]
    pub include: Vec<VerdictArg>,
}

#[derive(Debug, Args)]
pub struct SnapshotArgs {
    #[command(flatten)]
    pub credentials: CredentialArgs,
    #[command(flatten)]
    pub scope: ScopeArgs,
    #[command(flatten)]
    pub rules: RuleArgs,
    /// The file to write [default: <time>-<account>.jsonl.zst]
    #[arg(long, short = 'o', visible_alias = "save", value_name = "FILE", help_heading = "Output")]
    pub output: Option<PathBuf>,
    /// Go on with a snapshot that was cut off: what it has is not read again; accounts, regions and kinds are its own
    #[arg(long, value_name = "FILE", help_heading = "Scope", conflicts_with_all = ["account", "kind", "organization", "output", "region", "shard"])]
    pub resume: Option<PathBuf>,
    /// Exit with 3 if anything could not be read
    #[arg(long, help_heading = "Exit")]
    pub strict: bool,
}

#[derive(Debug, Args)]
pub struct MergeArgs {
    /// The snapshots to join
    #[arg(required = true, num_args = 2.., value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// The file to write
    #[arg(long, short = 'o', visible_alias = "save", value_name = "FILE", help_heading = "Output")]
    pub output: PathBuf,
}

#[derive(Debug, Args)]
pub struct ExplainArgs {
    /// A control's id, or the fingerprint of a finding (or the start of one)
    pub what: String,
    /// The snapshot in which the finding is, or that a control is to judge: a file, or its name or quarter in the history
    /// [default: the last of the history]
    #[arg(long, value_name = "FILE")]
    pub snapshot: Option<PathBuf>,
    #[command(flatten)]
    pub history: HistoryArgs,
    #[command(flatten)]
    pub rules: RuleArgs,
}

#[derive(Debug, Args)]
pub struct PathsArgs {
    /// The snapshot to look at: a file, or its name or quarter in the history [default: the last of the history]
    #[arg(long, value_name = "FILE")]
    pub snapshot: Option<PathBuf>,
    /// Only paths from here: internet, or an account
    #[arg(long, value_name = "ENTRY", value_parser = entry)]
    pub from: Option<String>,
    /// Only paths to these: admin, an account, a kind, or a resource's id or name, with * and ?
    #[arg(long, value_name = "TARGET")]
    pub to: Option<String>,
    /// How many to show
    #[arg(long, value_name = "N", default_value_t = 20, help_heading = "Output")]
    pub limit: usize,
    /// How to write them
    #[arg(long, value_name = "FORMAT", default_value = "table", help_heading = "Output")]
    pub format: PathsFormatArg,
    #[command(flatten)]
    pub history: HistoryArgs,
    #[command(flatten)]
    pub rules: RuleArgs,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum PathsFormatArg {
    /// One below the other, for a person
    Table,
    /// plimsoll/paths/v1, for programs
    Json,
    /// A flowchart, for a page that draws Mermaid
    Mermaid,
}

#[derive(Debug, Subcommand)]
pub enum ConfigCommand {
    /// Write a commented configuration by what a snapshot shows; it changes nothing until a line is taken out of its
    /// comment
    Init {
        /// The snapshot to look at [default: the last of the history]
        #[arg(long, value_name = "FILE", required_unless_present = "history", conflicts_with = "history")]
        snapshot: Option<PathBuf>,
        /// The file to write, which must not be there yet
        #[arg(long, short = 'o', value_name = "FILE", default_value = "plimsoll.yaml")]
        output: PathBuf,
        #[command(flatten)]
        history: HistoryArgs,
    },
    /// Read the configuration and all that it names, and say what is wrong with it
    Check {
        #[command(flatten)]
        rules: RuleArgs,
    },
}

#[derive(Debug, Args)]
pub struct PermissionsArgs {
    #[command(flatten)]
    pub scope: ScopeArgs,
    /// A folder for policies: as many as AWS's bound on their length asks for
    #[arg(long, short = 'o', value_name = "DIR", help_heading = "Output")]
    pub output: Option<PathBuf>,
    #[command(flatten)]
    pub rules: RuleArgs,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum FormatArg {
    /// For a person
    Table,
    /// For programs
    Json,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum AudienceArg {
    /// Those who will fix it
    #[default]
    Engineers,
    /// Those who decide: five sentences, and the numbers of one chart
    Exec,
}

impl From<AudienceArg> for Audience {
    fn from(audience: AudienceArg) -> Self {
        match audience {
            AudienceArg::Engineers => Self::Engineers,
            AudienceArg::Exec => Self::Exec,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum VerdictArg {
    Pass,
    Fail,
    Unknown,
}

impl From<VerdictArg> for Verdict {
    fn from(verdict: VerdictArg) -> Self {
        match verdict {
            VerdictArg::Pass => Self::Pass,
            VerdictArg::Fail => Self::Fail,
            VerdictArg::Unknown => Self::Unknown,
        }
    }
}

/// One of the formats of a report.
fn format() -> impl TypedValueParser<Value = &'static Format> {
    let values = FORMATS.iter().map(|format| PossibleValue::new(format.name).help(format.about));
    PossibleValuesParser::new(values).try_map(|name| Format::named(&name).ok_or("no such format"))
}

/// From where a path may begin.
fn entry(name: &str) -> Result<String, String> {
    if name == "internet" {
        return Ok(name.to_owned());
    }
    account(name).map(|id| id.to_string()).map_err(|error| format!("{error}; or say `internet`"))
}

fn region(name: &str) -> Result<Region, String> {
    Region::try_from(name)
}

fn account(id: &str) -> Result<AccountId, String> {
    AccountId::try_from(id)
}
