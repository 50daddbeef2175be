//! Instances with their interfaces and volumes, and what is copied from them.

use crate::estate::{DATA, Estate, FRANKFURT, PROD, Quarter, SANDBOX, Thing, VIRGINIA, arn, tags};
use crate::network::{OPENED, Place};
use serde_json::{Value as Json, json};

/// A row of like machines: account, region, name, team, how many, subnet, security groups.
type Fleet = (&'static str, &'static str, &'static str, &'static str, usize, &'static str, &'static [&'static str]);

const FLEETS: [Fleet; 17] = [
    (PROD, FRANKFURT, "shop-web", "shop", 12, "public-a", &["web", "ops"]),
    (PROD, FRANKFURT, "orders", "shop", 10, "private-a", &["app", "ops"]),
    (PROD, FRANKFURT, "billing", "billing", 6, "private-b", &["app", "ops"]),
    (PROD, FRANKFURT, "bastion", "platform", 4, "public-b", &["ops"]),
    (PROD, FRANKFURT, "crm", "crm", 3, "public-b", &["crm"]),
    (PROD, FRANKFURT, "metrics", "platform", 5, "private-b", &["app"]),
    (DATA, FRANKFURT, "spark", "data", 8, "private-b", &["app"]),
    (PROD, VIRGINIA, "shop-web-us", "shop", 8, "public-a", &["web"]),
    (PROD, VIRGINIA, "ledger", "billing", 5, "private-a", &["app"]),
    (PROD, VIRGINIA, "audit", "billing", 2, "public-b", &["remote-desktop"]),
    (DATA, FRANKFURT, "warehouse", "data", 9, "private-a", &["database"]),
    (DATA, FRANKFURT, "loader", "data", 4, "public-a", &["database"]),
    (DATA, VIRGINIA, "warehouse-us", "data", 6, "private-a", &["database"]),
    (SANDBOX, FRANKFURT, "lab", "shop", 9, "public-a", &["web", "default"]),
    (SANDBOX, VIRGINIA, "lab-us", "data", 2, "public-a", &["web"]),
    (SANDBOX, FRANKFURT, "notebook", "data", 3, "private-a", &["app"]),
    (PROD, FRANKFURT, "sale", "shop", 2, "public-a", &["web"]),
];

pub fn add(estate: &mut Estate) {
    for (row, fleet) in FLEETS.iter().enumerate() {
        let there = match fleet.2 {
            // The CRM moved to a service in spring; its machines are gone.
            "crm" => estate.quarter <= Quarter::Urgent,
            // Brought back from last year's image for the summer sale.
            "sale" => estate.quarter == Quarter::Summer,
            _ => true,
        };
        if !there {
            continue;
        }
        for number in 1..=fleet.4 {
            // No two machines of the company have an address in common.
            machine(estate, fleet, number, 10 + 14 * row + number);
        }
        copies(estate, fleet);
    }
}

/// IMDSv1 goes with each new image; the laboratory's first two machines run on one that nobody can build any more.
fn imds_required(q: Quarter, row: &str, number: usize) -> bool {
    match (q, row) {
        (_, "lab") if number <= 2 => false,
        (_, "sale") => false,
        (Quarter::Found, _) => number.is_multiple_of(3),
        (Quarter::Urgent, _) => number % 3 != 1,
        _ => true,
    }
}

/// The role that it runs with. The CRM's could do everything.
fn profile(account: &str, row: &str, team: &str) -> String {
    let role = match (row, team) {
        ("crm", _) => "crm-app",
        (_, "billing") => "ledger",
        (_, "data") => "etl-nightly",
        (_, "platform") => "metrics",
        _ => "orders-api",
    };
    arn("iam", "", account, &format!("instance-profile/{role}"))
}

fn machine(estate: &mut Estate, fleet: &Fleet, number: usize, host: usize) {
    let (account, region, row, team, _, subnet, groups) = *fleet;
    let place = Place { account, region };
    let name = format!("{row}-{number}");
    let (instance, eni, volume) = (place.id("i", &name), place.id("eni", &name), place.id("vol", &name));
    let q = estate.quarter;
    let public = subnet.starts_with("public") || groups.contains(&"crm");
    let address = if public { json!(format!("198.51.100.{host}")) } else { Json::Null };
    let private = place.address(subnet, host);
    let group_ids: Vec<String> = groups.iter().map(|group| place.id("sg", group)).collect();
    let tokens = if imds_required(q, row, number) { "required" } else { "optional" };
    let secrets = match row {
        "sale" if number == 1 => json!([{"line": 11, "kind": "password", "name": "SHOP_DB_PASSWORD"}]),
        "crm" if number == 1 => json!([{"line": 4, "kind": "password", "name": "DB_PASSWORD"}]),
        _ => json!([]),
    };
    let fields = json!({"instance_id": instance, "vpc_id": place.vpc(), "subnet_id": place.id("subnet", subnet),
        "security_group_ids": group_ids, "network_interface_ids": [eni], "private_ip": private, "public_ip": address,
        "iam_instance_profile_arn": profile(account, row, team), "volume_ids": [volume],
        "metadata_options": {"http_tokens": tokens}, "launched_at": q.days_ago(30), "user_data_secrets": secrets});
    place.add(estate, "ec2_instance", &format!("instance/{instance}"), &name, team, fields);
    let fields = json!({"network_interface_id": eni, "vpc_id": place.vpc(), "subnet_id": place.id("subnet", subnet),
        "owner_id": account, "security_group_ids": group_ids, "instance_id": instance, "private_ips": [private],
        "public_ip": address, "public_ips": if public { json!([address]) } else { json!([]) }, "description": row,
        "attachment": {"instance_id": instance, "instance_owner_id": account, "attached_at": OPENED}});
    place.add(estate, "ec2_network_interface", &format!("network-interface/{eni}"), &name, team, fields);
    // What was made before encryption became the default stays as it is until it is replaced.
    let encrypted = match q {
        Quarter::Found | Quarter::Urgent => row == "billing" || row == "ledger" || account == DATA,
        _ => account != SANDBOX && !(row == "shop-web" && number <= 2),
    };
    let fields = json!({"volume_id": volume, "encrypted": encrypted, "kms_key_id": key(&place, encrypted),
        "snapshot_id": null, "instance_ids": [instance], "created_at": OPENED});
    place.add(estate, "ec2_volume", &format!("volume/{volume}"), &name, team, fields);
}

/// Each account has one key for its disks in each region.
fn key(place: &Place<'_>, encrypted: bool) -> Json {
    let key = || arn("kms", place.region, place.account, "key/0d1e2f30-4a5b-4c6d-8e7f-9a0b1c2d3e4f");
    if encrypted { json!(key()) } else { Json::Null }
}

/// Each row has a snapshot; the larger ones have an image and a template.
fn copies(estate: &mut Estate, fleet: &Fleet) {
    let (account, region, row, team, count, ..) = *fleet;
    let place = Place { account, region };
    let q = estate.quarter;
    let snapshot = place.id("snap", row);
    // Somebody shared the loader's disk with "all" to hand it to a supplier.
    let public = row == "loader" && q == Quarter::Found;
    let encrypted = row != "loader" && row != "crm" && account != SANDBOX;
    let fields = json!({"snapshot_id": snapshot, "volume_id": place.id("vol", &format!("{row}-1")), "public": public,
        "encrypted": encrypted, "kms_key_id": key(&place, encrypted), "started_at": "2025-11-03T02:00:00Z"});
    let owned = |kind, resource: &str, fields| Thing {
        kind,
        account,
        region,
        id: arn("ec2", region, "", resource),
        name: row,
        tags: tags(team, account),
        fields,
    };
    estate.add(owned("ec2_snapshot", &format!("snapshot/{snapshot}"), fields));
    if count < 4 {
        return;
    }
    let image = place.id("ami", row);
    let fields = json!({"image_id": image, "created_at": "2025-11-03T02:00:00Z", "deprecated_at": null,
        "last_launched_at": q.days_ago(2), "source_instance_id": place.id("i", &format!("{row}-1")),
        "block_devices": [{"device_name": "/dev/xvda", "snapshot_id": snapshot, "encrypted": encrypted}]});
    estate.add(owned("ec2_image", &format!("image/{image}"), fields));
    let template = place.id("lt", row);
    let version = json!([{"version": 3, "image_id": image, "instance_type": "m7g.large", "iam_instance_profile": null,
        "metadata_options": {"http_tokens": if q >= Quarter::Urgent { "required" } else { "optional" },
            "http_endpoint": "enabled", "http_put_response_hop_limit": 1},
        "associate_public_ip_address": false, "security_group_ids": [], "key_name": null,
        "block_devices": [{"device_name": "/dev/xvda", "encrypted": true, "kms_key_id": null, "snapshot_id": null}],
        "user_data_secrets": []}]);
    let fields = json!({"launch_template_id": template, "versions": version, "created_at": OPENED});
    place.add(estate, "ec2_launch_template", &format!("launch-template/{template}"), row, team, fields);
}
