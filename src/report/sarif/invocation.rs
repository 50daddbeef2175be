//! How the scan went: what it could not read, and what this file leaves out, are told as notifications of the tool.

use super::{MOST_RESULTS, MOST_SHOWN, Message, Properties};
use crate::report::{GapRow, View, thousands};
use serde::Serialize;
use serde_json::json;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Invocation {
    /// It came to its end, whatever it could not read.
    execution_successful: bool,
    start_time_utc: String,
    tool_execution_notifications: Vec<Notification>,
}

#[derive(Serialize)]
struct Notification {
    level: &'static str,
    descriptor: Descriptor,
    message: Message,
    #[serde(skip_serializing_if = "Properties::is_empty")]
    properties: Properties,
}

#[derive(Serialize)]
struct Descriptor {
    id: &'static str,
}

impl Invocation {
    pub(super) fn of(view: &View) -> Self {
        let cut_off = (!view.scan.finished).then(|| note("error", "interrupted", &view.completeness()));
        let gaps = view.gaps.iter().map(gap);
        Self {
            execution_successful: view.scan.finished,
            start_time_utc: view.scan.taken_at.format("%Y-%m-%dT%H:%M:%SZ").to_string(),
            tool_execution_notifications: too_many(view.findings.len())
                .into_iter()
                .chain(cut_off)
                .chain(gaps)
                .collect(),
        }
    }
}

fn note(level: &'static str, id: &'static str, text: &str) -> Notification {
    Notification { level, descriptor: Descriptor { id }, message: Message::new(text), properties: Properties::new() }
}

fn gap(gap: &GapRow<'_>) -> Notification {
    let all = [("resourceKind", gap.kind), ("account", gap.account), ("region", gap.region), ("action", gap.action)];
    let properties = all.into_iter().map(|(name, value)| (name.to_owned(), json!(value))).collect();
    Notification { properties, ..note("warning", gap.reason.as_str(), &gap.message()) }
}

fn too_many(all: usize) -> Option<Notification> {
    let (count, most) = (thousands(all as u64), thousands(MOST_RESULTS as u64));
    if all > MOST_RESULTS {
        let text = format!(
            "{} of {count} findings are left out, those with least risk: GitHub takes {most} of a run. The json report has \
             all; --account, --service and --region make smaller reports.",
            thousands((all - MOST_RESULTS) as u64)
        );
        return Some(note("error", "results_left_out", &text));
    }
    (all > MOST_SHOWN).then(|| {
        let text = format!("{count} findings: GitHub shows the first {} of a run.", thousands(MOST_SHOWN as u64));
        note("warning", "results_not_shown", &text)
    })
}
