//! Each operator.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html>

use super::*;

/// Whether a value of the request fits these of the policy.
fn fits(operator: &str, value: &str, wanted: Json) -> bool {
    holds(reads().with("app:key", &[value]), operator, "app:Key", wanted)
}

#[test]
fn equal_strings() {
    assert!(fits("StringEquals", "Red", json!(["blue", "Red"])));
    assert!(!fits("StringEquals", "Red", json!("red")));
    assert!(!fits("StringEquals", "Red", json!("R*")), "no wildcards");
}

#[test]
fn unequal_strings() {
    assert!(fits("StringNotEquals", "Red", json!(["red", "blue"])));
    assert!(!fits("StringNotEquals", "Red", json!(["blue", "Red"])), "none of them may be equal");
}

#[test]
fn strings_without_regard_to_case() {
    assert!(fits("StringEqualsIgnoreCase", "Red", json!("rED")));
    assert!(!fits("StringEqualsIgnoreCase", "Red", json!("re?")));
    assert!(fits("StringNotEqualsIgnoreCase", "Red", json!("blue")));
    assert!(!fits("StringNotEqualsIgnoreCase", "Red", json!("RED")));
}

#[test]
fn like_strings() {
    assert!(fits("StringLike", "t2.micro", json!(["t1.*", "t2.*"])));
    assert!(fits("StringLike", "t2.micro", json!("t?.mic*o")));
    assert!(!fits("StringLike", "T2.micro", json!("t2.*")), "with regard to case");
    assert!(!fits("StringLike", "t2.micro", json!("micro")), "as a whole");
    assert!(fits("StringNotLike", "t2.micro", json!("m*")));
    assert!(!fits("StringNotLike", "t2.micro", json!(["m*", "t*"])));
}

#[test]
fn numbers() {
    assert!(fits("NumericEquals", "10", json!(["9", "10.0"])));
    assert!(!fits("NumericEquals", "10", json!("11")));
    assert!(fits("NumericNotEquals", "10", json!(["9", "11"])));
    assert!(!fits("NumericNotEquals", "10", json!(["9", "10"])));
    assert!(fits("NumericLessThan", "9.5", json!("10")));
    assert!(!fits("NumericLessThan", "10", json!("10")));
    assert!(fits("NumericLessThanEquals", "10", json!("10")));
    assert!(fits("NumericGreaterThan", "11", json!("10")));
    assert!(!fits("NumericGreaterThan", "9", json!("10")), "as numbers, not as texts");
    assert!(fits("NumericGreaterThanEquals", "10", json!(10)));
    assert!(fits("NumericLessThan", "10", json!(["5", "15"])), "one of them is enough");
}

#[test]
fn moments() {
    let noon = "2026-06-30T12:00:00Z";
    assert!(fits("DateEquals", noon, json!("2026-06-30T14:00:00+02:00")));
    assert!(fits("DateEquals", noon, json!("1782820800")), "in epoch time");
    assert!(fits("DateEquals", "1782820800", json!(noon)));
    assert!(fits("DateGreaterThan", noon, json!("2026-06-30")));
    assert!(!fits("DateGreaterThan", noon, json!(noon)));
    assert!(fits("DateGreaterThanEquals", noon, json!("2026-06-30T12:00Z")));
    assert!(fits("DateLessThan", noon, json!("2026-07")));
    assert!(!fits("DateLessThan", noon, json!("2026-06")));
    assert!(fits("DateLessThanEquals", noon, json!("2027")));
    assert!(fits("DateNotEquals", noon, json!("2026-06-30T12:00:01Z")));
}

#[test]
fn truths() {
    assert!(fits("Bool", "true", json!(true)));
    assert!(fits("Bool", "true", json!("True")));
    assert!(!fits("Bool", "true", json!("false")));
}

#[test]
fn bytes() {
    assert!(fits("BinaryEquals", "QmluYXJ5VmFsdWVJbkJhc2U2NA==", json!("QmluYXJ5VmFsdWVJbkJhc2U2NA==")));
    assert!(!fits("BinaryEquals", "QmluYXJ5VmFsdWVJbkJhc2U2NA==", json!("qmluYXJ5VmFsdWVJbkJhc2U2NA==")));
}

#[test]
fn addresses() {
    let ranges = || json!(["203.0.113.0/24", "2001:DB8:1234:5678::/64"]);
    assert!(fits("IpAddress", "203.0.113.255", ranges()));
    assert!(!fits("IpAddress", "203.0.114.0", ranges()));
    assert!(fits("IpAddress", "2001:db8:1234:5678::9", ranges()));
    assert!(!fits("IpAddress", "2001:db8:1234:5679::9", ranges()));
    assert!(fits("IpAddress", "203.0.113.7", json!("203.0.113.7")), "one address");
    assert!(!fits("IpAddress", "203.0.113.8", json!("203.0.113.7")));
    assert!(!fits("IpAddress", "2001:db8::1", json!("0.0.0.0/0")));
    assert!(fits("NotIpAddress", "203.0.114.0", ranges()));
    assert!(!fits("NotIpAddress", "203.0.113.1", ranges()));
}

#[test]
fn arns_part_by_part() {
    for operator in ["ArnEquals", "ArnLike"] {
        assert!(fits(operator, "arn:aws:sns:eu-west-1:111122223333:news", json!("arn:aws:sns:*:111122223333:n?ws")));
        assert!(!fits(operator, "arn:aws:sns:eu-west-1:111122223333:News", json!("arn:aws:sns:*:111122223333:news")));
    }
    let value = "arn:aws:someservice:us-east-2:999999999999:store/abc:111122223333:finance/document.txt";
    let wanted = || json!("arn:aws:someservice:*:111122223333:finance/*");
    assert!(fits("StringLike", value, wanted()));
    assert!(!fits("ArnLike", value, wanted()));
    assert!(fits("ArnNotLike", value, wanted()));
    assert!(fits("ArnNotEquals", value, wanted()));
    assert!(fits("ArnLike", value, json!("arn:aws:someservice:us-east-2:*:store/*:finance/*")));
}
