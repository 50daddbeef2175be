//! What is written for other programs and for people, read by programs that know nothing of us: of Acme, of estates whose
//! names attack their readers, of one that is empty, and of one of which nothing could be read.

use super::support::{Account, REGION, acme, plimsoll, python, readers};
use serde_json::{Value, json};
use std::process::Command;
use std::sync::LazyLock;
use tempfile::TempDir;

/// What CI servers and lakes have stumbled over.
const HOSTILE: [&str; 7] = [
    "<script>alert(1)</script>",
    "]]><!DOCTYPE x [<!ENTITY y SYSTEM \"file:///etc/passwd\">]>&y;",
    "\n::error title=pwned::x\r\n::stop-commands::y%0A",
    "\0\u{1}\u{b}\u{1b}[31m\u{7f}\u{fffe}\u{ffff}\u{202e}",
    "[x](https://evil.example) {0} ${{ secrets.TOKEN }}",
    "../../etc/passwd",
    " ",
];

/// The files of a scan, by format.
struct Written(TempDir);

const FILES: [(&str, &str); 12] = [
    ("table", "x.txt"),
    ("csv", "x.csv"),
    ("markdown", "x.md"),
    ("prometheus", "x.prom"),
    ("html", "x.html"),
    ("jsonl", "x.jsonl"),
    ("sarif", "x.sarif"),
    ("junit", "x.xml"),
    ("ocsf", "x.ocsf"),
    ("asff", "x.asff.json"),
    ("gitlab", "g.json"),
    ("json", "x.json"),
];

impl Written {
    fn of(snapshot: &[u8]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let files = FILES.iter().flat_map(|(format, file)| {
            let file = folder.path().join(file).to_string_lossy().into_owned();
            ["--format".to_owned(), (*format).to_owned(), "-o".to_owned(), file]
        });
        let waivers = "waivers:\n  - {control: 's3/*', reason: \"a\\nb <c> ]]>\", owner: ana, expires: 2099-01-01}\n";
        let run = plimsoll()
            .file("in.jsonl.zst", snapshot)
            .file("w.yaml", waivers)
            .args(["scan", "--snapshot", "in.jsonl.zst", "--waivers", "w.yaml", "--include", "pass,unknown"])
            .args(["--format", "github"])
            .args(files)
            .run();
        assert_eq!(run.code, 0, "{}", run.stderr);
        std::fs::write(folder.path().join("annotations"), run.stdout).unwrap();
        Self(folder)
    }

    fn path(&self, name: &str) -> String {
        self.0.path().join(name).to_string_lossy().into_owned()
    }

    fn text(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap()
    }

    fn json(&self, name: &str) -> Value {
        serde_json::from_str(&self.text(name)).unwrap()
    }

    /// How many findings have a verdict, by the report that is the measure of the others.
    fn count(&self, verdict: &str) -> u64 {
        self.findings().iter().filter(|finding| finding["verdict"] == verdict).count() as u64
    }

    fn findings(&self) -> Vec<Value> {
        self.json("x.json")["findings"].as_array().unwrap().clone()
    }

    fn gaps(&self) -> u64 {
        self.json("x.json")["gaps"].as_array().unwrap().len() as u64
    }
}

/// Written once for all tests.
static ALL: LazyLock<[Written; 5]> = LazyLock::new(|| {
    let lines = acme::lines("2025-Q4");
    let hostile =
        lines.iter().cloned().enumerate().map(|(n, line)| attacked(line, HOSTILE[n % HOSTILE.len()])).collect();
    let nothing = lines.iter().filter(|line| line.get("resource").is_none()).cloned().map(|mut line| {
        line.get_mut("done").into_iter().for_each(|done| done["count"] = json!(0));
        line
    });
    let cut_off = vec![lines[0].clone()];
    [
        Written::of(&acme::packed(lines.clone())),
        Written::of(&acme::packed(hostile)),
        Written::of(&acme::packed(nothing.collect())),
        Written::of(&acme::packed(cut_off)),
        Written::of(&attacked_on_the_api()),
    ]
});

/// The same resource, with what people may choose chosen by somebody hostile.
fn attacked(mut line: Value, text: &str) -> Value {
    if let Some(resource) = line.get_mut("resource") {
        resource["name"] = json!(text);
        if let Some(tags) = resource["tags"].as_object_mut() {
            tags.values_mut().for_each(|tag| *tag = json!(text));
            tags.insert(text.to_owned(), json!(text));
        }
    }
    line
}

/// A snapshot of an account in which each name, tag and description that the API takes was chosen by somebody hostile.
fn attacked_on_the_api() -> Vec<u8> {
    let account = Account::new().seed("hostile");
    let snapshot = plimsoll().args(["snapshot", "-o", "x.jsonl.zst", "--region", REGION, "--max-rps", "1000"]);
    let snapshot = snapshot.args(["--kind", "ec2_*", "--kind", "kms_*", "--kind", "ecs_*"]).account(&account);
    let file = snapshot.folder().join("x.jsonl.zst");
    let mut running = snapshot;
    let out = running.start().wait_with_output().unwrap();
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    std::fs::read(file).unwrap()
}

/// What a script of `tests/readers` says of a report.
pub fn told(command: &mut Command, script: &str, args: &[&str]) -> Value {
    let script = format!("{}/tests/readers/{script}", env!("CARGO_MANIFEST_DIR"));
    let out = command.arg(script).args(args).output().unwrap();
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    serde_json::from_slice(&out.stdout).unwrap()
}

fn expect_valid(schema: &Value, document: &Value) {
    let validator = jsonschema::validator_for(schema).unwrap();
    let mistakes: Vec<String> =
        validator.iter_errors(document).map(|e| format!("{} at {}", e, e.instance_path())).collect();
    assert!(mistakes.is_empty(), "{:#?}", &mistakes[..mistakes.len().min(10)]);
}

#[test]
fn the_estates_are_what_they_are_meant_to_be() {
    let [acme, hostile, nothing, cut_off, api] = &*ALL;
    assert!(acme.count("fail") > 100 && acme.count("pass") > 1_000, "{} {}", acme.count("fail"), acme.count("pass"));
    assert!(hostile.count("fail") > 100 && api.count("fail") > 50, "{}", api.count("fail"));
    assert_eq!((nothing.findings().len(), nothing.gaps()), (0, 0));
    assert!(cut_off.findings().is_empty() && cut_off.gaps() > 50, "{}", cut_off.gaps());
}

#[test]
fn a_ci_server_reads_the_tests() {
    for written in &*ALL {
        let report = told(&mut readers(), "junit.py", &[&written.path("x.xml")]);
        let cases = report["cases"].as_array().unwrap();
        let of = |kind: &str| cases.iter().filter(|case| case["kinds"] == json!([kind])).count() as u64;
        assert_eq!(of("error"), written.count("unknown") + written.gaps());
        assert_eq!(of("failure") + of("skipped"), written.count("fail"));
        assert_eq!(cases.iter().filter(|case| case["kinds"] == json!([])).count() as u64, written.count("pass"));
        let counts = ["tests", "failures", "errors", "skipped"].map(|name| report[name].as_u64());
        assert_eq!(counts, [Some(cases.len() as u64), Some(of("failure")), Some(of("error")), Some(of("skipped"))]);
        let mut names: Vec<_> =
            cases.iter().map(|case| (case["class"].to_string(), case["name"].to_string())).collect();
        names.sort();
        names.dedup();
        assert_eq!(names.len(), cases.len(), "a case is known by class and name");
    }
}

#[test]
fn a_lake_reads_the_events() {
    for version in ["1.8.0", "1.7.0", "1.6.0", "1.5.0"] {
        let schema = told(&mut readers(), "ocsf_schema.py", &[version, "cloud", "security_control"]);
        for written in &*ALL {
            let text = written.text("x.ocsf");
            let events: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
            assert_eq!(events.len() as u64, written.findings().len() as u64 + written.gaps());
            expect_valid(
                &json!({"type": "array", "items": {"$ref": schema["$id"]}, "$defs": {"event": schema}}),
                &json!(events),
            );
        }
        let mut wrong: Value = serde_json::from_str(ALL[0].text("x.ocsf").lines().next().unwrap()).unwrap();
        wrong["cloud"]["made_up"] = json!(1);
        assert!(!jsonschema::validator_for(&schema).unwrap().is_valid(&wrong), "a schema that refuses");
    }
}

#[test]
fn security_hub_would_take_the_findings() {
    for written in &*ALL {
        let report = told(&mut python(), "asff.py", &[&written.path("x.asff.json")]);
        assert_eq!(report["mistakes"], json!([]));
        assert_eq!(report["findings"], json!(written.findings().len() as u64 + written.gaps()));
    }
    let acme = told(&mut python(), "asff.py", &[&ALL[0].path("x.asff.json")]);
    let types = acme["types"].as_array().unwrap();
    for name in ["AwsS3Bucket", "AwsIamRole", "AwsElbv2LoadBalancer", "AwsAccount"] {
        assert!(types.contains(&json!(name)), "{name}: {types:?}");
    }
}

#[test]
fn code_scanning_and_code_quality_read_the_files() {
    let schema = |name: &str| -> Value {
        let text = std::fs::read_to_string(format!("{}/testdata/schemas/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap();
        // A bracket too many in a pattern of SARIF's, which not all languages of patterns allow.
        serde_json::from_str(&text.replace("-[a-zA-Z]{2}]?$", "-[a-zA-Z]{2}?$")).unwrap()
    };
    for written in &*ALL {
        let sarif = written.json("x.sarif");
        expect_valid(&schema("sarif-2.1.0.json"), &sarif);
        let run = &sarif["runs"][0];
        assert_eq!(run["results"].as_array().unwrap().len(), written.findings().len());
        let notes = run["invocations"][0]["toolExecutionNotifications"].as_array().unwrap();
        assert!(notes.len() as u64 >= written.gaps());
        let quality = written.json("g.json");
        expect_valid(&schema("gitlab-code-quality.json"), &quality);
        let issues = quality.as_array().unwrap().len() as u64;
        assert_eq!(issues, written.count("fail") + written.count("unknown") + written.gaps());
    }
    assert_eq!(ALL[3].json("x.sarif")["runs"][0]["invocations"][0]["executionSuccessful"], false);
}

#[test]
fn each_line_of_annotations_is_one() {
    for written in &*ALL {
        let text = written.text("annotations");
        let starts = ["::error title=", "::warning title=", "::notice title="];
        assert!(
            !text.is_empty() && text.lines().all(|line| starts.iter().any(|start| line.starts_with(start))),
            "{text}"
        );
        assert!(starts.iter().all(|start| text.lines().filter(|line| line.starts_with(start)).count() <= 10), "{text}");
    }
}

#[test]
fn a_spreadsheet_calculates_nothing() {
    for written in &*ALL {
        let table = told(&mut python(), "table.py", &[&written.path("x.csv")]);
        let nothing = ["formulas", "ragged", "controls"].map(|odd| table[odd].clone());
        assert_eq!(nothing, [json!([]), json!([]), json!([])]);
        assert_eq!(table["rows"], json!(written.findings().len()));
    }
}

#[test]
fn a_pull_request_shows_text_and_tables() {
    for written in &*ALL {
        let read = told(&mut readers(), "markdown.py", &[&written.path("x.md")]);
        let nothing = ["html", "links", "controls"].map(|odd| read[odd].clone());
        assert_eq!(nothing, [json!([]), json!([]), json!([])]);
        assert!(read["headings"].as_u64() > Some(1), "{read}");
    }
}

#[test]
fn a_review_shows_text_and_tables() {
    let lines = acme::lines("2025-Q4");
    let attacked =
        lines.iter().cloned().enumerate().map(|(n, line)| attacked(line, HOSTILE[n % HOSTILE.len()])).collect();
    let (plain, attacked) = (acme::packed(acme::lines("2026-Q3")), acme::packed(attacked));
    for (old, new) in [(&plain, &attacked), (&attacked, &plain)] {
        let diff = plimsoll().file("old.jsonl.zst", old).file("new.jsonl.zst", new);
        let run = diff.args(["diff", "old.jsonl.zst", "new.jsonl.zst", "--format", "markdown"]).run();
        assert_eq!(run.code, 0, "{}", run.stderr);
        let page = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(page.path(), &run.stdout).unwrap();
        let read = told(&mut readers(), "markdown.py", &[&page.path().to_string_lossy()]);
        let nothing = ["html", "links", "controls"].map(|odd| read[odd].clone());
        assert_eq!(nothing, [json!([]), json!([]), json!([])]);
        assert!(read["tables"].as_u64() > Some(3), "{read}");
    }
}

#[test]
fn a_scrape_reads_the_metrics() {
    let [acme, .., api] = &*ALL;
    for written in &*ALL {
        let read = told(&mut readers(), "metrics.py", &[&written.path("x.prom")]);
        assert_eq!(read["odd"], json!([]));
    }
    let names = |written: &Written| told(&mut readers(), "metrics.py", &[&written.path("x.prom")]);
    assert_eq!(names(acme)["names"], names(api)["names"]);
    let owners = names(api)["owners"].to_string();
    assert!(
        owners.contains("=HYPERLINK(") && owners.contains("::error title=pwned::x"),
        "as they are called: {owners}"
    );
}

#[test]
fn a_page_has_its_own_script_and_nothing_else() {
    for written in &*ALL {
        let read = told(&mut python(), "page.py", &[&written.path("x.html")]);
        assert_eq!((&read["odd"], &read["scripts"]), (&json!([]), &json!(["application/json", "script"])));
    }
}

#[test]
fn a_terminal_obeys_nothing() {
    for written in &*ALL {
        let text = written.text("x.txt");
        let odd =
            |c: char| (c.is_control() && c != '\n') || "\u{202a}\u{202b}\u{202d}\u{202e}\u{2066}\u{2067}".contains(c);
        assert!(!text.contains(odd), "{text:?}");
    }
}

#[test]
fn each_line_is_a_document() {
    for written in &*ALL {
        let lines: Vec<Value> =
            written.text("x.jsonl").lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let findings = lines.iter().filter(|line| line.get("finding").is_some()).count();
        assert_eq!(findings, written.findings().len());
    }
}

#[test]
fn what_ends_in_zst_is_packed() {
    let snapshot = concat!(env!("CARGO_MANIFEST_DIR"), "/testdata/acme/2026-Q3.jsonl.zst");
    let scan = plimsoll().args(["scan", "--snapshot", snapshot]);
    let folder = tempfile::tempdir().unwrap();
    let [plain, packed] = ["x.ocsf", "x.ocsf.jsonl.zst"].map(|name| folder.path().join(name));
    let run =
        scan.args(["--format", "ocsf", "-o"]).args([&plain]).args(["--format", "ocsf", "-o"]).args([&packed]).run();
    assert_eq!(run.code, 0, "{}", run.stderr);
    let [plain, packed] = [plain, packed].map(|file| std::fs::read(file).unwrap());
    assert_eq!(zstd::decode_all(&packed[..]).unwrap(), plain);
    assert!(packed.len() * 5 < plain.len(), "{} of {}", packed.len(), plain.len());
}
