//! Keys that are not there, keys of several values.

use super::*;

fn absent(operator: &str) -> bool {
    holds(reads(), operator, "app:Key", json!("x"))
}

fn with(values: &[&str], operator: &str, wanted: Json) -> bool {
    holds(reads().with("aws:tagkeys", values), operator, "aws:TagKeys", wanted)
}

/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html>
#[test]
fn a_key_that_is_not_there_fits_nothing() {
    for operator in
        ["StringEquals", "StringLike", "StringEqualsIgnoreCase", "ArnLike", "ArnEquals", "Bool", "IpAddress"]
    {
        assert!(!absent(operator), "{operator}");
    }
    for operator in ["NumericEquals", "NumericLessThan", "DateGreaterThan", "BinaryEquals"] {
        assert!(!absent(operator), "{operator}");
    }
}

#[test]
fn a_negated_operator_holds_of_a_key_that_is_not_there() {
    for operator in ["StringNotEquals", "StringNotLike", "StringNotEqualsIgnoreCase", "ArnNotLike", "ArnNotEquals"] {
        assert!(absent(operator), "{operator}");
    }
    for operator in ["NumericNotEquals", "DateNotEquals", "NotIpAddress"] {
        assert!(absent(operator), "{operator}");
    }
}

#[test]
fn if_exists_holds_of_a_key_that_is_not_there() {
    for operator in
        ["StringEquals", "StringNotEquals", "ArnLike", "Bool", "IpAddress", "NumericLessThan", "DateLessThan"]
    {
        assert!(absent(&format!("{operator}IfExists")), "{operator}");
    }
    let types = json!(["t1.*", "t2.*", "m3.*"]);
    let asked = |kind: &str| {
        holds(reads().with("ec2:instancetype", &[kind]), "StringLikeIfExists", "ec2:InstanceType", types.clone())
    };
    assert!(asked("t2.micro"));
    assert!(!asked("c5.large"), "where it is there, it is looked at");
}

#[test]
fn a_deny_with_a_negated_if_exists_holds_without_the_key() {
    let denies = json!([all(), {"Effect": "Deny", "Action": "*", "Resource": "*",
                                "Condition": {"StringNotEqualsIfExists": {"aws:PrincipalTag/team": "red"}}}]);
    assert_eq!(decide(&reads().identity(denies.clone())), Decision::ExplicitDeny);
    assert_eq!(decide(&reads().tagged("team", "red").identity(denies)), Decision::Allow);
}

#[test]
fn whether_a_key_is_there() {
    let key = "aws:TokenIssueTime";
    let session = || reads().with("aws:tokenissuetime", &["2026-01-01T00:00:00Z"]);
    assert!(holds(reads(), "Null", key, json!("true")));
    assert!(!holds(session(), "Null", key, json!("true")));
    assert!(holds(session(), "Null", key, json!(false)));
    assert!(!holds(reads(), "Null", key, json!(false)));
}

/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition.html>
#[test]
fn names_of_keys_are_read_without_regard_to_case() {
    let case = || reads().with("aws:sourceip", &["203.0.113.7"]);
    assert!(holds(case(), "IpAddress", "AWS:SOURCEIP", json!("203.0.113.0/24")));
    assert!(holds(reads().tagged("Team", "red"), "StringEquals", "aws:principaltag/team", json!("red")));
}

/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html>
#[test]
fn each_value_must_fit_one() {
    let allowed = || json!(["environment", "cost-center"]);
    assert!(with(&["environment"], "ForAllValues:StringEquals", allowed()));
    assert!(with(&["environment", "cost-center"], "ForAllValues:StringEquals", allowed()));
    assert!(!with(&["environment", "owner"], "ForAllValues:StringEquals", allowed()));
    assert!(holds(reads(), "ForAllValues:StringEquals", "aws:TagKeys", allowed()), "none at all");
    assert!(with(&[""], "ForAllValues:StringEquals", allowed()), "an empty one");
}

#[test]
fn each_value_must_fit_none() {
    assert!(with(&["owner", "stage"], "ForAllValues:StringNotEquals", json!(["environment"])));
    assert!(!with(&["owner", "environment"], "ForAllValues:StringNotEquals", json!(["environment"])));
    assert!(holds(reads(), "ForAllValues:StringNotLike", "aws:TagKeys", json!("x")));
}

#[test]
fn one_value_must_fit_one() {
    let wanted = || json!(["environment", "cost-*"]);
    assert!(with(&["owner", "cost-center"], "ForAnyValue:StringLike", wanted()));
    assert!(!with(&["owner"], "ForAnyValue:StringLike", wanted()));
    assert!(!holds(reads(), "ForAnyValue:StringLike", "aws:TagKeys", wanted()), "none at all");
    assert!(holds(reads(), "ForAnyValue:StringLikeIfExists", "aws:TagKeys", wanted()));
}

#[test]
fn one_value_must_fit_none() {
    assert!(with(&["environment", "owner"], "ForAnyValue:StringNotEquals", json!(["environment"])));
    assert!(!with(&["environment"], "ForAnyValue:StringNotEquals", json!(["environment"])));
    assert!(!holds(reads(), "ForAnyValue:StringNotEquals", "aws:TagKeys", json!("x")), "there is none");
}

/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html>
#[test]
fn what_follows_from_who_asks() {
    assert!(holds(reads(), "StringEquals", "aws:username", json!("alice")));
    assert!(holds(reads().by(user("team/bob")), "StringEquals", "aws:username", json!("bob")), "without the path");
    assert!(!holds(reads().by(role("app")), "StringLike", "aws:username", json!("*")), "roles have none");
    assert!(holds(reads(), "StringEquals", "aws:PrincipalAccount", json!(ACCOUNT)));
    assert!(holds(
        reads().by(role("app")),
        "ArnEquals",
        "aws:PrincipalArn",
        json!("arn:aws:iam::111122223333:role/app")
    ));
    assert!(holds(reads(), "StringEquals", "aws:ResourceAccount", json!(ACCOUNT)));
}
