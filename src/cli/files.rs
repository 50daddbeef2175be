//! Files that people name: read with a bound, and with a message that helps.

use super::CliError;
use crate::collect;
use crate::control::ControlFile;
use crate::framework::FrameworkFile;
use crate::snapshot::{self, Snapshot};
use crate::yaml::Source;
use std::fs;
use std::path::{Path, PathBuf};

/// Reads a snapshot, and takes for unread what does not fit its kinds.
pub(super) fn read_snapshot(path: &Path) -> Result<Snapshot, CliError> {
    Ok(snapshot::read(path)?.fitted(&collect::kinds()))
}

/// Reads a text that a person wrote.
pub(super) fn read_source(path: &Path) -> Result<Source, CliError> {
    let help = "check the path, and that it is a text in UTF-8";
    let text =
        fs::read_to_string(path).map_err(|source| CliError::Read { path: path.display().to_string(), source, help })?;
    Ok(Source::new(path.display().to_string(), text))
}

/// The controls in a folder; an id is a path without its ending.
pub(super) fn controls(folder: &Path) -> Result<Vec<ControlFile>, CliError> {
    let file = |path: PathBuf| {
        let id = id_of(folder, &path);
        Ok(ControlFile::new(id, read_source(&path)?))
    };
    yaml_files(folder)?.into_iter().map(file).collect()
}

/// The controls in a file, or anywhere below a folder; an id is what the file and the folder around it are called.
pub(super) fn controls_at(path: &Path) -> Result<Vec<ControlFile>, CliError> {
    let files = if path.is_dir() { yaml_files(path)? } else { vec![path.to_owned()] };
    let file = |path: PathBuf| {
        // A path such as `x.yaml` says nothing of the folder that it is in.
        let whole = std::path::absolute(&path).unwrap_or(path.clone());
        let root = whole.parent().and_then(Path::parent).unwrap_or(Path::new(""));
        Ok(ControlFile::new(id_of(root, &whole), read_source(&path)?))
    };
    files.into_iter().map(file).collect()
}

/// The frameworks in a folder.
pub(super) fn frameworks(folder: &Path) -> Result<Vec<FrameworkFile>, CliError> {
    let file = |path: PathBuf| {
        let id = id_of(folder, &path);
        Ok(FrameworkFile { id, source: read_source(&path)? })
    };
    yaml_files(folder)?.into_iter().map(file).collect()
}

fn id_of(folder: &Path, path: &Path) -> String {
    let inside = path.strip_prefix(folder).unwrap_or(path).with_extension("");
    inside.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}

/// All `.yaml` files below a folder, sorted. `.yml` is refused aloud: silently left out, it would look like a pass.
fn yaml_files(folder: &Path) -> Result<Vec<PathBuf>, CliError> {
    const DEEPEST: usize = 8;
    let mut found = Vec::new();
    let mut open = vec![(folder.to_owned(), 0)];
    while let Some((here, depth)) = open.pop() {
        let read = fs::read_dir(&here).and_then(Iterator::collect::<Result<Vec<_>, _>>);
        let help = "name a folder of YAML files";
        let entries = read.map_err(|source| CliError::Read { path: here.display().to_string(), source, help })?;
        for path in entries.into_iter().map(|entry| entry.path()) {
            let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
            match ending {
                _ if path.is_dir() && depth < DEEPEST => open.push((path, depth + 1)),
                "yaml" => found.push(path),
                "yml" => {
                    let message = format!("{} would not be read", path.display());
                    return Err(CliError::input(message, "rename it to end in .yaml"));
                }
                _ => {}
            }
        }
    }
    found.sort();
    if found.is_empty() {
        let message = format!("there are no .yaml files in {}", folder.display());
        return Err(CliError::input(message, "name the folder that holds them"));
    }
    Ok(found)
}
