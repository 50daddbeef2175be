//! What is wrong between frameworks and controls: `satisfied_by` that names nothing, or goes in a circle.

use super::catalog::TOOLS;
use super::crosswalk::Nodes;
use super::load::FrameworkFile;
use super::schema::{RawFramework, RawRequirement};
use super::{Framework, Reference, known};
use crate::control::{Control, ControlSet, Requirements, instead};
use crate::snapshot::glob;
use crate::yaml::{Mistake, Source, Spanned};
use std::collections::{BTreeMap, BTreeSet};

/// Judges files against all frameworks, of which they are some, and against the controls that there are. That a file
/// loads comes first: see [`super::load()`].
pub fn lint(files: &[FrameworkFile], frameworks: &[Framework], controls: &ControlSet) -> Vec<Mistake> {
    let controls: Vec<&Control> = controls.controls().iter().chain(controls.left_out()).collect();
    let nodes = Nodes::new(frameworks);
    let lint = Lint {
        known: known(frameworks),
        names: names(frameworks, &controls),
        controls: controls.iter().map(|control| control.id.as_str()).collect(),
        circles: circles(&nodes),
        nodes,
    };
    files.iter().flat_map(|file| lint.file(file)).collect()
}

/// The names of controls in other tools: those that a control has, and those that a built-in framework refers to.
fn names<'a>(frameworks: &'a [Framework], controls: &[&'a Control]) -> BTreeMap<&'a str, BTreeSet<&'a str>> {
    let mut names: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (tool, known) in controls.iter().flat_map(|control| &control.also_known_as) {
        names.entry(tool).or_default().extend(known.iter().map(String::as_str));
    }
    let built_in = frameworks.iter().filter(|framework| FrameworkFile::is_built_in(&framework.id));
    for reference in built_in.flat_map(|framework| &framework.requirements).flat_map(|one| &one.satisfied_by) {
        if let Reference::KnownAs { tool, pattern } = reference
            && !pattern.contains(['*', '?'])
        {
            names.entry(tool).or_default().insert(pattern);
        }
    }
    names
}

struct Lint<'a> {
    known: Requirements,
    names: BTreeMap<&'a str, BTreeSet<&'a str>>,
    controls: Vec<&'a str>,
    nodes: Nodes<'a>,
    circles: BTreeSet<(usize, usize)>,
}

impl Lint<'_> {
    fn file(&self, file: &FrameworkFile) -> Vec<Mistake> {
        // What the build made of a file has no places to point at.
        let source = file.source.as_written();
        let Ok(raw) = source.parse::<RawFramework>() else { return vec![] };
        let first = self.nodes.first(&file.id).unwrap_or_default();
        let superseded = raw.superseded_by.iter().filter(|by| !self.known.ids.contains_key(&by.value));
        let superseded = superseded.map(|by| self.no_framework(&by.value, by, &source));
        let each = raw.requirements.iter().enumerate().flat_map(|(place, one)| {
            let named = one.satisfied_by.iter().filter_map(|reference| self.reference(reference, &source));
            named.chain(self.circle(&file.id, first + place, one, &source))
        });
        superseded.chain(each).collect()
    }

    fn reference(&self, text: &Spanned<String>, source: &Source) -> Option<Mistake> {
        match Reference::new(&text.value) {
            Reference::Controls { pattern } => self.controls_named(&pattern, text, source),
            Reference::Requirements { framework, pattern } => {
                self.requirements_named(&framework, &pattern, text, source)
            }
            Reference::KnownAs { tool, pattern } => self.known_as(&tool, &pattern, text, source),
        }
    }

    fn controls_named(&self, pattern: &str, text: &Spanned<String>, source: &Source) -> Option<Mistake> {
        if self.controls.iter().any(|id| glob(pattern, id)) {
            return None;
        }
        let mistake = source.mistake_at(text, format!("no control is named `{pattern}`"), "unknown");
        let home = self.known.ids.iter().find(|(_, ids)| ids.contains(pattern));
        Some(match home {
            Some((framework, _)) => mistake.help(format!("a requirement is written `{framework}:{pattern}`")),
            None => mistake.nearest(pattern, self.controls.iter().copied()),
        })
    }

    /// That no control has a name today is no mistake; that nobody has heard of it is.
    fn known_as(&self, tool: &str, pattern: &str, text: &Spanned<String>, source: &Source) -> Option<Mistake> {
        let names = || self.names.get(tool).into_iter().flatten().copied();
        if names().any(|name| glob(pattern, name)) {
            return None;
        }
        let mistake = source.mistake_at(text, format!("nothing is known as `{pattern}` in {tool}"), "unknown");
        Some(mistake.nearest(pattern, names()))
    }

    fn no_framework(&self, framework: &str, text: &Spanned<String>, source: &Source) -> Mistake {
        let mistake = source.mistake_at(text, format!("there is no framework `{framework}`"), "unknown");
        mistake.nearest(framework, self.known.ids.keys().map(String::as_str).chain(TOOLS))
    }

    fn requirements_named(
        &self,
        framework: &str,
        pattern: &str,
        text: &Spanned<String>,
        source: &Source,
    ) -> Option<Mistake> {
        let Some(ids) = self.known.ids.get(framework) else {
            return Some(self.no_framework(framework, text, source));
        };
        if ids.iter().any(|id| glob(pattern, id)) {
            return None;
        }
        let mistake = source.mistake_at(text, format!("{framework} has no requirement `{pattern}`"), "unknown");
        let successors = self.known.withdrawn.get(framework).and_then(|withdrawn| withdrawn.get(pattern));
        Some(instead(mistake, pattern, ids, successors.map(Vec::as_slice)))
    }

    /// Says which of the references of a requirement leads back to it.
    fn circle(&self, id: &str, node: usize, raw: &RawRequirement, source: &Source) -> Option<Mistake> {
        let leads_back = |text: &&Spanned<String>| match Reference::new(&text.value) {
            Reference::Controls { .. } | Reference::KnownAs { .. } => false,
            Reference::Requirements { framework, pattern } => {
                self.nodes.fitting(&framework, &pattern).into_iter().any(|to| self.circles.contains(&(node, to)))
            }
        };
        let by = raw.satisfied_by.iter().find(leads_back)?;
        Some(source.mistake_at(by, format!("`{id}:{}` is satisfied by itself", raw.id.value), "by way of this"))
    }
}

/// The steps from one requirement to the next that lead back to where they started.
fn circles(nodes: &Nodes<'_>) -> BTreeSet<(usize, usize)> {
    let mut ways: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
    for (from, reference) in nodes.references() {
        if let Reference::Requirements { framework, pattern } = reference {
            ways.entry(from).or_default().extend(nodes.fitting(framework, pattern));
        }
    }
    let steps = ways.iter().flat_map(|(from, all)| all.iter().map(|to| (*from, *to)));
    steps.filter(|(from, to)| leads(&ways, *to, *from)).collect()
}

fn leads(ways: &BTreeMap<usize, BTreeSet<usize>>, from: usize, to: usize) -> bool {
    let mut seen = BTreeSet::from([from]);
    let mut open = vec![from];
    while let Some(here) = open.pop().filter(|here| *here != to) {
        open.extend(ways.get(&here).into_iter().flatten().filter(|next| seen.insert(**next)));
    }
    seen.contains(&to)
}

#[cfg(test)]
mod tests {
    use super::super::sample::{self, file};
    use super::*;
    use crate::framework::{built_in, load};

    fn shown(text: &str) -> String {
        let mut files = built_in();
        // It names controls that there are; here there are others.
        files.retain(|file| file.id != "acme-top-risks");
        files.push(file("own", text));
        let controls = sample::controls(&[
            ("s3/bucket-versioning", "prowler:s3_bucket_object_versioning security_hub:S3.14"),
            ("iam/user-mfa", ""),
            ("s3/bucket-policy-not-public", ""),
        ]);
        let frameworks = load(&files).unwrap();
        let own = &files[files.len() - 1..];
        let handler = miette::GraphicalReportHandler::new_themed(miette::GraphicalTheme::none());
        let mut out = String::new();
        for mistake in lint(own, &frameworks, &controls) {
            handler.render_report(&mut out, &mistake).unwrap();
        }
        out
    }

    #[test]
    fn references_must_name_something() {
        insta::assert_snapshot!(shown(
            r"title: Ours
requirements:
  - id: R1
    title: All of these are wrong
    satisfied_by:
      - s3/bucket-versionning
      - rds/*
      - AC-2
      - nist-800-53:AC-2
      - nist-800-53-r5:AC-3(1)
      - nist-800-53-r5:SC-19
      - nist-csf-2.0:PR.AC-01
      - mitre-attack:T1530.001
      - prowler:s3_bucket_object_versionning
      - security_hub:S4.*
      - prowlr:s3_bucket_object_versioning
  - id: R2
    title: All of these are right
    satisfied_by: [s3/*, iam/user-mfa, nist-800-53-r5:AC-2*, mitre-attack:T1530, security_hub:S3.14, prowler:s3_*]
  - id: R3
    title: No control has this name, and PCI DSS refers to it
    satisfied_by: [prowler:cloudfront_distributions_https_enabled]
"
        ), @r"
         x no control is named `s3/bucket-versionning`
          ,-[own.yaml:6:9]
        5 |     satisfied_by:
        6 |       - s3/bucket-versionning
          :         ^^^^^^^^^^|^^^^^^^^^^
          :                   `-- unknown
        7 |       - rds/*
          `----
         help: did you mean `s3/bucket-versioning`?
         x no control is named `rds/*`
          ,-[own.yaml:7:9]
        6 |       - s3/bucket-versionning
        7 |       - rds/*
          :         ^^|^^
          :           `-- unknown
        8 |       - AC-2
          `----
         x no control is named `AC-2`
          ,-[own.yaml:8:9]
        7 |       - rds/*
        8 |       - AC-2
          :         ^^|^
          :           `-- unknown
        9 |       - nist-800-53:AC-2
          `----
         help: a requirement is written `nist-800-53-r5:AC-2`
         x there is no framework `nist-800-53`
           ,-[own.yaml:9:9]
         8 |       - AC-2
         9 |       - nist-800-53:AC-2
           :         ^^^^^^^^|^^^^^^^
           :                 `-- unknown
        10 |       - nist-800-53-r5:AC-3(1)
           `----
         help: did you mean `nist-800-53-r5`?
         x nist-800-53-r5 has no requirement `AC-3(1)`
           ,-[own.yaml:10:9]
         9 |       - nist-800-53:AC-2
        10 |       - nist-800-53-r5:AC-3(1)
           :         ^^^^^^^^^^^|^^^^^^^^^^
           :                    `-- unknown
        11 |       - nist-800-53-r5:SC-19
           `----
         help: it was withdrawn; in its place: AC-6
         x nist-800-53-r5 has no requirement `SC-19`
           ,-[own.yaml:11:9]
        10 |       - nist-800-53-r5:AC-3(1)
        11 |       - nist-800-53-r5:SC-19
           :         ^^^^^^^^^^|^^^^^^^^^
           :                   `-- unknown
        12 |       - nist-csf-2.0:PR.AC-01
           `----
         help: it was withdrawn, and nothing took its place
         x nist-csf-2.0 has no requirement `PR.AC-01`
           ,-[own.yaml:12:9]
        11 |       - nist-800-53-r5:SC-19
        12 |       - nist-csf-2.0:PR.AC-01
           :         ^^^^^^^^^^|^^^^^^^^^^
           :                   `-- unknown
        13 |       - mitre-attack:T1530.001
           `----
         help: it was withdrawn; in its place: PR.AA-01, PR.AA-05
         x mitre-attack has no requirement `T1530.001`
           ,-[own.yaml:13:9]
        12 |       - nist-csf-2.0:PR.AC-01
        13 |       - mitre-attack:T1530.001
           :         ^^^^^^^^^^^|^^^^^^^^^^
           :                    `-- unknown
        14 |       - prowler:s3_bucket_object_versionning
           `----
         help: did you mean `T1550.001`?
         x nothing is known as `s3_bucket_object_versionning` in prowler
           ,-[own.yaml:14:9]
        13 |       - mitre-attack:T1530.001
        14 |       - prowler:s3_bucket_object_versionning
           :         ^^^^^^^^^^^^^^^^^^|^^^^^^^^^^^^^^^^^
           :                           `-- unknown
        15 |       - security_hub:S4.*
           `----
         help: did you mean `s3_bucket_object_versioning`?
         x nothing is known as `S4.*` in security_hub
           ,-[own.yaml:15:9]
        14 |       - prowler:s3_bucket_object_versionning
        15 |       - security_hub:S4.*
           :         ^^^^^^^^|^^^^^^^^
           :                 `-- unknown
        16 |       - prowlr:s3_bucket_object_versioning
           `----
         x there is no framework `prowlr`
           ,-[own.yaml:16:9]
        15 |       - security_hub:S4.*
        16 |       - prowlr:s3_bucket_object_versioning
           :         ^^^^^^^^^^^^^^^^^|^^^^^^^^^^^^^^^^
           :                          `-- unknown
        17 |   - id: R2
           `----
         help: did you mean `prowler`?
        ");
    }

    #[test]
    fn circles_are_refused() {
        insta::assert_snapshot!(shown(
            r"title: Ours
requirements:
  - {id: R1, title: One, satisfied_by: [own:R2]}
  - {id: R2, title: Two, satisfied_by: [s3/*, own:R3]}
  - {id: R3, title: Three, satisfied_by: [own:R2]}
  - {id: R4, title: Four, satisfied_by: [own:R*]}
"
        ), @r"
          x `own:R2` is satisfied by itself
           ,-[own.yaml:4:47]
         3 |   - {id: R1, title: One, satisfied_by: [own:R2]}
         4 |   - {id: R2, title: Two, satisfied_by: [s3/*, own:R3]}
           :                                               ^^^|^^
           :                                                  `-- by way of this
         5 |   - {id: R3, title: Three, satisfied_by: [own:R2]}
           `----
          x `own:R3` is satisfied by itself
           ,-[own.yaml:5:43]
         4 |   - {id: R2, title: Two, satisfied_by: [s3/*, own:R3]}
         5 |   - {id: R3, title: Three, satisfied_by: [own:R2]}
           :                                           ^^^|^^
           :                                              `-- by way of this
         6 |   - {id: R4, title: Four, satisfied_by: [own:R*]}
           `----
          x `own:R4` is satisfied by itself
           ,-[own.yaml:6:42]
         5 |   - {id: R3, title: Three, satisfied_by: [own:R2]}
         6 |   - {id: R4, title: Four, satisfied_by: [own:R*]}
           :                                          ^^^|^^
           :                                             `-- by way of this
           `----
        ");
    }

    #[test]
    fn the_built_in_frameworks_name_what_there_is() {
        let controls = crate::control::load(&crate::control::built_in(), &BTreeMap::new()).unwrap();
        let files = built_in();
        let mistakes = lint(&files, &load(&files).unwrap(), &controls);
        let mistakes: Vec<String> = mistakes.into_iter().map(|mistake| mistake.message).collect();
        assert!(mistakes.is_empty(), "{mistakes:#?}");
    }
}
