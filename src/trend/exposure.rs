//! What became reachable between two snapshots, or stopped being: exposure, resource policy, open ports, administrators.

use super::Picture;
use super::resources::{Became, became, by_key};
use crate::facts::{Access, Deriver, Exposure, FactSheet, Reach, Span};
use crate::snapshot::{Resource, Value};
use rayon::prelude::*;
use serde::Serialize;
use std::cmp::Ordering;
use std::collections::BTreeSet;

/// A resource that can be reached otherwise than before.
#[derive(Debug, Clone, PartialEq)]
pub struct Opened {
    pub became: Became,
    pub id: String,
    pub name: String,
    pub kind: String,
    pub account: String,
    pub region: String,
    pub facts: Vec<FactChange>,
}

/// A fact before and after, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FactChange {
    /// `exposure`, `policy`, `admin` or `ports`.
    pub fact: &'static str,
    /// As in `internal`, or `internal to internet_open` where it is not known. None where the resource was not seen. Of
    /// ports, those that are gone.
    pub before: Option<String>,
    /// Likewise. Of ports, those that came.
    pub after: Option<String>,
    /// Greater is more open than before; equal is neither.
    pub way: Ordering,
}

/// What is compared of a resource.
#[derive(Debug, Clone, PartialEq)]
struct Standing {
    exposure: (Exposure, Exposure),
    access: Option<(Access, Access)>,
    admin: Option<(bool, bool)>,
    ports: BTreeSet<String>,
}

/// Compares two snapshots. The pictures are theirs, and say what was looked at.
pub fn exposure(old: (&Deriver<'_, '_>, &Picture), new: (&Deriver<'_, '_>, &Picture)) -> Vec<Opened> {
    let (before, after) = (by_key(old.0.index().snapshot()), by_key(new.0.index().snapshot()));
    let keys: BTreeSet<_> = before.keys().chain(after.keys()).collect();
    let keys: Vec<_> = keys.into_iter().collect();
    let compare = |key: &&_| {
        let (was, is) = (before.get(*key).copied(), after.get(*key).copied());
        let standing =
            |deriver: &Deriver<'_, '_>, one: Option<&Resource>| one.map(|one| Standing::of(&deriver.sheet(one)));
        let facts = changed(standing(old.0, was).as_ref(), standing(new.0, is).as_ref());
        let became = match (was, is) {
            (None, Some(is)) => became(is, true, old.1),
            (Some(was), None) => became(was, false, new.1),
            _ => Became::Changed,
        };
        is.or(was).filter(|_| !facts.is_empty()).map(|resource| Opened::of(resource, became, facts))
    };
    let mut all: Vec<Opened> = keys.par_iter().filter_map(compare).collect();
    all.sort_by_key(|one| one.way().reverse());
    all
}

impl Opened {
    fn of(resource: &Resource, became: Became, facts: Vec<FactChange>) -> Self {
        Self {
            became,
            id: resource.id.to_string(),
            name: resource.label().to_owned(),
            kind: resource.kind.to_string(),
            account: resource.account.to_string(),
            region: resource.region.to_string(),
            facts,
        }
    }

    /// Greater where it is more open in any way.
    pub fn way(&self) -> Ordering {
        self.facts.iter().map(|fact| fact.way).max().unwrap_or(Ordering::Equal)
    }
}

impl Standing {
    fn of(sheet: &FactSheet) -> Self {
        fn ends<T, U>(span: &Span<T>, of: impl Fn(&T) -> U) -> (U, U) {
            (of(&span.low), of(&span.high))
        }
        let ports = |reach: &Reach| -> Vec<String> {
            let port = |from: i64, to: i64| if from == to { from.to_string() } else { format!("{from}-{to}") };
            let open = reach.ports.iter();
            open.map(|open| format!("{} {} from {}", open.protocol, port(open.from, open.to), open.source)).collect()
        };
        Self {
            exposure: ends(&sheet.exposure, |exposure| *exposure),
            access: sheet.policy.as_ref().map(|policy| ends(policy, |policy| policy.access)),
            admin: sheet.admin.as_ref().map(|admin| ends(admin, |admin| *admin)),
            ports: sheet.reach.iter().flat_map(|reach| ports(&reach.high)).collect(),
        }
    }

    /// Whether somebody from outside may touch it, or it may do anything: else its coming and going opens nothing.
    fn matters(&self) -> bool {
        self.exposure.1 > Exposure::Internal || self.admin.is_some_and(|(_, admin)| admin) || !self.ports.is_empty()
    }
}

fn changed(was: Option<&Standing>, is: Option<&Standing>) -> Vec<FactChange> {
    if was.xor(is).is_some_and(|only| !only.matters()) {
        return Vec::new();
    }
    let of = |one: Option<&Standing>| one.map(|one| one.exposure);
    let facts = [
        span("exposure", of(was), of(is)),
        span("policy", was.and_then(|was| was.access), is.and_then(|is| is.access)),
        span("admin", was.and_then(|was| was.admin), is.and_then(|is| is.admin)),
        ports(was, is),
    ];
    facts.into_iter().flatten().collect()
}

fn span<T: Ord + Copy + Serialize>(fact: &'static str, was: Option<(T, T)>, is: Option<(T, T)>) -> Option<FactChange> {
    let word = |value: &T| match Value::of(value) {
        Value::Str(word) => word.to_string(),
        Value::Bool(true) => "yes".to_owned(),
        _ => "no".to_owned(),
    };
    let told = |(low, high): &(T, T)| if low == high { word(high) } else { format!("{} to {}", word(low), word(high)) };
    // What can be at the most counts first: that it is not known any more is no relief.
    let way = match is.map(|(low, high)| (high, low)).cmp(&was.map(|(low, high)| (high, low))) {
        // And that it is known now is none either, where it may have been so all along.
        Ordering::Less if was.zip(is).is_some_and(|((low, _), (_, high))| low <= high) => Ordering::Equal,
        way => way,
    };
    (was != is).then(|| FactChange { fact, before: was.as_ref().map(told), after: is.as_ref().map(told), way })
}

fn ports(was: Option<&Standing>, is: Option<&Standing>) -> Option<FactChange> {
    let none = BTreeSet::new();
    let of = |one: Option<&'_ Standing>| one.map_or(none.clone(), |one| one.ports.clone());
    let (had, has) = (of(was), of(is));
    let only = |one: &BTreeSet<String>, other: &BTreeSet<String>| {
        let only: Vec<&str> = one.difference(other).map(String::as_str).collect();
        (!only.is_empty()).then(|| only.join(", "))
    };
    let (before, after) = (only(&had, &has), only(&has, &had));
    let way = after.is_some().cmp(&before.is_some());
    (had != has).then_some(FactChange { fact: "ports", before, after, way })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn standing(exposure: (Exposure, Exposure), admin: Option<(bool, bool)>, ports: &[&str]) -> Standing {
        let ports = ports.iter().map(|port| (*port).to_owned()).collect();
        Standing { exposure, access: None, admin, ports }
    }

    fn told(was: Option<&Standing>, is: Option<&Standing>) -> Vec<(&'static str, String, Ordering)> {
        let text = |one: Option<String>| one.unwrap_or_else(|| "-".to_owned());
        let all = changed(was, is).into_iter();
        all.map(|fact| (fact.fact, format!("{} > {}", text(fact.before), text(fact.after)), fact.way)).collect()
    }

    #[test]
    fn what_opens_is_told_from_what_closes() {
        use Exposure::{Internal, InternetOpen};
        let (shut, open) =
            (standing((Internal, Internal), None, &[]), standing((InternetOpen, InternetOpen), None, &[]));
        let opens = ("exposure", "internal > internet_open".to_owned(), Ordering::Greater);
        assert_eq!(told(Some(&shut), Some(&open)), [opens]);
        assert_eq!(told(Some(&open), Some(&shut))[0].2, Ordering::Less);
        assert_eq!(told(Some(&open), Some(&open)), []);
        assert_eq!(told(None, Some(&shut)), [], "what comes and is shut opens nothing");
        let came = ("exposure", "- > internet_open".to_owned(), Ordering::Greater);
        assert_eq!(told(None, Some(&open)), [came]);
        let maybe = standing((Internal, InternetOpen), None, &[]);
        let unread = ("exposure", "internal > internal to internet_open".to_owned(), Ordering::Greater);
        assert_eq!(told(Some(&shut), Some(&maybe)), [unread]);
        let known = |is| told(Some(&maybe), Some(is))[0].2;
        assert_eq!(known(&shut), Ordering::Equal, "it may have been shut all along");
        assert_eq!(known(&open), Ordering::Greater);
    }

    #[test]
    fn ports_and_administrators() {
        use Exposure::Internal;
        let before =
            standing((Internal, Internal), Some((false, false)), &["tcp 22 from 0.0.0.0/0", "tcp 443 from ::/0"]);
        let after = standing((Internal, Internal), Some((true, true)), &["tcp 443 from ::/0"]);
        let admin = ("admin", "no > yes".to_owned(), Ordering::Greater);
        let ports = ("ports", "tcp 22 from 0.0.0.0/0 > -".to_owned(), Ordering::Less);
        assert_eq!(told(Some(&before), Some(&after)), [admin, ports]);
    }
}
