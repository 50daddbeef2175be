//! Controls and frameworks for this stage's tests.

use super::catalog::TOOLS;
use super::{Framework, FrameworkFile, built_in, load};
use crate::control::{self, ControlFile, ControlSet};
use crate::yaml::Source;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// Controls that say nothing but whom they serve and what others call them:
/// `("s3/a", "mitre-attack:T1530 cis-aws-7.0:2.1 prowler:s3_a")`.
pub(super) fn controls(serve: &[(&str, &str)]) -> ControlSet {
    let files: Vec<ControlFile> = serve.iter().map(|(id, maps)| control_file(id, maps)).collect();
    control::load(&files, &BTreeMap::new()).unwrap()
}

fn control_file(id: &str, maps: &str) -> ControlFile {
    let mut by_framework: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let mut names: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (owner, name) in maps.split_whitespace().map(|one| one.split_once(':').unwrap()) {
        let of = if TOOLS.contains(&owner) { &mut names } else { &mut by_framework };
        of.entry(owner).or_default().push(name);
    }
    let text = format!(
        "title: T\nresource: ec2_region\nseverity: low\ncheck: 'true'\nwhy: W\nmaps: {by_framework:?}\nalso_known_as: {names:?}\n\
         risk: {{threat: tampering, exploit: hard}}\nfix: {{text: F, effort: minutes}}\n"
    );
    ControlFile::new(id, Source::new(format!("{id}.yaml"), text))
}

pub(super) fn file(id: &str, text: &str) -> FrameworkFile {
    FrameworkFile { id: id.to_owned(), source: Source::new(format!("{id}.yaml"), text) }
}

/// A framework with some requirements, each with what it is satisfied by: `("R1", "s3/* cis-aws-7.0:2.*")`.
pub(super) fn framework(id: &str, requirements: &[(&str, &str)]) -> Framework {
    let mut text = "title: T\nrequirements:\n".to_owned();
    for (requirement, by) in requirements {
        let by: Vec<&str> = by.split_whitespace().collect();
        writeln!(text, "  - {{id: {requirement:?}, title: T, satisfied_by: {by:?}}}").unwrap();
    }
    load(&[file(id, &text)]).unwrap().remove(0)
}

pub(super) fn all_built_in() -> Vec<Framework> {
    load(&built_in()).unwrap()
}
