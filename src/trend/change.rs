//! Why the load is another than it was: the change between two pictures, in parts that add up to it.
//!
//! What a resource carries is no plain sum of its findings, so that what one of them adds depends on the others. Each
//! cause gets its Shapley value (Shapley, "A value for n-person games", 1953): the mean, over all orders in which the
//! causes could have come one after the other, of what the load changed when it came. No order is preferred, the parts
//! add up to the whole, and what only takes away never comes out as more load. `docs/trends.md` explains it.

use super::picture::{Look, Place};
use super::{Picture, Ruler, Seen};
use crate::evaluate::Verdict;
use crate::risk::Load;
use std::collections::BTreeMap;

/// Why a part of the load came or went. In the order in which parts are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Cause {
    New,
    /// It was gone once, and is there again.
    Returned,
    /// With resources that were not there.
    ResourcesCame,
    /// In accounts, regions and kinds that were not asked for before.
    ScopeCame,
    /// It could not be judged before.
    CameIntoSight,
    /// Its waiver has gone or expired.
    Unaccepted,
    /// The same finding weighs something else: exposure, data, importance.
    Context,
    /// A rule or a weight was another.
    Rules,
    /// It cannot be judged any more.
    LostSight,
    Accepted,
    Fixed,
    /// With resources that are gone.
    ResourcesGone,
    /// In accounts, regions and kinds that are not asked for any more.
    ScopeGone,
}

impl Cause {
    /// In the order in which parts are shown.
    pub const ALL: [Self; 13] = [
        Self::New,
        Self::Returned,
        Self::ResourcesCame,
        Self::ScopeCame,
        Self::CameIntoSight,
        Self::Unaccepted,
        Self::Context,
        Self::Rules,
        Self::LostSight,
        Self::Accepted,
        Self::Fixed,
        Self::ResourcesGone,
        Self::ScopeGone,
    ];

    /// Its name for programs, and for people.
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::New => ("new", "new"),
            Self::Returned => ("returned", "returned"),
            Self::ResourcesCame => ("resources_came", "resources came"),
            Self::ScopeCame => ("scope_came", "scope grew"),
            Self::CameIntoSight => ("came_into_sight", "came into sight"),
            Self::Unaccepted => ("no_longer_accepted", "not accepted any more"),
            Self::Context => ("context", "context changed"),
            Self::Rules => ("rules", "rules changed"),
            Self::LostSight => ("lost_sight", "out of sight"),
            Self::Accepted => ("accepted", "accepted"),
            Self::Fixed => ("fixed", "fixed"),
            Self::ResourcesGone => ("resources_gone", "resources gone"),
            Self::ScopeGone => ("scope_gone", "scope shrank"),
        }
    }
}

/// The change of the load between two pictures, at the most that the load may be.
#[derive(Debug, Clone, PartialEq)]
pub struct LoadChange {
    pub before: f64,
    pub after: f64,
    /// What each cause did; what did nothing is left out.
    pub parts: BTreeMap<Cause, f64>,
}

/// Why findings of two pictures differ.
pub(super) struct Between<'a> {
    pub old: &'a Picture,
    pub new: &'a Picture,
    /// Whether a failure of the new picture was there once before the old one, and gone in it.
    pub returned: &'a dyn Fn(&str) -> bool,
}

/// A broader failure may itself be a part of one, and so on: so often at most.
const DEEPEST: usize = 4;
/// What is less than this is the noise of floating point, and no change.
const NOISE: f64 = 1e-6;

impl LoadChange {
    pub(super) fn of(between: &Between<'_>) -> Self {
        let (before, after) = (between.old.load.high, between.new.load.high);
        let mut parts: BTreeMap<Cause, f64> = BTreeMap::new();
        for moves in between.moves().values() {
            for (cause, part) in shares(moves) {
                *parts.entry(cause).or_default() += part;
            }
        }
        // What was reported by another model of load does not add up by ours.
        let rest = after - before - parts.values().sum::<f64>();
        if rest.abs() > NOISE * before.max(after).max(1.0) {
            *parts.entry(Cause::Rules).or_default() += rest;
        }
        parts.retain(|_, part| part.abs() > 0.0);
        Self { before, after, parts }
    }

    /// The parts in tenths of load, as they are shown: they add up to the difference of the two loads, each rounded to
    /// a tenth. What rounding leaves over goes to the parts that lost most by it.
    pub fn tenths(&self) -> Vec<(Cause, i64)> {
        let tenth = |load: f64| (load * 10.0).round() as i64;
        let mut parts: Vec<(Cause, i64, f64)> = self
            .parts
            .iter()
            .map(|(cause, part)| {
                let floor = (part * 10.0).floor();
                (*cause, floor as i64, part * 10.0 - floor)
            })
            .collect();
        let mut left = tenth(self.after) - tenth(self.before) - parts.iter().map(|(_, floor, _)| floor).sum::<i64>();
        if parts.is_empty() && left != 0 {
            parts.push((Cause::Context, 0, 0.0));
        }
        let mut order: Vec<usize> = (0..parts.len()).collect();
        order.sort_by(|a, b| parts[*b].2.total_cmp(&parts[*a].2).then(a.cmp(b)));
        for place in order.iter().cycle() {
            if left == 0 {
                break;
            }
            parts[*place].1 += left.signum();
            left -= left.signum();
        }
        parts.into_iter().map(|(cause, tenths, _)| (cause, tenths)).collect()
    }
}

/// What a finding weighed and weighs, and why that is not the same; no cause where it is.
type Move = (f64, f64, Option<Cause>);

impl<'a> Between<'a> {
    /// The findings of each resource, in both pictures, of which any weighs something else.
    fn moves(&self) -> BTreeMap<Place<'a>, Vec<Move>> {
        let mut all: BTreeMap<Place<'a>, Vec<Move>> = BTreeMap::new();
        for (fingerprint, was) in &self.old.findings {
            let is = self.new.findings.get(fingerprint);
            all.entry(was.place()).or_default().push(self.moved(fingerprint, Some(was), is));
        }
        let fresh = self.new.findings.iter().filter(|(fingerprint, _)| !self.old.findings.contains_key(*fingerprint));
        for (fingerprint, is) in fresh {
            all.entry(is.place()).or_default().push(self.moved(fingerprint, None, Some(is)));
        }
        all.retain(|_, moves| moves.iter().any(|(_, _, cause)| cause.is_some()));
        all
    }

    fn moved(&self, fingerprint: &str, was: Option<&Seen>, is: Option<&Seen>) -> Move {
        let weight = |seen: Option<&Seen>| seen.map_or(0.0, Seen::weight);
        let (before, after) = (weight(was), weight(is));
        (before, after, (before != after).then(|| self.cause(fingerprint, was, is, DEEPEST)))
    }

    fn cause(&self, fingerprint: &str, was: Option<&Seen>, is: Option<&Seen>, depth: usize) -> Cause {
        let control = was.or(is).map_or("", |seen| &seen.control);
        if Ruler::differs(self.old.ruler.as_ref(), self.new.ruler.as_ref(), control) {
            return Cause::Rules;
        }
        match (was, is) {
            (Some(was), Some(is)) => self.other(was, is, depth),
            (None, Some(is)) => self.came(fingerprint, is),
            (Some(was), None) => self.went(was),
            (None, None) => Cause::Context,
        }
    }

    /// There in both.
    fn other(&self, was: &Seen, is: &Seen, depth: usize) -> Cause {
        match (was.verdict, is.verdict) {
            (Verdict::Unknown, Verdict::Fail) => return Cause::CameIntoSight,
            (Verdict::Fail, Verdict::Unknown) => return Cause::LostSight,
            _ => {}
        }
        match (was.waived, is.waived) {
            (false, true) => return Cause::Accepted,
            (true, false) => return Cause::Unaccepted,
            _ => {}
        }
        // It comes and goes with what it is a part of.
        let broader = was.folded.as_ref().xor(is.folded.as_ref()).filter(|_| depth > 0);
        if let Some(broader) = broader {
            let of = |picture: &'a Picture| picture.findings.get(broader);
            return self.cause(broader, of(self.old), of(self.new), depth - 1);
        }
        let otherwise = Ruler::weighs_otherwise(self.old.ruler.as_ref(), self.new.ruler.as_ref());
        if otherwise { Cause::Rules } else { Cause::Context }
    }

    fn came(&self, fingerprint: &str, is: &Seen) -> Cause {
        if self.old.resources.contains(&is.resource) {
            return match is.verdict {
                Verdict::Unknown => Cause::LostSight,
                _ if (self.returned)(fingerprint) => Cause::Returned,
                _ => Cause::New,
            };
        }
        match self.old.looks_at(is) {
            Look::NotAsked => Cause::ScopeCame,
            Look::Blind => Cause::CameIntoSight,
            Look::Sees if (self.returned)(fingerprint) => Cause::Returned,
            Look::Sees => Cause::ResourcesCame,
        }
    }

    fn went(&self, was: &Seen) -> Cause {
        if self.new.resources.contains(&was.resource) {
            // What could not be judged and is none now was never known to be one.
            return if was.verdict == Verdict::Unknown { Cause::CameIntoSight } else { Cause::Fixed };
        }
        match self.new.looks_at(was) {
            Look::NotAsked => Cause::ScopeGone,
            Look::Blind => Cause::LostSight,
            Look::Sees => Cause::ResourcesGone,
        }
    }
}

/// The Shapley value of each cause that is at work on one resource.
fn shares(moves: &[Move]) -> Vec<(Cause, f64)> {
    let mut causes: Vec<Cause> = moves.iter().filter_map(|(_, _, cause)| *cause).collect();
    causes.sort_unstable();
    causes.dedup();
    // What the resource carries where the causes of a set have done their work, and the others not yet.
    let carried = |set: usize| {
        let done = |cause: Cause| causes.binary_search(&cause).is_ok_and(|place| set & (1 << place) != 0);
        let weights = moves.iter().map(|(was, is, cause)| if cause.is_some_and(done) { *is } else { *was });
        Load::parts(&weights.collect::<Vec<_>>()).iter().sum::<f64>()
    };
    let values: Vec<f64> = (0..1 << causes.len()).map(carried).collect();
    let share = |place: usize| -> f64 {
        let without = (0..values.len()).filter(|set| set & (1 << place) == 0);
        without
            .map(|set| part_of_orders(set.count_ones(), causes.len()) * (values[set | 1 << place] - values[set]))
            .sum()
    };
    causes.iter().enumerate().map(|(place, cause)| (*cause, share(place))).collect()
}

/// In which part of all orders just so many others come before one.
fn part_of_orders(before: u32, all: usize) -> f64 {
    let factorial = |n: usize| (1..=n).map(|n| n as f64).product::<f64>();
    factorial(before as usize) * factorial(all - 1 - before as usize) / factorial(all)
}

/// What findings weigh together, resource by resource.
#[cfg(test)]
pub(super) fn carried(findings: &BTreeMap<String, Seen>) -> f64 {
    let mut all: BTreeMap<Place<'_>, Vec<f64>> = BTreeMap::new();
    for seen in findings.values() {
        all.entry(seen.place()).or_default().push(seen.weight());
    }
    all.values().flat_map(|weights| Load::parts(weights)).sum()
}

#[cfg(test)]
mod tests {
    use super::super::picture::sample::{fail, picture, unknown};
    use super::*;
    use proptest::prelude::*;

    fn change(old: &Picture, new: &Picture) -> LoadChange {
        LoadChange::of(&Between { old, new, returned: &|fingerprint| fingerprint.starts_with("back") })
    }

    fn parts(old: &Picture, new: &Picture) -> Vec<(Cause, f64)> {
        change(old, new).parts.into_iter().collect()
    }

    fn blind(mut picture: Picture) -> Picture {
        picture.blind.insert(("k".into(), "111122223333".into(), "eu-west-1".into()));
        picture
    }

    fn elsewhere(mut picture: Picture) -> Picture {
        picture.header.regions = vec!["us-east-1".to_owned().try_into().unwrap()];
        picture
    }

    fn with(picture: Picture, name: &str, change: impl Fn(&mut Seen)) -> Picture {
        let mut findings = picture.findings.clone();
        change(findings.get_mut(name).unwrap());
        let high = carried(&findings);
        Picture { findings, load: Load { low: high, high, unbounded: false }, ..picture }
    }

    fn of(ids: &[&str], failures: &[&str]) -> Picture {
        picture("2026-01-01", ids, failures.iter().map(|name| fail(name)).collect())
    }

    /// Each cause alone, both ways where there are two.
    #[test]
    fn every_cause_has_its_name() {
        let (none, one) = (of(&["a"], &[]), of(&["a"], &["a"]));
        let dark = picture("2026-01-01", &["a"], vec![unknown("a")]);
        let (gone, waived) = (of(&[], &[]), with(one.clone(), "a", |seen| seen.waived = true));
        let heavier = with(one.clone(), "a", |seen| seen.load = 40.0);
        for (old, new, cause, part) in [
            (&none, &one, Cause::New, 32.0),
            (&one, &none, Cause::Fixed, -32.0),
            (&of(&["back"], &[]), &of(&["back"], &["back"]), Cause::Returned, 32.0),
            (&gone, &of(&["back"], &["back"]), Cause::Returned, 32.0),
            (&gone, &one, Cause::ResourcesCame, 32.0),
            (&one, &gone, Cause::ResourcesGone, -32.0),
            (&elsewhere(gone.clone()), &one, Cause::ScopeCame, 32.0),
            (&one, &elsewhere(gone.clone()), Cause::ScopeGone, -32.0),
            (&blind(gone.clone()), &one, Cause::CameIntoSight, 32.0),
            (&one, &blind(gone.clone()), Cause::LostSight, -32.0),
            (&none, &dark, Cause::LostSight, 32.0),
            (&dark, &none, Cause::CameIntoSight, -32.0),
            (&with(dark.clone(), "a", |seen| seen.load = 30.0), &one, Cause::CameIntoSight, 2.0),
            (&one, &with(dark.clone(), "a", |seen| seen.load = 30.0), Cause::LostSight, -2.0),
            (&one, &waived, Cause::Accepted, -32.0),
            (&waived, &one, Cause::Unaccepted, 32.0),
            (&one, &heavier, Cause::Context, 8.0),
        ] {
            assert_eq!(parts(old, new), [(cause, part)]);
        }
        for (old, new) in [(&one, &one), (&waived, &none), (&none, &waived), (&one, &dark)] {
            assert_eq!(parts(old, new), [], "what weighs the same did not change the load");
        }
    }

    #[test]
    fn another_rule_is_no_merit_and_no_fault() {
        let ruler = |control: &str, weights: &str| Ruler {
            tool: "0.1.0".into(),
            digest: "d".into(),
            controls: [("c/c".to_owned(), control.to_owned())].into(),
            weights: weights.into(),
        };
        let by = |picture: &Picture, ruler| Picture { ruler: Some(ruler), ..picture.clone() };
        let (none, one) = (of(&["a"], &[]), of(&["a"], &["a"]));
        let heavier = with(one.clone(), "a", |seen| seen.load = 40.0);
        let of = |old: &Picture, new: &Picture, is| parts(&by(old, ruler("x", "w")), &by(new, is));
        assert_eq!(of(&none, &one, ruler("y", "w")), [(Cause::Rules, 32.0)]);
        assert_eq!(of(&one, &none, ruler("y", "w")), [(Cause::Rules, -32.0)]);
        assert_eq!(of(&one, &heavier, ruler("x", "v")), [(Cause::Rules, 8.0)]);
        assert_eq!(of(&one, &heavier, ruler("x", "w")), [(Cause::Context, 8.0)]);
        assert_eq!(of(&one, &none, ruler("x", "v")), [(Cause::Fixed, -32.0)], "what decides is the same");
        // Reported by a model in which resources carry something else.
        let other = Picture { load: Load { low: 0.0, high: 50.0, unbounded: false }, ..one.clone() };
        assert_eq!(of(&one, &other, ruler("x", "v")), [(Cause::Rules, 18.0)]);
    }

    #[test]
    fn what_is_left_over_of_a_broader_failure_is_less_of_a_fix() {
        let broad = |name: &str| fail(&format!("a/{name}"));
        let part =
            |name: &str| (format!("a/{name}"), Seen { folded: Some("a/whole".into()), load: 20.0, ..broad(name).1 });
        let old = picture("2026-01-01", &["a"], vec![broad("whole"), part("part")]);
        let left = ("a/part".to_owned(), Seen { folded: None, ..part("part").1 });
        let new = picture("2026-04-01", &["a"], vec![left]);
        assert_eq!(parts(&old, &new), [(Cause::Fixed, -12.0)]);
        assert_eq!(parts(&new, &old), [(Cause::New, 12.0)]);
        let circle = |name: &str, under: &str| {
            (format!("a/{name}"), Seen { folded: Some(format!("a/{under}")), ..broad(name).1 })
        };
        let hostile = picture("2026-04-01", &["a"], vec![circle("x", "y"), circle("y", "x")]);
        let plain = picture("2026-04-01", &["a"], vec![broad("x"), broad("y")]);
        assert_eq!(change(&hostile, &plain).parts.values().sum::<f64>(), 48.0);
    }

    /// One resource: the heavier of two is fixed, and a third is new. Alone each order would say something else.
    #[test]
    fn no_order_is_preferred() {
        let old = of(&["a"], &["a/1", "a/2"]);
        let old = with(old, "a/1", |seen| seen.load = 64.0);
        let new = of(&["a"], &["a/2", "a/3"]);
        // Fixed first: 80 to 32, then 32 to 48. New first: 80 to 88, then 88 to 48.
        assert_eq!(parts(&old, &new), [(Cause::New, (16.0 + 8.0) / 2.0), (Cause::Fixed, -(48.0 + 40.0) / 2.0)]);
    }

    #[test]
    fn shown_parts_add_up_to_the_shown_difference() {
        let change = LoadChange {
            before: 0.04,
            after: 0.96,
            parts: [(Cause::New, 0.46), (Cause::Returned, 0.5), (Cause::Fixed, -0.04)].into(),
        };
        // 4.6, 5.0 and -0.4 tenths: 10 tenths are there to be told.
        assert_eq!(change.tenths(), [(Cause::New, 5), (Cause::Returned, 5), (Cause::Fixed, 0)]);
    }

    /// What a picture may say of a finding on one of three resources, in one of two regions of which one may be blind.
    type Draw = (u8, bool, bool, f64);

    fn drawn(day: &str, draws: &[Draw], there: u8, dark: u8, narrow: u8) -> Picture {
        let mut findings = Vec::new();
        for (place, (verdict, waived, folded, load)) in draws.iter().enumerate() {
            let (resource, number) = (place % 3, place / 3);
            if there & (1 << resource) == 0 {
                continue;
            }
            let name = format!("r{resource}/{number}");
            let (name, seen) = match verdict % 3 {
                0 => continue,
                1 => fail(&name),
                _ => unknown(&name),
            };
            let folded = (*folded && number > 0).then(|| format!("r{resource}/{}", number - 1));
            findings.push((name, Seen { waived: *waived, folded, load: *load, ..seen }));
        }
        let ids: Vec<String> = (0..3).filter(|n| there & (1 << n) != 0).map(|n| format!("r{n}")).collect();
        let picture = picture(day, &ids.iter().map(String::as_str).collect::<Vec<_>>(), findings);
        let picture = if dark == 0 { blind(picture) } else { picture };
        if narrow == 0 { elsewhere(picture) } else { picture }
    }

    fn side(day: &'static str) -> impl Strategy<Value = Picture> {
        let draw = (any::<u8>(), any::<bool>(), any::<bool>(), 1.0..1024.0f64);
        (prop::collection::vec(draw, 12), any::<u8>(), 0u8..4, 0u8..4)
            .prop_map(|(draws, there, dark, narrow)| drawn(day, &draws, there, dark, narrow))
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(10_000))]

        #[test]
        fn parts_add_up_to_the_whole(old in side("2026-01-01"), new in side("2026-04-01")) {
            let change = change(&old, &new);
            let whole = new.load.high - old.load.high;
            prop_assert!((change.parts.values().sum::<f64>() - whole).abs() < 1e-9 * (1.0 + old.load.high + new.load.high));
            let tenth = |load: f64| (load * 10.0).round() as i64;
            let told = change.tenths();
            let sum: i64 = told.iter().map(|(_, tenths)| tenths).sum();
            prop_assert_eq!(sum, tenth(new.load.high) - tenth(old.load.high));
            for (cause, tenths) in told {
                let part = change.parts.get(&cause).copied().unwrap_or_default();
                prop_assert!((tenths as f64 / 10.0 - part).abs() < 0.1 + 1e-9, "{:?} {} {}", cause, tenths, part);
            }
            prop_assert!(!change.parts.contains_key(&Cause::Rules));
        }

        #[test]
        fn what_only_adds_never_takes_away(old in side("2026-01-01"), new in side("2026-04-01")) {
            for (cause, part) in change(&old, &new).parts {
                match cause {
                    Cause::ResourcesCame | Cause::ScopeCame => prop_assert!(part > -1e-9),
                    Cause::ResourcesGone | Cause::ScopeGone => prop_assert!(part < 1e-9),
                    _ => {}
                }
            }
        }

        #[test]
        fn the_way_back_is_the_same_way(old in side("2026-01-01"), new in side("2026-04-01")) {
            let total = |change: &LoadChange| change.parts.values().sum::<f64>();
            let (there, back) = (change(&old, &new), change(&new, &old));
            prop_assert!((total(&there) + total(&back)).abs() < 1e-6);
        }
    }
}
