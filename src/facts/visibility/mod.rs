//! Which traces a resource leaves, and where there is a gap: who looks back at a bad day sees only what was recorded
//! before it.
//!
//! One file a concern, each with a table of the kinds that it is about; a further kind is a line there. A trace counts
//! where it is kept whole: a log of changes alone, or of refused traffic alone, is a gap.

mod access;
mod api;
mod configuration;
mod containers;
mod data_events;
mod databases;
mod functions;
mod network;
mod runs;
mod seen;
#[cfg(test)]
mod tests;
mod threats;
mod trace;

pub use trace::{Level, Trace, Visibility};

pub(super) use seen::Watch;
pub(super) use trace::Named;

use super::Index;
use crate::snapshot::Resource;
use seen::{Row, Sight};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

/// The concerns, each with the kinds that it is about.
const CONCERNS: [&[Row]; 8] = [
    data_events::ROWS,
    network::ROWS,
    access::ROWS,
    containers::ROWS,
    functions::ROWS,
    databases::ROWS,
    runs::ROWS,
    threats::ROWS,
];

/// Kinds of which only what all leave is known.
const PLAIN: &[&str] = &["ecr_repository", "iam_role", "iam_user", "secretsmanager_secret", "sns_topic", "sqs_queue"];

/// What applies to a kind, in the order of the concerns.
static BY_KIND: LazyLock<BTreeMap<&str, Vec<&Row>>> = LazyLock::new(|| {
    let rows = || CONCERNS.iter().copied().flatten().flat_map(|row| row.kinds.iter().map(move |kind| (*kind, row)));
    let all: BTreeSet<&str> = rows().map(|(kind, _)| kind).chain(PLAIN.iter().copied()).collect();
    let general = || api::ROWS.iter().chain(configuration::ROWS);
    let mut by_kind: BTreeMap<&str, Vec<&Row>> = all.into_iter().map(|kind| (kind, general().collect())).collect();
    rows().for_each(|(kind, row)| by_kind.entry(kind).or_default().push(row));
    by_kind
});

/// What can be seen of a resource; none where nobody knows which traces its kind leaves.
pub(super) fn of<'s>(resource: &Resource, index: &Index<'s>, watch: &Watch<'s>) -> Option<Visibility> {
    let rows = BY_KIND.get(&*resource.kind)?;
    let sight = Sight { resource, index, watch };
    Some(rows.iter().filter_map(|row| Some((row.trace, (row.look)(&sight).span()?))).collect())
}

/// The kinds that must be read to know what can be seen of a kind.
pub(super) fn needs(kind: &str) -> impl Iterator<Item = &'static str> {
    BY_KIND.get(kind).into_iter().flatten().flat_map(|row| row.needs).copied()
}
