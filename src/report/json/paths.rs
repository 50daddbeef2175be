//! `plimsoll/paths/v1`, published as `docs/paths-v1.schema.json`: attack paths, and what cuts them.

use crate::control::{Effort, Exploit, Step};
use crate::report::{HopRow, Opened, PathGap, PathRow, PathsView, PlaceRow};
use schemars::JsonSchema;
use serde::Serialize;
use std::io;

/// The value of `format`.
const FORMAT: &str = "plimsoll/paths/v1";

/// How the internet, or an account that is not of the estate, gets to an administrator's rights or to sensitive data.
#[derive(Serialize, JsonSchema)]
#[schemars(title = "Plimsoll attack paths, version 1")]
struct Document<'a> {
    /// Always `plimsoll/paths/v1`. Fields may be added to a version; what is there keeps its name and meaning.
    #[schemars(extend("const" = FORMAT))]
    format: &'static str,
    snapshot: &'a str,
    /// How many there are of those that were asked for: each leads from one entry to one target.
    count: u64,
    /// How many of them are certain.
    certain: usize,
    /// The worst come first.
    paths: Vec<Path<'a>>,
    /// How many are not listed, as `--limit` was reached.
    left_out: usize,
    /// What was not seen, so that there may be more paths.
    gaps: Vec<Gap<'a>>,
}

#[derive(Serialize, JsonSchema)]
struct Path<'a> {
    /// `internet`, or `account` and its number.
    entry: &'a str,
    /// What it is after, in words.
    prize: &'a str,
    /// False where a step, or what it is after, hangs on something unread.
    certain: bool,
    /// How many flaws in software, or stolen secrets, it takes.
    flaws: usize,
    /// From the entry to the first target.
    steps: Vec<Hop<'a>>,
    /// Other targets that the last step leads to.
    other_targets: Vec<Place<'a>>,
    /// What would have to be read to be sure.
    unread: Vec<Unread<'a>>,
    cut: Cut<'a>,
}

#[derive(Serialize, JsonSchema)]
struct Hop<'a> {
    /// What opens the way.
    by: Vec<Opening<'a>>,
    to: Place<'a>,
    /// How many others could stand in its place.
    alike: usize,
}

#[derive(Serialize, JsonSchema)]
struct Opening<'a> {
    step: Step,
    /// The rule, statement or policy.
    because: &'a str,
    /// What it takes beside: `trivial` for nothing, `moderate` for a flaw in software or a stolen secret.
    takes: Exploit,
}

#[derive(Serialize, JsonSchema)]
struct Place<'a> {
    /// The resource; the account, where all its rights are meant.
    id: &'a str,
    account: &'a str,
    /// Null where all rights of the account are meant.
    kind: Option<&'a str>,
    /// As a person would say it.
    name: &'a str,
}

#[derive(Serialize, JsonSchema)]
struct Cut<'a> {
    /// All of them together leave no way.
    changes: Vec<Change<'a>>,
    /// How many paths from the same entry they cut, this one among them.
    cuts: usize,
}

#[derive(Serialize, JsonSchema)]
struct Change<'a> {
    text: &'a str,
    effort: Effort,
    /// The resource that is changed.
    resource: Option<&'a str>,
}

#[derive(Serialize, JsonSchema)]
struct Gap<'a> {
    /// Kinds, or ids of resources from which it is not known where they lead.
    what: &'a [String],
    why: Unread<'a>,
}

#[derive(Serialize, JsonSchema)]
struct Unread<'a> {
    action: &'a str,
    reason: &'a str,
}

/// Writes them, for `paths`.
pub fn paths(view: &PathsView<'_>, to: &mut dyn io::Write) -> io::Result<()> {
    super::document(&Document::from(view), to)
}

/// The JSON Schema of what is written.
#[cfg(test)]
pub(super) fn schema() -> serde_json::Value {
    let mut settings = schemars::generate::SchemaSettings::draft2020_12();
    settings.contract = schemars::generate::Contract::Serialize;
    let mut schema = settings.into_generator().into_root_schema_for::<Document<'static>>();
    schema.insert("$id".to_owned(), "urn:plimsoll:paths:v1".into());
    schema.to_value()
}

impl<'a> From<&'a PathsView<'a>> for Document<'a> {
    fn from(view: &'a PathsView<'a>) -> Self {
        Self {
            format: FORMAT,
            snapshot: view.snapshot,
            count: view.count.n,
            certain: view.certain,
            paths: view.rows.iter().map(Into::into).collect(),
            left_out: view.left_out,
            gaps: view.gaps.iter().map(Into::into).collect(),
        }
    }
}

impl<'a> From<&'a PathRow<'a>> for Path<'a> {
    fn from(row: &'a PathRow<'a>) -> Self {
        let changes = row.cut.changes.iter().map(|change| Change {
            text: &change.text,
            effort: change.effort,
            resource: change.at.as_deref(),
        });
        Self {
            entry: &row.entry,
            prize: &row.prize,
            certain: row.certain,
            flaws: row.flaws,
            steps: row.hops.iter().map(Into::into).collect(),
            other_targets: row.others.iter().map(Into::into).collect(),
            unread: row.unread.iter().map(|unread| Unread::from(*unread)).collect(),
            cut: Cut { changes: changes.collect(), cuts: row.cut.cuts },
        }
    }
}

impl<'a> From<&'a HopRow<'a>> for Hop<'a> {
    fn from(hop: &'a HopRow<'a>) -> Self {
        let by = hop.by.iter().map(|Opened { step, because, takes }| Opening { step: *step, because, takes: *takes });
        Self { by: by.collect(), to: (&hop.place).into(), alike: hop.alike }
    }
}

impl<'a> From<&'a PlaceRow<'a>> for Place<'a> {
    fn from(place: &'a PlaceRow<'a>) -> Self {
        Self { id: place.id, account: place.account, kind: place.kind, name: &place.called }
    }
}

impl<'a> From<&'a PathGap<'a>> for Gap<'a> {
    fn from(gap: &'a PathGap<'a>) -> Self {
        Self { what: gap.what, why: gap.unread.into() }
    }
}

impl<'a> From<&'a crate::snapshot::Unread> for Unread<'a> {
    fn from(unread: &'a crate::snapshot::Unread) -> Self {
        Self { action: &unread.action, reason: unread.reason.as_str() }
    }
}
