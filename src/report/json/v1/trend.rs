//! Quarter over quarter, with one ruler: today's controls.

use super::{moment, one_decimal};
use crate::framework::Score;
use crate::report::view;
use crate::trend::Flow;
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::BTreeMap;

#[derive(Serialize, JsonSchema)]
pub(in crate::report::json) struct Trend<'a> {
    /// Oldest first.
    pub(in crate::report::json) quarters: Vec<Quarter<'a>>,
}

#[derive(Serialize, JsonSchema)]
pub(in crate::report::json) struct Quarter<'a> {
    /// Such as `2026-Q3`.
    quarter: &'a str,
    /// The snapshot that stands for the quarter.
    snapshot: &'a str,
    #[schemars(extend("format" = "date-time"))]
    taken_at: String,
    complete: bool,
    load: f64,
    load_low: f64,
    load_unbounded: bool,
    load_inherent: f64,
    by_band: super::posture::ByBand,
    /// Since the quarter before. Null in the first.
    changes: Option<Changes>,
    /// Days from first seen to fixed, over all that was fixed in the quarter. Null where nothing was.
    mean_days_to_fix: Option<f64>,
    /// Each framework's requirements by status.
    frameworks: BTreeMap<&'a str, Score>,
}

/// What became of findings since the quarter before.
#[derive(Serialize, JsonSchema)]
struct Changes {
    new: u64,
    fixed: u64,
    /// Fixed once, and there again.
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
}

impl<'a> From<&'a view::TrendRows<'a>> for Trend<'a> {
    fn from(rows: &'a view::TrendRows<'a>) -> Self {
        Self { quarters: rows.quarters.iter().map(Into::into).collect() }
    }
}

impl<'a> From<&'a view::QuarterRow<'a>> for Quarter<'a> {
    fn from(row: &'a view::QuarterRow<'a>) -> Self {
        Self {
            quarter: &row.label,
            snapshot: row.snapshot,
            taken_at: moment(row.taken_at),
            complete: row.complete,
            load: one_decimal(row.load.high),
            load_low: one_decimal(row.load.low),
            load_unbounded: row.load.unbounded,
            load_inherent: one_decimal(row.inherent.high),
            by_band: (&row.bands).into(),
            changes: row.flow.map(Into::into),
            mean_days_to_fix: row.days_to_fix.map(one_decimal),
            frameworks: row.frameworks.iter().copied().collect(),
        }
    }
}

impl From<Flow> for Changes {
    fn from(flow: Flow) -> Self {
        let Flow { new, fixed, returned, standing, removed, moved, unseen, came_into_sight } = flow;
        Self { new, fixed, returned, standing, removed, moved, unseen, came_into_sight }
    }
}
