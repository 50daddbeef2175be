//! Variables.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html>

use super::*;

fn on(case: Case, resource: &str) -> bool {
    case.identity(json!({"Effect": "Allow", "Action": "*", "Resource": resource})).allowed()
}

fn object(key: &str) -> Case {
    asks("s3:GetObject", &format!("arn:aws:s3:::mybucket/{key}"))
}

#[test]
fn a_resource_of_ones_own() {
    let own = "arn:aws:s3:::mybucket/${aws:username}/*";
    assert!(on(object("alice/a.txt"), own));
    assert!(!on(object("bob/a.txt"), own));
    assert!(on(object("bob/a.txt").by(user("bob")), own));
    assert!(on(object("alice/a.txt"), "arn:aws:s3:::mybucket/${AWS:UserName}/*"), "keys have no case");
}

#[test]
fn a_tag_as_a_variable() {
    let own = "arn:aws:s3:::mybucket/${aws:PrincipalTag/department}/*";
    assert!(on(object("red/a.txt").tagged("department", "red"), own));
    assert!(!on(object("red/a.txt").tagged("department", "blue"), own));
}

#[test]
fn without_a_value_a_resource_fits_nothing() {
    assert!(!on(object("alice/a.txt").by(role("alice")), "arn:aws:s3:::mybucket/${aws:username}/*"));
    assert!(!on(object("/a.txt").by(role("alice")), "arn:aws:s3:::mybucket/${aws:username}/*"));
    let other = json!({"Effect": "Allow", "Action": "*", "Resource": ["arn:aws:s3:::mybucket/${aws:username}/*",
        "arn:aws:s3:::mybucket/shared/*"]});
    assert!(object("shared/a.txt").by(role("app")).identity(other).allowed(), "the others do");
}

#[test]
fn a_default_is_for_a_key_without_a_value() {
    let shared = "arn:aws:s3:::mybucket/${aws:PrincipalTag/team, 'company-wide'}/*";
    assert!(on(object("company-wide/a.txt"), shared));
    assert!(!on(object("red/a.txt"), shared));
    assert!(on(object("red/a.txt").tagged("team", "red"), shared));
    assert!(!on(object("company-wide/a.txt").tagged("team", "red"), shared));
}

#[test]
fn in_conditions_on_strings_and_arns() {
    let wanted = json!(["", "home/", "home/${aws:username}/"]);
    let lists = |prefix: &str| holds(reads().with("s3:prefix", &[prefix]), "StringLike", "s3:prefix", wanted.clone());
    assert!(lists("home/alice/"));
    assert!(lists("home/"));
    assert!(!lists("home/bob/"));
    let source = reads().with("aws:sourcearn", &["arn:aws:sns:eu-west-1:111122223333:alice-news"]);
    assert!(holds(source, "ArnLike", "aws:SourceArn", json!("arn:aws:sns:*:111122223333:${aws:username}-*")));
}

#[test]
fn without_a_value_a_condition_fits_nothing_and_its_negation_holds() {
    let case = || reads().with("s3:existingobjecttag/team", &["red"]);
    let wanted = json!("${aws:PrincipalTag/Team}");
    let key = "s3:ExistingObjectTag/Team";
    assert!(!holds(case(), "StringEquals", key, wanted.clone()));
    assert!(!holds(case(), "StringLike", key, wanted.clone()));
    assert!(holds(case(), "StringNotEquals", key, wanted.clone()));
    assert!(holds(case(), "StringNotLike", key, wanted.clone()));
    assert!(holds(case().tagged("Team", "red"), "StringEquals", key, wanted.clone()));
    assert!(!holds(case().tagged("Team", "red"), "StringNotEquals", key, wanted));
}

#[test]
fn letters_that_mean_themselves() {
    let case =
        |value: &str, wanted: &str| holds(reads().with("app:key", &[value]), "StringLike", "app:Key", json!(wanted));
    assert!(case("a*b", "a${*}b"));
    assert!(!case("axb", "a${*}b"));
    assert!(case("a?b", "a${?}b"));
    assert!(!case("axb", "a${?}b"));
    assert!(case("${aws:username}", "${$}{aws:username}"));
    assert!(on(asks("s3:GetObject", "arn:aws:s3:::mybucket/*.txt"), "arn:aws:s3:::mybucket/${*}.txt"));
    assert!(!on(asks("s3:GetObject", "arn:aws:s3:::mybucket/a.txt"), "arn:aws:s3:::mybucket/${*}.txt"));
}

#[test]
fn a_star_in_a_value_is_a_star() {
    let own = "arn:aws:s3:::mybucket/${aws:PrincipalTag/team}/*";
    assert!(!on(object("red/a.txt").tagged("team", "*"), own));
}

#[test]
fn a_resource_has_variables_after_the_fifth_colon_only() {
    let case = || asks("sqs:SendMessage", "arn:aws:sqs:eu-west-1:111122223333:alice-queue");
    assert!(on(case(), "arn:aws:sqs:eu-west-1:*:${aws:username}-queue"));
    assert!(!on(case(), "arn:aws:sqs:eu-west-1:${aws:PrincipalAccount}:alice-queue"));
}

#[test]
fn the_older_version_has_no_variables() {
    for version in [json!("2008-10-17"), Json::Null] {
        let text = json!({"Version": version, "Statement": [{"Effect": "Allow", "Action": "*",
            "Resource": "arn:aws:s3:::mybucket/${aws:username}/*"}]});
        let case = |key: &str| Case { identity: vec![document(&text)], ..object(key) };
        assert!(!case("alice/a.txt").allowed(), "{version}");
        assert!(case("${aws:username}/a.txt").allowed(), "{version}: it is plain text");
    }
}

#[test]
fn numbers_dates_and_addresses_have_no_variables() {
    let case = || reads().with("app:key", &["10"]).tagged("limit", "10");
    assert!(!holds(case(), "NumericEquals", "app:Key", json!("${aws:PrincipalTag/limit}")));
    let case = || reads().with("app:key", &["203.0.113.7"]).tagged("home", "203.0.113.7");
    assert!(!holds(case(), "IpAddress", "app:Key", json!("${aws:PrincipalTag/home}")));
}
