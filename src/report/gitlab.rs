//! GitLab's code quality report. <https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format>
//!
//! It knows nothing but issues in files. The address of a resource stands for the file, a pass is no issue, and what
//! could not be read is one.

use super::{FindingRow, GapRow, Style, View};
use crate::evaluate::Verdict;
use crate::report::clean::bounded;
use crate::risk::Band;
use serde::Serialize;
use serde::ser::{SerializeSeq, Serializer};
use std::io;

/// A line in a widget, which shows as much as it is given.
const MOST_OF_A_DESCRIPTION: usize = 1000;

#[derive(Serialize)]
struct Issue {
    description: String,
    check_name: String,
    fingerprint: String,
    severity: &'static str,
    location: Location,
}

#[derive(Serialize)]
struct Location {
    path: String,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: u8,
}

pub fn write(view: &View, to: &mut dyn io::Write, _style: Style) -> io::Result<()> {
    let findings = view.findings.iter().filter(|finding| finding.verdict != Verdict::Pass).map(Issue::of);
    let mut serializer = serde_json::Serializer::pretty(&mut *to);
    let mut list = serializer.serialize_seq(None)?;
    findings.chain(view.gaps.iter().map(Issue::unread)).try_for_each(|issue| list.serialize_element(&issue))?;
    list.end()?;
    to.write_all(b"\n")
}

impl Issue {
    fn of(finding: &FindingRow<'_>) -> Self {
        let band = finding.risk.filter(|_| finding.is_open()).map(|score| score.band());
        let (check, path) = (&finding.control.id, finding.resource.path());
        Self::new(&finding.message(), check, finding.fingerprint, severity(band), path)
    }

    fn unread(gap: &GapRow<'_>) -> Self {
        let check = format!("unread/{}", gap.reason.as_str());
        let path = format!("{}/{}/{}", gap.account, gap.region, gap.kind);
        Self::new(&gap.message(), &check, &gap.fingerprint(), severity(None), path)
    }

    fn new(text: &str, check: &str, fingerprint: &str, severity: &'static str, path: String) -> Self {
        Self {
            description: bounded(text, MOST_OF_A_DESCRIPTION),
            check_name: check.to_owned(),
            fingerprint: fingerprint.to_owned(),
            severity,
            location: Location { path, lines: Lines { begin: 1 } },
        }
    }
}

/// What is accepted, counts elsewhere or could not be decided is for information.
fn severity(band: Option<Band>) -> &'static str {
    match band {
        Some(Band::Critical) => "blocker",
        Some(Band::High) => "critical",
        Some(Band::Medium) => "major",
        Some(Band::Low) => "minor",
        None => "info",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample::Estate;
    use serde_json::Value as Json;
    use std::collections::BTreeSet;

    fn written(estate: &Estate) -> Json {
        let mut out = Vec::new();
        write(&estate.view(), &mut out, Style::default()).unwrap();
        serde_json::from_slice(&out).unwrap()
    }

    /// After GitLab's documentation, which publishes no schema.
    fn expect_valid(report: &Json) {
        let text = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/testdata/schemas/gitlab-code-quality.json"));
        let validator = jsonschema::validator_for(&serde_json::from_str(text).unwrap()).unwrap();
        let mistakes: Vec<String> = validator.iter_errors(report).map(|error| error.to_string()).collect();
        assert!(mistakes.is_empty(), "{mistakes:#?}");
        let issues = report.as_array().unwrap();
        let prints: BTreeSet<_> = issues.iter().map(|issue| issue["fingerprint"].as_str().unwrap()).collect();
        assert_eq!(prints.len(), issues.len(), "GitLab shows one issue of a fingerprint");
    }

    #[test]
    fn reports_follow_the_documented_format() {
        for estate in [Estate::small(), Estate::healthy(), Estate::crowded(), Estate::hostile(), Estate::empty()] {
            expect_valid(&written(&estate));
        }
        assert_eq!(written(&Estate::empty()), Json::Array(vec![]));
    }

    #[test]
    fn only_what_is_open_weighs_and_what_was_not_read_is_there() {
        let mut estate = Estate::small();
        estate.include = [Verdict::Pass, Verdict::Unknown, Verdict::Fail].into();
        let report = written(&estate);
        let of = |issue: &Json| {
            let text = |name: &str| issue[name].as_str().unwrap().to_owned();
            (text("check_name"), text("severity"))
        };
        let told: Vec<_> = report.as_array().unwrap().iter().map(of).collect();
        let pair = |name: &str, severity: &str| (name.to_owned(), severity.to_owned());
        assert_eq!(
            told,
            [
                pair("s3/bucket-versioning", "critical"),
                pair("s3/policy-is-private", "info"),
                pair("s3/bucket-versioning", "info"),
                pair("unread/access_denied", "info"),
                pair("unread/throttled", "info"),
            ]
        );
    }
}
