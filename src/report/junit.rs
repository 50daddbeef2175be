//! JUnit XML, as Jenkins and GitLab read it: a suite for each service, a case for each control and resource.
//!
//! What could not be read is an error, never a pass: where resources are known, of their cases, and else of cases of a
//! suite of its own. <https://docs.gitlab.com/ci/testing/unit_test_reports/>

use super::clean::{bounded, clean};
use super::{FindingRow, GapRow, Style, View, effort_word};
use crate::evaluate::Verdict;
use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};
use std::io;

/// Readers show names in one line, and some keep them in a column of a database.
const MOST_OF_A_NAME: usize = 500;

pub fn write(view: &View, to: &mut dyn io::Write, _style: Style) -> io::Result<()> {
    let mut report = Report::new("plimsoll");
    report.set_timestamp(view.scan.taken_at);
    for (service, findings) in view.by_service() {
        report.add_test_suite(suite(view, service, findings.into_iter().map(case)));
    }
    if !view.gaps.is_empty() {
        report.add_test_suite(suite(view, "what could not be read", view.gaps.iter().map(unread)));
    }
    report.serialize(to).map_err(io::Error::other)
}

fn suite(view: &View, name: &str, cases: impl Iterator<Item = TestCase>) -> TestSuite {
    let mut suite = TestSuite::new(clean(name));
    suite.set_timestamp(view.scan.taken_at);
    suite.add_property(("scan", clean(view.scan.id).as_ref()));
    suite.add_test_cases(cases);
    suite
}

/// Jenkins splits names of classes at dots, and tells cases apart by class and name.
fn case(finding: &FindingRow<'_>) -> TestCase {
    let resource = &finding.resource;
    let place = format!("{}, {}", resource.account, resource.region);
    let mut case = TestCase::new(format!("{} ({place})", bounded(resource.id, MOST_OF_A_NAME)), status(finding));
    case.set_classname(finding.control.id.replace('/', "."));
    let properties = [
        ("fingerprint", finding.fingerprint.to_owned()),
        ("owner", clean(finding.owner.unwrap_or_default()).into_owned()),
    ];
    for (name, value) in properties.iter().filter(|(_, value)| !value.is_empty()) {
        case.add_property((*name, value.as_str()));
    }
    case
}

fn status(finding: &FindingRow<'_>) -> TestCaseStatus {
    match finding.verdict {
        Verdict::Pass => TestCaseStatus::success(),
        // Somebody accepted it, or it counts elsewhere.
        Verdict::Fail if !finding.is_open() => {
            let mut skipped = TestCaseStatus::skipped();
            skipped.set_message(finding.weight_text());
            skipped
        }
        Verdict::Fail => not_passed(NonSuccessKind::Failure, finding.standing(), &finding.rule(), &text(finding)),
        Verdict::Unknown => not_passed(NonSuccessKind::Error, "unknown", &finding.rule(), &text(finding)),
    }
}

fn not_passed(kind: NonSuccessKind, what: &str, message: &str, text: &str) -> TestCaseStatus {
    let mut status = TestCaseStatus::non_success(kind);
    status.set_type(what).set_message(clean(message)).set_description(text);
    status
}

/// A line for each thing that a person wants to know.
fn text(finding: &FindingRow<'_>) -> String {
    let fix = &finding.control.fix;
    let part = |name: &str, text: &str| (!text.is_empty()).then(|| format!("{name}: {}", clean(text)));
    let lines = [
        part("where", &finding.resource.called_in_place()),
        part("weight", &finding.weight_text()),
        part("seen", &finding.seen_text()),
        part(&format!("fix ({})", effort_word(fix.effort)), &fix.text),
        part("command", finding.command.as_deref().unwrap_or_default()),
    ];
    lines.into_iter().flatten().collect::<Vec<_>>().join("\n")
}

fn unread(gap: &GapRow<'_>) -> TestCase {
    let message = gap.message();
    let status = not_passed(NonSuccessKind::Error, gap.reason.as_str(), &message, &message);
    let action = if gap.action.is_empty() { "no call" } else { gap.action };
    let mut case = TestCase::new(format!("{}: {action} ({}, {})", gap.kind, gap.account, gap.region), status);
    case.set_classname(format!("unread.{}", gap.kind));
    case
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample::Estate;

    fn written(estate: &Estate) -> String {
        let mut out = Vec::new();
        write(&estate.view(), &mut out, Style::default()).unwrap();
        String::from_utf8(out).unwrap()
    }

    /// <https://www.w3.org/TR/xml/#charsets>
    fn is_xml(c: char) -> bool {
        matches!(c, '\t' | '\n' | '\r' | '\u{20}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
    }

    #[test]
    fn what_is_accepted_is_skipped_and_what_is_not_known_is_an_error() {
        let mut estate = Estate::small();
        estate.include = [Verdict::Pass, Verdict::Unknown, Verdict::Fail].into();
        let report = Report::deserialize_from_str(&written(&estate)).unwrap();
        assert_eq!((report.tests, report.failures, report.errors, report.skipped), (6, 1, 3, 1));
        let suites: Vec<_> = report.test_suites.iter().map(|suite| (suite.name.as_str(), suite.tests)).collect();
        assert_eq!(suites, [("s3", 4), ("what could not be read", 2)]);
        insta::assert_snapshot!(written(&estate).lines().skip(6).take(11).collect::<Vec<_>>().join("\n"), @r#"
                <testcase name="arn:aws:s3:::payroll (111122223333, eu-central-1)" classname="s3.bucket-versioning">
                    <properties>
                        <property name="fingerprint" value="00000000000000000000000000000000"/>
                        <property name="owner" value="finance"/>
                    </properties>
                    <failure message="broken rule: S3 buckets keep old versions of objects (s3/bucket-versioning)" type="high">where: bucket payroll in 111122223333, eu-central-1
        weight: risk 61–66, high
        seen: resource.versioning.status: suspended
        fix (minutes): Turn on versioning and add a lifecycle rule for old versions.
        command: aws s3api put-bucket-versioning --bucket payroll</failure>
                </testcase>
        "#);
    }

    #[test]
    fn no_name_breaks_out_of_the_document() {
        let text = written(&Estate::hostile());
        assert!(text.chars().all(is_xml) && !text.contains('\u{1b}'));
        assert!(!text.contains("<script") && !text.contains("<!DOCTYPE") && !text.contains("<!ENTITY"));
        let report = Report::deserialize_from_str(&text).unwrap();
        assert_eq!(report.test_suites[0].test_cases.len(), 15);
        let longest = report.test_suites[0].test_cases.iter().map(|case| case.name.as_str().chars().count()).max();
        assert!(longest < Some(600), "{longest:?}");
    }

    #[test]
    fn a_scan_that_saw_nothing_has_no_green_report() {
        let report = Report::deserialize_from_str(&written(&Estate::blind())).unwrap();
        assert_eq!((report.tests, report.errors), (1, 1));
        assert_eq!(Report::deserialize_from_str(&written(&Estate::empty())).unwrap().tests, 0);
    }
}
