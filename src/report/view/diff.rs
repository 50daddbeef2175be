//! Two scans side by side.

use super::{Count, amount};
use crate::risk::{Band, Load};
use chrono::{DateTime, Utc};

pub struct DiffRows<'a> {
    pub before: Side<'a>,
    pub after: Side<'a>,
    /// Parts in the order in which they want attention, each with its rows; empty parts are left out.
    pub parts: Vec<DiffPart<'a>>,
}

pub struct Side<'a> {
    pub snapshot: &'a str,
    pub taken_at: DateTime<Utc>,
    pub complete: bool,
    pub load: Load,
}

pub struct DiffPart<'a> {
    /// Such as `NEW`.
    pub title: &'static str,
    /// What the title means.
    pub meaning: &'static str,
    pub count: Count,
    /// Heaviest first.
    pub rows: Vec<ChangeRow<'a>>,
}

pub struct ChangeRow<'a> {
    pub fingerprint: &'a str,
    pub control: &'a str,
    pub title: &'a str,
    pub resource: &'a str,
    pub account: &'a str,
    pub region: &'a str,
    pub owner: Option<&'a str>,
    pub score: f64,
    pub band: Band,
    /// What is to be said besides, such as the owner before.
    pub note: String,
}

impl DiffRows<'_> {
    pub fn sentence(&self) -> String {
        let (before, after) = (&self.before, &self.after);
        let day = |side: &Side<'_>| side.taken_at.format("%Y-%m-%d").to_string();
        let loads = format!("load {} → {}", amount(before.load.high), amount(after.load.high));
        format!("{} → {}, {loads}", day(before), day(after))
    }

    /// What keeps the two from being compared in full.
    pub fn warnings(&self) -> Vec<String> {
        let sides = [&self.before, &self.after].into_iter().filter(|side| !side.complete);
        sides
            .map(|side| format!("{} is incomplete: what it could not see is not called fixed.", side.snapshot))
            .collect()
    }
}

impl DiffPart<'_> {
    /// Rows beyond those that a screen shows.
    pub fn left_out(&self, shown: usize) -> Count {
        Count::new(self.rows.len().saturating_sub(shown), "finding", "findings")
    }
}

impl ChangeRow<'_> {
    /// The last part of the resource's id.
    pub fn label(&self) -> &str {
        self.resource.rsplit(['/', ':']).find(|part| !part.is_empty()).unwrap_or(self.resource)
    }
}
