//! What the documentation says, case by case.

mod conditions;
mod evaluation;
mod operators;
mod principals;
mod statements;
mod variables;

use crate::reference::{Case, Condition, Decision, Document, Kind, Named, Principal, Request, Statement, decide};
use serde_json::{Map, Value as Json, json};

pub const ACCOUNT: &str = "111122223333";
pub const OTHER: &str = "444455556666";

/// A user of the account who asks for an object of one of its buckets, with no policy anywhere.
pub fn asks(action: &str, resource: &str) -> Case {
    Case {
        principal: user("alice"),
        identity: vec![],
        boundary: None,
        scps: vec![],
        rcps: vec![],
        resource_policy: None,
        owner: ACCOUNT.into(),
        owner_is_management_account: false,
        request: Request { action: action.into(), resource: resource.into(), context: vec![] },
    }
}

pub fn reads() -> Case {
    asks("s3:GetObject", "arn:aws:s3:::b/k")
}

fn principal(kind: Kind, name: &str) -> Principal {
    Principal {
        arn: format!("arn:aws:iam::{ACCOUNT}:{name}"),
        account: ACCOUNT.into(),
        kind,
        tags: vec![],
        in_management_account: false,
    }
}

pub fn user(name: &str) -> Principal {
    principal(Kind::User, &format!("user/{name}"))
}

pub fn role(name: &str) -> Principal {
    principal(Kind::Role, &format!("role/{name}"))
}

pub fn root() -> Principal {
    principal(Kind::Root, "root")
}

impl Case {
    pub fn by(self, principal: Principal) -> Self {
        Self { principal, ..self }
    }

    pub fn owned_by(self, owner: &str) -> Self {
        Self { owner: owner.into(), ..self }
    }

    pub fn tagged(mut self, name: &str, value: &str) -> Self {
        self.principal.tags.push((name.into(), value.into()));
        self
    }

    pub fn with(mut self, key: &str, values: &[&str]) -> Self {
        self.request.context.push((key.into(), values.iter().map(|value| (*value).to_owned()).collect()));
        self
    }

    pub fn identity(mut self, statement: Json) -> Self {
        self.identity.push(policy(statement));
        self
    }

    pub fn boundary(self, statement: Json) -> Self {
        Self { boundary: Some(policy(statement)), ..self }
    }

    pub fn resource_policy(self, statement: Json) -> Self {
        Self { resource_policy: Some(policy(statement)), ..self }
    }

    pub fn scp(mut self, statement: Json) -> Self {
        self.scps.push(vec![policy(statement)]);
        self
    }

    pub fn rcp(mut self, statement: Json) -> Self {
        self.rcps.push(vec![policy(statement)]);
        self
    }

    pub fn allowed(&self) -> bool {
        decide(self) == Decision::Allow
    }
}

/// A policy of one statement, or of several, of the newer version.
pub fn policy(statements: Json) -> Document {
    let statements = if statements.is_array() { statements } else { json!([statements]) };
    document(&json!({"Version": "2012-10-17", "Statement": statements}))
}

/// A policy as AWS writes it, in the normal form.
pub fn document(json: &Json) -> Document {
    let version = json["Version"].as_str().map(str::to_owned);
    Document { version, statements: json["Statement"].as_array().into_iter().flatten().map(statement).collect() }
}

fn statement(json: &Json) -> Statement {
    Statement {
        sid: None,
        effect: json["Effect"].as_str().unwrap_or_default().into(),
        principals: named(&json["Principal"]),
        not_principals: named(&json["NotPrincipal"]),
        actions: words(&json["Action"]),
        not_actions: words(&json["NotAction"]),
        resources: words(&json["Resource"]),
        not_resources: words(&json["NotResource"]),
        conditions: entries(&json["Condition"]).flat_map(|(operator, keys)| conditions(operator, keys)).collect(),
    }
}

fn entries(json: &Json) -> impl Iterator<Item = (&String, &Json)> {
    json.as_object().into_iter().flat_map(Map::iter)
}

fn conditions(operator: &str, keys: &Json) -> Vec<Condition> {
    entries(keys)
        .map(|(key, values)| Condition { operator: operator.into(), key: key.to_lowercase(), values: words(values) })
        .collect()
}

fn named(json: &Json) -> Vec<Named> {
    if json.is_string() {
        return vec![Named { kind: "*".into(), id: "*".into() }];
    }
    let of = |(kind, ids): (&String, &Json)| -> Vec<Named> {
        words(ids).into_iter().map(|id| Named { kind: kind.clone(), id }).collect()
    };
    entries(json).flat_map(of).collect()
}

fn words(json: &Json) -> Vec<String> {
    match json {
        Json::Array(items) => items.iter().flat_map(words).collect(),
        Json::String(text) => vec![text.clone()],
        Json::Null | Json::Object(_) => vec![],
        other => vec![other.to_string()],
    }
}

/// An allow of everything.
pub fn all() -> Json {
    json!({"Effect": "Allow", "Action": "*", "Resource": "*"})
}

/// Whether a condition holds: a policy allows everything under it, and the request is allowed.
pub fn holds(case: Case, operator: &str, key: &str, values: Json) -> bool {
    let condition = json!({operator: {key: values}});
    case.identity(json!({"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": condition})).allowed()
}
