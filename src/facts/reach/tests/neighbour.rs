//! Ways in from networks of other accounts.

use super::estate::{Estate, ways};
use crate::facts::Exposure;
use crate::snapshot::Reason;

/// A private instance, whose network is a neighbour of another account's.
pub fn peered() -> Estate {
    Estate::open()
        .with("ec2_network_interface", r#"{"public_ip":null}"#)
        .with("ec2_instance", r#"{"public_ip":null}"#)
        .with(
            "ec2_security_group",
            r#"{"ingress":[{"protocol":"tcp","from_port":5432,"to_port":5432,"cidr":"10.9.0.0/24"}]}"#,
        )
        .with("ec2_route_table", r#"{"routes":[{"destination":"10.9.0.0/16","target_id":"pcx-1","state":"active"}]}"#)
        .peered()
}

fn accounts(estate: Estate) -> Vec<String> {
    ways(&estate.reach_of("arn:ec2_instance").accounts)
}

#[test]
fn another_account_comes_over_a_peering_connection() {
    let sheet = peered().instance();
    let way = "tcp 5432-5432 from 10.9.0.0/24 of 444455556666 by sg-1 through pcx-1";
    assert_eq!(ways(&sheet.reach.unwrap().high.accounts), [way]);
    assert_eq!((sheet.exposure.low, sheet.exposure.high), (Exposure::CrossAccount, Exposure::CrossAccount));
    assert_eq!(sheet.exposure.because[0], "account 444455556666 comes by pcx-1, and sg-1 lets in 10.9.0.0/24");
    // It does not matter who asked whom.
    let swapped = r#"{"accepter":{"account":"444455556666","vpc_id":"vpc-9","cidrs":["10.9.0.0/16"]},
        "requester":{"account":"111122223333","vpc_id":"vpc-1","cidrs":["10.0.0.0/16"]}}"#;
    assert_eq!(accounts(peered().but("peering", swapped)), [way]);
    // Nor does it where EC2 does not show the other's ranges.
    assert_eq!(accounts(peered().but("peering", r#"{"requester":{"cidrs":[]}}"#)), [way]);
}

#[test]
fn each_link_of_the_way_closes_it() {
    for (id, fields) in [
        ("peering", r#"{"status":"deleting"}"#),
        ("peering", r#"{"requester":{"account":"111122223333"}}"#),
        ("peering", r#"{"requester":{"cidrs":["10.8.0.0/16"]}}"#),
        (
            "arn:ec2_route_table",
            r#"{"routes":[{"destination":"10.9.0.0/16","target_id":"pcx-1","state":"blackhole"}]}"#,
        ),
        ("arn:ec2_route_table", r#"{"routes":[{"destination":"10.7.0.0/16","target_id":"pcx-1","state":"active"}]}"#),
        ("arn:ec2_security_group", r#"{"ingress":[{"protocol":"-1","cidr":"10.0.0.0/16"}]}"#),
        (
            "arn:ec2_security_group",
            r#"{"ingress":[{"protocol":"-1","source_security_group_id":"sg-1","source_account":"111122223333"}]}"#,
        ),
        (
            "arn:ec2_network_acl",
            r#"{"entries":[{"rule_number":1,"egress":false,"action":"deny","protocol":"-1","cidr":"10.9.0.0/16"}]}"#,
        ),
        ("arn:ec2_instance", r#"{"state":"stopped"}"#),
    ] {
        assert_eq!(accounts(peered().but(id, fields)), [""; 0], "{id} {fields}");
    }
}

#[test]
fn groups_and_lists_may_name_it() {
    let group = r#"{"ingress":[{"protocol":"tcp","from_port":22,"to_port":22,"source_security_group_id":"sg-9","source_account":"444455556666"}]}"#;
    assert_eq!(
        accounts(peered().but("arn:ec2_security_group", group)),
        ["tcp 22-22 from sg-9 of 444455556666 by sg-1 through pcx-1"]
    );
    let list = r#"{"ingress":[{"protocol":"tcp","from_port":22,"to_port":22,"prefix_list_id":"pl-1"}]}"#;
    assert_eq!(
        accounts(peered().but("arn:ec2_security_group", list)),
        ["tcp 22-22 from 10.9.0.0/16 of 444455556666 by sg-1 through pcx-1"]
    );
    let elsewhere =
        peered().but("arn:ec2_security_group", list).but("arn:ec2_prefix_list", r#"{"cidrs":["10.1.0.0/16"]}"#);
    assert_eq!(accounts(elsewhere), [""; 0]);
}

#[test]
fn a_transit_gateway_of_another_account() {
    let by = |owner: &str| {
        peered()
            .but(
                "arn:ec2_route_table",
                r#"{"routes":[{"destination":"10.0.0.0/8","target_id":"tgw-1","state":"active"}]}"#,
            )
            .and("ec2_transit_gateway", "tgw", &format!(r#"{{"transit_gateway_id":"tgw-1","owner_id":"{owner}"}}"#))
    };
    assert_eq!(accounts(by("777788889999")), ["tcp 5432-5432 from 10.9.0.0/24 of 777788889999 by sg-1 through tgw-1"]);
    // What is attached to one's own is not known.
    assert_eq!(accounts(by("111122223333")), [""; 0]);
}

#[test]
fn what_could_not_be_read_may_be_another_account() {
    for kind in ["ec2_vpc_peering", "ec2_route_table"] {
        let sheet = peered().without(kind).instance();
        let reach = sheet.reach.as_ref().unwrap();
        assert!(reach.low.accounts.is_empty() && !reach.high.accounts.is_empty(), "{kind}");
        assert_eq!(reach.unread.as_ref().unwrap().reason, Reason::AccessDenied, "{kind}");
        assert_eq!((sheet.exposure.low, sheet.exposure.high), (Exposure::Internal, Exposure::CrossAccount), "{kind}");
        assert_eq!(sheet.to_value().at("reach.internet").as_bool(), Some(false), "{kind}");
    }
    let closed = peered().without("ec2_vpc_peering").but("arn:ec2_security_group", r#"{"ingress":[]}"#);
    assert_eq!(accounts(closed), [""; 0]);
    let status = r#"{"status":{"$unread":{"action":"ec2:Describe","reason":"throttled"}}}"#;
    assert_eq!(peered().but("peering", status).instance().exposure.high, Exposure::CrossAccount);
}
