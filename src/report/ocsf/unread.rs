//! A gap as an event: compliance is not known where nobody could look.

use super::{base, cloud};
use crate::report::{GapRow, View};
use serde_json::{Value as Json, json};

pub(super) fn of(gap: &GapRow<'_>, view: &View) -> Json {
    let fingerprint = gap.fingerprint();
    let code = format!("unread/{}", gap.reason.as_str());
    let mut event = base(view, &fingerprint, &code, true);
    let message = gap.message();
    event["message"] = json!(message);
    event["cloud"] = cloud(gap.account, gap.region, view);
    event["severity_id"] = json!(0);
    event["severity"] = json!("Unknown");
    event["status_id"] = json!(1);
    event["status"] = json!("New");
    let checks: Vec<Json> =
        gap.controls.iter().map(|control| json!({"uid": control, "status_id": 0, "status": "Unknown"})).collect();
    event["compliance"] = json!({"status_id": 0, "status": "Unknown", "status_detail": message, "checks": checks});
    event["finding_info"] = json!({
        "uid": fingerprint,
        "title": format!("could not be read: {}", gap.kind),
        "types": ["Software and Configuration Checks"],
        "last_seen_time": view.scan.taken_at.timestamp_millis(),
    });
    event["unmapped"] = json!({"plimsoll": {"action": gap.action, "reason": gap.reason.as_str(), "kind": gap.kind}});
    event
}
