//! The evaluator of the facts, against the reference: two hands, one specification.

use crate::cases;
use crate::reference::{self, Case, Document};
use crate::smaller::smallest;
use plimsoll::facts::access::{Bearing, Decision, Principal, PrincipalKind, decide};
use plimsoll::facts::language;
use plimsoll::snapshot::Value;

/// Cases. `PLIMSOLL_CASES` asks for more or fewer.
fn cases() -> u64 {
    std::env::var("PLIMSOLL_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(100_000)
}

/// The documents of a case, as a snapshot holds them.
struct Read {
    identity: Vec<Value>,
    boundary: Option<Value>,
    scps: Vec<Vec<Value>>,
    rcps: Vec<Vec<Value>>,
    resource: Option<Value>,
}

impl Read {
    fn of(case: &Case) -> Self {
        let one = |document: &Document| Value::of(document);
        let levels = |levels: &[Vec<Document>]| levels.iter().map(|level| level.iter().map(one).collect()).collect();
        Self {
            identity: case.identity.iter().map(one).collect(),
            boundary: case.boundary.as_ref().map(one),
            scps: levels(&case.scps),
            rcps: levels(&case.rcps),
            resource: case.resource_policy.as_ref().map(one),
        }
    }
}

fn parsed(values: &[Value]) -> Vec<language::Document<'_>> {
    values.iter().map(|value| language::Document::parse(value).unwrap()).collect()
}

fn ours(case: &Case) -> Decision {
    let read = Read::of(case);
    let identity = parsed(&read.identity);
    let boundary = read.boundary.as_ref().map(|value| language::Document::parse(value).unwrap());
    let resource = read.resource.as_ref().map(|value| language::Document::parse(value).unwrap());
    let levels = |levels: &'_ [Vec<Value>]| -> Vec<usize> { levels.iter().map(Vec::len).collect() };
    assert_eq!((levels(&read.scps).len(), levels(&read.rcps).len()), (case.scps.len(), case.rcps.len()));
    let scps: Vec<Vec<language::Document<'_>>> = read.scps.iter().map(|level| parsed(level)).collect();
    let rcps: Vec<Vec<language::Document<'_>>> = read.rcps.iter().map(|level| parsed(level)).collect();
    let (identity, scps): (Vec<_>, Vec<Vec<_>>) =
        (identity.iter().collect(), scps.iter().map(|level| level.iter().collect()).collect());
    let rcps: Vec<Vec<_>> = rcps.iter().map(|level| level.iter().collect()).collect();
    let of = &case.principal;
    let principal = Principal {
        arn: &of.arn,
        account: &of.account,
        kind: match of.kind {
            reference::Kind::User => PrincipalKind::User,
            reference::Kind::Role => PrincipalKind::Role,
            reference::Kind::ServiceLinkedRole => PrincipalKind::ServiceLinkedRole,
            reference::Kind::Root => PrincipalKind::Root,
        },
        in_management_account: of.in_management_account,
    };
    let mut context = principal.told(language::Context::complete()).with("aws:ResourceAccount", [case.owner.as_str()]);
    for (name, value) in &of.tags {
        context = context.with(&format!("aws:PrincipalTag/{name}"), [value.as_str()]);
    }
    for (key, values) in &case.request.context {
        context = context.with(key, values.iter().map(String::as_str));
    }
    let bearing = Bearing {
        identity: &identity,
        boundary: boundary.as_ref(),
        service_control: &scps,
        resource_control: if case.owner_is_management_account { &[] } else { &rcps },
        resource: resource.as_ref(),
        owner: &case.owner,
    };
    let request = language::Request {
        caller: None,
        action: &case.request.action,
        resource: &case.request.resource,
        context: &context,
    };
    decide(&principal, &bearing, &request)
}

fn differs(case: &Case) -> bool {
    let theirs = match reference::decide(case) {
        reference::Decision::Allow => Decision::Allow,
        reference::Decision::ImplicitDeny => Decision::ImplicitDeny,
        reference::Decision::ExplicitDeny => Decision::ExplicitDeny,
    };
    ours(case) != theirs
}

#[test]
fn all_cases_are_decided_alike() {
    let different: Vec<u64> = (0..cases()).filter(|seed| differs(&cases::case(*seed))).collect();
    if let Some(seed) = different.first() {
        let case = smallest(cases::case(*seed), differs);
        panic!("{} of {} differ, as {:?} for {case:#?}", different.len(), cases(), ours(&case));
    }
}
