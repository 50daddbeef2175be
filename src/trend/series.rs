//! Pictures in a row: what came, what went, and why.
//!
//! A finding is fixed only where its resource is there and the control no longer fails. One that is out of sight, as
//! something could not be read, still stands; one whose resource vanished is removed.

use super::change::Between;
use super::picture::Look;
use super::{Calendar, LoadChange, Movers, Pace, Period, Picture, Ruler, Seen, Sight};
use crate::evaluate::Verdict;
use crate::framework::Score;
use crate::risk::{Band, DueDays, Load};
use chrono::{DateTime, Days, Utc};
use std::collections::BTreeMap;

/// What a company has decided of time.
#[derive(Debug, Clone, Copy)]
pub struct Terms {
    pub calendar: Calendar,
    /// When a failure is overdue.
    pub due: DueDays,
    /// Days after which evidence is stale.
    pub stale_after: u32,
}

impl Default for Terms {
    fn default() -> Self {
        Self { calendar: Calendar::default(), due: DueDays::default(), stale_after: 7 }
    }
}

#[derive(Debug, Clone)]
pub struct Trend {
    pub terms: Terms,
    /// Oldest first.
    pub points: Vec<Point>,
    /// Where there is none, oldest first.
    pub missing: Vec<Missing>,
    stories: BTreeMap<String, Story>,
    /// The picture of the last point.
    before: Option<Picture>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Point {
    pub period: Period,
    /// The snapshot that stands for the period.
    pub snapshot: String,
    pub taken_at: DateTime<Utc>,
    pub complete: bool,
    pub load: Load,
    pub inherent: Load,
    /// Open failures in each band, worst first.
    pub bands: [(Band, u64); 4],
    /// Failures that somebody accepted.
    pub accepted: u64,
    /// Open failures that have stood longer than their band allows, as far back as the history goes.
    pub overdue: u64,
    pub sight: Sight,
    /// By account.
    pub accounts: Vec<Group>,
    /// By owner; what nobody owns is under the empty name.
    pub owners: Vec<Group>,
    pub frameworks: BTreeMap<String, Score>,
    /// Against the point before; none for the first.
    pub since: Option<Since>,
    /// The rules, where they were those of the time.
    pub ruler: Option<Ruler>,
}

/// A part of an estate.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    pub name: String,
    pub load: Load,
    /// Open failures.
    pub open: u64,
}

/// What became of the point before.
#[derive(Debug, Clone, PartialEq)]
pub struct Since {
    pub period: Period,
    pub taken_at: DateTime<Utc>,
    pub flow: Flow,
    pub change: LoadChange,
    pub movers: Movers,
    /// None where nothing was fixed.
    pub pace: Option<Pace>,
}

/// Periods in a row without a point.
#[derive(Debug, Clone, PartialEq)]
pub struct Missing {
    pub first: Period,
    pub last: Period,
    pub why: Why,
}

/// Why there is no point.
#[derive(Debug, Clone, PartialEq)]
pub enum Why {
    NoSnapshot,
    /// There is a snapshot, and what was reported of it is not there or cannot be read.
    NotReported {
        snapshot: String,
        taken_at: DateTime<Utc>,
        problem: Option<String>,
    },
}

/// What became of failures since the point before.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Flow {
    pub new: u64,
    pub fixed: u64,
    /// Gone once, and there again.
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
    /// Come with a rule that was not there before or was another; not new.
    pub ruled_in: u64,
    /// Gone with a rule that is not there any more or is another; not fixed.
    pub ruled_out: u64,
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
    RuledIn,
    RuledOut,
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
            Self::RuledIn => "first seen: by a rule that was another before",
            Self::RuledOut => "gone with a rule that was another",
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
    events: Vec<(Period, DateTime<Utc>, Event)>,
}

#[derive(Default)]
struct Step {
    flow: Flow,
    days: Vec<f64>,
}

impl Trend {
    /// Nothing yet.
    pub fn new(terms: Terms) -> Self {
        Self { terms, points: vec![], missing: vec![], stories: BTreeMap::new(), before: None }
    }

    /// Follows findings into one more picture; pictures come oldest first. Only the last one is held.
    pub fn add(&mut self, picture: Picture) {
        let period = self.terms.calendar.period_of(picture.taken_at);
        self.skip_to(period);
        let gone: Vec<String> =
            self.stories.iter().filter(|(_, story)| !story.stands).map(|(id, _)| id.clone()).collect();
        let before = self.before.take();
        let step = self.step(&picture, before.as_ref(), period);
        let since = before.map(|old| {
            let returned = |fingerprint: &str| gone.binary_search_by(|id| id.as_str().cmp(fingerprint)).is_ok();
            let between = Between { old: &old, new: &picture, returned: &returned };
            Since {
                period: self.terms.calendar.period_of(old.taken_at),
                taken_at: old.taken_at,
                flow: step.flow,
                change: LoadChange::of(&between),
                movers: Movers::between(&old, &picture),
                pace: Pace::of(step.days),
            }
        });
        self.points.push(self.point(&picture, period, since));
        self.before = Some(picture);
    }

    /// Says that what was reported of a snapshot is not known.
    pub fn add_unreported(&mut self, snapshot: String, taken_at: DateTime<Utc>, problem: Option<String>) {
        let period = self.terms.calendar.period_of(taken_at);
        self.skip_to(period);
        let why = Why::NotReported { snapshot, taken_at, problem };
        self.missing.push(Missing { first: period, last: period, why });
    }

    /// Notes the periods between the last that is known of and another.
    fn skip_to(&mut self, period: Period) {
        let known = self.points.last().map(|point| point.period);
        let known = known.max(self.missing.last().map(|missing| missing.last));
        if let Some(known) = known.filter(|known| period.since(*known) > 1) {
            self.missing.push(Missing { first: known.later(1), last: period.later(-1), why: Why::NoSnapshot });
        }
    }

    fn point(&self, picture: &Picture, period: Period, since: Option<Since>) -> Point {
        Point {
            period,
            snapshot: picture.id.clone(),
            taken_at: picture.taken_at,
            complete: picture.complete,
            load: picture.load,
            inherent: picture.inherent,
            bands: Band::ALL.map(|band| (band, picture.open_in(band))),
            accepted: picture.accepted(),
            overdue: self.overdue(picture),
            sight: picture.sight,
            accounts: groups(&picture.by_account, picture, |seen| &seen.account),
            owners: groups(&picture.by_owner, picture, |seen| seen.owner.as_deref().unwrap_or_default()),
            frameworks: picture.frameworks.clone(),
            since,
            ruler: picture.ruler.clone(),
        }
    }

    fn overdue(&self, picture: &Picture) -> u64 {
        let late = |(fingerprint, seen): &(&String, &Seen)| {
            let since = self.first_seen(fingerprint).unwrap_or(picture.taken_at).date_naive();
            let due = since.checked_add_days(Days::new(self.terms.due.of(seen.band).into()));
            due.is_some_and(|due| due < picture.taken_at.date_naive())
        };
        picture.findings.iter().filter(|(_, seen)| seen.is_open()).filter(late).count() as u64
    }

    /// When a failure that stands now was first seen without a break.
    pub fn first_seen(&self, fingerprint: &str) -> Option<DateTime<Utc>> {
        self.stories.get(fingerprint).filter(|story| story.stands).map(|story| story.since)
    }

    /// All that happened to a finding, oldest first.
    pub fn story(&self, fingerprint: &str) -> &[(Period, DateTime<Utc>, Event)] {
        self.stories.get(fingerprint).map(|story| story.events.as_slice()).unwrap_or_default()
    }

    fn step(&mut self, picture: &Picture, before: Option<&Picture>, period: Period) -> Step {
        let mut step = self.judge_standing(picture, before, period);
        let fails = |seen: &Seen| seen.verdict == Verdict::Fail && seen.folded.is_none();
        for (fingerprint, seen) in picture.findings.iter().filter(|(_, seen)| fails(seen)) {
            let event = match self.stories.get_mut(fingerprint) {
                Some(story) if story.stands => {
                    story.seen = seen.clone();
                    continue;
                }
                _ if by_another_rule(picture, before, seen) => {
                    step.flow.ruled_in += 1;
                    Event::RuledIn
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
            story.events.push((period, picture.taken_at, event));
            self.stories.insert(fingerprint.clone(), story);
        }
        step
    }

    /// What became of the failures that stood.
    fn judge_standing(&mut self, picture: &Picture, before: Option<&Picture>, period: Period) -> Step {
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
                Fate::Fixed if by_another_rule(picture, before, &story.seen) => {
                    step.flow.ruled_out += 1;
                    story.stands = false;
                    Event::RuledOut
                }
                Fate::Fixed => {
                    step.flow.fixed += 1;
                    step.days.push((picture.taken_at - story.since).num_minutes() as f64 / 1440.0);
                    story.stands = false;
                    Event::Fixed
                }
            };
            story.events.push((period, picture.taken_at, event));
        }
        step
    }
}

fn by_another_rule(picture: &Picture, before: Option<&Picture>, seen: &Seen) -> bool {
    let before = before.and_then(|before| before.ruler.as_ref());
    Ruler::differs(before, picture.ruler.as_ref(), &seen.control)
}

fn groups<'a>(loads: &BTreeMap<String, Load>, picture: &'a Picture, of: impl Fn(&'a Seen) -> &'a str) -> Vec<Group> {
    let mut open: BTreeMap<&str, u64> = BTreeMap::new();
    for seen in picture.findings.values().filter(|seen| seen.is_open()) {
        *open.entry(of(seen)).or_default() += 1;
    }
    let group = |(name, load): (&String, &Load)| {
        let open = open.get(name.as_str()).copied().unwrap_or_default();
        Group { name: name.clone(), load: *load, open }
    };
    loads.iter().map(group).collect()
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
        None if picture.looks_at(seen) == Look::Sees => Fate::Removed,
        None => Fate::Unseen,
    }
}

#[cfg(test)]
mod tests {
    use super::super::picture::sample::{fail, picture, unknown};
    use super::*;

    fn trend(pictures: impl IntoIterator<Item = Picture>) -> Trend {
        let mut trend = Trend::new(Terms::default());
        pictures.into_iter().for_each(|picture| trend.add(picture));
        trend
    }

    fn flows(pictures: impl IntoIterator<Item = Picture>) -> Vec<Flow> {
        trend(pictures).points.into_iter().filter_map(|point| point.since).map(|since| since.flow).collect()
    }

    #[test]
    fn each_failure_has_one_fate() {
        let first = picture("2026-01-01", &["a", "b", "c", "d"], vec![fail("a"), fail("b"), fail("c"), fail("d")]);
        let second = picture("2026-04-01", &["a", "b", "d", "e"], vec![fail("a"), unknown("d"), fail("e")]);
        let flow = flows([first, second])[0];
        assert_eq!(flow, Flow { standing: 1, fixed: 1, removed: 1, unseen: 1, new: 1, ..Flow::default() });
    }

    #[test]
    fn out_of_sight_is_not_fixed_and_comes_back_as_standing() {
        let first = picture("2026-01-01", &["a"], vec![fail("a")]);
        let mut second = picture("2026-04-01", &[], vec![]);
        second.blind.insert(("k".into(), "111122223333".into(), "eu-west-1".into()));
        let third = picture("2026-07-01", &["a"], vec![fail("a")]);
        let trend = trend([first.clone(), second, third]);
        let flows: Vec<Flow> = trend.points.iter().filter_map(|point| Some(point.since.as_ref()?.flow)).collect();
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
        let found = flows([first, second, third]);
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
            assert_eq!(flows([first.clone(), second])[0], Flow { unseen: 1, ..Flow::default() });
        }
    }

    #[test]
    fn what_returns_starts_anew() {
        let first = picture("2026-01-01", &["a"], vec![fail("a")]);
        let second = picture("2026-04-01", &["a"], vec![]);
        let third = picture("2026-07-01", &["a"], vec![fail("a")]);
        let trend = trend([first, second, third.clone()]);
        let since = |place: usize| trend.points[place].since.clone().unwrap();
        assert_eq!(since(1).pace, Some(Pace { fixed: 1, mean_days: 90.0, p90_days: 90.0 }));
        assert_eq!(since(2).flow, Flow { returned: 1, ..Flow::default() });
        assert_eq!(trend.first_seen("a"), Some(third.taken_at));
        let events: Vec<Event> = trend.story("a").iter().map(|(_, _, event)| *event).collect();
        assert_eq!(events, [Event::New, Event::Fixed, Event::Returned]);
    }

    #[test]
    fn another_owner_is_not_another_finding() {
        let first = picture("2026-01-01", &["a"], vec![fail("a")]);
        let mut second = picture("2026-04-01", &["a"], vec![fail("a")]);
        second.findings.get_mut("a").unwrap().owner = Some("other".into());
        assert_eq!(flows([first, second])[0], Flow { standing: 1, moved: 1, ..Flow::default() });
    }
}
