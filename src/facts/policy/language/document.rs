//! A whole document, and what it answers.

use super::statement::list;
use super::{Answer, Effect, Request, Statement};
use crate::snapshot::Value;

#[derive(Debug, Clone)]
pub struct Document<'a> {
    pub statements: Vec<Statement<'a>>,
}

/// What a document says to a request. What it does not allow is refused, unless another one allows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    Allow,
    Deny,
    /// It says nothing about it.
    NoMatch,
    /// It hangs on what is not known of the request.
    Unknown,
}

impl<'a> Document<'a> {
    /// From the normal form that a snapshot holds. None where it is of another form: it may say anything.
    pub fn parse(value: &'a Value) -> Option<Self> {
        value.as_object()?;
        let variables = value.at("version").as_str() == Some("2012-10-17");
        let statements = list(value.at("statements"), |statement| Statement::parse(statement, variables))?;
        Some(Self { statements })
    }

    pub fn of(&self, effect: Effect) -> impl Iterator<Item = &Statement<'a>> {
        self.statements.iter().filter(move |statement| statement.effect == effect)
    }

    /// The statements of an effect about an action, on whatever.
    pub fn about(&self, effect: Effect, action: &str) -> impl Iterator<Item = &Statement<'a>> {
        self.of(effect).filter(move |statement| statement.about_action(action) == Answer::Yes)
    }

    /// A denial wins over what is allowed, wherever the two stand.
    pub fn evaluate(&self, request: &Request<'_>) -> Verdict {
        let says = |effect| Answer::any(self.of(effect).map(|statement| statement.answer(request)));
        match (says(Effect::Deny), says(Effect::Allow)) {
            (Answer::Yes, _) => Verdict::Deny,
            (Answer::No, Answer::Yes) => Verdict::Allow,
            (Answer::No, Answer::No) => Verdict::NoMatch,
            _ => Verdict::Unknown,
        }
    }
}
