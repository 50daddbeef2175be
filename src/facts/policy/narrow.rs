//! Conditions that narrow who is let in, in statements that allow and in such that deny.

use super::grant::Owner;
use super::keys::{self, Narrows, Subject};
use super::language::{Condition, Quantifier, Statement, Test};
use super::value::{self, Left};
use std::collections::BTreeSet;

/// To whom a condition narrows.
#[derive(Debug, Clone)]
pub(super) struct Narrowing {
    /// The key; several where a denial spares by any of them, none where it is to all but some principals.
    pub keys: Vec<String>,
    pub narrows: Narrows,
    pub left: Left,
    /// The services that it leaves in whomever they act for; `*` is any.
    pub services: Vec<String>,
}

/// What the conditions of an allowing statement narrow it to; all of them hold together.
pub(super) fn conditions(statement: &Statement<'_>, owner: &Owner<'_>) -> Vec<Narrowing> {
    // A key that another condition asks to be there is not absent.
    let there: BTreeSet<&str> =
        statement.conditions.iter().filter(|c| asks_absent(c) == Some(false)).map(|c| c.key).collect();
    let narrowings = statement.conditions.iter().filter_map(|condition| {
        let narrowing = narrowing(condition, owner)?;
        let operator = condition.operator?;
        let key = keys::find(condition.key)?;
        let loose = operator.if_exists || operator.quantifier == Some(Quantifier::All);
        (!operator.negated && (!loose || key.always || there.contains(condition.key))).then_some(narrowing)
    });
    narrowings.filter(|narrowing| narrowing.fits_actions(statement)).collect()
}

/// Whom a condition of a denial spares: those for whom it does not hold. None where that may be everybody.
pub(super) fn spared(condition: &Condition<'_>, owner: &Owner<'_>) -> Option<Narrowing> {
    let operator = condition.operator?;
    let key = keys::find(condition.key)?;
    if operator.test == Test::Bool && operator.quantifier.is_none() {
        // "Deny where it is false" spares those with true, and those who do not bring the key.
        let denied = condition.values.iter().all(|value| value.text().eq_ignore_ascii_case("false"));
        let right = denied && !condition.values.is_empty() && (operator.if_exists || key.always);
        return right.then(|| to_all_with(condition, key, owner)).flatten();
    }
    // A negated test holds without the key; of several values `ForAnyValue` wants one to be there.
    (operator.negated && operator.quantifier != Some(Quantifier::Any)).then(|| narrowing(condition, owner)).flatten()
}

/// For a condition `Null`: whether the key must be absent, or there.
fn asks_absent(condition: &Condition<'_>) -> Option<bool> {
    (condition.operator?.test == Test::Null).then(|| condition.asks_absent())?
}

fn narrowing(condition: &Condition<'_>, owner: &Owner<'_>) -> Option<Narrowing> {
    let operator = condition.operator?;
    let key = keys::find(condition.key)?;
    let left = value::all(key.subject, operator.test, &condition.values, owner)?;
    let services = match key.subject {
        Subject::Service => condition.values.iter().map(|value| value.text().to_owned()).collect(),
        Subject::IsService => vec!["*".to_owned()],
        _ => vec![],
    };
    Some(Narrowing { keys: vec![condition.key.to_ascii_lowercase()], narrows: key.narrows, left, services })
}

/// For keys that are true or false: those with true.
fn to_all_with(condition: &Condition<'_>, key: &keys::Key, owner: &Owner<'_>) -> Option<Narrowing> {
    let yes = Condition::new("Bool", condition.key, std::iter::once("true"), false);
    matches!(key.subject, Subject::IsService | Subject::IsInside).then(|| narrowing(&yes, owner)).flatten()
}

impl Narrowing {
    /// Whether it tells on whose behalf a service comes, or keeps services out.
    pub fn guards(&self) -> bool {
        !matches!(self.narrows, Narrows::Network | Narrows::ToServices | Narrows::Nothing)
    }

    /// An address narrows who may subscribe, and nothing else.
    fn fits_actions(&self, statement: &Statement<'_>) -> bool {
        use super::language::Which;
        let subscribes =
            |action: &str| ["sns:subscribe", "sns:receive"].contains(&action.to_ascii_lowercase().as_str());
        self.keys != ["sns:endpoint"]
            || matches!(&statement.actions, Which::Of(actions) if actions.iter().all(|action| subscribes(action.text())))
    }
}
