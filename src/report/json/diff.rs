//! `plimsoll/diff/v1`: what changed between two snapshots, by the same rules.

use super::v1::{moment, one_decimal, parts, tenths};
use crate::report::{ChangeRow, DiffRows, ExposureRow, Side};
use crate::risk::Band;
use crate::trend::{FactChange, FieldChange, ResourceChange};
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
    load_change: LoadChange,
    /// By what became of them: `came`, `came_into_sight`, `changed`, `lost_sight`, `went`. What did not happen is left
    /// out.
    resources: BTreeMap<&'a str, Vec<Resource<'a>>>,
    /// Resources of which nothing changed but times, such as when they were last used; they are not listed.
    resources_only_times: u64,
    /// What can be reached otherwise than before; what opened comes first.
    exposure: Vec<Exposure<'a>>,
}

/// The change of the load, in parts that add up to it to the tenth. The causes are those of `plimsoll/trend/v1`.
#[derive(Serialize)]
struct LoadChange {
    together: f64,
    parts: BTreeMap<&'static str, f64>,
}

#[derive(Serialize)]
struct Resource<'a> {
    id: &'a str,
    name: &'a str,
    kind: &'a str,
    account: &'a str,
    region: &'a str,
    /// What changed in it.
    fields: Vec<Field<'a>>,
    /// Fields that changed and are not listed.
    fields_left_out: usize,
}

/// Values are JSON as text: `null` is not set, and `{"$unread": ...}` could not be read. Of two lists, what is in one of
/// them only. A text that ends in an ellipsis was cut.
#[derive(Serialize)]
struct Field<'a> {
    path: &'a str,
    before: &'a str,
    after: &'a str,
}

#[derive(Serialize)]
struct Exposure<'a> {
    /// `opened`, `closed` or `changed`.
    way: &'a str,
    id: &'a str,
    name: &'a str,
    kind: &'a str,
    account: &'a str,
    region: &'a str,
    facts: Vec<Fact<'a>>,
}

/// `exposure`, `policy` and `admin` are words; two with ` to ` between them are the least and the most that it may be.
/// Of `ports`, those that went and those that came.
#[derive(Serialize)]
struct Fact<'a> {
    fact: &'a str,
    /// Null where the resource was not seen.
    before: Option<&'a str>,
    after: Option<&'a str>,
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
        load_change: LoadChange { together: tenths(rows.change.together), parts: parts(&rows.change) },
        resources: rows
            .resources
            .parts
            .iter()
            .map(|part| (part.key, part.rows.iter().map(|row| (*row).into()).collect()))
            .collect(),
        resources_only_times: rows.resources.only_times.n,
        exposure: rows.exposure.iter().map(Into::into).collect(),
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

impl<'a> From<&'a ResourceChange> for Resource<'a> {
    fn from(row: &'a ResourceChange) -> Self {
        let field = |field: &'a FieldChange| Field { path: &field.path, before: &field.before, after: &field.after };
        Self {
            id: &row.id,
            name: &row.name,
            kind: &row.kind,
            account: &row.account,
            region: &row.region,
            fields: row.fields.iter().map(field).collect(),
            fields_left_out: row.left_out,
        }
    }
}

impl<'a> From<&'a ExposureRow<'a>> for Exposure<'a> {
    fn from(row: &'a ExposureRow<'a>) -> Self {
        let one = row.opened;
        let fact = |fact: &'a FactChange| Fact {
            fact: fact.fact,
            before: fact.before.as_deref(),
            after: fact.after.as_deref(),
        };
        Self {
            way: row.key,
            id: &one.id,
            name: &one.name,
            kind: &one.kind,
            account: &one.account,
            region: &one.region,
            facts: one.facts.iter().map(fact).collect(),
        }
    }
}
