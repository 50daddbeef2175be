//! What dashboards are made of, read by programs that know nothing of us: Prometheus's own parser, DuckDB, and a reader of
//! Markdown.

use super::support::{plimsoll, readers};
use std::collections::BTreeSet;
use std::path::Path;

const ACME: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/testdata/acme/2026-Q3.jsonl.zst");
const DOCS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/dashboards");

/// Writes Acme's report in a format, and lets a script read it from where it lies.
fn read(format: &str, script: &str, more: &[&str]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("report");
    let scan = plimsoll().args(["scan", "--snapshot", ACME, "--format", format, "-o"]).args([&file]).args(more);
    let run = scan.run();
    assert_eq!(run.code, 0, "{}", run.stderr);
    let out = readers().current_dir(folder.path()).args(["-c", script]).output().unwrap();
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    String::from_utf8(out.stdout).unwrap()
}

fn metrics() -> BTreeSet<String> {
    let script = "
from prometheus_client.parser import text_string_to_metric_families as families
for family in families(open('report').read()):
    assert family.type == 'gauge' and family.documentation, family
    for sample in family.samples: print(sample.name)";
    read("prometheus", script, &[]).lines().map(str::to_owned).collect()
}

#[test]
fn prometheus_reads_the_metrics_that_grafana_asks_for() {
    let metrics = metrics();
    assert!(metrics.len() > 20, "{metrics:?}");
    let text = std::fs::read_to_string(Path::new(DOCS).join("grafana.json")).unwrap();
    let board: serde_json::Value = serde_json::from_str(&text).unwrap();
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
    assert_eq!(blocks.len(), 4);
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
fn markdown_is_text_and_tables_and_nothing_else() {
    let script = "
from markdown_it import MarkdownIt
tokens = MarkdownIt('commonmark', {'html': True}).enable('table').parse(open('report').read())
html = [t.content for t in tokens if t.type == 'html_block'] + [c.content for t in tokens for c in t.children or [] if c.type == 'html_inline']
links = [c for t in tokens for c in t.children or [] if c.type in ('link_open', 'image')]
known = ('<details><summary>', '</details>')
assert all(block.strip().startswith(known) for block in html), html
assert not links, links
print(sum(t.type == 'table_open' for t in tokens))";
    assert!(read("markdown", script, &[]).trim().parse::<usize>().unwrap() >= 4);
    assert_eq!(read("markdown", script, &["--audience", "exec"]).trim(), "1");
}
