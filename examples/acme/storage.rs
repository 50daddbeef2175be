//! Buckets, and the account-wide block before them.

use crate::estate::{ACCOUNTS, DATA, Estate, FRANKFURT, PROD, Quarter, SANDBOX, Thing, VIRGINIA, arn, tags};
use serde_json::{Value as Json, json};

/// A bucket: account, region, name, team, class of its data.
type Bucket = (&'static str, &'static str, &'static str, &'static str, &'static str);

const BUCKETS: [Bucket; 37] = [
    (PROD, FRANKFURT, "acme-website", "shop", "public"),
    (PROD, FRANKFURT, "acme-orders", "shop", "confidential"),
    (PROD, FRANKFURT, "acme-invoices", "billing", "confidential"),
    (PROD, FRANKFURT, "acme-customer-exports", "crm", "restricted"),
    (PROD, FRANKFURT, "acme-product-images", "shop", "internal"),
    (PROD, FRANKFURT, "acme-access-logs", "platform", "internal"),
    (PROD, FRANKFURT, "acme-flow-logs", "platform", "internal"),
    (PROD, FRANKFURT, "acme-builds", "platform", "internal"),
    (PROD, FRANKFURT, "acme-backups", "platform", "confidential"),
    (PROD, FRANKFURT, "acme-contracts", "billing", "restricted"),
    (PROD, FRANKFURT, "acme-mail-archive", "crm", "confidential"),
    (PROD, FRANKFURT, "acme-terraform-state", "platform", "confidential"),
    (PROD, VIRGINIA, "acme-orders-us", "shop", "confidential"),
    (PROD, VIRGINIA, "acme-invoices-us", "billing", "confidential"),
    (PROD, FRANKFURT, "acme-trail", "platform", "confidential"),
    (PROD, VIRGINIA, "acme-access-logs-us", "platform", "internal"),
    (DATA, FRANKFURT, "acme-lake-raw", "data", "restricted"),
    (DATA, FRANKFURT, "acme-lake-curated", "data", "confidential"),
    (DATA, FRANKFURT, "acme-lake-published", "data", "internal"),
    (DATA, FRANKFURT, "acme-reports", "data", "confidential"),
    (DATA, FRANKFURT, "acme-ml-features", "data", "confidential"),
    (DATA, FRANKFURT, "acme-ml-models", "data", "internal"),
    (DATA, FRANKFURT, "acme-supplier-drop", "data", "internal"),
    (DATA, FRANKFURT, "acme-campaigns", "data", "confidential"),
    (DATA, FRANKFURT, "acme-data-logs", "platform", "internal"),
    (DATA, VIRGINIA, "acme-data-logs-us", "platform", "internal"),
    (DATA, VIRGINIA, "acme-lake-raw-us", "data", "restricted"),
    (DATA, VIRGINIA, "acme-lake-curated-us", "data", "confidential"),
    (DATA, VIRGINIA, "acme-reports-us", "data", "confidential"),
    (SANDBOX, FRANKFURT, "acme-sandbox-shared", "shop", "internal"),
    (SANDBOX, FRANKFURT, "acme-sandbox-datasets", "data", "internal"),
    (SANDBOX, FRANKFURT, "acme-hackathon", "shop", "internal"),
    (SANDBOX, FRANKFURT, "acme-lab-results", "data", "internal"),
    (SANDBOX, FRANKFURT, "acme-notebooks", "data", "internal"),
    (SANDBOX, VIRGINIA, "acme-sandbox-us", "shop", "internal"),
    (SANDBOX, VIRGINIA, "acme-demo-site", "shop", "public"),
    (SANDBOX, VIRGINIA, "acme-scratch", "data", "internal"),
];

pub fn add(estate: &mut Estate) {
    for account in ACCOUNTS {
        block(estate, account);
    }
    for bucket in &BUCKETS {
        let there = match bucket.2 {
            // The CRM's archive went with it.
            "acme-mail-archive" => estate.quarter <= Quarter::Urgent,
            "acme-campaigns" => estate.quarter >= Quarter::Urgent,
            _ => true,
        };
        if !there {
            continue;
        }
        one(estate, bucket);
    }
    for (name, bucket, team) in
        [("orders-reader", "acme-orders", "shop"), ("invoice-reader", "acme-invoices", "billing")]
    {
        let fields = json!({"bucket": bucket, "bucket_account": PROD});
        estate.add(Thing {
            kind: "s3_access_point",
            account: PROD,
            region: FRANKFURT,
            id: arn("s3", FRANKFURT, PROD, &format!("accesspoint/{name}")),
            name,
            tags: tags(team, PROD),
            fields,
        });
    }
}

/// The data account was built by people who knew; the sandbox by people who wanted to go home.
fn block(estate: &mut Estate, account: &str) {
    let on = account == DATA;
    let all = json!({"block_public_acls": on, "ignore_public_acls": on, "block_public_policy": on, "restrict_public_buckets": on});
    let id = format!("plimsoll:s3_account:{account}:global:settings");
    let fields = json!({"public_access_block": if on { all } else { Json::Null }});
    estate.add(Thing { kind: "s3_account", account, region: "", id, name: account, tags: None, fields });
}

fn one(estate: &mut Estate, bucket: &Bucket) {
    let (account, region, name, _, class) = *bucket;
    let q = estate.quarter;
    let tls_only = q >= Quarter::Habits && account != SANDBOX || name.len() % 3 == 0;
    let versioned = class != "internal" || q >= Quarter::Habits && account != SANDBOX;
    let logged = account != SANDBOX && !is_log_bucket(name) && (q >= Quarter::Urgent || name.len() % 2 == 0);
    // Logs are delivered only within an account and a region.
    let logs = match (account, region) {
        (DATA, FRANKFURT) => "acme-data-logs",
        (DATA, _) => "acme-data-logs-us",
        (_, FRANKFURT) => "acme-access-logs",
        _ => "acme-access-logs-us",
    };
    // A student put last year's test results where everybody can list them.
    let by_acl = name == "acme-lab-results" && q == Quarter::Summer;
    let refused = |action: &str| json!({"$unread": {"action": action, "reason": "access_denied"}});
    let unread = account == DATA && region == VIRGINIA && q == Quarter::Habits;
    let policy = if unread { refused("s3:GetBucketPolicy") } else { policy(q, account, name, tls_only) };
    let public = is_public(q, name);
    let status = match () {
        () if unread => refused("s3:GetBucketPolicyStatus"),
        () if policy.is_null() => Json::Null,
        () => json!(public),
    };
    let on = !public && !by_acl && account != SANDBOX;
    let everybody = json!({"grantee_type": "Group", "permission": "READ",
        "grantee": "http://acs.amazonaws.com/groups/global/AllUsers"});
    let owner = json!({"grantee_type": "CanonicalUser", "grantee": "acme", "permission": "FULL_CONTROL"});
    let mut fields = json!({
        "created_at": if name == "acme-campaigns" { "2026-02-16T09:00:00Z" } else { "2023-05-01T09:00:00Z" },
        "policy": policy,
        "policy_status_public": status,
        "public_access_block": {"block_public_acls": on, "ignore_public_acls": on, "block_public_policy": on, "restrict_public_buckets": on},
        "acl": {"owner_id": "acme", "grants": if by_acl { json!([owner, everybody]) } else { json!([owner]) }},
        "ownership": if by_acl { "ObjectWriter" } else { "BucketOwnerEnforced" },
        "versioning": {"status": if versioned { json!("enabled") } else { Json::Null }, "mfa_delete": null},
        "logging": if logged { json!({"target_bucket": logs, "target_prefix": format!("{name}/")}) } else { Json::Null },
        "encryption": {"algorithm": if class == "restricted" { "aws:kms" } else { "AES256" }, "kms_key_id": null},
    });
    let replication = match name {
        "acme-orders" => json!({"role_arn": arn("iam", "", PROD, "role/replicate-orders"), "rules": [{"id": "all",
            "status": "Enabled", "destination_bucket": "arn:aws:s3:::acme-backups", "destination_account": PROD}]}),
        _ => Json::Null,
    };
    fields["replication"] = replication;
    let id = format!("arn:aws:s3:::{name}");
    estate.add(Thing { kind: "s3_bucket", account, region, id, name, tags: tagged(q, bucket), fields });
}

fn tagged(q: Quarter, bucket: &Bucket) -> Option<Json> {
    let (account, _, name, team, class) = *bucket;
    // The shop took over what the CRM's team left.
    let team = if team == "crm" && q >= Quarter::Habits { "shop" } else { team };
    let mut tags = tags(team, account)?;
    tags["data-classification"] = json!(class);
    // The company stands still without these. The lake is not copied anywhere.
    if matches!(name, "acme-orders" | "acme-lake-raw") {
        tags["criticality"] = json!("vital");
    }
    Some(tags)
}

fn is_public(q: Quarter, name: &str) -> bool {
    matches!(name, "acme-website" | "acme-demo-site") || name == "acme-customer-exports" && q == Quarter::Found
}

fn is_log_bucket(name: &str) -> bool {
    name.contains("access-logs") || name.contains("data-logs")
}

/// The service that delivers into it.
fn delivering(name: &str) -> Option<&'static str> {
    match name {
        "acme-trail" => Some("cloudtrail.amazonaws.com"),
        "acme-flow-logs" => Some("delivery.logs.amazonaws.com"),
        _ => is_log_bucket(name).then_some("logging.s3.amazonaws.com"),
    }
}

fn policy(q: Quarter, account: &str, name: &str, tls_only: bool) -> Json {
    let statement = |effect: &str, actions: Json, conditions: Json| {
        json!({"sid": null, "effect": effect,
        "principals": [{"type": "*", "id": "*"}], "not_principals": [], "actions": actions, "not_actions": [],
        "resources": [format!("arn:aws:s3:::{name}"), format!("arn:aws:s3:::{name}/*")], "not_resources": [],
        "conditions": conditions})
    };
    let secure = json!([{"operator": "Bool", "key": "aws:securetransport", "values": ["false"]}]);
    let mut statements = Vec::new();
    if tls_only {
        statements.push(statement("Deny", json!(["s3:*"]), secure));
    }
    if is_public(q, name) {
        statements.push(statement("Allow", json!(["s3:GetObject"]), json!([])));
    }
    if let Some(service) = delivering(name) {
        let own = json!([{"operator": "StringEquals", "key": "aws:sourceaccount", "values": [account]}]);
        let mut delivery = statement("Allow", json!(["s3:PutObject"]), own);
        delivery["principals"] = json!([{"type": "Service", "id": service}]);
        statements.push(delivery);
    }
    if name == "acme-supplier-drop" {
        let mut shared = statement("Allow", json!(["s3:PutObject"]), json!([]));
        shared["principals"] = json!([{"type": "AWS", "id": "arn:aws:iam::999988887777:role/delivery"}]);
        statements.push(shared);
    }
    if statements.is_empty() { Json::Null } else { json!({"version": "2012-10-17", "statements": statements}) }
}
