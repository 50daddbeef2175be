//! Policies and how they are to be judged: after AWS's documentation, and after false positives and negatives that
//! users of other tools have reported.

use super::bucket::bucket;
use super::grant::Owner;
use super::judge::judge;
use super::language::Document;
use super::{Access, PolicyFacts};
use crate::facts::{Classification, Deriver, Exposure, Index};
use crate::snapshot::{Header, Reason, Resource, Snapshot, Value};

const OWN: &str = "111122223333";
const OWNER: Owner<'_> = Owner { account: OWN, canonical_id: None };

fn judge_json(statements: &str) -> PolicyFacts {
    let document: Value =
        serde_json::from_str(&format!(r#"{{"version":"2012-10-17","statements":[{statements}]}}"#)).unwrap();
    judge(&Document::parse(&document).unwrap(), &OWNER, |_| true).unwrap().facts
}

fn allow(principal: &str, condition: &str) -> String {
    format!(
        r#"{{"sid":null,"effect":"Allow","principals":[{principal}],"not_principals":[],"actions":["sqs:SendMessage"],
            "not_actions":[],"resources":["*"],"not_resources":[],"conditions":[{condition}]}}"#
    )
}

fn when(operator: &str, key: &str, value: &str) -> String {
    format!(r#"{{"operator":"{operator}","key":"{key}","values":["{value}"]}}"#)
}

const ALL: &str = r#"{"type":"*","id":"*"}"#;
const ALL_AWS: &str = r#"{"type":"AWS","id":"*"}"#;

#[test]
fn principals() {
    for (principal, access) in [
        (ALL, Access::Public),
        (ALL_AWS, Access::Public),
        (r#"{"type":"AWS","id":"arn:aws:iam::111122223333:root"}"#, Access::SameAccount),
        (r#"{"type":"AWS","id":"111122223333"}"#, Access::SameAccount),
        (r#"{"type":"AWS","id":"arn:aws:iam::999988887777:role/x"}"#, Access::CrossAccount),
        (r#"{"type":"AWS","id":"999988887777"}"#, Access::CrossAccount),
        (r#"{"type":"AWS","id":"AROAEXAMPLEID"}"#, Access::SameAccount),
        (r#"{"type":"Service","id":"sns.amazonaws.com"}"#, Access::ServiceOnly),
        (r#"{"type":"CanonicalUser","id":"abc"}"#, Access::CrossAccount),
        (r#"{"type":"AWS","id":"arn:aws:iam::*:role/x"}"#, Access::Public),
        (
            r#"{"type":"AWS","id":"arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1"}"#,
            Access::ServiceOnly,
        ),
        (r#"{"type":"AWS","id":"somebody"}"#, Access::CrossAccount),
        (r#"{"type":"Service","id":"*"}"#, Access::Public),
        (r#"{"type":"Newer","id":"x"}"#, Access::CrossAccount),
        (r#"{"type":"Federated","id":"arn:aws:iam::111122223333:saml-provider/idp"}"#, Access::SameAccount),
        (r#"{"type":"Federated","id":"cognito-identity.amazonaws.com"}"#, Access::Public),
    ] {
        assert_eq!(judge_json(&allow(principal, "")).access, access, "{principal}");
    }
    let facts = judge_json(&allow(r#"{"type":"AWS","id":"999988887777"}"#, ""));
    assert_eq!(facts.accounts, ["999988887777"]);
}

#[test]
fn conditions_that_narrow() {
    for (operator, key, value, access) in [
        ("StringEquals", "aws:sourceaccount", OWN, Access::SameAccount),
        ("StringEquals", "aws:sourceowner", OWN, Access::SameAccount),
        ("StringEqualsIgnoreCase", "aws:principalaccount", OWN, Access::SameAccount),
        ("StringEquals", "kms:calleraccount", OWN, Access::SameAccount),
        ("StringEquals", "aws:sourceaccount", "999988887777", Access::CrossAccount),
        ("ArnEquals", "aws:sourcearn", "arn:aws:sns:eu-west-1:111122223333:topic", Access::SameAccount),
        ("ArnLike", "aws:sourcearn", "arn:aws:sns:*:111122223333:*", Access::SameAccount),
        // A bucket's ARN names no account; the name is fixed all the same.
        ("ArnLike", "aws:sourcearn", "arn:aws:s3:::my-bucket", Access::CrossAccount),
        ("StringEquals", "aws:principalorgid", "o-abc123", Access::OrgOnly),
        ("ForAnyValue:StringLike", "aws:principalorgpaths", "o-abc123/r-x/*", Access::OrgOnly),
        ("StringLike", "aws:userid", "AROAEXAMPLEID:*", Access::SameAccount),
        ("StringEquals", "aws:sourcevpce", "vpce-1a2b3c4d", Access::SameAccount),
        ("StringEquals", "aws:sourcevpc", "vpc-1a2b3c4d", Access::SameAccount),
        ("IpAddress", "aws:sourceip", "203.0.113.0/24", Access::CrossAccount),
        ("IpAddress", "aws:sourceip", "203.0.113.7", Access::CrossAccount),
        ("ArnLike", "aws:principalarn", "arn:aws:iam::111122223333:role/*", Access::SameAccount),
        ("StringLike", "aws:principalarn", "arn:aws:iam::111122223333:role/*", Access::SameAccount),
        // A text's `*` runs over colons, and so over the account.
        ("StringLike", "aws:sourcearn", "arn:aws:lambda:*:111122223333:*", Access::CrossAccount),
        ("StringEquals", "aws:principalorgid", "${aws:ResourceOrgID}", Access::OrgOnly),
        ("StringEquals", "aws:principalaccount", "${aws:ResourceAccount}", Access::SameAccount),
    ] {
        for principal in [ALL, ALL_AWS] {
            let facts = judge_json(&allow(principal, &when(operator, key, value)));
            assert_eq!(facts.access, access, "{operator} {key} {value}");
            assert_eq!(facts.narrowed_by, [key]);
        }
    }
}

#[test]
fn conditions_that_narrow_nothing() {
    for (operator, key, value) in [
        ("StringLike", "aws:sourceaccount", "*"),
        ("StringLike", "aws:sourceaccount", "1111*"),
        ("ArnLike", "aws:sourcearn", "arn:aws:sns:*:*:*"),
        ("ArnLike", "aws:sourcearn", "arn:aws:s3:::*"),
        ("StringLike", "aws:principalorgid", "*"),
        ("StringLike", "aws:principalorgid", "o-*x"),
        ("StringEquals", "aws:principalorgid", "o-${aws:PrincipalTag/org}"),
        ("IpAddress", "aws:sourceip", "0.0.0.0/0"),
        ("IpAddress", "aws:sourceip", "::/0"),
        ("IpAddress", "aws:sourceip", "0.0.0.0/1"),
        ("StringEqualsIfExists", "aws:sourceaccount", OWN),
        ("ForAllValues:StringEquals", "aws:principalorgid", "o-abc123"),
        ("StringNotEquals", "aws:sourceaccount", OWN),
        ("Bool", "aws:securetransport", "true"),
        ("StringEquals", "sts:externalid", "secret"),
        ("StringLike", "aws:referer", "https://example.com/*"),
        ("StringLike", "aws:userid", "*:x"),
        ("StringEquals", "aws:sourceaccount", "${aws:PrincipalAccount}"),
        ("DateLessThan", "aws:currenttime", "2030-01-01T00:00:00Z"),
    ] {
        let facts = judge_json(&allow(ALL, &when(operator, key, value)));
        assert_eq!(facts.access, Access::Public, "{operator} {key} {value}");
        assert_eq!(facts.public_actions, ["sqs:SendMessage"]);
    }
}

#[test]
fn the_widest_value_and_the_narrowest_condition_count() {
    let two_values = r#"{"operator":"StringEquals","key":"aws:sourceaccount","values":["111122223333","*"]}"#;
    assert_eq!(judge_json(&allow(ALL, two_values)).access, Access::Public);
    let both =
        format!("{},{}", when("Bool", "aws:securetransport", "true"), when("StringEquals", "aws:sourceaccount", OWN));
    assert_eq!(judge_json(&allow(ALL, &both)).access, Access::SameAccount);
    let two_statements = format!("{},{}", allow(ALL, &when("StringEquals", "aws:sourceaccount", OWN)), allow(ALL, ""));
    assert_eq!(judge_json(&two_statements).access, Access::Public);
}

fn deny(actions: &str, conditions: &str) -> String {
    allow(ALL, conditions)
        .replace(r#""effect":"Allow""#, r#""effect":"Deny""#)
        .replace(r#"["sqs:SendMessage"]"#, actions)
}

#[test]
fn denials() {
    let open = allow(ALL, "");
    for (deny, access) in [
        (deny(r#"["sqs:*"]"#, ""), Access::None),
        (deny(r#"["sqs:DeleteQueue"]"#, ""), Access::Public),
        (deny(r#"["sqs:*"]"#, &when("Bool", "aws:securetransport", "false")), Access::Public),
        (deny(r#"["*"]"#, &when("StringNotEquals", "aws:principalorgid", "o-abc123")), Access::OrgOnly),
        (deny(r#"["sqs:*"]"#, &when("StringNotEquals", "aws:sourcevpce", "vpce-1")), Access::SameAccount),
        (deny(r#"["sqs:*"]"#, &when("NotIpAddress", "aws:sourceip", "203.0.113.0/24")), Access::CrossAccount),
        // Without the key the test holds, and strangers stay out.
        (deny(r#"["*"]"#, &when("StringNotEqualsIfExists", "aws:principalorgid", "o-abc123")), Access::OrgOnly),
        (deny(r#"["*"]"#, &when("ForAnyValue:StringNotEquals", "aws:principalorgid", "o-abc123")), Access::Public),
        (deny(r#"["*"]"#, &when("StringNotLike", "aws:principalorgid", "*")), Access::Public),
        // A fence around other actions, or around other resources, is none.
        (deny(r#"["ec2:*"]"#, &when("StringNotEquals", "aws:principalorgid", "o-abc123")), Access::Public),
        (
            deny(r#"["*"]"#, &when("StringNotEquals", "aws:principalorgid", "o-abc123"))
                .replace(r#""resources":["*"]"#, r#""resources":["arn:aws:s3:::b/private/*"]"#),
            Access::Public,
        ),
    ] {
        assert_eq!(judge_json(&format!("{open},{deny}")).access, access, "{deny}");
    }
}

#[test]
fn everybody_but_some_is_everybody() {
    let text =
        allow("", "").replace(r#""not_principals":[]"#, r#""not_principals":[{"type":"AWS","id":"999988887777"}]"#);
    assert_eq!(judge_json(&text).access, Access::Public);
}

#[test]
fn identities_of_public_providers() {
    let github =
        r#"{"type":"Federated","id":"arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"}"#;
    let sub = |value: &str| when("StringLike", "token.actions.githubusercontent.com:sub", value);
    assert_eq!(judge_json(&allow(github, "")).access, Access::Public);
    assert_eq!(judge_json(&allow(github, &sub("repo:acme/app:*"))).access, Access::CrossAccount);
    assert_eq!(judge_json(&allow(github, &sub("repo:*"))).access, Access::Public);
    assert_eq!(judge_json(&allow(github, &sub("*"))).access, Access::Public);
    let audience = when("StringEquals", "token.actions.githubusercontent.com:aud", "sts.amazonaws.com");
    assert_eq!(judge_json(&allow(github, &audience)).access, Access::Public);
    // Whoever may choose the name of an organisation fits these.
    for open in ["repo:ac*", "repo:*/app:*", "repo:acme*", "?epo:acme/app"] {
        assert_eq!(judge_json(&allow(github, &sub(open))).access, Access::Public, "{open}");
    }
    let of_another = when("StringLike", "app.terraform.io:sub", "repo:acme/app:*");
    assert_eq!(judge_json(&allow(github, &of_another)).access, Access::Public);
    let eks =
        r#"{"type":"Federated","id":"arn:aws:iam::111122223333:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/A"}"#;
    assert_eq!(judge_json(&allow(eks, "")).access, Access::SameAccount);
}

#[test]
fn guests_and_strangers_of_cognito() {
    let cognito = r#"{"type":"Federated","id":"cognito-identity.amazonaws.com"}"#;
    let aud = when("StringEquals", "cognito-identity.amazonaws.com:aud", "eu-west-1:0d1e");
    let amr = |way: &str| when("ForAnyValue:StringLike", "cognito-identity.amazonaws.com:amr", way);
    for (conditions, access) in [
        (format!("{aud},{}", amr("authenticated")), Access::CrossAccount),
        (format!("{aud},{}", amr("unauthenticated")), Access::Public),
        (aud.clone(), Access::Public),
        // Anybody may be signed in to a pool of his own.
        (amr("authenticated"), Access::Public),
    ] {
        assert_eq!(judge_json(&allow(cognito, &conditions)).access, access, "{conditions}");
    }
}

#[test]
fn what_narrows_one_statement_does_not_excuse_another() {
    let other = allow(r#"{"type":"AWS","id":"999988887777"}"#, "");
    let fenced = allow(ALL, &when("IpAddress", "aws:sourceip", "203.0.113.0/24"));
    assert_eq!(judge_json(&fenced).narrowed_by, ["aws:sourceip"]);
    for both in [format!("{other},{fenced}"), format!("{fenced},{other}")] {
        let facts = judge_json(&both);
        assert_eq!((facts.access, facts.narrowed_by), (Access::CrossAccount, vec![]));
    }
}

#[test]
fn a_trust_policy_has_no_resources_and_its_denials_count() {
    let bare = |statement: String| statement.replace(r#""resources":["*"]"#, r#""resources":[]"#);
    let fence = deny(r#"["*"]"#, &when("StringNotEquals", "aws:principalorgid", "o-abc123"));
    let both = format!("{},{}", bare(allow(ALL, "")), bare(fence.clone()));
    assert_eq!(judge_json(&both).access, Access::OrgOnly);
    assert_eq!(judge_json(&format!("{},{}", allow(ALL, ""), bare(fence))).access, Access::Public);
}

#[test]
fn one_character_does_not_hold_many() {
    let wide = allow(ALL, "").replace("sqs:SendMessage", "sqs:*endMessage");
    assert_eq!(judge_json(&format!("{wide},{}", deny(r#"["sqs:?endMessage"]"#, ""))).access, Access::Public);
}

#[test]
fn an_acl_that_names_another_account_is_a_way_in() {
    let of = |grantee: &str, block: &str| {
        let line = format!(
            r#"{{"kind":"s3_bucket","id":"arn:aws:s3:::b","account":"{OWN}","region":"eu-west-1","policy":null,
            "ownership":"ObjectWriter","public_access_block":{block},
            "acl":{{"owner_id":"me","grants":[{{"grantee_type":"CanonicalUser","grantee":"{grantee}","permission":"READ"}}]}}}}"#
        );
        bucket(&serde_json::from_str(&line).unwrap(), &Value::Null, &[]).high.access
    };
    assert_eq!(of("me", "null"), Access::None);
    assert_eq!(of("stranger", "null"), Access::CrossAccount);
    // The block holds back what is public, and this is not.
    assert_eq!(of("stranger", r#"{"ignore_public_acls":true}"#), Access::CrossAccount);
}

#[test]
fn no_policy_allows_nothing() {
    assert_eq!(judge_json("").access, Access::None);
}

#[test]
fn a_document_of_absurd_size_is_not_judged_and_not_taken_for_harmless() {
    let ids: Vec<String> = (0..5_000).map(|n| format!(r#"{{"type":"Service","id":"{n}"}}"#)).collect();
    let actions: Vec<String> = (0..5_000).map(|n| format!(r#""a:{n}""#)).collect();
    let text = allow(&ids.join(","), "").replace(r#""sqs:SendMessage""#, &actions.join(","));
    let line = format!(
        r#"{{"kind":"sqs_queue","id":"arn:aws:sqs:eu-west-1:{OWN}:q","account":"{OWN}","region":"eu-west-1",
        "policy":{{"version":null,"statements":[{text}]}}}}"#
    );
    let queue: Resource = serde_json::from_str(&line).unwrap();
    let unread = super::kinds::judged(&queue, "policy", &OWNER, |_| true, &[]).err().unwrap();
    assert_eq!(unread.reason, Reason::TooLarge);
}

#[test]
fn each_grant_stands_with_what_is_left_of_it() {
    let both = format!(
        "{},{}",
        allow(r#"{"type":"AWS","id":"999988887777"},{"type":"Service","id":"s3.amazonaws.com"}"#, ""),
        allow(ALL, &when("StringEquals", "aws:principalorgid", "o-abc123")).replace(r#""sid":null"#, r#""sid":"Org""#),
    );
    let facts = judge_json(&both);
    let brief: Vec<_> = facts
        .grants
        .iter()
        .map(|g| (g.statement.as_str(), g.principal.as_str(), g.access, g.narrowed_by.join(" "), g.unguarded))
        .collect();
    assert_eq!(
        brief,
        [
            ("1", "999988887777", Access::CrossAccount, String::new(), false),
            ("1", "s3.amazonaws.com", Access::ServiceOnly, String::new(), true),
            ("Org", "*", Access::OrgOnly, "aws:principalorgid".into(), false),
        ]
    );
    assert_eq!(facts.grants[0].accounts, ["999988887777"]);
    assert_eq!(*facts.grants[2].actions, ["sqs:SendMessage".to_owned()]);
}

/// From where a resource of a kind can be touched whose policy lets in everybody.
fn exposure_of(kind: &str, fields: &str) -> Exposure {
    let document = format!(r#"{{"version":null,"statements":[{}]}}"#, allow(ALL, ""));
    let line =
        format!(r#"{{"kind":"{kind}","id":"x","account":"{OWN}","region":"eu-west-1","policy":{document}{fields}}}"#);
    let snapshot = Snapshot::of(
        Header::new("2026-06-30T00:00:00Z".parse().unwrap(), "test".into(), vec![], vec![]),
        vec![serde_json::from_str(&line).unwrap()],
    );
    let (index, by) = (Index::new(&snapshot), Classification::default());
    Deriver::new(&index, &by).sheet(&snapshot.resources[0]).exposure.high
}

#[test]
fn an_open_policy_is_not_always_the_open_internet() {
    for (kind, fields, exposure) in [
        ("sqs_queue", "", Exposure::InternetOpen),
        ("lambda_function", "", Exposure::InternetOpen),
        ("efs_file_system", "", Exposure::CrossAccount),
        ("ec2_vpc_endpoint", "", Exposure::Internal),
        ("opensearch_domain", r#","vpc_id":null"#, Exposure::InternetOpen),
        ("opensearch_domain", r#","vpc_id":"vpc-1""#, Exposure::Internal),
        (
            "opensearch_domain",
            r#","vpc_id":null,"advanced_security_enabled":true,"anonymous_auth_enabled":false"#,
            Exposure::InternetWithAuth,
        ),
        (
            "opensearch_domain",
            r#","vpc_id":null,"advanced_security_enabled":true,"anonymous_auth_enabled":true"#,
            Exposure::InternetOpen,
        ),
        (
            "apigateway_rest_api",
            r#","stages":[{}],"methods":[{}],"endpoint_types":["REGIONAL"]"#,
            Exposure::InternetOpen,
        ),
        (
            "apigateway_rest_api",
            r#","stages":[{}],"methods":[{}],"endpoint_types":["PRIVATE"]"#,
            Exposure::CrossAccount,
        ),
    ] {
        assert_eq!(exposure_of(kind, fields), exposure, "{kind} {fields}");
    }
}
