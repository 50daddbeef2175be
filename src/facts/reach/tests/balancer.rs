//! Load balancers, and what is behind them.

use super::estate::{Estate, ports, ways};
use crate::facts::Exposure;
use crate::snapshot::Reason;

const BEHIND: &str = "tcp 8080-8080 from 0.0.0.0/0 by sg-1 through alb";

fn through(estate: Estate) -> Vec<String> {
    ways(&estate.reach_of("arn:ec2_instance").through)
}

#[test]
fn each_link_of_the_way_through_closes_it() {
    assert_eq!(through(Estate::balanced()), [BEHIND]);
    for (id, fields) in [
        ("alb", r#"{"scheme":"internal"}"#),
        ("alb", r#"{"state":"failed"}"#),
        ("alb", r#"{"security_groups":["sg-other"],"availability_zones":[]}"#),
        ("lb", r#"{"ingress":[{"protocol":"tcp","from_port":443,"to_port":443,"cidr":"10.0.0.0/8"}]}"#),
        // Open, but not where it listens.
        ("lb", r#"{"ingress":[{"protocol":"tcp","from_port":80,"to_port":80,"cidr":"0.0.0.0/0"}]}"#),
        ("https", r#"{"load_balancer_arn":"other"}"#),
        ("arn:ec2_route_table", r#"{"routes":[]}"#),
        ("arn:ec2_network_acl", r#"{"entries":[]}"#),
        ("tg", r#"{"load_balancer_arns":[]}"#),
        ("tg", r#"{"targets":[]}"#),
        ("tg", r#"{"targets":[{"target_id":"i-2","port":8080,"state":"healthy"}]}"#),
        ("tg", r#"{"targets":[{"target_id":"i-1","port":8080,"state":"unused"}]}"#),
        ("tg", r#"{"targets":[{"target_id":"i-1","port":8080,"state":"draining"}]}"#),
        // The target lets in another port, another group, and other subnets.
        ("tg", r#"{"targets":[{"target_id":"i-1","port":9090,"state":"healthy"}]}"#),
        (
            "arn:ec2_security_group",
            r#"{"ingress":[{"protocol":"tcp","from_port":8080,"to_port":8080,"source_security_group_id":"sg-2"}]}"#,
        ),
        (
            "arn:ec2_security_group",
            r#"{"ingress":[{"protocol":"tcp","from_port":8080,"to_port":8080,"cidr":"10.0.9.0/24"}]}"#,
        ),
        ("arn:ec2_instance", r#"{"state":"stopped"}"#),
    ] {
        assert_eq!(through(Estate::balanced().but(id, fields)), [""; 0], "{id} {fields}");
    }
}

#[test]
fn the_load_balancer_is_let_in_by_its_subnets_and_by_everybodys_rule() {
    for cidr in ["10.0.0.0/24", "10.0.0.0/8", "0.0.0.0/0"] {
        let rule = format!(r#"{{"ingress":[{{"protocol":"tcp","from_port":8080,"to_port":8080,"cidr":"{cidr}"}}]}}"#);
        assert_eq!(through(Estate::balanced().but("arn:ec2_security_group", &rule)), [BEHIND], "{cidr}");
    }
}

#[test]
fn the_network_acl_of_the_targets_subnet_stands_between() {
    let acl = |cidr: &str| {
        format!(
            r#"{{"subnet_ids":["subnet-2"],"entries":[{{"rule_number":1,"egress":false,"action":"allow","protocol":"6","cidr":"{cidr}"}},
            {{"rule_number":1,"egress":true,"action":"allow","protocol":"6","cidr":"10.0.0.0/16"}}]}}"#
        )
    };
    let with = |cidr: &str| through(Estate::balanced().and("ec2_network_acl", "inner", &acl(cidr)));
    assert_eq!(with("10.0.0.0/24"), [BEHIND]);
    assert_eq!(with("10.0.7.0/24"), [""; 0]);
    // Within one subnet it filters nothing.
    let both = r#"{"availability_zones":[{"subnet_id":"subnet-1"},{"subnet_id":"subnet-2"}]}"#;
    let near = Estate::balanced().and("ec2_network_acl", "inner", &acl("10.0.7.0/24")).but("alb", both);
    assert_eq!(through(near), [BEHIND]);
}

#[test]
fn unhealthy_targets_get_requests_where_none_is_well() {
    let ill = r#"{"targets":[{"target_id":"i-1","port":null,"state":"unhealthy"}],"port":8081}"#;
    assert_eq!(through(Estate::balanced().but("tg", ill)), ["tcp 8081-8081 from 0.0.0.0/0 by sg-1 through alb"]);
}

#[test]
fn targets_by_address_count_in_their_own_network() {
    let by = |address: &str, vpc: &str| {
        let fields = format!(
            r#"{{"target_type":"ip","vpc_id":"{vpc}","targets":[{{"target_id":"{address}","port":8080,"state":"healthy"}}]}}"#
        );
        through(Estate::balanced().but("tg", &fields))
    };
    assert_eq!(by("10.0.1.5", "vpc-1"), [BEHIND]);
    assert_eq!(by("10.0.1.6", "vpc-1"), [""; 0]);
    assert_eq!(by("10.0.1.5", "vpc-2"), [""; 0]);
    // The interface is reached as its instance is.
    let interface = Estate::balanced().reach_of("arn:ec2_network_interface");
    assert_eq!(ways(&interface.through), [BEHIND]);
}

#[test]
fn rules_may_lead_to_a_group_that_no_listener_names() {
    let other = r#"{"default_actions":[{"type":"fixed-response","target_group_arns":[]}]}"#;
    assert_eq!(through(Estate::balanced().but("https", other)), [BEHIND]);
    // A listener names it that is closed, and another one is open: its rules may lead there.
    let closed = Estate::balanced().but("https", r#"{"port":8443}"#).and(
        "elbv2_listener",
        "open",
        r#"{"load_balancer_arn":"alb","port":443,"protocol":"HTTPS","default_actions":[]}"#,
    );
    let reach = closed.sheet_of("arn:ec2_instance").reach.unwrap();
    assert!(reach.low.through.is_empty() && ways(&reach.high.through) == [BEHIND]);
    assert_eq!(reach.unread.unwrap().action, "elasticloadbalancing:DescribeRules");
}

/// The same estate with a network load balancer, which needs no group.
fn network(target: &str) -> Estate {
    Estate::balanced()
        .but("alb", r#"{"type":"network","security_groups":[]}"#)
        .but("https", r#"{"protocol":"TCP"}"#)
        .but("tg", &format!(r#"{{"protocol":"TCP","target_type":"{target}"}}"#))
}

fn lets_in(cidr: &str) -> String {
    format!(r#"{{"ingress":[{{"protocol":"tcp","from_port":8080,"to_port":8080,"cidr":"{cidr}"}}]}}"#)
}

#[test]
fn a_network_load_balancer_lets_in_everybody_at_its_listeners() {
    let reach = network("instance").reach_of("alb");
    assert_eq!(ports(&reach), ["tcp 443-443 from 0.0.0.0/0 by "]);
    let none = network("instance").but("https", r#"{"load_balancer_arn":"other"}"#).sheet_of("alb");
    assert_eq!(none.exposure.high, Exposure::Isolated);
    assert_eq!(none.exposure.because, ["it has no listener"]);
}

#[test]
fn past_a_network_load_balancer_clients_come_themselves() {
    let clients = network("instance").but("arn:ec2_security_group", &lets_in("0.0.0.0/0"));
    assert_eq!(through(clients), [BEHIND]);
    // A rule for the load balancer alone lets in an address target, and perhaps an instance.
    let address = network("ip")
        .but("tg", r#"{"targets":[{"target_id":"10.0.1.5","port":8080,"state":"healthy"}]}"#)
        .but("arn:ec2_security_group", &lets_in("10.0.0.0/24"));
    assert_eq!(through(address), [BEHIND]);
    let instance = network("instance").but("arn:ec2_security_group", &lets_in("10.0.0.0/24"));
    let reach = instance.sheet_of("arn:ec2_instance").reach.unwrap();
    assert!(reach.low.through.is_empty() && ways(&reach.high.through) == [BEHIND]);
    assert_eq!(reach.unread.unwrap().action, "elasticloadbalancing:DescribeTargetGroupAttributes");
    // Listeners of network load balancers have no rules.
    let other = network("instance")
        .but("arn:ec2_security_group", &lets_in("0.0.0.0/0"))
        .but("https", r#"{"default_actions":[{"type":"forward","target_group_arns":["tg-2"]}]}"#);
    assert_eq!(through(other), [""; 0]);
}

#[test]
fn the_interface_of_a_network_load_balancer_lets_in_what_its_listeners_do() {
    let arn = "arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/net/web/1";
    let interface = r#"{"interface_type":"network_load_balancer","description":"ELB net/web/1","public_ip":"203.0.113.7",
        "subnet_id":"subnet-1","vpc_id":"vpc-1","security_group_ids":[],"status":"in-use","ipv6_addresses":[],"instance_id":null}"#;
    let estate = |description: &str| {
        Estate::open()
            .and("ec2_network_interface", "arn:aws:ec2:eni", &interface.replace("ELB net/web/1", description))
            .and(
                "elbv2_listener",
                "tls",
                &format!(r#"{{"load_balancer_arn":"{arn}","port":636,"protocol":"TLS","default_actions":[]}}"#),
            )
            .sheet_of("arn:aws:ec2:eni")
            .reach
            .unwrap()
    };
    assert_eq!(ports(&estate("ELB net/web/1").high), ["tcp 636-636 from 0.0.0.0/0 by "]);
    assert_eq!(ports(&estate("ELB net/other/2").high), [""; 0]);
    // Without a name it may be of any of them.
    let unnamed = estate("");
    assert!(!unnamed.low.internet && unnamed.high.internet);
}

#[test]
fn one_load_balancer_behind_another() {
    let estate = || {
        Estate::balanced()
            .but("alb", r#"{"scheme":"internal"}"#)
            .but("lb", &lets_in("0.0.0.0/0").replace("8080", "443"))
            .and(
                "elbv2_load_balancer",
                "nlb",
                r#"{"type":"network","scheme":"internet-facing","state":"active","ip_address_type":"ipv4","vpc_id":"vpc-1",
                    "security_groups":[],"availability_zones":[{"subnet_id":"subnet-1"}],"attributes":{}}"#,
            )
            .and(
                "elbv2_listener",
                "tcp",
                r#"{"load_balancer_arn":"nlb","port":443,"protocol":"TCP","default_actions":[{"target_group_arns":["tg-alb"]}]}"#,
            )
            .and(
                "elbv2_target_group",
                "tg-alb",
                r#"{"target_type":"alb","protocol":"TCP","port":443,"vpc_id":"vpc-1","load_balancer_arns":["nlb"],
                    "targets":[{"target_id":"alb","port":443,"state":"healthy"}]}"#,
            )
    };
    assert_eq!(ways(&estate().reach_of("alb").through), ["tcp 443-443 from 0.0.0.0/0 by sg-lb through nlb"]);
    assert_eq!(through(estate()), [BEHIND]);
    assert_eq!(through(estate().but("nlb", r#"{"scheme":"internal"}"#)), [""; 0]);
    // Two that stand before each other end.
    let round = estate().but("nlb", r#"{"scheme":"internal"}"#).but("tg-alb", r#"{"load_balancer_arns":["alb"]}"#);
    assert_eq!(through(round), [""; 0]);
}

#[test]
fn load_balancers_of_the_first_generation() {
    let classic = |fields: &str| {
        Estate::balanced()
            .but("tg", r#"{"targets":[]}"#)
            .and(
                "elb_load_balancer",
                "elb",
                r#"{"name":"old","scheme":"internet-facing","vpc_id":"vpc-1","subnets":["subnet-1"],"security_groups":["sg-lb"],
                    "instances":["i-1"],
                    "listeners":[{"load_balancer_port":443,"protocol":"HTTPS","instance_port":8080,"instance_protocol":"HTTP"},
                                 {"load_balancer_port":444,"protocol":"TCP","instance_port":8081,"instance_protocol":"TCP"}]}"#,
            )
            .but("elb", fields)
    };
    // The second listener's port is open to nobody.
    assert_eq!(through(classic("{}")), ["tcp 8080-8080 from 0.0.0.0/0 by sg-1 through elb"]);
    assert_eq!(ports(&classic("{}").reach_of("elb")), ["tcp 443-443 from 0.0.0.0/0 by sg-lb"]);
    for fields in [r#"{"scheme":"internal"}"#, r#"{"instances":["i-2"]}"#, r#"{"listeners":[]}"#] {
        assert_eq!(through(classic(fields)), [""; 0], "{fields}");
    }
    assert_eq!(classic(r#"{"listeners":[]}"#).sheet_of("elb").exposure.high, Exposure::Isolated);
}

#[test]
fn a_listener_is_open_where_its_load_balancer_is() {
    let listener = Estate::balanced().reach_of("https");
    assert_eq!(ports(&listener), ["tcp 443-443 from 0.0.0.0/0 by sg-lb"]);
    let other = r#"{"load_balancer_arn":"alb","port":8443,"protocol":"HTTPS","default_actions":[]}"#;
    let sheet = Estate::balanced().and("elbv2_listener", "other", other).sheet_of("other");
    assert_eq!((sheet.reach.unwrap().high.internet, sheet.exposure.high), (false, Exposure::Internal));
}

#[test]
fn families_of_addresses() {
    let six = |fields: &str| {
        let open = r#"{"ingress":[{"protocol":"tcp","from_port":443,"to_port":443,"cidr":"::/0"}]}"#;
        let routes = r#"{"routes":[{"destination":"::/0","target_id":"igw-1","state":"active"}]}"#;
        let estate = Estate::balanced().but("lb", open).but("arn:ec2_route_table", routes).but("alb", fields);
        ports(&estate.reach_of("alb"))
    };
    let open = ["tcp 443-443 from ::/0 by sg-lb"];
    assert_eq!(six(r#"{"ip_address_type":"dualstack"}"#), open);
    assert_eq!(six(r#"{"ip_address_type":"dualstack-without-public-ipv4"}"#), open);
    assert_eq!(six(r#"{"ip_address_type":"ipv4"}"#), [""; 0]);
    let denied = r#"{"ip_address_type":"dualstack","attributes":{"ipv6_deny_all_igw_traffic":true}}"#;
    assert_eq!(six(denied), [""; 0]);
}

#[test]
fn functions_behind_a_load_balancer() {
    let function = |target: &str| {
        let group = format!(
            r#"{{"target_type":"lambda","protocol":null,"port":null,"vpc_id":null,"targets":[{{"target_id":"{target}","port":null,"state":"healthy"}}]}}"#
        );
        Estate::balanced().but("tg", &group).and("lambda_function", "fn", r#"{"urls":[],"policy":null}"#).sheet_of("fn")
    };
    for target in ["fn", "fn:live"] {
        let sheet = function(target);
        assert_eq!(ways(&sheet.reach.unwrap().high.through), ["tcp 443-443 from 0.0.0.0/0 by  through alb"]);
        assert_eq!(sheet.exposure.high, Exposure::InternetOpen, "{target}");
    }
    assert_eq!(function("fn2").exposure.high, Exposure::Internal);
}

#[test]
fn tasks_behind_a_load_balancer() {
    let service = |network: &str| {
        let fields = format!(
            r#"{{"status":"ACTIVE","running_count":1,"desired_count":1,"network_configuration":{network},
                "load_balancers":[{{"target_group_arn":"tg","container_port":8080}}]}}"#
        );
        ways(&Estate::balanced().and("ecs_service", "tasks", &fields).reach_of("tasks").through)
    };
    let own = |group: &str| {
        format!(
            r#"{{"awsvpc_configuration":{{"assign_public_ip":"DISABLED","security_groups":["{group}"],"subnets":["subnet-2"]}}}}"#
        )
    };
    assert_eq!(service(&own("sg-1")), [BEHIND]);
    assert_eq!(service(&own("sg-lb")), [""; 0]);
    // Without interfaces of their own they answer by that of their instance.
    assert_eq!(service("null"), [BEHIND]);
}

#[test]
fn what_could_not_be_read_of_load_balancers_hides_nothing_else() {
    for kind in ["elbv2_target_group", "elbv2_load_balancer", "elb_load_balancer"] {
        let sheet = Estate::balanced().without(kind).instance();
        let reach = sheet.reach.as_ref().unwrap();
        assert!(reach.low.ports.is_empty() && reach.high.ports.is_empty(), "{kind}");
        assert!(!reach.high.through.is_empty(), "{kind}");
        assert_eq!(sheet.exposure.high, Exposure::InternetOpen, "{kind}");
        let seen = sheet.to_value();
        assert_eq!(seen.at("reach.internet").as_bool(), Some(false), "{kind}");
        assert!(seen.at("reach.ports").items().is_empty() && seen.at("reach.ports").as_unread().is_none(), "{kind}");
    }
    let sheet = Estate::balanced().without("elbv2_target_group").instance();
    assert_eq!(sheet.to_value().at("reach.through").as_unread().unwrap().reason, Reason::AccessDenied);
    assert_eq!((sheet.exposure.low, sheet.exposure.high), (Exposure::Internal, Exposure::InternetOpen));
    // Whatever comes must be let in.
    let closed = Estate::balanced().without("elbv2_target_group").but("arn:ec2_security_group", r#"{"ingress":[]}"#);
    assert_eq!(through(closed), [""; 0]);
}

#[test]
fn a_field_of_a_load_balancer_that_was_not_read_closes_nothing() {
    for (id, field) in [
        ("alb", "scheme"),
        ("alb", "availability_zones"),
        ("alb", "security_groups"),
        ("alb", "state"),
        ("https", "load_balancer_arn"),
        ("tg", "targets"),
        ("tg", "load_balancer_arns"),
        ("lb", "ingress"),
    ] {
        let lost = format!(r#"{{"{field}":{{"$unread":{{"action":"elb:Describe","reason":"throttled"}}}}}}"#);
        let reach = Estate::balanced().but(id, &lost).sheet_of("arn:ec2_instance").reach.unwrap();
        assert!(!reach.high.through.is_empty(), "{id} {field}");
        assert_eq!(reach.unread.map(|unread| unread.reason), Some(Reason::Throttled), "{id} {field}");
    }
}
