//! One file that opens from a disk, with no network: for whoever forwards a report.
//!
//! What matters stands in the markup and can be read without a script. Everything else is data, from which a script of
//! ours draws; the page lets nothing else run.

mod attestations;
mod blind;
mod chart;
mod data;
mod findings;
mod fixes;
mod footer;
mod frameworks;
mod masthead;
mod page;
mod policy;
mod posture;
mod text;
mod trend;
mod waivers;

use super::{Style, View};
use std::io;

/// Writes the page.
pub fn write(view: &View, to: &mut dyn io::Write, _style: Style) -> io::Result<()> {
    let page = page::draw(view, &data::island(view)?);
    to.write_all(page.into_string().as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::Verdict;
    use crate::report::sample::{Estate, HOSTILE, quarters};

    fn written(view: &View<'_>) -> String {
        let mut out = Vec::new();
        write(view, &mut out, Style::default()).unwrap();
        String::from_utf8(out).unwrap()
    }

    /// A part of the page, by its id.
    fn part<'p>(page: &'p str, id: &str) -> &'p str {
        let (_, rest) = page.split_once(&format!("<section id=\"{id}\"")).unwrap();
        rest.split("</section>").next().unwrap()
    }

    #[test]
    fn one_view_is_one_row_of_bytes() {
        assert_eq!(written(&Estate::small().view()), written(&Estate::small().view()));
    }

    #[test]
    fn what_is_not_known_is_told_and_not_hidden() {
        let page = written(&Estate::small().view());
        assert!(part(&page, "posture").contains("of 200: may be over the line"));
        assert!(part(&page, "posture").contains("there may be more in what was not read"));
        assert!(part(&page, "blind").contains("s3:ListAllMyBuckets") && part(&page, "blind").contains("throttled"));
        assert!(part(&page, "waivers").contains("1 expired, 1 covering nothing"));
        assert!(part(&page, "findings").contains("broken rule: S3 buckets keep old versions of objects"));
        assert!(!page.contains("<section id=\"trend\""), "no history was given");
    }

    #[test]
    fn health_and_emptiness_are_two_things() {
        let estate = Estate::healthy();
        let view = estate.view();
        assert!(part(&written(&view), "findings").contains(&view.nothing_listed()));
        assert!(part(&written(&view), "fixes").contains("Nothing that is known needs a fix."));
        let attested = written(&Estate::attested().view());
        assert!(part(&attested, "attestations").contains("1 expired, 1 end soon"));
        assert!(part(&written(&view), "attestations").contains("Nobody vouches"));
    }

    #[test]
    fn quarters_are_drawn_with_their_doubt() {
        let estate = Estate::small();
        let page = written(&View { trend: Some(quarters()), ..estate.view() });
        let trend = part(&page, "trend");
        assert!(trend.contains("2025-Q4*") && trend.contains("Not all could be read in this quarter."), "{trend}");
        assert!(trend.contains("url(#hatch-quarters)") && trend.contains("40 / 12 / 3"), "{trend}");
    }

    #[test]
    fn names_from_the_cloud_are_clean_wherever_they_stand() {
        let mut all = Estate::climbing(true);
        all.include = [Verdict::Pass, Verdict::Unknown, Verdict::Fail].into();
        for estate in [Estate::small(), Estate::attested(), all] {
            let page = written(&estate.view());
            assert!(!page.contains(|c: char| c.is_control() && c != '\n'), "no escapes");
            assert!(!page.contains('\u{202e}') && !page.contains(HOSTILE));
            assert!(page.contains("evilname -with-a-very-long-tail"));
        }
    }
}
