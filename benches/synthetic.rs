//! Snapshots of any size: the kinds in about the proportions of a large estate, a fifth of the resources unhealthy.

use plimsoll::collect::kinds;
use plimsoll::snapshot::{AccountId, Done, Header, KindInfo, Reach, Region, Resource, Value, Writer};
use serde_json::{Value as Json, json};
use std::collections::BTreeMap;
use std::path::Path;

/// A kind, how many of a hundred resources are of it, and what is wrong with an unhealthy one.
fn proportions() -> Vec<(&'static str, usize, Json)> {
    let world = json!([{"protocol": "tcp", "from_port": 22, "to_port": 22, "cidr": "0.0.0.0/0", "prefix_list_id": null,
        "source_security_group_id": null, "source_account": null, "description": null}]);
    vec![
        ("ec2_network_interface", 22, json!({})),
        ("ec2_volume", 16, json!({"encrypted": false})),
        ("ec2_instance", 12, json!({"metadata_options": {"http_tokens": "optional"}})),
        ("ec2_snapshot", 12, json!({"encrypted": false})),
        ("iam_role", 12, json!({"last_used_at": null})),
        ("ec2_security_group", 8, json!({"ingress": world})),
        ("s3_bucket", 6, json!({"versioning": {"status": null}})),
        ("iam_policy", 5, json!({"attachment_count": 0})),
        ("ec2_subnet", 3, json!({"map_public_ip_on_launch": true})),
        ("iam_user", 2, json!({"mfa_active": false})),
        ("ec2_route_table", 1, json!({})),
        ("ec2_vpc", 1, json!({})),
    ]
}

const ACCOUNTS: usize = 20;
const REGIONS: [&str; 4] = ["eu-central-1", "eu-west-1", "us-east-1", "us-west-2"];

/// Writes a snapshot of `count` resources.
pub fn write(count: usize, file: &Path) {
    let all = kinds();
    let by_name: BTreeMap<&str, &KindInfo> = all.iter().map(|kind| (kind.name, kind)).collect();
    let mut writer = Writer::create(file, &header(&all)).expect("a new file");
    for (name, of_hundred, bad) in proportions() {
        let kind = by_name[name];
        let (good, bad) = (kind.sample.clone(), kind.example(&Value::from(bad)));
        for number in 0..(count * of_hundred).div_ceil(100) {
            let resource = if number % 5 == 0 { &bad } else { &good };
            let machine = number % instances(count);
            writer.resource(&placed(resource, kind, number, machine)).expect("a resource");
        }
    }
    for kind in all.iter().filter(|kind| matches!(kind.name, "s3_account" | "ec2_region" | "iam_account")) {
        for number in 0..ACCOUNTS * REGIONS.len() {
            writer.resource(&placed(&kind.sample, kind, number, 0)).expect("a setting");
        }
    }
    for (account, region) in (0..ACCOUNTS).flat_map(|a| REGIONS.map(|region| (account(a), region))) {
        let region = Region::try_from(region).expect("a good name");
        writer.done(&Done { account, region, kind: "ec2_vpc".into(), count: 1 }).expect("an end of a kind");
    }
    writer.finish(0, BTreeMap::new()).expect("an end");
}

fn account(number: usize) -> AccountId {
    AccountId::try_from(format!("{:012}", 100_000_000_000 + number % ACCOUNTS)).expect("twelve digits")
}

fn header(kinds: &[KindInfo]) -> Header {
    let accounts = (0..ACCOUNTS).map(account).collect();
    let regions = REGIONS.map(|name| Region::try_from(name).expect("a good name")).to_vec();
    let taken_at = "2026-06-30T12:00:00Z".parse().expect("a good time");
    let mut header = Header::new(taken_at, "example".into(), accounts, regions);
    let reach = |kind: &KindInfo| if kind.scope.is_global() { Reach::Global } else { Reach::Regional };
    header.kinds = kinds.iter().map(|kind| (kind.name.to_owned(), reach(kind))).collect();
    header
}

const NETWORKS: usize = 400;

/// How many instances there are: the same number in each network, so that an interface is in that of its instance.
fn instances(count: usize) -> usize {
    (count * 12 / 100 / NETWORKS).max(1) * NETWORKS
}

/// The number-th of its kind, in its place, with ids of its own. A few hundred networks share the rest.
fn placed(resource: &Resource, kind: &KindInfo, number: usize, machine: usize) -> Resource {
    let network = number % NETWORKS;
    let mut whole = serde_json::to_value(resource).expect("JSON");
    let own = format!("{network:03x}");
    for (field, value) in whole.as_object_mut().expect("an object") {
        // Joins find about as many as in a real network: the shared ids end in the network's number.
        if matches!(field.as_str(), "vpc_id" | "subnet_id" | "group_id" | "security_group_ids" | "route_table_id") {
            *value = serde_json::from_str(&value.to_string().replace("718\"", &format!("{own}\""))).expect("JSON");
        }
        if field == "instance_id" && value.is_string() {
            *value = format!("i-{machine:017x}").into();
        }
    }
    let mut placed: Resource = serde_json::from_value(whole).expect("a resource");
    placed.id = format!("{}-{number:06}", resource.id).into();
    placed.account = account(network);
    if !kind.scope.is_global() {
        placed.region = Region::try_from(REGIONS[network / ACCOUNTS % REGIONS.len()]).expect("a good name");
    }
    placed
}
