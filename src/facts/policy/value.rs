//! To whom one value of a condition narrows.

use super::Access;
use super::grant::Owner;
use super::keys::Subject;
use super::language::{Pattern, Test, account_of, range};
use ipnet::IpNet;
use std::collections::BTreeSet;

/// Who is left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Left {
    pub access: Access,
    /// The other accounts, where they are known.
    pub accounts: Option<BTreeSet<String>>,
}

impl Left {
    pub fn new(access: Access) -> Self {
        Self { access, accounts: None }
    }

    pub fn of_account(id: &str, owner: &Owner<'_>) -> Self {
        if id == owner.account {
            Self { access: Access::SameAccount, accounts: Some(BTreeSet::new()) }
        } else {
            Self { access: Access::CrossAccount, accounts: Some([id.to_owned()].into()) }
        }
    }

    /// Both of them are let in.
    pub fn and(self, other: Self) -> Self {
        let accounts = self.accounts.zip(other.accounts).map(|(mut all, more)| {
            all.extend(more);
            all
        });
        Self { access: self.access.max(other.access), accounts }
    }
}

/// To whom all values together narrow; none where one of them leaves everybody in.
pub(super) fn all(subject: Subject, test: Test, values: &[Pattern<'_>], owner: &Owner<'_>) -> Option<Left> {
    if subject == Subject::Address {
        return (test == Test::Address && narrow_ranges(values)).then(|| Left::new(Access::CrossAccount));
    }
    let each = values.iter().map(|value| one(subject, test, value.text(), owner));
    each.reduce(|a, b| Some(a?.and(b?)))?
}

fn one(subject: Subject, test: Test, value: &str, owner: &Owner<'_>) -> Option<Left> {
    match (subject, test) {
        (Subject::IsService, Test::Bool) => is_true(value).then(|| Left::new(Access::ServiceOnly)),
        (Subject::IsInside, Test::Bool) => is_true(value).then(|| Left::new(Access::SameAccount)),
        (_, Test::String | Test::StringIgnoreCase | Test::StringLike | Test::Arn) => {
            // Wildcards are themselves where the operator knows none, and then fit nobody.
            text(subject, test, &with_owner(value, owner), owner)
        }
        _ => None,
    }
}

fn is_true(value: &str) -> bool {
    value.eq_ignore_ascii_case("true")
}

fn is_fixed(text: &str) -> bool {
    !text.is_empty() && !text.contains(['*', '?']) && !text.contains("${")
}

/// Variables that speak of the resource are known.
fn with_owner(value: &str, owner: &Owner<'_>) -> String {
    const OWN: &str = "${aws:resourceaccount}";
    match value.to_ascii_lowercase().find(OWN) {
        Some(at) => format!("{}{}{}", &value[..at], owner.account, &value[at + OWN.len()..]),
        None => value.to_owned(),
    }
}

fn text(subject: Subject, test: Test, value: &str, owner: &Owner<'_>) -> Option<Left> {
    match subject {
        Subject::Account => Some(Left::of_account(account_of(value).filter(|id| *id == value)?, owner)),
        Subject::Arn => arn(test, value, owner),
        Subject::Organization if value.eq_ignore_ascii_case("${aws:ResourceOrgID}") => Some(Left::new(Access::OrgOnly)),
        Subject::Organization => {
            let id = value.split('/').next().unwrap_or_default();
            (id.starts_with("o-") && is_fixed(id)).then(|| Left::new(Access::OrgOnly))
        }
        // The id itself must be fixed; the session's name behind the colon may vary.
        Subject::PrincipalId => {
            let id = value.split(':').next().unwrap_or_default();
            (id.len() > 8 && is_fixed(id)).then(|| Left::new(Access::SameAccount))
        }
        Subject::Vpc => is_fixed(value).then(|| Left::new(Access::SameAccount)),
        Subject::Service => is_fixed(value).then(|| Left::new(Access::ServiceOnly)),
        Subject::Token => is_fixed(value).then(|| Left::new(Access::ServiceOnly)),
        Subject::KmsKey => is_fixed(value).then(|| Left::new(Access::CrossAccount)),
        Subject::Destination => destination(test, value, owner),
        Subject::Address | Subject::IsService | Subject::IsInside | Subject::Nothing => None,
    }
}

/// An ARN narrows by its account.
fn arn(test: Test, value: &str, owner: &Owner<'_>) -> Option<Left> {
    let left = match account_of(value) {
        Some(account) => Left::of_account(account, owner),
        None => without_account(value)?,
    };
    // The `*` of a text runs over colons: before the account it also fits an ARN of another, made for it.
    let loose = test != Test::Arn && value.split(':').take(4).any(|part| part.contains(['*', '?']));
    Some(if loose { left.and(Left::new(Access::CrossAccount)) } else { left })
}

/// Buckets, APIs and hosted zones have no account in their ARNs. There the name must be fixed: it is unique in the
/// world. In conditions on buckets AWS's own examples have a star for the account.
fn without_account(value: &str) -> Option<Left> {
    let mut parts = value.splitn(6, ':');
    let (prefix, _, service) = (parts.next()?, parts.next()?, parts.next()?);
    let (_, account, name) = (parts.next()?, parts.next()?, parts.next()?);
    // What is below a bucket is an object; with an account of any name it could be an access point.
    let first = match (service, account) {
        ("s3", "") => name.split('/').next().unwrap_or_default(),
        ("s3", "*") if !name.contains('/') => name,
        (_, "") => name,
        _ => return None,
    };
    let fixed = prefix == "arn" && is_fixed(service) && is_fixed(first);
    fixed.then(|| Left::new(Access::CrossAccount))
}

/// An address of one's own: of a domain that is fixed, or an ARN.
fn destination(test: Test, value: &str, owner: &Owner<'_>) -> Option<Left> {
    if value.starts_with("arn:") {
        return arn(test, value, owner);
    }
    let host = value.strip_prefix("https://").and_then(|rest| rest.split_once('/')).map(|(host, _)| host);
    let mail = value.rsplit_once('@').map(|(_, domain)| domain);
    let domain = host.or(mail).unwrap_or(value);
    (is_fixed(domain) && domain.contains('.')).then(|| Left::new(Access::CrossAccount))
}

/// Ranges that are as good as the world narrow nothing: one that is shorter than /8, or /32 of IPv6, and neighbours that
/// make up such a one, and many that make up a quarter of all addresses.
fn narrow_ranges(values: &[Pattern<'_>]) -> bool {
    const QUARTER: u64 = 1 << 30;
    let Some(ranges) = values.iter().map(|value| range(value.text())).collect::<Option<Vec<IpNet>>>() else {
        return false;
    };
    let joined = IpNet::aggregate(&ranges);
    let size = |range: &IpNet| match range {
        IpNet::V4(range) => 1u64 << (32 - range.prefix_len()),
        IpNet::V6(_) => 0,
    };
    let narrow = |range: &IpNet| match range {
        IpNet::V4(range) => range.prefix_len() >= 8,
        IpNet::V6(range) => range.prefix_len() >= 32,
    };
    !joined.is_empty() && joined.iter().all(narrow) && joined.iter().map(size).sum::<u64>() < QUARTER
}
