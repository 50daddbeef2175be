//! Every path that a file names: in imports, types, expressions, attributes, and inside of macros.

use super::tree::{SourceFile, is_for_tests};
use proc_macro2::{TokenStream, TokenTree};
use syn::spanned::Spanned;
use syn::visit::{self, Visit};
use syn::{Attribute, ItemMod, ItemUse, Macro, Path, UseTree};

/// A path as it stands in the code, with `crate`, `self` and `super` resolved: such a path starts with `crate`.
pub struct Name {
    pub parts: Vec<String>,
    pub line: usize,
    /// In code that is for tests only.
    pub test: bool,
    /// Called as a macro.
    pub bang: bool,
}

pub fn names(file: &SourceFile) -> Vec<Name> {
    let mut names = Names { module: file.module(), test: file.test, found: vec![] };
    names.visit_file(&file.syntax);
    names.found
}

struct Names {
    module: Vec<String>,
    test: bool,
    found: Vec<Name>,
}

impl Names {
    fn add(&mut self, parts: &[String], line: usize, bang: bool) {
        let parts = self.resolve(parts);
        self.found.push(Name { parts, line, test: self.test, bang });
    }

    fn resolve(&self, parts: &[String]) -> Vec<String> {
        let ups = parts.iter().take_while(|part| *part == "super").count();
        let rest = match parts.first().map(String::as_str) {
            Some("self") => &parts[1..],
            Some("super") => &parts[ups..],
            _ => return parts.to_vec(),
        };
        let base = &self.module[..self.module.len().saturating_sub(ups)];
        ["crate".to_owned()].iter().chain(base).chain(rest).cloned().collect()
    }

    fn import(&mut self, tree: &UseTree, before: &[String]) {
        match tree {
            UseTree::Path(path) => {
                let before = [before, &[path.ident.to_string()]].concat();
                self.import(&path.tree, &before);
            }
            UseTree::Group(group) => group.items.iter().for_each(|tree| self.import(tree, before)),
            UseTree::Name(name) => self.import_end(&name.ident, before),
            UseTree::Rename(rename) => self.import_end(&rename.ident, before),
            UseTree::Glob(glob) => self.add(before, glob.span().start().line, false),
        }
    }

    fn import_end(&mut self, ident: &syn::Ident, before: &[String]) {
        let last = (ident != "self").then(|| ident.to_string());
        let parts: Vec<String> = before.iter().cloned().chain(last).collect();
        self.add(&parts, ident.span().start().line, false);
    }

    /// What stands in a macro is not parsed yet: names that are joined by `::` are taken as they come.
    fn tokens(&mut self, tokens: TokenStream) {
        let mut path: Vec<String> = vec![];
        let mut line = 0;
        let mut colons = 0;
        for token in tokens {
            match token {
                TokenTree::Ident(ident) if colons == 2 && !path.is_empty() => path.push(ident.to_string()),
                TokenTree::Ident(ident) => {
                    self.flush(&mut path, line, false);
                    line = ident.span().start().line;
                    path.push(ident.to_string());
                }
                TokenTree::Punct(punct) if punct.as_char() == ':' => {
                    colons += 1;
                    continue;
                }
                TokenTree::Punct(punct) => self.flush(&mut path, line, punct.as_char() == '!'),
                TokenTree::Group(group) => {
                    self.flush(&mut path, line, false);
                    self.tokens(group.stream());
                }
                TokenTree::Literal(_) => self.flush(&mut path, line, false),
            }
            colons = 0;
        }
        self.flush(&mut path, line, false);
    }

    fn flush(&mut self, path: &mut Vec<String>, line: usize, bang: bool) {
        let parts = std::mem::take(path);
        if !parts.is_empty() {
            self.add(&parts, line, bang);
        }
    }
}

fn parts(path: &Path) -> Vec<String> {
    path.segments.iter().map(|segment| segment.ident.to_string()).collect()
}

impl<'ast> Visit<'ast> for Names {
    fn visit_item_mod(&mut self, module: &'ast ItemMod) {
        let outside = self.test;
        self.test |= is_for_tests(&module.attrs);
        self.module.push(module.ident.to_string());
        visit::visit_item_mod(self, module);
        self.module.pop();
        self.test = outside;
    }

    fn visit_item_use(&mut self, item: &'ast ItemUse) {
        self.import(&item.tree, &[]);
    }

    fn visit_path(&mut self, path: &'ast Path) {
        self.add(&parts(path), path.span().start().line, false);
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, called: &'ast Macro) {
        self.add(&parts(&called.path), called.path.span().start().line, true);
        self.tokens(called.tokens.clone());
    }

    fn visit_attribute(&mut self, attribute: &'ast Attribute) {
        if let syn::Meta::List(list) = &attribute.meta {
            self.tokens(list.tokens.clone());
        }
    }
}
