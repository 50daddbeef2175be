//! The built-in controls as JSON, a line each, without their examples: JSON is read ten times as fast as YAML, and a scan
//! needs no examples. What is wrong with a control is told by its tests and not here.
#![expect(clippy::expect_used, reason = "what cannot be built in ends the build")]

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{env, fs};

fn main() {
    println!("cargo:rerun-if-changed=controls");
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("cargo says where it is")).join("controls");
    let mut lines = String::new();
    for file in files(&root) {
        let text = fs::read_to_string(&file).expect("a control can be read");
        let id = file.strip_prefix(&root).expect("it is below").with_extension("");
        let id = id.iter().map(|part| part.to_string_lossy()).collect::<Vec<_>>().join("/");
        // One that is no YAML stays as it is, for the parser that tells where it breaks.
        if let Ok(serde_json::Value::Object(mut control)) = serde_yaml::from_str(&text) {
            control.remove("examples");
            writeln!(lines, "{id}\t{}", serde_json::Value::Object(control)).expect("a text grows");
        }
    }
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo says where to")).join("controls.jsonl");
    fs::write(out, lines).expect("the build folder can be written");
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder of controls");
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
    paths.sort();
    paths.into_iter().flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}
