//! A bucket is open through its policy or through its ACL, unless a public access block of the bucket or of the account
//! stands before it, or ownership turns ACLs off.

use super::{Access, PolicyFacts, judge};
use crate::facts::Span;
use crate::snapshot::{Reason, Resource, Unread, Value};
use std::sync::Arc;

/// Groups by which an ACL lets in everybody, or everybody with an AWS account.
const EVERYBODY: [&str; 2] = ["/groups/global/AllUsers", "/groups/global/AuthenticatedUsers"];

/// What a bucket allows to whom. `account_block` is the account's public access block, null where none is set.
pub(in super::super) fn bucket(bucket: &Resource, account_block: &Value) -> Span<PolicyFacts> {
    let (low, because) = under(bucket, account_block, Guess::Best);
    let (high, worst) = under(bucket, account_block, Guess::Worst);
    if low == high {
        return Span { low, high, because, unread: None };
    }
    let fields = ["policy", "public_access_block", "acl", "ownership"].map(|field| bucket.at(field));
    let unread = fields.into_iter().chain([account_block]).find_map(Value::as_unread).cloned();
    let unread = unread.unwrap_or_else(|| Arc::new(Unread::new("s3:GetBucketPolicy", Reason::Error)));
    let mut because = worst;
    because.push(format!("could not be read: {unread}"));
    Span { low, high, because, unread: Some(unread) }
}

/// What to take for what is unread.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Guess {
    Best,
    Worst,
}

fn under(bucket: &Resource, account_block: &Value, guess: Guess) -> (PolicyFacts, Vec<String>) {
    let blocks = [bucket.at("public_access_block"), account_block];
    let blocked = |switch: &str| blocks.iter().any(|block| on(block, switch, guess));
    let (mut facts, mut because) = by_policy(bucket, guess);
    if facts.access == Access::Public && blocked("restrict_public_buckets") {
        facts = PolicyFacts { access: Access::SameAccount, accounts: vec![], public_actions: vec![], ..facts };
        because = vec!["a public policy, held back by a public access block".into()];
    }
    if !blocked("ignore_public_acls")
        && let Some((actions, why)) = by_acl(bucket, guess)
    {
        facts.access = Access::Public;
        facts.public_actions.extend(actions);
        facts.public_actions.sort();
        facts.public_actions.dedup();
        because.insert(0, why);
    }
    (facts, because)
}

fn on(block: &Value, switch: &str, guess: Guess) -> bool {
    match block.at(switch) {
        Value::Unread(_) => guess == Guess::Best,
        value => value.as_bool() == Some(true),
    }
}

fn by_policy(bucket: &Resource, guess: Guess) -> (PolicyFacts, Vec<String>) {
    match bucket.at("policy") {
        Value::Null => (PolicyFacts::none(), vec!["no bucket policy".into()]),
        Value::Unread(_) => match (bucket.at("policy_status_public").as_bool(), guess) {
            // AWS judges the policy for whoever may not read it.
            (Some(true), _) => (PolicyFacts::anything(), vec!["AWS calls the bucket's policy public".into()]),
            (_, Guess::Best) => (PolicyFacts::none(), vec![]),
            (Some(false), Guess::Worst) => {
                let facts = PolicyFacts { access: Access::CrossAccount, ..PolicyFacts::none() };
                (facts, vec!["AWS does not call the bucket's policy public".into()])
            }
            (None, Guess::Worst) => (PolicyFacts::anything(), vec!["the bucket's policy may be public".into()]),
        },
        document => {
            let judged = judge(document, bucket.account.as_str());
            (judged.facts, judged.because.into_iter().map(|why| format!("bucket policy: {why}")).collect())
        }
    }
}

/// What the ACL opens to everybody, and how.
fn by_acl(bucket: &Resource, guess: Guess) -> Option<(Vec<String>, String)> {
    match bucket.at("ownership") {
        // https://docs.aws.amazon.com/AmazonS3/latest/userguide/about-object-ownership.html
        Value::Str(rule) if &**rule == "BucketOwnerEnforced" => return None,
        Value::Unread(_) if guess == Guess::Best => return None,
        _ => {}
    }
    match bucket.at("acl") {
        Value::Unread(_) if guess == Guess::Worst => Some((vec!["*".into()], "the ACL may be public".into())),
        acl => {
            let grants = acl.at("grants").items().iter();
            let open = grants.filter_map(|grant| {
                let grantee = grant.at("grantee").as_str()?;
                EVERYBODY.iter().any(|group| grantee.ends_with(group)).then(|| grant.at("permission").as_str())?
            });
            let permissions: Vec<&str> = open.collect();
            let actions = permissions.iter().flat_map(|permission| actions(permission)).map(|a| (*a).to_owned());
            let actions: Vec<String> = actions.collect();
            (!actions.is_empty()).then(|| (actions, format!("the ACL grants {} to everybody", permissions.join(", "))))
        }
    }
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
