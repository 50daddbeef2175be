//! What is wrong between frameworks and controls: `satisfied_by` that names nothing, or goes in a circle.

use super::crosswalk::Nodes;
use super::load::FrameworkFile;
use super::schema::{RawFramework, RawRequirement};
use super::{Reference, known, load};
use crate::control::{Requirements, instead};
use crate::snapshot::glob;
use crate::yaml::{Mistake, Source, Spanned};
use std::collections::{BTreeMap, BTreeSet};

/// Judges frameworks against each other and against the controls that there are. Where a file does not load, that comes
/// first: see [`super::load()`].
pub fn lint(files: &[FrameworkFile], controls: &[&str]) -> Vec<Mistake> {
    let Ok(frameworks) = load(files) else { return vec![] };
    let known = known(&frameworks);
    let nodes = Nodes::new(&frameworks);
    let lint = Lint { known, controls, circles: circles(&nodes), nodes };
    files.iter().flat_map(|file| lint.file(file)).collect()
}

struct Lint<'a> {
    known: Requirements,
    controls: &'a [&'a str],
    nodes: Nodes<'a>,
    circles: BTreeSet<(usize, usize)>,
}

impl Lint<'_> {
    fn file(&self, file: &FrameworkFile) -> Vec<Mistake> {
        let Ok(raw) = file.source.parse::<RawFramework>() else { return vec![] };
        let first = self.nodes.first(&file.id).unwrap_or_default();
        let each = raw.requirements.iter().enumerate().flat_map(|(place, one)| {
            let named = one.satisfied_by.iter().filter_map(|reference| self.reference(reference, &file.source));
            named.chain(self.circle(&file.id, first + place, one, &file.source))
        });
        each.collect()
    }

    fn reference(&self, text: &Spanned<String>, source: &Source) -> Option<Mistake> {
        match Reference::new(&text.value) {
            Reference::Controls { pattern } => self.controls_named(&pattern, text, source),
            Reference::Requirements { framework, pattern } => {
                self.requirements_named(&framework, &pattern, text, source)
            }
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

    fn requirements_named(
        &self,
        framework: &str,
        pattern: &str,
        text: &Spanned<String>,
        source: &Source,
    ) -> Option<Mistake> {
        let Some(ids) = self.known.ids.get(framework) else {
            let mistake = source.mistake_at(text, format!("there is no framework `{framework}`"), "unknown");
            return Some(mistake.nearest(framework, self.known.ids.keys().map(String::as_str)));
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
            Reference::Controls { .. } => false,
            Reference::Requirements { framework, pattern } => {
                self.nodes.fitting(&framework, &pattern).any(|to| self.circles.contains(&(node, to)))
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
    use super::super::sample::file;
    use super::*;
    use crate::framework::built_in;

    fn shown(text: &str) -> String {
        let mut files = built_in();
        // It names controls that there are; here there are others.
        files.retain(|file| file.id != "acme-top-risks");
        files.push(file("own", text));
        let controls = ["s3/bucket-versioning", "iam/user-mfa", "s3/bucket-policy-not-public"];
        let handler = miette::GraphicalReportHandler::new_themed(miette::GraphicalTheme::none());
        let mut out = String::new();
        for mistake in lint(&files, &controls) {
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
  - id: R2
    title: All of these are right
    satisfied_by: [s3/*, iam/user-mfa, nist-800-53-r5:AC-2*, mitre-attack:T1530]
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
         14 |   - id: R2
            `----
          help: did you mean `T1550.001`?
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
        let controls = crate::control::built_in();
        let ids: Vec<&str> = controls.iter().map(|control| control.id.as_str()).collect();
        let mistakes: Vec<String> = lint(&built_in(), &ids).into_iter().map(|mistake| mistake.message).collect();
        assert!(mistakes.is_empty(), "{mistakes:#?}");
    }
}
