//! What is told to people at once: failures that are new or overdue, by the fix that closes them.

use super::{FindingRow, FixRow, View};
use crate::risk::Band;
use std::collections::{BTreeMap, BTreeSet};

/// What to tell of a scan.
pub struct News<'a> {
    /// From this band on.
    pub band: Band,
    /// The snapshot before; null where there is none, and nothing can be called new.
    pub since: Option<&'a str>,
    /// Fingerprints of failures that count and did not count in the snapshot before.
    pub new: BTreeSet<String>,
}

/// A message to one channel.
pub struct Notice<'a> {
    pub view: &'a View<'a>,
    pub news: &'a News<'a>,
    /// Whose channel it is; null where it is that of all who have none of their own.
    pub owner: Option<&'a str>,
    /// Whom to ask about it.
    pub contact: Option<&'a str>,
    pub new: usize,
    pub overdue: usize,
    /// What takes most load away comes first.
    pub fixes: Vec<NoticeFix<'a>>,
}

pub struct NoticeFix<'a> {
    pub fix: &'a FixRow<'a>,
    /// Those of its findings that are told, heaviest first.
    pub findings: Vec<Told<'a>>,
}

pub struct Told<'a> {
    pub finding: &'a FindingRow<'a>,
    pub new: bool,
}

impl<'a> Notice<'a> {
    /// What there is to tell of the findings whose owners the channel is for.
    pub fn of(view: &'a View<'a>, news: &'a News<'a>, is_for: impl Fn(Option<&str>) -> bool) -> Self {
        let told = view.findings.iter().filter(|row| row.is_open() && is_for(row.owner));
        let told = told.filter(|row| row.risk.is_some_and(|risk| risk.band() >= news.band));
        let told = told.map(|finding| Told { finding, new: news.new.contains(finding.fingerprint) });
        let told: BTreeMap<&str, Told<'a>> =
            told.filter(|told| told.new || told.finding.overdue).map(|told| (told.finding.fingerprint, told)).collect();
        let of = |wanted: fn(&Told<'_>) -> bool| told.values().filter(|told| wanted(told)).count();
        let (new, overdue) = (of(|told| told.new), of(|told| told.finding.overdue));
        let fixes = view.fixes.iter().map(|fix| {
            let findings = fix.findings.iter().filter_map(|fingerprint| told.get(fingerprint));
            NoticeFix { fix, findings: findings.map(|told| Told { ..*told }).collect() }
        });
        let fixes = fixes.filter(|fix| !fix.findings.is_empty()).collect();
        Self { view, news, owner: None, contact: None, new, overdue, fixes }
    }

    pub fn is_empty(&self) -> bool {
        self.fixes.is_empty()
    }

    /// Such as `3 new and 1 overdue failures, high or worse`.
    pub fn sentence(&self) -> String {
        let parts = [(self.new, "new"), (self.overdue, "overdue")];
        let parts: Vec<String> =
            parts.into_iter().filter(|(n, _)| *n > 0).map(|(n, what)| format!("{n} {what}")).collect();
        let word = if self.new + self.overdue == 1 { "failure" } else { "failures" };
        let worse = if self.news.band == Band::Critical { "" } else { " or worse" };
        format!("{} {word}, {}{worse}", parts.join(" and "), self.news.band.as_str())
    }
}

impl NoticeFix<'_> {
    pub fn fresh(&self) -> usize {
        self.findings.iter().filter(|told| told.new).count()
    }

    pub fn late(&self) -> usize {
        self.findings.iter().filter(|told| told.finding.overdue).count()
    }
}
