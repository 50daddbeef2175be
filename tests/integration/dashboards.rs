//! What dashboards are made of, read by programs that know nothing of us: Prometheus's own parser, DuckDB, and a reader of
//! Markdown.

use super::formats::told;
use super::support::{plimsoll, readers};
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::Path;

const ACME: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/testdata/acme/2026-Q3.jsonl.zst");
const DOCS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/dashboards");

/// Writes Acme's report in a format, and lets a program read it.
fn read(format: &str, reader: &str, more: &[&str]) -> Value {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("report");
    let scan = plimsoll().args(["scan", "--snapshot", ACME, "--format", format, "-o"]).args([&file]).args(more);
    let run = scan.run();
    assert_eq!(run.code, 0, "{}", run.stderr);
    told(&mut readers(), reader, &[&file.to_string_lossy()])
}

#[test]
fn prometheus_reads_the_metrics_that_grafana_asks_for() {
    let metrics: BTreeSet<String> =
        serde_json::from_value(read("prometheus", "metrics.py", &[])["names"].clone()).unwrap();
    assert!(metrics.len() > 20, "{metrics:?}");
    let text = std::fs::read_to_string(Path::new(DOCS).join("grafana.json")).unwrap();
    let board: Value = serde_json::from_str(&text).unwrap();
    let panels = board["panels"].as_array().unwrap();
    let targets = panels.iter().flat_map(|panel| panel["targets"].as_array().unwrap());
    let asked: BTreeSet<String> = targets.flat_map(|target| named(target["expr"].as_str().unwrap())).collect();
    // Acme's example draws no line, so that nothing is said of one.
    let line = ["plimsoll_line", "plimsoll_over_the_line"].map(str::to_owned);
    let missing: Vec<_> = asked.iter().filter(|name| !metrics.contains(*name) && !line.contains(name)).collect();
    assert!(missing.is_empty(), "{missing:?}");
    let told = std::fs::read_to_string(Path::new(DOCS).join("README.md")).unwrap();
    let untold: Vec<_> = metrics.iter().filter(|name| !told.contains(name.rsplit_once('_').unwrap().1)).collect();
    assert!(untold.is_empty(), "{untold:?}");
}

fn named(expression: &str) -> Vec<String> {
    let words = expression.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
    words.filter(|word| word.starts_with("plimsoll_")).map(str::to_owned).collect()
}

#[test]
fn the_worked_examples_of_sql_run() {
    let text = std::fs::read_to_string(Path::new(DOCS).join("README.md")).unwrap();
    let blocks: Vec<&str> = text.split("```sql\n").skip(1).map(|rest| rest.split("```").next().unwrap()).collect();
    assert_eq!(blocks.len(), 5);
    let folder = tempfile::tempdir().unwrap();
    let [json, jsonl] = ["report.json", "report.jsonl"].map(|name| folder.path().join(name));
    let scan = plimsoll().args(["scan", "--snapshot", ACME, "--format", "json", "-o"]).args([&json]);
    let run = scan.args(["--format", "jsonl", "-o"]).args([&jsonl]).run();
    assert_eq!(run.code, 0, "{}", run.stderr);
    for block in blocks {
        let script = "import duckdb, sys\nfor row in duckdb.sql(sys.argv[1]).fetchall(): print(row)";
        let out = readers().current_dir(folder.path()).args(["-c", script, block]).output().unwrap();
        assert!(out.status.success(), "{block}\n{}", String::from_utf8_lossy(&out.stderr));
        let rows = String::from_utf8(out.stdout).unwrap();
        assert!(rows.lines().count() >= 3, "{block}\n{rows}");
    }
}

#[test]
fn markdown_has_its_tables() {
    assert!(read("markdown", "markdown.py", &[])["tables"].as_u64() >= Some(4));
    assert_eq!(read("markdown", "markdown.py", &["--audience", "exec"])["tables"], 1);
}
