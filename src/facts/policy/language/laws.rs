//! What holds for all patterns and documents.

use super::*;
use crate::snapshot::Value;
use proptest::prelude::*;

const SYNTAX: Syntax = Syntax { wildcards: true, variables: true, exact_case: true };

fn pattern() -> impl Strategy<Value = String> {
    proptest::string::string_regex("[ab*?]{0,8}").unwrap()
}

fn text() -> impl Strategy<Value = String> {
    proptest::string::string_regex("[ab]{0,8}").unwrap()
}

/// Any JSON at all, with the words of the normal form among its names and texts.
fn json() -> impl Strategy<Value = serde_json::Value> {
    use serde_json::Value as Json;
    let word = prop::sample::select(vec![
        "version",
        "2012-10-17",
        "statements",
        "effect",
        "Allow",
        "Deny",
        "principals",
        "type",
        "id",
        "AWS",
        "*",
        "actions",
        "not_actions",
        "resources",
        "conditions",
        "operator",
        "ForAllValues:StringNotLikeIfExists",
        "key",
        "aws:sourceip",
        "values",
        "${aws:x, 'y'}",
        "${",
        "arn:aws:*:é?",
        "0.0.0.0/0",
    ]);
    let leaf = prop_oneof![
        Just(Json::Null),
        any::<bool>().prop_map(Json::from),
        any::<f64>().prop_map(Json::from),
        word.clone().prop_map(Json::from),
        ".{0,6}".prop_map(Json::from),
    ];
    leaf.prop_recursive(5, 64, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Json::from),
            prop::collection::vec((word.clone().prop_map(str::to_owned), inner), 0..6)
                .prop_map(|entries| Json::Object(entries.into_iter().collect())),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4_000, ..ProptestConfig::default() })]

    #[test]
    fn what_fits_both_makes_them_overlap(a in pattern(), b in pattern(), text in text()) {
        let (a, b) = (Pattern::new(&a, SYNTAX), Pattern::new(&b, SYNTAX));
        if a.may_fit(&text) && b.may_fit(&text) {
            prop_assert!(a.overlaps(&b) && b.overlaps(&a));
        }
        if a.covers(&b) && b.may_fit(&text) {
            prop_assert!(a.may_fit(&text));
        }
        prop_assert!(a.covers(&a) && (!a.covers(&b) || a.overlaps(&b)));
    }

    #[test]
    fn more_knowledge_never_turns_an_answer(operator in prop::sample::select(vec!["StringLike", "StringNotEquals",
        "ForAnyValue:StringNotLike", "ForAllValues:StringLikeIfExists", "ArnLike", "Bool", "Null", "NotIpAddress"]),
        wanted in prop::collection::vec(pattern(), 0..3), brought in prop::collection::vec(text(), 0..3))
    {
        let condition = Condition::new(operator, "a:b", wanted.iter().map(String::as_str), true);
        let unknown = condition.answer(&Context::unknown());
        let known = condition.answer(&Context::complete().with("a:b", brought.iter().map(String::as_str)));
        prop_assert!(unknown == Answer::Maybe || unknown == known);
    }

    #[test]
    fn nothing_makes_it_panic(json in json(), action in ".{0,8}", resource in ".{0,8}") {
        let value = Value::from(json);
        if let Some(document) = Document::parse(&value) {
            let context = Context::unknown().with("aws:SourceIp", ["x"]);
            let caller = Caller::Anonymous;
            let request = Request { caller: Some(&caller), action: &action, resource: &resource, context: &context };
            let _ = document.evaluate(&request);
        }
    }
}
