//! One condition of a statement.

use super::compare::matches;
use super::{Answer, Context, Operator, Pattern, Presence, Quantifier, Syntax, Test};

/// A key, and what it is compared with.
#[derive(Debug, Clone)]
pub struct Condition<'a> {
    /// In lower case.
    pub key: &'a str,
    /// None for one that nobody knows: what it asks is not known, either.
    pub operator: Option<Operator>,
    pub values: Vec<Pattern<'a>>,
}

impl<'a> Condition<'a> {
    pub fn new(operator: &str, key: &'a str, values: impl Iterator<Item = &'a str>, variables: bool) -> Self {
        let operator = Operator::parse(operator);
        let test = operator.map(|operator| operator.test);
        let syntax = Syntax {
            wildcards: matches!(test, Some(Test::StringLike | Test::Arn)),
            variables: variables
                && matches!(test, Some(Test::String | Test::StringIgnoreCase | Test::StringLike | Test::Arn)),
            exact_case: test != Some(Test::StringIgnoreCase),
        };
        Self { key, operator, values: values.map(|value| Pattern::new(value, syntax)).collect() }
    }

    /// Whether it holds for a request that brings this.
    pub fn answer(&self, context: &Context<'_>) -> Answer {
        let Some(operator) = self.operator else { return Answer::Maybe };
        match (operator.test, context.presence(self.key)) {
            (_, Presence::Unknown) => Answer::Maybe,
            (Test::Null, presence) => {
                self.asks_absent().map_or(Answer::Maybe, |absent| (absent == (presence == Presence::Absent)).into())
            }
            (_, Presence::Absent) => match operator.quantifier {
                _ if operator.if_exists => Answer::Yes,
                Some(Quantifier::All) => Answer::Yes,
                Some(Quantifier::Any) => Answer::No,
                None => operator.negated.into(),
            },
            (test, Presence::Values(values)) => self.of_values(operator, test, values, context),
        }
    }

    /// For `Null`: whether it asks for the key not to be there. None where it says neither, or both.
    pub fn asks_absent(&self) -> Option<bool> {
        let says = |word: &str| self.values.iter().any(|value| value.text().eq_ignore_ascii_case(word));
        match (says("true"), says("false")) {
            (true, false) => Some(true),
            (false, true) => Some(false),
            _ => None,
        }
    }

    fn of_values(&self, operator: Operator, test: Test, values: &[&str], context: &Context<'_>) -> Answer {
        let one = |value: &&str| {
            let any = Answer::any(self.values.iter().map(|wanted| matches(test, value, wanted, context)));
            if operator.negated { !any } else { any }
        };
        match operator.quantifier {
            Some(Quantifier::Any) => Answer::any(values.iter().map(one)),
            Some(Quantifier::All) => Answer::all(values.iter().map(one)),
            // Meant for keys of one value. Of several, none may match where none should.
            None if operator.negated => Answer::all(values.iter().map(one)),
            None => Answer::any(values.iter().map(one)),
        }
    }
}
