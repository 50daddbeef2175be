//! Whom a policy names.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html>

use super::*;
use Decision::{Allow, ExplicitDeny, ImplicitDeny};

fn allows(principal: Json) -> Json {
    json!({"Effect": "Allow", "Principal": principal, "Action": "s3:*", "Resource": "*"})
}

#[test]
fn one_of_several_is_enough() {
    let two = json!({"AWS": ["arn:aws:iam::111122223333:user/bob", "arn:aws:iam::111122223333:user/alice"]});
    assert!(reads().resource_policy(allows(two)).allowed());
}

#[test]
fn a_star_means_everybody_in_both_forms() {
    assert!(reads().resource_policy(allows(json!("*"))).allowed());
    assert!(reads().resource_policy(allows(json!({"AWS": "*"}))).allowed());
    assert!(!reads().resource_policy(allows(json!({"Service": "*"}))).allowed());
}

#[test]
fn a_part_of_a_name_is_no_wildcard() {
    for id in ["arn:aws:iam::111122223333:user/*", "arn:aws:iam::111122223333:*", "arn:aws:iam::*:root", "1111*"] {
        assert!(!reads().resource_policy(allows(json!({"AWS": id}))).allowed(), "{id}");
    }
}

#[test]
fn the_name_of_a_user_is_case_sensitive() {
    assert!(!reads().resource_policy(allows(json!({"AWS": "arn:aws:iam::111122223333:user/Alice"}))).allowed());
}

#[test]
fn a_service_or_a_provider_is_nobody_of_ours() {
    for principal in [json!({"Service": "s3.amazonaws.com"}), json!({"Federated": "accounts.google.com"})] {
        assert!(!reads().resource_policy(allows(principal)).allowed());
    }
}

#[test]
fn a_policy_of_a_resource_without_principals_is_about_nobody() {
    assert!(!reads().resource_policy(all()).allowed());
}

/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html>
#[test]
fn a_deny_of_all_but_some() {
    let all_but = |ids: &[&str]| {
        let denies = json!({"Effect": "Deny", "NotPrincipal": {"AWS": ids}, "Action": "s3:*", "Resource": "*"});
        reads().identity(all()).resource_policy(denies)
    };
    let bob = ["arn:aws:iam::444455556666:user/Bob", "arn:aws:iam::444455556666:root"];
    assert_eq!(decide(&all_but(&bob)), ExplicitDeny);
    let alice = ["arn:aws:iam::111122223333:user/alice", "arn:aws:iam::111122223333:root"];
    assert_eq!(decide(&all_but(&alice)), Allow);
    assert_eq!(decide(&all_but(&alice).boundary(all())), ExplicitDeny, "who has a boundary is always denied");
}

#[test]
fn to_be_spared_is_not_to_be_granted() {
    let spared = json!({"Effect": "Deny", "NotPrincipal": {"AWS": ["arn:aws:iam::111122223333:user/alice",
        "arn:aws:iam::111122223333:root"]}, "Action": "s3:*", "Resource": "*"});
    assert_eq!(decide(&reads().resource_policy(spared)), ImplicitDeny);
}

#[test]
fn a_deny_of_the_account_means_all_in_it() {
    let denies = json!({"Effect": "Deny", "Principal": {"AWS": ACCOUNT}, "Action": "*", "Resource": "*"});
    for principal in [user("alice"), role("app"), root()] {
        assert_eq!(decide(&reads().by(principal).identity(all()).resource_policy(denies.clone())), ExplicitDeny);
    }
}
