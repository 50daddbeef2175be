//! Quarters, each measured with today's controls.

use super::{Count, amount, thousands};
use crate::framework::Score;
use crate::risk::{Band, Load};
use crate::trend::{Event, Flow, Point, Trend};
use chrono::{DateTime, Utc};

pub struct TrendRows<'a> {
    /// Oldest first.
    pub quarters: Vec<QuarterRow<'a>>,
}

pub struct QuarterRow<'a> {
    /// Such as `2026-Q3`.
    pub label: String,
    /// The snapshot that stands for the quarter.
    pub snapshot: &'a str,
    pub taken_at: DateTime<Utc>,
    pub complete: bool,
    pub load: Load,
    pub inherent: Load,
    /// Open failures in each band, worst first.
    pub bands: [(Band, u64); 4],
    /// Since the quarter before. Null in the first.
    pub flow: Option<Flow>,
    /// Days from first seen to fixed, over all that was fixed in the quarter. Null where nothing was.
    pub days_to_fix: Option<f64>,
    /// Each framework's id and score.
    pub frameworks: Vec<(&'a str, Score)>,
}

impl TrendRows<'_> {
    /// Whether it got better.
    pub fn sentence(&self) -> String {
        let (Some(first), Some(last)) = (self.quarters.first(), self.quarters.last()) else {
            return "no snapshot is in the history".to_owned();
        };
        let quarters = Count::new(self.quarters.len(), "quarter", "quarters");
        let (was, is) = (first.load, last.load);
        // Intervals that overlap prove nothing.
        let way = match () {
            () if self.quarters.len() == 1 => return format!("{quarters}, nothing to compare it with"),
            () if is.high < was.low => "fell",
            () if is.low > was.high => "rose",
            () if is == was => "stayed",
            () => "cannot be told apart, as not all was read: it went",
        };
        let unseen = if is.unbounded || was.unbounded { "; whole kinds could not be read" } else { "" };
        let (first, last) = (&first.label, &last.label);
        format!("{quarters}: load {way} from {} in {first} to {} in {last}{unseen}", amount(was.high), amount(is.high))
    }
}

impl QuarterRow<'_> {
    /// Requirements met, not met and unknown, of one framework.
    pub fn framework_text(&self, id: &str) -> String {
        let Some((_, score)) = self.frameworks.iter().find(|(known, _)| *known == id) else { return "–".to_owned() };
        [score.met, score.not_met, score.unknown].map(thousands).join(" / ")
    }
}

impl<'a> TrendRows<'a> {
    pub fn of(trend: &'a Trend) -> Self {
        Self { quarters: trend.points.iter().map(quarter).collect() }
    }
}

fn quarter(point: &Point) -> QuarterRow<'_> {
    QuarterRow {
        label: point.quarter.to_string(),
        snapshot: &point.snapshot,
        taken_at: point.taken_at,
        complete: point.complete && !point.load.unbounded,
        load: point.load,
        inherent: point.inherent,
        bands: point.bands,
        flow: point.flow,
        days_to_fix: point.days_to_fix,
        frameworks: point.frameworks.iter().map(|(id, score)| (id.as_str(), *score)).collect(),
    }
}

/// What happened to a finding and when, oldest first.
pub(super) fn history(trend: &Trend, fingerprint: &str) -> Vec<(String, String)> {
    let said = |event: Event, at: &DateTime<Utc>| format!("{} ({})", event.as_str(), at.format("%Y-%m-%d"));
    let story = trend.story(fingerprint).iter();
    story.map(|(quarter, at, event)| (quarter.to_string(), said(*event, at))).collect()
}
