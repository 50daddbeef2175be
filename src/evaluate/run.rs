//! Every control over every resource of its kind, on all cores.

use super::fold::fold;
use super::trusted;
use super::{Assessment, Blind, Evidence, Finding, Tally, Verdict, Waivers};
use crate::control::{Check, Control, ControlSet, Outcome, Scene};
use crate::facts::{Deriver, FactSheet, Facts, Seat};
use crate::snapshot::{Gap, Reason, Region, Snapshot, Unread, Value};
use chrono::{DateTime, Utc};
use rayon::prelude::*;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// What is kept of passes: there are many, and few ask for them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keep {
    /// Failures and unknowns; passes are counted.
    Problems,
    Everything,
}

/// Runs the controls over the snapshot. Pure: the time is the snapshot's.
pub fn evaluate(
    deriver: &Deriver<'_, '_>,
    controls: &ControlSet,
    waivers: &Waivers,
    keep: Keep,
) -> (Assessment, Facts) {
    let snapshot = deriver.index().snapshot();
    let by_kind = by_kind(controls);
    let params = trusted::params(controls, snapshot);
    let places: Vec<usize> = (0..snapshot.resources.len()).collect();
    let mut parts: Vec<Part> = places
        .par_chunks(1024)
        .map(|chunk| {
            let mut part = Part::new(controls.controls().len());
            for place in chunk {
                let kind = &*snapshot.resources[*place].kind;
                let of_kind = by_kind.get(kind).map(Vec::as_slice).unwrap_or_default();
                part.resource(*place, of_kind, deriver, (controls, &params), keep);
            }
            part
        })
        .collect();
    let facts = parts.iter_mut().flat_map(|part| std::mem::take(&mut part.sheets)).collect();
    let mut assessment = join(parts, controls.controls().len());
    assessment.blind = blind(snapshot, controls);
    for control in assessment.blind.iter().flat_map(|blind| &blind.controls) {
        assessment.tallies[*control].blind = true;
    }
    fold(&mut assessment.findings, controls);
    waivers.apply(&mut assessment, controls, snapshot);
    (assessment, facts)
}

fn by_kind(controls: &ControlSet) -> HashMap<&str, Vec<usize>> {
    let mut by_kind: HashMap<&str, Vec<usize>> = HashMap::new();
    for (place, control) in controls.controls().iter().enumerate() {
        by_kind.entry(&control.resource).or_default().push(place);
    }
    by_kind
}

/// The verdicts of some resources.
struct Part {
    findings: Vec<Finding>,
    tallies: Vec<Tally>,
    /// The facts of the resources that have findings.
    sheets: Vec<(usize, Arc<FactSheet>)>,
    /// The same, each once: of most resources of a kind the same is known.
    known: HashSet<Arc<FactSheet>>,
}

impl Part {
    fn new(controls: usize) -> Self {
        Self {
            findings: Vec::new(),
            tallies: vec![Tally::default(); controls],
            sheets: Vec::new(),
            known: HashSet::new(),
        }
    }

    fn keep(&mut self, place: usize, sheet: FactSheet) {
        let sheet = self.known.get(&sheet).cloned().unwrap_or_else(|| Arc::new(sheet));
        self.known.insert(Arc::clone(&sheet));
        self.sheets.push((place, sheet));
    }

    fn resource(
        &mut self,
        place: usize,
        of_kind: &[usize],
        deriver: &Deriver<'_, '_>,
        (controls, params): (&ControlSet, &[Value]),
        keep: Keep,
    ) {
        let snapshot = deriver.index().snapshot();
        let resource = &snapshot.resources[place];
        if of_kind.is_empty() {
            return;
        }
        let seat = Seat::new(resource, deriver, None);
        let before = self.findings.len();
        for number in of_kind {
            let control = &controls.controls()[*number];
            let now = snapshot.header.taken_at;
            let scene = Scene { resource, world: &seat, params: &params[*number], now };
            let Some((verdict, unread)) = Rule::of(control).judge(&scene) else { continue };
            self.tallies[*number].count(verdict);
            if verdict != Verdict::Pass || keep == Keep::Everything {
                self.findings.push(Finding {
                    fingerprint: resource.fingerprint(&control.id),
                    control: *number,
                    resource: place,
                    verdict,
                    unread,
                    evidence: evidence(control, &scene),
                    cause: cause(control, verdict, &scene),
                    waiver: None,
                    folded_under: None,
                });
            }
        }
        if self.findings.len() > before {
            seat.into_sheet().into_iter().for_each(|sheet| self.keep(place, sheet.kept()));
        }
    }
}

/// What of a control decides.
#[derive(Clone, Copy)]
pub(super) struct Rule<'a> {
    pub id: &'a str,
    pub applies: Option<&'a Check>,
    pub check: &'a Check,
}

impl<'a> Rule<'a> {
    pub fn of(control: &'a Control) -> Self {
        Self { id: &control.id, applies: control.applies.as_ref(), check: &control.check }
    }

    /// Its verdict on a scene; none where it does not apply.
    pub fn judge(&self, scene: &Scene<'_>) -> Option<(Verdict, Option<Unread>)> {
        let unknown = |unread| Some((Verdict::Unknown, Some(unread)));
        match self.applies.map(|applies| applies.run(scene)) {
            Some(Outcome::False) => return None,
            Some(Outcome::Unread(unread)) => return unknown(unread),
            Some(Outcome::Broken(problem)) => return unknown(self.broken(problem)),
            Some(Outcome::True) | None => {}
        }
        match self.check.run(scene) {
            Outcome::True => Some((Verdict::Pass, None)),
            Outcome::False => Some((Verdict::Fail, None)),
            Outcome::Unread(unread) => unknown(unread),
            Outcome::Broken(problem) => unknown(self.broken(problem)),
        }
    }

    /// What does not fit the data says nothing about the resource.
    fn broken(&self, problem: String) -> Unread {
        Unread { detail: Some(problem), ..Unread::new(format!("control:{}", self.id), Reason::Error) }
    }
}

/// The ids of the resources in which the cause lies, sorted, as one name.
fn cause(control: &Control, verdict: Verdict, scene: &Scene<'_>) -> Option<String> {
    let ids = control.cause.as_ref().filter(|_| verdict == Verdict::Fail)?.texts(scene)?;
    (!ids.is_empty()).then(|| ids.into_iter().collect::<Vec<_>>().join(", "))
}

/// The longest value that is kept as evidence, as JSON.
const LONGEST_EVIDENCE: usize = 2000;

fn evidence(control: &Control, scene: &Scene<'_>) -> Vec<Evidence> {
    let looked_at = control.applies.iter().chain([&control.check]).flat_map(|check| check.values(scene));
    let mut evidence: Vec<Evidence> = looked_at.map(|(path, value)| Evidence { path, value: shorten(value) }).collect();
    // Backwards, so that the fields of an object are met before it.
    evidence.sort_by(|a, b| b.path.cmp(&a.path));
    evidence.dedup_by(|one, kept| one.path == kept.path || is_whole_of(one, kept));
    evidence.reverse();
    evidence
}

/// An object says nothing that those of its fields that were looked at do not say.
fn is_whole_of(one: &Evidence, field: &Evidence) -> bool {
    let below = field.path.strip_prefix(&*one.path);
    matches!(one.value, Value::Object(_)) && below.is_some_and(|below| below.starts_with('.'))
}

/// A list of a thousand rules explains nothing; its first few do.
fn shorten(value: Value) -> Value {
    let size = |value: &Value| serde_json::to_string(value).map_or(0, |text| text.len());
    match value {
        Value::List(items) if items.len() > 3 => {
            let mut left = LONGEST_EVIDENCE;
            let few = items.iter().take_while(|item| {
                left = left.saturating_sub(size(item));
                left > 0
            });
            Value::List(few.cloned().collect())
        }
        value if matches!(value, Value::Object(_)) && size(&value) > LONGEST_EVIDENCE => {
            Value::str("(too long to show; see the snapshot)")
        }
        value => value,
    }
}

fn join(parts: Vec<Part>, controls: usize) -> Assessment {
    let mut tallies = vec![Tally::default(); controls];
    let mut findings = Vec::with_capacity(parts.iter().map(|part| part.findings.len()).sum());
    for part in parts {
        findings.extend(part.findings);
        for (sum, one) in tallies.iter_mut().zip(part.tallies) {
            sum.pass += one.pass;
            sum.fail += one.fail;
            sum.unknown += one.unknown;
        }
    }
    // The order of a parallel run does not show: by control, then by the resource's place.
    findings.par_sort_unstable_by_key(|finding| (finding.control, finding.resource));
    Assessment { findings, tallies, ..Assessment::default() }
}

/// Where a whole kind is missing, and whom that blinds.
fn blind(snapshot: &Snapshot, controls: &ControlSet) -> Vec<Blind> {
    let looking_at = |kind: &str| {
        let controls = controls.controls().iter().enumerate();
        controls.filter(|(_, control)| control.resource == kind).map(|(place, _)| place).collect::<Vec<_>>()
    };
    let known = snapshot.gaps.iter().map(|gap| Blind { gap: gap.clone(), controls: looking_at(&gap.kind) });
    let mut kinds: Vec<&str> = controls.controls().iter().map(|control| control.resource.as_str()).collect();
    kinds.sort_unstable();
    kinds.dedup();
    let absent = kinds.into_iter().filter(|kind| !snapshot.header.kinds.contains_key(*kind));
    let absent = absent.flat_map(|kind| {
        snapshot.header.accounts.iter().map(move |account| {
            let unread = Unread::new("", Reason::NotCollected);
            Gap::new(kind, account.clone(), Region::global(), unread)
        })
    });
    known.chain(absent.map(|gap| Blind { controls: looking_at(&gap.kind), gap })).collect()
}

/// The day on which a snapshot was taken, for what expires.
pub(super) fn day(now: DateTime<Utc>) -> chrono::NaiveDate {
    now.date_naive()
}
