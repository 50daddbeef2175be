//! How long things may get. A text of several lines counts as one, wherever it stands.

use super::rules::Violation;
use super::tree::SourceFile;
use proc_macro2::{TokenStream, TokenTree};
use syn::spanned::Spanned;
use syn::visit::{self, Visit};

const FILE: usize = 500;
const FUNCTION: usize = 60;

pub fn check(file: &SourceFile) -> Vec<Violation> {
    let mut functions = Functions { texts: texts(&file.code), long: vec![] };
    functions.visit_file(&file.syntax);
    let violation = |line, rule| Violation { file: format!("src/{}", file.path), line, rule };
    let long = functions
        .long
        .into_iter()
        .map(|(line, lines)| violation(line, format!("a function of {lines} lines; {FUNCTION} is long")));
    let whole =
        (file.lines > FILE).then(|| violation(file.lines, format!("a file of {} lines; {FILE} is split", file.lines)));
    long.chain(whole).collect()
}

struct Functions {
    /// First and last line of each text of several lines.
    texts: Vec<(usize, usize)>,
    /// First line and number of lines.
    long: Vec<(usize, usize)>,
}

fn texts(code: &str) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut open = vec![code.parse::<TokenStream>().unwrap_or_default()];
    while let Some(stream) = open.pop() {
        for token in stream {
            match token {
                TokenTree::Group(group) => open.push(group.stream()),
                TokenTree::Literal(text) if text.span().end().line > text.span().start().line => {
                    found.push((text.span().start().line, text.span().end().line));
                }
                _ => {}
            }
        }
    }
    found
}

impl Functions {
    fn measure(&mut self, first: usize, last: usize) {
        let inside = self.texts.iter().filter(|(start, end)| (first..=last).contains(start) && *end <= last);
        let lines = last - first + 1 - inside.map(|(start, end)| end - start).sum::<usize>();
        if lines > FUNCTION {
            self.long.push((first, lines));
        }
    }
}

impl<'ast> Visit<'ast> for Functions {
    fn visit_item_fn(&mut self, function: &'ast syn::ItemFn) {
        self.measure(function.sig.span().start().line, function.block.span().end().line);
        visit::visit_item_fn(self, function);
    }

    fn visit_impl_item_fn(&mut self, function: &'ast syn::ImplItemFn) {
        self.measure(function.sig.span().start().line, function.block.span().end().line);
        visit::visit_impl_item_fn(self, function);
    }

    fn visit_trait_item_fn(&mut self, function: &'ast syn::TraitItemFn) {
        self.measure(function.sig.span().start().line, function.span().end().line);
        visit::visit_trait_item_fn(self, function);
    }
}
