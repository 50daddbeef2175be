//! From one interface to the next.

use super::estate::Estate;
use crate::facts::{Index, Network, OpenPort};
use crate::snapshot::Reason;

/// A web server in one subnet, a database in another.
fn two() -> Estate {
    Estate::open()
        .with("ec2_subnet", r#"{"vpc_id":"vpc-1"}"#)
        .with("ec2_network_interface", r#"{"private_ips":["10.0.1.5"]}"#)
        .with("ec2_security_group", r#"{"vpc_id":"vpc-1"}"#)
        .and(
            "ec2_network_interface",
            "inner",
            r#"{"instance_id":null,"public_ip":null,"ipv6_addresses":[],"private_ips":["10.0.2.6"],"subnet_id":"subnet-2","vpc_id":"vpc-1",
                "security_group_ids":["sg-db"],"status":"in-use"}"#,
        )
        .and(
            "ec2_security_group",
            "db",
            r#"{"group_id":"sg-db","vpc_id":"vpc-1","ingress":[{"protocol":"tcp","from_port":5432,"to_port":5432,"source_security_group_id":"sg-1"}]}"#,
        )
        .and("ec2_network_acl", "acl", r#"{"subnet_ids":["subnet-2"],"entries":[]}"#)
}

/// The groups that let in the web server, with their first port and its source.
fn opened(estate: &Estate) -> Result<Vec<String>, Reason> {
    let snapshot = estate.snapshot();
    let index = Index::new(&snapshot);
    let from = index.by_id("arn:ec2_network_interface").unwrap();
    let network = Network::new(&index);
    let stands = network.stands(from).map_err(|unread| unread.reason)?;
    let [stand] = stands.as_slice() else { panic!("{stands:?}") };
    let found = network.opened_to(stand).map_err(|unread| unread.reason)?;
    let label = |port: &OpenPort| format!("{} {} from {}", port.security_group_id, port.from, port.source);
    Ok(found.iter().map(|opening| label(&opening.ports[0])).collect())
}

const OWN: &str = "sg-1 22 from 10.0.1.5/32";

#[test]
fn groups_let_in_by_group_range_and_list() {
    // A rule for the world is one for neighbours as well.
    assert_eq!(opened(&two()).unwrap(), [OWN, "sg-db 5432 from sg-1"]);
    let by = |rule: &str| {
        let rule = format!(r#"{{"ingress":[{{"protocol":"tcp","from_port":5432,"to_port":5432,{rule}}}]}}"#);
        opened(&two().but("db", &rule).but("arn:ec2_prefix_list", r#"{"cidrs":["10.0.1.0/28"]}"#)).unwrap()
    };
    let near = "sg-db 5432 from 10.0.1.5/32";
    assert_eq!(by(r#""cidr":"10.0.1.0/24""#), [OWN, near]);
    assert_eq!(by(r#""cidr":"10.0.1.5/32""#), [OWN, near]);
    assert_eq!(by(r#""cidr":null,"prefix_list_id":"pl-1""#), [OWN, near]);
    for miss in [r#""cidr":"10.0.2.0/24""#, r#""cidr":"10.0.1.4/32""#, r#""source_security_group_id":"sg-db""#] {
        assert_eq!(by(miss), [OWN], "{miss}");
    }
}

#[test]
fn networks_must_be_connected() {
    let apart = || two().but("db", r#"{"vpc_id":"vpc-2"}"#);
    assert_eq!(opened(&apart()).unwrap(), [OWN]);
    let peering = |status: &str| {
        format!(r#"{{"status":"{status}","accepter":{{"vpc_id":"vpc-2"}},"requester":{{"vpc_id":"vpc-1"}}}}"#)
    };
    let joined = apart().and("ec2_vpc_peering", "peering", &peering("active"));
    assert_eq!(opened(&joined).unwrap().len(), 2);
    assert_eq!(opened(&apart().and("ec2_vpc_peering", "peering", &peering("expired"))).unwrap(), [OWN]);
}

#[test]
fn what_carries_a_group() {
    let database = r#"{"vpc_security_group_ids":["sg-db"]}"#;
    let snapshot = two().and("rds_instance", "orders", database).snapshot();
    let index = Index::new(&snapshot);
    let carried = |id: &str| -> Vec<String> {
        let found = Network::new(&index).carried_by(index.by_id(id).unwrap()).unwrap();
        found.iter().map(|resource| resource.id.to_string()).collect()
    };
    assert_eq!(carried("db"), ["inner", "orders"]);
    assert_eq!(carried("arn:ec2_security_group"), ["arn:ec2_network_interface"]);
}

#[test]
fn network_acls_stand_between_subnets() {
    let passed = |estate: Estate| {
        let snapshot = estate.snapshot();
        let index = Index::new(&snapshot);
        let at = |id: &str| index.by_id(id).unwrap();
        let network = Network::new(&index);
        let stand = &network.stands(at("arn:ec2_network_interface")).unwrap()[0];
        let openings = network.opened_to(stand).unwrap();
        let port = &openings.iter().find(|opening| &*opening.group.id == "db").unwrap().ports[0];
        network.passed(stand, at("inner"), port).unwrap().len()
    };
    assert_eq!(passed(two()), 0);
    let entries = |cidr: &str| {
        format!(
            r#"{{"entries":[{{"rule_number":1,"egress":false,"action":"allow","protocol":"6","cidr":"{cidr}"}},
            {{"rule_number":1,"egress":true,"action":"allow","protocol":"6","cidr":"{cidr}"}}]}}"#
        )
    };
    assert_eq!(passed(two().but("acl", &entries("10.0.1.0/24"))), 1);
    assert_eq!(passed(two().but("acl", &entries("10.0.3.0/24"))), 0);
    assert_eq!(passed(two().but("inner", r#"{"subnet_id":"subnet-1"}"#)), 1);
}

#[test]
fn what_could_not_be_read_is_said() {
    for kind in ["ec2_security_group", "ec2_prefix_list", "ec2_vpc_peering"] {
        assert_eq!(opened(&two().without(kind)), Err(Reason::AccessDenied), "{kind}");
    }
}
