//! A finding as a result.
//!
//! GitHub shows no result without a file, and an estate has none. The address of the resource stands for it, as a path:
//! it opens nothing, and it tells alerts apart.

use super::rule::level;
use super::{Message, Properties};
use crate::evaluate::{Verdict, Waiver};
use crate::report::clean::clean;
use crate::report::{FindingRow, ResourceRow, Rules};
use crate::risk::Score;
use serde::Serialize;
use serde_json::json;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Result<'a> {
    rule_id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    rule_index: Option<usize>,
    kind: &'static str,
    level: &'static str,
    message: Message,
    locations: [Location<'a>; 1],
    fingerprints: Fingerprints<'a>,
    partial_fingerprints: PartialFingerprints<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rank: Option<f64>,
    /// An empty list says that nobody accepted it.
    suppressions: Vec<Suppression>,
    properties: Properties,
}

#[derive(Serialize)]
struct Fingerprints<'a> {
    #[serde(rename = "plimsoll/v1")]
    plimsoll: &'a str,
}

/// The one that GitHub compares.
#[derive(Serialize)]
struct PartialFingerprints<'a> {
    #[serde(rename = "primaryLocationLineHash")]
    line: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Location<'a> {
    physical_location: PhysicalLocation,
    logical_locations: [LogicalLocation<'a>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PhysicalLocation {
    artifact_location: ArtifactLocation,
    region: FileRegion,
}

#[derive(Serialize)]
struct ArtifactLocation {
    uri: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct FileRegion {
    start_line: u8,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct LogicalLocation<'a> {
    name: String,
    fully_qualified_name: &'a str,
    kind: &'a str,
}

#[derive(Serialize)]
struct Suppression {
    kind: &'static str,
    status: &'static str,
    justification: String,
}

impl<'a> Result<'a> {
    pub(super) fn of(finding: &'a FindingRow<'a>, rules: &Rules<'_>) -> Self {
        let fingerprint = finding.fingerprint;
        Self {
            rule_id: &finding.control.id,
            rule_index: rules.place(finding),
            kind: kind(finding.verdict),
            level: result_level(finding),
            message: Message::new(&finding.message()),
            locations: [Location::of(&finding.resource)],
            fingerprints: Fingerprints { plimsoll: fingerprint },
            partial_fingerprints: PartialFingerprints { line: fingerprint },
            rank: finding.risk.map(Score::value),
            suppressions: finding.waiver.map(suppression).into_iter().collect(),
            properties: properties(finding),
        }
    }
}

/// `open` is SARIF's word for what could not be decided.
fn kind(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Pass => "pass",
        Verdict::Unknown => "open",
        Verdict::Fail => "fail",
    }
}

/// Only failures have a level; what is a part of another failure does not ask for a second look.
fn result_level(finding: &FindingRow<'_>) -> &'static str {
    match (finding.verdict, finding.folded_under, finding.risk) {
        (Verdict::Pass | Verdict::Unknown, ..) => "none",
        (Verdict::Fail, Some(_), _) => "note",
        (Verdict::Fail, None, score) => score.map_or("warning", |score| level(score.band())),
    }
}

impl<'a> Location<'a> {
    fn of(resource: &'a ResourceRow<'a>) -> Self {
        let physical_location = PhysicalLocation {
            artifact_location: ArtifactLocation { uri: resource.path() },
            region: FileRegion { start_line: 1 },
        };
        let logical = LogicalLocation {
            name: clean(resource.label).into_owned(),
            fully_qualified_name: resource.id,
            kind: "resource",
        };
        Self { physical_location, logical_locations: [logical] }
    }
}

fn suppression(waiver: &Waiver) -> Suppression {
    let justification = format!("{} (until {}): {}", clean(&waiver.owner), waiver.expires, clean(&waiver.reason));
    Suppression { kind: "external", status: "accepted", justification }
}

fn properties(finding: &FindingRow<'_>) -> Properties {
    let resource = &finding.resource;
    let date = |day: chrono::NaiveDate| json!(day.to_string());
    let all = [
        ("account", Some(json!(resource.account))),
        ("region", Some(json!(resource.region))),
        ("resourceKind", Some(json!(resource.kind))),
        ("owner", finding.owner.map(|owner| json!(clean(owner)))),
        ("band", finding.risk.map(|score| json!(score.band().as_str()))),
        ("riskLow", finding.risk.map(|score| json!((score.low * 10.0).round() / 10.0))),
        ("firstSeen", finding.first_seen.map(|seen| json!(seen.format("%Y-%m-%dT%H:%M:%SZ").to_string()))),
        ("due", finding.due.map(date)),
        ("overdue", finding.due.map(|_| json!(finding.overdue))),
        ("partOf", finding.folded_under.map(|broad| json!(broad))),
    ];
    all.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect()
}
