//! Small changes to an expression, to see whether a control's examples would notice: a comparison turned round, a term
//! left out, a number off by one, another text.

use super::syntax::{AND, CHOICE, IN, NOT, OR, as_macro, is_comparison, part, text};
use super::{Check, Compiled};
use cel::IdedExpr;
use cel::common::ast::{CallExpr, ComprehensionExpr, Expr, LiteralValue};
use std::sync::OnceLock;

/// An expression with one change.
#[derive(Debug)]
pub struct Mutant {
    /// What was changed, such as `a == b` into `a != b`.
    pub what: String,
    pub check: Check,
}

impl Check {
    /// All the expressions that differ from this one in one place.
    pub fn mutants(&self) -> Vec<Mutant> {
        let Ok(compiled) = self.compiled() else { return vec![] };
        let made = changes(&compiled.expression).into_iter().map(|Change { what, whole }| {
            let Compiled { paths, evidence, .. } = compiled;
            let compiled = Compiled { expression: whole, paths: paths.clone(), evidence: evidence.clone() };
            Mutant { what, check: Self { source: self.source.clone(), compiled: OnceLock::from(Ok(compiled)) } }
        });
        made.collect()
    }
}

struct Change {
    what: String,
    whole: IdedExpr,
}

/// The changes of a node itself, and those of its parts, each in its place.
fn changes(node: &IdedExpr) -> Vec<Change> {
    let mut all = of_node(node);
    for number in 0.. {
        let mut whole = node.clone();
        let Some(inner) = part(&mut whole, number).map(|inner| inner.clone()) else { break };
        all.extend(changes(&inner).into_iter().map(|change| {
            let mut whole = node.clone();
            if let Some(place) = part(&mut whole, number) {
                *place = change.whole;
            }
            Change { whole, ..change }
        }));
    }
    all
}

impl Change {
    fn into(old: &IdedExpr, new: IdedExpr) -> Self {
        Self { what: format!("`{}` into `{}`", short(old), short(&new)), whole: new }
    }

    /// Without one of two terms.
    fn without(term: &IdedExpr, rest: &IdedExpr) -> Self {
        Self { what: format!("leaving out `{}`", short(term)), whole: rest.clone() }
    }
}

/// The longest part that is shown whole.
const LONGEST: usize = 120;

fn short(node: &IdedExpr) -> String {
    let whole = text(node);
    match whole.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{} …", &whole[..end]),
        None => whole,
    }
}

fn of_node(node: &IdedExpr) -> Vec<Change> {
    let into = |new: IdedExpr| vec![Change::into(node, new)];
    match &node.expr {
        Expr::Call(call) => of_call(node, call),
        Expr::Select(select) if select.test => into(not(node)),
        Expr::Comprehension(over) => of_loop(over),
        Expr::Literal(LiteralValue::Int(n)) => into(literal(LiteralValue::Int((n.inner() + 1).into()))),
        Expr::Literal(LiteralValue::String(s)) => into(literal(LiteralValue::String(format!("{}~", s.inner()).into()))),
        _ => vec![],
    }
}

/// Functions of a yes or no.
const ASKING: [&str; 7] =
    ["startsWith", "endsWith", "contains", "matches", "glob_match", "cidr_is_world", "ports_overlap"];

fn of_call(node: &IdedExpr, call: &CallExpr) -> Vec<Change> {
    let renamed = |name: &str| with(Expr::Call(CallExpr { func_name: name.to_owned(), ..call.clone() }));
    let others: &[&str] = match call.func_name.as_str() {
        "_==_" => &["_!=_"],
        "_!=_" => &["_==_"],
        "_<_" => &["_<=_", "_>=_"],
        "_<=_" => &["_<_", "_>_"],
        "_>_" => &["_>=_", "_<=_"],
        "_>=_" => &["_>_", "_<_"],
        _ => &[],
    };
    if is_comparison(&call.func_name) && call.func_name != IN {
        return others.iter().map(|name| Change::into(node, renamed(name))).collect();
    }
    let into = |new: IdedExpr| vec![Change::into(node, new)];
    match (call.func_name.as_str(), call.args.as_slice()) {
        (AND | OR, [a, b]) => {
            // The terms of a chain are left out one by one, each where it stands.
            let is_term = |node: &IdedExpr| !matches!(&node.expr, Expr::Call(c) if c.func_name == call.func_name);
            let pairs = [(b, a), (a, b)].into_iter().filter(|(term, _)| is_term(term));
            pairs.map(|(term, rest)| Change::without(term, rest)).collect()
        }
        (NOT, [a]) => into(a.clone()),
        (CHOICE, [_, yes, no]) => vec![Change::without(no, yes), Change::without(yes, no)],
        (IN, _) => into(not(node)),
        (name, _) if ASKING.contains(&name) => into(not(node)),
        _ => vec![],
    }
}

/// `exists` into `all` and back, and a filter that lets all pass.
fn of_loop(over: &ComprehensionExpr) -> Vec<Change> {
    let swapped = |init: bool, sign: &str, what: &str| {
        let mut other = over.clone();
        let Expr::Call(step) = &mut other.loop_step.expr else { return vec![] };
        step.func_name = sign.to_owned();
        other.accu_init = literal(LiteralValue::Boolean(init.into()));
        // It stops early in the other case; without stopping early it gives the same.
        other.loop_cond = literal(LiteralValue::Boolean(true.into()));
        let what = format!("{what} over `{}`", short(&over.iter_range));
        vec![Change { what, whole: with(Expr::Comprehension(Box::new(other))) }]
    };
    match as_macro(over) {
        Some(("exists", _)) => swapped(true, AND, "`all` for `exists`"),
        Some(("all", _)) => swapped(false, OR, "`exists` for `all`"),
        Some(("filter", body)) => vec![Change::without(body, &over.iter_range)],
        _ => vec![],
    }
}

fn not(node: &IdedExpr) -> IdedExpr {
    with(Expr::Call(CallExpr { func_name: NOT.to_owned(), target: None, args: vec![node.clone()] }))
}

fn literal(value: LiteralValue) -> IdedExpr {
    with(Expr::Literal(value))
}

fn with(expr: Expr) -> IdedExpr {
    IdedExpr { id: 0, expr }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mutants(source: &str) -> Vec<String> {
        let check = Check::compile(source).unwrap();
        check.mutants().iter().map(|mutant| text(&mutant.check.compiled().unwrap().expression)).collect()
    }

    #[test]
    fn each_place_is_changed_once() {
        assert_eq!(
            mutants("resource.a == 'x' && !resource.b"),
            [
                "resource.a == 'x'",
                "!resource.b",
                "resource.a != 'x' && !resource.b",
                "resource.a == 'x~' && !resource.b",
                "resource.a == 'x' && resource.b",
            ]
        );
        assert_eq!(mutants("resource.n >= 5"), ["resource.n > 5", "resource.n < 5", "resource.n >= 6"]);
        assert_eq!(
            mutants("resource.l.exists(x, x.startsWith('a'))"),
            [
                "resource.l.all(x, x.startsWith('a'))",
                "resource.l.exists(x, !x.startsWith('a'))",
                "resource.l.exists(x, x.startsWith('a~'))",
            ]
        );
        assert_eq!(mutants("resource.l.filter(x, x > 1).size() in [2]").len(), 6);
        assert_eq!(mutants("has(resource.a.b)"), ["!has(resource.a.b)"]);
    }
}
