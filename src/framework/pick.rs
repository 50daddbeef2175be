//! Which requirements to show: a whole framework, one of its baselines, or some ids.

use super::crosswalk::crosswalk;
use super::{Coverage, Framework, Requirement};
use crate::control::ControlSet;
use crate::snapshot::glob;
use crate::yaml::nearest;
use std::collections::BTreeSet;

/// A framework, and the part of it that was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pick {
    /// The framework's place in the list that was given.
    pub framework: usize,
    /// Places of requirements, rising.
    pub requirements: Vec<usize>,
}

#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoSuchPick {
    #[error("there is no framework `{name}`{}", meant(.nearest))]
    Framework { name: String, nearest: Option<String> },
    #[error("{framework} has no requirement and no baseline `{part}`{}", meant(.nearest))]
    Part { framework: String, part: String, nearest: Option<String> },
}

fn meant(nearest: &Option<String>) -> String {
    nearest.as_ref().map(|name| format!("; did you mean `{name}`?")).unwrap_or_default()
}

/// Understands `nist-800-53-r5`, `nist-800-53-r5:moderate` and `mitre-attack:T1078*`. Several picks of one framework add
/// up, and frameworks come in the order in which they were first named.
pub fn pick(wanted: &[String], frameworks: &[Framework]) -> Result<Vec<Pick>, NoSuchPick> {
    let mut picks: Vec<Pick> = Vec::new();
    for one in wanted {
        let one = pick_one(one, frameworks)?;
        match picks.iter_mut().find(|known| known.framework == one.framework) {
            Some(known) => known.requirements.extend(one.requirements),
            None => picks.push(one),
        }
    }
    for pick in &mut picks {
        pick.requirements.sort_unstable();
        pick.requirements.dedup();
    }
    Ok(picks)
}

fn pick_one(wanted: &str, frameworks: &[Framework]) -> Result<Pick, NoSuchPick> {
    let (name, part) = wanted.split_once(':').map_or((wanted, None), |(name, part)| (name, Some(part)));
    let ids = || frameworks.iter().map(|framework| framework.id.as_str());
    let Some(place) = ids().position(|id| id == name) else {
        let nearest = nearest(name, ids()).map(str::to_owned);
        return Err(NoSuchPick::Framework { name: name.to_owned(), nearest });
    };
    let framework = &frameworks[place];
    let inside = |one: &Requirement| match part {
        None => true,
        Some(part) => one.baselines.iter().any(|baseline| baseline == part) || glob(part, &one.id),
    };
    let all = framework.requirements.iter().enumerate();
    let requirements: Vec<usize> = all.filter(|(_, one)| inside(one)).map(|(place, _)| place).collect();
    match part {
        Some(part) if requirements.is_empty() => Err(NoSuchPick::Part {
            framework: name.to_owned(),
            part: part.to_owned(),
            nearest: nearest(part, parts(framework)).map(str::to_owned),
        }),
        _ => Ok(Pick { framework: place, requirements }),
    }
}

fn parts(framework: &Framework) -> impl Iterator<Item = &str> {
    let parts = framework.requirements.iter().flat_map(|one| one.baselines.iter().chain([&one.id]));
    parts.map(String::as_str)
}

/// The ids of the controls that serve what was picked.
pub fn serving(frameworks: &[Framework], picks: &[Pick], controls: &ControlSet) -> BTreeSet<String> {
    let crosswalk = crosswalk(frameworks, controls);
    let picked = picks.iter().flat_map(|pick| pick.requirements.iter().map(|place| &crosswalk[pick.framework][*place]));
    picked.flat_map(|serving| &serving.controls).map(|place| controls.controls()[*place].id.clone()).collect()
}

impl Pick {
    /// This part of what is known of all requirements.
    pub fn of(&self, coverages: &[Coverage], frameworks: &[Framework]) -> Option<Coverage> {
        let whole = coverages.iter().find(|coverage| coverage.framework == self.framework)?;
        let inside = whole.requirements.iter().filter(|one| self.requirements.binary_search(&one.requirement).is_ok());
        Some(Coverage::new(self.framework, frameworks.get(self.framework)?, inside.cloned().collect()))
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample::{all_built_in, controls};
    use super::*;
    use crate::evaluate::{Assessment, Tally};
    use crate::framework::InForce;

    fn picked(wanted: &[&str]) -> Result<Vec<(String, usize)>, String> {
        let frameworks = all_built_in();
        let wanted: Vec<String> = wanted.iter().map(|one| (*one).to_owned()).collect();
        let picks = pick(&wanted, &frameworks).map_err(|error| error.to_string())?;
        Ok(picks.iter().map(|pick| (frameworks[pick.framework].id.clone(), pick.requirements.len())).collect())
    }

    #[test]
    fn frameworks_baselines_and_ids() {
        let of = |id: &str, count| (id.to_owned(), count);
        assert_eq!(
            picked(&["nist-800-53-r5:moderate", "mitre-attack"]).unwrap(),
            [of("nist-800-53-r5", 287), of("mitre-attack", 104)]
        );
        assert_eq!(
            picked(&["mitre-attack:T1078*", "mitre-attack:T1530", "mitre-attack:t1078"]).unwrap(),
            [of("mitre-attack", 4)]
        );
    }

    #[test]
    fn what_there_is_not_is_refused_with_what_was_probably_meant() {
        insta::assert_snapshot!(picked(&["mitre-atack"]).unwrap_err(), @"there is no framework `mitre-atack`; did you mean `mitre-attack`?");
        insta::assert_snapshot!(picked(&["nist-800-53-r5:moderat"]).unwrap_err(), @"nist-800-53-r5 has no requirement and no baseline `moderat`; did you mean `moderate`?");
        insta::assert_snapshot!(picked(&["cis-aws-7.0:9.9"]).unwrap_err(), @"cis-aws-7.0 has no requirement and no baseline `9.9`; did you mean `5.9`?");
    }

    #[test]
    fn a_part_has_its_own_score() {
        let frameworks = all_built_in();
        let tallies = vec![Tally { pass: 1, ..Tally::default() }; 2];
        let controls = controls(&[("iam/a", "mitre-attack:T1078.004"), ("s3/b", "mitre-attack:T1530")]);
        let assessment = Assessment { tallies, ..Assessment::default() };
        let coverages = super::super::coverage(&frameworks, &controls, &assessment, &InForce::default());
        let picks = pick(&["mitre-attack:T1078*".to_owned()], &frameworks).unwrap();
        let part = picks[0].of(&coverages, &frameworks).unwrap();
        assert_eq!((part.score.met, part.score.not_covered), (1, 2));
        let first = part.requirements[0].requirement;
        assert_eq!(frameworks[part.framework].requirements[first].id, "T1078");
    }
}
