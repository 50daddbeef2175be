//! Findings with all that belongs to them.

use super::{Inputs, command};
use crate::control::Control;
use crate::evaluate::{Evidence, Verdict, Waiver};
use crate::facts::access::WayUp;
use crate::facts::{FactSheet, Span};
use crate::risk::{Score, raised_by_way_up};
use crate::snapshot::{KindInfo, Resource, Unread, Value};
use chrono::{DateTime, Days, NaiveDate, Utc};

#[derive(Clone)]
pub struct FindingRow<'a> {
    pub fingerprint: &'a str,
    pub control: &'a Control,
    pub verdict: Verdict,
    /// Null for passes, which carry no risk.
    pub risk: Option<&'a Score>,
    pub resource: ResourceRow<'a>,
    pub evidence: &'a [Evidence],
    /// What could not be read, for an unknown.
    pub unread: Option<&'a Unread>,
    pub owner: Option<&'a str>,
    /// How the owner is known.
    pub owner_because: &'a str,
    /// Null for passes.
    pub first_seen: Option<DateTime<Utc>>,
    /// The day by which it is to be fixed; null for what is no failure.
    pub due: Option<NaiveDate>,
    pub overdue: bool,
    /// Each quarter's name, and what happened to it then; oldest first.
    pub history: Vec<(String, String)>,
    /// The ids of the other resources in which the cause lies, where the control can tell.
    pub cause: Option<&'a str>,
    pub waiver: Option<&'a Waiver>,
    /// The broader control that fails here for the same cause.
    pub folded_under: Option<&'a str>,
    /// How the resource gets to be an administrator, where the finding is about that or weighs more for it.
    pub way_up: Option<&'a Span<WayUp>>,
    /// The fix's command for this resource.
    pub command: Option<String>,
}

#[derive(Clone)]
pub struct ResourceRow<'a> {
    pub id: &'a str,
    pub arn: Option<&'a str>,
    pub kind: &'a str,
    /// Null where the kind is not one that this version knows.
    pub cloudformation: Option<&'a str>,
    pub name: Option<&'a str>,
    /// The name, or else the last part of the id.
    pub label: &'a str,
    pub account: &'a str,
    pub region: &'a str,
    pub tags: &'a Value,
}

impl<'a> ResourceRow<'a> {
    fn of(resource: &'a Resource, kinds: &'a [KindInfo]) -> Self {
        let kind = kinds.iter().find(|kind| *kind.name == *resource.kind);
        Self {
            id: &resource.id,
            arn: resource.arn(),
            kind: &resource.kind,
            cloudformation: kind.map(|kind| kind.cloudformation),
            name: resource.name.as_deref(),
            label: resource.label(),
            account: resource.account.as_str(),
            region: resource.region.as_str(),
            tags: &resource.tags,
        }
    }
}

impl ResourceRow<'_> {
    /// Such as `bucket payroll`.
    pub fn called(&self) -> String {
        super::called(self.kind, self.label)
    }
}

/// Since when a finding has been there, and until when it may stay.
pub(super) struct Dates {
    pub(super) first_seen: DateTime<Utc>,
    pub(super) due: Option<NaiveDate>,
    pub(super) overdue: bool,
}

/// The score of a finding by its place; none for a pass, which carries no risk.
pub(super) fn score<'a>(inputs: &Inputs<'a>, place: usize) -> Option<&'a Score> {
    let judged = inputs.assessment.findings.get(place)?.verdict != Verdict::Pass;
    inputs.ranking.scores.get(place).filter(|_| judged)
}

/// The dates of a finding by its place; none for a pass.
pub(super) fn dates(inputs: &Inputs<'_>, place: usize) -> Option<Dates> {
    let finding = &inputs.assessment.findings[place];
    if finding.verdict == Verdict::Pass {
        return None;
    }
    let taken_at = inputs.snapshot.header.taken_at;
    let first_seen = inputs.trend.and_then(|trend| trend.first_seen(&finding.fingerprint)).unwrap_or(taken_at);
    let band = score(inputs, place).map(Score::band).filter(|_| finding.verdict == Verdict::Fail);
    let days = band.map(|band| Days::new(inputs.due.of(band).into()));
    let due = days.and_then(|days| first_seen.date_naive().checked_add_days(days));
    let overdue = finding.is_open() && due.is_some_and(|due| due < taken_at.date_naive());
    Some(Dates { first_seen, due, overdue })
}

pub(super) fn rows<'a>(inputs: &Inputs<'a>) -> Vec<FindingRow<'a>> {
    let findings = &inputs.assessment.findings;
    let chosen = (0..findings.len()).filter(|place| inputs.include.contains(&findings[*place].verdict));
    let mut rows: Vec<FindingRow<'a>> = chosen.map(|place| row(inputs, place)).collect();
    rows.sort_by(|a, b| {
        let heavier = risk(b).total_cmp(&risk(a));
        a.attention()
            .cmp(&b.attention())
            .then(heavier)
            .then(a.control.id.cmp(&b.control.id))
            .then(a.resource.id.cmp(b.resource.id))
    });
    rows
}

fn risk(row: &FindingRow<'_>) -> f64 {
    row.risk.map_or(0.0, |score| score.high)
}

impl FindingRow<'_> {
    /// Whether it counts against the estate.
    pub fn is_open(&self) -> bool {
        self.verdict == Verdict::Fail && self.waiver.is_none() && self.folded_under.is_none()
    }

    /// What is wrong. Titles say what should be true, so that a failure is a rule that is broken.
    pub fn rule(&self) -> String {
        let Control { title, id, .. } = self.control;
        match (self.verdict, self.unread) {
            (Verdict::Fail, _) => format!("broken rule: {title} ({id})"),
            (Verdict::Pass, _) => format!("kept rule: {title} ({id})"),
            (Verdict::Unknown, None) => format!("cannot tell: {title} ({id})"),
            (Verdict::Unknown, Some(unread)) => format!("cannot tell: {title} ({id}; unread: {unread})"),
        }
    }

    /// Open failures come first, passes last.
    fn attention(&self) -> u8 {
        match self.verdict {
            Verdict::Fail if self.is_open() => 0,
            Verdict::Unknown => 1,
            Verdict::Fail => 2,
            Verdict::Pass => 3,
        }
    }
}

fn row<'a>(inputs: &Inputs<'a>, place: usize) -> FindingRow<'a> {
    let finding = &inputs.assessment.findings[place];
    let resource = &inputs.snapshot.resources[finding.resource];
    let control = &inputs.controls.controls()[finding.control];
    let owner = &inputs.facts.of(finding.resource).owner;
    let dates = dates(inputs, place);
    let failed = finding.verdict == Verdict::Fail;
    FindingRow {
        fingerprint: &finding.fingerprint,
        control,
        verdict: finding.verdict,
        risk: score(inputs, place),
        resource: ResourceRow::of(resource, inputs.kinds),
        evidence: &finding.evidence,
        unread: finding.unread.as_ref(),
        owner: owner.name.as_deref(),
        owner_because: &owner.because,
        cause: finding.cause.as_deref(),
        first_seen: dates.as_ref().map(|dates| dates.first_seen),
        due: dates.as_ref().and_then(|dates| dates.due),
        overdue: dates.is_some_and(|dates| dates.overdue),
        history: inputs.trend.map(|trend| super::trend::history(trend, &finding.fingerprint)).unwrap_or_default(),
        waiver: finding.waiver.and_then(|place| inputs.assessment.waivers.get(place)).map(|used| &used.waiver),
        folded_under: finding.folded_under.map(|broad| inputs.controls.controls()[broad].id.as_str()),
        way_up: way_up(control, inputs.facts.of(finding.resource)),
        command: control.fix.cli.as_ref().filter(|_| failed).map(|cli| command::fill(cli, resource)),
    }
}

fn way_up<'a>(control: &Control, sheet: &'a FactSheet) -> Option<&'a Span<WayUp>> {
    let meant = control.asks_for("way_up") || raised_by_way_up(control.risk.threat, sheet);
    sheet.way_up.as_ref().filter(|way| meant && way.high.to_admin)
}

/// A step of likelihood or impact, from 0 to 1, in points of score, which goes to 100.
pub fn points(step: f64) -> f64 {
    step * 50.0
}
