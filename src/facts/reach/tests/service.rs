//! Databases, brokers and tasks in a network of the account's.

use super::estate::{Estate, ports, ways};
use crate::facts::Exposure;
use crate::snapshot::Reason;

/// The open network, with a second subnet that has no way to the internet.
fn network() -> Estate {
    Estate::open()
        .with("ec2_subnet", r#"{"vpc_id":"vpc-1"}"#)
        .with("ec2_security_group", r#"{"vpc_id":"vpc-1","is_default":false}"#)
        .with("ec2_route_table", r#"{"subnet_ids":["subnet-1","subnet-3"]}"#)
        .with("ec2_network_acl", r#"{"subnet_ids":["subnet-1","subnet-2","subnet-3"]}"#)
        .with("ec2_security_group", r#"{"ingress":[{"protocol":"tcp","from_port":0,"to_port":65535,"cidr":"0.0.0.0/0"}]}"#)
        .and("ec2_subnet", "private", r#"{"subnet_id":"subnet-2","vpc_id":"vpc-1","internet_gateway_block_mode":"off"}"#)
        .and("ec2_subnet", "public", r#"{"subnet_id":"subnet-3","vpc_id":"vpc-1","internet_gateway_block_mode":"off"}"#)
        .and("ec2_route_table", "main", r#"{"vpc_id":"vpc-1","is_main":true,"subnet_ids":[],"routes":[]}"#)
        .and(
            "ec2_security_group",
            "closed",
            r#"{"group_id":"sg-closed","vpc_id":"vpc-1","is_default":true,"ingress":[{"protocol":"-1","cidr":"10.0.0.0/8"}]}"#,
        )
}

const DATABASE: &str = r#"{"name":"orders","status":"available","publicly_accessible":true,"port":5432,"vpc_id":"vpc-1",
    "subnet_ids":["subnet-1","subnet-3"],"vpc_security_group_ids":["sg-1"]}"#;

pub fn database() -> Estate {
    network().and("rds_instance", "db", DATABASE)
}

/// One of each of the others, all open.
pub fn many() -> Estate {
    let inside = r#""publicly_accessible":true,"subnet_ids":["subnet-1"],"security_group_ids":["sg-1"]"#;
    let server = r#""state":"ONLINE","protocols":["SFTP"]"#;
    network()
        .and("mq_broker", "mq", &format!(r#"{{"broker_state":"RUNNING","engine_type":"ACTIVEMQ",{inside}}}"#))
        .and(
            "mq_broker",
            "rabbit",
            r#"{"broker_state":"RUNNING","engine_type":"RABBITMQ","publicly_accessible":true,"subnet_ids":[],"security_group_ids":[]}"#,
        )
        .and("msk_cluster", "msk", &format!(r#"{{"state":"ACTIVE","public_access":"SERVICE_PROVIDED_EIPS",{inside}}}"#))
        .and(
            "ecs_service",
            "tasks",
            r#"{"status":"ACTIVE","running_count":1,"desired_count":1,"load_balancers":[],"network_configuration":
            {"awsvpc_configuration":{"assign_public_ip":"ENABLED","security_groups":["sg-1"],"subnets":["subnet-1"]}}}"#,
        )
        .and("transfer_server", "sftp", &format!(r#"{{"endpoint_type":"PUBLIC","endpoint_details":null,{server}}}"#))
        .and(
            "transfer_server",
            "vpc-sftp",
            &format!(
                r#"{{"endpoint_type":"VPC","endpoint_details":{{"address_allocation_ids":["eipalloc-1"],"subnet_ids":["subnet-1"],
                "security_group_ids":["sg-1"],"vpc_id":"vpc-1"}},{server}}}"#
            ),
        )
        .and(
            "emr_cluster",
            "emr",
            r#"{"state":"RUNNING","master_has_public_name":true,"subnet_id":"subnet-1","master_security_group_ids":["sg-1"]}"#,
        )
        .and(
            "redshift_cluster",
            "dw",
            r#"{"status":"available","publicly_accessible":true,"port":5439,"vpc_id":"vpc-1","vpc_security_group_ids":["sg-1"]}"#,
        )
}

fn open(estate: Estate, id: &str) -> Vec<String> {
    ports(&estate.reach_of(id))
}

#[test]
fn a_public_database_is_open_at_its_port() {
    let sheet = database().sheet_of("db");
    assert_eq!(ports(&sheet.reach.unwrap().high), ["tcp 5432-5432 from 0.0.0.0/0 by sg-1"]);
    // Its password is asked for by itself: who reaches it may try.
    assert_eq!((sheet.exposure.low, sheet.exposure.high), (Exposure::InternetOpen, Exposure::InternetOpen));
    assert_eq!(sheet.exposure.because, ["its address is public and routed, and sg-1 lets in 0.0.0.0/0 to port 5432"]);
}

#[test]
fn each_link_closes_a_database() {
    for (id, fields) in [
        ("db", r#"{"publicly_accessible":false}"#),
        ("db", r#"{"port":5432,"vpc_security_group_ids":["sg-closed"]}"#),
        ("db", r#"{"subnet_ids":["subnet-2"]}"#),
        ("db", r#"{"status":"stopped"}"#),
        (
            "arn:ec2_security_group",
            r#"{"ingress":[{"protocol":"tcp","from_port":22,"to_port":22,"cidr":"0.0.0.0/0"}]}"#,
        ),
        ("arn:ec2_network_acl", r#"{"entries":[]}"#),
    ] {
        assert_eq!(open(database().but(id, fields), "db"), [""; 0], "{id} {fields}");
    }
    let stopped = database().but("db", r#"{"status":"stopped"}"#).sheet_of("db");
    assert_eq!((stopped.exposure.high, stopped.reach.unwrap().high.live), (Exposure::Isolated, false));
}

#[test]
fn a_database_in_one_of_several_subnets_that_are_not_alike() {
    let mixed = database().but("db", r#"{"subnet_ids":["subnet-1","subnet-2"]}"#).sheet_of("db");
    let reach = mixed.reach.unwrap();
    assert!(!reach.low.internet && reach.high.internet);
    assert_eq!(reach.unread.unwrap().action, "rds_instance.subnet_id");
    assert_eq!((mixed.exposure.low, mixed.exposure.high), (Exposure::Internal, Exposure::InternetOpen));
}

#[test]
fn a_cluster_is_open_where_one_of_its_servers_is() {
    let cluster = |members: &str| {
        let fields = format!(r#"{{"member_identifiers":{members},"status":"available"}}"#);
        database().and("rds_cluster", "cluster", &fields)
    };
    assert_eq!(open(cluster(r#"["orders"]"#), "cluster"), ["tcp 5432-5432 from 0.0.0.0/0 by sg-1"]);
    assert_eq!(open(cluster("[]"), "cluster"), [""; 0]);
    let private = cluster(r#"["orders"]"#).but("db", r#"{"publicly_accessible":false}"#);
    assert_eq!(open(private, "cluster"), [""; 0]);
    let stopped = cluster(r#"["orders"]"#).but("db", r#"{"status":"stopped"}"#).sheet_of("cluster");
    assert_eq!(stopped.exposure.high, Exposure::Isolated);
    // A member that is not listed, or could not be, may be open.
    for estate in [
        cluster(r#"["orders","lost"]"#).but("db", r#"{"publicly_accessible":false}"#),
        cluster(r#"["orders"]"#).without("rds_instance"),
    ] {
        let reach = estate.sheet_of("cluster").reach.unwrap();
        assert!(!reach.low.internet && reach.high.internet);
    }
}

#[test]
fn a_warehouse_stands_somewhere_in_its_network() {
    let warehouse = r#"{"status":"available","publicly_accessible":true,"port":5439,"vpc_id":"vpc-1","vpc_security_group_ids":["sg-1"]}"#;
    let reach = network().and("redshift_cluster", "dw", warehouse).sheet_of("dw").reach.unwrap();
    assert!(!reach.low.internet && reach.high.internet);
    let all = network().and("redshift_cluster", "dw", warehouse).with("ec2_route_table", r#"{"is_main":true}"#);
    let all = all.but("main", r#"{"is_main":false}"#);
    assert_eq!(open(all, "dw"), ["tcp 5439-5439 from 0.0.0.0/0 by sg-1"]);
    let paused = network().and("redshift_cluster", "dw", warehouse).but("dw", r#"{"status":"paused"}"#);
    assert_eq!(paused.sheet_of("dw").exposure.high, Exposure::Isolated);
}

#[test]
fn where_a_public_address_leads_is_unknown_without_a_network() {
    let groups = r#""vpc_security_group_ids":["sg-1"]"#;
    let warehouse =
        format!(r#"{{"status":"available","publicly_accessible":true,"port":5439,"vpc_id":null,{groups}}}"#);
    let database =
        format!(r#"{{"status":"available","publicly_accessible":true,"port":5432,"subnet_ids":[],{groups}}}"#);
    for (kind, fields) in [("redshift_cluster", &warehouse), ("rds_instance", &database)] {
        let lost = network().and(kind, "lost", fields).sheet_of("lost");
        let reach = lost.reach.unwrap();
        assert!(!reach.low.internet && reach.high.internet, "{kind}");
        assert_eq!(reach.unread.unwrap().action, format!("{kind}.vpc_id"));
        assert_eq!((lost.exposure.low, lost.exposure.high), (Exposure::Internal, Exposure::InternetOpen), "{kind}");
        // Without such an address there is no way to it, wherever it stands.
        let private = network().and(kind, "lost", fields).but("lost", r#"{"publicly_accessible":false}"#);
        let reach = private.sheet_of("lost").reach.unwrap();
        assert!(!reach.high.internet && reach.unread.is_none(), "{kind}");
    }
}

#[test]
fn brokers_and_replicators() {
    let active = r#"{"broker_state":"RUNNING","engine_type":"ACTIVEMQ","publicly_accessible":true,"subnet_ids":["subnet-1"],"security_group_ids":["sg-1"]}"#;
    let broker = || network().and("mq_broker", "mq", active);
    assert!(open(broker(), "mq").contains(&"tcp 61617-61617 from 0.0.0.0/0 by sg-1".to_owned()));
    assert_eq!(open(broker().but("mq", r#"{"publicly_accessible":false}"#), "mq"), [""; 0]);
    assert_eq!(open(broker().but("mq", r#"{"security_group_ids":["sg-closed"]}"#), "mq"), [""; 0]);
    // One of RabbitMQ that is public stands in no network of the account's.
    let rabbit = broker().but("mq", r#"{"engine_type":"RABBITMQ","subnet_ids":[],"security_group_ids":[]}"#);
    assert_eq!(open(rabbit, "mq").len(), 3);
    let dms = r#"{"status":"available","publicly_accessible":true,"vpc_id":"vpc-1","subnet_ids":["subnet-1","subnet-3"],"vpc_security_group_ids":["sg-1"]}"#;
    let replicator = || network().and("dms_replication_instance", "dms", dms);
    assert_eq!(open(replicator(), "dms"), ["tcp 0-65535 from 0.0.0.0/0 by sg-1"]);
    assert_eq!(open(replicator().but("dms", r#"{"publicly_accessible":false}"#), "dms"), [""; 0]);
}

#[test]
fn brokers_of_kafka_listen_to_the_internet_elsewhere() {
    let kafka = |access: &str| {
        let fields = format!(
            r#"{{"state":"ACTIVE","public_access":"{access}","subnet_ids":["subnet-1","subnet-3"],"security_group_ids":["sg-1"]}}"#
        );
        network().and("msk_cluster", "msk", &fields)
    };
    let public: Vec<String> = [9194, 9196, 9198].map(|port| format!("tcp {port}-{port} from 0.0.0.0/0 by sg-1")).into();
    assert_eq!(open(kafka("SERVICE_PROVIDED_EIPS"), "msk"), public);
    assert_eq!(open(kafka("DISABLED"), "msk"), [""; 0]);
    let inside = r#"{"ingress":[{"protocol":"tcp","from_port":9092,"to_port":9098,"cidr":"0.0.0.0/0"}]}"#;
    assert_eq!(open(kafka("SERVICE_PROVIDED_EIPS").but("arn:ec2_security_group", inside), "msk"), [""; 0]);
}

#[test]
fn tasks_with_public_addresses() {
    let tasks = |public: &str, groups: &str, count: u8| {
        let fields = format!(
            r#"{{"status":"ACTIVE","running_count":{count},"desired_count":{count},"load_balancers":[],"network_configuration":
            {{"awsvpc_configuration":{{"assign_public_ip":"{public}","security_groups":{groups},"subnets":["subnet-1"]}}}}}}"#
        );
        network().and("ecs_service", "tasks", &fields)
    };
    assert_eq!(open(tasks("ENABLED", r#"["sg-1"]"#, 1), "tasks"), ["tcp 0-65535 from 0.0.0.0/0 by sg-1"]);
    assert_eq!(open(tasks("DISABLED", r#"["sg-1"]"#, 1), "tasks"), [""; 0]);
    assert_eq!(tasks("ENABLED", r#"["sg-1"]"#, 0).sheet_of("tasks").exposure.high, Exposure::Isolated);
    // Without a group it has the network's own.
    assert_eq!(open(tasks("ENABLED", "[]", 1), "tasks"), [""; 0]);
    let wide = tasks("ENABLED", "[]", 1)
        .but("closed", r#"{"ingress":[{"protocol":"tcp","from_port":80,"to_port":80,"cidr":"0.0.0.0/0"}]}"#);
    assert_eq!(open(wide, "tasks"), ["tcp 80-80 from 0.0.0.0/0 by sg-closed"]);
}

#[test]
fn a_server_for_files_and_a_cluster_of_servers() {
    let server = |addresses: &str| {
        let fields = format!(
            r#"{{"endpoint_type":"VPC","state":"ONLINE","protocols":["SFTP"],"endpoint_details":{{"address_allocation_ids":{addresses},
            "subnet_ids":["subnet-1"],"security_group_ids":["sg-1"],"vpc_id":"vpc-1"}}}}"#
        );
        network().and("transfer_server", "sftp", &fields)
    };
    assert_eq!(open(server(r#"["eipalloc-1"]"#), "sftp"), ["tcp 22-22 from 0.0.0.0/0 by sg-1"]);
    assert_eq!(server(r#"["eipalloc-1"]"#).sheet_of("sftp").exposure.high, Exposure::InternetWithAuth);
    assert_eq!(open(server("[]"), "sftp"), [""; 0]);
    let emr = |public: bool| {
        let fields = format!(
            r#"{{"state":"RUNNING","master_has_public_name":{public},"subnet_id":"subnet-1","master_security_group_ids":["sg-1"]}}"#
        );
        network().and("emr_cluster", "emr", &fields)
    };
    assert_eq!(open(emr(true), "emr"), ["tcp 0-65535 from 0.0.0.0/0 by sg-1"]);
    assert_eq!(open(emr(false), "emr"), [""; 0]);
}

#[test]
fn other_accounts_reach_databases_too() {
    let peered = || {
        database()
            .but("db", r#"{"publicly_accessible":false,"subnet_ids":["subnet-1"]}"#)
            .but(
                "arn:ec2_route_table",
                r#"{"routes":[{"destination":"10.9.0.0/16","target_id":"pcx-1","state":"active"}]}"#,
            )
            .peered()
    };
    let sheet = peered().sheet_of("db");
    assert_eq!(
        ways(&sheet.reach.unwrap().high.accounts),
        ["tcp 5432-5432 from 10.9.0.0/16 of 444455556666 by sg-1 through pcx-1"]
    );
    assert_eq!(sheet.exposure.high, Exposure::CrossAccount);
    let own = peered().but("peering", r#"{"requester":{"account":"111122223333"}}"#).sheet_of("db");
    assert_eq!(own.exposure.high, Exposure::Internal);
}

#[test]
fn an_environment_is_open_where_its_load_balancer_is() {
    let environment = r#"{"environment_id":"e-1"}"#;
    let marked = r#"{"tags":{"elasticbeanstalk:environment-id":"e-1"}}"#;
    let estate = || Estate::balanced().and("elasticbeanstalk_environment", "web-env", environment);
    assert_eq!(open(estate().but("alb", marked), "web-env"), ["tcp 443-443 from 0.0.0.0/0 by sg-lb"]);
    let other = r#"{"tags":{"elasticbeanstalk:environment-id":"e-2"}}"#;
    assert_eq!(open(estate().but("alb", other), "web-env"), [""; 0]);
}

#[test]
fn a_field_of_a_service_that_was_not_read_closes_nothing() {
    for (id, field) in [
        ("db", "publicly_accessible"),
        ("db", "status"),
        ("db", "subnet_ids"),
        ("db", "vpc_security_group_ids"),
        ("db", "vpc_id"),
        ("arn:ec2_security_group", "ingress"),
        ("arn:ec2_network_acl", "entries"),
        ("arn:ec2_route_table", "routes"),
    ] {
        let lost = format!(r#"{{"{field}":{{"$unread":{{"action":"rds:Describe","reason":"throttled"}}}}}}"#);
        let reach = database().but(id, &lost).sheet_of("db").reach.unwrap();
        assert!(!reach.low.internet && reach.high.internet, "{id} {field} {reach:?}");
        assert_eq!(reach.unread.unwrap().reason, Reason::Throttled, "{id} {field}");
    }
    let port = r#"{"port":{"$unread":{"action":"rds:Describe","reason":"throttled"}}}"#;
    assert!(database().but("db", port).sheet_of("db").reach.unwrap().high.internet);
}
