//! The documents say what is so: references are generated, examples are read by the real parsers, links lead somewhere.
//! `UPDATE_DOCS=1 cargo test --test docs` writes the references anew.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails where it stands")]

use clap::CommandFactory;
use plimsoll::collect::{kinds, quota};
use plimsoll::control::{self, Control, ControlFile, Known, function_reference};
use plimsoll::evaluate::{Keep, Waivers, try_examples};
use plimsoll::facts::policy_reference;
use plimsoll::framework::{self, Attestations, Framework, Score};
use plimsoll::report::{FieldRow, KindRow, effort_word, field_rows};
use plimsoll::scan::{Rules, scan};
use plimsoll::snapshot::{self, Action, Field, Fields, KindInfo, Per};
use plimsoll::yaml::Source;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn current(name: &str, text: &str) {
    let file = root().join("docs").join(name);
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::write(&file, text).unwrap();
    }
    let there = fs::read_to_string(&file).unwrap_or_default();
    assert!(there == text, "docs/{name} is stale: run UPDATE_DOCS=1 cargo test --test docs");
}

fn fields(out: &mut String, fields: &Fields, before: &str) {
    for FieldRow { path, what, doc } in field_rows(fields, before) {
        writeln!(out, "| `{path}` | {what} | {} |", doc.replace('|', "\\|")).unwrap();
    }
}

/// What every resource has, in the order of the snapshot.
const COMMON: &str = "
## Every kind

| field | type | what |
|---|---|---|
| `kind` | string | Such as `s3_bucket`. |
| `id` | string | The ARN; where AWS gives none, `plimsoll:<kind>:<account>:<region>:<name>`. |
| `arn` | string; may be not set | The ARN; null where AWS gives none. |
| `name` | string; may be not set | What people call it. |
| `account` | string | The account's id, of twelve digits. |
| `region` | string | Such as `eu-central-1`, or `global`. |
| `tags` | object; may be not set; read apart | Tags by name; null for kinds that AWS does not tag. |
";

/// How a scan keeps from doing harm, in numbers.
#[test]
fn the_limits() {
    let mut out = String::from(
        "# Limits\n\nGenerated. How often a scan asks, and what it asks of each resource.\n\n## Pace\n\n\
         An account's people, pipelines and autoscaling live on the same quotas as a scan. For each account, region, \
         service\nand class of operations there is a bucket of its own. A scan takes ",
    );
    let percent = |share: f64| format!("{:.0} %", share * 100.0);
    writeln!(out, "{} of what AWS allows, with `--gentle`", percent(quota::SHARE)).unwrap();
    writeln!(out, "{}, and never more than `--max-rps`.", percent(quota::GENTLE)).unwrap();
    writeln!(out, "Where AWS publishes nothing, {} a second are taken to be allowed.", quota::UNPUBLISHED).unwrap();
    out.push_str("On the first sign of throttling a class slows down by itself, and speeds up again later.\n\n");
    out.push_str("| service | operations | requests a second | source |\n|---|---|---|---|\n");
    for quota in quota::QUOTAS {
        let operations = if quota.operation == "*" { "all others" } else { quota.operation };
        writeln!(out, "| {} | {operations} | {} | <{}> |", quota.service, quota.rate, quota.source).unwrap();
    }
    out.push_str(
        "\n## Calls for each resource\n\nListings cost a call a page. These cost more, because AWS answers them for one \
         resource at a time, or for a few; each\nkind's file in `src/collect/kinds` says what else was looked for. \
         A call is left out where another answer makes it needless.\n\nTags come from the tagging API, a hundred resources a \
         call. Those of CloudFront distributions, web ACLs and Bedrock's agents and\nguardrails are asked of their own \
         services: there are few of them, and for what is global the tagging API answers in\nus-east-1 only.\n\n",
    );
    out.push_str("| kind | for each | for several |\n|---|---|---|\n");
    for KindInfo { name, actions, .. } in kinds() {
        let of = |per: fn(Per) -> bool| actions.iter().filter(move |action| per(action.per));
        let each: Vec<String> = of(|per| per == Per::Resource).map(|action| format!("`{}`", action.name)).collect();
        let some: Vec<String> = of(|per| matches!(per, Per::Batch(_))).map(several).collect();
        if !each.is_empty() || !some.is_empty() {
            writeln!(out, "| {name} | {} | {} |", each.join(", "), some.join(", ")).unwrap();
        }
    }
    out.push_str(CAPS);
    current("limits.md", &out);
}

const CAPS: &str = "
## What is not read whole

Nothing is sampled in silence: what is left out is unread, with the reason `capped` or `too_large`, and the controls that
it decides say so.

| what | how much of it |
|---|---|
| resources of a kind that are asked about one by one | `--ration`, 10,000 in each account and region if nobody says; of the rest only what listings tell |
| task definitions | those that a service, a task or a rollout runs; revisions that nothing runs are not read |
| endpoint configurations and models of SageMaker | the newest 500 of each in a region |
| clients of a user pool | their settings: of the first 50 |
| records of a Route 53 zone | the first 10,000 |
| targets of a state machine's steps | the first 100 |
| user data, task definitions, documents and the like, searched for secrets | 1 MiB of each; nothing of them is kept |
| a reply of AWS | 16 MiB |
";

fn several(action: &Action) -> String {
    match action.per {
        Per::Batch(most) => format!("`{}` ({most})", action.name),
        Per::Page | Per::Resource => action.name.to_owned(),
    }
}

#[test]
fn the_reference_of_policies() {
    let text = policy_reference();
    current("policies.md", &text);
    // Whoever is named in a policy comes to what has it: each kind with such a policy has the fact.
    for kind in kinds() {
        let names_people = |(_, field): &(&String, &Field)| field.fields.0.keys().any(|name| name == "statements");
        for (field, _) in kind.fields.0.iter().filter(names_people) {
            let judged = text.contains(&format!("\n| {} | `{field}` |", kind.name));
            let of_people = ["iam_policy", "organizations_policy"].contains(&kind.name);
            assert!(judged != of_people, "{}.{field}", kind.name);
        }
    }
}

#[test]
fn the_reference_of_kinds() {
    let mut out = String::from(
        "# Kinds, facts and functions\n\nGenerated. What a check can name. \"Read apart\" means that a field is fetched by a \
         call of its own, and may be\nunread where its resource is known.\n",
    );
    out.push_str(COMMON);
    for kind in kinds() {
        let KindRow { lives, calls, .. } = KindRow::new(&kind);
        let (name, cloudformation, doc) = (kind.name, kind.cloudformation, kind.doc.replace('\n', " "));
        writeln!(out, "\n## {name}\n\n{cloudformation}. {doc}\n\n{lives} {calls}\n").unwrap();
        out.push_str("| field | type | what |\n|---|---|---|\n");
        fields(&mut out, &kind.fields, "");
    }
    out.push_str(
        "\n## Facts\n\nOf every resource; any of them may be unread.\n\n| field | type | what |\n|---|---|---|\n",
    );
    fields(&mut out, &plimsoll::facts::fields(), "facts.");
    out.push_str("\n## Functions\n\nBeside CEL's own.\n\n| function | what | true |\n|---|---|---|\n");
    for (_, signature, doc, example) in function_reference() {
        writeln!(out, "| `{signature}` | {doc} | `{}` |", example.replace('|', "\\|")).unwrap();
    }
    current("kinds.md", &out);
}

/// One entry a control: what is true, why, what to do, whom it serves.
#[test]
fn the_catalogue_of_controls() {
    let controls = control::load(&control::built_in(), &BTreeMap::new()).unwrap();
    let count = controls.controls().len();
    let mut out = format!(
        "# Catalogue of controls\n\nGenerated: {count} controls. `plimsoll controls show ID` tells all about one, and \
         `plimsoll controls search WORDS` finds them.\nWhat has no control, and why: [left-out.md](left-out.md).\n"
    );
    let mut service = "";
    for control in controls.controls() {
        if control.service() != service {
            service = control.service();
            writeln!(out, "\n## {service}").unwrap();
        }
        entry(&mut out, control);
    }
    current("catalogue.md", &out);
}

fn entry(out: &mut String, control: &Control) {
    let Control { id, title, resource, severity, why, fix, .. } = control;
    let line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    writeln!(out, "\n### {id}\n\n**{title}.** {} ({}, `{resource}`)\n", line(why), severity.as_str()).unwrap();
    writeln!(out, "Fix, {}: {}", effort_word(fix.effort), line(&fix.text)).unwrap();
    let maps = control.requirements();
    let serves: Vec<String> = maps.iter().map(|(framework, ids)| format!("{framework} {}", ids.join(", "))).collect();
    let known = control.also_known_as.iter().map(|(tool, names)| format!("{tool} {}", names.join(", ")));
    let known: Vec<String> = known.collect();
    for (what, told) in [("Serves", serves), ("Also known as", known)] {
        if !told.is_empty() {
            writeln!(out, "\n{what}: {}.", told.join("; ")).unwrap();
        }
    }
}

/// What editors know of a control's file.
#[test]
fn the_schema_of_controls() {
    let requirements = framework::known(&framework::load(&framework::built_in()).unwrap());
    let schema = control::file_schema(&kinds(), &requirements);
    current("schema/control.json", &format!("{schema:#}\n"));
    let validator = jsonschema::validator_for(&schema).unwrap();
    for file in control::built_in() {
        let value: serde_json::Value = serde_yaml::from_str(&file.source.text).unwrap();
        let wrong: Vec<String> = validator.iter_errors(&value).map(|error| error.to_string()).collect();
        assert!(wrong.is_empty(), "{}: {wrong:?}", file.id);
    }
}

#[test]
fn the_reference_of_commands() {
    let mut out = String::from("# Commands\n\nGenerated from the program's own help.\n");
    help(&mut out, &mut plimsoll::cli::Cli::command(), "");
    out.push_str("\n## Exit codes\n\n| code | meaning |\n|---|---|\n");
    for (_, code, meaning) in plimsoll::cli::Exit::ALL {
        writeln!(out, "| {code} | {meaning} |").unwrap();
    }
    current("cli.md", &out);
}

fn help(out: &mut String, command: &mut clap::Command, before: &str) {
    let name = format!("{before}{}", command.get_name());
    let text = command.clone().bin_name(&name).term_width(100).render_long_help().to_string();
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    writeln!(out, "\n## {name}\n\n```text\n{}\n```", lines.join("\n")).unwrap();
    for inner in command.get_subcommands_mut().filter(|inner| inner.get_name() != "help") {
        help(out, inner, &format!("{name} "));
    }
}

fn documents() -> Vec<PathBuf> {
    let folders = [root(), root().join("docs"), root().join("testdata")];
    let files = folders.iter().flat_map(|folder| fs::read_dir(folder).unwrap());
    let mut files: Vec<PathBuf> = files.map(|entry| entry.unwrap().path()).collect();
    files.retain(|file| file.extension().is_some_and(|ending| ending == "md"));
    files.sort();
    files
}

#[test]
fn links_lead_somewhere_and_no_path_of_a_machine_is_told() {
    for file in documents() {
        let text = fs::read_to_string(&file).unwrap();
        for (_, rest) in text.match_indices("](").map(|(place, open)| (place, &text[place + open.len()..])) {
            let link = rest.split([')', '#']).next().unwrap_or_default();
            let inside = !link.is_empty() && !link.starts_with("http");
            let target = file.parent().unwrap_or(Path::new("")).join(link);
            assert!(!inside || target.exists(), "{} links to {link}", file.display());
        }
        for path in ["/home/", "/root/", "/Users/", "/tmp/", "C:\\"] {
            assert!(!text.contains(path), "{} names {path}", file.display());
        }
    }
}

/// The text of each fenced block whose info string starts with these words, and what follows them.
fn blocks(text: &str, info: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for part in text.split("\n```").skip(1).step_by(2) {
        let (first, body) = part.split_once('\n').unwrap_or((part, ""));
        if let Some(rest) = first.strip_prefix(info) {
            found.push((rest.to_owned(), format!("{body}\n")));
        }
    }
    found
}

#[test]
fn examples_are_read_by_the_real_parsers() {
    let text = |name: &str| fs::read_to_string(root().join("docs").join(name)).unwrap();
    let controls = blocks(&text("write-a-control.md"), "yaml control=");
    assert!(!controls.is_empty());
    let files: Vec<ControlFile> = controls
        .into_iter()
        .map(|(id, body)| {
            let source = Source::new(format!("{id}.yaml"), body);
            ControlFile::new(id, source)
        })
        .collect();
    let set = control::load(&files, &BTreeMap::new()).unwrap();
    let (kinds, facts) = (kinds(), plimsoll::facts::fields());
    let requirements = framework::known(&framework::load(&framework::built_in()).unwrap());
    let known = Known { kinds: &kinds, facts: &facts, requirements: &requirements, controls: &files };
    assert!(control::lint(&files, &known).is_empty(), "{:?}", control::lint(&files, &known));
    assert_eq!(try_examples(&set, &kinds), []);
    let waivers = blocks(&text("waivers.md"), "yaml waivers");
    assert!(!waivers.is_empty());
    for (_, body) in waivers {
        Waivers::parse(&Source::new("waivers.yaml", body)).unwrap();
    }
}

/// How the last quarter of Acme stands, in the middle of a page that a person wrote.
#[test]
fn the_table_of_statuses() {
    let frameworks: Vec<Framework> =
        framework::load(&framework::built_in()).unwrap().into_iter().filter(|one| !one.example).collect();
    let ids: Vec<String> = frameworks.iter().map(|one| one.id.clone()).collect();
    let picks = framework::pick(&ids, &frameworks).unwrap();
    let controls = control::load(&control::built_in(), &BTreeMap::new()).unwrap();
    let rules = Rules { controls, frameworks, picks, ..Rules::default() };
    let snapshot = snapshot::read(&root().join("testdata/acme/2026-Q3.jsonl.zst")).unwrap().fitted(&kinds());
    let judged = scan(&snapshot, &rules, Keep::Problems);
    let mut table = String::from(
        "| framework | requirements | met | not met | unknown | attested | inherited | not covered |\n\
         |---|---|---|---|---|---|---|---|\n",
    );
    for coverage in &judged.coverages {
        let id = &rules.frameworks[coverage.framework].id;
        let Score { met, not_met, unknown, not_covered, attested, inherited } = coverage.score;
        let all = met + not_met + unknown + not_covered + attested + inherited;
        assert_eq!(all, rules.frameworks[coverage.framework].requirements.len() as u64);
        writeln!(
            table,
            "| `{id}` | {all} | {met} | {not_met} | {unknown} | {attested} | {inherited} | {not_covered} |"
        )
        .unwrap();
    }
    let page = fs::read_to_string(root().join("docs/frameworks.md")).unwrap();
    let (before, rest) = page.split_once("<!-- generated -->\n").unwrap();
    let (_, after) = rest.split_once("<!-- end -->").unwrap();
    current("frameworks.md", &format!("{before}<!-- generated -->\n{table}<!-- end -->{after}"));
}

#[test]
fn attestations_in_the_documents_are_taken() {
    let text = fs::read_to_string(root().join("docs/frameworks.md")).unwrap();
    let frameworks = framework::load(&framework::built_in()).unwrap();
    let [(_, body)] = blocks(&text, "yaml attestations").try_into().unwrap();
    let all = Attestations::parse(&Source::new("attestations.yaml", body), &frameworks).unwrap();
    assert_eq!(all.all().len(), 2);
}

#[test]
fn the_configuration_in_the_documents_is_taken() {
    let text = fs::read_to_string(root().join("docs/configuration.md")).unwrap();
    let [(_, body)] = blocks(&text, "yaml config").try_into().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let own = root().join("controls");
    let body =
        body.replace("[my-controls]", "[]").replace("[my-frameworks]", "[]").replace("waivers: waivers.yaml\n", "");
    let body: String =
        body.split_inclusive('\n').filter(|line| !line.starts_with("attestations: attestations.yaml")).collect();
    assert!(own.is_dir());
    fs::write(folder.path().join("plimsoll.yaml"), body).unwrap();
    let run = std::process::Command::new(env!("CARGO_BIN_EXE_plimsoll"))
        .args(["controls", "list"])
        .current_dir(folder.path())
        .output()
        .unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
}

/// What the README shows is what the program prints.
#[test]
fn the_readme_shows_a_real_run() {
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    let run = std::process::Command::new(env!("CARGO_BIN_EXE_plimsoll"))
        .arg("demo")
        .env("COLUMNS", "80")
        .env("NO_COLOR", "1")
        .output()
        .unwrap();
    let printed = String::from_utf8(run.stdout).unwrap();
    let shown = readme.split_once("$ plimsoll demo\n").and_then(|(_, rest)| rest.split_once("\n```")).unwrap().0;
    if std::env::var_os("UPDATE_DOCS").is_some() {
        return fs::write(root().join("README.md"), readme.replace(shown, printed.trim_end())).unwrap();
    }
    assert!(printed.trim_end() == shown, "README.md shows an old run: run UPDATE_DOCS=1 cargo test --test docs");
}
