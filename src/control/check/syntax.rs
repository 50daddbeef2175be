//! The parts of an expression, and the expression as text again: what a reader is shown of a part.

use cel::IdedExpr;
use cel::common::ast::{CallExpr, ComprehensionExpr, EntryExpr, Expr, LiteralValue, SelectExpr};

pub(super) const AND: &str = "_&&_";
pub(super) const OR: &str = "_||_";
pub(super) const NOT: &str = "!_";
pub(super) const CHOICE: &str = "_?_:_";
pub(super) const IN: &str = "@in";

/// Operators between two operands: the parser's name, as it is written, and how tightly it binds.
const BETWEEN: [(&str, &str, u8); 14] = [
    (OR, "||", 1),
    (AND, "&&", 2),
    ("_==_", "==", 3),
    ("_!=_", "!=", 3),
    ("_<_", "<", 3),
    ("_<=_", "<=", 3),
    ("_>_", ">", 3),
    ("_>=_", ">=", 3),
    (IN, "in", 3),
    ("_+_", "+", 4),
    ("_-_", "-", 4),
    ("_*_", "*", 5),
    ("_/_", "/", 5),
    ("_%_", "%", 5),
];

/// How tightly a choice binds, and what stands alone.
const LOOSEST: u8 = 0;
const ALONE: u8 = 7;

/// Whether a call is `==`, `<` and so on.
pub(super) fn is_comparison(function: &str) -> bool {
    BETWEEN.iter().any(|(name, _, binds)| *name == function && *binds == 3)
}

/// A part of an expression by its number, as people see parts: of `list.exists(x, body)` the list and the body.
pub(super) fn part(node: &mut IdedExpr, number: usize) -> Option<&mut IdedExpr> {
    match &mut node.expr {
        Expr::Call(CallExpr { target, args, .. }) => {
            target.iter_mut().map(|target| &mut **target).chain(args).nth(number)
        }
        Expr::Select(select) if number == 0 => Some(&mut select.operand),
        Expr::List(list) => list.elements.get_mut(number),
        Expr::Comprehension(over) => match number {
            0 => Some(&mut over.iter_range),
            1 => body_mut(&mut over.loop_step),
            _ => None,
        },
        _ => None,
    }
}

/// The name of the macro that a loop was written as, and what it asks of each item.
pub(super) fn as_macro(over: &ComprehensionExpr) -> Option<(&'static str, &IdedExpr)> {
    let Expr::Call(step) = &over.loop_step.expr else { return None };
    let is_item = |node: &IdedExpr| matches!(&node.expr, Expr::Ident(name) if *name == over.iter_var);
    match (step.func_name.as_str(), step.args.as_slice()) {
        (OR, [_, body]) => Some(("exists", body)),
        (AND, [_, body]) => Some(("all", body)),
        ("_+_", [_, one]) => Some(("map", only(one)?)),
        (CHOICE, [body, then, _]) => match &then.expr {
            Expr::Call(then) if then.args.get(1).and_then(only).is_some_and(is_item) => Some(("filter", body)),
            Expr::Call(then) if then.args.get(1).and_then(only).is_none() => Some(("exists_one", body)),
            _ => None,
        },
        _ => None,
    }
}

fn only(list: &IdedExpr) -> Option<&IdedExpr> {
    if let Expr::List(list) = &list.expr { list.elements.first() } else { None }
}

fn body_mut(step: &mut IdedExpr) -> Option<&mut IdedExpr> {
    let Expr::Call(step) = &mut step.expr else { return None };
    match step.func_name.as_str() {
        OR | AND => step.args.get_mut(1),
        CHOICE => step.args.get_mut(0),
        _ => match &mut step.args.get_mut(1)?.expr {
            Expr::List(list) => list.elements.get_mut(0),
            _ => None,
        },
    }
}

/// The expression as it could have been written.
pub(super) fn text(node: &IdedExpr) -> String {
    bound(node, LOOSEST)
}

/// With brackets where it binds less tightly than what stands around it.
fn bound(node: &IdedExpr, around: u8) -> String {
    let (text, binds) = told(node);
    if binds < around { format!("({text})") } else { text }
}

fn told(node: &IdedExpr) -> (String, u8) {
    match &node.expr {
        Expr::Call(call) => of_call(call),
        Expr::Comprehension(over) => (of_loop(over), ALONE),
        Expr::Select(SelectExpr { operand, field, test: true }) => {
            (format!("has({}.{field})", bound(operand, ALONE)), ALONE)
        }
        Expr::Select(SelectExpr { operand, field, .. }) => (format!("{}.{field}", bound(operand, ALONE)), ALONE),
        Expr::Ident(name) => (name.clone(), ALONE),
        Expr::List(list) => (format!("[{}]", all(&list.elements)), ALONE),
        Expr::Literal(literal) => (of_literal(literal), ALONE),
        Expr::Map(map) => {
            let entries = map.entries.iter().filter_map(|entry| match &entry.expr {
                EntryExpr::MapEntry(entry) => Some(format!("{}: {}", text(&entry.key), text(&entry.value))),
                EntryExpr::StructField(_) => None,
            });
            (format!("{{{}}}", entries.collect::<Vec<_>>().join(", ")), ALONE)
        }
        Expr::Struct(made) => (format!("{}{{...}}", made.type_name), ALONE),
        Expr::Unspecified => (String::new(), ALONE),
    }
}

fn of_call(CallExpr { func_name, target, args }: &CallExpr) -> (String, u8) {
    let between = BETWEEN.iter().find(|(name, ..)| name == func_name);
    match (func_name.as_str(), args.as_slice(), between) {
        (_, [a, b], Some((_, sign, binds))) => (format!("{} {sign} {}", bound(a, *binds), bound(b, binds + 1)), *binds),
        (CHOICE, [asked, yes, no], _) => (format!("{} ? {} : {}", bound(asked, 1), bound(yes, 1), text(no)), LOOSEST),
        (NOT, [a], _) => (format!("!{}", bound(a, 6)), 6),
        ("-_", [a], _) => (format!("-{}", bound(a, 6)), 6),
        ("_[_]" | "_[?_]", [a, index], _) => (format!("{}[{}]", bound(a, ALONE), text(index)), ALONE),
        _ => match target {
            Some(target) => (format!("{}.{func_name}({})", bound(target, ALONE), all(args)), ALONE),
            None => (format!("{func_name}({})", all(args)), ALONE),
        },
    }
}

fn of_loop(over: &ComprehensionExpr) -> String {
    let range = bound(&over.iter_range, ALONE);
    match as_macro(over) {
        Some((name, body)) => format!("{range}.{name}({}, {})", over.iter_var, text(body)),
        None => format!("{range}.map({}, ...)", over.iter_var),
    }
}

fn of_literal(literal: &LiteralValue) -> String {
    match literal {
        LiteralValue::Boolean(value) => value.inner().to_string(),
        LiteralValue::Int(value) => value.inner().to_string(),
        LiteralValue::UInt(value) => format!("{}u", value.inner()),
        LiteralValue::Double(value) => value.inner().to_string(),
        LiteralValue::String(value) => {
            format!("'{}'", value.inner().escape_default().to_string().replace("\\\"", "\""))
        }
        LiteralValue::Bytes(_) => "b'...'".to_owned(),
        LiteralValue::Null => "null".to_owned(),
    }
}

fn all(nodes: &[IdedExpr]) -> String {
    nodes.iter().map(text).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_read_is_written_alike() {
        for source in [
            "resource.a == 'x' && (resource.b || !resource.c.d)",
            "(resource.a || resource.b) && !(resource.c && resource.d)",
            "resource.list.exists(x, x.port >= 22 && x.peers.all(y, y != null))",
            "resource.list.filter(x, x > 1).map(x, x + 2 * (x - 1)).size() == 1",
            "resource.list.exists_one(x, x == 1)",
            "resource.a == null ? true : resource.a.b in ['c', 'it\\'s']",
            "has(resource.tags.x) && by.k.f[resource.id].size() == -1 && age_days(resource.at, now) < 90.5",
            "resource.same == {'a': 1}",
        ] {
            let first = text(super::super::ENV.compile(source).unwrap().expression());
            assert_eq!(first, source);
        }
    }
}
