//! Frameworks: six numbers each, and never one percentage that hides the unknown.

use super::grid::{Fit, Grid, left, right};
use super::ink::Ink;
use super::page::Page;
use crate::framework::{Attestation, Status};
use crate::report::clean::width;
use crate::report::{FrameworkRow, RequirementRow, Style, View, status_columns, thousands};
use std::io;

/// Frameworks that the screen of a scan has room for.
const SHOWN: usize = 9;

pub(super) fn draw(view: &View, page: &mut Page) {
    if view.frameworks.is_empty() {
        return;
    }
    let more = view.frameworks.len().saturating_sub(SHOWN);
    let note = if more == 0 { String::new() } else { format!("and {more} more: plimsoll frameworks list") };
    page.heading("FRAMEWORKS", &note);
    table(&view.frameworks[..view.frameworks.len() - more], page);
}

/// Writes what frameworks ask and how much of it a control can see, for `frameworks list`.
pub fn frameworks(rows: &[FrameworkRow<'_>], to: &mut dyn io::Write, style: Style) -> io::Result<()> {
    let mut page = Page::new(style);
    let wide = page.is_wide();
    let columns = [left("framework", Fit::Whole)].into_iter().chain(wide.then(|| left("", Fit::Prose(1))));
    let counts = ["requirements", "covered", "not covered"].map(right);
    let mut grid = Grid::new(columns.chain(counts).collect());
    for row in rows {
        let title = wide.then(|| (row.full_title(), Ink::Plain));
        let counts = [row.requirement_count.n, row.covered(), row.score.not_covered].map(thousands);
        let counts = counts.into_iter().map(|n| (n, Ink::Plain));
        grid.row([(row.id.to_owned(), Ink::Strong)].into_iter().chain(title).chain(counts).collect());
        if !wide {
            grid.below(0, &row.full_title(), Ink::Faint);
        }
    }
    page.grid(&grid);
    page.write(to)
}

fn table(rows: &[FrameworkRow<'_>], page: &mut Page) {
    let wide = page.is_wide();
    let columns = status_columns(rows);
    let names = [left("", Fit::Share(1))].into_iter().chain(wide.then(|| left("", Fit::Prose(2))));
    let mut grid = Grid::new(names.chain(columns.iter().map(|(_, name, _)| right(name))).collect());
    for row in rows {
        let title = wide.then(|| (row.full_title(), Ink::Faint));
        let names = [(row.id.to_owned(), Ink::Plain)].into_iter().chain(title);
        let counts = columns.iter().map(|(status, _, of)| (of(&row.score), *status));
        grid.row(names.chain(counts.map(|(n, status)| (thousands(n), Ink::of_count(n, status)))).collect());
        // Where all weigh alike, weights say nothing more.
        if row.weighted != row.score {
            let title = wide.then(|| (String::new(), Ink::Plain));
            let names = [("  by weight".to_owned(), Ink::Faint)].into_iter().chain(title);
            let counts = columns.iter().map(|(_, _, of)| (thousands(of(&row.weighted)), Ink::Faint));
            grid.row(names.chain(counts).collect());
        }
    }
    page.grid(&grid);
}

/// Writes one framework's requirements with the controls that serve them, for `frameworks show`.
pub fn framework(row: &FrameworkRow<'_>, to: &mut dyn io::Write, style: Style) -> io::Result<()> {
    let mut page = Page::new(style);
    page.heading(row.id, &format!("{}: {}", row.full_title(), row.coverage_sentence()));
    let names = row.requirements.iter().map(|requirement| width(requirement.id));
    let margin = names.max().unwrap_or(0) + 2;
    for requirement in &row.requirements {
        let weight = (requirement.weight > 1).then(|| format!(" (weight {})", requirement.weight));
        let title = format!("{}{}", requirement.title, weight.unwrap_or_default());
        page.described(requirement.id, margin, &title, Ink::Plain);
        match (requirement.attestation, requirement.status) {
            (Some(attestation), _) => page.described("", margin, &vouched(attestation), Ink::Faint),
            (None, Status::NotCovered) => {
                page.described("", margin, &format!("not covered: {}", requirement.uncovered_sentence()), Ink::Notable);
            }
            _ => page.described("", margin, &requirement.covered_sentence(), Ink::Faint),
        }
    }
    if let Some(notice) = row.notice {
        page.heading("NOTICE", "");
        page.prose(notice, Ink::Faint);
    }
    page.write(to)
}

/// Writes one requirement, with what is known of it.
pub fn requirement(
    framework: &FrameworkRow<'_>,
    row: &RequirementRow<'_>,
    to: &mut dyn io::Write,
    style: Style,
) -> io::Result<()> {
    let mut page = Page::new(style);
    page.heading(row.id, &framework.full_title());
    page.prose(row.title, Ink::Strong);
    page.entry("status", row.status_word(), Ink::of_status(row.status));
    page.entry("within", &row.groups.join(", "), Ink::Plain);
    page.entry("controls", &row.sentence(), Ink::Plain);
    if let Some(attestation) = row.attestation {
        page.entry("attested", &vouched(attestation), Ink::Plain);
    }
    if let Some(why) = row.why {
        page.entry("why", why, Ink::Plain);
    }
    page.write(to)
}

fn vouched(attestation: &Attestation) -> String {
    let Attestation { statement, by, on, expires, report, .. } = attestation;
    let report = report.as_ref().map(|report| format!("; {report}")).unwrap_or_default();
    format!("attested by {by} on {on}, until {expires}: {statement}{report}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::framework::Score;
    use crate::report::sample::Estate;

    #[test]
    fn the_list_says_how_much_can_be_seen() {
        let estate = Estate::small();
        let mut out = Vec::new();
        frameworks(&estate.view().frameworks, &mut out, Style::default()).unwrap();
        insta::assert_snapshot!(String::from_utf8(out).unwrap(), @r"
        framework       requirements  covered  not covered
        nist-800-53-r5             2        2            0
          NIST SP 800-53 Rev. 5 5.1.1
        ");
    }

    #[test]
    fn what_no_control_sees_says_who_vouches_or_what_is_missing() {
        let estate = Estate::attested();
        let view = estate.view();
        let mut out = Vec::new();
        framework(&view.frameworks[0], &mut out, Style::default()).unwrap();
        insta::assert_snapshot!(String::from_utf8(out).unwrap(), @r"
        nist-800-53-r5  NIST SP 800-53 Rev. 5 5.1.1: 4 requirements, 2 of them covered
          CP-9  System Backup
                s3/bucket-versioning
          AC-3  Access Enforcement
                s3/policy-is-private
          AT-2  Training
                not covered: no control is known as prowler:iam_training
          AT-3  Training
                attested by ana on 2025-07-15, until 2026-07-15: All AT-3 is done
        ");
        let mut row = estate.view().frameworks.remove(0);
        row.requirements[0].unanswered = vec!["prowler:a".to_owned(), "prowler:b".to_owned()];
        assert_eq!(row.requirements[0].covered_sentence(), "s3/bucket-versioning; no control is known as 2 more names");
        let mut page = Page::new(Style::default());
        let score = Score { attested: 1, ..view.frameworks[0].score };
        let rows = estate.view().frameworks.into_iter().map(|row| FrameworkRow { score, weighted: score, ..row });
        table(&rows.collect::<Vec<_>>(), &mut page);
        let mut out = Vec::new();
        page.write(&mut out).unwrap();
        insta::assert_snapshot!(String::from_utf8(out).unwrap(), @r"
                        met  attested  not met  unknown  not covered
        nist-800-53-r5    0         1        1        1            0
        ");
    }

    #[test]
    fn what_weighs_more_than_the_rest_is_also_counted_by_weight() {
        let estate = Estate::small();
        let mut row = estate.view().frameworks.remove(0);
        row.requirements[0].weight = 10;
        row.weighted = Score { met: 1, unknown: 10, ..Score::default() };
        let mut out = Vec::new();
        framework(&row, &mut out, Style::default()).unwrap();
        let mut page = Page::new(Style::default());
        table(&[row], &mut page);
        page.write(&mut out).unwrap();
        insta::assert_snapshot!(String::from_utf8(out).unwrap(), @r"
        nist-800-53-r5  NIST SP 800-53 Rev. 5 5.1.1: 2 requirements, 2 of them covered
          CP-9  System Backup (weight 10)
                s3/bucket-versioning
          AC-3  Access Enforcement
                s3/policy-is-private
                          met  not met  unknown  not covered
          nist-800-53-r5    0        1        1            0
            by weight       1        0       10            0
        ");
    }

    /// Frameworks may come from anywhere, and their authors may write to the reader's terminal.
    #[test]
    fn hostile_titles_stay_text() {
        let text = "title: \"own\\e[31m\\n\\u202eframework\"\nnotice: \"a\\e]0;b\\a\"\nrequirements:\n- {id: \"R\\e[2J1\", title: \"x\\r\\n\\u200by\"}";
        let file =
            crate::framework::FrameworkFile { id: "own".into(), source: crate::yaml::Source::new("own.yaml", text) };
        let own = crate::framework::load(&[file]).unwrap();
        let controls = crate::control::ControlSet::default();
        let none = crate::framework::InForce::default();
        let coverages = crate::framework::coverage(&own, &controls, &crate::evaluate::Assessment::default(), &none);
        let attestations = crate::framework::Attestations::default();
        let rows = crate::report::framework_rows(&own, &coverages, &controls, &attestations);
        let pick = crate::framework::pick(&["own".to_owned()], &own).unwrap().remove(0);
        let both = crate::framework::compare(&own, &controls, &pick, &pick);
        let compared = crate::report::ComparisonRows::of(&both, &own[0], &own[0], &controls);
        let mut out = Vec::new();
        frameworks(&rows, &mut out, Style::default()).unwrap();
        framework(&rows[0], &mut out, Style::default()).unwrap();
        super::super::comparison(&compared, &mut out, Style::default()).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert!(text.contains("R1") && text.contains("x y"), "{text}");
        let hostile = |c: char| (c.is_control() && c != '\n') || ('\u{200b}'..='\u{202e}').contains(&c);
        assert!(!text.contains(hostile), "{text:?}");
    }

    #[test]
    fn a_framework_shows_who_serves_what() {
        let estate = Estate::small();
        let view = estate.view();
        let mut out = Vec::new();
        framework(&view.frameworks[0], &mut out, Style::default()).unwrap();
        insta::assert_snapshot!(String::from_utf8(out).unwrap(), @r"
        nist-800-53-r5  NIST SP 800-53 Rev. 5 5.1.1: 2 requirements, 2 of them covered
          CP-9  System Backup
                s3/bucket-versioning
          AC-3  Access Enforcement
                s3/policy-is-private
        ");
    }
}
