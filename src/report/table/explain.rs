//! One finding whole: what was seen, how its risk adds up, what to do about it.

use super::grid::{Fit, Grid, left, right};
use super::ink::Ink;
use super::link;
use super::page::Page;
use crate::control::Control;
use crate::report::clean::width;
use crate::report::{Explained, FindingRow, Mapping, Style, accepted, effort_word, laid_out, plain_value, points};
use crate::risk::Score;
use std::io;

/// Lines of one value: a security group may have hundreds of rules.
const MOST_LINES: usize = 30;

/// Writes a finding, for `explain`.
pub fn explain(explained: &Explained<'_>, to: &mut dyn io::Write, style: Style) -> io::Result<()> {
    let mut page = Page::new(style);
    let row = &explained.finding;
    what(row, &mut page);
    page.heading("WHY IT MATTERS", "");
    page.prose(&row.control.why, Ink::Plain);
    seen(row, &mut page);
    if let Some(score) = row.risk {
        risk(score, row, &mut page);
    }
    way_up(row, &mut page);
    fix(explained, &mut page);
    mappings(&explained.maps, row.control, &mut page);
    page.heading("HISTORY", &explained.age_text());
    for (quarter, said) in &row.history {
        page.entry(quarter, said, Ink::Plain);
    }
    page.write(to)
}

fn what(row: &FindingRow<'_>, page: &mut Page) {
    let resource = &row.resource;
    page.heading("FINDING", row.fingerprint);
    page.prose(&row.headline(), Ink::of_verdict(row.verdict));
    let control = format!("{}: {}", row.control.id, row.control.title);
    page.linked("control", &control, Ink::Plain, link::reference(row.control).as_deref());
    page.entry(
        "severity",
        &format!("{}, before anything is known of the resource", row.control.severity.as_str()),
        Ink::Plain,
    );
    page.entry("resource", &row.resource_text(), Ink::Strong);
    page.linked("", resource.id, Ink::Plain, link::console(resource.arn).as_deref());
    page.entry("place", &format!("account {}, {}", resource.account, resource.region), Ink::Plain);
    if let Some(cause) = row.cause {
        page.entry("cause", cause, Ink::Strong);
    }
    page.entry("owner", &format!("{} ({})", row.owner.unwrap_or("nobody"), row.owner_because), Ink::Plain);
    if let Some(waiver) = row.waiver {
        page.entry("waived", &accepted(waiver), Ink::Notable);
    }
}

fn seen(row: &FindingRow<'_>, page: &mut Page) {
    page.heading("WHAT WAS SEEN", "");
    page.entry("the check", &row.control.check.source, Ink::Faint);
    if let Some(unread) = row.unread {
        let detail = unread.detail.as_deref().map(|detail| format!(": {detail}")).unwrap_or_default();
        page.prose(&format!("could not be read: {unread}{detail}"), Ink::Notable);
    }
    for evidence in row.evidence {
        let value = plain_value(&evidence.value);
        if width(&evidence.path) + 2 + width(&value) <= page.room() {
            page.prose(&format!("{}: {value}", evidence.path), Ink::Plain);
        } else {
            page.prose(&format!("{}:", evidence.path), Ink::Plain);
            page.excerpt(&laid_out(&evidence.value), 4, MOST_LINES);
        }
    }
}

/// The score as the sum of its steps, each with where it came from.
fn risk(score: &Score, row: &FindingRow<'_>, page: &mut Page) {
    page.heading("HOW THE RISK ADDS UP", "points of 100");
    let mut grid = Grid::new(vec![right(""), left("", Fit::Whole), left("", Fit::Share(1)), left("", Fit::Whole)]);
    for factor in score.factors.iter() {
        let (low, high) = (points(factor.low), points(factor.high));
        let range = if high - low < 0.05 { String::new() } else { format!("or as little as {low:+.1}") };
        let words = [format!("{high:+.1}"), factor.name.to_owned(), factor.value.clone(), range];
        grid.row(words.map(|text| (text, Ink::Plain)).into());
    }
    if let Some(points) = row.bounded_by() {
        let words = [format!("{points:+.1}"), "bounds".to_owned(), "0 to 50 each".to_owned(), String::new()];
        grid.row(words.map(|text| (text, Ink::Plain)).into());
    }
    let total = [format!("{:.1}", score.value()), row.standing().to_owned(), row.confidence_text(), row.least_text()];
    grid.row(total.map(|text| (text, Ink::Strong)).into());
    page.grid(&grid);
    for factor in score.factors.iter() {
        page.entry(factor.name, &factor.because, Ink::Faint);
    }
}

/// How whoever takes the principal over gets all rights, step by step.
fn way_up(row: &FindingRow<'_>, page: &mut Page) {
    let Some(text) = row.way_up_text() else { return };
    page.heading("THE WAY UP", &text);
    for (number, step) in (1..).zip(row.way_up_steps()) {
        page.described(&format!("{number}."), 4, &step, Ink::Plain);
    }
}

fn fix(explained: &Explained<'_>, page: &mut Page) {
    let row = &explained.finding;
    let fix = &row.control.fix;
    let paths = if explained.paths.is_empty() { String::new() } else { format!("; {}", explained.paths) };
    page.heading("FIX", &format!("a matter of {}{paths}", effort_word(fix.effort)));
    page.prose(&fix.text, Ink::Plain);
    if let Some(command) = row.command.as_ref().or(fix.cli.as_ref()) {
        page.verbatim(command, 2);
    }
    if let Some(terraform) = &fix.terraform {
        page.verbatim(terraform, 2);
    }
}

/// What a control serves, its names elsewhere, and where to read on.
pub(super) fn mappings(maps: &[Mapping<'_>], control: &Control, page: &mut Page) {
    if !maps.is_empty() {
        page.heading("FRAMEWORKS", "");
        let widest = |name: fn(&Mapping<'_>) -> usize| maps.iter().map(name).max().unwrap_or(0) + 2;
        let (framework, requirement) = (widest(|map| width(map.framework)), widest(|map| width(map.requirement)));
        for map in maps {
            let name = format!("{:framework$}{}", map.framework, map.requirement);
            let title = map.title.unwrap_or_default();
            let told =
                map.defence.map_or_else(|| title.to_owned(), |defence| format!("{title} ({})", defence.as_str()));
            page.described(&name, framework + requirement, &told, Ink::Plain);
        }
    }
    if !control.also_known_as.is_empty() {
        page.heading("ALSO KNOWN AS", "");
        for (tool, names) in &control.also_known_as {
            page.prose(&format!("{tool}: {}", names.join(", ")), Ink::Plain);
        }
    }
    if !control.references.is_empty() {
        page.heading("READ ON", "");
        for reference in &control.references {
            page.link(reference);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::ControlRow;
    use crate::report::sample::Estate;

    #[test]
    fn a_finding_is_explained_as_a_sum() {
        let estate = Estate::small();
        let inputs = estate.inputs();
        let found = Explained::matching(&inputs, &["s3/bucket-versioning", "payroll"]);
        let explained = Explained::of(&inputs, found.into_iter().next().unwrap());
        let mut out = Vec::new();
        explain(&explained, &mut out, Style { width: 80, ..Style::default() }).unwrap();
        insta::assert_snapshot!(String::from_utf8(out).unwrap(), @r"
        FINDING  00000000000000000000000000000000
          Fails: 61–66, high: out of cycle.
          control      s3/bucket-versioning: S3 buckets keep old versions of objects
          severity     medium, before anything is known of the resource
          resource     payroll (AWS::S3::Bucket)
                       arn:aws:s3:::payroll
          place        account 111122223333, eu-central-1
          owner        finance (tag owner)

        WHY IT MATTERS
          Without versions, one overwrite is final.

        WHAT WAS SEEN
          the check    resource.versioning.status == 'enabled'
          resource.versioning.status: suspended

        HOW THE RISK ADDS UP  points of 100
          +17.5  exposure  internal           or as little as +12.5
          +10.0  exploit   moderate
          +38.5  effect    high
           66.0  high      confidence medium  or as little as 61.0
          exposure     no way in from the internet was found, and one route table is
                       unread
          exploit      takes a stolen secret
          effect       all objects of one bucket

        FIX  a matter of minutes
          Turn on versioning and add a lifecycle rule for old versions.
            aws s3api put-bucket-versioning --bucket payroll

        FRAMEWORKS
          nist-800-53-r5  CP-9  System Backup

        ALSO KNOWN AS
          security_hub: S3.14

        HISTORY  seen 2026-06-30, due 2026-07-30 if that was the first time
        ");
    }

    /// The part on the way up of the first finding's explanation.
    fn way_up_of(estate: &Estate) -> Option<String> {
        let found = Explained::matching(&estate.inputs(), &["arn:aws:s3:::payroll"]).into_iter().next().unwrap();
        let mut out = Vec::new();
        explain(&Explained::of(&estate.inputs(), found), &mut out, Style { width: 80, ..Style::default() }).unwrap();
        let text = String::from_utf8(out).unwrap();
        text.split_once("THE WAY UP").map(|(_, rest)| rest.split("\nFIX").next().unwrap_or_default().to_owned())
    }

    #[test]
    fn a_way_up_is_told_step_by_step() {
        insta::assert_snapshot!(way_up_of(&Estate::climbing(true)).unwrap(), @r"
          in 2 steps
          1.  write over a function's code (lambda-004), by
              arn:aws:lambda:x:1:function:evilname
              -with-a-very-long-tail-that-fits-nowhere-at-all-0042
          2.  attach a policy to a role (iam-009), by
              arn:aws:iam::111122223333:role/deploy
        ");
        let perhaps = way_up_of(&Estate::climbing(false)).unwrap();
        assert!(
            perhaps.starts_with("  perhaps in 2 steps, as not all could be read (lambda:ListFunctions:"),
            "{perhaps}"
        );
        assert_eq!(way_up_of(&Estate::small()), None, "no matter of a bucket's versions");
    }

    #[test]
    fn a_control_is_shown_whole() {
        let estate = Estate::small();
        let row = ControlRow::judged(&estate.controls.controls()[0], &estate.inputs());
        let mut out = Vec::new();
        super::super::control(&row, &mut out, Style { width: 80, ..Style::default() }).unwrap();
        insta::assert_snapshot!(String::from_utf8(out).unwrap(), @r"
        CONTROL  s3/bucket-versioning
          S3 buckets keep old versions of objects
          looks at     s3_bucket (AWS::S3::Bucket)
          severity     medium
          a failure    lets data or service be lost; besides a way in, it takes a flaw
                       in software or a stolen secret
          this scan    2 failed, 1 of the failures waived; not all of the kind could be
                       read

        WHY
          Without versions, one overwrite is final.

        CHECK  true is a pass
            resource.versioning.status == 'enabled'

        FIX  a matter of minutes
          Turn on versioning and add a lifecycle rule for old versions.
            aws s3api put-bucket-versioning --bucket {resource.name}

        FRAMEWORKS
          nist-800-53-r5  CP-9  System Backup

        ALSO KNOWN AS
          security_hub: S3.14

        EXAMPLES  0 that are its tests
        ");
    }

    #[test]
    fn findings_are_found_by_any_of_their_names() {
        let estate = Estate::small();
        let count = |words: &[&str]| Explained::matching(&estate.inputs(), words).len();
        assert_eq!(count(&["0000"]), 1);
        assert_eq!(count(&["000"]), 0, "three digits name nothing");
        assert_eq!(count(&["s3/bucket-versioning"]), 2);
        assert_eq!(count(&["arn:aws:s3:::payroll"]), 1);
        assert_eq!(count(&[]), 0);
    }

    #[test]
    fn ids_open_where_they_are_told_of_and_nothing_opens_in_a_pipe() {
        let estate = Estate::referring("https://docs.example/v");
        let inputs = estate.inputs();
        let found = Explained::matching(&inputs, &["s3/bucket-versioning", "payroll"]).remove(0);
        let drawn = |links| {
            let mut out = Vec::new();
            let style = Style { links, ..Style::default() };
            explain(&Explained::of(&inputs, found.clone()), &mut out, style).unwrap();
            String::from_utf8(out).unwrap()
        };
        let link = |url: &str, text: &str| format!("\u{1b}]8;;{url}\u{1b}\\{text}\u{1b}]8;;\u{1b}\\");
        let console = link("https://console.aws.amazon.com/go/view?arn=arn:aws:s3:::payroll", "arn:aws:s3:::payroll");
        let linked = drawn(true);
        assert!(linked.contains(&console), "{linked}");
        assert!(linked.contains("\u{1b}]8;;https://docs.example/v\u{1b}\\s3/bucket-versioning: "), "{linked}");
        assert!(!drawn(false).contains('\u{1b}'));
    }
}
