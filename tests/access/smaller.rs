//! The smallest case that still shows something, for whoever has to understand it.

use crate::reference::{Case, Document};

/// Leaves out one thing after another, for as long as what is left still shows it.
pub fn smallest(mut case: Case, shows: impl Fn(&Case) -> bool) -> Case {
    while let Some(next) = smaller(&case).into_iter().find(&shows) {
        case = next;
    }
    case
}

/// The case without one thing, for each thing of it.
fn smaller(case: &Case) -> Vec<Case> {
    let mut all = Vec::new();
    let mut push = |change: &dyn Fn(&mut Case)| {
        let mut next = case.clone();
        change(&mut next);
        all.push(next);
    };
    if case.boundary.is_some() {
        push(&|next| next.boundary = None);
    }
    if case.resource_policy.is_some() {
        push(&|next| next.resource_policy = None);
    }
    (0..case.identity.len()).for_each(|at| push(&|next| drop(next.identity.remove(at))));
    (0..case.scps.len()).for_each(|at| push(&|next| drop(next.scps.remove(at))));
    (0..case.rcps.len()).for_each(|at| push(&|next| drop(next.rcps.remove(at))));
    (0..case.principal.tags.len()).for_each(|at| push(&|next| drop(next.principal.tags.remove(at))));
    (0..case.request.context.len()).for_each(|at| push(&|next| drop(next.request.context.remove(at))));
    for (number, document) in documents(&mut case.clone()).into_iter().enumerate() {
        for (at, statement) in document.statements.iter().enumerate() {
            push(&|next| drop(documents(next)[number].statements.remove(at)));
            for place in 0..statement.conditions.len() {
                push(&|next| drop(documents(next)[number].statements[at].conditions.remove(place)));
            }
        }
    }
    all
}

/// Every policy of a case.
fn documents(case: &mut Case) -> Vec<&mut Document> {
    let levels = case.scps.iter_mut().chain(&mut case.rcps).flatten();
    case.identity.iter_mut().chain(&mut case.boundary).chain(levels).chain(&mut case.resource_policy).collect()
}
