//! Findings as a table for spreadsheets: RFC 4180, one line a finding.
//!
//! A cell that a spreadsheet would take for a formula begins with an apostrophe.
//! <https://owasp.org/www-community/attacks/CSV_Injection>

use super::clean::clean;
use super::{FindingRow, Style, View, effort_word};
use std::borrow::Cow;
use std::io;

type Cell<'a> = Cow<'a, str>;

const COLUMNS: [&str; 24] = [
    "fingerprint",
    "verdict",
    "standing",
    "risk",
    "risk_low",
    "risk_high",
    "severity",
    "control",
    "title",
    "kind",
    "name",
    "resource",
    "account",
    "region",
    "owner",
    "first_seen",
    "due",
    "overdue",
    "waived_until",
    "waived_because",
    "unread",
    "fix",
    "effort",
    "command",
];

/// Writes the findings that were asked for, in the order of the report.
pub(super) fn write(view: &View, to: &mut dyn io::Write, _style: Style) -> io::Result<()> {
    let mut out = ::csv::Writer::from_writer(to);
    out.write_record(COLUMNS)?;
    for finding in &view.findings {
        out.write_record(cells(finding).iter().map(|text| harmless(text).into_owned()))?;
    }
    out.flush()
}

fn cells<'a>(row: &'a FindingRow<'_>) -> [Cell<'a>; COLUMNS.len()] {
    let fix = &row.control.fix;
    let number = |score: Option<f64>| score.map_or(Cow::Borrowed(""), |score| format!("{score:.1}").into());
    let day = |day: Option<chrono::NaiveDate>| day.map_or(Cow::Borrowed(""), |day| day.to_string().into());
    let text = |text: Option<&'a str>| Cow::Borrowed(text.unwrap_or_default());
    [
        row.fingerprint.into(),
        row.verdict.as_str().into(),
        row.standing().into(),
        number(row.risk.map(|score| score.value())),
        number(row.risk.map(|score| score.low)),
        number(row.risk.map(|score| score.high)),
        row.control.severity.as_str().into(),
        row.control.id.as_str().into(),
        row.control.title.as_str().into(),
        row.resource.kind.into(),
        text(row.resource.name),
        row.resource.id.into(),
        row.resource.account.into(),
        row.resource.region.into(),
        text(row.owner),
        day(row.first_seen.map(|moment| moment.date_naive())),
        day(row.due),
        if row.overdue { "yes" } else { "no" }.into(),
        day(row.waiver.map(|waiver| waiver.expires)),
        text(row.waiver.map(|waiver| waiver.reason.as_str())),
        row.unread.map_or(Cow::Borrowed(""), |unread| unread.to_string().into()),
        fix.text.as_str().into(),
        effort_word(fix.effort).into(),
        text(row.command.as_deref()),
    ]
}

/// On one line, and nothing that a spreadsheet would compute. Full-width signs count: some programs read them alike.
fn harmless(text: &str) -> Cow<'_, str> {
    let text = clean(text);
    match text.trim_start().starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠', '|', '%']) {
        true => format!("'{text}").into(),
        false => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::Verdict;
    use crate::report::sample::{Estate, HOSTILE};

    fn records(estate: &Estate) -> Vec<::csv::StringRecord> {
        let mut out = Vec::new();
        write(&estate.view(), &mut out, Style::default()).unwrap();
        ::csv::Reader::from_reader(&*out).records().map(Result::unwrap).collect()
    }

    #[test]
    fn a_line_for_each_finding_that_was_asked_for() {
        let mut estate = Estate::small();
        assert_eq!(records(&estate).len(), estate.view().findings.len());
        estate.include = [Verdict::Pass, Verdict::Fail, Verdict::Unknown].into();
        let all = records(&estate);
        let verdicts: Vec<&str> = all.iter().map(|record| &record[1]).collect();
        assert_eq!(verdicts, ["fail", "unknown", "fail", "pass"]);
        let hostile = all.iter().find(|record| record[10].starts_with("evil")).unwrap();
        assert_eq!(&hostile[10], &*clean(HOSTILE));
    }

    #[test]
    fn no_cell_is_a_formula() {
        for (text, written) in [
            ("=HYPERLINK(\"https://x\")", "'=HYPERLINK(\"https://x\")"),
            ("+1", "'+1"),
            ("-2+3", "'-2+3"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\t=1", "' =1"),
            ("\r\n=1", "' =1"),
            ("＝1", "'＝1"),
            ("a=b", "a=b"),
            ("two\nlines", "two lines"),
        ] {
            assert_eq!(harmless(text), written);
        }
    }
}
