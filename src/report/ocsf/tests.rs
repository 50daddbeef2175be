//! What each event says. That it follows OCSF's schema is tested with a reader of its own, in tests/integration.

use super::*;
use crate::evaluate::Verdict;
use crate::report::sample::Estate;

fn written(estate: &Estate) -> Vec<Json> {
    let mut out = Vec::new();
    write(&estate.view(), &mut out, Style::default()).unwrap();
    let text = String::from_utf8(out).unwrap();
    assert!(text.is_empty() || text.ends_with('\n'));
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn a_verdict_is_a_status_and_a_waiver_suppresses() {
    let mut estate = Estate::small();
    estate.include = [Verdict::Pass, Verdict::Unknown, Verdict::Fail].into();
    let events = written(&estate);
    let of = |event: &Json| {
        let ids = [&event["compliance"]["status_id"], &event["severity_id"], &event["status_id"]];
        ids.map(|id| id.as_u64())
    };
    let told: Vec<_> = events.iter().map(of).collect();
    let gap = [Some(0), Some(0), Some(1)];
    let [open, unknown] = [[Some(3), Some(4), Some(1)], [Some(0), Some(0), Some(1)]];
    let [waived, pass] = [[Some(3), Some(4), Some(3)], [Some(1), Some(1), None]];
    assert_eq!(told, [open, unknown, waived, pass, gap, gap]);
    assert_eq!((&events[0]["risk_score"], &events[0]["risk_level_id"]), (&json!(66), &json!(3)));
    assert_eq!(events[0]["compliance"]["requirements"], json!(["nist-800-53-r5 CP-9"]));
    assert_eq!((&events[0]["time"], &events[0]["type_uid"]), (&json!(1_782_820_800_000_u64), &json!(200_301)));
    assert_eq!(events[5]["compliance"]["checks"][0]["uid"], "s3/bucket-versioning");
}

#[test]
fn an_event_is_a_line_whoever_named_what_it_is_about() {
    for estate in [Estate::hostile(), Estate::crowded(), Estate::healthy(), Estate::blind(), Estate::empty()] {
        let events = written(&estate);
        let view = estate.view();
        assert_eq!(events.len(), view.findings.len() + view.gaps.len());
        assert!(events.iter().all(|event| event["class_uid"] == 2003 && event["finding_info"]["uid"].is_string()));
    }
}
