//! Actions and resources.

use super::*;

fn on(action: &str, resource: &str, statement: Json) -> bool {
    asks(action, resource).identity(statement).allowed()
}

fn action_fits(wanted: &str, action: &str) -> bool {
    on(action, "*", json!({"Effect": "Allow", "Action": wanted, "Resource": "*"}))
}

fn resource_fits(wanted: &str, resource: &str) -> bool {
    on("x:Y", resource, json!({"Effect": "Allow", "Action": "*", "Resource": wanted}))
}

/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html>
#[test]
fn actions_are_read_without_regard_to_case() {
    assert!(action_fits("IAM:listaccesskeys", "iam:ListAccessKeys"));
    assert!(!action_fits("iam:ListAccessKey", "iam:ListAccessKeys"));
}

#[test]
fn wildcards_in_actions() {
    assert!(action_fits("iam:*AccessKey*", "iam:CreateAccessKey"));
    assert!(action_fits("iam:*AccessKey*", "iam:ListAccessKeys"));
    assert!(!action_fits("iam:*AccessKey*", "iam:CreateUser"));
    assert!(action_fits("s3:?etObject", "s3:GetObject"));
    assert!(!action_fits("s3:?GetObject", "s3:GetObject"));
    assert!(action_fits("s3:*", "s3:GetObject"));
    assert!(!action_fits("s3:*", "s3-outposts:GetObject"));
}

/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notaction.html>
#[test]
fn all_actions_but_some() {
    let all_but = json!({"Effect": "Allow", "NotAction": ["iam:*", "s3:DeleteBucket"], "Resource": "*"});
    assert!(on("s3:GetObject", "arn:aws:s3:::b/k", all_but.clone()));
    assert!(!on("s3:deletebucket", "arn:aws:s3:::b", all_but.clone()));
    assert!(!on("iam:CreateUser", "*", all_but));
}

/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html>
#[test]
fn wildcards_in_resources() {
    let wanted = "arn:aws:s3:::amzn-s3-demo-bucket/*/test/*";
    for key in [
        "1/test/object.jpg",
        "1/2/test/object.jpg",
        "1/2/test/3/object.jpg",
        "1/2/3/test/4/object.jpg",
        "/test/",
        "1/test/",
    ] {
        assert!(resource_fits(wanted, &format!("arn:aws:s3:::amzn-s3-demo-bucket/{key}")), "{key}");
    }
    for key in ["1-test/object.jpg", "test/object.jpg", "1/2/test.jpg"] {
        assert!(!resource_fits(wanted, &format!("arn:aws:s3:::amzn-s3-demo-bucket/{key}")), "{key}");
    }
}

#[test]
fn resources_are_read_with_regard_to_case() {
    assert!(resource_fits("arn:aws:iam::111122223333:user/Bob", "arn:aws:iam::111122223333:user/Bob"));
    assert!(!resource_fits("arn:aws:iam::111122223333:user/Bob", "arn:aws:iam::111122223333:user/bob"));
}

#[test]
fn a_star_at_the_end_of_a_part_runs_on() {
    assert!(resource_fits("arn:aws:dynamodb:*:table/prod", "arn:aws:dynamodb:eu-west-1:111122223333:table/prod"));
    assert!(resource_fits("arn:aws:sqs:*", "arn:aws:sqs:eu-west-1:111122223333:jobs"));
    assert!(resource_fits("*", "arn:aws:sqs:eu-west-1:111122223333:jobs"));
}

/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-arns>
#[test]
fn an_incomplete_arn_is_completed() {
    assert!(resource_fits("arn:aws:sqs", "arn:aws:sqs:eu-west-1:111122223333:jobs"));
    assert!(!resource_fits("arn:aws:sqs", "arn:aws:sns:eu-west-1:111122223333:news"));
}

#[test]
fn an_action_on_nothing_needs_a_star() {
    assert!(resource_fits("*", "*"));
    assert!(!resource_fits("arn:aws:s3:::*", "*"));
}

/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notresource.html>
#[test]
fn all_resources_but_some() {
    let denies = json!([all(), {"Effect": "Deny", "Action": "s3:*", "NotResource": [
        "arn:aws:s3:::HRBucket/Payroll", "arn:aws:s3:::HRBucket/Payroll/*"]}]);
    assert!(on("s3:GetObject", "arn:aws:s3:::HRBucket/Payroll/May.pdf", denies.clone()));
    assert!(!on("s3:GetObject", "arn:aws:s3:::HRBucket/Other", denies.clone()));
    assert!(on("sqs:ListQueues", "*", denies));
}

/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition.html>
#[test]
fn all_of_a_statement_must_fit() {
    let statement = json!({"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", "Condition": {
        "StringEquals": {"aws:PrincipalTag/team": ["red", "blue"], "aws:PrincipalTag/stage": "prod"},
        "Bool": {"aws:SecureTransport": "true"}}});
    let case = |team: &str, stage: &str, secure: &str| {
        let case = reads().tagged("team", team).tagged("stage", stage).with("aws:securetransport", &[secure]);
        case.identity(statement.clone()).allowed()
    };
    assert!(case("red", "prod", "true"));
    assert!(case("blue", "prod", "true"));
    assert!(!case("green", "prod", "true"));
    assert!(!case("red", "test", "true"));
    assert!(!case("red", "prod", "false"));
}
