//! Who may do what: a reference written from AWS's documentation, by which the evaluator can be judged, and cases for it.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails where it stands")]

mod agree;
mod cases;
mod documented;
mod reference;
mod smaller;

use reference::{Case, Condition, Decision, Document, Kind, Statement, decide};
use std::sync::LazyLock;

/// The first of them, by their seeds.
static CASES: LazyLock<Vec<Case>> = LazyLock::new(|| (0..5_000).map(cases::case).collect());

fn all() -> impl Iterator<Item = (usize, Case)> {
    CASES.iter().cloned().enumerate()
}

fn everything(effect: &str) -> Document {
    let star = || vec!["*".to_owned()];
    let statement = Statement { effect: effect.into(), actions: star(), resources: star(), ..Statement::default() };
    Document { version: Some("2012-10-17".into()), statements: vec![statement] }
}

/// Cases are of use where no answer is rare, in each of the ways in which one can come about.
#[test]
fn cases_are_of_all_sorts() {
    let share = |sort: &dyn Fn(&Case) -> bool| CASES.iter().filter(|case| sort(case)).count() * 100 / CASES.len();
    for decision in [Decision::Allow, Decision::ImplicitDeny, Decision::ExplicitDeny] {
        assert!(share(&|case| decide(case) == decision) >= 15, "{decision:?}");
    }
    let across = |case: &Case| case.principal.account != case.owner;
    assert!(share(&across) >= 10);
    let allowed_across = |case: &Case| across(case) && decide(case) == Decision::Allow;
    assert!(share(&allowed_across) >= 1);
    let by_resource_alone = |case: &Case| {
        let without = Case { resource_policy: None, ..case.clone() };
        decide(case) == Decision::Allow && decide(&without) != Decision::Allow
    };
    assert!(share(&by_resource_alone) >= 3);
    let bounded = |case: &Case| decide(case) != decide(&Case { boundary: None, ..case.clone() });
    assert!(share(&bounded) >= 3);
    let guarded = |case: &Case| decide(case) != decide(&Case { scps: vec![], rcps: vec![], ..case.clone() });
    assert!(share(&guarded) >= 5);
    for kind in [Kind::User, Kind::Role, Kind::ServiceLinkedRole, Kind::Root] {
        assert!(share(&|case| case.principal.kind == kind) >= 3, "{kind:?}");
    }
}

/// Where a case has conditions: the number of the identity's policy, of the statement, of the condition.
fn conditions(case: &Case) -> Vec<[usize; 3]> {
    let of_statement =
        |document, at, statement: &Statement| (0..statement.conditions.len()).map(move |place| [document, at, place]);
    let of_document = |number, document: &Document| -> Vec<[usize; 3]> {
        document.statements.iter().enumerate().flat_map(|(at, one)| of_statement(number, at, one)).collect()
    };
    case.identity.iter().enumerate().flat_map(|(number, document)| of_document(number, document)).collect()
}

fn take_condition(case: &mut Case, [document, statement, place]: [usize; 3]) -> Condition {
    case.identity[document].statements[statement].conditions.remove(place)
}

/// Each condition of the language decides something somewhere: with it left out, the answer is another.
#[test]
fn every_operator_decides_somewhere() {
    let mut idle: Vec<&str> = "StringEquals StringNotEquals StringEqualsIgnoreCase StringNotEqualsIgnoreCase StringLike \
        StringNotLike NumericEquals NumericNotEquals NumericLessThan NumericLessThanEquals NumericGreaterThan \
        NumericGreaterThanEquals DateEquals DateNotEquals DateLessThan DateLessThanEquals DateGreaterThan \
        DateGreaterThanEquals Bool BinaryEquals IpAddress NotIpAddress ArnEquals ArnLike ArnNotEquals ArnNotLike Null \
        StringEqualsIfExists BoolIfExists NotIpAddressIfExists ForAllValues:StringEquals ForAllValues:StringNotLike \
        ForAnyValue:StringLike ForAnyValue:StringNotEquals ForAnyValue:StringEqualsIfExists ForAllValues:StringLikeIfExists"
        .split_whitespace()
        .collect();
    let mut seeds = 0..100_000;
    while let (false, Some(seed)) = (idle.is_empty(), seeds.next()) {
        let case = cases::case(seed);
        for place in conditions(&case) {
            let mut without = case.clone();
            let condition = take_condition(&mut without, place);
            if idle.contains(&condition.operator.as_str()) && decide(&case) != decide(&without) {
                idle.retain(|operator| condition.operator != *operator);
            }
        }
    }
    assert_eq!(idle, [""; 0]);
}

#[test]
fn the_same_seed_gives_the_same_case() {
    assert_eq!(format!("{:?}", cases::case(7)), format!("{:?}", cases::case(7)));
    assert_ne!(format!("{:?}", cases::case(7)), format!("{:?}", cases::case(8)));
}

/// The normal form of a snapshot, so that both evaluators read the same.
#[test]
fn documents_survive_as_json() {
    for (_, case) in all().take(200) {
        for document in &case.identity {
            let json = serde_json::to_string(document).unwrap();
            let again: Document = serde_json::from_str(&json).unwrap();
            assert_eq!(json, serde_json::to_string(&again).unwrap());
        }
    }
}

#[test]
fn a_deny_of_everything_is_final() {
    for (seed, mut case) in all() {
        if case.principal.kind != Kind::Root {
            case.identity.push(everything("Deny"));
            assert_eq!(decide(&case), Decision::ExplicitDeny, "{seed}");
        }
    }
}

#[test]
fn what_only_limits_never_grants() {
    for (seed, case) in all() {
        if decide(&case) == Decision::Allow {
            let free = Case { boundary: None, scps: vec![], rcps: vec![], ..case.clone() };
            assert_eq!(decide(&free), Decision::Allow, "{seed}");
        }
    }
}

#[test]
fn more_grants_never_take_away() {
    for (seed, case) in all() {
        let before = decide(&case);
        let mut more = case;
        more.identity.push(everything("Allow"));
        let after = decide(&more);
        let worse = before == Decision::Allow && after != Decision::Allow;
        assert!(!worse && (after == Decision::ExplicitDeny) == (before == Decision::ExplicitDeny), "{seed}");
    }
}

#[test]
fn without_a_grant_only_root_is_allowed() {
    for (seed, mut case) in all() {
        case.identity.clear();
        case.resource_policy = None;
        assert!(decide(&case) != Decision::Allow || case.principal.kind == Kind::Root, "{seed}");
    }
}

#[test]
fn the_smallest_case_still_shows_it() {
    let shows = |case: &Case| decide(case) == Decision::Allow && case.principal.kind == Kind::User;
    let (_, case) = all().find(|(_, case)| shows(case) && case.boundary.is_some() && !case.scps.is_empty()).unwrap();
    let small = smaller::smallest(case, shows);
    assert!(shows(&small));
    assert!(small.boundary.is_none() && small.scps.is_empty() && small.rcps.is_empty());
    let statements = small.identity.iter().chain(&small.resource_policy).map(|document| document.statements.len());
    assert_eq!(statements.sum::<usize>(), 1);
}
