//! Two scans side by side.

use super::{ChangeRows, Count, amount};
use crate::report::clean::cut;
use crate::risk::{Band, Load};
use crate::trend::{Became, Change, Diff, FactChange, Moment, Opened, ResourceChange, What};
use chrono::{DateTime, Utc};

/// Fields of a resource that a person reads, and columns of each value.
const FIELDS: usize = 3;
const LONGEST: usize = 40;
/// How a value that could not be read stands in JSON.
const UNREAD: &str = r#"{"$unread":"#;

pub struct DiffRows<'a> {
    pub before: Side<'a>,
    pub after: Side<'a>,
    /// Failures that stand as they stood.
    pub standing: Count,
    /// Parts in the order in which they want attention, each with its rows; empty parts are left out.
    pub parts: Vec<DiffPart<'a>>,
    /// Why the load is another.
    pub change: ChangeRows,
    pub resources: ResourceRows<'a>,
    /// What can be reached otherwise than before; what opened comes first.
    pub exposure: Vec<ExposureRow<'a>>,
}

/// Resources that came, went and changed.
pub struct ResourceRows<'a> {
    /// Parts by what became of them; empty parts are left out.
    pub parts: Vec<ResourcePart<'a>>,
    /// Resources of which nothing changed but times, such as when they were last used.
    pub only_times: Count,
}

pub struct ResourcePart<'a> {
    /// For programs, such as `lost_sight`.
    pub key: &'static str,
    /// Such as `CAME`.
    pub title: &'static str,
    /// What the title means.
    pub meaning: &'static str,
    pub count: Count,
    pub rows: Vec<&'a ResourceChange>,
}

pub struct ExposureRow<'a> {
    /// `opened`, `closed` or `changed`.
    pub key: &'static str,
    pub opened: &'a Opened,
}

/// Resources that are reached otherwise in one way.
pub struct ExposurePart<'r, 'a> {
    pub key: &'static str,
    /// Such as `OPENED`.
    pub title: &'static str,
    pub count: Count,
    pub rows: Vec<&'r ExposureRow<'a>>,
}

pub struct Side<'a> {
    pub snapshot: &'a str,
    pub taken_at: DateTime<Utc>,
    pub accounts: &'a [String],
    pub complete: bool,
    pub load: Load,
}

pub struct DiffPart<'a> {
    /// For programs, such as `lost_sight`.
    pub key: &'static str,
    /// Such as `OUT OF SIGHT`.
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
    pub name: &'a str,
    pub kind: &'a str,
    pub account: &'a str,
    pub region: &'a str,
    pub owner: Option<&'a str>,
    pub score: f64,
    /// Null where it was not there before.
    pub score_before: Option<f64>,
    pub band: Band,
}

/// Each class in the order in which it wants attention: its key, its title, what it means.
const PARTS: [(What, &str, &str, &str); 9] = [
    (What::New, "new", "NEW", "not there before"),
    (What::CameIntoSight, "came_into_sight", "CAME INTO SIGHT", "could not be judged before"),
    (What::Worse, "worse", "WORSE", "there before, with less risk"),
    (What::LostSight, "lost_sight", "OUT OF SIGHT", "there before, and cannot be judged now"),
    (What::Unwaived, "unwaived", "NO LONGER WAIVED", "the waiver has gone or expired"),
    (What::Waived, "waived", "WAIVED", "accepted since"),
    (What::Better, "better", "BETTER", "there before, with more risk"),
    (What::Fixed, "fixed", "FIXED", "the resource is there, and no longer fails"),
    (What::Removed, "removed", "REMOVED", "gone with the resource, which is not the same as fixed"),
];

/// What became of resources: its key, its title, what it means.
const BECAME: [(Became, &str, &str, &str); 5] = [
    (Became::Came, "came", "RESOURCES CAME", "not there before"),
    (Became::CameIntoSight, "came_into_sight", "RESOURCES CAME INTO SIGHT", "their place was not read before"),
    (Became::Changed, "changed", "RESOURCES CHANGED", "fields that are not as they were"),
    (Became::LostSight, "lost_sight", "RESOURCES OUT OF SIGHT", "their place is not read now"),
    (Became::Went, "went", "RESOURCES WENT", "not there any more"),
];

impl<'a> ResourceRows<'a> {
    fn of(changes: &'a [ResourceChange]) -> Self {
        let parts = BECAME.map(|(became, key, title, meaning)| {
            let rows: Vec<_> = changes.iter().filter(|one| one.became == became && !one.only_times).collect();
            ResourcePart { key, title, meaning, count: Count::new(rows.len(), "resource", "resources"), rows }
        });
        let only_times = changes.iter().filter(|one| one.only_times).count();
        Self {
            parts: parts.into_iter().filter(|part| !part.rows.is_empty()).collect(),
            only_times: Count::new(only_times, "resource", "resources"),
        }
    }

    /// The first fields that changed, each with what it was and is.
    pub fn fields_text(row: &ResourceChange) -> String {
        // The action that was refused is told by the scan; here it takes the room of what changed.
        let told =
            |text: &str| if text.starts_with(UNREAD) { "unread".to_owned() } else { cut(text, LONGEST).into_owned() };
        let shown = row.fields.iter().take(FIELDS);
        let shown: Vec<String> =
            shown.map(|field| format!("{}: {} → {}", field.path, told(&field.before), told(&field.after))).collect();
        let left = row.fields.len() + row.left_out - shown.len();
        let more = if left > 0 { format!("; and {left} more") } else { String::new() };
        format!("{}{more}", shown.join("; "))
    }
}

/// How resources are reached otherwise, in the order in which it wants attention: its key, its title.
const REACHED: [(&str, &str); 3] = [("opened", "OPENED"), ("changed", "REACHED OTHERWISE"), ("closed", "CLOSED")];

impl<'a> DiffRows<'a> {
    /// What reaches resources and what they may do, as far as it changed.
    pub fn exposure_parts(&self) -> impl Iterator<Item = ExposurePart<'_, 'a>> {
        let parts = REACHED.into_iter().map(|(key, title)| {
            let rows: Vec<_> = self.exposure.iter().filter(|row| row.key == key).collect();
            ExposurePart { key, title, count: Count::new(rows.len(), "resource", "resources"), rows }
        });
        parts.filter(|part| !part.rows.is_empty())
    }
}

impl<'a> ExposureRow<'a> {
    fn of(opened: &'a Opened) -> Self {
        let key = match opened.way() {
            std::cmp::Ordering::Greater => "opened",
            std::cmp::Ordering::Equal => "changed",
            std::cmp::Ordering::Less => "closed",
        };
        Self { key, opened }
    }

    /// Such as `bucket payroll`.
    pub fn called(&self) -> String {
        super::called(&self.opened.kind, &self.opened.name)
    }

    /// Such as `exposure: internal → internet_open; policy: none → public`.
    pub fn facts_text(&self) -> String {
        let facts = self.opened.facts.iter().map(|fact| Self::fact_text(fact, self.opened.became));
        facts.collect::<Vec<_>>().join("; ")
    }

    fn fact_text(fact: &FactChange, became: Became) -> String {
        let missing = match became {
            Became::Changed => "none",
            Became::CameIntoSight | Became::LostSight => "not seen",
            Became::Came | Became::Went => "not there",
        };
        let text = |side: &Option<String>| side.clone().unwrap_or_else(|| missing.to_owned());
        format!("{}: {} → {}", fact.fact, text(&fact.before), text(&fact.after))
    }
}

impl<'a> DiffRows<'a> {
    /// The diff of two pictures, and what became of resources and of exposure between their snapshots.
    pub fn of(diff: &'a Diff, resources: &'a [ResourceChange], exposure: &'a [Opened]) -> Self {
        let parts = PARTS.map(|(what, key, title, meaning)| {
            let rows: Vec<_> = diff.changes.iter().filter(|change| change.what == what).map(ChangeRow::of).collect();
            DiffPart { key, title, meaning, count: Count::new(rows.len(), "failure", "failures"), rows }
        });
        Self {
            before: Side::of(&diff.before),
            after: Side::of(&diff.after),
            standing: Count::new(diff.standing as usize, "failure", "failures"),
            parts: parts.into_iter().filter(|part| !part.count.is_zero()).collect(),
            change: ChangeRows::of(&diff.load),
            resources: ResourceRows::of(resources),
            exposure: exposure.iter().map(ExposureRow::of).collect(),
        }
    }
}

impl<'a> Side<'a> {
    fn of(moment: &'a Moment) -> Self {
        Self {
            snapshot: &moment.snapshot,
            taken_at: moment.taken_at,
            accounts: &moment.accounts,
            complete: moment.complete && !moment.load.unbounded,
            load: moment.load,
        }
    }
}

impl<'a> ChangeRow<'a> {
    fn of(change: &'a Change) -> Self {
        let seen = &change.seen;
        Self {
            fingerprint: &change.fingerprint,
            control: &seen.control,
            title: &seen.title,
            resource: &seen.resource,
            name: &seen.name,
            kind: &seen.kind,
            account: &seen.account,
            region: &seen.region,
            owner: seen.owner.as_deref(),
            score: seen.score,
            score_before: change.score_before,
            band: seen.band,
        }
    }

    /// The score before, where it was another.
    pub fn note(&self) -> String {
        let other = self.score_before.filter(|before| (before - self.score).abs() >= 0.05);
        other.map(|before| format!("was {before:.1}")).unwrap_or_default()
    }
}

impl DiffRows<'_> {
    pub fn sentence(&self) -> String {
        let (before, after) = (&self.before, &self.after);
        let day = |side: &Side<'_>| side.taken_at.format("%Y-%m-%d").to_string();
        let loads = format!("load {} → {}", amount(before.load.high), amount(after.load.high));
        format!("{} → {}, {loads}, {} standing", day(before), day(after), self.standing)
    }

    /// What keeps the two from being compared in full.
    pub fn warnings(&self) -> Vec<String> {
        let (before, after) = (&self.before, &self.after);
        let unseen = |side: &Side<'_>, means: &str| {
            (!side.complete).then(|| format!("{} is incomplete: what it could not see {means}.", side.snapshot))
        };
        let backwards = before.taken_at > after.taken_at;
        let others = before.accounts != after.accounts;
        let warnings = [
            backwards
                .then(|| "The second snapshot is older than the first: all of this happened backwards.".to_owned()),
            others.then(|| "The two are not of the same accounts.".to_owned()),
            unseen(before, "is not called new"),
            unseen(after, "is not called fixed"),
        ];
        warnings.into_iter().flatten().collect()
    }
}

impl DiffPart<'_> {
    /// Rows beyond those that a screen shows.
    pub fn left_out(&self, shown: usize) -> Count {
        Count::new(self.rows.len().saturating_sub(shown), "failure", "failures")
    }
}

impl ChangeRow<'_> {
    /// Such as `bucket payroll`; of settings, the place that they are about.
    pub fn called(&self) -> String {
        let settings = self.resource.starts_with("plimsoll:");
        let place = if self.region == "global" { self.account } else { self.region };
        super::called(self.kind, if settings { place } else { self.name })
    }

    /// The rule that is or was broken.
    pub fn rule(&self) -> String {
        format!("rule: {} ({})", self.title, self.control)
    }
}
