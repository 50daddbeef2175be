//! The rules of the house, kept: which part may name which other, who may touch the world, how long things may get.

mod names;
mod rules;
mod sizes;
mod tree;

use rules::Violation;
use std::path::Path;
use tree::SourceFile;

fn tell(violations: &[Violation]) -> String {
    violations.iter().map(|v| format!("\n  {}:{}: {}", v.file, v.line, v.rule)).collect()
}

#[test]
fn the_house_keeps_its_rules() {
    let files = tree::read(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src")));
    assert!(files.len() > 100, "the source was not found");
    let violations: Vec<Violation> =
        files.iter().flat_map(|file| rules::check(file).into_iter().chain(sizes::check(file))).collect();
    assert!(violations.is_empty(), "{} violations:{}", violations.len(), tell(&violations));
}

/// The violations of a made-up file, as `line: rule`.
fn judge(path: &str, code: &str) -> Vec<String> {
    let file = SourceFile::parse(path, code, false);
    let all = rules::check(&file).into_iter().chain(sizes::check(&file));
    all.map(|v| format!("{}: {}", v.line, v.rule)).collect()
}

#[test]
fn a_higher_floor_is_not_named() {
    let said = judge("facts/reach.rs", "use crate::snapshot::Value;\nuse crate::{evaluate::Finding, risk};\n");
    assert_eq!(said, ["2: facts (floor 2) names evaluate (floor 3)", "2: facts (floor 2) names risk (floor 4)"]);
    assert_eq!(judge("facts/reach.rs", "use crate::control::Exposure;\nuse super::index::Index;\n"), [""; 0]);
    assert_eq!(judge("scan.rs", "use crate::report::View;\n"), [""; 0]);
    assert_eq!(judge("report/mod.rs", "use crate::scan::Scan;\n").len(), 1);
}

#[test]
fn neighbours_on_a_floor_do_not_see_each_other() {
    assert_eq!(judge("collect/run.rs", "use crate::control::Control;").len(), 1);
    assert_eq!(judge("control/set.rs", "fn f() -> crate::collect::Found<()> { todo!() }").len(), 1);
}

#[test]
fn ways_around_are_seen() {
    assert_eq!(judge("facts/reach.rs", "use super::super::cli::Exit;").len(), 1, "by super");
    assert_eq!(judge("facts/policy/mod.rs", "mod a { use super::super::super::cli::Exit; }").len(), 1, "in a module");
    assert_eq!(judge("facts/reach.rs", "fn f() { crate::cli::run(); }").len(), 1, "in an expression");
    assert_eq!(judge("facts/reach.rs", "fn f() { format!(\"{}\", crate::cli::run()); }").len(), 1, "in a macro");
    assert_eq!(judge("facts/reach.rs", "use crate as all;").len(), 1, "by another name");
}

#[test]
fn the_world_is_touched_in_few_places() {
    let code = "use std::{fs, env};\nfn f() { let _ = std::time::SystemTime::now(); println!(\"x\"); }";
    assert_eq!(
        judge("evaluate/run.rs", code),
        [
            "1: `std::fs` stays in cli, snapshot/file, trend/history and collect/aws/session.rs",
            "1: `std::env` stays in cli, snapshot/file, trend/history and collect/aws/session.rs",
            "2: `SystemTime` stays in cli, snapshot/file, trend/history and collect/aws/session.rs",
            "2: `println!` stays in cli, snapshot/file, trend/history and collect/aws/session.rs",
        ]
    );
    assert_eq!(judge("cli/out.rs", code), [""; 0]);
    assert_eq!(judge("evaluate/run.rs", "const V: &str = env!(\"CARGO_PKG_VERSION\");"), [""; 0]);
    assert_eq!(judge("evaluate/run.rs", "#[cfg(test)] mod tests { use std::fs; }"), [""; 0], "tests may read files");
}

#[test]
fn libraries_have_a_home() {
    assert_eq!(judge("facts/index.rs", "use tokio::sync::mpsc;"), ["1: `tokio` stays in collect"]);
    assert_eq!(judge("snapshot/file/read.rs", "fn f(_: aws_sdk_s3::Client) {}"), ["1: `aws_*` stays in collect"]);
    assert_eq!(judge("report/view/mod.rs", "use comfy_table::Table;"), ["1: `comfy_table` stays in report/table"]);
    assert_eq!(judge("control/lint.rs", "use cel::Program;"), ["1: `cel` stays in control/check"]);
    assert_eq!(
        judge("report/html/mod.rs", "use ratatui_core::text::Line;"),
        ["1: `ratatui_*` stays in cli and report/browse"]
    );
    assert_eq!(judge("report/browse/draw.rs", "use ratatui_core::text::Line;"), [""; 0]);
    assert_eq!(judge("report/browse/draw.rs", "use crossterm::event;"), ["1: `crossterm` stays in cli"]);
    assert_eq!(judge("risk/band.rs", "#[derive(clap::ValueEnum)] enum E {}"), ["1: `clap` stays in cli"]);
}

#[test]
fn things_stay_short() {
    let long = format!("fn f() {{\n{}}}\n", "    g();\n".repeat(60));
    assert_eq!(judge("risk/band.rs", &long), ["1: a function of 62 lines; 60 is long"]);
    let text = format!("fn f() {{\n    g(\"{}\");\n}}\n", "line\n".repeat(70));
    assert_eq!(judge("risk/band.rs", &text), [""; 0], "an expected output");
    assert_eq!(judge("risk/band.rs", &"\n".repeat(501)), ["501: a file of 501 lines; 500 is split"]);
    assert_eq!(judge("risk/band.rs", &"\n".repeat(500)), [""; 0]);
}
