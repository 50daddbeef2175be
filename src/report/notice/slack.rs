//! Slack's blocks, as an incoming webhook takes them. <https://docs.slack.dev/reference/block-kit/blocks>
//!
//! Names come from the cloud and may be hostile. The three signs that Slack reads as control characters are escaped, which
//! leaves no `<!channel>` and no link; `verbatim` keeps it from finding names and addresses in what is left.

use crate::report::clean::bounded;
use crate::report::{Notice, NoticeFix, amount, effort_word};
use serde_json::{Value as Json, json};

/// Fixes that a person reads in a message.
const FIXES: usize = 8;

/// Characters of a name: a section holds 3,000 in all, and an escaped one takes five.
const NAME: usize = 80;
const TEXT: usize = 240;

pub(super) fn message(notice: &Notice<'_>) -> Json {
    let scan = &notice.view.scan;
    // What stands in notifications is ours alone.
    let sentence = notice.sentence();
    let mut blocks = vec![json!({
        "type": "header",
        "text": {"type": "plain_text", "text": format!("Plimsoll: {sentence}"), "emoji": false},
    })];
    blocks.extend(notice.fixes.iter().take(FIXES).map(|fix| section(&told(fix))));
    let more = notice.fixes.len().saturating_sub(FIXES);
    if more > 0 {
        blocks.push(section(&format!("and {more} more to fix")));
    }
    let contact = notice.contact.map(|contact| format!(" · ask {}", name(contact))).unwrap_or_default();
    let whose = notice.owner.map(|owner| format!("for {} · ", name(owner))).unwrap_or_default();
    let incomplete = if scan.complete { "" } else { " · not all could be read" };
    let foot = format!("{whose}{}{incomplete}{contact}", name(scan.id));
    blocks.push(json!({"type": "context", "elements": [text(&foot)]}));
    json!({"text": format!("Plimsoll: {sentence}"), "blocks": blocks})
}

/// What to do, where, what for.
fn told(row: &NoticeFix<'_>) -> String {
    let fix = row.fix;
    let counts = [(row.fresh(), "new"), (row.late(), "overdue")].into_iter().filter(|(n, _)| *n > 0);
    let counts: Vec<String> = counts.map(|(n, what)| format!("{n} {what}")).collect();
    let band = row.findings.iter().filter_map(|told| told.finding.risk).map(|risk| risk.band()).max();
    let band = band.map_or("", |band| band.as_str());
    let first = row.findings.first().map(|told| told.finding.fingerprint.chars().take(8).collect::<String>());
    format!(
        "{} in account {}: {}\n{} · {band} · {} of load · {} · owner {} · `plimsoll explain {}`",
        name(&fix.place),
        name(fix.account),
        escaped(&bounded(&fix.control.fix.text, TEXT)),
        counts.join(", "),
        amount(fix.worth),
        effort_word(fix.effort),
        name(fix.owner.unwrap_or("nobody")),
        first.unwrap_or_default(),
    )
}

fn section(words: &str) -> Json {
    json!({"type": "section", "text": text(words)})
}

fn text(words: &str) -> Json {
    json!({"type": "mrkdwn", "text": words, "verbatim": true})
}

/// A name on one line, without marks of formatting.
fn name(name: &str) -> String {
    escaped(&bounded(name, NAME).replace(['*', '_', '~', '`'], " "))
}

/// <https://docs.slack.dev/messaging/formatting-message-text#escaping>
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
