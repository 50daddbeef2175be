//! Network ACLs, in both directions.

use super::estate::Estate;

const IN: &str = r#"{"rule_number":100,"egress":false,"action":"allow","protocol":"-1","cidr":"0.0.0.0/0"}"#;
const OUT: &str = r#"{"rule_number":100,"egress":true,"action":"allow","protocol":"-1","cidr":"0.0.0.0/0"}"#;

fn entry(number: u32, egress: bool, action: &str, protocol: &str, cidr: &str, ports: Option<(u16, u16)>) -> String {
    let ports = ports.map_or(String::new(), |(from, to)| format!(r#","from_port":{from},"to_port":{to}"#));
    format!(
        r#"{{"rule_number":{number},"egress":{egress},"action":"{action}","protocol":"{protocol}","cidr":"{cidr}"{ports}}}"#
    )
}

/// What is open as protocol, first and last port, and source.
fn open(rule: &str, entries: &[&str]) -> Vec<String> {
    let reach = Estate::open()
        .with("ec2_security_group", &format!(r#"{{"ingress":[{rule}]}}"#))
        .with("ec2_network_acl", &format!(r#"{{"entries":[{}]}}"#, entries.join(",")))
        .reach_of("arn:ec2_instance");
    reach.ports.iter().map(|port| format!("{} {}-{} {}", port.protocol, port.from, port.to, port.source)).collect()
}

const SSH: &str = r#"{"protocol":"tcp","from_port":22,"to_port":22,"cidr":"0.0.0.0/0"}"#;
const DNS: &str = r#"{"protocol":"udp","from_port":53,"to_port":53,"cidr":"0.0.0.0/0"}"#;
const ALL: &str = r#"{"protocol":"-1","cidr":"0.0.0.0/0"}"#;

#[test]
fn an_answer_must_get_out() {
    assert_eq!(open(SSH, &[IN, OUT]), ["tcp 22-22 0.0.0.0/0"]);
    let ephemeral = entry(100, true, "allow", "6", "0.0.0.0/0", Some((1024, 65535)));
    assert_eq!(open(SSH, &[IN, &ephemeral]), ["tcp 22-22 0.0.0.0/0"]);
    // By another protocol, to somebody else, or not at all.
    let udp = entry(100, true, "allow", "17", "0.0.0.0/0", Some((1024, 65535)));
    let own = entry(100, true, "allow", "6", "10.0.0.0/8", None);
    for out in [&udp, &own] {
        assert_eq!(open(SSH, &[IN, out]), [""; 0], "{out}");
    }
    assert_eq!(open(SSH, &[IN]), [""; 0]);
}

#[test]
fn a_denial_before_the_way_out_closes_it_and_one_behind_does_not() {
    let denial = |number| entry(number, true, "deny", "-1", "0.0.0.0/0", None);
    assert_eq!(open(SSH, &[IN, &denial(90), OUT]), [""; 0]);
    assert_eq!(open(SSH, &[IN, OUT, &denial(110)]), ["tcp 22-22 0.0.0.0/0"]);
    // Of one port it leaves the others, of which a client may take any.
    let one = entry(90, true, "deny", "6", "0.0.0.0/0", Some((443, 443)));
    assert_eq!(open(SSH, &[IN, &one, OUT]), ["tcp 22-22 0.0.0.0/0"]);
}

#[test]
fn entries_count_by_their_number_and_not_by_their_place() {
    let deny = |number| entry(number, false, "deny", "6", "0.0.0.0/0", Some((22, 22)));
    assert_eq!(open(SSH, &[IN, &deny(99), OUT]), [""; 0]);
    assert_eq!(open(SSH, &[&deny(101), IN, OUT]), ["tcp 22-22 0.0.0.0/0"]);
}

#[test]
fn what_asks_for_no_answer_needs_no_way_out() {
    assert_eq!(open(DNS, &[IN]), ["udp 53-53 0.0.0.0/0"]);
    let tcp = entry(100, false, "allow", "6", "0.0.0.0/0", None);
    assert_eq!(open(DNS, &[&tcp, OUT]), [""; 0]);
}

#[test]
fn a_rule_for_all_protocols_is_cut_down_to_those_that_get_through() {
    assert_eq!(open(ALL, &[IN, OUT]), ["-1 0-65535 0.0.0.0/0"]);
    assert_eq!(open(ALL, &[IN]), ["udp 0-65535 0.0.0.0/0"]);
    let web = entry(100, false, "allow", "6", "0.0.0.0/0", Some((443, 443)));
    assert_eq!(open(ALL, &[&web, OUT]), ["tcp 443-443 0.0.0.0/0"]);
    let ping = entry(100, false, "allow", "1", "0.0.0.0/0", None);
    assert_eq!(open(ALL, &[&ping, OUT]), ["icmp 0-65535 0.0.0.0/0"]);
}

#[test]
fn who_comes_is_whom_both_let_in() {
    let half = entry(100, false, "allow", "-1", "128.0.0.0/1", None);
    assert_eq!(open(SSH, &[&half, OUT]), ["tcp 22-22 128.0.0.0/1"]);
    // The other half of the world is not let out to.
    let other = entry(100, true, "allow", "-1", "0.0.0.0/1", None);
    assert_eq!(open(SSH, &[&half, &other]), [""; 0]);
    // A small part of the internet is somebody's own, and leaves the rest to later entries.
    let office = entry(90, false, "allow", "-1", "203.0.113.0/24", None);
    assert_eq!(open(SSH, &[&office, OUT]), [""; 0]);
    assert_eq!(open(SSH, &[&half, &office, IN.replace("100", "110").as_str(), OUT]).len(), 2);
}

#[test]
fn the_families_have_entries_of_their_own() {
    let six = |acl: &[&str]| {
        Estate::open()
            .with("ec2_network_interface", r#"{"public_ip":null,"ipv6_addresses":["2001:db8::1"]}"#)
            .with("ec2_route_table", r#"{"routes":[{"destination":"::/0","target_id":"igw-1","state":"active"}]}"#)
            .with("ec2_security_group", r#"{"ingress":[{"protocol":"tcp","from_port":22,"to_port":22,"cidr":"::/0"}]}"#)
            .with("ec2_network_acl", &format!(r#"{{"entries":[{}]}}"#, acl.join(",")))
            .ports()
    };
    let (come, go) = (IN.replace("0.0.0.0/0", "::/0"), OUT.replace("0.0.0.0/0", "::/0"));
    assert_eq!(six(&[&come, &go]), [(22, 22)]);
    assert_eq!(six(&[&come, OUT]), []);
    assert_eq!(six(&[IN, &go]), []);
}
