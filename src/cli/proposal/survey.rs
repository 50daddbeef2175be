//! What a snapshot shows that a configuration may say: tags, accounts, units, strangers, the load.

use crate::facts::{Classification, Criticality, Deriver, Index};
use crate::risk::Load;
use crate::scan::Scan;
use crate::snapshot::{AccountId, Resource, Snapshot, Value};
use std::collections::{BTreeMap, BTreeSet};

/// What tags are for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Purpose {
    DataClass,
    Criticality,
    Environment,
    Owner,
}

/// A tag's name, and how many resources carry it.
pub(super) type Tag = (String, usize);

pub(super) struct Survey {
    pub id: String,
    /// Resources that can have tags, and whose tags were read.
    pub taggable: usize,
    /// By purpose, the most frequent first.
    pub tags: BTreeMap<Purpose, Vec<Tag>>,
    /// Accounts and units whose name tells an environment.
    pub named: Vec<Named>,
    /// Other accounts that are let in or that something is shared with, and by how many resources.
    pub strangers: BTreeMap<AccountId, usize>,
    /// Those of the strangers that are of the same organisation.
    pub own: BTreeSet<AccountId>,
    /// The controls that ask which accounts are trusted.
    pub asking: Vec<String>,
    pub frameworks: Vec<String>,
    pub load: Load,
}

/// An account or unit, by name.
pub(super) struct Named {
    /// The field of a rule that names it, and by what.
    pub field: &'static str,
    pub key: String,
    pub name: String,
    pub word: &'static str,
    /// Resources in it without a tag that says how important they are; none is not counted.
    pub untagged: Option<usize>,
}

/// How many of a purpose are told.
const MOST: usize = 8;

/// AWS allows 128; what is longer was not made by it.
const LONGEST: usize = 128;

impl Survey {
    pub(super) fn of(judged: &Scan<'_>) -> Self {
        let snapshot = judged.snapshot;
        let own = members(snapshot).filter_map(|one| AccountId::try_from(one.at("account_id").as_str()?).ok());
        let strangers = strangers(snapshot);
        let own = own.filter(|account| strangers.contains_key(account)).collect();
        let controls = judged.rules.controls.controls().iter();
        let asking = controls.filter(|control| matches!(control.params.at("trusted_accounts"), Value::List(_)));
        Self {
            id: snapshot.header.id.clone(),
            taggable: snapshot.resources.iter().filter(|resource| resource.tags.as_object().is_some()).count(),
            tags: tags(snapshot),
            named: accounts(snapshot).chain(units(snapshot)).collect(),
            own,
            strangers,
            asking: asking.map(|control| control.id.clone()).collect(),
            frameworks: judged.rules.frameworks.iter().map(|framework| framework.id.clone()).collect(),
            load: judged.ranking.loads.estate,
        }
    }
}

fn members(snapshot: &Snapshot) -> impl Iterator<Item = &Resource> {
    snapshot.resources.iter().filter(|resource| &*resource.kind == "organizations_account")
}

/// Names of tags that look as if they were for something, by purpose.
fn tags(snapshot: &Snapshot) -> BTreeMap<Purpose, Vec<Tag>> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let names = snapshot.resources.iter().filter_map(|resource| resource.tags.as_object());
    for (name, _) in names.flat_map(|tags| tags.iter()).filter(|(name, _)| name.chars().count() <= LONGEST) {
        *counts.entry(name).or_default() += 1;
    }
    let mut found: BTreeMap<Purpose, Vec<Tag>> = BTreeMap::new();
    for (name, count) in counts {
        if let Some(purpose) = purpose(name) {
            found.entry(purpose).or_default().push((name.to_owned(), count));
        }
    }
    for tags in found.values_mut() {
        tags.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        tags.truncate(MOST);
    }
    found
}

/// By the last part of a name such as `acme:Owner`.
fn purpose(name: &str) -> Option<Purpose> {
    let last = name.rsplit([':', '/']).next().unwrap_or(name);
    let plain = last.to_lowercase().replace(['_', ' ', '.'], "-");
    let holds = |words: &[&str]| words.iter().any(|word| plain.contains(word));
    if holds(&["classif", "data-class", "dataclass", "sensitiv", "confidential"]) {
        Some(Purpose::DataClass)
    } else if holds(&["critical", "importance"]) || plain == "tier" {
        Some(Purpose::Criticality)
    } else if holds(&["environment"]) || ["env", "stage"].contains(&&*plain) {
        Some(Purpose::Environment)
    } else if holds(&["owner", "team", "squad", "contact", "maintainer", "responsible"]) {
        Some(Purpose::Owner)
    } else {
        None
    }
}

/// What a name tells of an environment, by one of its parts.
fn word(name: &str) -> Option<Criticality> {
    name.split(|c: char| !c.is_alphanumeric()).find_map(Criticality::of_environment)
}

fn accounts(snapshot: &Snapshot) -> impl Iterator<Item = Named> {
    let names: BTreeMap<&str, &str> = members(snapshot)
        .filter_map(|one| Some((one.at("account_id").as_str()?, one.name.as_deref()?)))
        .chain(
            snapshot
                .resources
                .iter()
                .filter(|one| &*one.kind == "iam_account")
                .filter_map(|one| Some((one.account.as_str(), one.at("alias").as_str()?))),
        )
        .collect();
    snapshot.header.accounts.iter().filter_map(move |account| {
        let name = *names.get(account.as_str())?;
        let untagged = untagged(snapshot, account);
        let word = word(name).filter(|_| untagged > 0)?.as_str();
        let (key, name) = (account.to_string(), name.to_owned());
        Some(Named { field: "account", key, name, word, untagged: Some(untagged) })
    })
}

fn units(snapshot: &Snapshot) -> impl Iterator<Item = Named> {
    let units = snapshot.resources.iter().filter(|resource| &*resource.kind == "organizations_ou");
    units.filter_map(|unit| {
        let (id, name) = (unit.at("ou_id").as_str()?.to_owned(), unit.at("path").as_str().or(unit.name.as_deref())?);
        let last = name.rsplit('/').next().unwrap_or(name);
        Some(Named { field: "ou", key: id, name: name.to_owned(), word: word(last)?.as_str(), untagged: None })
    })
}

/// Resources that only the middle is known of.
fn untagged(snapshot: &Snapshot, account: &AccountId) -> usize {
    let by = Classification::default();
    let names: Vec<&String> = by.environment_tags.iter().chain(&by.criticality_tags).collect();
    let says = |name: &str| names.iter().any(|known| known.eq_ignore_ascii_case(name));
    let here = snapshot.resources.iter().filter(|resource| resource.account == *account);
    here.filter(|resource| {
        let tags = resource.tags.as_object();
        resource.tags.as_unread().is_none() && !tags.is_some_and(|tags| tags.iter().any(|(name, _)| says(name)))
    })
    .count()
}

/// Accounts beside those of the snapshot, in policies and in what is shared.
fn strangers(snapshot: &Snapshot) -> BTreeMap<AccountId, usize> {
    let (index, by) = (Index::new(snapshot), Classification::default());
    let deriver = Deriver::new(&index, &by);
    let mut found = BTreeMap::new();
    for resource in &snapshot.resources {
        let policy = deriver.policy(resource);
        let let_in = policy.iter().flat_map(|policy| &policy.high.accounts).map(String::as_str);
        let shared = ["shared_accounts", "launch_permissions.accounts"].map(|path| resource.at(path).items());
        let all: BTreeSet<&str> = let_in.chain(shared.into_iter().flatten().filter_map(Value::as_str)).collect();
        let others = all.into_iter().filter_map(|id| AccountId::try_from(id).ok());
        for account in others.filter(|account| !snapshot.header.accounts.contains(account)) {
            *found.entry(account).or_default() += 1;
        }
    }
    found
}
