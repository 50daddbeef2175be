//! Findings that a person accepts, with a reason, until a date.
//!
//! A list and not a map, so that no rule overwrites another; whole names with wildcards, so that no rule matches more
//! than it says; and every rule says why, who, and how long.

use super::{Assessment, Verdict};
use crate::control::ControlSet;
use crate::snapshot::{AccountId, Snapshot, glob};
use crate::yaml::{Broken, Day, Source, Spanned};
use chrono::NaiveDate;
use serde::{Deserialize, Deserializer};

/// The waivers of a run, in the order of their file.
#[derive(Debug, Clone, Default)]
pub struct Waivers {
    waivers: Vec<Waiver>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Waiver {
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
    /// The last day on which it holds.
    #[serde(deserialize_with = "day")]
    pub expires: NaiveDate,
}

/// What became of a waiver in a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaiverUse {
    pub waiver: Waiver,
    /// Findings that it covers, or would cover if it had not expired.
    pub covers: u64,
    pub expired: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawWaivers {
    waivers: Vec<Spanned<Waiver>>,
}

fn day<'de, D: Deserializer<'de>>(from: D) -> Result<NaiveDate, D::Error> {
    Day::deserialize(from).map(|day| day.0)
}

impl Waivers {
    pub fn parse(source: &Source) -> Result<Self, Broken> {
        let raw: RawWaivers = source.parse().map_err(|mistakes| Broken::new("waiver file", mistakes))?;
        let mut mistakes = Vec::new();
        for waiver in &raw.waivers {
            let w = &waiver.value;
            if w.control.is_none() && w.resource.is_none() && w.fingerprint.is_none() {
                let mistake = source.mistake_at(waiver, "this waiver would accept everything", "here");
                mistakes.push(mistake.help("say which `control`, `resource` or `fingerprint` is accepted"));
            }
            for (name, text) in [("reason", &w.reason), ("owner", &w.owner)] {
                if text.trim().is_empty() {
                    mistakes.push(source.mistake_at(waiver, format!("a waiver needs a {name}"), "this one has none"));
                }
            }
        }
        Broken::check("waiver file", mistakes)?;
        Ok(Self { waivers: raw.waivers.into_iter().map(|waiver| waiver.value).collect() })
    }

    /// Marks the failures that are accepted. The first waiver in the file that covers a finding is its waiver.
    pub(super) fn apply(&self, assessment: &mut Assessment, controls: &ControlSet, snapshot: &Snapshot) {
        let today = super::run::day(snapshot.header.taken_at);
        let mut uses: Vec<WaiverUse> = self
            .waivers
            .iter()
            .map(|waiver| WaiverUse { waiver: waiver.clone(), covers: 0, expired: waiver.expires < today })
            .collect();
        for finding in assessment.findings.iter_mut().filter(|finding| finding.verdict == Verdict::Fail) {
            let control = &controls.controls()[finding.control].id;
            let resource = &snapshot.resources[finding.resource];
            let names = Names { control, resource: &resource.id, account: &resource.account };
            for (place, used) in uses.iter_mut().enumerate() {
                if used.waiver.covers(&names, &finding.fingerprint) {
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

impl Waiver {
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
        for bad in [
            "waivers:\n- {reason: x, owner: y, expires: 2026-12-31}\n",
            "waivers:\n- {control: a/b, owner: y, expires: 2026-12-31}\n",
            "waivers:\n- {control: a/b, reason: '', owner: y, expires: 2026-12-31}\n",
            "waivers:\n- {control: a/b, reason: x, owner: y, expires: never}\n",
            "waivers:\n- {control: a/b, reason: x, owner: y, expires: 2026-12-31, until: 3}\n",
            "waivers: {a/b: {reason: x}}\n",
        ] {
            assert!(parse(bad).is_err(), "{bad}");
        }
    }
}
