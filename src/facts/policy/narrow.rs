//! Conditions that narrow who is let in: which keys, with which operators, and to whom.

use super::statement::account_of;
use super::{Access, Statement};
use crate::snapshot::Value;
use ipnet::IpNet;
use std::collections::BTreeSet;

/// To whom a condition narrows.
#[derive(Debug, Clone)]
pub(super) struct Narrowing {
    pub key: String,
    pub access: Access,
    pub accounts: BTreeSet<String>,
}

/// Providers at which anybody can get an identity.
pub(in super::super) const PUBLIC_IDENTITY_PROVIDERS: &[&str] = &[
    "accounts.google.com",
    "agent.buildkite.com",
    "api.bitbucket.org",
    "app.terraform.io",
    "cognito-identity.amazonaws.com",
    "gitlab.com",
    "graph.facebook.com",
    "oidc.circleci.com",
    "token.actions.githubusercontent.com",
    "www.amazon.com",
];

/// What a key speaks of.
enum Key {
    /// Account ids.
    Account,
    /// ARNs, which hold an account id.
    Arn,
    Organization,
    /// A unique id of a principal, such as `AROA...:*`.
    PrincipalId,
    /// VPCs and VPC endpoints, which have an owner that is not named.
    Vpc,
    Address,
}

/// The keys that narrow. What is not here (`aws:SecureTransport`, `sts:ExternalId`, `aws:UserAgent`, `aws:Referer`,
/// dates, tags of requests) leaves everybody in who cares to comply.
fn key_of(name: &str) -> Option<Key> {
    Some(match name {
        "aws:principalaccount"
        | "aws:sourceaccount"
        | "aws:sourceowner"
        | "kms:calleraccount"
        | "s3:dataaccesspointaccount" => Key::Account,
        "aws:principalarn" | "aws:sourcearn" | "s3:dataaccesspointarn" => Key::Arn,
        "aws:principalorgid" | "aws:principalorgpaths" | "aws:sourceorgid" | "aws:sourceorgpaths" => Key::Organization,
        "aws:userid" => Key::PrincipalId,
        "aws:sourcevpc" | "aws:sourcevpce" | "aws:sourcevpcarn" => Key::Vpc,
        "aws:sourceip" => Key::Address,
        _ => return None,
    })
}

/// Operators that ask for a match. With `IfExists`, and with `ForAllValues`, a request without the key passes: they
/// narrow nothing.
const POSITIVE: &[&str] =
    &["ArnEquals", "ArnLike", "IpAddress", "StringEquals", "StringEqualsIgnoreCase", "StringLike"];

/// Operators of a denial that spares those who match, and denies those without the key too.
const NEGATIVE: &[&str] =
    &["ArnNotEquals", "ArnNotLike", "NotIpAddress", "StringNotEquals", "StringNotEqualsIgnoreCase", "StringNotLike"];

/// What the conditions of an allowing statement narrow it to; all of them hold together.
pub(super) fn conditions(statement: &Statement<'_>, account: &str) -> Vec<Narrowing> {
    let positive = |operator: &str| POSITIVE.contains(&operator.trim_start_matches("ForAnyValue:"));
    statement.conditions().iter().filter_map(|condition| narrowing(condition, account, positive)).collect()
}

/// What a denial to everybody leaves: all its conditions must be negative, and then those are spared who meet any.
pub(super) fn fence(deny: &Statement<'_>, account: &str) -> Option<Narrowing> {
    if deny.conditions().is_empty() {
        return None;
    }
    let negative = |operator: &str| NEGATIVE.contains(&operator);
    let spared: Vec<Narrowing> =
        deny.conditions().iter().map(|c| narrowing(c, account, negative)).collect::<Option<_>>()?;
    let accounts = spared.iter().flat_map(|narrowing| narrowing.accounts.clone()).collect();
    spared.into_iter().max_by_key(|narrowing| narrowing.access).map(|widest| Narrowing { accounts, ..widest })
}

fn narrowing(condition: &Value, account: &str, operator_fits: impl Fn(&str) -> bool) -> Option<Narrowing> {
    let name = condition.at("key").as_str()?;
    let key = key_of(name)?;
    let operator = condition.at("operator").as_str()?;
    if !operator_fits(operator) {
        return None;
    }
    let values: Vec<&str> = condition.at("values").items().iter().filter_map(Value::as_str).collect();
    if values.is_empty() {
        return None;
    }
    let accesses: Vec<(Access, Option<&str>)> =
        values.iter().map(|value| one(&key, operator, value, account)).collect::<Option<_>>()?;
    let accounts = accesses.iter().filter_map(|(_, account)| account.map(str::to_owned)).collect();
    let access = accesses.iter().map(|(access, _)| *access).max()?;
    Some(Narrowing { key: name.to_owned(), access, accounts })
}

/// To whom one value narrows; none where it narrows nothing.
fn one<'v>(key: &Key, operator: &str, value: &'v str, account: &str) -> Option<(Access, Option<&'v str>)> {
    let wild = value.contains(['*', '?']) || value.contains("${");
    match key {
        Key::Account if value.eq_ignore_ascii_case("${aws:ResourceAccount}") => Some((Access::SameAccount, None)),
        Key::Account => of_account(Some(value).filter(|_| !wild)?, account),
        // The `*` of a text runs over colons: before the account it also fits an ARN of another, made for it.
        Key::Arn if !operator.contains("Arn") && value.split(':').take(4).any(|part| part.contains('*')) => {
            of_arn(value, account).map(|(access, of)| (access.max(Access::CrossAccount), of))
        }
        Key::Arn => of_arn(value, account),
        Key::Organization if value.eq_ignore_ascii_case("${aws:ResourceOrgID}") => Some((Access::OrgOnly, None)),
        Key::Organization => {
            let org = value.split('/').next().unwrap_or_default();
            (org.starts_with("o-") && !org.contains(['*', '?', '$'])).then_some((Access::OrgOnly, None))
        }
        // The id itself must be fixed; the session's name behind the colon may vary.
        Key::PrincipalId => {
            let id = value.split(':').next().unwrap_or_default();
            (id.len() > 8 && !id.contains(['*', '?', '$'])).then_some((Access::SameAccount, None))
        }
        Key::Vpc => (!wild).then_some((Access::SameAccount, None)),
        Key::Address => narrow_range(value).then_some((Access::CrossAccount, None)),
    }
}

fn of_account<'v>(value: &'v str, account: &str) -> Option<(Access, Option<&'v str>)> {
    let id = account_of(value)?;
    Some(if id == account { (Access::SameAccount, None) } else { (Access::CrossAccount, Some(id)) })
}

/// An ARN narrows by its account. Buckets have none in theirs: there the name must be fixed.
fn of_arn<'v>(value: &'v str, account: &str) -> Option<(Access, Option<&'v str>)> {
    if account_of(value).is_some() {
        return of_account(value, account);
    }
    let mut parts = value.splitn(6, ':');
    let service = parts.by_ref().nth(2)?;
    let name = parts.nth(2)?;
    let bucket = name.split('/').next().unwrap_or_default();
    let fixed = service == "s3" && !bucket.is_empty() && !bucket.contains(['*', '?', '$']);
    fixed.then_some((Access::CrossAccount, None))
}

/// A range that is as good as the world narrows nothing: shorter than /8, or /32 of IPv6.
fn narrow_range(value: &str) -> bool {
    let range = value.parse::<IpNet>().or_else(|_| value.parse::<std::net::IpAddr>().map(IpNet::from));
    range.is_ok_and(|range| match range {
        IpNet::V4(range) => range.prefix_len() >= 8,
        IpNet::V6(range) => range.prefix_len() >= 32,
    })
}
