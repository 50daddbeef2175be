//! What could not be read makes a path possible, or is told as a gap; it never makes one certain, and never hides one
//! silently.

use super::estate::{Estate, OTHER, OWN, allow, bucket, unread};
use crate::snapshot::Reason;
use serde_json::json;

/// A web server, its role, and a bucket that the role reads.
fn web() -> Estate {
    Estate::new()
        .bucket("gold", "restricted", json!(null))
        .role("miner", &[allow(&["s3:GetObject"], &[&bucket("gold/*")])])
        .group("sg-web", 443, "0.0.0.0/0")
        .machine("web", Some("203.0.113.9"), ("10.0.1.5", "sg-web"), Some("miner"))
}

const CERTAIN: &str = "internet -reach-> web -role-> miner -rights-> gold";
const POSSIBLE: &str = "? internet -reach-> web -role-> miner -rights-> gold";

#[test]
fn an_unread_field_leaves_the_path_possible() {
    assert_eq!(web().paths(), [CERTAIN]);
    for (name, fields) in [
        ("sg-web", json!({"ingress": unread()})),
        ("rtb-1", json!({"routes": unread()})),
        ("web", json!({"state": unread()})),
        ("gold", json!({"tags": unread()})),
    ] {
        assert_eq!(web().but(name, fields.clone()).paths(), [POSSIBLE], "{fields}");
    }
    // What a role may do that nobody could read may be anything.
    let hidden = web().but("miner", json!({"inline_policies": unread()})).paths();
    assert_eq!(
        hidden,
        [format!("? internet -reach-> web -role-> miner -rights-> admin of {OWN}"), POSSIBLE.to_owned()]
    );
}

#[test]
fn an_unread_policy_or_factor_may_let_in_anybody() {
    let gold = || Estate::new().bucket("gold", "pii", json!(null));
    assert_eq!(gold().but("gold", json!({"policy": unread()})).paths(), ["? internet -policy-> gold"]);
    let user = |fields| gold().principal(OWN, "user", "ada", &[allow(&["s3:GetObject"], &["*"])], fields).paths();
    let possible = ["? internet -sign_in-> ada -rights-> gold"];
    assert_eq!(user(json!({"console_access": true, "mfa_active": unread()})), possible);
    assert_eq!(user(json!({"console_access": unread()})), possible);
    let role =
        gold().principal(OWN, "role", "miner", &[allow(&["s3:GetObject"], &["*"])], json!({"trust_policy": unread()}));
    assert_eq!(role.paths(), ["? internet -trust-> miner -rights-> gold"]);
}

#[test]
fn a_role_of_another_account_whose_trust_is_unread_may_let_in_anybody() {
    let far = format!("arn:aws:iam::{OTHER}:role/far");
    let estate = web()
        .without("gold")
        .but("miner", json!({"inline_policies": [{"name": "p", "document": {"version": "2012-10-17", "statements": [allow(&["sts:AssumeRole"], &[&far])]}}]}))
        .principal(OTHER, "role", "far", &[allow(&["s3:GetObject"], &["*"])], json!({"trust_policy": unread()}))
        .of(
            OTHER,
            "s3_bucket",
            &bucket("silver"),
            "silver",
            json!({"tags": {"data-class": "pii"}, "policy": null, "public_access_block": null,
                "ownership": "BucketOwnerEnforced", "acl": null}),
        );
    assert_eq!(estate.paths(), ["? internet -trust-> far -rights-> silver"]);
}

#[test]
fn a_certain_way_goes_before_a_shorter_one_that_is_not() {
    let both = web().but("gold", json!({"policy": unread()}));
    assert_eq!(both.paths(), [CERTAIN]);
    // A cut must close both.
    let cuts = both.cuts();
    assert!(cuts[0].contains("close gold to the public &"), "{cuts:?}");
}

fn gaps(estate: &Estate) -> Vec<(Vec<String>, Reason)> {
    estate.ask(|paths| paths.gaps.iter().map(|gap| (gap.what.clone(), gap.unread.reason)).collect())
}

#[test]
fn kinds_that_were_not_read_are_told() {
    assert_eq!(gaps(&web()), []);
    let lost = web().blind("ec2_security_group").blind("secretsmanager_secret");
    assert_eq!(lost.paths(), [POSSIBLE], "whoever guards it may let in anybody");
    let told = gaps(&lost);
    let kinds = |gap: &&(Vec<String>, Reason)| gap.0.contains(&"secretsmanager_secret".to_owned());
    let (what, reason) = told.iter().find(kinds).unwrap();
    assert!(what.contains(&"ec2_security_group".to_owned()) && *reason == Reason::AccessDenied, "{told:?}");
    // Where it stands among its neighbours is not known without them.
    assert!(what.iter().any(|id| id.ends_with("ec2_instance/web")), "{told:?}");
    let mut narrow = web();
    narrow.kinds.retain(|kind| !matches!(*kind, "dynamodb_table" | "sqs_queue"));
    assert_eq!(gaps(&narrow), [(vec!["dynamodb_table".to_owned(), "sqs_queue".to_owned()], Reason::NotCollected)]);
}
