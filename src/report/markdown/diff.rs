//! What changed between two scans, for whoever reviews a change.

use super::escape::{code, text};
use super::sheet::Sheet;
use crate::report::{ChangeRow, DiffPart, DiffRows, ExposureRow, ResourceRows, called};
use crate::trend::ResourceChange;

pub(super) fn draw(rows: &DiffRows<'_>, sheet: &mut Sheet) {
    sheet.heading(2, &format!("{} Change {}", sign(rows), text(&rows.sentence())));
    for warning in rows.warnings() {
        sheet.line(&format!("⚠️ {}", text(&warning)));
    }
    if rows.parts.is_empty() {
        sheet.line("No failure changed.");
    }
    rows.parts.iter().for_each(|part| failures(part, sheet));
    if !rows.change.parts.is_empty() {
        let parts = rows.change.parts.iter().map(|part| format!("{} {}", part.title, part.text()));
        sheet.heading(3, "Why the load changed");
        sheet.line(&text(&format!(
            "{} together: {}.",
            rows.change.together_text(),
            parts.collect::<Vec<_>>().join(", ")
        )));
    }
    exposure(rows, sheet);
    resources(&rows.resources, sheet);
}

/// Colours alone tell nobody anything who cannot see them.
fn sign(rows: &DiffRows<'_>) -> &'static str {
    match rows.change.together {
        0 => "⚪",
        ..0 => "🟢",
        _ => "🔴",
    }
}

fn failures(part: &DiffPart<'_>, sheet: &mut Sheet) {
    sheet.heading(3, &format!("{}: {}, {}", titled(part.title), part.count, text(part.meaning)));
    let columns = ["Risk:", "Band", "Rule", "Resource", "Account", "Region", "Owner", "Before"];
    sheet.unfolding(&columns, &part.rows, failure);
}

fn failure(row: &ChangeRow<'_>) -> Vec<String> {
    vec![
        format!("{:.1}", row.score),
        row.band.as_str().to_owned(),
        format!("{} ({})", text(row.title), code(row.control)),
        code(&row.called()),
        code(row.account),
        code(row.region),
        row.owner.map_or_else(|| "nobody".to_owned(), code),
        row.note(),
    ]
}

fn exposure(rows: &DiffRows<'_>, sheet: &mut Sheet) {
    for part in rows.exposure_parts() {
        sheet.heading(3, &format!("{}: what reaches them and what they may do", titled(part.title)));
        sheet.unfolding(&["Resource", "Account", "Region", "What changed"], &part.rows, |row| reached(row));
    }
}

fn reached(row: &ExposureRow<'_>) -> Vec<String> {
    let (opened, facts) = (row.opened, row.facts_text());
    vec![code(&row.called()), code(&opened.account), code(&opened.region), code(&facts)]
}

/// What came and went beside the failures is for whoever asks.
fn resources(rows: &ResourceRows<'_>, sheet: &mut Sheet) {
    for part in &rows.parts {
        let title = format!("{}: {}, {}", titled(part.title), part.count, part.meaning);
        sheet.folded(&title, |sheet| {
            sheet.unfolding(&["Resource", "Account", "Region", "What changed"], &part.rows, |row| resource(row));
        });
    }
    if !rows.only_times.is_zero() {
        sheet.line(&format!("{} changed in nothing but times, such as when they were last used.", rows.only_times));
    }
}

fn resource(row: &ResourceChange) -> Vec<String> {
    let name = code(&called(&row.kind, &row.name));
    vec![name, code(&row.account), code(&row.region), code(&ResourceRows::fields_text(row))]
}

/// `CAME INTO SIGHT` as `Came into sight`.
fn titled(title: &str) -> String {
    let (first, rest) = title.split_at(1);
    format!("{first}{}", rest.to_lowercase())
}

#[cfg(test)]
mod tests {
    use crate::report::sample::difference;

    fn drawn(new: usize) -> String {
        let mut out = Vec::new();
        super::super::diff(&difference(new), &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_review_reads_what_got_worse_first() {
        insta::assert_snapshot!(drawn(1), @r#"
        ## 🔴 Change 2026-06-30 → 2026-06-30, load 260 → 326, 1 failure standing

        ⚠️ a is incomplete: what it could not see is not called new.

        ### Worse: 1 failure, there before, with less risk

        | Risk | Band | Rule | Resource | Account | Region | Owner | Before |
        | --: | --- | --- | --- | --- | --- | --- | --- |
        | 66.0 | high | S3 buckets keep old versions of objects (`s3/bucket-versioning`) | `bucket payroll` | `111122223333` | `eu-central-1` | nobody | was 42.0 |

        ### Why the load changed

        +66.0 together: context changed +66.0.

        ### Opened: what reaches them and what they may do

        | Resource | Account | Region | What changed |
        | --- | --- | --- | --- |
        | `bucket payroll` | `111122223333` | `eu-central-1` | `exposure: internal → internal to internet_open; policy: none → public` |

        <details><summary>Resources changed: 1 resource, fields that are not as they were</summary>

        | Resource | Account | Region | What changed |
        | --- | --- | --- | --- |
        | `bucket payroll` | `111122223333` | `eu-central-1` | `policy: unread → null; tags.team: "evilname -with-a-very-long-tail-tha… → null; versioning.status: "enabled" → null; and 3 more` |

        </details>

        3 resources changed in nothing but times, such as when they were last used.
        "#);
    }

    #[test]
    fn what_is_much_is_folded() {
        let text = drawn(13);
        assert!(text.contains("<details><summary>3 more</summary>"), "{text}");
    }
}
