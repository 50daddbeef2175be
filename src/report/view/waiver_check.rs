//! What each waiver hides, and which of them somebody should look at.

use super::waiver::subject;
use super::{Count, Inputs, finding};
use crate::evaluate::{Verdict, Waiver, WaiverUse};
use crate::risk::{Band, Load, hidden};
use crate::snapshot::Resource;
use chrono::{DateTime, NaiveDate, Utc};
use std::collections::BTreeSet;

pub struct WaiverCheck<'a> {
    pub snapshot: &'a str,
    pub taken_at: DateTime<Utc>,
    /// What wants attention comes first, then what hides most load.
    pub rows: Vec<CheckedWaiver<'a>>,
    /// The load that all of them hide together, at the most.
    pub hidden: f64,
}

pub struct CheckedWaiver<'a> {
    pub waiver: &'a Waiver,
    /// Failures that it fits, whether or not it still holds, and whether or not an earlier one hides them.
    pub covers: u64,
    /// It may cover more: something that it names could not be read.
    pub unseen: bool,
    /// The failures that count no more because of it, heaviest first.
    pub hides: Vec<HiddenRow<'a>>,
    /// What would come back without it.
    pub load: Load,
    /// The kinds of what it hides.
    pub kinds: BTreeSet<&'a str>,
    pub wants: Vec<Attention>,
}

pub struct HiddenRow<'a> {
    pub fingerprint: &'a str,
    pub control: &'a str,
    pub resource: &'a Resource,
    pub score: f64,
    pub band: Band,
}

/// Why somebody should look at a waiver. In the order in which it is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Attention {
    /// What it covers counts again.
    Expired,
    /// It covers nothing, and all that it names was seen.
    Unused,
    /// Earlier ones in the file cover all that it covers.
    Needless,
    /// It hides failures of many kinds, or all there are, or names nothing but wildcards.
    TooBroad,
    /// It ends in so many days.
    Soon(i64),
    /// It ends more than a year after it was written, or after the snapshot where that is not known.
    TooLong,
}

/// From where on a waiver wants attention.
#[derive(Debug, Clone, Copy)]
pub struct Bounds {
    /// Days in which it ends.
    pub soon: u16,
    /// Kinds of resources that one may be about.
    pub kinds: usize,
}

impl Attention {
    pub fn key(self) -> &'static str {
        match self {
            Self::Expired => "expired",
            Self::Unused => "unused",
            Self::Needless => "needless",
            Self::TooBroad => "too_broad",
            Self::Soon(_) => "soon",
            Self::TooLong => "too_long",
        }
    }
}

impl<'a> WaiverCheck<'a> {
    pub fn lay_out(inputs: &Inputs<'a>, bounds: Bounds) -> Self {
        let loads = hidden(inputs.assessment, &inputs.ranking.scores);
        let uses = inputs.assessment.waivers.iter().zip(loads).enumerate();
        let mut rows: Vec<CheckedWaiver<'a>> =
            uses.map(|(place, (used, load))| row(inputs, place, used, load, bounds)).collect();
        rows.sort_by(|a, b| {
            let quiet = |row: &CheckedWaiver<'_>| row.wants.is_empty();
            quiet(a).cmp(&quiet(b)).then(b.load.high.total_cmp(&a.load.high)).then(a.wants.cmp(&b.wants))
        });
        let loads = &inputs.ranking.loads;
        let header = &inputs.snapshot.header;
        let hidden = loads.inherent.high - loads.estate.high;
        Self { snapshot: &header.id, taken_at: header.taken_at, rows, hidden }
    }

    /// How many want attention.
    pub fn wanting(&self) -> usize {
        self.rows.iter().filter(|row| !row.wants.is_empty()).count()
    }
}

fn row<'a>(inputs: &Inputs<'a>, place: usize, used: &'a WaiverUse, load: Load, bounds: Bounds) -> CheckedWaiver<'a> {
    let findings = inputs.assessment.findings.iter().enumerate();
    let hidden = findings.filter(|(_, finding)| finding.waiver == Some(place)).map(|(at, _)| at);
    let mut hides: Vec<HiddenRow<'a>> = hidden.filter_map(|at| hidden_row(inputs, at)).collect();
    hides.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.fingerprint.cmp(b.fingerprint)));
    let kinds: BTreeSet<&str> = hides.iter().map(|hidden| &*hidden.resource.kind).collect();
    let mut row = CheckedWaiver {
        waiver: &used.waiver,
        covers: used.covers,
        unseen: used.unseen,
        hides,
        load,
        kinds,
        wants: vec![],
    };
    let failures = inputs.assessment.findings.iter().filter(|finding| finding.verdict == Verdict::Fail).count();
    let today = inputs.snapshot.header.taken_at.date_naive();
    row.wants = if used.expired { vec![Attention::Expired] } else { row.wants(today, failures, bounds) };
    row
}

fn hidden_row<'a>(inputs: &Inputs<'a>, place: usize) -> Option<HiddenRow<'a>> {
    let found = &inputs.assessment.findings[place];
    let score = finding::score(inputs, place)?;
    Some(HiddenRow {
        fingerprint: &found.fingerprint,
        control: &inputs.controls.controls()[found.control].id,
        resource: &inputs.snapshot.resources[found.resource],
        score: score.high,
        band: score.band(),
    })
}

impl CheckedWaiver<'_> {
    /// Why somebody should look at one that holds.
    fn wants(&self, today: NaiveDate, failures: usize, bounds: Bounds) -> Vec<Attention> {
        let days = self.waiver.expires.signed_duration_since(today).num_days();
        let hides = self.hides.len();
        let broad =
            self.waiver.is_all_wildcards() || self.kinds.len() > bounds.kinds || (hides > 1 && hides == failures);
        let all = [
            (Attention::Unused, self.covers == 0 && !self.unseen),
            (Attention::Needless, self.covers > 0 && hides == 0),
            (Attention::TooBroad, broad),
            (Attention::Soon(days), days <= i64::from(bounds.soon)),
            (Attention::TooLong, self.waiver.is_too_long(self.waiver.written.unwrap_or(today))),
        ];
        all.into_iter().filter_map(|(attention, wanted)| wanted.then_some(attention)).collect()
    }

    /// What it names, as its author wrote it.
    pub fn subject(&self) -> String {
        subject(self.waiver)
    }

    /// Each reason to look at it, as a sentence.
    pub fn sentences(&self) -> Vec<String> {
        let blind = self.unseen && self.covers == 0;
        let blind = blind.then(|| "covers nothing that could be read; what it names was not all read".to_owned());
        self.wants.iter().map(|attention| self.sentence(*attention)).chain(blind).collect()
    }

    fn sentence(&self, attention: Attention) -> String {
        let kinds = Count::new(self.kinds.len(), "kind", "kinds");
        match attention {
            Attention::Expired if self.covers == 0 => "expired, and covers nothing: take it out".to_owned(),
            Attention::Expired if self.covers == 1 => "expired: 1 failure counts again".to_owned(),
            Attention::Expired => format!("expired: {} failures count again", super::thousands(self.covers)),
            Attention::Unused => "covers nothing: take it out".to_owned(),
            Attention::Needless => "earlier waivers cover all that it covers".to_owned(),
            Attention::TooBroad if self.waiver.is_all_wildcards() => "names nothing but wildcards".to_owned(),
            Attention::TooBroad => {
                format!("broad: hides {} of {kinds}", Count::new(self.hides.len(), "failure", "failures"))
            }
            Attention::Soon(0) => "ends on the day of the snapshot".to_owned(),
            Attention::Soon(1) => "ends in 1 day".to_owned(),
            Attention::Soon(days) => format!("ends in {days} days"),
            Attention::TooLong if self.waiver.written.is_none() => {
                "ends more than a year after the snapshot".to_owned()
            }
            Attention::TooLong => "ends more than a year after it was written".to_owned(),
        }
    }
}
