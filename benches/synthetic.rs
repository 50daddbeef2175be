//! Snapshots of any size: the kinds in about the proportions of a large estate, a fifth of the resources unhealthy.

use plimsoll::collect::kinds;
use plimsoll::snapshot::{AccountId, Header, KindInfo, Reach, Region, Resource, Scope, Value, Writer};
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
    let proportions = proportions();
    let sizes: BTreeMap<&str, usize> =
        proportions.iter().map(|(name, of_hundred, _)| (*name, (count * of_hundred).div_ceil(100))).collect();
    let mut writer = Writer::create(file, &header(&all)).expect("a new file");
    for (name, _, bad) in proportions {
        let kind = by_name[name];
        let text = |resource: &Resource| serde_json::to_string(resource).expect("JSON");
        let (good, bad) = (text(&kind.sample), text(&kind.example(&Value::from(bad))));
        for number in 0..sizes[name] {
            let text = if number % 5 == 0 { &bad } else { &good };
            writer.resource(&placed(text, kind, number, &sizes)).expect("a resource");
        }
    }
    for kind in &all {
        let places = match kind.scope {
            Scope::Account => ACCOUNTS,
            Scope::Region => ACCOUNTS * REGIONS.len(),
            Scope::Global | Scope::Regional => continue,
        };
        let text = serde_json::to_string(&kind.sample).expect("JSON");
        for number in 0..places {
            writer.resource(&placed(&text, kind, number, &sizes)).expect("a setting");
        }
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

/// The number-th of its kind, in its place, with ids of its own. What it names is in the same network or account: each
/// number is in the network that is left when it is divided by that of all networks.
fn placed(text: &str, kind: &KindInfo, number: usize, sizes: &BTreeMap<&str, usize>) -> Resource {
    let network = number % NETWORKS;
    let of = |other: &str, named: usize| {
        let all = (sizes[other] / NETWORKS).max(1) * NETWORKS;
        if other == kind.name { number } else { named % all }
    };
    let machine = of("ec2_instance", number);
    let ids = [
        ("i-", machine),
        ("eni-", of("ec2_network_interface", machine)),
        ("vol-", of("ec2_volume", number)),
        ("snap-", of("ec2_snapshot", number)),
        ("sg-", of("ec2_security_group", machine)),
        ("subnet-", of("ec2_subnet", machine)),
        ("rtb-", of("ec2_route_table", number)),
        ("vpc-", if kind.name == "ec2_vpc" { number } else { network }),
    ];
    let names = [
        ("role/orders-worker", of("iam_role", number)),
        ("policy/orders-worker", of("iam_policy", number)),
        ("\"orders-worker", number),
        ("user/ada", number),
        ("\"ada", number),
        (":::acme-invoices", of("s3_bucket", number)),
        ("\"acme-invoices", number),
    ];
    let (account, region) = (account(network), REGIONS[network / ACCOUNTS % REGIONS.len()]);
    let mut text = text.replace("111122223333", account.as_str()).replace("eu-central-1", region);
    for (start, number) in ids {
        for before in ['"', '/'] {
            text = text.replace(&format!("{before}{start}{SAMPLE}"), &format!("{before}{start}{number:017x}"));
        }
    }
    for (name, number) in names {
        text = text.replace(name, &format!("{name}-{number:06}"));
    }
    serde_json::from_str(&text).expect("a resource")
}

/// What the ids of EC2 end in, in all samples.
const SAMPLE: &str = "0a1b2c3d4e5f60718";
