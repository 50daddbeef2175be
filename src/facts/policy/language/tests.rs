//! The language, after AWS's documentation of each of its parts.

use super::*;
use crate::snapshot::Value;
use crate::snapshot::policy_document::PolicyDocument;

fn value(json: &str) -> Value {
    Value::of(&PolicyDocument::parse(json).expect("a policy"))
}

/// What a condition answers: to these values of its key, to none, and where nothing is known.
fn condition(operator: &str, wanted: &[&str], brought: &[&str]) -> Answer {
    let condition = Condition::new(operator, "a:key", wanted.iter().copied(), true);
    condition.answer(&Context::complete().with("a:Key", brought.iter().copied()))
}

#[test]
fn tests_of_one_value() {
    for (operator, wanted, fits, fits_not) in [
        ("StringEquals", "Paris", "Paris", "paris"),
        ("StringEqualsIgnoreCase", "Paris", "paris", "London"),
        ("StringEquals", "P*", "P*", "Paris"),
        ("StringLike", "P*s", "Paris", "Parish"),
        ("StringLike", "P?ris", "Päris", "Pris"),
        ("StringLike", "${*}", "*", "x"),
        ("NumericEquals", "10", "10.0", "11"),
        ("NumericLessThan", "10", "9.5", "10"),
        ("NumericLessThanEquals", "10", "10", "10.1"),
        ("NumericGreaterThan", "10", "11", "10"),
        ("NumericGreaterThanEquals", "10", "10", "9"),
        ("NumericLessThan", "10", "-1", "ten"),
        ("DateEquals", "2026-01-01", "2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z"),
        ("DateLessThan", "2026-01-01T00:00:00Z", "2025-12-31T23:59:59Z", "2026-01-01T00:00:00Z"),
        ("DateLessThanEquals", "1767225600", "2026-01-01T00:00:00Z", "2026-01-01T00:00:01Z"),
        ("DateGreaterThan", "2026-01-01T01:00:00+01:00", "2026-01-01T00:00:01Z", "2026-01-01T00:00:00Z"),
        ("DateGreaterThanEquals", "2026-01", "2026-01-01T00:00:00Z", "2025-12-31"),
        ("Bool", "true", "TRUE", "false"),
        ("BinaryEquals", "QmluYXJ5", "QmluYXJ5", "QmluYXJz"),
        ("IpAddress", "203.0.113.0/24", "203.0.113.9", "203.0.114.9"),
        ("IpAddress", "203.0.113.9", "203.0.113.9", "203.0.113.8"),
        ("IpAddress", "2001:db8::/32", "2001:db8:1::1", "2001:db9::1"),
        ("IpAddress", "::ffff:0:0/96", "::ffff:1.2.3.4", "1.2.3.4"),
        ("ArnEquals", "arn:aws:s3:::b*", "arn:aws:s3:::books", "arn:aws:s3:::a"),
        ("ArnLike", "arn:aws:sns:*:1111:*", "arn:aws:sns:eu-west-1:1111:a:b", "arn:aws:sns:x:1111"),
        ("ArnLike", "arn:aws:sns:*:1111:x", "arn:aws:sns:e:1111:x", "arn:aws:sns:e:2222:y:1111:x"),
        ("ArnLike", "*", "arn:aws:s3:::b", ""),
    ] {
        let expected = if fits_not.is_empty() { Answer::Yes } else { Answer::No };
        assert_eq!(condition(operator, &[wanted], &[fits]), Answer::Yes, "{operator} {wanted} {fits}");
        assert_eq!(condition(operator, &[wanted], &[fits_not]), expected, "{operator} {wanted} {fits_not}");
        // Any of the values is enough.
        assert_eq!(condition(operator, &["nothing", wanted], &[fits]), Answer::Yes, "{operator} {wanted} {fits}");
        let negated = match operator {
            "IpAddress" => "NotIpAddress".to_owned(),
            "NumericEquals"
            | "DateEquals"
            | "StringEquals"
            | "StringLike"
            | "StringEqualsIgnoreCase"
            | "ArnEquals"
            | "ArnLike" => {
                let at = operator.find("Equals").or(operator.find("Like")).unwrap();
                format!("{}Not{}", &operator[..at], &operator[at..])
            }
            _ => continue,
        };
        assert_eq!(condition(&negated, &[wanted], &[fits]), Answer::No, "{negated} {wanted} {fits}");
        assert_eq!(condition(&negated, &[wanted], &[fits_not]), !expected, "{negated} {wanted} {fits_not}");
    }
}

#[test]
fn keys_that_are_absent_and_keys_of_which_nothing_is_known() {
    for (operator, wanted, absent) in [
        ("StringEquals", "x", Answer::No),
        ("StringNotEquals", "x", Answer::Yes),
        ("StringEqualsIfExists", "x", Answer::Yes),
        ("StringNotEqualsIfExists", "x", Answer::Yes),
        ("Bool", "false", Answer::No),
        ("BoolIfExists", "false", Answer::Yes),
        ("NotIpAddress", "10.0.0.0/8", Answer::Yes),
        ("ForAllValues:StringEquals", "x", Answer::Yes),
        ("ForAnyValue:StringEquals", "x", Answer::No),
        ("ForAnyValue:StringNotEquals", "x", Answer::No),
        ("ForAllValues:StringNotEquals", "x", Answer::Yes),
        ("ForAnyValue:StringEqualsIfExists", "x", Answer::Yes),
        ("Null", "true", Answer::Yes),
        ("Null", "false", Answer::No),
    ] {
        let condition = Condition::new(operator, "a:key", std::iter::once(wanted), true);
        assert_eq!(condition.answer(&Context::complete()), absent, "{operator}");
        assert_eq!(condition.answer(&Context::unknown().without("a:KEY")), absent, "{operator}");
        assert_eq!(condition.answer(&Context::unknown()), Answer::Maybe, "{operator}");
    }
    assert_eq!(condition("Null", &["true"], &["x"]), Answer::No);
    assert_eq!(condition("Null", &["false"], &["x"]), Answer::Yes);
    assert_eq!(condition("StringResembles", &["x"], &["x"]), Answer::Maybe, "what it asks is not known");
}

#[test]
fn keys_of_several_values() {
    for (operator, brought, answer) in [
        ("ForAllValues:StringEquals", &["a", "b"][..], Answer::Yes),
        ("ForAllValues:StringEquals", &["a", "z"], Answer::No),
        ("ForAnyValue:StringEquals", &["z", "b"], Answer::Yes),
        ("ForAnyValue:StringEquals", &["y", "z"], Answer::No),
        ("ForAllValues:StringNotEquals", &["y", "z"], Answer::Yes),
        ("ForAllValues:StringNotEquals", &["a", "z"], Answer::No),
        ("ForAnyValue:StringNotEquals", &["a", "z"], Answer::Yes),
        ("ForAnyValue:StringNotEquals", &["a", "b"], Answer::No),
    ] {
        assert_eq!(condition(operator, &["a", "b"], brought), answer, "{operator} {brought:?}");
    }
}

#[test]
fn operators_in_any_case_and_none_but_aws_own() {
    let like = Operator::parse("foranyvalue:STRINGnotLIKEifexists").unwrap();
    assert_eq!(
        like,
        Operator { test: Test::StringLike, negated: true, quantifier: Some(Quantifier::Any), if_exists: true }
    );
    for unknown in [
        "",
        "String",
        "StringEqualsIfExistsIfExists",
        "NullIfExists",
        "ForAllValues:Null",
        "Any:Bool",
        "NotBool",
        "NumericLike",
        "DateNotLessThan",
        "ForAllValues:ForAnyValue:Bool",
    ] {
        assert_eq!(Operator::parse(unknown), None, "{unknown}");
    }
}

#[test]
fn variables() {
    let asked = |pattern: &str, text: &str, context: &Context<'_>, variables| {
        let syntax = Syntax { wildcards: true, variables, exact_case: true };
        Pattern::new(pattern, syntax).answer(text, context)
    };
    let alice = Context::complete().with("aws:username", ["alice"]).with("aws:tags", ["a", "b"]);
    for (pattern, text, answer) in [
        ("home/${aws:username}/*", "home/alice/x", Answer::Yes),
        ("home/${AWS:UserName}/*", "home/bob/x", Answer::No),
        ("home/${aws:PrincipalTag/team, 'all'}", "home/all", Answer::Yes),
        ("home/${aws:PrincipalTag/team}", "home/all", Answer::No),
        ("home/${aws:tags}", "home/a", Answer::No),
        ("home/${?}${*}${$}", "home/?*$", Answer::Yes),
        ("home/${*}", "home/x", Answer::No),
        ("home/${aws:username", "home/${aws:username", Answer::Yes),
    ] {
        assert_eq!(asked(pattern, text, &alice, true), answer, "{pattern} {text}");
    }
    assert_eq!(asked("${aws:username}", "alice", &Context::unknown(), true), Answer::Maybe);
    assert_eq!(asked("x${aws:username}", "alice", &Context::unknown(), true), Answer::No);
    // The older version does not know them.
    assert_eq!(asked("${aws:username}", "alice", &alice, false), Answer::No);
    assert_eq!(asked("${aws:username}", "${aws:username}", &alice, false), Answer::Yes);
    // A star that a caller brings is no wildcard.
    let star = Context::complete().with("aws:username", ["*"]);
    assert_eq!(asked("${aws:username}", "alice", &star, true), Answer::No);
}

const PLAIN: Syntax = Syntax { wildcards: true, variables: true, exact_case: true };

#[test]
fn patterns_against_patterns() {
    let pattern = |text| Pattern::new(text, PLAIN);
    for (a, b, overlap, covers) in [
        ("*", "s3:Get*", true, true),
        ("s3:*", "s3:Get*", true, true),
        ("s3:Get*", "s3:*", true, false),
        ("s3:*Object", "s3:Get*", true, false),
        ("s3:Put*", "s3:Get*", false, false),
        ("s3:GetObject", "s3:Get*", true, false),
        ("s3:Get*", "s3:GetObject", true, true),
        ("s3:?etObject", "s3:GetObject", true, true),
        ("s3:?etObject", "s3:*etObject", true, false),
        ("a*b", "a*c", false, false),
        ("a*", "${aws:username}", true, false),
        ("${aws:username}", "a*", true, false),
        ("*", "${aws:username}", true, true),
        ("x${aws:username}", "y", false, false),
        ("*a*", "*b*", true, false),
    ] {
        let (a, b) = (pattern(a), pattern(b));
        assert_eq!((a.overlaps(&b), b.overlaps(&a)), (overlap, overlap), "{} {}", a.text(), b.text());
        assert_eq!(a.covers(&b), covers, "{} {}", a.text(), b.text());
    }
}

#[test]
fn hostile_patterns_end() {
    let long = "*a".repeat(20_000);
    let other = format!("{}b", "a*".repeat(20_000));
    let (a, b) = (Pattern::new(&long, PLAIN), Pattern::new(&other, PLAIN));
    assert!(a.overlaps(&b) && !a.covers(&b), "what would take too long may be, and is not certain");
    assert_eq!(a.answer(&"b".repeat(20_000), &Context::unknown()), Answer::Maybe);
    let text = "b".repeat(3_000);
    assert_eq!(Pattern::new(&"*a".repeat(500), PLAIN).answer(&text, &Context::unknown()), Answer::No);
}

fn verdict(policy: &str, caller: Option<&Caller<'_>>, action: &str, resource: &str, context: &Context<'_>) -> Verdict {
    let value = value(policy);
    Document::parse(&value).unwrap().evaluate(&Request { caller, action, resource, context })
}

#[test]
fn a_document_answers() {
    let policy = r#"{"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Action": "S3:get*", "Resource": "arn:aws:s3:::home/${aws:username}/*"},
        {"Effect": "Allow", "NotAction": ["iam:*", "s3:*"], "Resource": "*"},
        {"Effect": "Deny", "Action": "ec2:*", "Resource": "*", "Condition": {"StringNotEquals": {"aws:RequestedRegion": "eu-west-1"}}}]}"#;
    let here = Context::complete().with("aws:username", ["alice"]).with("aws:RequestedRegion", ["eu-west-1"]);
    let there = Context::complete().with("aws:RequestedRegion", ["us-east-1"]);
    let unknown = Context::unknown();
    for (action, resource, context, expected) in [
        ("s3:GetObject", "arn:aws:s3:::home/alice/x", &here, Verdict::Allow),
        ("s3:GetObject", "arn:aws:s3:::home/bob/x", &here, Verdict::NoMatch),
        ("s3:GetObject", "arn:aws:s3:::HOME/alice/x", &here, Verdict::NoMatch),
        ("s3:GetObject", "arn:aws:s3:::home/alice/x", &there, Verdict::NoMatch),
        ("s3:GetObject", "arn:aws:s3:::home/alice/x", &unknown, Verdict::Unknown),
        ("s3:PutObject", "arn:aws:s3:::home/alice/x", &unknown, Verdict::NoMatch),
        ("iam:CreateUser", "*", &unknown, Verdict::NoMatch),
        ("EC2:RunInstances", "*", &here, Verdict::Allow),
        ("ec2:RunInstances", "*", &there, Verdict::Deny),
        ("ec2:RunInstances", "*", &unknown, Verdict::Unknown),
        ("sqs:SendMessage", "*", &unknown, Verdict::Allow),
    ] {
        assert_eq!(verdict(policy, None, action, resource, context), expected, "{action} {resource}");
    }
}

#[test]
fn who_asks() {
    let statement =
        |who: &str| format!(r#"{{"Statement": {{"Effect": "Allow", {who}, "Action": "*", "Resource": "*"}}}}"#);
    let role = "arn:aws:iam::111122223333:role/app";
    let session = "arn:aws:sts::111122223333:assumed-role/app/i-1";
    let app = Caller::Aws { account: "111122223333", arn: role, session: Some(session) };
    let (yes, no, maybe) = (Verdict::Allow, Verdict::NoMatch, Verdict::Unknown);
    for (who, of_app, of_service, anonymous) in [
        (r#""Principal": "*""#, yes, yes, yes),
        (r#""Principal": {"AWS": "*"}"#, yes, yes, yes),
        (r#""Principal": {"AWS": "111122223333"}"#, yes, no, no),
        (r#""Principal": {"AWS": "arn:aws:iam::111122223333:root"}"#, yes, no, no),
        (r#""Principal": {"AWS": "arn:aws:iam::111122223333:role/app"}"#, yes, no, no),
        (r#""Principal": {"AWS": "arn:aws:sts::111122223333:assumed-role/app/i-1"}"#, yes, no, no),
        (r#""Principal": {"AWS": "arn:aws:iam::111122223333:role/other"}"#, no, no, no),
        (r#""Principal": {"AWS": "999988887777"}"#, no, no, no),
        (r#""Principal": {"Service": "sns.amazonaws.com"}"#, no, yes, no),
        (r#""Principal": {"Service": "sqs.amazonaws.com"}"#, no, no, no),
        (r#""Principal": {"CanonicalUser": "0a1b"}"#, maybe, no, no),
        (r#""Principal": {"Robot": "x"}"#, maybe, maybe, maybe),
        (r#""NotPrincipal": {"AWS": "arn:aws:iam::111122223333:role/app"}"#, no, yes, yes),
        (r#""NotPrincipal": {"AWS": "999988887777"}"#, yes, yes, yes),
    ] {
        let ask = |caller| verdict(&statement(who), Some(&caller), "x:Y", "*", &Context::unknown());
        let answers = (ask(app), ask(Caller::Service("sns.amazonaws.com")), ask(Caller::Anonymous));
        assert_eq!(answers, (of_app, of_service, anonymous), "{who}");
    }
}

#[test]
fn questions_about_many_actions_and_resources() {
    let value = value(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "NotAction": "iam:*",
            "Resource": ["arn:aws:s3:::a/*", "arn:aws:iam::*:role/x-*"]}}"#,
    );
    let document = Document::parse(&value).unwrap();
    let statement = &document.statements[0];
    let ask = |action, resource: &'static str| {
        let action = Pattern::new(action, Syntax { exact_case: false, ..PLAIN });
        let resource = Pattern::new(resource, PLAIN);
        (statement.overlaps(&action, &resource), statement.covers(&action, &resource))
    };
    assert_eq!(ask("s3:Get*", "arn:aws:s3:::a/b/*"), (true, true));
    assert_eq!(ask("s3:Get*", "arn:aws:s3:::*"), (true, false));
    assert_eq!(ask("iam:Pass*", "arn:aws:iam::*:role/x-1"), (false, false));
    assert_eq!(ask("*", "arn:aws:s3:::a/b"), (true, false));
    assert_eq!(ask("sts:*", "arn:aws:iam::1:role/y"), (false, false));
}

#[test]
fn another_form_is_no_document() {
    for text in [
        "null",
        "[]",
        r#"{"statements": {}}"#,
        r#"{"statements": [1]}"#,
        r#"{"statements": [{"effect": "Permit"}]}"#,
        r#"{"statements": [{"effect": "Allow", "actions": "*"}]}"#,
        r#"{"statements": [{"effect": "Allow", "actions": ["a"], "not_actions": ["b"]}]}"#,
        r#"{"statements": [{"effect": "Allow", "principals": [{"id": "*"}]}]}"#,
        r#"{"statements": [{"effect": "Deny", "conditions": [{"key": "a:b", "values": []}]}]}"#,
        r#"{"statements": [{"effect": "Deny", "conditions": [{"operator": "Bool", "key": "a:b", "values": {}}]}]}"#,
    ] {
        assert!(Document::parse(&serde_json::from_str(text).unwrap()).is_none(), "{text}");
    }
}
