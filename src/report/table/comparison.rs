//! Two frameworks side by side, for `frameworks compare`.

use super::ink::Ink;
use super::page::Page;
use crate::framework::Requirement;
use crate::report::clean::width;
use crate::report::{ComparisonRows, Style};
use std::io;

/// Writes what both ask, and what only one does.
pub fn comparison(rows: &ComparisonRows<'_>, to: &mut dyn io::Write, style: Style) -> io::Result<()> {
    let mut page = Page::new(style);
    page.heading("COMPARE", &rows.sentence());
    page.prose("As far as controls and references link them; what nothing links may still mean the same.", Ink::Faint);
    if !rows.both.is_empty() {
        page.heading("BOTH", "");
    }
    let margin = margin(rows.both.iter().map(|row| row.first));
    for row in &rows.both {
        page.described(&row.first.id, margin, &row.first.title, Ink::Plain);
        let second: Vec<&str> = row.second.iter().map(|one| one.id.as_str()).collect();
        let by = if row.controls.is_empty() { String::new() } else { format!(", by {}", row.controls.join(", ")) };
        page.described("", margin, &format!("{}: {}{by}", rows.second.id, second.join(", ")), Ink::Faint);
    }
    only(&rows.first.id, &rows.only_first, &mut page);
    only(&rows.second.id, &rows.only_second, &mut page);
    page.write(to)
}

fn only(framework: &str, requirements: &[&Requirement], page: &mut Page) {
    if requirements.is_empty() {
        return;
    }
    page.heading("ONLY", framework);
    let margin = margin(requirements.iter().copied());
    for requirement in requirements {
        page.described(&requirement.id, margin, &requirement.title, Ink::Plain);
    }
}

fn margin<'r>(requirements: impl Iterator<Item = &'r Requirement>) -> usize {
    requirements.map(|requirement| width(&requirement.id)).max().unwrap_or(0) + 2
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::control::ControlSet;
    use crate::framework::{FrameworkFile, compare, load, pick};
    use crate::yaml::Source;

    #[test]
    fn two_frameworks_side_by_side() {
        let file = |id: &str, text: &str| FrameworkFile { id: id.into(), source: Source::new(id, text) };
        let frameworks = load(&[
            file("ours", "title: Ours\nrequirements: [{id: R1, title: Backups, satisfied_by: [theirs:9]}, {id: R2, title: Doors}]"),
            file("theirs", "title: Theirs\nrequirements: [{id: '9', title: Copies}, {id: '10', title: Logs}]"),
        ])
        .unwrap();
        let controls = ControlSet::default();
        let picks = pick(&["ours".to_owned(), "theirs".to_owned()], &frameworks).unwrap();
        let compared = compare(&frameworks, &controls, &picks[0], &picks[1]);
        let rows = ComparisonRows::of(&compared, &frameworks[0], &frameworks[1], &controls);
        let mut out = Vec::new();
        comparison(&rows, &mut out, Style::default()).unwrap();
        insta::assert_snapshot!(String::from_utf8(out).unwrap(), @r"
        COMPARE  1 requirement of ours with a counterpart in theirs; 1 only in ours, 1
          only in theirs
          As far as controls and references link them; what nothing links may still mean
          the same.

        BOTH
          R1  Backups
              theirs: 9

        ONLY  ours
          R2  Doors

        ONLY  theirs
          10  Logs
        ");
        let mut json = Vec::new();
        crate::report::json::comparison(&rows, &mut json).unwrap();
        let json: serde_json::Value = serde_json::from_slice(&json).unwrap();
        assert_eq!(json["both"][0]["second"][0]["id"], "9");
        assert_eq!((&json["only_first"][0]["id"], &json["only_second"][0]["id"]), (&"R2".into(), &"10".into()));
    }
}
