//! What holds data or secrets, and by which actions it is read.

use super::Thing;
use crate::facts::policy::language::{Answer, Caller, Context, Document, Effect, Request, names_one};
use crate::facts::{Access, DataClass, Deriver, PolicyGrant};
use crate::snapshot::{Resource, Unread};
use rayon::prelude::*;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// A kind that holds data.
struct Kind {
    name: &'static str,
    /// Each of them reads it; none where only its network or its owner decides.
    actions: &'static [&'static str],
    /// What stands behind its ARN where an action is about what is inside.
    inside: &'static str,
    /// Whether all of the kind are after what nobody else should have, however they are tagged.
    secret: bool,
}

const fn kind(name: &'static str, actions: &'static [&'static str]) -> Kind {
    Kind { name, actions, inside: "", secret: false }
}

/// Stands for something inside that nobody would name.
const SOMETHING: &str = "\u{1}";

/// The actions are those of AWS's own reference.
/// <https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html>
const KINDS: [Kind; 16] = [
    kind("dynamodb_table", &["dynamodb:GetItem", "dynamodb:Query", "dynamodb:Scan"]),
    kind("ec2_image", &[]),
    kind("ec2_snapshot", &[]),
    kind("kinesis_stream", &["kinesis:GetRecords"]),
    kind("lightsail_database", &[]),
    kind("mq_broker", &[]),
    kind("msk_cluster", &[]),
    Kind { inside: "/", ..kind("opensearch_domain", &["es:ESHttpGet", "es:ESHttpPost"]) },
    kind("rds_cluster", &[]),
    kind("rds_cluster_snapshot", &[]),
    kind("rds_instance", &[]),
    kind("rds_snapshot", &[]),
    kind("redshift_cluster", &[]),
    Kind { inside: "/", ..kind("s3_bucket", &["s3:GetObject"]) },
    Kind { secret: true, ..kind("secretsmanager_secret", &["secretsmanager:GetSecretValue"]) },
    kind("sqs_queue", &["sqs:ReceiveMessage"]),
];

/// Parameters are secrets where they are encrypted.
const PARAMETER: Kind = Kind {
    secret: true,
    ..kind("ssm_parameter", &["ssm:GetParameter", "ssm:GetParameters", "ssm:GetParametersByPath"])
};

/// All kinds that are looked at.
pub(super) fn kinds() -> impl Iterator<Item = &'static str> {
    KINDS.iter().chain([&PARAMETER]).map(|kind| kind.name)
}

/// What somebody would want.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Prize {
    Data(DataClass),
    Secret,
    Admin,
}

/// A data store that is worth a path.
pub(super) struct Store<'a> {
    pub resource: &'a Resource,
    pub prize: Prize,
    /// What would have to be read to know how secret its data is.
    pub unread: Option<Arc<Unread>>,
    kind: &'static Kind,
    /// An ARN of something inside of it that nobody would name, or its own.
    anything: String,
    policy: Option<Result<Document<'a>, Arc<Unread>>>,
}

pub(super) struct Stores<'a> {
    pub all: Vec<Store<'a>>,
    by_resource: HashMap<Thing<'a>, usize>,
    /// Their places, by action, sorted by ARN.
    by_action: BTreeMap<&'static str, Vec<usize>>,
    /// By whom their policies name of their own account, with the statement.
    by_name: HashMap<String, Vec<(usize, String)>>,
}

impl<'a> Stores<'a> {
    pub fn of(deriver: &Deriver<'a, '_>) -> Self {
        let resources = &deriver.index().snapshot().resources;
        let all: Vec<Store<'a>> = resources.par_iter().filter_map(|resource| Store::of(resource, deriver)).collect();
        let mut by_action: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (place, store) in all.iter().enumerate() {
            store.kind.actions.iter().for_each(|action| by_action.entry(action).or_default().push(place));
        }
        by_action.values_mut().for_each(|places| places.sort_by_key(|place| &all[*place].resource.id));
        let by_resource = all.iter().enumerate().map(|(place, store)| (Thing(store.resource), place));
        let by_resource = by_resource.collect();
        let mut by_name: HashMap<String, Vec<(usize, String)>> = HashMap::new();
        for (place, store) in all.iter().enumerate().filter(|(_, store)| store.policy.is_some()) {
            let grants = deriver.policy(store.resource).map(|policy| policy.low.grants).unwrap_or_default();
            let own = |grant: &PolicyGrant| grant.access == Access::SameAccount && store.is_read_by(&grant.actions);
            for grant in grants.into_iter().filter(own).filter(|grant| grant.principal.contains(":iam::")) {
                by_name.entry(grant.principal).or_default().push((place, grant.statement));
            }
        }
        Self { by_resource, by_action, by_name, all }
    }

    pub fn get(&self, resource: &'a Resource) -> Option<&Store<'a>> {
        self.by_resource.get(&Thing(resource)).map(|place| &self.all[*place])
    }

    pub fn actions(&self) -> impl Iterator<Item = &'static str> {
        self.by_action.keys().copied()
    }

    /// The stores that may be meant where a policy's resource begins with a text, with what to ask of each: their ARNs
    /// begin with it, or it goes on inside of one.
    pub fn meant_by(&self, action: &str, start: &str) -> Vec<(usize, Vec<String>)> {
        let places = self.by_action.get(action).map(Vec::as_slice).unwrap_or_default();
        let id = |place: &usize| &*self.all[*place].resource.id;
        let first = places.partition_point(|place| id(place) < start);
        let longer = places[first..].iter().take_while(|place| id(place).starts_with(start));
        let whole = longer.map(|place| (*place, vec![self.all[*place].anything.clone()]));
        let inside = start.match_indices('/').filter_map(|(end, _)| {
            let at = places.binary_search_by(|place| id(place).cmp(&start[..end])).ok()?;
            Some((*places.get(at)?, vec![format!("{start}{SOMETHING}"), start.to_owned()]))
        });
        whole.chain(inside).collect()
    }

    /// All that an action reads, with what to ask of each.
    pub fn all_by(&self, action: &str) -> impl Iterator<Item = (usize, &str)> {
        let places = self.by_action.get(action).map(Vec::as_slice).unwrap_or_default();
        places.iter().map(|place| (*place, self.all[*place].anything.as_str()))
    }

    /// The stores whose own policies name a principal of their account.
    pub fn naming(&self, arn: &str) -> &[(usize, String)] {
        self.by_name.get(arn).map(Vec::as_slice).unwrap_or_default()
    }
}

impl<'a> Store<'a> {
    fn of(resource: &'a Resource, deriver: &Deriver<'a, '_>) -> Option<Self> {
        let kind = KINDS.iter().chain([&PARAMETER]).find(|kind| kind.name == &*resource.kind)?;
        let plain =
            kind.name == PARAMETER.name && resource.at("type").as_str().is_some_and(|name| name != "SecureString");
        let secret = kind.secret && !plain;
        let policy = || {
            let value = resource.fields.get("policy").filter(|value| !value.is_null())?;
            Some(crate::facts::access::read(value))
        };
        let inside = if kind.inside.is_empty() { "" } else { SOMETHING };
        let anything = || format!("{}{}{inside}", resource.id, kind.inside);
        if secret {
            let (anything, policy) = (anything(), policy());
            return Some(Self { resource, prize: Prize::Secret, unread: None, kind, anything, policy });
        }
        let class = deriver.data_class(resource);
        if class.high < DataClass::Confidential {
            return None;
        }
        let unread = class.unread.filter(|_| class.low < DataClass::Confidential);
        let (prize, anything, policy) = (Prize::Data(class.high), anything(), policy());
        Some(Self { resource, prize, unread, kind, anything, policy })
    }

    /// Whether one of the actions that a policy names, with wildcards, reads it.
    pub fn is_read_by(&self, patterns: &[String]) -> bool {
        names_one(patterns, self.kind.actions)
    }

    pub fn has_policy(&self) -> bool {
        self.policy.is_some()
    }

    /// What its own policy says to a principal that asks to read.
    pub fn says(
        &self,
        effect: Effect,
        caller: &Caller<'_>,
        (action, arn): (&str, &str),
        context: &Context<'_>,
    ) -> bool {
        let request = Request { caller: Some(caller), action, resource: arn, context };
        let document = self.policy.iter().flatten();
        document.flat_map(|document| document.of(effect)).any(|statement| statement.answer(&request) == Answer::Yes)
    }

    /// Why it is not known what its policy says.
    pub fn silent(&self) -> Option<&Arc<Unread>> {
        self.policy.as_ref()?.as_ref().err()
    }
}
