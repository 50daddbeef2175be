//! A bucket is open through its policy or through its ACL, unless a public access block of the bucket or of the account
//! stands before it, or ownership turns ACLs off. An access point has a policy and a block alike, and no ACL.

use super::grant::Owner;
use super::kinds::judged;
use super::language::Statement;
use super::{Access, PolicyFacts};
use crate::facts::{Index, Span};
use crate::snapshot::{Reason, Region, Resource, Unread, Value};
use std::sync::Arc;

/// Groups by which an ACL lets in everybody, or everybody with an AWS account.
const EVERYBODY: [&str; 2] = ["/groups/global/AllUsers", "/groups/global/AuthenticatedUsers"];

/// What a bucket allows to whom. `account_block` is the account's public access block, null where none is set.
/// `outer` is denied from outside of the policy.
pub(super) fn bucket(bucket: &Resource, account_block: &Value, outer: &[Statement<'_>]) -> Span<PolicyFacts> {
    let (low, because) = under(bucket, account_block, outer, Guess::Best);
    let (high, worst) = under(bucket, account_block, outer, Guess::Worst);
    if low == high {
        return Span { low, high, because, unread: None };
    }
    let fields = ["policy", "public_access_block", "acl", "ownership"].map(|field| bucket.at(field));
    let unread = fields.into_iter().chain([account_block]).find_map(Value::unread_within).cloned();
    let unread = unread.unwrap_or_else(|| Arc::new(Unread::new("s3:GetBucketPolicy", Reason::Error)));
    let mut because = worst;
    because.push(format!("could not be read: {unread}"));
    Span { low, high, because, unread: Some(unread) }
}

/// The account's public access block: null where none is set, unread where it was not seen.
pub(super) fn account_block(bucket: &Resource, index: &Index<'_>) -> Value {
    match index.all("s3_account", &bucket.account, &Region::global()).map(|found| found.first().copied()) {
        Ok(Some(account)) => account.at("public_access_block").clone(),
        Ok(None) => Value::Null,
        Err(unread) => Value::Unread(Arc::new(unread)),
    }
}

/// What to take for what is unread.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Guess {
    Best,
    Worst,
}

fn under(
    bucket: &Resource,
    account_block: &Value,
    outer: &[Statement<'_>],
    guess: Guess,
) -> (PolicyFacts, Vec<String>) {
    let blocks = [bucket.at("public_access_block"), account_block];
    let blocked = |switch: &str| blocks.iter().any(|block| on(block, switch, guess));
    let (mut facts, mut because) = by_policy(bucket, outer, guess);
    if facts.access == Access::Public && blocked("restrict_public_buckets") {
        // It then holds back what the policy grants to named accounts, too.
        // https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
        facts = facts.held_back();
        because = vec!["a public policy, held back by a public access block".into()];
    }
    if let Some(grants) = acl(bucket, guess) {
        if grants.others {
            facts.open_to(Access::CrossAccount);
            because.insert(0, "the ACL names another account".into());
        }
        if !grants.public.is_empty() && !blocked("ignore_public_acls") {
            facts.open_to(Access::Public);
            because.insert(0, format!("the ACL grants {} to everybody", grants.public.join(", ")));
            let actions = grants.public.iter().flat_map(|permission| actions(permission));
            facts.public_actions.extend(actions.map(|action| (*action).to_owned()));
            facts.public_actions.sort();
            facts.public_actions.dedup();
        }
    }
    (facts, because)
}

fn on(block: &Value, switch: &str, guess: Guess) -> bool {
    match block.at(switch) {
        Value::Unread(_) => guess == Guess::Best,
        value => value.as_bool() == Some(true),
    }
}

fn by_policy(bucket: &Resource, outer: &[Statement<'_>], guess: Guess) -> (PolicyFacts, Vec<String>) {
    if bucket.at("policy").is_null() {
        return (PolicyFacts::none(), vec!["no bucket policy".into()]);
    }
    let owner = Owner { account: bucket.account.as_str(), canonical_id: bucket.at("acl.owner_id").as_str() };
    if let Ok(judged) = judged(bucket, "policy", &owner, |_| true, outer) {
        return (judged.facts, judged.because.into_iter().map(|why| format!("bucket policy: {why}")).collect());
    }
    match (bucket.at("policy_status_public").as_bool(), guess) {
        // AWS judges the policy for whoever may not read it.
        (Some(true), _) => (PolicyFacts::anything(), vec!["AWS calls the bucket's policy public".into()]),
        (_, Guess::Best) => (PolicyFacts::none(), vec![]),
        (Some(false), Guess::Worst) => {
            let facts = PolicyFacts { access: Access::CrossAccount, ..PolicyFacts::none() };
            (facts, vec!["AWS does not call the bucket's policy public".into()])
        }
        (None, Guess::Worst) => (PolicyFacts::anything(), vec!["the bucket's policy may be public".into()]),
    }
}

/// What an ACL grants to others than the owner.
struct Grants<'a> {
    /// The permissions of everybody.
    public: Vec<&'a str>,
    /// Whether it names another account.
    others: bool,
}

/// What the ACL grants; none where there is none that counts.
fn acl(bucket: &Resource, guess: Guess) -> Option<Grants<'_>> {
    match bucket.at("ownership") {
        // https://docs.aws.amazon.com/AmazonS3/latest/userguide/about-object-ownership.html
        Value::Str(rule) if &**rule == "BucketOwnerEnforced" => return None,
        Value::Unread(_) if guess == Guess::Best => return None,
        _ => {}
    }
    let acl = bucket.at("acl");
    if acl.unread_within().is_some() {
        return (guess == Guess::Worst).then(|| Grants { public: vec!["all that there is"], others: true });
    }
    let owner = acl.at("owner_id").as_str();
    let mut grants = Grants { public: vec![], others: false };
    for grant in acl.at("grants").items() {
        let grantee = grant.at("grantee").as_str().unwrap_or_default();
        match grant.at("grantee_type").as_str() {
            _ if EVERYBODY.iter().any(|group| grantee.ends_with(group)) => {
                grants.public.push(grant.at("permission").as_str().unwrap_or("FULL_CONTROL"));
            }
            Some("CanonicalUser") => grants.others |= owner.is_some_and(|owner| owner != grantee),
            Some("AmazonCustomerByEmail") => grants.others = true,
            _ => {}
        }
    }
    Some(grants)
}

/// What a permission of a bucket's ACL amounts to.
fn actions(permission: &str) -> &'static [&'static str] {
    match permission {
        "READ" => &["s3:ListBucket"],
        "WRITE" => &["s3:PutObject", "s3:DeleteObject"],
        "READ_ACP" => &["s3:GetBucketAcl"],
        "WRITE_ACP" => &["s3:PutBucketAcl"],
        _ => &["s3:*"],
    }
}
