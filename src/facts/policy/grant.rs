//! Whom a statement names, seen from the owner of the resource.

use super::Access;
use super::federated;
use super::language::{Principal, Statement, Which};
use super::value::Left;

/// Whose the resource is.
#[derive(Debug, Clone, Copy)]
pub(super) struct Owner<'a> {
    pub account: &'a str,
    /// The id by which S3 knows the account, where it was read.
    pub canonical_id: Option<&'a str>,
}

/// Somebody whom a statement names.
#[derive(Debug, Clone)]
pub(super) struct Grant<'a> {
    /// None for everybody but some.
    pub principal: Option<Principal<'a>>,
    pub left: Left,
    /// Its name, where it is a service that acts for its customers.
    pub service: Option<String>,
    /// In words.
    pub who: String,
}

/// Whom a statement lets in, before its conditions.
pub(super) fn grants<'a>(statement: &Statement<'a>, owner: &Owner<'_>) -> Vec<Grant<'a>> {
    match &statement.principals {
        Which::Unsaid => vec![],
        Which::Of(principals) => {
            principals.iter().map(|principal| of_principal(*principal, statement, owner)).collect()
        }
        Which::AllBut(_) => {
            let grant = Grant::new(Left::new(Access::Public), "everybody but those it names");
            vec![Grant { principal: None, ..grant }]
        }
    }
}

pub(super) fn of_principal<'a>(principal: Principal<'a>, statement: &Statement<'_>, owner: &Owner<'_>) -> Grant<'a> {
    let Principal { kind, id } = principal;
    let by = |access, who: &str| Grant::new(Left::new(access), who);
    let grant = match (kind, principal.account()) {
        _ if principal.is_everybody() => by(Access::Public, "everybody"),
        ("AWS" | "*", Some(account)) => of_account(account, owner),
        _ if id.contains(['*', '?']) => by(Access::Public, &format!("whoever fits {id}")),
        ("Service", _) => {
            Grant { service: Some(id.to_owned()), ..by(Access::ServiceOnly, &format!("the service {id}")) }
        }
        // AWS shows the unique id of a principal that was deleted: nobody can be it any more.
        ("AWS", None) if is_unique_id(id) => by(Access::SameAccount, "a deleted principal"),
        ("AWS", None) if id.contains(":cloudfront:user/") => by(Access::ServiceOnly, "an identity of CloudFront"),
        ("CanonicalUser", _) if Some(id) == owner.canonical_id => by(Access::SameAccount, "its own account"),
        ("CanonicalUser", _) => by(Access::CrossAccount, "an account by its canonical id"),
        ("Federated", Some(account)) if account != owner.account => of_account(account, owner),
        ("Federated", _) => federated::grant(id, statement),
        _ => by(Access::CrossAccount, &format!("{id}, whose account is not known")),
    };
    Grant { principal: Some(principal), ..grant }
}

fn of_account(account: &str, owner: &Owner<'_>) -> Grant<'static> {
    let own = account == owner.account;
    let who = if own { "its own account".to_owned() } else { format!("account {account}") };
    Grant::new(Left::of_account(account, owner), who)
}

impl Grant<'_> {
    pub fn new(left: Left, who: impl Into<String>) -> Self {
        Self { principal: None, left, service: None, who: who.into() }
    }
}

/// Such as `AROAEXAMPLEID`.
fn is_unique_id(id: &str) -> bool {
    id.len() > 11 && id.starts_with('A') && id.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
}
