//! Functions of ours, beside CEL's own. Each is documented with an example that a test runs.

use crate::snapshot::is_world;
use cel::common::types::{CelBool, CelInt, CelString, CelTimestamp};
use cel::{Env, ExecutionError};
use ipnet::IpNet;
use std::net::IpAddr;

/// Name, signature, what it does, and an expression that is true.
const REFERENCE: &[(&str, &str, &str, &str)] = &[
    (
        "age_days",
        "age_days(time: string, now: timestamp) -> int",
        "Whole days from an RFC 3339 time until now.",
        "age_days('2026-01-01T00:00:00Z', timestamp('2026-01-31T12:00:00Z')) == 30",
    ),
    (
        "cidr_contains",
        "cidr_contains(outer: string, inner: string) -> bool",
        "Whether an address range holds another range or address. False across IPv4 and IPv6.",
        "cidr_contains('10.0.0.0/8', '10.1.2.3') && !cidr_contains('10.0.0.0/8', '::/0')",
    ),
    (
        "cidr_is_world",
        "cidr_is_world(cidr: string) -> bool",
        "Whether an address range is so wide that it holds strangers: wider than /8, or than /16 of IPv6.",
        "cidr_is_world('0.0.0.0/0') && cidr_is_world('::/0') && cidr_is_world('128.0.0.0/1') && !cidr_is_world('10.0.0.0/8')",
    ),
    (
        "cidr_prefix",
        "cidr_prefix(cidr: string) -> int",
        "The length of a range's prefix; an address is a range of its own.",
        "cidr_prefix('10.0.0.0/8') == 8 && cidr_prefix('10.0.0.1') == 32",
    ),
    (
        "glob_match",
        "glob_match(pattern: string, text: string) -> bool",
        "Whether a text fits a pattern of IAM: `*` is any text, `?` any character, case does not matter.",
        "glob_match('s3:Get*', 's3:getobject') && !glob_match('s3:Get*', 's3:PutObject')",
    ),
    (
        "last_part",
        "last_part(text: string, separator: string) -> string",
        "What follows the last separator, or all where there is none: the name at the end of an ARN.",
        "last_part('arn:aws:sqs:eu-central-1:111122223333:orders', ':') == 'orders' && last_part('orders', ':') == 'orders'",
    ),
    (
        "ports_overlap",
        "ports_overlap(from: int, to: int, port: int) -> bool",
        "Whether a port is in a range of ports.",
        "ports_overlap(20, 25, 22) && !ports_overlap(20, 25, 80)",
    ),
];

/// Name, signature, doc and example of each function, for the reference.
pub fn function_reference() -> &'static [(&'static str, &'static str, &'static str, &'static str)] {
    REFERENCE
}

/// CEL's standard environment, with ours.
pub(super) fn env() -> Env {
    let mut env = Env::stdlib();
    let added = add(&mut env);
    debug_assert!(added.is_ok(), "{added:?}");
    env
}

fn add(env: &mut Env) -> Result<(), cel::DeclarationError> {
    cel::add_overload!(env, fn age_days: (CelString, CelTimestamp) -> Result<CelInt>, name = "age_days")?;
    cel::add_overload!(env, fn cidr_contains: (CelString, CelString) -> Result<CelBool>, name = "cidr_contains")?;
    cel::add_overload!(env, fn cidr_is_world: (CelString) -> Result<CelBool>, name = "cidr_is_world")?;
    cel::add_overload!(env, fn cidr_prefix: (CelString) -> Result<CelInt>, name = "cidr_prefix")?;
    cel::add_overload!(env, fn glob_match: (CelString, CelString) -> CelBool, name = "glob_match")?;
    cel::add_overload!(env, fn last_part: (CelString, CelString) -> CelString, name = "last_part")?;
    cel::add_overload!(env, fn ports_overlap: (CelInt, CelInt, CelInt) -> CelBool, name = "ports_overlap")
}

fn age_days(time: &CelString, now: &CelTimestamp) -> Result<CelInt, ExecutionError> {
    let then = chrono::DateTime::parse_from_rfc3339(time.inner())
        .map_err(|e| ExecutionError::function_error("age_days", format!("`{}`: {e}", time.inner())))?;
    Ok(CelInt::from((*now.inner() - then).num_days()))
}

fn cidr_contains(outer: &CelString, inner: &CelString) -> Result<CelBool, ExecutionError> {
    let (outer, inner) = (range("cidr_contains", outer)?, range("cidr_contains", inner)?);
    Ok(CelBool::from(outer.contains(&inner)))
}

fn cidr_is_world(cidr: &CelString) -> Result<CelBool, ExecutionError> {
    Ok(CelBool::from(is_world(range("cidr_is_world", cidr)?)))
}

fn cidr_prefix(cidr: &CelString) -> Result<CelInt, ExecutionError> {
    Ok(CelInt::from(i64::from(range("cidr_prefix", cidr)?.prefix_len())))
}

fn range(function: &str, text: &CelString) -> Result<IpNet, ExecutionError> {
    let text = text.inner();
    text.parse()
        .or_else(|_| text.parse::<IpAddr>().map(IpNet::from))
        .map_err(|_| ExecutionError::function_error(function, format!("`{text}` is not an address range")))
}

fn glob_match(pattern: &CelString, text: &CelString) -> CelBool {
    CelBool::from(crate::snapshot::glob(pattern.inner(), text.inner()))
}

fn last_part<'a>(text: &CelString, separator: &CelString) -> CelString<'a> {
    let (text, separator) = (text.inner(), separator.inner());
    CelString::from(text.rsplit_once(separator).map_or(text, |(_, last)| last).to_owned())
}

fn ports_overlap(from: &CelInt, to: &CelInt, port: &CelInt) -> CelBool {
    CelBool::from((*from.inner()..=*to.inner()).contains(port.inner()))
}

#[cfg(test)]
mod tests {
    use super::super::Check;
    use super::*;

    #[test]
    fn the_examples_of_the_reference_are_true() {
        for (name, _, _, example) in REFERENCE {
            let program = env().compile(example).unwrap();
            let context = cel::Context::with_env(std::sync::Arc::new(env()));
            assert_eq!(program.execute(&context), Ok(cel::Value::Bool(true)), "{name}");
            assert!(Check::compile(example).unwrap().functions().contains(&(*name).to_owned()), "{name}");
        }
    }
}
