//! The built-in controls and frameworks as JSON, a line each: JSON is read ten times as fast as YAML. Controls come without
//! their examples, which a scan does not need. What is wrong with a file is told by its tests and not here.
#![expect(clippy::expect_used, reason = "what cannot be built in ends the build")]

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{env, fs};

fn main() {
    for folder in ["controls", "frameworks"] {
        println!("cargo:rerun-if-changed={folder}");
        let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("cargo says where it is")).join(folder);
        let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo says where to")).join(format!("{folder}.jsonl"));
        fs::write(out, lines(&root)).expect("the build folder can be written");
    }
}

/// A line for each file: its id, a tab, and JSON.
fn lines(root: &Path) -> String {
    let mut lines = String::new();
    for file in files(root) {
        let text = fs::read_to_string(&file).expect("a file can be read");
        let id = file.strip_prefix(root).expect("it is below").with_extension("");
        let id = id.iter().map(|part| part.to_string_lossy()).collect::<Vec<_>>().join("/");
        // One that is no YAML stays as it is, for the parser that tells where it breaks.
        if let Ok(serde_json::Value::Object(mut whole)) = serde_yaml::from_str(&text) {
            whole.remove("examples");
            writeln!(lines, "{id}\t{}", serde_json::Value::Object(whole)).expect("a text grows");
        }
    }
    lines
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder of files");
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
    paths.sort();
    paths.into_iter().flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}
