//! What is wrong with controls, beyond what does not even parse: paths that no kind has, requirements that no framework
//! has, missing examples, words that say nothing.

use super::check::{Path, Root};
use super::lead::{Kinds, Problem, of_fields, of_resource};
use super::load::ControlFile;
use super::schema::RawControl;
use super::{Check, Expect, folding};
use crate::snapshot::{Fields, KindInfo};
use crate::yaml::{Mistake, Source, Spanned};
use std::collections::{BTreeMap, BTreeSet};

/// What a control may name.
pub struct Known<'a> {
    pub kinds: &'a [KindInfo],
    /// The paths under `facts`.
    pub facts: &'a Fields,
    pub requirements: &'a Requirements,
    /// All controls that there are.
    pub controls: &'a [ControlFile],
}

/// The requirements that there are, in all frameworks.
#[derive(Debug, Default)]
pub struct Requirements {
    /// Requirement ids by framework id.
    pub ids: BTreeMap<String, BTreeSet<String>>,
    /// Ids that are no longer in force and what took their place, by framework id.
    pub withdrawn: BTreeMap<String, BTreeMap<String, Vec<String>>>,
    /// The ids of frameworks that list what attackers do, which is defended against and not served.
    pub techniques: BTreeSet<String>,
}

/// Judges controls, one file at a time. Files that do not parse are for `load`.
pub fn lint(files: &[ControlFile], known: &Known<'_>) -> Vec<Mistake> {
    files.iter().flat_map(|file| lint_one(file, known)).collect()
}

fn lint_one(file: &ControlFile, known: &Known<'_>) -> Vec<Mistake> {
    // What the build made of a file has neither examples nor places.
    let source = file.source.as_written();
    let Ok(raw) = source.parse::<RawControl>() else { return vec![] };
    let mut lint = Lint { source: &source, known, mistakes: vec![] };
    lint.id(&file.id);
    lint.words(&raw);
    lint.maps(&raw);
    lint.examples(&raw);
    lint.mistakes.extend(folding::mistakes(&file.id, &raw, &source, known.controls));
    let Some(kind) = lint.kind(&raw.resource) else { return lint.mistakes };
    for expression in raw.applies.iter().chain([&raw.check]) {
        lint.expression(expression, kind, &raw);
    }
    lint.command(&raw, kind);
    lint.cause(&raw, kind);
    lint.mistakes
}

/// Says what to write instead of a requirement that there is not, or no longer: `successors` are those of a withdrawn one.
pub fn instead(mistake: Mistake, id: &str, known: &BTreeSet<String>, successors: Option<&[String]>) -> Mistake {
    match successors {
        None => mistake.nearest(id, known.iter().map(String::as_str)),
        Some([]) => mistake.help("it was withdrawn, and nothing took its place"),
        Some(new) => mistake.help(format!("it was withdrawn; in its place: {}", new.join(", "))),
    }
}

/// Whether a control may be called so: `<service>/<what-is-true>`, in lower case with hyphens.
pub fn is_id(id: &str) -> bool {
    let word = |part: &str| {
        !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
    };
    id.split('/').count() == 2 && id.split('/').all(word)
}

struct Lint<'a> {
    source: &'a Source,
    known: &'a Known<'a>,
    mistakes: Vec<Mistake>,
}

impl<'a> Lint<'a> {
    fn id(&mut self, id: &str) {
        if !is_id(id) {
            let mistake = self.source.mistake(format!("`{id}` cannot be a control's id"));
            self.mistakes.push(mistake.help("name the file <service>/<what-is-true>.yaml, in lower case with hyphens"));
        }
    }

    fn words(&mut self, raw: &RawControl) {
        let title = raw.title.value.trim();
        let first = title.split(' ').next().unwrap_or_default().to_lowercase();
        if ["ensure", "check", "verify", "make"].contains(&first.as_str()) || title.contains(" should ") {
            let mistake = self.source.mistake_at(&raw.title, "a title says what is true when the control passes", "");
            self.mistakes.push(mistake.help("such as `S3 buckets keep old versions of objects`"));
        }
        if title.ends_with('.') || title.is_empty() || title.chars().count() > 90 {
            let message = "a title has one to 90 characters and no full stop";
            self.mistakes.push(self.source.mistake_at(&raw.title, message, "this title"));
        }
        if raw.why.value.trim().len() < 20 {
            self.mistakes.push(self.source.mistake_at(
                &raw.why,
                "`why` says what can happen, in a sentence",
                "too short",
            ));
        }
        for url in raw.references.iter().filter(|url| !url.value.starts_with("https://")) {
            self.mistakes.push(self.source.mistake_at(url, "a reference is an https:// address", "not one"));
        }
    }

    fn maps(&mut self, raw: &RawControl) {
        for (framework, map) in &raw.maps {
            let Some(known) = self.known.requirements.ids.get(framework) else {
                let mistake = match map.ids().next() {
                    Some((id, _)) => {
                        self.source.mistake_at(id, format!("there is no framework `{framework}`"), "under it")
                    }
                    None => self.source.mistake(format!("there is no framework `{framework}`")),
                };
                let names = self.known.requirements.ids.keys().map(String::as_str);
                self.mistakes.push(mistake.nearest(framework, names));
                continue;
            };
            let asked = self.known.requirements.techniques.contains(framework);
            if let Some((id, _)) = map.ids().find(|(_, defence)| defence.is_some() != asked) {
                self.mistakes.push(self.defence(framework, id, asked));
            }
            for (id, _) in map.ids().filter(|(id, _)| !known.contains(&id.value)) {
                let message = format!("{framework} has no requirement `{}`", id.value);
                let mistake = self.source.mistake_at(id, message, "unknown");
                let successors =
                    self.known.requirements.withdrawn.get(framework).and_then(|replaced| replaced.get(&id.value));
                self.mistakes.push(instead(mistake, &id.value, known, successors.map(Vec::as_slice)));
            }
        }
    }

    /// What is wrong with a map that says how it helps where it should not, or does not where it should.
    fn defence(&self, framework: &str, id: &Spanned<String>, asked: bool) -> Mistake {
        let (message, help) = if asked {
            ("how it helps against a technique is not said", format!("{{protect: [{}]}}, detect or respond", id.value))
        } else {
            ("nobody defends against a requirement", format!("[{}]", id.value))
        };
        self.source.mistake_at(id, message, "here").help(format!("write `{framework}: {help}`"))
    }

    fn examples(&mut self, raw: &RawControl) {
        let given = |expect: Expect| {
            raw.examples.iter().any(|example| match expect {
                Expect::Pass => example.value.pass.is_some(),
                Expect::Fail => example.value.fail.is_some(),
                Expect::Unknown => example.value.unknown.is_some(),
                Expect::Skip => example.value.skip.is_some(),
            })
        };
        for expect in [Expect::Pass, Expect::Fail, Expect::Unknown] {
            if !given(expect) {
                let mistake =
                    self.source.mistake_at(&raw.check, format!("no example of {}", expect.as_str()), "of this");
                let help =
                    format!("add `- {}: {{...}}` under `examples:`, laid over the kind's sample", expect.as_str());
                self.mistakes.push(mistake.help(help));
            }
        }
    }

    fn kind(&mut self, name: &Spanned<String>) -> Option<&'a KindInfo> {
        let found = self.known.kinds.iter().find(|kind| kind.name == name.value);
        if found.is_none() {
            let mistake = self.source.mistake_at(name, format!("there is no kind `{}`", name.value), "unknown kind");
            self.mistakes.push(mistake.nearest(&name.value, self.known.kinds.iter().map(|kind| kind.name)));
        }
        found
    }

    fn expression(&mut self, expression: &Spanned<String>, kind: &KindInfo, raw: &RawControl) {
        let Ok(check) = Check::compile(&expression.value) else { return };
        for path in check.paths() {
            if let Err(problem) = self.path(path, kind, raw) {
                self.mistakes.push(problem.told(self.source, expression));
            }
        }
    }

    fn path(&self, path: &Path, kind: &KindInfo, raw: &RawControl) -> Result<(), Problem> {
        let names: Vec<&str> = path.names.iter().map(String::as_str).collect();
        let Some((first, _)) = names.split_first() else { return Ok(()) };
        match path.root {
            Root::Resource => of_resource(path, kind, &names),
            Root::Facts => of_fields(path, self.known.facts, &names),
            Root::Params => {
                let known = raw.params.iter().flat_map(|params| params.as_object()).flat_map(|params| params.iter());
                let known: Vec<String> = known.map(|(name, _)| name.to_owned()).collect();
                if known.iter().any(|name| name == first) { Ok(()) } else { Err(Problem::new(path, first, known)) }
            }
            Root::Account | Root::Region | Root::Kinds | Root::By | Root::Now => Kinds(self.known.kinds).path(path),
        }
    }

    /// The expression that finds the cause names paths like any other.
    fn cause(&mut self, raw: &RawControl, kind: &KindInfo) {
        let Some(cause) = raw.fix.cause.as_deref().and_then(|cause| Check::compile(cause).ok()) else { return };
        for path in cause.paths() {
            if let Err(problem) = self.path(path, kind, raw) {
                let message = format!("`fix.cause`: {}", problem.message);
                self.mistakes.push(self.source.mistake_at(&raw.resource, message, "of this kind"));
            }
        }
    }

    /// `{resource.name}` in a command must be something that there is.
    fn command(&mut self, raw: &RawControl, kind: &KindInfo) {
        let Some(cli) = &raw.fix.cli else { return };
        for (_, rest) in cli.match_indices("{resource.").map(|(start, open)| (start, &cli[start + open.len()..])) {
            let name = rest.split('}').next().unwrap_or_default();
            let names: Vec<&str> = name.split('.').collect();
            let path = Path { root: Root::Resource, names: vec![name.to_owned()], through_list: false };
            if let Err(problem) = of_resource(&path, kind, &names) {
                let message = format!("the fix's command: {}", problem.message);
                self.mistakes.push(self.source.mistake_at(&raw.resource, message, "of this kind"));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::load::ControlFile;
    use super::*;

    fn kind() -> KindInfo {
        let schema = r#"{"properties": {"vpc_id": {"type": "string"}, "count": {"type": "integer"}}}"#;
        KindInfo::made_up("k", schema)
    }

    fn mistakes(check: &str) -> String {
        let text = format!(
            "title: T\nresource: k\nseverity: low\ncheck: {check}\nwhy: Twenty letters and more, as asked.\n\
             risk: {{threat: tampering, exploit: hard}}\nfix: {{text: F, effort: days}}\n"
        );
        let files = [ControlFile::new("k/x", Source::new("x.yaml", text))];
        let (kinds, facts, requirements) = ([kind()], Fields::default(), Requirements::default());
        let known = Known { kinds: &kinds, facts: &facts, requirements: &requirements, controls: &files };
        lint(&files, &known).iter().map(|mistake| format!("{mistake}; ")).collect()
    }

    #[test]
    fn a_look_up_is_by_text() {
        assert!(!mistakes("by.k.vpc_id[resource.vpc_id].size() == 1").contains("finds nothing"));
        assert!(!mistakes("by.k.name['x'].size() == 1").contains("finds nothing"));
        assert!(mistakes("by.k.count['1'].size() == 1").contains("`count` holds no text"));
    }
}
