//! Five whole estates, from one end to the other.

use super::estate::{Estate, ports, ways};
use crate::facts::Exposure;

#[test]
fn a_public_instance() {
    let sheet = Estate::open().instance();
    let reach = sheet.reach.unwrap();
    assert!(reach.is_known() && reach.high.live && reach.high.internet);
    assert_eq!(ports(&reach.high), ["tcp 22-22 from 0.0.0.0/0 by sg-1"]);
    assert_eq!((reach.high.through.len(), reach.high.accounts.len()), (0, 0));
    assert_eq!((sheet.exposure.low, sheet.exposure.high), (Exposure::InternetOpen, Exposure::InternetOpen));
    assert_eq!(sheet.exposure.because, ["203.0.113.9 is public and routed, and sg-1 lets in 0.0.0.0/0 to port 22"]);
}

#[test]
fn an_instance_behind_a_load_balancer() {
    let sheet = Estate::balanced().instance();
    let reach = sheet.reach.unwrap();
    assert!(reach.is_known() && reach.high.live && !reach.high.internet, "{reach:?}");
    assert_eq!(ports(&reach.high), [""; 0]);
    assert_eq!(ways(&reach.high.through), ["tcp 8080-8080 from 0.0.0.0/0 by sg-1 through alb"]);
    assert_eq!((sheet.exposure.low, sheet.exposure.high), (Exposure::InternetOpen, Exposure::InternetOpen));
    assert_eq!(
        sheet.exposure.because[..2],
        ["the load balancer web lets in 0.0.0.0/0 and sends it to port 8080", "it has no public address"]
    );
    // The load balancer itself, on its own port.
    let balancer = Estate::balanced().reach_of("alb");
    assert_eq!(ports(&balancer), ["tcp 443-443 from 0.0.0.0/0 by sg-lb"]);
}

#[test]
fn an_instance_that_only_a_vpn_reaches() {
    let estate = Estate::open()
        .with("ec2_network_interface", r#"{"public_ip":null,"private_ips":["10.0.1.5"]}"#)
        .with("ec2_instance", r#"{"public_ip":null}"#)
        .with(
            "ec2_route_table",
            r#"{"routes":[{"destination":"192.168.0.0/16","target_id":"vgw-1","state":"active"},
                {"destination":"172.16.0.0/12","target_id":"tgw-1","state":"active"}]}"#,
        )
        .with(
            "ec2_security_group",
            r#"{"ingress":[{"protocol":"tcp","from_port":22,"to_port":22,"cidr":"192.168.0.0/16"},
                {"protocol":"tcp","from_port":22,"to_port":22,"cidr":"172.16.0.0/12"}]}"#,
        )
        // A gateway of one's own, with the VPN on it.
        .and("ec2_transit_gateway", "tgw", r#"{"transit_gateway_id":"tgw-1","owner_id":"111122223333"}"#);
    let sheet = estate.instance();
    let reach = sheet.reach.unwrap();
    assert!(reach.is_known() && reach.high.live && !reach.high.internet, "{reach:?}");
    assert_eq!((reach.high.ports.len(), reach.high.through.len(), reach.high.accounts.len()), (0, 0, 0));
    assert_eq!((sheet.exposure.low, sheet.exposure.high), (Exposure::Internal, Exposure::Internal));
    assert_eq!(sheet.exposure.because, ["it has no public address"]);
}

#[test]
fn an_instance_that_ipv6_alone_reaches() {
    let estate = || {
        Estate::open()
            .with("ec2_network_interface", r#"{"public_ip":null,"ipv6_addresses":["2001:db8::1"]}"#)
            .with("ec2_instance", r#"{"public_ip":null,"ipv6_addresses":["2001:db8::1"]}"#)
            .with(
                "ec2_route_table",
                r#"{"routes":[{"destination":"::/0","target_id":"igw-1","state":"active"},
                    {"destination":"0.0.0.0/0","target_id":"nat-1","state":"active"}]}"#,
            )
            .with(
                "ec2_security_group",
                r#"{"ingress":[{"protocol":"tcp","from_port":443,"to_port":443,"cidr":"::/0"},
                    {"protocol":"tcp","from_port":22,"to_port":22,"cidr":"0.0.0.0/0"}]}"#,
            )
    };
    let sheet = estate().instance();
    let reach = sheet.reach.unwrap();
    assert_eq!(ports(&reach.high), ["tcp 443-443 from ::/0 by sg-1"]);
    assert!(reach.is_known());
    assert_eq!((sheet.exposure.low, sheet.exposure.high), (Exposure::InternetOpen, Exposure::InternetOpen));
    assert_eq!(sheet.exposure.because, ["2001:db8::1 is public and routed, and sg-1 lets in ::/0 to port 443"]);
    // A gateway that only lets out lets nobody in.
    let out = r#"{"routes":[{"destination":"::/0","target_id":"eigw-1","state":"active"}]}"#;
    let sheet = estate().with("ec2_route_table", out).instance();
    assert_eq!(sheet.exposure.high, Exposure::Internal);
    assert_eq!(sheet.exposure.because, ["its subnet has no route to an internet gateway"]);
}

#[test]
fn an_instance_that_the_network_acl_holds_back() {
    let deny = r#"{"entries":[
        {"rule_number":50,"egress":false,"action":"deny","protocol":"6","from_port":22,"to_port":22,"cidr":"0.0.0.0/0"},
        {"rule_number":100,"egress":false,"action":"allow","protocol":"-1","cidr":"0.0.0.0/0"},
        {"rule_number":100,"egress":true,"action":"allow","protocol":"-1","cidr":"0.0.0.0/0"}]}"#;
    let sheet = Estate::open().with("ec2_network_acl", deny).instance();
    let reach = sheet.reach.unwrap();
    assert!(reach.is_known() && reach.high.live && !reach.high.internet, "{reach:?}");
    assert_eq!((sheet.exposure.low, sheet.exposure.high), (Exposure::Internal, Exposure::Internal));
    assert_eq!(sheet.exposure.because, ["the network ACL holds it back"]);
}

/// The kinds that are asked for are enough: what else there is changes nothing, and what there is not is not missed.
#[test]
fn what_is_asked_for_is_enough() {
    let tasks = r#"{"status":"ACTIVE","running_count":1,"desired_count":1,"network_configuration":null,
        "load_balancers":[{"target_group_arn":"tg"}]}"#;
    let database = r#"{"name":"orders","status":"available","publicly_accessible":true,"port":5432,"vpc_id":"vpc-1",
        "subnet_ids":["subnet-1"],"vpc_security_group_ids":["sg-lb"]}"#;
    let estate = || {
        Estate::balanced()
            .but("alb", r#"{"tags":{"elasticbeanstalk:environment-id":"e-1"}}"#)
            .and("elasticbeanstalk_environment", "env", r#"{"environment_id":"e-1"}"#)
            .and("ecs_service", "tasks", tasks)
            .and("lambda_function", "function", r#"{"urls":[],"policy":null}"#)
            .and("rds_instance", "db", database)
            .and("rds_cluster", "cluster", r#"{"member_identifiers":["orders"]}"#)
            .and("apigatewayv2_api", "api", r#"{"stages":[{}],"routes":[],"disable_execute_api_endpoint":true}"#)
    };
    let ids: Vec<String> = estate().resources.iter().map(|resource| resource.id.to_string()).collect();
    for id in ids {
        let all = estate().sheet_of(&id);
        assert_eq!(all.reach, estate().only_needed(&id).sheet_of(&id).reach, "{id}");
    }
}

/// Of whatever is not read, the worst is taken: no field of any resource, once lost, makes anything look better.
#[test]
fn what_is_lost_opens_and_never_closes() {
    for (estate, id) in [
        (Estate::open as fn() -> Estate, "arn:ec2_instance"),
        (Estate::open, "arn:ec2_network_interface"),
        (Estate::open, "arn:ec2_security_group"),
        (Estate::balanced, "arn:ec2_instance"),
        (Estate::balanced, "alb"),
        (Estate::balanced, "https"),
        (super::neighbour::peered, "arn:ec2_instance"),
        (super::service::database, "db"),
        (super::service::many, "mq"),
        (super::service::many, "rabbit"),
        (super::service::many, "msk"),
        (super::service::many, "tasks"),
        (super::service::many, "sftp"),
        (super::service::many, "vpc-sftp"),
        (super::service::many, "emr"),
        (super::service::many, "dw"),
    ] {
        let exposure = |estate: Estate| estate.sheet_of(id).exposure.high;
        let known = exposure(estate());
        for resource in estate().resources {
            for (field, _) in resource.fields.iter() {
                let lost = format!(r#"{{"{field}":{{"$unread":{{"action":"x:Get","reason":"throttled"}}}}}}"#);
                assert!(exposure(estate().but(&resource.id, &lost)) >= known, "{id}: {} {field}", resource.id);
            }
        }
        let kinds: std::collections::BTreeSet<String> =
            estate().resources.iter().map(|resource| resource.kind.to_string()).collect();
        let own = estate().resources.iter().find(|resource| &*resource.id == id).unwrap().kind.to_string();
        for kind in kinds.into_iter().filter(|kind| *kind != own) {
            let kind: &'static str = kind.leak();
            assert!(exposure(estate().without(kind)) >= known, "{id}: no {kind}");
        }
    }
}
