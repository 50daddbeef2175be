//! What a person sees, without an account: the demonstration, saved snapshots, files that cannot be used.

use super::support::{Plimsoll, plimsoll};

const ACME: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/testdata/acme");

fn quarter(name: &str) -> String {
    format!("{ACME}/{name}.jsonl.zst")
}

fn judged(args: &[&str]) -> Plimsoll {
    plimsoll().args(["scan", "--snapshot", &quarter("2026-Q3")]).args(args)
}

/// A section of a report, from its title on.
fn section<'t>(text: &'t str, title: &str) -> &'t str {
    let start = text.find(title).unwrap_or_else(|| panic!("no {title} in:\n{text}"));
    text[start..].split("\n\n").next().unwrap()
}

#[test]
fn rows_say_in_words_what_is_wrong_and_what_to_do() {
    for width in [80, 160] {
        let text = plimsoll().args(["demo"]).env("COLUMNS", &width.to_string()).run().stdout;
        let (fixes, findings) = (section(&text, "FIX FIRST"), section(&text, "WORST FINDINGS"));
        assert!(!fixes.contains('…') && !findings.contains('…'), "{fixes}\n{findings}");
        assert!(fixes.contains("Require tokens."), "{fixes}");
        assert!(
            findings.contains("broken rule: ") && findings.contains("(ec2/instance-imdsv2-required)"),
            "{findings}"
        );
        assert!(text.lines().all(|line| line.chars().count() <= width), "{text}");
        assert!(text.lines().count() <= 100, "{text}");
    }
}

#[test]
fn the_demonstration_can_be_looked_at_closer() {
    let demo = plimsoll().args(["demo", "--save", "acme"]);
    let folder = demo.folder().join("kept");
    let folder = folder.to_str().unwrap();
    let run = plimsoll().args(["demo", "--save", folder]).run();
    assert_eq!(run.code, 0, "{}", run.stderr);
    let command = run.stdout.lines().find(|line| line.contains("plimsoll explain")).unwrap();
    let id = command.split_whitespace().nth(2).unwrap();
    let explained = plimsoll().args(["explain", id, "--history", folder]).run();
    assert!(explained.stdout.contains("HISTORY  first seen 2026-09-30"), "{}{}", explained.stdout, explained.stderr);
    let trend = plimsoll().args(["trend", "--history", folder]).run();
    assert!(trend.stdout.starts_with("TREND  4 quarters"), "{}{}", trend.stdout, trend.stderr);
}

#[test]
fn an_age_that_nobody_looked_up_is_not_told_as_known() {
    let run = plimsoll().args(["explain", "7bc3a429", "--snapshot", &quarter("2026-Q3")]).run();
    assert!(section(&run.stdout, "HISTORY").contains("if that was the first time"), "{}", run.stdout);
}

#[test]
fn a_control_is_explained_with_what_it_said() {
    let explain = plimsoll().args(["explain", "s3/bucket-versioning", "--snapshot", &quarter("2026-Q3")]).run();
    assert!(explain.stdout.contains("this scan"), "{}{}", explain.stdout, explain.stderr);
    let without = plimsoll().args(["explain", "s3/bucket-versioning"]).run();
    assert!(without.code == 0 && !without.stdout.contains("this scan"), "{}", without.stdout);
}

#[test]
fn verdicts_that_were_asked_for_have_a_place_of_their_own() {
    let run = plimsoll().args(["scan", "--include", "unknown,pass", "--snapshot", &quarter("2026-Q2")]).run();
    assert!(section(&run.stdout, "NOT DECIDED").contains("cannot tell: "), "{}", run.stdout);
    assert!(section(&run.stdout, "PASSED").contains("kept rule: "), "{}", run.stdout);
}

#[test]
fn a_report_has_a_place_of_its_own_that_can_be_written() {
    let refused = |args: &[&str], told: &str| {
        let run = judged(args).file("folder/file", "").run();
        assert_eq!(run.code, 2, "{args:?}: {}", run.stdout);
        assert!(run.stderr.contains(told), "{args:?}: {}", run.stderr);
    };
    refused(&["--format", "json", "-o", "a", "--format", "table", "-o", "a"], "a file of its own");
    refused(&["-o", &quarter("2026-Q3")], "a file of its own");
    refused(&["-o", "nowhere/report"], "there is no folder nowhere");
    refused(&["-o", "folder"], "folder is a folder");
    refused(&["--format", "json", "-o", "-", "--format", "table"], "two reports for the standard output");
    assert_eq!(judged(&["--format", "json", "-o", "-"]).run().json()["format"], "plimsoll/report/v1");
    let nameless = plimsoll().args(["snapshot", "-o", "-"]).run();
    assert!(nameless.code == 2 && nameless.stderr.contains("name a file"), "{}", nameless.stderr);
    let scan = judged(&["-o", "report.json"]);
    let file = scan.folder().join("report.json");
    let mut scan = scan;
    assert!(scan.start().wait().unwrap().success());
    assert!(std::fs::read_to_string(file).unwrap().starts_with("{\n  \"format\": \"plimsoll/report/v1\""));
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_told_once_and_other_reports_are_written() {
    let mut scan = judged(&["--format", "json", "-o", "/dev/full", "--format", "table"]);
    let out = scan.start().wait_with_output().unwrap();
    let told = String::from_utf8(out.stderr).unwrap();
    assert_eq!(out.status.code(), Some(2), "{told}");
    assert_eq!(told.matches("No space left").count(), 1, "{told}");
    assert!(String::from_utf8(out.stdout).unwrap().contains("WORST FINDINGS"));
}

#[test]
fn a_history_that_there_is_not_is_not_made_by_looking() {
    let trend = plimsoll().args(["trend", "--history", "typo"]);
    let folder = trend.folder().to_owned();
    let mut trend = trend;
    let out = trend.start().wait_with_output().unwrap();
    assert_eq!(out.status.code(), Some(2));
    assert!(!folder.join("typo").exists());
}

#[test]
fn a_comparison_says_what_it_cannot_compare() {
    let diff = |old, new| plimsoll().args(["diff", &quarter(old), &quarter(new)]).run().stdout;
    let forward = diff("2026-Q2", "2026-Q3");
    assert!(forward.contains("is not called new"), "{forward}");
    assert!(diff("2026-Q3", "2026-Q2").contains("older than the first"));
}

#[test]
fn a_comparison_fits_a_comment() {
    let run = plimsoll().args(["diff", &quarter("2025-Q4"), &quarter("2026-Q3"), "--format", "markdown"]).run();
    assert_eq!(run.code, 0, "{}", run.stderr);
    let heads = run.stdout.lines().filter(|line| line.starts_with('#')).collect::<Vec<_>>();
    assert!(heads[0].starts_with("## 🟢 Change") && heads[1].starts_with("### New: "), "{heads:#?}");
    assert!(run.stdout.chars().count() < 65_536, "{}", run.stdout.len());
}

const BROKEN: &str = "title: \"\\e[2J\\e]0;x\\a\"\nresource: s3_bukket\nseverity: hihg\ncheck: 'true &&'\n";

#[test]
fn all_mistakes_of_all_files_are_told_at_once() {
    let config = "line: -3\nfail_on: hugh\nlines: 4\n";
    let run = judged(&["--config", "c.yaml"]).file("c.yaml", config).run();
    assert_eq!(run.code, 2);
    for told in ["c.yaml:2", "did you mean `high`?", "c.yaml:3", "did you mean `line`?"] {
        assert!(run.stderr.contains(told), "{told}: {}", run.stderr);
    }
    let waivers = "waivers:\n  - {control: a/b, reason: x, owner: y, expires: 2026-13-01}\n  - {reason: x}\n";
    let scan = judged(&["--waivers", "w.yaml", "--controls", "own", "--frameworks", "asked"]);
    let scan = scan.file("w.yaml", waivers).file("own/s3/a.yaml", BROKEN).file("own/s3/b.yaml", "title: [\n");
    let run = scan.file("asked/mine.yaml", "title: Mine\nrequirements:\n  - {id: A, titel: a}\n").run();
    assert_eq!(run.code, 2);
    for told in ["w.yaml:2", "`2026-13-01` is not a day", "w.yaml:3", "a.yaml:3", "b.yaml:", "mine.yaml:3"] {
        assert!(run.stderr.contains(told), "{told}: {}", run.stderr);
    }
}

#[test]
fn values_for_parameters_are_checked_where_they_stand() {
    let config = "params:\n  iam/user-access-key-age: {days: many}\n  s3/nope: {a: 1}\n";
    let run = judged(&["--config", "c.yaml"]).file("c.yaml", config).run();
    for told in ["c.yaml:2", "is a number", "c.yaml:3", "there is no control `s3/nope`"] {
        assert!(run.stderr.contains(told), "{told}: {}", run.stderr);
    }
    let below = judged(&["--config", "c.yaml"]).file("c.yaml", "line: -3\n").run();
    assert!(below.stderr.contains("c.yaml:1:7"), "{}", below.stderr);
}

#[test]
fn no_message_moves_the_cursor() {
    let hostile = "a\u{1b}[2J\u{202e}b";
    let runs = [
        plimsoll().args(["explain", hostile]).run(),
        plimsoll().args(["scan", "--snapshot", hostile]).file(hostile, "x").run(),
        judged(&["--controls", "own"]).file("own/s3/a.yaml", BROKEN).run(),
        judged(&["--controls", "own"]).file("own/s3/a.yaml", format!("# {hostile}\ntitle: 3\n")).run(),
    ];
    for run in runs {
        assert!(run.code == 2 && !run.stderr.contains(['\u{1b}', '\u{202e}', '\u{7}']), "{:?}", run.stderr);
    }
}

#[test]
fn a_line_without_an_end_is_refused_by_its_number() {
    let run = plimsoll().args(["scan", "--snapshot", "z"]).file("z", format!("{{{}", " ".repeat(33 << 20))).run();
    assert!(run.code == 2 && run.stderr.contains("is not a snapshot"), "{}", run.stderr);
    let header = zstd::decode_all(&std::fs::read(quarter("2026-Q3")).unwrap()[..]).unwrap();
    let header = header.split_inclusive(|byte| *byte == b'\n').next().unwrap();
    let deep = [header, b"{\"resource\":", "[".repeat(9_999).as_bytes()].concat();
    let run = plimsoll().args(["scan", "--snapshot", "z"]).file("z", deep).run();
    assert!(run.code == 2 && run.stderr.contains("line 2:") && !run.stderr.contains("at line"), "{}", run.stderr);
}
