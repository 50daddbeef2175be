//! From files to frameworks. All mistakes of all files come out at once.

use super::answers::Answers;
use super::catalog::TOOLS;
use super::schema::{RawFramework, RawRequirement};
use super::{Framework, Group, Reference, Requirement};
use crate::yaml::{self, Broken, Mistake, Source, Spanned};
use include_dir::{Dir, include_dir};
use rayon::prelude::*;
use std::collections::BTreeSet;
use std::ops::RangeInclusive;

static BUILT_IN: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/frameworks");

/// The built-in frameworks, as the build made them.
static READY: &str = include_str!(concat!(env!("OUT_DIR"), "/frameworks.jsonl"));

/// What a weight may be; without one it is the least.
const WEIGHTS: RangeInclusive<u64> = 1..=10;

/// A framework's text, and the id that its file name gives it.
#[derive(Debug, Clone)]
pub struct FrameworkFile {
    pub id: String,
    pub source: Source,
}

impl FrameworkFile {
    /// Whether it is inside of the binary; nobody else may take its id.
    pub(super) fn is_built_in(id: &str) -> bool {
        BUILT_IN.get_file(format!("{id}.yaml")).is_some()
    }
}

/// The files inside of the binary.
pub fn built_in() -> Vec<FrameworkFile> {
    let ready = yaml::ready(READY);
    let files = BUILT_IN.files().filter_map(|file| {
        let path = file.path().to_string_lossy();
        let id = path.strip_suffix(".yaml")?;
        let made = ready.get(id).copied();
        let source = Source::built_in(format!("frameworks/{path}"), file.contents_utf8()?, made);
        Some(FrameworkFile { id: id.to_owned(), source })
    });
    files.collect()
}

/// Reads files into frameworks, in the order of their ids.
pub fn load(files: &[FrameworkFile]) -> Result<Vec<Framework>, Broken> {
    let read: Vec<_> = files.par_iter().map(read).collect();
    let mut frameworks = Vec::new();
    let mut mistakes = Vec::new();
    for one in read {
        match one {
            Ok(framework) => frameworks.push(framework),
            Err(more) => mistakes.extend(more),
        }
    }
    mistakes.extend(twice(files));
    Broken::check("framework", mistakes)?;
    frameworks.sort_by(|a, b| a.id.cmp(&b.id));
    Ok(frameworks)
}

/// A framework of the user's own may not take the id of another.
fn twice(files: &[FrameworkFile]) -> Vec<Mistake> {
    let mut seen = BTreeSet::new();
    let again = files.iter().filter(|file| !seen.insert(&file.id));
    let mistake = |file: &FrameworkFile| {
        let mistake = file.source.mistake(format!("there is a framework `{}` already", file.id));
        mistake.help("choose another file name")
    };
    again.map(mistake).collect()
}

fn read(file: &FrameworkFile) -> Result<Framework, Vec<Mistake>> {
    let raw: RawFramework = file.source.parse()?;
    let mut mistakes = ids(&raw, &file.source);
    mistakes.extend(weights(&raw, &file.source));
    mistakes.extend(tools(&raw, file));
    let answers = Answers::of(&raw);
    mistakes.extend(answers.mistakes(&raw, &file.source));
    if !mistakes.is_empty() {
        return Err(mistakes);
    }
    let known_as = raw.known_as.map(|tool| tool.value);
    let requirements = raw.requirements.into_iter().map(|one| requirement(one, &answers, known_as.as_deref()));
    let requirements = requirements.collect();
    let groups = raw.groups.into_iter().map(|group| Group { id: group.id.value, title: group.title });
    let withdrawn = raw.withdrawn.into_iter().map(|(id, new)| (id, new.into_iter().map(|id| id.value).collect()));
    Ok(Framework {
        id: file.id.clone(),
        title: raw.title.value,
        version: raw.version,
        url: raw.url,
        source: raw.source,
        license: raw.license,
        notice: raw.notice,
        example: raw.example,
        superseded_by: raw.superseded_by.map(|id| id.value),
        techniques: raw.techniques,
        groups: groups.collect(),
        requirements,
        withdrawn: withdrawn.collect(),
    })
}

/// What is wrong with a file's ids: twice the same, or none such.
fn ids(raw: &RawFramework, source: &Source) -> Vec<Mistake> {
    let mut mistakes = Vec::new();
    let mut once = |id: &Spanned<String>, seen: &mut BTreeSet<String>, what: &str| {
        if !seen.insert(id.value.clone()) {
            mistakes.push(source.mistake_at(id, format!("{what} `{}` is here twice", id.value), "again"));
        }
    };
    let (mut groups, mut requirements) = (BTreeSet::new(), BTreeSet::new());
    raw.groups.iter().for_each(|group| once(&group.id, &mut groups, "group"));
    raw.requirements.iter().for_each(|one| once(&one.id, &mut requirements, "requirement"));
    for group in raw.requirements.iter().flat_map(|one| &one.groups).filter(|group| !groups.contains(&group.value)) {
        let mistake = source.mistake_at(group, format!("there is no group `{}`", group.value), "unknown");
        mistakes.push(mistake.nearest(&group.value, groups.iter().map(String::as_str)));
    }
    for (old, new) in raw.withdrawn.iter().filter(|(old, _)| requirements.contains(*old)) {
        let message = format!("`{old}` is withdrawn and a requirement at once");
        mistakes.push(match new.first() {
            Some(new) => source.mistake_at(new, message, "replaced by"),
            None => source.mistake(message),
        });
    }
    let gone = |id: &&Spanned<String>| !requirements.contains(&id.value) && !groups.contains(&id.value);
    for new in raw.withdrawn.values().flatten().filter(gone) {
        let mistake = source.mistake_at(new, format!("there is no requirement or group `{}`", new.value), "unknown");
        mistakes.push(mistake.nearest(&new.value, requirements.iter().map(String::as_str)));
    }
    mistakes
}

fn weights(raw: &RawFramework, source: &Source) -> Vec<Mistake> {
    let given = raw.requirements.iter().filter_map(|one| one.weight.as_ref());
    let wrong = given.filter(|weight| !WEIGHTS.contains(&weight.value));
    wrong.map(|weight| source.mistake_at(weight, "a weight is a whole number from 1 to 10", "this weight")).collect()
}

/// The names of tools are no names of frameworks, and names of tools that nobody knows are none.
fn tools(raw: &RawFramework, file: &FrameworkFile) -> Vec<Mistake> {
    let mut mistakes = Vec::new();
    if TOOLS.contains(&file.id.as_str()) {
        let mistake = file.source.mistake(format!("`{}` is the name of a tool, and no framework's", file.id));
        mistakes.push(mistake.help("choose another file name"));
    }
    if let Some(tool) = raw.known_as.as_ref().filter(|tool| !TOOLS.contains(&tool.value.as_str())) {
        let mistake = file.source.mistake_at(tool, format!("there is no tool `{}`", tool.value), "unknown");
        mistakes.push(mistake.nearest(&tool.value, TOOLS));
    }
    mistakes
}

fn requirement(raw: RawRequirement, answers: &Answers, known_as: Option<&str>) -> Requirement {
    let (responsibility, judged_by) = answers.to(&raw);
    let by_name = known_as.map(|tool| Reference::KnownAs { tool: tool.to_owned(), pattern: raw.id.value.clone() });
    let written = raw.satisfied_by.iter().map(|reference| Reference::new(&reference.value));
    let satisfied_by = written.chain(by_name).collect();
    Requirement {
        responsibility,
        judged_by,
        id: raw.id.value,
        title: raw.title,
        groups: raw.groups.into_iter().map(|group| group.value).collect(),
        baselines: raw.baselines,
        assessment: raw.assessment,
        satisfied_by,
        weight: raw.weight.map_or(*WEIGHTS.start(), |weight| weight.value),
        why: raw.why,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn built_in_one(id: &str) -> Framework {
        let file = built_in().into_iter().find(|file| file.id == id).unwrap();
        load(&[file]).unwrap().remove(0)
    }

    fn mistakes(text: &str) -> String {
        let file = FrameworkFile { id: "own".to_owned(), source: Source::new("own.yaml", text) };
        let handler = miette::GraphicalReportHandler::new_themed(miette::GraphicalTheme::none());
        let mut out = String::new();
        for mistake in load(&[file]).unwrap_err().mistakes {
            handler.render_report(&mut out, &mistake).unwrap();
        }
        out
    }

    /// What the build made of a file says the same as the file.
    #[test]
    fn what_is_built_in_is_what_was_written() {
        for file in built_in() {
            let ready = yaml::ready(READY);
            let made = ready.get(file.id.as_str()).map(|json| serde_json::from_str::<RawFramework>(json));
            assert!(made.is_some_and(|made| made.is_ok()), "{}", file.id);
            let written = FrameworkFile { id: file.id.clone(), source: file.source.as_written() };
            assert_eq!(load(&[file]).unwrap(), load(&[written]).unwrap());
        }
    }

    /// As many as their publishers count.
    #[test]
    fn nothing_of_the_built_in_frameworks_is_missing() {
        for (id, groups, requirements, withdrawn) in [
            ("mitre-attack", 11, 104, 7),
            ("nist-csf-2.0", 22, 106, 79),
            ("nist-800-53-r5", 20, 1014, 182),
            ("aws-fsbp", 60, 370, 0),
            ("cis-aws-3.0", 9, 62, 0),
            ("cis-aws-5.0", 9, 63, 0),
            ("cis-aws-6.0", 9, 63, 0),
            ("cis-aws-7.0", 9, 70, 0),
            ("pci-dss-4.0", 15, 280, 0),
            ("iso-27001-2022", 4, 93, 0),
            ("soc2-2017", 20, 61, 0),
            ("hipaa-security-rule", 5, 72, 0),
        ] {
            let framework = built_in_one(id);
            let counts = (framework.groups.len(), framework.requirements.len(), framework.withdrawn.len());
            assert_eq!(counts, (groups, requirements, withdrawn), "{id}");
            assert!(framework.version.is_some() && framework.url.is_some() && framework.license.is_some(), "{id}");
        }
    }

    #[test]
    fn baselines_are_as_large_as_published() {
        for (id, baseline, size) in [
            ("nist-800-53-r5", "low", 149),
            ("nist-800-53-r5", "moderate", 287),
            ("nist-800-53-r5", "high", 370),
            ("nist-800-53-r5", "privacy", 96),
            ("cis-aws-3.0", "level-1", 42),
            ("cis-aws-7.0", "level-2", 70),
            ("hipaa-security-rule", "addressable", 22),
            ("hipaa-security-rule", "required", 50),
        ] {
            let inside = |one: &&Requirement| one.baselines.iter().any(|known| known == baseline);
            assert_eq!(built_in_one(id).requirements.iter().filter(inside).count(), size, "{id} {baseline}");
        }
    }

    #[test]
    fn titles_and_successors_are_as_published() {
        let nist = built_in_one("nist-800-53-r5");
        let mfa = nist.requirements.iter().find(|one| one.id == "IA-2(1)").unwrap();
        assert!(mfa.title.ends_with("Multi-factor Authentication to Privileged Accounts"), "{}", mfa.title);
        assert_eq!(mfa.baselines, ["low", "moderate", "high"]);
        assert_eq!(nist.withdrawn["AC-3(1)"], ["AC-6"]);
        let attack = built_in_one("mitre-attack");
        let valid_accounts = attack.requirements.iter().find(|one| one.id == "T1078.004").unwrap();
        assert_eq!(valid_accounts.groups, ["TA0001", "TA0003", "TA0004", "TA0005"]);
        assert!(attack.notice.unwrap().starts_with("© 2025 The MITRE Corporation."));
    }

    #[test]
    fn two_files_of_one_name_are_refused() {
        let broken = load(&[built_in(), built_in()].concat()).unwrap_err();
        assert_eq!(broken.mistakes.len(), built_in().len());
        assert_eq!(
            broken.mistakes[0].message,
            "frameworks/acme-top-risks.yaml: there is a framework `acme-top-risks` already"
        );
    }

    #[test]
    fn all_mistakes_come_out_at_once() {
        insta::assert_snapshot!(mistakes(
            r"title: Ours
groups:
  - {id: data, title: Data}
requirements:
  - {id: R1, title: One, groups: [dat]}
  - {id: R1, title: Two, weight: 11}
withdrawn:
  R0: [R2]
"
        ), @r"
          x requirement `R1` is here twice
           ,-[own.yaml:6:10]
         5 |   - {id: R1, title: One, groups: [dat]}
         6 |   - {id: R1, title: Two, weight: 11}
           :          ^|
           :           `-- again
         7 | withdrawn:
           `----
          x there is no group `dat`
           ,-[own.yaml:5:35]
         4 | requirements:
         5 |   - {id: R1, title: One, groups: [dat]}
           :                                   ^|^
           :                                    `-- unknown
         6 |   - {id: R1, title: Two, weight: 11}
           `----
          help: did you mean `data`?
          x there is no requirement or group `R2`
           ,-[own.yaml:8:8]
         7 | withdrawn:
         8 |   R0: [R2]
           :        ^|
           :         `-- unknown
           `----
          x a weight is a whole number from 1 to 10
           ,-[own.yaml:6:34]
         5 |   - {id: R1, title: One, groups: [dat]}
         6 |   - {id: R1, title: Two, weight: 11}
           :                                  ^|
           :                                   `-- this weight
         7 | withdrawn:
           `----
        ");
    }

    #[test]
    fn a_providers_report_says_nothing_of_the_customers_part() {
        insta::assert_snapshot!(mistakes(
            r"title: Ours
known_as: prowlr
requirements:
  - {id: R1, title: One, judged_by: provider_report}
"
        ), @r"
         x there is no tool `prowlr`
          ,-[own.yaml:2:11]
        1 | title: Ours
        2 | known_as: prowlr
          :           ^^^|^^
          :              `-- unknown
        3 | requirements:
          `----
         help: did you mean `prowler`?
         x `R1` is the customer's, and the provider's report says nothing of it
          ,-[own.yaml:4:37]
        3 | requirements:
        4 |   - {id: R1, title: One, judged_by: provider_report}
          :                                     ^^^^^^^|^^^^^^^
          :                                            `-- judged by this
          `----
         help: `responsibility` is `provider` or `shared`, or `judged_by` is `attested`
        ");
    }

    /// A name that no control has yet is at least one that its tool could have.
    #[test]
    fn names_in_other_tools_look_like_theirs() {
        let part = |text: &str, of: fn(u8) -> bool| !text.is_empty() && text.bytes().all(of);
        let plausible = |tool: &str, name: &str| match tool {
            "prowler" => part(name, |b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_'),
            "aws_config" => part(name, |b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-'),
            _ => name.split_once('.').is_some_and(|(service, number)| {
                part(service, |b| b.is_ascii_alphanumeric()) && part(number, |b| b.is_ascii_digit())
            }),
        };
        let mut seen = 0;
        for reference in
            load(&built_in()).unwrap().iter().flat_map(|one| &one.requirements).flat_map(|one| &one.satisfied_by)
        {
            if let Reference::KnownAs { tool, pattern } = reference {
                assert!(plausible(tool, pattern), "{tool}:{pattern}");
                seen += 1;
            }
        }
        assert!(seen > 1000, "{seen}");
    }

    #[test]
    fn an_unknown_field_is_shown_in_its_place() {
        insta::assert_snapshot!(mistakes(
            r"title: Ours
requirements:
  - {id: R1, title: One, satisfied: [s3/*]}
"
        ), @r"
          x unknown field `satisfied`, expected one of id, title, groups, baselines, assessment, responsibility, judged_by, satisfied_by, weight, why
           ,-[own.yaml:3:26]
         2 | requirements:
         3 |   - {id: R1, title: One, satisfied: [s3/*]}
           :                          |
           :                          `-- here
           `----
          help: did you mean `satisfied_by`?
        ");
    }
}
