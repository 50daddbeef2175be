//! Who may do what: users, groups, roles, policies, and the root users.

use crate::estate::{ACCOUNTS, DATA, Estate, PROD, Quarter, SANDBOX, Thing, arn, tags};
use serde_json::{Value as Json, json};

pub fn add(estate: &mut Estate) {
    for account in ACCOUNTS {
        users(estate, account);
        groups(estate, account);
        roles(estate, account);
        policies(estate, account);
        providers(estate, account);
        settings(estate, account);
    }
}

fn global<'a>(
    kind: &'a str,
    account: &'a str,
    path: String,
    name: &'a str,
    tags: Option<Json>,
    fields: Json,
) -> Thing<'a> {
    Thing { kind, account, region: "", id: arn("iam", "", account, &path), name, tags, fields }
}

/// Comes last, as it counts the others.
fn settings(estate: &mut Estate, account: &str) {
    let q = estate.quarter;
    // The sandbox was opened with a card and forgotten.
    let forgotten = account == SANDBOX && q == Quarter::Found;
    let strict = account != SANDBOX || q >= Quarter::Habits;
    let policy = if strict { json!({"minimum_length": 16, "reuse_prevention": 24}) } else { Json::Null };
    let name = match account {
        PROD => "acme-prod",
        DATA => "acme-data",
        _ => "acme-sandbox",
    };
    let fields = json!({
        "alias": name,
        "summary": {"root_mfa_enabled": !forgotten, "users": estate.count("iam_user", account),
            "groups": estate.count("iam_group", account), "roles": estate.count("iam_role", account),
            "policies": estate.count("iam_policy", account)},
        "password_policy": policy,
        "root": {"mfa_active": !forgotten, "password_last_used": "2025-02-03T09:00:00Z", "last_used": "2025-02-03T09:00:00Z"},
        "root_credentials_centralized": if account == PROD { json!(q >= Quarter::Habits) } else { Json::Null },
    });
    estate.add(global("iam_account", account, "root".into(), name, None, fields));
}

/// When the company moved into AWS; the mail user is older than that, and came with an account that was bought.
const MOVED_IN: &str = "2024-03-01T09:00:00Z";
const MAILER_MADE: &str = "2022-09-17T09:00:00Z";

/// Name, team, and whether a person.
fn people(account: &str) -> &'static [(&'static str, &'static str, bool)] {
    match account {
        PROD => &[
            ("ada", "platform", true),
            ("ben", "platform", true),
            ("carla", "shop", true),
            ("deploy-bot", "shop", false),
            ("olaf", "shop", true),
            ("mailer", "crm", false),
        ],
        DATA => &[("dina", "data", true), ("emil", "data", true), ("etl-bot", "data", false)],
        _ => &[
            ("fritz", "shop", true),
            ("gina", "shop", true),
            ("hugo", "data", true),
            ("intern", "shop", true),
            ("playground-bot", "shop", false),
        ],
    }
}

fn users(estate: &mut Estate, account: &str) {
    for (name, team, person) in people(account) {
        if let Some(fields) = user(estate.quarter, account, name, *person) {
            estate.add(global("iam_user", account, format!("user/{name}"), name, tags(team, account), fields));
        }
    }
}

fn user(q: Quarter, account: &str, name: &str, person: bool) -> Option<Json> {
    // The CRM was switched off in spring, and its mail user with it.
    if name == "mailer" && q >= Quarter::Habits {
        return None;
    }
    // Olaf's rights were taken away in spring; in summer he asked for them back, "until the sale".
    let olaf = name == "olaf" && (q <= Quarter::Urgent || q == Quarter::Summer);
    let mfa = person && (q >= Quarter::Habits || !matches!(name, "carla" | "gina" | "hugo" | "intern"));
    let key = |active: bool, rotated: &str, used: i64| {
        json!([{"number": 1, "active": active, "last_rotated": rotated, "last_used": q.days_ago(used),
            "last_used_region": "eu-central-1", "last_used_service": "s3"}])
    };
    let keys = match name {
        // In spring it was turned off, but not deleted.
        "olaf" => key(olaf, "2024-11-05T09:00:00Z", if olaf { 2 } else { 80 }),
        "deploy-bot" if q <= Quarter::Urgent => key(true, MOVED_IN, 1),
        "deploy-bot" | "etl-bot" => key(true, &q.days_ago(40), 1),
        "mailer" => key(true, MAILER_MADE, 300),
        "playground-bot" => key(true, "2025-06-14T09:00:00Z", 3),
        _ => json!([]),
    };
    let admin = olaf || name == "mailer";
    let attached = if admin { json!(["arn:aws:iam::aws:policy/AdministratorAccess"]) } else { json!([]) };
    let gone = name == "intern" && q >= Quarter::Habits;
    Some(json!({
        "created_at": if name == "mailer" { MAILER_MADE } else { MOVED_IN },
        "group_names": [group_of(account, person)],
        "attached_policy_arns": attached,
        "console_access": person,
        "password_last_used": if person { json!(q.days_ago(if gone { 160 } else { 3 })) } else { Json::Null },
        "password_last_changed": if person { json!("2025-06-01T08:00:00Z") } else { Json::Null },
        "mfa_active": mfa,
        "has_active_access_key": keys[0]["active"] == json!(true),
        "access_keys": keys,
        "report_generated_at": q.moment(),
    }))
}

fn group_of(account: &str, person: bool) -> &'static str {
    if person && account != SANDBOX { "readers" } else { "developers" }
}

fn groups(estate: &mut Estate, account: &str) {
    let read = json!(["arn:aws:iam::aws:policy/ReadOnlyAccess"]);
    for name in ["readers", "developers"] {
        let there = |user: &&str| *user != "mailer" || estate.quarter <= Quarter::Urgent;
        let of_group = people(account).iter().filter(|(_, _, person)| group_of(account, *person) == name);
        let members: Vec<&str> = of_group.map(|(user, ..)| *user).filter(there).collect();
        let fields = json!({"attached_policy_arns": read, "created_at": MOVED_IN, "user_names": members});
        estate.add(global("iam_group", account, format!("group/{name}"), name, None, fields));
    }
}

/// A document with one statement.
fn document(actions: Json, resources: Json) -> Json {
    json!({"version": "2012-10-17", "statements": [{"sid": null, "effect": "Allow", "principals": [],
        "not_principals": [], "actions": actions, "not_actions": [], "resources": resources, "not_resources": [],
        "conditions": []}]})
}

fn policies(estate: &mut Estate, account: &str) {
    let q = estate.quarter;
    let own =
        |bucket: &str| document(json!(["s3:GetObject", "s3:PutObject"]), json!([format!("arn:aws:s3:::{bucket}/*")]));
    let mut all = vec![
        ("orders-worker", own("acme-orders")),
        ("invoice-worker", own("acme-invoices")),
        ("report-reader", own("acme-reports")),
        ("deploy", document(json!(["sts:AssumeRole"]), json!([arn("iam", "", account, "role/deploy")]))),
    ];
    match account {
        PROD if q <= Quarter::Urgent => all.push(("legacy-ops", document(json!(["*"]), json!(["*"])))),
        PROD => all.push(("legacy-ops", document(json!(["ec2:Describe*"]), json!(["*"])))),
        DATA => all.push(("etl", document(json!(["kms:Decrypt", "s3:GetObject"]), json!(["*"])))),
        _ => all.push(("experiments", document(json!(["sts:AssumeRole"]), json!(["*"])))),
    }
    for (name, document) in all {
        let arn = arn("iam", "", account, &format!("policy/{name}"));
        let fields = json!({"document": document, "attachment_count": estate.attachments(&arn),
            "created_at": MOVED_IN, "updated_at": MOVED_IN});
        estate.add(global("iam_policy", account, format!("policy/{name}"), name, None, fields));
    }
}

fn trust(principal: Json, action: &str, conditions: Json) -> Json {
    json!({"version": "2012-10-17", "statements": [{"sid": null, "effect": "Allow", "principals": [principal],
        "not_principals": [], "actions": [action], "not_actions": [], "resources": [], "not_resources": [],
        "conditions": conditions}]})
}

fn service(name: &str) -> Json {
    trust(json!({"type": "Service", "id": format!("{name}.amazonaws.com")}), "sts:AssumeRole", json!([]))
}

/// Name, team, and policy.
const WORKERS: [(&str, &str, &str); 9] = [
    ("orders-api", "shop", "orders-worker"),
    ("orders-worker", "shop", "orders-worker"),
    ("checkout", "shop", "orders-worker"),
    ("search", "shop", "orders-worker"),
    ("invoice-worker", "billing", "invoice-worker"),
    ("ledger", "billing", "invoice-worker"),
    ("etl-nightly", "data", "report-reader"),
    ("reports", "data", "report-reader"),
    ("metrics", "platform", "report-reader"),
];

fn roles(estate: &mut Estate, account: &str) {
    for (name, team, policy) in WORKERS {
        let attached = match (name, account) {
            ("etl-nightly", DATA) => json!([arn("iam", "", account, "policy/etl")]),
            ("metrics", PROD) => json!([arn("iam", "", account, "policy/legacy-ops")]),
            ("checkout", SANDBOX) => json!([arn("iam", "", account, "policy/experiments")]),
            _ => json!([arn("iam", "", account, &format!("policy/{policy}"))]),
        };
        role(estate, account, name, team, service("ec2"), &attached, 1);
    }
    let q = estate.quarter;
    let github = json!({"type": "Federated", "id": arn("iam", "", account, "oidc-provider/token.actions.githubusercontent.com")});
    let audience = json!({"operator": "StringEquals", "key": "token.actions.githubusercontent.com:aud", "values": ["sts.amazonaws.com"]});
    let subject = json!({"operator": "StringLike", "key": "token.actions.githubusercontent.com:sub", "values": ["repo:acme/shop:*"]});
    // Any repository on GitHub could deploy to production.
    let conditions =
        if q == Quarter::Found && account == PROD { json!([audience]) } else { json!([audience, subject]) };
    let deploys = json!([arn("iam", "", account, "policy/deploy")]);
    role(
        estate,
        account,
        "deploy",
        "platform",
        trust(github, "sts:AssumeRoleWithWebIdentity", conditions),
        &deploys,
        1,
    );
    let partner = json!({"type": "AWS", "id": "arn:aws:iam::999988887777:root"});
    let external = json!([{"operator": "StringEquals", "key": "sts:externalid", "values": ["acme-4711"]}]);
    let conditions = if account == DATA && q <= Quarter::Habits { json!([]) } else { external };
    let reads = json!([arn("iam", "", account, "policy/report-reader")]);
    role(estate, account, "monitoring-partner", "platform", trust(partner, "sts:AssumeRole", conditions), &reads, 1);
    let support = json!(["arn:aws:iam::aws:policy/AWSSupportAccess"]);
    let own = json!({"type": "AWS", "id": arn("iam", "", account, "root")});
    role(estate, account, "support", "platform", trust(own.clone(), "sts:AssumeRole", json!([])), &support, 20);
    let all = json!(["arn:aws:iam::aws:policy/AdministratorAccess"]);
    role(estate, account, "break-glass-admin", "platform", trust(own, "sts:AssumeRole", json!([])), &all, 60);
    programs(estate, account);
    if account == PROD {
        replication(estate);
    }
    if account == PROD && q <= Quarter::Urgent {
        role(estate, account, "crm-app", "crm", service("ec2"), &all, 200);
    }
    if account == SANDBOX {
        role(estate, account, "hackathon-2024", "shop", service("lambda"), &all, 500);
    }
}

/// What runs without machines has a role in common; builds and workflows have another, as their services say for whom
/// they ask.
fn programs(estate: &mut Estate, account: &str) {
    let services = |names: &[&str]| -> Vec<Json> {
        names.iter().map(|name| json!({"type": "Service", "id": format!("{name}.amazonaws.com")})).collect()
    };
    let trusting = |names: &[&str], conditions: Json| {
        let mut document = trust(Json::Null, "sts:AssumeRole", conditions);
        document["statements"][0]["principals"] = json!(services(names));
        document
    };
    let reads = json!([arn("iam", "", account, "policy/report-reader")]);
    let plain = trusting(&["lambda", "ecs-tasks", "tasks.apprunner", "sagemaker"], json!([]));
    role(estate, account, "automation", "platform", plain, &reads, 1);
    let own = json!([{"operator": "StringEquals", "key": "aws:sourceaccount", "values": [account]}]);
    role(estate, account, "builds", "platform", trusting(&["codebuild", "states"], own), &reads, 1);
}

/// Copies the orders into the backups.
fn replication(estate: &mut Estate) {
    let own = json!([{"operator": "StringEquals", "key": "aws:sourceaccount", "values": [PROD]}]);
    let s3 = trust(json!({"type": "Service", "id": "s3.amazonaws.com"}), "sts:AssumeRole", own);
    let attached = json!([arn("iam", "", PROD, "policy/orders-worker")]);
    role(estate, PROD, "replicate-orders", "shop", s3, &attached, 1);
}

fn role(estate: &mut Estate, account: &str, name: &str, team: &str, trust: Json, attached: &Json, used: i64) {
    let fields = json!({
        "created_at": MOVED_IN,
        "trust_policy": trust,
        "attached_policy_arns": attached,
        "last_used_at": estate.quarter.days_ago(used),
        "instance_profile_arns": [arn("iam", "", account, &format!("instance-profile/{name}"))],
    });
    estate.add(global("iam_role", account, format!("role/{name}"), name, tags(team, account), fields));
}

fn providers(estate: &mut Estate, account: &str) {
    let name = "token.actions.githubusercontent.com";
    let tagged = tags("platform", account);
    estate.add(global(
        "iam_oidc_provider",
        account,
        format!("oidc-provider/{name}"),
        name,
        tagged,
        json!({"created_at": MOVED_IN}),
    ));
    estate.add(global(
        "iam_saml_provider",
        account,
        "saml-provider/directory".into(),
        "directory",
        None,
        json!({"created_at": MOVED_IN}),
    ));
    if account == PROD {
        let expires = json!({"expires_at": "2026-08-15T00:00:00Z", "uploaded_at": "2025-08-15T00:00:00Z"});
        estate.add(global("iam_server_certificate", account, "server-certificate/shop".into(), "shop", None, expires));
    }
}
