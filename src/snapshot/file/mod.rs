//! A snapshot as a file: JSON lines under zstd, one line for the header, one for each resource, gap and finished
//! (kind, account, region), and one for the end. Without the last line the file is incomplete, and still good.
//!
//! Readable with `zstdcat FILE | jq`. Files of an older version stay readable; a newer one is refused with its number.

mod read;
mod resume;
mod write;

pub use read::{LoadError, read, read_bytes, read_header, read_header_of};
pub use resume::ResumeError;
pub use write::{SaveError, Writer};

use super::{AccountId, Done, End, Gap, Plan, Region, Resource};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The version that is written. Version 1 had no plans: its header alone said which regions were read.
const VERSION: u32 = 2;

/// The first line: what was asked, of whom, when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Header {
    /// Version of the format.
    pub version: u32,
    /// Name of this snapshot, for people and file names.
    pub id: String,
    pub taken_at: DateTime<Utc>,
    /// Version of the tool that wrote it.
    pub tool: String,
    /// The AWS partition (`aws`, `aws-us-gov`, `aws-cn`), or `example`.
    pub source: String,
    pub accounts: Vec<AccountId>,
    /// Those that were asked for; in a snapshot that was read, with those of all plans.
    pub regions: Vec<Region>,
    /// The kinds that were to be read, and whether each is read once an account instead of in every region.
    pub kinds: BTreeMap<String, Reach>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reach {
    Global,
    Regional,
}

impl Header {
    pub fn new(taken_at: DateTime<Utc>, source: String, accounts: Vec<AccountId>, regions: Vec<Region>) -> Self {
        let first = accounts.first().map_or("none", AccountId::as_str);
        let id = format!("{}-{first}", taken_at.format("%Y%m%dT%H%M%SZ"));
        let tool = env!("CARGO_PKG_VERSION").to_owned();
        Self { version: VERSION, id, taken_at, tool, source, accounts, regions, kinds: BTreeMap::new() }
    }

    /// Whether a kind was to be read in an account and region; the region counts only for what is read in each.
    pub fn asked(&self, kind: &str, account: &str, region: &str) -> bool {
        let here = |reach: &Reach| {
            *reach == Reach::Global || region == "global" || self.regions.iter().any(|known| known.as_str() == region)
        };
        self.kinds.get(kind).is_some_and(here) && self.accounts.iter().any(|known| known.as_str() == account)
    }
}

#[derive(Serialize)]
#[serde(rename_all = "snake_case")]
enum LineOut<'a> {
    Snapshot(&'a Header),
    Plan(&'a Plan),
    Resource(&'a Resource),
    Gap(&'a Gap),
    Done(&'a Done),
    End(&'a End),
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum LineIn {
    Snapshot(Header),
    Plan(Plan),
    Resource(Resource),
    Gap(Gap),
    Done(Done),
    End(End),
}
