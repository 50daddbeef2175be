//! The data and secrets that a principal may read: by its own policies, and by those of the stores.
//!
//! A key that encrypts what is read is not asked. What a condition asks that the caller does not choose is not taken to
//! be so.

use super::estate::{Estate, thing};
use super::{Draft, Edge, Joint, Node};
use crate::control::Step;
use crate::facts::access::{Asked, Rights, Said};
use crate::facts::policy::language::{Caller, Context, Effect};
use crate::snapshot::{Resource, Unread};
use std::sync::Arc;

/// What somebody reads: for each store, the place of the answer that lets it, as many have the same.
struct Read {
    answers: Vec<Said>,
    by_store: Vec<Option<usize>>,
}

/// What a store's own policy leaves of what a principal's policies allow.
enum Left {
    All,
    Nothing,
    Unread(Arc<Unread>),
}

impl<'a> Estate<'a, '_> {
    pub(super) fn readings(&self, who: &'a Resource) -> Vec<Draft<'a>> {
        let Some(rights) = self.ways.rights(who) else { return vec![] };
        let mut steps = self.named(who);
        // What one policy lets it read is one way out.
        for (said, places) in self.read_by(rights).by_policy() {
            let (why, on, unread) = self.told(who, &said);
            let because =
                if unread.is_some() { "a policy may let it read".into() } else { format!("{why} lets it read") };
            let what = if let [one] = places[..] { self.stores.all[one].resource.label() } else { "them" };
            let change = format!("let {} read {what} no longer", who.label());
            let edge = Edge::new(Step::Rights, because).closed_by(change).on(on).perhaps(unread);
            let to = match places[..] {
                [one] => thing(self.stores.all[one].resource),
                _ => Node::Joint(Joint::Stores(places.into())),
            };
            steps.push(edge.between(thing(who), to));
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
            let edge = Edge::new(Step::Rights, format!("statement {statement} of its policy names {}", who.label()));
            let edge = edge.closed_by(format!("take {} out of the policy of {}", who.label(), store.label()));
            edge.on([&*store.id]).between(thing(who), thing(store))
        };
        self.stores.naming(&who.id).iter().map(step).collect()
    }

    fn read_by(&self, rights: &Rights<'_>) -> Read {
        let context = rights.context();
        let mut read = Read { answers: vec![], by_store: vec![None; self.stores.all.len()] };
        for action in self.stores.actions() {
            let about = rights.about(action);
            let all = about.may(Asked::All, &context);
            if all.is_yes() {
                let answer = read.add(all);
                for (place, arn) in self.stores.all_by(action) {
                    let left = self.left(place, rights, (action, arn), &context);
                    read.note(place, answer, left);
                }
                continue;
            }
            for start in about.starts() {
                for (place, arns) in self.stores.meant_by(action, start) {
                    for arn in &arns {
                        let own = about.may(Asked::Arn(arn), &context);
                        if !own.is_no() {
                            let answer = read.add(own);
                            let left = self.left(place, rights, (action, arn), &context);
                            read.note(place, answer, left);
                        }
                    }
                }
            }
        }
        read
    }

    /// A denial of the store's own policy is final, and where it is of another account that must allow too.
    fn left(&self, place: usize, who: &Rights<'_>, asked: (&str, &str), context: &Context<'_>) -> Left {
        let (store, principal) = (&self.stores.all[place], who.principal());
        let same = store.resource.account.as_str() == principal.account;
        if !store.has_policy() {
            return if same { Left::All } else { Left::Nothing };
        }
        let caller = Caller::Aws { account: principal.account, arn: principal.arn, session: None };
        let says = |effect| store.says(effect, &caller, asked, context);
        match store.silent() {
            _ if says(Effect::Deny) => Left::Nothing,
            _ if same || says(Effect::Allow) => Left::All,
            Some(unread) => Left::Unread(Arc::clone(unread)),
            None => Left::Nothing,
        }
    }
}

impl Read {
    /// The place of an answer, which may be there already.
    fn add(&mut self, said: Said) -> usize {
        let same = |known: &Said| match (known, &said) {
            (Said::Yes(known), Said::Yes(why)) => known == why,
            (Said::Unread(known), Said::Unread(unread)) => Arc::ptr_eq(known, unread),
            _ => false,
        };
        self.answers.iter().position(same).unwrap_or_else(|| {
            self.answers.push(said);
            self.answers.len() - 1
        })
    }

    /// Keeps the first yes; without one, what is not known.
    fn note(&mut self, place: usize, answer: usize, left: Left) {
        if self.by_store[place].is_some_and(|known| self.answers[known].is_yes()) {
            return;
        }
        let answer = match left {
            Left::Nothing => return,
            Left::All => answer,
            Left::Unread(unread) => self.add(Said::Unread(unread)),
        };
        self.by_store[place] = Some(answer);
    }

    fn by_policy(self) -> Vec<(Said, Vec<usize>)> {
        let mut all: Vec<(Said, Vec<usize>)> = self.answers.into_iter().map(|said| (said, vec![])).collect();
        for (place, answer) in self.by_store.into_iter().enumerate() {
            if let Some((_, places)) = answer.and_then(|answer| all.get_mut(answer)) {
                places.push(place);
            }
        }
        all.retain(|(_, places)| !places.is_empty());
        all
    }
}
