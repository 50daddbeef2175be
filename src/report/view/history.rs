//! What a history holds.

use crate::trend::{By, Calendar, Entry, FiscalYear, History};

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
        let calendar = Calendar { by: By::Quarter, fiscal_year };
        let last: Vec<&str> =
            history.periods(calendar, None).iter().filter_map(|quarter| Some(quarter.first()?.id.as_str())).collect();
        let row = |entry: &'a Entry| HistoryRow {
            entry,
            quarter: calendar.period_of(entry.taken_at).to_string(),
            counts: last.contains(&entry.id.as_str()),
        };
        Self {
            rows: history.entries().iter().map(row).collect(),
            warnings: history.warnings(),
            leftovers: history.leftovers().collect(),
        }
    }
}
