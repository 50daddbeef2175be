//! Load balancers: the shop's, and an old one before billing that nobody has moved yet.

use crate::estate::{Estate, FRANKFURT, PROD, Thing, arn, tags};
use crate::network::{OPENED, Place};
use serde_json::{Value as Json, json};

const HERE: Place<'static> = Place { account: PROD, region: FRANKFURT };

pub fn add(estate: &mut Estate) {
    shop(estate);
    billing(estate);
}

/// Adds a resource of Elastic Load Balancing; `path` is the end of its ARN.
fn put(estate: &mut Estate, kind: &str, path: &str, name: &str, team: &str, fields: Json) {
    let Place { account, region } = HERE;
    let id = of(path);
    estate.add(Thing { kind, account, region, id, name, tags: tags(team, account), fields });
}

fn of(path: &str) -> String {
    arn("elasticloadbalancing", FRANKFURT, PROD, path)
}

fn machines(row: &str, count: usize) -> impl Iterator<Item = String> {
    (1..=count).map(move |number| HERE.id("i", &format!("{row}-{number}")))
}

fn shop(estate: &mut Estate) {
    let (balancer, group) = (of("loadbalancer/app/shop/50dc6c495c0c9188"), of("targetgroup/shop/73e2d6bc24d8a067"));
    let zones = ["a", "b"].map(|zone| {
        json!({"zone_name": format!("{FRANKFURT}{zone}"), "subnet_id": HERE.id("subnet", &format!("public-{zone}"))})
    });
    let fields = json!({"vpc_id": HERE.vpc(), "security_groups": [HERE.id("sg", "web")], "availability_zones": zones,
        "created_at": OPENED});
    put(estate, "elbv2_load_balancer", "loadbalancer/app/shop/50dc6c495c0c9188", "shop", "shop", fields);
    let fields = json!({"load_balancer_arn": balancer, "port": 443,
        "default_actions": [{"type": "forward", "target_group_arns": [group], "redirect": null, "fixed_response_status": null}]});
    put(estate, "elbv2_listener", "listener/app/shop/50dc6c495c0c9188/f2f7dc8efc522ab2", "shop", "shop", fields);
    let target = |id| json!({"target_id": id, "port": 443, "availability_zone": null, "state": "healthy"});
    let targets: Vec<Json> = machines("shop-web", 12).map(target).collect();
    let fields = json!({"vpc_id": HERE.vpc(), "port": 443, "load_balancer_arns": [balancer], "targets": targets});
    put(estate, "elbv2_target_group", "targetgroup/shop/73e2d6bc24d8a067", "shop", "shop", fields);
}

fn billing(estate: &mut Estate) {
    let subnets = ["private-a", "private-b"].map(|subnet| HERE.id("subnet", subnet));
    let instances: Vec<String> = machines("billing", 6).collect();
    let fields = json!({"scheme": "internal", "vpc_id": HERE.vpc(), "subnets": subnets, "instances": instances,
        "security_groups": [HERE.id("sg", "app")], "created_at": OPENED,
        "dns_name": format!("internal-billing-1234567890.{FRANKFURT}.elb.amazonaws.com")});
    put(estate, "elb_load_balancer", "loadbalancer/billing", "billing", "billing", fields);
}
