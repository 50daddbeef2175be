//! The data and secrets that a principal may read: by its own policies, and by those of the stores.
//!
//! A key that encrypts what is read is not asked. What a condition asks that the caller does not choose is not taken to
//! be so.

use super::estate::{Estate, thing};
use super::{Draft, Edge, Joint, Node};
use crate::control::Step;
use crate::facts::access::{Asked, Rights, Said};
use crate::facts::policy::language::{Caller, Context, Effect};
use crate::snapshot::Resource;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What somebody reads, by the policy that lets it.
type Read = BTreeMap<usize, Said>;

impl<'a> Estate<'a, '_> {
    pub(super) fn readings(&self, who: &'a Resource) -> Vec<Draft<'a>> {
        let Some(rights) = self.ways.rights(who) else { return vec![] };
        let mut steps = self.named(who);
        let read = self.read_by(rights);
        // What one policy lets it read is one way out.
        let mut by_policy: BTreeMap<(String, bool), Vec<usize>> = BTreeMap::new();
        for (place, said) in &read {
            let (why, _, unread) = self.told(who, said);
            by_policy.entry((why, unread.is_some())).or_default().push(*place);
        }
        for places in by_policy.into_values() {
            let Some(said) = places.first().and_then(|place| read.get(place)) else { continue };
            let (why, on, unread) = self.told(who, said);
            let because =
                if unread.is_some() { "a policy may let it read".to_owned() } else { format!("{why} lets it read") };
            let what = if places.len() == 1 { self.stores.all[places[0]].resource.label() } else { "them" };
            let change = format!("let {} read {what} no longer", who.label());
            let edge = Edge::new(Step::Rights, because).closed_by(change).on(on).perhaps(unread);
            match places.as_slice() {
                [one] => steps.push(edge.between(thing(who), thing(self.stores.all[*one].resource))),
                _ => steps.push(edge.between(thing(who), Node::Joint(Joint::Stores(places.into())))),
            }
        }
        steps
    }

    /// The stores that an edge to many stands for.
    pub(super) fn each_store(&self, places: &Arc<[usize]>) -> Vec<Draft<'a>> {
        let from = Node::Joint(Joint::Stores(Arc::clone(places)));
        let store = |place: &usize| self.stores.all[*place].resource;
        let step = |store| Edge::joining(Step::Rights).between(from.clone(), thing(store));
        places.iter().map(store).map(step).collect()
    }

    /// By the policies of stores of its account, which name it.
    fn named(&self, who: &'a Resource) -> Vec<Draft<'a>> {
        let step = |(place, statement): &(usize, String)| {
            let store = self.stores.all[*place].resource;
            let edge = Edge::new(Step::Policy, format!("statement {statement} of its policy names {}", who.label()));
            let edge = edge.closed_by(format!("take {} out of the policy of {}", who.label(), store.label()));
            edge.on([&*store.id]).between(thing(who), thing(store))
        };
        self.stores.naming(&who.id).iter().map(step).collect()
    }

    fn read_by(&self, rights: &Rights<'_>) -> Read {
        let context = rights.context();
        let mut read = Read::new();
        for action in self.stores.actions() {
            let about = rights.about(action);
            let all = about.may(Asked::All, &context);
            if all.is_yes() {
                for (place, arn) in self.stores.all_by(action) {
                    note(&mut read, place, || self.with_policy(place, all.clone(), rights, (action, arn), &context));
                }
                continue;
            }
            for start in about.starts() {
                for (place, arns) in self.stores.meant_by(action, start) {
                    let one = |arn: &String| {
                        let own = about.may(Asked::Arn(arn), &context);
                        if own.is_no() { own } else { self.with_policy(place, own, rights, (action, arn), &context) }
                    };
                    note(&mut read, place, || Said::any(arns.iter().map(one)));
                }
            }
        }
        read
    }

    /// What is left when the store's own policy has spoken: a denial is final, and of another account it must allow too.
    fn with_policy(
        &self,
        place: usize,
        own: Said,
        who: &Rights<'_>,
        asked: (&str, &str),
        context: &Context<'_>,
    ) -> Said {
        let (store, principal) = (&self.stores.all[place], who.principal());
        let caller = Caller::Aws { account: principal.account, arn: principal.arn, session: None };
        let says = |effect| store.says(effect, &caller, asked, context);
        let same = store.resource.account.as_str() == principal.account;
        match store.silent() {
            _ if says(Effect::Deny) => Said::No,
            _ if same || says(Effect::Allow) => own,
            Some(unread) => own.and(|| Said::Unread(Arc::clone(unread))),
            None => Said::No,
        }
    }
}

/// Keeps the first yes; without one, what is not known.
fn note(read: &mut Read, place: usize, said: impl FnOnce() -> Said) {
    if !read.get(&place).is_some_and(Said::is_yes) {
        let said = said();
        if !said.is_no() {
            read.insert(place, said);
        }
    }
}
