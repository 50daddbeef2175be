//! Quarter over quarter, with one ruler: today's controls.

use super::{moment, one_decimal};
use crate::framework::Score;
use crate::report::view;
use crate::trend::{Flow, Group, Mover, Movers, Sight};
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::BTreeMap;

#[derive(Serialize, JsonSchema)]
pub(in crate::report::json) struct Trend<'a> {
    /// How long a period is: `quarter`, `month` or `week`.
    pub(in crate::report::json) by: &'static str,
    /// Those that were measured, oldest first.
    pub(in crate::report::json) quarters: Vec<Quarter<'a>>,
    /// Those that were not, oldest first: nothing is known of them, and nothing is put in their place.
    pub(in crate::report::json) missing: Vec<Missing<'a>>,
}

/// A period: a quarter, month or week.
#[derive(Serialize, JsonSchema)]
pub(in crate::report::json) struct Quarter<'a> {
    /// Such as `2026-Q3`, `FY2027-Q1`, `2026-07` or `2026-W27`.
    quarter: &'a str,
    #[schemars(extend("format" = "date"))]
    first_day: String,
    #[schemars(extend("format" = "date"))]
    last_day: String,
    /// The snapshot that stands for the period.
    snapshot: &'a str,
    #[schemars(extend("format" = "date-time"))]
    taken_at: String,
    /// How many days before the period's end the snapshot was taken, where that is longer than evidence stays fresh.
    /// Null where it is not, and in the last period, which may not have ended.
    stale_days: Option<i64>,
    complete: bool,
    load: f64,
    load_low: f64,
    load_unbounded: bool,
    load_inherent: f64,
    by_band: super::posture::ByBand,
    /// Failures that a waiver covers.
    accepted: u64,
    /// Open failures that have stood longer than their band allows, as far back as the history goes.
    overdue: u64,
    coverage: Coverage,
    /// Since the period before that was measured. Null in the first.
    changes: Option<Changes>,
    /// Why the load is another than in the period before that was measured. Null in the first.
    load_change: Option<LoadChange<'a>>,
    /// What moved most since then. Null in the first.
    movers: Option<AllMovers<'a>>,
    /// Days from first seen to fixed, over all that was fixed in the quarter. Null where nothing was.
    mean_days_to_fix: Option<f64>,
    /// Nine of ten of these took so many days or less. Null where nothing was fixed.
    p90_days_to_fix: Option<f64>,
    /// Heaviest first.
    accounts: Vec<Part<'a>>,
    /// Heaviest first; the name is empty for what nobody is known to own.
    owners: Vec<Part<'a>>,
    /// Each framework's requirements by status.
    frameworks: BTreeMap<&'a str, Score>,
    /// The rules of the time, by which this was reported. Null where it is measured by today's.
    reported_by: Option<ReportedBy<'a>>,
}

/// A period that could not be measured, or many in a row.
#[derive(Serialize, JsonSchema)]
pub(in crate::report::json) struct Missing<'a> {
    /// Such as `2026-Q3`.
    quarter: String,
    /// The last of a long row of them; else the same as `quarter`.
    until: String,
    why: &'a str,
    /// The snapshot of which nothing is known that was reported. Null where there is no snapshot.
    snapshot: Option<&'a str>,
}

/// How much of what was asked could be read.
#[derive(Serialize, JsonSchema)]
struct Coverage {
    resources: u64,
    /// Verdicts that were reached: a control on a resource passed or failed.
    decided: u64,
    /// Verdicts that were not, as something that decides could not be read.
    undecided: u64,
    /// Controls that were run.
    controls: u64,
    /// Of these, controls that may not have seen all of their resources: a listing failed, or was not asked for.
    blind_controls: u64,
}

/// What became of findings since the quarter before.
#[derive(Serialize, JsonSchema)]
struct Changes {
    new: u64,
    fixed: u64,
    /// Gone once, and there again.
    returned: u64,
    /// There in both.
    standing: u64,
    /// Gone with their resource, which is not the same as fixed.
    removed: u64,
    /// There in both, with another owner.
    moved: u64,
    /// There before, and out of sight now: something could not be read.
    unseen: u64,
    /// There now, and not judged before: it may have been there.
    came_into_sight: u64,
    /// Come with a rule that was not there before or was another. Always 0 where all is measured by today's rules.
    ruled_in: u64,
    /// Gone with a rule that is not there any more or is another.
    ruled_out: u64,
}

/// The change of `load` since a period before, in parts that add up to it to the tenth.
#[derive(Serialize, JsonSchema)]
pub(in crate::report::json) struct LoadChange<'a> {
    /// The period before that was measured.
    since: &'a str,
    /// Days between the two snapshots.
    days: i64,
    /// Whether periods between the two are missing.
    across_gap: bool,
    together: f64,
    /// By cause: `new`, `returned`, `resources_came`, `scope_came`, `came_into_sight`, `no_longer_accepted`, `context`,
    /// `rules`, `lost_sight`, `accepted`, `fixed`, `resources_gone`, `scope_gone`. What did nothing is left out.
    parts: BTreeMap<&'static str, f64>,
}

#[derive(Serialize, JsonSchema)]
struct AllMovers<'a> {
    controls: Vec<OneMover<'a>>,
    resources: Vec<OneMover<'a>>,
    accounts: Vec<OneMover<'a>>,
    owners: Vec<OneMover<'a>>,
}

/// What moved much: a control, a resource, an account or an owner. A control carries what its findings add to their
/// resources.
#[derive(Serialize, JsonSchema)]
struct OneMover<'a> {
    id: &'a str,
    /// A control's title, a resource's name.
    name: &'a str,
    /// Of a resource.
    kind: Option<&'a str>,
    /// Of a resource.
    account: Option<&'a str>,
    load_before: f64,
    load: f64,
}

/// A part of an estate.
#[derive(Serialize, JsonSchema)]
struct Part<'a> {
    name: &'a str,
    load: f64,
    load_low: f64,
    /// Open failures.
    failures: u64,
}

#[derive(Serialize, JsonSchema)]
struct ReportedBy<'a> {
    /// The version of plimsoll.
    tool: &'a str,
    /// A digest of all that decides and weighs.
    rules: &'a str,
}

impl<'a> From<&'a view::TrendRows<'a>> for Trend<'a> {
    fn from(rows: &'a view::TrendRows<'a>) -> Self {
        Self {
            by: rows.by.words().0,
            quarters: rows.quarters.iter().map(Into::into).collect(),
            missing: rows.missing.iter().map(Into::into).collect(),
        }
    }
}

impl<'a> From<&'a view::QuarterRow<'a>> for Quarter<'a> {
    fn from(row: &'a view::QuarterRow<'a>) -> Self {
        let since = row.since.as_ref();
        let pace = since.and_then(|since| since.pace);
        Self {
            quarter: &row.label,
            first_day: row.period.first_day().to_string(),
            last_day: row.period.last_day().to_string(),
            snapshot: row.snapshot,
            taken_at: moment(row.taken_at),
            stale_days: row.stale_days,
            complete: row.complete,
            load: one_decimal(row.load.high),
            load_low: one_decimal(row.load.low),
            load_unbounded: row.load.unbounded,
            load_inherent: one_decimal(row.inherent.high),
            by_band: (&row.bands).into(),
            accepted: row.accepted,
            overdue: row.overdue,
            coverage: row.sight.into(),
            changes: since.map(|since| since.flow.into()),
            load_change: since.map(Into::into),
            movers: since.map(|since| since.movers.into()),
            mean_days_to_fix: pace.map(|pace| one_decimal(pace.mean_days)),
            p90_days_to_fix: pace.map(|pace| one_decimal(pace.p90_days)),
            accounts: row.accounts.iter().map(|group| (*group).into()).collect(),
            owners: row.owners.iter().map(|group| (*group).into()).collect(),
            frameworks: row.frameworks.iter().copied().collect(),
            reported_by: row.ruler.map(|ruler| ReportedBy { tool: &ruler.tool, rules: &ruler.digest }),
        }
    }
}

impl<'a> From<&'a view::MissingRow<'a>> for Missing<'a> {
    fn from(row: &'a view::MissingRow<'a>) -> Self {
        let (quarter, until) = (row.first.to_string(), row.last.to_string());
        Self { quarter, until, why: &row.why, snapshot: row.snapshot }
    }
}

impl<'a> From<&'a view::SinceRow<'a>> for LoadChange<'a> {
    fn from(since: &'a view::SinceRow<'a>) -> Self {
        Self {
            since: &since.label,
            days: since.days,
            across_gap: since.across_gap,
            together: tenths(since.change.together),
            parts: parts(&since.change),
        }
    }
}

/// What each cause did.
pub(in crate::report::json) fn parts(change: &view::ChangeRows) -> BTreeMap<&'static str, f64> {
    change.parts.iter().map(|part| (part.key, tenths(part.tenths))).collect()
}

pub(in crate::report::json) fn tenths(n: i64) -> f64 {
    n as f64 / 10.0
}

impl From<Sight> for Coverage {
    fn from(sight: Sight) -> Self {
        let Sight { resources, decided, undecided, controls, blind_controls } = sight;
        Self { resources, decided, undecided, controls, blind_controls }
    }
}

impl From<Flow> for Changes {
    fn from(flow: Flow) -> Self {
        let Flow { new, fixed, returned, standing, removed, moved, unseen, came_into_sight, ruled_in, ruled_out } =
            flow;
        Self { new, fixed, returned, standing, removed, moved, unseen, came_into_sight, ruled_in, ruled_out }
    }
}

impl<'a> From<&'a Movers> for AllMovers<'a> {
    fn from(movers: &'a Movers) -> Self {
        let all = |movers: &'a [Mover]| movers.iter().map(OneMover::from).collect();
        Self {
            controls: all(&movers.controls),
            resources: all(&movers.resources),
            accounts: all(&movers.accounts),
            owners: all(&movers.owners),
        }
    }
}

impl<'a> From<&'a Mover> for OneMover<'a> {
    fn from(mover: &'a Mover) -> Self {
        Self {
            id: &mover.id,
            name: &mover.name,
            kind: mover.kind.as_deref(),
            account: mover.account.as_deref(),
            load_before: one_decimal(mover.before),
            load: one_decimal(mover.after),
        }
    }
}

impl<'a> From<&'a Group> for Part<'a> {
    fn from(group: &'a Group) -> Self {
        Self {
            name: &group.name,
            load: one_decimal(group.load.high),
            load_low: one_decimal(group.load.low),
            failures: group.open,
        }
    }
}
