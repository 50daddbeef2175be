//! What a resource means to its company: its data, its importance, its owner.
//!
//! Its own tags say it; where they do not, the user's rules; then the tags of its account and of the units above that,
//! from the nearest up; and where nothing does, the middle is taken. A rule is written for this tool, and may name one
//! bucket; an account's tags are written for bills, and speak of everything in it: so rules go first. Macie raises what
//! account, units and the middle say of a bucket, and nothing that a person said of the bucket itself.

mod classification;
mod fit;
mod macie;
mod said;
mod tags;
#[cfg(test)]
mod tests;
mod words;

pub use classification::{Classification, Rule};
pub use words::{Criticality, DataClass};

use super::organization::Member;
use super::{Index, Owner, Span};
use crate::snapshot::{Reason, Resource, Unread};
use fit::{Fit, fit};
use macie::Scores;
use said::Said;
use std::sync::{Arc, OnceLock};
use words::{CRITICALITY_WORDS, DATA_WORDS, ENVIRONMENT_WORDS};

/// What is looked up once for all resources, when somebody first asks.
#[derive(Default)]
pub(super) struct Surroundings<'s> {
    scores: OnceLock<Scores<'s>>,
}

/// What a resource means.
pub(super) struct Context {
    pub data_class: Span<DataClass>,
    pub criticality: Span<Criticality>,
    pub owner: Owner,
}

/// A resource, and all that may say something of it.
struct Asked<'a, 's> {
    resource: &'a Resource,
    by: &'a Classification,
    member: Member<'s>,
    /// The rules that are about it or may be, in their order, with their numbers.
    rules: Vec<(usize, &'a Rule, Option<Arc<Unread>>)>,
}

pub(super) fn of<'s>(
    resource: &Resource,
    index: &Index<'s>,
    by: &Classification,
    surroundings: &Surroundings<'s>,
) -> Context {
    let member = index.organization().member(&resource.account);
    let rules =
        by.rules.iter().enumerate().filter_map(|(place, rule)| match fit(rule, place + 1, resource, index, &member) {
            Fit::Yes => Some((place + 1, rule, None)),
            Fit::Maybe(unread) => Some((place + 1, rule, Some(unread))),
            Fit::No => None,
        });
    let rules = rules.collect();
    let asked = Asked { resource, by, member, rules };
    let scores = surroundings.scores.get_or_init(|| Scores::of(index));
    Context {
        data_class: asked.data_class(scores.say(resource, index)),
        criticality: asked.criticality(),
        owner: asked.owner(),
    }
}

impl Asked<'_, '_> {
    fn data_class(&self, macie: Option<Said<DataClass>>) -> Span<DataClass> {
        let tags = |of: &Resource, whose: &str| tags::word(of, &self.by.data_class_tags, DATA_WORDS, whose);
        let all = (DataClass::Public, DataClass::Restricted);
        self.decide(tags, |rule| rule.data_class, all, (DataClass::Internal, "data class"), macie)
    }

    fn criticality(&self) -> Span<Criticality> {
        let tags = |of: &Resource, whose: &str| {
            tags::word(of, &self.by.criticality_tags, CRITICALITY_WORDS, whose)
                .or_else(|| tags::word(of, &self.by.environment_tags, ENVIRONMENT_WORDS, whose))
        };
        let all = (Criticality::Low, Criticality::Vital);
        self.decide(tags, |rule| rule.criticality, all, (Criticality::Normal, "importance"), None)
    }

    /// From what goes last to what goes first. Unread tags leave everything open, whatever a rule says.
    fn decide<T: Copy + Ord>(
        &self,
        tags: impl Fn(&Resource, &str) -> Option<Said<T>>,
        ruled: impl Fn(&Rule) -> Option<T>,
        (least, most): (T, T),
        (middle, what): (T, &str),
        floor: Option<Said<T>>,
    ) -> Span<T> {
        if let Some(unread) = self.resource.tags.as_unread() {
            return Span::between(least, most, Arc::clone(unread));
        }
        if let Some(own) = tags(self.resource, "") {
            return Span::known(own.value, own.why);
        }
        let mut span = Span::known(middle, format!("nothing says its {what}"));
        for above in self.above().into_iter().rev() {
            span = match above {
                Above::Said(of, whose) => tags(of, &whose).map_or(span.clone(), |said| span.under(said)),
                Above::Unread(unread) => Span::between(least, most, unread),
            };
        }
        if let Some(floor) = floor.filter(|floor| floor.value > span.low) {
            span = span.raised(floor);
        }
        let ruled = self.rules.iter().rev().filter_map(|(number, rule, doubt)| {
            let why = format!("rule {number} of the configuration");
            Some(Said { value: ruled(rule)?, why, doubt: doubt.clone() })
        });
        ruled.fold(span, Span::under)
    }

    /// The first that names somebody. Whoever might be named by what could not be read is not known.
    fn owner(&self) -> Owner {
        let nobody = |because: String, unread| Owner { name: None, because, unread };
        let names = &self.by.owner_tags;
        if let Some(unread) = self.resource.tags.as_unread() {
            return nobody("its tags could not be read".into(), Some(Arc::clone(unread)));
        }
        if let Some(own) = tags::text(self.resource, names, "") {
            return Owner::named(own);
        }
        for (number, rule, doubt) in self.rules.iter().filter(|(_, rule, _)| rule.owner.is_some()) {
            let why = format!("rule {number} of the configuration");
            match (&rule.owner, doubt) {
                (_, Some(doubt)) => return nobody(format!("{why} may name one"), Some(Arc::clone(doubt))),
                (Some(owner), None) => return Owner::named(Said::surely(owner.clone(), why)),
                (None, None) => {}
            }
        }
        for above in self.above() {
            match above {
                Above::Said(of, whose) => match tags::text(of, names, &whose) {
                    Some(said) => return Owner::named(said),
                    None => continue,
                },
                Above::Unread(unread) => {
                    return nobody("the tags of its account could not be read".into(), Some(unread));
                }
            }
        }
        nobody("no tag and no rule names one".into(), None)
    }

    /// The account and the units above it, from the nearest up. Where nobody read the organisation it says nothing; where
    /// somebody tried, it could say anything.
    fn above(&self) -> Vec<Above<'_>> {
        let Member { account, above, unread, .. } = &self.member;
        let units = above.iter().filter_map(|(_, unit)| *unit);
        let all = account.iter().copied().chain(units).map(|of| match of.tags.as_unread() {
            Some(unread) => Above::Unread(Arc::clone(unread)),
            None if &*of.kind == "organizations_ou" => Above::Said(of, format!(" of the unit {}", of.label())),
            None => Above::Said(of, " of the account".to_owned()),
        });
        let tried = unread.iter().filter(|unread| unread.reason != Reason::NotCollected);
        all.chain(tried.map(|unread| Above::Unread(Arc::clone(unread)))).collect()
    }
}

/// An account or unit whose tags hold for what is below it.
enum Above<'a> {
    Said(&'a Resource, String),
    Unread(Arc<Unread>),
}

impl Owner {
    fn named(said: Said<String>) -> Self {
        Self { name: Some(said.value), because: said.why, unread: None }
    }
}
