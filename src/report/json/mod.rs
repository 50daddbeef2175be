//! The report for machines. A format of its own and not a dump of internal types: old readers keep working.

mod comparison;
mod controls;
mod diff;
mod frameworks;
mod history;
mod kinds;
mod paths;
mod plan;
mod rows;
mod trend;
pub mod v1;
mod waivers;

pub use comparison::comparison;
pub use controls::controls;
pub use diff::diff;
pub use frameworks::frameworks;
pub use history::history;
pub use kinds::kinds;
pub use paths::paths;
pub use plan::plan;
pub use trend::trend;
pub use waivers::waivers;

use super::{Style, View};
use std::io;

/// Writes the report as `plimsoll/report/v1`, a line for each row, with a newline at its end.
pub fn write(view: &View, to: &mut dyn io::Write, _style: Style) -> io::Result<()> {
    rows::document(&v1::Report::from(view), to)
}

/// Pretty, with a newline at its end.
pub(super) fn document(document: &impl serde::Serialize, to: &mut dyn io::Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *to, document)?;
    to.write_all(b"\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::Verdict;
    use crate::report::Ends;
    use crate::report::sample::{Estate, acme_paths, difference, quarters};
    use serde_json::Value;

    const PUBLISHED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/report-v1.schema.json");

    fn written(estate: &Estate) -> String {
        let mut out = Vec::new();
        write(&estate.view(), &mut out, Style::default()).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn the_published_schema_is_the_schema() {
        let schema = format!("{}\n", serde_json::to_string_pretty(&v1::schema()).unwrap());
        if std::env::var_os("UPDATE_DOCS").is_some() {
            std::fs::write(PUBLISHED, &schema).unwrap();
        }
        let published = std::fs::read_to_string(PUBLISHED).unwrap_or_default();
        assert!(published == schema, "docs/report-v1.schema.json is stale: run UPDATE_DOCS=1 cargo test the_published");
    }

    #[test]
    fn the_published_schema_of_paths_is_the_schema() {
        const PUBLISHED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/paths-v1.schema.json");
        let schema = super::paths::schema();
        let text = format!("{}\n", serde_json::to_string_pretty(&schema).unwrap());
        if std::env::var_os("UPDATE_DOCS").is_some() {
            std::fs::write(PUBLISHED, &text).unwrap();
        }
        let published = std::fs::read_to_string(PUBLISHED).unwrap_or_default();
        assert!(published == text, "docs/paths-v1.schema.json is stale: run UPDATE_DOCS=1 cargo test the_published");
        let written = acme_paths(&Ends::default(), 99, |view| {
            let mut out = Vec::new();
            super::paths(view, &mut out).unwrap();
            serde_json::from_slice::<Value>(&out).unwrap()
        });
        let validator = jsonschema::validator_for(&schema).unwrap();
        let mistakes: Vec<String> = validator.iter_errors(&written).map(|error| error.to_string()).collect();
        assert!(mistakes.is_empty(), "{mistakes:#?}");
        let path = &written["paths"][0];
        assert_eq!((&path["entry"], &path["steps"][0]["by"][0]["step"]), (&"internet".into(), &"sign_in".into()));
        assert_eq!(path["cut"]["changes"][0]["effort"], "minutes");
    }

    #[test]
    fn reports_follow_the_schema() {
        let validator = jsonschema::validator_for(&v1::schema()).unwrap();
        let mut all = Estate::small();
        all.include = [Verdict::Pass, Verdict::Unknown, Verdict::Fail].into();
        for estate in [Estate::small(), Estate::healthy(), Estate::attested(), all] {
            let report: Value = serde_json::from_str(&written(&estate)).unwrap();
            let mistakes: Vec<String> = validator.iter_errors(&report).map(|error| error.to_string()).collect();
            assert!(mistakes.is_empty(), "{mistakes:#?}");
        }
        let other: Value = serde_json::json!({"format": "plimsoll/report/v2"});
        assert!(!validator.is_valid(&other));
    }

    #[test]
    fn only_failures_unless_more_is_asked_for() {
        let mut estate = Estate::small();
        let verdicts = |estate: &Estate| -> Vec<String> {
            let report: Value = serde_json::from_str(&written(estate)).unwrap();
            report["findings"].as_array().unwrap().iter().map(|f| f["verdict"].as_str().unwrap().to_owned()).collect()
        };
        assert_eq!(verdicts(&estate), ["fail", "fail"]);
        estate.include = [Verdict::Pass, Verdict::Unknown, Verdict::Fail].into();
        assert_eq!(verdicts(&estate), ["fail", "unknown", "fail", "pass"], "open, undecided, waived, passed");
    }

    #[test]
    fn one_report_is_one_row_of_bytes() {
        let text = written(&Estate::small());
        assert_eq!(text, written(&Estate::small()));
        assert!(text.ends_with("}\n"));
    }

    #[test]
    fn other_documents_can_be_read_back() {
        let estate = Estate::small();
        let view = estate.view();
        let read = |write: &dyn Fn(&mut Vec<u8>) -> io::Result<()>| -> Value {
            let mut out = Vec::new();
            write(&mut out).unwrap();
            serde_json::from_slice(&out).unwrap()
        };
        assert_eq!(
            read(&|to| controls(&estate.controls.controls().iter().collect::<Vec<_>>(), to))[0]["id"],
            "s3/bucket-versioning"
        );
        assert_eq!(read(&|to| frameworks(&view.frameworks, to))[0]["requirements"][0]["id"], "CP-9");
        assert_eq!(read(&|to| trend(&quarters(), to))["quarters"][0]["quarter"], "2025-Q4");
        assert_eq!(read(&|to| diff(&difference(2), to))["changes"]["worse"][1]["score_before"], 42.0);
    }

    #[test]
    fn quarters_follow_the_schema() {
        let estate = Estate::small();
        let view = View { trend: Some(quarters()), ..estate.view() };
        let mut out = Vec::new();
        write(&view, &mut out, Style::default()).unwrap();
        let report: Value = serde_json::from_slice(&out).unwrap();
        assert!(jsonschema::validator_for(&v1::schema()).unwrap().is_valid(&report));
        assert_eq!(report["trend"]["quarters"][1]["changes"]["fixed"], 9);
    }

    #[test]
    fn a_finding_carries_what_a_dashboard_needs() {
        let report: Value = serde_json::from_str(&written(&Estate::small())).unwrap();
        let names: Vec<&String> = report.as_object().unwrap().keys().collect();
        assert_eq!(
            names,
            [
                "format",
                "scan",
                "part",
                "posture",
                "controls",
                "fixes",
                "findings",
                "frameworks",
                "attestations",
                "gaps",
                "trend"
            ]
        );
        insta::assert_snapshot!(serde_json::to_string_pretty(&report["findings"][0]).unwrap(), @r#"
        {
          "fingerprint": "00000000000000000000000000000000",
          "control": "s3/bucket-versioning",
          "title": "S3 buckets keep old versions of objects",
          "verdict": "fail",
          "severity": "medium",
          "risk": {
            "score": 66.0,
            "low": 61.0,
            "high": 66.0,
            "band": "high",
            "confidence": "medium",
            "factors": [
              {
                "name": "exposure",
                "value": "internal",
                "low": 12.5,
                "high": 17.5,
                "because": "no way in from the internet was found, and one route table is unread"
              },
              {
                "name": "exploit",
                "value": "moderate",
                "low": 10.0,
                "high": 10.0,
                "because": "takes a stolen secret"
              },
              {
                "name": "effect",
                "value": "high",
                "low": 38.5,
                "high": 38.5,
                "because": "all objects of one bucket"
              }
            ]
          },
          "resource": {
            "id": "arn:aws:s3:::payroll",
            "arn": "arn:aws:s3:::payroll",
            "kind": "s3_bucket",
            "cloudformation": "AWS::S3::Bucket",
            "name": "payroll",
            "account": "111122223333",
            "region": "eu-central-1",
            "tags": {
              "owner": "finance"
            }
          },
          "evidence": [
            {
              "path": "resource.versioning.status",
              "value": "suspended"
            }
          ],
          "unread": null,
          "cause": null,
          "owner": "finance",
          "first_seen": "2026-06-30T12:00:00Z",
          "due": "2026-07-30",
          "overdue": false,
          "cli": "aws s3api put-bucket-versioning --bucket payroll",
          "effort": "minutes",
          "waiver": null,
          "folded_under": null
        }
        "#);
        let control = &report["controls"][0];
        assert_eq!(
            (&control["id"], &control["maps"]["nist-800-53-r5"][0]),
            (&"s3/bucket-versioning".into(), &"CP-9".into())
        );
        assert_eq!(control["fix"]["text"], "Turn on versioning and add a lifecycle rule for old versions.");
    }
}
