//! Each link of the chain from the internet to an instance, taken away one at a time.

use super::estate::Estate;
use crate::facts::Exposure;
use crate::facts::reach::ports::is_internet;
use crate::snapshot::Reason;

#[test]
fn the_whole_chain_is_open() {
    assert_eq!(Estate::open().ports(), [(22, 22)]);
    for kind in ["ec2_instance", "ec2_network_interface", "ec2_security_group"] {
        assert_eq!(Estate::open().sheet(kind).exposure.high, Exposure::InternetOpen, "{kind}");
    }
}

#[test]
fn each_link_closes_it() {
    for (kind, fields) in [
        ("ec2_instance", r#"{"state":"stopped"}"#),
        ("ec2_network_interface", r#"{"public_ip":null}"#),
        ("ec2_route_table", r#"{"routes":[]}"#),
        ("ec2_route_table", r#"{"routes":[{"destination":"0.0.0.0/0","target_id":"nat-1","state":"active"}]}"#),
        ("ec2_route_table", r#"{"routes":[{"destination":"0.0.0.0/0","target_id":"igw-1","state":"blackhole"}]}"#),
        ("ec2_route_table", r#"{"routes":[{"destination":"::/0","target_id":"igw-1","state":"active"}]}"#),
        // Not associated, and not the main one.
        ("ec2_route_table", r#"{"subnet_ids":[]}"#),
        ("ec2_security_group", r#"{"ingress":[]}"#),
        ("ec2_security_group", r#"{"ingress":[{"protocol":"tcp","from_port":22,"to_port":22,"cidr":"10.0.0.0/8"}]}"#),
        (
            "ec2_security_group",
            r#"{"ingress":[{"protocol":"tcp","from_port":22,"to_port":22,"cidr":null,"source_security_group_id":"sg-2"}]}"#,
        ),
        ("ec2_security_group", r#"{"ingress":[{"protocol":"tcp","from_port":22,"to_port":22,"cidr":"::/0"}]}"#),
        (
            "ec2_security_group",
            r#"{"ingress":[{"protocol":"tcp","from_port":22,"to_port":22,"cidr":null,"prefix_list_id":"pl-1"}]}"#,
        ),
        ("ec2_network_acl", r#"{"entries":[]}"#),
        (
            "ec2_network_acl",
            r#"{"entries":[{"rule_number":1,"egress":false,"action":"allow","protocol":"-1","cidr":"0.0.0.0/0"}]}"#,
        ),
        ("ec2_subnet", r#"{"internet_gateway_block_mode":"block-ingress"}"#),
        ("ec2_subnet", r#"{"internet_gateway_block_mode":"block-bidirectional"}"#),
    ] {
        assert_eq!(Estate::open().with(kind, fields).ports(), [], "{kind} {fields}");
    }
}

#[test]
fn other_ways_to_be_open() {
    for (kind, fields) in [
        ("ec2_route_table", r#"{"subnet_ids":[],"is_main":true}"#),
        ("ec2_security_group", r#"{"ingress":[{"protocol":"tcp","from_port":22,"to_port":22,"cidr":"128.0.0.0/1"}]}"#),
        ("ec2_prefix_list", r#"{"cidrs":["10.0.0.0/8","0.0.0.0/0"]}"#),
    ] {
        let estate = Estate::open().with(kind, fields);
        let by_list =
            r#"{"ingress":[{"protocol":"tcp","from_port":22,"to_port":22,"cidr":null,"prefix_list_id":"pl-1"}]}"#;
        let estate = if kind == "ec2_prefix_list" { estate.with("ec2_security_group", by_list) } else { estate };
        assert_eq!(estate.ports(), [(22, 22)], "{kind} {fields}");
    }
    let v6 = Estate::open()
        .with("ec2_network_interface", r#"{"public_ip":null,"ipv6_addresses":["2001:db8::1"]}"#)
        .with("ec2_route_table", r#"{"routes":[{"destination":"::/0","target_id":"igw-1","state":"active"}]}"#)
        .with("ec2_security_group", r#"{"ingress":[{"protocol":"-1","cidr":"::/0"}]}"#);
    assert_eq!(v6.ports(), [(0, 65535)]);
}

#[test]
fn the_first_entry_of_an_acl_that_speaks_of_a_port_decides() {
    let wide = r#"{"ingress":[{"protocol":"tcp","from_port":20,"to_port":30,"cidr":"0.0.0.0/0"}]}"#;
    let out = r#"{"rule_number":1,"egress":true,"action":"allow","protocol":"tcp","cidr":"0.0.0.0/0","from_port":1024,"to_port":65535}"#;
    let entries = |rest: &str| format!(r#"{{"entries":[{out},{rest}]}}"#);
    let deny = r#"{"rule_number":10,"egress":false,"action":"deny","protocol":"6","cidr":"0.0.0.0/0","from_port":22,"to_port":25}"#;
    let allow = r#"{"rule_number":20,"egress":false,"action":"allow","protocol":"-1","cidr":"0.0.0.0/0"}"#;
    let narrow = r#"{"rule_number":5,"egress":false,"action":"deny","protocol":"-1","cidr":"198.51.100.0/24"}"#;
    let estate = || Estate::open().with("ec2_security_group", wide);
    assert_eq!(estate().with("ec2_network_acl", &entries(&format!("{allow},{deny}"))).ports(), [(20, 21), (26, 30)]);
    assert_eq!(estate().with("ec2_network_acl", &entries(&format!("{narrow},{allow}"))).ports(), [(20, 30)]);
    let udp = deny.replace("\"6\"", "\"17\"");
    assert_eq!(estate().with("ec2_network_acl", &entries(&format!("{udp},{allow}"))).ports(), [(20, 30)]);
}

#[test]
fn a_denial_of_one_protocol_leaves_the_others() {
    let every = r#"{"ingress":[{"protocol":"-1","cidr":"0.0.0.0/0"}]}"#;
    let entries = r#"{"entries":[{"rule_number":1,"egress":true,"action":"allow","protocol":"-1","cidr":"0.0.0.0/0"},
        {"rule_number":90,"egress":false,"action":"deny","protocol":"icmp","cidr":"0.0.0.0/0"},
        {"rule_number":100,"egress":false,"action":"allow","protocol":"-1","cidr":"0.0.0.0/0"}]}"#;
    let estate = Estate::open().with("ec2_security_group", every).with("ec2_network_acl", entries);
    assert_eq!(estate.ports(), [(0, 65535)]);
}

#[test]
fn half_routes_secondary_addresses_and_all_of_ipv6_in_use() {
    let halves = r#"{"routes":[{"destination":"0.0.0.0/1","target_id":"igw-1","state":"active"}]}"#;
    assert_eq!(Estate::open().with("ec2_route_table", halves).ports(), [(22, 22)]);
    let secondary = r#"{"public_ip":null,"public_ips":["203.0.113.10"]}"#;
    assert_eq!(Estate::open().with("ec2_network_interface", secondary).ports(), [(22, 22)]);
    let v6 = Estate::open()
        .with("ec2_network_interface", r#"{"public_ip":null,"ipv6_addresses":["2001:db8::1"]}"#)
        .with("ec2_route_table", r#"{"routes":[{"destination":"::/0","target_id":"igw-1","state":"active"}]}"#)
        .with(
            "ec2_security_group",
            r#"{"ingress":[{"protocol":"tcp","from_port":22,"to_port":22,"cidr":"2000::/3"}]}"#,
        );
    assert_eq!(v6.ports(), [(22, 22)]);
}

#[test]
fn what_could_not_be_read_leaves_it_open_and_says_so() {
    for kind in ["ec2_security_group", "ec2_route_table", "ec2_network_acl", "ec2_subnet"] {
        let sheet = Estate::open().without(kind).instance();
        let reach = sheet.reach.unwrap();
        assert!(!reach.low.internet && reach.high.internet, "{kind}");
        assert_eq!(reach.unread.unwrap().reason, Reason::AccessDenied, "{kind}");
        assert_eq!((sheet.exposure.low, sheet.exposure.high), (Exposure::Internal, Exposure::InternetOpen), "{kind}");
    }
    // The instance tells of its first card itself.
    assert_eq!(Estate::open().without("ec2_network_interface").ports(), [(22, 22)]);
    // Where another link is known to be closed, the unread one does not matter.
    let closed = Estate::open().with("ec2_security_group", r#"{"ingress":[]}"#).without("ec2_route_table");
    assert_eq!(closed.ports(), []);
}

/// Whether the least and the most differ: closed at best, open at worst.
fn is_unsure(estate: Estate) -> bool {
    let reach = estate.instance().reach.unwrap();
    !reach.low.internet && reach.high.internet && reach.unread.is_some()
}

#[test]
fn a_field_that_was_not_read_closes_nothing() {
    for (kind, field) in [
        ("ec2_instance", "state"),
        ("ec2_instance", "instance_id"),
        ("ec2_network_interface", "public_ip"),
        ("ec2_network_interface", "subnet_id"),
        ("ec2_network_interface", "vpc_id"),
        ("ec2_network_interface", "security_group_ids"),
        ("ec2_route_table", "routes"),
        ("ec2_route_table", "subnet_ids"),
        ("ec2_subnet", "internet_gateway_block_mode"),
        ("ec2_network_acl", "entries"),
        ("ec2_security_group", "ingress"),
        ("ec2_security_group", "group_id"),
    ] {
        let lost = format!(r#"{{"{field}":{{"$unread":{{"action":"ec2:Describe","reason":"unparseable"}}}}}}"#);
        let estate = Estate::open().with(kind, &lost);
        // What is not read of the instance's id is told by its own first card.
        assert!(is_unsure(estate) || field == "instance_id", "{kind} {field}");
        let high = Estate::open().with(kind, &lost).instance().reach.unwrap().high;
        assert!(high.internet, "{kind} {field}");
    }
}

#[test]
fn an_unread_list_opens_ipv6_as_well() {
    let estate = Estate::open()
        .with("ec2_network_interface", r#"{"public_ip":null,"ipv6_addresses":["2001:db8::1"]}"#)
        .with("ec2_route_table", r#"{"routes":[{"destination":"::/0","target_id":"igw-1","state":"active"}]}"#);
    let by_list = r#"{"ingress":[{"protocol":"tcp","from_port":22,"to_port":22,"cidr":null,"prefix_list_id":"pl-1"}]}"#;
    assert!(is_unsure(estate.with("ec2_security_group", by_list).without("ec2_prefix_list")));
}

#[test]
fn what_must_be_there_and_is_not_listed_is_not_closed() {
    for kind in ["ec2_security_group", "ec2_route_table"] {
        let mut estate = Estate::open();
        estate.resources.retain(|resource| &*resource.kind != kind);
        assert!(is_unsure(estate), "{kind}");
    }
}

#[test]
fn other_cards_may_be_open_where_none_can_be_seen() {
    let hidden = |fields: &str| Estate::open().with("ec2_instance", fields).without("ec2_network_interface");
    assert!(is_unsure(hidden(r#"{"public_ip":null,"network_interface_ids":["eni-1","eni-2"]}"#)));
    // A secondary private address may have a public one.
    assert!(is_unsure(hidden(r#"{"public_ip":null,"network_interface_ids":["eni-1"]}"#)));
    let closed = hidden(r#"{"public_ip":null}"#).with("ec2_security_group", r#"{"ingress":[]}"#);
    assert_eq!(closed.ports(), []);
}

#[test]
fn a_firewall_before_the_gateway_may_let_through() {
    let behind = r#"{"routes":[{"destination":"0.0.0.0/0","target_id":"vpce-1","state":"active"}]}"#;
    assert!(is_unsure(Estate::open().with("ec2_route_table", behind)));
}

#[test]
fn a_route_to_a_list_of_the_world_is_a_default_route() {
    let listed = r#"{"routes":[{"destination":"pl-1","target_id":"igw-1","state":"active"}]}"#;
    let estate = Estate::open().with("ec2_route_table", listed);
    assert_eq!(estate.with("ec2_prefix_list", r#"{"cidrs":["0.0.0.0/0"]}"#).ports(), [(22, 22)]);
    assert_eq!(Estate::open().with("ec2_route_table", listed).ports(), []);
}

#[test]
fn half_a_denial_and_a_narrow_way_out_close_nothing() {
    let entries = |first: &str| {
        format!(
            r#"{{"entries":[{first},
            {{"rule_number":90,"egress":true,"action":"allow","protocol":"tcp","cidr":"0.0.0.0/0","from_port":443,"to_port":443}},
            {{"rule_number":100,"egress":false,"action":"allow","protocol":"-1","cidr":"0.0.0.0/0"}}]}}"#
        )
    };
    let deny =
        |cidr: &str| format!(r#"{{"rule_number":1,"egress":false,"action":"deny","protocol":"-1","cidr":"{cidr}"}}"#);
    let open = |first: &str| Estate::open().with("ec2_network_acl", &entries(first)).ports();
    assert_eq!(open(&deny("0.0.0.0/1")), [(22, 22)]);
    assert_eq!(open(&deny("0.0.0.0/0")), []);
}

#[test]
fn a_quarter_of_the_world_is_the_internet_and_a_private_network_is_not() {
    let from = |cidr: &str| {
        let rule = format!(r#"{{"ingress":[{{"protocol":"tcp","from_port":22,"to_port":22,"cidr":"{cidr}"}}]}}"#);
        Estate::open().with("ec2_security_group", &rule).ports().len()
    };
    assert_eq!(["64.0.0.0/2", "8.0.0.0/7", "10.0.0.0/8", "203.0.113.0/24", "nonsense/0"].map(from), [1, 1, 0, 0, 0]);
    assert!(is_internet("2600::/12") && is_internet("::/0") && !is_internet("fc00::/7") && !is_internet("fd00::/8"));
}

#[test]
fn absurd_ports_do_no_harm() {
    let huge = i64::MAX;
    let rule = format!(r#"{{"ingress":[{{"protocol":"tcp","from_port":1,"to_port":{huge},"cidr":"0.0.0.0/0"}}]}}"#);
    assert_eq!(Estate::open().with("ec2_security_group", &rule).ports(), [(1, 65535)]);
    let rule = format!(r#"{{"ingress":[{{"protocol":"tcp","from_port":{huge},"to_port":-5,"cidr":"0.0.0.0/0"}}]}}"#);
    assert_eq!(Estate::open().with("ec2_security_group", &rule).ports(), [(0, 65535)]);
}

#[test]
fn a_group_that_nothing_carries_is_isolated() {
    let unused = Estate::open().with("ec2_network_interface", r#"{"security_group_ids":[]}"#);
    assert_eq!(unused.sheet("ec2_security_group").exposure.high, Exposure::Isolated);
}
