//! Each sort of step, and what comes near it and is none.

use super::estate::{Estate, FOREIGN, OTHER, OWN, allow, arn, bucket, document, grant};
use serde_json::json;

const WORLD: &str = "0.0.0.0/0";
const ASSUME: &[&str] = &["sts:AssumeRole"];

/// A bucket that everybody knows of, and nobody but one role may read.
fn treasure() -> Estate {
    Estate::new().bucket("gold", "restricted", json!(null)).role("miner", &[reads("gold/*")])
}

fn reads(object: &str) -> serde_json::Value {
    allow(&["s3:GetObject"], &[&bucket(object)])
}

/// A web server of the miner's.
fn web() -> Estate {
    treasure().group("sg-web", 443, WORLD).machine("web", Some("203.0.113.9"), ("10.0.1.5", "sg-web"), Some("miner"))
}

#[test]
fn reach_role_and_rights() {
    assert_eq!(web().paths(), ["internet -reach-> web -role-> miner -rights-> gold"]);
    assert_eq!(
        web().reasons(),
        ["security group sg-web lets in 0.0.0.0/0", "port 443", "it runs as miner", "inline policy own lets it read"]
    );
    for miss in [
        web().but("web", json!({"state": "stopped"})),
        web().but("web", json!({"iam_instance_profile_arn": null})),
        web().but("eni-web", json!({"public_ip": null, "public_ips": []})).but("web", json!({"public_ip": null})),
        web().without("sg-web").group("sg-web", 443, "198.51.100.0/24"),
        web().but("gold", json!({"tags": {"data-classification": "internal"}})),
        web().without("miner").role("miner", &[allow(&["s3:ListBucket"], &["*"])]),
        web().without("miner").role("miner", &[reads("silver/*")]),
    ] {
        assert_eq!(miss.paths(), [""; 0]);
    }
    // A part of a bucket is enough.
    let part = web().without("miner").role("miner", &[reads("gold/exports/*")]);
    assert_eq!(part.paths(), ["internet -reach-> web -role-> miner -rights-> gold"]);
}

#[test]
fn by_way_of_a_load_balancer() {
    let inner = treasure()
        .group("sg-app", 8080, "sg-lb")
        .group("sg-lb", 443, WORLD)
        .machine("app", None, ("10.0.2.5", "sg-app"), Some("miner"))
        .with("elbv2_load_balancer", "shop", json!({"type": "application", "scheme": "internet-facing", "state": "active",
            "ip_address_type": "ipv4", "vpc_id": "vpc-1", "security_groups": ["sg-lb"],
            "availability_zones": [{"subnet_id": "subnet-1"}], "attributes": {}}))
        .with("elbv2_listener", "https", json!({"load_balancer_arn": format!("arn:aws:x:eu-west-1:{OWN}:elbv2_load_balancer/shop"),
            "port": 443, "protocol": "HTTPS",
            "default_actions": [{"type": "forward", "target_group_arns": [format!("arn:aws:x:eu-west-1:{OWN}:elbv2_target_group/tg")]}]}))
        .with("elbv2_target_group", "tg", json!({"target_type": "instance", "protocol": "HTTP", "port": 80, "vpc_id": "vpc-1",
            "load_balancer_arns": [format!("arn:aws:x:eu-west-1:{OWN}:elbv2_load_balancer/shop")],
            "targets": [{"target_id": "app", "port": 8080, "state": "healthy"}]}));
    assert_eq!(inner.paths(), ["internet -reach-> app -role-> miner -rights-> gold"]);
    assert_eq!(
        inner.reasons()[0],
        "load balancer shop lets in 0.0.0.0/0, and security group sg-app lets in what it sends"
    );
    assert_eq!(inner.without("https").paths(), [""; 0]);
}

#[test]
fn another_accounts_network() {
    let peered = treasure()
        .group("sg-near", 22, "10.9.0.0/24")
        .machine("inner", None, ("10.0.1.5", "sg-near"), Some("miner"))
        .but("rtb-1", json!({"routes": [{"destination": "10.9.0.0/16", "target_id": "pcx-1", "state": "active"}]}))
        .with(
            "ec2_vpc_peering",
            "pcx-1",
            json!({"vpc_peering_connection_id": "pcx-1", "status": "active",
            "requester": {"account": FOREIGN, "vpc_id": "vpc-9", "cidrs": ["10.9.0.0/16"]},
            "accepter": {"account": OWN, "vpc_id": "vpc-1", "cidrs": ["10.0.0.0/16"]}}),
        );
    assert_eq!(peered.paths(), [format!("{FOREIGN} -account-> inner -role-> miner -rights-> gold")]);
    // An account of the estate is no stranger.
    let own = json!({"requester": {"account": OTHER, "vpc_id": "vpc-9", "cidrs": ["10.9.0.0/16"]}});
    assert_eq!(peered.but("pcx-1", own).paths(), [""; 0]);
}

/// A web server with no role, and a machine behind it that has one.
fn behind() -> Estate {
    treasure()
        .group("sg-web", 443, WORLD)
        .machine("web", Some("203.0.113.9"), ("10.0.1.5", "sg-web"), None)
        .group("sg-app", 8080, "sg-web")
        .machine("app", None, ("10.0.2.5", "sg-app"), Some("miner"))
}

#[test]
fn neighbour() {
    assert_eq!(behind().paths(), ["internet -reach-> web -neighbour-> app -role-> miner -rights-> gold"]);
    assert_eq!(behind().reasons()[2], "security group sg-app lets in sg-web to port 8080");
    let by_range = |range: &str| behind().without("sg-app").group("sg-app", 8080, range).paths().len();
    assert_eq!(["10.0.1.0/24", "10.0.1.5/32", "10.0.2.0/24", "10.0.1.4/32"].map(by_range), [1, 1, 0, 0]);
    for miss in [
        behind().but("app", json!({"state": "stopped"})),
        behind().without("sg-app").group("sg-app", 8080, "sg-db"),
        // A network ACL stands between two subnets.
        behind().but("acl-1", json!({"subnet_ids": ["subnet-1"]})).with("ec2_network_acl", "acl-2", json!({
            "subnet_ids": ["subnet-2"], "entries": [{"rule_number": 1, "egress": false, "action": "deny", "protocol": "-1", "cidr": "10.0.1.0/24"}]})),
    ] {
        assert_eq!(miss.paths(), [""; 0]);
    }
}

#[test]
fn a_database_is_data_by_itself() {
    let database = |port: i64| {
        web().group("sg-db", 5432, "sg-web").with("rds_instance", "orders", json!({"status": "available", "port": port,
            "publicly_accessible": false, "subnet_ids": ["subnet-2"], "vpc_id": "vpc-1", "vpc_security_group_ids": ["sg-db"],
            "db_cluster_identifier": null, "tags": {"data-classification": "confidential"}}))
    };
    assert_eq!(database(5432).paths()[1], "internet -reach-> web -neighbour-> orders");
    // Nobody listens at the port that is open.
    assert_eq!(database(3306).paths().len(), 1);
    let part = database(5432).but("orders", json!({"tags": {}, "db_cluster_identifier": "aurora"}));
    let whole =
        part.with("rds_cluster", "aurora", json!({"tags": {"data-classification": "pii"}, "status": "available"}));
    assert_eq!(whole.paths()[1], "internet -reach-> web -neighbour-> orders --> aurora");
}

#[test]
fn policies_of_data() {
    let open = |principal: (&str, &str), action: &str| {
        let statement = grant("Allow", principal, &[action], &[&bucket("gold/*")]);
        Estate::new().bucket("gold", "restricted", document(&[statement])).paths()
    };
    assert_eq!(open(("*", "*"), "s3:GetObject"), ["internet -policy-> gold"]);
    assert_eq!(open(("AWS", FOREIGN), "s3:Get*"), [format!("{FOREIGN} -account-> gold")]);
    assert_eq!(open(("*", "*"), "s3:PutObject"), [""; 0]);
    assert_eq!(open(("AWS", OTHER), "s3:GetObject"), [""; 0]);
    assert_eq!(open(("AWS", OWN), "s3:GetObject"), [""; 0]);
    let held = json!({"public_access_block": {"restrict_public_buckets": true}});
    let statement = grant("Allow", ("*", "*"), &["s3:GetObject"], &[&bucket("gold/*")]);
    assert_eq!(Estate::new().bucket("gold", "pii", document(&[statement])).but("gold", held).paths(), [""; 0]);
}

#[test]
fn shared_snapshots() {
    let snapshot = |fields: serde_json::Value| {
        let all = Estate::new().with(
            "ec2_snapshot",
            "copy",
            json!({"tags": {"data-class": "pii"}, "public": false, "shared_accounts": []}),
        );
        all.but("copy", fields).paths()
    };
    assert_eq!(snapshot(json!({"public": true})), ["internet -policy-> copy"]);
    assert_eq!(snapshot(json!({"shared_accounts": [FOREIGN, OTHER]})), [format!("{FOREIGN} -account-> copy")]);
    assert_eq!(snapshot(json!({})), [""; 0]);
}

#[test]
fn secrets_are_worth_a_path_without_a_tag() {
    let secret = format!("arn:aws:secretsmanager:eu-west-1:{OWN}:secret:db-x");
    let parameter = format!("arn:aws:ssm:eu-west-1:{OWN}:parameter/db");
    let estate = |kind: &str| {
        web()
            .without("miner")
            .role("miner", &[allow(&["secretsmanager:GetSecretValue", "ssm:GetParameter"], &["*"])])
            .of(OWN, "secretsmanager_secret", &secret, "db-x", json!({"policy": null}))
            .of(OWN, "ssm_parameter", &parameter, "db", json!({"type": kind}))
            .paths()
    };
    let start = "internet -reach-> web -role-> miner -rights->";
    assert_eq!(estate("SecureString"), [format!("{start} db-x"), format!("{start} db")]);
    assert_eq!(estate("String"), [format!("{start} db-x")]);
}

fn trusting(principal: (&str, &str)) -> Estate {
    let trust = json!({"trust_policy": document(&[grant("Allow", principal, ASSUME, &[])])});
    Estate::new().bucket("gold", "pii", json!(null)).principal(OWN, "role", "miner", &[reads("*")], trust)
}

#[test]
fn trust() {
    assert_eq!(trusting(("AWS", FOREIGN)).paths(), [format!("{FOREIGN} -account-> miner -rights-> gold")]);
    assert_eq!(trusting(("AWS", "*")).paths(), ["internet -trust-> miner -rights-> gold"]);
    assert_eq!(trusting(("AWS", OTHER)).paths(), [""; 0]);
    assert_eq!(trusting(("Service", "ec2.amazonaws.com")).paths(), [""; 0]);
    // Anybody has an identity at GitHub; whose it must be is a matter of the subject.
    let provider = arn("oidc-provider/token.actions.githubusercontent.com");
    let federated = |conditions: serde_json::Value| {
        let mut statement = grant("Allow", ("Federated", &provider), &["sts:AssumeRoleWithWebIdentity"], &[]);
        statement["conditions"] = conditions;
        trusting(("AWS", OWN)).but("miner", json!({"trust_policy": document(&[statement])})).paths()
    };
    assert_eq!(federated(json!([])), ["internet -trust-> miner -rights-> gold"]);
    let subject = json!([{"operator": "StringLike", "key": "token.actions.githubusercontent.com:sub", "values": ["repo:acme/shop:*"]}]);
    assert_eq!(federated(subject), [""; 0]);
}

#[test]
fn from_one_account_of_the_estate_to_another() {
    let far = format!("arn:aws:iam::{OTHER}:role/far");
    let estate = |asks: &str, trusts: &str| {
        let trust = json!({"trust_policy": document(&[grant("Allow", ("AWS", trusts), ASSUME, &[])])});
        web()
            .without("gold")
            .without("miner")
            .role("miner", &[allow(&[asks], &[&far])])
            .principal(OTHER, "role", "far", &[reads("silver/*")], trust)
            .of(
                OTHER,
                "s3_bucket",
                &bucket("silver"),
                "silver",
                json!({"tags": {"data-class": "pii"}, "policy": null,
                "public_access_block": null, "ownership": "BucketOwnerEnforced", "acl": null}),
            )
            .paths()
    };
    let far_away = "internet -reach-> web -role-> miner -trust-> far -rights-> silver";
    assert_eq!(estate("sts:AssumeRole", OWN), [far_away]);
    assert_eq!(estate("sts:AssumeRole", &arn("role/miner")), [far_away]);
    assert_eq!(estate("sts:AssumeRole", &arn("role/other")), [""; 0]);
    assert_eq!(estate("sts:TagSession", OWN), [""; 0]);
}

#[test]
fn data_of_another_account_must_be_open_on_both_sides() {
    let silver = |policy: serde_json::Value| {
        web().without("gold").without("miner").role("miner", &[reads("silver/*")]).of(OTHER, "s3_bucket", &bucket("silver"), "silver", json!({
            "tags": {"data-class": "pii"}, "policy": policy, "public_access_block": null, "ownership": "BucketOwnerEnforced", "acl": null})).paths()
    };
    let by = |effect: &str, who: &str| grant(effect, ("AWS", who), &["s3:GetObject"], &[&bucket("silver/*")]);
    assert_eq!(silver(document(&[by("Allow", OWN)])), ["internet -reach-> web -role-> miner -rights-> silver"]);
    assert_eq!(silver(json!(null)), [""; 0]);
    assert_eq!(silver(document(&[by("Allow", FOREIGN)])), [format!("{FOREIGN} -account-> silver")]);
    assert_eq!(silver(document(&[by("Allow", OWN), by("Deny", &arn("role/miner"))])), [""; 0]);
}

#[test]
fn a_bucket_names_who_reads_it_and_who_does_not() {
    let named = |effect: &str, own: &[serde_json::Value]| {
        let statement = grant(effect, ("AWS", &arn("role/miner")), &["s3:GetObject"], &[&bucket("gold/*")]);
        web().without("miner").role("miner", own).but("gold", json!({"policy": document(&[statement])})).paths()
    };
    assert_eq!(named("Allow", &[]), ["internet -reach-> web -role-> miner -rights-> gold"]);
    assert_eq!(named("Deny", &[reads("*")]), [""; 0]);
}

#[test]
fn ways_up_and_administrators() {
    let up = web().without("miner").role("miner", &[allow(&["iam:PutRolePolicy"], &[&arn("role/miner")])]);
    assert_eq!(up.paths(), [format!("internet -reach-> web -role-> miner -way_up-> admin of {OWN}")]);
    assert!(up.reasons()[3].ends_with("(iam-005), by inline policy own"), "{:?}", up.reasons());
    let whole = web().without("miner").role("miner", &[allow(&["*"], &["*"])]);
    // Who may do everything gets at all data, which is not told again.
    assert_eq!(whole.paths(), [format!("internet -reach-> web -role-> miner -rights-> admin of {OWN}")]);
    let half = web().without("miner").role("miner", &[allow(&["iam:PutRolePolicy"], &[&arn("role/other")])]);
    assert_eq!(half.paths(), [""; 0]);
}

#[test]
fn sign_in() {
    let user = |fields: serde_json::Value| {
        let estate = Estate::new().bucket("gold", "pii", json!(null));
        estate.principal(OWN, "user", "ada", &[reads("gold/*")], fields).paths()
    };
    assert_eq!(user(json!({"console_access": true})), ["internet -sign_in-> ada -rights-> gold"]);
    assert_eq!(user(json!({"console_access": true, "mfa_active": true})), [""; 0]);
    assert_eq!(user(json!({"console_access": false})), [""; 0]);
    let root = |active: bool, password: serde_json::Value| {
        let fields = json!({"root": {"mfa_active": active}, "summary": {"root_password_present": password}});
        Estate::new().with("iam_account", "account", fields).paths()
    };
    assert_eq!(root(false, json!(null)), [format!("internet -sign_in-> admin of {OWN}")]);
    assert_eq!(root(true, json!(null)), [""; 0]);
    assert_eq!(root(false, json!(false)), [""; 0]);
}

#[test]
fn whoever_may_call_a_function_needs_a_flaw_to_be_it() {
    let call = |who: (&str, &str)| {
        let statement = grant("Allow", who, &["lambda:InvokeFunction"], &["*"]);
        treasure()
            .with(
                "lambda_function",
                "resize",
                json!({"role": arn("role/miner"), "policy": document(&[statement]), "urls": [], "state": "Active"}),
            )
            .ask(|paths| paths.paths().iter().map(|path| (path.cost.flaws, path.cost.steps)).collect::<Vec<_>>())
    };
    assert_eq!(call(("AWS", "*")), [(1, 3)]);
    assert_eq!(call(("AWS", OWN)), []);
}

#[test]
fn a_service_runs_as_the_role_of_its_task() {
    let tasks = |role: &str| {
        treasure()
            .group("sg-app", 8080, WORLD)
            .with("ecs_service", "shop", json!({"status": "ACTIVE", "running_count": 1, "task_definition": "td-1", "load_balancers": [],
                "network_configuration": {"awsvpc_configuration": {"assign_public_ip": "ENABLED", "security_groups": ["sg-app"], "subnets": ["subnet-1"]}}}))
            .of(OWN, "ecs_task_definition", "td-1", "td", json!({"task_role_arn": arn(&format!("role/{role}"))}))
            .paths()
    };
    assert_eq!(tasks("miner"), ["internet -reach-> shop -role-> miner -rights-> gold"]);
    assert_eq!(tasks("nobody"), [""; 0]);
}
