//! How one thing leads to the next, what that takes, and on what it hangs.

use super::Node;
use crate::control::{Effort, Exploit, Step};
use crate::snapshot::Unread;
use std::sync::Arc;

#[derive(Debug, Clone)]
pub struct Edge {
    pub step: Step,
    /// The rule, statement or policy that opens it; empty where another edge says it.
    pub because: String,
    /// The change that closes it; empty for what only leads on.
    pub change: String,
    /// The resources that decide it, by their ids: of these the fix of a control must be about one to close it.
    pub on: Vec<Arc<str>>,
    /// The ports that it is about, where it is about some.
    pub ports: Option<(i64, i64)>,
    pub takes: Exploit,
    /// How long the change takes.
    pub effort: Effort,
    /// What would have to be read to be sure of it.
    pub unread: Option<Arc<Unread>>,
}

/// An edge before it has a place in the graph.
pub(super) struct Draft<'a> {
    pub from: Node<'a>,
    pub to: Node<'a>,
    pub edge: Edge,
}

impl Edge {
    pub(super) fn new(step: Step, because: impl Into<String>) -> Self {
        let (because, change, on) = (because.into(), String::new(), vec![]);
        Self { step, because, change, on, ports: None, takes: Exploit::Trivial, effort: effort(step), unread: None }
    }

    /// One that leads on from what another one opened.
    pub(super) fn joining(step: Step) -> Self {
        Self::new(step, "")
    }

    pub(super) fn closed_by(self, change: impl Into<String>) -> Self {
        Self { change: change.into(), ..self }
    }

    /// Whether it only leads on from what another one opened.
    pub fn joins(&self) -> bool {
        self.change.is_empty()
    }

    pub(super) fn on<'x>(mut self, ids: impl IntoIterator<Item = &'x str>) -> Self {
        self.on.extend(ids.into_iter().map(Arc::from));
        self
    }

    /// That takes a flaw in software, or a stolen secret.
    pub(super) fn taking_a_flaw(self) -> Self {
        Self { takes: Exploit::Moderate, ..self }
    }

    pub(super) fn at(self, ports: (i64, i64)) -> Self {
        Self { ports: Some(ports), ..self }
    }

    pub(super) fn perhaps(self, unread: Option<Arc<Unread>>) -> Self {
        Self { unread, ..self }
    }

    pub(super) fn between<'a>(self, from: Node<'a>, to: Node<'a>) -> Draft<'a> {
        Draft { from, to, edge: self }
    }

    pub(super) fn needs_a_flaw(&self) -> bool {
        self.takes != Exploit::Trivial
    }

    /// That is there to be open: what replaces it must be built first.
    pub(super) fn meant(self, meant: bool) -> Self {
        if meant { Self { effort: Effort::Days, ..self } } else { self }
    }
}

/// A rule or a statement is narrowed in minutes; what a program needs must be found out first.
fn effort(step: Step) -> Effort {
    match step {
        Step::Reach | Step::Neighbour | Step::Policy | Step::Trust | Step::Account | Step::SignIn => Effort::Minutes,
        Step::WayUp | Step::Rights => Effort::Hours,
        Step::Role => Effort::Days,
    }
}
