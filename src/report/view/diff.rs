//! Two scans side by side.

use super::{Count, amount};
use crate::risk::{Band, Load};
use crate::trend::{Change, Diff, Moment, What};
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

/// Each class in the order in which it wants attention, with its title and meaning.
const PARTS: [(What, &str, &str); 8] = [
    (What::New, "NEW", "not there before"),
    (What::Worse, "WORSE", "there before, with less risk"),
    (What::LostSight, "OUT OF SIGHT", "there before, and cannot be judged now"),
    (What::Unwaived, "NO LONGER WAIVED", "their waivers have gone or expired"),
    (What::Waived, "WAIVED", "accepted since"),
    (What::Better, "BETTER", "there before, with more risk"),
    (What::Fixed, "FIXED", "the resource is there and passes"),
    (What::Removed, "REMOVED", "gone with their resource, which is not the same as fixed"),
];

impl<'a> DiffRows<'a> {
    pub fn of(diff: &'a Diff) -> Self {
        let part = |(what, title, meaning): &(What, &'static str, &'static str)| {
            let rows: Vec<_> = diff.changes.iter().filter(|c| c.what == *what).map(ChangeRow::of).collect();
            let count = Count::new(rows.len(), "finding", "findings");
            (!rows.is_empty()).then_some(DiffPart { title, meaning, count, rows })
        };
        Self {
            before: Side::of(&diff.before),
            after: Side::of(&diff.after),
            parts: PARTS.iter().filter_map(part).collect(),
        }
    }
}

impl<'a> Side<'a> {
    fn of(moment: &'a Moment) -> Self {
        Self { snapshot: &moment.snapshot, taken_at: moment.taken_at, complete: moment.complete, load: moment.load }
    }
}

impl<'a> ChangeRow<'a> {
    fn of(change: &'a Change) -> Self {
        let seen = &change.seen;
        let before = change.score_before.filter(|before| *before != seen.score);
        Self {
            fingerprint: &change.fingerprint,
            control: &seen.control,
            title: &seen.title,
            resource: &seen.resource,
            account: &seen.account,
            region: &seen.region,
            owner: seen.owner.as_deref(),
            score: seen.score,
            band: seen.band,
            note: before.map(|before| format!("was {before:.1}")).unwrap_or_default(),
        }
    }
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
