//! What a history holds.

use crate::trend::{Entry, FiscalYear, History};

/// A snapshot of a history.
pub struct HistoryRow<'a> {
    pub entry: &'a Entry,
    pub quarter: String,
    /// Whether trends are made of it: the last of its quarter.
    pub counts: bool,
}

/// All of them, oldest first, and what is odd.
pub struct HistoryRows<'a> {
    pub rows: Vec<HistoryRow<'a>>,
    pub warnings: &'a [String],
    /// Files of writers that died, or that are at work.
    pub leftovers: Vec<&'a str>,
}

impl<'a> HistoryRows<'a> {
    pub fn of(history: &'a History, fiscal_year: FiscalYear) -> Self {
        let last: Vec<&str> = history
            .quarters(fiscal_year, None)
            .iter()
            .filter_map(|quarter| Some(quarter.first()?.id.as_str()))
            .collect();
        let row = |entry: &'a Entry| HistoryRow {
            entry,
            quarter: fiscal_year.quarter_of(entry.taken_at).to_string(),
            counts: last.contains(&entry.id.as_str()),
        };
        Self {
            rows: history.entries().iter().map(row).collect(),
            warnings: history.warnings(),
            leftovers: history.leftovers().collect(),
        }
    }
}
