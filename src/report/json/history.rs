//! `plimsoll/history/v1`: what a history holds.

use crate::report::HistoryRows;
use serde::Serialize;
use std::io;

#[derive(Serialize)]
struct Listing<'a> {
    format: &'static str,
    /// Oldest first.
    snapshots: Vec<Row<'a>>,
    /// What is odd, in sentences.
    warnings: &'a [String],
    /// Files of writers that died, or that are at work.
    leftovers: &'a [&'a str],
}

#[derive(Serialize)]
struct Row<'a> {
    id: &'a str,
    taken_at: chrono::DateTime<chrono::Utc>,
    account: Option<&'a str>,
    quarter: &'a str,
    bytes: u64,
    reported: bool,
    last_of_quarter: bool,
}

/// Writes it, for `history list`.
pub fn history(history: &HistoryRows<'_>, to: &mut dyn io::Write) -> io::Result<()> {
    let snapshots = history.rows.iter().map(|row| Row {
        id: &row.entry.id,
        taken_at: row.entry.taken_at,
        account: row.entry.account.as_deref(),
        quarter: &row.quarter,
        bytes: row.entry.size,
        reported: row.entry.reported,
        last_of_quarter: row.counts,
    });
    let listing = Listing {
        format: "plimsoll/history/v1",
        snapshots: snapshots.collect(),
        warnings: history.warnings,
        leftovers: &history.leftovers,
    };
    super::document(&listing, to)
}
