//! How policies of several kinds go together.

use super::*;
use Decision::{Allow, ExplicitDeny, ImplicitDeny};

fn only(effect: &str, action: &str) -> Json {
    json!({"Effect": effect, "Action": action, "Resource": "*"})
}

fn to(principal: Json) -> Json {
    json!({"Effect": "Allow", "Principal": principal, "Action": "*", "Resource": "*"})
}

fn to_arn(arn: &str) -> Json {
    to(json!({"AWS": arn}))
}

fn everybody() -> Json {
    to(json!("*"))
}

/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html>
#[test]
fn nothing_is_allowed_by_default_but_to_root() {
    assert_eq!(decide(&reads()), ImplicitDeny);
    assert_eq!(decide(&reads().by(role("app"))), ImplicitDeny);
    assert_eq!(decide(&reads().by(root())), Allow);
}

#[test]
fn a_deny_wins_wherever_it_is() {
    let open = || reads().identity(all()).resource_policy(everybody());
    assert_eq!(decide(&open()), Allow);
    assert_eq!(decide(&open().identity(only("Deny", "s3:*"))), ExplicitDeny);
    assert_eq!(decide(&open().boundary(json!([all(), only("Deny", "s3:Get*")]))), ExplicitDeny);
    assert_eq!(decide(&open().scp(all()).scp(json!([all(), only("Deny", "s3:*")]))), ExplicitDeny);
    assert_eq!(decide(&open().rcp(json!([all(), only("Deny", "s3:*")]))), ExplicitDeny);
    let denies = json!({"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*"});
    assert_eq!(decide(&open().resource_policy(json!([everybody(), denies]))), ExplicitDeny);
    assert_eq!(decide(&open().identity(only("Deny", "sqs:*"))), Allow, "of something else");
}

/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-basics.html>
#[test]
fn within_an_account_either_side_is_enough() {
    assert_eq!(decide(&reads().identity(only("Allow", "s3:GetObject"))), Allow);
    assert_eq!(decide(&reads().resource_policy(to_arn("arn:aws:iam::111122223333:user/alice"))), Allow);
    assert_eq!(decide(&reads().resource_policy(to_arn("arn:aws:iam::111122223333:user/bob"))), ImplicitDeny);
}

/// Carlos of that page: his own policy lists the bucket of logs, the bucket's policy lets him write to his own folder.
#[test]
fn carlos() {
    let logs = "arn:aws:s3:::amzn-s3-demo-bucket-carlossalazar-logs";
    let case = |action: &str, resource: &str| {
        asks(action, resource)
            .by(user("carlossalazar"))
            .identity(json!([
                {"Effect": "Allow", "Action": ["s3:GetBucketLocation", "s3:ListAllMyBuckets"], "Resource": "*"},
                {"Effect": "Allow", "Action": "s3:ListBucket", "Resource": logs},
                {"Effect": "Deny", "Action": "s3:*", "Resource": ["arn:aws:s3:::*production*"]},
            ]))
            .resource_policy(
                json!({"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111122223333:user/carlossalazar"},
                                    "Action": ["s3:PutObject", "s3:GetObject"], "Resource": format!("{logs}/*")}),
            )
    };
    assert_eq!(decide(&case("s3:ListBucket", logs)), Allow, "by his policy");
    assert_eq!(decide(&case("s3:PutObject", &format!("{logs}/mine.txt"))), Allow, "by the bucket's");
    assert_eq!(decide(&case("s3:DeleteObject", &format!("{logs}/mine.txt"))), ImplicitDeny);
    assert_eq!(decide(&case("s3:PutObject", &format!("{logs}/production.txt"))), ExplicitDeny);
}

/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html>
#[test]
fn a_boundary_grants_nothing_and_limits_what_the_identity_is_granted() {
    assert_eq!(decide(&reads().boundary(all())), ImplicitDeny);
    assert_eq!(decide(&reads().identity(all()).boundary(only("Allow", "s3:*"))), Allow);
    assert_eq!(decide(&reads().identity(all()).boundary(only("Allow", "ec2:*"))), ImplicitDeny);
}

/// Shirley of that page: she may do everything, within s3, cloudwatch and ec2.
#[test]
fn shirley() {
    let case = |action: &str| {
        let within = json!({"Effect": "Allow", "Action": ["s3:*", "cloudwatch:*", "ec2:*"], "Resource": "*"});
        asks(action, "*").by(user("ShirleyRodriguez")).boundary(within).identity(only("Allow", "iam:CreateUser"))
    };
    assert_eq!(decide(&case("iam:CreateUser")), ImplicitDeny);
    assert_eq!(decide(&case("s3:ListAllMyBuckets")), ImplicitDeny);
}

#[test]
fn a_grant_to_a_user_goes_past_the_boundary_but_not_past_its_deny() {
    let named = || reads().resource_policy(to_arn("arn:aws:iam::111122223333:user/alice"));
    assert_eq!(decide(&named().boundary(only("Allow", "ec2:*"))), Allow);
    assert_eq!(decide(&named().boundary(json!([all(), only("Deny", "s3:*")]))), ExplicitDeny);
}

#[test]
fn a_grant_to_a_role_needs_no_policy_of_the_role_but_its_boundary() {
    let named = || reads().by(role("app")).resource_policy(to_arn("arn:aws:iam::111122223333:role/app"));
    assert_eq!(decide(&named()), Allow);
    assert_eq!(decide(&named().boundary(only("Allow", "s3:*"))), Allow);
    assert_eq!(decide(&named().boundary(only("Allow", "ec2:*"))), ImplicitDeny);
}

/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-roles>
#[test]
fn a_grant_to_everybody_who_is_the_role_goes_past_its_boundary() {
    let condition = json!({"ArnEquals": {"aws:PrincipalArn": "arn:aws:iam::111122223333:role/app"}});
    let statement =
        json!({"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*", "Condition": condition});
    let case = || reads().resource_policy(statement.clone()).boundary(only("Allow", "ec2:*"));
    assert_eq!(decide(&case().by(role("app"))), Allow);
    assert_eq!(decide(&case().by(role("other"))), ImplicitDeny);
}

/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-accounts>
#[test]
fn a_grant_to_the_account_leaves_it_to_the_account() {
    for account in ["arn:aws:iam::111122223333:root", "111122223333"] {
        assert_eq!(decide(&reads().resource_policy(to_arn(account))), ImplicitDeny, "{account}");
        assert_eq!(decide(&reads().identity(all()).resource_policy(to_arn(account))), Allow, "{account}");
    }
}

/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic-cross-account.html>
#[test]
fn across_accounts_both_sides_must_grant() {
    let foreign = || reads().owned_by(OTHER);
    let alice = || to_arn("arn:aws:iam::111122223333:user/alice");
    assert_eq!(decide(&foreign().identity(all())), ImplicitDeny);
    assert_eq!(decide(&foreign().resource_policy(alice())), ImplicitDeny);
    assert_eq!(decide(&foreign().resource_policy(everybody())), ImplicitDeny);
    assert_eq!(decide(&foreign().identity(all()).resource_policy(alice())), Allow);
    assert_eq!(decide(&foreign().identity(all()).resource_policy(to_arn(ACCOUNT))), Allow);
    assert_eq!(decide(&foreign().identity(all()).resource_policy(to_arn(OTHER))), ImplicitDeny);
    assert_eq!(decide(&foreign().identity(all()).resource_policy(everybody())), Allow);
}

#[test]
fn across_accounts_the_boundary_limits_in_every_case() {
    let case = reads().owned_by(OTHER).identity(all()).boundary(only("Allow", "ec2:*"));
    assert_eq!(decide(&case.resource_policy(to_arn("arn:aws:iam::111122223333:user/alice"))), ImplicitDeny);
}

#[test]
fn across_accounts_a_deny_of_either_wins() {
    let denies = json!({"Effect": "Deny", "Principal": {"AWS": ACCOUNT}, "Action": "s3:*", "Resource": "*"});
    let case = reads().owned_by(OTHER).identity(all());
    assert_eq!(decide(&case.resource_policy(json!([everybody(), denies]))), ExplicitDeny);
}

/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html>
/// <https://docs.aws.amazon.com/kms/latest/developerguide/key-policies.html>
#[test]
fn a_key_must_consent() {
    let case = |resource: &str| asks("kms:Decrypt", resource).identity(all());
    let key = "arn:aws:kms:eu-central-1:111122223333:key/1";
    assert_eq!(decide(&case(key)), ImplicitDeny);
    assert_eq!(decide(&case(key).resource_policy(to_arn("arn:aws:iam::111122223333:root"))), Allow);
    assert_eq!(decide(&case(key).resource_policy(to_arn("arn:aws:iam::111122223333:user/bob"))), ImplicitDeny);
    let named = asks("kms:Decrypt", key).resource_policy(to_arn("arn:aws:iam::111122223333:user/alice"));
    assert_eq!(decide(&named), Allow, "the key's policy is enough");
    assert_eq!(decide(&case(key).by(root())), ImplicitDeny, "root, too");
    assert_eq!(decide(&asks("kms:ListKeys", "*").identity(all())), Allow, "on no key");
}

/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_terms-and-concepts.html>
#[test]
fn a_role_must_consent_to_be_assumed() {
    let case = || asks("sts:AssumeRole", "arn:aws:iam::111122223333:role/app");
    let trusts = |id: &str| json!({"Effect": "Allow", "Principal": {"AWS": id}, "Action": "sts:AssumeRole"});
    let alice = "arn:aws:iam::111122223333:user/alice";
    assert_eq!(decide(&case().identity(all())), ImplicitDeny);
    assert_eq!(decide(&case().resource_policy(trusts(alice))), Allow, "one's account's own role, by name");
    assert_eq!(decide(&case().resource_policy(trusts(ACCOUNT))), ImplicitDeny);
    assert_eq!(decide(&case().identity(all()).resource_policy(trusts(ACCOUNT))), Allow);
    assert_eq!(decide(&case().owned_by(OTHER).resource_policy(trusts(alice))), ImplicitDeny);
    assert_eq!(decide(&case().owned_by(OTHER).identity(all()).resource_policy(trusts(alice))), Allow);
    let passes = asks("iam:PassRole", "arn:aws:iam::111122223333:role/app").identity(all());
    assert_eq!(decide(&passes), Allow, "to pass it is another thing");
}

/// <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_evaluation.html>
#[test]
fn service_control_policies_must_allow_at_every_level() {
    let case = || reads().identity(all());
    assert_eq!(decide(&case().scp(all()).scp(all()).scp(all())), Allow);
    for level in 0..3 {
        let mut case = case().scp(all()).scp(all()).scp(all());
        case.scps[level] = vec![policy(only("Allow", "ec2:*"))];
        assert_eq!(decide(&case), ImplicitDeny, "{level}");
        case.scps[level].push(policy(only("Allow", "s3:*")));
        assert_eq!(decide(&case), Allow, "one of the policies of level {level}");
    }
    assert_eq!(decide(&reads().scp(all())), ImplicitDeny, "they grant nothing");
    let named = to_arn("arn:aws:iam::111122223333:user/alice");
    assert_eq!(decide(&reads().resource_policy(named).scp(only("Allow", "ec2:*"))), ImplicitDeny);
}

/// <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html>
#[test]
fn whom_service_control_policies_do_not_limit() {
    let denied = || reads().identity(all()).scp(json!([all(), only("Deny", "s3:*")]));
    assert_eq!(decide(&denied().by(root())), ExplicitDeny, "root users of members are limited");
    let mut manager = user("alice");
    manager.in_management_account = true;
    assert_eq!(decide(&denied().by(manager)), Allow);
    let linked = principal(Kind::ServiceLinkedRole, "role/aws-service-role/x.amazonaws.com/AWSServiceRoleForX");
    assert_eq!(decide(&denied().by(linked)), Allow);
}

/// <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html>
#[test]
fn resource_control_policies_limit_strangers_too() {
    let limits = || {
        json!([all(), {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*",
                                   "Condition": {"StringNotEqualsIfExists": {"aws:PrincipalOrgID": "o-1"}}}])
    };
    let foreign = || reads().owned_by(OTHER).identity(all()).resource_policy(everybody()).rcp(limits());
    assert_eq!(decide(&foreign().with("aws:principalorgid", &["o-1"])), Allow);
    assert_eq!(decide(&foreign().with("aws:principalorgid", &["o-2"])), ExplicitDeny);
    let mut manager = foreign().with("aws:principalorgid", &["o-2"]);
    manager.owner_is_management_account = true;
    assert_eq!(decide(&manager), Allow, "not in the management account");
    assert_eq!(decide(&reads().identity(all()).rcp(only("Allow", "sqs:*"))), ImplicitDeny);
    let linked = principal(Kind::ServiceLinkedRole, "role/aws-service-role/x.amazonaws.com/AWSServiceRoleForX");
    assert_eq!(decide(&foreign().with("aws:principalorgid", &["o-2"]).by(linked)), Allow);
}
