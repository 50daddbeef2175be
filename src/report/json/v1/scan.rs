//! What was scanned, and what it cost.

use super::moment;
use crate::report::view;
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::BTreeMap;

#[derive(Serialize, JsonSchema)]
pub(super) struct Scan<'a> {
    /// The snapshot's name.
    id: &'a str,
    /// RFC 3339, in UTC. It is the `now` of every control.
    #[schemars(extend("format" = "date-time"))]
    taken_at: String,
    /// The AWS partition, such as `aws`, or `example`.
    source: &'a str,
    accounts: &'a [&'a str],
    regions: &'a [&'a str],
    /// The scan came to its end, and nothing that a control looks at failed to be read.
    complete: bool,
    /// How many resources were read.
    resources: u64,
    /// Null where the scan was cut off.
    duration_ms: Option<u64>,
    /// Null where the scan was cut off.
    calls: Option<Calls<'a>>,
    /// The ids of all controls that judged it, whether or not a finding is listed.
    controls: Vec<&'a str>,
}

/// What is told of: its findings and fixes only, with numbers that add up for them. What is measured of the whole estate is
/// left out: frameworks, attestations, the trend.
#[derive(Serialize, JsonSchema)]
pub(super) struct Part<'a> {
    /// Null for what nobody is known to own.
    owner: Option<&'a str>,
}

impl<'a> Part<'a> {
    pub(super) fn of(whose: view::Whose<'a>) -> Option<Self> {
        match whose {
            view::Whose::Everybodys => None,
            view::Whose::Owner(name) => Some(Self { owner: Some(name) }),
            view::Whose::Nobodys => Some(Self { owner: None }),
        }
    }
}

/// Requests to AWS, retries included.
#[derive(Serialize, JsonSchema)]
struct Calls<'a> {
    total: u64,
    by_operation: &'a BTreeMap<String, u64>,
}

impl<'a> From<&'a view::View<'a>> for Scan<'a> {
    fn from(view: &'a view::View<'a>) -> Self {
        let scan = &view.scan;
        Self {
            id: scan.id,
            taken_at: moment(scan.taken_at),
            source: scan.source,
            accounts: &scan.accounts,
            regions: &scan.regions,
            complete: scan.complete,
            resources: scan.resources.n,
            duration_ms: scan.duration_ms,
            calls: scan.calls.as_ref().map(|calls| Calls { total: calls.total.n, by_operation: calls.by_operation }),
            controls: view.controls.iter().map(|row| row.control.id.as_str()).collect(),
        }
    }
}
