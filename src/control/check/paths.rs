//! Which paths an expression names, found by walking its syntax: for the linter, for evidence, and to know which kinds
//! must be collected.

use cel::IdedExpr;
use cel::common::ast::{EntryExpr, Expr, LiteralValue};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// What an expression can name at its start.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Root {
    Resource,
    Facts,
    Account,
    Region,
    Kinds,
    By,
    Now,
    Params,
}

impl Root {
    pub const ALL: [(&'static str, Self); 8] = [
        ("resource", Self::Resource),
        ("facts", Self::Facts),
        ("account", Self::Account),
        ("region", Self::Region),
        ("kinds", Self::Kinds),
        ("by", Self::By),
        ("now", Self::Now),
        ("params", Self::Params),
    ];

    fn as_str(self) -> &'static str {
        Self::ALL.iter().find(|(_, root)| *root == self).map_or("", |(name, _)| name)
    }
}

/// A dotted path, such as `resource.ingress.cidr`; through lists it names the fields of the items.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Path {
    pub root: Root,
    pub names: Vec<String>,
    /// Named inside of `exists`, `all` and the like, as a field of a list's items.
    pub through_list: bool,
}

impl Path {
    /// Whether its value can be shown to explain a verdict: the lists themselves, and not each field of their items.
    pub fn is_evidence(&self) -> bool {
        let is_value = !self.through_list && !self.names.is_empty();
        is_value && !matches!(self.root, Root::Kinds | Root::By | Root::Now) && !self.is_identity()
    }

    /// What every finding says of its resource anyway.
    fn is_identity(&self) -> bool {
        let known = ["id", "account", "region", "name", "kind"];
        matches!(self.root, Root::Resource | Root::Account | Root::Region)
            && matches!(self.names.as_slice(), [name] if known.contains(&name.as_str()))
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.root.as_str())?;
        self.names.iter().try_for_each(|name| write!(f, ".{name}"))
    }
}

/// What an expression names, and how.
pub(super) struct Named {
    /// The longest paths, sorted, each once.
    pub paths: Vec<Path>,
    /// Whether an object that is written out stands before `==` or `!=`, or in a list behind `in`. There CEL asks it
    /// whether it is like a field, and CEL's own objects say no to all others.
    pub object_asked: bool,
}

pub(super) fn named(expression: &IdedExpr) -> Named {
    let mut walk = Walk::default();
    walk.visit(expression);
    Named { paths: walk.found.into_iter().collect(), object_asked: walk.object_asked }
}

#[derive(Default)]
struct Walk {
    found: BTreeSet<Path>,
    /// The variables of comprehensions, and the path that each goes over; none for what is not a path.
    items: BTreeMap<String, Option<Path>>,
    object_asked: bool,
}

impl Walk {
    fn visit(&mut self, node: &IdedExpr) {
        if let Some(path) = self.path(node) {
            self.found.insert(path);
            self.visit_indexes(node);
            return;
        }
        match &node.expr {
            Expr::Select(select) => self.visit(&select.operand),
            Expr::Call(call) => {
                let asked = match call.func_name.as_str() {
                    "_==_" | "_!=_" => call.args.first(),
                    "@in" => call.args.last(),
                    _ => None,
                };
                self.object_asked |= asked.is_some_and(writes_object);
                call.target.iter().map(|t| &**t).chain(&call.args).for_each(|arg| self.visit(arg));
            }
            Expr::List(list) => list.elements.iter().for_each(|element| self.visit(element)),
            Expr::Map(map) => map.entries.iter().for_each(|entry| {
                if let EntryExpr::MapEntry(entry) = &entry.expr {
                    self.visit(&entry.key);
                    self.visit(&entry.value);
                }
            }),
            Expr::Comprehension(c) => {
                self.visit(&c.iter_range);
                let over = self.path(&c.iter_range).map(|path| Path { through_list: true, ..path });
                let outer = self.items.insert(c.iter_var.clone(), over);
                [&c.accu_init, &c.loop_cond, &c.loop_step, &c.result].into_iter().for_each(|part| self.visit(part));
                match outer {
                    Some(outer) => self.items.insert(c.iter_var.clone(), outer),
                    None => self.items.remove(&c.iter_var),
                };
            }
            _ => {}
        }
    }

    /// `by.x.y[resource.id]` is a path, and its index names another.
    fn visit_indexes(&mut self, node: &IdedExpr) {
        match &node.expr {
            Expr::Select(select) => self.visit_indexes(&select.operand),
            Expr::Call(call) if is_index(&call.func_name) => {
                if let [operand, index] = call.args.as_slice() {
                    self.visit_indexes(operand);
                    self.visit(index);
                }
            }
            _ => {}
        }
    }

    fn path(&self, node: &IdedExpr) -> Option<Path> {
        match &node.expr {
            Expr::Ident(name) => match self.items.get(name) {
                Some(over) => over.clone(),
                None => {
                    let (_, root) = Root::ALL.iter().find(|(known, _)| known == name)?;
                    Some(Path { root: *root, names: vec![], through_list: false })
                }
            },
            Expr::Select(select) => {
                let mut path = self.path(&select.operand)?;
                path.names.push(select.field.clone());
                Some(path)
            }
            Expr::Call(call) if is_index(&call.func_name) => self.indexed(call.args.as_slice()),
            _ => None,
        }
    }

    /// `x['name']` is `x.name`; any other index goes into a list, or into what `by` finds.
    fn indexed(&self, args: &[IdedExpr]) -> Option<Path> {
        let [operand, index] = args else { return None };
        let mut path = self.path(operand)?;
        match &index.expr {
            // After its kind `by` has a field, which may be one within another: `by.k['list.field'][key]`.
            Expr::Literal(LiteralValue::String(name)) if path.root != Root::By || path.names.len() == 1 => {
                path.names.push(name.inner().to_owned());
            }
            _ => path.through_list = true,
        }
        Some(path)
    }
}

fn writes_object(node: &IdedExpr) -> bool {
    match &node.expr {
        Expr::Map(_) => true,
        Expr::List(list) => list.elements.iter().any(writes_object),
        _ => false,
    }
}

fn is_index(function: &str) -> bool {
    matches!(function, "_[_]" | "_[?_]")
}

#[cfg(test)]
mod tests {
    use super::super::Check;

    fn paths(check: &str) -> Vec<String> {
        Check::compile(check).unwrap().paths().iter().map(ToString::to_string).collect()
    }

    #[test]
    fn paths_are_found_through_operators_and_lists() {
        assert_eq!(paths("resource.a.b == 'x' && !(facts.c)"), ["resource.a.b", "facts.c"]);
        assert_eq!(
            paths("resource.rules.exists(r, r.port == 22 && r.peers.all(p, p.cidr != params.x))"),
            ["resource.rules", "resource.rules.peers", "resource.rules.peers.cidr", "resource.rules.port", "params.x"]
        );
        assert_eq!(paths("'x' in resource.tags || has(resource.tags.y)"), ["resource.tags", "resource.tags.y"]);
        assert_eq!(
            paths("by.ec2_vpc.vpc_id[resource.vpc_id].exists(v, v.is_default)"),
            ["resource.vpc_id", "by.ec2_vpc.vpc_id", "by.ec2_vpc.vpc_id.is_default"]
        );
        assert_eq!(
            paths("by.k['list.field'][resource.id].exists(found, found.x) && by.k.name['x'].size() == 0"),
            ["resource.id", "by.k.list.field", "by.k.list.field.x", "by.k.name"]
        );
    }
}
