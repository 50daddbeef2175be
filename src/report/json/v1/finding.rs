//! A control's verdict on a resource.

use super::{moment, one_decimal};
use crate::control::{Effort, Severity};
use crate::evaluate::Verdict;
use crate::report::view;
use crate::risk::{Band, Confidence, Factor, Score};
use crate::snapshot::{Reason, Value};
use schemars::JsonSchema;
use serde::Serialize;

#[derive(Serialize, JsonSchema)]
pub(super) struct Finding<'a> {
    /// Of the control and the resource; the same in every scan.
    fingerprint: &'a str,
    /// The control's id; `controls` says what it asks, how to fix it, and what it serves.
    control: &'a str,
    /// What is true when the control passes.
    title: &'a str,
    verdict: Verdict,
    /// How bad a failure is in itself.
    severity: Severity,
    /// How bad it is here. Null for passes.
    risk: Option<Risk<'a>>,
    resource: Resource<'a>,
    /// The values that the check looked at.
    evidence: Vec<Evidence<'a>>,
    /// What could not be read, for an unknown; else null.
    unread: Option<Unread<'a>>,
    /// The ids of the other resources in which the cause lies; null where it is the resource's own.
    cause: Option<&'a str>,
    /// Null where nobody is named.
    owner: Option<&'a str>,
    /// When a scan first had it: RFC 3339, in UTC. Null for passes.
    #[schemars(extend("format" = "date-time"))]
    first_seen: Option<String>,
    /// The day by which it is to be fixed. Null for what is no failure.
    #[schemars(extend("format" = "date"))]
    due: Option<String>,
    overdue: bool,
    /// The control's fix, made out for this resource; a placeholder in braces stays where the value is not safe to paste
    /// into a shell. Null where there is no command.
    cli: Option<&'a str>,
    effort: Effort,
    /// Null where nobody has accepted it.
    waiver: Option<Waiver<'a>>,
    /// The id of the broader control that fails on the same resource for the same cause; null where it stands alone. What
    /// is folded is in no count and carries no load of its own.
    folded_under: Option<&'a str>,
}

/// Where an input is not known, `low` and `high` differ, and `score` is the higher.
#[derive(Serialize, JsonSchema)]
struct Risk<'a> {
    /// From 0 to 100.
    score: f64,
    low: f64,
    high: f64,
    band: Band,
    confidence: Confidence,
    /// The steps that the score is the sum of.
    factors: Vec<Step<'a>>,
}

/// One step of a score.
#[derive(Serialize, JsonSchema)]
struct Step<'a> {
    name: &'a str,
    /// The value in words, such as `internet_open`.
    value: &'a str,
    /// Points of score, at the least.
    low: f64,
    /// Points of score, at the most.
    high: f64,
    /// Where the value came from, and why it weighs what it weighs.
    because: &'a str,
}

#[derive(Serialize, JsonSchema)]
struct Resource<'a> {
    /// The ARN; where AWS gives none, a made-up id that starts with `plimsoll:`.
    id: &'a str,
    arn: Option<&'a str>,
    kind: &'a str,
    /// The type's name in CloudFormation.
    cloudformation: Option<&'a str>,
    name: Option<&'a str>,
    account: &'a str,
    /// `global` for what lives in none.
    region: &'a str,
    /// An object of strings; null where the kind has no tags; `{"$unread": ...}` where they could not be read.
    #[schemars(with = "Option<serde_json::Map<String, serde_json::Value>>")]
    tags: &'a Value,
}

#[derive(Serialize, JsonSchema)]
struct Evidence<'a> {
    /// As the control writes it.
    path: &'a str,
    /// Null is "not set". `{"$unread": {"action": ..., "reason": ...}}` is "could not be read".
    #[schemars(with = "serde_json::Value")]
    value: &'a Value,
}

#[derive(Serialize, JsonSchema)]
struct Unread<'a> {
    /// The IAM action that would have read it.
    action: &'a str,
    reason: Reason,
    detail: Option<&'a str>,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "FindingWaiver")]
struct Waiver<'a> {
    /// What people call it.
    id: Option<&'a str>,
    reason: &'a str,
    owner: &'a str,
    /// Where it was decided, as its owner wrote it.
    ticket: Option<&'a str>,
    /// The last day on which it holds.
    #[schemars(extend("format" = "date"))]
    expires: String,
}

impl<'a> From<&'a view::FindingRow<'a>> for Finding<'a> {
    fn from(row: &'a view::FindingRow<'a>) -> Self {
        let control = row.control;
        Self {
            fingerprint: row.fingerprint,
            control: &control.id,
            title: &control.title,
            verdict: row.verdict,
            severity: control.severity,
            risk: row.risk.map(Into::into),
            resource: (&row.resource).into(),
            evidence: row.evidence.iter().map(|seen| Evidence { path: &seen.path, value: &seen.value }).collect(),
            unread: row.unread.map(|unread| Unread {
                action: &unread.action,
                reason: unread.reason,
                detail: unread.detail.as_deref(),
            }),
            cause: row.cause,
            owner: row.owner,
            first_seen: row.first_seen.map(moment),
            due: row.due.map(|day| day.to_string()),
            overdue: row.overdue,
            cli: row.command.as_deref(),
            effort: control.fix.effort,
            waiver: row.waiver.map(|waiver| Waiver {
                id: waiver.id.as_deref(),
                reason: &waiver.reason,
                owner: &waiver.owner,
                ticket: waiver.ticket.as_deref(),
                expires: waiver.expires.to_string(),
            }),
            folded_under: row.folded_under,
        }
    }
}

impl<'a> From<&'a Score> for Risk<'a> {
    fn from(score: &'a Score) -> Self {
        Self {
            score: score.value(),
            low: one_decimal(score.low),
            high: one_decimal(score.high),
            band: score.band(),
            confidence: score.confidence,
            factors: score.factors.iter().map(Into::into).collect(),
        }
    }
}

impl<'a> From<&'a Factor> for Step<'a> {
    fn from(factor: &'a Factor) -> Self {
        Self {
            name: factor.name,
            value: &factor.value,
            low: one_decimal(view::points(factor.low)),
            high: one_decimal(view::points(factor.high)),
            because: &factor.because,
        }
    }
}

impl<'a> From<&'a view::ResourceRow<'a>> for Resource<'a> {
    fn from(row: &'a view::ResourceRow<'a>) -> Self {
        Self {
            id: row.id,
            arn: row.arn,
            kind: row.kind,
            cloudformation: row.cloudformation,
            name: row.name,
            account: row.account,
            region: row.region,
            tags: row.tags,
        }
    }
}
