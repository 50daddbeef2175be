//! IAM policy documents in one canonical form.
//!
//! AWS accepts a string where a list is meant, a statement without its list, and any order. A check should not have to
//! know: here everything that may be a list is one, and names are in lower case.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html>

use crate::snapshot::{Reading, Reason, Unread};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value as Json;

/// A policy document, normalised.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct PolicyDocument {
    /// `2012-10-17`, or the older `2008-10-17`, in which variables do nothing.
    pub version: Option<String>,
    /// The statements, in the order of the document.
    pub statements: Vec<Statement>,
}

#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Statement {
    /// The statement's own name.
    pub sid: Option<String>,
    /// `Allow` or `Deny`.
    pub effect: String,
    /// Whom it is about; empty in identity policies. `{"Principal": "*"}` is of type `*` and id `*`.
    pub principals: Vec<Principal>,
    /// Whom it is not about.
    pub not_principals: Vec<Principal>,
    /// Action names, with wildcards, as written.
    pub actions: Vec<String>,
    /// All actions but these; empty where `actions` says.
    pub not_actions: Vec<String>,
    /// The ARNs that it is about, with * and ?.
    pub resources: Vec<String>,
    /// All ARNs but these; empty where `resources` says.
    pub not_resources: Vec<String>,
    /// All of them must hold.
    pub conditions: Vec<Condition>,
}

#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Principal {
    /// `AWS`, `Service`, `Federated`, `CanonicalUser`, or `*`.
    #[serde(rename = "type")]
    pub kind: String,
    /// An ARN, an account id, a service name, or `*`.
    pub id: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Condition {
    /// Such as `StringEquals` or `ForAnyValue:StringLike`, as written.
    pub operator: String,
    /// Such as `aws:SourceAccount`, in lower case: AWS ignores the case of keys.
    pub key: String,
    /// What it is compared with.
    pub values: Vec<String>,
}

impl PolicyDocument {
    /// Parses a document as JSON text, percent-encoded (as IAM returns it) or plain. None where it is not a policy.
    pub fn parse(text: &str) -> Option<Self> {
        let plain = if text.trim_start().starts_with('{') {
            text.into()
        } else {
            percent_encoding::percent_decode_str(text).decode_utf8().ok()?
        };
        Self::from_json(&serde_json::from_str(&plain).ok()?)
    }

    /// What a call gave as a policy's text: not set, understood, or unread. A document that nobody understands must not
    /// look like none.
    pub fn reading(action: &str, text: Result<Option<String>, Unread>) -> Reading<Option<Self>> {
        let parse = |text: String| Self::parse(&text).ok_or_else(|| Unread::new(action, Reason::Unparseable));
        text.and_then(|text| text.filter(|text| !text.is_empty()).map(parse).transpose()).into()
    }

    fn from_json(json: &Json) -> Option<Self> {
        let object = json.as_object()?;
        let statements = match object.get("Statement")? {
            Json::Array(items) => items.iter().map(statement).collect::<Option<_>>()?,
            single => vec![statement(single)?],
        };
        Some(Self { version: object.get("Version").and_then(Json::as_str).map(str::to_owned), statements })
    }
}

fn statement(json: &Json) -> Option<Statement> {
    let object = json.as_object()?;
    let words = |name: &str| object.get(name).map(strings).unwrap_or_default();
    Some(Statement {
        sid: object.get("Sid").and_then(Json::as_str).map(str::to_owned),
        effect: object.get("Effect")?.as_str()?.to_owned(),
        principals: object.get("Principal").map(principals).unwrap_or_default(),
        not_principals: object.get("NotPrincipal").map(principals).unwrap_or_default(),
        actions: words("Action"),
        not_actions: words("NotAction"),
        resources: words("Resource"),
        not_resources: words("NotResource"),
        conditions: object.get("Condition").map(conditions).unwrap_or_default(),
    })
}

fn principals(json: &Json) -> Vec<Principal> {
    let of = |kind: &str, ids: &Json| -> Vec<Principal> {
        strings(ids).into_iter().map(|id| Principal { kind: kind.to_owned(), id }).collect()
    };
    match json {
        Json::Object(map) => map.iter().flat_map(|(kind, ids)| of(kind, ids)).collect(),
        any => of("*", any),
    }
}

fn conditions(json: &Json) -> Vec<Condition> {
    let operators = json.as_object().into_iter().flatten();
    let of = |(operator, keys): (&String, &Json)| -> Vec<Condition> {
        let keys = keys.as_object().into_iter().flatten();
        keys.map(|(key, values)| Condition {
            operator: operator.clone(),
            key: key.to_ascii_lowercase(),
            values: strings(values),
        })
        .collect()
    };
    operators.flat_map(of).collect()
}

/// One or many, strings or what JSON authors write instead of them.
fn strings(json: &Json) -> Vec<String> {
    match json {
        Json::Array(items) => items.iter().flat_map(strings).collect(),
        Json::String(text) => vec![text.clone()],
        Json::Bool(_) | Json::Number(_) => vec![json.to_string()],
        Json::Null | Json::Object(_) => vec![],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_forms_become_lists() {
        let text = r#"{"Statement": {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "*",
                       "Condition": {"Bool": {"aws:SecureTransport": true}}}}"#;
        let document = PolicyDocument::parse(text).unwrap();
        let [statement] = document.statements.as_slice() else { panic!("one statement") };
        assert_eq!(statement.principals, [Principal { kind: "*".into(), id: "*".into() }]);
        assert_eq!(statement.actions, ["s3:GetObject"]);
        let condition = &statement.conditions[0];
        assert_eq!(
            (condition.key.as_str(), condition.values.as_slice()),
            ("aws:securetransport", &["true".to_owned()][..])
        );
    }

    #[test]
    fn iam_percent_encodes_its_documents() {
        let document = PolicyDocument::parse("%7B%22Statement%22%3A%5B%5D%7D").unwrap();
        assert!(document.statements.is_empty());
    }

    #[test]
    fn what_is_no_policy_is_not_half_understood() {
        for text in ["", "[]", "{}", r#"{"Statement": [{"Action": "*"}]}"#, r#"{"Statement": ["x"]}"#] {
            assert_eq!(PolicyDocument::parse(text), None, "{text}");
        }
    }
}
