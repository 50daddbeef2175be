//! `plimsoll/notice/v1`. Fields may be added; none is renamed, removed or given another meaning.

use crate::report::clean::bounded;
use crate::report::json::v1::{moment, one_decimal};
use crate::report::{Notice, NoticeFix, Told};
use serde_json::{Value as Json, json};

/// Fixes in one message, and findings of each: whoever takes messages bounds their size.
const FIXES: usize = 50;
const FINDINGS: usize = 20;

/// Characters of a text.
const LONGEST: usize = 1000;

pub(super) fn message(notice: &Notice<'_>) -> Json {
    let scan = &notice.view.scan;
    json!({
        "format": "plimsoll/notice/v1",
        "scan": {"id": scan.id, "taken_at": moment(scan.taken_at), "accounts": scan.accounts, "complete": scan.complete},
        "owner": notice.owner,
        "contact": notice.contact,
        "band": notice.news.band,
        "compared_with": notice.news.since,
        "new": notice.new,
        "overdue": notice.overdue,
        "fixes": notice.fixes.iter().take(FIXES).map(fix).collect::<Vec<_>>(),
        "fixes_left_out": notice.fixes.len().saturating_sub(FIXES),
    })
}

fn fix(row: &NoticeFix<'_>) -> Json {
    let fix = row.fix;
    json!({
        "id": fix.id,
        "control": fix.control.id,
        "title": fix.control.title,
        "text": bounded(&fix.control.fix.text, LONGEST),
        "effort": fix.effort,
        "target": fix.target,
        "place": fix.place,
        "account": fix.account,
        "region": fix.region,
        "load": one_decimal(fix.worth),
        "new": row.fresh(),
        "overdue": row.late(),
        "findings": row.findings.iter().take(FINDINGS).map(finding).collect::<Vec<_>>(),
        "findings_left_out": row.findings.len().saturating_sub(FINDINGS),
    })
}

fn finding(told: &Told<'_>) -> Json {
    let row = told.finding;
    json!({
        "fingerprint": row.fingerprint,
        "control": row.control.id,
        "title": row.control.title,
        "resource": row.resource.id,
        "account": row.resource.account,
        "region": row.resource.region,
        "owner": row.owner,
        "score": row.risk.map(|risk| risk.value()),
        "band": row.risk.map(|risk| risk.band()),
        "new": told.new,
        "overdue": row.overdue,
        "first_seen": row.first_seen.map(moment),
        "due": row.due.map(|day| day.to_string()),
    })
}
