//! A finding as an event.

use super::{base, cloud, requirement, set};
use crate::evaluate::Verdict;
use crate::report::clean::{bounded, clean};
use crate::report::{FindingRow, Mapping, View, plain_value};
use crate::risk::{Band, Confidence, Score};
use crate::snapshot::Value;
use serde_json::{Map, Value as Json, json};
use std::collections::BTreeSet;

/// A value may be a whole policy.
const MOST_OF_A_VALUE: usize = 2_000;

pub(super) fn of(finding: &FindingRow<'_>, maps: &[Mapping<'_>], view: &View) -> Json {
    let control = finding.control;
    let is_new = finding.first_seen.is_none_or(|seen| seen >= view.scan.taken_at);
    let mut event = base(view, finding.fingerprint, &control.id, is_new);
    event["message"] = json!(finding.in_brief());
    event["cloud"] = cloud(finding.resource.account, finding.resource.region, view);
    event["compliance"] = compliance(finding, maps);
    event["finding_info"] = finding_info(finding, maps, view);
    event["resources"] = json!([resource(finding)]);
    event["remediation"] = remediation(finding);
    event["unmapped"] = unmapped(finding);
    set(&mut event, "evidences", evidences(finding));
    weigh(&mut event, finding);
    event
}

/// Severity, status and risk.
fn weigh(event: &mut Json, finding: &FindingRow<'_>) {
    let (severity, word) = match (finding.verdict, finding.risk) {
        (Verdict::Fail, Some(score)) if finding.folded_under.is_none() => of_band(score.band()),
        (Verdict::Unknown, _) => (0, "Unknown"),
        _ => (1, "Informational"),
    };
    event["severity_id"] = json!(severity);
    event["severity"] = json!(word);
    let status = match (finding.verdict, finding.waiver) {
        (Verdict::Pass, _) => None,
        (_, Some(_)) => Some((3, "Suppressed")),
        (_, None) => Some((1, "New")),
    };
    set(event, "status_id", status.map(|(id, _)| json!(id)));
    set(event, "status", status.map(|(_, word)| json!(word)));
    set(event, "status_detail", finding.waiver.map(|_| json!(finding.weight_text())));
    let Some(score) = finding.risk else { return };
    let (confidence, word) = match score.confidence {
        Confidence::Low => (1, "Low"),
        Confidence::Medium => (2, "Medium"),
        Confidence::High => (3, "High"),
    };
    event["confidence_id"] = json!(confidence);
    event["confidence"] = json!(word);
    // Risk levels are one below severities: they begin with Info at 0.
    let (level, word) = of_band(score.band());
    event["risk_level_id"] = json!(level - 1);
    event["risk_level"] = json!(word);
    event["risk_score"] = json!(score.high.round() as u64);
    event["risk_details"] = json!(because(score));
}

fn of_band(band: Band) -> (u8, &'static str) {
    match band {
        Band::Low => (2, "Low"),
        Band::Medium => (3, "Medium"),
        Band::High => (4, "High"),
        Band::Critical => (5, "Critical"),
    }
}

fn because(score: &Score) -> String {
    let one = |factor: &crate::risk::Factor| format!("{} {}: {}", factor.name, factor.value, clean(&factor.because));
    score.factors.iter().map(one).collect::<Vec<_>>().join("; ")
}

fn compliance(finding: &FindingRow<'_>, maps: &[Mapping<'_>]) -> Json {
    let (id, word) = match finding.verdict {
        Verdict::Pass => (1, "Pass"),
        Verdict::Fail => (3, "Fail"),
        Verdict::Unknown => (0, "Unknown"),
    };
    let standards: BTreeSet<&str> = maps.iter().map(|map| map.framework).collect();
    let mut compliance = json!({
        "control": finding.control.id,
        "desc": clean(&finding.control.title),
        "status_id": id,
        "status": word,
        "standards": standards,
        "requirements": maps.iter().map(requirement).collect::<Vec<_>>(),
    });
    set(&mut compliance, "status_detail", finding.unread.map(|unread| json!(clean(&unread.to_string()))));
    compliance
}

fn finding_info(finding: &FindingRow<'_>, maps: &[Mapping<'_>], view: &View) -> Json {
    let control = finding.control;
    let seen = finding.first_seen.map(|seen| json!(seen.timestamp_millis()));
    let mut info = json!({
        "uid": finding.fingerprint,
        "title": clean(&finding.rule()),
        "desc": clean(&control.why),
        "types": ["Software and Configuration Checks"],
        "analytic": {"uid": control.id, "type_id": 1, "type": "Rule"},
        "last_seen_time": view.scan.taken_at.timestamp_millis(),
    });
    set(&mut info, "created_time", seen.clone());
    set(&mut info, "first_seen_time", seen);
    let attacks: Vec<Json> = maps.iter().filter(|map| map.defence.is_some()).map(attack).collect();
    set(&mut info, "attacks", (!attacks.is_empty()).then(|| json!(attacks)));
    info
}

/// A technique that the control is against; `T1562.008` is a part of `T1562`.
fn attack(map: &Mapping<'_>) -> Json {
    let named = |uid: &str| match map.title {
        Some(title) => json!({"uid": uid, "name": title}),
        None => json!({"uid": uid}),
    };
    match map.requirement.split_once('.') {
        Some((technique, _)) => json!({"technique": {"uid": technique}, "sub_technique": named(map.requirement)}),
        None => json!({"technique": named(map.requirement)}),
    }
}

fn resource(finding: &FindingRow<'_>) -> Json {
    let row = &finding.resource;
    let mut resource = json!({
        "uid": row.id,
        "name": clean(row.label),
        "type": row.cloudformation.unwrap_or(row.kind),
        "group": {"name": finding.control.service()},
    });
    set(&mut resource, "region", Some(row.region).filter(|region| *region != "global").map(Into::into));
    set(&mut resource, "owner", finding.owner.map(|owner| json!({"name": clean(owner)})));
    let tags = row.tags.as_object().into_iter().flat_map(|tags| tags.iter());
    let text = |value: &Value| clean(&plain_value(value)).into_owned();
    let tags: Vec<Json> = tags.map(|(name, value)| json!({"name": clean(name), "value": text(value)})).collect();
    set(&mut resource, "tags", (!tags.is_empty()).then(|| json!(tags)));
    resource
}

fn remediation(finding: &FindingRow<'_>) -> Json {
    let fix = &finding.control.fix;
    let command = finding.command.as_ref().map(|command| format!("\n{command}")).unwrap_or_default();
    let mut remediation = json!({"desc": format!("{}{command}", fix.text)});
    let references = &finding.control.references;
    set(&mut remediation, "references", (!references.is_empty()).then(|| json!(references)));
    remediation
}

/// What the check looked at, with values as a person reads them.
fn evidences(finding: &FindingRow<'_>) -> Option<Json> {
    let value = |value: &Value| json!(bounded(&plain_value(value), MOST_OF_A_VALUE));
    let seen: Map<String, Json> =
        finding.evidence.iter().map(|one| (one.path.to_string(), value(&one.value))).collect();
    (!seen.is_empty()).then(|| json!([{"data": seen}]))
}

/// What OCSF has no name for.
fn unmapped(finding: &FindingRow<'_>) -> Json {
    let all = [
        ("risk_low", finding.risk.map(|score| json!((score.low * 10.0).round() / 10.0))),
        ("risk_high", finding.risk.map(|score| json!((score.high * 10.0).round() / 10.0))),
        ("due", finding.due.map(|due| json!(due.to_string()))),
        ("overdue", finding.due.map(|_| json!(finding.overdue))),
        ("part_of", finding.folded_under.map(|broad| json!(broad))),
        ("waived_until", finding.waiver.map(|waiver| json!(waiver.expires.to_string()))),
        ("kind", Some(json!(finding.resource.kind))),
    ];
    let set = all.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?)));
    json!({"plimsoll": set.collect::<Map<_, _>>()})
}
