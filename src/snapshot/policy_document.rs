//! IAM policy documents in one canonical form.
//!
//! AWS accepts a string where a list is meant, a statement without its list, and any order. A check should not have to
//! know: here everything that may be a list is one, and condition keys are in lower case.
//!
//! What is no policy is not half understood: an element that AWS's grammar does not know, an effect that is neither
//! `Allow` nor `Deny`, a name that stands twice, and the document as a whole is not one.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html>

use super::{Object, Reading, Reason, Unread, Value};
use schemars::JsonSchema;
use serde::Serialize;

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

/// The longest text that is looked at. The largest policy that AWS keeps is a domain's of OpenSearch, of 100 KiB; in
/// IAM's replies a character may take three. <https://docs.aws.amazon.com/opensearch-service/latest/developerguide/limits.html>
const LONGEST: usize = 512 << 10;

impl PolicyDocument {
    /// Parses a document as JSON text, percent-encoded (as IAM returns it) or plain. None where it is not a policy.
    pub fn parse(text: &str) -> Option<Self> {
        if text.len() > LONGEST {
            return None;
        }
        let plain = if text.trim_start().starts_with('{') {
            text.into()
        } else {
            percent_encoding::percent_decode_str(text).decode_utf8().ok()?
        };
        document(&serde_json::from_str(&plain).ok()?)
    }

    /// What a call gave as a policy's text: not set, understood, or unread. A document that nobody understands must not
    /// look like none.
    pub fn reading(action: &str, text: Result<Option<String>, Unread>) -> Reading<Option<Self>> {
        let parse = |text: String| Self::parse(&text).ok_or_else(|| Unread::new(action, Reason::Unparseable));
        text.and_then(|text| text.filter(|text| !text.is_empty()).map(parse).transpose()).into()
    }
}

fn document(json: &Value) -> Option<PolicyDocument> {
    let elements = Elements::of(json, &["Version", "Id", "Statement"])?;
    let statements = match elements.get("Statement")? {
        Value::List(items) => items.iter().map(statement).collect::<Option<_>>()?,
        single => vec![statement(single)?],
    };
    elements.text("Id")?;
    Some(PolicyDocument { version: elements.text("Version")?, statements })
}

const ELEMENTS: [&str; 9] =
    ["Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Resource", "NotResource", "Condition"];

fn statement(json: &Value) -> Option<Statement> {
    let elements = Elements::of(json, &ELEMENTS)?;
    // Each of them says the opposite of its other: a statement has one or none.
    for (name, not) in [("Principal", "NotPrincipal"), ("Action", "NotAction"), ("Resource", "NotResource")] {
        if elements.get(name).is_some() && elements.get(not).is_some() {
            return None;
        }
    }
    // All but nothing is everything, and would look like nothing.
    let nothing =
        |name: &&str| elements.get(name).is_some_and(|value| matches!(value, Value::List(items) if items.is_empty()));
    if ["NotPrincipal", "NotAction", "NotResource"].iter().any(nothing) {
        return None;
    }
    let words = |name: &str| elements.get(name).map_or(Some(vec![]), strings);
    let principals = |name: &str| elements.get(name).map_or(Some(vec![]), principals);
    Some(Statement {
        sid: elements.text("Sid")?,
        effect: elements.text("Effect")?.filter(|effect| ["Allow", "Deny"].contains(&effect.as_str()))?,
        principals: principals("Principal")?,
        not_principals: principals("NotPrincipal")?,
        actions: words("Action")?,
        not_actions: words("NotAction")?,
        resources: words("Resource")?,
        not_resources: words("NotResource")?,
        conditions: elements.get("Condition").map_or(Some(vec![]), conditions)?,
    })
}

/// The members of an object. The case of their names does not matter, and none stands twice.
struct Elements<'a>(&'a Object);

impl<'a> Elements<'a> {
    /// None where the value is no object, or has a member that is not among the known ones.
    fn of(json: &'a Value, known: &[&str]) -> Option<Self> {
        let object = json.as_object()?;
        let is_known = |name: &str| known.iter().any(|known| known.eq_ignore_ascii_case(name));
        (object.iter().all(|(name, _)| is_known(name)) && is_plain(object)).then_some(Self(object))
    }

    fn get(&self, name: &str) -> Option<&'a Value> {
        self.0.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }

    /// Not there, or a text; none for anything else.
    fn text(&self, name: &str) -> Option<Option<String>> {
        match self.get(name) {
            None | Some(Value::Null) => Some(None),
            Some(value) => value.as_str().map(|text| Some(text.to_owned())),
        }
    }
}

/// Whether no name stands twice: JSON's readers differ in which of them counts.
fn is_plain(object: &Object) -> bool {
    let mut names: Vec<String> = object.iter().map(|(name, _)| name.to_ascii_lowercase()).collect();
    names.sort_unstable();
    names.windows(2).all(|pair| pair[0] != pair[1])
}

fn principals(json: &Value) -> Option<Vec<Principal>> {
    let of = |kind: &str, ids: &Value| -> Option<Vec<Principal>> {
        Some(strings(ids)?.into_iter().map(|id| Principal { kind: kind.to_owned(), id }).collect())
    };
    let Some(object) = json.as_object() else { return of("*", json) };
    if !is_plain(object) {
        return None;
    }
    let lists: Vec<Vec<Principal>> = object.iter().map(|(kind, ids)| of(kind, ids)).collect::<Option<_>>()?;
    Some(lists.into_iter().flatten().collect())
}

fn conditions(json: &Value) -> Option<Vec<Condition>> {
    let operators = json.as_object().filter(|operators| is_plain(operators))?;
    let mut conditions = Vec::new();
    for (operator, keys) in operators.iter() {
        let keys = keys.as_object().filter(|keys| is_plain(keys))?;
        for (key, values) in keys.iter() {
            conditions.push(Condition {
                operator: operator.to_owned(),
                key: key.to_ascii_lowercase(),
                values: strings(values)?,
            });
        }
    }
    Some(conditions)
}

/// One or many, strings or what JSON authors write instead of them.
fn strings(json: &Value) -> Option<Vec<String>> {
    match json {
        Value::List(items) => items.iter().map(string).collect(),
        single => Some(vec![string(single)?]),
    }
}

fn string(json: &Value) -> Option<String> {
    match json {
        Value::Str(text) => Some(text.to_string()),
        Value::Bool(_) | Value::Int(_) | Value::Float(_) => serde_json::to_string(json).ok(),
        Value::Null | Value::List(_) | Value::Object(_) | Value::Unread(_) => None,
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
        let deep = format!(r#"{{"Statement": {}1{}}}"#, "[".repeat(100_000), "]".repeat(100_000));
        assert_eq!(PolicyDocument::parse(&deep), None);
        let long = format!(r#"{{"Statement": [], "Id": "{}"}}"#, "x".repeat(LONGEST));
        assert_eq!(PolicyDocument::parse(&long), None);
    }

    #[test]
    fn what_the_grammar_does_not_know_is_not_left_out() {
        let whole = r#"{"Version": "2012-10-17", "Id": "x", "Statement": {"Sid": "y", "Effect": "Allow",
            "Principal": {"AWS": ["*"]}, "Action": ["s3:*"], "Resource": "*", "Condition": {"Bool": {"a:b": ["true"]}}}}"#;
        assert!(PolicyDocument::parse(whole).is_some());
        for (there, instead) in [
            (r#""Id": "x""#, r#""Ids": "x""#),
            (r#""Sid": "y""#, r#""Unless": "y""#),
            (r#""Sid": "y""#, r#""Sid": {}"#),
            (r#""Allow""#, r#""allow""#),
            (r#""Allow""#, "true"),
            (r#""Action": ["s3:*"]"#, r#""Action": ["s3:*"], "NotAction": "x""#),
            (r#""Action": ["s3:*"]"#, r#""Action": ["s3:*"], "action": "x""#),
            (r#""Action": ["s3:*"]"#, r#""Action": {"s3": "*"}"#),
            (r#""Action": ["s3:*"]"#, r#""NotAction": []"#),
            (r#"["s3:*"]"#, r#"[["s3:*"]]"#),
            (r#""Resource": "*""#, r#""Resource": "*", "NotResource": "x""#),
            (r#"{"AWS": ["*"]}"#, r#"{"AWS": null}"#),
            (r#"{"AWS": ["*"]}"#, r#"{"AWS": "*", "AWS": "111122223333"}"#),
            (r#"{"AWS": ["*"]}"#, r#"{"$unread": "timeout"}"#),
            (r#"{"Bool": {"a:b": ["true"]}}"#, r#"["Bool"]"#),
            (r#"{"Bool": {"a:b": ["true"]}}"#, r#"{"Bool": "true"}"#),
            (r#"{"a:b": ["true"]}"#, r#"{"a:b": {"x": 1}}"#),
            (r#"{"a:b": ["true"]}"#, r#"{"a:b": "x", "A:B": "y"}"#),
            (r#"{"Bool": {"a:b""#, r#"{"Bool": {}, "Bool": {"a:b""#),
        ] {
            assert!(whole.contains(there), "{there}");
            assert_eq!(PolicyDocument::parse(&whole.replace(there, instead)), None, "{instead}");
        }
    }

    #[test]
    fn names_of_elements_in_any_case_and_numbers_for_texts() {
        let text = r#"{"version": "2012-10-17", "statement": {"effect": "Deny", "principal": {"AWS": 111122223333},
            "notAction": "s3:*", "condition": {"NumericLessThan": {"s3:max-keys": [10, 2.5, true]}}}}"#;
        let statement = PolicyDocument::parse(text).unwrap().statements.remove(0);
        assert_eq!(statement.principals, [Principal { kind: "AWS".into(), id: "111122223333".into() }]);
        assert_eq!(statement.conditions[0].values, ["10", "2.5", "true"]);
    }
}
