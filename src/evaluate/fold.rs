//! One cause, one finding: where a broad control fails, the narrow ones that it covers on the same resource are folded
//! under it. They stay in the data, marked, and requirements that they serve are not met.

use super::{Finding, Verdict};
use crate::control::ControlSet;
use std::collections::HashSet;

/// Marks the failures that are part of a broader one. A waiver of the broad one changes nothing here: who accepts the
/// whole accepts its parts.
pub(super) fn fold(findings: &mut [Finding], controls: &ControlSet) {
    let broad: Vec<Vec<usize>> = controls.controls().iter().map(|control| places(control, controls)).collect();
    let wanted: HashSet<usize> = broad.iter().flatten().copied().collect();
    let fails = |finding: &&Finding| finding.verdict == Verdict::Fail && wanted.contains(&finding.control);
    let failing: HashSet<(usize, usize)> =
        findings.iter().filter(fails).map(|one| (one.control, one.resource)).collect();
    for finding in findings.iter_mut().filter(|finding| finding.verdict == Verdict::Fail) {
        let covering = broad[finding.control].iter().find(|broad| failing.contains(&(**broad, finding.resource)));
        finding.folded_under = covering.copied();
    }
}

/// The broader controls of one, in this set, the first named first.
fn places(control: &crate::control::Control, controls: &ControlSet) -> Vec<usize> {
    let place = |id: &String| controls.controls().binary_search_by(|other| other.id.cmp(id)).ok();
    control.folded_under.iter().filter_map(place).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::control::{ControlFile, Selection, load};
    use crate::yaml::Source;
    use std::collections::BTreeMap;

    fn set() -> ControlSet {
        let file = |id: &str, more: &str| {
            let text = format!(
                "title: T\nresource: k\nseverity: high\ncheck: 'true'\nwhy: W\n{more}\
                 risk: {{threat: tampering, exploit: trivial}}\nfix: {{text: F, effort: days}}\n"
            );
            ControlFile::new(id, Source::new("x.yaml", text))
        };
        let narrow = file("k/narrow", "folded_under: [k/middle, k/broad]\n");
        let files = [file("k/broad", ""), file("k/middle", "folded_under: [k/broad]\n"), narrow];
        load(&files, &BTreeMap::new()).unwrap()
    }

    fn finding(control: usize, resource: usize, verdict: Verdict) -> Finding {
        let fingerprint = format!("{control}-{resource}");
        let (unread, evidence, cause) = (None, vec![], None);
        Finding { fingerprint, control, resource, verdict, unread, evidence, cause, waiver: None, folded_under: None }
    }

    fn folded(mut findings: Vec<Finding>, controls: &ControlSet) -> Vec<Option<usize>> {
        fold(&mut findings, controls);
        findings.iter().map(|finding| finding.folded_under).collect()
    }

    #[test]
    fn a_failure_is_folded_under_a_broader_one_of_the_same_resource() {
        use Verdict::{Fail, Unknown};
        let set = set();
        assert_eq!(
            folded(vec![finding(0, 7, Fail), finding(1, 7, Fail), finding(2, 7, Fail)], &set),
            [None, Some(0), Some(1)]
        );
        assert_eq!(folded(vec![finding(0, 7, Fail), finding(2, 7, Fail)], &set), [None, Some(0)]);
        assert_eq!(folded(vec![finding(0, 8, Fail), finding(2, 7, Fail)], &set), [None, None], "another resource");
        assert_eq!(folded(vec![finding(0, 7, Unknown), finding(2, 7, Fail)], &set), [None, None], "nobody knows");
        assert_eq!(folded(vec![finding(0, 7, Fail), finding(2, 7, Unknown)], &set), [None, None]);
    }

    #[test]
    fn alone_it_stands_for_itself() {
        let only = Selection { controls: vec!["k/narrow".into()], services: vec![] };
        assert_eq!(folded(vec![finding(0, 7, Verdict::Fail)], &set().select(&only).unwrap()), [None]);
    }
}
