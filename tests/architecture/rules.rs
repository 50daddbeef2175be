//! Who may name whom.

use super::names::{Name, names};
use super::tree::SourceFile;

pub struct Violation {
    pub file: String,
    pub line: usize,
    pub rule: String,
}

/// Stages and their floors. A stage names itself and what is on lower floors.
const FLOORS: [(&str, f32); 12] = [
    ("yaml", 0.0),
    ("snapshot", 0.0),
    ("collect", 1.0),
    ("control", 1.0),
    ("facts", 2.0),
    ("evaluate", 3.0),
    ("risk", 4.0),
    ("framework", 5.0),
    ("trend", 6.0),
    ("report", 7.0),
    ("scan", 7.5),
    ("cli", 8.0),
];

/// Where the world may be touched: files, environment, clock, terminal.
const WORLD: [&str; 4] = ["cli/", "snapshot/file/", "trend/history/", "collect/aws/session.rs"];

/// Libraries, and a place that may name each; no other may. A star stands for the rest of a name.
const HOMES: [(&str, &str); 16] = [
    ("aws_*", "collect"),
    ("tokio", "collect"),
    ("clap", "cli"),
    ("clap_complete", "cli"),
    ("clap_mangen", "cli"),
    ("indicatif", "cli"),
    ("ureq", "cli"),
    ("crossterm", "cli"),
    ("signal_hook", "cli"),
    ("supports_hyperlinks", "cli"),
    ("ratatui_*", "cli"),
    ("ratatui_*", "report/browse"),
    ("ansi_to_tui", "report/browse"),
    ("comfy_table", "report/table"),
    ("maud", "report/html"),
    ("cel", "control/check"),
];

pub fn check(file: &SourceFile) -> Vec<Violation> {
    let mut violations: Vec<Violation> = Vec::new();
    for name in names(file) {
        let rules = [floor(file, &name), world(file, &name), home(file, &name)];
        for rule in rules.into_iter().flatten() {
            violations.push(Violation { file: format!("src/{}", file.path), line: name.line, rule });
        }
    }
    violations
}

fn floor(file: &SourceFile, name: &Name) -> Option<String> {
    let own = file.module().into_iter().next()?;
    let of = |stage: &str| FLOORS.iter().find(|(known, _)| *known == stage).map(|(_, floor)| *floor);
    let Some(here) = of(&own) else { return Some(format!("`{own}` has no floor; give it one")) };
    let [first, rest @ ..] = name.parts.as_slice() else { return None };
    if !["crate", "plimsoll"].contains(&first.as_str()) {
        return None;
    }
    let Some(stage) = rest.first() else { return Some("the whole crate under one name".to_owned()) };
    // A macro of this crate is at its root wherever it is written.
    let there = of(stage)?;
    (*stage != own && there >= here).then(|| format!("{own} (floor {here}) names {stage} (floor {there})"))
}

fn world(file: &SourceFile, name: &Name) -> Option<String> {
    if name.test || WORLD.iter().any(|place| file.path.starts_with(place)) {
        return None;
    }
    let parts: Vec<&str> = name.parts.iter().map(String::as_str).collect();
    let touched = match parts.as_slice() {
        ["std", "fs", ..] => "std::fs",
        ["std", "env", ..] => "std::env",
        ["println" | "print" | "eprintln" | "eprint" | "dbg"] if name.bang => {
            return Some(stays(&format!("{}!", parts[0])));
        }
        parts if parts.contains(&"SystemTime") => "SystemTime",
        [.., "Utc" | "Local", "now"] => "now",
        [.., "stdout" | "stderr" | "stdin"] => "std::io's streams",
        _ => return None,
    };
    Some(stays(touched))
}

fn stays(touched: &str) -> String {
    format!("`{touched}` stays in cli, snapshot/file, trend/history and collect/aws/session.rs")
}

fn home(file: &SourceFile, name: &Name) -> Option<String> {
    let first = name.parts.first()?;
    // A path of one part is a name of the file's own, such as a variable, unless it is an import.
    let meant = |library: &str| match library.strip_suffix('*') {
        Some(start) => first.starts_with(start) && name.parts.len() > 1,
        None => first == library && name.parts.len() > 1,
    };
    let homes: Vec<_> = HOMES.iter().filter(|(library, _)| meant(library)).collect();
    let (library, _) = homes.first()?;
    let at_home = |home: &str| file.path.starts_with(&format!("{home}/")) || file.path == format!("{home}.rs");
    let names: Vec<&str> = homes.iter().map(|(_, home)| *home).collect();
    (!names.iter().any(|home| at_home(home))).then(|| format!("`{library}` stays in {}", names.join(" and ")))
}
