//! Findings that a person accepts, with a reason, until a date.
//!
//! A list and not a map, so that no rule overwrites another; whole names with wildcards, so that no rule matches more
//! than it says; and every rule says why, who, and how long.

mod append;

pub use append::{AppendError, appended};

use super::{Assessment, Verdict};
use crate::control::ControlSet;
use crate::snapshot::{AccountId, Snapshot, glob};
use crate::yaml::{Broken, Day, Mistake, Source, Spanned};
use chrono::{Days, NaiveDate};
use serde::{Deserialize, Deserializer};
use std::collections::BTreeSet;

/// The waivers of a run, in the order of their file.
#[derive(Debug, Clone, Default)]
pub struct Waivers {
    waivers: Vec<Waiver>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Waiver {
    /// What people call it; no two have the same.
    #[serde(default)]
    pub id: Option<String>,
    /// A control's id, with `*` and `?`.
    #[serde(default)]
    pub control: Option<String>,
    /// A resource's id, with `*` and `?`.
    #[serde(default)]
    pub resource: Option<String>,
    /// The fingerprint of one finding.
    #[serde(default)]
    pub fingerprint: Option<String>,
    #[serde(default)]
    pub account: Option<AccountId>,
    pub reason: String,
    pub owner: String,
    /// Where it was decided, in words or as an address of the owner's own.
    #[serde(default)]
    pub ticket: Option<String>,
    /// The day on which it was written. It does not say from when on it holds.
    #[serde(default, deserialize_with = "maybe_day")]
    pub written: Option<NaiveDate>,
    /// The last day on which it holds.
    #[serde(deserialize_with = "day")]
    pub expires: NaiveDate,
}

/// Nobody remembers after a year why a risk was taken: a waiver ends at most so many days after it was written.
const LONGEST: u64 = 366;

/// What became of a waiver in a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaiverUse {
    pub waiver: Waiver,
    /// Findings that it covers, or would cover if it had not expired.
    pub covers: u64,
    pub expired: bool,
    /// It may cover more: something that it names could not be read, or not decided.
    pub unseen: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawWaivers {
    waivers: Vec<Spanned<Waiver>>,
}

fn day<'de, D: Deserializer<'de>>(from: D) -> Result<NaiveDate, D::Error> {
    Day::deserialize(from).map(|day| day.0)
}

fn maybe_day<'de, D: Deserializer<'de>>(from: D) -> Result<Option<NaiveDate>, D::Error> {
    Day::deserialize(from).map(|day| Some(day.0))
}

impl Waivers {
    pub fn parse(source: &Source) -> Result<Self, Broken> {
        let raw: RawWaivers = source.parse().map_err(|mistakes| Broken::new("waiver file", mistakes))?;
        let mut mistakes = Vec::new();
        let mut ids = BTreeSet::new();
        for waiver in &raw.waivers {
            mistakes.extend(mistakes_in(waiver, source));
            if let Some(id) = waiver.value.id.as_ref().filter(|id| !ids.insert(id.as_str())) {
                mistakes.push(source.mistake_at(waiver, format!("a second waiver with the id `{id}`"), "here"));
            }
        }
        Broken::check("waiver file", mistakes)?;
        Ok(Self { waivers: raw.waivers.into_iter().map(|waiver| waiver.value).collect() })
    }

    pub(super) fn of(waivers: impl Iterator<Item = Waiver>) -> Self {
        Self { waivers: waivers.collect() }
    }

    /// Marks the failures that are accepted. The first waiver in the file that covers a finding is its waiver.
    pub(super) fn apply(&self, assessment: &mut Assessment, controls: &ControlSet, snapshot: &Snapshot) {
        let today = super::run::day(snapshot.header.taken_at);
        let mut uses: Vec<WaiverUse> = self
            .waivers
            .iter()
            .map(|waiver| {
                let unseen = assessment.blind.iter().any(|blind| {
                    let id = |place: &usize| controls.controls()[*place].id.as_str();
                    blind.controls.iter().any(|place| waiver.may_cover(id(place), &blind.gap.account))
                });
                WaiverUse { waiver: waiver.clone(), covers: 0, expired: waiver.expires < today, unseen }
            })
            .collect();
        for finding in assessment.findings.iter_mut().filter(|finding| finding.verdict != Verdict::Pass) {
            let control = &controls.controls()[finding.control].id;
            let resource = &snapshot.resources[finding.resource];
            let names = Names { control, resource: &resource.id, account: &resource.account };
            for (place, used) in uses.iter_mut().enumerate() {
                if !used.waiver.covers(&names, &finding.fingerprint) {
                    continue;
                }
                if finding.verdict == Verdict::Unknown {
                    used.unseen = true;
                } else {
                    used.covers += 1;
                    if !used.expired && finding.waiver.is_none() {
                        finding.waiver = Some(place);
                        assessment.tallies[finding.control].waived += 1;
                    }
                }
            }
        }
        assessment.waivers = uses;
    }
}

struct Names<'a> {
    control: &'a str,
    resource: &'a str,
    account: &'a AccountId,
}

/// What one waiver does not say, or says too much of.
fn mistakes_in(waiver: &Spanned<Waiver>, source: &Source) -> Vec<Mistake> {
    let mut mistakes = Vec::new();
    let w = &waiver.value;
    if w.control.is_none() && w.resource.is_none() && w.fingerprint.is_none() {
        let mistake = source.mistake_at(waiver, "this waiver would accept everything", "here");
        mistakes.push(mistake.help("say which `control`, `resource` or `fingerprint` is accepted"));
    }
    let said = [("id", &w.id), ("ticket", &w.ticket)].map(|(name, text)| (name, text.as_deref().unwrap_or("none")));
    for (name, text) in [("reason", w.reason.as_str()), ("owner", &w.owner)].into_iter().chain(said) {
        if text.trim().is_empty() {
            mistakes.push(source.mistake_at(waiver, format!("a waiver needs a {name}"), "this one has none"));
        }
    }
    if let Some(written) = w.written {
        if w.expires < written {
            let mistake = source.mistake_at(waiver, "this waiver had expired when it was written", "here");
            mistakes.push(
                mistake.help("`written` is the day on which it was written, `expires` the last on which it holds"),
            );
        }
        if w.is_too_long(written) {
            let mistake = source.mistake_at(waiver, "this waiver holds for more than a year", "here");
            mistakes.push(mistake.help("let it expire within a year of `written`, and renew it then"));
        }
    }
    mistakes
}

impl Waiver {
    /// Whether it ends more than a year after a day.
    pub fn is_too_long(&self, from: NaiveDate) -> bool {
        from.checked_add_days(Days::new(LONGEST)).is_some_and(|last| self.expires > last)
    }

    /// Whether it says of nothing what it is, so that whatever comes is accepted.
    pub fn is_all_wildcards(&self) -> bool {
        let says =
            |pattern: &Option<String>| pattern.as_ref().is_some_and(|text| text.contains(|c| c != '*' && c != '?'));
        self.fingerprint.is_none() && !says(&self.control) && !says(&self.resource)
    }

    /// Whether it may cover something that nobody saw.
    fn may_cover(&self, control: &str, account: &AccountId) -> bool {
        self.control.as_ref().is_none_or(|pattern| glob(pattern, control))
            && self.account.as_ref().is_none_or(|own| own == account)
    }

    fn covers(&self, names: &Names<'_>, fingerprint: &str) -> bool {
        let fits = |pattern: &Option<String>, text: &str| pattern.as_ref().is_none_or(|pattern| glob(pattern, text));
        fits(&self.control, names.control)
            && fits(&self.resource, names.resource)
            && self.fingerprint.as_ref().is_none_or(|wanted| wanted == fingerprint)
            && self.account.as_ref().is_none_or(|account| account == names.account)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Waivers, Broken> {
        Waivers::parse(&Source::new("waivers.yaml", text))
    }

    #[test]
    fn a_waiver_says_what_why_who_and_how_long() {
        let good = "waivers:\n- {control: s3/*, reason: public site, owner: web, expires: 2026-12-31}\n";
        assert_eq!(parse(good).unwrap().waivers.len(), 1);
        let whole = "waivers:\n- {id: W-1, ticket: SEC-7, control: a/b, reason: x, owner: y, written: 2025-12-31, expires: 2026-12-31}\n";
        assert_eq!(parse(whole).unwrap().waivers[0].ticket.as_deref(), Some("SEC-7"));
        for bad in [
            "waivers:\n- {reason: x, owner: y, expires: 2026-12-31}\n",
            "waivers:\n- {control: a/b, owner: y, expires: 2026-12-31}\n",
            "waivers:\n- {control: a/b, reason: '', owner: y, expires: 2026-12-31}\n",
            "waivers:\n- {control: a/b, reason: x, owner: y, expires: never}\n",
            "waivers:\n- {control: a/b, reason: x, owner: y, expires: 2026-12-31, until: 3}\n",
            "waivers: {a/b: {reason: x}}\n",
            "waivers:\n- {control: a/b, reason: x, owner: y, ticket: ' ', expires: 2026-12-31}\n",
            "waivers:\n- {control: a/b, reason: x, owner: y, written: 2025-12-29, expires: 2026-12-31}\n",
            "waivers:\n- {control: a/b, reason: x, owner: y, written: 2027-01-01, expires: 2026-12-31}\n",
            "waivers:\n- {id: 1a, control: a/b, reason: x, owner: y, expires: 2026-12-31}\n- {id: 1a, control: a/c, reason: x, owner: y, expires: 2026-12-31}\n",
        ] {
            assert!(parse(bad).is_err(), "{bad}");
        }
    }
}
