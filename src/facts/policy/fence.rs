//! Denials: what they take away, and whom they leave.

use super::Access;
use super::grant::{self, Grant, Owner};
use super::keys::{self, Narrows, Subject};
use super::language::{Condition, Pattern, Principal, Quantifier, Statement, Test, Which};
use super::narrow::{self, Narrowing};
use super::value::Left;

/// What a denial does to somebody whom another statement lets in.
pub(super) enum Fence {
    /// Nothing, or it is not certain.
    None,
    /// He is out.
    Out,
    /// He is in only if he is among these.
    Only(Vec<Narrowing>),
}

/// What a denial does to a grant, for actions and resources that it covers.
pub(super) fn fence(deny: &Statement<'_>, grant: &Grant<'_>, owner: &Owner<'_>) -> Fence {
    let by_principal: Vec<Narrowing> = match &deny.principals {
        Which::Of(principals) if principals.iter().any(|denied| includes(denied, grant)) => vec![],
        Which::AllBut(spared) if spared.iter().any(|spared| includes(spared, grant)) => return Fence::None,
        // A service is spared by its name or not at all.
        Which::AllBut(_) if grant.service.is_some() => vec![],
        Which::AllBut(spared) => vec![of_principals(spared, deny, owner)],
        Which::Of(_) | Which::Unsaid => return Fence::None,
    };
    let by_conditions = match &grant.service {
        Some(_) => deny.conditions.iter().filter_map(|condition| service_spared(condition, owner)).collect(),
        None => deny.conditions.iter().map(|condition| others_spared(condition, owner)).collect::<Option<Vec<_>>>(),
    };
    let Some(by_conditions) = by_conditions else { return Fence::None };
    if deny.conditions.is_empty() && by_principal.is_empty() {
        return Fence::Out;
    }
    let spared: Vec<Narrowing> = by_principal.into_iter().chain(by_conditions).collect();
    if spared.is_empty() { Fence::Out } else { Fence::Only(spared) }
}

/// Whether denials leave in a service, which comes among everybody, whomever it acts for.
pub(super) fn leaves_unguarded(service: &str, denies: &[&Statement<'_>], owner: &Owner<'_>) -> bool {
    let by_name = (service != "*").then_some(Principal { kind: "Service", id: service });
    let grant = Grant {
        principal: by_name,
        service: Some(service.to_owned()),
        ..Grant::new(Left::new(Access::ServiceOnly), "a service")
    };
    denies.iter().all(|deny| match fence(deny, &grant, owner) {
        Fence::None => true,
        Fence::Out => false,
        Fence::Only(spared) => !spared.iter().any(Narrowing::guards),
    })
}

/// Those who are spared are let in if they are any of these.
pub(super) fn widest(spared: Vec<Narrowing>) -> Option<Narrowing> {
    spared.into_iter().reduce(|a, b| {
        let (wide, narrow) = if b.left.access > a.left.access { (b, a) } else { (a, b) };
        let services = [wide.services, narrow.services].concat();
        let keys = [wide.keys, narrow.keys].concat();
        Narrowing { keys, narrows: wide.narrows, left: wide.left.and(narrow.left), services }
    })
}

/// Whom a condition of a denial spares among everybody. What anybody may bring spares anybody.
fn others_spared(condition: &Condition<'_>, owner: &Owner<'_>) -> Option<Narrowing> {
    narrow::spared(condition, owner).filter(|narrowing| narrowing.narrows != Narrows::SourceOfServices)
}

/// Whom a condition of a denial spares among services. The outer none says: none of them, as it always holds for them.
fn service_spared(condition: &Condition<'_>, owner: &Owner<'_>) -> Option<Option<Narrowing>> {
    let everybody = Some(None);
    let (Some(operator), Some(key)) = (condition.operator, keys::find(condition.key)) else { return everybody };
    match key.subject {
        Subject::IsService => {
            let asks = condition.values.iter().any(|value| value.text().eq_ignore_ascii_case("true"));
            if asks && operator.test == Test::Bool { None } else { everybody }
        }
        _ if key.narrows == Narrows::Source => Some(narrow::spared(condition, owner)),
        // A service brings none of these, and a negated test holds without; `ForAnyValue` does not.
        _ if matches!(key.narrows, Narrows::Principal | Narrows::Network)
            && operator.negated
            && operator.quantifier != Some(Quantifier::Any) =>
        {
            None
        }
        _ => everybody,
    }
}

/// Whether a denial to this principal hits the grant, whole.
fn includes(denied: &Principal<'_>, grant: &Grant<'_>) -> bool {
    let Some(named) = &grant.principal else { return denied.is_everybody() };
    let account = denied.account().is_some_and(|account| denied.id == account || denied.id.ends_with(":root"));
    denied.is_everybody() || denied == named || (account && named.kind == "AWS" && denied.account() == named.account())
}

fn of_principals(spared: &[Principal<'_>], deny: &Statement<'_>, owner: &Owner<'_>) -> Narrowing {
    let grants: Vec<Grant<'_>> = spared.iter().map(|principal| grant::of_principal(*principal, deny, owner)).collect();
    let services = grants.iter().filter_map(|grant| grant.service.clone()).collect();
    let left = grants.into_iter().map(|grant| grant.left).reduce(Left::and);
    let left = left.unwrap_or_else(|| Left::new(Access::None));
    Narrowing { keys: vec![], narrows: Narrows::Principal, left, services }
}

/// Whether a denial is about an action on all resources of another statement. Trust policies name no resources.
pub(super) fn covers(deny: &Statement<'_>, action: &Pattern<'_>, allowed: &Statement<'_>) -> bool {
    let resources = match (&deny.resources, &allowed.resources) {
        (Which::Unsaid, Which::Unsaid) => true,
        (Which::Unsaid, _) => false,
        (denied, Which::Of(resources)) => resources.iter().all(|resource| denied.covers(resource)),
        (Which::Of(denied), Which::Unsaid | Which::AllBut(_)) => denied.iter().any(Pattern::is_any),
        (Which::AllBut(_), _) => false,
    };
    resources && !matches!(deny.actions, Which::Unsaid) && deny.actions.covers(action)
}
