//! Drawings for a terminal. One screen that a tired person understands, and not a list of a thousand rows.

mod attestations;
mod blind;
mod comparison;
mod controls;
mod cost;
mod diff;
mod explain;
mod findings;
mod fixes;
mod frameworks;
mod grid;
mod header;
mod history;
mod ink;
mod kinds;
mod link;
mod load;
mod movers;
mod next;
mod page;
mod paths;
mod plan;
mod spark;
mod trend;
mod waiver_check;
mod waivers;
mod wrap;

pub use blind::blind_spot;
pub use comparison::comparison;
pub use controls::{control, controls};
pub use diff::diff;
pub use explain::explain;
pub use fixes::fix;
pub use frameworks::{framework, frameworks, requirement};
pub use history::history;
pub(in crate::report) use ink::{Hue, Ink, Weight};
pub use kinds::{kind, kinds};
pub use movers::Grouping;
pub use next::next;
pub use paths::{path, paths, unlisted_paths};
pub use plan::plan;
pub use trend::trend;
pub use waiver_check::waiver_check;

use super::{Style, View};
use page::Page;
use std::io;

/// Writes the screen of a scan: some 60 lines with six fixes and six findings.
pub fn write(view: &View, to: &mut dyn io::Write, style: Style) -> io::Result<()> {
    let mut page = Page::new(style);
    header::draw(view, &mut page);
    load::draw(view, &mut page);
    fixes::draw(view, &mut page);
    findings::draw(view, &mut page);
    frameworks::draw(view, &mut page);
    waivers::draw(view, &mut page);
    attestations::draw(view, &mut page);
    blind::draw(view, &mut page);
    cost::draw(view, &mut page);
    page.write(to)
}

/// Writes how the estate stands, and what was looked at: the head of that screen.
pub fn standing(view: &View, to: &mut dyn io::Write, style: Style) -> io::Result<()> {
    let mut page = Page::new(style);
    header::draw(view, &mut page);
    load::draw(view, &mut page);
    page.write(to)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::clean::width;
    use crate::report::sample::Estate;

    fn drawn(estate: &Estate, width: u16) -> String {
        let mut out = Vec::new();
        write(&estate.view(), &mut out, Style { width, ..Style::default() }).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_screen_of_80_columns() {
        insta::assert_snapshot!(drawn(&Estate::small(), 80), @r"
        PLIMSOLL  example  2026-06-30 12:00 UTC  20260630T120000Z-111122223333
          2 resources in account 111122223333, 2 regions; 2 controls
          Incomplete: 2 blind spots, listed below.

        LOAD  153 of 200: may be over the line
          now  █████████████▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒        │  153
          68.6 of it is certain; there may be more in what was not read
          1 high: out of cycle · 1 waived · 1 unknown · 250 before waivers

        FIX FIRST
          away  effort   closes  owner    where
          97.0  minutes       1  finance  bucket payroll
                Turn on versioning and add a lifecycle rule for old versions.

        WORST FINDINGS
          id         risk          what                              owner    due
          00000000  61–66  high    bucket payroll                    finance  2026-07-30
          01010101  61–66  waived  bucket evilname…ere-at-all-0042   nobody   2026-12-31
                    broken rule: S3 buckets keep old versions of objects
                    (s3/bucket-versioning)

        FRAMEWORKS
                          met  not met  unknown  not covered
          nist-800-53-r5    0        1        1            0

        WAIVERS  1 expired, 1 covering nothing
                   covers    until       by   reason
          expired  s3/old-*  2026-12-31  ana  Rebuilt every night from the source of tr…
          unused   s3/no-*   2026-12-31  ana  Rebuilt every night from the source of tr…

        BLIND SPOTS
          needs                because        where         unseen      controls
          s3:ListAllMyBuckets  throttled      us-east-1     all                2
          s3:GetBucketPolicy   access denied  eu-central-1  1 resource         1

        COST  1,204 calls in 42.3 s: s3:GetBucketVersioning 1,200, s3:ListAllMyBuckets 4
        ");
    }

    #[test]
    fn a_screen_of_160_columns() {
        insta::assert_snapshot!(drawn(&Estate::small(), 160), @r"
        PLIMSOLL  example  2026-06-30 12:00 UTC  20260630T120000Z-111122223333
          2 resources in account 111122223333, 2 regions; 2 controls
          Incomplete: 2 blind spots, listed below.

        LOAD  153 of 200: may be over the line
          now  ███████████████████████████▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒                 │  153
          68.6 of it is certain; there may be more in what was not read
          1 high: out of cycle · 1 waived · 1 unknown · 250 before waivers

        FIX FIRST
          away  part  effort   closes  owner    where           account       region        control
          97.0   63%  minutes       1  finance  bucket payroll  111122223333  eu-central-1  s3/bucket-versioning
                Turn on versioning and add a lifecycle rule for old versions.

        WORST FINDINGS
          id         risk          what                                                                  account       region        owner    due
          00000000  61–66  high    bucket payroll                                                        111122223333  eu-central-1  finance  2026-07-30
          01010101  61–66  waived  bucket evilname -with-a-very-long-tail-that-fits-nowhere-at-all-0042  111122223333  eu-central-1  nobody   2026-12-31
                    broken rule: S3 buckets keep old versions of objects (s3/bucket-versioning)

        FRAMEWORKS
                                                       met  not met  unknown  not covered
          nist-800-53-r5  NIST SP 800-53 Rev. 5 5.1.1    0        1        1            0

        WAIVERS  1 expired, 1 covering nothing
                   covers    until       by   reason
          expired  s3/old-*  2026-12-31  ana  Rebuilt every night from the source of truth.
          unused   s3/no-*   2026-12-31  ana  Rebuilt every night from the source of truth.

        BLIND SPOTS
          kind       needs                because        where         unseen      controls
          s3_bucket  s3:ListAllMyBuckets  throttled      us-east-1     all                2
          s3_bucket  s3:GetBucketPolicy   access denied  eu-central-1  1 resource         1

        COST  1,204 calls in 42.3 s: s3:GetBucketVersioning 1,200, s3:ListAllMyBuckets 4
        ");
    }

    #[test]
    fn nothing_failed_is_said_with_what_was_not_seen() {
        insta::assert_snapshot!(drawn(&Estate::healthy(), 80), @r"
        PLIMSOLL  example  2026-06-30 12:00 UTC  20260630T120000Z-111122223333
          2 resources in account 111122223333, 2 regions; 2 controls
          Incomplete: 2 blind spots, listed below.

        LOAD  0.0 of 200: below the line
          now                                        │  0.0
          1 unknown

        FIX FIRST
          Nothing that is known needs a fix.

        WORST FINDINGS
          Nothing failed; 2 controls could not see all.

        FRAMEWORKS
                          met  not met  unknown  not covered
          nist-800-53-r5    0        1        1            0

        BLIND SPOTS
          needs                because        where         unseen      controls
          s3:ListAllMyBuckets  throttled      us-east-1     all                2
          s3:GetBucketPolicy   access denied  eu-central-1  1 resource         1

        COST  1,204 calls in 42.3 s: s3:GetBucketVersioning 1,200, s3:ListAllMyBuckets 4
        ");
    }

    #[test]
    fn no_line_is_too_wide_and_nothing_hostile_is_left() {
        let mut estate = Estate::small();
        estate.include = [crate::evaluate::Verdict::Fail, crate::evaluate::Verdict::Unknown].into();
        for columns in [80, 100, 160] {
            let text = drawn(&estate, columns);
            let wide: Vec<&str> = text.lines().filter(|line| width(line) > columns.into()).collect();
            assert!(wide.is_empty(), "{wide:#?}");
            assert!(!text.contains(['\u{1b}', '\u{202e}', '\r']), "{text}");
        }
    }

    #[test]
    fn the_last_quarters_stand_beside_the_load() {
        let estate = Estate::small();
        let view = View { trend: Some(crate::report::sample::quarters()), ..estate.view() };
        let mut out = Vec::new();
        write(&view, &mut out, Style { width: 80, ..Style::default() }).unwrap();
        let text = String::from_utf8(out).unwrap();
        let load: Vec<&str> = text.lines().skip(4).take(5).collect();
        insta::assert_snapshot!(load.join("\n"), @r"
        LOAD  153 of 200: may be over the line
          2025-Q4  ██████████████████│█████████▒▒▒▒▒▒▒▒▒▒▒  420  incomplete
          2026-Q1  ██████████████████│█████                 260
          2026-Q2  ██████████████    │                      153
          now      ██████▒▒▒▒▒▒▒▒    │                      153
        ");
    }

    #[test]
    fn a_large_estate_fits_on_a_screen() {
        let estate = Estate::crowded();
        for width in [80, 160] {
            let lines = drawn(&estate, width).lines().count();
            assert!(lines <= 60, "{lines}");
        }
    }

    #[test]
    fn colours_change_no_word() {
        let estate = Estate::small();
        let mut out = Vec::new();
        write(&estate.view(), &mut out, Style { width: 80, colour: true, ..Style::default() }).unwrap();
        let coloured = String::from_utf8(out).unwrap();
        let plain: String =
            coloured.lines().map(|line| format!("{}\n", crate::report::clean::clean(line).trim_end())).collect();
        assert_ne!(coloured, plain);
        assert_eq!(plain, drawn(&estate, 80));
    }
}
