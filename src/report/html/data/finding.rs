//! Findings, a column for each thing that is told of them.

use super::table::Table;
use super::{Places, Shared};
use crate::report::{FindingRow, View, accepted, laid_out, plain_value, points};
use crate::risk::Factor;
use serde::Serialize;
use std::collections::BTreeMap;

/// Columns up to which a value stands on one line.
const ONE_LINE: usize = 100;

/// Numbers are places: of controls, of resources, or in the shared tables.
#[derive(Default, Serialize)]
pub(super) struct Findings<'a> {
    fingerprint: Vec<&'a str>,
    control: Vec<usize>,
    resource: Vec<usize>,
    rule: Vec<usize>,
    standing: Vec<usize>,
    /// Tenths of a point, of the upper end; 0 for passes.
    score: Vec<i64>,
    risk: Vec<usize>,
    headline: Vec<usize>,
    unread: Vec<usize>,
    owner: Vec<usize>,
    because: Vec<usize>,
    due: Vec<usize>,
    /// The day by which it is to be fixed, whether or not that has passed.
    day: Vec<usize>,
    age: Vec<usize>,
    overdue: Vec<u8>,
    cause: Vec<usize>,
    waiver: Vec<usize>,
    command: Vec<usize>,
    /// Lists: path and value by turns; quarter and event by turns.
    evidence: Vec<usize>,
    history: Vec<usize>,
    /// A list: how far it is to an administrator, and the steps.
    way: Vec<usize>,
    /// Lists of places of factors.
    factors: Vec<usize>,
    /// Tenths of a point.
    bounds: Vec<i64>,
    sure: Vec<usize>,
}

/// Each once, by its id.
#[derive(Default, Serialize)]
pub(super) struct Resources {
    id: Vec<usize>,
    called: Vec<usize>,
    told: Vec<usize>,
    kind: Vec<usize>,
    account: Vec<usize>,
    region: Vec<usize>,
    #[serde(skip)]
    places: BTreeMap<String, usize>,
}

/// Name, value, least and most in tenths of a point, and where it came from.
#[derive(Default, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub(super) struct FactorData(usize, usize, i64, i64, usize);

impl<'a> Findings<'a> {
    pub(super) fn of(view: &View<'a>, places: &Places<'_>, resources: &mut Resources, shared: &mut Shared) -> Self {
        let mut columns = Self::default();
        for row in &view.findings {
            columns.control.push(places.controls.get(row.control.id.as_str()).copied().unwrap_or_default());
            columns.resource.push(resources.add(row, &mut shared.texts));
            columns.heads(row, &mut shared.texts);
            columns.dates(row, view.trend.is_some(), shared);
            columns.reasons(row, shared);
            columns.sum(row, shared);
        }
        columns
    }

    /// What stands in the list.
    fn heads(&mut self, row: &FindingRow<'a>, texts: &mut Table<String>) {
        self.fingerprint.push(row.fingerprint);
        self.rule.push(texts.text(&row.rule()));
        self.standing.push(texts.text(row.standing()));
        self.score.push(row.risk.map_or(0, |score| tenths(score.high)));
        self.risk.push(texts.text(&row.risk_text()));
        self.headline.push(texts.text(&row.headline()));
        self.owner.push(texts.name(row.owner.unwrap_or_default()));
        self.because.push(texts.text(row.owner_because));
    }

    fn dates(&mut self, row: &FindingRow<'a>, has_history: bool, shared: &mut Shared) {
        self.due.push(shared.texts.text(&row.due_text()));
        self.day.push(shared.texts.text(&row.due.map(|day| day.to_string()).unwrap_or_default()));
        self.age.push(shared.texts.text(&row.age_text(has_history)));
        self.overdue.push(u8::from(row.overdue));
        let events = row.history.iter().flat_map(|(quarter, said)| [quarter, said]);
        let events = events.map(|text| shared.texts.text(text)).collect();
        self.history.push(shared.lists.add(events));
    }

    /// Why it is one.
    fn reasons(&mut self, row: &FindingRow<'a>, shared: &mut Shared) {
        let texts = &mut shared.texts;
        let unread = row.unread.map(|unread| match unread.detail.as_deref() {
            Some(detail) => format!("{unread}: {detail}"),
            None => unread.to_string(),
        });
        self.unread.push(texts.maybe(unread.as_deref()));
        self.cause.push(texts.maybe(row.cause));
        self.waiver.push(texts.maybe(row.waiver.map(accepted).as_deref()));
        self.command.push(texts.lines(row.command.as_deref().unwrap_or_default()));
        let evidence = row.evidence.iter().flat_map(|seen| {
            let short = plain_value(&seen.value);
            let value =
                if short.chars().count() > ONE_LINE { texts.lines(&laid_out(&seen.value)) } else { texts.text(&short) };
            [texts.text(&seen.path), value]
        });
        self.evidence.push(shared.lists.add(evidence.collect()));
        let way = row.way_up_text().into_iter().chain(row.way_up_steps());
        self.way.push(shared.lists.add(way.map(|text| texts.text(&text)).collect()));
    }

    fn sum(&mut self, row: &FindingRow<'a>, shared: &mut Shared) {
        let Shared { texts, lists, factors } = shared;
        let steps = row.risk.map(|score| &*score.factors).unwrap_or_default();
        let steps = steps.iter().map(|factor| factors.add(FactorData::of(factor, texts)));
        self.factors.push(lists.add(steps.collect()));
        self.bounds.push(row.bounded_by().map_or(0, tenths));
        let sure = [row.confidence_text(), row.least_text()];
        let sure: Vec<String> = sure.into_iter().filter(|text| !text.is_empty()).collect();
        self.sure.push(texts.text(&sure.join(", ")));
    }
}

impl Resources {
    fn add(&mut self, row: &FindingRow<'_>, texts: &mut Table<String>) -> usize {
        let resource = &row.resource;
        let next = self.id.len();
        let place = *self.places.entry(resource.id.to_owned()).or_insert(next);
        if place == next {
            self.id.push(texts.text(resource.id));
            self.called.push(texts.name(&resource.called()));
            self.told.push(texts.text(&row.resource_text()));
            self.kind.push(texts.text(resource.kind));
            self.account.push(texts.text(resource.account));
            self.region.push(texts.text(resource.region));
        }
        place
    }
}

impl FactorData {
    fn of(factor: &Factor, texts: &mut Table<String>) -> Self {
        let (name, value) = (texts.text(factor.name), texts.text(&factor.value));
        let (low, high) = (tenths(points(factor.low)), tenths(points(factor.high)));
        Self(name, value, low, high, texts.text(&factor.because))
    }
}

fn tenths(points: f64) -> i64 {
    (points * 10.0).round() as i64
}
