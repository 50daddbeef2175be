//! What each term of an expression said: to show which of them decided.

use super::syntax::{AND, CHOICE, NOT, OR, is_comparison, text};
use super::value;
use super::{Check, ENV, Scene};
use cel::common::ast::Expr;
use cel::common::types::CelBool;
use cel::{Context, IdedExpr};
use std::sync::Arc;

/// A term, and what it said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    pub text: String,
    /// `true`, `false`, or why it is neither.
    pub said: String,
    /// What stands on the left of a comparison, where it is no plain word already.
    pub found: Option<String>,
    pub depth: usize,
}

impl Check {
    /// The terms that `&&`, `||`, `!` and `?:` join, in their order, each with what it says of a scene.
    pub fn trace(&self, scene: &Scene<'_>) -> Vec<Term> {
        let Ok(compiled) = self.compiled() else { return vec![] };
        let mut context = Context::with_env(Arc::clone(&ENV));
        context.set_variable_resolver(scene);
        let mut terms = Vec::new();
        walk(&compiled.expression, 0, &context, &mut terms);
        let least = terms.iter().map(|term| term.depth).min().unwrap_or(0);
        terms.iter_mut().for_each(|term| term.depth -= least);
        terms
    }
}

fn walk(node: &IdedExpr, depth: usize, context: &Context<'_, '_>, terms: &mut Vec<Term>) {
    if let Expr::Call(call) = &node.expr
        && [AND, OR, NOT, CHOICE].contains(&call.func_name.as_str())
    {
        // A chain of one operator is one row of terms.
        let chained = |inner: &IdedExpr| matches!(&inner.expr, Expr::Call(c) if c.func_name == call.func_name);
        for inner in &call.args {
            walk(inner, if chained(inner) { depth } else { depth + 1 }, context, terms);
        }
        return;
    }
    let (said, found) = (said(node, context), found(node, context));
    terms.push(Term { text: text(node), said, found, depth });
}

fn said(node: &IdedExpr, context: &Context<'_, '_>) -> String {
    match cel::Value::resolve_val(node, context) {
        Ok(value) => match value.downcast_ref::<CelBool>() {
            Some(answer) => answer.inner().to_string(),
            None => "neither true nor false".to_owned(),
        },
        Err(error) => match value::unread_of(&error) {
            Some(unread) => format!("unread: {unread}"),
            None => format!("breaks: {error}"),
        },
    }
}

/// The longest that is shown.
const LONGEST: usize = 120;

fn found(node: &IdedExpr, context: &Context<'_, '_>) -> Option<String> {
    let Expr::Call(call) = &node.expr else { return None };
    let left = call.args.first().filter(|_| is_comparison(&call.func_name))?;
    if matches!(left.expr, Expr::Literal(_)) {
        return None;
    }
    let value = cel::Value::resolve_val(left, context).ok()?;
    let text = value::plain(&*value);
    (text.chars().count() <= LONGEST).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::super::tests::on_stage;
    use super::*;

    #[test]
    fn each_term_says_its_part() {
        let check =
            Check::compile("resource.n == 4 || resource.yes && !(resource.lost == 1) && resource.text in ['x']");
        let terms = on_stage(|scene| check.unwrap().trace(scene));
        let told: Vec<String> =
            terms.iter().map(|t| format!("{} {} {} {:?}", t.depth, t.text, t.said, t.found)).collect();
        assert_eq!(
            told,
            [
                r#"0 resource.n == 4 false Some("5")"#,
                "1 resource.yes true None",
                "2 resource.lost == 1 unread: k:GetLost: access_denied None",
                r#"1 resource.text in ['x'] false Some("'abc'")"#,
            ]
        );
    }
}
