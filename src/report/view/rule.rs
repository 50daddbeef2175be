//! The controls that the listed findings are about, each once, with what it serves by name.

use super::{FindingRow, Mapping, View};
use crate::control::{Control, Served};
use crate::risk::Score;
use std::collections::BTreeMap;

/// By id.
pub struct Rules<'v> {
    pub rows: Vec<RuleRow<'v>>,
}

pub struct RuleRow<'v> {
    pub control: &'v Control,
    /// The heaviest of its listed findings; null where all pass.
    pub heaviest: Option<&'v Score>,
    /// Only what the reported frameworks ask.
    pub maps: Vec<Mapping<'v>>,
}

impl<'v> Rules<'v> {
    pub fn of(view: &'v View<'_>) -> Self {
        let mut heaviest: BTreeMap<&str, (&Control, Option<&Score>)> = BTreeMap::new();
        for finding in &view.findings {
            let (_, known) = heaviest.entry(&finding.control.id).or_insert((finding.control, None));
            *known = [*known, finding.risk].into_iter().flatten().max_by(|a, b| a.high.total_cmp(&b.high));
        }
        let titles = titles(view);
        let row = |(control, heaviest)| RuleRow { control, heaviest, maps: maps(control, &titles) };
        Self { rows: heaviest.into_values().map(row).collect() }
    }

    /// The place of a finding's control among the rows.
    pub fn place(&self, finding: &FindingRow<'_>) -> Option<usize> {
        self.rows.binary_search_by(|row| row.control.id.cmp(&finding.control.id)).ok()
    }
}

impl<'a> View<'a> {
    /// The listed findings of each service.
    pub fn by_service(&self) -> BTreeMap<&'a str, Vec<&FindingRow<'a>>> {
        let mut services: BTreeMap<&str, Vec<&FindingRow<'a>>> = BTreeMap::new();
        for finding in &self.findings {
            services.entry(finding.control.service()).or_default().push(finding);
        }
        services
    }
}

/// By framework and requirement.
type Titles<'v> = BTreeMap<(&'v str, &'v str), &'v str>;

fn titles<'v>(view: &'v View<'_>) -> Titles<'v> {
    let all =
        view.frameworks.iter().flat_map(|framework| framework.requirements.iter().map(move |one| (framework, one)));
    all.map(|(framework, requirement)| ((framework.id, requirement.id), requirement.title)).collect()
}

fn maps<'v>(control: &'v Control, titles: &Titles<'v>) -> Vec<Mapping<'v>> {
    let all = control.maps.iter().flat_map(|(framework, served)| served.iter().map(move |one| (framework, one)));
    let mapping = |(framework, Served { requirement, defence }): (&'v String, &'v Served)| {
        let title = titles.get(&(framework.as_str(), requirement.as_str())).copied()?;
        Some(Mapping { framework, requirement, defence: *defence, title: Some(title) })
    };
    all.filter_map(mapping).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::Verdict;
    use crate::report::sample::Estate;

    #[test]
    fn each_control_is_there_once_with_its_heaviest_finding() {
        let mut estate = Estate::small();
        estate.include = [Verdict::Fail, Verdict::Pass].into();
        let view = estate.view();
        let rules = Rules::of(&view);
        let ids: Vec<_> = rules.rows.iter().map(|row| row.control.id.as_str()).collect();
        assert_eq!(ids, ["s3/bucket-versioning", "s3/policy-is-private"]);
        assert_eq!(rules.rows[0].heaviest.map(|score| score.high), Some(66.0));
        assert!(rules.rows[1].heaviest.is_none(), "a pass has no risk");
        assert_eq!(rules.rows[0].maps[0].title, Some("System Backup"));
        assert!(view.findings.iter().all(|finding| rules.place(finding).is_some()));
    }
}
