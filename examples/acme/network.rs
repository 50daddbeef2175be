//! One VPC in each account and region, with public and private subnets, and the settings of each region.

use crate::estate::{
    ACCOUNTS, DATA, Estate, FRANKFURT, PROD, Quarter, REGIONS, SANDBOX, Thing, VIRGINIA, arn, id, tags,
};
use serde_json::{Value as Json, json};

pub fn add(estate: &mut Estate) {
    for account in ACCOUNTS {
        for region in REGIONS {
            let place = Place { account, region };
            settings(estate, &place);
            vpc(estate, &place);
            subnets(estate, &place);
            groups(estate, &place);
            around(estate, &place);
        }
    }
}

/// An account and a region.
pub struct Place<'a> {
    pub account: &'a str,
    pub region: &'a str,
}

impl Place<'_> {
    pub fn id(&self, prefix: &str, name: &str) -> String {
        id(prefix, self.account, self.region, name)
    }

    pub fn vpc(&self) -> String {
        self.id("vpc", "main")
    }

    /// Counts the networks of the company; no two of them overlap.
    fn number(&self) -> usize {
        let account = ACCOUNTS.iter().position(|id| *id == self.account).unwrap_or_default();
        account * REGIONS.len() + REGIONS.iter().position(|name| *name == self.region).unwrap_or_default()
    }

    fn cidr(&self) -> String {
        format!("10.{}.0.0/16", 20 + self.number())
    }

    fn subnet_cidr(&self, subnet: &str) -> String {
        self.address(subnet, 0) + "/24"
    }

    /// An address in one of its subnets.
    pub fn address(&self, subnet: &str, host: usize) -> String {
        let number = SUBNETS.iter().position(|name| *name == subnet).unwrap_or_default();
        format!("10.{}.{number}.{host}", 20 + self.number())
    }

    /// The network that it is peered with.
    fn peer(&self) -> Option<Self> {
        let account = match self.account {
            PROD => DATA,
            DATA => PROD,
            _ => return None,
        };
        Some(Self { account, ..*self })
    }

    fn peering(&self) -> String {
        id("pcx", PROD, self.region, "data")
    }

    /// The private and the public address of its NAT gateway.
    fn nat_addresses(&self) -> (String, String) {
        (self.address("public-a", 5), format!("198.51.100.{}", 1 + self.number()))
    }

    /// Adds a resource of EC2; `path` is the end of its ARN.
    pub fn add(&self, estate: &mut Estate, kind: &str, path: &str, name: &str, team: &str, fields: Json) {
        estate.add(Thing {
            kind,
            account: self.account,
            region: self.region,
            id: arn("ec2", self.region, self.account, path),
            name,
            tags: tags(team, self.account),
            fields,
        });
    }
}

fn settings(estate: &mut Estate, place: &Place<'_>) {
    let tidy = estate.quarter >= Quarter::Habits && place.account != SANDBOX;
    let fields = json!({
        "ebs_encryption_by_default": tidy,
        "imds_defaults": if tidy { json!({"http_tokens": "required"}) } else { Json::Null },
        "snapshot_block_public_access": if tidy { "block-all-sharing" } else { "unblocked" },
        "image_block_public_access": if tidy { "block-new-sharing" } else { "unblocked" },
    });
    let Place { account, region } = *place;
    let id = format!("plimsoll:ec2_region:{account}:{region}:settings");
    estate.add(Thing { kind: "ec2_region", account, region, id, name: region, tags: None, fields });
}

fn vpc(estate: &mut Estate, place: &Place<'_>) {
    let vpc = place.vpc();
    let owner = json!(place.account);
    let team = "platform";
    place.add(
        estate,
        "ec2_vpc",
        &format!("vpc/{vpc}"),
        "main",
        team,
        json!({"vpc_id": vpc, "owner_id": owner, "cidr_blocks": [place.cidr()]}),
    );
    let igw = place.id("igw", "main");
    let fields = json!({"internet_gateway_id": igw, "owner_id": owner, "vpc_ids": [vpc]});
    place.add(estate, "ec2_internet_gateway", &format!("internet-gateway/{igw}"), "main", team, fields);
    let nat = place.id("nat", "main");
    let (private, public) = place.nat_addresses();
    let fields = json!({"nat_gateway_id": nat, "vpc_id": vpc, "subnet_id": place.id("subnet", "public-a"),
        "network_interface_ids": [place.id("eni", "nat")], "private_ips": [private], "public_ips": [public],
        "created_at": OPENED});
    place.add(estate, "ec2_nat_gateway", &format!("natgateway/{nat}"), "main", team, fields);
    // Virginia was opened in a hurry for the American shop; its traffic was not logged until spring.
    if place.region == FRANKFURT || estate.quarter >= Quarter::Urgent {
        let log = place.id("fl", "main");
        let fields = json!({"flow_log_id": log, "resource_id": vpc, "log_destination": "arn:aws:s3:::acme-flow-logs",
            "created_at": if place.region == FRANKFURT { OPENED } else { "2026-02-10T08:30:00Z" }});
        place.add(estate, "ec2_flow_log", &format!("vpc-flow-log/{log}"), "main", team, fields);
    }
}

/// The day on which the networks were made.
pub const OPENED: &str = "2024-03-01T09:00:00Z";

const SUBNETS: [&str; 4] = ["public-a", "public-b", "private-a", "private-b"];

fn subnets(estate: &mut Estate, place: &Place<'_>) {
    let (vpc, owner) = (place.vpc(), json!(place.account));
    for name in SUBNETS {
        let public = name.starts_with("public");
        let subnet = place.id("subnet", name);
        let fields = json!({"subnet_id": subnet, "vpc_id": vpc, "owner_id": owner, "cidr": place.subnet_cidr(name),
            "availability_zone": format!("{}{}", place.region, &name[name.len() - 1..]),
            "map_public_ip_on_launch": public && place.account == SANDBOX});
        place.add(estate, "ec2_subnet", &format!("subnet/{subnet}"), name, "platform", fields);
    }
    for (name, target) in [("public", place.id("igw", "main")), ("private", place.id("nat", "main"))] {
        let table = place.id("rtb", name);
        let members: Vec<String> =
            SUBNETS.iter().filter(|subnet| subnet.starts_with(name)).map(|subnet| place.id("subnet", subnet)).collect();
        let kind = if name == "public" { "internet_gateway" } else { "nat_gateway" };
        let mut routes = vec![
            json!({"destination": "0.0.0.0/0", "target_kind": kind, "target_id": target, "state": "active", "origin": "CreateRoute"}),
            json!({"destination": place.cidr(), "target_kind": "local", "target_id": null, "state": "active", "origin": "CreateRouteTable"}),
        ];
        if let Some(other) = place.peer().filter(|_| name == "private") {
            // Virginia was peered in a hurry, as a whole.
            let to = if place.region == FRANKFURT { other.subnet_cidr("private-a") } else { other.cidr() };
            routes
                .push(json!({"destination": to, "target_kind": "vpc_peering_connection", "target_id": place.peering(),
                "state": "active", "origin": "CreateRoute"}));
        }
        let fields = json!({"route_table_id": table, "vpc_id": vpc, "owner_id": owner, "is_main": name == "private",
            "subnet_ids": members, "routes": routes});
        place.add(estate, "ec2_route_table", &format!("route-table/{table}"), name, "platform", fields);
        let acl = place.id("acl", name);
        let entry = |egress: bool, number: i64, action: &str| {
            json!({"egress": egress, "rule_number": number,
            "action": action, "protocol": "-1", "cidr": "0.0.0.0/0", "from_port": null, "to_port": null, "icmp_type": null})
        };
        let fields = json!({"network_acl_id": acl, "vpc_id": vpc, "owner_id": owner, "is_default": false,
            "subnet_ids": members, "entries": [entry(false, 100, "allow"), entry(false, 32767, "deny"),
                entry(true, 100, "allow"), entry(true, 32767, "deny")]});
        place.add(estate, "ec2_network_acl", &format!("network-acl/{acl}"), name, "platform", fields);
    }
}

fn rule(from: i64, to: i64, cidr: &str) -> Json {
    json!({"protocol": "tcp", "from_port": from, "to_port": to, "cidr": cidr, "prefix_list_id": null,
        "source_security_group_id": null, "source_account": null, "description": null})
}

fn groups(estate: &mut Estate, place: &Place<'_>) {
    let q = estate.quarter;
    let production = place.account == PROD && place.region == FRANKFURT;
    // One group for the whole operations team, opened "for the weekend" two years ago.
    let ops = match q {
        Quarter::Found | Quarter::Urgent if production => json!([rule(22, 22, "0.0.0.0/0")]),
        _ => json!([rule(22, 22, "203.0.113.0/28")]),
    };
    // A contractor needed a remote desktop for an hour.
    let contractor = match q {
        Quarter::Summer if place.account == PROD && place.region == VIRGINIA => json!([rule(3389, 3389, "0.0.0.0/0")]),
        _ => json!([]),
    };
    let database = match q {
        Quarter::Found if place.account == DATA && place.region == FRANKFURT => json!([rule(5432, 5432, "0.0.0.0/0")]),
        _ => json!([rule(5432, 5432, &place.cidr())]),
    };
    let mut all = vec![
        ("web", "shop", json!([rule(443, 443, "0.0.0.0/0")])),
        ("app", "shop", json!([rule(8443, 8443, &place.cidr())])),
        ("database", "data", database),
        ("ops", "platform", ops),
        ("remote-desktop", "billing", contractor),
    ];
    if production && q <= Quarter::Urgent {
        all.push(("crm", "crm", json!([rule(0, 65535, "0.0.0.0/0")])));
    }
    for (name, team, ingress) in all {
        group(estate, place, name, team, ingress, false);
    }
    let default = if place.account == SANDBOX { json!([rule(0, 65535, &place.cidr())]) } else { json!([]) };
    group(estate, place, "default", "platform", default, true);
}

fn group(estate: &mut Estate, place: &Place<'_>, name: &str, team: &str, ingress: Json, is_default: bool) {
    let own = place.id("sg", name);
    let egress = if is_default { json!([]) } else { json!([rule(443, 443, "0.0.0.0/0")]) };
    let fields = json!({"group_id": own, "group_name": name, "owner_id": place.account, "vpc_id": place.vpc(),
        "description": format!("Acme {name}"), "is_default": is_default, "ingress": ingress, "egress": egress});
    place.add(estate, "ec2_security_group", &format!("security-group/{own}"), name, team, fields);
}

fn around(estate: &mut Estate, place: &Place<'_>) {
    let owner = json!(place.account);
    let endpoint = place.id("vpce", "s3");
    let policy = json!({"version": "2012-10-17", "statements": [{"sid": "Own", "effect": "Allow",
        "principals": [{"type": "AWS", "id": arn("iam", "", place.account, "root")}], "not_principals": [],
        "actions": ["s3:*"], "not_actions": [], "resources": ["*"], "not_resources": [], "conditions": []}]});
    let fields = json!({"vpc_endpoint_id": endpoint, "service_name": format!("com.amazonaws.{}.s3", place.region),
        "vpc_id": place.vpc(), "owner_id": owner, "policy": policy,
        "route_table_ids": [place.id("rtb", "public"), place.id("rtb", "private")], "created_at": OPENED});
    place.add(estate, "ec2_vpc_endpoint", &format!("vpc-endpoint/{endpoint}"), "s3", "platform", fields);
    let address = place.id("eipalloc", "nat");
    let (private, public) = place.nat_addresses();
    let fields = json!({"allocation_id": address, "network_interface_id": place.id("eni", "nat"),
        "private_ip": private, "public_ip": public});
    place.add(estate, "ec2_elastic_ip", &format!("elastic-ip/{address}"), "nat", "platform", fields);
    let key = place.id("key", "break-glass");
    place.add(
        estate,
        "ec2_key_pair",
        &format!("key-pair/{key}"),
        "break-glass",
        "platform",
        json!({"key_pair_id": key, "created_at": OPENED}),
    );
    let list = place.id("pl", "offices");
    let fields = json!({"prefix_list_id": list, "owner_id": owner});
    place.add(estate, "ec2_prefix_list", &format!("prefix-list/{list}"), "offices", "platform", fields);
    if place.account == PROD {
        let gateway = place.id("tgw", "backbone");
        let fields = json!({"transit_gateway_id": gateway, "owner_id": owner, "created_at": OPENED});
        place.add(estate, "ec2_transit_gateway", &format!("transit-gateway/{gateway}"), "backbone", "platform", fields);
    }
    // Both sides see it, each by the name that it gave it.
    if let Some(other) = place.peer() {
        let peering = place.peering();
        let side = |account| {
            let end = Place { account, region: place.region };
            json!({"vpc_id": end.vpc(), "account": account, "region": place.region, "cidrs": [end.cidr()],
                "allow_dns_resolution_from_remote_vpc": true})
        };
        let fields = json!({"vpc_peering_connection_id": peering, "requester": side(PROD), "accepter": side(DATA)});
        let name = if other.account == DATA { "to-data" } else { "to-prod" };
        place.add(estate, "ec2_vpc_peering", &format!("vpc-peering-connection/{peering}"), name, "platform", fields);
    }
}
