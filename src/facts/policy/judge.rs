//! A whole document, judged: the widest that any of its statements allows, and how that came about.

use super::fence::{self, Fence};
use super::grant::{self, Grant, Owner};
use super::keys::Narrows;
use super::language::{Document, Effect, Pattern, Statement, Syntax, Which};
use super::narrow::{self, Narrowing};
use super::{Access, PolicyFacts, PolicyGrant};
use std::cmp::Ordering;
use std::collections::BTreeSet;
use std::sync::Arc;

/// A judgement, and the statements that led to it.
pub(super) struct Judged {
    pub facts: PolicyFacts,
    pub because: Vec<String>,
}

impl Judged {
    /// With a word on it, if control policies take something away of what the policy alone would allow.
    pub fn under(mut self, alone: &Self) -> Self {
        if self.facts != alone.facts {
            self.facts.controlled = true;
            self.because.push("resource control policies of the organisation hold it back".into());
        }
        self
    }
}

/// Pairs above which a document is not judged. Whom it names is paired with all else that it says, what it allows with
/// what it denies. No policy that AWS takes comes near it.
const MOST_PAIRS: usize = 1 << 22;

/// Judges a document, seen from the owner of the resource. `deputy` says which services may come for anybody. None where
/// it is so large that it would take too long.
pub(super) fn judge(document: &Document<'_>, owner: &Owner<'_>, deputy: fn(&str) -> bool) -> Option<Judged> {
    if pairs(document) > MOST_PAIRS {
        return None;
    }
    let denies: Vec<&Statement<'_>> = document.of(Effect::Deny).collect();
    let mut sum = Sum::default();
    for (number, statement) in document.statements.iter().enumerate() {
        if statement.effect != Effect::Allow {
            continue;
        }
        let label = statement.sid.map_or_else(|| (number + 1).to_string(), str::to_owned);
        let narrowings = narrow::conditions(statement, owner);
        let actions = Actions::of(statement, &denies);
        for grant in grant::grants(statement, owner) {
            sum.add(&label, &grant, &narrowings, &actions, owner, deputy);
        }
    }
    Some(sum.judged())
}

fn pairs(document: &Document<'_>) -> usize {
    let of = |effect| {
        document.of(effect).fold((0usize, 0usize), |(principals, rest), statement| {
            let values: usize = statement.conditions.iter().map(|condition| 1 + condition.values.len()).sum();
            let patterns = statement.actions.len() + statement.resources.len();
            (principals + statement.principals.len(), rest + patterns + values)
        })
    };
    let ((allowed, what), (denied, what_not)) = (of(Effect::Allow), of(Effect::Deny));
    let named = allowed.saturating_mul(what + what_not + denied);
    named.saturating_add(what.saturating_mul(what_not))
}

/// The actions of a statement, those together that the same denials cover.
struct Actions<'a, 'd> {
    groups: Vec<(Vec<&'d Statement<'a>>, Arc<[String]>)>,
}

impl<'a, 'd> Actions<'a, 'd> {
    fn of(statement: &Statement<'_>, denies: &[&'d Statement<'a>]) -> Self {
        let all = Pattern::new("*", Syntax { wildcards: true, variables: false, exact_case: false });
        let patterns = match &statement.actions {
            Which::Of(actions) => actions.iter().collect(),
            Which::AllBut(_) => vec![&all],
            Which::Unsaid => vec![],
        };
        let mut groups: Vec<(Vec<&Statement<'_>>, Vec<String>)> = Vec::new();
        for pattern in patterns {
            let covering: Vec<&Statement<'_>> =
                denies.iter().copied().filter(|deny| fence::covers(deny, pattern, statement)).collect();
            let same = |known: &[&Statement<'_>]| {
                known.len() == covering.len() && known.iter().zip(&covering).all(|(a, b)| std::ptr::eq(*a, *b))
            };
            match groups.iter_mut().find(|(known, _)| same(known)) {
                Some((_, actions)) => actions.push(pattern.text().to_owned()),
                None => groups.push((covering, vec![pattern.text().to_owned()])),
            }
        }
        Self { groups: groups.into_iter().map(|(denies, names)| (denies, names.into())).collect() }
    }
}

/// What is left of a grant.
#[derive(Debug, Clone)]
struct Way {
    access: Access,
    accounts: Option<BTreeSet<String>>,
    keys: BTreeSet<String>,
    /// The services that come by it whomever they act for.
    services: Vec<String>,
}

impl Way {
    /// Conditions and denials can only make it narrower; the narrowest counts, as all of them must hold.
    fn of<'n>(grant: &Grant<'_>, narrowings: impl Iterator<Item = &'n Narrowing> + Clone) -> Self {
        let mut way = Self {
            access: grant.left.access,
            accounts: grant.left.accounts.clone(),
            keys: BTreeSet::new(),
            services: services(grant, narrowings.clone()),
        };
        // What others may bring as well speaks of services only.
        let speaks = |n: &&Narrowing| n.narrows != Narrows::SourceOfServices || grant.service.is_some();
        for narrowing in narrowings.filter(speaks) {
            way.narrow(narrowing, grant.service.is_some());
        }
        way
    }

    /// A service that is named as the principal stays one, however it is narrowed.
    fn narrow(&mut self, narrowing: &Narrowing, is_service: bool) {
        if !is_service {
            self.access = self.access.min(narrowing.left.access);
        }
        self.accounts = match (self.accounts.take(), &narrowing.left.accounts) {
            (Some(own), Some(other)) => Some(&own & other),
            (None, other) => other.clone(),
            (own, None) => own,
        };
        self.keys.extend(narrowing.keys.iter().cloned());
    }
}

/// The services that come by a grant whomever they act for: one that is named and not guarded, and those among everybody
/// whom all narrowings leave in. Where everybody comes, they are no matter.
fn services<'n>(grant: &Grant<'_>, mut narrowings: impl Iterator<Item = &'n Narrowing>) -> Vec<String> {
    if let Some(service) = &grant.service {
        return if narrowings.any(Narrowing::guards) { vec![] } else { vec![service.clone()] };
    }
    if grant.principal.is_some_and(|principal| !principal.is_everybody()) {
        return vec![];
    }
    let left = narrowings.map(|narrowing| narrowing.services.clone()).reduce(|a, b| {
        let any = |names: &[String]| names.iter().any(|name| name == "*");
        match (any(&a), any(&b)) {
            (true, _) => b,
            (_, true) => a,
            _ => a.into_iter().filter(|name| b.contains(name)).collect(),
        }
    });
    left.unwrap_or_default()
}

#[derive(Default)]
struct Sum {
    access: Option<Access>,
    accounts: BTreeSet<String>,
    public_actions: BTreeSet<String>,
    narrowed_by: BTreeSet<String>,
    unguarded: BTreeSet<String>,
    grants: Vec<PolicyGrant>,
    because: Vec<String>,
}

impl Sum {
    fn add(
        &mut self,
        label: &str,
        grant: &Grant<'_>,
        narrowings: &[Narrowing],
        actions: &Actions<'_, '_>,
        owner: &Owner<'_>,
        deputy: fn(&str) -> bool,
    ) {
        for (denies, names) in &actions.groups {
            let Some(fences) = fences(denies, grant, owner) else { continue };
            let way = Way::of(grant, narrowings.iter().chain(&fences));
            let left = |service: &str| grant.service.is_some() || fence::leaves_unguarded(service, denies, owner);
            let open = way.services.iter().filter(|name| (*name == "*" || deputy(name)) && left(name));
            let open: Vec<String> = open.cloned().collect();
            if way.access == Access::Public {
                self.public_actions.extend(names.iter().cloned());
            }
            self.accounts.extend(way.accounts.iter().flatten().cloned());
            self.grants.push(PolicyGrant {
                statement: label.to_owned(),
                principal: grant.principal.map_or("*", |principal| principal.id).to_owned(),
                access: way.access,
                accounts: way.accounts.iter().flatten().cloned().collect(),
                actions: Arc::clone(names),
                narrowed_by: way.keys.iter().cloned().collect(),
                unguarded: !open.is_empty(),
            });
            self.unguarded.extend(open);
            self.widest(way.access, way.keys, || format!("statement {label} lets in {}", grant.who));
        }
    }

    /// Keeps the widest, and the keys without which it would be wider: none, where one way in has none.
    fn widest(&mut self, access: Access, keys: BTreeSet<String>, why: impl FnOnce() -> String) {
        match self.access.map(|known| access.cmp(&known)) {
            None | Some(Ordering::Greater) => {
                self.access = Some(access);
                self.narrowed_by = keys;
                self.because = vec![why()];
            }
            Some(Ordering::Equal) if keys.is_empty() || self.narrowed_by.is_empty() => self.narrowed_by.clear(),
            Some(Ordering::Equal) => self.narrowed_by.extend(keys),
            Some(Ordering::Less) => {}
        }
    }

    fn judged(self) -> Judged {
        let facts = PolicyFacts {
            access: self.access.unwrap_or(Access::None),
            accounts: self.accounts.into_iter().collect(),
            public_actions: self.public_actions.into_iter().collect(),
            narrowed_by: self.narrowed_by.into_iter().collect(),
            unguarded_services: self.unguarded.into_iter().collect(),
            grants: self.grants,
            controlled: false,
        };
        let because = if self.because.is_empty() { vec!["no statement allows anything".into()] } else { self.because };
        Judged { facts, because }
    }
}

/// To whom denials narrow a grant; none where one of them leaves nothing.
fn fences(denies: &[&Statement<'_>], grant: &Grant<'_>, owner: &Owner<'_>) -> Option<Vec<Narrowing>> {
    let mut fences = Vec::new();
    for deny in denies {
        match fence::fence(deny, grant, owner) {
            Fence::None => {}
            Fence::Out => return None,
            Fence::Only(spared) => fences.extend(fence::widest(spared)),
        }
    }
    Some(fences)
}
