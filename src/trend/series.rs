//! Pictures in a row: what came, what went, and why.
//!
//! A finding is fixed only where its resource is there and the control no longer fails. One that is out of sight, as
//! something could not be read, still stands; one whose resource vanished is removed.

use super::{FiscalYear, Picture, Quarter, Seen};
use crate::evaluate::Verdict;
use crate::framework::Score;
use crate::risk::{Band, Load};
use chrono::{DateTime, Utc};
use std::collections::BTreeMap;

#[derive(Debug, Clone, PartialEq)]
pub struct Trend {
    /// Oldest first.
    pub points: Vec<Point>,
    stories: BTreeMap<String, Story>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Point {
    pub quarter: Quarter,
    /// The snapshot that stands for the quarter.
    pub snapshot: String,
    pub taken_at: DateTime<Utc>,
    pub complete: bool,
    pub load: Load,
    pub inherent: Load,
    /// Open failures in each band, worst first.
    pub bands: [(Band, u64); 4],
    /// Since the point before; none for the first.
    pub flow: Option<Flow>,
    /// Days from first seen to gone, over all that was fixed since the point before. Both are known only as exactly as
    /// snapshots were taken.
    pub days_to_fix: Option<f64>,
    pub frameworks: BTreeMap<String, Score>,
}

/// What became of failures since the point before.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Flow {
    pub new: u64,
    pub fixed: u64,
    /// Fixed once, and there again.
    pub returned: u64,
    pub standing: u64,
    /// Gone with their resource.
    pub removed: u64,
    /// Standing, with another owner.
    pub moved: u64,
    /// There before, and out of sight now.
    pub unseen: u64,
    /// There now, and out of sight before: it may have been there.
    pub came_into_sight: u64,
}

/// What happened to a finding at a point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    New,
    CameIntoSight,
    /// What it was a part of is fixed, and it is not.
    Unfolded,
    Returned,
    Fixed,
    Removed,
    Unseen,
}

impl Event {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::New => "first seen",
            Self::CameIntoSight => "first seen: could not be judged before",
            Self::Unfolded => "left over of a broader failure",
            Self::Returned => "returned",
            Self::Fixed => "fixed",
            Self::Removed => "gone with its resource",
            Self::Unseen => "out of sight: something could not be read",
        }
    }
}

#[derive(Debug, Clone, PartialEq)]
struct Story {
    /// The start of its present standing.
    since: DateTime<Utc>,
    stands: bool,
    /// As it was last seen, to know where to look for it.
    seen: Seen,
    events: Vec<(Quarter, DateTime<Utc>, Event)>,
}

/// Follows findings through pictures, oldest first.
pub fn trend(pictures: &[Picture], fiscal_year: FiscalYear) -> Trend {
    let mut trend = Trend { points: Vec::with_capacity(pictures.len()), stories: BTreeMap::new() };
    for (number, picture) in pictures.iter().enumerate() {
        let quarter = fiscal_year.quarter_of(picture.taken_at);
        let before = number.checked_sub(1).map(|before| &pictures[before]);
        let step = trend.step(picture, before, quarter);
        let first = trend.points.is_empty();
        let fixes = step.days.len() as f64;
        trend.points.push(Point {
            quarter,
            snapshot: picture.id.clone(),
            taken_at: picture.taken_at,
            complete: picture.complete,
            load: picture.load,
            inherent: picture.inherent,
            bands: Band::ALL.map(|band| (band, picture.open_in(band))),
            flow: (!first).then_some(step.flow),
            days_to_fix: (!step.days.is_empty()).then(|| step.days.iter().sum::<f64>() / fixes),
            frameworks: picture.frameworks.clone(),
        });
    }
    trend
}

#[derive(Default)]
struct Step {
    flow: Flow,
    days: Vec<f64>,
}

impl Trend {
    /// When a failure that stands now was first seen without a break.
    pub fn first_seen(&self, fingerprint: &str) -> Option<DateTime<Utc>> {
        self.stories.get(fingerprint).filter(|story| story.stands).map(|story| story.since)
    }

    /// All that happened to a finding, oldest first.
    pub fn story(&self, fingerprint: &str) -> &[(Quarter, DateTime<Utc>, Event)] {
        self.stories.get(fingerprint).map(|story| story.events.as_slice()).unwrap_or_default()
    }

    fn step(&mut self, picture: &Picture, before: Option<&Picture>, quarter: Quarter) -> Step {
        let mut step = self.judge_standing(picture, quarter);
        let fails = |seen: &Seen| seen.verdict == Verdict::Fail && !seen.folded;
        for (fingerprint, seen) in picture.findings.iter().filter(|(_, seen)| fails(seen)) {
            let event = match self.stories.get_mut(fingerprint) {
                Some(story) if story.stands => {
                    story.seen = seen.clone();
                    continue;
                }
                Some(_) => {
                    step.flow.returned += 1;
                    Event::Returned
                }
                None if before.is_some_and(|before| !before.saw(fingerprint, seen)) => {
                    step.flow.came_into_sight += 1;
                    Event::CameIntoSight
                }
                None if before.is_some_and(|before| before.failed(fingerprint)) => {
                    step.flow.standing += 1;
                    Event::Unfolded
                }
                None => {
                    step.flow.new += 1;
                    Event::New
                }
            };
            let events = self.stories.remove(fingerprint).map(|story| story.events).unwrap_or_default();
            let since = picture.taken_at;
            let mut story = Story { since, stands: true, seen: seen.clone(), events };
            story.events.push((quarter, picture.taken_at, event));
            self.stories.insert(fingerprint.clone(), story);
        }
        step
    }

    /// What became of the failures that stood.
    fn judge_standing(&mut self, picture: &Picture, quarter: Quarter) -> Step {
        let mut step = Step::default();
        for (fingerprint, story) in self.stories.iter_mut().filter(|(_, story)| story.stands) {
            let event = match fate(picture, fingerprint, &story.seen) {
                Fate::Stands => {
                    step.flow.standing += 1;
                    step.flow.moved += u64::from(picture.findings[fingerprint].owner != story.seen.owner);
                    continue;
                }
                Fate::Unseen => {
                    step.flow.unseen += 1;
                    Event::Unseen
                }
                Fate::Removed => {
                    step.flow.removed += 1;
                    story.stands = false;
                    Event::Removed
                }
                Fate::Fixed => {
                    step.flow.fixed += 1;
                    step.days.push((picture.taken_at - story.since).num_minutes() as f64 / 1440.0);
                    story.stands = false;
                    Event::Fixed
                }
            };
            story.events.push((quarter, picture.taken_at, event));
        }
        step
    }
}

/// What a picture says of a failure that stood before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    Stands,
    Unseen,
    Removed,
    Fixed,
}

pub(super) fn fate(picture: &Picture, fingerprint: &str, seen: &Seen) -> Fate {
    match picture.findings.get(fingerprint).map(|now| now.verdict) {
        Some(Verdict::Fail) => Fate::Stands,
        Some(Verdict::Unknown) => Fate::Unseen,
        Some(Verdict::Pass) => Fate::Fixed,
        None if picture.resources.contains(&seen.resource) => Fate::Fixed,
        None if picture.is_blind_to(seen) => Fate::Unseen,
        None => Fate::Removed,
    }
}

#[cfg(test)]
mod tests {
    use super::super::picture::sample::{fail, picture, unknown};
    use super::*;

    fn flows(pictures: &[Picture]) -> Vec<Flow> {
        trend(pictures, FiscalYear::default()).points.into_iter().filter_map(|point| point.flow).collect()
    }

    #[test]
    fn each_failure_has_one_fate() {
        let first = picture("2026-01-01", &["a", "b", "c", "d"], vec![fail("a"), fail("b"), fail("c"), fail("d")]);
        let second = picture("2026-04-01", &["a", "b", "d", "e"], vec![fail("a"), unknown("d"), fail("e")]);
        let flow = flows(&[first, second])[0];
        assert_eq!(flow, Flow { standing: 1, fixed: 1, removed: 1, unseen: 1, new: 1, ..Flow::default() });
    }

    #[test]
    fn out_of_sight_is_not_fixed_and_comes_back_as_standing() {
        let first = picture("2026-01-01", &["a"], vec![fail("a")]);
        let mut second = picture("2026-04-01", &[], vec![]);
        second.blind.insert(("k".into(), "111122223333".into(), "eu-west-1".into()));
        let third = picture("2026-07-01", &["a"], vec![fail("a")]);
        let trend = trend(&[first.clone(), second, third], FiscalYear::default());
        let flows: Vec<Flow> = trend.points.iter().filter_map(|point| point.flow).collect();
        assert_eq!(flows[0], Flow { unseen: 1, ..Flow::default() });
        assert_eq!(flows[1], Flow { standing: 1, ..Flow::default() });
        assert_eq!(trend.first_seen("a"), Some(first.taken_at));
    }

    #[test]
    fn what_could_not_be_judged_before_is_not_new() {
        let mut first = picture("2026-01-01", &["a"], vec![unknown("a")]);
        first.blind.insert(("k".into(), "111122223333".into(), "eu-west-1".into()));
        let second = picture("2026-04-01", &["a", "b"], vec![fail("a"), fail("b")]);
        let third = picture("2026-07-01", &["a", "b", "c"], vec![fail("a"), fail("b"), fail("c")]);
        let found = flows(&[first, second, third]);
        assert_eq!(found[0], Flow { came_into_sight: 2, ..Flow::default() });
        assert_eq!(found[1], Flow { standing: 2, new: 1, ..Flow::default() });
    }

    #[test]
    fn a_smaller_scan_removes_nothing() {
        let first = picture("2026-01-01", &["a"], vec![fail("a")]);
        let mut elsewhere = picture("2026-04-01", &[], vec![]);
        elsewhere.header.regions = vec!["us-east-1".to_owned().try_into().unwrap()];
        let mut of_another = picture("2026-04-01", &[], vec![]);
        of_another.header.accounts = vec!["999988887777".try_into().unwrap()];
        for second in [elsewhere, of_another] {
            assert_eq!(flows(&[first.clone(), second])[0], Flow { unseen: 1, ..Flow::default() });
        }
    }

    #[test]
    fn what_returns_starts_anew() {
        let first = picture("2026-01-01", &["a"], vec![fail("a")]);
        let second = picture("2026-04-01", &["a"], vec![]);
        let third = picture("2026-07-01", &["a"], vec![fail("a")]);
        let trend = trend(&[first, second, third.clone()], FiscalYear::default());
        assert_eq!(trend.points[1].days_to_fix, Some(90.0));
        assert_eq!(trend.points[2].flow.unwrap(), Flow { returned: 1, ..Flow::default() });
        assert_eq!(trend.first_seen("a"), Some(third.taken_at));
        let events: Vec<Event> = trend.story("a").iter().map(|(_, _, event)| *event).collect();
        assert_eq!(events, [Event::New, Event::Fixed, Event::Returned]);
    }

    #[test]
    fn another_owner_is_not_another_finding() {
        let first = picture("2026-01-01", &["a"], vec![fail("a")]);
        let mut second = picture("2026-04-01", &["a"], vec![fail("a")]);
        second.findings.get_mut("a").unwrap().owner = Some("other".into());
        assert_eq!(flows(&[first, second])[0], Flow { standing: 1, moved: 1, ..Flow::default() });
    }
}
