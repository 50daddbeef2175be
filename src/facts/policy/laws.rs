//! What holds for all policies: denials and conditions never widen, and more statements that allow never narrow.

use super::grant::Owner;
use super::judge::judge;
use super::keys::KEYS;
use super::language::Document;
use super::{Access, PolicyFacts};
use crate::snapshot::Value;
use crate::snapshot::policy_document::PolicyDocument;
use proptest::prelude::*;
use serde_json::{Map, Value as Json, json};
use std::collections::BTreeSet;

const OWN: &str = "111122223333";

fn facts(statements: &[Json]) -> PolicyFacts {
    let text = json!({"Version": "2012-10-17", "Statement": statements}).to_string();
    let value = Value::of(&PolicyDocument::parse(&text).expect("a policy"));
    judge(&Document::parse(&value).expect("its normal form"), &Owner { account: OWN, canonical_id: None }, |_| true)
        .unwrap()
        .facts
}

fn one_of(words: &'static [&'static str]) -> impl Strategy<Value = &'static str> {
    prop::sample::select(words)
}

fn principal() -> impl Strategy<Value = Json> {
    let id = one_of(&[
        "*",
        OWN,
        "arn:aws:iam::111122223333:role/app",
        "999988887777",
        "arn:aws:iam::999988887777:role/app",
        "AROAEXAMPLEROLEID0001",
        "somebody",
    ]);
    prop_oneof![
        3 => id.prop_map(|id| json!({"AWS": id})),
        1 => Just(json!("*")),
        1 => one_of(&["sns.amazonaws.com", "s3.amazonaws.com"]).prop_map(|name| json!({"Service": name})),
        1 => one_of(&["accounts.google.com", "arn:aws:iam::111122223333:saml-provider/x"])
            .prop_map(|name| json!({"Federated": name})),
    ]
}

/// An operator with a key of the table, or another, and values that may be right for it or not.
fn condition() -> impl Strategy<Value = (String, String, Json)> {
    let operator = one_of(&[
        "StringEquals",
        "StringNotEquals",
        "StringLike",
        "StringNotLike",
        "ArnLike",
        "ArnNotEquals",
        "IpAddress",
        "NotIpAddress",
        "Bool",
        "Null",
        "NumericEquals",
        "StringResembles",
    ]);
    let before = one_of(&["", "", "", "ForAllValues:", "ForAnyValue:"]);
    let after = one_of(&["", "", "", "IfExists"]);
    let keys: Vec<&str> = KEYS.iter().map(|key| key.name).chain(["acme:x", "accounts.google.com:sub"]).collect();
    let value = one_of(&[
        OWN,
        "999988887777",
        "*",
        "o-a1b2c3d4e5",
        "o-a1b2c3d4e5/*",
        "arn:aws:sns:eu-west-1:111122223333:x",
        "arn:aws:s3:::b",
        "arn:aws:s3:*:*:b",
        "arn:aws:iam::*:role/x",
        "203.0.113.0/24",
        "0.0.0.0/0",
        "true",
        "false",
        "vpc-1",
        "AROAEXAMPLEROLEID0001:*",
        "sns.amazonaws.com",
        "${aws:ResourceAccount}",
        "*@example.com",
    ]);
    let values = prop::collection::vec(value, 0..3);
    (before, operator, after, prop::sample::select(keys), values).prop_map(|(before, operator, after, key, values)| {
        (format!("{before}{operator}{after}"), key.to_owned(), json!(values))
    })
}

fn conditions(of: Vec<(String, String, Json)>) -> Json {
    let mut operators = Map::new();
    for (operator, key, values) in of {
        let keys = operators.entry(operator).or_insert_with(|| json!({}));
        keys.as_object_mut().unwrap().insert(key, values);
    }
    Json::Object(operators)
}

fn statement(effect: &'static str) -> impl Strategy<Value = Json> {
    let action = one_of(&["*", "sns:*", "sns:Subscribe", "sns:Publish", "sns:Pub*"]);
    let actions = prop::collection::vec(action, 1..3);
    let resources = one_of(&["*", "arn:aws:sns:eu-west-1:111122223333:x", "arn:aws:sns:*"]);
    let not = prop::collection::vec(prop::bool::weighted(0.15), 3);
    let conditions = prop::collection::vec(condition(), 0..3).prop_map(conditions);
    (principal(), actions, resources, not, conditions).prop_map(
        move |(principal, actions, resources, not, conditions)| {
            let name = |not: bool, name: &str| if not { format!("Not{name}") } else { name.to_owned() };
            let mut statement = Map::new();
            statement.insert("Effect".into(), json!(effect));
            // A bare star cannot be spared.
            let principal = if not[0] && principal.is_string() { json!({"AWS": "*"}) } else { principal };
            statement.insert(name(not[0], "Principal"), principal);
            statement.insert(name(not[1], "Action"), json!(actions));
            statement.insert(name(not[2], "Resource"), json!(resources));
            statement.insert("Condition".into(), conditions);
            Json::Object(statement)
        },
    )
}

fn policy() -> impl Strategy<Value = Vec<Json>> {
    prop::collection::vec(prop_oneof![2 => statement("Allow"), 1 => statement("Deny")], 0..4)
}

fn set(items: &[String]) -> BTreeSet<&String> {
    items.iter().collect()
}

/// Whether all that one judgement lets in, the other does, too.
fn within(narrow: &PolicyFacts, wide: &PolicyFacts) -> bool {
    let unguarded = set(&narrow.unguarded_services).is_subset(&set(&wide.unguarded_services));
    // Among everybody are services.
    let services = wide.access == Access::Public || unguarded;
    narrow.access <= wide.access && set(&narrow.public_actions).is_subset(&set(&wide.public_actions)) && services
}

/// The same with one more condition; none where that would change one that is there.
fn with_condition(statement: &Json, (operator, key, values): (String, String, Json)) -> Option<Json> {
    let mut narrower = statement.clone();
    let keys = narrower["Condition"].as_object_mut()?.entry(operator).or_insert_with(|| json!({})).as_object_mut()?;
    keys.insert(key, values).is_none().then_some(narrower)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 10_000, ..ProptestConfig::default() })]

    /// A denial never widens, one more statement that allows never narrows, and a condition in it never widens. One law
    /// each, tried on the same policies: making them up takes longest.
    #[test]
    fn each_says_what_it_means(policy in policy(), deny in statement("Deny"), allow in statement("Allow"),
        condition in condition(), place in 0usize..5)
    {
        let with = |statement: &Json| {
            let mut more = policy.clone();
            more.insert(place.min(policy.len()), statement.clone());
            facts(&more)
        };
        let base = facts(&policy);
        let denied = with(&deny);
        prop_assert!(within(&denied, &base), "a denial: {denied:?} {base:?}");
        let wider = with(&allow);
        prop_assert!(within(&base, &wider), "a statement that allows: {base:?} {wider:?}");
        prop_assert!(set(&base.accounts).is_subset(&set(&wider.accounts)), "its accounts: {base:?} {wider:?}");
        let unguarded = set(&base.unguarded_services).is_subset(&set(&wider.unguarded_services));
        prop_assert!(unguarded, "its services: {base:?} {wider:?}");
        if let Some(narrower) = with_condition(&allow, condition) {
            let narrower = with(&narrower);
            prop_assert!(within(&narrower, &wider), "a condition: {narrower:?} {wider:?}");
        }
    }

    #[test]
    fn texts_that_are_nearly_policies_do_no_harm(statements in policy(), from in 0usize..400, cut in 0usize..20, put in ".{0,4}") {
        let text = json!({"Version": "2012-10-17", "Statement": statements}).to_string();
        let mut chars: Vec<char> = text.chars().collect();
        let from = from.min(chars.len());
        let to = (from + cut).min(chars.len());
        chars.splice(from..to, put.chars());
        if let Some(document) = PolicyDocument::parse(&chars.into_iter().collect::<String>()) {
            let value = Value::of(&document);
            let document = Document::parse(&value).expect("what the reader writes is the normal form");
            let _ = judge(&document, &Owner { account: OWN, canonical_id: None }, |_| true);
        }
    }
}
