//! The policy documents of a snapshot, each parsed once, however many principals have it.

use super::actions::Actions;
use crate::facts::Index;
use crate::facts::policy::language::{Document, Effect, Statement};
use crate::snapshot::{AccountId, Reason, Region, Resource, Unread, Value};
use std::collections::HashMap;
use std::sync::{Arc, LazyLock};

/// AWS's own policies that amount to an administrator's, known even where their documents were not read.
static KNOWN: LazyLock<[(&str, Value); 2]> = LazyLock::new(|| {
    [(":iam::aws:policy/AdministratorAccess", allowing("*")), (":iam::aws:policy/IAMFullAccess", allowing("iam:*"))]
});

static NOTHING: LazyLock<Value> = LazyLock::new(|| Value::from(serde_json::json!({"statements": []})));

fn allowing(action: &str) -> Value {
    Value::from(serde_json::json!({"version": "2012-10-17", "statements": [
        {"effect": "Allow", "actions": [action], "resources": ["*"], "conditions": []}
    ]}))
}

/// A document with a name for people, or why it is not known.
#[derive(Debug, Clone)]
pub struct Part<'s> {
    pub name: String,
    /// The managed policy that it is, or the user, role or group that it is inside of; none where nobody asks.
    pub source: Option<&'s str>,
    pub read: Result<Arc<Read<'s>>, Arc<Unread>>,
}

#[derive(Debug)]
pub struct Read<'s> {
    pub document: Document<'s>,
    /// What it allows, of what paths need.
    pub allows: Actions,
}

/// Managed policies, by account and ARN.
pub struct Library<'s> {
    managed: HashMap<(&'s AccountId, &'s str), Part<'s>>,
}

impl<'s> Part<'s> {
    pub fn of(name: String, document: &'s Value) -> Self {
        let with = |document| Arc::new(Read { allows: Actions::allowed_by(&document), document });
        Self { name, source: None, read: read(document).map(with) }
    }

    pub fn from(self, source: &'s str) -> Self {
        Self { source: Some(source), ..self }
    }

    /// The statements of an effect about an action, on whatever.
    pub fn about(&self, effect: Effect, action: &str) -> impl Iterator<Item = &Statement<'s>> {
        self.read.iter().flat_map(move |read| read.document.about(effect, action))
    }

    pub fn unread(name: String, unread: Unread) -> Self {
        Self { name, source: None, read: Err(Arc::new(unread)) }
    }
}

/// What a document says. One that nobody understands may say anything.
pub fn read(document: &Value) -> Result<Document<'_>, Arc<Unread>> {
    if let Some(unread) = document.unread_within() {
        return Err(Arc::clone(unread));
    }
    let lost = || Arc::new(Unread::new("iam:GetAccountAuthorizationDetails", Reason::Unparseable));
    Document::parse(document).ok_or_else(lost)
}

impl<'s> Library<'s> {
    pub fn new(index: &Index<'s>) -> Self {
        let policies = index.snapshot().resources.iter().filter(|resource| &*resource.kind == "iam_policy");
        let part = |policy: &'s Resource| Part::of(named(&policy.id), policy.at("document")).from(&policy.id);
        Self { managed: policies.map(|policy| ((&policy.account, &*policy.id), part(policy))).collect() }
    }

    /// The policy with an ARN, as an account sees it. Policies that are in use are listed: what one of the account's own
    /// that is not would say cannot be told.
    pub fn managed(&self, account: &'s AccountId, arn: &'s str, index: &Index<'s>) -> Part<'s> {
        if let Some(known) = self.managed.get(&(account, arn)) {
            return known.clone();
        }
        if let Some((_, document)) = KNOWN.iter().find(|(end, _)| arn.ends_with(end)) {
            return Part::of(named(arn), document).from(arn);
        }
        match index.whole("iam_policy", account, &Region::global()) {
            Err(unread) => Part::unread(named(arn), unread),
            Ok(()) if arn.contains(":iam::aws:policy/") => Part::of(named(arn), &NOTHING),
            Ok(()) => Part::unread(named(arn), Unread::new("iam_policy", Reason::NotCollected)),
        }
    }

    /// The policies inside of a user, role or group.
    pub fn inline(principal: &'s Resource) -> Vec<Part<'s>> {
        let policies = principal.at("inline_policies");
        let whole = policies.as_unread().map(|unread| Part::unread("inline policies".into(), Unread::clone(unread)));
        let each = policies.items().iter().map(|policy| {
            let name = policy.at("name").as_str().unwrap_or_default();
            Part::of(format!("inline policy {name}"), policy.at("document")).from(&principal.id)
        });
        each.chain(whole).collect()
    }
}

fn named(arn: &str) -> String {
    format!("policy {}", arn.rsplit('/').next().unwrap_or(arn))
}
