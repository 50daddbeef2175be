//! Quarters, months or weeks, each measured with today's controls or as it was reported.

use super::{Count, amount, thousands};
use crate::framework::Score;
use crate::risk::{Band, Load};
use crate::trend::{
    By, Event, Flow, Group, LoadChange, Missing, Movers, Pace, Period, Point, Ruler, Sight, Since, Trend, Why,
};
use chrono::{DateTime, Utc};

pub struct TrendRows<'a> {
    pub by: By,
    /// Oldest first.
    pub quarters: Vec<QuarterRow<'a>>,
    /// Periods that could not be measured, oldest first.
    pub missing: Vec<MissingRow<'a>>,
}

/// A period that was measured: a quarter, month or week.
pub struct QuarterRow<'a> {
    pub period: Period,
    /// Such as `2026-Q3`.
    pub label: String,
    /// The snapshot that stands for the period.
    pub snapshot: &'a str,
    pub taken_at: DateTime<Utc>,
    /// How many days before the period's end the snapshot was taken, where that is longer than evidence stays fresh.
    /// Null in the last, which may not have ended.
    pub stale_days: Option<i64>,
    pub complete: bool,
    pub load: Load,
    pub inherent: Load,
    /// Open failures in each band, worst first.
    pub bands: [(Band, u64); 4],
    pub accepted: u64,
    pub overdue: u64,
    pub sight: Sight,
    /// Against the period before that was measured. Null in the first.
    pub since: Option<SinceRow<'a>>,
    /// Heaviest first.
    pub accounts: Vec<&'a Group>,
    /// Heaviest first.
    pub owners: Vec<&'a Group>,
    /// Each framework's id and score.
    pub frameworks: Vec<(&'a str, Score)>,
    /// The rules, where they were those of the time.
    pub ruler: Option<&'a Ruler>,
}

pub struct SinceRow<'a> {
    /// The period before that was measured, such as `2026-Q1`.
    pub label: String,
    /// Between the two snapshots.
    pub days: i64,
    /// Whether periods between the two are missing.
    pub across_gap: bool,
    pub flow: Flow,
    /// Null where nothing was fixed.
    pub pace: Option<Pace>,
    pub change: ChangeRows,
    pub movers: &'a Movers,
}

/// Why the load changed, in parts that add up to the change.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ChangeRows {
    /// In the order in which they are shown; what did nothing is left out.
    pub parts: Vec<PartRow>,
    /// In tenths.
    pub together: i64,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PartRow {
    /// For programs, such as `came_into_sight`.
    pub key: &'static str,
    /// Such as `came into sight`.
    pub title: &'static str,
    /// In tenths.
    pub tenths: i64,
}

/// Periods without a measure: one, or many in a row.
pub struct MissingRow<'a> {
    pub first: Period,
    pub last: Period,
    /// Such as `no snapshot`.
    pub why: String,
    /// The snapshot of which nothing is known that was reported.
    pub snapshot: Option<&'a str>,
}

/// A line of a list in which nothing is missing.
pub enum TrendLine<'r, 'a> {
    Measured(&'r QuarterRow<'a>),
    Missing(&'r MissingRow<'a>),
}

/// So many in a row get a row each.
const EACH: i32 = 12;

impl TrendRows<'_> {
    /// Whether it got better.
    pub fn sentence(&self) -> String {
        let (Some(first), Some(last)) = (self.quarters.first(), self.quarters.last()) else {
            return "no snapshot is in the history".to_owned();
        };
        let (one, many) = self.by.words();
        let quarters = Count::new(self.quarters.len(), one, many);
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

    /// By which rules, where they are not today's.
    pub fn rules_text(&self) -> Option<String> {
        let rulers: Vec<&Ruler> = self.quarters.iter().filter_map(|row| row.ruler).collect();
        let last = rulers.last()?;
        let others = rulers.iter().filter(|ruler| ruler.digest != last.digest).count();
        let by = Count::new(others, "of these was", "of these were");
        let others = if others == 0 { String::new() } else { format!("; {by} judged by other rules than the last") };
        Some(format!("As it was reported at the time{others}."))
    }

    /// The last lines, oldest first, and how many there are before them.
    pub fn lines(&self, most: usize) -> (Vec<TrendLine<'_, '_>>, usize) {
        let measured = self.quarters.iter().map(|row| (row.period, TrendLine::Measured(row)));
        let mut lines: Vec<_> =
            measured.chain(self.missing.iter().map(|row| (row.first, TrendLine::Missing(row)))).collect();
        lines.sort_by_key(|(period, _)| *period);
        let before = lines.len().saturating_sub(most);
        (lines.into_iter().skip(before).map(|(_, line)| line).collect(), before)
    }

    /// What keeps the rows from being read at their face: snapshots far from the end of their period, and gaps.
    pub fn warnings(&self) -> Vec<String> {
        let of_one = |row: &QuarterRow<'_>| {
            let end = row.period.last_day();
            let stale = row.stale_days.map(|days| {
                format!(
                    "{} is stale: its last snapshot was taken {} days before {end}.",
                    row.label,
                    thousands(days.unsigned_abs())
                )
            });
            let gap = row.since.as_ref().filter(|since| since.across_gap).map(|since| {
                format!(
                    "{} is compared with {}, over {} days.",
                    row.label,
                    since.label,
                    thousands(since.days.unsigned_abs())
                )
            });
            [stale, gap].into_iter().flatten()
        };
        self.quarters.iter().flat_map(of_one).collect()
    }
}

impl QuarterRow<'_> {
    /// Requirements met, not met and unknown, of one framework.
    pub fn framework_text(&self, id: &str) -> String {
        let Some((_, score)) = self.frameworks.iter().find(|(known, _)| *known == id) else { return "–".to_owned() };
        [score.met, score.not_met, score.unknown].map(thousands).join(" / ")
    }

    /// The part of all verdicts that could be reached, such as `98%`: never rounded up to all.
    pub fn judged_text(&self) -> String {
        let Sight { decided, undecided, .. } = self.sight;
        match decided + undecided {
            0 => "–".to_owned(),
            all => format!("{}%", decided * 100 / all),
        }
    }
}

impl MissingRow<'_> {
    /// Such as `2026-Q3`, or `2020-Q1 to 2026-Q3`.
    pub fn label(&self) -> String {
        if self.first == self.last { self.first.to_string() } else { format!("{} to {}", self.first, self.last) }
    }
}

impl PartRow {
    /// Such as `+1,204.5`.
    pub fn text(&self) -> String {
        signed(self.tenths)
    }
}

impl ChangeRows {
    pub fn of(change: &LoadChange) -> Self {
        let told = change.tenths();
        let together = told.iter().map(|(_, tenths)| tenths).sum();
        let part = |(cause, tenths): (crate::trend::Cause, i64)| {
            let (key, title) = cause.words();
            PartRow { key, title, tenths }
        };
        Self { parts: told.into_iter().filter(|(_, tenths)| *tenths != 0).map(part).collect(), together }
    }

    /// Such as `-1,204.5`.
    pub fn together_text(&self) -> String {
        signed(self.together)
    }

    pub fn part(&self, key: &str) -> Option<&PartRow> {
        self.parts.iter().find(|part| part.key == key)
    }
}

fn signed(tenths: i64) -> String {
    let sign = match tenths {
        0 => "",
        n if n > 0 => "+",
        _ => "-",
    };
    let size = tenths.unsigned_abs();
    format!("{sign}{}.{}", thousands(size / 10), size % 10)
}

impl<'a> TrendRows<'a> {
    pub fn of(trend: &'a Trend) -> Self {
        let mut quarters: Vec<_> = trend.points.iter().map(|point| quarter(point, trend.terms.stale_after)).collect();
        if let Some(last) = quarters.last_mut() {
            last.stale_days = None;
        }
        let missing = trend.missing.iter().flat_map(missing).collect();
        Self { by: trend.terms.calendar.by, quarters, missing }
    }
}

fn missing(one: &Missing) -> Vec<MissingRow<'_>> {
    let row = |first, last, why: &str, snapshot| MissingRow { first, last, why: why.to_owned(), snapshot };
    match &one.why {
        Why::NotReported { snapshot, problem, .. } => {
            let why = match problem {
                Some(problem) => format!("what was reported cannot be read: {problem}"),
                None => "nothing was kept of what was reported".to_owned(),
            };
            vec![row(one.first, one.last, &why, Some(snapshot.as_str()))]
        }
        Why::NoSnapshot => match one.last.since(one.first) + 1 {
            many if many > EACH => vec![row(one.first, one.last, "no snapshot", None)],
            many => (0..many).map(|n| one.first.later(n)).map(|each| row(each, each, "no snapshot", None)).collect(),
        },
    }
}

fn quarter(point: &Point, stale_after: u32) -> QuarterRow<'_> {
    let early = point.period.left_after(point.taken_at).num_days();
    QuarterRow {
        period: point.period,
        label: point.period.to_string(),
        snapshot: &point.snapshot,
        taken_at: point.taken_at,
        stale_days: (early > i64::from(stale_after)).then_some(early),
        complete: point.complete && !point.load.unbounded,
        load: point.load,
        inherent: point.inherent,
        bands: point.bands,
        accepted: point.accepted,
        overdue: point.overdue,
        sight: point.sight,
        since: point.since.as_ref().map(|since| of_since(since, point)),
        accounts: heaviest(&point.accounts),
        owners: heaviest(&point.owners),
        frameworks: point.frameworks.iter().map(|(id, score)| (id.as_str(), *score)).collect(),
        ruler: point.ruler.as_ref(),
    }
}

fn of_since<'a>(since: &'a Since, point: &Point) -> SinceRow<'a> {
    SinceRow {
        label: since.period.to_string(),
        days: (point.taken_at - since.taken_at).num_days(),
        across_gap: point.period.since(since.period) > 1,
        flow: since.flow,
        pace: since.pace,
        change: ChangeRows::of(&since.change),
        movers: &since.movers,
    }
}

fn heaviest(groups: &[Group]) -> Vec<&Group> {
    let mut groups: Vec<&Group> = groups.iter().collect();
    groups.sort_by(|a, b| b.load.high.total_cmp(&a.load.high).then_with(|| a.name.cmp(&b.name)));
    groups
}

/// What happened to a finding and when, oldest first.
pub(super) fn history(trend: &Trend, fingerprint: &str) -> Vec<(String, String)> {
    let said = |event: Event, at: &DateTime<Utc>| format!("{} ({})", event.as_str(), at.format("%Y-%m-%d"));
    let story = trend.story(fingerprint).iter();
    story.map(|(period, at, event)| (period.to_string(), said(*event, at))).collect()
}
