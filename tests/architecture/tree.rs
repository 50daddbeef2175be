//! The source files, parsed.

use std::fs;
use std::path::{Path, PathBuf};
use syn::{Attribute, Item};

pub struct SourceFile {
    /// From `src/`, such as `facts/reach.rs`.
    pub path: String,
    pub lines: usize,
    pub code: String,
    pub syntax: syn::File,
    /// All of it is for tests: its `mod` line says so.
    pub test: bool,
}

impl SourceFile {
    pub fn parse(path: &str, code: &str, test: bool) -> Self {
        let syntax = syn::parse_file(code).unwrap_or_else(|error| panic!("{path}: {error}"));
        Self { path: path.to_owned(), lines: code.lines().count(), code: code.to_owned(), syntax, test }
    }

    /// The module that the file is: `facts/reach.rs` is `facts::reach`, and `facts/mod.rs` is `facts`.
    pub fn module(&self) -> Vec<String> {
        let path = self.path.trim_end_matches(".rs").trim_end_matches("/mod");
        path.split('/').filter(|part| !["lib", "main"].contains(part)).map(str::to_owned).collect()
    }
}

/// All files of the library under a folder.
pub fn read(src: &Path) -> Vec<SourceFile> {
    let mut paths = Vec::new();
    walk(src, &mut paths);
    paths.sort();
    let mut files: Vec<SourceFile> = paths.iter().map(|path| parse(src, path)).collect();
    files.retain(|file| file.path != "main.rs");
    let tests: Vec<String> = files.iter().flat_map(test_modules).collect();
    for file in &mut files {
        file.test = tests.contains(&file.module().join("::"));
    }
    files
}

fn parse(src: &Path, path: &Path) -> SourceFile {
    let name = path.strip_prefix(src).unwrap_or(path).to_string_lossy().replace('\\', "/");
    let code = fs::read_to_string(path).unwrap_or_else(|error| panic!("{name}: {error}"));
    SourceFile::parse(&name, &code, false)
}

fn walk(folder: &Path, paths: &mut Vec<PathBuf>) {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    for path in entries.filter_map(|entry| Some(entry.ok()?.path())) {
        if path.is_dir() {
            walk(&path, paths);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            paths.push(path);
        }
    }
}

/// The modules that a file declares for tests only, and that are files of their own.
fn test_modules(file: &SourceFile) -> Vec<String> {
    let declared = file.syntax.items.iter().filter_map(|item| match item {
        Item::Mod(module) if module.content.is_none() && is_for_tests(&module.attrs) => Some(module.ident.to_string()),
        _ => None,
    });
    declared.map(|name| [file.module(), vec![name]].concat().join("::")).collect()
}

/// Whether it says `#[cfg(test)]`.
pub fn is_for_tests(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        attribute.path().is_ident("cfg") && attribute.parse_args::<syn::Path>().is_ok_and(|of| of.is_ident("test"))
    })
}
