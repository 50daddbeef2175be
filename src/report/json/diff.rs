//! `plimsoll/diff/v1`: what changed between two snapshots, by the same rules.

use super::v1::{moment, one_decimal};
use crate::report::{ChangeRow, DiffRows, Side};
use crate::risk::Band;
use serde::Serialize;
use std::collections::BTreeMap;
use std::io;

#[derive(Serialize)]
struct Document<'a> {
    format: &'static str,
    before: Snapshot<'a>,
    after: Snapshot<'a>,
    /// Failures that stand as they stood.
    standing: u64,
    /// By what became of them: `new`, `came_into_sight`, `worse`, `lost_sight`, `better`, `waived`, `unwaived`, `fixed`, `removed`; heaviest
    /// first. What did not happen is left out.
    changes: BTreeMap<&'a str, Vec<Change<'a>>>,
}

#[derive(Serialize)]
struct Snapshot<'a> {
    snapshot: &'a str,
    taken_at: String,
    complete: bool,
    load: f64,
    load_low: f64,
    load_unbounded: bool,
}

#[derive(Serialize)]
struct Change<'a> {
    fingerprint: &'a str,
    control: &'a str,
    title: &'a str,
    resource: &'a str,
    account: &'a str,
    region: &'a str,
    owner: Option<&'a str>,
    score: f64,
    /// Null where it was not there before.
    score_before: Option<f64>,
    band: Band,
}

/// Writes the differences, for `diff`.
pub fn diff(rows: &DiffRows<'_>, to: &mut dyn io::Write) -> io::Result<()> {
    let changes = rows.parts.iter().map(|part| (part.key, part.rows.iter().map(Change::from).collect()));
    let document = Document {
        format: "plimsoll/diff/v1",
        before: (&rows.before).into(),
        after: (&rows.after).into(),
        standing: rows.standing.n,
        changes: changes.collect(),
    };
    super::document(&document, to)
}

impl<'a> From<&'a Side<'a>> for Snapshot<'a> {
    fn from(side: &'a Side<'a>) -> Self {
        Self {
            snapshot: side.snapshot,
            taken_at: moment(side.taken_at),
            complete: side.complete,
            load: one_decimal(side.load.high),
            load_low: one_decimal(side.load.low),
            load_unbounded: side.load.unbounded,
        }
    }
}

impl<'a> From<&'a ChangeRow<'a>> for Change<'a> {
    fn from(row: &'a ChangeRow<'a>) -> Self {
        Self {
            fingerprint: row.fingerprint,
            control: row.control,
            title: row.title,
            resource: row.resource,
            account: row.account,
            region: row.region,
            owner: row.owner,
            score: one_decimal(row.score),
            score_before: row.score_before.map(one_decimal),
            band: row.band,
        }
    }
}
